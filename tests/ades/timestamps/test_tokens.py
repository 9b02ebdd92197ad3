"""RFC 3161 both ways: our request before openssl's authority, and tokens that must not be used."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner.ades import AdesError, timestamps
from esigner.asn1 import der
from tests.world import judges
from tests.world.signing_pki import SIGNED_AT, TSA_POLICY, Holder, new_key, signing_pki

DATA = b"canonical ds:SignatureValue"
DIGEST = hashlib.sha256(DATA).digest()
NONCE = 2**63 + 5


def read(encoded: bytes, **changes: object) -> bytes:
    asked: dict[str, object] = {"digest": DIGEST, "algorithm": "SHA256", "nonce": NONCE, "policy": TSA_POLICY} | changes
    return timestamps.read_response(encoded, **asked)  # type: ignore[arg-type]  # one case changes one argument


def response(**changes: object) -> bytes:
    token = signing_pki().token_over(**({"imprint": DIGEST, "nonce": NONCE} | changes))  # type: ignore[arg-type]  # as above
    return signing_pki().response(token)


ENCODED = response()


def refusal(encoded: bytes, **changes: object) -> str:
    with pytest.raises(AdesError) as refused:
        read(encoded, **changes)
    assert refused.value.detail().lv
    return refused.value.code


@pytest.mark.parametrize(("algorithm", "digest"), [("SHA256", 32), ("SHA384", 48), ("SHA512", 64)])
def test_answer_to_our_request_is_read(algorithm: str, digest: int) -> None:
    imprint = b"\x01" * digest
    encoded = response(imprint=imprint, algorithm=algorithm)
    token = timestamps.read(read(encoded, digest=imprint, algorithm=algorithm))
    assert (token.gen_time, token.policy, token.imprint, token.nonce) == (SIGNED_AT, TSA_POLICY, imprint, NONCE)
    assert token.certificate == signing_pki().tsu.certificate


@pytest.mark.attack
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"imprint": hashlib.sha256(b"other").digest()}, "TIMESTAMP_MISMATCH"),
        ({"nonce": NONCE + 1}, "TIMESTAMP_MISMATCH"),
        ({"nonce": None}, "TIMESTAMP_MISMATCH"),
        ({"algorithm": "SHA512"}, "TIMESTAMP_MISMATCH"),
        ({"by": signing_pki().signer("P-256")}, "TIMESTAMP_CERTIFICATE_UNFIT"),
        ({"by": signing_pki().responder}, "TIMESTAMP_CERTIFICATE_UNFIT"),
        ({"named": signing_pki().responder.certificate}, "TIMESTAMP_SIGNATURE_INVALID"),
        ({"by": Holder(signing_pki().tsu.certificate, new_key("P-256"))}, "TIMESTAMP_SIGNATURE_INVALID"),
    ],
)
def test_token_that_does_not_answer_us_is_refused(changes: dict[str, object], code: str) -> None:
    assert refusal(response(**changes)) == code


def test_another_policy_than_asked_for_is_refused() -> None:
    assert refusal(response(), policy="1.2.3") == "TIMESTAMP_MISMATCH"


def test_refusal_of_the_authority_is_told_with_its_reason() -> None:
    sentence = der.sequence(der.utf8_string("nav laika"))
    refused = der.sequence(der.sequence(der.integer(2), sentence))
    with pytest.raises(AdesError) as error:
        read(refused)
    assert error.value.code == "TIMESTAMP_REFUSED"
    assert "nav laika" in error.value.detail().lv


@pytest.mark.attack
@pytest.mark.parametrize("encoded", [b"", b"\x30\x00", b"<html>", b"\x30\x05\x30\x03\x02\x01\x00", b"\x30\x80\x00\x00"])
def test_answer_that_is_none_is_refused(encoded: bytes) -> None:
    assert refusal(encoded) == "TIMESTAMP_UNREADABLE"


@pytest.mark.attack
@given(flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), min_size=1, max_size=3))
@settings(max_examples=400)
def test_no_changed_byte_of_a_token_goes_unnoticed(flips: list[tuple[int, int]]) -> None:
    changed = bytearray(ENCODED)
    for position, mask in flips:
        changed[position % len(changed)] ^= mask
    try:
        token = timestamps.read(read(bytes(changed)))
    except AdesError:
        return
    # What is outside the signature (such as the version number) may change; what the token says may not.
    original = timestamps.read(read(ENCODED))
    assert (token.gen_time, token.imprint, token.serial, token.certificate) == (
        original.gen_time,
        original.imprint,
        original.serial,
        original.certificate,
    )


@pytest.fixture
def openssl_authority(tmp_path: Path) -> Path:
    """An authority that is not ours: openssl, with an RSA unit."""
    unit = signing_pki()._end_entity(
        "openssl", new_key("RSA-2048"), issuer=signing_pki().issuing, usage=[ExtendedKeyUsageOID.TIME_STAMPING]
    )
    (tmp_path / "tsu.pem").write_bytes(unit.pem)
    key = unit.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "tsu.key").write_bytes(key)
    (tmp_path / "serial").write_text("01")
    (tmp_path / "tsa.cnf").write_text(
        "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\nsigner_cert=tsu.pem\nsigner_key=tsu.key\nsigner_digest=sha256\n"
        "default_policy=1.2.3.4\ndigests=sha256,sha384,sha512\ness_cert_id_alg=sha256\n"
    )
    return tmp_path


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_openssl_answers_our_request_and_we_read_its_answer(openssl_authority: Path, algorithm: str) -> None:
    digest = hashlib.new(algorithm, DATA).digest()
    (openssl_authority / "q.tsq").write_bytes(timestamps.request(digest, algorithm, NONCE))
    command = ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq", "-out", "a.tsr"]
    judges.accepts("openssl", *command, folder=openssl_authority)
    answer = (openssl_authority / "a.tsr").read_bytes()
    token = timestamps.read(read(answer, digest=digest, algorithm=algorithm, policy="1.2.3.4"))
    assert token.covers(DATA)
    assert abs((token.gen_time - datetime.now(UTC)).total_seconds()) < 300


def test_openssl_reads_what_our_request_says(openssl_authority: Path) -> None:
    (openssl_authority / "q.tsq").write_bytes(timestamps.request(DIGEST, "SHA256", NONCE, policy="1.2.3.4"))
    said = judges.run("openssl", "ts", "-query", "-in", "q.tsq", "-text", folder=openssl_authority).stdout
    assert "Policy OID: 1.2.3.4" in said
    assert "Certificate required: yes" in said
    assert "Nonce: 0x8000000000000005" in said


@pytest.mark.parametrize(
    ("usage", "critical"),
    [
        ((ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CLIENT_AUTH), True),
        ((ExtendedKeyUsageOID.CLIENT_AUTH,), True),
        ((ExtendedKeyUsageOID.TIME_STAMPING,), False),
        ((), True),
    ],
)
def test_unit_whose_certificate_is_not_critically_for_time_stamping_alone_is_refused(
    usage: tuple[x509.ObjectIdentifier, ...], *, critical: bool
) -> None:
    """RFC 3161, 2.3: exactly one purpose, and critical."""
    unit = signing_pki().unit(*usage, critical=critical)
    assert refusal(response(by=unit)) == "TIMESTAMP_CERTIFICATE_UNFIT"
