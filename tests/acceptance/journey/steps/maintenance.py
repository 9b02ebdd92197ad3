"""Block 5: a second certificate beside the first, the first one revoked and refused on an open connection. Block 8."""

import time

from tests.acceptance.journey import openssl
from tests.acceptance.journey.cast import CITY, PKI_OPERATOR, REGISTRAR, SECOND_OFFICER, Person
from tests.acceptance.journey.outbox import body
from tests.acceptance.journey.steps.connection import approve, connect, make_csr
from tests.acceptance.journey.story import Story

LIMIT_SECONDS = 5.0


def rotates_certificate(story: Story) -> None:
    """5: both certificates work for a while; the old one is revoked and refused within five seconds."""
    with story.score.step("5", "otrs sertifikāts; abi strādā; vecais anulēts un noraidīts atvērtā savienojumā"):
        party, browser = story.party(CITY), story.browser(CITY.official)
        old = party.systems["production"]
        key = openssl.new_key(party.folder / "production-2.key")
        page = browser.open(f"{party.case}uzturesana/sertifikats/production/")
        csr = make_csr(CITY, key, "production").decode()
        browser.submit(page, "new-certificate", {"csr": csr}, button=("action", "submit"))
        approve(story, party, REGISTRAR)
        approve(story, party, SECOND_OFFICER)
        old_serial = _serial(old.credentials.certificate)
        party.keys["production"] = key
        new = connect(story, party, "production")
        story.score.check("the pack holds the new certificate", _serial(new.credentials.certificate) != old_serial)
        both = [system.call("GET", "/v1/probe").status_code for system in (old, new)]
        story.score.equal("both certificates work", both, [200, 200])
        _revoke(story, old_serial, by=PKI_OPERATOR)
        story.score.equal("one officer revokes nothing in production", old.call("GET", "/v1/probe").status_code, 200)
        started = time.monotonic()
        _revoke(story, old_serial, by=REGISTRAR)
        code = ""
        while not code and time.monotonic() - started < LIMIT_SECONDS:
            answer = old.call("GET", f"/v1/sessions/{'0' * 8}-0000-4000-8000-{'0' * 12}")
            code = answer.json().get("code", "") if answer.json().get("code") == "CLIENT_CERTIFICATE_REVOKED" else ""
        story.score.equal("the old one is refused on its open connection", code, "CLIENT_CERTIFICATE_REVOKED")
        story.score.equal("the new one still works", new.call("GET", "/v1/probe").status_code, 200)


def asks_for_a_consultation(story: Story) -> None:
    """8: asked, answered; the answer's mail is in the outbox."""
    with story.score.step("8", "konsultācija pajautāta un atbildēta; atbilde izsūtīta"):
        browser, party = story.browser(CITY.official), story.party(CITY)
        page = browser.open("/konsultacijas/jauna/")
        topics = [value for value in page.form("consultation").xpath(".//*[@name='topic']//option/@value") if value]
        values = {"subject": "Laika zīmogs", "text": "Vai laika zīmogs ir iekļauts katrā parakstā?"}
        page = browser.submit(page, "consultation", {**values, **({"topic": str(topics[0])} if topics else {})})
        thread = page.url
        officer = story.browser(REGISTRAR)
        page = officer.open(thread.replace(story.installation.url("portal"), ""))
        officer.submit(page, "consultation-write", {"text": "Jā: līmeņos T, LT un LTA."})
        mail = story.outbox.wait(CITY.official.email, "līmeņos T, LT un LTA")
        story.score.check("the answer's mail is in the outbox", "LTA" in body(mail))
        page = browser.submit(browser.open(thread), "consultation-close")
        story.score.check("the consultation is closed", "lēgt" in page.text and party.case)


def _revoke(story: Story, serial: str, *, by: Person) -> None:
    operator = story.browser(by)
    page = operator.open(story.party(CITY).case + "uzturesana/")
    for form in page.tree.forms:
        action = form.get("action") or ""
        row = " ".join(form.xpath("string(ancestor::tr[1] | ancestor::li[1] | ancestor::article[1])").split()).lower()
        if "/anulet/" in action and serial.lower() in row.replace(":", ""):
            operator.submit(page, action, {"reason": _reason(form), "confirmed": "on"})
            return
    message = f"no form to revoke {serial} on {page.url}: {page.text[:800]}"
    raise LookupError(message)


def _reason(form: object) -> str:
    options = form.xpath(".//*[@name='reason']//option/@value")  # type: ignore[attr-defined]  # an lxml form
    return next((str(value) for value in options if value), "Atslēga nomainīta")


def _serial(certificate: object) -> str:
    text = openssl.run("x509", "-in", str(certificate), "-noout", "-serial").decode()
    return text.strip().partition("=")[2].lower().lstrip("0")
