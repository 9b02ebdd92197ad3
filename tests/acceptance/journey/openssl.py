"""Keys, requests and signatures made by the real `openssl`, as an institution's administrator makes them."""

import subprocess
from pathlib import Path


def run(*arguments: str, stdin: bytes | None = None, cwd: Path | None = None) -> bytes:
    """Run openssl; give its output; say what it said where it failed."""
    done = subprocess.run(["openssl", *arguments], input=stdin, cwd=cwd, capture_output=True, check=False)
    if done.returncode:
        message = f"openssl {' '.join(arguments)}: {done.stderr.decode(errors='replace')}"
        raise RuntimeError(message)
    return done.stdout


def new_key(path: Path, kind: str = "P-256") -> Path:
    """Make a private key: `P-256`, `P-384`, `RSA-3072`, or the forbidden `RSA-1024` and `RSA-e3`."""
    if kind.startswith("P-"):
        run("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{kind}", "-out", str(path))
        return path
    bits, exponent = ("2048", "3") if kind == "RSA-e3" else (kind.removeprefix("RSA-"), "65537")
    options = ["-pkeyopt", f"rsa_keygen_bits:{bits}", "-pkeyopt", f"rsa_keygen_pubexp:{exponent}"]
    run("genpkey", "-algorithm", "RSA", *options, "-out", str(path))
    return path


def request(key: Path, *, common_name: str, organisation: str, registration_number: str) -> bytes:
    """Make a PEM certificate signing request for an institution's system."""
    subject = f"/C=LV/O={organisation}/organizationIdentifier=NTRLV-{registration_number}/CN={common_name}"
    return run("req", "-new", "-utf8", "-sha256", "-key", str(key), "-subj", subject, "-out", "-")


def sign(key: Path, data: bytes, digest: str = "sha256") -> bytes:
    """Sign data with the key: PKCS#1 v1.5 for RSA, DER for ECDSA."""
    return run("dgst", f"-{digest}", "-sign", str(key), stdin=data)
