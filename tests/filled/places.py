"""The pages of the portal, the calls of the API and the jobs that must not care how much there is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from esigner import audit
from esigner.onboarding import cases, evidence
from esigner.onboarding.permissions import Person
from esigner.registry import certificates, people, revocation_lists
from esigner.registry.kinds import Role
from esigner.signing import done_jobs, expiry, retention
from tests.world import cases as world
from tests.world.filled import Owner

OK: Final = 200


@dataclass(frozen=True, kw_only=True)
class Place:
    """One page, call or job."""

    name: str
    visit: Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A case with people who look at it, and whose its rows are."""

    case: world.Case
    owner: Owner
    auditor: Client
    officer: Client
    applicant: Client

    def places(self) -> Iterator[Place]:
        """Return what is looked at in the portal, on the trust door, and done by the worker."""
        case = f"?case={self.case.row.epak_number}"
        for query in (
            "",
            "?event=certificate",
            "?event=api.called",
            "?environment=production",
            "?event=nothing",
            case,
            f"{case}&event=case",
            f"{case}&environment=production",
            "?event=api&environment=test&pirms=300",
        ):
            yield self._page(self.auditor, f"/audits/{query}")
        yield self._page(self.auditor, "/sertifikati/")
        for path in ("/lietas/", "/rinda/", "/konsultacijas/", "/konti/?q=Ieva", f"/lietas/{self.case.id}/"):
            yield self._page(self.officer, path)
        for path in ("/", "/lietas/", f"/lietas/{self.case.id}/", f"/lietas/{self.case.id}/uzturesana/",
                     f"/lietas/{self.case.id}/cilveki/", "/konsultacijas/jauna/"):  # fmt: skip
            yield self._page(self.applicant, path, who="applicant")

    def jobs(self) -> Iterator[Place]:
        """Return what the doors of the trust services and the worker do."""
        at = world.AT
        yield Place(name="CRL", visit=lambda: revocation_lists.current("test-clients", at=at).sha256)
        yield Place(name="OCSP", visit=lambda: certificates.status("test-clients", 0xF1))
        yield Place(name="expire", visit=lambda: expiry.expire_all(at=at - timedelta(days=1)))
        yield Place(name="take up signatures", visit=lambda: expiry.remember_signatures(act=audit.by_system(at=at)))
        yield Place(name="forget answers", visit=lambda: expiry.forget_answers(at=at))
        yield Place(name="slim signatures", visit=retention.slim_all)
        yield Place(name="forget jobs", visit=lambda: done_jobs.forget(at=timezone.now() - timedelta(days=1)))
        yield Place(name="notice cases", visit=lambda: cases.notice_everything(at=at))

    def count_everything(self) -> None:
        """Count all evidence, as the worker does after the page has ordered it."""
        while not evidence.count_rest(case_id=self.case.id, batches=50):
            pass

    @staticmethod
    def _page(browser: Client, path: str, *, who: str = "agency") -> Place:
        def visit() -> object:
            answer = browser.get(path)
            assert answer.status_code == OK, (path, answer.status_code)
            return answer

        name, question, query = path.partition("?")
        return Place(name=f"{who} {name[:12]}{question}{query}", visit=visit)


def portal() -> Portal:
    """Return a case with evidence, its applicant, an officer and an auditor at their browsers."""
    case = world.connected()
    world.everything_passed(case)
    case.view()
    return Portal(
        case=case,
        owner=_owner(case),
        auditor=_browser(world.person("Aija Auditore", role=Role.AUDITOR)),
        officer=_browser(case.officer),
        applicant=_browser(case.applicant),
    )


def _browser(person: Person) -> Client:
    user = people.get(person.id)
    assert user is not None
    if person.is_officer:
        TOTP.activate(user, generate_totp_secret())
    browser = Client(headers={"accept-language": "lv"})
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def _owner(case: world.Case) -> Owner:
    client_id = case.row.test_client_id
    assert client_id is not None
    certificate = certificates.newest_active(client_id)
    assert certificate is not None
    return Owner(client_id=client_id, case_id=str(case.id), fingerprint_sha256=certificate.fingerprint_sha256)
