"""What every door says where nothing else can be said: what happened, what to do, and a number to quote.

The number is on the page, in the header `Request-Id` and in the log, and nowhere else: it says nothing by itself.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from esigner.errors import Text
from esigner.web.outage_errors import OutageError

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponseBase]

HEADER: Final = "Request-Id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A page of its own for one status."""

    status: int
    title: Text
    sentence: Text
    remedy: Text


_WRITTEN: Final = (
    Refusal(
        status=400,
        title=Text("Pieprasījumu nevar nolasīt", "The request cannot be read"),
        sentence=Text(
            "Adrese vai nosūtītie dati ir bojāti vai nepilnīgi.",
            "The address or the data sent is damaged or incomplete.",
        ),
        remedy=Text(
            "Atveriet lapu no jauna un mēģiniet vēlreiz. Nekas nav saglabāts.",
            "Open the page anew and try again. Nothing was saved.",
        ),
    ),
    Refusal(
        status=403,
        title=Text("Šī darbība jums nav atļauta", "You are not allowed to do this"),
        sentence=Text("Jūsu lomai šīs tiesības nav piešķirtas.", "Your role does not include this right."),
        remedy=Text(
            "Ja tās jums vajag, rakstiet aģentūrai un norādiet uzziņas numuru.",
            "If you need it, write to the agency and give the reference.",
        ),
    ),
    Refusal(
        status=404,
        title=Text("Šādas lapas nav", "There is no such page"),
        sentence=Text(
            "Iespējams, adrese ir nepareiza, vai arī šī lapa nav paredzēta jums.",
            "The address may be wrong, or the page is not meant for you.",
        ),
        remedy=Text(
            "Pārbaudiet adresi vai sāciet no galvenās lapas.", "Check the address, or start from the main page."
        ),
    ),
    Refusal(
        status=405,
        title=Text("Šo adresi šādi izmantot nevar", "This address cannot be used like this"),
        sentence=Text(
            "Te var nonākt tikai, nospiežot pogu attiecīgajā lapā.",
            "One gets here only by pressing the button on the page it belongs to.",
        ),
        remedy=Text("Ejiet atpakaļ un nospiediet pogu vēlreiz.", "Go back and press the button again."),
    ),
    Refusal(
        status=413,
        title=Text("Nosūtīts pārāk daudz", "Too much was sent"),
        sentence=Text(
            "Datne vai teksts ir garāks, nekā šeit var pieņemt. Nekas nav saglabāts.",
            "A file or text is longer than can be taken here. Nothing was saved.",
        ),
        remedy=Text(
            "Ejiet atpakaļ, saīsiniet tekstu vai izvēlieties mazāku datni.",
            "Go back, shorten the text or choose a smaller file.",
        ),
    ),
    Refusal(
        status=429,
        title=Text("Pārāk daudz mēģinājumu", "Too many attempts"),
        sentence=Text("Pārāk daudz mēģinājumu; pamēģiniet vēlāk.", "Too many attempts; try again later."),
        remedy=Text(
            "Ja esat aizmirsis paroli, palūdziet saiti jaunas paroles izvēlei.",
            "If you forgot the password, ask for a link for choosing a new one.",
        ),
    ),
    Refusal(
        status=503,
        title=Text("Pakalpojums pašlaik nav pieejams", "The service is not available at the moment"),
        sentence=Text("Darbība nav pabeigta.", "What you asked for was not done."),
        remedy=Text("Mēģiniet vēlreiz pēc brīža.", "Try again in a moment."),
    ),
    Refusal(
        status=500,
        title=Text("Mums radās kļūda", "Something went wrong on our side"),
        sentence=Text(
            "Darbība nav pabeigta. Kļūda ir ierakstīta žurnālā ar šo uzziņas numuru.",
            "What you asked for was not done. The error is in our log under this reference.",
        ),
        remedy=Text(
            "Mēģiniet vēlreiz pēc brīža; ja neizdodas, nosūtiet mums uzziņas numuru.",
            "Try again in a while; if it fails again, send us the reference.",
        ),
    ),
)
REFUSALS: Final[Mapping[int, Refusal]] = {one.status: one for one in _WRITTEN}
FORGED: Final = Refusal(
    status=403,
    title=Text("Forma ir novecojusi", "The form is out of date"),
    sentence=Text(
        "Drošības zīme, kas ir katrā formā, neder: droši vien lapa bija atvērta ilgi, vai arī pa to laiku ieejat no "
        "jauna. Nekas nav saglabāts.",
        "The security mark that every form carries is not valid: the page was probably open for long, or you signed in "
        "again meanwhile. Nothing was saved.",
    ),
    remedy=Text(
        "Atveriet lapu no jauna; pārlūkā jābūt atļautām sīkdatnēm.",
        "Open the page anew; cookies must be allowed in the browser.",
    ),
)


def refusal(status: int) -> Refusal:
    """Return the texts for a status; those of 400 or 500 where it has none of its own."""
    fallback = (
        HTTPStatus.INTERNAL_SERVER_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.BAD_REQUEST
    )
    return REFUSALS.get(status, REFUSALS[fallback])


def of_outage(error: OutageError) -> Refusal:
    """Return the texts of what is away, busy or full."""
    return replace(REFUSALS[error.status], sentence=error.detail(), remedy=error.remedy)


def mark_outage(answer: HttpResponse, error: OutageError) -> HttpResponse:
    """Say when a retry makes sense, and keep Django from logging the traceback: one line is in the log already."""
    answer.headers["Retry-After"] = str(error.retry_after_seconds)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django offers no other switch
    return answer


def status_of(exception: BaseException | None) -> int:
    """Return the status for what Django refuses to read: 413 for too much, 400 for the rest."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_much else HTTPStatus.BAD_REQUEST


def reference(request: HttpRequest) -> str:
    """Return the number of this request; made where the middleware was not reached."""
    number: str | None = getattr(request, "reference", None)
    if number is None:
        number = request.reference = secrets.token_hex(6)  # type: ignore[attr-defined]  # our own attribute
    return number


def is_bare(answer: HttpResponseBase) -> bool:
    """Return whether Django refused without an explanation."""
    return isinstance(answer, HttpResponse) and answer.status_code >= HTTPStatus.BAD_REQUEST and not answer.content


_OF_THE_BODY: Final = frozenset({"content-type", "content-length", "content-language", "content-encoding", "etag"})
"""Headers that describe the body that came with them, and no other."""


class BareAnswerMiddleware:
    """Adds words where Django answers with a status alone, such as 405; each door has its own.

    Runs inside `config.answers.DoorMiddleware`, for which HEAD is a GET, and OPTIONS needs no words.
    """

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the headers, as 405 names what is allowed; those of the empty body go with it."""
        answer = self.get_response(request)
        if not is_bare(answer):
            return answer
        full = self.in_words(request, answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in _OF_THE_BODY:
                full.headers[name] = value
        full.headers["Content-Length"] = str(len(full.content))
        return full

    def in_words(self, request: HttpRequest, status: int) -> HttpResponse:
        """Return the whole answer of this door."""
        raise NotImplementedError


class ReferenceMiddleware:
    """Gives every request its number; first of all, so that anything that fails later has one."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Note a refusal in the log: without its address, which may hold a token."""
        number = reference(request)
        translation.activate(translation.get_language_from_request(request))
        answer = self.get_response(request)
        answer.headers.setdefault(HEADER, number)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            level = logging.ERROR if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
            log.log(level, "%s answered with %s, reference %s", request.method, answer.status_code, number)
        return answer
