"""Keys that are known to be weak: by their maker's fault (CVE-2017-15361), and by lists."""

from contextlib import redirect_stderr
from functools import cache
from hashlib import sha256
from io import StringIO
from math import isqrt
from typing import Final

from badkeys.checks import checkall, checkrsa

from esigner.pki import published_keys
from esigner.pki.errors import KeyListUnreadableError

_ROCA_PRIMES_UP_TO: Final = 167
_GENERATOR: Final = 65_537
_BADKEYS: Final = ("rsainvalid", "rsapoly", "sharedprimes", "smalld")
"""By name: its default list holds checks that we do ourselves, and later versions may add slow or noisy ones."""


def has_roca_fingerprint(modulus: int) -> bool:
    """Return whether it looks made by the Infineon library of CVE-2017-15361.

    Such primes are powers of 65537 modulo every small prime, and so is their product; by chance a modulus passes
    all of them less than once in 2^27.
    """
    return all(modulus % prime in powers for prime, powers in _roca_residues())


def known_weakness(modulus: int, exponent: int) -> str | None:
    """Return the name of the `badkeys` check that hits, None where none does."""
    hits = checkrsa(modulus, e=exponent, checks=_BADKEYS)
    return next(iter(hits), None)


def is_published(number: int) -> bool:
    """Return whether the key (modulus, or x of the point) is on the list that comes with this package."""
    digest = sha256(number.to_bytes((number.bit_length() + 7) // 8, "big")).hexdigest()
    return digest[: published_keys.DIGEST_CHARACTERS] in published_keys.DIGESTS


def in_badkeys_block_list(number: int) -> bool | None:
    """Return whether `badkeys` lists the key (modulus, or x of the point) as leaked; None where its list is not there.

    The list is a separate download of some hundred megabytes (`badkeys --update-bl`) that an operator may make.

    Raises:
        KeyListUnreadableError: The list is there and cannot be read.
    """
    if not _block_list_is_installed():
        return None
    return _asked_badkeys(number)


def has_badkeys_block_list() -> bool:
    """Return whether an operator has installed that list."""
    return _block_list_is_installed()


@cache
def _block_list_is_installed() -> bool:
    try:
        with redirect_stderr(StringIO()):
            _asked_badkeys(0)
    except SystemExit:  # It is written as a command line program: a missing file prints and ends the process.
        return False
    return True


def _asked_badkeys(number: int) -> bool:
    try:
        return bool(checkall(number, checks=("blocklist",)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyListUnreadableError(reason=type(error).__name__) from error


def _primes_up_to(limit: int) -> list[int]:
    sieve = bytearray([1]) * (limit + 1)
    for number in range(2, isqrt(limit) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit + 1, number)))
    return [number for number in range(2, limit + 1) if sieve[number]]


@cache
def _roca_residues() -> tuple[tuple[int, frozenset[int]], ...]:
    odd_primes = _primes_up_to(_ROCA_PRIMES_UP_TO)[1:]
    return tuple((prime, frozenset(pow(_GENERATOR, power, prime) for power in range(prime))) for prime in odd_primes)
