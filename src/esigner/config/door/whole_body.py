"""A WSGI application whose body is complete before it is asked."""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock
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


class LettingGo:
    """A WSGI application that lets go of what its thread holds after each answer, while many threads are at work.

    A thread that waited for an authority would else keep its database connection for the next one to wait.
    """

    def __init__(self, application: WSGIApplication, *, let_go: Callable[[], None], kept: int) -> None:
        """Take what lets go of the present thread's things, and how many threads may keep theirs."""
        self._application = application
        self._let_go = let_go
        self._kept = kept
        self._lock = Lock()
        self._at_work = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; what is returned must be closed, as WSGI has it."""
        with self._lock:
            self._at_work += 1
        return _Followed(self._application(environ, start_response), then=self._end)

    def _end(self) -> None:
        with self._lock:
            is_crowded, self._at_work = self._at_work > self._kept, self._at_work - 1
        if is_crowded:
            self._let_go()


class _Followed:
    """An answer with something to do after it."""

    def __init__(self, answer: Iterable[bytes], *, then: Callable[[], None]) -> None:
        self._answer = answer
        self._then = then

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Close the answer first."""
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._then()


class _Unread:
    """A body that was not read in: reading it all the same is an error, not an empty document."""

    def read(self, size: int = -1) -> bytes:
        """Refuse."""
        del size
        raise BodyCutOffError

    readline = read
