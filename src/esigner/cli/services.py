"""Services that a command asks: options, and what they mean."""

import argparse
from typing import TYPE_CHECKING

from esigner.cli import trusted

if TYPE_CHECKING:
    from cryptography import x509

    from esigner.wire.evidence import Reach
    from esigner.wire.stamping import Authorities


def add_options(parser: argparse.ArgumentParser, *, tsa_required: bool) -> None:
    """Add the options."""
    group = parser.add_argument_group("pakalpojumi / services")
    group.add_argument(
        "--tsa",
        required=tsa_required,
        action="append",
        metavar="URL",
        help="laika zīmogu pakalpojums; nākamie ir rezervē / time-stamping authority; others follow",
    )
    group.add_argument("--tsa-policy", type=_dotted, metavar="OID", help="laika zīmogu politika / the policy asked for")
    group.add_argument(
        "--ocsp",
        action="append",
        default=[],
        metavar="URL",
        help="OCSP pakalpojums pirms sertifikātā nosauktajiem / responder before those that the certificate names",
    )
    group.add_argument(
        "--time-out", type=_seconds, metavar="SECONDS", help="cik ilgi gaidīt katru / how long to wait for each"
    )
    group.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="DIR_OR_FILE",
        help="izdevēju sertifikāti un saknes, kam uzticēties / issuers, and roots to trust",
    )


def authorities(args: argparse.Namespace) -> "Authorities":
    """Return the time-stamping authorities, of which at least one must be named, and which of them to trust."""
    from esigner.wire.http import DEFAULT_TIMEOUT_SECONDS  # noqa: PLC0415  the command line must start fast

    return trusted.authorities(
        args.tsa,
        trust=trusted.read(args.trust),
        policy=args.tsa_policy,
        timeout_seconds=args.time_out or DEFAULT_TIMEOUT_SECONDS,
    )


def reach(args: argparse.Namespace) -> "Reach":
    """Return whom to ask for status."""
    from esigner.wire.evidence import Reach  # noqa: PLC0415  as above
    from esigner.wire.http import DEFAULT_TIMEOUT_SECONDS  # noqa: PLC0415  as above

    return Reach(responders=tuple(args.ocsp), timeout_seconds=args.time_out or DEFAULT_TIMEOUT_SECONDS)


def known(args: argparse.Namespace) -> "tuple[x509.Certificate, ...]":
    """Return the certificates that were named."""
    return tuple(trusted.read(args.trust).known)


def _dotted(text: str) -> str:
    from cryptography import x509  # noqa: PLC0415  as above

    return x509.ObjectIdentifier(text).dotted_string


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < 3600:  # noqa: PLR2004  an hour; neither infinite nor NaN
        raise argparse.ArgumentTypeError(text)
    return seconds
