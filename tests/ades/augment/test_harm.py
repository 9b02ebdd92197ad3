"""What stands in an archive of another system is not touched."""

from base64 import b64encode
from hashlib import sha256

import pytest

from esigner import ades
from esigner.ades.augment.errors import AugmentationRefusedError
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.joined import countersigned, joined, shaped
from tests.world.signed import changed, entries, judged
from tests.world.signing_pki import signing_pki

_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"


def _row(name: str, content: bytes) -> str:
    return (
        f'<DataObjectReference URI="{name}"><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<d:DigestValue>{b64encode(sha256(content).digest()).decode()}</d:DigestValue></DataObjectReference>"
    )


def archived_elsewhere(container: bytes, *, kind: str = "Archive") -> bytes:
    """Give the container with an ASiCArchiveManifest of all in it, as other software writes it."""
    rows = "".join(_row(name, content) for name, content in entries(container).items() if name != "mimetype")
    token_name = "META-INF/timestamp001.tst"
    manifest = (
        f'<ASiCManifest xmlns="{_ASIC}" xmlns:d="{_DS}"><SigReference URI="{token_name}"/>{rows}</ASiCManifest>'
    ).encode()
    token = signing_pki().token(manifest, at=ARCHIVED_AT)
    return changed(container, {f"META-INF/ASiC{kind}Manifest.xml": manifest, token_name: token})


@pytest.mark.parametrize("kind", ["Archive", "EvidenceRecord"])
@pytest.mark.parametrize("name", ["cades.asice", "cades.asics", "xades.asics"])
def test_archived_signature_file_is_not_changed(name: str, kind: str) -> None:
    container = archived_elsewhere(shaped(name), kind=kind)
    with pytest.raises(AugmentationRefusedError):
        countersigned(container)
    with pytest.raises(AugmentationRefusedError):
        augmented(container, ades.Level.LTA)
    if name != "cades.asice":
        with pytest.raises(AugmentationRefusedError):
            joined(container)


def test_archived_container_of_many_signature_files_takes_another() -> None:
    container = archived_elsewhere(shaped("cades.asice"))
    document = joined(container)
    assert {path: entries(document)[path] for path in entries(container)} == entries(container)
    assert judged(document).passed
