"""The institution's own web page, to which the person comes back after signing."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Landing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><html lang=lv><title>Iestade</title><p>Paldies!</p></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Landing:
    """The page, served in the background on a free port until the program ends."""

    def __init__(self) -> None:
        """Begin to serve."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Landing)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.origin = f"http://localhost:{server.server_port}"
        self.return_url = f"{self.origin}/atpakal"
