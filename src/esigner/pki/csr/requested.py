"""The extensions that the request asks for. None is copied; a few show a misunderstanding and are refused."""

from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed
from esigner.pki.csr.candidate import Candidate

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


def no_ca(candidate: Candidate) -> Check:
    """NO_CA_REQUESTED: neither CA:TRUE nor the right to sign certificates or CRLs."""
    if candidate.extensions is None:
        return _malformed("NO_CA_REQUESTED")
    constraints = _find(candidate.extensions, x509.BasicConstraints)
    usage = _find(candidate.extensions, x509.KeyUsage)
    if not (constraints and constraints.ca) and not (usage and (usage.key_cert_sign or usage.crl_sign)):
        return passed(
            "NO_CA_REQUESTED", Text("Izdevēja tiesības netiek prasītas.", "No authority's rights are asked for.")
        )
    return failed(
        "NO_CA_REQUESTED",
        Text(
            "Pieprasījums prasa sertifikātu izdevēja tiesības (CA:TRUE vai keyCertSign). Izveidojiet to bez šiem "
            "paplašinājumiem.",
            "The request asks for the rights of a certification authority (CA:TRUE or keyCertSign). Make it without "
            "these extensions.",
        ),
    )


def no_foreign_eku(candidate: Candidate) -> Check:
    """NO_FOREIGN_EKU: no extended key usage but clientAuth."""
    if candidate.extensions is None:
        return _malformed("NO_FOREIGN_EKU")
    usages = _find(candidate.extensions, x509.ExtendedKeyUsage) or ()
    if all(usage == ExtendedKeyUsageOID.CLIENT_AUTH for usage in usages):
        return passed("NO_FOREIGN_EKU", Text("Cits lietojums netiek prasīts.", "No other usage is asked for."))
    return failed(
        "NO_FOREIGN_EKU",
        Text(
            "Pieprasījums prasa lietojumu, kas nav klienta autentifikācija (clientAuth). Izveidojiet to bez "
            "extendedKeyUsage vai tikai ar clientAuth.",
            "The request asks for a usage other than client authentication (clientAuth). Make it without "
            "extendedKeyUsage, or with clientAuth only.",
        ),
    )


def no_email_or_uri(candidate: Candidate) -> Check:
    """NO_EMAIL_OR_URI_SAN: no e-mail address and no URI among the alternative names."""
    if candidate.extensions is None:
        return _malformed("NO_EMAIL_OR_URI_SAN")
    names = _find(candidate.extensions, x509.SubjectAlternativeName) or ()
    if not any(isinstance(name, (x509.RFC822Name, x509.UniformResourceIdentifier)) for name in names):
        return passed(
            "NO_EMAIL_OR_URI_SAN", Text("E-pasta adreses un URI nav.", "There is no e-mail address and no URI.")
        )
    return failed(
        "NO_EMAIL_OR_URI_SAN",
        Text(
            "Pieprasījuma papildu nosaukumos (SAN) ir e-pasta adrese vai URI. Izveidojiet to bez tiem; kontaktpersonas "
            "norādiet pieteikumā.",
            "The alternative names (SAN) of the request hold an e-mail address or a URI. Make it without them; name "
            "contacts in the application.",
        ),
    )


def _find(extensions: x509.Extensions, kind: type[_Extension]) -> _Extension | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _malformed(name: str) -> Check:
    return failed(
        name,
        Text(
            "Pieprasījuma paplašinājumi ir bojāti un nav nolasāmi. Izveidojiet pieprasījumu no jauna bez tiem.",
            "The extensions of the request are malformed and cannot be read. Make the request again without them.",
        ),
    )
