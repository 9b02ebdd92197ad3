"""The signer's certificate: whose it is, whether this environment trusts it, whether the client asked for them."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from esigner.pki import personal_codes
from esigner.pki.errors import (
    CertificateExpiredError,
    CertificateNotYetValidError,
    CertificateWrongPurposeError,
    PathError,
)
from esigner.pki.path import Purpose, validate
from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.registry import anchors, authorities
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.signing.errors import (
    SignerCertificateExpiredError,
    SignerCertificateNotForSigningError,
    SignerCertificateNotTrustedError,
    SignerCertificateUnreadableError,
    SignerCodeInvalidError,
    SignerNotExpectedError,
)

_IDENTIFIER: Final = re.compile(r"PNO(?P<country>[A-Z]{2})-(?P<code>[0-9A-Za-z][0-9A-Za-z-]{3,30})")
_HOME: Final = "LV"
"""The country of a personal code that comes without one."""


def read_certificate(der: bytes) -> x509.Certificate:
    """Return the certificate from DER."""
    try:
        certificate = loading.load(der)
    except CertificatePartUnreadableError as error:
        raise SignerCertificateUnreadableError from error
    # Loaded, but its names or times are invalid: signers are shown by name here.
    if not fields.is_readable(certificate) or not (
        fields.subject(certificate).is_text and fields.issuer(certificate).is_text
    ):
        raise SignerCertificateUnreadableError
    return certificate


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    return next(iter(fields.subject(certificate).values(oid.dotted_string)), "")


def name_of(certificate: x509.Certificate) -> str:
    """Return the name: given name and surname where present, because the CN of a Latvian eID may be just "Private"."""
    parts = (_subject(certificate, NameOID.GIVEN_NAME), _subject(certificate, NameOID.SURNAME))
    return " ".join(filter(None, parts)) or _subject(certificate, NameOID.COMMON_NAME)


def personal_code_of(certificate: x509.Certificate) -> str:
    """Return the country and the characters of the personal code, such as LV32000000001, or an empty text.

    Standard: EN 319 412-1, 5.1.3: PNO, the country, a hyphen, the national code.
    """
    return _identity(_subject(certificate, NameOID.SERIAL_NUMBER))


def check_code(text: str) -> None:
    """Refuse a personal code that no certificate could match: it would keep out everybody, or nobody."""
    if not _identity(text) and not personal_codes.is_valid(text):
        raise SignerCodeInvalidError
    if _identity(text).startswith(_HOME) and not personal_codes.is_valid(text.partition("-")[2]):
        raise SignerCodeInvalidError


def _identity(identifier: str) -> str:
    found = _IDENTIFIER.fullmatch(identifier)
    return found["country"] + found["code"].replace("-", "") if found else ""


def trusted_path(certificate: x509.Certificate, *, environment: str, at: datetime) -> tuple[x509.Certificate, ...]:
    """Return the path from the certificate to an anchor of the environment, both included."""
    trusted = anchors.of(Environment(environment), AnchorPurpose.SIGNATURE)
    try:
        return validate(certificate, anchors=trusted, intermediates=_known_issuers(), at=at, purpose=Purpose.SIGNATURE)
    except (CertificateExpiredError, CertificateNotYetValidError) as error:
        raise SignerCertificateExpiredError from error
    except CertificateWrongPurposeError as error:
        raise SignerCertificateNotForSigningError from error
    except PathError as error:
        raise SignerCertificateNotTrustedError(environment=environment) from error


def _known_issuers() -> tuple[x509.Certificate, ...]:
    """Return the issuing authorities that we know; links of a path, never a reason to trust.

    An issuer named in a stranger's certificate is not fetched: it would let anyone send us to any address.
    """
    found = []
    for name in authorities.issuers():
        with suppress(AuthorityMissingError):
            found.append(authorities.load(name).certificate)
    return tuple(found)


def check_expected(certificate: x509.Certificate, *, expected: Sequence[Mapping[str, object]]) -> None:
    """Refuse a person whom the client did not name; an empty list means anyone."""
    if expected and not any(_matches(certificate, one) for one in expected):
        raise SignerNotExpectedError


def _matches(certificate: x509.Certificate, expected: Mapping[str, object]) -> bool:
    code, name = str(expected.get("personal_code", "")), str(expected.get("name", ""))
    wanted = _identity(code) or f"{_HOME}{code.replace('-', '')}"
    return (not code or wanted == personal_code_of(certificate)) and (
        not name or _folded(name) == _folded(name_of(certificate))
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
