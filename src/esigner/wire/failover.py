"""Several services of one kind, asked in their order until one answers rightly."""

import time
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from esigner.errors import EsignerError
from esigner.wire import breaker, http, metrics
from esigner.wire.breaker import Tolerance
from esigner.wire.errors import AddressInvalidError, ServicePausedError, WireError

Given = TypeVar("Given")
Ask = Callable[[str, float], Given]
"""Takes an address and the seconds it may take; raises a WireError where the answer is not available, or not right."""

_ABOUT_THE_QUESTION: Final = frozenset({"UNAUTHORIZED", "MALFORMED_REQUEST", "SIG_REQUIRED", "UNKNOWN"})
"""What a healthy responder says to a question that is not for it."""


def first(
    urls: Sequence[str],
    ask: Ask[Given],
    *,
    kind: str,
    timeout_seconds: float,
    total_seconds: float | None = None,
    tolerance: Tolerance = breaker.DEFAULT,
) -> Given:
    """Return the first right answer; a service whose breaker is open is passed over.

    Args:
        urls: In the order of preference.
        ask: The question.
        kind: TSA, OCSP or CRL, for breakers and figures.
        timeout_seconds: For each service.
        total_seconds: For all together; by default every service has its full time.
        tolerance: When to stop asking a service.

    Raises:
        ServicePausedError: Every breaker is open.
        WireError: The first answer after which a later try may help; else the first answer.
    """
    until = time.monotonic() + (timeout_seconds * len(urls) if total_seconds is None else total_seconds)
    failures: list[WireError] = []
    for url in urls:
        left = min(timeout_seconds, until - time.monotonic())
        if left <= 0:
            break
        guard = breaker.of(kind, url)
        if not guard.admits(tolerance):
            metrics.passed_over(kind, http.service_name(url))
            failures.append(ServicePausedError(service=http.service_name(url)))
            continue
        try:
            return _asked(ask, url, left, kind=kind, guard=guard, tolerance=tolerance)
        except WireError as error:
            failures.append(error)
    failures.sort(key=_helpfulness)  # stable: the order of the services remains
    raise failures[0] if failures else AddressInvalidError(service=kind)


def _asked(
    ask: Ask[Given], url: str, seconds: float, *, kind: str, guard: breaker.Breaker, tolerance: Tolerance
) -> Given:
    service, began = http.service_name(url), time.monotonic()
    try:
        given = ask(url, seconds)
    except EsignerError as error:
        metrics.asked(kind, service, seconds=time.monotonic() - began, failure=error.code)
        if error.data.get("reason") in _ABOUT_THE_QUESTION:
            guard.succeeded()
        else:
            guard.failed(tolerance)
        raise
    except BaseException:
        guard.failed(tolerance)
        raise
    metrics.asked(kind, service, seconds=time.monotonic() - began)
    guard.succeeded()
    return given


def _helpfulness(error: WireError) -> int:
    if isinstance(error, ServicePausedError):
        return 1
    return 0 if error.retryable else 2
