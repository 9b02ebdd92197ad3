import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pki import crl, profiles
from esigner.pki.issuance import Urls
from esigner.pkix import lists
from esigner.wire import errors, revocation_lists
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
        assert revocation_lists.fetch(f"{server.url}/a.crl", issuer=ISSUING) == LIST
    assert server.calls[0].method == "GET"


def test_fetch_turns_pem_into_der() -> None:
    pem = openssl.run("crl", "-inform", "DER", content=LIST)
    with loopback.http(lambda _: Reply(body=pem)) as server:
        assert revocation_lists.fetch(server.url) == LIST


def test_fetch_refuses_what_is_no_list() -> None:
    with loopback.http(lambda _: Reply(body=b"<html>")) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        revocation_lists.fetch(server.url)
    assert caught.value.data["reason"] == "CRL_MALFORMED"


@pytest.mark.parametrize("issuer", [ca.the_root().certificate, ca.root(name="Issuing CA").certificate])
def test_fetch_refuses_a_list_of_another_issuer(issuer: x509.Certificate) -> None:
    with loopback.http(lambda _: Reply(body=LIST)) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        revocation_lists.fetch(server.url, issuer=issuer)
    assert caught.value.data["reason"] == "CRL_SIGNATURE"


def test_fetch_caps_the_list() -> None:
    with loopback.http(lambda _: Reply(body=LIST)) as server, pytest.raises(errors.AnswerTooLargeError):
        revocation_lists.fetch(server.url, limit_bytes=100)


def served(url: str) -> x509.Certificate:
    """A certificate whose list is at the address."""
    return ca.below(ca.the_issuing(), profile=profiles.CLIENT, urls=Urls(crl=f"{url}/a.crl")).certificate


def of(*, next_update: timedelta = timedelta(days=1), serials: tuple[int, ...] = ()) -> bytes:
    return crl.build(
        ca.the_issuing(),
        revoked=[crl.Revoked(serial=one, revoked_at=ca.NOW) for one in serials],
        number=1,
        this_update=ca.NOW - timedelta(days=1),
        next_update=ca.NOW + next_update,
    )


def test_current_keeps_the_list_for_its_age_and_no_longer() -> None:
    revocation_lists.forget()
    with loopback.http(lambda _: Reply(body=of())) as server:
        certificate = served(server.url)
        for _ in range(3):
            revocation_lists.current(certificate, ISSUING)
        assert len(server.calls) == 1
        revocation_lists.current(certificate, ISSUING, age=timedelta(0))
        assert len(server.calls) == 2


def test_current_keeps_no_list_past_its_next_update() -> None:
    current = revocation_lists.CurrentList(
        encoded=LIST, parsed=lists.load(LIST), next_update=ca.NOW, fetched=time.monotonic()
    )
    assert not current.is_fresh(timedelta(days=1))


def test_current_says_who_is_listed() -> None:
    revocation_lists.forget()
    serials: list[int] = []
    with loopback.http(lambda _: Reply(body=of(serials=tuple(serials)))) as server:
        certificate = served(server.url)
        serials.append(certificate.serial_number)
        assert revocation_lists.current(certificate, ISSUING).holds(certificate)
        assert not revocation_lists.current(certificate, ISSUING).holds(ca.the_client().certificate)


def test_current_does_not_give_a_kept_list_for_another_issuer() -> None:
    revocation_lists.forget()
    with loopback.http(lambda _: Reply(body=of())) as server:
        revocation_lists.current(served(server.url), ISSUING)
        with pytest.raises(errors.AnswerInvalidError):
            revocation_lists.current(served(server.url), ca.the_root().certificate)


def test_current_is_fetched_once_for_many_threads() -> None:
    revocation_lists.forget()
    with loopback.http(lambda _: Reply(body=of())) as server, ThreadPoolExecutor(8) as pool:
        certificate = served(server.url)
        assert len(list(pool.map(lambda _: revocation_lists.current(certificate, ISSUING), range(16)))) == 16
    assert len(server.calls) == 1


def test_current_asks_the_next_address_where_one_fails() -> None:
    revocation_lists.forget()
    with loopback.http(lambda _: Reply(body=of())) as server:
        names = [f"http://127.0.0.1:{loopback.closed_port()}/a.crl", "ldap://x/", f"{server.url}/a.crl"]
        certificate = _naming(names)
        assert revocation_lists.addresses(certificate) == (names[0], names[2])
        assert revocation_lists.current(certificate, ISSUING).encoded


def test_current_needs_an_address() -> None:
    certificate = ca.below(ca.the_issuing(), profile=profiles.CLIENT, urls=Urls()).certificate
    with pytest.raises(errors.AddressInvalidError):
        revocation_lists.current(certificate, ISSUING)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (lambda: of(next_update=timedelta(seconds=-1)), "CRL_OUT_OF_DATE"),
        (lambda: _with(x509.DeltaCRLIndicator(1)), "CRL_PARTIAL"),
        (lambda: _with(_only_some_reasons()), "CRL_PARTIAL"),
    ],
    ids=["out of date", "delta", "only some reasons"],
)
def test_current_refuses_a_list_that_does_not_say_all(body: Callable[[], bytes], reason: str) -> None:
    revocation_lists.forget()
    content = body()
    with loopback.http(lambda _: Reply(body=content)) as server, pytest.raises(errors.AnswerInvalidError) as caught:
        revocation_lists.current(served(server.url), ISSUING)
    assert caught.value.data["reason"] == reason


def _with(extension: x509.ExtensionType) -> bytes:
    day = timedelta(days=1)
    builder = x509.CertificateRevocationListBuilder(ISSUING.subject, ca.NOW, ca.NOW + day)
    builder = builder.add_extension(extension, critical=True)
    return builder.sign(ca.the_issuing().key, hashes.SHA256()).public_bytes(Encoding.DER)


def _only_some_reasons() -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=None,
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}),
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def _naming(addresses: list[str]) -> x509.Certificate:
    """A certificate, signed by nobody that matters, that names these addresses."""
    key = ca.key()
    points = [x509.DistributionPoint([x509.UniformResourceIdentifier(one)], None, None, None) for one in addresses]
    name = x509.Name([])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, ca.NOW, ca.NOW + timedelta(days=1))
    builder = builder.add_extension(x509.CRLDistributionPoints(points), critical=False)
    return builder.sign(key, hashes.SHA256())
