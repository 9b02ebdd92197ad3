"""The facts about each format, in one table: used to make, name, serve or send a signed document."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from esigner.ades.encoding.formats import Format, Packaging, Serialization, Shape

ASIC_E: Final = "application/vnd.etsi.asic-e+zip"
ASIC_S: Final = "application/vnd.etsi.asic-s+zip"
"""Media types of containers, and what `mimetype` holds (EN 319 162-1, A.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One row of the table."""

    ending: str
    """Of a document's name, with its dot."""
    media_type: str
    packagings: tuple[Packaging, ...] = ()
    """The choices that the format offers, the usual one first."""
    holds_one_file: bool = False
    """Whatever its packaging."""
    signature_path: str | None = None
    """Where the container's signature is; None where making it needs more than the digests of the files."""


FORMATS: Final[Mapping[Format, Facts]] = MappingProxyType(
    {
        Format.ASICE: Facts(ending=".asice", media_type=ASIC_E, signature_path="META-INF/signatures0.xml"),
        Format.EDOC: Facts(ending=".edoc", media_type=ASIC_E, signature_path="META-INF/edoc-signatures-S1.xml"),
        Format.PDF: Facts(ending=".pdf", media_type="application/pdf"),
        Format.ASICE_CADES: Facts(ending=".asice", media_type=ASIC_E),
        Format.ASICS: Facts(
            ending=".asics", media_type=ASIC_S, holds_one_file=True, signature_path="META-INF/signatures.xml"
        ),
        Format.ASICS_CADES: Facts(ending=".asics", media_type=ASIC_S, holds_one_file=True),
        Format.XADES: Facts(
            ending=".xml",
            media_type="application/xml",
            packagings=(Packaging.ENVELOPED, Packaging.ENVELOPING, Packaging.DETACHED),
        ),
        Format.CADES: Facts(
            ending=".p7m",
            media_type="application/pkcs7-mime",
            packagings=(Packaging.ENVELOPING, Packaging.DETACHED),
            holds_one_file=True,
        ),
        Format.JADES: Facts(
            ending=".json",
            media_type="application/jose+json",
            packagings=(Packaging.ENVELOPING, Packaging.DETACHED),
        ),
    }
)

_COMPACT: Final = Facts(ending=".jws", media_type="application/jose")
_DETACHED_CMS: Final = Facts(ending=".p7s", media_type="application/pkcs7-signature", holds_one_file=True)
MEDIA_TYPES: Final = tuple(
    dict.fromkeys(facts.media_type for facts in (*FORMATS.values(), _DETACHED_CMS, _COMPACT)),
)
"""Of all kinds of signed documents."""


def facts_of(format: Format, shape: Shape) -> Facts:  # noqa: A002  the word of the API and the standard
    """Return the facts about a document of the format in this shape."""
    if shape.serialization is Serialization.COMPACT:
        return _COMPACT
    if format is Format.CADES and shape.packaging is Packaging.DETACHED:
        return _DETACHED_CMS
    return FORMATS[format]


def signature_path(format: Format) -> str:  # noqa: A002  as above
    """Return where the signature is in a container made from digests alone; KeyError for any other format."""
    path = FORMATS[format].signature_path
    if path is None:
        raise KeyError(format)
    return path


def takes_digests(format: Format) -> bool:  # noqa: A002  as above
    """Return whether a signature of this format needs no more than the digests of the files."""
    return FORMATS[format].signature_path is not None


MEDIA_TYPES_BY_ENDING: Final[Mapping[str, str]] = MappingProxyType(
    {facts.ending: facts.media_type for facts in (*FORMATS.values(), _DETACHED_CMS, _COMPACT)},
)
