"""The certificates behind `--trust`: issuers that documents may lack, and whom to trust as time-stamping authority."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esigner.ades.trust.anchors import Trust
    from esigner.wire.stamping import Authorities


def read(paths: Sequence[str]) -> "Trust":
    """Return the trust state that the paths hold; empty where none is named.

    Raises:
        TrustNotReadableError: A path is missing, or a file holds no certificate and is no trusted list.
    """
    from esigner.ades.trust import loading  # noqa: PLC0415  the command line must start fast
    from esigner.ades.trust.anchors import Trust  # noqa: PLC0415  as above

    return loading.load(paths) if paths else Trust()


def authorities(urls: Sequence[str], *, trust: "Trust", policy: str | None, timeout_seconds: float) -> "Authorities":
    """Return the time-stamping authorities; roots and those that a trusted list names are trusted.

    An issuing authority named as well helps to find the path and vouches for nothing. Where there is no root and no
    list, any authority that answers at the address is accepted.
    """
    from esigner.ades.trust.anchors import Purpose  # noqa: PLC0415  as above
    from esigner.pkix import fields  # noqa: PLC0415  as above
    from esigner.wire.stamping import Authorities  # noqa: PLC0415  as above

    roots = [one for one in trust.anchors if fields.is_self_issued(one)]
    listed = [one.certificate for one in trust.services if Purpose.TIMESTAMP in one.purposes]
    return Authorities(
        urls=tuple(urls),
        policy=policy,
        timeout_seconds=timeout_seconds,
        anchors=tuple(dict.fromkeys((*roots, *listed))),
        intermediates=trust.known,
    )
