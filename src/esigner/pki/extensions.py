"""The X.509 extensions required by a profile and its issuer's addresses."""

from collections.abc import Iterator
from typing import Final

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ObjectIdentifier

from esigner.asn1 import der
from esigner.pki.profiles import Profile, QcType, Usage
from esigner.pki.urls import Urls

QC_STATEMENTS: Final = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_QC_COMPLIANCE = "0.4.0.1862.1.1"
_QC_SSCD = "0.4.0.1862.1.4"
_QC_TYPE = "0.4.0.1862.1.6"

Extension = tuple[x509.ExtensionType, bool]
"""An extension and whether it is critical."""


def of(profile: Profile, urls: Urls) -> Iterator[Extension]:
    """Return everything except the two key identifiers."""
    yield x509.BasicConstraints(ca=profile.is_authority, path_length=profile.path_length), True
    yield _key_usage(profile.usages), True
    if profile.extended_usages:
        yield x509.ExtendedKeyUsage(profile.extended_usages), profile.extended_usage_critical
    if profile.policies:
        policies = [x509.PolicyInformation(ObjectIdentifier(policy), None) for policy in profile.policies]
        yield x509.CertificatePolicies(policies), False
    if profile.alternative_names:
        yield x509.SubjectAlternativeName(profile.alternative_names), False
    if profile.qc_type:
        yield x509.UnrecognizedExtension(QC_STATEMENTS, _qc_statements(profile.qc_type)), False
    if profile.ocsp_nocheck:
        # The status of a status responder's certificate is not to be queried (RFC 6960 4.2.2.2.1).
        yield x509.OCSPNoCheck(), False
    else:
        yield from _addresses(urls)


def _key_usage(usages: frozenset[Usage]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=Usage.DIGITAL_SIGNATURE in usages,
        content_commitment=Usage.CONTENT_COMMITMENT in usages,
        key_cert_sign=Usage.KEY_CERT_SIGN in usages,
        crl_sign=Usage.CRL_SIGN in usages,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _addresses(urls: Urls) -> Iterator[Extension]:
    access = [
        x509.AccessDescription(method, x509.UniformResourceIdentifier(url))
        for method, url in (
            (AuthorityInformationAccessOID.OCSP, urls.ocsp),
            (AuthorityInformationAccessOID.CA_ISSUERS, urls.issuer),
        )
        if url
    ]
    if access:
        yield x509.AuthorityInformationAccess(access), False
    if urls.crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(urls.crl)], None, None, None)
        yield x509.CRLDistributionPoints([point]), False


def _qc_statements(qc_type: QcType) -> bytes:
    """Return QCStatements: compliance, key in a device, and the type (EN 319 412-5 4.2)."""
    return der.sequence(
        der.sequence(der.oid(_QC_COMPLIANCE)),
        der.sequence(der.oid(_QC_SSCD)),
        der.sequence(der.oid(_QC_TYPE), der.sequence(der.oid(qc_type.value))),
    )
