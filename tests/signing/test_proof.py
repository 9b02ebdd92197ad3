"""What a session puts into its documents so that a validator without network is content with them."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from esigner.ades import Format, Level
from esigner.registry import authorities
from esigner.registry.kinds import Environment
from esigner.signing import completion, sessions, validations
from esigner.signing.sessions import NewDocument, SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire import revocation_lists
from tests.world.pdfs import pdf
from tests.world.sessions import Installation, TrustServices, install
from tests.world.trust_door import trust_door

PDF = NewDocument(name="Līgums.pdf", media_type="application/pdf", content=pdf(pages=2))


@pytest.fixture(autouse=True)
def no_list_is_kept() -> None:
    revocation_lists.forget()


@pytest.fixture
def at_the_door(
    transactional_db: None, settings: Settings, state: Path, door: Callable[..., None]
) -> Iterator[Installation]:
    """An installation whose trust services are the real door."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    with trust_door(door) as url:
        yield install(trust=TrustServices(), url=url)


def result(session: SessionView) -> bytes:
    _, file = sessions.result(session_id=session.id)
    with file:
        return file.read()


def inside_container(document: bytes, element: str) -> list[bytes]:
    with ZipFile(BytesIO(document)) as container:
        (name,) = [one for one in container.namelist() if "signatures" in one]
        text = container.read(name).decode()
    return [b64decode(one) for one in re.findall(f"<xades:{element}>([^<]*)<", text)]


def inside_pdf(document: bytes, key: str) -> list[bytes]:
    store = PdfFileReader(BytesIO(document)).root["/DSS"]
    return [one.get_object().data for one in store[key]]


def is_listed_by(lists: list[x509.CertificateRevocationList], issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return any(one.issuer == issuer.subject and one.is_signature_valid(key) for one in lists)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("format", [Format.ASICE, Format.EDOC, Format.PDF])
def test_document_holds_the_status_of_every_certificate_below_a_root(
    at_the_door: Installation,
    format: Format,  # noqa: A002 - the word of the API and the standard
) -> None:
    documents = (PDF,) if format is Format.PDF else ()
    session = at_the_door.sign(at_the_door.open(*documents, format=format))
    assert session.signatures[0].outstanding_code == ""

    document = result(session)
    is_pdf = format is Format.PDF
    found = (inside_pdf, "/CRLs", "/OCSPs", "/Certs") if is_pdf else (
        inside_container, "EncapsulatedCRLValue", "EncapsulatedOCSPValue", "EncapsulatedX509Certificate"
    )  # fmt: skip
    read, *names = found
    lists, answers, certificates = (read(document, name) for name in names)
    # The signers' authority and the time-stamping unit are both below the root of the test environment.
    root = authorities.load("test-root").certificate
    assert is_listed_by([x509.load_der_x509_crl(one) for one in lists], root)
    (answer,) = map(ocsp.load_der_ocsp_response, answers)
    assert answer.serial_number == at_the_door.persona().serial_number
    held = {x509.load_der_x509_certificate(one) for one in certificates}
    assert held >= {root, authorities.load("test-signers").certificate, *answer.certificates}
    verdict = validations.validate(
        document, name=session.result_name, client_id="test", environment=Environment.TEST, at=at_the_door.now()
    )
    assert verdict.passed, verdict.as_dict()
    assert verdict.signatures[0].format.endswith("-B-LT")


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "lists"), [(Level.B, 0), (Level.T, 0), (Level.LT, 1)])
def test_lists_are_fetched_where_the_level_asks_for_them(installation: Installation, level: Level, lists: int) -> None:
    installation.sign(installation.open(level=level))

    assert installation.trust.listed == ["/crl/test-root.crl"] * lists


@pytest.mark.django_db
def test_list_of_a_moment_ago_serves_the_next_document(installation: Installation) -> None:
    for _ in range(2):
        assert installation.sign(installation.open()).status is Status.SIGNED

    assert installation.trust.listed == ["/crl/test-root.crl"]
    assert [path.split("/")[1] for path in installation.trust.asked] == ["tsa", "ocsp"] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["test-signers", "test-tsa"])
def test_revoked_authority_leaves_the_signature_waiting(installation: Installation, name: str) -> None:
    installation.trust.revoked_authorities.add(authorities.load(name).certificate.serial_number)

    waiting = installation.sign(installation.open()).signatures[0]

    assert (waiting.state, waiting.outstanding_code) == (SignatureState.VALUE_GIVEN, "ISSUER_NOT_GOOD")
    installation.trust.revoked_authorities.clear()
    revocation_lists.forget()
    finished = completion.complete(signature_id=waiting.id, act=installation.by_client())
    assert finished is SignatureState.FINISHED
