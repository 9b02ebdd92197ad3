import io
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from pytest_django import Settings

from esigner import audit
from esigner.cli import frame
from esigner.registry import people
from esigner.registry.kinds import Role

pytestmark = pytest.mark.django_db
ADD = (
    *("account", "add", "--email", "Rita@agentura.example", "--role", "registrar", "--role", "auditor"),
    *("--given-name", "Rita", "--surname", "Reģistratore", "--password-stdin"),
)


PASSWORD = "gara-parole-2026"


def add(monkeypatch: pytest.MonkeyPatch, *, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return frame.main(ADD)


def test_account_gets_its_roles_and_a_second_factor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch) == 0
    printed = json.loads(capsys.readouterr().out)
    user = people.find(email="rita@agentura.example")
    assert user is not None
    assert user.check_password(PASSWORD)
    assert people.roles(user).agency == {Role.REGISTRAR, Role.AUDITOR}
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).count() == 1
    assert set(printed) == {"id", "email", "roles", "totpSecret"}
    assert [event.event for event in audit.events(subject=str(user.id))] == [
        "person.created",
        "person.role_granted",
        "person.role_granted",
    ]


def test_second_account_for_an_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch)
    assert add(monkeypatch) == 1
    assert "EMAIL_TAKEN" in capsys.readouterr().err


def test_short_password_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(monkeypatch, password="isa") == 1
    assert "PASSWORD_TOO_SHORT: Parolei vajag vismaz 12 rakstzīmes." in capsys.readouterr().err
    assert people.find(email="rita@agentura.example") is None


def test_trivial_password_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(monkeypatch, password="Rita-Parole-2026") == 1
    assert "PASSWORD_TOO_SIMPLE: Parolē ir gandrīz tikai jūsu vārds" in capsys.readouterr().err
    assert people.find(email="rita@agentura.example") is None


def test_code_is_the_one_that_the_portal_accepts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.ESIGNER_SANDBOX = True
    add(monkeypatch)
    capsys.readouterr()
    assert frame.main(["account", "code", "rita@agentura.example"]) == 0
    code = capsys.readouterr().out.strip()
    authenticator = Authenticator.objects.get(user__email="rita@agentura.example")
    assert TOTP(authenticator).validate_code(code)


def test_code_is_for_the_sandbox_only(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.ESIGNER_SANDBOX = False
    assert frame.main(["account", "code", "rita@agentura.example"]) == 1
    assert "ONLY_IN_SANDBOX" in capsys.readouterr().err


def test_code_of_an_unknown_account_is_refused(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.ESIGNER_SANDBOX = True
    assert frame.main(["account", "code", "nobody@agentura.example"]) == 1
    assert "ACCOUNT_UNKNOWN" in capsys.readouterr().err
