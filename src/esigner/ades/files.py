"""Data files: what is signed, and the names that a container may hold."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from esigner.ades.algorithms import DigestAlgorithm
from esigner.ades.errors import FileNameDuplicateError, FileNameError, FilesMissingError, MediaTypeError

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[A-Za-z0-9_.+-]+=[^\x00-\x1f<>&\"]+)*")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff\ufffe\uffff]")
_NAME_MAXIMUM_BYTES = 1024
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_. -]{0,199}")
"""Names that can only be wrong by being reserved: one segment, no dot in front, no odd character, not too long."""
_RESERVED = frozenset({"meta-inf", "mimetype"})


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file to be signed. Room: size and digest instead of the content."""

    name: str
    """Path inside the container, `/` between folders, any Unicode."""
    media_type: str
    content: bytes = field(repr=False)
    _digests: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Give the digest of the content, computed once."""
        known = self._digests.get(algorithm.name)
        if known is None:
            known = self._digests[algorithm.name] = algorithm.digest(self.content)
        return known


def check_for_container(files: Sequence[DataFile]) -> None:
    """Refuse a list of files that no container should hold: none, odd or equal names, odd media types."""
    if not files:
        raise FilesMissingError
    seen: set[str] = set()
    for file in files:
        check_name(file.name)
        if not _is_media_type(file.media_type):
            raise MediaTypeError(name=file.name, media_type=file.media_type)
        # Two spellings of one name in Unicode are one file on most disks.
        spelling = file.name if file.name.isascii() else unicodedata.normalize("NFC", file.name)
        if spelling in seen:
            raise FileNameDuplicateError(name=file.name)
        seen.add(spelling)


@lru_cache(maxsize=256)
def _is_media_type(text: str) -> bool:
    return _MEDIA_TYPE.fullmatch(text) is not None


def check_name(name: str) -> None:
    """Refuse a name that would leave the folder it is unpacked into, or take the place of the container's own files."""
    if _PLAIN.fullmatch(name) and name.lower() not in _RESERVED:
        return
    if not name or len(name.encode("utf-8", "surrogatepass")) > _NAME_MAXIMUM_BYTES:
        raise FileNameError(name=name[:80], reason="length")
    if _FORBIDDEN.search(name):
        raise FileNameError(name=ascii(name), reason="characters")
    segments = name.split("/")
    if any(segment in {"", ".", ".."} for segment in segments):
        raise FileNameError(name=name, reason="path")
    if segments[0].upper() == "META-INF" or name.lower() == "mimetype":
        raise FileNameError(name=name, reason="reserved")
