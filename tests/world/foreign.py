"""PDFs that pyHanko signed by itself in the signing world: its own CMS, its own DSS, its own document timestamps."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from asn1crypto import crl as asn1_crl  # type: ignore[import-untyped]  # it publishes no types
from asn1crypto import keys as asn1_keys
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import tsp as asn1_tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from esigner.ades import Level
from tests.world.signing_pki import SIGNED_AT, Holder, signing_pki

STAMPED_AT = SIGNED_AT + timedelta(minutes=1)


def signed_by_pyhanko(content: bytes, level: Level, *, kind: str = "P-256") -> bytes:
    """Return the PDF signed at level B, T, LT or LTA."""
    world = signing_pki()
    holder = world.signer(kind)
    authorities = [_certificate(one.certificate) for one in (world.issuing, world.root, world.responder)]
    certificates: Any = SimpleCertificateStore
    store, stamper = certificates.from_certs(authorities), _Stamper()  # type: ignore[no-untyped-call]  # pyHanko's
    signer: Any = SimpleSigner(
        signing_cert=_certificate(holder.certificate),
        signing_key=_key(holder),
        cert_registry=store,
    )
    lasting = level in {Level.LT, Level.LTA}
    answers = [world.ocsp(one) for one in (holder.certificate, world.tsu.certificate)]
    metadata = PdfSignatureMetadata(
        field_name="Paraksts",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=lasting,
        use_pades_lta=level is Level.LTA,
        validation_context=ValidationContext(
            trust_roots=[_certificate(world.root.certificate)],
            other_certs=authorities,
            ocsps=[asn1_ocsp.OCSPResponse.load(one) for one in answers],
            crls=[asn1_crl.CertificateList.load(one) for one in (world.crl(), world.crl(world.issuing))],
            moment=STAMPED_AT,
            retroactive_revinfo=True,
        ),
    )
    writer: Any = IncrementalPdfFileWriter(BytesIO(content))
    if writer.prev.encrypted:
        writer.encrypt(b"")
    out: Any = sign_pdf(writer, metadata, signer=signer, timestamper=None if level is Level.B else stamper)
    return bytes(out.getvalue())


class _Stamper(TimeStamper):
    """The world's time-stamping unit as pyHanko asks for it."""

    async def async_request_tsa_response(self, req: Any) -> Any:  # noqa: ANN401  ASN.1 of a library without types
        imprint = req["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native.upper()
        world, digest, nonce = signing_pki(), imprint["hashed_message"].native, req["nonce"].native
        token = world.token_over(digest, algorithm=algorithm, at=STAMPED_AT, nonce=nonce)
        return asn1_tsp.TimeStampResp.load(world.response(token))


def _certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _key(holder: Holder) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(holder.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
