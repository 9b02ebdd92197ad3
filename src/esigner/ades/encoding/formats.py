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
    """Where the signed data stands in relation to a signature that no container holds."""

    ENVELOPED = "enveloped"
    """The signature inside the data: XAdES over one XML document."""
    ENVELOPING = "enveloping"
    """The data inside the signature."""
    DETACHED = "detached"
    """The data elsewhere; whoever validates brings it."""


class Serialization(StrEnum):
    """How a JWS is written (RFC 7515, 7)."""

    COMPACT = "compact"
    """One line of text; it has no unprotected header and can therefore be of level B only."""
    FLATTENED = "flattened"
    GENERAL = "general"


class Canonicalization(StrEnum):
    """How the XML of others is brought into canonical form before it is digested."""

    EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
    INCLUSIVE_11 = "http://www.w3.org/2006/12/xml-c14n11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What there is to choose inside a format; what is left None is the format's usual."""

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
