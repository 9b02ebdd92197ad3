"""A request that names an encoding which is none is answered like any other."""

from io import BytesIO
from typing import Any

import pytest

from esigner.config.application import Application

pytestmark = [pytest.mark.django_db, pytest.mark.attack]


def status_of(content_type: str, *, method: str, body: bytes = b"") -> str:
    """What a WSGI server would get."""
    seen: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> Any:  # noqa: ANN401 - what WSGI wants, unused
        seen.append(status)

    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": "/valoda/", "QUERY_STRING": "a=b", "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }  # fmt: skip
    Application()(environ, start)
    return seen[0]


@pytest.mark.parametrize("charset", ["rot13", "hex", "zlib", "idna", "utf-7", "undefined", "nekas"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_an_encoding_that_is_none_is_no_crash(charset: str, kind: str) -> None:
    for method in ("GET", "POST"):
        assert int(status_of(f"{kind}; charset={charset}", method=method, body=b"a=b").split()[0]) in {400, 403, 405}


def test_forms_in_utf_8_are_read() -> None:
    form = "application/x-www-form-urlencoded"
    assert status_of(f"{form}; charset=UTF-8", method="GET").startswith("405")
    assert status_of(form, method="GET").startswith("405")
