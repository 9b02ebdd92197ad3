"""A signing world in memory: root, issuing CA, signers of every key kind, a time-stamping unit, an OCSP responder.

Made with `cryptography` alone, so that the engine is tested against certificates, OCSP answers and CRLs that none of
our code built; only the timestamp token is our own DER, because `cryptography` makes none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from esigner.ades.create.values import PrivateKey
from esigner.ades.trust.validation_data import ValidationData
from esigner.asn1 import der, tags

SIGNED_AT = datetime(2026, 1, 15, 12, 0, 0, tzinfo=UTC)
NOT_BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(2045, 1, 1, tzinfo=UTC)
TSA_POLICY = "1.3.6.1.4.1.99999.1"

_WHOLE_MESSAGE_KEYS: dict[str, Callable[[], PrivateKey]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "ML-DSA-44": mldsa.MLDSA44PrivateKey.generate,
    "ML-DSA-65": mldsa.MLDSA65PrivateKey.generate,
    "ML-DSA-87": mldsa.MLDSA87PrivateKey.generate,
}


@dataclass(frozen=True)
class Holder:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


class SigningPki:
    """The authorities; holders are made when first asked for."""

    def __init__(
        self,
        *,
        signers_end_at: datetime = NOT_AFTER,
        unit_ends_at: datetime = NOT_AFTER,
        authorities_kind: str = "P-256",
    ) -> None:
        self._authorities_kind = authorities_kind
        self._serial = 1000
        self._signers_end_at = signers_end_at
        self._signers: dict[str, Holder] = {}
        self.root = self._authority("Testa sakne", issuer=None)
        self.issuing = self._authority("Testa izdevējs", issuer=self.root)
        self.tsu = self._end_entity(
            "Testa laika zīmogs",
            new_key("P-256"),
            issuer=self.issuing,
            usage=[ExtendedKeyUsageOID.TIME_STAMPING],
            ends_at=unit_ends_at,
        )
        self.responder = self._end_entity(
            "Testa OCSP", new_key("P-256"), issuer=self.issuing, usage=[ExtendedKeyUsageOID.OCSP_SIGNING]
        )

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Issuers of a signer, nearest first, without the root."""
        return (self.issuing.certificate,)

    def signer(self, kind: str) -> Holder:
        """Return the signer with a key such as RSA-2048 or P-384."""
        if kind not in self._signers:
            name = f"Jānis Paraugs {kind}"
            self._signers[kind] = self._end_entity(
                name, new_key(kind), issuer=self.issuing, ends_at=self._signers_end_at
            )
        return self._signers[kind]

    def unit(self, *usage: x509.ObjectIdentifier, critical: bool = True) -> Holder:
        """Return a time-stamping unit whose certificate has this extended key usage; none: that extension is absent."""
        return self._end_entity(
            "Cits laika zīmogs", new_key("P-256"), issuer=self.issuing, usage=usage, is_usage_critical=critical
        )

    def token(self, data: bytes, *, algorithm: str = "SHA256", at: datetime = SIGNED_AT) -> bytes:
        """Return a timestamp token over `data`."""
        digest = hashes.Hash(getattr(hashes, algorithm)())
        digest.update(data)
        return self.token_over(digest.finalize(), algorithm=algorithm, at=at)

    def token_over(
        self,
        imprint: bytes,
        *,
        algorithm: str = "SHA256",
        at: datetime = SIGNED_AT,
        nonce: int | None = None,
        by: Holder | None = None,
        named: x509.Certificate | None = None,
        issuer: bytes | None = None,
    ) -> bytes:
        """Return a token over a digest; `by` another unit, or naming another certificate or issuer, for refusals."""
        unit = by or self.tsu
        oid = {"SHA256": "1", "SHA384": "2", "SHA512": "3"}[algorithm]
        digest_id = der.sequence(der.oid(f"2.16.840.1.101.3.4.2.{oid}"))
        info = der.sequence(
            der.integer(1),
            der.oid(TSA_POLICY),
            der.sequence(digest_id, der.octet_string(imprint)),
            der.integer(self._next_serial()),
            der.generalized_time(at),
            der.sequence(der.integer(1)),
            der.integer(nonce) if nonce is not None else b"",
        )
        return _token(info, unit=unit, named=named or unit.certificate, issuer=issuer)

    def response(self, token: bytes) -> bytes:
        """Return a granted TimeStampResp around a token."""
        return der.sequence(der.sequence(der.integer(0)), token)

    def ocsp(self, certificate: x509.Certificate, *, revoked_at: datetime | None = None) -> bytes:
        """Return an OCSP answer; `cryptography` dates it with the machine's clock, which is after SIGNED_AT."""
        status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=certificate,
            issuer=self.issuing.certificate,
            algorithm=hashes.SHA1(),  # noqa: S303  names the certificate; the JDK looks for no other
            cert_status=status,
            this_update=SIGNED_AT,
            next_update=NOT_AFTER,
            revocation_time=revoked_at,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.responder.certificate)
        builder = builder.certificates([self.responder.certificate])
        return builder.sign(self.responder.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def crl(self, authority: Holder | None = None, revoked: Sequence[x509.Certificate] = ()) -> bytes:
        """Return the CRL of the root, or of another authority."""
        by = authority or self.root
        builder = x509.CertificateRevocationListBuilder(by.certificate.subject, SIGNED_AT, NOT_AFTER)
        for certificate in revoked:
            row = x509.RevokedCertificateBuilder(certificate.serial_number, SIGNED_AT).build()
            builder = builder.add_revoked_certificate(row)
        number = x509.CRLNumber(1)
        return builder.add_extension(number, critical=False).sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def revocation(self, certificate: x509.Certificate) -> ValidationData:
        """Return all that level LT needs for a signer and the time-stamping unit."""
        return ValidationData(
            ocsp_responses=(self.ocsp(certificate),),
            crls=(self.crl(), self.crl(self.issuing)),
            certificates=(self.issuing.certificate, self.root.certificate, self.responder.certificate),
        )

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial

    def _authority(self, name: str, *, issuer: Holder | None) -> Holder:
        key = new_key(self._authorities_kind)
        subject = _name(name)
        builder = self._builder(subject, key, issuer.certificate.subject if issuer else subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(_usage(authority=True), critical=True)
        builder = _key_identifiers(builder, key, issuer.key if issuer else key)
        return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)

    def _end_entity(
        self,
        name: str,
        key: PrivateKey,
        *,
        issuer: Holder,
        usage: Sequence[x509.ObjectIdentifier] = (),
        ends_at: datetime = NOT_AFTER,
        is_usage_critical: bool | None = None,
    ) -> Holder:
        builder = self._builder(_name(name), key, issuer.certificate.subject, ends_at=ends_at)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(authority=False), critical=True)
        if usage:
            due = ExtendedKeyUsageOID.TIME_STAMPING in usage
            critical = due if is_usage_critical is None else is_usage_critical
            builder = builder.add_extension(x509.ExtendedKeyUsage(usage), critical=critical)
        if ExtendedKeyUsageOID.OCSP_SIGNING in usage:
            builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
        address = x509.UniformResourceIdentifier("http://localhost/ocsp")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, address)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        builder = _key_identifiers(builder, key, issuer.key)
        return Holder(builder.sign(issuer.key, hashes.SHA256()), key)

    def _builder(
        self, subject: x509.Name, key: PrivateKey, issuer: x509.Name, *, ends_at: datetime = NOT_AFTER
    ) -> x509.CertificateBuilder:
        return x509.CertificateBuilder(
            issuer_name=issuer,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=self._next_serial(),
            not_valid_before=NOT_BEFORE,
            not_valid_after=ends_at,
        )


@cache
def signing_pki() -> SigningPki:
    """Return the one world of this test run; making RSA keys takes a while."""
    return SigningPki()


def new_key(kind: str) -> PrivateKey:
    """Return a fresh key of a kind such as RSA-3072, P-521, Ed25519 or ML-DSA-65."""
    if kind in _WHOLE_MESSAGE_KEYS:
        return _WHOLE_MESSAGE_KEYS[kind]()
    family, _, size = kind.partition("-")
    if family == "RSA":
        return rsa.generate_private_key(65537, int(size))
    return ec.generate_private_key({"256": ec.SECP256R1(), "384": ec.SECP384R1(), "521": ec.SECP521R1()}[size])


def _token(info: bytes, *, unit: Holder, named: x509.Certificate, issuer: bytes | None = None) -> bytes:
    certificate = unit.certificate.public_bytes(Encoding.DER)
    sha256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
    identifier = der.sequence(der.octet_string(named.fingerprint(hashes.SHA256())))
    attributes = der.set_of(
        _attribute("1.2.840.113549.1.9.3", der.oid("1.2.840.113549.1.9.16.1.4")),
        _attribute("1.2.840.113549.1.9.4", der.octet_string(_sha256(info))),
        _attribute("1.2.840.113549.1.9.16.2.47", der.sequence(der.sequence(identifier))),
    )
    assert isinstance(unit.key, ec.EllipticCurvePrivateKey)
    issuer, serial = issuer or unit.certificate.issuer.public_bytes(), der.integer(unit.certificate.serial_number)
    signer = der.sequence(
        der.integer(1),
        der.sequence(issuer, serial),
        sha256,
        b"\xa0" + attributes[1:],
        der.sequence(der.oid("1.2.840.10045.4.3.2")),
        der.octet_string(unit.key.sign(attributes, ec.ECDSA(hashes.SHA256()))),
    )
    content = der.sequence(der.oid("1.2.840.113549.1.9.16.1.4"), der.context(0, der.octet_string(info)))
    body = der.sequence(
        der.integer(3), der.set_of(sha256), content, der.context(0, certificate), der.tlv(tags.SET, signer)
    )
    return der.sequence(der.oid("1.2.840.113549.1.7.2"), der.context(0, body))


def _attribute(oid: str, value: bytes) -> bytes:
    return der.sequence(der.oid(oid), der.set_of(value))


def _sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def _name(common_name: str) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "LV")
    return x509.Name([country, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _key_identifiers(builder: x509.CertificateBuilder, key: PrivateKey, issuer: PrivateKey) -> x509.CertificateBuilder:
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    return builder.add_extension(own, critical=False).add_extension(authority, critical=False)
