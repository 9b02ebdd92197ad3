"""What must hold for a working connection, its people and the threads about it."""

from esigner.onboarding import members
from esigner.onboarding.applications.validation import check_contacts
from esigner.onboarding.consultations import Written
from esigner.onboarding.errors import ConsultationClosedError, FormIncompleteError, NotAllowedError
from esigner.onboarding.maintenance import Renamed, client_of, subject_of
from esigner.onboarding.moves import Move, guard
from esigner.registry import certificates
from esigner.registry.errors import CertificateAlreadyRevokedError, ClientStatusRefusedError
from esigner.registry.kinds import CertificateStatus, ClientStatus


@guard("certificate_active", "sertifikāts nav anulēts", "the certificate is not revoked")
def certificate_active(move: Move) -> bool:
    """Refuse before a first officer agrees to what cannot be done."""
    if certificates.get(subject_of(move)).status is not CertificateStatus.ACTIVE:
        raise CertificateAlreadyRevokedError
    return True


@guard("client_suspended", "pieslēgums ir apturēts", "the connection is suspended")
def client_suspended(move: Move) -> bool:
    """Refuse before a first officer agrees to what cannot be done."""
    status = client_of(move).status
    if status is not ClientStatus.SUSPENDED:
        raise ClientStatusRefusedError(status=status.value)
    return True


@guard("contacts_correct", "kontaktpersonas ir pareizi ierakstītas", "the contacts are written correctly")
def contacts_correct(move: Move) -> bool:
    """Check every field of every contact."""
    if faults := check_contacts(move.given_as(Renamed).contacts):
        raise FormIncompleteError(fields=faults)
    return True


@guard(
    "may_end_role",
    "lomu izbeidz Aģentūra, Iestādes pārstāvis vai tās turētājs",
    "the Agency ends it, a representative of the Institution, or whoever has it",
)
def may_end_role(move: Move) -> bool:
    """Let technical contacts end their own role alone."""
    if not members.may_end(move.by, subject_of(move), institution_id=move.case.institution_id):
        raise NotAllowedError
    return True


@guard("thread_open", "jautājums nav slēgts", "the question is not closed")
def thread_open(move: Move) -> bool:
    """Refuse messages on a closed thread."""
    if move.given_as(Written).thread.closed_at is not None:
        raise ConsultationClosedError
    return True
