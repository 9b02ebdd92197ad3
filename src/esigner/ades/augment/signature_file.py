"""The interface that augmentation needs from a format: signatures, bytes to stamp, and the bytes with additions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Candidate


class Stage(StrEnum):
    """What is added; each stage leaves a complete document."""

    TIMESTAMP = "timestamp"
    """Level T: a timestamp over the signature value."""
    MATERIAL = "material"
    """Level LT: certificates and their status, of the signer and of the timestamps."""
    ARCHIVE = "archive"
    """Level LTA: a timestamp over everything so far."""


class Archive(StrEnum):
    """Where the archive timestamps of a container with CAdES go."""

    SIGNATURE = "signature"
    """Into each signature, as archive-time-stamp-v3; unless its archive is in manifests already."""
    MANIFEST = "manifest"
    """Next to the signatures, one over an ASiCArchiveManifest of them all."""


class SignatureFile(Protocol):
    """One file with signatures of one format; `targets` are numbers in `candidates`."""

    content: bytes
    candidates: Sequence[Candidate]

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the bytes whose digests are to be stamped, in the order of the tokens for `stamped`."""
        ...

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the file with the tokens."""
        ...

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the file with the material, one for each target."""
        ...
