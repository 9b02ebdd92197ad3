"""Encrypted PDFs, made by pyHanko: an owner's password, and none to open them unless wished."""

from enum import Enum
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.crypt import StandardSecurityHandler
from pyhanko.pdf_utils.crypt.permissions import StandardPermissions
from pyhanko.pdf_utils.crypt.standard import StandardSecuritySettingsRevision
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

EVERYTHING: StandardPermissions = StandardPermissions.allow_everything()  # type: ignore[no-untyped-call]
_Revision = StandardSecuritySettingsRevision


class Cipher(Enum):
    """The encryptions of the standard security handler."""

    RC4_40 = "RC4-40"
    RC4_128 = "RC4-128"
    AES_128 = "AES-128"
    AES_256 = "AES-256"


def encrypted(
    content: bytes,
    *,
    cipher: Cipher = Cipher.AES_256,
    permissions: StandardPermissions = EVERYTHING,
    password: str = "",
    mac: bool = False,
) -> bytes:
    """Return the PDF encrypted; `password` opens it."""
    writer: Any = copy_into_new_writer(
        PdfFileReader(BytesIO(content), strict=False), writer_kwargs={"stream_xrefs": False}
    )
    if cipher is Cipher.AES_256:
        handler: Any = StandardSecurityHandler.build_from_pw(
            desired_owner_pass="owner", desired_user_pass=password, perms=permissions, pdf_mac=mac
        )
    else:
        rc4 = _Revision.RC4_BASIC if cipher is Cipher.RC4_40 else _Revision.RC4_EXTENDED
        handler = StandardSecurityHandler.build_from_pw_legacy(
            _Revision.RC4_OR_AES128 if cipher is Cipher.AES_128 else rc4,
            writer._document_id[0].original_bytes,
            desired_owner_pass="owner",
            desired_user_pass=password,
            keylen_bytes=5 if cipher is Cipher.RC4_40 else 16,
            use_aes128=cipher is Cipher.AES_128,
            perms=permissions,
        )
    writer._assign_security_handler(handler)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
