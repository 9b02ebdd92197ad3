"""Encrypted PDFs: extended where they open without a password and their author permits it.

Standard: ISO 32000-2, 7.6 (encryption), table 22 (permissions). RC4, AES-128 and AES-256 of the standard security
handler; the update is encrypted like the rest, except /Contents of a signature.
"""

import hashlib
import hmac
from itertools import count
from typing import Any, Final

from pyhanko.pdf_utils.crypt import AuthStatus, IdentityCryptFilter, StandardSecurityHandler
from pyhanko.pdf_utils.crypt._util import aes_cbc_encrypt
from pyhanko.pdf_utils.crypt.filter_mixins import AESCryptFilterMixin, RC4CryptFilterMixin
from pyhanko.pdf_utils.crypt.permissions import StandardPermissions
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esigner.ades.create.pades.errors import PdfNotPermittedError
from esigner.ades.encoding.errors import PdfEncryptedError

_IV_BYTES: Final = 16
_MODIFY: Final = StandardPermissions.ALLOW_MODIFICATION_GENERIC
_ANNOTATE: Final = StandardPermissions.ALLOW_ANNOTS_FORM_FILLING
_FILL: Final = StandardPermissions.ALLOW_FORM_FILLING


def open_without_password(writer: IncrementalPdfFileWriter, content: bytes) -> None:
    """Unlock an encrypted document for reading and extending.

    Raises:
        PdfEncryptedError: It needs a password or a key, or is encrypted in an unsupported way.
    """
    handler = writer.prev.security_handler
    if handler is None:
        return
    if not isinstance(handler, StandardSecurityHandler):
        raise PdfEncryptedError(reason="encrypted for the keys of its readers")
    if handler.pdf_mac_enabled:
        raise PdfEncryptedError(reason="protected by a message authentication code (ISO/TS 32004)")
    if "/ID" not in writer.prev.trailer:
        raise PdfEncryptedError(reason="no file identifier")
    if _authenticated(writer) is AuthStatus.FAILED:
        raise PdfEncryptedError(reason="a password is needed to open it")
    _derive_randomness(handler, content)


def check_permitted(writer: IncrementalPdfFileWriter, *, new_field: bool) -> None:
    """Refuse to sign a document that needs the owner's password for that.

    Raises:
        PdfNotPermittedError: A permission is missing.
    """
    handler = writer.prev.security_handler
    if not isinstance(handler, StandardSecurityHandler) or _authenticated(writer) is AuthStatus.OWNER:
        return
    granted = handler.perms
    if new_field and not (_MODIFY in granted and _ANNOTATE in granted):
        raise PdfNotPermittedError(needed="4, 6")
    if not new_field and not (_ANNOTATE in granted or _FILL in granted):
        raise PdfNotPermittedError(needed="6 / 9")


def _authenticated(writer: Any) -> Any:  # noqa: ANN401  pyHanko leaves it without types
    return writer.encrypt(b"").status


def _derive_randomness(handler: StandardSecurityHandler, content: bytes) -> None:
    """Derive initial vectors from the key, the document and the plaintext: the same input produces the same bytes.

    Raises:
        PdfEncryptedError: A crypt filter of another kind.
    """
    salt, number = hashlib.sha256(content).digest(), count()

    def encrypt(key: bytes, plaintext: bytes, params: object = None) -> bytes:
        del params
        vector = hmac.digest(key, b"%b%d %b" % (salt, next(number), plaintext), "sha256")[:_IV_BYTES]
        return b"".join(aes_cbc_encrypt(key, plaintext, vector))  # type: ignore[no-untyped-call]  # it has no types

    crypt_filter: Any
    for crypt_filter in handler.crypt_filter_config.filters():
        if isinstance(crypt_filter, AESCryptFilterMixin):
            crypt_filter.encrypt = encrypt  # type: ignore[method-assign]  # there is no other way to hand it in
        elif not isinstance(crypt_filter, RC4CryptFilterMixin | IdentityCryptFilter):
            raise PdfEncryptedError(reason=f"encrypted by {crypt_filter.method}")
