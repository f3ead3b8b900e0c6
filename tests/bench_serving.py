"""What it costs a server to give out a published page, and what it costs to write the site as files.

CPU time of the server's own processes per request, over a connection that is kept, beside nginx giving out a file of the
same size that was compressed before, and beside Datasette giving out sixty figures of the page, where the environment says
in DATASETTE which program that is: all in one run, in turn. Each figure says the target it is held against.
"""

from __future__ import annotations

import gzip
import os
import secrets
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

REQUESTS, ROUNDS = 1500, 7
#: Of Datasette, which takes so much longer.
FEWER = 60


@dataclass(frozen=True)
class Server:
    """Somebody who answers: the processes that do, and where."""

    process: subprocess.Popen
    port: int
    address: str
    headers: str = ""
    at_once: int = REQUESTS

    def cpu(self) -> float:
        """Seconds that the process and its children have worked."""
        return sum(_cpu_of(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def per_request(self) -> float:
        before = self.cpu()
        self.ask(self.at_once)
        return (self.cpu() - before) / self.at_once

    def rest(self) -> None:
        """Wait until it does nothing of its own accord: the application looks over its files when it starts."""
        while True:
            before = self.cpu()
            time.sleep(0.5)
            if self.cpu() - before < 0.01:
                return

    def ask(self, count: int) -> bytes:
        """Ask for the page so often over one connection; the last answer, head and body."""
        asked = f"GET {self.address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n{self.headers}\r\n"
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            stream = connection.makefile("rb")
            for _ in range(count):
                connection.sendall(asked.encode())
                answered = _answer(stream)
        return answered

    def told(self, header: str) -> str:
        for line in self.ask(1).split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            if name.lower() == header.lower():
                return value
        raise LookupError(header)


def _answer(stream):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            raise ConnectionError("the server went away")
        head += line
    lines = head.lower().split(b"\r\n")
    if b"transfer-encoding: chunked" in lines:
        return head + b"".join(iter(lambda: _chunk(stream), b""))
    lengths = [line for line in lines if line.startswith(b"content-length:")]
    return head + stream.read(int(lengths[0].split(b":")[1]) if lengths else 0)


def _chunk(stream):
    return stream.read(int(stream.readline(), 16) + 2)[:-2]


def _cpu_of(pid):
    """From the scheduler, in nanoseconds: the clock of /proc/PID/stat counts hundredths of a second."""
    spent = (
        task.joinpath("schedstat").read_text().split()[0] for task in Path(f"/proc/{pid}/task").iterdir()
    )
    return sum(map(int, spent)) / 1e9


def _children(pid):
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_children(int(child))]
    return found


# The servers ------------------------------------------------------------------------------------------------------


@contextmanager
def serving(start, port, address, environment=None):
    """A server that is started, asked until it answers, and stopped."""
    process = subprocess.Popen(start, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(process, port, address)
    try:
        for _ in range(300):
            try:
                if b" 200 " in server.ask(1)[:20]:
                    break
            except OSError:
                pass
            time.sleep(0.1)
        else:
            raise RuntimeError(f"{start[0]} does not answer {address}")
        server.rest()
        yield server
    finally:
        process.terminate()
        process.wait(20)


def nginx(root, address, scratch, name):
    """nginx with one worker over a folder of files that are compressed already."""
    port, place = _free_port(), Path(scratch) / name
    place.mkdir()
    paths = "".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (place / "nginx.conf").write_text(
        f"pid {place}/pid; error_log {place}/error.log; daemon off; master_process off;\n"
        f"events {{}}\nhttp {{ access_log off; keepalive_requests 1000000; {paths} include /etc/nginx/mime.types;\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; gzip_static on; index index.html; }} }}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    return serving(
        [program, "-c", f"{place}/nginx.conf", "-p", str(place), "-e", f"{place}/error.log"], port, address
    )


def application(address):
    """The application as `make run` serves it, with one worker."""
    port = _free_port()
    start = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    start += [
        "--port",
        str(port),
        "--blocking-threads",
        "1",
        "--log-level",
        "warning",
        "config.wsgi:application",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DEBUG"} | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    return serving(start, port, address, environment)


@contextmanager
def datasette(program, version, scratch):
    """Datasette over sixty figures of ten columns, of which it neither counts nor offers anything."""
    from disclosures.models import StandingFigure

    columns = [field.column for field in StandingFigure._meta.concrete_fields if not field.primary_key]
    rows = StandingFigure.objects.filter(publication=version.publication).values_list(*columns)[:60]
    place, port = Path(scratch) / "figures.db", _free_port()
    database = sqlite3.connect(place)
    database.execute(f"CREATE TABLE figures ({', '.join(columns)})")
    database.executemany(f"INSERT INTO figures VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 (our own columns)
    database.commit()
    database.close()
    start = [program, "serve", str(place), "--host", "127.0.0.1", "--port", str(port)]
    for name, value in (("default_page_size", "60"), ("allow_facet", "off"), ("suggest_facets", "off")):
        start += ["--setting", name, value]
    with serving(start, port, "/figures/figures?_nocount=1") as server:
        yield replace(server, at_once=FEWER)


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


# What is measured -------------------------------------------------------------------------------------------------


def served(version, scratch):
    """The page of a version through the application, through nginx out of the exported site, and a plain file; and figures
    of it through Datasette."""
    from disclosures.static_site.answers import answer

    address = version.publication.get_absolute_url()
    stored = answer(address).body
    plain, site = Path(scratch) / "plain", Path(scratch) / "site"
    plain.mkdir()
    (plain / "page.html").write_bytes(stored)
    (plain / "page.html.gz").write_bytes(gzip.compress(stored, 9, mtime=0))
    subprocess.run([sys.executable, "manage.py", "export_site", str(site)], check=True, capture_output=True)
    with ExitStack() as stack:
        baseline = stack.enter_context(nginx(plain, "/page.html", scratch, "plain-nginx"))
        files = stack.enter_context(nginx(site, address, scratch, "site-nginx"))
        ours = stack.enter_context(application(address))
        unchanged = Server(ours.process, ours.port, address, f"If-None-Match: {ours.told('ETag')}\r\n")
        assert b" 304 " in unchanged.ask(1)[:20]
        measured = [
            _beside("a page of the exported site, nginx", files, baseline, 1.5),
            _beside("the page, from the application", ours, baseline, 22),
            _beside("the page unchanged (304), from the application", unchanged, baseline, 22),
        ]
        if program := os.environ.get("DATASETTE"):
            theirs = stack.enter_context(datasette(program, version, scratch))
            name = "Datasette giving out sixty of its figures"
            measured.append(_beside("the page, from the application", ours, theirs, 1 / 50, name))
        else:
            print("not measured: Datasette, which DATASETTE in the environment would name")
        return measured


def _beside(name, ours, baseline, target, baseline_name="nginx giving out the same bytes as a file"):
    ours.ask(200), baseline.ask(20)
    pairs = [(ours.per_request(), baseline.per_request()) for _ in range(ROUNDS)]
    ratios = sorted(a / b for a, b in pairs)
    return {
        "ours": name,
        "baseline": baseline_name,
        "ratio": statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs),
        "spread": f"{ratios[0]:.3g}–{ratios[-1]:.3g}",
        "target": target,
        "ours_seconds": statistics.median(a for a, _ in pairs),
        "baseline_seconds": statistics.median(b for _, b in pairs),
    }


def exported(versions, scratch):
    """Pages written as files, their compressed twins too, against the test client rendering the same pages."""
    from disclosures.copies import version_lines
    from disclosures.rendering.page import render_page
    from disclosures.static_site.writing import Order, Piece, carry_out

    folder = Path(scratch) / "pages"
    orders = [Order(folder, Piece(version.publication.get_absolute_url())) for version in versions]
    told = [(version.document, version.sha256, version_lines(version.publication)) for version in versions]

    def written():
        for order in orders:
            assert not isinstance(carry_out(order), str)

    def rendered():
        for document, sha256, lines in told:
            render_page(document, sha256, language="zh-hans", versions=lines)

    from tests.bench import compare

    figure = compare("pages written as files", written, "the same pages rendered", rendered, runs=5)
    per_second = len(orders) / figure["ours_seconds"]
    return [figure | {"target": 0.6, "pages_per_second": per_second, "told": f"{per_second:.0f} pages/s"}]
