"""Subjects of the certificates we issue, built from what the registry knows."""

from cryptography import x509


def client(
    *,
    common_name: str,
    organisation_name: str,
    registration_number: str,
    epak_number: str,
) -> x509.Name:
    """Give a client certificate's subject: C=LV, O, organizationIdentifier=NTRLV-…, OU=EPAK number, CN."""
    raise NotImplementedError


def person(
    *,
    given_name: str,
    surname: str,
    personal_code: str = "",
    identifier: str = "",
    country: str = "LV",
) -> x509.Name:
    """Give a signer's subject: serialNumber=PNOLV-… (or the identifier as given), GN, SN, CN."""
    raise NotImplementedError


def organisation(
    *, common_name: str, organisation_name: str, registration_number: str
) -> x509.Name:
    """Give an e-seal's subject: O, organizationIdentifier=NTRLV-…, CN."""
    raise NotImplementedError


def service(
    *, common_name: str, organisation_name: str = "", country: str = "LV"
) -> x509.Name:
    """Give the subject of an authority, a time-stamping unit, an OCSP responder or a server."""
    raise NotImplementedError
