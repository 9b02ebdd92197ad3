"""`esigner anchor add FILE …`: trusts the certificates of somebody else's authority."""

import argparse
import sys
from pathlib import Path

from cryptography import x509

from esigner.cli.errors import CertificateFileUnreadableError
from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    actions = subparsers.add_parser("anchor", help="trusted authorities").add_subparsers(required=True)
    add = actions.add_parser("add", help="trust the certificates in a file (PEM or DER)")
    add.add_argument("file", type=Path)
    add.add_argument("--environment", required=True, action="append", choices=("test", "production"))
    add.add_argument("--purpose", required=True, action="append", choices=("client", "signature", "timestamp"))
    add.add_argument("--label", required=True, help="how people know it")
    add.set_defaults(run=_add)


def _add(args: argparse.Namespace) -> int:

    try:
        content = args.file.read_bytes()
        found = loading.load_pem(content) if b"-----BEGIN" in content else [loading.load(content)]
    except (OSError, CertificatePartUnreadableError) as error:
        raise CertificateFileUnreadableError(file=args.file.name) from error
    if not found:
        raise CertificateFileUnreadableError(file=args.file.name)
    _trust(found, args)
    for certificate in found:
        sys.stdout.write(f"{fields.subject(certificate).text}\n")
    return 0


def _trust(certificates: list[x509.Certificate], args: argparse.Namespace) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from esigner import audit  # noqa: PLC0415
    from esigner.registry import anchors  # noqa: PLC0415
    from esigner.registry.kinds import AnchorPurpose, Environment  # noqa: PLC0415

    act = audit.by_system(at=timezone.now())
    with transaction.atomic():
        for environment in args.environment:
            for purpose in args.purpose:
                for certificate in certificates:
                    anchors.add(
                        environment=Environment(environment),
                        purpose=AnchorPurpose(purpose),
                        certificate=certificate,
                        label=args.label,
                        act=act,
                    )
