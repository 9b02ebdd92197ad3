"""A world that can sign: authorities, a registered client, trust services over real HTTP, sessions.

Everything is reached through the front doors of the packages; only the trust services are a few lines of
http.server here, because tests of signing should fail for reasons of signing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from esigner import audit
from esigner.ades import Format, Level
from esigner.pki import crl, ocsp, subjects, tsa
from esigner.pki.keys import PrivateKey
from esigner.registry import authorities, certificates, clients, epak, institutions, networks
from esigner.registry.clients import Client
from esigner.registry.kinds import Environment
from esigner.signing import sessions
from esigner.signing.means.personas import wallet
from esigner.signing.means.personas.people import PEOPLE, Persona
from esigner.signing.sessions import NewDocument, NewSession, SessionView, SignatureStart

OFFICER = audit.Actor(kind="person", id="officer", name="Aģentūras darbiniece")
ORIGIN = "https://iestade.example"
TEXT = NewDocument(name="Iesniegums ar ā un ņ.txt", media_type="text/plain", content="Lūdzu reģistrēt.\n".encode())
ADDRESS = "127.0.0.1"


def by_officer(*, at: datetime) -> audit.Act:
    """Return an act of the agency's officer."""
    return audit.Act(actor=OFFICER, at=at)


@dataclass
class TrustServices:
    """A time-stamping authority and OCSP responders over HTTP, which a test can take away."""

    reachable: bool = True
    down: str = ""
    """The part of a path whose services alone are away, such as /ocsp/; empty: none."""
    status_clock_behind: timedelta = timedelta(0)
    """How late the responders' clock is."""
    revoked: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """Paths that were asked, in order."""
    listed: list[str] = field(default_factory=list)
    """Paths of revocation lists that were fetched, in order."""
    revoked_authorities: set[int] = field(default_factory=set)
    """Serials of issuers and time-stamping units on their issuer's list."""
    stamps_left: int | None = None
    """How many timestamps there are still to be had."""
    serials: Iterator[int] = field(default_factory=lambda: count(1))

    def answer(self, path: str, body: bytes) -> bytes:
        """Return the DER answer to a DER question."""
        self.asked.append(path)
        kind, _, name = path.removeprefix("/simulated-qtsp").strip("/").partition("/")
        if kind == "tsa":
            unit = authorities.timestamp_unit(Environment(name), at=_now())
            return tsa.answer(body, tsu=unit, serial=next(self.serials), at=_now())
        at = _now() - self.status_clock_behind
        return ocsp.answer(body, responder=authorities.responder(name, at=at), statuses=self.status, at=at)

    def answers(self, path: str) -> bool:
        """Say whether what is asked for there is to be had."""
        if not self.reachable or (self.down and self.down in path):
            return False
        if "/tsa/" not in path or self.stamps_left is None:
            return True
        self.stamps_left -= 1
        return self.stamps_left >= 0

    def revocation_list(self, path: str) -> bytes:
        """Return the list of an authority."""
        self.listed.append(path)
        now = _now()
        return crl.build(
            authorities.load(path.rpartition("/")[2].removesuffix(".crl")),
            revoked=[crl.Revoked(serial=one, revoked_at=now) for one in sorted(self.revoked_authorities)],
            number=1,
            this_update=now,
            next_update=now + timedelta(days=1),
        )

    def status(self, serial: int) -> ocsp.Status:
        """Return the status: good unless revoked here."""
        if serial in self.revoked:
            return ocsp.Status(state=ocsp.State.REVOKED, revoked_at=_now() - timedelta(days=1))
        return ocsp.GOOD


@contextmanager
def trust_services() -> Iterator[tuple[TrustServices, str]]:
    """Return the services and their base URL, listening until the block ends."""
    services = TrustServices()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kind = "timestamp-reply" if "/tsa/" in self.path else "ocsp-response"
            self._send(lambda: services.answer(self.path, body), kind)

        def do_GET(self) -> None:
            self._send(lambda: services.revocation_list(self.path), "pkix-crl")

        def _send(self, answer: Callable[[], bytes], kind: str) -> None:
            if not services.answers(self.path):
                self.send_error(503)
                return
            content = answer()
            self.send_response(200)
            self.send_header("Content-Type", f"application/{kind}")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield services, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Installation:
    """An installation with one institution that may call the test environment."""

    trust: TrustServices
    client: Client
    certificate: x509.Certificate
    """Of the client."""
    chain_pem: str
    at: datetime
    key: PrivateKey
    """Of the client."""

    def persona(self, persona_id: str = "anna") -> x509.Certificate:
        """Return a persona's certificate; the responder knows when it is revoked."""
        person = _person(persona_id)
        certificate = wallet.certificate(person, at=self.at)
        if person.revoked:
            self.trust.revoked.add(certificate.serial_number)
        return certificate

    def by_client(self, *, at: datetime | None = None) -> audit.Act:
        """Return an act of the client's system."""
        return audit.Act(actor=self.client.actor, at=at or self.at)

    def by_signer(self, *, at: datetime | None = None) -> audit.Act:
        """Return an act of whoever holds the signing page's address."""
        return audit.Act(actor=sessions.SIGNER, at=at or self.at)

    def by_system(self, *, at: datetime | None = None) -> audit.Act:
        """Return an act of the worker."""
        return audit.by_system(at=at or self.at)

    def open(self, *documents: NewDocument, **fields: object) -> SessionView:
        """Open a session of the client, or of another."""
        chosen: dict[str, Any] = {"format": Format.ASICE, "level": Level.LT, "documents": documents or (TEXT,)}
        opener = cast("Client", fields.pop("client", self.client))
        act = audit.Act(actor=opener.actor, at=self.at)
        return sessions.open(NewSession(**(chosen | fields)), client=opener, act=act)

    def start(self, session: SessionView, persona_id: str = "anna", **fields: Any) -> SignatureStart:  # noqa: ANN401 - passed on
        """Prepare a signature by a persona's certificate."""
        return sessions.prepare(
            session_id=session.id,
            signing_certificate=self.persona(persona_id).public_bytes(Encoding.DER),
            act=self.by_signer(),
            **fields,
        )

    def value(self, start: SignatureStart, persona_id: str = "anna") -> bytes:
        """Return the value over the bytes to be signed, as a device outside would make it."""
        return value_by(wallet.key(_person(persona_id)), start)

    def sign(self, session: SessionView, persona_id: str = "anna") -> SessionView:
        """Sign a session in two steps."""
        start = self.start(session, persona_id)
        return sessions.finalize(
            session_id=session.id,
            signature_id=start.signature_id,
            value=self.value(start, persona_id),
            act=self.by_signer(),
        )

    def now(self) -> datetime:
        """Return the clock of the trust services."""
        return _now()

    def view(self, session: SessionView) -> SessionView:
        """Return the session as it is now."""
        return sessions.view(session_id=session.id, client_id=str(self.client.id), at=self.at)

    def events(self, prefix: str = "") -> list[str]:
        """Return the names of this client's audit events."""
        return [one.event for one in audit.events(client=str(self.client.id), event_prefix=prefix)]

    def headers(self, **more: str) -> dict[str, Any]:
        """Return the environ of a call by this client's system, for Django's test client."""
        return call_environ(self.certificate) | {"HTTP_EPAK_NUMBER": self.client.epak_number} | more


def install(*, trust: TrustServices, url: str, environment: Environment = Environment.TEST) -> Installation:
    """Found the authorities and register an institution's client with a certificate and the loopback network."""
    settings.ESIGNER_SANDBOX = True
    settings.ESIGNER_ALLOWED_ADDRESS_RANGES = frozenset({"loopback"})
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": url}
    at = _now()
    authorities.bootstrap(state=settings.ESIGNER_STATE, act=audit.by_system(at=at), urls=settings.ESIGNER_URLS)
    client = register_client(environment=environment, at=at)
    key = ec.generate_private_key(ec.SECP256R1())
    issued = certificates.issue(client_id=client.id, csr=_csr(key), act=by_officer(at=at))
    return Installation(
        trust=trust, client=client, certificate=issued.certificate(), chain_pem=issued.chain_pem, at=at, key=key
    )


def register_client(
    *, environment: Environment = Environment.TEST, registration_number: str = "40003011203", at: datetime
) -> Client:
    """Return a client of an institution, allowed from this machine."""
    act = by_officer(at=at)
    institution = institutions.get_or_create(registration_number=registration_number, name="Parauga iestāde", act=act)
    number = epak.allocate(institution_id=institution.id, case_id=f"case-{registration_number}-{environment}", act=act)
    client = clients.register(
        environment=environment, institution_id=institution.id, epak_number=number, name="Lietvedības sistēma",
        return_origins=[ORIGIN], act=act,
    )  # fmt: skip
    networks.allow(client_id=client.id, networks=[networks.Network(cidr=f"{ADDRESS}/32", label="test")], act=act)
    return client


def call_environ(certificate: x509.Certificate | None, *, address: str = ADDRESS) -> dict[str, Any]:
    """Return the WSGI environ that our TLS door makes of a connection with this certificate."""
    chain = [certificate.public_bytes(Encoding.PEM).decode()] if certificate else []
    return {
        "asgi.scope": {"type": "http", "extensions": {"tls": {"client_cert_chain": chain}}},
        "REMOTE_ADDR": address,
    }


def value_by(key: PrivateKey, start: SignatureStart) -> bytes:
    """Return the signature value of a key that the server does not know."""
    digest = {"SHA256": hashes.SHA256(), "SHA384": hashes.SHA384(), "SHA512": hashes.SHA512()}[start.digest_algorithm]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(start.data_to_sign, ec.ECDSA(digest))
    return key.sign(start.data_to_sign, padding.PKCS1v15(), digest)


def _csr(key: ec.EllipticCurvePrivateKey) -> bytes:
    subject = subjects.service(common_name="Lietvedības sistēma", organisation_name="Parauga iestāde")
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


def _person(persona_id: str) -> Persona:
    return next(one for one in PEOPLE if one.id == persona_id)


def _now() -> datetime:
    return datetime.now(UTC)
