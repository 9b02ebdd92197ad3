"""The uploaded file before it is a request: its size, its PEM block, and whether it contains a private key."""

import binascii
import re
from base64 import b64decode
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.errors import Text
from esigner.pki import private_keys
from esigner.pki.checks import Check, failed, passed, warned
from esigner.pki.csr import parts
from esigner.pkix import requests
from esigner.pkix.errors import CertificatePartUnreadableError

MAX_BYTES: Final = 16 * 1024

_LABELS = (b"CERTIFICATE REQUEST", b"NEW CERTIFICATE REQUEST")
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----")
_BEGIN = re.compile(rb"-----BEGIN ")
_UNREADABLE: Final = Text(
    "Fails nav nolasāms kā sertifikāta pieprasījums (PKCS #10). Pārbaudiet ar „openssl req -verify -in fails” "
    "un iesniedziet to nemainītu.",
    "The file cannot be read as a certificate signing request (PKCS #10). Check it with “openssl req -verify "
    "-in file” and submit it unchanged.",
)

BAD_TEXT: Final = Text(
    "Pieprasījuma subjekta teksts nav nolasāms: tas neatbilst savam kodējumam. Izveidojiet pieprasījumu no "
    "jauna ar UTF-8, piemēram: openssl req -new -utf8 -key atslega.key -out pieprasijums.csr",
    "The text of the request's subject cannot be read: it does not fit its own encoding. Make the request "
    "again in UTF-8, for example: openssl req -new -utf8 -key private.key -out request.csr",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What the file holds."""

    checks: tuple[Check, ...]
    """SIZE, ONE_PEM_BLOCK, PRIVATE_KEY_UPLOADED, CSR_PARSE."""
    request: x509.CertificateSigningRequest | None
    """None if it cannot be read, or a private key came with it: that goes no further."""

    @property
    def pem(self) -> str:
        """Only the request, re-encoded: one PEM block in ASCII; empty if there is none."""
        return self.request.public_bytes(Encoding.PEM).decode("ascii") if self.request else ""


def read(csr: bytes) -> Upload:
    """Return the contents of the file: PEM in UTF-8 or UTF-16 with any text around it, or DER.

    1. Private keys are searched for before parsing; if one is found, nothing is parsed.
    2. An oversized file is not read as a request.
    """
    has_key = private_keys.is_in(csr)  # (1)
    text = csr.replace(b"\0", b"")  # Editors on Windows save UTF-16: for ASCII that is a zero next to each letter.
    size = _size(len(csr))
    if has_key:
        return Upload(
            checks=(size, _stopped("ONE_PEM_BLOCK"), private_keys.check(found=True), _stopped("CSR_PARSE")),
            request=None,
        )
    is_small = len(csr) <= MAX_BYTES  # (2)
    request, parsed = _request(csr, text) if is_small else (None, failed("CSR_PARSE", _UNREADABLE))
    is_der = request is not None and not _BEGIN.search(text)
    return Upload(
        checks=(size, _one_request(text, is_der=is_der), private_keys.check(found=False), parsed), request=request
    )


def _stopped(name: str) -> Check:
    text = Text(
        "Nav pārbaudīts: failu ar privāto atslēgu mēs nelasām.",
        "Not checked: we do not read a file with a private key.",
    )
    return warned(name, text)


def _from_base64(text: bytes) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return b""


def _request(csr: bytes, text: bytes) -> tuple[x509.CertificateSigningRequest | None, Check]:
    bodies = [match[2] for match in _BLOCK.finditer(text) if match[1] in _LABELS]
    encoded = _from_base64(bodies[0]) if bodies else csr
    try:
        request = requests.load(encoded)
    except CertificatePartUnreadableError as error:
        if "version" in error.data:
            return None, _version(int(str(error.data["version"])))
        return None, failed("CSR_PARSE", BAD_TEXT if parts.has_bad_text(encoded) else _UNREADABLE)
    return request, passed("CSR_PARSE", Text("Pieprasījums ir nolasāms.", "The request can be read."))


def _version(number: int) -> Check:
    return failed(
        "CSR_PARSE",
        Text(
            f"Pieprasījuma versijas lauks ir {number}, bet ir tikai versija 0 (RFC 2986, 4.1). Izveidojiet to no jauna "
            "ar citu programmu, piemēram: openssl req -new -key atslega.key -out pieprasijums.csr",
            f"The request's version field is {number}, but there is only version 0 (RFC 2986, 4.1). Make it again with "
            "another program, for example: openssl req -new -key private.key -out request.csr",
        ),
    )


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


def _one_request(text: bytes, *, is_der: bool) -> Check:
    labels = [match[1] for match in _BLOCK.finditer(text)]
    if is_der:
        return passed("ONE_PEM_BLOCK", Text("Failā ir viens pieprasījums (DER).", "The file holds one request (DER)."))
    if len(labels) == 1 == len(_BEGIN.findall(text)) and labels[0] in _LABELS:
        return passed("ONE_PEM_BLOCK", Text("Failā ir viens PEM bloks.", "The file holds one PEM block."))
    return failed(
        "ONE_PEM_BLOCK",
        Text(
            "Failā jābūt tieši vienam PEM blokam „BEGIN CERTIFICATE REQUEST … END CERTIFICATE REQUEST” vai vienam "
            "pieprasījumam DER kodējumā. Pārējos blokus izdzēsiet.",
            "The file must hold exactly one PEM block “BEGIN CERTIFICATE REQUEST … END CERTIFICATE REQUEST”, or one "
            "request in DER. Delete all other blocks.",
        ),
    )
