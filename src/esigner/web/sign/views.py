"""The signing page: look, sign or decline, go back."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from esigner import audit
from esigner.errors import EsignerError, Text
from esigner.signing import sessions
from esigner.signing.errors import MeansNotAvailableError, SessionNotFoundError, SigningLinkEndedError
from esigner.signing.means import attempts, offered
from esigner.signing.means_errors import AttemptNotFoundError, MeansDeclinedError, MeansExpiredError, MeansFailedError
from esigner.signing.reasons import explain
from esigner.signing.sessions import SessionView
from esigner.signing.states import FINAL, Status
from esigner.web import refusals
from esigner.web.sign import viewing, waiting
from esigner.web.sign.pages import render
from esigner.web.sign.texts import FORMATS, KEPT, STATES


def _session(token: str) -> SessionView:
    """Return the session of this door's environment.

    One of the other environment, or of a format not shown, does not exist here.
    """
    view = sessions.for_signer(token=token, at=timezone.now())
    if view.environment != getattr(settings, "ESIGNER_ENVIRONMENT", "") or not view.signing_url:
        raise SessionNotFoundError
    return view


def _act() -> audit.Act:
    return audit.Act(actor=sessions.SIGNER, at=timezone.now())


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Tell a person who came without a link where to go."""
    return render(request, "sign/front.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page or session, or that it is over."""
    reference = refusals.reference(request)
    if isinstance(exception, SigningLinkEndedError):
        context = {"reason": exception.detail(), "reference": reference}
        return render(request, "sign/ended.html", context, status=exception.status)
    return render(request, "sign/not_found.html", {"reference": reference}, status=404)


@require_safe
def session(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be signed, who asks for it, and the ways to sign."""
    try:
        view = _session(token)
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    if view.status is Status.SIGNING and view.kept is None:
        return _asked(request, view, token=token)
    return _where_it_stands(request, view, token=token)


def _asked(request: HttpRequest, view: SessionView, *, token: str) -> HttpResponse:
    """Check whether the means that the person chose has an answer by now."""
    try:
        attempts.ask(session_id=view.id, act=waiting.act())
    except EsignerError as error:
        return _where_it_stands(request, _session(token), token=token, error=error)
    return _where_it_stands(request, _session(token), token=token)


def _where_it_stands(
    request: HttpRequest, view: SessionView, *, token: str, error: EsignerError | None = None
) -> HttpResponse:
    """Show the result, or what the person waits for, or the ways to sign."""
    if view.status in FINAL or _is_completing(view):
        return redirect("result", token=token)
    attempt = attempts.current(session_id=view.id, at=timezone.now())
    if attempt is not None:
        return waiting.page(request, view, attempt, token=token)
    return _signing_page(request, view, token=token, error=error)


def _is_completing(view: SessionView) -> bool:
    return view.status is Status.SIGNING and view.kept is not None


def _signing_page(
    request: HttpRequest, view: SessionView, *, token: str, error: EsignerError | None = None
) -> HttpResponse:
    return render(
        request,
        "sign/session.html",
        {
            "session": view,
            "token": token,
            "error": error.detail() if error else _why_not_signed(view),
            "documents": [(one, viewing.is_inline(one)) for one in view.documents],
            "means": offered.offered(view.environment),
            "format": FORMATS[view.format.value],
            "state": STATES[view.status] if view.status is Status.OPEN else STATES[Status.READY],
            "is_open": view.status is Status.OPEN,
        },
        session=view,
        status=error.status if error else 200,
    )


def _why_not_signed(view: SessionView) -> Text | None:
    """Return why the last attempt ended without a signature, where the person was not here to be told."""
    last = view.signatures[-1] if view.signatures else None
    is_told = last is not None and last.failure_code in (
        MeansExpiredError.code,
        MeansDeclinedError.code,
        MeansFailedError.code,
    )
    return explain(last.failure_code) if last is not None and is_told else None


@require_GET
def document(request: HttpRequest, token: str, document_id: UUID) -> HttpResponse | FileResponse:
    """Show one document, or offer it as a download."""
    try:
        view = _session(token)
        shown, file = sessions.document(session_id=view.id, document_id=str(document_id))
    except EsignerError as error:
        return not_found(request, error)
    return viewing.response(shown, file)


def _to_page(request: HttpRequest, token: str) -> HttpResponse:
    """Return a redirect to the session's page, with the language asked for."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("session", args=[token]) + (f"?{query}" if query else ""))


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Sign with the means that the person chose; one who reloads the page after a refusal sees the form again."""
    if request.method != "POST":
        return _to_page(request, token)
    try:
        view = _session(token)
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    means_name, _, choice_id = request.POST.get("choice", "").partition(":")
    try:
        if not choice_id:
            raise MeansNotAvailableError
        attempts.begin(session=view, means_name=means_name, choice_id=choice_id, act=waiting.act())
    except EsignerError as error:
        return _where_it_stands(request, _session(token), token=token, error=error)
    return _on_from(token)


def _on_from(token: str) -> HttpResponse:
    """Return a redirect to the page for the session's present state."""
    view = _session(token)
    return redirect("result" if view.status in FINAL or _is_completing(view) else "session", token=token)


@require_GET
def come_back(request: HttpRequest, token: str, correlation: str) -> HttpResponse:
    """Go on where the person left for another site; the address may be opened again and again."""
    try:
        view = _session(token)
        attempts.come_back(
            session_id=view.id,
            correlation=correlation,
            came=waiting.brought(request),
            act=waiting.act(),
        )
    except (SessionNotFoundError, SigningLinkEndedError, AttemptNotFoundError) as error:
        return not_found(request, error)
    except EsignerError as error:
        return _where_it_stands(request, _session(token), token=token, error=error)
    return _on_from(token)


@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """End the attempt that is under way; the person may choose again."""
    if request.method != "POST":
        return _to_page(request, token)
    try:
        attempts.give_up(session_id=_session(token).id, act=waiting.act())
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    return redirect("session", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """End the session unsigned."""
    if request.method != "POST":
        return _to_page(request, token)
    try:
        sessions.cancel(session_id=_session(token).id, act=_act())
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    except EsignerError:
        # Ended or being completed meanwhile: the result page tells how.
        return redirect("result", token=token)
    return redirect("result", token=token)


@require_safe
def result(request: HttpRequest, token: str) -> HttpResponse:
    """Show how it ended and where to go next."""
    try:
        view = _session(token)
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    if view.status not in FINAL and not _is_completing(view):
        return redirect("session", token=token)
    is_given_up = view.status is Status.FAILED and view.kept is not None
    context: Mapping[str, object] = {
        "session": view,
        "token": token,
        "state": KEPT if is_given_up else STATES[view.status],
        "is_given_up": is_given_up,
        "reason": explain(view.failure_code) if view.failure_code and not is_given_up else None,
        "signatures": [one for one in view.signatures if one.level_reached],
        "next_try_at": view.kept.next_try_at if view.kept else None,
        "is_final": view.status in FINAL,
        "is_bad": view.status in FINAL and not is_given_up,
        "is_good": view.status is Status.SIGNED,
    }
    return render(request, "sign/result.html", context, session=view)


@require_safe
def go_back(request: HttpRequest, token: str) -> HttpResponse:
    """Send the person to the return URL with the session's id and status; its origin was checked at opening."""
    try:
        view = _session(token)
    except (SessionNotFoundError, SigningLinkEndedError) as error:
        return not_found(request, error)
    if not view.return_url:
        return redirect("result", token=token)
    return HttpResponseRedirect(return_address(view))


def return_address(view: SessionView) -> str:
    """Return the return URL with `session` and `status` added to its query."""
    parts = urlsplit(view.return_url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in {"session", "status"}]
    query += [("session", view.id), ("status", view.status.value)]
    return urlunsplit(parts._replace(query=urlencode(query)))
