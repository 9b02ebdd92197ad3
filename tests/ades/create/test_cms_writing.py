"""CAdES as our DER has it, before openssl."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.create.cades import message
from esigner.ades.timestamps import signatures
from esigner.algorithms.signatures import WRITTEN, SignatureAlgorithm
from esigner.algorithms.verification import WrongSignatureError
from esigner.cms import oids, signed_data
from esigner.pkix.encoding import encoded_certificate
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
    parts = message.Signed(attributes, value, algorithm, facts, None)
    return message.content_info(parts, content=None, certificates=[_issuer()], revocation=None)


def _issuer() -> bytes:
    return encoded_certificate(signing_pki().issuing.certificate)


def _value(holder: Holder, algorithm: SignatureAlgorithm, data: bytes) -> bytes:
    digest = algorithm.digest.hash
    if isinstance(holder.key, ec.EllipticCurvePrivateKey):
        return holder.key.sign(data, ec.ECDSA(digest))
    assert isinstance(holder.key, rsa.RSAPrivateKey)
    pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
    return holder.key.sign(data, pss if "PSS" in algorithm.name else padding.PKCS1v15(), digest)


OF_DIGESTS = {name: row for name, row in WRITTEN.items() if not row.signs_whole_message}


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
    algorithm = WRITTEN["ECDSA_SHA384"]
    read = signed_data.read(signed("P-384", algorithm))
    (info,) = read.signers
    (certificate,) = [one for one in read.certificates if info.identifier.names(one)]
    assert certificate == signing_pki().signer("P-384").certificate
    assert read.content is None
    digest = hashlib.sha384(DATA).digest()
    signatures.verify(info, certificate=certificate, content_type=oids.DATA, content_digest=digest)
    with pytest.raises(WrongSignatureError):
        signatures.verify(info, certificate=certificate, content_type=oids.DATA, content_digest=b"\0" * 48)


def test_signing_time_stands_there_only_when_given() -> None:
    algorithm = WRITTEN["ECDSA_SHA256"]
    without = signed_data.read(signed("P-256", algorithm)).signers[0].signed
    with_time = signed_data.read(signed("P-256", algorithm, at=datetime(2026, 1, 15, 12, tzinfo=UTC)))
    assert oids.SIGNING_TIME not in without
    assert with_time.signers[0].signed[oids.SIGNING_TIME][0].content == b"260115120000Z"


def test_certificate_is_named_with_the_digest_algorithm_of_the_signature() -> None:
    facts = signer_facts.of(signing_pki().signer("P-384").certificate)
    read = signed_data.read(signed("P-384", WRITTEN["ECDSA_SHA512"]))
    attribute = signatures.one(read.signers[0], oids.SIGNING_CERTIFICATE_V2)
    assert facts.certificate.fingerprint(hashes.SHA512()) in attribute.content
