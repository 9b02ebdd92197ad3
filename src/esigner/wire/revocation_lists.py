"""Certificate revocation lists over HTTP, and those that this process read a moment ago."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509

from esigner.pkix import extensions, list_scope, lists
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.lists import RevocationList, Unfit
from esigner.wire import failover, http
from esigner.wire.errors import AnswerInvalidError

DEFAULT_AGE: Final = timedelta(minutes=5)
"""How long a list is used again; never past its nextUpdate."""

_MAX_BYTES: Final = 20 * 1024 * 1024
_MAX_KEPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentList:
    """A complete list, signed by its issuer and not past its nextUpdate when it was returned."""

    encoded: bytes
    parsed: RevocationList
    next_update: datetime
    fetched: float
    """Monotonic seconds."""

    def holds(self, certificate: x509.Certificate) -> bool:
        """Return whether the certificate, of the same issuer, is revoked.

        Raises:
            AnswerInvalidError: What the list says about it cannot be understood.
        """
        try:
            return self.parsed.revoked_at(certificate) is not None
        except CertificatePartUnreadableError as error:
            raise AnswerInvalidError(service="CRL", reason="CRL_MALFORMED") from error

    def is_fresh(self, age: timedelta) -> bool:
        """Return whether it may be used again."""
        return time.monotonic() - self.fetched < age.total_seconds() and datetime.now(UTC) < self.next_update


def fetch(
    url: str,
    *,
    issuer: x509.Certificate | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
    limit_bytes: int = _MAX_BYTES,
) -> bytes:
    """Return the DER CRL at `url` (PEM is converted); its signature is verified where the issuer is given.

    Raises:
        UnreachableError, ServiceFailedError: Try again later.
        ServiceRefusedError, AnswerTooLargeError, AnswerInvalidError: A second try will not help.
    """
    answer = http.exchange("GET", url, timeout_seconds=timeout_seconds, limit_bytes=limit_bytes)
    listed = _read(answer.body, url=url)
    fault = None if issuer is None else _why_not_signed(listed, issuer)
    if fault is not None:
        reason = "CRL_ALGORITHM" if fault is Unfit.WEAK else "CRL_SIGNATURE"
        raise AnswerInvalidError(service=http.service_name(url), reason=reason)
    return listed.encoded


def current(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    age: timedelta = DEFAULT_AGE,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> CurrentList:
    """Return the list that would hold the certificate: kept for `age`, fetched by one thread at a time.

    A certificate may name several addresses of one list: the next is asked where one fails.

    Raises:
        AddressInvalidError: The certificate names no list over HTTP.
        WireError: None of its addresses returns the list.
    """
    urls = addresses(certificate)
    key = urls, issuer
    with _guard:
        turn = _fetching.setdefault(key, threading.Lock())
    with turn:
        known = _lists.get(key)
        if known is not None and known.is_fresh(age) and _covers(known.parsed, certificate):
            return known
        found = failover.first(
            urls,
            lambda url, seconds: _checked(fetch(url, issuer=issuer, timeout_seconds=seconds), certificate, url=url),
            kind="CRL",
            timeout_seconds=timeout_seconds,
        )
        _keep(key, found)
        return found


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the addresses of the list, over HTTP, that the certificate names; a root names none."""
    points = extensions.listed(certificate, x509.CRLDistributionPoints) or ()
    names = [str(name.value) for point in points for name in point.full_name or ()]
    return tuple(name for name in names if name.startswith(("http:", "https:")))


def forget() -> None:
    """Drop every kept list; the next question fetches anew."""
    with _guard:
        _lists.clear()


_Key = tuple[tuple[str, ...], x509.Certificate]
_lists: Final[OrderedDict[_Key, CurrentList]] = OrderedDict()
"""By addresses and issuer: an address that changes hands does not keep its old list alive."""
_fetching: Final[dict[_Key, threading.Lock]] = {}
_guard: Final = threading.Lock()


def _keep(key: _Key, found: CurrentList) -> None:
    with _guard:
        _lists[key] = found
        while len(_lists) > _MAX_KEPT:
            _fetching.pop(_lists.popitem(last=False)[0], None)


def _checked(encoded: bytes, certificate: x509.Certificate, *, url: str) -> CurrentList:
    """Return the list if it covers the certificate completely, and is still current."""
    listed = _read(encoded, url=url)
    reason = ""
    if not _covers(listed, certificate):
        reason = "CRL_PARTIAL"
    elif listed.next_update is None or listed.next_update <= datetime.now(UTC):
        reason = "CRL_OUT_OF_DATE"
    if reason or listed.next_update is None:
        raise AnswerInvalidError(service=http.service_name(url), reason=reason)
    return CurrentList(encoded=encoded, parsed=listed, next_update=listed.next_update, fetched=time.monotonic())


def _covers(listed: RevocationList, certificate: x509.Certificate) -> bool:
    try:
        return list_scope.covers(listed.extensions, certificate)
    except CertificatePartUnreadableError:
        return False


def _read(body: bytes, *, url: str) -> RevocationList:
    try:
        return lists.load_any(body)
    except CertificatePartUnreadableError as error:
        raise AnswerInvalidError(service=http.service_name(url), reason="CRL_MALFORMED") from error


def _why_not_signed(listed: RevocationList, issuer: x509.Certificate) -> Unfit | None:
    try:
        return lists.why_not_signed(listed, issuer)
    except CertificatePartUnreadableError:
        return Unfit.SIGNATURE
