"""XAdES-B enveloped by a small XML document, as signxml makes it and as we do: from bytes to bytes."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.xades.xades import XAdESDataObjectFormat, XAdESSigner

from bench.material import FOR_XML, Material
from bench.measure import Work
from esigner import ades
from tests.world.signing_pki import SIGNED_AT

DOCUMENT: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n<dokuments><teksts>' + FOR_XML + b"</teksts></dokuments>"


def ours(material: Material) -> Work:
    """Return the work of our engine."""
    signer = material.signer
    sealer = ades.Sealer(
        format=ades.Format.XADES, key=signer.key, signer=signer.certificate, chain=material.world.chain
    )
    return lambda: sealer.seal([ades.DataFile("a.xml", "text/xml", DOCUMENT)], signed_at=SIGNED_AT)


def stock_signxml(material: Material) -> Work:
    """Return the work of signxml: one signer for all calls, with the key, certificates and algorithms that we use."""
    key = material.signer.key
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    signer = XAdESSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1,
        data_object_format=XAdESDataObjectFormat(Description="", MimeType="text/xml"),
    )
    chain = [material.signer.certificate, *material.world.chain]

    def work() -> object:
        document = etree.fromstring(DOCUMENT)
        signed = signer.sign(document, key=key, cert=chain, always_add_key_value=False)
        return etree.tostring(signed)

    return work
