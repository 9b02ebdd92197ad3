"""Every environment variable that E-Signer reads: its kind, its default, and what it does, in both languages.

Settings read through this table, so that a variable that is not in it cannot be read by name; docs/settings.md is
printed from it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from esigner.config import environment
from esigner.config.variable import Group, Kind, Need, Variable
from esigner.config.variables_database import DATABASE
from esigner.errors import Text


def _ports() -> Iterable[Variable]:
    for name, default, lv, en in (
        ("PORTAL", "8000", "portālam", "the portal"),
        ("TRUST", "8001", "uzticamības pakalpojumiem", "the trust services"),
        ("API_TEST", "8443", "testa vides API", "the test environment's API"),
        ("SIGN_TEST", "8002", "testa vides parakstīšanas lapām", "the test environment's signing pages"),
        ("API_PRODUCTION", "9443", "produkcijas vides API", "the production environment's API"),
        ("SIGN_PRODUCTION", "8003", "produkcijas vides parakstīšanas lapām", "production's signing pages"),
    ):
        is_for_people = name in {"PORTAL", "SIGN_TEST", "SIGN_PRODUCTION"}
        yield Variable(
            name=f"ESIGNER_PORT_{name}", kind=Kind.NUMBER, default=default,
            gives=Text(f"Ports {lv}", f"Port of {en}"),
        )  # fmt: skip
        yield Variable(
            name=f"ESIGNER_URL_{name}", otherwise="`ESIGNER_HOST` and the port",
            need=Need.PRODUCTION if is_for_people else Need.NEVER,
            gives=Text(
                f"Adrese {lv}, ja priekšā ir starpniekserveris" + ("; produkcijā https" if is_for_people else ""),
                f"Address of {en} where a proxy stands in front" + ("; https in production" if is_for_people else ""),
            ),
        )  # fmt: skip


def _agency() -> Iterable[Variable]:
    for name, default, lv, en in (
        ("NAME_LV", "Parauga aģentūra", "nosaukums latviski", "name in Latvian"),
        ("NAME_EN", "Sample Agency", "nosaukums angliski", "name in English"),
        ("REGISTRATION_NUMBER", "90001733697", "reģistrācijas numurs", "registration number"),
        ("ADDRESS", "Parauga iela 1, Rīga, LV-1010", "adrese vēstulēs", "address in letters"),
        ("EMAIL", "epak@agentura.example", "e-pasts, arī sūtītājs", "e-mail address, also the sender's"),
        ("CASE_PREFIX", "EPAK", "vēstuļu numuru sākums", "beginning of the numbers of letters"),
    ):
        yield Variable(
            name=f"ESIGNER_AGENCY_{name}", default=default, gives=Text(f"Aģentūras {lv}", f"The agency's {en}")
        )


def _time_stamping() -> Iterable[Variable]:
    for name, lv in (("TEST", "testa"), ("PRODUCTION", "produkcijas")):
        environment_en = name.lower()
        yield Variable(
            name=f"ESIGNER_TSA_URLS_{name}", kind=Kind.ADDRESSES, otherwise="our own authority",
            gives=Text(
                f"Laika zīmogu iestādes {lv} videi, vēlamākā pirmā",
                f"Time-stamping authorities of the {environment_en} environment, the preferred one first",
            ),
        )  # fmt: skip
        yield Variable(
            name=f"ESIGNER_TSA_POLICY_{name}", otherwise="any",
            gives=Text(
                f"Politikas OID, kam jābūt katrā {lv} vides laika zīmogā",
                f"Policy OID that each timestamp of the {environment_en} environment must state",
            ),
        )  # fmt: skip


GROUPS: Final[tuple[Group, ...]] = (
    Group(
        title=Text("Kur kas atrodas", "Where things are"),
        variables=(
            Variable(
                name="ESIGNER_STATE", kind=Kind.FOLDER, default="var/esigner",
                gives=Text(
                    "Instalācijas mape: atslēgas, dokumenti, iegultā datubāze",
                    "The installation's folder: keys, documents, the embedded database",
                ),
            ),
            Variable(
                name="DATABASE_URL", otherwise="the embedded PostgreSQL",
                gives=Text(
                    "PostgreSQL lietotnes lomai: raksta rindas, bet auditam tās tikai pievieno",
                    "PostgreSQL for the application's role, which writes rows but only adds to the audit log",
                ),
            ),
            Variable(
                name="DATABASE_OWNER_URL", otherwise="`DATABASE_URL`",
                gives=Text("Tas pats tabulu īpašniekam", "The same for the owner of the tables, for migrations"),
            ),
            Variable(
                name="ESIGNER_LISTEN", default="127.0.0.1",
                gives=Text(
                    "Adrese, kurā durvis klausās; bez TLS produkcijā tikai šis pats dators",
                    "Address on which the doors listen; without TLS, in production, this machine only",
                ),
            ),
            Variable(name="ESIGNER_HOST", default="localhost", gives=Text("Vārds adresēs", "Name in the addresses")),
            *_ports(),
            Variable(name="ESIGNER_DOOR_PROCESSES", kind=Kind.NUMBER, default="1",
                     gives=Text("Procesi katrām `esigner up` durvīm", "Processes of each door of `esigner up`")),
            Variable(
                name="ESIGNER_TLS_CERTIFICATE", need=Need.PRODUCTION,
                gives=Text(
                    "PEM datne durvīm; bez tās https vajag starpniekserverī",
                    "PEM file for the doors; without it a proxy must speak https",
                ),
            ),
            Variable(
                name="ESIGNER_TLS_KEY", need=Need.PRODUCTION,
                gives=Text("Tā sertifikāta atslēga", "The key of that certificate"),
            ),
            Variable(
                name="ESIGNER_TLS_SOURCE", default="embedded",
                gives=Text(
                    "No kurienes klienta sertifikāts: embedded vai nginx (galvene unix ligzdā)",
                    "Where a client's certificate comes from: embedded, or nginx (a header on a unix socket)",
                ),
            ),
            Variable(
                name="ESIGNER_TRUSTED_PROXIES", kind=Kind.NUMBER, default="0",
                gives=Text(
                    "Cik savu starpniekserveru ir portāla priekšā: tik vārdiem X-Forwarded-For beigās tic",
                    "How many proxies of one's own are in front of the portal: so many names at the end of "
                    "X-Forwarded-For are believed",
                ),
            ),
        ),
    ),
    DATABASE,
    Group(
        title=Text("Kas šī instalācija ir", "What this installation is"),
        variables=(
            Variable(
                name="ESIGNER_SANDBOX", kind=Kind.FLAG, default="0",
                gives=Text(
                    "Izmēģinājumi: testa personas, simulēts sniedzējs, parastais http",
                    "Trials: test personas, a simulated provider, plain http",
                ),
            ),
            Variable(
                name="ESIGNER_PORTAL_SIGNS_IN", otherwise="`production`, in a sandbox `test`",
                gives=Text(
                    "Vide, kurā portāls liek parakstīt pieteikumus",
                    "Environment in which the portal has applications signed",
                ),
            ),
            Variable(
                name="ESIGNER_ALLOWED_ADDRESS_RANGES", kind=Kind.WORDS,
                gives=Text(
                    "Citkārt noraidīti adrešu apgabali, piemēram loopback, private",
                    "Ranges of addresses that are otherwise refused, such as loopback, private",
                ),
            ),
            Variable(
                name="ESIGNER_PROCESSES", kind=Kind.WORDS,
                gives=Text("Vēl citi pakalpojumi (Python nosaukumi)", "Further services (dotted names)"),
            ),
            Variable(
                name="ESIGNER_EPAK_PATTERN", default="EPAK-{year}-{sequence:05d}",
                gives=Text("EPAK numura forma", "Form of EPAK numbers"),
            ),
            *_agency(),
        ),
    ),
    Group(
        title=Text("Pasts un žurnāli", "Mail and logs"),
        variables=(
            Variable(
                name="ESIGNER_SMTP_URL", otherwise="mails are written to `outbox/` in `ESIGNER_STATE`",
                gives=Text(
                    "smtp://lietotājs:parole@serveris:587 (STARTTLS) vai smtps://…:465",
                    "smtp://user:password@host:587 (STARTTLS) or smtps://…:465",
                ),
            ),
            Variable(
                name="ESIGNER_AUDIT_HEADS", kind=Kind.FOLDER, default="audit-heads",
                otherwise="`audit-heads/` in `ESIGNER_STATE`",
                gives=Text(
                    "Mape audita apzīmogotajām galvām; vislabāk citā datorā",
                    "Folder for sealed heads of the audit log; best on another machine",
                ),
            ),
            Variable(
                name="ESIGNER_AUDIT_HEAD_SECONDS", kind=Kind.NUMBER, default="3600",
                gives=Text("Cik bieži, ja kas noticis", "How often, where anything happened"),
            ),
            Variable(
                name="ESIGNER_AUDITOR_EMAIL", otherwise="nobody",
                gives=Text("Kam katru galvu sūta pa pastu", "Who gets each head by mail"),
            ),
            Variable(
                name="ESIGNER_LOG_LEVEL", default="INFO",
                gives=Text("Žurnāla līmenis, piemēram WARNING", "Level of the log, such as WARNING"),
            ),
            Variable(
                name="ESIGNER_METRICS", kind=Kind.FLAG, default="0",
                gives=Text(
                    "Durvis /metrics rāda savu ārējo pakalpojumu skaitļus, tikai šim pašam datoram",
                    "Each door shows at /metrics how outside services behaved, to this machine only",
                ),
            ),
        ),
    ),
    Group(
        title=Text("Sesijas un glabāšana", "Sessions, and what is kept"),
        variables=(
            Variable(
                name="ESIGNER_DOCUMENT_BYTES", kind=Kind.NUMBER, default="104857600",
                gives=Text("Lielākais dokuments", "The largest document"),
            ),
            Variable(
                name="ESIGNER_SESSION_BYTES", kind=Kind.NUMBER, default="209715200",
                gives=Text("Visi sesijas dokumenti kopā", "All documents of a session together"),
            ),
            Variable(
                name="ESIGNER_SESSION_DOCUMENTS", kind=Kind.NUMBER, default="100",
                gives=Text("Cik dokumentu sesijā", "How many documents a session may have"),
            ),
            Variable(
                name="ESIGNER_SESSION_SECONDS", kind=Kind.NUMBER, default="86400",
                gives=Text("Cik ilgi sesija dzīvo", "How long a session lives"),
            ),
            Variable(
                name="ESIGNER_LINK_GRACE_SECONDS", kind=Kind.NUMBER, default="3600",
                gives=Text(
                    "Cik ilgi pēc sesijas beigām der parakstīšanas lapas adrese",
                    "How long the address of a signing page works after its session has ended",
                ),
            ),
            Variable(
                name="ESIGNER_KEEP_DOCUMENTS_DAYS", kind=Kind.NUMBER, default="30",
                gives=Text(
                    "Sesijas dokumenti un rezultāts pēc tās beigām", "A session's documents and result, after its end"
                ),
            ),
            Variable(
                name="ESIGNER_KEEP_DRAFTS_DAYS", kind=Kind.NUMBER, default="365",
                gives=Text(
                    "Neiesniegti pieteikumi pēc pēdējās izmaiņas",
                    "Applications that were never sent in, after the last change",
                ),
            ),
            Variable(
                name="ESIGNER_KEEP_OUTBOX_DAYS", kind=Kind.NUMBER, default="90",
                gives=Text("Vēstules mapē outbox", "Mails in the folder outbox"),
            ),
        ),
    ),
    Group(
        title=Text("Pakalpojumi, uz kuriem paraksti paļaujas", "Services that signatures rely on"),
        variables=(
            *_time_stamping(),
            Variable(
                name="ESIGNER_TSA_TIMEOUT_SECONDS", kind=Kind.NUMBER, default="10",
                gives=Text("Katrai iestādei; tad jautā nākamajai", "For each authority; then the next one is asked"),
            ),
            Variable(
                name="ESIGNER_SEAL_KEY", otherwise="`STATE/pki/agency-seal`",
                gives=Text(
                    "Aģentūras zīmogs: `pkcs11:` URI, PKCS#12 datne vai mape ar key.pem, certificate.pem un chain.pem",
                    "The agency's seal: a `pkcs11:` URI, a PKCS#12 file, or a folder with key.pem, certificate.pem "
                    "and chain.pem",
                ),
            ),
            Variable(
                name="ESIGNER_SEAL_PASSWORD",
                gives=Text("PKCS#12 datnes parole vai ierīces PIN", "Password of a PKCS#12 file, PIN of a token"),
            ),
            Variable(name="ESIGNER_SEAL_MODULE", gives=Text("PKCS#11 bibliotēka", "PKCS#11 library of the token")),
            Variable(
                name="ESIGNER_CRL_AGE_SECONDS", kind=Kind.NUMBER, default="300",
                gives=Text(
                    "Cik ilgi atsaukšanas sarakstu izmanto vēlreiz", "How long a revocation list is used again"
                ),
            ),
        ),
    ),
    Group(
        title=Text("Portāls un Django", "The portal and Django"),
        variables=(
            Variable(
                name="ESIGNER_SECRET_KEY", otherwise="made at the first start, kept in `ESIGNER_STATE`",
                gives=Text("Sīkdatņu un saišu paraksta atslēga", "Key that signs cookies and links"),
            ),
            Variable(
                name="ESIGNER_ALLOWED_HOSTS", kind=Kind.WORDS,
                gives=Text("Vēl vārdi, ar kuriem portālu sauc", "Further names by which the portal is called"),
            ),
            Variable(
                name="ESIGNER_TRUSTED_ORIGINS", kind=Kind.WORDS,
                gives=Text("Izcelsmes, no kurām pieņem veidlapas", "Origins from which forms are accepted"),
            ),
            Variable(
                name="ESIGNER_SIGNED_IN_STAFF_IDLE_SECONDS", kind=Kind.NUMBER, default="1800",
                gives=Text("Amatpersonai: cik ilgi bez lapas", "An officer: how long without a page"),
            ),
            Variable(
                name="ESIGNER_SIGNED_IN_STAFF_SECONDS", kind=Kind.NUMBER, default="28800",
                gives=Text("Amatpersonai: cik ilgi kopā", "An officer: how long altogether"),
            ),
            Variable(
                name="ESIGNER_SIGNED_IN_IDLE_SECONDS", kind=Kind.NUMBER, default="7200",
                gives=Text("Pārējiem: cik ilgi bez lapas", "Everybody else: how long without a page"),
            ),
            Variable(
                name="ESIGNER_SIGNED_IN_SECONDS", kind=Kind.NUMBER, default="43200",
                gives=Text("Pārējiem: cik ilgi kopā", "Everybody else: how long altogether"),
            ),
            Variable(
                name="ESIGNER_DEBUG", kind=Kind.FLAG, default="0",
                gives=Text("Django atkļūdošana; tikai smilškastē", "Django's debugging; in a sandbox only"),
            ),
            Variable(
                name="ESIGNER_DOOR", need=Need.SERVED,
                gives=Text("Kuras durvis: portal, api, sign vai trust", "Which door: portal, api, sign or trust"),
            ),
            Variable(
                name="ESIGNER_ENVIRONMENT", need=Need.SERVED,
                gives=Text("api un sign durvīm: test vai production", "For the doors api and sign: test or production"),
            ),
        ),
    ),
)  # fmt: skip

VARIABLES: Final[Mapping[str, Variable]] = {one.name: one for group in GROUPS for one in group.variables}

Source = Mapping[str, str] | None


def text(name: str, *, source: Source = None) -> str:
    """Read a text, stripped; KeyError where the table has no such variable."""
    return environment.text(name, VARIABLES[name].default, source=source)


def flag(name: str, *, source: Source = None) -> bool:
    """Read a yes/no variable."""
    return environment.flag(name, default=VARIABLES[name].default == "1", source=source)


def number(name: str, *, source: Source = None) -> int:
    """Read a whole number."""
    return environment.number(name, int(VARIABLES[name].default), source=source)


def words(name: str, *, source: Source = None) -> tuple[str, ...]:
    """Read a list, empty parts left out."""
    return environment.words(name, VARIABLES[name].default, source=source)


def folder(name: str, *, within: Path | None = None, source: Source = None) -> Path:
    """Read an absolute path; the default is a folder within the one given, else within the current one."""
    return environment.folder(name, (within or Path.cwd()) / VARIABLES[name].default, source=source)
