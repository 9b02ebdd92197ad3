"""XAdES-T and XAdES-LT: the unsigned properties, in the order of creation.

Standard: EN 319 132-1, 5.3 and 5.4. Room: xadesv141:ArchiveTimeStamp goes after the content here (LTA); its
namespace is declared on the element itself, so no byte that is already signed changes.
"""

from base64 import b64encode
from binascii import b2a_base64
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.ades.encoding.markup import C14N_11
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix.encoding import encoded_certificate


def properties(*, timestamp: bytes, revocation: ValidationData | None, issuers: Iterable[x509.Certificate]) -> str:
    """Return UnsignedProperties with the signature timestamp and, for LT, certificates and revocation values."""
    held = crls = answers = closing = ""
    if revocation is not None:
        held = _certificate_values(tuple([encoded_certificate(one) for one in (*issuers, *revocation.certificates)]))
        crls, answers = _crl_values(revocation.crls), _values("OCSP", revocation.ocsp_responses)
        closing = "</xades:RevocationValues>"
    return (
        f"{_OPENING}{b2a_base64(timestamp, newline=False).decode()}</xades:EncapsulatedTimeStamp>"
        f"</xades:SignatureTimeStamp>{held}{crls}{answers}{closing}"
        "</xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
    )


_OPENING: Final = (
    "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>"
    f'<ds:CanonicalizationMethod Algorithm="{C14N_11}"></ds:CanonicalizationMethod><xades:EncapsulatedTimeStamp>'
)
"""Up to the token."""

# Certificates and lists stay the same for hours and thousands of signatures: their text is cached.


@lru_cache(maxsize=64)
def _certificate_values(encoded: tuple[bytes, ...]) -> str:
    inner = "".join(
        f"<xades:EncapsulatedX509Certificate>{b64encode(one).decode()}</xades:EncapsulatedX509Certificate>"
        for one in dict.fromkeys(encoded)
    )
    return f"<xades:CertificateValues>{inner}</xades:CertificateValues>" if inner else ""


@lru_cache(maxsize=16)
def _crl_values(encoded: tuple[bytes, ...]) -> str:
    """Return the beginning of RevocationValues with the lists."""
    return f"<xades:RevocationValues>{_values('CRL', encoded)}"


def _values(kind: str, encoded: Iterable[bytes]) -> str:
    inner = "".join(
        [
            f"<xades:Encapsulated{kind}Value>{b2a_base64(one, newline=False).decode()}</xades:Encapsulated{kind}Value>"
            for one in dict.fromkeys(encoded)
        ]
    )
    return f"<xades:{kind}Values>{inner}</xades:{kind}Values>" if inner else ""
