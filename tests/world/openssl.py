"""The command line of openssl: another's software that makes keys and requests and judges what we answer."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

GOOD_SUBJECT: Final = "/C=LV/O=Paraugu iestāde/organizationIdentifier=NTRLV-90000069281/CN=dokumentu-sistema"
P256: Final = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")


def run(*arguments: str, content: bytes = b"", status: int | None = 0) -> bytes:
    """Return what openssl wrote; the exit status must be this one (None: any)."""
    done = subprocess.run(["openssl", *arguments], input=content, capture_output=True, check=False, timeout=60)
    assert status is None or done.returncode == status, done.stderr.decode(errors="replace")
    return done.stdout + done.stderr


@cache
def key(*options: str) -> bytes:
    """Return a private key, PEM; the same one for the same options, because some take a second to make."""
    return _stdout("genpkey", *(options or P256))


@cache
def prime(bits: int, nth: int = 0) -> int:
    return int(_stdout("prime", "-generate", "-bits", str(bits)))


def request(
    *,
    private_key: bytes | None = None,
    subject: str = GOOD_SUBJECT,
    extensions: tuple[str, ...] = (),
    digest: str = "sha256",
    options: tuple[str, ...] = (),
) -> bytes:
    """Return a certificate signing request, PEM."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "key.pem"
        file.write_bytes(private_key or key())
        added = [part for extension in extensions for part in ("-addext", extension)]
        return _stdout(
            "req", "-new", "-utf8", f"-{digest}", "-key", str(file), "-subj", subject, "-batch", *added, *options
        )


def _stdout(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True, timeout=60).stdout
