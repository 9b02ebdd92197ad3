"""Requests that mean one thing to us and another to somebody else, byte by byte over sockets."""

import json

import pytest

from tests.config.door.conftest import RunningDoor
from tests.config.door.sockets import ask

pytestmark = pytest.mark.attack

LAST = b"Host: localhost\r\nConnection: close\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BODY = b"1\r\na\r\n0\r\n\r\n"

REFUSED = {
    "any method of *": (b"GET * HTTP/1.1\r\n" + LAST + b"\r\n", 400, "REQUEST_TARGET_INVALID"),
    "a NUL in the path": (b"GET /who%00 HTTP/1.1\r\n" + LAST + b"\r\n", 400, "REQUEST_TARGET_INVALID"),
    "a NUL in the query": (b"GET /who?a=%00 HTTP/1.1\r\n" + LAST + b"\r\n", 400, "REQUEST_TARGET_INVALID"),
    "somebody else's address": (b"GET http://evil.example/who HTTP/1.1\r\n" + LAST + b"\r\n", 421, "HOST_UNKNOWN"),
    "somebody else's host": (b"GET /who HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "HOST_UNKNOWN"),
    "a host that is none": (b"GET /who HTTP/1.1\r\nHost: [::\r\n\r\n", 421, "HOST_UNKNOWN"),
    "no host": (b"GET /who HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "HOST_MISSING"),
    "two hosts": (b"GET /who HTTP/1.1\r\n" + LAST + b"Host: localhost\r\n\r\n", 400, "HEADER_REPEATED"),
    "two numbers": (
        b"GET /who HTTP/1.1\r\n" + LAST + b"EPAK-Number: a\r\nEPAK-Number: b\r\n\r\n", 400, "HEADER_REPEATED",
    ),
    "two lengths": (
        b"POST /upload HTTP/1.1\r\n" + LAST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400,
        "REQUEST_MALFORMED",
    ),
    "a length and chunks": (
        b"POST /upload HTTP/1.1\r\n" + LAST + b"Content-Length: 1\r\n" + CHUNKED + b"\r\n" + BODY, 400,
        "REQUEST_MALFORMED",
    ),
    "chunks and a length": (
        b"POST /upload HTTP/1.1\r\n" + LAST + CHUNKED + b"Content-Length: 1\r\n\r\n" + BODY, 400, "REQUEST_MALFORMED",
    ),
    "chunks twice": (
        b"POST /upload HTTP/1.1\r\n" + LAST + CHUNKED + CHUNKED + b"\r\n" + BODY, 400, "REQUEST_MALFORMED",
    ),
    "chunks in HTTP/1.0": (
        b"POST /upload HTTP/1.0\r\n" + LAST + CHUNKED + b"\r\n" + BODY, 400, "REQUEST_MALFORMED",
    ),
    "another transfer coding": (
        b"POST /upload HTTP/1.1\r\n" + LAST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + BODY, 501,
        "TRANSFER_CODING_NOT_SUPPORTED",
    ),
    "a folded header": (
        b"GET /who HTTP/1.1\r\n" + LAST + b"EPAK-Number: a\r\n b\r\n\r\n", 400, "REQUEST_MALFORMED",
    ),
    "a space before the colon": (
        b"GET /who HTTP/1.1\r\n" + LAST + b"EPAK-Number : a\r\n\r\n", 400, "REQUEST_MALFORMED",
    ),
    "lines without CR": (b"GET /who HTTP/1.1\nHost: localhost\n\n", 400, "REQUEST_MALFORMED"),
    "CONNECT": (b"CONNECT localhost:443 HTTP/1.1\r\n" + LAST + b"\r\n", 501, "METHOD_NOT_SUPPORTED"),
    "TRACE": (b"TRACE /who HTTP/1.1\r\n" + LAST + b"\r\n", 501, "METHOD_NOT_SUPPORTED"),
    "a method of WebDAV": (b"PROPFIND /who HTTP/1.1\r\n" + LAST + b"\r\n", 501, "METHOD_NOT_SUPPORTED"),
    "a method of nobody": (b"FROB /who HTTP/1.1\r\n" + LAST + b"\r\n", 400, "REQUEST_MALFORMED"),
    "HTTP/2 without asking": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "REQUEST_MALFORMED"),
    "endless trailers": (
        b"POST /upload HTTP/1.1\r\n" + LAST + CHUNKED + b"\r\n1\r\na\r\n0\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", 400,
        "REQUEST_MALFORMED",
    ),
    "an endless head": (b"GET /who HTTP/1.1\r\nX: " + b"x" * 70_000, 431, "HEAD_TOO_LONG"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_request_is_refused_by_name(api_door: RunningDoor, name: str) -> None:
    request, status, code = REFUSED[name]
    (answer,) = ask(api_door, request, certificate="unknown")
    problem = json.loads(answer.body)
    assert (answer.status, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["requestId"] == answer.headers["request-id"]


@pytest.mark.parametrize("moment", ["in one piece", "after the answer could begin"])
def test_trailer_becomes_no_header(api_door: RunningDoor, moment: str) -> None:
    head = b"POST /who HTTP/1.1\r\n" + LAST + CHUNKED + b"\r\n1\r\na\r\n"
    end = b"0\r\nEPAK-Number: forged\r\nClientcertificate: forged\r\nX-Trailer: forged\r\n\r\n"
    parts = (head + end,) if moment == "in one piece" else (head, end)
    (answer,) = ask(api_door, *parts, certificate="unknown")
    assert answer.status == 200
    assert b"forged" not in answer.body


def test_trailer_of_one_request_is_no_header_of_the_next(api_door: RunningDoor) -> None:
    first = b"POST /who HTTP/1.1\r\nHost: localhost\r\n" + CHUNKED + b"\r\n1\r\na\r\n0\r\nEPAK-Number: forged\r\n\r\n"
    second = b"GET /who HTTP/1.1\r\n" + LAST + b"\r\n"
    answers = ask(api_door, first + second, certificate="unknown")
    assert [answer.status for answer in answers] == [200, 200]
    assert b"forged" not in b"".join(answer.body for answer in answers)


def test_absolute_address_of_the_door_itself_is_served(api_door: RunningDoor) -> None:
    """RFC 9112 3.2.2: a server must accept it, and Host does not count."""
    request = b"GET http://localhost/who HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    (answer,) = ask(api_door, request)
    assert json.loads(answer.body)["headers"]["HTTP_HOST"] == "localhost"


def test_asterisk_of_options_is_answered(api_door: RunningDoor) -> None:
    (answer,) = ask(api_door, b"OPTIONS * HTTP/1.1\r\n" + LAST + b"\r\n")
    assert (answer.status, answer.body) == (204, b"")
    assert "GET" in answer.headers["allow"]


def test_upgrade_is_passed_over_and_ends_the_connection(api_door: RunningDoor) -> None:
    """Java's client asks for h2c with its first request; what follows could not be read any more."""
    request = b"GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    (answer,) = ask(api_door, request)
    assert (answer.status, answer.headers["connection"]) == (200, "close")


def test_body_in_chunks_has_a_length_for_the_application(api_door: RunningDoor) -> None:
    request = b"POST /who HTTP/1.1\r\n" + LAST + CHUNKED + b"\r\n" + b"3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    (answer,) = ask(api_door, request, certificate="unknown")
    seen = json.loads(answer.body)
    assert (seen["length"], "HTTP_TRANSFER_ENCODING" in seen["headers"]) == ("5", False)


@pytest.mark.parametrize(
    ("path", "size", "status"), [("/upload", 4_000_000, 200), ("/upload", 6_000_000, 413), ("/who", 1001, 413)]
)
@pytest.mark.parametrize("coding", ["length", "chunks"])
def test_body_has_its_limit_by_address(api_door: RunningDoor, path: str, size: int, status: int, coding: str) -> None:
    body = b"x" * size
    if coding == "length":
        framed = b"Content-Length: %d\r\n\r\n" % size + body
    else:
        framed = CHUNKED + b"\r\n%x\r\n" % size + body + b"\r\n0\r\n\r\n"
    (answer,) = ask(api_door, f"POST {path} HTTP/1.1\r\n".encode() + LAST + framed, certificate="unknown")
    assert answer.status == status
