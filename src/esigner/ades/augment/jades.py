"""JAdES: components appended to `etsiU` as text, so that no existing character changes.

A compact JWS is refused: it has no unprotected header (RFC 7515, 7.1), and rewritten as JSON it would be a different
document. Standard: TS 119 182-1, 5.3.
"""

from collections.abc import Mapping, Sequence

from esigner.ades.augment.errors import AugmentationRefusedError
from esigner.ades.augment.signature_file import Stage
from esigner.ades.create.errors import LevelNotHeldError
from esigner.ades.create.jades import unsigned_header
from esigner.ades.create.jades.header import Json, encoded
from esigner.ades.encoding.formats import Serialization
from esigner.ades.encoding.json_text import Node
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.jades import jws_reading, unsigned
from esigner.ades.validation.jades.signature import parts, read_jws

_MATERIAL = frozenset({"xVals", "rVals"})


class JadesFile:
    """A JWS in JSON with JAdES signatures."""

    def __init__(self, content: bytes, *, files: Mapping[str, bytes]) -> None:
        """Read the signatures; `files` holds a detached payload.

        Raises:
            LevelNotHeldError: It is compact.
        """
        self.content = content
        self._jws = jws_reading.read(content)
        if self._jws.serialization is Serialization.COMPACT:
            raise LevelNotHeldError(shape=Serialization.COMPACT)
        self._files = files
        self.candidates: Sequence[Candidate] = read_jws(self._jws, files=files)

    def inputs(self, stage: Stage, targets: Sequence[int]) -> list[bytes]:
        """Return the signature values as written, or what an archive timestamp is over."""
        if stage is Stage.TIMESTAMP:
            return [self._jws.entries[n].signature.encode() for n in targets]
        return [self._archive_input(n) for n in targets]

    def stamped(self, stage: Stage, targets: Sequence[int], tokens: Sequence[bytes]) -> bytes:
        """Return the document with sigTst or arcTst in each of the signatures."""
        component = (
            unsigned_header.signature_timestamp if stage is Stage.TIMESTAMP else unsigned_header.archive_timestamp
        )
        return self.grown({n: [component(token)] for n, token in zip(targets, tokens, strict=True)})

    def with_material(self, targets: Sequence[int], revocation: Sequence[ValidationData]) -> bytes:
        """Return the document with xVals and rVals, or with tstVD where a signature has its own, or is archived."""
        return self.grown({n: self._material(n, new) for n, new in zip(targets, revocation, strict=True)})

    def grown(self, added: Mapping[int, Sequence[dict[str, Json]]]) -> bytes:
        """Return the document with components appended to each signature of these numbers."""
        text = self._jws.text
        for number in sorted(added, reverse=True):
            if added[number]:
                at, new = self._addition(number, added[number])
                text = text[:at] + new + text[at:]
        return text.encode()

    def _material(self, number: int, new: ValidationData) -> list[dict[str, Json]]:
        values = unsigned_header.values(certificates=new.certificates, ocsp_responses=new.ocsp_responses, crls=new.crls)
        held = {component.name for component in unsigned.read(self._jws.entries[number], self._jws.text)}
        return unsigned_header.timestamp_data(values) if held & {*_MATERIAL, "arcTst"} else values

    def _archive_input(self, number: int) -> bytes:
        found = parts(self._jws, self._jws.entries[number], self._files)
        data = unsigned.archive_input(found.entry, found.payload.stamped, found.components)
        if data is None:
            clear = any(component.encoded is None for component in found.components)
            reason = "clear components have no canonical form" if clear else "a signed file is missing"
            raise AugmentationRefusedError(signature=self.candidates[number].id, reason=reason)
        return b"".join(data())

    def _addition(self, number: int, components: Sequence[dict[str, Json]]) -> tuple[int, str]:
        """Return a position in the text, and what is inserted there."""
        entry = self._jws.entries[number]
        present = unsigned.read(entry, self._jws.text)
        is_clear = bool(present) and present[0].encoded is None
        written = [_written(component, is_clear=is_clear) for component in components]
        etsi_u = entry.unprotected.get("etsiU")
        if etsi_u is not None:
            return _at_end(etsi_u, ",".join(written))
        member = f'"etsiU":[{",".join(written)}]'
        node = entry.node
        header = None if node is None else node.members.get("header")
        if header is not None:
            return _at_end(header, member)
        if node is None:
            raise LevelNotHeldError(shape=Serialization.COMPACT)
        return _at_end(node, f'"header":{{{member}}}')


def _written(component: dict[str, Json], *, is_clear: bool) -> str:
    return encoded(component).decode() if is_clear else f'"{unsigned_header.encoded_component(component)}"'


def _at_end(node: Node, new: str) -> tuple[int, str]:
    """Return the place before the closing bracket, and the text, with a comma if something precedes it."""
    return node.end - 1, f",{new}" if node.value else new
