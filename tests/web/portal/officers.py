"""An officer of the agency with a password and an authenticator app, and what strangers try on the account."""

import itertools
import time
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from esigner import audit
from esigner.registry import people
from esigner.registry.kinds import Role
from tests.world import cases

PASSWORD: Final = "gara-parole-2031"
EMAIL: Final = "rita@agentura.example"
WRONG: Final = "nepareiza-parole"

_steps = itertools.count()


def person(email: str = "mara@pilseta.example", *, password: str = PASSWORD) -> people.User:
    """Make an account with a confirmed address and no role."""
    user = people.create(
        email=email, given_name="Māra", surname="Ozoliņa", password=password, act=audit.by_system(at=cases.AT)
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def officer(email: str = EMAIL) -> people.User:
    """Make a registrar without a second factor."""
    user = people.create(
        email=email, given_name="Rita", surname="Reģistratore", password=PASSWORD, act=audit.by_system(at=cases.AT)
    )
    people.grant(user, Role.REGISTRAR, act=audit.by_system(at=cases.AT))
    return user


def officer_with_app(email: str = EMAIL) -> tuple[people.User, str]:
    """Make a registrar with a second factor; gives its secret too."""
    user, secret = officer(email), generate_totp_secret()
    TOTP.activate(user, secret)
    return user, secret


def code(secret: str, *, ahead: int = 0) -> str:
    """Return the code of the present half minute, or of one of its neighbours."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))


def wrong_code(secret: str) -> str:
    """Return six digits that are no code of these minutes."""
    right = {code(secret, ahead=step) for step in range(-3, 4)}
    return next(text for text in (f"{number:06d}" for number in itertools.count(1)) if text not in right)


def browser(address: str = "203.0.113.1") -> Client:
    """Return a browser that nobody has used, at an address."""
    return Client(REMOTE_ADDR=address, headers={"accept-language": "lv"})


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD) -> Any:  # noqa: ANN401 — Django's test client adds attributes that its type does not have
    """Send e-mail address and password."""
    return client.post("/konts/login/", {"login": email, "password": password})


def give_code(client: Client, text: str) -> Any:  # noqa: ANN401 — as above
    """Send the second factor's code."""
    return client.post("/konts/2fa/authenticate/", {"code": text})


def signed_in(secret: str, *, address: str = "203.0.113.1", ahead: int = 0, email: str = EMAIL) -> Client:
    """Return a browser in which the officer is signed in with both factors."""
    client = browser(address)
    sign_in(client, email)
    answer = give_code(client, code(secret, ahead=ahead))
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client) -> bool:
    """Say whether a browser sees pages for signed-in people."""
    return client.get("/lietas/").status_code == 200


def secret_of(user: people.User) -> str:
    """Return the secret that is kept now, as it is kept: encrypted."""
    return str(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
