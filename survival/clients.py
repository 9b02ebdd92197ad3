"""Clients that keep signing, whatever happens to the door, and write down what was answered."""

import base64
import json
import random
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from survival.house import House
from tests.acceptance.journey.system import Credentials, System

REGISTER: Final = """
import json, sys, django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from cryptography.hazmat.primitives.serialization import Encoding
from esigner import audit
from esigner.pki.keys import PrivateKey
from esigner.registry import authorities, certificates
from esigner.registry.kinds import Environment
from esigner.signing.means.personas import wallet
from esigner.signing.means.personas.people import PEOPLE
from tests.world import registry, sessions as world
at, folder = datetime.now(UTC), Path(sys.argv[1])
told = {"signer": wallet.certificate(PEOPLE[0], at=at).public_bytes(Encoding.DER).hex()}
authorities.write_key(folder / "signer.pem", wallet.key(PEOPLE[0]))
for environment, number in ((Environment.TEST, "40003011203"), (Environment.PRODUCTION, "90000069281")):
    client = world.register_client(environment=environment, registration_number=number, at=at)
    key = registry.ec_key()
    issued = certificates.issue(client_id=client.id, csr=registry.csr(key), act=world.by_officer(at=at))
    authorities.write_key(folder / f"{environment.value}-key.pem", key)
    pem = issued.certificate().public_bytes(Encoding.PEM).decode() + issued.chain_pem
    (folder / f"{environment.value}.pem").write_text(pem)
    told[environment.value] = client.epak_number
print(json.dumps(told))
"""
PATIENCE_SECONDS: Final = 300.0
"""For one answer, over as many tries as it takes."""
KEY_SECONDS: Final = 30.0
"""For an Idempotency-Key that is in use: whoever used it is dead, and the client has to know what came of it."""
_AGAIN: Final = frozenset({404, 409, 425, 429, 500, 502, 503, 504})
"""404 too: a refusal of the client's own session would be a loss, and is told as one when the patience ends."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What the clients have in hand."""

    folder: Path
    door_ca: Path
    told: dict[str, str]

    def system(self, house: House, environment: str) -> System:
        """Return a system of the environment's client."""
        return System(
            f"https://localhost:{house.ports[f'api_{environment}']}",
            Credentials(
                certificate=self.folder / f"{environment}.pem", key=self.folder / f"{environment}-key.pem",
                door_ca=self.door_ca, epak_number=self.told[environment],
            ),
        )  # fmt: skip


def register(house: House, folder: Path) -> Registered:
    """Register a client in each environment, and fetch a test persona's key."""
    done = subprocess.run(
        [sys.executable, "-c", REGISTER, str(folder)],
        env=house.environment | {"DJANGO_SETTINGS_MODULE": "esigner.config.settings"},
        cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    door_ca = house.state / "pki" / "server-root" / "certificate.pem"
    return Registered(folder=folder, door_ca=door_ca, told=json.loads(done.stdout.splitlines()[-1]))


@dataclass(kw_only=True)
class Entry:
    """One session in the ledger."""

    session: str
    text: bytes
    is_accepted: bool = False
    """Whether its signature value was answered 200."""
    fault: str = ""


@dataclass(kw_only=True)
class Ledger:
    """What all clients were told."""

    entries: list[Entry] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    held_keys: list[str] = field(default_factory=list)
    """Calls whose key stayed in use though nobody was at it any more."""
    answers: dict[str, int] = field(default_factory=dict)
    """How often each status, or kind of broken connection, came."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        """Count one answer."""
        with self.lock:
            self.answers[what] = self.answers.get(what, 0) + 1

    @property
    def accepted(self) -> list[Entry]:
        """Return those whose value was taken."""
        return [one for one in self.entries if one.is_accepted]


class Signer(threading.Thread):
    """One client: opens, uploads, prepares, signs, fetches, again and again until told to stop."""

    def __init__(self, house: House, registered: Registered, ledger: Ledger, *, number: int) -> None:
        """Take where to sign and where to write it down."""
        super().__init__(daemon=True, name=f"signer-{number}")
        self._make: Callable[[], System] = lambda: registered.system(house, "test")
        self._system = self._make()
        self._ledger = ledger
        self._random = random.Random(number)  # noqa: S311 — texts of documents
        self._certificate = base64.b64encode(bytes.fromhex(registered.told["signer"])).decode()
        key = load_pem_private_key((registered.folder / "signer.pem").read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key
        self.stopping = threading.Event()

    def run(self) -> None:
        """Sign until told to stop."""
        while not self.stopping.is_set():
            try:
                self._sign_one()
            except TimeoutError as error:
                self._ledger.given_up.append(str(error))

    def _sign_one(self) -> None:
        text = self._random.randbytes(2000).hex().encode()
        fields = {
            "format": "asice", "level": "LT",
            "documents": [{"name": "text.txt", "mediaType": "text/plain", "size": len(text)}],
        }  # fmt: skip
        opened = self.ask("POST", "/v1/sessions", json=fields, is_new=True).json()
        entry = Entry(session=opened["id"], text=text)
        self._ledger.entries.append(entry)
        self.ask("PUT", opened["documents"][0]["uploadUrl"], content=text)
        path = f"/v1/sessions/{entry.session}/signatures"
        body = {"signingCertificate": self._certificate}
        prepared = self.ask("POST", path, json=body, is_new=True).json()
        value = self._key.sign(base64.b64decode(prepared["dataToSign"]), ec.ECDSA(_digest(prepared)))
        given = {"signatureValue": base64.b64encode(value).decode()}
        answer = self.ask("PUT", f"{path}/{prepared['signatureId']}", json=given)
        entry.is_accepted = answer.status_code == httpx.codes.OK

    def ask(self, method: str, path: str, *, is_new: bool = False, **more: Any) -> httpx.Response:  # noqa: ANN401 — httpx's
        """Ask until there is an answer that is one; a repeated POST has the same key."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        headers = {"Idempotency-Key": str(uuid.uuid4())} if is_new else {}
        last, held_since = "", 0.0
        while time.monotonic() < deadline:
            try:
                answer = self._system.call(method, path, headers=headers, **more)
            except httpx.TransportError as error:
                last = type(error).__name__
                self._system.close()
                self._system = self._make()
            else:
                last = str(answer.status_code)
                if answer.status_code not in _AGAIN:
                    self._ledger.count(last)
                    answer.raise_for_status()
                    return answer
                last += f" {answer.text[:200]}"
                held_since = (held_since or time.monotonic()) if "IDEMPOTENCY_KEY_IN_USE" in last else 0.0
            if held_since and time.monotonic() - held_since > KEY_SECONDS:
                self._ledger.held_keys.append(f"{method} {path}")
                headers, held_since = {"Idempotency-Key": str(uuid.uuid4())}, 0.0
            self._ledger.count(last.partition(" ")[0])
            time.sleep(0.3)
        raise TimeoutError(f"{method} {path}: {last}")


def _digest(prepared: dict[str, Any]) -> hashes.HashAlgorithm:
    found = {"SHA256": hashes.SHA256(), "SHA384": hashes.SHA384(), "SHA512": hashes.SHA512()}
    return found[prepared["digestAlgorithm"].replace("-", "")]


def settle(signer: Signer, ledger: Ledger, *, seconds: float) -> None:
    """Wait until each accepted value is a document, and look into each; what is wrong is written into its entry."""
    deadline = time.monotonic() + seconds
    for entry in ledger.accepted:
        while (status := _status(signer, entry)) not in {"SIGNED", "FAILED"} and time.monotonic() < deadline:
            time.sleep(0.5)
        entry.fault = f"is {status}" if status != "SIGNED" else _fault(signer, entry)


def _status(signer: Signer, entry: Entry) -> str:
    return str(signer.ask("GET", f"/v1/sessions/{entry.session}").json()["status"])


def _fault(signer: Signer, entry: Entry) -> str:
    """Return what is wrong with the document; empty: nothing."""
    with zipfile.ZipFile(BytesIO(signer.ask("GET", f"/v1/sessions/{entry.session}/result").content)) as found:
        signatures = [name for name in found.namelist() if name.startswith("META-INF/signatures")]
        if len(signatures) != 1:
            return f"has {len(signatures)} signatures"
        return "" if found.read("text.txt") == entry.text else "is another document"
