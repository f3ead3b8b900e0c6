"""E9: the database is stopped, killed, refused, filled up, and servers are killed, while citizens read.

Two real servers in the public role, as two upstreams of a front server, on a PostgreSQL of its own. What is published
(pages, PDFs, workbooks, JSON, CSV, lists in both languages) is read at a steady rate all the while: every answer must be 200
and the same bytes as before, 99 in 100 within a second. What must be asked of the database is 503, and /healthz stays 200.
The control takes the pointers and stored lists away.

Readers do what nginx does between them and the servers (docs/operators.md): where one server does not answer they ask the
other, and leave the first alone for some seconds. How often that was needed is noted.
"""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .common import ROOT, Result

TITLE = "the database stopped, killed, refused, full, and workers killed, while citizens read"
#: Requests in each phase.
SHORT, FULL = 120, 1500
#: Requests a second: both cores of a small machine also run PostgreSQL and the readers.
RATE = 60
READERS = 4
#: A server that has not answered so long is not waited for, and then left alone so long.
PATIENCE, REST = 0.5, 3
LIMIT = 1.0  # seconds, for 99 in 100
PUBLISHED = (
    "/", "/en/", "/data/", "/430001/", "/en/430001/", "/430001/2025/", "/en/430001/2025/", "/rules/",
    *(f"/430001/{code}/2025/{name}" for code in ("101", "102") for name in (
        "", "v1/", "disclosure.pdf", "disclosure.xlsx", "disclosure.docx", "disclosure.json", "v1/disclosure.json",
        "tables/balance.csv")),
    "/en/430001/101/2025/", "/healthz",
)  # fmt: skip
ASKED = "/430001/2025/?sort=total"
PUBLISH = """
import django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from disclosures import workflow
from disclosures.reconciling import reconcile
from tests.drafts import raise_by, sound_budget
call_command("migrate", verbosity=0)
for code in ("101", "102"):
    budget = sound_budget(code=code)
    workflow.publish(budget=budget, by=None)
raise_by(budget, 10000)
workflow.publish(budget=budget, by=None, reason="工资少填")
reconcile(grace=timedelta(0))
"""


@dataclass
class Read:
    """What readers saw in a phase."""

    seconds: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    again: int = 0

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[len(self.seconds) * 99 // 100 - 1] if self.seconds else 0.0


def run(size: int) -> Result:
    from django.conf import settings

    from tests.with_postgres import temporary_postgres

    data = Path(settings.DATA_DIR)
    with temporary_postgres() as url:
        environment = environment_of(data, url)
        subprocess.run([sys.executable, "-c", PUBLISH], cwd=ROOT, env=environment, check=True)
        with server(environment, data) as one, server(environment, data) as other:
            return try_all(Site([one, other]), Postgres(url), data, size)


def try_all(site: Site, postgres: Postgres, data: Path, size: int) -> Result:
    expected = {address: site.get(address)[1] for address in PUBLISHED}
    phases: dict[str, Read] = {}
    for name, harm in (("at ease", nothing), ("workers killed", site.kill_each)):
        phases[name] = read(site, expected, size, harm)
    failures, unavailable = [], []
    for name, broken in (
        ("full", postgres.full), ("stopped", postgres.stopped), ("refused", postgres.refused), ("killed", postgres.killed),
    ):  # fmt: skip
        with broken():
            asking = threading.Thread(target=lambda: unavailable.append(site.get(ASKED)[0]))
            asking.start()
            phases[name] = read(site, expected, size, nothing)
            asking.join()
            unavailable.append(site.get(ASKED)[0])
    failures += [f"{name}: {bad}" for name, phase in phases.items() for bad in phase.bad]
    slow = [name for name, phase in phases.items() if phase.p99 >= LIMIT]
    if set(unavailable) != {503}:
        failures.append(f"what must be asked was answered {unavailable}")
    for place in ("current", "lists"):
        shutil.rmtree(data / "published" / place)
    control = read(site, expected, min(size, 60), nothing)  # the database is still dead
    faults = len([each for phase in phases.values() for each in phase.seconds])
    return Result(
        faults=faults,
        survived=faults - len(failures) - len(slow),
        control=len(control.bad),
        failures=(*failures[:10], *(f"{name}: p99 {phases[name].p99:.2f} s" for name in slow)),
        notes={
            "requests a second": RATE,
            "p99 in ms": {name: round(phase.p99 * 1000) for name, phase in phases.items()},
            "asked the other server": {name: p.again for name, p in phases.items() if p.again},
        },
    )


# Readers ----------------------------------------------------------------------------------------------------------


def nothing() -> None:
    pass


def read(site: Site, expected: dict[str, bytes], size: int, harm: Callable[[], None]) -> Read:
    """``size`` requests at a steady rate, ``harm`` done a third of the way; more of them where that takes longer."""
    seen, start, is_done = Read(), time.monotonic(), threading.Event()

    def reader(first: int) -> None:
        for number in itertools.count(first, READERS):
            if number >= size and is_done.is_set():
                return
            time.sleep(max(0.0, start + number / RATE - time.monotonic()))
            address = PUBLISHED[number % len(PUBLISHED)]
            look(site, address, expected[address], seen)

    readers = [threading.Thread(target=reader, args=[first]) for first in range(READERS)]
    for each in readers:
        each.start()
    time.sleep(size / RATE / 3)
    harm()
    is_done.set()
    for each in readers:
        each.join()
    return seen


def look(site: Site, address: str, expected: bytes, seen: Read) -> None:
    began = time.monotonic()
    status, body = site.read(address, seen)
    seen.seconds.append(time.monotonic() - began)
    if status != 200:
        seen.bad.append(f"{address}: {status} {body[:80]!r}")
    elif body != expected:
        seen.bad.append(f"{address}: other bytes")


# The server -------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """One process with one worker, which it starts again when that dies."""

    port: int
    process: subprocess.Popen
    rests_until: float = 0.0

    def get(self, address: str, patience: float = 20) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def kill_worker(self) -> None:
        """And wait until there is another that answers."""
        for pid in children_of(self.process.pid):
            if b"resource_tracker" not in command_of(pid):
                os.kill(pid, signal.SIGKILL)
        ends = time.monotonic() + 60
        while time.monotonic() < ends and not self.is_up():
            time.sleep(0.2)

    def is_up(self) -> bool:
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


@dataclass
class Site:
    """What a front server stands before."""

    servers: list[Server]
    turn: Iterator[int] = field(default_factory=itertools.count)

    def get(self, address: str) -> tuple[int, bytes]:
        return self.servers[0].get(address)

    def read(self, address: str, seen: Read) -> tuple[int, bytes]:
        """From the server whose turn it is, or from the other; where neither answers, from either, with more patience."""
        first, told = next(self.turn) % len(self.servers), ""
        ready = [self.servers[first], *self.servers[:first], *self.servers[first + 1 :]]
        ready.sort(key=lambda server: server.rests_until > time.monotonic())
        for patience in (PATIENCE, PATIENCE * 10):
            for server in ready:
                try:
                    return server.get(address, patience)
                except (OSError, http.client.HTTPException) as error:
                    told = repr(error)
                    seen.again += 1
                    server.rests_until = time.monotonic() + REST
        return 0, told.encode()

    def kill_each(self) -> None:
        for server in self.servers:
            server.kill_worker()


def environment_of(data: Path, url: str) -> dict[str, str]:
    """As a public process is run, but on plain HTTP."""
    return os.environ | {"DATABASE_URL": url, "DATA_DIR": str(data), "DEBUG": "1", "PORTAL_ROLE": "all"}


@contextmanager
def server(environment: dict[str, str], data: Path) -> Iterator[Server]:
    from tests.with_postgres import free_port

    port = free_port()
    command = [
        Path(sys.executable).with_name("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--respawn-failed-workers", "--respawn-interval", "0.5",
        "config.wsgi:application",
    ]  # fmt: skip
    file = data / f"server-{port}.log"
    with file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"PORTAL_ROLE": "public"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        server = Server(port, process)
        try:
            wait_for(server, file)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(server: Server, log: Path) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and server.process.poll() is None:
        if server.is_up():
            return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")


def children_of(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except FileNotFoundError:
            continue
        if parent == pid:
            found.append(int(status.parent.name))
    return found


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


# The database -----------------------------------------------------------------------------------------------------


class Postgres:
    """The server of this experiment, and ways in which it does not answer."""

    def __init__(self, url: str) -> None:
        import psycopg

        self.url, self.connect = url, psycopg.connect
        self.port = urlsplit(url).port
        with self.connect(url) as connection:
            folder = connection.execute("SHOW data_directory").fetchone()[0]
        self.pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])

    def _signal(self, number: int) -> None:
        for pid in (self.pid, *children_of(self.pid)):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    @contextmanager
    def full(self) -> Iterator[None]:
        """No connection is left, and those that the server has are ended."""
        import psycopg

        held = []
        try:
            with self.connect(self.url, autocommit=True) as own:
                own.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            while True:
                try:
                    held.append(self.connect(self.url))
                except psycopg.OperationalError:
                    break
            yield
        finally:
            for connection in held:
                connection.close()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    @contextmanager
    def refused(self) -> Iterator[None]:
        """It refuses whoever comes, and ends those who are there."""
        database = urlsplit(self.url).path.lstrip("/")
        other = self.url.replace(f"/{database}", "/postgres")
        with self.connect(other, autocommit=True) as own:
            own.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
            own.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
            )
            try:
                yield
            finally:
                own.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Gone, and it stays so."""
        self._signal(signal.SIGKILL)
        yield
