"""Elements as they come from strangers: whatever they hold, they are read or refused as malformed."""

import pytest

from esigner.ades.encoding import asn1, der


@pytest.mark.attack
@pytest.mark.parametrize("text", ["20260101000000.1e300Z", "20261301000000Z", "99991231235961Z", "00000101000000Z"])
def test_time_that_is_none_is_malformed(text: str) -> None:
    with pytest.raises(asn1.Asn1Error):
        _ = asn1.read(der.tlv(asn1.GENERALIZED_TIME, text.encode())).time


@pytest.mark.attack
def test_object_identifier_too_long_to_be_written_is_malformed() -> None:
    with pytest.raises(asn1.Asn1Error):
        _ = asn1.read(der.tlv(asn1.OID, b"\x2a" + b"\xff" * 3000 + b"\x7f")).oid
