"""The constant text of all XAdES signatures by one certificate with one algorithm, written once.

The text between two holes of the templates in `signature` is joined here; it contains no file, time or claim.
"""

from base64 import b64encode
from dataclasses import dataclass

from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.encoding.algorithms import choose, digest_named
from esigner.ades.encoding.errors import AlgorithmNotSupportedError
from esigner.ades.encoding.markup import C14N_11, NAMESPACES, SIGNED_PROPERTIES_TYPE
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.signatures import SignatureAlgorithm

_TEMPLATES_AT_MOST = 32


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """The constant text of the signatures of one certificate, with its namespaces where canonical text has them."""

    digest: DigestAlgorithm
    algorithm: SignatureAlgorithm
    certificate_digest: bytes
    signed_info: str
    """Up to the first reference; canonical."""
    digest_method: str
    """From the end of a reference's attributes to its digest value."""
    properties_reference: str
    """From the signature's Id inside the reference to SignedProperties to that reference's digest value."""
    signing_certificate: str
    """From the end of the signing time to the claims."""


def template_of(signer: SigningCertificate, *, digest: str, signature: str | None) -> Template:
    """Return the template for a digest algorithm and a signature algorithm by name, computed once per certificate."""
    known = signer.templates.get((digest, signature))
    if isinstance(known, Template):
        return known
    made = _template(signer, digest_named(digest), choose(signer.kind, digest=digest, signature=signature))
    if len(signer.templates) < _TEMPLATES_AT_MOST:
        signer.templates[(digest, signature)] = made
    return made


def _template(signer: SigningCertificate, digest: DigestAlgorithm, algorithm: SignatureAlgorithm) -> Template:
    if not algorithm.xml_uri:
        raise AlgorithmNotSupportedError(algorithm=algorithm.name)
    method = f'<ds:DigestMethod Algorithm="{digest.xml_uri}"></ds:DigestMethod><ds:DigestValue>'
    return Template(
        digest=digest,
        algorithm=algorithm,
        certificate_digest=signer.digest(digest),
        signed_info=(
            f'<ds:SignedInfo{NAMESPACES}><ds:CanonicalizationMethod Algorithm="{C14N_11}">'
            f'</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{algorithm.xml_uri}"></ds:SignatureMethod>'
        ),
        digest_method=f'">{method}',
        properties_reference=(
            f'-sp"><ds:Transforms><ds:Transform Algorithm="{C14N_11}"></ds:Transform></ds:Transforms>{method}'
        ),
        signing_certificate=(
            f"</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>{method}"
            f"{b64encode(signer.digest(digest)).decode()}</ds:DigestValue></xades:CertDigest><xades:IssuerSerialV2>"
            f"{b64encode(signer.general_issuer_serial).decode()}</xades:IssuerSerialV2></xades:Cert>"
            "</xades:SigningCertificateV2>"
        ),
    )


PROPERTIES_REFERENCE = f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#'
"""Up to the signature's Id."""
