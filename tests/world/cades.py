"""CAdES signatures of the signing world, put together from the CMS builder."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from esigner import ades
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.create.cades import message
from esigner.ades.encoding.algorithms import digest_named
from esigner.algorithms import signatures
from esigner.pkix.encoding import encoded_certificate
from tests.world.signed import packed
from tests.world.signing_pki import SIGNED_AT, signing_pki

FILE = ades.DataFile("a.txt", "text/plain", b"Sveiki, pasaule")


def detached_cades(content: bytes = FILE.content) -> tuple[bytes, ades.DataFile]:
    """Return a detached CAdES-B and the file that it is over."""
    world, digest = signing_pki(), digest_named("SHA256")
    holder = world.signer("P-256")
    facts = signer_facts.of(holder.certificate)
    attributes = cms_writing.signed_attributes(
        content_digest=digest.digest(content), digest=digest, signer=facts, signing_time=SIGNED_AT
    )
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    value = holder.key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    encoded = message.content_info(
        message.Signed(attributes, value, signatures.WRITTEN["ECDSA_SHA256"], facts, None),
        content=None,
        certificates=[encoded_certificate(one) for one in world.chain],
        revocation=None,
    )
    return encoded, FILE


def cades_container() -> bytes:
    """Return an ASiC-S with CAdES."""
    return packed(
        {
            "mimetype": b"application/vnd.etsi.asic-s+zip",
            FILE.name: FILE.content,
            "META-INF/signature.p7s": detached_cades()[0],
        }
    )
