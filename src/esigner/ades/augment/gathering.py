"""Many signers, one container: their finished signatures put into it in one pass.

Each signer has prepared by `joining.prepare` by himself, perhaps on another day. One after another by `joining`
would read and write the growing container once for each; here it is read once, and every data file is hashed once.

Standard: EN 319 162-1, 4.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from esigner.ades.asic import edit, read
from esigner.ades.asic import signature as asic
from esigner.ades.augment.errors import ContainerNotJoinableError
from esigner.ades.augment.joining.asice_xades import AsiceXades
from esigner.ades.augment.joining.procedure import of_container
from esigner.ades.errors import TimestampMissingError
from esigner.ades.material import Revocation
from esigner.ades.prepared import Prepared
from esigner.ades.values import check_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A signature with its value; the level follows from what else is given."""

    prepared: Prepared
    """From `joining.prepare` with the container, before or after others were added."""
    value: bytes
    """Made by the signer's key over `prepared.to_be_signed`."""
    timestamp: bytes | None = None
    """DER TimeStampToken over `creation.timestamp_input`."""
    revocation: Revocation | None = None
    """Fetched after the timestamp."""


def add_all(container: bytes, signatures: Iterable[Finished]) -> bytes:
    """Give the container with every signature, in their order; nothing that is there changes by a byte.

    Raises:
        RefusedError: The container cannot be read.
        ContainerNotJoinableError: No ASiC-E with XAdES.
        AdesError: As for `joining.add`; then none is added.
    """
    held = read.read(container)
    joinable = of_container(container, held)
    if not isinstance(joinable, AsiceXades):
        raise ContainerNotJoinableError(media_type=held.mimetype)
    files, names = joinable.files, joinable.free_names()
    entries: dict[str, bytes] = {}
    written_at = None
    for one in signatures:
        if one.revocation is not None and one.timestamp is None:
            raise TimestampMissingError
        asic.check_unchanged(one.prepared, files)
        value = check_value(one.prepared, one.value)
        entries[next(names)] = asic.signature_xml(
            one.prepared, value, timestamp=one.timestamp, revocation=one.revocation
        )
        written_at = max(one.prepared.signed_at, written_at or one.prepared.signed_at)
    if written_at is None:
        return container
    return edit.with_entries(container, entries, written_at=written_at, held=held)
