"""CAdES as our DER has it, before openssl."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner.ades.create import signer_facts
from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.ades.encoding import cms_writing, signed_data
from esigner.ades.encoding.errors import MalformedDerError
from esigner.algorithms import signatures
from esigner.algorithms.signatures import SignatureAlgorithm
from tests.world import judges
from tests.world.signing_pki import Holder, signing_pki

DATA = b"sveiki, pasaule"


def signed(
    kind: str, algorithm: SignatureAlgorithm, *, roles: tuple[str, ...] = (), at: datetime | None = None
) -> bytes:
    holder = signing_pki().signer(kind)
    facts = signer_facts.of(holder.certificate)
    attributes = cms_writing.signed_attributes(
        content_digest=algorithm.digest.digest(DATA),
        digest=algorithm.digest,
        signer=facts,
        signing_time=at,
        roles=roles,
    )
    value = _value(holder, algorithm, attributes)
    return cms_writing.signed_data(
        attributes=attributes, value=value, algorithm=algorithm, signer=facts, certificates=[_issuer()]
    )


def _issuer() -> bytes:
    return signed_data.encoded_certificate(signing_pki().issuing.certificate)


def _value(holder: Holder, algorithm: SignatureAlgorithm, data: bytes) -> bytes:
    digest = algorithm.digest.hash
    if isinstance(holder.key, ec.EllipticCurvePrivateKey):
        return holder.key.sign(data, ec.ECDSA(digest))
    assert isinstance(holder.key, rsa.RSAPrivateKey)
    pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
    return holder.key.sign(data, pss if "PSS" in algorithm.name else padding.PKCS1v15(), digest)


OF_DIGESTS = {name: row for name, row in signatures.WRITTEN.items() if not row.signs_whole_message}


@pytest.mark.parametrize("algorithm", OF_DIGESTS.values(), ids=OF_DIGESTS)
def test_openssl_accepts_every_algorithm(tmp_path: Path, algorithm: SignatureAlgorithm) -> None:
    kind = "P-384" if algorithm.name.startswith("ECDSA") else "RSA-2048"
    (tmp_path / "root.pem").write_bytes(signing_pki().root.pem)
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "s.p7s").write_bytes(signed(kind, algorithm, roles=("Valdes loceklis",)))
    command = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "s.p7s", "-content", "data"]
    judges.accepts(
        "openssl", *command, "-CAfile", "root.pem", "-purpose", "any", "-out", "out", "-cades", folder=tmp_path
    )
    (tmp_path / "data").write_bytes(DATA + b".")
    assert judges.run("openssl", *command, "-CAfile", "root.pem", "-purpose", "any", folder=tmp_path).returncode != 0


def test_what_was_written_is_read_back_and_verifies() -> None:
    algorithm = signatures.WRITTEN["ECDSA_SHA384"]
    read = signed_data.read(signed("P-384", algorithm))
    certificate = read.signing_certificate()
    assert certificate == signing_pki().signer("P-384").certificate
    assert read.content is None
    digest = hashlib.sha384(DATA).digest()
    signed_data.verify(read.signer, certificate=certificate, content_type=cms_writing.DATA, content_digest=digest)
    with pytest.raises(SignatureValueMismatchError):
        signed_data.verify(
            read.signer, certificate=certificate, content_type=cms_writing.DATA, content_digest=b"\0" * 48
        )


def test_signing_time_stands_there_only_when_given() -> None:
    algorithm = signatures.WRITTEN["ECDSA_SHA256"]
    without = signed_data.read(signed("P-256", algorithm)).signer.signed_attributes
    with_time = signed_data.read(signed("P-256", algorithm, at=datetime(2026, 1, 15, 12, tzinfo=UTC)))
    assert signed_data.SIGNING_TIME not in without
    assert with_time.signer.signed_attributes[signed_data.SIGNING_TIME][0].content == b"260115120000Z"


def test_certificate_is_named_with_the_digest_algorithm_of_the_signature() -> None:
    facts = signer_facts.of(signing_pki().signer("P-384").certificate)
    read = signed_data.read(signed("P-384", signatures.WRITTEN["ECDSA_SHA512"]))
    attribute = signed_data.one(read.signer, signed_data.SIGNING_CERTIFICATE_V2)
    assert facts.certificate.fingerprint(hashes.SHA512()) in attribute.content


@pytest.mark.attack
@pytest.mark.parametrize(
    "encoded", [b"", b"\x30\x00", b"\x30\x03\x02\x01\x00", b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"]
)
def test_bytes_that_are_no_signed_data_are_refused(encoded: bytes) -> None:
    with pytest.raises(MalformedDerError):
        signed_data.read(encoded)
