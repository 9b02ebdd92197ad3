"""What a stranger uploads as a certificate and its chain: searched for private keys, bounded, read, encoded anew."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.errors import Text
from esigner.pki import private_keys
from esigner.pki.checks import Check, failed, passed, warned
from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError

CERTIFICATE: Final = "THIRD_PARTY_CERTIFICATE"
MAX_BYTES: Final = 64 * 1024
MAX_CHAIN: Final = 10

_BLOCK: Final = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END ")
_UNREADABLE: Final = Text(
    "Fails nav nolasāms kā X.509 sertifikāts. Iesniedziet sertifikātu PEM vai DER kodējumā tādu, kādu to izsniedza.",
    "The file cannot be read as an X.509 certificate. Submit the certificate in PEM or DER as it was issued.",
)
_TOO_LARGE: Final = Text(
    "Sertifikāts, ķēde un paraksts kopā ir lielāki par 64 KiB vai ķēdē ir vairāk nekā 10 sertifikātu. Iesniedziet "
    "tikai savu sertifikātu un tā izdevējus.",
    "Certificate, chain and signature are larger than 64 KiB together, or the chain has more than 10 certificates. "
    "Submit your certificate and its issuers only.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was read."""

    checks: tuple[Check, Check]
    """PRIVATE_KEY_UPLOADED, THIRD_PARTY_CERTIFICATE."""
    certificate: x509.Certificate | None
    """None where it cannot be read, or where a private key came with it: it is then not passed on."""
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> str:
        """The certificate alone, encoded anew; empty where there is none."""
        return _pem(self.certificate) if self.certificate else ""

    @property
    def chain_pem(self) -> str:
        """The chain, encoded anew, in its order."""
        return "".join(_pem(one) for one in self.chain)


def read(*, certificate: bytes | str, chain: bytes | str, signature: bytes = b"") -> Upload:
    """Return certificate and chain: PEM in UTF-8 or UTF-16 with any text around, or DER.

    Args:
        certificate: The certificate; its issuers may follow.
        chain: The issuers, may be empty.
        signature: What came with them; checked only for its size and for private keys.
    """
    files = [one.encode() if isinstance(one, str) else one for one in (certificate, chain)]
    if any(private_keys.is_in(one) for one in (*files, signature)):
        stopped = Text(
            "Nav pārbaudīts: failu ar privāto atslēgu mēs nelasām.",
            "Not checked: we do not read a file with a private key.",
        )
        return Upload(checks=(private_keys.check(found=True), warned(CERTIFICATE, stopped)), certificate=None)
    if sum(map(len, (*files, signature))) > MAX_BYTES:
        return _refused(_TOO_LARGE)
    try:
        leaf, *issuers = [one for file in files if file.strip() or file is files[0] for one in _certificates(file)]
    except ValueError:
        return _refused(_UNREADABLE)
    if len(issuers) > MAX_CHAIN:
        return _refused(_TOO_LARGE)
    if bad := [part for one in (leaf, *issuers) for part in _malformed_parts(one)]:
        return _refused(_malformed(bad[0]))
    readable = passed(CERTIFICATE, Text("Sertifikāts ir nolasāms.", "The certificate can be read."))
    return Upload(checks=(private_keys.check(found=False), readable), certificate=leaf, chain=tuple(issuers))


def _refused(text: Text) -> Upload:
    return Upload(checks=(private_keys.check(found=False), failed(CERTIFICATE, text)), certificate=None)


def _certificates(data: bytes) -> list[x509.Certificate]:
    """Return at least one certificate; ValueError where there is none, or one cannot be read."""
    text = data.replace(b"\0", b"")  # Editors on Windows save UTF-16: for ASCII that is a zero next to each letter.
    blocks = _BLOCK.findall(text)
    try:
        encoded = [b64decode(b"".join(block.split()), validate=True) for block in blocks] or [data]
        return [loading.load(one) for one in encoded]
    except (CertificatePartUnreadableError, binascii.Error) as error:
        raise ValueError from error


_PARTS: Final[tuple[tuple[Callable[[x509.Certificate], object], Text], ...]] = (
    (fields.subject, Text("subjekts", "subject")),
    (fields.issuer, Text("izdevējs", "issuer")),
    (fields.serial_number, Text("sērijas numurs", "serial number")),
    (fields.validity, Text("derīguma laiks", "validity")),
    (lambda one: fields.of(one).extensions, Text("paplašinājumi", "extensions")),
)


def _malformed_parts(certificate: x509.Certificate) -> list[Text]:
    """Return the parts that cannot be read.

    An odd string in a name or an odd extension that is not needed does not count.
    """
    return [text for read_part, text in _PARTS if not _can_read(certificate, read_part)]


def _can_read(certificate: x509.Certificate, read_part: Callable[[x509.Certificate], object]) -> bool:
    try:
        read_part(certificate)
    except CertificatePartUnreadableError:
        return False
    return True


def _malformed(part: Text) -> Text:
    return Text(
        f"Sertifikāta daļa „{part.lv}” ir bojāta vai nav nolasāma. Lūdziet izdevējam sertifikātu, kas atbilst "
        "RFC 5280.",
        f"The certificate's part “{part.en}” is malformed or cannot be read. Ask the issuer for a certificate that "
        "conforms to RFC 5280.",
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode("ascii")
