import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from esigner.config import checks, doctor
from esigner.config.errors import SettingInvalidError
from esigner.notices import mail
from esigner.pki import weak_keys

SAFE = {key: f"https://{key}.example" for key in ("portal", "sign_test", "sign_production")}


@pytest.fixture(autouse=True)
def safe_production(settings: Settings) -> None:
    """An installation that people rely on, behind a proxy that ends TLS."""
    settings.ESIGNER_SANDBOX = False
    settings.ESIGNER_URLS = settings.ESIGNER_URLS | SAFE


def test_production_behind_a_proxy_is_valid() -> None:
    assert list(checks.problems()) == []


def test_settings_as_shipped_are_those_of_no_safe_production(settings: Settings) -> None:
    settings.ESIGNER_URLS = settings.ESIGNER_URLS | dict.fromkeys(SAFE, "http://localhost:8000")
    assert [name for name, _ in checks.problems()] == [f"ESIGNER_URL_{key.upper()}" for key in SAFE]


def test_sandbox_needs_no_tls(settings: Settings) -> None:
    settings.ESIGNER_SANDBOX = True
    settings.ESIGNER_URLS = settings.ESIGNER_URLS | dict.fromkeys(SAFE, "http://localhost:8000")
    assert list(checks.problems()) == []


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("ESIGNER_TLS_SOURCE", "both", "ESIGNER_TLS_SOURCE"),
        ("ESIGNER_PORTAL_SIGNS_IN", "staging", "ESIGNER_PORTAL_SIGNS_IN"),
        ("ESIGNER_TLS_CERTIFICATE", "/nowhere.pem", "ESIGNER_TLS_CERTIFICATE"),
        ("ESIGNER_EPAK_PATTERN", "EPAK-{year}", "ESIGNER_EPAK_PATTERN"),
        ("ESIGNER_EPAK_PATTERN", "EPAK-{number}", "ESIGNER_EPAK_PATTERN"),
        ("ESIGNER_URLS", {**SAFE, "portal": "epak.example.lv"}, "ESIGNER_URL_PORTAL"),
        ("ESIGNER_URLS", {**SAFE, "sign_test": "http://epak.example.lv"}, "ESIGNER_URL_SIGN_TEST"),
        ("ESIGNER_LISTEN", "0.0.0.0", "ESIGNER_LISTEN"),  # noqa: S104 — what is refused
        ("ESIGNER_TLS_SOURCE", "nginx", "ESIGNER_TLS_SOURCE"),
        ("ESIGNER_PORTAL_SIGNS_IN", "test", "ESIGNER_PORTAL_SIGNS_IN"),
        ("SECRET_KEY", "change-me", "ESIGNER_SECRET_KEY"),
        ("SECRET_KEY", "x" * 64, "ESIGNER_SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "ESIGNER_ALLOWED_HOSTS"),
        ("DEBUG", True, "ESIGNER_DEBUG"),
    ],
)
def test_wrong_setting_is_named_with_what_is_expected(
    settings: Settings, setting: str, value: object, named: str
) -> None:
    setattr(settings, setting, value)
    with pytest.raises(SettingInvalidError) as refusal:
        checks.check_settings()
    detail = refusal.value.detail()
    assert detail.lv.startswith(f"Nederīgs iestatījums {named}: ")
    assert detail.en.startswith(f"Setting {named} is invalid: ")
    assert detail.lv.partition(": ")[2] != detail.en.partition(": ")[2]


def test_doctor_names_what_is_unsafe(settings: Settings) -> None:
    settings.ESIGNER_URLS = settings.ESIGNER_URLS | {"portal": "http://epak.example.lv"}
    (finding,) = doctor._settings()
    assert (finding.name, finding.well) == ("ESIGNER_URL_PORTAL", False)


@pytest.mark.django_db
def test_doctor_names_jobs_that_were_given_up() -> None:
    (well,) = doctor._jobs()
    assert (well.name, well.well) == ("jobs", True)
    mail.send(to="a@iestade.example", subject="Temats", body="Saturs", at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")

    (finding,) = doctor._jobs()

    assert (finding.well, finding.text.en) == (False, "notices.deliver: 1 jobs were given up")


def test_doctor_says_which_lists_of_keys_there_are() -> None:
    (finding,) = doctor._key_lists()
    assert finding.well
    assert ("--update-bl" in finding.text.en) is not weak_keys.has_badkeys_block_list()
