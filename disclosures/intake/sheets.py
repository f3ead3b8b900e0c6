"""Workbooks, cell by cell: what a workbook that is taken over holds, exactly and with its places.

The file is read in a child process with limits (``child``); here its answer becomes cells. Who reads a hundred workbooks
has them all read by one child.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from disclosures import limited
from disclosures.reading.prescan import MOST_BYTES, NO_WORKBOOK, TOO_LARGE, has_its_ending
from disclosures.reading.raw import TOO_MUCH, Unreadable
from disclosures.reading.sandbox import BUSY, FAILED, NOT_NOW, TOO_LONG

from . import refusals

log = logging.getLogger(__name__)

#: What a workbook may take; one of 150 rows takes some milliseconds.
MEMORY = 1024 * 2**20  # bytes of address space
CPU_SECONDS, WALL_SECONDS = 8, 30
MOST_ANSWER = 32 * 2**20  # bytes of JSON
MOST_COLUMNS = 200
#: Between the texts of cells in an answer: no text holds it.
SEPARATOR = "\x1f"

READER = limited.Child("disclosures.intake.child", CPU_SECONDS, WALL_SECONDS, MOST_ANSWER)


class Cell(NamedTuple):
    """What a cell holds; cells that only have a style are not there.

    ``kind`` is ``text``, ``number``, ``date``, ``bool``, ``error`` or ``uncounted``. ``text`` of a number is its exact plain
    decimal to the fifteen digits that programs show (``31214205.8``, never ``3.12E+07``), of a date ISO (``2026-01-01``,
    ``2026-01-01T08:30:00``, ``08:30:00``), of a bool TRUE or FALSE. An error's is what stands there: ``#REF!``, or a number
    that is none (``1E400``, ``NaN``). ``uncounted`` is a formula that no program has worked out; its text is empty.
    ``is_formula``: the value is what a program last worked out. ``format`` is the number format of the cell, ``raw`` the
    value as the file holds it (``0.30000000000000004``, the serial of a date).
    """

    text: str
    kind: str
    is_formula: bool
    format: str
    raw: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: cells by (row, column) from 0; merged areas (top, left, bottom, right), last ones included. Hidden are rows
    and columns that hold something and are not shown."""

    name: str
    is_hidden: bool
    cells: dict[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's sheets in order, charts left out; ``is_1904``: its dates count from 1904, which is minded already."""

    sheets: tuple[Sheet, ...]
    is_1904: bool = False


def read_workbook(data: bytes) -> Workbook:
    """A workbook. Raises Unreadable with a sentence for the person who chose the file."""
    ((_, found),) = read_many([("", data)])
    if isinstance(found, Unreadable):
        raise found
    return found


def read_many(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, Workbook | Unreadable]]:
    """Workbooks by name, in order, each or why it cannot be read. A file that ends its reader is the only one to fail.

    Files are asked for as they are needed; only one is held at a time.
    """
    files = iter(files)
    try:
        with READER.line() as line:
            for name, data in files:
                yield name, _read(line, name, data)
    except limited.Busy:
        yield from ((name, Unreadable(BUSY)) for name, _ in files)


def _read(line: limited.Line, name: str, data: bytes) -> Workbook | Unreadable:
    try:
        return _understood(_answer(line, name, data))
    except Unreadable as refusal:
        return Unreadable(refusals.told(data, str(refusal)))


def _answer(line: limited.Line, name: str, data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE)
    if not has_its_ending(data, ".xlsx"):
        raise Unreadable(NO_WORKBOOK)
    try:
        return json.loads(line.answer(data))
    except limited.TooLong:
        raise Unreadable(TOO_LONG) from None
    except limited.TooMuch:
        raise Unreadable(TOO_MUCH) from None
    except OSError:
        log.exception("no reader of workbooks could be started")
        raise Unreadable(NOT_NOW) from None
    except (limited.Failed, ValueError, RecursionError):
        log.warning("the reader of %r ended without an answer", name[:200])
        raise Unreadable(FAILED) from None


def _understood(answer: Any) -> Workbook:
    match answer:
        case {"workbook": {"sheets": list(sheets), "is_1904": bool(is_1904)}}:
            try:
                return Workbook(tuple(map(_sheet, sheets)), is_1904)
            except (TypeError, ValueError, KeyError, IndexError) as error:
                log.warning("an answer that is no workbook: %r", error)
        case {"unreadable": str(message)}:
            raise Unreadable(message)
        case {"broke": str(trace)}:
            log.warning("reading a workbook broke: %s", trace)
    raise Unreadable(FAILED)


def _sheet(told: dict[str, Any]) -> Sheet:
    """A sheet from an answer (``child.told``)."""
    places, looks = told["places"], told["looks"]
    texts = told["texts"].split(SEPARATOR) if places else []
    kinds = [tuple(kind) for kind in told["kinds"]]
    make = partial(tuple.__new__, Cell)  # a third of the time of Cell(), for thousands of them
    cells: dict[tuple[int, int], Cell] = {
        divmod(place, MOST_COLUMNS): make((text, *kinds[look], text))
        for place, text, look in zip(places, texts, looks, strict=True)
        if text or kinds[look][1]  # an empty text that no formula gave is none
    }
    for n, raw in told["raws"]:
        place = divmod(places[n], MOST_COLUMNS)
        cells[place] = cells[place]._replace(raw=raw)
    return Sheet(
        told["name"],
        told["is_hidden"],
        cells,
        tuple(map(tuple, told["merged"])),
        frozenset(told["hidden_rows"]),
        frozenset(told["hidden_columns"]),
    )
