"""The process that reads workbooks cell by cell: ``python -m disclosures.intake.child [seconds]``. Started by ``sheets``.

It reads one file after the other, each within its own limits of time. What takes all its memory, or all its time, ends it
once that is told: the next file gets another process.
"""

from __future__ import annotations

import gc
import json
import re
import resource
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from disclosures.limited import OutOfTime, limit, say, works
from disclosures.reading.cell_formats import is_date
from disclosures.reading.cells import HELD, Furniture, Held, Listed, Workbook, address_of
from disclosures.reading.child import OUT_OF_MEMORY
from disclosures.reading.prescan import (
    BROKEN,
    CELLS,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    NO_WORKBOOK,
    ODD,
    format_of,
)
from disclosures.reading.raw import TOO_MUCH, Unreadable
from disclosures.reading.sandbox import TOO_LONG

from .sheets import CPU_SECONDS, MEMORY, SEPARATOR

MOST_SHEETS = 300
MOST_MERGED = 20_000
#: What a cell may hold in the program itself, and all of them together.
LONGEST_TEXT, MOST_TEXT = 32_767, 4_000_000
LONGEST_NAME = 100
#: A process that has grown by so much ends; the next file gets another one.
GROWN = 300 * 1024  # kilobytes
#: A number whose plain decimal is as it stands in the file; nearly every one is.
PLAIN = re.compile(r"0|-?(?:[1-9][0-9]{0,12}(?:\.[0-9]?[1-9])?|0\.[0-9]?[1-9])").fullmatch
#: Programs show fifteen digits of a number; what is behind them is how binary fractions end.
SHOWN = Context(prec=15)
#: The last day that programs know, and the one in 1900 that never was.
LAST_DAY, NO_DAY = 2_958_466, 60


@dataclass
class Found:
    """The cells of a sheet as they go into the answer: places, texts and kinds side by side; ``raws`` where what the file
    holds is not the text, by number of the cell."""

    places: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)
    kinds: dict[tuple[str, bool, int], int] = field(default_factory=dict)
    raws: list[tuple[int, str]] = field(default_factory=list)


def told(data: bytes) -> dict[str, Any]:
    """A workbook as JSON has it; ``sheets`` makes it whole again. Raises Unreadable."""
    if format_of(data) != "xlsx":
        raise Unreadable(NO_WORKBOOK)
    book = Workbook(data)
    if len(book.sheets) > MOST_SHEETS:
        raise Unreadable(TOO_MUCH)
    if not all(sheet.part for sheet in book.sheets):
        raise Unreadable(BROKEN)
    sheets, cells, length = [], 0, 0
    for listed in book.sheets:
        if listed.kind == "worksheet":
            furniture = Furniture(MOST_ROWS, MOST_COLUMNS)
            found = _found(book, listed, furniture)
            cells += len(found.places)
            length += sum(map(len, found.texts)) + len(found.places)
            if cells > MOST_CELLS:
                raise Unreadable(CELLS)
            if length > MOST_TEXT:
                raise Unreadable(TOO_MUCH)
            sheets.append(_sheet(book, listed, found, furniture))
    return {"sheets": sheets, "is_1904": book.is_1904}


def _found(book: Workbook, listed: Listed, furniture: Furniture) -> Found:
    found = Found()
    dates = [is_date(style.code) for style in book.styles] or [False]
    put_place, put_text, put_look = found.places.append, found.texts.append, found.looks.append
    kinds = found.kinds
    for held in book.held(listed, furniture):
        row, column, style, kind, value, is_formula = held
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise Unreadable(_too_far(row, column))
        if kind == "n" and value and PLAIN(value) and not (style < len(dates) and dates[style]):
            kind, text = "number", value
        elif kind == "s" and value:
            kind, text = "text", value
        else:
            kind, text = _meant(held, is_day=style < len(dates) and dates[style], is_1904=book.is_1904)
            if not text and not is_formula:
                continue
            if kind in ("number", "date", "bool") and text != value:
                found.raws.append((len(found.places), value or ""))
        put_place(row * MOST_COLUMNS + column)
        put_text(text)
        put_look(kinds.setdefault((kind, is_formula, style), len(kinds)))
    if max(map(len, found.texts), default=0) > LONGEST_TEXT:
        raise Unreadable(TOO_MUCH)
    return found


def _too_far(row: int, column: int) -> str:
    return f"单元格 {address_of(row, column)} 超出允许范围（{MOST_ROWS} 行×{MOST_COLUMNS} 列）。"


def _sheet(book: Workbook, listed: Listed, found: Found, furniture: Furniture) -> dict[str, Any]:
    merged = {area for area in furniture.merged if area[0] < MOST_ROWS and area[1] < MOST_COLUMNS}
    if len(merged) > MOST_MERGED:
        raise Unreadable(ODD)
    filled_rows = {place // MOST_COLUMNS for place in found.places}
    filled_columns = {place % MOST_COLUMNS for place in found.places} if furniture.hidden_columns else set()
    return {
        "name": listed.name[:LONGEST_NAME],
        "is_hidden": listed.is_hidden,
        "places": found.places,
        "texts": SEPARATOR.join(found.texts),
        "looks": found.looks,
        "kinds": [(kind, formula, book.style(style).code) for kind, formula, style in found.kinds],
        "raws": found.raws,
        "merged": sorted(merged),
        "hidden_rows": sorted(furniture.hidden_rows & filled_rows),
        "hidden_columns": sorted(furniture.hidden_columns & filled_columns),
    }


# One cell ------------------------------------------------------------------------------------------------------------


def _meant(held: Held, *, is_day: bool, is_1904: bool) -> tuple[str, str]:
    """Kind and text of a cell."""
    _, _, _, kind, value, is_formula = held
    if value is None:
        return ("uncounted" if is_formula else "text"), ""
    if kind in ("s", "str", "inlineStr"):
        return "text", value
    value = value.strip()
    if kind == "b":
        return "bool", "TRUE" if value in ("1", "true") else "FALSE"
    if kind == "d":
        return "date", value
    if kind == "e" or not HELD.fullmatch(value):
        return "error", value[:20]
    number = SHOWN.create_decimal(value)
    if is_day and (day := _day(number, is_1904=is_1904)):
        return "date", day
    return "number", _plain(number)


def _plain(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def _day(serial: Decimal, *, is_1904: bool) -> str:
    """The day and time of a serial number; empty where there is none such. Below one it is a time alone."""
    if not 0 <= serial < LAST_DAY:
        return ""
    origin = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    if not is_1904 and 1 <= serial < NO_DAY:  # before the 29 February that 1900 did not have
        origin += timedelta(days=1)
    moment = origin + timedelta(seconds=int((serial * 86_400).to_integral_value(ROUND_HALF_UP)))
    if serial < 1 and not is_1904:
        return moment.time().isoformat()
    return moment.isoformat() if moment.time() != datetime.min.time() else moment.date().isoformat()


# The process ---------------------------------------------------------------------------------------------------------


def answer(data: bytes, read: Callable[[bytes], dict[str, Any]] = told) -> tuple[dict[str, Any], bool]:
    """What there is to say of a file, and whether this process is fit for another."""
    try:
        return {"workbook": read(data)}, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < GROWN
    except Unreadable as error:
        return {"unreadable": str(error)}, True
    except MemoryError:
        return {"unreadable": OUT_OF_MEMORY}, False
    except OutOfTime:
        return {"unreadable": TOO_LONG}, False
    except (
        Exception
    ):  # the file's doing, whatever it is: the parent logs it, the person is told to save it anew
        return {"broke": traceback.format_exc(limit=-6)[-3000:]}, True


def written(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def main() -> None:
    """Reads files on standard input, answers on standard output."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else CPU_SECONDS
    limit(memory=MEMORY, seconds=seconds, is_for_one=False)
    gc.disable()  # what is read is in no circles: looking for them takes a tenth of the time
    for data in works(seconds):
        said, is_fit = answer(data)
        say(written(said))
        if not is_fit:
            break
        if "workbook" not in said:
            gc.collect()


if __name__ == "__main__":
    main()
