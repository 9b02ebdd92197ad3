from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils.module_loading import import_string
from pytest_django import Settings

from esigner.config import processes
from esigner.config.doors import DOORS, door_settings
from esigner.config.errors import NotBootstrappedError, SettingInvalidError
from esigner.config.ports import PORTS


@pytest.mark.parametrize("name", DOORS)
def test_door_has_urls_and_middleware_that_exist(name: str, door: Callable[..., None], settings: Settings) -> None:
    door(name, "test")
    assert DOORS[name].urls == settings.ROOT_URLCONF
    assert get_resolver(DOORS[name].urls).url_patterns
    assert all(import_string(path) for path in DOORS[name].middleware)


def test_doors_on_one_host_have_cookies_of_their_own() -> None:
    names = [
        str(door_settings(door=name, environment=environment)[cookie])
        for name, environment in [("portal", ""), ("sign", "test"), ("sign", "production")]
        for cookie in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    ]
    assert len(set(names)) == len(names)


def test_every_port_belongs_to_a_process() -> None:
    assert {process.port_key for process in processes.PROCESSES} - {""} == {port.key for port in PORTS}


@pytest.mark.parametrize(("door_name", "environment"), [("api", ""), ("portal", "test"), ("api", "staging")])
def test_process_that_does_not_exist_is_refused(door_name: str, environment: str) -> None:
    with pytest.raises(SettingInvalidError) as refusal:
        processes.named(door=door_name, environment=environment)
    assert refusal.value.detail().lv == f"Nederīgs iestatījums --environment: durvīm `{door_name}` tāda nav."


def test_api_door_without_its_certificate_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    settings.ESIGNER_STATE = tmp_path
    with pytest.raises(NotBootstrappedError, match="NOT_BOOTSTRAPPED"):
        processes.tls_files(processes.named(door="api", environment="test"))
