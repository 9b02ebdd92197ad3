"""The agency's e-seal over letters and files: level LT, by the same chain as `esigner seal` (`wire.keys.sealing`).

A letter that was sealed while a service did not answer is kept at the level it reached and finished by the next try:
the key is asked once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from esigner import ades
from esigner.notices import seal_key, unfinished
from esigner.notices.errors import SealRevokedError
from esigner.notices.seal_key import Seal
from esigner.wire import evidence, levels, sealing, stamping
from esigner.wire.errors import SignerNotGoodError
from esigner.wire.keys.validity import OutOfTime
from esigner.wire.sealing import Sealed, SealOptions

ENVIRONMENT: Final = "production"
"""Whose authorities stamp: letters are official also in a sandbox's test environment."""


def seal(pdf: bytes, *, at: datetime, reason: str = "", name: str = "dokuments.pdf", order: str = "") -> bytes:
    """Return the PDF with the agency's seal, PAdES-B-LT.

    Args:
        pdf: The letter.
        at: Claimed time.
        reason: As the signature says it.
        name: Of the file.
        order: Identifies the letter, so that a later try finds what an earlier one had sealed.

    Raises:
        SealMissingError: No key is installed.
        SealRevokedError: The issuer does not say that the certificate is good.
        KeyProblemError: The key does not sign.
        WireError: The time-stamping authority or the responder did not answer; try again later.
    """
    own, kept = seal_key.load(at=at), unfinished.find(order)
    if kept is not None:
        return _finished(kept, own, order=order, at=at)
    files = [ades.DataFile(name=name, media_type="application/pdf", content=pdf)]
    sealed = _sealed(files, own, options=_options(own, format=ades.Format.PDF, reason=reason), at=at)
    if sealed.error is not None:
        unfinished.keep(order, document=sealed.document, at=at)
    return sealed.at_level()


def seal_files(files: Sequence[ades.DataFile], *, at: datetime) -> bytes:
    """Return a sealed container of the files, level LT. Raises as `seal`."""
    own = seal_key.load(at=at)
    return _sealed(files, own, options=_options(own, format=ades.Format.ASICE), at=at).at_level()


def seal_at_best(files: Sequence[ades.DataFile], *, at: datetime) -> bytes:
    """Return a sealed container of the files: level LT, or what is reached where services do not answer.

    Raises:
        SealMissingError, KeyProblemError: As `seal`.
    """
    own = seal_key.load(at=at)
    options = replace(_options(own, format=ades.Format.ASICE), out_of_time=OutOfTime.ACCEPTED)
    try:
        return _sealed(files, own, options=options, at=at).document
    except SealRevokedError:
        return _sealed(files, own, options=replace(options, level=ades.Level.B), at=at).document


def _sealed(files: Sequence[ades.DataFile], own: Seal, *, options: SealOptions, at: datetime) -> Sealed:
    try:
        return sealing.seal(files, key=own.key, options=options, at=at)
    except SignerNotGoodError as error:
        raise SealRevokedError(state=error.data["state"]) from error


def _finished(kept: bytes, own: Seal, *, order: str, at: datetime) -> bytes:
    """Return the letter that an earlier try sealed, at level LT."""
    options = _options(own, format=ades.Format.PDF)
    try:
        document = levels.raised(
            kept, level=options.level, authorities=_authorities(), at=at, known=options.known, reach=options.reach
        )
    except SignerNotGoodError as error:
        unfinished.forget(order)  # the seal that made it is no longer valid; another one seals anew
        raise SealRevokedError(state=error.data["state"]) from error
    unfinished.forget(order)
    return document


def _options(own: Seal, *, format: ades.Format, reason: str = "") -> SealOptions:  # noqa: A002 - the word of the API
    authorities = _authorities()
    return SealOptions(
        format=format,
        level=ades.Level.LT,
        authorities=authorities,
        known=(*own.chain, *authorities.anchors),
        reason=reason or None,
        reach=evidence.Reach(list_age=timedelta(seconds=settings.ESIGNER_CRL_AGE_SECONDS)),
    )


def _authorities() -> stamping.Authorities:
    """Return which authorities to ask for timestamps, and whose tokens count."""
    found: stamping.Authorities = import_string(settings.ESIGNER_TIME_STAMPING)(ENVIRONMENT)
    return found
