"""The connection pack in a newcomer's hands: its scripts, run as they are, against a real API door."""

import io
import os
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
from esigner.pki import subjects
from esigner.registry import certificates, networks, packs
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
def environment() -> Environment:
    """Return the environment whose pack it is; a test may say another."""
    return Environment.TEST


@pytest.fixture
def newcomer(
    settings: Settings, state: Path, door: Callable[..., None], tmp_path: Path, environment: Environment
) -> Iterator[Path]:
    """Return a folder with the unpacked pack and the developer's own key; the environment's API door runs."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    name = f"api_{environment.value}"
    port = free_ports()[name]
    api = f"https://localhost:{port}"
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, name: api}
    queue.forget()
    with ExitStack() as stack:
        trust = stack.enter_context(trust_door(door))
        now = timezone.now()
        world.authorities_founded(at=now)
        unpack(connected(environment, at=now), into=tmp_path / "pack", at=now)
        process = stack.enter_context(crash.doomed())
        process.start(
            PROGRAM, "serve", "api", "--environment", environment.value, trust=trust,
            **{f"ESIGNER_PORT_{name.upper()}": str(port), f"ESIGNER_URL_{name.upper()}": api},
        )  # fmt: skip
        process.wait_until(lambda: answers(api), what="the door answers")
        yield tmp_path / "pack"
        assert process.stop() == 0
    queue.forget()


def connected(environment: Environment, *, at: datetime) -> world.Connected:
    made = world.connected(environment=environment, at=at)
    machine = [Network(cidr="127.0.0.1/32", label="test"), Network(cidr="::1/128", label="test")]
    networks.allow(client_id=made.client.id, networks=machine, act=world.by_officer(at=at))
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


def tried(script: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", script, "own-key.pem"], cwd=folder, env=os.environ | more, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


def run(script: str, folder: Path, **more: str) -> str:
    done = tried(script, folder, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def signer_of_a_provider(folder: Path) -> dict[str, str]:
    """Return the variables that name a signer's key and certificate, issued by a provider that is not ours."""
    key, subject = world.ec_key(), subjects.person(given_name="ILZE", surname="PARAUGA", identifier="IDCLV-PA0000001")
    issued = certificates.issue_simulated(
        kind="signer", public_key=key.public_key(), subject=subject, act=world.by_officer(at=timezone.now())
    )
    (folder / "ilze.pem").write_text(issued.pem)
    (folder / "ilze-key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return {"SIGNER_KEY": "ilze-key.pem", "SIGNER_CERTIFICATE": "ilze.pem"}


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


@pytest.mark.parametrize("environment", [Environment.PRODUCTION])
def test_first_signature_in_production_is_made_with_the_pack_and_ones_own_signer(newcomer: Path) -> None:
    assert not [one for one in newcomer.iterdir() if one.name.startswith("test-signer")]
    example = run("example.sh", newcomer)
    assert "two-step.sh" in example.splitlines()[-1], "it says how to go on where the page has no means"

    said = run("two-step.sh", newcomer, **signer_of_a_provider(newcomer))

    assert "4. status: SIGNED" in said
    content = (newcomer / "two-step.asice").read_bytes()
    report = validations.validate(
        content, name="two-step.asice", environment=Environment.PRODUCTION, at=timezone.now(), client_id="newcomer"
    )
    assert report.passed, report.as_dict()
    assert audit.events(event_prefix="signing.signature.finalized", environment="production")


def test_a_script_that_is_refused_says_what_the_service_said(newcomer: Path) -> None:
    example = newcomer / "example.sh"
    example.write_text(example.read_text().replace("EPAK_NUMBER='", "EPAK_NUMBER='X"))
    done = tried("example.sh", newcomer, LANGUAGE_OF_ANSWERS="en")
    assert done.returncode != 0
    assert "EPAK_NUMBER_" in done.stderr
    assert '"detail"' in done.stderr

    signer = {"SIGNER_CERTIFICATE": "certificate.pem", "SIGNER_KEY": "own-key.pem"}
    done = tried("two-step.sh", newcomer, LANGUAGE_OF_ANSWERS="en", **signer)
    assert done.returncode != 0
    assert done.stdout.splitlines()[-1].startswith("2. POST"), "the step that was refused is the last one said"
    assert "SIGNER_CERTIFICATE_" in done.stderr
    assert not (newcomer / "two-step.asice").exists()
