"""A timestamp counts if it is over this signature, by a unit that may stamp, of an authority that is trusted."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades import timestamps
from esigner.ades.rules import Indication
from esigner.asn1 import der, nodes
from tests.world.odd_cms import written_otherwise
from tests.world.signed import SIGNATURES, VALIDATED_AT, changed, entries, judged, resigned, signed
from tests.world.signing_pki import SIGNED_AT, Holder, SigningPki, _token, signing_pki

pytestmark = pytest.mark.attack


@pytest.fixture(scope="module")
def container() -> bytes:
    return signed()


def _rule(document: bytes, policy: str = "lv", at: datetime = VALIDATED_AT) -> str | None:
    report = judged(document, policy=policy, at=at)
    assert not report.passed
    return report.rule.code if report.rule else None


@pytest.mark.parametrize("policy", ["lv", "ee", "etsi"])
def test_timestamp_over_other_data_is_refused(container: bytes, policy: str) -> None:
    forged = resigned(container, lambda _: None, stamp=lambda _: signing_pki().token(b"other"))
    assert _rule(forged, policy) == "TIMESTAMP_IMPRINT"


def test_timestamp_of_another_signature_is_refused(container: bytes) -> None:
    """The value is made anew, so that the old timestamp is over another value."""
    old = entries(container)[SIGNATURES]
    start, end = old.index(b"<xades:EncapsulatedTimeStamp>"), old.index(b"</xades:EncapsulatedTimeStamp>")
    new = entries(resigned(container, lambda _: None))[SIGNATURES]
    place = new.index(b"<xades:EncapsulatedTimeStamp>"), new.index(b"</xades:EncapsulatedTimeStamp>")
    mixed = new[: place[0]] + old[start:end] + new[place[1] :]
    assert _rule(changed(container, {SIGNATURES: mixed})) == "TIMESTAMP_IMPRINT"


def test_timestamp_with_a_broken_signature_is_refused(container: bytes) -> None:
    def stamp(over: bytes) -> bytes:
        token = bytearray(signing_pki().token(over))
        token[-3] ^= 1
        return bytes(token)

    assert _rule(resigned(container, lambda _: None, stamp=stamp)) == "TIMESTAMP_SIGNATURE"


@pytest.mark.parametrize("policy", ["lv", "ee", "etsi"])
def test_timestamp_naming_its_issuer_in_another_spelling_counts(container: bytes, policy: str) -> None:
    """RFC 5280, 7.1."""
    pki = signing_pki()
    issuer = written_otherwise(pki.tsu.certificate.issuer.public_bytes())
    stamped = resigned(container, lambda _: None, stamp=lambda over: pki.token_over(_sha256(over), issuer=issuer))
    assert judged(stamped, policy=policy).passed
    assert timestamps.read(pki.token_over(bytes(32), issuer=issuer)).certificate == pki.tsu.certificate


def test_timestamp_naming_another_issuer_is_refused(container: bytes) -> None:
    pki = signing_pki()
    issuer = pki.signer("P-384").certificate.subject.public_bytes()
    stamped = resigned(container, lambda _: None, stamp=lambda over: pki.token_over(_sha256(over), issuer=issuer))
    assert _rule(stamped) == "TIMESTAMP_SIGNATURE"
    assert timestamps.read(pki.token_over(bytes(32), issuer=issuer)).certificate is None


def test_timestamp_naming_another_certificate_is_refused(container: bytes) -> None:
    pki = signing_pki()

    def stamp(over: bytes) -> bytes:
        return pki.token_over(_sha256(over), named=pki.signer("P-384").certificate)

    assert _rule(resigned(container, lambda _: None, stamp=stamp)) == "TIMESTAMP_SIGNATURE"


def test_timestamp_by_a_signer_is_refused(container: bytes) -> None:
    def stamp(over: bytes) -> bytes:
        return _stamped_by(signing_pki().signer("P-256"), over)

    assert _rule(resigned(container, lambda _: None, stamp=stamp)) == "TIMESTAMP_CERTIFICATE_UNFIT"


@pytest.mark.parametrize(
    ("usage", "critical"),
    [
        ((ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH), True),
        ((ExtendedKeyUsageOID.CLIENT_AUTH,), True),
        ((ExtendedKeyUsageOID.TIME_STAMPING,), False),
        ((), True),
    ],
)
@pytest.mark.parametrize("policy", ["lv", "ee", "etsi"])
def test_unit_whose_certificate_is_not_critically_for_time_stamping_alone_is_refused(
    container: bytes, policy: str, usage: tuple[x509.ObjectIdentifier, ...], *, critical: bool
) -> None:
    """RFC 3161, 2.3: exactly one purpose, and critical."""
    unit = signing_pki().unit(*usage, critical=critical)
    forged = resigned(container, lambda _: None, stamp=lambda over: _stamped_by(unit, over))
    assert _rule(forged, policy) == "TIMESTAMP_CERTIFICATE_UNFIT"


def test_timestamp_of_an_unknown_authority_is_refused(container: bytes) -> None:
    stranger = SigningPki()
    forged = resigned(container, lambda _: None, stamp=stranger.token)
    assert _rule(forged) in {"TIMESTAMP_NOT_TRUSTED", "TIMESTAMP_SIGNATURE"}


def test_unreadable_timestamp_is_refused(container: bytes) -> None:
    assert _rule(resigned(container, lambda _: None, stamp=lambda _: b"\x30\x03\x02\x01\x00")) == "TIMESTAMP_MALFORMED"


def test_timestamp_from_the_future_is_refused(container: bytes) -> None:
    later = resigned(container, lambda _: None, stamped_at=datetime(2042, 1, 1, tzinfo=UTC))
    assert _rule(later) == "TIMESTAMP_ORDER"


def test_expired_unit_needs_a_later_timestamp(container: bytes) -> None:
    after_expiry = datetime(2045, 1, 1, tzinfo=UTC) + timedelta(days=1)
    assert _rule(container, at=after_expiry) == "CERTIFICATE_EXPIRED"


def test_timestamp_from_before_the_certificate_is_refused(container: bytes) -> None:
    early = resigned(container, lambda _: None, stamped_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert _rule(early) in {"CERTIFICATE_NOT_YET_VALID", "CERTIFICATE_EXPIRED"}


def test_archive_timestamp_over_other_data_is_refused(container: bytes) -> None:
    token = base64.b64encode(signing_pki().token(b"other", at=datetime(2038, 1, 1, tzinfo=UTC)))
    archive = (
        b'<a:ArchiveTimeStamp xmlns:a="http://uri.etsi.org/01903/v1.4.1#">'
        b"<xades:EncapsulatedTimeStamp>" + token + b"</xades:EncapsulatedTimeStamp></a:ArchiveTimeStamp>"
    )
    end = b"</xades:UnsignedSignatureProperties>"
    content = entries(container)[SIGNATURES].replace(end, archive + end)
    report = judged(changed(container, {SIGNATURES: content}))
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "ARCHIVE_TIMESTAMP_IMPRINT"


def test_sha1_imprint_is_refused(container: bytes) -> None:
    def stamp(over: bytes) -> bytes:
        pki = signing_pki()
        sha1 = der.sequence(der.oid("1.3.14.3.2.26"))
        imprint = der.octet_string(hashlib.sha1(over).digest())  # noqa: S324  that is the point
        info = der.sequence(
            der.integer(1),
            der.oid("1.2.3"),
            der.sequence(sha1, imprint),
            der.integer(7),
            der.generalized_time(SIGNED_AT),
        )
        return _token(info, unit=pki.tsu, named=pki.tsu.certificate)

    assert _rule(resigned(container, lambda _: None, stamp=stamp)) == "TIMESTAMP_WEAK"


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _stamped_by(holder: Holder, over: bytes) -> bytes:
    return signing_pki().token_over(_sha256(over), by=holder, at=SIGNED_AT)


def _reversed(token: bytes) -> bytes:
    """Return the token with its signed attributes stored in another order, over whose DER order its value still is."""
    attributes = nodes.read_ber(token).child(1, 0, -1, 0, 3)
    kept = b"".join(child.encoded for child in reversed(attributes.children()))
    return token[: attributes.content_start] + kept + token[attributes.content_end :]


def test_timestamp_whose_attributes_are_stored_in_another_order_counts(container: bytes) -> None:
    """RFC 5652, 5.4: a value is over the DER order, whatever is stored; so for whoever asks a unit for one."""
    world = signing_pki()
    assert judged(resigned(container, lambda _: None, stamp=lambda over: _reversed(world.token(over)))).passed
    for number in range(3):  # the second and third are read by comparing, where that is possible
        token = timestamps.read(_reversed(world.token(bytes([number]))))
        timestamps.verify(token)


def test_timestamp_with_an_unknown_digest_is_no_forged_one(container: bytes) -> None:
    sha256, unknown = der.oid("2.16.840.1.101.3.4.2.1"), der.oid("2.16.840.1.101.3.4.2.99")

    def stamp(over: bytes) -> bytes:
        token = signing_pki().token(over)
        signer = nodes.read_ber(token).child(1, 0, -1, 0)
        at = token.index(sha256, signer.child(2).start)
        return token[:at] + unknown + token[at + len(sha256) :]

    assert _rule(resigned(container, lambda _: None, stamp=stamp)) == "ALGORITHM_UNKNOWN"
