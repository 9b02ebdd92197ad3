"""Extensions are read one by one: what is wrong with one does not touch the others."""

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.asn1 import der
from esigner.pkix import extensions, fields
from esigner.pkix.errors import CertificatePartUnreadableError
from tests.world import strangers
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE

X400 = strangers.extension("2.5.29.17", der.sequence(der.tlv(0xA3, b"")))
EDI_PARTY = strangers.extension("2.5.29.17", der.sequence(der.tlv(0xA5, der.tlv(0x81, der.utf8_string("x")))))
TIME_STAMPING = strangers.extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.8")), critical=True)
BROKEN_USAGES = strangers.extension("2.5.29.37", b"\x30\x03\x06\x01")
NO_REVOCATION = strangers.extension("2.5.29.56", b"\x05\x00")


def certificate(*listed: bytes) -> x509.Certificate:
    made = strangers.make(subject=strangers.name("odd"), extensions=listed, not_before=NOT_BEFORE, not_after=NOT_AFTER)
    return made.certificate


@pytest.mark.parametrize("odd", [X400, EDI_PARTY], ids=["x400Address", "ediPartyName"])
def test_odd_alternative_name_leaves_the_others_readable(odd: bytes) -> None:
    found = extensions.find(certificate(odd, TIME_STAMPING), x509.ExtendedKeyUsage)

    assert found is not None
    assert found.critical
    assert list(found.value) == [ExtendedKeyUsageOID.TIME_STAMPING]


def test_missing_is_none_also_beside_an_odd_one() -> None:
    assert extensions.find(certificate(X400), x509.KeyUsage) is None
    assert extensions.find(certificate(TIME_STAMPING), x509.KeyUsage) is None


@pytest.mark.parametrize("listed", [(BROKEN_USAGES,), (TIME_STAMPING, TIME_STAMPING)], ids=["broken", "twice"])
def test_usages_that_cannot_be_read_are_not_missing(listed: tuple[bytes, ...]) -> None:
    with pytest.raises(CertificatePartUnreadableError):
        extensions.find(certificate(*listed), x509.ExtendedKeyUsage)
    assert extensions.listed(certificate(*listed), x509.ExtendedKeyUsage) is None


def test_another_twice_does_not_matter_to_the_reader() -> None:
    assert extensions.find(certificate(X400, X400, TIME_STAMPING), x509.ExtendedKeyUsage) is not None


def test_raw_extensions_come_in_their_order() -> None:
    found = fields.of(certificate(X400, TIME_STAMPING)).extensions

    assert [(one.oid, one.critical) for one in found] == [("2.5.29.17", False), ("2.5.29.37", True)]


def test_has_no_status_where_the_issuer_declares_it() -> None:
    """RFC 9608."""
    assert extensions.has_no_status(certificate(NO_REVOCATION))
    assert not extensions.has_no_status(certificate(TIME_STAMPING))


def test_an_authority_has_a_status_whatever_it_declares() -> None:
    """RFC 9608, 4: noRevAvail is not for CA certificates."""
    assert not extensions.has_no_status(certificate(*strangers.authority_extensions(NO_REVOCATION)))
