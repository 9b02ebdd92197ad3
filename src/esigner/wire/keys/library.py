"""PKCS#11 libraries loaded into this process: once each, and again after a fork.

PyKCS11 initialises them with CKF_OS_LOCKING_OK, so that calls may come from several threads (ADR 0011).
"""

import importlib
import os
import threading
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

from esigner.wire.keys.errors import (
    KeyProblemError,
    TokenAbsentError,
    TokenFailedError,
    TokenModuleUnusableError,
    TokenPinLockedError,
    TokenPinWrongError,
    TokenSupportAbsentError,
)

_REFUSALS: Final[dict[str, type[KeyProblemError]]] = {
    "CKR_PIN_INCORRECT": TokenPinWrongError,
    "CKR_PIN_INVALID": TokenPinWrongError,
    "CKR_PIN_LEN_RANGE": TokenPinWrongError,
    "CKR_PIN_LOCKED": TokenPinLockedError,
    "CKR_TOKEN_NOT_PRESENT": TokenAbsentError,
    "CKR_TOKEN_NOT_RECOGNIZED": TokenAbsentError,
    "CKR_DEVICE_REMOVED": TokenAbsentError,
    "CKR_SLOT_ID_INVALID": TokenAbsentError,
}
LOST: Final = frozenset(
    {
        "CKR_SESSION_HANDLE_INVALID",
        "CKR_SESSION_CLOSED",
        "CKR_USER_NOT_LOGGED_IN",
        "CKR_KEY_HANDLE_INVALID",
        "CKR_OBJECT_HANDLE_INVALID",
        "CKR_CRYPTOKI_NOT_INITIALIZED",
        "CKR_TOKEN_NOT_PRESENT",
        "CKR_DEVICE_REMOVED",
        "CKR_DEVICE_ERROR",
        "CKR_GENERAL_ERROR",
    }
)
"""What a lost session answers; a new one may work."""


def binding() -> ModuleType:
    """Return PyKCS11.

    Raises:
        TokenSupportAbsentError: It is not installed.
    """
    try:
        return importlib.import_module("PyKCS11")
    except ImportError as error:
        raise TokenSupportAbsentError from error


def load(module: str) -> Any:  # noqa: ANN401  PyKCS11 has no types
    """Return the library of that path, initialised for this process.

    Raises:
        TokenModuleUnusableError: No path, or not a PKCS#11 library.
        TokenSupportAbsentError: PyKCS11 is not installed.
    """
    pykcs11 = binding()
    with _state.loading:
        library = _state.loaded.get(module)
        if library is None:
            library = pykcs11.PyKCS11Lib()
            try:
                library.load(module)
            except pykcs11.PyKCS11Error as error:
                raise TokenModuleUnusableError(module=Path(module).name) from error
            _state.loaded[module] = library
        elif module in _state.inherited:
            start_again(library)
        _state.inherited.discard(module)
    return library


def start_again(library: Any) -> None:  # noqa: ANN401  as above
    """Initialise again: every session is lost, and the slots are read anew."""
    library.lib.C_Finalize()
    library.lib.C_Initialize()


def reason(error: Exception) -> str:
    """Return the name of the CKR value, such as CKR_PIN_INCORRECT."""
    value = getattr(error, "value", None)
    return str(cast("dict[int, str]", binding().CKR).get(value, f"0x{value:08X}") if isinstance(value, int) else value)


def refusal(error: Exception, *, token: str) -> KeyProblemError:
    """Return our error for what the token answered."""
    name = reason(error)
    kind = _REFUSALS.get(name)
    return kind(token=token) if kind else TokenFailedError(token=token, reason=name)


class _State:
    """What this process has loaded."""

    def __init__(self) -> None:
        self.loading = threading.Lock()
        self.loaded: dict[str, Any] = {}
        self.inherited: set[str] = set()
        """Loaded by the parent: PKCS#11 (2.40, 5.6.1) wants C_Initialize called again in the child."""

    def forget(self) -> None:
        self.loading = threading.Lock()  # a thread that does not exist in the child may have held it
        self.inherited = set(self.loaded)


_state: Final = _State()
os.register_at_fork(after_in_child=_state.forget)
