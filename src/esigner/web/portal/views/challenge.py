"""The nonce that a third-party certificate's key signs, kept in the person's session between two pages."""

from base64 import b64decode, b64encode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import requests
from esigner.onboarding.act import PersonalAct
from esigner.web.portal import typed_again
from esigner.web.portal.requests import download, signed_in, to


@require_POST
@signed_in
def ask(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Get a fresh nonce and go back to the form that needs it."""
    nonce = requests.challenge(case_id=case_id, by=act.by, at=act.at)
    request.session[_key(case_id)] = b64encode(nonce).decode()
    form = request.GET.get("next") or request.POST.get("next")
    page = "case-new-certificate" if form == "maintenance" else "case-connection"
    # A person who asks for a challenge is about to send a certificate: the page selects that itself.
    typed_again.keep(request, path=reverse(page, args=[case_id, "production"]), without=("key_kind",))
    return to(page, case_id, "production", fragment="challenge-section")


@require_safe
@signed_in
def nonce_file(request: HttpRequest, _act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Download the nonce, byte for byte."""
    nonce = kept(request, case_id)
    if not nonce:
        raise Http404
    return download("nonce.bin", nonce)


def kept(request: HttpRequest, case_id: UUID) -> bytes:
    """Return the nonce of this person for this case; empty before one was asked for."""
    return b64decode(request.session.get(_key(case_id), ""))


def _key(case_id: UUID) -> str:
    return f"challenge-{case_id}"
