"""Whether a stranger's input contains a private key: checked before any of it is read, kept or shown.

Keys are searched for in every form that people send by mistake: PEM with any label, PuTTY, OpenSSH, JWK, XML, the
printout of openssl, BIND's files, DER (PKCS #8, PKCS #1, SEC 1, encrypted ones, PKCS #12, keys of Java key stores),
Java's and Microsoft's own forms, and all these as bare base64 or hex or packed by gzip, anywhere in the bytes and
next to anything else.
"""

import binascii
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed
from esigner.pki.errors import PrivateKeyUploadedError

_CHECK: Final = "PRIVATE_KEY_UPLOADED"

_LABEL: Final = re.compile(rb"PRIVATE\W{1,6}KEY(?: BLOCK)?[-\s]{0,12}", re.IGNORECASE)
_AFTER_LABEL: Final = re.compile(
    rb"[^A-Z0-9+/]{0,12}(?:\\r|\\n|[\r\n>|])[\s>|\\]{0,12}(?:n|(?:[A-Z-]{2,20}:[^\n]{0,80}\n\s{0,8}){1,6})?[A-Z0-9+/]{4}"
    rb"|.{0,40}?[A-Z0-9+/=]{24}",
    re.IGNORECASE,
)
"""A question may mention the label; only content after it makes it a key."""
_AFTER: Final = 600
_MOST_LABELS: Final = 200
_WRITTEN: Final = re.compile(
    rb"PuTTY-User-Key-File|SSH PRIVATE KEY FILE|openssh-key-v1\x00"
    rb"|\bpriv(?:ate[a-z0-9]{0,10})?:\s{1,40}(?:[0-9a-f]{2}:\s{0,40}){8}"  # openssl pkey -text
    rb"|\bPrivate-key-format:\s{0,8}v\d|\bPrivateExponent:\s{0,8}[A-Z0-9+/]{16}"  # BIND
    rb'|"d"\s{0,8}:\s{0,8}"[A-Z0-9_-]{16}'  # RFC 7518 6.2.2.1, 6.3.2.1
    rb'|"kty"\s{0,8}:\s{0,8}"oct"[^}]{0,400}"k"\s{0,8}:\s{0,8}"[A-Z0-9_-]{8}'  # RFC 7518 6.4.1, either order
    rb'|"k"\s{0,8}:\s{0,8}"[A-Z0-9_-]{8,800}"[^}]{0,200}"kty"\s{0,8}:\s{0,8}"oct"'
    rb"|<(?:\w{1,20}:)?(?:D|InverseQ)(?:\s[^<>]{0,200})?>\s{0,80}[A-Z0-9+/]{16}",  # .NET's RSAKeyValue
    re.IGNORECASE | re.DOTALL,
)
_PACKED: Final = re.compile(
    rb"\x1e\xf1\xb5\xb0\x00\x00\x00\x00[\x01\x02]\x00\x00\x00[\x00\x01]\x00\x00\x00"  # PVK
    rb"|\x07\x02\x00\x00\x00[\x22\x24\xa4]\x00\x00(?:RSA2|DSS2)"  # PRIVATEKEYBLOB
    # JKS, JCEKS: magic, version, number of entries, and the first one is not a certificate
    rb"|(?:\xfe\xed\xfe\xed|\xce\xce\xce\xce)\x00\x00\x00[\x01\x02]\x00\x00..(?!\x00\x00\x00\x02)"
    rb"|RSA[23]\x00[\x02-\x40]\x00\x00[\x01-\x04]\x00\x00\x00",  # BCRYPT_RSA(FULL)PRIVATE_BLOB
    re.DOTALL,
)
"""Forms of Microsoft (wincrypt.h, bcrypt.h) and Java that are neither DER nor text."""
_GZIP: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_MOST_GZIPS: Final = 4
_AS_GZIP: Final = 16 + zlib.MAX_WBITS
_UNPACKED: Final = 64 * 1024
"""Bytes of unpacked data that are checked: no key is larger."""

_LENGTH: Final = rb"(?:[\x01-\x80]|\x81.|\x82..|\x83...)"
_KEY_OIDS: Final = (
    rb"(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01|\x07\x2a\x86\x48\xce\x3d\x02\x01|\x07\x2a\x86\x48\xce\x38\x04\x01"
    rb"|\x03\x2b\x65[\x6e-\x71]\x04|\x09\x60\x86\x48\x01\x65\x03\x04\x03.\x04)"
)
"""RSA, EC, DSA; Edwards and Montgomery curves and ML-DSA, whose names certificates' signatures bear, too: there no
octet string follows."""
_ENCODED: Final = re.compile(
    rb"\x30" + _LENGTH + rb"(?:"
    # PKCS #8 (RFC 5958 2): version, algorithm
    rb"\x02\x01[\x00\x01]\x30" + _LENGTH + rb"\x06" + _KEY_OIDS +
    # PKCS #1 (RFC 8017 A.1.2), and DSA as OpenSSL writes it: version, then a large number
    rb"|\x02\x01[\x00\x01]\x02(?:[\x20-\x7f]|\x81.|\x82..)"
    # SEC 1 (RFC 5915 3): version 1, the key's octets
    rb"|\x02\x01\x01\x04[\x14-\x48]"
    # PKCS #12 (RFC 7292 4): version 3, a ContentInfo
    rb"|\x02\x01\x03\x30" + _LENGTH + rb"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    # EncryptedPrivateKeyInfo (RFC 5958 3): PKCS #5, PKCS #12, a Java key store
    rb"|\x30" + _LENGTH + rb"\x06.(?:\x2a\x86\x48\x86\xf7\x0d\x01(?:\x05|\x0c\x01)"
    rb"|\x2b\x06\x01\x04\x01\x2a\x02\x11\x01\x01)"
    rb")",
    re.DOTALL,
)  # fmt: skip

_BASE64_RUN: Final = re.compile(rb"[A-Za-z0-9+/=_\s-]{24,}")
_BASE64_START: Final = re.compile(rb"(?<![A-Za-z0-9+/])(?:M[C-I]|LS0t|b3Bl)[A-Za-z0-9+/]")
"""The first base64 characters of a DER SEQUENCE, PEM and OpenSSH's form."""
_HEX_RUN: Final = re.compile(rb"(?:[0-9a-fA-F]{2}[\s:]{0,4}){16,}")
_HEAD: Final = 256
"""Number of characters needed to recognise a key."""
_MOST_STARTS: Final = 5_000


def is_in(content: bytes | str) -> bool:
    """Return whether it contains a private key; linear in its length for any content."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if _shows(data):
        return True
    # Editors on Windows save UTF-16: for ASCII that is a zero next to each letter.
    text = data.replace(b"\0", b"")
    found = chain(_unpacked(data), _decoded(text))
    return (text != data and _shows(text)) or any(_shows(one) for one in found)


def refuse(*contents: bytes | str) -> None:
    """Refuse input with a private key.

    Raises:
        PrivateKeyUploadedError: In any of them; the error contains no part of it.
    """
    if any(is_in(content) for content in contents):
        raise PrivateKeyUploadedError


def check(*, found: bool) -> Check:
    """Return the named check PRIVATE_KEY_UPLOADED."""
    if found:
        return failed(_CHECK, PrivateKeyUploadedError.text)
    return passed(_CHECK, Text("Privātās atslēgas nav.", "There is no private key."))


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Return the beginning of data packed by gzip (RFC 1952)."""
    for start in islice(_GZIP.finditer(data), _MOST_GZIPS):
        try:
            yield zlib.decompressobj(_AS_GZIP).decompress(data[start.start() :], _UNPACKED)
        except zlib.error:
            continue


def _shows(data: bytes) -> bool:
    return (
        _PACKED.search(data) is not None
        or _ENCODED.search(data) is not None
        or _WRITTEN.search(data) is not None
        or _is_labelled(data)
    )


def _is_labelled(data: bytes) -> bool:
    for number, label in enumerate(_LABEL.finditer(data), start=1):
        if number > _MOST_LABELS or _AFTER_LABEL.match(data[label.end() - 1 : label.end() + _AFTER]):
            return True
    return False


def _decoded(text: bytes) -> Iterator[bytes]:
    """Return decoded base64 or hex: whole runs, and the head of everything that begins like a key."""
    for run in _BASE64_RUN.finditer(text):
        yield _from_base64(run[0])
    for number, start in enumerate(_BASE64_START.finditer(text)):
        if number == _MOST_STARTS:
            break
        yield _from_base64(text[start.start() : start.start() + _HEAD])
    for run in _HEX_RUN.finditer(text):
        yield bytes.fromhex(re.sub(rb"[\s:]", b"", run[0]).decode("ascii"))


def _from_base64(text: bytes) -> bytes:
    """Decode the characters up to the first outside the alphabet; either alphabet of RFC 4648."""
    letters = b"".join(text.split()).replace(b"-", b"+").replace(b"_", b"/")
    body = re.match(rb"[A-Za-z0-9+/]*", letters)
    whole = body[0] if body else b""
    try:
        return b64decode(whole[: len(whole) // 4 * 4])
    except binascii.Error:  # pragma: no cover - only whole groups of its alphabet come here
        return b""
