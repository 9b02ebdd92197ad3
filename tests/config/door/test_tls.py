"""The TLS door, asked by openssl, curl and Python's ssl."""

import hashlib
import json
import socket
import ssl
import subprocess
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tests.world import strangers

from .conftest import RunningDoor


def client_context(door: RunningDoor, *, certificate: str = "") -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(door.folder / "server.pem"))
    if certificate:
        context.load_cert_chain(door.folder / f"{certificate}.pem", door.folder / f"{certificate}.key")
    return context


def exchange(door: RunningDoor, context: ssl.SSLContext, request: bytes) -> bytes:
    with (
        socket.create_connection(("localhost", door.port)) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(request)
        return client.recv(4096)


def common_name(pem: str) -> object:
    subject = x509.load_pem_x509_certificate(pem.encode()).subject
    return subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value


def test_door_without_client_certificate_gives_empty_chain(running_door: RunningDoor) -> None:
    who = running_door.who()
    assert who["chain"] == []
    assert who["scheme"] == "https"
    assert who["address"] == "127.0.0.1"


@pytest.mark.parametrize("name", ["unknown", "expired"])
def test_door_hands_on_certificates_it_does_not_know(running_door: RunningDoor, name: str) -> None:
    chain = running_door.who(*running_door.certificate(name))["chain"]
    assert [common_name(pem) for pem in chain] == [name]


def test_door_gives_chain_leaf_first(running_door: RunningDoor) -> None:
    chain = running_door.who(*running_door.certificate("chain"))["chain"]
    assert [common_name(pem) for pem in chain] == ["leaf", "issuer"]


@pytest.mark.attack
@pytest.mark.parametrize(
    "name",
    [
        strangers.string(strangers.T61, b"J\xf6rgen"),
        strangers.string(strangers.PRINTABLE, b"a_b@c*"),
    ],
)
def test_door_hands_on_certificates_that_the_library_cannot_read(
    running_door: RunningDoor, tmp_path: Path, name: bytes
) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    made = strangers.make(subject=name, not_before=at - timedelta(days=1), not_after=at + timedelta(days=1))
    pem = made.certificate.public_bytes(Encoding.PEM)
    (tmp_path / "odd.pem").write_bytes(pem)
    (tmp_path / "odd.key").write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    chain = running_door.who("--cert", str(tmp_path / "odd.pem"), "--key", str(tmp_path / "odd.key"))["chain"]

    assert [one.encode() for one in chain] == [pem]


@pytest.mark.attack
def test_door_refuses_certificate_without_its_key(running_door: RunningDoor, tmp_path: Path) -> None:
    """A client that shows a stranger's certificate and signs with a key of its own."""
    # OpenSSL compares only public halves: a key that claims the stranger's public half passes the client's own check.
    stranger = x509.load_pem_x509_certificate((running_door.folder / "unknown.pem").read_bytes()).public_key()
    own = load_pem_private_key((running_door.folder / "issuer.key").read_bytes(), None)
    mine, theirs = (
        key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint) for key in (own.public_key(), stranger)
    )
    der = own.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()).replace(mine, theirs)
    forged = "-----BEGIN EC PRIVATE KEY-----\n" + b64encode(der).decode() + "\n-----END EC PRIVATE KEY-----\n"
    (tmp_path / "forged.key").write_text(forged)
    context = client_context(running_door)
    context.load_cert_chain(running_door.folder / "unknown.pem", tmp_path / "forged.key")
    with pytest.raises(ssl.SSLError, match="DECRYPT_ERROR"):
        exchange(running_door, context, b"GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n")


@pytest.mark.attack
@pytest.mark.parametrize("version", ["-tls1", "-tls1_1"])
def test_door_refuses_old_tls(running_door: RunningDoor, version: str) -> None:
    done = subprocess.run(
        ["openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-connect", f"localhost:{running_door.port}"],
        input=b"",
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode != 0
    assert b"protocol version" in done.stderr


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_client_gets_answer(running_door: RunningDoor, version: str) -> None:
    folder = running_door.folder
    done = subprocess.run(
        [
            *("openssl", "s_client", version, "-quiet", "-connect", f"localhost:{running_door.port}"),
            *("-CAfile", folder / "server.pem", "-verify_return_error"),
            *("-cert", folder / "unknown.pem", "-key", folder / "unknown.key"),
        ],
        input=b"GET /who HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.stdout.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"BEGIN CERTIFICATE" in done.stdout


@pytest.mark.attack
def test_door_refuses_renegotiation(running_door: RunningDoor) -> None:
    client = subprocess.Popen(
        ["openssl", "s_client", "-tls1_2", "-connect", f"localhost:{running_door.port}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output, _ = client.communicate(b"R\n", timeout=20)
    assert b"RENEGOTIATING" in output
    assert b"no renegotiation" in output


def test_door_resumes_no_session(running_door: RunningDoor) -> None:
    done = subprocess.run(
        ["openssl", "s_client", "-tls1_2", "-reconnect", "-connect", f"localhost:{running_door.port}"],
        input=b"",
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert b"Reused" not in done.stdout


@pytest.mark.parametrize("megabytes", [0, 1, 50])
def test_upload_arrives_whole(running_door: RunningDoor, tmp_path: Path, megabytes: int) -> None:
    content = bytes(range(256)) * (4096 * megabytes) + "ā".encode()
    (tmp_path / "body").write_bytes(content)
    answer = json.loads(running_door.curl("/upload", "--data-binary", f"@{tmp_path / 'body'}"))
    assert answer == {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_download_arrives_whole(running_door: RunningDoor) -> None:
    assert running_door.curl("/download?800") == b"x" * (800 * 65536)


def test_slow_reader_holds_writer_back(running_door: RunningDoor) -> None:
    """The door must not pile up in memory what the client does not take."""
    before = resident_bytes(running_door.process.pid)
    with (
        socket.create_connection(("localhost", running_door.port)) as plain,
        client_context(running_door).wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(b"GET /download?4000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.recv(1000)
        wait_until_quiet(running_door.process.pid)
        assert resident_bytes(running_door.process.pid) - before < 40 * 1024 * 1024


def test_connection_is_kept_and_ends_with_close_notify(running_door: RunningDoor) -> None:
    with (
        socket.create_connection(("localhost", running_door.port)) as plain,
        client_context(running_door).wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        first = b""
        while not first.endswith(b"ok"):
            first += client.recv(4096)
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        received = b""
        # suppress_ragged_eofs would hide a cut; unwrap fails unless the other side has said farewell.
        while piece := client.recv(4096):
            received += piece
        assert received.endswith(b"ok")
        client.unwrap()


@pytest.mark.attack
def test_half_open_handshakes_starve_nobody(running_door: RunningDoor) -> None:
    idle = [socket.create_connection(("localhost", running_door.port)) for _ in range(50)]
    try:
        for number, connection in enumerate(idle):
            if number % 2:
                connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00")  # the first bytes of a ClientHello
        began = time.monotonic()
        assert running_door.who()["chain"] == []
        assert time.monotonic() - began < 2
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.attack
def test_slow_bodies_starve_nobody(running_door: RunningDoor) -> None:
    head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n"
    context = client_context(running_door)
    clients = []
    try:
        for size in [10] * 15 + [2_000_000] * 15:
            plain = socket.create_connection(("localhost", running_door.port))
            client = context.wrap_socket(plain, server_hostname="localhost")
            clients.append(client)
            client.sendall(head + b"x" * size)
        began = time.monotonic()
        assert running_door.who()["chain"] == []
        assert time.monotonic() - began < 2
    finally:
        for client in clients:
            client.close()


@pytest.mark.attack
def test_header_with_underscore_is_dropped(running_door: RunningDoor) -> None:
    who = running_door.who("-H", "X_Client_Cert: forged", "-H", "EPAK_Number: forged", "-H", "EPAK-Number: E-1")
    assert "HTTP_X_CLIENT_CERT" not in who["headers"]
    assert who["headers"]["HTTP_EPAK_NUMBER"] == "E-1"


@pytest.mark.attack
def test_forwarded_address_is_not_believed(running_door: RunningDoor) -> None:
    assert running_door.who("-H", "X-Forwarded-For: 192.0.2.1", "-H", "Forwarded: for=192.0.2.1")["address"] == (
        "127.0.0.1"
    )


@pytest.mark.attack
def test_endless_header_is_cut_off(running_door: RunningDoor) -> None:
    with (
        socket.create_connection(("localhost", running_door.port)) as plain,
        client_context(running_door).wrap_socket(plain, server_hostname="localhost") as client,
    ):
        client.sendall(b"GET /who HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        answer = b""
        try:
            for _ in range(100):
                client.sendall(b"x" * 4096)
            answer = client.recv(4096)
        except (ssl.SSLError, ConnectionError):
            return
        assert answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.attack
def test_plain_http_and_noise_are_refused(running_door: RunningDoor) -> None:
    for noise in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes(range(256)) * 8):
        with socket.create_connection(("localhost", running_door.port), timeout=10) as client:
            client.sendall(noise)
            answer = b""
            try:
                while piece := client.recv(4096):
                    answer += piece
            except ConnectionResetError:
                pass
            assert b"HTTP/1.1" not in answer
    assert running_door.who()["chain"] == []


def test_many_connections_at_once(running_door: RunningDoor) -> None:
    def call(number: int) -> list[int]:
        name = ("", "unknown", "chain")[number % 3]
        connection = HTTPSConnection(
            "localhost", running_door.port, context=client_context(running_door, certificate=name), timeout=30
        )
        lengths = []
        for _ in range(5):
            connection.request("GET", "/who")
            lengths.append(len(json.loads(connection.getresponse().read())["chain"]))
        connection.close()
        return lengths

    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(call, range(60)))
    assert results == [[(0, 1, 2)[number % 3]] * 5 for number in range(60)]


def test_body_cut_off_is_no_whole_body(running_door: RunningDoor) -> None:
    """The application must see an error, never a shorter document."""
    with (
        socket.create_connection(("localhost", running_door.port)) as plain,
        client_context(running_door).wrap_socket(plain, server_hostname="localhost") as client,
    ):
        head = b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\n"
        client.sendall(head + b"x" * 2_000_000)
        # The close_notify in the middle of the body is an orderly end of the connection, not of the document.
        client.setblocking(False)
        with pytest.raises(ssl.SSLWantReadError):
            client.unwrap()
        client.setblocking(True)
        assert b"200 OK" not in plain_rest(client)


@pytest.mark.lifecycle
def test_door_finishes_running_request_when_told_to_stop(start_door: Callable[[], RunningDoor]) -> None:
    door = start_door()
    answers: list[bytes] = []
    caller = threading.Thread(target=lambda: answers.append(door.curl("/slow?1")))
    caller.start()
    time.sleep(0.4)
    door.process.terminate()
    assert door.process.wait(10) == 0
    caller.join()
    assert answers == [b"{}"]
    assert door.process.stdout is not None
    door.process.stdout.close()


def plain_rest(client: ssl.SSLSocket) -> bytes:
    received = b""
    try:
        while piece := client.recv(4096):
            received += piece
    except (ssl.SSLError, OSError):
        pass
    return received


def resident_bytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096


def wait_until_quiet(pid: int) -> None:
    """Wait until the process uses no more processor time: everything that could be sent has been."""
    last, deadline = -1, time.monotonic() + 20
    while time.monotonic() < deadline:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used = int(fields[11]) + int(fields[12])
        if used == last:
            return
        last = used
        time.sleep(0.3)
