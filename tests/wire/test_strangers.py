"""Whom to ask about certificates that strangers made, and whom not."""

import hashlib
from datetime import timedelta
from typing import Final

import pytest
from cryptography.x509.ocsp import load_der_ocsp_request

from esigner.asn1 import der
from esigner.pki.checks import Outcome
from esigner.pkix.names import read
from esigner.registry.certificates import third_party_checks
from esigner.wire import evidence, responders, revocation_lists
from esigner.wire.errors import AnswerInvalidError
from tests.world import certification as ca
from tests.world import loopback, strangers
from tests.world.loopback import Reply
from tests.world.strangers import Made, extension

URI: Final = der.tlv(0x86, b"http://127.0.0.1:9/x")
X400: Final = extension("2.5.29.17", der.sequence(der.tlv(0xA3, b"")))
NO_REVOCATION: Final = extension("2.5.29.56", b"\x05\x00")
RESPONDER: Final = extension("1.3.6.1.5.5.7.1.1", der.sequence(der.sequence(der.oid("1.3.6.1.5.5.7.48.1"), URI)))
LIST: Final = extension("2.5.29.31", der.sequence(der.sequence(der.context(0, der.context(0, URI)))))


def made(name: bytes, *extensions: bytes, issuer: Made | None = None) -> Made:
    return strangers.make(
        subject=name, issuer=issuer, extensions=extensions, not_before=ca.NOW - timedelta(days=1),
        not_after=ca.NOW + timedelta(days=1),
    )  # fmt: skip


ROOT: Final = made(strangers.string(strangers.T61, b"J\xf6rgen"), *strangers.authority_extensions())


def test_addresses_are_read_beside_an_odd_extension() -> None:
    certificate = made(strangers.name("x"), X400, RESPONDER, LIST).certificate

    assert responders.addresses(certificate) == ("http://127.0.0.1:9/x",)
    assert revocation_lists.addresses(certificate) == ("http://127.0.0.1:9/x",)


def test_addresses_that_cannot_be_read_are_none() -> None:
    certificate = made(
        strangers.name("x"), extension("1.3.6.1.5.5.7.1.1", b"\x05\0"), extension("2.5.29.31", b"\x05\0")
    ).certificate

    assert (responders.addresses(certificate), revocation_lists.addresses(certificate)) == ((), ())


def test_question_names_an_issuer_of_an_odd_name() -> None:
    """By the bytes that the issuer wrote."""
    leaf = made(strangers.name("x"), issuer=ROOT)
    request = load_der_ocsp_request(responders._request(leaf.certificate, ROOT.certificate, b"1"))

    assert request.issuer_name_hash == hashlib.sha1(ROOT.name, usedforsecurity=False).digest()
    assert read(ROOT.name).shown == "Jörgen"


def test_nobody_is_asked_where_no_status_is_published() -> None:
    """RFC 9608; nothing listens at the address that the certificate names."""
    leaf = made(strangers.name("x"), NO_REVOCATION, RESPONDER, LIST, issuer=ROOT).certificate

    assert evidence.signer_proof((leaf, ROOT.certificate)) is None
    found = evidence.collect(signer=(leaf, ROOT.certificate), timestamp=(leaf, ROOT.certificate))
    assert (found.ocsp_responses, found.crls) == ((), ())
    assert found.certificates == (ROOT.certificate,)


def test_third_party_of_whom_no_status_is_published_passes() -> None:
    leaf = made(strangers.name("x"), NO_REVOCATION, issuer=ROOT).certificate

    with_path = third_party_checks.revocation(leaf, path=(leaf, ROOT.certificate), at=ca.NOW)
    assert with_path.outcome is Outcome.PASSED
    assert "RFC 9608" in with_path.text.en
    assert third_party_checks.revocation(leaf, path=(), at=ca.NOW).outcome is Outcome.FAILED


@pytest.mark.attack
def test_list_of_an_issuer_with_an_odd_name_is_verified() -> None:
    other = made(strangers.string(strangers.T61, b"J\xf6rgen"), *strangers.authority_extensions())
    listed = strangers.revocation_list(ROOT, this_update=ca.NOW, next_update=ca.NOW + timedelta(days=1))
    with loopback.http(lambda _: Reply(body=listed)) as server:
        assert revocation_lists.fetch(f"{server.url}/a.crl", issuer=ROOT.certificate) == listed
        with pytest.raises(AnswerInvalidError, match="CRL_SIGNATURE"):
            revocation_lists.fetch(f"{server.url}/a.crl", issuer=other.certificate)


@pytest.mark.attack
def test_third_party_is_not_cleared_by_a_delta() -> None:
    delta = extension("2.5.29.27", der.integer(1), critical=True)
    day = timedelta(days=1)
    lists = {"/whole.crl": (), "/delta.crl": (delta,)}
    with loopback.http(
        lambda call: Reply(
            body=strangers.revocation_list(
                ROOT, extensions=lists[call.path], this_update=ca.NOW, next_update=ca.NOW + day
            )
        )
    ) as server:
        outcomes = []
        for path in lists:
            name = der.context(0, der.context(0, der.tlv(0x86, (server.url + path).encode())))
            leaf = made(strangers.name("x"), extension("2.5.29.31", der.sequence(der.sequence(name))), issuer=ROOT)
            chain = (leaf.certificate, ROOT.certificate)
            outcomes.append(third_party_checks.revocation(leaf.certificate, path=chain, at=ca.NOW).outcome)
    assert outcomes == [Outcome.PASSED, Outcome.FAILED]
