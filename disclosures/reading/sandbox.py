"""Reading in a process of its own: what a hostile file does to its reader, it does not do to the portal.

The child gets the file on its standard input and answers with JSON on its standard output. It may use so much memory
and so much time, may write no file, and gets nothing of our environment: no keys, no database, no network where the
system can take that away. It limits itself as the first thing it does, before it looks at the file: a hook between
fork and exec is not safe in a server with threads.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from .prescan import MOST_BYTES, TOO_LARGE
from .raw import TOO_MUCH, Unreadable

log = logging.getLogger(__name__)

MEMORY = 1536 * 2**20  # bytes of address space
#: A document of 35 pages takes two seconds.
CPU_SECONDS = 40
WALL_SECONDS = 90
MOST_ANSWER = 16 * 2**20  # bytes of JSON
#: How many files are read at a time by one process of the server; another waits this long.
AT_A_TIME, WAIT_SECONDS = 2, 60

TOO_LONG = "读取用时过长，已停止。请把文件拆分，或重新导出后再上传。"
FAILED = "文件结构异常，读取中断。请用原来的软件打开确认，另存后再上传。"
BUSY = "正在读取别的文件，请稍后再试。"

ROOT = Path(__file__).resolve().parents[2]
CHILD = (sys.executable, "-s", "-P", "-m", "disclosures.reading.child")

_places = threading.BoundedSemaphore(AT_A_TIME)


def answer_for(data: bytes, name: str = "") -> dict[str, Any]:
    """The reading of a file, as JSON. Raises Unreadable with what the child has against the file."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise Unreadable(BUSY)
    try:
        answer = _run([*CHILD, str(CPU_SECONDS)], data)
    finally:
        _places.release()
    match answer:
        case {"reading": dict(reading)}:
            return reading
        case {"unreadable": str(message)}:
            raise Unreadable(message)
        case {"broke": str(trace)}:
            log.warning("reading %r broke: %s", name[:200], trace)
    raise Unreadable(FAILED)


def _run(command: list[str], data: bytes) -> Any:
    """Runs the child and gives its answer; ``{}`` where there is none that can be understood."""
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory(prefix="reading-") as folder:
        file.write(data)
        file.seek(0)
        child = subprocess.Popen(  # noqa: S603  (our own module, nothing of the file in the command)
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            close_fds=True,
            start_new_session=True,
        )
        alarm = threading.Timer(WALL_SECONDS, child.kill)
        alarm.start()
        try:
            said = child.stdout.read(MOST_ANSWER + 1) if child.stdout else b""
        finally:
            ended_by_alarm = not alarm.is_alive()
            alarm.cancel()
            if child.stdout and len(said) > MOST_ANSWER:
                child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
    if len(said) > MOST_ANSWER:
        raise Unreadable(TOO_MUCH)
    if ended_by_alarm or child.returncode in _OUT_OF_TIME:
        raise Unreadable(TOO_LONG)
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        log.warning("the reader ended with %s and %d bytes", child.returncode, len(said))
        return {}


#: SIGXCPU and SIGKILL, as a process that was ended by its limit of time reports.
_OUT_OF_TIME = (-24, -9)


def _environment(folder: str) -> dict[str, str]:
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "LC_ALL": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
    }
