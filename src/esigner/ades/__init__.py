"""Signature formats: prepared, finished and validated; pure, without socket, clock, key store or framework.

Floor 1. The two steps of signing are in `creation`; the verdict on what comes in is in `validation`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from esigner.ades import timestamps
from esigner.ades.algorithms import Maturity
from esigner.ades.claims import NO_CLAIMS, Claims, Commitment, SignaturePolicy
from esigner.ades.creation import finalize, prepare, timestamp_input
from esigner.ades.errors import AdesError, SignatureValueMismatchError, TimestampError
from esigner.ades.files import DataFile
from esigner.ades.format import Canonicalization, Format, Level, Packaging, Serialization, Shape
from esigner.ades.material import Place, Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.sealing import Sealer, Unfinished
from esigner.ades.values import SignatureValue, ValueForm, check_value, sign

if TYPE_CHECKING:
    from esigner.ades.trust import Trust
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
    "Place",
    "Prepared",
    "Report",
    "Revocation",
    "Sealer",
    "Serialization",
    "Shape",
    "SignaturePolicy",
    "SignatureValue",
    "SignatureValueMismatchError",
    "TimestampError",
    "Trust",
    "Unfinished",
    "ValueForm",
    "check_value",
    "finalize",
    "prepare",
    "sign",
    "timestamp_input",
    "timestamps",
    "validate",
]


def __getattr__(name: str) -> object:
    """Load the validating half when it is first asked for: makers of signatures need no XML parser."""
    if name == "Trust":
        return import_module("esigner.ades.trust").Trust
    if name in {"Report", "validate"}:
        return getattr(import_module("esigner.ades.validation"), name)
    raise AttributeError(name)
