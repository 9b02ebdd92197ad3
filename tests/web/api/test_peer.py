"""The client certificate comes from exactly one source."""

import re
from ssl import DER_cert_to_PEM_cert
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import RequestFactory

from esigner.web.api import peer
from tests.world.signing_pki import SigningPki

PEM = SigningPki().root.certificate.public_bytes(Encoding.PEM).decode()
ON_SOCKET: dict[str, Any] = {"REMOTE_ADDR": "", "HTTP_CLIENTADDRESS": "192.0.2.7"}


def scope(*chain: object) -> dict[str, Any]:
    return {"asgi.scope": {"extensions": {"tls": {"client_cert_chain": list(chain)}}}}


def read(source: str, **environ: Any) -> peer.Peer:  # noqa: ANN401 - a WSGI environ holds anything
    return peer.of(RequestFactory().get("/", **environ), source=source)


def test_embedded_reads_the_scope() -> None:
    found = read(peer.EMBEDDED, **scope(PEM, PEM))

    assert found.certificate is not None
    assert len(found.chain) == 1
    assert found.address == "127.0.0.1"


@pytest.mark.parametrize("name", ["HTTP_CLIENTCERTIFICATE", "HTTP_X_CLIENT_CERT", "HTTP_X_SSL_CERT", "SSL_CLIENT_CERT"])
def test_embedded_believes_no_header(name: str) -> None:
    assert read(peer.EMBEDDED, **{name: quote(PEM)}).certificate is None


def test_nginx_reads_its_header_on_the_socket() -> None:
    found = read(peer.NGINX, HTTP_CLIENTCERTIFICATE=quote(PEM), **ON_SOCKET)

    assert found.certificate is not None
    assert found.address == "192.0.2.7"


@pytest.mark.attack
def test_nginx_header_over_tcp_is_the_callers_own_word() -> None:
    found = read(peer.NGINX, HTTP_CLIENTCERTIFICATE=quote(PEM), HTTP_CLIENTADDRESS="192.0.2.7", REMOTE_ADDR="192.0.2.9")

    assert found.certificate is None
    assert found.address == "192.0.2.9"


@pytest.mark.attack
@pytest.mark.parametrize(
    "header", ["X_Client_Cert", "X-Client-Cert", "Client_Certificate", "Client-Certificate", "CLIENT_CERT"]
)
def test_header_with_underscores_cannot_stand_for_the_certificate(header: str) -> None:
    # As every WSGI server spells a header in the environ: dash and underscore become one.
    name = "HTTP_" + header.upper().replace("-", "_")

    assert read(peer.NGINX, **{name: quote(PEM)}, **ON_SOCKET).certificate is None


def test_nginx_mode_ignores_the_scope() -> None:
    assert read(peer.NGINX, **scope(PEM), **ON_SOCKET).certificate is None


@pytest.mark.attack
@pytest.mark.parametrize(
    "value",
    [
        "",
        PEM,
        quote(PEM + PEM),
        quote(PEM) + ", " + quote(PEM),
        quote("garbage " + PEM),
        quote(PEM.replace("CERTIFICATE", "PRIVATE KEY")),
        quote(PEM[:-60]),
        "%ff" * 100,
        quote("-----BEGIN CERTIFICATE-----\n" + "A" * 20_000 + "\n-----END CERTIFICATE-----"),
    ],
)
def test_anything_but_one_escaped_certificate_is_none_and_told_from_nothing(value: str) -> None:
    found = read(peer.NGINX, HTTP_CLIENTCERTIFICATE=value, **ON_SOCKET)

    assert found.certificate is None
    assert found.is_unreadable is bool(value)


@pytest.mark.parametrize("chain", [(None,), ("garbage",), (PEM, "garbage"), (b"x",), (PEM + PEM,)])
def test_broken_chain_is_no_certificate_and_told_from_none(chain: tuple[object, ...]) -> None:
    found = read(peer.EMBEDDED, **scope(*chain))

    assert found.certificate is None
    assert found.is_unreadable


def test_nothing_sent_is_nothing_unreadable() -> None:
    assert not read(peer.EMBEDDED, **scope()).is_unreadable
    assert not read(peer.NGINX, **ON_SOCKET).is_unreadable
    assert not read(peer.EMBEDDED, **scope(PEM)).is_unreadable


@pytest.mark.parametrize(
    ("part", "malformed"),
    [
        (rb"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07"),  # version 8
        (rb"\x17\x0d[0-9]{12}Z", b"\x17\x0d9999999999999"),  # a UTCTime that is none
    ],
)
def test_certificate_with_a_malformed_part_is_unreadable(part: bytes, malformed: bytes) -> None:
    odd, times = re.subn(part, malformed, SigningPki().root.certificate.public_bytes(Encoding.DER), count=1)
    assert times == 1

    found = read(peer.EMBEDDED, **scope(DER_cert_to_PEM_cert(odd)))

    assert found.certificate is None
    assert found.is_unreadable


def test_issuers_beyond_those_looked_at_do_not_hide_the_caller() -> None:
    found = read(peer.EMBEDDED, **scope(*[PEM] * 40))

    assert found.certificate is not None
    assert len(found.chain) == peer.CHAIN_LENGTH


def test_issuer_that_cannot_be_read_does_not_hide_the_caller() -> None:
    broken = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"

    found = read(peer.EMBEDDED, **scope(PEM, broken, PEM))

    assert found.certificate is not None
    assert len(found.chain) == 1


def test_unknown_source_gives_nobody() -> None:
    assert read("header", HTTP_CLIENTCERTIFICATE=quote(PEM), **scope(PEM)).certificate is None
