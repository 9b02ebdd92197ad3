"""A certificate for a CSR, checks included, against `openssl ca` over the same requests."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bench.measure import Row
from esigner.pki import csr, profiles, subjects
from esigner.pki.issuance import Authority, issue, self_sign
from esigner.pki.urls import Urls

COUNT = 60
_NOW = datetime.now(UTC)
_CONFIG = """
[ca]
default_ca = bench
[bench]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 365
policy = any
unique_subject = no
x509_extensions = client
[any]
countryName = optional
organizationName = optional
commonName = supplied
[client]
extendedKeyUsage = clientAuth
"""


def rows() -> Iterator[Row]:
    """Under an RSA-3072 authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = subjects.service(common_name="Bench CA")
    authority = self_sign(
        key=key, profile=profiles.ISSUING, subject=name, serial=1, not_before=_NOW, not_after=_NOW + timedelta(days=999)
    )
    requests = [_request(number) for number in range(COUNT)]
    uses = csr.KeyUses(environment="test")
    yield _row("CSR → certificate (RSA-3072 CA) / openssl ca", authority, requests, uses, checked=False)
    yield _row("CSR checked by 23 rules → certificate / openssl ca", authority, requests, uses, checked=True)


def _row(name: str, authority: Authority, requests: list[bytes], uses: csr.KeyUses, *, checked: bool) -> Row:
    ours = min(_ours(authority, requests, uses, checked=checked) for _ in range(3))
    reference = min(_openssl(authority, requests) for _ in range(3))
    return Row(
        name=name,
        ours=ours,
        reference=reference,
        ratio=ours / reference,
        goal="first figure",
        met=None,
        unit="ms",
        runs=3 * COUNT,
        note=f"{1000 / ours:.0f}/s against {1000 / reference:.0f}/s",
    )


def _request(number: int) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    attributes = [
        (NameOID.COUNTRY_NAME, "LV"),
        (NameOID.ORGANIZATION_NAME, "Bench"),
        (NameOID.COMMON_NAME, f"s{number}.example"),
    ]
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(subject)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


def _ours(authority: Authority, requests: list[bytes], uses: csr.KeyUses, *, checked: bool) -> float:
    started = time.perf_counter()
    for number, pem in enumerate(requests):
        if checked:
            request = csr.check(pem, organisation_name="Bench", registration_number="90009999006", uses=uses).request
        else:
            request = x509.load_pem_x509_csr(pem)
        if request is None or not request.is_signature_valid:
            raise RuntimeError(pem)
        subject = subjects.client(
            common_name="s.example", organisation_name="Bench", registration_number="90009999006", epak_number="EPAK-1"
        )
        certificate = issue(
            authority,
            profile=profiles.CLIENT,
            public_key=request.public_key(),  # type: ignore[arg-type]  # the checks allow RSA and EC alone
            subject=subject,
            serial=number + 1,
            not_before=_NOW,
            not_after=_NOW + timedelta(days=365),
            urls=Urls(),
        )
        certificate.public_bytes(Encoding.PEM)
    return (time.perf_counter() - started) * 1000 / len(requests)


def _openssl(authority: Authority, requests: list[bytes]) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        key = authority.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "ca.key").write_bytes(key)
        (folder / "index.txt").touch()
        (folder / "serial").write_text("1000\n")
        (folder / "ca.cnf").write_text(_CONFIG)
        names = []
        for number, pem in enumerate(requests):
            (folder / f"{number}.csr").write_bytes(pem)
            names.append(f"{number}.csr")
        started = time.perf_counter()
        command = ["openssl", "ca", "-batch", "-notext", "-config", "ca.cnf", "-infiles", *names]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return (time.perf_counter() - started) * 1000 / len(requests)
