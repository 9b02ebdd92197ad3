"""`esigner pki status|renew|request|import`: what ends when, and the seal that somebody else certifies."""

import argparse
import sys
from pathlib import Path
from typing import Final

from cryptography import x509

from esigner.cli.errors import CertificateFileUnreadableError, OutputUnwritableError
from esigner.pkix import loading
from esigner.pkix.errors import CertificatePartUnreadableError

_MAX_BYTES: Final = 256 * 1024


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the actions."""
    actions.add_parser("status", help="what ends soon, and who does what about it").set_defaults(run=_status)
    actions.add_parser("renew", help="do now what the hourly job does").set_defaults(run=_renew)
    request = actions.add_parser("request", help="a signing request for the next certificate of the agency's seal")
    request.add_argument("--out", type=Path, help="file; standard output if left out")
    request.set_defaults(run=_request)
    add = actions.add_parser("import", help="use a certificate that the issuer of the agency's seal has sent")
    add.add_argument("file", type=Path, help="the certificate, its issuers may follow (PEM, or DER without them)")
    add.add_argument("--chain", type=Path, help="the issuers, nearest first (PEM)")
    add.set_defaults(run=_import)


def _status(_: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner.registry import authorities  # noqa: PLC0415 — as above

    endings = authorities.outlook(at=timezone.now())
    for one in endings:
        sys.stdout.write(f"{one.name}: {one.text.lv} · {one.text.en}\n")
    if not endings:
        sys.stdout.write("nekas drīz nebeidzas · nothing ends soon\n")
    return 1 if any(one.is_late for one in endings) else 0


def _renew(_: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner.registry import authorities  # noqa: PLC0415 — as above

    at = timezone.now()
    for name in authorities.renew(at=at):
        sys.stdout.write(f"{name}\n")
    authorities.warn(at=at)
    return 0


def _request(args: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner import audit  # noqa: PLC0415 — as above
    from esigner.registry.authorities import foreign_seal  # noqa: PLC0415 — as above

    made = foreign_seal.request(act=audit.by_system(at=timezone.now()))
    if args.out is None:
        sys.stdout.write(made.csr_pem.decode("ascii"))
        return 0
    try:
        args.out.write_bytes(made.csr_pem)
    except OSError as error:
        raise OutputUnwritableError(file=args.out.name) from error
    return 0


def _import(args: argparse.Namespace) -> int:
    from django.utils import timezone  # noqa: PLC0415 — needs a set-up Django

    from esigner import audit  # noqa: PLC0415 — as above
    from esigner.registry.authorities import foreign_seal  # noqa: PLC0415 — as above

    certificate, *issuers = _certificates(args.file)
    issuers += _certificates(args.chain) if args.chain else []
    act = audit.by_system(at=timezone.now())
    folder = foreign_seal.import_certificate(certificate, tuple(issuers), act=act)
    sys.stdout.write(f"{folder}\n")
    return 0


def _certificates(file: Path) -> list[x509.Certificate]:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MAX_BYTES)
        found = loading.load_pem(content) if b"-----BEGIN" in content else [loading.load(content)]
    except (OSError, CertificatePartUnreadableError) as error:
        raise CertificateFileUnreadableError(file=file.name) from error
    if not found:
        raise CertificateFileUnreadableError(file=file.name)
    return found
