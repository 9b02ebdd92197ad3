"""All settings of Django and of E-Signer, read from environment variables; importing this writes nothing."""

from pathlib import Path
from typing import Any

from esigner.config import ports, variables
from esigner.config.database import django_database, owner_database
from esigner.config.doors import door_settings
from esigner.config.secret import secret_key
from esigner.config.settings_portal import *  # noqa: F403 — one settings module for Django, kept in two readable files
from esigner.config.settings_portal import PORTAL_APPS

# --- Where things are kept --------------------------------------------------------------------------------------
ESIGNER_STATE: Path = variables.folder("ESIGNER_STATE")
ESIGNER_LISTEN: str = variables.text("ESIGNER_LISTEN")
ESIGNER_METRICS: bool = variables.flag("ESIGNER_METRICS")
"""Whether each door reports at /metrics how time-stamping authorities and responders behaved (Prometheus text): only to
callers on this machine itself and through no proxy, and only of its own process."""
ESIGNER_HOST: str = variables.text("ESIGNER_HOST")
ESIGNER_TLS_CERTIFICATE: str = variables.text("ESIGNER_TLS_CERTIFICATE")
ESIGNER_TLS_KEY: str = variables.text("ESIGNER_TLS_KEY")
ESIGNER_TLS_SOURCE: str = variables.text("ESIGNER_TLS_SOURCE")
"""The one source of a client's certificate: "embedded" (our TLS door) or "nginx" (a header on its unix socket)."""
ESIGNER_URLS: dict[str, str] = ports.urls(host=ESIGNER_HOST, tls=bool(ESIGNER_TLS_CERTIFICATE))

# --- What this installation is ----------------------------------------------------------------------------------
ESIGNER_SANDBOX: bool = variables.flag("ESIGNER_SANDBOX")
ESIGNER_PORTAL_SIGNS_IN: str = variables.text("ESIGNER_PORTAL_SIGNS_IN") or (
    "test" if ESIGNER_SANDBOX else "production"
)
ESIGNER_ALLOWED_ADDRESS_RANGES: frozenset[str] = frozenset(variables.words("ESIGNER_ALLOWED_ADDRESS_RANGES"))
ESIGNER_PROCESSES: tuple[str, ...] = tuple(variables.words("ESIGNER_PROCESSES"))
"""Services that this installation adds to those of the list, or newer versions of them: dotted names of `Process`es."""
ESIGNER_EPAK_PATTERN: str = variables.text("ESIGNER_EPAK_PATTERN")
ESIGNER_AGENCY: dict[str, str] = {
    "name_lv": variables.text("ESIGNER_AGENCY_NAME_LV"),
    "name_en": variables.text("ESIGNER_AGENCY_NAME_EN"),
    "registration_number": variables.text("ESIGNER_AGENCY_REGISTRATION_NUMBER"),
    "address": variables.text("ESIGNER_AGENCY_ADDRESS"),
    "email": variables.text("ESIGNER_AGENCY_EMAIL"),
    "case_prefix": variables.text("ESIGNER_AGENCY_CASE_PREFIX"),
}
ESIGNER_SMTP_URL: str = variables.text("ESIGNER_SMTP_URL")
"""smtp://user:password@host:587 (STARTTLS) or smtps://…:465; empty: mails are written to STATE/outbox."""

# --- What a session may hold --------------------------------------------------------------------------------------
ESIGNER_DOCUMENT_BYTES: int = variables.number("ESIGNER_DOCUMENT_BYTES")
ESIGNER_SESSION_BYTES: int = variables.number("ESIGNER_SESSION_BYTES")
ESIGNER_SESSION_DOCUMENTS: int = variables.number("ESIGNER_SESSION_DOCUMENTS")
ESIGNER_SESSION_SECONDS: int = variables.number("ESIGNER_SESSION_SECONDS")

# --- What is kept, where, and for how long ------------------------------------------------------------------------
ESIGNER_AUDIT_HEADS: Path = variables.folder("ESIGNER_AUDIT_HEADS", within=ESIGNER_STATE)
"""Where sealed heads of the audit log are exported to: best a disk of another machine where files cannot be changed."""
ESIGNER_AUDIT_HEAD_SECONDS: int = variables.number("ESIGNER_AUDIT_HEAD_SECONDS")
"""How often, where anything happened."""
ESIGNER_AUDITOR_EMAIL: str = variables.text("ESIGNER_AUDITOR_EMAIL")
"""Who gets each head by mail; empty: nobody."""

ESIGNER_LINK_GRACE_SECONDS: int = variables.number("ESIGNER_LINK_GRACE_SECONDS")
"""How long a signing page's address still works once its session has ended."""
ESIGNER_KEEP_DOCUMENTS_DAYS: int = variables.number("ESIGNER_KEEP_DOCUMENTS_DAYS")
"""Documents and results of a session, after its end; events, digests and certificates stay."""
ESIGNER_KEEP_DRAFTS_DAYS: int = variables.number("ESIGNER_KEEP_DRAFTS_DAYS")
"""Applications that were never sent in, after they were last touched."""
ESIGNER_KEEP_OUTBOX_DAYS: int = variables.number("ESIGNER_KEEP_OUTBOX_DAYS")
"""Mails in the folder that takes the place of a mail server."""

# --- Whom signatures rely on ------------------------------------------------------------------------------------
ESIGNER_TSA_URLS: dict[str, tuple[str, ...]] = {
    of: tuple(variables.text(f"ESIGNER_TSA_URLS_{of.upper()}").replace(",", " ").split())
    for of in ("test", "production")
}
"""Time-stamping authorities of each environment, between them spaces or commas, the preferred one first; none named:
our own. Tokens count only from those below an anchor of the environment (`esigner anchor add`)."""
ESIGNER_TSA_POLICY: dict[str, str] = {
    of: variables.text(f"ESIGNER_TSA_POLICY_{of.upper()}") for of in ("test", "production")
}
"""Dotted OID that every token of the environment must state; empty: any of the authority's."""
ESIGNER_TSA_TIMEOUT_SECONDS: int = variables.number("ESIGNER_TSA_TIMEOUT_SECONDS")
"""For each authority; then the next one is asked."""
ESIGNER_CRL_AGE_SECONDS: int = variables.number("ESIGNER_CRL_AGE_SECONDS")
"""How long a revocation list is used again before it is fetched anew."""
ESIGNER_TIME_STAMPING: str = "esigner.registry.links.time_stamping"
"""Returns an environment's authorities with its anchors: the notices, which seal, are below the registry that knows."""
ESIGNER_SEAL_KEY: str = variables.text("ESIGNER_SEAL_KEY")
"""The agency's seal: a `pkcs11:` URI (RFC 7512), a PKCS#12 file, or a folder with key.pem, certificate.pem and
chain.pem; empty: the folder STATE/pki/agency-seal. Issuers that the key does not bring: chain.pem in that folder."""
ESIGNER_SEAL_PASSWORD: str = variables.text("ESIGNER_SEAL_PASSWORD")
"""Password of the PKCS#12 file, or PIN of the token; a `pin-source` in the URI keeps the PIN in a file instead."""
ESIGNER_SEAL_MODULE: str = variables.text("ESIGNER_SEAL_MODULE")
"""PKCS#11 library of the token, where the URI has no `module-path`."""
ESIGNER_MEANS: tuple[str, ...] = (
    "esigner.signing.means.personas.PERSONAS",
)  # fmt: skip
"""The means of the signing page, in the order in which it shows them: a folder in `signing/means` and a line here."""

# --- Django -----------------------------------------------------------------------------------------------------
DEBUG = variables.flag("ESIGNER_DEBUG")
SECRET_KEY = variables.text("ESIGNER_SECRET_KEY") or secret_key(ESIGNER_STATE)
ALLOWED_HOSTS = [ESIGNER_HOST, "localhost", "127.0.0.1", "[::1]", *variables.words("ESIGNER_ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = list(variables.words("ESIGNER_TRUSTED_ORIGINS"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "esigner.web.portal",
    "esigner.web.sign",
    *PORTAL_APPS,
    "procrastinate.contrib.django",
    "esigner.audit",
    "esigner.notices",
    "esigner.registry",
    "esigner.onboarding",
    "esigner.signing",
    "esigner.custody",
]
AUTH_USER_MODEL = "registry.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

DATABASES: dict[str, dict[str, Any]] = {
    "default": django_database(url=variables.text("DATABASE_URL"), state=ESIGNER_STATE)
}
ESIGNER_DATABASE_OWNER: dict[str, Any] = owner_database(
    url=variables.text("DATABASE_URL"), owner_url=variables.text("DATABASE_OWNER_URL"), state=ESIGNER_STATE
)
"""Who owns the tables and changes them (`esigner bootstrap`, `esigner migrate`). DATABASE_URL names another role, which
may read and write rows but only add to the audit log."""

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ESIGNER_STATE / "documents"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
# Served straight from the packages: there is no collecting step that could be forgotten.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
"""Bytes of a body that Django may read whole; documents are streamed past it."""

LANGUAGE_CODE = "lv"
LANGUAGES = [("lv", "Latviešu"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "esigner_language"
TIME_ZONE = "Europe/Riga"
USE_TZ = True
USE_I18N = True

# Cookies are Secure exactly where the browser reaches the portal by TLS.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ESIGNER_URLS["portal"].startswith("https:")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
"""Mails go out through notices and wire; anything that bypasses them must not leave the machine."""
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": variables.text("ESIGNER_LOG_LEVEL")},
    "loggers": {name: {"level": "WARNING"} for name in ("procrastinate", "httpx")},
}

globals().update(door_settings(door=variables.text("ESIGNER_DOOR"), environment=variables.text("ESIGNER_ENVIRONMENT")))
