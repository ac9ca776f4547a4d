"""What the page's server refuses: a foreign client, over a socket, against a server as a user starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from web.stories import FORK

import epilogue

pytestmark = pytest.mark.slow

MEGABYTE = b"1" * (1 << 20)


class Server(NamedTuple):
    """A server: its ``host``, and the process with the file that takes what it complains of."""

    host: str
    process: subprocess.Popen[str]
    complaints: Path

    def connect(self) -> socket.socket:
        name, _, port = self.host.rpartition(":")
        return socket.create_connection((name, int(port)), timeout=30)

    def request(self, head: str, *body: bytes) -> str:
        """The first line of the answer to a request, as much of it sent as the server takes."""
        with self.connect() as there:
            try:
                there.sendall(f"{head.format(host=self.host)}\r\n\r\n".encode("latin-1"))
                for piece in body:
                    there.sendall(piece)
            except OSError:
                pass  # the server closed the connection: its answer can still be read
            try:
                return there.recv(1000).decode("latin-1").partition("\r\n")[0]
            except ConnectionResetError:
                return "closed"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("story")
    (folder / "main.ink").write_text(FORK, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(epilogue.__file__).parents[1]), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "epilogue", "open", str(folder / "main.ink"), "--no-browser"]
    with open(folder / "complaints", "w", encoding="utf-8") as complaints:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True, env=environment)
    assert process.stdout is not None
    host = process.stdout.readline().split("  ")[0].rpartition("http://")[2].rstrip("/\n")
    yield Server(host, process, folder / "complaints")
    process.terminate()
    process.wait(20)
    process.stdout.close()


GET = "GET / HTTP/1.1\r\nHost: {host}"
POST = "POST /play HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json"


@pytest.mark.parametrize(
    "headers",
    [
        "Origin: https://{host}",
        "Origin: ftp://{host}",
        "Origin: {host}",
        "Origin: null",
        "Origin: http://evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: http://{host}\r\nSec-Fetch-Site: cross-site",
    ],
)
def test_what_another_site_asks_is_refused(server: Server, headers: str) -> None:
    assert " 403 " in server.request(f"{GET}\r\n{headers}")


@pytest.mark.parametrize("headers", ["Origin: http://{host}", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "X: y"])
def test_what_its_own_page_asks_is_answered(server: Server, headers: str) -> None:
    assert " 200 " in server.request(f"{GET}\r\n{headers}")


def test_a_large_request_is_refused_by_its_length_alone(server: Server) -> None:
    assert " 413 " in server.request(f"{POST}\r\nContent-Length: 157286400")
    assert " 413 " in server.request(f"{GET}\r\nContent-Length: 157286400")


def test_a_large_request_of_no_stated_length_is_refused_while_it_comes_in(server: Server) -> None:
    before = psutil.Process(server.process.pid).memory_info().rss
    chunk = b"%x\r\n%s\r\n" % (len(MEGABYTE), MEGABYTE)
    answer = server.request(f"{POST}\r\nTransfer-Encoding: chunked", *[chunk] * 150)
    assert " 413 " in answer or answer == "closed"
    assert psutil.Process(server.process.pid).memory_info().rss - before < 20 * len(MEGABYTE)


def test_clients_may_disconnect_at_any_time(server: Server) -> None:
    with server.connect() as there:  # half a request
        there.sendall(f"{POST.format(host=server.host)}\r\nContent-Length: 1000\r\n\r\n[".encode())
    with server.connect() as there:  # during the event stream
        there.sendall(f"GET /events HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        assert b" 200 " in there.recv(100)
    with server.connect() as there:  # closed before the answer
        there.sendall(f"{POST.format(host=server.host)}\r\nContent-Length: 14\r\n\r\n".encode() + b'{"actions":[]}')
    assert " 200 " in server.request(GET)
    with server.connect() as there:  # one that stays open to the end
        there.sendall(f"GET /events HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        assert b" 200 " in there.recv(100)
        server.process.send_signal(signal.SIGINT)
        server.process.wait(30)
    assert "Traceback" not in server.complaints.read_text(encoding="utf-8")
