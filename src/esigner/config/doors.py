"""The kinds of process, as a table: which URLs and which middleware each one has."""

from dataclasses import dataclass
from typing import Final

from esigner.config import settings_portal

ENVIRONMENTS: Final = ("test", "production")

_REFERENCE: Final = "esigner.web.refusals.ReferenceMiddleware"
_BARE_ANSWERS: Final = "esigner.web.trust.answers.BareAnswerMiddleware"
OWN: Final = "esigner.config.answers.DoorMiddleware"
_PLAIN: Final = (
    "django.middleware.security.SecurityMiddleware",
    OWN,
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
_PAGES: Final = (
    _REFERENCE,
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    OWN,
    "esigner.web.sign.error_pages.BarePageMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One kind of process that answers HTTP."""

    name: str
    urls: str
    middleware: tuple[str, ...]


DOORS: Final[dict[str, Door]] = {
    door.name: door
    for door in (
        Door(name="portal", urls="esigner.web.portal.urls", middleware=settings_portal.MIDDLEWARE),
        Door(name="api", urls="esigner.web.api.urls", middleware=_PLAIN),
        Door(name="sign", urls="esigner.web.sign.urls", middleware=_PAGES),
        Door(name="trust", urls="esigner.web.trust.urls", middleware=(_REFERENCE, *_PLAIN, _BARE_ANSWERS)),
    )
}


def door_settings(*, door: str, environment: str) -> dict[str, object]:
    """Return the Django settings that differ from door to door.

    The forked children of the supervisor set exactly these on the settings they inherited; a process that
    starts alone gets them from the variables ESIGNER_DOOR and ESIGNER_ENVIRONMENT. A process that is not a door
    (worker, command line, tests) has the portal's, because names of its pages are reversed in mails.
    """
    chosen = DOORS.get(door, DOORS["portal"])
    return {
        "ESIGNER_DOOR": door,
        "ESIGNER_ENVIRONMENT": environment,
        "ROOT_URLCONF": chosen.urls,
        "MIDDLEWARE": list(chosen.middleware),
        "CSRF_FAILURE_VIEW": f"esigner.web.{'sign' if chosen.name == 'sign' else 'portal'}.error_pages.csrf_failed",
        # Cookies do not know ports: without names of their own, two doors on one host overwrite each other's.
        "SESSION_COOKIE_NAME": "_".join(part for part in ("esigner", chosen.name, environment, "session") if part),
        "CSRF_COOKIE_NAME": "_".join(part for part in ("esigner", chosen.name, environment, "csrf") if part),
    }
