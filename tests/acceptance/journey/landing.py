"""The institution's own web page, to which the person comes back after signing."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

PORT: Final = 8999
ORIGIN: Final = f"http://localhost:{PORT}"
RETURN_URL: Final = f"{ORIGIN}/atpakal"


class _Landing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 - the library's name
        body = b"<!doctype html><html lang=lv><title>Iestade</title><p>Paldies!</p></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def open_landing() -> ThreadingHTTPServer:
    """Serve it in the background until the program ends."""
    server = ThreadingHTTPServer(("127.0.0.1", PORT), _Landing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
