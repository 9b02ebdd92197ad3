"""Opening a document for augmentation."""

from collections.abc import Callable

import pytest

from esigner import ades
from esigner.ades import augment
from esigner.ades.rules import RefusedError
from tests.world.signed import SIGNATURES, changed, signed


@pytest.mark.parametrize("ask", [augment.due, lambda document: augment.stages(document, level=ades.Level.LTA)])
def test_container_whose_signature_file_holds_no_signature_has_none(ask: Callable[[bytes], object]) -> None:
    empty = b'<asic:XAdESSignatures xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"/>'
    with pytest.raises(RefusedError) as refused:
        ask(changed(signed(), {SIGNATURES: empty}))
    assert refused.value.finding.rule.code == "NO_SIGNATURE"
