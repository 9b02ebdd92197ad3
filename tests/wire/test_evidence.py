"""Everything level LT needs, over real sockets, from services that may be wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509 import ocsp as reference

from esigner.ades import ValidationData
from esigner.pki import crl, ocsp, profiles, tsa
from esigner.pki.errors import CertificateUntrustedError
from esigner.pki.issuance import Authority, Urls
from esigner.pki.ocsp import Responder, State, Status
from esigner.pki.tsa import TimestampUnit
from esigner.wire import errors, evidence, revocation_lists
from esigner.wire.tsa import fetch
from tests.world import certification as ca
from tests.world import loopback
from tests.world.loopback import Call, Reply, Server


@pytest.fixture(autouse=True)
def no_list_is_kept() -> None:
    revocation_lists.forget()


@dataclass
class Provider:
    """Root → issuing authority → signer; root → time-stamping unit; each under addresses of its own."""

    url: str = ""
    root: Authority = field(default_factory=ca.root)
    issuing: Authority = field(init=False)
    signer: Authority = field(init=False)
    unit: Authority = field(init=False)
    signer_status: Status = ocsp.GOOD
    issuing_status: Status = ocsp.GOOD
    revoked: list[int] = field(default_factory=list)
    responder_has_nocheck: bool = True

    def found(self, url: str, *, issuing_urls: Urls | None = None, signer_urls: Urls | None = None) -> None:
        self.url = url
        of_root = Urls(crl=f"{url}/root.crl", ocsp=f"{url}/ocsp/root")
        self.issuing = ca.below(self.root, profile=profiles.ISSUING, urls=issuing_urls or of_root)
        self.unit = ca.below(self.root, profile=profiles.TSA, urls=of_root)
        own = Urls(crl=f"{url}/issuing.crl", ocsp=f"{url}/ocsp/issuing")
        self.signer = ca.below(self.issuing, profile=profiles.SIGNER, urls=signer_urls or own)
        profile = profiles.OCSP if self.responder_has_nocheck else replace(profiles.OCSP, ocsp_nocheck=False)
        self.responder = ca.below(self.issuing, profile=profile, urls=own)

    def answer(self, call: Call) -> Reply:
        if call.path == "/tsa":
            unit = TimestampUnit(certificate=self.unit.certificate, key=self.unit.key, chain=self.unit.chain)
            return Reply(body=tsa.answer(call.body, tsu=unit, serial=1, at=ca.now()))
        if call.path.endswith(".crl"):
            return Reply(body=self.list_of(self.root if "root" in call.path else self.issuing))
        if call.path == "/ocsp/root":
            own = Responder(issuer=self.root.certificate, certificate=self.root.certificate, key=self.root.key)
            return self.said(call, own, self.issuing_status)
        issuer = self.issuing.certificate
        own = Responder(issuer=issuer, certificate=self.responder.certificate, key=self.responder.key)
        return self.said(call, own, self.signer_status)

    def said(self, call: Call, responder: Responder, status: Status) -> Reply:
        return Reply(body=ocsp.answer(call.body, responder=responder, statuses=lambda _: status, at=ca.NOW))

    def list_of(self, authority: Authority) -> bytes:
        revoked = [crl.Revoked(serial=one, revoked_at=ca.NOW) for one in self.revoked]
        until = ca.NOW + timedelta(days=1)
        return crl.build(authority, revoked=revoked, number=1, this_update=ca.NOW, next_update=until)

    @property
    def signer_path(self) -> tuple[x509.Certificate, ...]:
        return self.signer.certificate, self.issuing.certificate, self.root.certificate

    @property
    def unit_path(self) -> tuple[x509.Certificate, ...]:
        return self.unit.certificate, self.root.certificate


@contextmanager
def provider(
    urls: Callable[[str], dict[str, Urls]] = lambda _: {}, *, responder_has_nocheck: bool = True
) -> Iterator[tuple[Provider, Server]]:
    one = Provider(responder_has_nocheck=responder_has_nocheck)
    with loopback.http(one.answer) as server:
        one.found(server.url, **urls(server.url))
        yield one, server


def collect(one: Provider) -> ValidationData:
    return evidence.collect(signer=one.signer_path, timestamp=one.unit_path)


def test_collect_gives_the_signers_answer_the_lists_and_the_issuers() -> None:
    with provider() as (one, server):
        found = collect(one)
    (answer,) = map(reference.load_der_ocsp_response, found.ocsp_responses)
    assert answer.serial_number == one.signer.certificate.serial_number
    (listed,) = map(x509.load_der_x509_crl, found.crls)
    assert listed.issuer == one.root.certificate.subject
    assert set(found.certificates) == {
        one.issuing.certificate, one.root.certificate, one.responder.certificate
    }  # fmt: skip
    assert [call.path for call in server.calls] == ["/ocsp/issuing", "/root.crl"]


def test_collect_asks_the_responder_each_time_and_keeps_the_list() -> None:
    with provider() as (one, server):
        for _ in range(3):
            collect(one)
    assert [call.path for call in server.calls].count("/ocsp/issuing") == 3
    assert [call.path for call in server.calls].count("/root.crl") == 1


def test_collect_asks_ocsp_where_an_issuer_names_no_list_and_puts_the_signers_answer_last() -> None:
    with provider(lambda url: {"issuing_urls": Urls(ocsp=f"{url}/ocsp/root")}) as (one, _):
        found = collect(one)
    serials = [reference.load_der_ocsp_response(answer).serial_number for answer in found.ocsp_responses]
    assert serials == [one.issuing.certificate.serial_number, one.signer.certificate.serial_number]
    assert len(found.crls) == 1  # the time-stamping unit's


def test_collect_lists_a_responder_that_has_no_nocheck() -> None:
    with provider(responder_has_nocheck=False) as (one, _):
        found = collect(one)
    issuers = {x509.load_der_x509_crl(encoded).issuer for encoded in found.crls}
    assert issuers == {one.root.certificate.subject, one.issuing.certificate.subject}


def test_collect_needs_nothing_above_an_anchor_that_is_no_root() -> None:
    with provider() as (one, server):
        found = evidence.collect(signer=one.signer_path[:2], timestamp=one.unit_path[:1])
    assert found.crls == ()
    assert [call.path for call in server.calls] == ["/ocsp/issuing"]


@pytest.mark.parametrize(
    ("status", "state"),
    [(Status(state=State.REVOKED, revoked_at=ca.NOW), "REVOKED"), (ocsp.UNKNOWN, "UNKNOWN")],
)
def test_collect_refuses_a_signer_who_is_not_good(status: Status, state: str) -> None:
    with provider() as (one, _):
        one.signer_status = status
        with pytest.raises(errors.SignerNotGoodError) as caught:
            collect(one)
    assert caught.value.data["state"] == state


def test_collect_refuses_a_signer_who_names_neither_responder_nor_list() -> None:
    with provider(lambda _: {"signer_urls": Urls()}) as (one, server):
        with pytest.raises(errors.SignerNotGoodError):
            collect(one)
        assert server.calls == []


def test_collect_takes_a_list_fetched_anew_of_a_signer_who_names_no_responder() -> None:
    with provider(lambda url: {"signer_urls": Urls(crl=f"{url}/issuing.crl")}) as (one, server):
        collect(one)
        found = collect(one)
    issuers = {x509.load_der_x509_crl(listed).issuer for listed in found.crls}
    assert issuers == {one.issuing.certificate.subject, one.root.certificate.subject}
    assert found.ocsp_responses == ()
    assert [call.path for call in server.calls].count("/issuing.crl") == 2


def test_collect_refuses_a_signer_who_stands_on_the_list() -> None:
    with provider(lambda url: {"signer_urls": Urls(crl=f"{url}/issuing.crl")}) as (one, _):
        one.revoked.append(one.signer.certificate.serial_number)
        with pytest.raises(errors.SignerNotGoodError) as caught:
            collect(one)
    assert caught.value.data["state"] == "REVOKED"


@pytest.mark.parametrize("which", ["issuing", "unit", "responder"])
def test_collect_refuses_what_its_issuer_listed(which: str) -> None:
    with provider(responder_has_nocheck=False) as (one, _):
        certificate = getattr(one, which).certificate
        one.revoked.append(certificate.serial_number)
        with pytest.raises(errors.IssuerNotGoodError) as caught:
            collect(one)
    assert caught.value.data["state"] == "REVOKED"
    assert caught.value.data["subject"] == certificate.subject.rfc4514_string()


def test_collect_refuses_an_issuer_whom_its_responder_calls_revoked() -> None:
    with provider(lambda url: {"issuing_urls": Urls(ocsp=f"{url}/ocsp/root")}) as (one, _):
        one.issuing_status = Status(state=State.REVOKED, revoked_at=ca.NOW)
        with pytest.raises(errors.IssuerNotGoodError):
            collect(one)


def test_collect_refuses_an_issuer_of_whom_nobody_can_say_anything() -> None:
    with provider(lambda _: {"issuing_urls": Urls()}) as (one, _), pytest.raises(errors.IssuerNotGoodError) as caught:
        collect(one)
    assert caught.value.data["state"] == "UNKNOWN"


def test_timestamp_path_leads_from_the_unit_to_the_anchor() -> None:
    with provider() as (one, server):
        token = fetch(f"{server.url}/tsa", data_digest=bytes(32), algorithm="SHA256", nonce=7)
    assert evidence.timestamp_path(token, anchors=[one.root.certificate]) == one.unit_path


def test_timestamp_path_refuses_a_token_of_another_authority() -> None:
    with provider() as (_, server):
        token = fetch(f"{server.url}/tsa", data_digest=bytes(32), algorithm="SHA256", nonce=7)
    with pytest.raises(CertificateUntrustedError):
        evidence.timestamp_path(token, anchors=[ca.the_root().certificate])


def test_collect_asks_the_next_responder_where_one_is_down_or_does_not_know() -> None:
    with provider() as (one, server), loopback.http(lambda _: Reply(status=503)) as down:
        of_another = Responder(
            issuer=one.issuing.certificate, certificate=one.responder.certificate, key=one.responder.key
        )

        def unknowing(call: Call) -> Reply:
            return one.said(call, of_another, ocsp.UNKNOWN)

        with loopback.http(unknowing) as without:
            reach = evidence.Reach(responders=(down.url, without.url))
            found = evidence.collect(signer=one.signer_path, timestamp=one.unit_path, reach=reach)
    assert len(found.ocsp_responses) == 1
    assert [len(down.calls), len(without.calls), len(server.calls)] == [1, 1, 2]
