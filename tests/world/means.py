"""Two means of signing for tests, with the personas' keys: one is another site, the other a telephone.

Named in ESIGNER_MEANS by their dotted paths, as every means is. What the site and the telephone know lies here, as it
lies at a service elsewhere.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from cryptography import x509

from esigner import ades
from esigner.errors import Text
from esigner.registry.kinds import Environment
from esigner.signing.means.personas import PERSONAS, wallet
from esigner.signing.means.personas.people import PEOPLE
from esigner.signing.means.port import Choice, Done, Redirect, State, Step, Task, Wait
from esigner.signing.means_errors import MeansDeclinedError, MeansFailedError
from esigner.wire.errors import ServiceFailedError

LIFETIME = timedelta(minutes=3)


class _WithKeys:
    is_simulated = True
    lifetime = LIFETIME

    def available(self, environment: Environment) -> bool:
        return environment is Environment.TEST

    def choices(self) -> Sequence[Choice]:
        return PERSONAS.choices()

    def certificate(self, choice_id: str, *, at: datetime) -> x509.Certificate:
        return PERSONAS.certificate(choice_id, at=at)


def _done(task: Task) -> Done:
    """Return the value as the format wants it: r‖s in a container."""
    persona = next(one for one in PEOPLE if one.id == task.choice_id)
    form = ades.ValueForm.CONCATENATED if persona.key_kind == "P-384" else ades.ValueForm.RSA_PKCS1
    return Done(value=bytes(ades.sign(task.prepared, key=wallet.key(persona))), form=form)


@dataclass
class Site(_WithKeys):
    """Another site: the person goes there, and comes back with a code that opens the value once."""

    name = "site"
    title = Text("Cita vietne", "Another site")
    is_down: bool = False
    says: ades.ValueForm | None = None
    """The form that it names, where that is not the one it gives."""
    asked: int = 0

    def begin(self, task: Task) -> Step:
        if self.is_down:
            raise ServiceFailedError(service="site.example")
        url = f"https://site.example/sign?{urlencode({'back': task.back_url})}"
        return Redirect(url=url, state={"url": url, "nonce": secrets.token_hex(8)})

    def resume(self, task: Task, *, state: State, came: Mapping[str, str]) -> Step:
        self.asked += 1
        if self.is_down:
            raise ServiceFailedError(service="site.example")
        if not came:
            return Redirect(url=str(state["url"]), state=state)
        if came.get("error"):
            raise MeansDeclinedError
        if not state["nonce"] or came.get("code") != "opened":
            raise MeansFailedError(reason="no code")
        done = _done(task)
        return replace(done, form=self.says) if self.says else done


@dataclass
class Phone(_WithKeys):
    """A telephone: the person presses a button on it while we ask."""

    name = "phone"
    title = Text("Tālrunis", "Telephone")
    pressed: bool = False
    asked: list[str] = field(default_factory=list)
    """Transactions that were asked about."""

    def begin(self, task: Task) -> Step:
        del task
        return self._wait({"transaction": secrets.token_hex(8)})

    def resume(self, task: Task, *, state: State, came: Mapping[str, str]) -> Step:
        del came
        self.asked.append(str(state["transaction"]))
        if not self.pressed:
            return self._wait(state)
        return _done(task)

    def _wait(self, state: State) -> Wait:
        message = Text("Apstipriniet tālrunī.", "Confirm on your telephone.")
        return Wait(message=message, verification_code="4711", state=state)


SITE = Site()
PHONE = Phone()
PATHS = ("tests.world.means.SITE", "tests.world.means.PHONE")


def begin_anew() -> None:
    """Forget what other tests did."""
    SITE.is_down, SITE.asked, SITE.says = False, 0, None
    PHONE.pressed = False
    PHONE.asked.clear()
