"""A WSGI application whose body is complete before it is asked."""

from collections.abc import Iterable
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from esigner.config.door.bodies import Body
from esigner.config.door.errors import BodyCutOffError

BODY: Final = "esigner.body"
"""Where the scope holds the body; None: it was not read in."""


def with_whole_body(application: WSGIApplication) -> WSGIApplication:
    """Wrap the application so that its body is complete and has a length, however it came."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body: Body | None = environ["asgi.scope"][BODY]
        environ["wsgi.input"] = _Unread() if body is None else body.file
        if body is not None and environ.pop("HTTP_TRANSFER_ENCODING", ""):
            environ["CONTENT_LENGTH"] = str(body.size_bytes)
        return application(environ, start_response)

    return wrapped


class _Unread:
    """A body that was not read in: reading it all the same is an error, not an empty document."""

    def read(self, size: int = -1) -> bytes:
        """Refuse."""
        del size
        raise BodyCutOffError

    readline = read
