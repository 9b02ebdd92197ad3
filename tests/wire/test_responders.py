from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as reference

from esigner.pki import ocsp, profiles
from esigner.pki.issuance import Urls
from esigner.pki.ocsp import Responder, State, Status
from esigner.wire import errors, responders
from tests.world import certification as ca
from tests.world import loopback, openssl
from tests.world.loopback import Call, Reply

CLIENT, ISSUING = ca.the_client().certificate, ca.the_issuing().certificate
REVOKED = Status(state=State.REVOKED, revoked_at=ca.NOW - timedelta(days=1))


def answering(  # type: ignore[no-untyped-def]  # noqa: ANN201 - a context manager
    status: Status = ocsp.GOOD,
    *,
    responder: Responder | None = None,
    change: Callable[[bytes], bytes] = lambda answer: answer,
    serve: Callable[[bytes], bytes] = lambda query: query,
):
    def reply(call: Call) -> Reply:
        query, own = serve(call.body), responder or ca.the_responder()
        return Reply(body=change(ocsp.answer(query, responder=own, statuses=lambda _: status, at=ca.NOW)))

    return loopback.http(reply)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (ocsp.GOOD, reference.OCSPCertStatus.GOOD),
        (REVOKED, reference.OCSPCertStatus.REVOKED),
        (ocsp.UNKNOWN, reference.OCSPCertStatus.UNKNOWN),
    ],
    ids=["good", "revoked", "unknown"],
)
def test_fetch_gives_the_answer_whatever_it_states(status: Status, state: reference.OCSPCertStatus) -> None:
    with answering(status) as server:
        encoded = responders.fetch(CLIENT, ISSUING, url=f"{server.url}/ocsp/x")
    assert reference.load_der_ocsp_response(encoded).certificate_status is state
    assert server.calls[0].headers["content-type"] == "application/ocsp-request"


def test_fetch_asks_where_the_certificate_says() -> None:
    with answering() as server:
        urls = Urls(ocsp=f"{server.url}/there")
        leaf = ca.below(ca.the_issuing(), profile=profiles.CLIENT, urls=urls).certificate
        responders.fetch(leaf, ISSUING)
    assert server.calls[0].path == "/there"


@pytest.mark.parametrize("urls", [Urls(), Urls(issuer="http://x.example/ca.cer")])
def test_fetch_needs_an_address(urls: Urls) -> None:
    leaf = ca.below(ca.the_issuing(), profile=profiles.CLIENT, urls=urls).certificate
    with pytest.raises(errors.AddressInvalidError):
        responders.fetch(leaf, ISSUING)


def test_fetch_accepts_an_answer_signed_by_the_issuer_itself() -> None:
    issuer = ca.the_issuing()
    own = Responder(issuer=issuer.certificate, certificate=issuer.certificate, key=issuer.key)
    with answering(responder=own) as server:
        assert responders.fetch(CLIENT, ISSUING, url=server.url)


def _without_nonce(_query: bytes) -> bytes:
    builder = reference.OCSPRequestBuilder().add_certificate(CLIENT, ISSUING, hashes.SHA1())  # noqa: S303 - a name
    return builder.build().public_bytes(Encoding.DER)


def test_fetch_accepts_an_answer_without_nonce() -> None:
    with answering(serve=_without_nonce) as server:
        assert responders.fetch(CLIENT, ISSUING, url=server.url)


def _with_other_nonce(query: bytes) -> bytes:
    nonce = reference.load_der_ocsp_request(query).extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    return query.replace(nonce, bytes(32))


def _for_other_certificate(_query: bytes) -> bytes:
    other = ca.below(ca.the_issuing(), profile=profiles.CLIENT).certificate
    builder = reference.OCSPRequestBuilder().add_certificate(other, ISSUING, hashes.SHA1())  # noqa: S303 - a name
    return builder.build().public_bytes(Encoding.DER)


def _for_two_certificates(_query: bytes) -> bytes:
    other = ca.below(ca.the_issuing(), profile=profiles.CLIENT).certificate
    with TemporaryDirectory() as folder:
        issuer, one, two = (ca.write(Path(folder), f"{n}.pem", c) for n, c in enumerate((ISSUING, CLIENT, other)))
        query = Path(folder) / "query.der"
        openssl.run("ocsp", "-issuer", issuer, "-cert", one, "-cert", two, "-no_nonce", "-reqout", str(query))
        return query.read_bytes()


def _impostor() -> Responder:
    """A client of the same issuer, which may not answer for others."""
    client = ca.the_client()
    return Responder(issuer=ISSUING, certificate=client.certificate, key=client.key)


def _stranger() -> Responder:
    own = ca.below(ca.root(name="Stranger"), profile=profiles.OCSP)
    return Responder(issuer=ISSUING, certificate=own.certificate, key=own.key)


def _expired() -> Responder:
    """A responder of the issuer's own, whose certificate ended an hour ago."""
    own = ca.below(ca.the_issuing(), profile=profiles.OCSP, not_after=ca.NOW - timedelta(hours=1))
    return Responder(issuer=ISSUING, certificate=own.certificate, key=own.key)


@pytest.mark.attack
@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"change": lambda _: b""}, "OCSP_MALFORMED"),
        ({"change": lambda _: b"<html>"}, "OCSP_MALFORMED"),
        ({"change": lambda _: ocsp.error(3)}, "TRY_LATER"),
        ({"change": lambda _: ocsp.error(6)}, "UNAUTHORIZED"),
        ({"serve": _with_other_nonce}, "NONCE_MISMATCH"),
        ({"serve": _for_other_certificate}, "OCSP_OTHER_CERTIFICATE"),
        ({"serve": _for_two_certificates}, "OCSP_SEVERAL"),
        ({"responder": _impostor()}, "OCSP_RESPONDER_NOT_AUTHORISED"),
        ({"responder": _stranger()}, "OCSP_RESPONDER_NOT_AUTHORISED"),
        ({"responder": _expired()}, "OCSP_RESPONDER_NOT_AUTHORISED"),
        ({"change": lambda answer: answer.replace(b"\x80\x00", b"\x82\x00")}, "OCSP_SIGNATURE"),
    ],
    ids=[
        "empty",
        "html",
        "try later",
        "unauthorized",
        "nonce",
        "other",
        "several",
        "impostor",
        "stranger",
        "expired",
        "changed",
    ],
)
def test_fetch_refuses_what_does_not_answer_the_query(options: dict[str, Any], reason: str) -> None:
    with answering(**options) as server, pytest.raises(errors.WireError) as caught:
        responders.fetch(CLIENT, ISSUING, url=server.url)
    assert caught.value.data["reason"] == reason


def _until(next_update: datetime) -> bytes:
    """Return an answer that holds until then; `pki.ocsp` names no such time."""
    responder = ca.the_responder()
    builder = reference.OCSPResponseBuilder().add_response(
        cert=CLIENT,
        issuer=ISSUING,
        algorithm=hashes.SHA1(),  # noqa: S303 - a name
        cert_status=reference.OCSPCertStatus.GOOD,
        this_update=ca.NOW - timedelta(days=3),
        next_update=next_update,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(reference.OCSPResponderEncoding.HASH, responder.certificate)
    answer = builder.certificates([responder.certificate]).sign(responder.key, hashes.SHA256())
    return answer.public_bytes(Encoding.DER)


@pytest.mark.attack
def test_fetch_refuses_an_answer_that_is_out_of_date() -> None:
    with answering(change=lambda _: _until(ca.NOW + timedelta(days=1))) as server:
        responders.fetch(CLIENT, ISSUING, url=server.url)
    with (
        answering(change=lambda _: _until(ca.NOW - timedelta(days=2))) as server,
        pytest.raises(errors.AnswerInvalidError) as caught,
    ):
        responders.fetch(CLIENT, ISSUING, url=server.url)
    assert caught.value.data["reason"] == "OCSP_OUT_OF_DATE"


def test_try_later_may_be_tried_again() -> None:
    with answering(change=lambda _: ocsp.error(3)) as server, pytest.raises(errors.ServiceBusyError) as caught:
        responders.fetch(CLIENT, ISSUING, url=server.url)
    assert caught.value.retryable


def test_fetch_understands_the_responder_of_openssl(tmp_path: Path) -> None:
    """Somebody else's responder: openssl's, with an index of one good certificate."""
    index = tmp_path / "index.txt"
    serial = f"{CLIENT.serial_number:X}"
    serial = serial if len(serial) % 2 == 0 else f"0{serial}"
    index.write_text(f"V\t{CLIENT.not_valid_after_utc:%y%m%d%H%M%SZ}\t\t{serial}\tunknown\t/CN=x\n")
    own = ca.the_responder()
    arguments = (
        "ocsp", "-index", str(index), "-CA", ca.write(tmp_path, "ca.pem", ISSUING),
        "-rsigner", ca.write(tmp_path, "r.pem", own.certificate), "-rkey", ca.write_key(tmp_path, "r.key", own.key),
    )  # fmt: skip

    def reply(call: Call) -> Reply:
        query, answer = tmp_path / "q.der", tmp_path / "a.der"
        query.write_bytes(call.body)
        openssl.run(*arguments, "-reqin", str(query), "-respout", str(answer))
        return Reply(body=answer.read_bytes())

    with loopback.http(reply) as server:
        encoded = responders.fetch(CLIENT, ISSUING, url=server.url)
    assert reference.load_der_ocsp_response(encoded).certificate_status is reference.OCSPCertStatus.GOOD


@pytest.mark.attack
@pytest.mark.parametrize(("age", "refused"), [(timedelta(days=300), True), (timedelta(hours=1), False)])
def test_fetch_refuses_old_knowledge_in_a_fresh_answer(age: timedelta, *, refused: bool) -> None:
    own = ca.the_responder()
    builder = reference.OCSPResponseBuilder().add_response(
        cert=CLIENT,
        issuer=ISSUING,
        algorithm=hashes.SHA256(),
        cert_status=reference.OCSPCertStatus.GOOD,
        this_update=ca.now() - age,
        next_update=None,
        revocation_time=None,
        revocation_reason=None,
    )
    builder = builder.responder_id(reference.OCSPResponderEncoding.HASH, own.certificate)
    builder = builder.certificates([own.certificate])
    made = builder.sign(own.key, hashes.SHA256()).public_bytes(Encoding.DER)
    with loopback.http(lambda _: Reply(body=made)) as server:
        if not refused:
            assert responders.fetch(CLIENT, ISSUING, url=server.url) == made
            return
        with pytest.raises(errors.AnswerInvalidError) as caught:
            responders.fetch(CLIENT, ISSUING, url=server.url)
    assert caught.value.data["reason"] == "OCSP_OUT_OF_DATE"
