"""What stands in an archive of another system is not touched."""

import pytest

from esigner import ades
from esigner.ades.augment.errors import AugmentationRefusedError
from tests.world.augmented import archived_elsewhere, augmented
from tests.world.joined import countersigned, joined, shaped
from tests.world.signed import entries, judged


@pytest.mark.parametrize("kind", ["Archive", "EvidenceRecord"])
@pytest.mark.parametrize("name", ["cades.asice", "cades.asics", "xades.asics"])
def test_archived_signature_file_is_not_changed(name: str, kind: str) -> None:
    container = archived_elsewhere(shaped(name), kind=kind)
    with pytest.raises(AugmentationRefusedError):
        countersigned(container)
    if name == "xades.asics":
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
