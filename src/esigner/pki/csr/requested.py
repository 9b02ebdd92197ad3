"""The requested extensions. None is copied; a few show a misunderstanding and are refused."""

from typing import Final

from esigner.asn1 import der
from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed
from esigner.pki.csr import parts
from esigner.pki.csr.candidate import Candidate

_CLIENT_AUTH: Final = der.oid("1.3.6.1.5.5.7.3.2")


def no_ca(candidate: Candidate) -> Check:
    """NO_CA_REQUESTED: neither CA:TRUE nor the right to sign certificates or CRLs."""
    wanted = candidate.parts.requested
    if wanted is None:
        return _malformed("NO_CA_REQUESTED")
    if not wanted.is_ca and not wanted.signs_certificates:
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
    """NO_FOREIGN_EKU: no extended key usage except clientAuth."""
    wanted = candidate.parts.requested
    if wanted is None:
        return _malformed("NO_FOREIGN_EKU")
    if all(usage == _CLIENT_AUTH for usage in wanted.usages):
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
    """NO_EMAIL_OR_URI_SAN: no e-mail address, no URI, no unused kind of name among the alternative names."""
    wanted = candidate.parts.requested
    if wanted is None:
        return _malformed("NO_EMAIL_OR_URI_SAN")
    if wanted.names & {parts.X400, parts.EDI_PARTY}:
        return failed(
            "NO_EMAIL_OR_URI_SAN",
            Text(
                "Pieprasījuma papildu nosaukumos (SAN) ir X.400 adrese vai EDI partneris. Izveidojiet pieprasījumu bez "
                "tiem.",
                "The alternative names (SAN) of the request hold an X.400 address or an EDI party. Make the request "
                "without them.",
            ),
        )
    if not wanted.names & {parts.EMAIL, parts.URI}:
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


def _malformed(name: str) -> Check:
    return failed(
        name,
        Text(
            "Pieprasījuma paplašinājumi ir bojāti un nav nolasāmi. Izveidojiet pieprasījumu no jauna bez tiem.",
            "The extensions of the request are malformed and cannot be read. Make the request again without them.",
        ),
    )
