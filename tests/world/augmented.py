"""Raising the level of a document in the signing world, stage by stage."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from esigner import ades
from esigner.ades import augment
from tests.world.signed import changed, entries
from tests.world.signing_pki import SIGNED_AT, SigningPki, signing_pki

_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_DS = "http://www.w3.org/2000/09/xmldsig#"
ARCHIVED_AT = SIGNED_AT + timedelta(hours=1)


def augmented(
    document: bytes,
    level: ades.Level,
    *,
    at: datetime = ARCHIVED_AT,
    stamped_at: datetime = SIGNED_AT,
    detached: Sequence[ades.DataFile] = (),
    pki: SigningPki | None = None,
    archive: augment.Archive = augment.Archive.SIGNATURE,
) -> bytes:
    """Return the document at a level, with timestamps and material of the world.

    Signature timestamps are dated `stamped_at`, archive timestamps `at`.
    """
    world = pki or signing_pki()
    for stage in augment.stages(document, level=level, detached=detached, known=world.chain):
        wanted = augment.needs(document, stage=stage, detached=detached, known=world.chain, archive=archive)
        moment = stamped_at if stage is augment.Stage.TIMESTAMP else at
        material = None
        if stage is augment.Stage.MATERIAL:
            # OCSP for signers only: the JDK takes the one answer that it finds for the signer's; CRLs serve the others.
            signers = [c for c in wanted.revocation_of if c not in (world.tsu.certificate, *world.chain)]
            answers = tuple(world.ocsp(c) for c in signers)
            material = ades.ValidationData(
                ocsp_responses=answers,
                crls=(world.crl(), world.crl(world.issuing)),
                certificates=(world.issuing.certificate, world.root.certificate, world.responder.certificate),
            )
        tokens = [world.token(data, at=moment) for data in wanted.timestamps_over]
        document = augment.apply(
            document, stage=stage, at=at, timestamps=tokens, revocation=material, detached=detached, archive=archive
        )
    return document


def _row(name: str, content: bytes) -> str:
    return (
        f'<DataObjectReference URI="{name}"><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<d:DigestValue>{b64encode(sha256(content).digest()).decode()}</d:DigestValue></DataObjectReference>"
    )


def archived_elsewhere(container: bytes, *, kind: str = "Archive") -> bytes:
    """Return the container with an ASiCArchiveManifest of all in it, as other software writes it."""
    rows = "".join(_row(name, content) for name, content in entries(container).items() if name != "mimetype")
    token_name = "META-INF/timestamp001.tst"
    manifest = (
        f'<ASiCManifest xmlns="{_ASIC}" xmlns:d="{_DS}"><SigReference URI="{token_name}"/>{rows}</ASiCManifest>'
    ).encode()
    token = signing_pki().token(manifest, at=ARCHIVED_AT)
    return changed(container, {f"META-INF/ASiC{kind}Manifest.xml": manifest, token_name: token})
