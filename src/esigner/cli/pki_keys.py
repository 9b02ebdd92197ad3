"""`esigner pki keys`: whether the folder holds the keys of this installation, and how to bring them back.

`esigner pki replace-lost` makes new ones, where there is no copy of the old ones left.
"""

import argparse
import sys
from typing import Final

_HOW: Final = """\
1. apturiet E-parakstītāju šajā datorā · stop the E-signer on this machine
2. no kopijas vai cita tās pašas instalācijas datora pārkopējiet pki un secret_key, saglabājot īpašnieku un tiesības
   copy pki and secret_key from a copy, or from another machine of the same installation, keeping owner and rights:
   rsync -a OTHER:STATE/pki OTHER:STATE/secret_key {state}/
3. esigner pki keys, tad esigner up · esigner pki keys, then esigner up
Ja kopijas nav · where there is no copy: esigner pki replace-lost
"""


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    actions.add_parser("keys", help="what is there, and how to bring back what is not").set_defaults(run=_show)
    replace = actions.add_parser("replace-lost", help="make new keys in the place of lost ones")
    replace.add_argument(
        "--there-is-no-copy", action="store_true", required=True,
        help="what the lost keys certified can no longer be revoked: clients need new certificates",
    )  # fmt: skip
    replace.set_defaults(run=_replace)


def _show(_: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 — needs a set-up Django

    from esigner.registry.authorities import Holding, holdings  # noqa: PLC0415 — as above

    held = holdings(state=settings.ESIGNER_STATE)
    words = {
        Holding.HELD: "ir · held",
        Holding.NEW: "tiks izveidota · will be made",
        Holding.MISSING: "NAV · MISSING",
        Holding.FOREIGN: "CITA · FOREIGN",
    }
    for one in held:
        sys.stdout.write(f"{one.name:<26} {words[one.holding]} {one.fingerprint_sha256}\n")
    if not any(one.holding in {Holding.MISSING, Holding.FOREIGN} for one in held):
        return 0
    sys.stdout.write(_HOW.format(state=settings.ESIGNER_STATE))
    return 1


def _replace(args: argparse.Namespace) -> int:
    from django.conf import settings  # noqa: PLC0415 — needs a set-up Django
    from django.utils import timezone  # noqa: PLC0415

    from esigner import audit  # noqa: PLC0415 — as above
    from esigner.registry import authorities  # noqa: PLC0415

    authorities.bootstrap(
        state=settings.ESIGNER_STATE, act=audit.by_system(at=timezone.now()), urls=settings.ESIGNER_URLS,
        lost=authorities.Lost.MADE_ANEW,
    )  # fmt: skip
    return _show(args)
