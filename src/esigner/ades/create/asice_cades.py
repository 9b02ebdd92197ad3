"""ASiC-E with CAdES: an ASiCManifest lists the files, and a CAdES signature covers the manifest.

Standard: EN 319 162-1, 4.4.4 and A.4.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from esigner.ades.containers.files import DataFile, check_for_container
from esigner.ades.containers.writing import Entry, container
from esigner.ades.create import cades
from esigner.ades.create.asice_xades import check_unchanged
from esigner.ades.create.prepared import Part, Prepared
from esigner.ades.create.values import SignatureValue
from esigner.ades.create.wanted import Wanted
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.markup import ASIC_NAMESPACE, DS_NAMESPACE, attribute, uri
from esigner.ades.trust.validation_data import ValidationData

MANIFEST_NAME: Final = "META-INF/ASiCManifest001.xml"
SIGNATURE_NAME: Final = "META-INF/signature001.p7s"
_MANIFEST_TYPE: Final = "application/xml"

timestamp_input = cades.timestamp_input


@dataclass(frozen=True, slots=True)
class Names:
    """Names of a signature and its manifest in the container."""

    manifest: str
    signature: str


_FIRST: Final = Names(MANIFEST_NAME, SIGNATURE_NAME)


def prepare(wanted: Wanted, *, names: Names = _FIRST) -> Prepared:
    """Return a CAdES-B signature over the manifest of the files, waiting for its value."""
    wanted.refuse_shape()
    check_for_container(wanted.files)
    manifest = asic_manifest(wanted.files, digest_algorithm=wanted.digest_algorithm, names=names)
    digest = digest_named(wanted.digest_algorithm)
    rows: list[Part] = [[file.name, file.media_type, b64encode(file.digest(digest)).decode()] for file in wanted.files]
    parts: dict[str, Part] = {"digestAlgorithm": wanted.digest_algorithm, "files": rows}
    if names != _FIRST:
        parts |= {"manifestName": names.manifest, "signatureName": names.signature}
    return cades.over(wanted, manifest, parts=parts)


def finalize(
    prepared: Prepared,
    value: SignatureValue,
    *,
    files: Sequence[DataFile],
    timestamp: bytes | None,
    revocation: ValidationData | None,
) -> bytes:
    """Return the container."""
    check_unchanged(prepared, files)
    manifest = manifest_of(prepared, files)
    signature = cades.signed_message(prepared, value, content=None, timestamp=timestamp, revocation=revocation)
    entries = [Entry(file.name, file.content) for file in files]
    return container(
        (*entries, Entry(MANIFEST_NAME, manifest.content), Entry(SIGNATURE_NAME, signature)),
        written_at=prepared.signed_at,
    )


def names_of(prepared: Prepared) -> Names:
    """Return the names that were prepared."""
    parts = prepared.parts
    return Names(str(parts.get("manifestName", MANIFEST_NAME)), str(parts.get("signatureName", SIGNATURE_NAME)))


def manifest_of(prepared: Prepared, files: Sequence[DataFile]) -> DataFile:
    """Rebuild and return the manifest that was prepared.

    Raises:
        FilesChangedError: It differs.
    """
    digest_algorithm = str(prepared.parts["digestAlgorithm"])
    manifest = asic_manifest(files, digest_algorithm=digest_algorithm, names=names_of(prepared))
    cades.check_content(prepared, manifest)
    return manifest


def asic_manifest(files: Sequence[DataFile], *, digest_algorithm: str, names: Names = _FIRST) -> DataFile:
    """Return the ASiCManifest, which lists the signed files."""
    digest = digest_named(digest_algorithm)
    rows = "".join(
        f'<asic:DataObjectReference URI="{uri(file.name)}" MimeType="{attribute(file.media_type)}">'
        f'<ds:DigestMethod Algorithm="{digest.xml_uri}"></ds:DigestMethod>'
        f"<ds:DigestValue>{b64encode(file.digest(digest)).decode()}</ds:DigestValue></asic:DataObjectReference>"
        for file in files
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<asic:ASiCManifest xmlns:asic="{ASIC_NAMESPACE}" xmlns:ds="{DS_NAMESPACE}">'
        f'<asic:SigReference URI="{names.signature}" MimeType="application/pkcs7-signature"></asic:SigReference>'
        f"{rows}</asic:ASiCManifest>\n"
    )
    return DataFile(names.manifest, _MANIFEST_TYPE, content.encode())


__all__ = ["MANIFEST_NAME", "SIGNATURE_NAME", "asic_manifest", "finalize", "prepare", "timestamp_input"]
