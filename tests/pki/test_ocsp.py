from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as reference
from hypothesis import given
from hypothesis import strategies as st

from esigner.asn1 import der, nodes
from esigner.pki import ocsp
from esigner.pki.ocsp import Responder, State, Status
from tests.world import certification as ca
from tests.world import openssl


def request(
    certificate: x509.Certificate, *, nonce: bytes | None = None, issuer: x509.Certificate | None = None,
    algorithm: hashes.HashAlgorithm | None = None,
) -> bytes:  # fmt: skip
    builder = reference.OCSPRequestBuilder().add_certificate(
        certificate,
        issuer or ca.the_issuing().certificate,
        algorithm or hashes.SHA256(),
    )
    if nonce:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def answer(query: bytes, status: Status = ocsp.GOOD, *, responder: Responder | None = None) -> reference.OCSPResponse:
    encoded = ocsp.answer(query, responder=responder or ca.the_responder(), statuses=lambda _: status, at=ca.NOW)
    return reference.load_der_ocsp_response(encoded)


CLIENT = ca.the_client().certificate
REVOKED = Status(state=State.REVOKED, revoked_at=ca.NOW - timedelta(hours=1), reason=x509.ReasonFlags.key_compromise)


@pytest.mark.parametrize(
    ("status", "said"),
    [(ocsp.GOOD, "good"), (REVOKED, "revoked"), (ocsp.UNKNOWN, "unknown")],
    ids=["good", "revoked", "unknown"],  # not the status itself: its time would be another in each worker
)
def test_openssl_accepts_the_answer_with_its_nonce(status: Status, said: str, tmp_path: Path) -> None:
    query, response = tmp_path / "q.der", tmp_path / "r.der"
    issuer = ca.write(tmp_path, "i.pem", ca.the_issuing().certificate)
    client = ca.write(tmp_path, "c.pem", CLIENT)
    root = ca.write(tmp_path, "root.pem", ca.the_root().certificate)
    openssl.run("ocsp", "-issuer", issuer, "-cert", client, "-reqout", str(query))
    response.write_bytes(
        ocsp.answer(query.read_bytes(), responder=ca.the_responder(), statuses=lambda _: status, at=ca.NOW)
    )
    judged = openssl.run(
        "ocsp", "-respin", str(response), "-issuer", issuer, "-cert", client, "-CAfile", root,
        "-verify_other", issuer, "-no_nonce",
    ).decode()  # fmt: skip
    assert "Response verify OK" in judged
    assert f": {said}" in judged
    if status is REVOKED:
        assert "keyCompromise" in judged
    echoed = openssl.run("ocsp", "-respin", str(response), "-noverify", "-resp_text").decode()
    sent = openssl.run("ocsp", "-reqin", str(query), "-req_text").decode()
    assert sent.split("OCSP Nonce:")[1].split()[0] == echoed.split("OCSP Nonce:")[1].split()[0]


def test_answer_asks_the_status_of_the_serial_in_the_request() -> None:
    asked: list[int] = []

    def statuses(serial: int) -> Status:
        asked.append(serial)
        return ocsp.GOOD

    ocsp.answer(request(CLIENT), responder=ca.the_responder(), statuses=statuses, at=ca.NOW)
    assert asked == [CLIENT.serial_number]


def test_answer_is_dated_with_the_time_handed_in() -> None:
    response = answer(request(CLIENT))
    assert response.produced_at_utc == ca.NOW
    assert response.this_update_utc == ca.NOW
    assert response.next_update_utc is None


def test_answer_is_signed_by_the_responder_whose_certificate_is_inside() -> None:
    response = answer(request(CLIENT))
    assert response.certificates == [ca.the_responder().certificate]
    assert response.responder_name == ca.the_responder().certificate.subject


def test_answer_without_nonce_has_none() -> None:
    with pytest.raises(x509.ExtensionNotFound):
        answer(request(CLIENT)).extensions.get_extension_for_class(x509.OCSPNonce)


def test_answer_echoes_the_nonce() -> None:
    response = answer(request(CLIENT, nonce=b"n" * 32))
    assert response.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 32


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])  # noqa: S303 - every client sends it
def test_answer_knows_its_issuer_by_every_digest(algorithm: hashes.HashAlgorithm) -> None:
    response = answer(request(CLIENT, algorithm=algorithm))
    assert response.certificate_status is reference.OCSPCertStatus.GOOD
    assert isinstance(response.hash_algorithm, type(algorithm))


def test_answer_for_another_issuer_is_unauthorized() -> None:
    response = answer(request(ca.the_issuing().certificate, issuer=ca.the_root().certificate))
    assert response.response_status is reference.OCSPResponseStatus.UNAUTHORIZED


def test_answer_covers_every_certificate_of_the_request() -> None:
    single = nodes.read(request(CLIENT)).child(0, 0, 0)
    query = der.sequence(der.sequence(der.sequence(single.encoded, single.encoded)))
    assert len(list(answer(query).responses)) == 2


@pytest.mark.parametrize(
    "query",
    [
        b"",
        b"nonsense",
        der.sequence(),
        der.sequence(der.sequence()),
        der.sequence(der.sequence(der.sequence())),
        request(CLIENT) + b"x",
        request(CLIENT)[:-1],
        request(CLIENT, nonce=b"n" * 129),
        request(CLIENT).replace(der.NULL, der.octet_string(b"")),
    ],
    ids=[
        "empty",
        "text",
        "no tbs",
        "no list",
        "no certificate",
        "more bytes",
        "fewer bytes",
        "long nonce",
        "parameters",
    ],
)
def test_malformed_requests_are_answered_so(query: bytes) -> None:
    assert answer(query).response_status is reference.OCSPResponseStatus.MALFORMED_REQUEST


def test_revoked_needs_its_time() -> None:
    with pytest.raises(ValueError, match="time of its revocation"):
        answer(request(CLIENT), Status(state=State.REVOKED))


@given(st.binary(max_size=200))
def test_answer_never_raises_for_strangers(query: bytes) -> None:
    assert answer(query).response_status is not reference.OCSPResponseStatus.SUCCESSFUL


def _flipped(position: int) -> bytes:
    query = bytearray(request(CLIENT, nonce=b"n" * 16))
    query[position % len(query)] ^= 1
    return bytes(query)


@given(st.integers(min_value=0, max_value=2000))
def test_answer_never_raises_for_a_flipped_bit(position: int) -> None:
    assert answer(_flipped(position)).response_status in set(reference.OCSPResponseStatus)
