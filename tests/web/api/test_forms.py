"""Every format of the engine over the API in two steps, with its shapes, levels and claims; judged by our validator."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from esigner import ades
from esigner.ades import DataFile, Format
from esigner.ades.validation import Report
from esigner.registry.kinds import Environment
from esigner.signing import sessions, waiting_signatures
from esigner.signing.models import Session
from esigner.signing.validations import trust_of
from tests.web.api.test_sessions import JSON, open_session, sign
from tests.world.pdfs import pdf
from tests.world.sessions import ORIGIN, Installation

pytestmark = pytest.mark.django_db

XML, TEXT = b"<a>Sveiki</a>", "Lūdzu reģistrēt.".encode()
FORMS = [
    ("asice", {}, "XAdES", "asice", "application/vnd.etsi.asic-e+zip"),
    ("edoc", {}, "XAdES", "edoc", "application/vnd.etsi.asic-e+zip"),
    ("asice-cades", {}, "CAdES", "asice", "application/vnd.etsi.asic-e+zip"),
    ("asics", {}, "XAdES", "asics", "application/vnd.etsi.asic-s+zip"),
    ("asics-cades", {}, "CAdES", "asics", "application/vnd.etsi.asic-s+zip"),
    ("pdf", {}, "PAdES", "pdf", "application/pdf"),
    ("xades", {}, "XAdES", "xml", "application/xml"),
    ("xades", {"packaging": "enveloping"}, "XAdES", "xml", "application/xml"),
    ("xades", {"packaging": "detached"}, "XAdES", "xml", "application/xml"),
    ("cades", {}, "CAdES", "p7m", "application/pkcs7-mime"),
    ("cades", {"packaging": "detached"}, "CAdES", "p7s", "application/pkcs7-signature"),
    ("jades", {}, "JAdES", "json", "application/jose+json"),
    ("jades", {"serialization": "general"}, "JAdES", "json", "application/jose+json"),
    ("jades", {"packaging": "detached"}, "JAdES", "json", "application/jose+json"),
]
CLAIMS = {
    "roles": ["Valdes loceklis"],
    "place": {"city": "Rīga", "street": "Brīvības iela 1", "state": "Rīga", "postalCode": "LV-1010", "country": "LV"},
    "commitment": "ProofOfApproval",
    "policy": {"oid": "1.2.3.4", "digest": base64.b64encode(bytes(48)).decode(), "digestAlgorithm": "SHA384"},
}


def document(form: str) -> tuple[str, str, bytes]:
    if form == "pdf":
        return "a.pdf", "application/pdf", pdf()
    return ("a.xml", "text/xml", XML) if form == "xades" else ("a.txt", "text/plain", TEXT)


def opened(system: Client, form: str, **fields: object) -> dict[str, Any]:
    name, media_type, content = document(form)
    row = {"name": name, "mediaType": media_type, "content": base64.b64encode(content).decode()}
    return open_session(system, format=form, documents=[row], **fields)


def judged(system: Client, session: dict[str, Any], installation: Installation) -> tuple[Report, Any]:
    result = system.get(f"/v1/sessions/{session['id']}/result")
    report = ades.validate(
        result.getvalue(),
        name="x",
        trust=trust_of(Environment.TEST),
        at=installation.now(),
        detached=[DataFile(*document(session["format"]))] if session["packaging"] == "detached" else [],
    )
    return report, result


@pytest.mark.parametrize("level", ["LT", "LTA"])
@pytest.mark.parametrize(("form", "shape", "family", "ending", "media_type"), FORMS, ids=str)
def test_format_is_signed_at_the_level_and_passes(
    system: Client,
    installation: Installation,
    form: str,
    shape: dict[str, str],
    family: str,
    ending: str,
    media_type: str,
    level: str,
) -> None:
    session = opened(system, form, level=level, **shape)
    answer = sign(system, installation, session).json()
    assert (answer["status"], answer["resultName"]) == ("SIGNED", f"a.{ending}")
    report, result = judged(system, session, installation)
    assert report.passed, report.as_detailed_dict()
    assert [one.format for one in report.signatures] == [f"{family}-B-{level}"]
    assert result["Content-Type"] == media_type


def test_table_names_every_format() -> None:
    assert {form for form, *_ in FORMS} == {one.value for one in Format}


@pytest.mark.parametrize(("form", "shape"), [(form, shape) for form, shape, *_ in FORMS], ids=str)
def test_claims_go_into_every_format(
    system: Client, installation: Installation, form: str, shape: dict[str, str]
) -> None:
    session = opened(system, form, **shape)
    assert sign(system, installation, session, claims=CLAIMS).json()["status"] == "SIGNED"
    report, _ = judged(system, session, installation)
    assert report.passed, report.as_detailed_dict()


def test_claims_stand_in_the_signature(system: Client, installation: Installation) -> None:
    session = opened(system, "xades")
    sign(system, installation, session, claims=CLAIMS)
    text = system.get(f"/v1/sessions/{session['id']}/result").getvalue().decode()
    for part in ("Valdes loceklis", "Rīga", "Brīvības iela 1", "LV-1010", ">LV<", "ProofOfApproval", "1.2.3.4"):
        assert part in text


def test_place_may_still_be_the_name_of_a_city(system: Client, installation: Installation) -> None:
    session = opened(system, "xades")
    sign(system, installation, session, claims={"place": "Cēsis"})
    assert ">Cēsis<" in system.get(f"/v1/sessions/{session['id']}/result").getvalue().decode()


def test_compact_json_is_of_level_b(system: Client, installation: Installation) -> None:
    shape = {"format": "jades", "serialization": "compact"}
    refused = system.post("/v1/sessions", {**shape, "documents": [{"name": "a"}]}, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "LEVEL_NOT_HELD")
    session = opened(system, "jades", serialization="compact", level="B")
    assert sign(system, installation, session).json()["resultName"] == "a.jws"
    result = system.get(f"/v1/sessions/{session['id']}/result")
    assert (result["Content-Type"], result.getvalue().count(b".")) == ("application/jose", 2)
    session = opened(system, "jades", serialization="compact", level="B")
    refused = prepared(system, installation, session, signatureLevel="T")
    assert refused.json()["code"] == "LEVEL_NOT_HELD"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"format": "asice", "packaging": "detached"}, "SHAPE_NOT_SUPPORTED"),
        ({"format": "cades", "packaging": "enveloped"}, "SHAPE_NOT_SUPPORTED"),
        ({"format": "xades", "serialization": "general"}, "SHAPE_NOT_SUPPORTED"),
        ({"format": "xades", "documents": [{"name": "a"}, {"name": "b"}]}, "ONE_FILE_ONLY"),
        ({"format": "asics", "documents": [{"name": "a"}, {"name": "b"}]}, "ONE_FILE_ONLY"),
        ({"format": "asics-cades", "documents": [{"name": "a"}, {"name": "b"}]}, "ONE_FILE_ONLY"),
        ({"format": "jades", "documents": [{"name": "a"}, {"name": "b"}]}, "ONE_FILE_ONLY"),
        ({"format": "jades", "returnUrl": f"{ORIGIN}/back"}, "NOT_ON_SIGNING_PAGE"),
    ],
)
def test_what_the_format_does_not_offer_is_refused_at_the_opening(
    system: Client, fields: dict[str, object], code: str
) -> None:
    answer = system.post("/v1/sessions", {"documents": [{"name": "a"}], **fields}, content_type=JSON)
    assert answer.json()["code"] == code, answer.content


def test_several_files_are_signed_detached(system: Client, installation: Installation) -> None:
    rows = [{"name": name, "content": "QUJD"} for name in ("a.txt", "b.txt")]
    session = open_session(system, format="xades", packaging="detached", documents=rows)
    assert sign(system, installation, session).json()["status"] == "SIGNED"


def test_format_that_the_page_does_not_show_has_no_page(system: Client) -> None:
    session = opened(system, "jades")
    assert session["signingUrl"] is None


def test_policy_that_no_signature_can_name_is_refused(system: Client, installation: Installation) -> None:
    session = opened(system, "asice")
    answer = prepared(system, installation, session, policy={"oid": "9.9", "digest": "QUJD"})
    assert answer.json()["code"] == "METADATA_NOT_ALLOWED"


def test_archive_timestamp_over_documents_that_are_elsewhere_is_refused(
    system: Client, installation: Installation
) -> None:
    digest = {"algorithm": "SHA256", "value": base64.b64encode(bytes(32)).decode()}
    rows = [{"name": "a.txt", "size": 3, "digest": digest}]
    body = {"format": "asice", "level": "LTA", "documents": rows}
    assert system.post("/v1/sessions", body, content_type=JSON).json()["code"] == "LEVEL_NOT_SUPPORTED"
    session = open_session(system, documents=rows)
    assert prepared(system, installation, session, signatureLevel="LTA").json()["code"] == "LEVEL_NOT_SUPPORTED"


def test_document_stays_at_lt_until_the_archive_timestamp_is_to_be_had(
    system: Client, installation: Installation
) -> None:
    session = opened(system, "asice", level="LTA")
    installation.trust.stamps_left = 1
    waiting = sign(system, installation, session).json()
    (signature,) = waiting["signatures"]
    assert (waiting["status"], signature["levelReached"]) == ("SIGNING", "LT")
    assert signature["outstanding"]["code"] == "SERVICE_FAILED"
    kept = system.get(f"/v1/sessions/{session['id']}/result?atLeast=LT")
    assert kept["Signature-Level"] == "LT"
    (verdict,) = ades.validate(
        kept.getvalue(), name="x", trust=trust_of(Environment.TEST), at=installation.now()
    ).signatures
    assert verdict.format == "XAdES-B-LT"

    asked = len(installation.trust.asked)
    installation.trust.stamps_left = None
    done = system.post(f"/v1/sessions/{session['id']}/completion", {}, content_type=JSON).json()

    assert done["status"] == "SIGNED"
    assert installation.trust.asked[asked:] == ["/tsa/test"]
    report, _ = judged(system, session, installation)
    assert [one.format for one in report.signatures] == ["XAdES-B-LTA"]


def test_given_up_archive_timestamp_leaves_lt(system: Client, installation: Installation) -> None:
    session = opened(system, "pdf", level="LTA")
    installation.trust.stamps_left = 1
    (signature,) = sign(system, installation, session).json()["signatures"]
    waiting_signatures.give_up(signature_id=signature["id"], act=installation.by_system(at=installation.now()))
    row = Session.objects.get(id=session["id"])
    assert (row.status, row.result_level) == ("FAILED", "LT")
    found = sessions.result_at_least(session_id=session["id"], level=ades.Level.LT)
    with found.file:
        assert found.file.read().startswith(b"%PDF-")


def prepared(system: Client, installation: Installation, session: dict[str, Any], **fields: object) -> Any:  # noqa: ANN401 - the test client's answer has no public type
    certificate = installation.persona().public_bytes(Encoding.DER)
    body = {"signingCertificate": base64.b64encode(certificate).decode(), **fields}
    return system.post(f"/v1/sessions/{session['id']}/signatures", body, content_type=JSON)
