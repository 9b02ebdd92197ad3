"""Who speaks in a revocation list and in an OCSP answer, and which question is answered."""

from cryptography import x509
from cryptography.x509 import ocsp

from esigner.asn1 import nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix import names
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.names import Name

_BY_NAME = 0xA1


def issuer_of(revocation_list: x509.CertificateRevocationList) -> Name:
    """Return the issuer of the list (RFC 5280, 5.1.2.3).

    Raises:
        CertificatePartUnreadableError: There is no name.
    """
    try:
        parts = nodes.read_ber(revocation_list.tbs_certlist_bytes).children()
        return names.read(parts[2 if parts[0].tag == tags.INTEGER else 1].encoded)
    except (MalformedAsn1Error, IndexError) as error:
        raise CertificatePartUnreadableError(part="issuer") from error


def responder_of(answer: ocsp.OCSPResponse) -> Name | None:
    """Return the name of who answered, None where the answer names a key instead (RFC 6960, 4.2.1).

    Raises:
        CertificatePartUnreadableError: The answer cannot be read.
    """
    try:
        parts = nodes.read_ber(answer.tbs_response_bytes).children()
        named = next((one for one in parts[:2] if one.tag == _BY_NAME), None)
        return None if named is None else names.read(named.content)
    except MalformedAsn1Error as error:
        raise CertificatePartUnreadableError(part="responderID") from error


def nonce_of(answer: ocsp.OCSPResponse) -> bytes | None:
    """Return the nonce of the answer, None where there is none (RFC 9654).

    Raises:
        CertificatePartUnreadableError: The extensions of the answer cannot be read.
    """
    try:
        return answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None
    except Exception as error:  # whatever a stranger's answer makes the library say
        raise CertificatePartUnreadableError(part="nonce") from error
