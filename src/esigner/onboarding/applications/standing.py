"""On whose behalf an application is made: what the deciding officer sees, and what one officer may not decide alone.

Anybody can type another's number. So the form is compared with what others say: the signers' certificates, the
institution as it is registered, the people who represent it now and did before. A difference is a failed check here; it
does not end the application, but one person may no longer decide it alone.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from esigner.errors import Text
from esigner.onboarding import models
from esigner.onboarding.applications import signers
from esigner.onboarding.applications.signers import Signer
from esigner.onboarding.checks import Check, failed, none_failed, passed
from esigner.onboarding.form import Form
from esigner.pki.checks import warned
from esigner.registry import institutions, people
from esigner.registry.institutions import Institution


class Consent(StrEnum):
    """What a present representative said of an application that joins their institution."""

    NOT_NEEDED = "not_needed"
    AWAITED = "awaited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The evidence, and how many officers it requires."""

    institution_id: uuid.UUID | None
    """None where the number is not registered."""
    registered_name: str
    """The institution's name as it is registered; empty where it is not."""
    signers: tuple[Signer, ...]
    representative_named: str
    representatives: tuple[str, ...]
    """Names of those who represent the institution now."""
    earlier_representatives: tuple[str, ...]
    consent: Consent
    consent_by: str
    checks: tuple[Check, ...]
    officers: int
    """2 where one officer may not register it alone."""


def of(row: models.Application) -> Standing:
    """Return the evidence of an application as it was submitted last."""
    form, submission = Form.from_dict(row.form), row.submissions.filter(round=row.round).first()
    signed = signers.from_json(submission.signers) if submission else ()
    found = institutions.find(registration_number=form.registration_number)
    present = people.representatives(found.id) if found else []
    consent, by = _consent(row, submission, found, present)
    checks = (*_of_signers(form, signed), *_of_institution(form, found, consent, by))
    return Standing(
        institution_id=found.id if found else None,
        registered_name=found.name if found else "",
        signers=signed,
        representative_named=form.representative_name,
        representatives=tuple(str(user) for user in present),
        earlier_representatives=tuple(str(user) for user in people.earlier_representatives(found.id)) if found else (),
        consent=consent,
        consent_by=by,
        checks=checks,
        officers=1 if none_failed(checks) else 2,
    )


def _consent(
    row: models.Application,
    submission: models.Submission | None,
    found: Institution | None,
    present: Sequence[people.User],
) -> tuple[Consent, str]:
    """Return what those who still represent the institution said: those who left no longer count."""
    if found is None or row.applicant_id in {user.pk for user in present}:
        return Consent.NOT_NEEDED, ""
    if submission is not None and submission.consent and submission.consent_by_id in {user.pk for user in present}:
        return Consent(submission.consent), submission.consent_by_name
    return Consent.AWAITED, ""


def _of_signers(form: Form, signed: Iterable[Signer]) -> Iterator[Check]:
    names = [one.name for one in signed]
    if any(signers.is_same_name(name, form.representative_name) for name in names):
        yield passed(
            "SIGNER_IS_REPRESENTATIVE",
            Text("Parakstījis nosauktais pārstāvis.", "Signed by the representative named."),
        )
    else:
        said = ", ".join(names) or "–"
        yield failed(
            "SIGNER_IS_REPRESENTATIVE",
            Text(
                f"Pieteikumā nosaukts {form.representative_name}, bet parakstījis {said}. Pārliecinieties, ka "
                "parakstītājam ir pilnvara.",
                f"The application names {form.representative_name}, but {said} signed. Make sure that the signer has a "
                "mandate.",
            ),
        )
    yield _organisation(form, [one.registration_number for one in signed if one.registration_number])


def _organisation(form: Form, numbers: Sequence[str]) -> Check:
    name, wanted = "SIGNER_ORGANISATION", form.registration_number.strip()
    others = [number for number in numbers if number != wanted]
    if others:
        return failed(
            name,
            Text(
                f"Parakstītāja sertifikātā ir cita iestāde ({', '.join(others)}).",
                f"The signer's certificate names another institution ({', '.join(others)}).",
            ),
        )
    if numbers:
        return passed(name, Text("Sertifikātā ir tā pati iestāde.", "The certificate names the same institution."))
    return warned(
        name,
        Text(
            "Sertifikātā iestādes nav: tas apliecina tikai personu. Amatu pārbaudiet citur.",
            "The certificate names no institution: it vouches for the person alone. Check the office elsewhere.",
        ),
    )


def _of_institution(form: Form, found: Institution | None, consent: Consent, by: str) -> Iterator[Check]:
    if found is None:
        yield passed(
            "INSTITUTION_JOINED",
            Text("Iestāde vēl nav reģistrēta.", "The institution is not registered yet."),
        )
        return
    if signers.is_same_name(found.name, form.institution_name):
        yield passed(
            "INSTITUTION_NAME", Text("Nosaukums ir tas pats, kas reģistrēts.", "The name is the one registered.")
        )
    else:
        yield failed(
            "INSTITUTION_NAME",
            Text(
                f"Ar šo numuru ir reģistrēta iestāde “{found.name}”, nevis “{form.institution_name}”.",
                f"Under this number “{found.name}” is registered, not “{form.institution_name}”.",
            ),
        )
    yield _joining(consent, by)


def _joining(consent: Consent, by: str) -> Check:
    name = "INSTITUTION_JOINED"
    match consent:
        case Consent.NOT_NEEDED:
            return passed(
                name,
                Text("Pieteikumu iesniedzis iestādes pārstāvis.", "Submitted by a representative of the institution."),
            )
        case Consent.ACCEPTED:
            return passed(
                name,
                Text(f"Iestādes pārstāvis {by} ir piekritis.", f"The institution's representative {by} has accepted."),
            )
        case Consent.DECLINED:
            return failed(
                name,
                Text(f"Iestādes pārstāvis {by} nav piekritis.", f"The institution's representative {by} has declined."),
            )
        case _:
            return failed(
                name,
                Text(
                    "Iestāde jau ir reģistrēta, bet iesniedzējs to nepārstāv un neviens tās pārstāvis nav piekritis.",
                    "The institution is registered already, the applicant does not represent it, and none of its "
                    "representatives has accepted.",
                ),
            )
