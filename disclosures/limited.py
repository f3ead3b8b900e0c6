"""Work done in a process of its own: what a hostile file or a document without end does to it, it does not do to the
portal.

A child gets its work on standard input and answers on standard output. It may use so much memory and so much time, and
gets nothing of our environment: no keys, no database, no network where the system can take that away. It limits itself
as the first thing it does, before it looks at its work: a hook between fork and exec is not safe in a server with
threads.
"""

from __future__ import annotations

import ctypes
import math
import os
import resource
import select
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NO_NETWORK, OWN_USERS = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER


class Failed(Exception):
    """A child gave no answer."""


class Busy(Failed):
    """Others were at work, for longer than one waits."""


class TooLong(Failed):
    """It was ended for the time it took."""


class TooMuch(Failed):
    """Its answer is longer than any that is wanted."""


# The parent's side ------------------------------------------------------------------------------------------------


@dataclass
class Child:
    """One kind of work: the module that does it, and how much of it there may be.

    ``at_a_time`` children work for one process of the server; another waits ``wait_seconds``. The folder of a child, which
    is its HOME and its TMPDIR, is gone with it.
    """

    module: str
    cpu_seconds: int
    wall_seconds: int
    most_answer: int  # bytes
    at_a_time: int = 2
    wait_seconds: int = 60
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = threading.BoundedSemaphore(self.at_a_time)

    def answer(self, work: bytes, *, cpu_seconds: int | None = None) -> bytes:
        """What the child says to ``work``, all of it or empty where it ended otherwise than it should. Raises Failed, and
        OSError where no child can be started or there is no room for its work."""
        if not self.places.acquire(timeout=self.wait_seconds):
            raise Busy
        try:
            return self._answer(work, cpu_seconds or self.cpu_seconds)
        finally:
            self.places.release()

    def _answer(self, work: bytes, cpu_seconds: int) -> bytes:
        with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory(prefix="limited-") as folder:
            file.write(work)
            file.seek(0)
            child = subprocess.Popen(  # noqa: S603  (our own module, nothing of the work in the command)
                (sys.executable, "-s", "-P", "-m", self.module, str(cpu_seconds)),
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=self._environment(folder),
                close_fds=True,
                start_new_session=True,
            )
            alarm = threading.Timer(self.wall_seconds, child.kill)
            alarm.start()
            try:
                said = child.stdout.read(self.most_answer + 1) if child.stdout else b""
            finally:
                ended_by_alarm = not alarm.is_alive()
                alarm.cancel()
                if child.stdout and len(said) > self.most_answer:
                    child.kill()
                child.wait()
                if child.stdout:
                    child.stdout.close()
        if len(said) > self.most_answer:
            raise TooMuch
        if ended_by_alarm or child.returncode in OUT_OF_TIME:
            raise TooLong
        return said if child.returncode == 0 else b""

    @contextmanager
    def line(self) -> Iterator[Line]:
        """One child for many works, whose start is paid once. Raises Busy."""
        if not self.places.acquire(timeout=self.wait_seconds):
            raise Busy
        try:
            with closing(Line(self)) as line:
                yield line
        finally:
            self.places.release()

    def _environment(self, folder: str) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "LC_ALL": "C.UTF-8",
            "HOME": folder,
            "TMPDIR": folder,
            **self.environment,
        }


class Line:
    """A child that answers one work after the other: the length of a work and the work go in, the length of the answer and
    the answer come out. It is started at the first work, and again after one that it did not survive."""

    def __init__(self, of: Child) -> None:
        self._of = of
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def answer(self, work: bytes) -> bytes:
        """What the child says to ``work``. Raises Failed, and OSError where no child can be started."""
        is_new = self._child is None
        try:
            return self._asked(work)
        except (TooLong, TooMuch):
            self.close()
            raise
        except Failed:
            self.close()
            if is_new:
                raise
        try:  # it may have ended for what came before
            return self._asked(work)
        except Failed:
            self.close()
            raise

    def _asked(self, work: bytes) -> bytes:
        child = self._child or self._started()
        assert child.stdin is not None and child.stdout is not None  # noqa: S101  (both are pipes)
        to_write, said = memoryview(LENGTH.pack(len(work)) + work), bytearray()
        # Not a thread that ends it at its time: starting one costs as much as reading a small file.
        ends_at = time.monotonic() + self._of.wall_seconds
        ways = select.poll()
        ways.register(child.stdin, select.POLLOUT)
        ways.register(child.stdout, select.POLLIN)
        while True:
            ready = ways.poll(max(ends_at - time.monotonic(), 0) * 1000)
            if not ready:
                raise TooLong
            for way, _ in ready:
                if way == child.stdout.fileno():
                    if not (piece := os.read(way, PIECE)):
                        raise TooLong if child.wait() in OUT_OF_TIME else Failed
                    said += piece
                else:
                    to_write = to_write[_written(way, to_write) :]
                    if not to_write:
                        ways.unregister(way)
            length = LENGTH.unpack_from(said)[0] if len(said) >= LENGTH.size else self._of.most_answer
            if length > self._of.most_answer:
                raise TooMuch
            if len(said) >= LENGTH.size + length:
                return bytes(said[LENGTH.size :])

    def _started(self) -> subprocess.Popen[bytes]:
        self._folder = tempfile.TemporaryDirectory(prefix="limited-")
        self._child = subprocess.Popen(  # noqa: S603  (our own module, nothing of the work in the command)
            (sys.executable, "-s", "-P", "-m", self._of.module, str(self._of.cpu_seconds)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env=self._of._environment(self._folder.name),
            close_fds=True,
            start_new_session=True,
        )
        os.set_blocking(self._child.stdin.fileno(), False)  # type: ignore[union-attr]  # it is a pipe
        return self._child

    def close(self) -> None:
        """Ends the child, whatever it is at."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    with suppress(BrokenPipeError):  # what was not read is not wanted
                        pipe.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._child = self._folder = None


def _written(way: int, work: memoryview) -> int:
    """How much of it a child takes; all, where there is nobody left to take it, which reading its answer tells."""
    try:
        return os.write(way, work[:PIECE])
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        return len(work)


#: Before each work and each answer of a line: how many bytes.
LENGTH = struct.Struct(">Q")
PIECE = 2**18
#: A process that does one work after the other ends once it has grown to this; the next work gets another one.
GROWN = 300 * 2**20
#: As a process reports that was ended by its limit of time.
OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


# The child's side -------------------------------------------------------------------------------------------------


class OutOfTime(BaseException):
    """The work takes too long; no error that whoever does it may take for one of its own."""


def limit(*, memory: int, seconds: int, largest_file: int = 0, is_for_one: bool = True) -> None:
    """So much memory and time, no files larger than that, no core, few files open; no network where the system allows
    that. At the end of its time the process gets OutOfTime; one that is not for one work alone sets it for each (``works``),
    and who started it ends it."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: largest_file,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    # At the soft limit there is still time to say so; at the hard one the system ends the process.
    last = seconds + 5 if is_for_one else resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, last))
    signal.signal(signal.SIGXCPU, _stop)
    # Not every system lets a process leave the network; no child opens a connection in either case.
    system = ctypes.CDLL(None)
    if hasattr(system, "unshare") and system.unshare(NO_NETWORK):
        system.unshare(NO_NETWORK | OWN_USERS)


def works(seconds: int) -> Iterator[bytes]:
    """The works of a line, on standard input, each with so much time from now on."""
    while len(head := sys.stdin.buffer.read(LENGTH.size)) == LENGTH.size:
        work = sys.stdin.buffer.read(LENGTH.unpack(head)[0])
        most = math.ceil(time.process_time()) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        yield work


def memory() -> int:
    """Bytes that this process has in memory; 0 where the system does not say. Its peak, which every system says, is at first
    that of who started it."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def say(answer: bytes) -> None:
    """Answers the last work of a line."""
    sys.stdout.buffer.write(LENGTH.pack(len(answer)))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


def _stop(_signal: int, _frame: object) -> None:
    raise OutOfTime
