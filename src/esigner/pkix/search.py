"""Every path from a certificate to a trust anchor, the shortest first, with a bound on the search.

The sender of certificates can build a maze of them: names that all chain, keys that all fit, each with many
certificates. Three limits prevent that. A path contains a holder (name and key) once, so that certificates of one name
and one key do not accumulate (RFC 4158, 2.4.2). A signature is verified once for each certificate and key. And a search
ends after a number of verifications and of steps that no honest collection needs.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Final

from cryptography import x509

from esigner import bounds
from esigner.pkix import extensions, fields, signatures
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.names import Key

LENGTH_AT_MOST: Final = 8
"""Certificates in a path, including anchor and end entity."""
CANDIDATES_AT_MOST: Final = 64
"""Certificates of one name whose keys are tried on one certificate."""
VERIFICATIONS_AT_MOST: Final = 256
"""Pairs of certificate and key that one search checks."""
STEPS_AT_MOST: Final = 256
"""Times that one search puts an issuer above a certificate."""

_OF_ONE_SUBJECT: Final = 256

Path = tuple[x509.Certificate, ...]
"""The certificate in question first, the anchor last."""


class Pool:
    """Certificates by subject; those with unreadable names are in no path and omitted.

    The first few hundred of a subject are kept: no honest sender sends more.
    """

    def __init__(self, certificates: Iterable[x509.Certificate]) -> None:
        """Index them by subject."""
        self._by_subject: dict[Key, list[x509.Certificate]] = {}
        for certificate in dict.fromkeys(certificates):
            bounds.spend()
            with suppress(CertificatePartUnreadableError):
                same = self._by_subject.setdefault(fields.subject(certificate).key, [])
                if len(same) < _OF_ONE_SUBJECT:
                    same.append(certificate)

    def named(self, key: Key) -> Sequence[x509.Certificate]:
        """Return the certificates of that subject, in order of arrival."""
        return self._by_subject.get(key, ())


def paths(
    certificate: x509.Certificate, *, pools: Sequence[Pool], is_anchor: Callable[[x509.Certificate], bool]
) -> Iterator[Path]:
    """Return the paths with chaining names and valid signatures; nothing else is judged.

    Args:
        certificate: The start of the paths; if it is an anchor itself, it is the only path.
        pools: Where issuers are searched for, anchors included, in this order.
        is_anchor: Whether a path may end there.
    """
    search = _Search(pools, is_anchor)
    waiting = deque[Path]([(certificate,)])
    while waiting:
        path = waiting.popleft()
        if is_anchor(path[-1]):
            yield path
        elif len(path) < LENGTH_AT_MOST:
            waiting.extend((*path, issuer) for issuer in search.issuers(path))


class _Search:
    """The knowledge and cost of one search."""

    def __init__(self, pools: Sequence[Pool], is_anchor: Callable[[x509.Certificate], bool]) -> None:
        self._pools = pools
        self._is_anchor = is_anchor
        self._issuers: dict[bytes, tuple[x509.Certificate, ...]] = {}
        self._key_identifiers: dict[bytes, bytes | None] = {}
        self._seen: set[tuple[bytes, bytes]] = set()
        self._steps = 0

    def issuers(self, path: Path) -> Iterator[x509.Certificate]:
        """Return the signers of the last certificate that are not yet in the path."""
        try:
            holders, found = {_holder(one) for one in path}, self._issuers_of(path[-1])
        except CertificatePartUnreadableError:
            return
        for issuer in found:
            bounds.spend()
            if self._steps < STEPS_AT_MOST and _holder(issuer) not in holders:
                self._steps += 1
                yield issuer

    def _issuers_of(self, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Return every certificate with the issuer's name whose key signed this one; computed once."""
        parts = fields.of(certificate)
        known = self._issuers.get(parts.digest)
        if known is None:
            named = dict.fromkeys(one for pool in self._pools for one in pool.named(parts.issuer.key))
            wanted, own = extensions.issuer_key_identifier(certificate), _holder(certificate)
            others = [one for one in named if _holder(one) != own]
            others.sort(key=lambda one: self._rank(one, wanted))
            known = tuple(one for one in others[:CANDIDATES_AT_MOST] if self._is_signed(certificate, one))
            self._issuers[parts.digest] = known
        return known

    def _is_signed(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        pair = signatures.pair_of(certificate, issuer)
        if pair not in self._seen and len(self._seen) >= VERIFICATIONS_AT_MOST:
            return False
        self._seen.add(pair)
        return signatures.is_signed_by(certificate, issuer)

    def _rank(self, issuer: x509.Certificate, wanted: bytes | None) -> tuple[bool, int]:
        """Anchors first, then those with the named key identifier (RFC 4158, 3.5.12)."""
        bounds.spend()
        digest = fields.of(issuer).digest
        if digest not in self._key_identifiers:
            self._key_identifiers[digest] = extensions.key_identifier(issuer)
        own = self._key_identifiers[digest]
        fit = 1 if wanted is None or own is None else 0 if wanted == own else 2
        return not self._is_anchor(issuer), fit


def _holder(certificate: x509.Certificate) -> tuple[Key, bytes]:
    parts = fields.of(certificate)
    return parts.subject.key, parts.key_digest
