import gzip
import os
import socket
import ssl
from base64 import b64encode
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from esigner.pki import profiles
from esigner.wire import errors, http, keepalive
from tests.world import certification as ca
from tests.world import loopback
from tests.world.loopback import Call, Reply


def test_exchange_gives_the_answer() -> None:
    with loopback.http(lambda call: Reply(body=call.body[::-1], headers={"Content-Type": "text/x"})) as server:
        answer = http.exchange("POST", f"{server.url}/a", content=b"abc", headers={"X-Y": "z"})
    assert answer == http.Answer(status=200, body=b"cba", content_type="text/x")
    assert server.calls[0].path == "/a"
    assert server.calls[0].headers["x-y"] == "z"


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_exchange_says_what_may_pass(status: int) -> None:
    with loopback.http(lambda _: Reply(status=status)) as server, pytest.raises(errors.ServiceFailedError) as caught:
        http.exchange("GET", server.url)
    assert caught.value.retryable
    assert caught.value.data["http_status"] == status


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_exchange_says_what_will_not_change(status: int) -> None:
    with loopback.http(lambda _: Reply(status=status)) as server, pytest.raises(errors.ServiceRefusedError) as caught:
        http.exchange("GET", server.url)
    assert not caught.value.retryable


def test_exchange_gives_up_on_headers_that_trickle() -> None:
    """Each byte comes in time, the headers never end."""

    def trickle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        connection.settimeout(0.05)
        for _ in range(1000):
            connection.sendall(b"x")
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue

    before = perf_counter()
    with loopback.raw(trickle) as port, pytest.raises(errors.UnreachableError):
        http.exchange("GET", f"http://127.0.0.1:{port}/", timeout_seconds=0.3)
    assert perf_counter() - before < 2


def test_exchange_opens_a_new_connection_where_the_server_closed_the_old() -> None:
    ports = set()

    def once(connection: socket.socket) -> None:
        ports.add(connection.getpeername()[1])
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with loopback.raw(once) as port:
        http.exchange("GET", f"http://127.0.0.1:{port}/")
        (idle,) = keepalive.shared()._idle["http", "127.0.0.1", port]
        while not idle.is_stale():
            """The server is about to close."""
        assert http.exchange("GET", f"http://127.0.0.1:{port}/").status == 200
    assert len(ports) == 2


@pytest.mark.parametrize(
    "reply",
    [b"HTTP/1.0 200 OK\r\n\r\nabc", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"],
    ids=["HTTP/1.0", "close"],
)
def test_exchange_reads_what_a_server_says_before_it_leaves(reply: bytes) -> None:
    def leaving(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(reply)

    with loopback.raw(leaving) as port:
        assert http.exchange("GET", f"http://127.0.0.1:{port}/").body == b"abc"
    assert not keepalive.shared()._idle["http", "127.0.0.1", port]


def test_exchange_says_who_asks_where_the_address_does() -> None:
    with loopback.http(lambda _: Reply()) as server:
        http.exchange("GET", server.url.replace("//", "//user:p%40ss@"))
    assert server.calls[0].headers["authorization"] == f"Basic {b64encode(b'user:p@ss').decode()}"


def test_exchange_reads_chunks() -> None:
    body = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"

    def chunked(connection: socket.socket) -> None:
        while connection.recv(65536):
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body)

    with loopback.raw(chunked) as port:
        assert http.exchange("GET", f"http://127.0.0.1:{port}/").body == b"abcde"
        with pytest.raises(errors.AnswerTooLargeError):
            http.exchange("GET", f"http://127.0.0.1:{port}/", limit_bytes=4)


def test_exchange_speaks_tls_and_trusts_no_stranger(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    profile = profiles.server(names=["localhost"])
    own = ca.below(ca.the_issuing(), profile=profile)
    context.load_cert_chain(
        ca.write(tmp_path, "s.pem", own.certificate, ca.the_issuing().certificate),
        ca.write_key(tmp_path, "s.key", own.key),
    )
    with loopback.http(lambda _: Reply(body=b"x"), tls=context) as server:
        with pytest.raises(errors.UnreachableError):
            http.exchange("GET", server.url)
        keepalive._tls().load_verify_locations(ca.write(tmp_path, "root.pem", ca.the_root().certificate))
        try:
            assert http.exchange("GET", server.url).body == b"x"
        finally:
            keepalive._tls.cache_clear()


def test_exchange_follows_no_redirect() -> None:
    def answer(_call: Call) -> Reply:
        return Reply(status=302, headers={"Location": "/elsewhere"})

    with loopback.http(answer) as server, pytest.raises(errors.ServiceRefusedError):
        http.exchange("GET", server.url)
    assert [call.path for call in server.calls] == ["/"]


def test_exchange_caps_the_answer() -> None:
    with loopback.http(lambda _: Reply(body=b"x" * 1001)) as server:
        assert len(http.exchange("GET", server.url, limit_bytes=1001).body) == 1001
        with pytest.raises(errors.AnswerTooLargeError):
            http.exchange("GET", server.url, limit_bytes=1000)


def test_exchange_takes_nothing_packed() -> None:
    bomb = gzip.compress(b"\0" * 3_000_000)
    with (
        loopback.http(lambda _: Reply(body=bomb, headers={"Content-Encoding": "gzip"})) as server,
        pytest.raises(errors.AnswerInvalidError),
    ):
        http.exchange("GET", server.url)
    assert server.calls[0].headers["accept-encoding"] == "identity"


def test_exchange_with_nobody_is_unreachable() -> None:
    with pytest.raises(errors.UnreachableError) as caught:
        http.exchange("GET", f"http://127.0.0.1:{loopback.closed_port()}/secret?token=1")
    assert caught.value.retryable
    assert "secret" not in str(caught.value)


def test_exchange_gives_up_on_silence() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.recv(65536)

    before = perf_counter()
    with loopback.raw(silent) as port, pytest.raises(errors.UnreachableError):
        http.exchange("GET", f"http://127.0.0.1:{port}/", timeout_seconds=0.2)
    assert perf_counter() - before < 2


def test_exchange_gives_up_on_a_trickle() -> None:
    """Each byte comes in time, the answer never does."""

    def trickle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        connection.settimeout(0.05)
        for _ in range(1000):
            connection.sendall(b"x")
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue

    before = perf_counter()
    with loopback.raw(trickle) as port, pytest.raises(errors.UnreachableError):
        http.exchange("GET", f"http://127.0.0.1:{port}/", timeout_seconds=0.3)
    assert perf_counter() - before < 2


@pytest.mark.parametrize(
    "reply",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx", b"nonsense\r\n\r\n"],
    ids=["none", "short", "not HTTP"],
)
def test_exchange_with_a_broken_server_is_unreachable(reply: bytes) -> None:
    def broken(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(reply)

    with loopback.raw(broken) as port, pytest.raises(errors.UnreachableError):
        http.exchange("GET", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ldap://x/",
        "http://",
        "//x",
        "http://[::1",
        "http://a..b/",
        f"http://{'a' * 64}.example/",
    ],
)
def test_exchange_refuses_other_addresses(url: str) -> None:
    with pytest.raises(errors.AddressInvalidError):
        http.exchange("GET", url)


def test_exchange_keeps_its_connection() -> None:
    ports = set()

    def conversation(connection: socket.socket) -> None:
        ports.add(connection.getpeername()[1])
        while connection.recv(65536):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with loopback.raw(conversation) as port:
        for _ in range(3):
            http.exchange("GET", f"http://127.0.0.1:{port}/")
    assert len(ports) == 1


def test_exchange_asks_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{loopback.closed_port()}")
    http.close()
    with loopback.http(lambda _: Reply()) as server:
        assert http.exchange("GET", server.url).status == 200


def test_a_forked_child_has_its_own_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    own = keepalive.shared()
    assert keepalive.shared() is own
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert keepalive.shared() is not own
    http.close()  # Those of the child alone.
    assert not own.is_closed


def test_close_lets_the_next_exchange_open_new_connections() -> None:
    with loopback.http(lambda _: Reply()) as server:
        http.exchange("GET", server.url)
        http.close()
        assert http.exchange("GET", server.url).status == 200


def test_connections_have_no_delay() -> None:
    seen = []
    trace = {"trace": lambda name, info: seen.append((name, info))}
    with loopback.http(lambda _: Reply()) as server, http.connections() as client:
        request = client.build_request("GET", server.url, extensions=trace)
        client.send(request)
    options = next(info["socket_options"] for name, info in seen if name == "connection.connect_tcp.started")
    assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options


def test_every_error_has_a_code_and_both_languages() -> None:
    kinds = errors.WireError.__subclasses__()
    assert len({kind.code for kind in kinds}) == len(kinds) == 12
    data = dict.fromkeys(
        ("service", "http_status", "limit_bytes", "reason", "problem_code", "title", "request_id", "state", "subject"),
        "x",
    )
    for kind in kinds:
        assert kind(**data).detail().lv != kind(**data).detail().en


def test_httpx_says_nothing_of_its_own_name() -> None:
    with loopback.http(lambda _: Reply()) as server:
        http.exchange("GET", server.url)
    assert server.calls[0].headers["user-agent"] == "esigner"
    assert httpx.__version__ not in repr(server.calls[0].headers)
