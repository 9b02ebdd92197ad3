"""Sealing with a key in this process: the same signatures as in two steps, without the cost of two steps.

A seal's key is local, so nothing has to be stored between preparing and finishing: no `Prepared`, no second look
at the files, and everything determined by certificate, key and claims is computed once for any number of documents.
"""

from esigner.ades.create.batch.sealer import Sealer
from esigner.ades.create.batch.unfinished import Unfinished

__all__ = ["Sealer", "Unfinished"]
