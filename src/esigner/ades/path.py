"""Certificate paths (RFC 5280, 6): built from what is at hand to an anchor, and validated at a time.

The building is depth first over issuers by name and key identifier, bounded; among the paths found, the first one
that validates counts, else the finding of the most promising one is raised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtensionOID

from esigner.ades.reading.extensions import BROKEN, extension_of
from esigner.ades.rules import RefusedError
from esigner.ades.rules import trust as rules
from esigner.ades.trust import Anchor, Purpose, Trust, is_authority

_LENGTH_AT_MOST: Final = 8
_PATHS_AT_MOST: Final = 16
_UNDERSTOOD: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.INHIBIT_ANY_POLICY,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3"),
    }
)
"""Critical extensions that a path may hold; the last one is qcStatements."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """Certificates from the one asked for to the anchor, and the anchor."""

    certificates: tuple[x509.Certificate, ...]
    anchor: Anchor

    @property
    def issuer(self) -> x509.Certificate:
        """The issuer of the first certificate; itself where it is the anchor."""
        return self.certificates[1] if len(self.certificates) > 1 else self.certificates[0]

    @property
    def pairs(self) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
        """Each certificate below the anchor with its issuer."""
        return zip(self.certificates, self.certificates[1:], strict=False)


def find(
    certificate: x509.Certificate,
    *,
    trust: Trust,
    purpose: Purpose,
    at: datetime,
    pool: Sequence[x509.Certificate] = (),
    rsa_bits_at_least: int = 1900,
) -> Path:
    """Give a path that is valid at that time.

    Raises:
        RefusedError: No path (PATH_NOT_FOUND), or the rule that the best one breaks.
    """
    anchors = trust.anchors_for(purpose, at)
    candidates = [*pool, *trust.known]
    failure: RefusedError | None = None
    for count, path in enumerate(_build([certificate], anchors, candidates)):
        if count >= _PATHS_AT_MOST:
            break
        try:
            validate(path, at=at, rsa_bits_at_least=rsa_bits_at_least)
        except RefusedError as error:
            failure = failure or error
        else:
            return path
    raise failure or RefusedError(rules.PATH_NOT_FOUND, certificate.issuer.rfc4514_string())


def validate(path: Path, *, at: datetime, rsa_bits_at_least: int) -> None:
    """Hold the path, whose signatures were verified in building it, against RFC 5280 at that time.

    The anchor itself is taken as it is.

    Raises:
        RefusedError: With the rule.
    """
    for certificate, _ in path.pairs:
        _check_strength(certificate, rsa_bits_at_least)
        _check_extensions(certificate)
    for depth, authority in enumerate(path.certificates[1:]):
        if authority is not path.anchor.certificate:
            _check_authority(authority)
        _check_length(authority, depth)
    for certificate, _ in path.pairs:
        check_time(certificate, at)


def check_time(certificate: x509.Certificate, at: datetime) -> None:
    """Refuse a certificate outside its validity.

    Raises:
        RefusedError: CERTIFICATE_EXPIRED or CERTIFICATE_NOT_YET_VALID.
    """
    if at > certificate.not_valid_after_utc:
        raise RefusedError(rules.CERTIFICATE_EXPIRED, certificate.not_valid_after_utc.isoformat())
    if at < certificate.not_valid_before_utc:
        raise RefusedError(rules.CERTIFICATE_NOT_YET_VALID, certificate.not_valid_before_utc.isoformat())


@lru_cache(maxsize=4096)
def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key signed the certificate, and the names chain."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _build(
    path: list[x509.Certificate], anchors: Sequence[Anchor], candidates: Sequence[x509.Certificate]
) -> Iterator[Path]:
    last = path[-1]
    for anchor in anchors:
        if anchor.certificate == last:
            yield Path(certificates=(*path[:-1], anchor.certificate), anchor=anchor)
            return
    if len(path) >= _LENGTH_AT_MOST:
        return
    for anchor in anchors:
        if anchor.certificate.subject == last.issuer and issued(last, anchor.certificate):
            yield Path(certificates=(*path, anchor.certificate), anchor=anchor)
    for issuer in dict.fromkeys(candidates):
        if issuer.subject == last.issuer and issuer not in path and issued(last, issuer):
            yield from _build([*path, issuer], anchors, candidates)


def _check_strength(certificate: x509.Certificate, rsa_bits_at_least: int) -> None:
    key = certificate.public_key()
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm as error:
        raise RefusedError(rules.PATH_WEAK, "unknown algorithm") from error
    if isinstance(algorithm, hashes.SHA1 | hashes.MD5):
        raise RefusedError(rules.PATH_WEAK, f"{algorithm.name}: {certificate.subject.rfc4514_string()}")
    known = (rsa.RSAPublicKey, ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)
    if not isinstance(key, known) or (isinstance(key, rsa.RSAPublicKey) and key.key_size < rsa_bits_at_least):
        raise RefusedError(rules.PATH_WEAK, f"key: {certificate.subject.rfc4514_string()}")


def _check_extensions(certificate: x509.Certificate) -> None:
    try:
        extensions = certificate.extensions
    except BROKEN as error:
        raise RefusedError(rules.PATH_EXTENSION, str(error)[:100]) from error
    for extension in extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise RefusedError(rules.PATH_EXTENSION, extension.oid.dotted_string)


def _check_authority(certificate: x509.Certificate) -> None:
    if not is_authority(certificate):
        raise RefusedError(rules.PATH_NOT_AUTHORITY, certificate.subject.rfc4514_string())
    usage = extension_of(certificate, x509.KeyUsage)
    if usage is not None and not usage.value.key_cert_sign:
        raise RefusedError(rules.PATH_NOT_AUTHORITY, certificate.subject.rfc4514_string())


def _check_length(authority: x509.Certificate, below: int) -> None:
    """Hold the number of authorities below this one (the signer's certificate not counted) against its limit."""
    constraints = extension_of(authority, x509.BasicConstraints)
    limit = constraints.value.path_length if constraints else None
    if limit is not None and below > limit:
        raise RefusedError(rules.PATH_LENGTH, authority.subject.rfc4514_string())
