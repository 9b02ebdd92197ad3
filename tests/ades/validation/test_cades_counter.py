"""A countersignature in CMS, made as RFC 5652 describes it."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from esigner import ades
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.rules import Indication
from esigner.ades.validation import SignatureReport
from esigner.algorithms import signatures
from esigner.asn1 import der, nodes, tags
from esigner.cms import oids, signed_data, writing
from tests.world.cades import detached_cades
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import signing_pki


def _countersigned(*, over: bytes | None = None, content_type: bool = False) -> bytes:
    """Return the CMS with a countersignature; over other bytes, or with the forbidden attribute, for refusals."""
    world, digest = signing_pki(), digest_named("SHA256")
    holder = world.signer("P-384")
    facts = signer_facts.of(holder.certificate)
    encoded, _ = detached_cades()
    value = over or signed_data.read_ber(encoded).signers[0].value
    attributes = cms_writing.signed_attributes(content_digest=digest.digest(value), digest=digest, signer=facts)
    if not content_type:
        kept = [
            node.encoded
            for node in nodes.read_ber(attributes).children()
            if node.child(0).as_oid() != oids.CONTENT_TYPE
        ]
        attributes = der.set_of(*kept)
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    counter = der.sequence(
        der.integer(1),
        facts.issuer_serial,
        digest.identifier_der,
        b"\xa0" + attributes[1:],
        signatures.WRITTEN["ECDSA_SHA256"].identifier_der,
        der.octet_string(holder.key.sign(attributes, ec.ECDSA(hashes.SHA256()))),
    )
    return _with_unsigned(encoded, writing.attribute(oids.COUNTERSIGNATURE, counter), facts.encoded)


def _with_unsigned(encoded: bytes, attribute: bytes, certificate: bytes) -> bytes:
    root = nodes.read_ber(encoded)
    version, digests, content, certificates, signers_set = root.child(1, 0).children()
    signer = der.sequence(*(node.encoded for node in signers_set.child(0).children()), der.context(1, attribute))
    body = der.sequence(
        version.encoded,
        digests.encoded,
        content.encoded,
        der.context(0, certificates.content + certificate),
        der.tlv(tags.SET, signer),
    )
    return der.sequence(root.child(0).encoded, der.context(0, body))


def _judged(document: bytes) -> SignatureReport:
    file = detached_cades()[1]
    report = ades.validate(document, name="a.p7s", trust=trust(), at=VALIDATED_AT, policy="etsi", detached=[file])
    (signature,) = report.signatures
    return signature


def test_countersignature_is_judged_for_itself() -> None:
    (one,) = _judged(_countersigned()).counter_signatures
    assert one.signed_by == "Jānis Paraugs P-384"
    assert one.indication is Indication.INDETERMINATE  # level B: nothing says that it was not revoked
    assert one.rule is not None
    assert one.rule.code == "REVOCATION_MISSING"


@pytest.mark.attack
def test_countersignature_over_another_value_is_refused() -> None:
    signature = _judged(_countersigned(over=b"another value"))
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_FAILED
    assert one.rule is not None
    assert one.rule.code == "DIGEST_WRONG"
    assert "COUNTERSIGNATURE_NOT_VALID" in {w.rule.code for w in signature.warnings}


@pytest.mark.attack
def test_signature_moved_into_the_place_of_a_countersignature_is_refused() -> None:
    (one,) = _judged(_countersigned(content_type=True)).counter_signatures
    assert one.indication is Indication.TOTAL_FAILED
