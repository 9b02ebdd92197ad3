"""Accounts of the agency's people.

`esigner account add …` makes one, `account reset-factor` sets a new secret where the authenticator app is lost;
`account code` is for the demo.
"""

import argparse
import getpass
import json
import sys
import time

from esigner.cli.errors import AccountUnknownError, OnlyInSandboxError, PasswordTooShortError, PasswordTooSimpleError

ROLES = ("registrar", "second_officer", "pki_operator", "auditor")
PASSWORD_LENGTH = 12


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    actions = subparsers.add_parser("account", help="accounts of the agency's people").add_subparsers(required=True)
    add = actions.add_parser("add", help="make an account; prints it with the secret of its second factor")
    add.add_argument("--email", required=True)
    add.add_argument("--role", required=True, action="append", choices=ROLES)
    add.add_argument("--given-name", required=True)
    add.add_argument("--surname", required=True)
    add.add_argument("--language", choices=("lv", "en"), default="lv")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.set_defaults(run=_add)
    reset = actions.add_parser("reset-factor", help="give an account a new second factor; prints its secret")
    reset.add_argument("email")
    reset.add_argument("--because", required=True, metavar="REASON", help="goes into the audit log")
    reset.set_defaults(run=_reset)
    code = actions.add_parser("code", help="the second factor's code of this moment (sandbox only)")
    code.add_argument("email")
    code.set_defaults(run=_code)


def _add(args: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\n") if args.password_stdin else getpass.getpass("Parole · password: ")
    if len(password) < PASSWORD_LENGTH:
        raise PasswordTooShortError(length=PASSWORD_LENGTH)
    _check_password(password, own=[args.email, args.given_name, args.surname])
    sys.stdout.write(json.dumps(_make(args, password=password), ensure_ascii=False) + "\n")
    return 0


def _check_password(password: str, *, own: list[str]) -> None:
    from esigner.registry import passwords  # noqa: PLC0415 — needs a set-up Django

    fault = passwords.fault(password, own=own)
    if fault is not None:
        raise PasswordTooSimpleError(reason_lv=fault.lv, reason_en=fault.en)


def _make(args: argparse.Namespace, *, password: str) -> dict[str, object]:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415 — needs a set-up Django
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from esigner import audit  # noqa: PLC0415
    from esigner.registry import people  # noqa: PLC0415
    from esigner.registry.kinds import Role  # noqa: PLC0415

    act, secret = audit.by_system(at=timezone.now()), generate_totp_secret()
    with transaction.atomic():
        user = people.create(
            email=args.email,
            given_name=args.given_name,
            surname=args.surname,
            password=password,
            language=args.language,
            act=act,
        )
        for role in args.role:
            people.grant(user, Role(role), act=act)
        TOTP.activate(user, secret)
    return {"id": str(user.id), "email": user.email, "roles": args.role, "totpSecret": secret}


def _reset(args: argparse.Namespace) -> int:
    sys.stdout.write(json.dumps(_new_factor(args.email, because=args.because), ensure_ascii=False) + "\n")
    return 0


def _new_factor(email: str, *, because: str) -> dict[str, object]:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 — needs a set-up Django
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from esigner import audit  # noqa: PLC0415
    from esigner.registry import accounts, people  # noqa: PLC0415

    user, secret = people.find(email=email), generate_totp_secret()
    if user is None:
        raise AccountUnknownError
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        TOTP.activate(user, secret)
        act = audit.by_system(at=timezone.now())
        accounts.changed(user, accounts.Change.FACTOR_RESET, act=act, data={"because": because})
    return {"id": str(user.id), "email": user.email, "totpSecret": secret}


def _code(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415

    if not settings.ESIGNER_SANDBOX:
        raise OnlyInSandboxError
    sys.stdout.write(_code_of(args.email) + "\n")
    return 0


def _code_of(email: str) -> str:
    from allauth.mfa import app_settings  # noqa: PLC0415 — needs a set-up Django
    from allauth.mfa.models import Authenticator  # noqa: PLC0415
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value  # noqa: PLC0415
    from allauth.mfa.utils import decrypt  # noqa: PLC0415

    found = Authenticator.objects.filter(user__email__iexact=email, type=Authenticator.Type.TOTP).first()
    if found is None:
        raise AccountUnknownError
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    code: str = format_hotp_value(hotp_value(decrypt(found.data["secret"]), counter))
    return code
