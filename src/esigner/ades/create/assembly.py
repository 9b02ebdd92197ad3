"""Checks before a timestamp and revocation material go into a signature."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

from cryptography import x509

from esigner.ades import timestamps
from esigner.ades.create.errors import RevocationBeforeTimestampError, RevocationUnreadableError
from esigner.ades.timestamps.errors import TimestampMismatchError
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix import answers, lists
from esigner.pkix.errors import CertificatePartUnreadableError

TOLERANCE: Final = timedelta(seconds=1)
"""A timestamp may carry milliseconds, an OCSP answer whole seconds only."""


class Signed(Protocol):
    """Anything that knows the signer, such as `Prepared`."""

    @property
    def signer(self) -> x509.Certificate:
        """The signer's certificate."""
        ...


def check_timestamp(timestamp: bytes, *, over: bytes) -> timestamps.Token:
    """Return the token; refuse one that does not cover these bytes."""
    token = timestamps.read(timestamp)
    if not token.covers(over):
        raise TimestampMismatchError(field="imprint")
    return token


def check_order(signed: Signed, *, token: timestamps.Token, revocation: ValidationData) -> None:
    """Refuse what cannot be read, and an answer on the signer from before the timestamp: it proves too little."""
    for encoded in revocation.crls:
        _check_crl(encoded)
    for encoded in revocation.ocsp_responses:
        serials, produced_at = _about(encoded)
        if signed.signer.serial_number in serials and produced_at < token.gen_time - TOLERANCE:
            raise RevocationBeforeTimestampError(
                produced_at=produced_at.isoformat(), timestamp_at=token.gen_time.isoformat()
            )


@lru_cache(maxsize=64)
def _check_crl(encoded: bytes) -> None:
    try:
        lists.load(encoded)
    except CertificatePartUnreadableError as error:
        raise RevocationUnreadableError(reason=str(error)) from error


@lru_cache(maxsize=64)
def _about(encoded: bytes) -> tuple[frozenset[int], datetime]:
    try:
        answer = answers.load(encoded)
    except CertificatePartUnreadableError as error:
        raise RevocationUnreadableError(reason=str(error)) from error
    return frozenset(one.serial_number for one in answer.singles), answer.produced_at
