"""The components of `etsiU`: timestamps, material, countersignatures, in the order they were added.

Standard: TS 119 182-1, 5.3.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509

from esigner.ades.encoding import json_text
from esigner.ades.encoding.base64_text import from_base64, from_base64url
from esigner.ades.encoding.json_text import JsonError, Node
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Pieces, Stamp
from esigner.ades.validation.jades.jws_reading import Entry
from esigner.bounds import spend
from esigner.pkix.bundles import load_certificates

_COMPONENTS_AT_MOST: Final = 1000
_DER: Final = "http://uri.etsi.org/01903/v1.2.2#DER"
_CERTIFICATE_LISTS: Final = ("xVals", "axVals")
_REVOCATION_LISTS: Final = ("rVals", "arVals")
_CONTAINERS: Final = ("tstVD", "anyValData")
"""Components with their own `xVals` and `rVals`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component of etsiU."""

    name: str
    value: Node
    text: str = field(repr=False)
    """The text that the positions in `value` refer to."""
    encoded: bytes | None = field(repr=False)
    """As written: base64url; None if it is a clear JSON object."""


def read(entry: Entry, text: str) -> list[Component]:
    """Return the components; `text` is that of the document.

    Raises:
        JsonError, Base64Error: One is malformed, or they are of different kinds.
    """
    node = entry.unprotected.get("etsiU")
    if node is None:
        return []
    if len(node.items) > _COMPONENTS_AT_MOST:
        message = f"{len(node.items)} components in etsiU"
        raise JsonError(message)
    found = [_component(item, text) for item in node.items]
    if len({component.encoded is None for component in found}) > 1:
        message = "etsiU holds strings and objects"
        raise JsonError(message)
    return found


def _component(item: Node, text: str) -> Component:
    encoded = None
    if isinstance(item.value, str):
        encoded = item.value.encode()
        text = json_text.decoded(from_base64url(item.value))
        item = json_text.read(text)
    if len(item.members) != 1:
        message = "a component of etsiU has one member"
        raise JsonError(message)
    ((name, value),) = item.members.items()
    return Component(name=name, value=value, text=text, encoded=encoded)


def stamps(components: Sequence[Component], entry: Entry, payload: bytes | None) -> list[Stamp]:
    """Return the timestamps with the bytes each must cover."""
    found = []
    for place, component in enumerate(components):
        if component.name == "sigTst":
            found += [Stamp(token=t, data=entry.signature.encode()) for t in tokens(component.value)]
        elif component.name == "arcTst":
            spend(1 + place)
            data = None if _covers_less(component) else archive_input(entry, payload, components[:place])
            found += [Stamp(token=t, data=data, is_archive=True) for t in tokens(component.value)]
    return found


def _covers_less(component: Component) -> bool:
    node = component.value.members.get("timeStamped")
    return node is not None and node.value != "all"


def archive_input(entry: Entry, payload: bytes | None, before: Sequence[Component]) -> Pieces | None:
    """Return what an archive timestamp after these components covers; None where it cannot be assembled.

    Clear components would need a canonical form, on which programs do not agree.

    Standard: TS 119 182-1, 5.3.6.3.
    """
    encoded = [component.encoded for component in before]
    if payload is None or None in encoded:
        return None
    rest = [one for one in encoded if one is not None]
    return lambda: (payload, b".", entry.protected.encode(), b".", entry.signature.encode(), b".", *rest)


def tokens(container: Node) -> list[bytes]:
    """Return the DER of the time-stamp tokens in a tstContainer."""
    node = container.members.get("tstTokens")
    if node is None or not node.items:
        message = "tstTokens missing"
        raise JsonError(message)
    return [_encapsulated(item) for item in node.items]


def certificates(components: Sequence[Component]) -> tuple[list[x509.Certificate], int]:
    """Return the certificates that were added, and how many of them are malformed."""
    encoded = []
    for values in _lists(components, _CERTIFICATE_LISTS):
        holders = (item.members.get("x509Cert") for item in values.items)
        encoded += [_encapsulated(holder) for holder in holders if holder is not None]
    return load_certificates(encoded)


def evidence(components: Sequence[Component]) -> ValidationData:
    """Return the revocation material, of the signature and of its timestamps."""
    answers: list[bytes] = []
    lists: list[bytes] = []
    for values in _lists(components, _REVOCATION_LISTS):
        for name, found in (("ocspVals", answers), ("crlVals", lists)):
            if name in values.members:
                found += [_encapsulated(item) for item in values.members[name].items]
    return ValidationData(ocsp_responses=tuple(answers), crls=tuple(lists))


def _lists(components: Sequence[Component], names: Sequence[str]) -> Iterator[Node]:
    for component in components:
        if component.name in names:
            yield component.value
        elif component.name in _CONTAINERS:
            yield from (node for name, node in component.value.members.items() if name in names)


def _encapsulated(node: Node) -> bytes:
    """Return the bytes of a pkiOb or a time-stamp token."""
    members = node.members
    encoding = members["encoding"].text if "encoding" in members else _DER
    if encoding != _DER or "val" not in members:
        message = f"encoding {encoding[:80]}" if encoding != _DER else "val missing"
        raise JsonError(message)
    return from_base64(members["val"].text)
