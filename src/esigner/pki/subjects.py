"""Subjects of the certificates we issue, built from data in the registry."""

from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID, ObjectIdentifier

from esigner.pki import personal_codes

_LIMIT_BYTES: Final = 64
"""Upper bound of CN and O. RFC 5280 (appendix A) counts characters, `cryptography` bytes: the stricter one applies."""
_COUNTRY: Final = "LV"


def client(*, common_name: str, organisation_name: str, registration_number: str, epak_number: str) -> x509.Name:
    """Return a client certificate's subject: C=LV, O, organizationIdentifier=NTRLV-…, OU=EPAK number, CN."""
    return _name(
        (NameOID.COUNTRY_NAME, _COUNTRY),
        (NameOID.ORGANIZATION_NAME, _fit(organisation_name)),
        (NameOID.ORGANIZATION_IDENTIFIER, organisation_identifier(registration_number)),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, epak_number),
        (NameOID.COMMON_NAME, _fit(common_name)),
    )


def person(
    *, given_name: str, surname: str, personal_code: str = "", identifier: str = "", country: str = _COUNTRY
) -> x509.Name:
    """Return a signer's subject: C, CN, SN, GN, serialNumber=PNOLV-… (or the identifier as given)."""
    return _name(
        (NameOID.COUNTRY_NAME, country),
        (NameOID.COMMON_NAME, _fit(f"{given_name} {surname}")),
        (NameOID.SURNAME, surname),
        (NameOID.GIVEN_NAME, given_name),
        (NameOID.SERIAL_NUMBER, identifier or f"PNO{country}-{personal_codes.normalise(personal_code)}"),
    )


def organisation(*, common_name: str, organisation_name: str, registration_number: str) -> x509.Name:
    """Return an e-seal's subject: C=LV, O, organizationIdentifier=NTRLV-…, CN."""
    return _name(
        (NameOID.COUNTRY_NAME, _COUNTRY),
        (NameOID.ORGANIZATION_NAME, _fit(organisation_name)),
        (NameOID.ORGANIZATION_IDENTIFIER, organisation_identifier(registration_number)),
        (NameOID.COMMON_NAME, _fit(common_name)),
    )


def service(*, common_name: str, organisation_name: str = "", country: str = _COUNTRY) -> x509.Name:
    """Return the subject of an authority, a time-stamping unit, an OCSP responder or a server."""
    return _name(
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, _fit(organisation_name)),
        (NameOID.COMMON_NAME, _fit(common_name)),
    )


def foreign(
    *,
    common_name: str,
    given_name: str = "",
    surname: str = "",
    serial_number: str = "",
    organisation_name: str = "",
    organisation_identifier: str = "",
    country: str = _COUNTRY,
) -> x509.Name:
    """Return a subject as another provider would write it: the given fields, without the empty ones."""
    return _name(
        (NameOID.COUNTRY_NAME, country),
        (NameOID.ORGANIZATION_NAME, _fit(organisation_name)),
        (NameOID.ORGANIZATION_IDENTIFIER, organisation_identifier),
        (NameOID.COMMON_NAME, _fit(common_name)),
        (NameOID.SURNAME, surname),
        (NameOID.GIVEN_NAME, given_name),
        (NameOID.SERIAL_NUMBER, serial_number),
    )


def organisation_identifier(registration_number: str) -> str:
    """Return the identifier of a Latvian organisation as used in certificates (EN 319 412-1 5.1.4)."""
    return f"NTRLV-{registration_number}"


def _name(*attributes: tuple[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes if value])


def _fit(text: str) -> str:
    """Return the text, shortened at a word if it is too long for the certificate."""
    if len(text.encode()) <= _LIMIT_BYTES:
        return text
    words = text.split()
    while len(words) > 1 and len(_shortened(words).encode()) > _LIMIT_BYTES:
        words.pop()
    # A single long word is cut between letters.
    return _shortened(words).encode()[:_LIMIT_BYTES].decode(errors="ignore")


def _shortened(words: list[str]) -> str:
    return " ".join(words).rstrip(" ,-–") + "…"
