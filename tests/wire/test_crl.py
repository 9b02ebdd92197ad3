from datetime import timedelta

import pytest
from cryptography import x509

from esigner.pki import crl
from esigner.wire import crl as wire
from esigner.wire import errors
from tests.world import certification as ca
from tests.world import loopback, openssl
from tests.world.loopback import Reply

LIST = crl.build(
    ca.the_issuing(),
    revoked=[crl.Revoked(serial=5, revoked_at=ca.NOW)],
    number=1,
    this_update=ca.NOW,
    next_update=ca.NOW + timedelta(days=1),
)
ISSUING = ca.the_issuing().certificate


def test_fetch_gives_the_list() -> None:
    with loopback.http(lambda _: Reply(body=LIST)) as server:
        assert wire.fetch(f"{server.url}/a.crl", issuer=ISSUING) == LIST
    assert server.calls[0].method == "GET"


def test_fetch_turns_pem_into_der() -> None:
    pem = openssl.run("crl", "-inform", "DER", content=LIST)
    with loopback.http(lambda _: Reply(body=pem)) as server:
        assert wire.fetch(server.url) == LIST


def test_fetch_refuses_what_is_no_list() -> None:
    with loopback.http(lambda _: Reply(body=b"<html>")) as server, pytest.raises(errors.AnswerInvalid) as caught:
        wire.fetch(server.url)
    assert caught.value.data["reason"] == "CRL_MALFORMED"


@pytest.mark.parametrize("issuer", [ca.the_root().certificate, ca.root(name="Issuing CA").certificate])
def test_fetch_refuses_a_list_of_another_issuer(issuer: x509.Certificate) -> None:
    with loopback.http(lambda _: Reply(body=LIST)) as server, pytest.raises(errors.AnswerInvalid) as caught:
        wire.fetch(server.url, issuer=issuer)
    assert caught.value.data["reason"] == "CRL_SIGNATURE"


def test_fetch_caps_the_list() -> None:
    with loopback.http(lambda _: Reply(body=LIST)) as server, pytest.raises(errors.AnswerTooLarge):
        wire.fetch(server.url, limit_bytes=100)
