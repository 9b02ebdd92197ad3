"""The one policy for public keys, of requests and of certificates issued by others: kind, size, weaknesses, uses.

A check that cannot be made fails and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esigner.algorithms import identifiers, keys
from esigner.asn1 import der, nodes, tags
from esigner.errors import Text
from esigner.pki import factors, key_uses, scalars, weak_keys
from esigner.pki.checks import Check, failed, passed
from esigner.pki.errors import KeyListUnreadableError
from esigner.pki.key_uses import KeyUses
from esigner.pki.keys import PublicKey, spki_sha256
from esigner.pkix import fields

_RSA_BITS: Final = (2048, 3072, 4096)
_EXPONENT: Final = 65_537
_MAX_EXAMINED_BITS: Final = 4_096
"""Arithmetic on a larger modulus would take us seconds at no cost to a stranger; KEY_TYPE refuses it anyway."""
_RSA_PSS: Final = der.oid(identifiers.RSA_PSS)
_EC: Final = der.oid(identifiers.EC_KEY)
_HYBRID: Final = (b"\0\6", b"\0\7")
"""First octets of a point in hybrid form: no unused bits, then SEC 1's octet."""

NAMES: Final = (
    "KEY_TYPE",
    "RSA_EXPONENT",
    "KEY_SMALL_PRIMES",
    "KEY_ROCA",
    "KEY_FERMAT",
    "KEY_BLOCKLIST",
    "KEY_REUSED_TEST_PRODUCTION",
    "KEY_REUSED_OTHER_CLIENT",
    "KEY_ALREADY_PENDING",
)
"""Every check, in the order of `check`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedKey:
    """A SubjectPublicKeyInfo, as far as readable."""

    public_key: PublicKeyTypes | None
    """None if it cannot be read: unknown algorithm, malformed, or not a point on its curve."""
    is_explicit: bool = False
    """An elliptic curve given by parameters, not by name (RFC 5480 2.1.1 forbids it)."""
    is_hybrid: bool = False
    """A point with both coordinates and the sign (first octet 06 or 07), which RFC 5480 2.2 has refused."""
    is_pss_only: bool = False
    """RSA for RSASSA-PSS alone (RFC 4055 1.2)."""

    @property
    def rsa(self) -> rsa.RSAPublicNumbers | None:
        """The numbers of an RSA key."""
        return self.public_key.public_numbers() if isinstance(self.public_key, rsa.RSAPublicKey) else None

    @property
    def number(self) -> int | None:
        """The key's identifier in lists: an RSA key's modulus, a point's x."""
        if isinstance(self.public_key, rsa.RSAPublicKey):
            return self.public_key.public_numbers().n
        return self.public_key.public_numbers().x if isinstance(self.public_key, ec.EllipticCurvePublicKey) else None

    @property
    def digest(self) -> str | None:
        """The digest under which uses are recorded."""
        return spki_sha256(self.public_key) if isinstance(self.public_key, PublicKey) else None


def read(key_info: bytes) -> JudgedKey:
    """Return the key of a SubjectPublicKeyInfo (RFC 5280 4.1.2.7), DER."""
    try:
        kind_of_key, bits = nodes.read(key_info).expect(tags.SEQUENCE).exactly(2)
        algorithm, *parameters = kind_of_key.children()
    except ValueError:
        return JudgedKey(public_key=None)
    is_explicit = algorithm.encoded == _EC and any(one.tag == tags.SEQUENCE for one in parameters)
    is_hybrid = algorithm.encoded == _EC and bits.content[:2] in _HYBRID
    try:
        found = load_der_public_key(key_info)
    except (ValueError, UnsupportedAlgorithm):
        return JudgedKey(public_key=None, is_explicit=is_explicit, is_hybrid=is_hybrid)
    return JudgedKey(
        public_key=found, is_explicit=is_explicit, is_hybrid=is_hybrid, is_pss_only=algorithm.encoded == _RSA_PSS
    )


def of_certificate(certificate: x509.Certificate) -> JudgedKey:
    """Return a certificate's key.

    Raises:
        CertificatePartUnreadableError: The outermost structure is not that of a certificate.
    """
    return read(fields.of(certificate).public_key_der)


def check(key: JudgedKey, *, uses: KeyUses) -> tuple[Check, ...]:
    """Return every check of `NAMES`, in that order."""
    return (
        kind(key),
        exponent(key),
        _small_primes(key),
        _factors("KEY_ROCA", key, weak_keys.has_roca_fingerprint),  # not made by the chips of CVE-2017-15361
        _factors("KEY_FERMAT", key, factors.has_close_factors),  # not factored by Fermat's method, 32768 rounds
        blocklist(key, uses),
        key_uses.reused_test_production(key.digest, uses),
        key_uses.reused_other_client(key.digest, uses),
        key_uses.already_pending(key.digest, uses),
    )


def kind(key: JudgedKey) -> Check:
    """KEY_TYPE: RSA 2048, 3072 or 4096; P-256, P-384 or P-521 by name."""
    public = key.public_key
    good_rsa = isinstance(public, rsa.RSAPublicKey) and public.key_size in _RSA_BITS and not key.is_pss_only
    good_curve = isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, keys.CURVE_TYPES)
    if good_rsa or (good_curve and not (key.is_explicit or key.is_hybrid)):
        return passed("KEY_TYPE", Text("Atslēgas veids un garums ir pieļaujams.", "The key is acceptable."))
    shown = _described(key)
    return failed(
        "KEY_TYPE",
        Text(
            f"Atslēga ({shown.lv}) nav pieļaujama. Izveidojiet RSA atslēgu ar 2048, 3072 vai 4096 bitiem "
            "vai atslēgu uz līknes P-256, P-384 vai P-521, piemēram: openssl genpkey -algorithm EC -pkeyopt "
            "ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out atslega.key",
            f"The key ({shown.en}) is not acceptable. Make an RSA key of 2048, 3072 or 4096 bits or a key "
            "on the curve P-256, P-384 or P-521, for example: openssl genpkey -algorithm EC -pkeyopt "
            "ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out private.key",
        ),
    )


def exponent(key: JudgedKey) -> Check:
    """RSA_EXPONENT: 65537."""
    numbers = key.rsa
    if key.public_key is None:
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


_PRIME: Final = "modulus is a prime"
_WEAKNESSES: Final = {
    "KEY_SMALL_PRIMES": Text(
        "RSA atslēga dalās ar mazu pirmskaitli, un to var uzlauzt uzreiz. Izveidojiet jaunu atslēgu ar citu programmu.",
        "A small prime divides the RSA key; it can be broken at once. Make a new key with another program.",
    ),
    _PRIME: Text(
        "RSA atslēgas modulis pats ir pirmskaitlis, tāpēc privāto atslēgu var aprēķināt jebkurš. Izveidojiet jaunu "
        "atslēgu ar citu programmu.",
        "The modulus of the RSA key is itself a prime, so anybody can compute the private key. Make a new key with "
        "another program.",
    ),
    "KEY_ROCA": Text(
        "RSA atslēgu izveidojusi ierīce ar ROCA ievainojamību (CVE-2017-15361). Izveidojiet jaunu atslēgu ārpus šīs "
        "ierīces vai atjauniniet to.",
        "The RSA key was made by a device with the ROCA weakness (CVE-2017-15361). Make a new key outside that device, "
        "or update it.",
    ),
    "KEY_FERMAT": Text(
        "RSA atslēgas pirmskaitļi vai to mazi daudzkārtņi ir pārāk tuvu viens otram, un to var uzlauzt ar Fermā "
        "metodi. Izveidojiet jaunu atslēgu ar citu programmu.",
        "The RSA key's primes, or small multiples of them, are too close to each other: Fermat's method breaks it. "
        "Make a new key with another program.",
    ),
}


def _factors(name: str, key: JudgedKey, is_weak: Callable[[int], bool]) -> Check:
    numbers = key.rsa
    if key.public_key is None or (numbers and numbers.n.bit_length() > _MAX_EXAMINED_BITS):
        return _unreadable(name)
    if numbers is None:
        return _not_rsa(name)
    if is_weak(numbers.n):
        return failed(name, _WEAKNESSES[name])
    return passed(name, Text("Šāda vājuma atslēgai nav.", "The key does not have this weakness."))


def _small_primes(key: JudgedKey) -> Check:
    """KEY_SMALL_PRIMES: the modulus is not prime, no prime up to 2^20 divides it, and curves find none."""
    name = "KEY_SMALL_PRIMES"
    numbers = key.rsa
    if numbers is not None and numbers.n.bit_length() <= _MAX_EXAMINED_BITS and factors.is_prime(numbers.n):
        return failed(name, _WEAKNESSES[_PRIME])
    return _factors(name, key, factors.has_small_factor)


def _not_rsa(name: str) -> Check:
    return passed(name, Text("Attiecas tikai uz RSA atslēgām.", "Concerns RSA keys only."))


def blocklist(key: JudgedKey, uses: KeyUses) -> Check:
    """KEY_BLOCKLIST: not published, not known to `badkeys` as weak or leaked, not compromised here."""
    name = "KEY_BLOCKLIST"
    number = key.number
    if number is None or number.bit_length() > _MAX_EXAMINED_BITS:
        return _unreadable(name)
    try:
        leaked = weak_keys.in_badkeys_block_list(number)
    except KeyListUnreadableError as error:
        return failed(name, error.detail())
    if leaked or weak_keys.is_published(number) or key.digest in uses.blocklisted or _is_known_weak(key):
        return failed(
            name,
            Text(
                "Šī atslēga ir zināma kā vāja, publicēta vai nopludināta. Nelietojiet to nekur un izveidojiet jaunu "
                "atslēgu.",
                "This key is known to be weak, published or leaked. Do not use it anywhere and make a new key.",
            ),
        )
    if leaked is None:
        # The consulted list is named, so the shorter one is not mistaken for the longer one.
        return passed(
            name,
            Text(
                "Atslēga nav publicēto un šeit kompromitēto atslēgu sarakstos. Plašākais nopludināto atslēgu saraksts "
                "šajā sistēmā nav uzstādīts.",
                "The key is not on the lists of keys published or compromised here. The larger list of leaked keys is "
                "not installed in this system.",
            ),
        )
    return passed(
        name,
        Text(
            "Atslēga nav zināmo vājo, publicēto un nopludināto atslēgu sarakstos.",
            "The key is not on the lists of keys known to be weak, published or leaked.",
        ),
    )


def _is_known_weak(key: JudgedKey) -> bool:
    if isinstance(key.public_key, ec.EllipticCurvePublicKey):
        return scalars.is_guessable(key.public_key.public_numbers())
    return key.rsa is not None and weak_keys.known_weakness(key.rsa.n, key.rsa.e) is not None


def _unreadable(name: str) -> Check:
    return failed(
        name,
        Text(
            "Nevar pārbaudīt, jo šāda veida vai garuma atslēgu nevar izmantot. Skatiet pārbaudi KEY_TYPE.",
            "Cannot be checked, since a key of this kind or size cannot be used. See the check KEY_TYPE.",
        ),
    )


def _described(key: JudgedKey) -> Text:
    public = key.public_key
    if key.is_explicit:
        return Text("līkne dota ar skaitļiem, nevis nosaukumu", "a curve given by its numbers, not by its name")
    if key.is_hybrid:
        return Text(
            "punkts hibrīdformā, ko RFC 5480 2.2. punkts aizliedz", "a point in hybrid form, which RFC 5480 2.2 forbids"
        )
    if isinstance(public, rsa.RSAPublicKey):
        shown = f"RSASSA-PSS {public.key_size}" if key.is_pss_only else f"RSA {public.key_size}"
        return Text(shown, shown)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return Text(public.curve.name, public.curve.name)
    if public is None:
        return Text("nav nolasāma", "it cannot be read")
    name = type(public).__name__.removesuffix("PublicKey").lstrip("_")
    return Text(name, name)
