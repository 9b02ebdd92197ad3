"""Nobody learns whether an address has an account: the same answers, by the same work.

Work is counted, not timed: password hashings, statements of each kind, mails and jobs.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from esigner import audit
from esigner.notices.models import Mail
from esigner.web.portal import tasks
from tests.web.portal import officers, pages
from tests.web.portal.officers import WRONG

pytestmark = [pytest.mark.django_db, pytest.mark.attack]
REAL_CLOCK = True
"""Sign-in compares with the machine's clock."""
KNOWN, UNKNOWN = "mara@pilseta.example", "nora@pilseta.example"
PASSWORD = "astoņi-zaļi-lācīši"
Ask = Callable[[str], Any]


def _sign_in(email: str) -> Any:  # noqa: ANN401 — Django's test client adds attributes that its type does not have
    return officers.sign_in(officers.browser(), email, WRONG)


def _sign_up(email: str) -> Any:  # noqa: ANN401 — as above
    names = {"given_name": "Nora", "surname": "Svešā"}
    return officers.browser().post(
        "/konts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD, **names}
    )


def _reset(email: str) -> Any:  # noqa: ANN401 — as above
    return officers.browser().post("/konts/password/reset/", {"email": email})


@pytest.mark.parametrize("ask", [_sign_in, _sign_up, _reset])
def test_account_is_not_told_by_the_answer(ask: Ask) -> None:
    officers.person(KNOWN)
    known, unknown = ask(KNOWN), ask(UNKNOWN)
    assert known.status_code == unknown.status_code
    assert known.headers.get("Location") == unknown.headers.get("Location")
    assert _bare(known, KNOWN) == _bare(unknown, UNKNOWN)
    assert set(known.cookies) == set(unknown.cookies)


@pytest.mark.parametrize("ask", [_sign_in, _sign_up, _reset])
def test_account_is_not_told_by_the_work(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    officers.person(KNOWN)
    ask("pirmais@nav.example")
    known, unknown = _work(ask, KNOWN, monkeypatch), _work(ask, UNKNOWN, monkeypatch)
    assert known["hashings"] == unknown["hashings"]
    assert known["mails and jobs"] == unknown["mails and jobs"]
    assert abs(known["writes"] - unknown["writes"]) <= 1
    assert abs(known["statements"] - unknown["statements"]) <= 1


def test_address_with_an_account_keeps_it_as_it_was() -> None:
    user = officers.person(KNOWN)
    events = len(audit.events())
    _sign_up(KNOWN)
    user.refresh_from_db()
    assert (user.given_name, user.check_password(PASSWORD)) == ("Māra", False)
    assert type(user).objects.count() == 1
    assert len(audit.events()) == events


def test_link_for_a_new_password_is_mailed_by_the_worker_and_by_the_configured_address() -> None:
    officers.person(KNOWN)
    answer = officers.browser().post("/konts/password/reset/", {"email": KNOWN}, headers={"host": "localhost:9999"})
    assert answer.status_code == 302
    assert not Mail.objects.exists()
    tasks.mail_reset.func(email=KNOWN, language="lv")
    body = Mail.objects.get().body
    assert re.findall(r"https?://[^/\s]+", body) == ["http://localhost:8000"]
    path = re.search(r"/konts/password/reset/key/\S+", body)
    assert path is not None
    client = officers.browser()
    form = client.get(path.group(), follow=True)
    new = {"password1": PASSWORD, "password2": PASSWORD}
    done = client.post(form.redirect_chain[-1][0], new, follow=True)
    assert "Parole nomainīta" in pages.words(done)
    assert officers.sign_in(officers.browser(), KNOWN, PASSWORD).status_code == 302


def test_nothing_is_mailed_to_an_address_without_account() -> None:
    tasks.mail_reset.func(email=UNKNOWN, language="lv")
    assert not Mail.objects.exists()


@pytest.mark.parametrize("password", ["Password1234!", "NoraSvešā2026", "aaaaaaaaaaaa", "e-parakstītājs-1"])
def test_trivial_password_is_refused_at_its_field(password: str) -> None:
    names = {"given_name": "Nora", "surname": "Svešā", "email": UNKNOWN}
    answer = officers.browser().post("/konts/signup/", {**names, "password1": password, "password2": password})
    assert pages.tree(answer).xpath("//input[@name='password1']/@aria-invalid") == ["true"]
    assert not Mail.objects.exists()


def _bare(answer: Any, email: str) -> str:  # noqa: ANN401 — as above
    """Return the page without what is new with every page: the address typed, one-time values."""
    text = answer.content.decode().replace(email, "")
    return re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]*"', "", text)


def _work(ask: Ask, email: str, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    done: Counter[str] = Counter()
    real = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        done["hashings"] += 1
        return real(self, password, salt)

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as queries:
        patched.setattr(MD5PasswordHasher, "encode", counted)
        ask(email)
    for query in queries.captured_queries:
        statement = query["sql"].strip()
        done["statements"] += not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        done["writes"] += statement.startswith(("INSERT", "UPDATE"))
        done["mails and jobs"] += "notices_mail" in statement or "procrastinate_defer" in statement
    return done
