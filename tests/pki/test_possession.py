from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from esigner.pki import possession, profiles
from esigner.pki.errors import PossessionNotProvedError
from esigner.pki.keys import PrivateKey
from tests.world import certification as ca
from tests.world import openssl

RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
P384 = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384")
PSS = ("-sigopt", "rsa_padding_mode:pss")
TEXT = possession.challenge(nonce=bytes(range(32)), context="90000069281")


def certificate_of(private_key: bytes) -> x509.Certificate:
    key = load_pem_private_key(private_key, password=None)
    assert isinstance(key, PrivateKey)
    return ca.below(ca.the_issuing(), profile=profiles.CLIENT, private_key=key).certificate


def sign(private_key: bytes, folder: Path, *options: str, text: str = TEXT) -> bytes:
    file, value, data = (folder / name for name in ("key.pem", "value.bin", "text.txt"))
    file.write_bytes(private_key)
    data.write_text(text)
    openssl.run("dgst", *(options or ("-sha256",)), "-sign", str(file), "-out", str(value), str(data))
    return value.read_bytes()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (RSA, ("-sha256",)),
        (RSA, ("-sha384",)),
        (RSA, ("-sha512",)),
        (RSA, ("-sha256", *PSS)),
        (RSA, ("-sha512", *PSS, "-sigopt", "rsa_pss_saltlen:digest")),
        (openssl.P256, ("-sha256",)),
        (P384, ("-sha384",)),
        (P384, ("-sha512",)),
    ],
    ids=lambda value: "-".join(value).replace(":", "-"),
)
def test_verify_accepts_what_openssl_signed(kind: tuple[str, ...], options: tuple[str, ...], tmp_path: Path) -> None:
    key = openssl.key(*kind)
    possession.verify(certificate=certificate_of(key), challenge=TEXT, signature=sign(key, tmp_path, *options))


def test_verify_accepts_r_and_s_side_by_side() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    r, s = decode_dss_signature(key.sign(TEXT.encode(), ec.ECDSA(hashes.SHA384())))
    certificate = ca.below(ca.the_issuing(), profile=profiles.CLIENT, private_key=key).certificate
    possession.verify(certificate=certificate, challenge=TEXT, signature=r.to_bytes(48) + s.to_bytes(48))


@pytest.mark.parametrize("kind", [RSA, openssl.P256], ids=["RSA", "P-256"])
def test_verify_refuses_another_text(kind: tuple[str, ...], tmp_path: Path) -> None:
    key = openssl.key(*kind)
    other = possession.challenge(nonce=bytes(32), context="90000069281")
    with pytest.raises(PossessionNotProvedError):
        possession.verify(certificate=certificate_of(key), challenge=TEXT, signature=sign(key, tmp_path, text=other))


def test_verify_refuses_another_key(tmp_path: Path) -> None:
    signature = sign(openssl.key(*P384), tmp_path)
    with pytest.raises(PossessionNotProvedError):
        possession.verify(certificate=ca.the_client().certificate, challenge=TEXT, signature=signature)


@pytest.mark.parametrize("signature", [b"", b"x" * 64, b"\0" * 64, b"\x30\x06\x02\x01\x00\x02\x01\x00"])
def test_verify_refuses_nonsense(signature: bytes) -> None:
    with pytest.raises(PossessionNotProvedError):
        possession.verify(certificate=ca.the_client().certificate, challenge=TEXT, signature=signature)


def test_verify_refuses_sha1(tmp_path: Path) -> None:
    key = openssl.key(*RSA)
    with pytest.raises(PossessionNotProvedError):
        possession.verify(certificate=certificate_of(key), challenge=TEXT, signature=sign(key, tmp_path, "-sha1"))


def test_challenge_names_its_purpose_and_whose_it_is() -> None:
    assert TEXT.splitlines()[:2] == ["E-signer: proof of possession of a private key", "90000069281"]
    assert bytes(range(32)).hex() in TEXT


@pytest.mark.parametrize(("nonce", "context"), [(b"short", "x"), (bytes(32), "two\nlines")])
def test_challenge_refuses_little_randomness_and_injected_lines(nonce: bytes, context: str) -> None:
    with pytest.raises(ValueError, match="random bytes"):
        possession.challenge(nonce=nonce, context=context)
