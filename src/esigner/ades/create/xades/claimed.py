"""The signer's further claims as XAdES properties: policy and commitment (EN 319 132-1, 5.2.9 and 5.2.3)."""

from base64 import b64encode

from esigner.ades.create.claims import Commitment, SignaturePolicy
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.encoding.markup import text


def policy_identifier(policy: SignaturePolicy | None) -> str:
    """Return xades:SignaturePolicyIdentifier, or nothing."""
    if policy is None:
        return ""
    return (
        "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
        f'<xades:Identifier Qualifier="OIDAsURN">urn:oid:{policy.oid}</xades:Identifier></xades:SigPolicyId>'
        f'<xades:SigPolicyHash><ds:DigestMethod Algorithm="{digest_named(policy.digest_algorithm).xml_uri}">'
        f"</ds:DigestMethod><ds:DigestValue>{b64encode(policy.digest).decode()}</ds:DigestValue>"
        f"</xades:SigPolicyHash>{_location(policy.uri)}</xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>"
    )


def commitment_indication(commitment: Commitment) -> str:
    """Return xades:CommitmentTypeIndication for all that is signed."""
    return (
        f"<xades:CommitmentTypeIndication><xades:CommitmentTypeId><xades:Identifier>{commitment.uri}"
        "</xades:Identifier></xades:CommitmentTypeId><xades:AllSignedDataObjects></xades:AllSignedDataObjects>"
        "</xades:CommitmentTypeIndication>"
    )


def _location(uri: str) -> str:
    if not uri:
        return ""
    return (
        f"<xades:SigPolicyQualifiers><xades:SigPolicyQualifier><xades:SPURI>{text(uri, field='policy')}</xades:SPURI>"
        "</xades:SigPolicyQualifier></xades:SigPolicyQualifiers>"
    )
