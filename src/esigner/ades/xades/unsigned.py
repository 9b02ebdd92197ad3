"""XAdES-T and XAdES-LT: the unsigned properties, in the order they were made.

Standard: EN 319 132-1, 5.3 and 5.4. Room: xadesv141:ArchiveTimeStamp goes after what stands here (LTA); its
namespace is declared on the element itself, so that no byte that is already signed changes.
"""

from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.material import Revocation
from esigner.ades.xades.markup import C14N_11


def properties(*, timestamp: bytes, revocation: Revocation | None, issuers: Iterable[x509.Certificate]) -> str:
    """Give UnsignedProperties with the signature timestamp and, for LT, certificates and revocation values."""
    inner = _signature_timestamp(timestamp)
    if revocation is not None:
        inner += _certificate_values((*issuers, *revocation.certificates)) + _revocation_values(revocation)
    return (
        "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>"
        f"{inner}</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
    )


def _signature_timestamp(token: bytes) -> str:
    return (
        f'<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm="{C14N_11}"></ds:CanonicalizationMethod>'
        f"<xades:EncapsulatedTimeStamp>{b64encode(token).decode()}</xades:EncapsulatedTimeStamp>"
        "</xades:SignatureTimeStamp>"
    )


def _certificate_values(certificates: Iterable[x509.Certificate]) -> str:
    distinct = dict.fromkeys(certificates)
    if not distinct:
        return ""
    return f"<xades:CertificateValues>{''.join(map(_certificate, distinct))}</xades:CertificateValues>"


@lru_cache(maxsize=256)
def _certificate(certificate: x509.Certificate) -> str:
    encoded = b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return f"<xades:EncapsulatedX509Certificate>{encoded}</xades:EncapsulatedX509Certificate>"


def _revocation_values(revocation: Revocation) -> str:
    crls = _values("CRL", revocation.crls)
    return f"<xades:RevocationValues>{crls}{_values('OCSP', revocation.ocsp_responses)}</xades:RevocationValues>"


def _values(kind: str, encoded: Iterable[bytes]) -> str:
    inner = "".join(
        f"<xades:Encapsulated{kind}Value>{b64encode(one).decode()}</xades:Encapsulated{kind}Value>"
        for one in dict.fromkeys(encoded)
    )
    return f"<xades:{kind}Values>{inner}</xades:{kind}Values>" if inner else ""
