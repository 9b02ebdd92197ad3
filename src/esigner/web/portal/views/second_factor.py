"""Setting up, replacing and removing the second factor: each change is recorded and mailed, and ends other sessions."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from esigner import audit
from esigner.registry import accounts, attempts, people
from esigner.registry.accounts import Change
from esigner.web.portal import second_factor
from esigner.web.portal.places import place_of

_proved_again = method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")


def _done(request: HttpRequest, change: Change) -> None:
    """Record a change and let this browser alone stay in."""
    user = cast("people.User", request.user)
    act = audit.Act(actor=people.actor(user), at=timezone.now())
    accounts.changed(user, change, act=act)
    attempts.remember(user_id=user.id, place=place_of(request), at=act.at)
    update_session_auth_hash(request, user)


class Activate(totp.ActivateTOTPView):  # type: ignore[misc]  # allauth is not typed
    """The first app."""

    change = Change.FACTOR_SET

    def dispatch(self, request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:  # noqa: ANN401 — Django's own signature
        """Redirect a person who has one to replacing it."""
        if request.user.is_authenticated and second_factor.has(request.user):
            return redirect("mfa_replace_totp")
        answer: HttpResponseBase = super().dispatch(request, *args, **values)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 — allauth's own signature
        """Keep the app; the code that proved it is used up."""
        with transaction.atomic():
            self._make_room()
            answer: HttpResponse = super().form_valid(form)
            kept = Authenticator.objects.get(user=self.request.user, type=second_factor.APP)
            second_factor.mark_used(kept, form.cleaned_data["code"])
            _done(self.request, self.change)
        return answer

    def _make_room(self) -> None:
        """Do nothing: there is nothing to replace."""

    def get_success_url(self) -> str:
        """Return the page of the new recovery codes."""
        return reverse("mfa_view_recovery_codes")


@_proved_again
class Replace(Activate):
    """Another app instead of the present one; only people who have just proved the old one get here."""

    change = Change.FACTOR_REPLACED

    def dispatch(self, request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:  # noqa: ANN401 — Django's own signature
        """Redirect a person who has none to setting it up."""
        if not second_factor.has(request.user):  # type: ignore[arg-type]  # signed in by now
            return redirect("mfa_activate_totp")
        return FormView.dispatch(self, request, *args, **values)

    def get_context_data(self, **values: Any) -> dict[str, Any]:  # noqa: ANN401 — Django's own signature
        """Say on the page that there is one already."""
        return {**super().get_context_data(**values), "is_replacement": True}

    def _make_room(self) -> None:
        Authenticator.objects.filter(user=self.request.user).delete()


class Deactivate(totp.DeactivateTOTPView):  # type: ignore[misc]  # allauth is not typed
    """The end of the second factor; not for the agency's people."""

    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 — allauth's own signature
        """Remove app and recovery codes."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            _done(self.request, Change.FACTOR_REMOVED)
        return answer


class GenerateCodes(codes.GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth is not typed
    """Another set of recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 — allauth's own signature
        """Replace the set."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            _done(self.request, Change.RECOVERY_CODES_MADE)
        return answer
