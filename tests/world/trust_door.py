"""The trust door itself, over real HTTP, for tests whose packages reach it by `wire`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # their database connections are closed before the test ends
    block_on_close = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - http.server says nothing of them
        """Say nothing."""


@contextmanager
def trust_door(door: Callable[..., None]) -> Iterator[str]:
    """Return the base URL at which the door answers until the block ends; `settings` name it meanwhile.

    Needs a test with `django_db(transaction=True)`: the door sees committed rows only.
    """
    door("trust")
    server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "trust": url}
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
