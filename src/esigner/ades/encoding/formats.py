"""The formats, shapes and levels that a signature can have."""

from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """What holds the signature."""

    ASICE = "asice"
    """ASiC-E with XAdES: a container of any number of files (EN 319 162-1, 4.4.3)."""
    EDOC = "edoc"
    """As ASICE, under the Latvian name."""
    PDF = "pdf"
    ASICE_CADES = "asice-cades"
    """ASiC-E with CAdES over an ASiCManifest (EN 319 162-1, 4.4.4)."""
    ASICS = "asics"
    """ASiC-S with XAdES: a container of exactly one file (EN 319 162-1, 4.3)."""
    ASICS_CADES = "asics-cades"
    """ASiC-S with CAdES."""
    XADES = "xades"
    CADES = "cades"
    JADES = "jades"


class Packaging(StrEnum):
    """Where the signed data is relative to a signature outside a container."""

    ENVELOPED = "enveloped"
    """The signature inside the data: XAdES over one XML document."""
    ENVELOPING = "enveloping"
    """The data inside the signature."""
    DETACHED = "detached"
    """The data elsewhere; supplied for validation."""


class Serialization(StrEnum):
    """How a JWS is written (RFC 7515, 7)."""

    COMPACT = "compact"
    """One line of text; it has no unprotected header, so only level B is possible."""
    FLATTENED = "flattened"
    GENERAL = "general"


class Canonicalization(StrEnum):
    """How others' XML is canonicalised before digesting."""

    EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
    INCLUSIVE_11 = "http://www.w3.org/2006/12/xml-c14n11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The choices within a format; None means the format's default."""

    packaging: Packaging | None = None
    serialization: Serialization | None = None
    """JAdES only; flattened by default."""
    canonicalization: Canonicalization | None = None
    """Enveloped XAdES only; exclusive by default."""


class Level(StrEnum):
    """Baseline levels of EN 319 132-1, EN 319 122-1, EN 319 142-1 and TS 119 182-1, in rising order."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"
