"""Signature formats: prepared, finished and validated; pure functions, with no socket, clock, key store or framework.

Floor 1. The two steps of signing are in `creation`; the verdict on what comes in is in `validation`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from esigner.ades import timestamps
from esigner.ades.containers.files import DataFile
from esigner.ades.create.batch import Sealer, Unfinished
from esigner.ades.create.claims import NO_CLAIMS, Claims, Commitment, ProductionPlace, SignaturePolicy
from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.procedure import finalize, prepare, timestamp_input
from esigner.ades.create.values import SignatureValue, ValueForm, check_value, is_same_value, sign
from esigner.ades.encoding.algorithms import Maturity
from esigner.ades.encoding.errors import AdesError
from esigner.ades.encoding.formats import Canonicalization, Format, Level, Packaging, Serialization, Shape
from esigner.ades.timestamps.errors import TimestampError
from esigner.ades.trust.validation_data import ValidationData

if TYPE_CHECKING:
    from esigner.ades.trust.anchors import Trust
    from esigner.ades.validation import Report, validate

__all__ = [
    "NO_CLAIMS",
    "AdesError",
    "Canonicalization",
    "Claims",
    "Commitment",
    "DataFile",
    "Format",
    "Level",
    "Maturity",
    "Packaging",
    "Prepared",
    "ProductionPlace",
    "Report",
    "Sealer",
    "Serialization",
    "Shape",
    "SignaturePolicy",
    "SignatureValue",
    "SignatureValueMismatchError",
    "TimestampError",
    "Trust",
    "Unfinished",
    "ValidationData",
    "ValueForm",
    "check_value",
    "finalize",
    "is_same_value",
    "prepare",
    "sign",
    "timestamp_input",
    "timestamps",
    "validate",
]


def __getattr__(name: str) -> object:
    """Load the validating half on first use: makers of signatures need no XML parser."""
    if name == "Trust":
        return import_module("esigner.ades.trust.anchors").Trust
    if name in {"Report", "validate"}:
        return getattr(import_module("esigner.ades.validation"), name)
    raise AttributeError(name)
