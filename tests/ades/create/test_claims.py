"""What a signer claims, before a format writes it."""

from typing import Any

import pytest

from esigner.ades.create.claims import SignaturePolicy
from esigner.ades.encoding.errors import MetadataNotAllowedError


@pytest.mark.parametrize(
    "fields",
    [
        {"oid": "1.40.1"},  # DER has no such arcs: it would be read as 2.0.1
        {"oid": "3.1"},
        {"oid": "1"},
        {"digest": b"short"},
        {"digest_algorithm": "SHA512"},
        {"uri": "no address"},
    ],
)
def test_policy_that_cannot_be_written_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(MetadataNotAllowedError):
        SignaturePolicy(**{"oid": "1.2.3", "digest": bytes(32), **fields})


@pytest.mark.parametrize("oid", ["0.4.0.1733.2.4", "1.2.3", "1.39", "2.999.1"])
def test_policy_of_any_arc_is_allowed(oid: str) -> None:
    assert SignaturePolicy(oid=oid, digest=bytes(32)).oid == oid
