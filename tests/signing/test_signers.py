"""Whether the person who signs is the one who was asked."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pki import subjects
from esigner.registry import certificates
from esigner.signing import errors, sessions
from esigner.signing.models import Session
from esigner.signing.sessions import ExpectedSigner
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "expected",
    [
        ExpectedSigner(personal_code="320000-00001"),
        ExpectedSigner(personal_code="32000000001"),
        ExpectedSigner(personal_code="PNOLV-320000-00001"),
        ExpectedSigner(name="ANNA  bērziņa"),
    ],
)
def test_expected_person_may_sign(installation: Installation, expected: ExpectedSigner) -> None:
    session = installation.open(signers=[expected])

    assert installation.start(session).signature_id


@pytest.mark.parametrize(
    "expected",
    [
        ExpectedSigner(personal_code="320000-00002"),
        ExpectedSigner(personal_code="PNOEE-32000000001"),
        ExpectedSigner(name="Jānis Kalniņš"),
        ExpectedSigner(personal_code="320000-00001", name="Jānis Kalniņš"),
    ],
)
def test_unexpected_person_is_refused(installation: Installation, expected: ExpectedSigner) -> None:
    session = installation.open(signers=[expected])

    with pytest.raises(errors.SignerNotExpectedError):
        installation.start(session)


@pytest.mark.parametrize(
    ("expected", "error"),
    [
        ([ExpectedSigner(name="Anna Bērziņa"), ExpectedSigner(name="Jānis Kalniņš")], errors.SeveralSignersNotYetError),
        ([ExpectedSigner(name="Anna Bērziņa", order=2)], errors.SignerOrderNotYetError),
        ([ExpectedSigner(personal_code="abc")], errors.SignerCodeInvalidError),
        ([ExpectedSigner(personal_code="010190-12345")], errors.SignerCodeInvalidError),
        ([ExpectedSigner(personal_code="PNOLV-010190-12345")], errors.SignerCodeInvalidError),
        ([ExpectedSigner(personal_code="47101010033")], errors.SignerCodeInvalidError),
        ([ExpectedSigner(personal_code="PASLV-LV5000001")], errors.SignerCodeInvalidError),
    ],
)
def test_session_that_could_not_keep_what_it_was_asked_is_not_opened(
    installation: Installation, expected: list[ExpectedSigner], error: type[errors.SigningError]
) -> None:
    with pytest.raises(error):
        installation.open(signers=expected)

    assert not Session.objects.exists()


def test_certificate_without_a_personal_code_is_of_nobody_who_was_asked(installation: Installation) -> None:
    """Once, letters for a code had no digits and so equalled a certificate that has none."""
    session = installation.open(signers=[ExpectedSigner(personal_code="320000-00001")])
    Session.objects.update(environment="production", signers=[{"personal_code": "abc", "name": "", "order": 1}])
    key = ec.generate_private_key(ec.SECP256R1())
    subject = subjects.person(given_name="ILZE", surname="PARAUGA", identifier="IDCLV-PA0000001")
    issued = certificates.issue_simulated(
        kind="signer", public_key=key.public_key(), subject=subject, act=installation.by_system()
    )

    with pytest.raises(errors.SignerNotExpectedError):
        sessions.prepare(
            session_id=session.id,
            signing_certificate=x509.load_pem_x509_certificate(issued.pem.encode()).public_bytes(Encoding.DER),
            act=installation.by_signer(),
        )
