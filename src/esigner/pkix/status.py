"""Who speaks in a revocation list and in an OCSP answer, and which question is answered."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from esigner.pkix import der, names
from esigner.pkix.der import DerError
from esigner.pkix.errors import CertificatePartUnreadable
from esigner.pkix.names import Name

_BY_NAME = 0xA1


def issuer_of(revocation_list: x509.CertificateRevocationList) -> Name:
    """Give the issuer of the list (RFC 5280, 5.1.2.3).

    Raises:
        CertificatePartUnreadable: There is no name.
    """
    try:
        parts = der.read(revocation_list.tbs_certlist_bytes).children()
        return names.read(parts[2 if parts[0].tag == der.INTEGER else 1].encoded)
    except (DerError, IndexError) as error:
        raise CertificatePartUnreadable(part="issuer") from error


def algorithm_of(answer: ocsp.OCSPResponse) -> bytes:
    """Give the AlgorithmIdentifier of the signature (RFC 6960, 4.2.1).

    Raises:
        CertificatePartUnreadable: The answer cannot be read.
    """
    try:
        _, wrapped = der.read(answer.public_bytes(Encoding.DER)).children()
        _, basic = wrapped.children()[0].children()
        return der.read(basic.content).children()[1].encoded
    except (DerError, IndexError, ValueError) as error:
        raise CertificatePartUnreadable(part="signatureAlgorithm") from error


def responder_of(answer: ocsp.OCSPResponse) -> Name | None:
    """Give the name of who answered, None where the answer names a key instead (RFC 6960, 4.2.1).

    Raises:
        CertificatePartUnreadable: The answer cannot be read.
    """
    try:
        parts = der.read(answer.tbs_response_bytes).children()
        named = next((one for one in parts[:2] if one.tag == _BY_NAME), None)
        return None if named is None else names.read(named.content)
    except DerError as error:
        raise CertificatePartUnreadable(part="responderID") from error


def nonce_of(answer: ocsp.OCSPResponse) -> bytes | None:
    """Give the nonce of the answer, None where there is none (RFC 9654).

    Raises:
        CertificatePartUnreadable: The extensions of the answer cannot be read.
    """
    try:
        return answer.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:
        return None
    except Exception as error:  # whatever a stranger's answer makes the library say
        raise CertificatePartUnreadable(part="nonce") from error
