"""The means that the signing page offers, and signing with one of them: the same two steps as by API."""

from collections.abc import Sequence
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding

from esigner import audit
from esigner.registry.kinds import Environment
from esigner.signing import sessions
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means.personas import PERSONAS
from esigner.signing.means.port import Means
from esigner.signing.session_view import SessionView
from esigner.signing.signatures import prepared_of

ALL: Final[tuple[Means, ...]] = (PERSONAS,)


def offered(environment: Environment) -> Sequence[Means]:
    """Return the means of this environment; in production no simulated one."""
    return tuple(means for means in ALL if means.available(environment))


def sign(
    *,
    session: SessionView,
    means_name: str,
    choice_id: str,
    act: audit.Act,
) -> SessionView:
    """Sign the session's documents with a means: prepare, get the value, finalize.

    Raises:
        MeansNotAvailableError: Not in this environment, or no such choice.
    """
    means = next((one for one in offered(session.environment) if one.name == means_name), None)
    if means is None:
        raise MeansNotAvailableError
    start = sessions.prepare(
        session_id=session.id,
        signing_certificate=means.certificate(choice_id, at=act.at).public_bytes(Encoding.DER),
        means=means.name,
        act=act,
    )
    return sessions.finalize(
        session_id=session.id,
        signature_id=start.signature_id,
        value=means.sign(choice_id, prepared_of(start.signature_id)),
        act=act,
    )
