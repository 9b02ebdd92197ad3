"""A private key is found in whatever form it comes, and nothing else is taken for one."""

import gzip
from base64 import b64encode
from collections.abc import Callable
from struct import pack

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x448
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from esigner.asn1 import der
from esigner.pki import private_keys
from esigner.pki.checks import Outcome
from esigner.pki.errors import PrivateKeyUploadedError
from tests.world import certification as ca
from tests.world import openssl

RSA = ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
PSS = ("-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")


def in_der(pem: bytes, *options: str) -> bytes:
    return openssl.run("pkey", "-outform", "DER", *options, content=pem)


def bare(pem: bytes) -> bytes:
    return b"\n".join(pem.splitlines()[1:-1])


def sec1() -> bytes:
    return openssl.run("pkey", "-traditional", content=openssl.key())


def encrypted() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, BestAvailableEncryption(b"parole"))


def store() -> bytes:
    return pkcs12.serialize_key_and_certificates(b"x", ca.the_client().key, None, None, BestAvailableEncryption(b"x"))


def openssh() -> bytes:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def certificate() -> bytes:
    return ca.the_root().certificate.public_bytes(Encoding.PEM)


KEYS: dict[str, Callable[[], bytes]] = {
    "PEM, EC": openssl.key,
    "PEM, RSA": lambda: openssl.key(*RSA),
    "PEM, PKCS #1": lambda: openssl.run("pkey", "-traditional", content=openssl.key(*RSA)),
    "PEM, SEC 1": sec1,
    "PEM, encrypted": lambda: b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + b64encode(encrypted()) + b"\n",
    "PEM, old encryption": lambda: openssl.run(
        "rsa", "-aes128", "-passout", "pass:parole", "-traditional", content=openssl.key(*RSA)
    ),
    "PEM behind other text": lambda: b"Labdien! " + "āē".encode() + openssl.key(),
    "PEM, quoted in a mail": lambda: b"> " + openssl.key().replace(b"\n", b"\n> "),
    "PEM on one line": lambda: openssl.key().replace(b"\n", b" "),
    "PEM in JSON": lambda: b'{"key": "' + openssl.key().replace(b"\n", b"\\n") + b'"}',
    "PEM, dashes made long": lambda: openssl.key().decode().replace("-----", "———").encode(),
    "PEM under another label": lambda: openssl.key().replace(b"PRIVATE KEY", b"CERTIFICATE"),
    "PEM, lower case": lambda: openssl.key().replace(b"BEGIN PRIVATE KEY", b"begin private key"),
    "PEM, cut off": lambda: openssl.key()[:60],
    "PEM after a certificate": lambda: certificate() + openssl.key(),
    "PEM, UTF-16": lambda: openssl.key().decode().encode("utf-16"),
    "PEM, UTF-16 big-endian": lambda: openssl.key().decode().encode("utf-16-be"),
    "PEM in base64": lambda: b64encode(openssl.key()),
    "OpenSSH": openssh,
    "OpenSSH without label": lambda: bare(openssh()),
    "DER, EC": lambda: in_der(openssl.key()),
    "DER, RSA": lambda: in_der(openssl.key(*RSA)),
    "DER, PKCS #1": lambda: in_der(openssl.key(*RSA), "-traditional"),
    "DER, SEC 1": lambda: in_der(openssl.key(), "-traditional"),
    "DER, RSA-PSS": lambda: in_der(openssl.key(*PSS)),
    "DER, Ed25519": lambda: in_der(openssl.key("-algorithm", "ED25519")),
    "DER, X448": lambda: x448.X448PrivateKey.generate().private_bytes(
        Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    ),
    "DER, encrypted": encrypted,
    "DER after a certificate": lambda: (
        ca.the_root().certificate.public_bytes(Encoding.DER) + in_der(openssl.key(), "-traditional")
    ),
    "bare base64": lambda: bare(openssl.key()),
    "bare base64, encrypted": lambda: b64encode(encrypted()),
    "bare base64 in a sentence": lambda: b"Mana sleja MI un MII: " + b64encode(in_der(openssl.key(*RSA))) + b" vai ta?",
    "base64 for addresses": lambda: (
        b64encode(in_der(openssl.key(*RSA), "-traditional")).replace(b"+", b"-").replace(b"/", b"_")
    ),
    "hex": lambda: in_der(openssl.key()).hex().encode(),
    "hex with colons": lambda: in_der(openssl.key()).hex(":").encode(),
    "printed by openssl, EC": lambda: b"\n".join(
        openssl.run("pkey", "-text", "-noout", content=openssl.key()).splitlines()
    ),
    "printed by openssl, RSA": lambda: openssl.run("pkey", "-text", "-noout", content=openssl.key(*RSA)),
    "PKCS #12": store,
    "PKCS #12 in base64": lambda: b64encode(store()),
    "PuTTY": lambda: b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n",
    "JWK": lambda: b'{"kty": "EC", "crv": "P-256", "d": "' + b64encode(b"k" * 32).rstrip(b"=") + b'"}',
    "XML": lambda: b"<RSAKeyValue><Modulus>AQAB</Modulus><D>" + b64encode(b"d" * 256) + b"</D></RSAKeyValue>",
    "XML with attributes": lambda: b'<RSAKeyValue><D a="1">' + b64encode(b"d" * 256) + b"</D></RSAKeyValue>",
    "JWK, symmetric": lambda: b'{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}',
    "JWK, symmetric, other order": lambda: b'{"k": "c2VjcmV0LXNlY3JldA", "alg": "HS256",\n "kty": "oct"}',
    "BIND": lambda: (
        b"Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: " + b64encode(b"k" * 32) + b"\n"
    ),
    "BIND, its last lines": lambda: b"PublicExponent: AQAB\nPrivateExponent: " + b64encode(b"d" * 256) + b"\n",
    "PVK": lambda: openssl.run("rsa", "-outform", "PVK", "-pvk-none", content=openssl.key(*RSA)),
    "MS PRIVATEKEYBLOB": lambda: openssl.run("rsa", "-outform", "MS PRIVATEKEYBLOB", content=openssl.key(*RSA)),
    "MS PRIVATEKEYBLOB in base64": lambda: b64encode(
        openssl.run("rsa", "-outform", "MS PRIVATEKEYBLOB", content=openssl.key(*RSA))
    ),
    "CNG blob": lambda: b"RSA2" + pack("<5I", 2048, 3, 256, 128, 128) + b"\x01\x00\x01" + b"n" * 512,
    "JKS": lambda: pack(">4I", 0xFEEDFEED, 2, 1, 1) + b"\x00\x05mykey" + b"k" * 200,
    "PEM, gzip": lambda: gzip.compress(openssl.key()),
    "DER, gzip": lambda: gzip.compress(in_der(openssl.key())),
    "PGP": lambda: b"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nlQOYBF==\n",
}

HARMLESS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a request": openssl.request,
    "a request, RSA": lambda: openssl.request(private_key=openssl.key(*RSA)),
    "a request, DER": lambda: x509.load_pem_x509_csr(openssl.request()).public_bytes(Encoding.DER),
    "a request, printed": lambda: openssl.run("req", "-text", content=openssl.request()),
    "a certificate": certificate,
    "a certificate, DER": lambda: ca.the_root().certificate.public_bytes(Encoding.DER),
    "a certificate of version 1, serial number 1": lambda: der.sequence(
        der.sequence(der.integer(1), der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL), der.sequence())
    ),
    "the like by Ed25519": lambda: der.sequence(
        der.sequence(der.integer(1), der.sequence(der.oid("1.3.101.112")), der.sequence())
    ),
    "a public key": lambda: openssl.run("pkey", "-pubout", content=openssl.key(*RSA)),
    "a public key, printed": lambda: openssl.run("pkey", "-pubout", "-text", content=openssl.key()),
    "a public JWK": lambda: b'{"kty": "RSA", "n": "' + b64encode(b"n" * 256) + b'", "e": "AQAB"}',
    "a public key, MS PUBLICKEYBLOB": lambda: openssl.run(
        "rsa", "-pubout", "-outform", "MS PUBLICKEYBLOB", content=openssl.key(*RSA)
    ),
    "a Java store of certificates": lambda: pack(">4I", 0xFEEDFEED, 2, 1, 2) + b"\x00\x02ca" + b"c" * 200,
    "a request, gzip": lambda: gzip.compress(openssl.request()),
    "what only begins as gzip": lambda: b"\x1f\x8b\x08\x00" * 50,
    "a public key of BIND": lambda: b"example.lv. IN DNSKEY 257 3 13 " + b64encode(b"k" * 64),
    "a page": lambda: b'<div class="d"><p>' + b"a" * 40 + b"</p></div>",
    "a question about the label": "Mans fails sākas ar -----BEGIN PRIVATE KEY-----. Vai tas ir CSR?".encode,
    "a question": lambda: "Kā izveidot privāto atslēgu (private key)? MII, MIK, MIG.".encode() * 40,
    "a digest": lambda: b"sha256 " + b"ab" * 32,
}


@pytest.mark.parametrize("make", KEYS.values(), ids=KEYS)
def test_a_private_key_is_found_in_every_form(make: Callable[[], bytes]) -> None:
    assert private_keys.is_in(make())


@pytest.mark.parametrize("make", HARMLESS.values(), ids=HARMLESS)
def test_what_is_public_is_no_private_key(make: Callable[[], bytes]) -> None:
    assert not private_keys.is_in(make())


def test_the_refusal_repeats_nothing() -> None:
    with pytest.raises(PrivateKeyUploadedError) as refused:
        private_keys.refuse("teksts", openssl.key())
    assert refused.value.data == {}
    assert refused.value.code == "PRIVATE_KEY_UPLOADED"


def test_what_is_harmless_is_not_refused() -> None:
    private_keys.refuse("teksts", openssl.request())
    assert private_keys.check(found=False).outcome is Outcome.PASSED


def test_text_of_no_encoding_is_looked_at_all_the_same() -> None:
    assert private_keys.is_in("\ud800" + openssl.key().decode())


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (b"-----BEGIN PRIVATE KEY", True),  # Nobody asks a question that names the label so often.
        (b"MII ", False),
        (b"30 ", False),
        (b"0\x02\x01", False),
        (b"BEGIN PRIVATE ", False),
        (b"A", False),
        (b'"d":', False),
        (b"priv: ab:", False),
        (b'"k":"aaaaaaaa"', False),
        (b'"kty":"oct"', False),
        (b"<D ", False),
        (b"\x1f\x8b\x08\x00", False),
    ],
)
def test_a_long_text_is_answered(part: bytes, expected: bool) -> None:  # noqa: FBT001 - a value of the table
    assert private_keys.is_in(part * (1_000_000 // len(part))) is expected
