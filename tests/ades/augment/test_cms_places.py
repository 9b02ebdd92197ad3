"""A CMS that is odd where validation does not look: it is refused, and nothing else happens."""

from collections.abc import Callable

import pytest

from esigner import ades
from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.asn1 import nodes
from tests.world.augmented import augmented
from tests.world.joined import countersigned, joined, shaped


def _archived(document: bytes) -> bytes:
    return augmented(document, ades.Level.LTA)


@pytest.mark.attack
@pytest.mark.parametrize("grow", [joined, countersigned, _archived])
def test_broken_row_of_digest_algorithms_is_refused(grow: Callable[[bytes], bytes]) -> None:
    document = shaped("enveloping.p7m")
    row = nodes.read_ber(document).child(1, 0, 1, 0)
    broken = document[: row.start + 1] + b"\x7f" + document[row.start + 2 :]
    with pytest.raises(AugmentationRefusedError):
        grow(broken)
