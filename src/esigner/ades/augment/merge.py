"""Many signers, one container: their finished signatures added in one pass.

Each signer has prepared separately with `joining.prepare`, perhaps on another day. One after another by `joining`
would read and write the growing container once for each; here it is read once, and every data file is hashed once.

Standard: EN 319 162-1, 4.4.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from esigner.ades.augment.errors import ContainerNotJoinableError
from esigner.ades.augment.parallel.asice_xades import AsiceXades
from esigner.ades.augment.parallel.procedure import of_container
from esigner.ades.containers import editing, reading
from esigner.ades.create import asice_xades
from esigner.ades.create.errors import TimestampMissingError
from esigner.ades.create.prepared import Prepared
from esigner.ades.create.values import check_value
from esigner.ades.trust.validation_data import ValidationData


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A signature with its value; the level follows from the other fields."""

    prepared: Prepared
    """From `joining.prepare` with the container, before or after others were added."""
    value: bytes
    """Made by the signer's key over `prepared.to_be_signed`."""
    timestamp: bytes | None = None
    """DER TimeStampToken over `creation.timestamp_input`."""
    revocation: ValidationData | None = None
    """Fetched after the timestamp."""


def add_all(container: bytes, signatures: Iterable[Finished]) -> bytes:
    """Return the container with every signature, in their order; no existing byte changes.

    Raises:
        RefusedError: The container cannot be read.
        ContainerNotJoinableError: No ASiC-E with XAdES.
        AdesError: As for `joining.add`; then none is added.
    """
    held = reading.read(container)
    joinable = of_container(container, held)
    if not isinstance(joinable, AsiceXades):
        raise ContainerNotJoinableError(media_type=held.mimetype)
    files, names = joinable.files, joinable.free_names()
    entries: dict[str, bytes] = {}
    written_at = None
    for one in signatures:
        if one.revocation is not None and one.timestamp is None:
            raise TimestampMissingError
        asice_xades.check_unchanged(one.prepared, files)
        value = check_value(one.prepared, one.value)
        entries[next(names)] = asice_xades.signature_xml(
            one.prepared, value, timestamp=one.timestamp, revocation=one.revocation
        )
        written_at = max(one.prepared.signed_at, written_at or one.prepared.signed_at)
    if written_at is None:
        return container
    return editing.with_entries(container, entries, written_at=written_at, held=held)
