"""Raising the level of a document in the signing world, stage by stage."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from esigner import ades
from esigner.ades import augment
from tests.world.signing_pki import SIGNED_AT, SigningPki, signing_pki

ARCHIVED_AT = SIGNED_AT + timedelta(hours=1)


def augmented(
    document: bytes,
    level: ades.Level,
    *,
    at: datetime = ARCHIVED_AT,
    stamped_at: datetime = SIGNED_AT,
    detached: Sequence[ades.DataFile] = (),
    pki: SigningPki | None = None,
) -> bytes:
    """Give the document at a level, with timestamps and material of the world.

    Signature timestamps are dated `stamped_at`, archive timestamps `at`.
    """
    world = pki or signing_pki()
    for stage in augment.stages(document, level=level, detached=detached, known=world.chain):
        wanted = augment.needs(document, stage=stage, detached=detached, known=world.chain)
        moment = stamped_at if stage is augment.Stage.TIMESTAMP else at
        material = None
        if stage is augment.Stage.MATERIAL:
            # OCSP for signers only: the JDK takes the one answer that it finds for the signer's; CRLs serve the others.
            signers = [c for c in wanted.revocation_of if c not in (world.tsu.certificate, *world.chain)]
            answers = tuple(world.ocsp(c) for c in signers)
            material = ades.Revocation(
                ocsp_responses=answers,
                crls=(world.crl(), world.crl(world.issuing)),
                certificates=(world.issuing.certificate, world.root.certificate, world.responder.certificate),
            )
        tokens = [world.token(data, at=moment) for data in wanted.timestamps_over]
        document = augment.apply(
            document, stage=stage, at=at, timestamps=tokens, revocation=material, detached=detached
        )
    return document
