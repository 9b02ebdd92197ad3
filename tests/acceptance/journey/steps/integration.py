"""Steps 2.3 and 3.1 as the institution's system plays them over mTLS, and the calls that must be refused."""

import base64
import io
import ssl
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.journey import documents, openssl, qtsp
from tests.acceptance.journey.browser import Browser, Page
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY
from tests.acceptance.journey.signing_page import GOOD, GOOD_RSA, cancel_on_page, sign_on_page
from tests.acceptance.journey.story import Party, Story
from tests.acceptance.journey.system import Credentials, System

TEST_ROOTS = {"roots": ["roots/test-root.pem"], "intermediates": ["test-signers.pem", "test-tsa.pem"]}
QTSP_IN_TEST = {
    "roots": ["roots/simulated-qtsp-root.pem", "roots/test-root.pem"],
    "intermediates": ["simulated-qtsp.pem", "test-tsa.pem"],
}
QTSP_IN_PRODUCTION = {
    "roots": ["roots/simulated-qtsp-root.pem", "roots/production-root.pem"],
    "intermediates": ["simulated-qtsp.pem", "production-tsa.pem"],
}


def calls_for_the_first_time(story: Story) -> None:
    """2.3: the probe by curl, as the connection pack's example does it."""
    with story.score.step("2.3", "iestādes sistēma pirmo reizi izsauc testa vidi ar curl"):
        for party in _parties(story):
            status, answer = party.systems["test"].curl("GET", "/v1/probe")
            story.score.equal(f"{party.institution.name}: probe", status, 200)
            story.score.check("the probe says who is calling", party.epak_number in str(answer))
        script = next(story.party(CITY).packs["test"].rglob("example.sh"))
        story.score.equal("the pack's curl example works as it is", _example(script, story.party(CITY)), 0)


def signs_in_test(story: Story) -> None:
    """3.1: ASiC-E and EDOC and PDF on the signing page, two-step with a key outside, cancel by the signer."""
    with story.score.step("3.1", "paraksta testa vidē: ASiC-E, EDOC, PDF, divsoļu, atteikums"):
        for party in _parties(story):
            system, name = party.systems["test"], party.institution.registration_number
            container = sign_session(story, system, "asice", documents.contents(), GOOD)
            story.keep(f"{name}-three.asice", container, kind="container", **TEST_ROOTS)
            story.score.check("the ASiC-E holds all three documents", _holds(container, documents.contents()))
            ascii_only = {"contract.txt": b"Signed for judges that read ASCII names alone.\n"}
            container = sign_session(story, system, "edoc", ascii_only, GOOD_RSA)
            story.keep(f"{name}-one.edoc", container, kind="container", **TEST_ROOTS)
            pdf = sign_session(story, system, "pdf", {documents.PDF_NAME: documents.pdf()}, GOOD)
            story.keep(f"{name}-contract.pdf", pdf, kind="pdf", **TEST_ROOTS)
            story.score.check("the PDF begins with what was sent", pdf.startswith(documents.pdf()))
            cancelled = _cancelled(story, system)
            story.score.equal("the signer's refusal is told to the system", cancelled["status"], "CANCELLED")
            holder = qtsp.signer(story.installation.url("trust"), party.folder, party.institution.official)
            container = two_step(system, holder, "asice", {documents.TEXT_NAME: documents.text()})
            story.keep(f"{name}-two-step.asice", container, kind="container", **QTSP_IN_TEST)


def is_refused(story: Story) -> None:
    """3.1: each bad call has its own code."""
    with story.score.step("3.1", "nederīgi izsaukumi noraidīti, katrs ar savu kodu"):
        city, forests = story.party(CITY), story.party(AGENCY_OF_FORESTS)
        good = city.systems["test"].credentials
        stranger = _self_signed(story.folder)
        now = datetime.now(UTC)
        expired = qtsp.client(
            story.installation.url("trust"),
            city.folder,
            CITY,
            not_before=now - timedelta(days=30),
            not_after=now - timedelta(days=1),
        )
        cases: Mapping[str, System] = {
            "CLIENT_CERTIFICATE_MISSING": _with(city, replace(good, certificate=None, key=None)),
            "CLIENT_CERTIFICATE_UNKNOWN": _with(city, replace(good, certificate=stranger[1], key=stranger[0])),
            "CLIENT_CERTIFICATE_EXPIRED": _with(city, replace(good, certificate=expired.certificate, key=expired.key)),
            "EPAK_NUMBER_MISSING": _with(city, replace(good, epak_number=None)),
            "EPAK_NUMBER_MISMATCH": _with(city, replace(good, epak_number=forests.epak_number)),
        }
        for code, system in cases.items():
            answer = system.call("GET", "/v1/sessions/00000000-0000-4000-8000-000000000000")
            _refused(story, code, answer)
        other = System(forests.systems["test"].api_url, replace(forests.systems["test"].credentials, epak_number=None))
        _refused(story, "EPAK_NUMBER_MISSING", other.call("GET", "/v1/probe"))
        session = city.systems["test"].open_session(**_session_fields("asice", {"a.txt": b"a"}))
        _refused(
            story, "SESSION_OF_ANOTHER_CLIENT", forests.systems["test"].call("GET", f"/v1/sessions/{session['id']}")
        )
        other_address = _from_other_address(good.epak_number or "", city, story)
        _refused(story, "ADDRESS_NOT_ALLOWED", other_address)


def sign_session(story: Story, system: System, kind: str, contents: Mapping[str, bytes], persona: str) -> bytes:
    """Open a session, upload, send the person to the page, poll, download."""
    session = system.open_session(**_session_fields(kind, contents, story.landing.return_url))
    system.upload(session, contents)
    browser = Browser(story.installation.url("portal"))
    end = _signed_page(browser, session["signingUrl"], persona)
    story.score.check(
        f"{kind}: the person comes back to the institution with the session's name",
        end.url.startswith(story.landing.return_url) and session["id"] in end.url,
    )
    story.score.equal(f"{kind}: the system learns by polling", system.status(session["id"])["status"], "SIGNED")
    return system.result(session["id"])


def two_step(system: System, holder: qtsp.Holder, kind: str, contents: Mapping[str, bytes]) -> bytes:
    """Prepare by API, make the value with openssl outside the server, finalize; and again, with the same answer."""
    session = system.open_session(**_session_fields(kind, contents))
    system.upload(session, contents)
    path = f"/v1/sessions/{session['id']}/signatures"
    start = system.call("POST", path, json={"signingCertificate": holder.certificate_b64})
    if start.status_code >= httpx.codes.BAD_REQUEST:
        raise RuntimeError(start.text)
    prepared = start.json()
    value = openssl.sign(holder.key, base64.b64decode(prepared["dataToSign"]), prepared["digestAlgorithm"].lower())
    body = {"signatureValue": base64.b64encode(value).decode()}
    for _ in range(2):
        answer = system.call("PUT", f"{path}/{prepared['signatureId']}", json=body)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise RuntimeError(answer.text)
    return system.result(session["id"])


def _session_fields(kind: str, contents: Mapping[str, bytes], return_url: str = "") -> dict[str, Any]:
    rows = [
        {"name": name, "mediaType": documents.MEDIA_TYPES.get(name, "text/plain"), "size": len(content)}
        for name, content in contents.items()
    ]
    fields = {"format": kind, "level": "LT", "documents": rows, "language": "lv"}
    return fields | ({"returnUrl": return_url} if return_url else {})


def _signed_page(browser: Browser, signing_url: str, persona: str) -> Page:
    return sign_on_page(browser, browser.open(signing_url), persona)


def _cancelled(story: Story, system: System) -> dict[str, Any]:
    contents = {"atteikums.txt": b"Not to be signed.\n"}
    session = system.open_session(**_session_fields("asice", contents, story.landing.return_url))
    system.upload(session, contents)
    browser = Browser(story.installation.url("portal"))
    cancel_on_page(browser, browser.open(session["signingUrl"]))
    return system.status(session["id"])


def _parties(story: Story) -> list[Party]:
    return [story.party(CITY), story.party(AGENCY_OF_FORESTS)]


def _with(party: Party, credentials: Credentials) -> System:
    return System(party.systems["test"].api_url, credentials)


def _refused(story: Story, code: str, answer: httpx.Response) -> None:
    problem = answer.json() if "json" in answer.headers.get("content-type", "") else {"code": answer.text[:100]}
    story.score.equal(f"refused with {code}", problem.get("code"), code)
    story.score.check(f"{code} says why", len(str(problem.get("detail", ""))) > 10)


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key, certificate = folder / "stranger.key", folder / "stranger.pem"
    openssl.new_key(key)
    openssl.run(
        "req", "-x509", "-new", "-key", str(key), "-subj", "/CN=stranger", "-days", "30", "-out", str(certificate)
    )
    return key, certificate


def _from_other_address(epak_number: str, party: Party, story: Story) -> httpx.Response:
    """Call from 127.0.0.2, which nobody has registered: loopback has sixteen million addresses."""
    credentials = party.systems["test"].credentials
    context = ssl.create_default_context(cafile=str(credentials.door_ca))
    context.load_cert_chain(str(credentials.certificate), str(credentials.key))
    transport = httpx.HTTPTransport(verify=context, local_address="127.0.0.2")
    with httpx.Client(transport=transport, headers={"EPAK-Number": epak_number, "Accept-Language": "en"}) as client:
        return client.get(f"{story.installation.url('api_test')}/v1/sessions/{'0' * 8}-0000-4000-8000-{'0' * 12}")


def _holds(container: bytes, contents: Mapping[str, bytes]) -> bool:
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return all(archive.read(name) == content for name, content in contents.items())


def _example(script: Path, party: Party) -> int:
    command = ["bash", str(script), str(party.keys["test"])]
    return subprocess.run(command, cwd=script.parent, capture_output=True, check=False).returncode
