"""One logged-in session of a PKCS#11 token, and the key, certificate and issuers found in it."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509

from esigner.algorithms.keys import KeyKind
from esigner.pkix import loading
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.wire.issuing_chain import issuers
from esigner.wire.keys import library
from esigner.wire.keys.errors import (
    KeyProblemError,
    TokenAbsentError,
    TokenAmbiguousError,
    TokenCertificateAbsentError,
    TokenKeyAbsentError,
    TokenPinWrongError,
)
from esigner.wire.keys.uri import TokenUri

_SECRET: Final = secrets.token_bytes(32)
_pins: Final[dict[tuple[str, str], bytes]] = {}
"""Proof of the PIN with which this process logged in, by library and serial number of the token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session in which the key was found. Handles are PyKCS11's and valid for this session only."""

    session: Any
    key: Any
    kind: KeyKind
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def open_token(uri: TokenUri, *, module: str, pin: str | None) -> Opened:
    """Log in to the token of the URI and find its key.

    Raises:
        TokenAbsentError, TokenAmbiguousError, TokenPinWrongError, TokenPinLockedError, TokenKeyAbsentError,
            TokenCertificateAbsentError: As named.
        TokenFailedError: Any other answer of the token.
    """
    pykcs11, loaded = library.binding(), library.load(module)
    try:
        slot, serial = _slot(loaded, uri)
        session = loaded.openSession(slot, pykcs11.CKF_SERIAL_SESSION)
        try:
            _log_in(session, pin, holder=(module, serial), name=uri.name)
            return _found(session, uri)
        except (KeyProblemError, pykcs11.PyKCS11Error):
            session.closeSession()
            raise
    except pykcs11.PyKCS11Error as error:
        raise library.refusal(error, token=uri.name) from error


def _slot(loaded: Any, uri: TokenUri) -> tuple[Any, str]:  # noqa: ANN401  PyKCS11 has no types
    """Return the one slot whose token is meant, and the token's serial number."""
    pykcs11 = library.binding()
    fitting = []
    for slot in loaded.getSlotList(tokenPresent=True):
        info = loaded.getTokenInfo(slot)
        says = {
            "token": info.label,
            "manufacturer": info.manufacturerID,
            "serial": info.serialNumber,
            "model": info.model,
        }
        wanted = all(says[name].strip("\0 ") == value for name, value in uri.token.items())
        if wanted and uri.slot in (None, slot) and info.flags & pykcs11.CKF_TOKEN_INITIALIZED:
            fitting.append((slot, info.serialNumber.strip("\0 ")))
    if not fitting:
        raise TokenAbsentError(token=uri.name)
    if len(fitting) > 1:
        raise TokenAmbiguousError(token=uri.name, count=len(fitting))
    return fitting[0]


def _log_in(session: Any, pin: str | None, *, holder: tuple[str, str], name: str) -> None:  # noqa: ANN401  as above
    pykcs11 = library.binding()
    if pin is None:
        raise TokenPinWrongError(token=name)
    proof = hmac.digest(_SECRET, pin.encode(), "sha256")
    try:
        session.login(pin)
    except pykcs11.PyKCS11Error as error:
        # A login holds for the whole process: the token then checks no PIN, so we do.
        same = hmac.compare_digest(proof, _pins.get(holder, b""))
        if library.reason(error) != "CKR_USER_ALREADY_LOGGED_IN":
            raise
        if not same:
            raise TokenPinWrongError(token=name) from error
    _pins[holder] = proof


def _found(session: Any, uri: TokenUri) -> Opened:  # noqa: ANN401  as above
    pykcs11 = library.binding()
    kinds = {
        pykcs11.CKK_RSA: KeyKind.RSA, pykcs11.CKK_EC: KeyKind.EC, pykcs11.CKK_EC_EDWARDS: KeyKind.ED25519,
    }  # fmt: skip
    template = [(pykcs11.CKA_CLASS, pykcs11.CKO_PRIVATE_KEY)]
    if uri.label is not None:
        template.append((pykcs11.CKA_LABEL, uri.label))
    if uri.id is not None:
        template.append((pykcs11.CKA_ID, tuple(uri.id)))
    keys = session.findObjects(template)
    if not keys:
        raise TokenKeyAbsentError(token=uri.name)
    if len(keys) > 1:
        raise TokenAmbiguousError(token=uri.name, count=len(keys))
    (kind, identifier) = session.getAttributeValue(keys[0], [pykcs11.CKA_KEY_TYPE, pykcs11.CKA_ID])
    if kind not in kinds:
        raise TokenKeyAbsentError(token=uri.name)
    certificates = _certificates(session)
    certificate = next((one for one_id, one in certificates if one_id == bytes(identifier or ())), None)
    if certificate is None:
        raise TokenCertificateAbsentError(token=uri.name)
    return Opened(
        session=session,
        key=keys[0],
        kind=kinds[kind],
        certificate=certificate,
        chain=issuers(certificate, [one for _, one in certificates]),
    )


def _certificates(session: Any) -> list[tuple[bytes, x509.Certificate]]:  # noqa: ANN401  as above
    """Return CKA_ID and certificate of all that can be read."""
    pykcs11 = library.binding()
    found = []
    for one in session.findObjects([(pykcs11.CKA_CLASS, pykcs11.CKO_CERTIFICATE)]):
        identifier, value = session.getAttributeValue(one, [pykcs11.CKA_ID, pykcs11.CKA_VALUE])
        try:
            found.append((bytes(identifier or ()), loading.load(bytes(value or ()))))
        except CertificatePartUnreadableError:
            continue  # a stray object; what matters is whether ours is there
    return found
