"""PKCS#11 URIs: which key of which token, and where its PIN is (RFC 7512)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, unquote_to_bytes

from esigner.wire.keys.errors import TokenUriInvalidError

SCHEME: Final = "pkcs11:"

_TOKEN: Final = frozenset({"token", "manufacturer", "serial", "model"})
_OBJECT: Final = frozenset({"object", "id", "type"})
_QUERY: Final = frozenset({"pin-source", "pin-value", "module-path"})
_SLOT: Final = "slot-id"
_ATTRIBUTE: Final = re.compile(r"[a-z-]+=(?:[A-Za-z0-9._~:\[\]@!$'()*+,=&/?|-]|%[0-9A-Fa-f]{2})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUri:
    """One PKCS#11 URI, decoded."""

    token: Mapping[str, str]
    """What the token's token, manufacturer, serial and model must be."""
    slot: int | None = None
    label: str | None = None
    """CKA_LABEL of the key."""
    id: bytes | None = None
    """CKA_ID of the key."""
    module: str | None = None
    """Path of the PKCS#11 library."""
    pin: str | None = field(default=None, repr=False)
    pin_source: str | None = None
    """File that holds the PIN."""

    @property
    def name(self) -> str:
        """What to call the token in messages."""
        return self.token.get("token") or self.token.get("serial") or "pkcs11"


def read(text: str) -> TokenUri:
    """Return the parts of a URI such as `pkcs11:token=Seal;object=key?pin-source=file:/run/pin`.

    A path attribute that is not known matches nothing (RFC 7512, 2.3), so it is refused by name.

    Raises:
        TokenUriInvalidError: Not of this shape, an attribute twice, or one that is not known.
    """
    if not text.startswith(SCHEME):
        raise TokenUriInvalidError(part=text.split(":", 1)[0][:40])
    path, _, query = text.removeprefix(SCHEME).partition("?")
    found = _attributes(path, separator=";", known=_TOKEN | _OBJECT | {_SLOT})
    asked = _attributes(query, separator="&", known=_QUERY)
    if found.get("type", "private") != "private":
        raise TokenUriInvalidError(part="type")
    slot = found.get(_SLOT)
    if slot is not None and not (slot.isascii() and slot.isdigit()):
        raise TokenUriInvalidError(part=_SLOT)
    if "pin-value" in asked and "pin-source" in asked:
        raise TokenUriInvalidError(part="pin-source")
    return TokenUri(
        token={name: _text(name, found[name]) for name in sorted(_TOKEN & found.keys())},
        slot=None if slot is None else int(slot),
        label=_text("object", found["object"]) if "object" in found else None,
        id=unquote_to_bytes(found["id"]) if "id" in found else None,
        module=_text("module-path", asked["module-path"]) if "module-path" in asked else None,
        pin=_text("pin-value", asked["pin-value"]) if "pin-value" in asked else None,
        pin_source=_file(asked["pin-source"]) if "pin-source" in asked else None,
    )


def _attributes(text: str, *, separator: str, known: frozenset[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(separator) if text else ():
        name, _, value = part.partition("=")
        # The value stays out of the message: it may be a PIN.
        if not _ATTRIBUTE.fullmatch(part) or name not in known or name in found:
            raise TokenUriInvalidError(part=name[:40])
        found[name] = value
    return found


def _text(name: str, value: str) -> str:
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise TokenUriInvalidError(part=name) from error


def _file(value: str) -> str:
    path = _text("pin-source", value)
    if path.startswith("|"):
        raise TokenUriInvalidError(part="pin-source")  # a program to run: RFC 7512, 2.4 leaves it to us, and we do not
    return path.removeprefix("file://").removeprefix("file:")
