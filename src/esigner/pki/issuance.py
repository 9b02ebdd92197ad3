"""A certification authority as a value, and the only way certificates are made."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.pki import extensions
from esigner.pki.keys import PrivateKey, PublicKey, hash_for
from esigner.pki.profiles import Profile
from esigner.pki.urls import Urls

__all__ = ["Authority", "Urls", "issue", "self_sign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate, its key, and its issuers. Stateless: serials and times come from the caller."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    """The issuers above `certificate`, nearest first, the root last; empty for a root itself."""


def self_sign(
    *, key: PrivateKey, profile: Profile, subject: x509.Name, serial: int, not_before: datetime, not_after: datetime
) -> Authority:
    """Return a root authority: its certificate is signed by its own key."""
    builder = _builder(profile, key.public_key(), subject, serial, Urls())
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority_identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = (
        _valid(builder, not_before, not_after).issuer_name(subject).add_extension(authority_identifier, critical=False)
    )
    return Authority(certificate=builder.sign(key, hash_for(key)), key=key)


def issue(
    authority: Authority,
    *,
    profile: Profile,
    public_key: PublicKey,
    subject: x509.Name,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    urls: Urls,
) -> x509.Certificate:
    """Return a certificate whose subject and extensions come from the caller and the profile, never from a CSR.

    Args:
        authority: The signer.
        profile: Its extensions, see `pki.profiles`.
        public_key: The key to certify.
        subject: Built by `pki.subjects`.
        serial: 128 random bits, positive; `int.from_bytes(secrets.token_bytes(16))` in the caller.
        not_before: Aware UTC; whole seconds are kept.
        not_after: Aware UTC.
        urls: AIA and CRL distribution point; omitted in an OCSP responder's certificate.
    """
    builder = _builder(profile, public_key, subject, serial, urls)
    issuer = authority.certificate
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    authority_identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = _valid(builder, not_before, not_after).issuer_name(issuer.subject)
    builder = builder.add_extension(authority_identifier, critical=False)
    return builder.sign(authority.key, hash_for(authority.key))


def _builder(
    profile: Profile, public_key: PublicKey, subject: x509.Name, serial: int, urls: Urls
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).public_key(public_key).serial_number(serial)
    for extension, critical in extensions.of(profile, urls):
        builder = builder.add_extension(extension, critical)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)


def _valid(builder: x509.CertificateBuilder, not_before: datetime, not_after: datetime) -> x509.CertificateBuilder:
    # X.509 times have whole seconds; cutting both keeps the length of the validity.
    builder = builder.not_valid_before(not_before.replace(microsecond=0))
    return builder.not_valid_after(not_after.replace(microsecond=0))
