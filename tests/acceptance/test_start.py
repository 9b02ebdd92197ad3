"""How the demo begins where others were here first: no stranger's answer is taken for ours."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from esigner.config import ports, variables
from tests.acceptance.journey.installation import CannotStartError, Installation, chosen_ports, free_ports

SETTINGS = {port.key: port.setting for port in ports.PORTS}


@pytest.fixture(params=["127.0.0.1", "::1"])
def stranger(request: pytest.FixtureRequest) -> Iterator[int]:
    """Somebody who listens on one of the addresses that `localhost` may mean; gives the port."""
    address: str = request.param
    with closing(
        socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET)
    ) as it:
        yield it.getsockname()[1]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS.values():
        monkeypatch.delenv(setting, raising=False)


def test_settings_are_heeded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = free_ports()
    for key, number in asked.items():
        monkeypatch.setenv(SETTINGS[key], str(number))

    assert chosen_ports(pytest.fail, state=tmp_path) == asked


def test_taken_port_that_was_asked_for_is_named_with_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stranger: int
) -> None:
    monkeypatch.setenv("ESIGNER_PORT_PORTAL", str(stranger))

    with pytest.raises(CannotStartError, match=rf"(?s)Ports {stranger} .*Port {stranger} .*ESIGNER_PORT_PORTAL="):
        chosen_ports(pytest.fail, state=tmp_path)


def test_usual_port_that_is_taken_is_replaced_aloud_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stranger: int
) -> None:
    usual = free_ports() | {"portal": stranger}
    rows = {row.setting: replace(variables.VARIABLES[row.setting], default=str(usual[row.key])) for row in ports.PORTS}
    monkeypatch.setattr(variables, "VARIABLES", {**variables.VARIABLES, **rows})
    said: list[str] = []

    chosen = chosen_ports(said.append, state=tmp_path)

    assert chosen["portal"] != stranger
    assert {key: chosen[key] for key in chosen if key != "portal"} == {
        key: usual[key] for key in usual if key != "portal"
    }
    assert [f"port {stranger} is taken: portal will be {chosen['portal']}" in line for line in said] == [False, True]
    assert chosen_ports(pytest.fail, state=tmp_path) == chosen


def test_port_of_the_folder_that_is_taken_ends_in_one_sentence(tmp_path: Path, stranger: int) -> None:
    (tmp_path / "ports.json").write_text(f'{{"api_test": {stranger}}}')

    with pytest.raises(CannotStartError, match=rf"Port {stranger}, which belongs to the folder {tmp_path} "):
        chosen_ports(pytest.fail, state=tmp_path)


@pytest.mark.lifecycle
def test_answer_of_a_stranger_is_not_taken_for_ours(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as stranger:
        taken = stranger.getsockname()[1]
        installation = Installation(tmp_path / "state", free_ports() | {"portal": taken})

        with pytest.raises(CannotStartError, match=f"Port {taken} is taken"):
            installation.start()
