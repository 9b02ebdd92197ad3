"""XAdES-T and XAdES-LT: the unsigned properties, in the order they were made.

Standard: EN 319 132-1, 5.3 and 5.4. Room: xadesv141:ArchiveTimeStamp goes after what stands here (LTA); its
namespace is declared on the element itself, so that no byte that is already signed changes.
"""

from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509

from esigner.ades.material import Revocation
from esigner.ades.signed_data import encoded_certificate
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
    distinct = dict.fromkeys([_certificate(encoded_certificate(one)) for one in certificates])
    return f"<xades:CertificateValues>{''.join(distinct)}</xades:CertificateValues>" if distinct else ""


@lru_cache(maxsize=256)
def _certificate(encoded: bytes) -> str:
    return f"<xades:EncapsulatedX509Certificate>{b64encode(encoded).decode()}</xades:EncapsulatedX509Certificate>"


def _revocation_values(revocation: Revocation) -> str:
    crls = _values("CRL", revocation.crls)
    return f"<xades:RevocationValues>{crls}{_values('OCSP', revocation.ocsp_responses)}</xades:RevocationValues>"


def _values(kind: str, encoded: Iterable[bytes]) -> str:
    inner = "".join(dict.fromkeys([_value(kind, one) for one in encoded]))
    return f"<xades:{kind}Values>{inner}</xades:{kind}Values>" if inner else ""


@lru_cache(maxsize=256)
def _value(kind: str, encoded: bytes) -> str:
    """Give one value; remembered, because a CRL stays the same for hours and thousands of signatures."""
    return f"<xades:Encapsulated{kind}Value>{b64encode(encoded).decode()}</xades:Encapsulated{kind}Value>"
