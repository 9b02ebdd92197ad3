"""A trust service provider on loopback with the clock of the machine: time-stamping, status, lists; seals' keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esigner.ades.trust.anchors import Trust
from esigner.pki import crl, ocsp, profiles, tsa
from esigner.pki.issuance import Authority, Urls
from esigner.pki.ocsp import Responder
from esigner.pki.tsa import TimestampUnit
from esigner.wire.keys.pkcs12 import FileKey
from esigner.wire.stamping import Authorities
from tests.world import certification as ca
from tests.world import judges, loopback
from tests.world.loopback import Call, Reply, Server

PASSWORD = "parole ar āč"


@dataclass
class TrustService:
    """Root → issuing authority → seal; root → time-stamping unit."""

    server: Server | None = None
    refuses: set[str] = field(default_factory=set)
    """Paths that answer 500."""
    status: ocsp.Status = ocsp.GOOD
    """Of the seal."""
    status_clock_behind: timedelta = timedelta(0)
    """How late the responders' clock is."""
    root: Authority = field(default_factory=ca.root)
    issuing: Authority = field(init=False)
    seal: Authority = field(init=False)
    unit: Authority = field(init=False)
    responder: Authority = field(init=False)

    def found(self, url: str) -> None:
        of_root = Urls(crl=f"{url}/root.crl", ocsp=f"{url}/ocsp/root")
        self.issuing = ca.below(self.root, profile=profiles.ISSUING, urls=of_root)
        self.unit = ca.below(self.root, profile=profiles.TSA, urls=of_root)
        own = Urls(crl=f"{url}/issuing.crl", ocsp=f"{url}/ocsp/issuing")
        ends_at = ca.NOW + timedelta(days=700)  # before the unit's
        self.seal = ca.below(self.issuing, profile=profiles.SIGNER, urls=own, not_after=ends_at)
        self.responder = ca.below(self.issuing, profile=profiles.OCSP, urls=own)

    @property
    def tsa_url(self) -> str:
        assert self.server is not None
        return f"{self.server.url}/tsa"

    @property
    def authorities(self) -> Authorities:
        return Authorities(urls=(self.tsa_url,), anchors=(self.root.certificate,))

    @property
    def trust(self) -> Trust:
        return Trust.of([self.root.certificate])

    @property
    def key(self) -> FileKey:
        chain = (self.issuing.certificate, self.root.certificate)
        return FileKey(certificate=self.seal.certificate, chain=chain, private_key=self.seal.key)

    def p12(self, folder: Path) -> Path:
        """Return the seal's key as a file that openssl wrote."""
        pem = self.seal.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "seal.key").write_bytes(pem)
        ca.write(folder, "seal.pem", self.seal.certificate)
        ca.write(folder, "chain.pem", self.issuing.certificate, self.root.certificate)
        ca.write(folder, "root.pem", self.root.certificate)
        words = ("-inkey", "seal.key", "-in", "seal.pem", "-certfile", "chain.pem", "-passout", f"pass:{PASSWORD}")
        judges.accepts("openssl", "pkcs12", "-export", *words, "-out", "seal.p12", folder=folder)
        return folder / "seal.p12"

    def answer(self, call: Call) -> Reply:
        now = datetime.now(UTC).replace(microsecond=0)
        if call.path in self.refuses:
            return Reply(status=500)
        if call.path == "/tsa":
            unit = TimestampUnit(certificate=self.unit.certificate, key=self.unit.key, chain=self.unit.chain)
            return Reply(body=tsa.answer(call.body, tsu=unit, serial=ca.serial() >> 64, at=now))
        if call.path.endswith(".crl"):
            authority = self.root if "root" in call.path else self.issuing
            until = now + timedelta(days=1)
            return Reply(body=crl.build(authority, revoked=[], number=1, this_update=now, next_update=until))
        status, own = ocsp.GOOD, self.root
        if call.path == "/ocsp/issuing":
            status, own = self.status, self.responder
        issuer = self.root if own is self.root else self.issuing
        responder = Responder(issuer=issuer.certificate, certificate=own.certificate, key=own.key)
        at = now - self.status_clock_behind
        return Reply(body=ocsp.answer(call.body, responder=responder, statuses=lambda _: status, at=at))


@contextmanager
def trust_service() -> Iterator[TrustService]:
    """Serve until the block ends."""
    one = TrustService()
    with loopback.http(one.answer) as server:
        one.server = server
        one.found(server.url)
        yield one
