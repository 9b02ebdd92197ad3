import socket

import pytest

from esigner.config import ports
from esigner.config.errors import PortTakenError


def test_urls_have_every_door_and_no_trailing_slash() -> None:
    assert ports.urls(host="localhost", tls=False, source={}) == {
        "portal": "http://localhost:8000",
        "trust": "http://localhost:8001",
        "api_test": "https://localhost:8443",
        "sign_test": "http://localhost:8002",
        "api_production": "https://localhost:9443",
        "sign_production": "http://localhost:8003",
    }


def test_url_behind_a_proxy_is_the_one_given() -> None:
    source = {"ESIGNER_URL_PORTAL": "https://epak.example.lv/", "ESIGNER_PORT_TRUST": "81"}
    found = ports.urls(host="h", tls=False, source=source)
    assert (found["portal"], found["trust"]) == ("https://epak.example.lv", "http://h:81")


def test_taken_port_names_port_and_setting() -> None:
    with ports.listener(0, listen="127.0.0.1") as holder:
        number = holder.getsockname()[1]
        with pytest.raises(PortTakenError) as refusal:
            ports.listener(number, listen="127.0.0.1", setting="ESIGNER_PORT_PORTAL")
    detail = refusal.value.detail()
    assert detail.lv.startswith(f"Ports {number} ir aizņemts")
    assert detail.en.endswith("another one with the setting ESIGNER_PORT_PORTAL.")


def test_listener_accepts_before_anybody_serves() -> None:
    with ports.listener(0, listen="127.0.0.1") as holder, socket.create_connection(holder.getsockname()) as caller:
        assert caller.getpeername() == holder.getsockname()


def test_settings_of_ports_are_unique() -> None:
    assert (
        len({port.setting for port in ports.PORTS})
        == len({ports.number(port.key, source={}) for port in ports.PORTS})
        == len(ports.PORTS)
    )
