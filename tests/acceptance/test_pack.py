"""The connection pack in a newcomer's hands: its scripts, run as they are, against a real API door."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from pytest_django import Settings

from esigner import audit
from esigner.registry import networks, packs
from esigner.registry.kinds import Environment
from esigner.registry.networks import Network
from esigner.signing import validations
from tests.world import crash, queue
from tests.world import registry as world
from tests.world.installation import free_ports
from tests.world.trust_door import trust_door

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.lifecycle]
PROGRAM = Path(sys.executable).parent / "esigner"


@pytest.fixture
def newcomer(settings: Settings, state: Path, door: Callable[..., None], tmp_path: Path) -> Iterator[Path]:
    """Give a folder with the unpacked pack and the developer's own key; the API door of the test environment runs."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    port = free_ports()["api_test"]
    api = f"https://localhost:{port}"
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "api_test": api}
    queue.forget()
    with ExitStack() as stack:
        trust = stack.enter_context(trust_door(door))
        now = timezone.now()
        world.authorities_founded(at=now)
        unpack(connected(at=now), into=tmp_path / "pack", at=now)
        process = stack.enter_context(crash.doomed())
        process.start(
            PROGRAM, "serve", "api", "--environment", "test", trust=trust, ESIGNER_PORT_API_TEST=str(port),
            ESIGNER_URL_API_TEST=api,
        )  # fmt: skip
        crash.wait_until(lambda: answers(api), what="the door answers")
        yield tmp_path / "pack"
        assert process.stop() == 0
    queue.forget()


def connected(*, at: datetime) -> world.Connected:
    made = world.connected(at=at)
    machine = [Network(cidr="127.0.0.1/32", label="test"), Network(cidr="::1/128", label="test")]
    networks.allow(client_id=made.client.id, networks=machine, actor=world.OFFICER, at=at)
    return made


def unpack(made: world.Connected, *, into: Path, at: datetime) -> None:
    with zipfile.ZipFile(io.BytesIO(packs.build(client_id=made.client.id, openapi=b"{}", at=at))) as pack:
        pack.extractall(into)
    key = made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (into / "own-key.pem").write_bytes(key)


def answers(api: str) -> bool:
    try:
        return httpx.get(f"{api}/healthz", verify=False, trust_env=False).is_success  # noqa: S501 - whether it listens
    except httpx.TransportError:
        return False


def run(script: str, folder: Path) -> str:
    done = subprocess.run(
        ["bash", script, "own-key.pem"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_newcomer_signs_in_two_steps_with_nothing_but_the_pack(newcomer: Path) -> None:
    said = run("two-step.sh", newcomer)

    assert "4. status: SIGNED" in said
    content = (newcomer / "two-step.asice").read_bytes()
    report = validations.validate(
        content, name="two-step.asice", client_id="test", environment=Environment.TEST, at=timezone.now()
    )
    assert report.passed, report.as_dict()
    assert report.signatures[0].format == "XAdES-B-LT"
    (event,) = audit.events(event_prefix="signing.signature.finalized")
    assert event.data["means"] == "two-step"
    assert audit.events(event_prefix="signing.result.sent"), "the whole result was sent"
