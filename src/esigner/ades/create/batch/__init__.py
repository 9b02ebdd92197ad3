"""Sealing with a key of this process: the same signatures as in two steps, without what only two steps need.

A seal's key is at hand, so nothing has to be stored between preparing and finishing: no `Prepared`, no second look
at the files, and all that certificate, key and claims determine is worked out once for any number of documents.
"""

from esigner.ades.create.batch.sealer import Sealer
from esigner.ades.create.batch.unfinished import Unfinished

__all__ = ["Sealer", "Unfinished"]
