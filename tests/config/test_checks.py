import pytest
from pytest_django import Settings

from esigner.config import checks
from esigner.config.errors import SettingInvalid


def test_settings_as_shipped_are_valid() -> None:
    assert list(checks.problems()) == []


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("ESIGNER_TLS_SOURCE", "both", "ESIGNER_TLS_SOURCE"),
        ("ESIGNER_PORTAL_SIGNS_IN", "staging", "ESIGNER_PORTAL_SIGNS_IN"),
        ("ESIGNER_TLS_CERTIFICATE", "/nowhere.pem", "ESIGNER_TLS_CERTIFICATE"),
        ("ESIGNER_EPAK_PATTERN", "EPAK-{year}", "ESIGNER_EPAK_PATTERN"),
        ("ESIGNER_EPAK_PATTERN", "EPAK-{number}", "ESIGNER_EPAK_PATTERN"),
        ("ESIGNER_URLS", {"portal": "epak.example.lv"}, "ESIGNER_URL_PORTAL"),
        ("DEBUG", True, "ESIGNER_DEBUG"),
    ],
)
def test_wrong_setting_is_named_with_what_is_expected(
    settings: Settings, setting: str, value: object, named: str
) -> None:
    setattr(settings, setting, value)
    with pytest.raises(SettingInvalid) as refusal:
        checks.check_settings()
    detail = refusal.value.detail()
    assert detail.lv.startswith(f"Nederīgs iestatījums {named}: ")
    assert detail.en.startswith(f"Setting {named} is invalid: ")
    assert detail.lv.partition(": ")[2] != detail.en.partition(": ")[2]
