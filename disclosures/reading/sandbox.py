"""Reading in a process of its own: what a hostile file does to its reader, it does not do to the portal (``limited``).

The child gets the file and answers with JSON. It may write no file.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from disclosures import limited

from .prescan import MOST_BYTES, NO_WORKBOOK, TOO_LARGE, has_its_ending
from .raw import TOO_MUCH, Unreadable

log = logging.getLogger(__name__)

MEMORY = 1536 * 2**20  # bytes of address space
#: A document of 35 pages takes two seconds.
CPU_SECONDS = 40
WALL_SECONDS = 90
MOST_ANSWER = 16 * 2**20  # bytes of JSON

TOO_LONG = "读取用时过长，已停止。请把文件拆分，或重新导出后再上传。"
FAILED = "文件结构异常，读取中断。请用原来的软件打开确认，另存后再上传。"
BUSY = "正在读取别的文件，请稍后再试。"
NOT_NOW = "现在不能读取文件，请稍后再试；仍不能读取的，请联系系统管理员。"

READER = limited.Child("disclosures.reading.child", CPU_SECONDS, WALL_SECONDS, MOST_ANSWER)
#: The same for workbooks that are taken over: every decimal, and what is hidden. A county sends hundreds: one child reads
#: them one after the other.
EXACT_READER = limited.Child(
    "disclosures.reading.child", CPU_SECONDS, WALL_SECONDS, MOST_ANSWER, environment={"READ_EXACTLY": "1"}
)

_exact_line: ContextVar[limited.Line | None] = ContextVar("exact_line", default=None)


@contextmanager
def exact_reader_held() -> Iterator[None]:
    """Within, workbooks that are taken over are read by one child: its start takes five times what reading one does."""
    with EXACT_READER.line() as line:
        token = _exact_line.set(line)
        try:
            yield
        finally:
            _exact_line.reset(token)


def answer_for(data: bytes, name: str = "", *, exactly: bool = False) -> dict[str, Any]:
    """The reading of a file, as JSON. Raises Unreadable with what the child has against the file."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not has_its_ending(data, name):
        raise Unreadable(NO_WORKBOOK)
    match _said_of(data, name, exactly=exactly):
        case {"reading": dict(reading)}:
            return reading
        case {"unreadable": str(message)}:
            raise Unreadable(message)
        case {"broke": str(trace)}:
            log.warning("reading %r broke: %s", name[:200], trace)
    raise Unreadable(FAILED)


def _said_of(data: bytes, name: str, *, exactly: bool) -> Any:
    """The child's answer; ``{}`` where there is none that can be understood."""
    try:
        said = _exactly_said(data) if exactly else READER.answer(data, cpu_seconds=CPU_SECONDS)
    except limited.Busy:
        raise Unreadable(BUSY) from None
    except limited.TooLong:
        raise Unreadable(TOO_LONG) from None
    except limited.TooMuch:
        raise Unreadable(TOO_MUCH) from None
    except OSError:
        log.exception("no reader could be started")
        raise Unreadable(NOT_NOW) from None
    except limited.Failed:
        said = b""
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        log.warning("the reader of %r ended without an answer (%d bytes)", name[:200], len(said))
        return {}


def _exactly_said(data: bytes) -> bytes:
    """By the child that is held, else by one of its own."""
    held = _exact_line.get()
    with nullcontext(held) if held else EXACT_READER.line() as line:
        return line.answer(data)
