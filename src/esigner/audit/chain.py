"""How one row is bound to the row before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

GENESIS_HASH: Final = "0" * 64
"""What the first row names as its predecessor."""

HAPPENING_FIELDS: Final = (
    "event",
    "actor_kind",
    "actor_id",
    "actor_name",
    "case",
    "institution",
    "client",
    "subject",
    "environment",
    "request_id",
    "outcome",
    "code",
    "data",
)
"""Columns that go into the hash as they were recorded; `at` goes in as well."""
LINKED_FIELDS: Final = (*HAPPENING_FIELDS, "previous_hash")
"""Columns of the chain that go into the hash as they are; `sequence` and `at` go in as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the chain; kept elsewhere (printed, mailed), it is an anchor against a rewritten log."""

    sequence: int
    hash: str


def link(values: Mapping[str, Any], *, sequence: int, at: datetime) -> str:
    """Return the row's hash: SHA-256 over its canonical JSON, the predecessor's hash included."""
    content = {name: values[name] for name in LINKED_FIELDS}
    content |= {"sequence": sequence, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """Return the same text for equal values: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def storable(value: Any) -> Any:  # noqa: ANN401 - any JSON in, any JSON out
    """Return the value as the database will give it back, so that the hash can be made again.

    PostgreSQL's jsonb turns 1.0 into 1 and keeps no tuple; everything else comes back as it went in.
    """
    if isinstance(value, Mapping):
        return {str(key): storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
