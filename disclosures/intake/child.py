"""The process that reads workbooks cell by cell: ``python -m disclosures.intake.child [seconds]``. Started by ``sheets``.

It reads one file after the other, each within its own limits of time. What takes all its memory, or all its time, ends it
once that is told: the next file gets another process.
"""

from __future__ import annotations

import gc
import json
import sys
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from typing import Any

from budgets.intake.cells import address, column_of
from disclosures.limited import GROWN, OutOfTime, limit, memory, say, works
from disclosures.reading.cell_formats import is_date
from disclosures.reading.cells import (
    HELD,
    Batch,
    Furniture,
    Held,
    Listed,
    Unusual,
    Workbook,
    batches,
    style_and_kind,
)
from disclosures.reading.child import OUT_OF_MEMORY
from disclosures.reading.prescan import (
    BROKEN,
    CELLS,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    NO_WORKBOOK,
    ODD,
    ROWS,
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
#: Programs show fifteen digits of a number; what is behind them is how binary fractions end.
SHOWN = Context(prec=15)
#: The last day that programs know, and the one in 1900 that never was.
LAST_DAY, NO_DAY = 2_958_466, 60


class Found:
    """The cells of a sheet as they go into the answer: places, texts and kinds side by side; ``raws`` where what the file
    holds is not the text, by number of the cell. ``kinds`` are the different ones (kind, whether a formula, style)."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.places: list[int] = []
        self.texts: list[str] = []
        self.looks: list[int] = []
        self.raws: list[tuple[int, str]] = []
        self.kinds: dict[tuple[str, bool, int], int] = {}
        self._dates = {n for n, style in enumerate(book.styles) if is_date(style.code)}
        self._rows, self._columns, self._usual = _Rows(), _Columns(), _Looks(self.kinds, self._dates)

    def take(self, batch: Batch) -> None:
        """Adds the cells of a sheet in the usual hand, all at once: a column of them at a time is a third of the work."""
        valued = [token for token in batch.tokens if token[0]]
        if valued:
            letters, digits, attributes, formulas, values, odd_values, _ = zip(*valued, strict=True)
            start = len(self.places)
            rows, columns, shared, strings = (
                self._rows,
                self._columns,
                self._usual.shared,
                self.book.by_number,
            )
            self.places += [rows[row] + columns[column] for row, column in zip(digits, letters, strict=True)]
            looks = [self._usual[text] for text in attributes]
            self.looks += looks
            try:
                self.texts += [
                    strings[value] if look in shared else value
                    for value, look in zip(values, looks, strict=True)
                ]
            except KeyError:
                raise Unreadable(BROKEN) from None
            if any(odd_values) or any(formulas) or self._usual.special:
                special = self._usual.special
                for n, (value, formula, look) in enumerate(zip(odd_values, formulas, looks, strict=True)):
                    if value and not formula and look not in special and HELD.fullmatch(value):
                        self.raws.append((start + n, value))
                        self.texts[start + n] = _plain(SHOWN.create_decimal(value))
                    elif value or formula or look in special:
                        self._settle(start + n, next(Batch([valued[n]]).held(self.book.strings)))
        for held in batch.others():
            self.put(held)

    def put(self, held: Held) -> None:
        """Adds one cell; one that only has a style is none."""
        row, column, _, _, value, is_formula = held
        if value or is_formula:
            if row >= MOST_ROWS or column >= MOST_COLUMNS:
                raise Unreadable(_too_far(row, column))
            self.places.append(row * MOST_COLUMNS + column)
            self.texts.append("")
            self.looks.append(0)
            self._settle(len(self.places) - 1, held)

    def _settle(self, n: int, held: Held) -> None:
        """Writes down what the n-th cell means."""
        _, _, style, _, value, is_formula = held
        kind, text = _meant(held, is_day=style in self._dates, is_1904=self.book.is_1904)
        if kind in ("number", "date", "bool") and text != value:
            self.raws.append((n, value or ""))
        look = self.kinds.setdefault((kind, is_formula, style), len(self.kinds))
        self.texts[n], self.looks[n] = text, look

    def put_in_order(self) -> None:
        """Row by row, as cells are read; those that were not taken with the others stand behind them before."""
        order = sorted(range(len(self.places)), key=self.places.__getitem__)
        self.places = [self.places[n] for n in order]
        self.texts = [self.texts[n] for n in order]
        self.looks = [self.looks[n] for n in order]
        places = {n: place for place, n in enumerate(order)}
        self.raws = [(places[n], raw) for n, raw in self.raws]


class _Rows(dict[str, int]):
    """Where the places of a row begin, by its digits."""

    def __missing__(self, digits: str) -> int:
        row = int(digits) - 1
        if not 0 <= row < MOST_ROWS:
            raise Unreadable(ROWS)
        self[digits] = row * MOST_COLUMNS
        return self[digits]


class _Columns(dict[str, int]):
    """The number of a column by its letters."""

    def __missing__(self, letters: str) -> int:
        column = column_of(letters)
        if column >= MOST_COLUMNS:
            raise Unreadable(_too_far(0, column))
        self[letters] = column
        return column


class _Looks(dict[str, int]):
    """The kind of a cell by its attributes, where its value is plain and no formula's. ``shared`` are those whose value is
    the number of a text, ``special`` those whose value must be looked at one by one."""

    def __init__(self, kinds: dict[tuple[str, bool, int], int], dates: set[int]) -> None:
        super().__init__()
        self._kinds, self._dates = kinds, dates
        self.shared: set[int] = set()
        self.special: set[int] = set()

    def __missing__(self, attributes: str) -> int:
        style, kind = style_and_kind(attributes)
        is_plain = kind == "s" or (kind == "n" and style not in self._dates)
        told = {"n": "number", "s": "text"}[kind] if is_plain else kind
        look = self._kinds.setdefault((told, False, style), len(self._kinds))
        if kind == "s":
            self.shared.add(look)
        if not is_plain:
            self.special.add(look)
        self[attributes] = look
        return look


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
    part, found = book.part(listed), Found(book)
    try:
        for batch in batches(part, furniture):
            found.take(batch)
    except Unusual:
        found = Found(book)
        for held in book.parsed(part, furniture):
            found.put(held)
    if any(a > b for a, b in pairwise(found.places)):
        found.put_in_order()
    if max(map(len, found.texts), default=0) > LONGEST_TEXT:
        raise Unreadable(TOO_MUCH)
    return found


def _too_far(row: int, column: int) -> str:
    return f"单元格 {address(row, column)} 超出允许范围（{MOST_ROWS} 行×{MOST_COLUMNS} 列）。"


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
        return {"workbook": read(data)}, memory() < GROWN
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
