"""Detached CMS over one text, odd but legal, or nearly so: written by hand, signed by keys of the signing world."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner import ades
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.encoding.algorithms import digest_named
from esigner.ades.validation import Report, validate
from esigner.asn1 import der, nodes, tags
from esigner.cms import oids
from esigner.pkix.encoding import encoded_certificate
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

CONTENT: Final = b"Sveiki, pasaule"
FILE: Final = ades.DataFile("a.txt", "text/plain", CONTENT)
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
_RSA: Final = "1.2.840.113549.1.1.1"
_ECDSA_SHA256: Final = "1.2.840.10045.4.3.2"
_PSS: Final = "1.2.840.113549.1.1.10"
_MGF1: Final = "1.2.840.113549.1.1.8"
HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
"""By OID."""
SHA256: Final = "2.16.840.1.101.3.4.2.1"
RIGHT_BUT_OF_LEVEL_B: Final = "REVOCATION_MISSING"
"""The rule that a CMS of this module fails where nothing else is wrong."""
Sign = Callable[[bytes], bytes]


def attributes(*, digest_oid: str = SHA256, kind: str = "RSA-2048") -> list[bytes]:
    """Return signed attributes as they should be, encoded, in DER order.

    The digest of the content may be of any name.
    """
    facts = signer_facts.of(signing_pki().signer(kind).certificate)
    name = HASHES[digest_oid].name if digest_oid in HASHES else "sha256"
    usual = cms_writing.signed_attributes(
        content_digest=hashlib.new(name, CONTENT).digest(),
        digest=digest_named("SHA256"),
        signer=facts,
        signing_time=SIGNED_AT,
    )
    return [node.encoded for node in nodes.read(usual).children()]


def signed(
    *,
    stored: Sequence[bytes],
    over: bytes,
    kind: str = "RSA-2048",
    digest_oid: str = SHA256,
    algorithm: bytes | None = None,
    sign: Sign | None = None,
    named: bytes | None = None,
    versions: tuple[int, int] = (1, 1),
    unsigned: bytes = b"",
) -> bytes:
    """Return a CMS.

    Args:
        stored: The signed attributes, encoded, in the order in which they stand.
        over: What the value is made over.
        kind: Of the key.
        digest_oid: Of the SignerInfo.
        algorithm: AlgorithmIdentifier of the value; RSA or ECDSA with SHA-256 by default.
        sign: Makes the value, by default that of the algorithm by default.
        named: What the SignerInfo names the signer by, encoded; issuer and serial number by default.
        versions: Of SignedData and of SignerInfo.
        unsigned: An attribute that is not signed, encoded.
    """
    world = signing_pki()
    holder = world.signer(kind)
    facts = signer_facts.of(holder.certificate)
    digest = der.sequence(der.oid(digest_oid))
    is_rsa = isinstance(holder.key, rsa.RSAPrivateKey)
    usual = der.sequence(der.oid(_RSA), der.NULL) if is_rsa else der.sequence(der.oid(_ECDSA_SHA256))
    info = der.sequence(
        der.integer(versions[1]),
        named or facts.issuer_serial,
        digest,
        der.context(0, b"".join(stored)),
        algorithm or usual,
        der.octet_string((sign or _signing(kind))(over)),
        der.context(1, unsigned) if unsigned else b"",
    )
    body = der.sequence(
        der.integer(versions[0]),
        der.tlv(tags.SET, digest),
        der.sequence(der.oid(oids.DATA)),
        der.context(0, b"".join((facts.encoded, *map(encoded_certificate, world.chain)))),
        der.tlv(tags.SET, info),
    )
    return der.sequence(der.oid("1.2.840.113549.1.7.2"), der.context(0, body))


def _signing(kind: str) -> Sign:
    key = signing_pki().signer(kind).key
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return lambda data: key.sign(data, ec.ECDSA(hashes.SHA256()))
    assert isinstance(key, rsa.RSAPrivateKey)
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def right(
    *, kind: str = "RSA-2048", digest_oid: str = SHA256, algorithm: bytes | None = None, sign: Sign | None = None
) -> bytes:
    """Return a CMS with the usual attributes and these options of `signed`."""
    usual = attributes(digest_oid=digest_oid, kind=kind)
    return signed(
        stored=usual, over=der.set_of(*usual), kind=kind, digest_oid=digest_oid, algorithm=algorithm, sign=sign
    )


def attribute(oid: str, *values: bytes) -> bytes:
    """Return an attribute with these encoded values."""
    return der.sequence(der.oid(oid), der.set_of(*values))


def with_attribute(oid: str, *values: bytes) -> bytes:
    """Return a CMS whose signed attribute of that type has these values; without values, one with an empty SET."""
    return _with_attributes([*_without(oid), attribute(oid, *values)])


def with_more(*more: bytes) -> bytes:
    """Return a CMS with the usual signed attributes and these, encoded."""
    return _with_attributes([*attributes(), *more])


def without_attribute(oid: str) -> bytes:
    """Return a CMS without the signed attribute of that type."""
    return _with_attributes(_without(oid))


def _without(oid: str) -> list[bytes]:
    return [one for one in attributes() if nodes.read(one).children()[0].as_oid() != oid]


def _with_attributes(held: list[bytes]) -> bytes:
    return signed(stored=sorted(held), over=der.set_of(*held))


def written_otherwise(name: bytes) -> bytes:
    """Return a DER Name in capitals, wide letters and more spaces; the same name by RFC 5280, 7.1."""
    relative = []
    for rdn in nodes.read(name).children():
        kind, value = rdn.children()[0].children()
        text = value.content.decode().upper().replace(" ", "   ")
        relative.append(der.set_of(der.sequence(kind.encoded, der.tlv(0x1E, f" {text} ".encode("utf-16-be")))))
    return der.sequence(*relative)


def pss(digest_oid: str, mask_oid: str, *, salt: int = 20, trailer: int = 1) -> bytes:
    """Return a CMS with RSASSA-PSS, whose MGF1 has a digest of its own."""
    key, algorithm = signing_pki().signer("RSA-2048").key, HASHES[digest_oid]
    assert isinstance(key, rsa.RSAPrivateKey)
    mask = padding.MGF1(HASHES[mask_oid])
    parameters = der.sequence(
        der.context(0, der.sequence(der.oid(digest_oid), der.NULL)),
        der.context(1, der.sequence(der.oid(_MGF1), der.sequence(der.oid(mask_oid), der.NULL))),
        der.context(2, der.integer(salt)),
        b"" if trailer == 1 else der.context(3, der.integer(trailer)),
    )
    return right(
        digest_oid=digest_oid,
        algorithm=der.sequence(der.oid(_PSS), parameters),
        sign=lambda data: key.sign(data, padding.PSS(mgf=mask, salt_length=salt), algorithm),
    )


def without_null(data: bytes) -> bytes:
    """Return the value of RSA over a DigestInfo whose algorithm has no parameters, by the key of RSA-2048."""
    key = signing_pki().signer("RSA-2048").key
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.private_numbers()
    size = key.key_size // 8
    info = der.sequence(der.sequence(der.oid(SHA256)), der.octet_string(hashlib.sha256(data).digest()))
    padded = b"\x00\x01" + b"\xff" * (size - 3 - len(info)) + b"\x00" + info
    return pow(int.from_bytes(padded, "big"), numbers.d, numbers.public_numbers.n).to_bytes(size, "big")


def judged(document: bytes) -> Report:
    """Return the report on a CMS over `FILE`."""
    return validate(document, name="a.p7s", trust=trust(), at=VALIDATED_AT, policy="etsi", detached=[FILE])


def rule(document: bytes) -> str | None:
    """Return the code of the rule that it fails."""
    report = judged(document)
    assert not report.passed
    assert len(report.signatures) == 1
    return report.rule.code if report.rule else None


def warned(document: bytes) -> list[str]:
    """Return the codes of what it is warned of, where nothing else is wrong with it."""
    assert rule(document) == RIGHT_BUT_OF_LEVEL_B
    return [warning.rule.code for warning in judged(document).signatures[0].warnings]
