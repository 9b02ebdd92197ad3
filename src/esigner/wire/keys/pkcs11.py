"""Keys in PKCS#11 tokens and HSMs: one session each, opened again when it was lost."""

import hmac
import os
import secrets
import threading
import time
from typing import Any, Final
from weakref import WeakSet

from cryptography import x509

from esigner.ades.encoding.algorithms import signature_named
from esigner.algorithms import verification
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.keys import KeyKind
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.asn1 import der
from esigner.wire.keys import library, token
from esigner.wire.keys.errors import (
    KeyAlgorithmUnfitError,
    TokenAbsentError,
    TokenFailedError,
    TokenModuleUnusableError,
    TokenPinLockedError,
    TokenPinWrongError,
)
from esigner.wire.keys.uri import TokenUri

_TRIES_IN_CHILD: Final = 8
"""Children of one fork initialise the library at once; SoftHSM then shows some of them no token for a moment."""
_PAUSE_SECONDS: Final = 0.05


class TokenKey:
    """A key that stays in its token. One session behind one lock: PyKCS11 holds the interpreter's lock anyway."""

    def __init__(self, uri: TokenUri, *, module: str, pin: str | None) -> None:
        """Open the token; raises as `token.open_token`."""
        self._uri, self._module, self._pin = uri, module, pin
        self._lock = threading.Lock()
        self._tries = 1
        self._refused: TokenPinWrongError | TokenPinLockedError | None = None
        self._opened: token.Opened | None = None
        opened = self._open()
        self.certificate: Final[x509.Certificate] = opened.certificate
        self.chain: Final[tuple[x509.Certificate, ...]] = opened.chain
        _alive.add(self)

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        """Return the signature value over `data`; ECDSA as DER.

        The digest is made here and the token sees only that, except for Ed25519, which signs the data itself. A session
        that was lost is opened again, once.

        Raises:
            KeyAlgorithmUnfitError: The key is of another kind.
            TokenAbsentError, TokenPinWrongError, TokenFailedError: The token does not sign, and a new session did not
                help.
        """
        row = signature_named(algorithm)
        error_type = library.binding().PyKCS11Error
        with self._lock:
            opened = self._opened or self._open()
            try:
                return _value(opened, row, data)
            except error_type as error:
                if library.reason(error) not in library.LOST:
                    raise library.refusal(error, token=self._uri.name) from error
            self.forget()
            opened = self._open()
            try:
                return _value(opened, row, data)
            except error_type as error:
                self.forget()
                raise library.refusal(error, token=self._uri.name) from error

    def forget(self) -> None:
        """Drop the session without closing it at the token: it is lost, or was the parent process's."""
        self._opened = None

    def inherit(self) -> None:
        """Make the key usable in a forked child, where no session of the parent may be touched."""
        self._lock = threading.Lock()
        self._tries = _TRIES_IN_CHILD
        self.forget()

    def _open(self) -> token.Opened:
        if self._refused is not None:
            raise self._refused  # tokens count wrong PINs: the same one is not tried twice
        tries_left = self._tries
        while True:
            tries_left -= 1
            try:
                opened = token.open_token(self._uri, module=self._module, pin=self._pin)
            except (TokenPinWrongError, TokenPinLockedError) as error:
                self._refused = error
                raise
            except (TokenAbsentError, TokenFailedError):
                if not tries_left:
                    raise
            else:
                self._opened = opened
                return opened
            time.sleep(_PAUSE_SECONDS)
            library.start_again(library.load(self._module))


def load(uri: TokenUri, *, module: str | None, pin: str | None) -> TokenKey:
    """Return the key of a URI; the same object again for the same URI, library and PIN.

    Raises:
        TokenModuleUnusableError: No library is named, or it cannot be loaded.
        KeyProblemError: As `TokenKey`.
    """
    path = uri.module or module
    if not path:
        raise TokenModuleUnusableError(module="–")
    wanted = uri.pin if uri.pin is not None else pin
    # A caller with another PIN must not get the session that the right PIN opened.
    known = hmac.digest(_SECRET, repr((path, uri, wanted)).encode(), "sha256")
    with _state.loading:
        if known in _state.refused:
            raise _state.refused[known]
        key = _state.keys.get(known)
        if key is None:
            try:
                key = _state.keys[known] = TokenKey(uri, module=path, pin=wanted)
            except (TokenPinWrongError, TokenPinLockedError) as error:
                _state.refused[known] = error
                raise
    return key


def _value(opened: token.Opened, row: SignatureAlgorithm, data: bytes) -> bytes:
    pykcs11 = library.binding()
    if row.key_kind is KeyKind.ED25519 and opened.kind is KeyKind.ED25519:
        return _signed(opened, data, pykcs11.Mechanism(pykcs11.CKM_EDDSA))
    digest = row.digest.digest(data)
    if row.key_kind is KeyKind.EC and opened.kind is KeyKind.EC:
        return verification.der_of(_signed(opened, digest, pykcs11.Mechanism(pykcs11.CKM_ECDSA)))
    if row.key_kind is KeyKind.RSA and opened.kind is KeyKind.RSA:
        return _signed(opened, _digest_info(row.digest, digest), pykcs11.Mechanism(pykcs11.CKM_RSA_PKCS))
    if row.key_kind is KeyKind.RSA_PSS and opened.kind is KeyKind.RSA:
        name = row.digest.name
        hashed, mask = getattr(pykcs11, f"CKM_{name}"), getattr(pykcs11, f"CKG_MGF1_{name}")
        pss = pykcs11.RSA_PSS_Mechanism(pykcs11.CKM_RSA_PKCS_PSS, hashed, mask, len(digest))
        return _signed(opened, digest, pss)
    raise KeyAlgorithmUnfitError(algorithm=row.name)


def _signed(opened: token.Opened, data: bytes, mechanism: Any) -> bytes:  # noqa: ANN401  PyKCS11 has no types
    return bytes(opened.session.sign(opened.key, data, mechanism))


def _digest_info(algorithm: DigestAlgorithm, digest: bytes) -> bytes:
    """Return DigestInfo (RFC 8017, 9.2): with CKM_RSA_PKCS the token pads and signs, any token can."""
    identifier = der.sequence(der.oid(algorithm.oid), der.NULL)
    return der.sequence(identifier, der.octet_string(digest))


class _State:
    """The keys that this process has opened."""

    def __init__(self) -> None:
        self.loading = threading.Lock()
        self.keys: dict[bytes, TokenKey] = {}
        self.refused: dict[bytes, TokenPinWrongError | TokenPinLockedError] = {}
        """Tokens count wrong PINs: a service that is asked again must not lock its token."""

    def inherit(self) -> None:
        self.loading = threading.Lock()
        for key in list(_alive):
            key.inherit()


_SECRET: Final = secrets.token_bytes(32)
_alive: Final[WeakSet[TokenKey]] = WeakSet()
_state: Final = _State()
os.register_at_fork(after_in_child=_state.inherit)
