import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from esigner.asn1 import der, nodes, tags
from esigner.pki import profiles, tsa
from esigner.pki.issuance import Authority
from esigner.pki.tsa import TimestampUnit
from tests.world import certification as ca
from tests.world import openssl

DATA = "Parakstāmie dati\n".encode()


def query(*options: str) -> bytes:
    with_digest = options if any(option.startswith("-sha") for option in options) else ("-sha256", *options)
    return openssl._stdout("ts", "-query", "-digest", hashlib.sha256(DATA).hexdigest(), *with_digest)


def answer(request: bytes, *, unit: TimestampUnit | None = None) -> bytes:
    return tsa.answer(request, tsu=unit or ca.the_timestamp_unit(), serial=0x1234567890ABCDEF, at=ca.NOW)


def text_of(response: bytes, folder: Path) -> str:
    file = folder / "r.tsr"
    file.write_bytes(response)
    return openssl.run("ts", "-reply", "-in", str(file), "-text", status=None).decode()


def verify(request: bytes, response: bytes, folder: Path, *, untrusted: str = "", status: int = 0) -> bytes:
    (folder / "q.tsq").write_bytes(request)
    (folder / "r.tsr").write_bytes(response)
    given_chain = ("-untrusted", untrusted) if untrusted else ()
    return openssl.run(
        "ts", "-verify", "-queryfile", str(folder / "q.tsq"), "-in", str(folder / "r.tsr"),
        "-CAfile", ca.write(folder, "root.pem", ca.the_root().certificate), *given_chain, status=status,
    )  # fmt: skip


def unit_of(authority: Authority) -> TimestampUnit:
    return TimestampUnit(certificate=authority.certificate, key=authority.key, chain=authority.chain)


def test_openssl_verifies_the_token_with_its_nonce_and_certificates(tmp_path: Path) -> None:
    request = query("-cert")
    assert b"Verification: OK" in verify(request, answer(request), tmp_path)


def test_token_has_no_certificates_unless_asked(tmp_path: Path) -> None:
    request = query()
    response = answer(request)
    unit = ca.write(tmp_path, "tsu.pem", ca.the_timestamp_unit().certificate)
    assert len(response) < len(answer(query("-cert"))) - 500
    assert b"Verification: OK" in verify(request, response, tmp_path, untrusted=unit)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_every_digest_is_stamped(digest: str, tmp_path: Path) -> None:
    imprint = hashlib.new(digest, DATA).hexdigest()
    request = openssl._stdout("ts", "-query", "-digest", imprint, f"-{digest}", "-cert")
    assert b"Verification: OK" in verify(request, answer(request), tmp_path)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ],
    ids=["P-384", "P-521", "RSA"],
)
def test_units_of_other_keys_verify(key: ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    unit = ca.below(ca.the_root(), profile=profiles.TSA, private_key=key)
    request = query("-cert")
    assert b"Verification: OK" in verify(request, answer(request, unit=unit_of(unit)), tmp_path)


def test_token_under_an_issuing_authority_brings_its_chain(tmp_path: Path) -> None:
    unit = ca.below(ca.the_issuing(), profile=profiles.TSA)
    request = query("-cert")
    assert b"Verification: OK" in verify(request, answer(request, unit=unit_of(unit)), tmp_path)


def test_token_says_what_is_promised(tmp_path: Path) -> None:
    text = text_of(answer(query()), tmp_path)
    assert "Status: Granted." in text
    assert f"Policy OID: {tsa.POLICY_TEST}" in text
    assert "Serial number: 0x1234567890ABCDEF" in text
    assert "Accuracy: 0x01 seconds" in text
    stamped = ca.NOW.strftime("%b %e %H:%M:%S %Y GMT")
    assert f"Time stamp: {stamped}" in text


def test_time_has_whole_seconds(tmp_path: Path) -> None:
    response = tsa.answer(query(), tsu=ca.the_timestamp_unit(), serial=1, at=ca.NOW + timedelta(microseconds=999_999))
    assert response.count(ca.NOW.strftime("%Y%m%d%H%M%SZ").encode()) == 1
    assert "Status: Granted." in text_of(response, tmp_path)


def test_nonce_is_echoed_byte_for_byte() -> None:
    nonce = der.integer(0xFFEEDDCCBBAA99887766)
    imprint = nodes.read(query("-no_nonce")).child(1).encoded
    assert nonce in answer(der.sequence(der.integer(1), imprint, nonce))


def test_signed_attributes_are_sorted() -> None:
    attributes = nodes.read(answer(query())).child(1, 1, 0, -1)
    signed = [one.encoded for one in attributes.child(0, 3).children()]
    assert len(signed) == 3
    assert signed == sorted(signed)


def test_a_changed_token_is_refused_by_openssl(tmp_path: Path) -> None:
    request = query("-cert")
    response = bytearray(answer(request))
    position = response.index(ca.NOW.strftime("%Y%m%d%H%M%SZ").encode())
    response[position + 3] ^= 1
    verify(request, bytes(response), tmp_path, status=1)


IMPRINT = nodes.read(query("-no_nonce")).child(1).encoded
SHORT = der.sequence(der.sequence(der.oid("2.16.840.1.101.3.4.2.1")), der.octet_string(b"x" * 31))
SHA1 = der.sequence(der.sequence(der.oid("1.3.14.3.2.26")), der.octet_string(b"x" * 20))


@pytest.mark.parametrize(
    ("request_der", "failure"),
    [
        (b"", "the data submitted has the wrong format"),
        (b"\x30\x80\x00\x00", "the data submitted has the wrong format"),
        (der.sequence(der.integer(1)), "transaction not permitted or supported"),
        (der.sequence(der.integer(2), IMPRINT), "transaction not permitted or supported"),
        (der.sequence(der.integer(1), SHA1), "unrecognized or unsupported algorithm identifier"),
        (der.sequence(der.integer(1), SHORT), "the data submitted has the wrong format"),
        (
            der.sequence(der.integer(1), IMPRINT, der.oid("1.2.3.4")),
            "the requested TSA policy is not supported by the TSA",
        ),
        (
            der.sequence(der.integer(1), IMPRINT, der.tlv(0xA0, der.sequence())),
            "the requested extension is not supported by the TSA",
        ),
        (der.sequence(der.integer(1), IMPRINT, der.NULL), "transaction not permitted or supported"),
    ],
    ids=["empty", "not DER", "no imprint", "version", "SHA-1", "length", "policy", "extension", "unknown field"],
)
def test_refusals_name_their_failure(request_der: bytes, failure: str, tmp_path: Path) -> None:
    text = text_of(answer(request_der), tmp_path)
    assert "Status: Rejected." in text
    assert f"Failure info: {failure}" in text


def test_the_wished_policy_is_accepted_where_it_is_ours(tmp_path: Path) -> None:
    request = der.sequence(der.integer(1), IMPRINT, der.oid(tsa.POLICY_TEST))
    assert "Status: Granted." in text_of(answer(request), tmp_path)


@given(st.binary(max_size=120))
def test_answer_never_raises_for_strangers(request_der: bytes) -> None:
    status = nodes.read(answer(request_der)).child(0, 0)
    assert status.encoded == der.integer(2)


@given(st.integers(min_value=0, max_value=80))
def test_answer_never_raises_for_a_flipped_bit(position: int) -> None:
    request = bytearray(der.sequence(der.integer(1), IMPRINT, der.integer(77), der.tlv(tags.BOOLEAN, b"\xff")))
    request[position % len(request)] ^= 1
    assert nodes.read(answer(bytes(request))).expect(tags.SEQUENCE).children()
