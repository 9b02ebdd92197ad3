"""RSA keys that must never be accepted, made on purpose."""

from functools import cache
from itertools import count
from math import prod

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.world import openssl

_E = 65_537


def private_key(p: int, q: int, *, e: int = _E) -> bytes:
    """Return the PEM of the key with these primes."""
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=p, q=q, d=d, dmp1=d % (p - 1), dmq1=d % (q - 1), iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(e, p * q),
    )  # fmt: skip
    key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@cache
def close_primes() -> bytes:
    """Two neighbouring primes, as a broken generator gave them to printers in 2022 (CVE-2022-26320)."""
    p = openssl.prime(1024)
    return private_key(p, next_prime(p + 2))


@cache
def small_prime() -> bytes:
    """A prime of 16 bits beside one of 2032."""
    return private_key(openssl.prime(2032), 65_521)


@cache
def roca() -> bytes:
    """Primes k * M + (65537^a mod M), as the Infineon library made them (CVE-2017-15361)."""
    return private_key(_roca_prime(1), _roca_prime(2))


def next_prime(odd: int) -> int:
    """Return the first prime from this odd number on."""
    return next(number for number in count(odd, 2) if _is_prime(number))


def _roca_prime(nth: int) -> int:
    primorial = prod(number for number in range(2, 702) if _is_prime(number))  # The first 126 primes: 971 bits.
    first = pow(_E, 1000 + nth, primorial)
    start = (3 << 1022) // primorial
    return next(p for p in (k * primorial + first for k in count(start)) if _is_prime(p))


def _is_prime(number: int) -> bool:
    """Miller and Rabin with fixed bases: good enough for keys that nobody is to use."""
    if number < 700 * 700:
        return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))
    if any(number % divisor == 0 for divisor in range(2, 2000)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, base, odd, twos) for base in (2, 3, 5, 7, 11))


def _passes(number: int, base: int, odd: int, twos: int) -> bool:
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    return any((power := power * power % number) == number - 1 for _ in range(twos - 1))
