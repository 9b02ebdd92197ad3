"""Builders of the registry's world: everything is reached through the front door of the package."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.conf import settings

from esigner import audit
from esigner.pki.keys import PrivateKey
from esigner.registry import authorities, certificates, clients, epak, institutions, networks, people
from esigner.registry.certificates import Certificate
from esigner.registry.clients import Client
from esigner.registry.institutions import Institution
from esigner.registry.kinds import Environment
from esigner.registry.networks import Network

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OFFICER = audit.Actor(kind="person", id="officer-1", name="Ieva Reģistratore")
REGISTRATION_NUMBERS = ("40003011203", "90000069281", "90001733697")
NETWORK = "8.8.4.0/24"
ADDRESS = "8.8.4.4"
ORIGIN = "https://iestade.example"

_cases = count(1)


def by_officer(*, at: datetime = AT) -> audit.Act:
    """Return an act of the officer."""
    return audit.Act(actor=OFFICER, at=at)


ACT = by_officer()


def authorities_founded(*, at: datetime = AT) -> None:
    """Found the authorities of a sandbox in the test's own state folder."""
    settings.ESIGNER_SANDBOX = True
    authorities.bootstrap(state=settings.ESIGNER_STATE, act=audit.by_system(at=at), urls=settings.ESIGNER_URLS)


def institution(
    number: str = REGISTRATION_NUMBERS[0], name: str = "Parauga iestāde", *, at: datetime = AT
) -> Institution:
    """Return an institution."""
    return institutions.get_or_create(registration_number=number, name=name, act=by_officer(at=at))


def epak_number(of: Institution, *, at: datetime = AT) -> str:
    """Return a number of a new case of the institution."""
    return epak.allocate(institution_id=of.id, case_id=f"case-{next(_cases)}", act=by_officer(at=at))


def client(
    of: Institution | None = None,
    *,
    environment: Environment = Environment.TEST,
    number: str = "",
    name: str = "Lietvedības sistēma",
    at: datetime = AT,
) -> Client:
    """Return a client without certificate and networks."""
    owner = of or institution(at=at)
    return clients.register(
        environment=environment, institution_id=owner.id, epak_number=number or epak_number(owner, at=at), name=name,
        return_origins=[ORIGIN], act=by_officer(at=at),
    )  # fmt: skip


def csr(key: PrivateKey, *, organisation: str = "Parauga iestāde", common_name: str = "sistema.example") -> bytes:
    """Return a CSR that passes the policy."""
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "LV"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ])  # fmt: skip
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(Encoding.PEM)


def ec_key() -> ec.EllipticCurvePrivateKey:
    """Return a new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def weak_key() -> rsa.RSAPrivateKey:
    """Return a key that the policy refuses."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - refused is what it is for


@dataclass(frozen=True, kw_only=True)
class Connected:
    """A client that can call: certificate issued, network allowed."""

    client: Client
    certificate: Certificate
    key: PrivateKey

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Return the issuers as the TLS client presents them."""
        return self.certificate.chain()


def connected(
    of: Institution | None = None, *, environment: Environment = Environment.TEST, number: str = "", at: datetime = AT
) -> Connected:
    """Return a client that can call from `ADDRESS`."""
    made = client(of, environment=environment, number=number, at=at)
    key = ec_key()
    issued = certificates.issue(client_id=made.id, csr=csr(key), act=by_officer(at=at))
    networks.allow(client_id=made.id, networks=[Network(cidr=NETWORK, label="Birojs")], act=by_officer(at=at))
    return Connected(client=made, certificate=issued, key=key)


def person(email: str = "anna@iestade.example", *, at: datetime = AT) -> people.User:
    """Return a person without roles."""
    return people.create(email=email, given_name="Anna", surname="Bērziņa", act=by_officer(at=at))
