"""The algorithm table and the choice from it."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.encoding.algorithms import Maturity, check_maturity, choose, key_kind
from esigner.ades.encoding.errors import AlgorithmExperimentalError, AlgorithmNotSupportedError, KeyNotSupportedError
from esigner.algorithms import digests, signatures
from esigner.algorithms.keys import KeyKind
from tests.world.signing_pki import NOT_AFTER, NOT_BEFORE, signing_pki


def test_no_name_uri_or_identifier_stands_for_two_algorithms() -> None:
    uris = [row.xml_uri for row in signatures.WRITTEN.values() if row.xml_uri]
    assert len(set(uris)) == len(uris) == 10
    assert len({row.jose for row in signatures.WRITTEN.values()}) == len(signatures.WRITTEN) == 13
    assert len({row.identifier_der for row in signatures.WRITTEN.values()}) == len(signatures.WRITTEN)
    assert len({row.oid for row in digests.WRITTEN.values()}) == len(digests.WRITTEN) == 3


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256", "P-384"])
def test_kind_of_a_supported_key_is_told(kind: str) -> None:
    expected = KeyKind.RSA if kind.startswith("RSA") else KeyKind.EC
    assert key_kind(signing_pki().signer(kind).certificate) is expected


WEAK_KEY = rsa.generate_private_key(65537, 1024)  # noqa: S505  made to be refused


SMALL_EXPONENT = rsa.generate_private_key(3, 2048)  # made to be refused


@pytest.mark.parametrize("key", [WEAK_KEY, SMALL_EXPONENT, ec.generate_private_key(ec.SECP256K1())])
def test_weak_or_unusual_key_is_refused(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    name = x509.Name([])
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, NOT_BEFORE, NOT_AFTER).sign(
        key, hashes.SHA256()
    )
    with pytest.raises(KeyNotSupportedError):
        key_kind(certificate)


@pytest.mark.attack
def test_certificate_whose_key_cannot_be_parsed_is_refused() -> None:
    encoded = signing_pki().signer("P-256").certificate.public_bytes(Encoding.DER)
    curve, unknown = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030177")
    with pytest.raises(KeyNotSupportedError):
        key_kind(x509.load_der_x509_certificate(encoded.replace(curve, unknown)))


def test_plain_algorithm_of_the_key_is_chosen() -> None:
    assert choose(KeyKind.EC, digest="SHA384", signature=None).name == "ECDSA_SHA384"
    assert choose(KeyKind.RSA, digest="SHA256", signature=None).name == "RSA_SHA256"
    assert choose(KeyKind.RSA_PSS, digest="SHA512", signature=None).name == "RSA_SSA_PSS_SHA512_MGF1"


@pytest.mark.parametrize("kind", ["Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_key_that_signs_whole_messages_has_one_algorithm_whatever_the_digest(kind: str) -> None:
    told = key_kind(signing_pki().signer(kind).certificate)
    algorithm = choose(told, digest="SHA256", signature=None)
    assert algorithm.key_kind is told
    assert algorithm.signs_whole_message
    assert algorithm.digest.name == "SHA512"


def test_experimental_key_is_refused_until_it_is_asked_for() -> None:
    with pytest.raises(AlgorithmExperimentalError):
        check_maturity(KeyKind.ML_DSA_65, maturity=Maturity.STANDARD)
    check_maturity(KeyKind.ML_DSA_65, maturity=Maturity.EXPERIMENTAL)
    check_maturity(KeyKind.ED25519, maturity=Maturity.STANDARD)


def test_rsa_key_may_be_asked_to_sign_with_pss() -> None:
    assert choose(KeyKind.RSA, digest="SHA256", signature="RSA_SSA_PSS_SHA384_MGF1").digest.name == "SHA384"


@pytest.mark.parametrize(
    ("kind", "digest", "signature"),
    [
        (KeyKind.EC, "SHA256", "RSA_SHA256"),
        (KeyKind.RSA_PSS, "SHA256", "RSA_SHA256"),
        (KeyKind.RSA, "SHA1", None),
        (KeyKind.RSA, "SHA256", "RSA_SHA1"),
    ],
)
def test_algorithm_that_does_not_fit_is_refused(kind: KeyKind, digest: str, signature: str | None) -> None:
    with pytest.raises(AlgorithmNotSupportedError):
        choose(kind, digest=digest, signature=signature)
