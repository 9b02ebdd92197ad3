"""Connection requests: all results at once, nothing stored of what is refused, everything checked again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from esigner import audit
from esigner.errors import Text
from esigner.onboarding import models, requests
from esigner.onboarding.checks import Outcome, passed
from esigner.onboarding.errors import (
    ChecksFailedError,
    ExplanationMissingError,
    MoveNotPossibleError,
    RequestDecidedError,
)
from esigner.onboarding.prose_errors import TextTooLongError
from esigner.onboarding.requests import NetworkEntry, RequestState, ThirdPartyCertificate
from esigner.pki import subjects
from esigner.registry import certificates, networks
from esigner.registry.certificates import third_party_checks
from esigner.registry.kinds import CertificateSource, Environment
from tests.world import cases as world
from tests.world import openssl
from tests.world import registry as registry_world
from tests.world.cases import AT, FORM, NETWORKS

pytestmark = pytest.mark.django_db


def failed(checks: object) -> set[str]:
    return {check.name for check in checks if check.outcome is Outcome.FAILED}  # type: ignore[attr-defined]  # checks


def weak_csr() -> bytes:
    return registry_world.csr(registry_world.weak_key(), organisation=FORM.institution_name)


def test_check_gives_every_result_and_stores_nothing() -> None:
    case = world.registered()

    report = requests.check(
        case_id=case.id, by=case.applicant, environment=Environment.TEST,
        networks=[NetworkEntry(cidr="10.0.0.0/8")], key=weak_csr(), at=AT,
    )  # fmt: skip

    assert not report.passed
    assert "KEY_TYPE" in failed(report.key)
    assert failed(report.networks)
    assert len(report.key) >= 20
    assert not models.ConnectionRequest.objects.exists()


def test_a_bad_csr_is_refused_with_its_named_check() -> None:
    case = world.registered()

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=weak_csr())

    assert "KEY_TYPE" in refusal.value.detail().lv
    assert not models.ConnectionRequest.objects.exists()
    event = audit.events(case=str(case.id), event_prefix="request.test.submitted")[-1]
    assert event.outcome == "refused"
    assert "KEY_TYPE" in event.data["failed"]  # type: ignore[operator]  # a list


def test_a_request_names_a_network() -> None:
    case = world.registered()

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=(), csr=world.csr())

    assert failed(refusal.value.data["checks"]) == {"NETWORK_MISSING"}


def test_a_text_that_is_no_csr_is_refused_and_not_kept() -> None:
    case = world.registered()

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=b"\xff\x00 nekas")

    assert "CSR_PARSE" in failed(refusal.value.data["checks"])


def test_approval_registers_client_network_and_certificate_from_the_application() -> None:
    case = world.connected()

    row = case.row
    view = case.view().environments[0]
    assert view.client is not None
    assert view.client.id == row.test_client_id
    assert [network.cidr for network in view.networks] == ["8.8.4.0/24"]
    assert [certificate.client_id for certificate in view.certificates] == [row.test_client_id]
    assert view.links is not None
    message = models.Message.objects.get(case_id=case.id, notice="request.test.approved")
    assert view.links.api_url in message.body_lv
    assert case.applicant.email in message.recipients
    assert "janis@iestade.example" in message.recipients


def test_a_decided_request_is_not_decided_again() -> None:
    case, request = world.requested()
    requests.approve_test(request_id=request.id, act=world.act(case.officer))

    with pytest.raises(MoveNotPossibleError):
        requests.approve_test(request_id=request.id, act=world.act(case.officer))
    with pytest.raises(RequestDecidedError):
        requests.return_request(request_id=request.id, act=world.act(case.officer), explanation="x")


def test_a_return_says_why() -> None:
    case, request = world.requested()

    with pytest.raises(ExplanationMissingError):
        requests.return_request(request_id=request.id, act=world.act(case.officer), explanation=" ")


def test_a_returned_key_may_be_sent_again() -> None:
    key = registry_world.ec_key()
    case, request = world.requested(key=key)
    requests.return_request(request_id=request.id, act=world.act(case.officer), explanation="Cits tīkls.")

    again = requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=world.csr(key))

    assert again.state is RequestState.SUBMITTED
    assert [one.id for one in requests.pending(by=case.officer)] == [again.id]


def test_the_test_key_is_refused_in_production() -> None:
    key = registry_world.ec_key()
    case = world.declared_tested(key=key)

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_production(
            case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, key=world.csr(key)
        )

    assert failed(refusal.value.data["checks"]) == {"KEY_REUSED_TEST_PRODUCTION"}


def test_production_takes_over_the_return_origins_of_test() -> None:
    case = world.registered()
    request = requests.submit_test(
        case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=world.csr(),
        return_origins=["https://iestade.example/"],
    )  # fmt: skip

    view = requests.approve_test(request_id=request.id, act=world.act(case.officer))

    assert view.return_origins == ("https://iestade.example",)
    client = case.view().environments[0].client
    assert client is not None
    assert client.return_origins == ("https://iestade.example",)


def test_the_production_notice_is_sealed_and_names_both_officers() -> None:
    case = world.production_connected()
    ordered = models.OrderedDocument.objects.get(case_id=case.id, kind="configuration_notice")

    world.issued(case.id)

    assert ordered.content["approved_by"] == ["Ieva Reģistratore", "Otto Otrais"]
    kinds = {document.kind for document in case.view().documents}
    assert {"receipt", "registration_letter", "test_record", "configuration_notice"} <= kinds


@pytest.fixture
def good_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third party's responder says that its certificates are good."""
    good = passed("THIRD_PARTY_NOT_REVOKED", Text("Nav anulēts.", "Not revoked."))
    monkeypatch.setattr(third_party_checks, "revocation", lambda *_, **__: good)


def third_party(
    case: world.Case, *, holder: ec.EllipticCurvePrivateKey | None = None, until: datetime | None = None
) -> ThirdPartyCertificate:
    """Return a certificate of the simulated provider with its challenge signed, by another key where one is given."""
    key = registry_world.ec_key()
    issued = certificates.issue_simulated(
        kind="client", public_key=key.public_key(), act=audit.by_system(at=AT), not_before=AT - timedelta(days=300),
        not_after=until or AT + timedelta(days=300),
        subject=subjects.client(
            common_name="sistema.example", organisation_name=FORM.institution_name,
            registration_number=FORM.registration_number, epak_number=case.row.epak_number,
        ),
    )  # fmt: skip
    nonce = requests.challenge(case_id=case.id, by=case.applicant, at=AT)
    return ThirdPartyCertificate(
        certificate_pem=issued.pem.encode(),
        chain_pem=issued.chain_pem.encode(),
        nonce=nonce,
        nonce_signature=(holder or key).sign(nonce, ec.ECDSA(hashes.SHA256())),
    )


@pytest.mark.usefixtures("good_status")
def test_a_third_partys_certificate_is_registered_in_production() -> None:
    case = world.declared_tested()
    request = requests.submit_production(
        case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, key=third_party(case)
    )
    requests.approve_production(request_id=request.id, act=world.act(case.officer))

    promoted = requests.promote(request_id=request.id, act=world.act(world.second_officer()))

    assert promoted.certificate_id is not None
    assert certificates.get(promoted.certificate_id).source is CertificateSource.THIRD_PARTY


@pytest.mark.usefixtures("good_status")
def test_a_third_partys_certificate_without_its_key_is_refused() -> None:
    case = world.declared_tested()

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_production(
            case_id=case.id, act=world.act(case.applicant), networks=NETWORKS,
            key=third_party(case, holder=registry_world.ec_key()),
        )  # fmt: skip

    assert failed(refusal.value.data["checks"]) == {"THIRD_PARTY_POSSESSION"}


@pytest.mark.usefixtures("good_status")
def test_an_expired_third_partys_certificate_is_refused() -> None:
    case = world.declared_tested()

    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_production(
            case_id=case.id, act=world.act(case.applicant), networks=NETWORKS,
            key=third_party(case, until=AT - timedelta(days=1)),
        )  # fmt: skip

    assert "THIRD_PARTY_VALIDITY" in failed(refusal.value.data["checks"])


def test_a_certificate_is_not_taken_in_test() -> None:
    case = world.registered()
    key = ThirdPartyCertificate(certificate_pem=b"x", chain_pem=b"", nonce_signature=b"")

    report = requests.check(
        case_id=case.id, by=case.applicant, environment=Environment.TEST, networks=NETWORKS, key=key, at=AT
    )

    assert failed(report.key) == {"CSR_NEEDED_IN_TEST"}


def test_networks_are_kept_with_their_validity() -> None:
    entry = NetworkEntry(cidr=" 8.8.4.4 ", label="x", valid_from=date(2031, 1, 1), valid_to=date(2031, 12, 31))

    network = NetworkEntry.from_dict(entry.as_dict()).as_network()

    assert network == networks.Network(
        cidr="8.8.4.4", label="x", valid_from=datetime(2031, 1, 1, tzinfo=UTC),
        valid_to=datetime(2032, 1, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["DER", "UTF-16", "byte order mark", "text around"])
def test_what_was_checked_is_what_is_kept_and_issued(encoding: str) -> None:
    case = world.registered()
    pem = world.csr()
    written = {
        "DER": x509.load_pem_x509_csr(pem).public_bytes(Encoding.DER),
        "UTF-16": pem.decode().encode("utf-16"),
        "byte order mark": b"\xef\xbb\xbf" + pem,
        "text around": "Labdien, mūsu pieprasījums:\r\n".encode() + pem + "Paldies, Jānis\r\n".encode(),
    }[encoding]
    assert requests.check(
        case_id=case.id, by=case.applicant, environment=Environment.TEST, networks=NETWORKS, key=written, at=AT
    ).passed

    sent = requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=written)

    assert sent.csr_pem == pem.decode()
    approved = requests.approve_test(request_id=sent.id, act=world.act(case.officer))
    assert approved.certificate_id is not None


@pytest.mark.parametrize("field", ["cidr", "label", "owner"])
@pytest.mark.parametrize("text", ["a" * 201, "a\x00b", openssl.key().decode()])
def test_a_network_s_texts_are_bounded_and_not_repeated(field: str, text: str) -> None:
    case = world.registered()
    entry = replace(NETWORKS[0], **{field: text})  # type: ignore[arg-type]  # each is a text
    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=[entry], csr=world.csr())
    assert failed(refusal.value.data["checks"]) == {"NETWORK_TEXT"}
    assert text not in repr(refusal.value.data["checks"])


def test_the_number_of_networks_is_bounded() -> None:
    case = world.registered()
    entries = [NetworkEntry(cidr=f"8.8.{number}.1") for number in range(51)]
    with pytest.raises(ChecksFailedError) as refusal:
        requests.submit_test(case_id=case.id, act=world.act(case.applicant), networks=entries, csr=world.csr())
    assert failed(refusal.value.data["checks"]) == {"NETWORK_COUNT"}


def test_return_origins_are_bounded() -> None:
    case = world.registered()
    with pytest.raises(TextTooLongError):
        requests.submit_test(
            case_id=case.id, act=world.act(case.applicant), networks=NETWORKS, csr=world.csr(),
            return_origins=["https://sistema.example"] * 200,
        )  # fmt: skip
