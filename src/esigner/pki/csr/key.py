"""The key in the request: its kind, its size and whether its factors give themselves away."""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from esigner.errors import Text
from esigner.pki import weak_keys
from esigner.pki.checks import Check, failed, passed, warned
from esigner.pki.csr.candidate import Candidate

_RSA_BITS: Final = (2048, 3072, 4096)
_CURVES: Final = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_EXPONENT: Final = 65_537
_MAX_EXAMINED_BITS: Final = 16_384
"""Arithmetic on a larger modulus would cost a stranger nothing and us seconds; KEY_TYPE refuses it anyway."""


def kind(candidate: Candidate) -> Check:
    """KEY_TYPE: RSA 2048, 3072 or 4096; P-256, P-384 or P-521."""
    key = candidate.key
    good_rsa = isinstance(key, rsa.RSAPublicKey) and key.key_size in _RSA_BITS
    good_curve = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)
    if good_rsa or good_curve:
        return passed("KEY_TYPE", Text("Atslēgas veids un garums ir pieļaujams.", "The key is acceptable."))
    return failed(
        "KEY_TYPE",
        Text(
            f"Atslēga ({_described(candidate)}) nav pieļaujama. Izveidojiet RSA atslēgu ar 2048, 3072 vai 4096 bitiem "
            "vai atslēgu uz līknes P-256, P-384 vai P-521, piemēram: openssl genpkey -algorithm EC -pkeyopt "
            "ec_paramgen_curve:P-256 -out atslega.key",
            f"The key ({_described(candidate)}) is not acceptable. Make an RSA key of 2048, 3072 or 4096 bits or a key "
            "on the curve P-256, P-384 or P-521, for example: openssl genpkey -algorithm EC -pkeyopt "
            "ec_paramgen_curve:P-256 -out private.key",
        ),
    )


def exponent(candidate: Candidate) -> Check:
    """RSA_EXPONENT: 65537."""
    numbers = candidate.rsa
    if candidate.key is None:
        return _unreadable("RSA_EXPONENT")
    if numbers is None:
        return _not_rsa("RSA_EXPONENT")
    if numbers.e == _EXPONENT:
        return passed("RSA_EXPONENT", Text("RSA publiskais eksponents ir 65537.", "The RSA public exponent is 65537."))
    return failed(
        "RSA_EXPONENT",
        Text(
            "RSA publiskajam eksponentam jābūt 65537. Izveidojiet jaunu atslēgu, nemainot šo noklusējuma vērtību.",
            "The RSA public exponent must be 65537. Make a new key and leave this default as it is.",
        ),
    )


def small_primes(candidate: Candidate) -> Check:
    """KEY_SMALL_PRIMES: no prime below 65537 divides the modulus."""
    return _factors("KEY_SMALL_PRIMES", candidate, weak_keys.has_small_prime)


def roca(candidate: Candidate) -> Check:
    """KEY_ROCA: not made by the chips of CVE-2017-15361."""
    return _factors("KEY_ROCA", candidate, weak_keys.has_roca_fingerprint)


def fermat(candidate: Candidate) -> Check:
    """KEY_FERMAT: 110 rounds of Fermat's method do not factor it."""
    return _factors("KEY_FERMAT", candidate, weak_keys.has_close_primes)


_WEAKNESSES: Final = {
    "KEY_SMALL_PRIMES": Text(
        "RSA atslēga dalās ar mazu pirmskaitli, un to var uzlauzt uzreiz. Izveidojiet jaunu atslēgu ar citu programmu.",
        "A small prime divides the RSA key; it can be broken at once. Make a new key with another program.",
    ),
    "KEY_ROCA": Text(
        "RSA atslēgu izveidojusi ierīce ar ROCA ievainojamību (CVE-2017-15361). Izveidojiet jaunu atslēgu ārpus šīs "
        "ierīces vai atjauniniet to.",
        "The RSA key was made by a device with the ROCA weakness (CVE-2017-15361). Make a new key outside that device, "
        "or update it.",
    ),
    "KEY_FERMAT": Text(
        "RSA atslēgas pirmskaitļi ir pārāk tuvu viens otram, un to var uzlauzt ar Fermā metodi. Izveidojiet jaunu "
        "atslēgu ar citu programmu.",
        "The primes of the RSA key are too close to each other; Fermat's method breaks it. Make a new key with another "
        "program.",
    ),
}


def _factors(name: str, candidate: Candidate, is_weak: Callable[[int], bool]) -> Check:
    numbers = candidate.rsa
    if candidate.key is None or (numbers and numbers.n.bit_length() > _MAX_EXAMINED_BITS):
        return _unreadable(name)
    if numbers is None:
        return _not_rsa(name)
    if is_weak(numbers.n):
        return failed(name, _WEAKNESSES[name])
    return passed(name, Text("Šāda vājuma atslēgai nav.", "The key does not have this weakness."))


def _not_rsa(name: str) -> Check:
    return passed(name, Text("Attiecas tikai uz RSA atslēgām.", "Concerns RSA keys only."))


def _unreadable(name: str) -> Check:
    return warned(
        name,
        Text(
            "Nav pārbaudīts, jo šāda veida vai garuma atslēgu nevar izmantot. Skatiet pārbaudi KEY_TYPE.",
            "Not checked, since a key of this kind or size cannot be used. See the check KEY_TYPE.",
        ),
    )


def _described(candidate: Candidate) -> str:
    key = candidate.key
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.name
    return "?" if key is None else type(key).__name__.removesuffix("PublicKey").lstrip("_")
