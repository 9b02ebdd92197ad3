"""A small WSGI application behind the real door, in a process of its own: `python -m … FOLDER PORT`."""

import hashlib
import json
import os
import re
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from esigner.config.door.callers import Callers, Standing
from esigner.config.door.limits import Row, Work
from esigner.config.door.manner import Manner
from esigner.config.door.serve import serve
from esigner.config.door.tls import TlsFiles
from esigner.config.ports import listener

CHUNK = b"x" * 65536


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer what the tests ask for."""
    path = environ["PATH_INFO"]
    if path == "/download":
        start_response("200 OK", [("content-type", "application/octet-stream")])
        return (CHUNK for _ in range(int(environ["QUERY_STRING"])))
    answer = json.dumps(ANSWERS[path](environ)).encode()
    start_response("200 OK", [("content-type", "application/json"), ("content-length", str(len(answer)))])
    return [answer]


def _who(environ: WSGIEnvironment) -> dict[str, Any]:
    scope = environ["asgi.scope"]
    return {
        "chain": scope.get("extensions", {}).get("tls", {}).get("client_cert_chain"),
        "scheme": environ["wsgi.url_scheme"],
        "address": environ["REMOTE_ADDR"],
        "length": environ.get("CONTENT_LENGTH"),
        "headers": {name: value for name, value in environ.items() if name.startswith("HTTP_")},
        "pid": os.getpid(),
    }


def _upload(environ: WSGIEnvironment) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while piece := environ["wsgi.input"].read(65536):
        digest.update(piece)
        size += len(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def _slow(environ: WSGIEnvironment) -> dict[str, Any]:
    time.sleep(float(environ["QUERY_STRING"]))
    return {}


def _until_there(environ: WSGIEnvironment) -> dict[str, Any]:
    """Wait for a file as for an authority: the test makes it when it likes. What is here meanwhile has a file, too."""
    query = environ["QUERY_STRING"]
    here = Path(f"{query}.{threading.get_ident()}.here")
    here.touch()
    while not Path(query).exists():
        time.sleep(0.02)
    here.unlink()
    return {}


ANSWERS = {"/who": _who, "/upload": _upload, "/slow": _slow, "/waits": _until_there, "/works": _until_there}


def _manner(folder: Path) -> Manner:
    """Return the manner that TEST_DOOR names: any at all, or that of an API that knows two certificates."""
    if os.environ.get("TEST_DOOR") != "api":
        return Manner()
    known = {
        x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()).fingerprint(hashes.SHA256()).hex()
        for name in ("unknown", "chain")
    }

    def look(fingerprint: str) -> Standing:
        return Standing.CLIENT if fingerprint in known else Standing.STRANGER

    limits = (
        Row(door="api", path=re.compile("/upload"), limit_bytes=5_000_000),
        Row(door="api", path=re.compile("/waits"), limit_bytes=1000, work=Work.WAITING),
        Row(door="api", path=re.compile(".*"), limit_bytes=1000),
    )
    return Manner(door="api", limits=limits, hosts=("localhost", "127.0.0.1", "127.0.0.2"), register=Callers(look))


def main(folder: Path) -> None:
    """Serve on a free port until told to stop; say which."""
    listening = listener(0, listen="0.0.0.0")  # noqa: S104 — 127.0.0.2 is another client's address
    port = listening.getsockname()[1]
    tls = TlsFiles(certificate=folder / "server.pem", key=folder / "server.key", ask_for_certificate=True)
    serve(
        application,
        listener=listening,
        tls=tls,
        manner=_manner(folder),
        on_ready=lambda: print("ready", port, flush=True),  # noqa: T201 — the test waits for this line
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
