"""What no browser sends, sent to the real server: refused soon, and the server goes on (rows 113, 116, 119)."""

import socket
import time
from urllib.parse import urlsplit

import pytest

HOST = "Host: 127.0.0.1\r\n"


def ask(site, text, *, slowly=b"", seconds=30):
    """The status that the server answers to these bytes; what is slow is sent a byte a second. 0: closed without a word."""
    parts = urlsplit(site.url)
    until = time.monotonic() + seconds
    with socket.create_connection((parts.hostname, parts.port), timeout=1) as line:
        line.sendall(text.encode("latin-1"))
        for number in range(seconds):
            try:
                answer = line.recv(4096)
                return int(answer.split()[1]) if answer else 0
            except TimeoutError:
                assert time.monotonic() < until
            if slowly:
                line.sendall(slowly[number : number + 1] or b"x")
    raise AssertionError("neither answered nor closed")


REFUSED = [
    ("GET / HTTP/1.1\r\nHost: evil\r\n\r\n", {400}),
    ("GET / HTTP/1.1\r\n" + HOST + "Host: evil\r\n\r\n", {400}),
    ("GET / HTTP/1.1\r\nHost: evil\r\n" + HOST + "\r\n", {400}),
    ("GET / HTTP/1.1\r\n\r\n", {400}),
    ("GET / HTTP/1.1\r\n" + HOST + "X-Forwarded-Host: evil\r\n\r\n", {400}),
    ("GET / HTTP/1.1\r\n" + HOST + "Cookie: a=" + "x" * 16_384 + "\r\n\r\n", {400, 431}),
    (
        "GET / HTTP/1.1\r\n" + HOST + "Cookie: " + "; ".join(f"c{n}=1" for n in range(200)) + "\r\n\r\n",
        {400, 431},
    ),
    ("GET / HTTP/1.1\r\n" + HOST + "X-Anything: " + "x" * 65_536 + "\r\n\r\n", {400, 431}),
    ("GET / HTTP/1.1\r\n" + HOST + "".join(f"X-A{n}: 1\r\n" for n in range(300)) + "\r\n", {400, 431}),
    ("GET /%00 HTTP/1.1\r\n" + HOST + "\r\n", {400, 404}),
    ("GET /static/../manage.py HTTP/1.1\r\n" + HOST + "\r\n", {400, 404}),
    ("GET /static/%2e%2e/manage.py HTTP/1.1\r\n" + HOST + "\r\n", {400, 404}),
    ("TRACE / HTTP/1.1\r\n" + HOST + "\r\n", {405}),
    ("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3000000\r\n\r\n", {405, 413}),
    ("nonsense\r\n\r\n", {0, 400}),
]


@pytest.mark.parametrize(
    ("text", "wanted"), REFUSED, ids=[text[:60].replace("\r\n", " ") for text, _ in REFUSED]
)
def test_a_request_that_no_browser_sends_is_refused(site, text, wanted):
    assert ask(site, text) in wanted
    assert ask(site, "GET /healthz HTTP/1.1\r\n" + HOST + "\r\n") == 200


def test_a_body_that_comes_a_byte_a_second_is_not_waited_for(site):
    """119: a page is read, so nothing has to be waited for."""
    started = time.monotonic()
    request = "POST /api/v1/departments/ HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n"
    assert ask(site, request, slowly=b"{}") in {405, 413}
    assert time.monotonic() - started < 30
