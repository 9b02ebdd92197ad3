"""A key from what an operator writes: the name of a PKCS#12 file or of a folder of PEM files, or a `pkcs11:` URI."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from esigner.wire.keys import pem, pkcs11, pkcs12, uri
from esigner.wire.keys.errors import TokenUriInvalidError
from esigner.wire.keys.port import SigningKey

_PIN_FILE_MAX_BYTES: Final = 4096


def open_key(named: str, *, password: Callable[[], str | None], module: str | None = None) -> SigningKey:
    """Return the key, ready to sign.

    Args:
        named: `seal.p12`, a folder as `pem` reads it, or `pkcs11:token=…;object=…` (RFC 7512).
        password: Asked once for the file's password or the token's PIN, unless the URI says the PIN.
        module: The PKCS#11 library, where the URI does not name it.

    Raises:
        KeyProblemError: A subclass that says why not.
    """
    if not named.startswith(uri.SCHEME):
        path = Path(named)
        return pem.load(path) if path.is_dir() else pkcs12.load(path, password=password())
    read = uri.read(named)
    if read.pin_source is not None:
        pin: str | None = _pin(read.pin_source)
    else:
        pin = read.pin if read.pin is not None else password()
    return pkcs11.load(read, module=module, pin=pin)


def _pin(file: str) -> str:
    try:
        with Path(file).open(encoding="utf-8") as opened:
            return opened.read(_PIN_FILE_MAX_BYTES).rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise TokenUriInvalidError(part="pin-source") from error
