"""The messages to the judging process and back.

Only data comes back: a file that takes over that process must not take over the door with an
answer, so only the classes of a report are created from it, rules by their codes and certificates from their DER.
"""

import hashlib
import io
import logging
import pickle
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import IO, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades import DataFile
from esigner.ades.containers.content import pieces
from esigner.ades.rules import RULES, Rule
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report
from esigner.isolation.limits import Limits
from esigner.pkix import loading

_HEAD: Final = struct.Struct("<4Q")
_UNKNOWN: Final = "application/octet-stream"
_OF_ANSWERS: Final = frozenset(
    {
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("esigner.ades.rules.rule", "Finding"),
        ("esigner.ades.rules.rule", "Indication"),
        ("esigner.ades.validation.report", "Check"),
        ("esigner.ades.validation.report", "Report"),
        ("esigner.ades.validation.report", "SignatureReport"),
        ("esigner.isolation.parcels", "Judged"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to be judged, as `esigner.ades.validate` takes it."""

    document: bytes = field(repr=False)
    name: str
    trust: Trust = field(repr=False)
    at: datetime
    policy: str
    detached: Sequence[DataFile] = field(default=(), repr=False)

    @property
    def size_bytes(self) -> int:
        """Of everything sent."""
        return len(self.document) + sum(len(file.content) for file in self.detached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A report without the files of the container, and its cost."""

    report: Report
    data_sha256: Mapping[str, str]
    """Digest (hex) of each file in the container other than signatures, by name."""
    cpu_seconds: float = 0.0


class _Writer(pickle.Pickler):
    def reducer_override(self, item: Any) -> Any:  # noqa: ANN401  anything that is written
        """Write a member of an enumeration by its value: Python 3.11.0 to 3.11.3 would write a `getattr` call."""
        return (type(item), (item.value,)) if isinstance(item, Enum) else NotImplemented

    def persistent_id(self, item: Any) -> tuple[str, str | bytes] | None:  # noqa: ANN401  anything that is written
        if isinstance(item, Rule):
            return "rule", item.code
        if isinstance(item, x509.Certificate | loading.OddlyNamed):
            return "certificate", item.public_bytes(Encoding.DER)
        return None


class _Reader(pickle.Unpickler):
    """Reads what the door itself wrote."""

    def persistent_load(self, given: Any) -> Rule | x509.Certificate:  # noqa: ANN401  what persistent_id gave
        kind, value = given
        return RULES[value] if kind == "rule" else loading.load(value)


class _AnswerReader(_Reader):
    """Creates only a report."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401  a class
        if (module, name) not in _OF_ANSWERS:
            message = f"{module}.{name} in an answer"
            raise pickle.UnpicklingError(message)
        return super().find_class(module, name)


def write_job(file: IO[bytes], job: Job, limits: Limits) -> None:
    """Write the limits, the metadata of the file, and its bytes unchanged."""
    # A copy of the trust: values cached on it stay here.
    detached = [(file.name, len(file.content)) for file in job.detached]
    told = _written((job.name, replace(job.trust), job.at, job.policy, detached))
    file.write(_HEAD.pack(limits.cpu_seconds, limits.wall_seconds, limits.memory_bytes, len(told)))
    file.write(told)
    for content in (*(f.content for f in job.detached), job.document):
        file.write(content)
    file.flush()


def read_limits(file: IO[bytes]) -> tuple[Limits, int]:
    """Return the limits, and the length of the file's metadata."""
    cpu, wall, memory, told = _HEAD.unpack(file.read(_HEAD.size))
    return Limits(cpu_seconds=cpu, wall_seconds=wall, memory_bytes=memory), told


def read_job(file: IO[bytes], told: int) -> Job:
    """Return the job whose limits were read."""
    name, trust, at, policy, beside = _Reader(io.BytesIO(file.read(told))).load()
    detached = [DataFile(one, _UNKNOWN, file.read(length)) for one, length in beside]
    return Job(document=file.read(), name=name, trust=trust, at=at, policy=policy, detached=detached)


def answer(report: Report, *, cpu_seconds: float) -> bytes:
    """Return the bytes of an answer."""
    digests = (
        {name: _sha256(pieces(report.data_files, name)) for name in report.data_files} if report.signatures else {}
    )
    judged = Judged(report=replace(report, data_files={}), data_sha256=digests, cpu_seconds=cpu_seconds)
    return _written(judged)


def read_answer(data: bytes) -> Judged | None:
    """Return the answer; None if it is invalid."""
    try:
        found = _AnswerReader(io.BytesIO(data)).load()
    except EOFError:
        return None
    except Exception:  # it was written by a process exposed to a stranger's file
        logging.getLogger("esigner").exception("an answer that is no report")
        return None
    return found if isinstance(found, Judged) else None


def _written(item: object) -> bytes:
    buffer = io.BytesIO()
    _Writer(buffer, protocol=5).dump(item)
    return buffer.getvalue()


def _sha256(parts: Iterable[bytes]) -> str:
    state = hashlib.sha256()
    for part in parts:
        state.update(part)
    return state.hexdigest()
