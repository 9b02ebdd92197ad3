"""The main menu: the pages for a person with these roles."""

from dataclasses import dataclass

from esigner.errors import Text
from esigner.onboarding.permissions import Person, can_look_after_people
from esigner.registry.kinds import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the menu."""

    path: str
    title: Text
    sections: tuple[str, ...]
    """Beginnings of the addresses at which this entry is the current one."""

    def is_current(self, path: str) -> bool:
        """Return whether a page at this address belongs to the entry."""
        return path == self.path or any(path.startswith(section) for section in self.sections)


SCHEME = Entry("/", Text("Galvenā shēma", "Main scheme"), ("/shema/", "/bloks/", "/pakalpojumi/"))
TERMS = Entry("/noteikumi/", Text("Noteikumi", "Terms"), ("/noteikumi/",))
CASES = Entry(
    "/lietas/",
    Text("Mani pieteikumi un lietas", "My applications and cases"),
    ("/lietas/", "/pieteikumi/", "/pieprasijumi/"),
)
QUEUE = Entry("/rinda/", Text("Darba rinda", "Work queue"), ("/pieteikumi/", "/pieprasijumi/"))
ALL_CASES = Entry("/lietas/", Text("Sadarbības gadījumi", "Cooperation cases"), ("/lietas/",))
ACCOUNTS = Entry("/konti/", Text("Konti", "Accounts"), ("/konti/",))
CERTIFICATES = Entry("/sertifikati/", Text("Sertifikāti", "Certificates"), ())
AUDIT = Entry("/audits/", Text("Audita žurnāls", "Audit log"), ())
CONSULTATIONS = Entry("/konsultacijas/", Text("Konsultācijas", "Consultations"), ("/konsultacijas/",))


def entries(person: Person | None) -> tuple[Entry, ...]:
    """Return the menu of this person; block 8, consultations, is in everyone's."""
    if person is None:
        return (SCHEME, TERMS, CONSULTATIONS)
    if not person.is_officer:
        return (SCHEME, TERMS, CASES, CONSULTATIONS)
    found = [SCHEME, QUEUE, ALL_CASES]
    found += [ACCOUNTS] if can_look_after_people(person) else []
    found += [CERTIFICATES] if person.agency & {Role.PKI_OPERATOR, Role.AUDITOR} else []
    found += [AUDIT] if Role.AUDITOR in person.agency else []
    return (*found, CONSULTATIONS)
