"""A small WSGI application behind the real door, in a process of its own: `python -m … FOLDER PORT`."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

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


ANSWERS = {"/who": _who, "/upload": _upload, "/slow": _slow}


def main(folder: Path, port: int) -> None:
    """Serve until told to stop."""
    tls = TlsFiles(certificate=folder / "server.pem", key=folder / "server.key", ask_for_certificate=True)
    serve(
        application,
        listener=listener(port, listen="127.0.0.1"),
        tls=tls,
        on_ready=lambda: print("ready", flush=True),  # noqa: T201 — the test waits for this line
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
