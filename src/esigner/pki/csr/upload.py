"""The uploaded file before it is a request: its size, its PEM blocks, and whether a private key lies in it."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key

from esigner.errors import Text
from esigner.pki import der
from esigner.pki.checks import Check, failed, passed

MAX_BYTES: Final = 16 * 1024

_LABELS = (b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST")
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----")
_BEGIN = re.compile(rb"-----BEGIN ")
_PRIVATE = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File|SSH PRIVATE KEY FILE", re.IGNORECASE)
_PKCS12_VERSION = der.integer(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What the file holds."""

    checks: tuple[Check, ...]
    """SIZE, ONE_PEM_BLOCK, PRIVATE_KEY_UPLOADED, CSR_PARSE."""
    request: x509.CertificateSigningRequest | None
    holds_private_key: bool


def read(csr: bytes) -> Upload:
    """Give what the file holds; an oversized one is not read as a request."""
    text = csr.replace(b"\0", b"")  # Editors on Windows save UTF-16: for ASCII that is a zero beside each letter.
    has_key = _has_private_key(csr, text)
    is_small = len(csr) <= MAX_BYTES
    request = _request(csr, text) if is_small else None
    checks = (_size(len(csr)), _one_pem_block(text), _private_key_uploaded(found=has_key), _parse(request))
    return Upload(checks=checks, request=request, holds_private_key=has_key)


def _has_private_key(csr: bytes, text: bytes) -> bool:
    if _PRIVATE.search(text):
        return True
    if len(csr) > MAX_BYTES:
        return False
    candidates = [csr, _from_base64(text), *(_from_base64(match[2]) for match in _BLOCK.finditer(text))]
    return any(_is_private_key(candidate) for candidate in candidates if candidate)


def _is_private_key(data: bytes) -> bool:
    try:
        load_der_private_key(data, password=None)
    except TypeError:
        return True  # An encrypted one: it wants its password.
    except (ValueError, UnsupportedAlgorithm):
        return _is_pkcs12(data)
    return True


def _is_pkcs12(data: bytes) -> bool:
    """Say whether it begins like a PFX (RFC 7292 4): version 3, then its contents."""
    try:
        version, *contents = der.read_one(data, der.SEQUENCE).children()
    except ValueError:
        return False
    return version.raw == _PKCS12_VERSION and bool(contents) and contents[0].tag == der.SEQUENCE


def _from_base64(text: bytes) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return b""


def _request(csr: bytes, text: bytes) -> x509.CertificateSigningRequest | None:
    bodies = [match[2] for match in _BLOCK.finditer(text) if match[1] in _LABELS]
    data = _from_base64(bodies[0]) if bodies else csr
    try:
        return x509.load_der_x509_csr(data)
    except (ValueError, UnsupportedAlgorithm):
        return None


def _size(size_bytes: int) -> Check:
    if size_bytes <= MAX_BYTES:
        return passed("SIZE", Text("Faila lielums ir pieļaujams.", "The size of the file is acceptable."))
    return failed(
        "SIZE",
        Text(
            "Fails ir lielāks par 16 KiB. Iesniedziet tikai sertifikāta pieprasījumu, bez citiem datiem.",
            "The file is larger than 16 KiB. Submit the certificate signing request only, without other data.",
        ),
    )


def _one_pem_block(text: bytes) -> Check:
    labels = [match[1] for match in _BLOCK.finditer(text)]
    if len(labels) == 1 == len(_BEGIN.findall(text)) and labels[0] in _LABELS:
        return passed("ONE_PEM_BLOCK", Text("Failā ir viens PEM bloks.", "The file holds one PEM block."))
    return failed(
        "ONE_PEM_BLOCK",
        Text(
            "Failā jābūt tieši vienam PEM blokam „BEGIN CERTIFICATE REQUEST … END CERTIFICATE REQUEST”. "
            "DER failu pārveidojiet: openssl req -inform DER -in pieprasijums.der -out pieprasijums.pem",
            "The file must hold exactly one PEM block “BEGIN CERTIFICATE REQUEST … END CERTIFICATE REQUEST”. "
            "Convert a DER file: openssl req -inform DER -in request.der -out request.pem",
        ),
    )


def _private_key_uploaded(*, found: bool) -> Check:
    if not found:
        return passed("PRIVATE_KEY_UPLOADED", Text("Privātās atslēgas failā nav.", "No private key is in the file."))
    return failed(
        "PRIVATE_KEY_UPLOADED",
        Text(
            "Failā ir privātā atslēga. Mēs to nesaglabājām, taču tā ir uzskatāma par kompromitētu: vairs to "
            "nelietojiet, izveidojiet jaunu atslēgu un iesniedziet tikai sertifikāta pieprasījumu.",
            "The file holds a private key. We did not store it, but it must be regarded as compromised: stop using it, "
            "make a new key and submit the certificate signing request only.",
        ),
    )


def _parse(request: x509.CertificateSigningRequest | None) -> Check:
    if request is not None:
        return passed("CSR_PARSE", Text("Pieprasījums ir nolasāms.", "The request can be read."))
    return failed(
        "CSR_PARSE",
        Text(
            "Fails nav nolasāms kā sertifikāta pieprasījums (PKCS #10). Pārbaudiet ar „openssl req -verify -in fails” "
            "un iesniedziet to nemainītu.",
            "The file cannot be read as a certificate signing request (PKCS #10). Check it with “openssl req -verify "
            "-in file” and submit it unchanged.",
        ),
    )
