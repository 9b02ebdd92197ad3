"""Connection requests of an institution: 2.1 for test, 4.1 for production."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from esigner.errors import EsignerError
from esigner.onboarding import cases, permissions, requests
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import ChecksFailedError
from esigner.registry.kinds import Environment
from esigner.web.portal.forms.connection import ConnectionForm, with_files
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import download, signed_in, to
from esigner.web.portal.views.challenge import kept


@require_http_methods(["GET", "POST"])
@signed_in
def connection(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Fill in, check at once, submit."""
    where = environment_of(environment)
    case = cases.view(case_id=case_id, by=act.by, at=act.at)
    permissions.check_can_act_for_case(act.by, institution_id=case.institution_id)
    nonce = kept(request, case_id)
    context: dict[str, Any] = {"case": case, "environment": where, "nonce_text": nonce.decode("utf-8", "replace")}
    if request.method != "POST":
        # A person who has just asked for a challenge is about to send a certificate.
        kind = "certificate" if where is Environment.PRODUCTION and nonce else "csr"
        return _page(request, context | {"form": ConnectionForm(initial={"key_kind": kind})})
    form = ConnectionForm(with_files(request), request.FILES)
    key = form.key(request, nonce=nonce)
    entries = form.networks()
    if form.errors:
        return _page(request, context | {"form": form}, status=422)
    if request.POST.get("action") != "submit":
        report = requests.check(
            case_id=case_id, by=act.by, environment=where, networks=entries, key=key,
            return_origins=form.origins(), at=act.at,
        )  # fmt: skip
        return _page(request, context | {"form": form, "report": report})
    submit = _submit_test if where is Environment.TEST else _submit_production
    try:
        submit(case_id=case_id, act=act, networks=entries, key=key, return_origins=form.origins())
    except ChecksFailedError as refused:
        return _page(request, context | {"form": form, "refused": refused.data["checks"]}, status=422)
    except EsignerError as refused:
        if refused.status in {403, 404}:
            raise
        form.add_error(None, say(refused.detail()))
        return _page(request, context | {"form": form}, status=422)
    messages.success(request, both("Pieprasījums ir nosūtīts aģentūrai.", "The request was sent to the agency."))
    return to("case", case_id)


@require_safe
@signed_in
def pack(_request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Download the connection pack."""
    where = environment_of(environment)
    return download(*requests.pack(case_id=case_id, environment=where, by=act.by, at=act.at))


def environment_of(word: str) -> Environment:
    """Return the environment that the address names; a page not found for any other."""
    try:
        return Environment(word)
    except ValueError as error:
        raise Http404 from error


def _submit_test(*, key: requests.Key, **values: Any) -> requests.RequestView:  # noqa: ANN401 — passed through
    submit: Callable[..., requests.RequestView] = requests.submit_test
    return submit(csr=key, **values)


def _submit_production(**values: Any) -> requests.RequestView:  # noqa: ANN401 — passed through
    submit: Callable[..., requests.RequestView] = requests.submit_production
    return submit(**values)


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "portal/connection.html", context, status=status)
