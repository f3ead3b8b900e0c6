"""Lists as files: CSV, XLSX and JSON of the very rows that a page shows, with exact values in 元.

A list declares its columns once. What a page rounds for people stands exactly in a file; what is not known is empty, null in
JSON. CSV: UTF-8 with a byte order mark; text that a spreadsheet would take for a formula is written as text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.timezone import localtime

from budgets.money import plain

from .copies import MEDIA_TYPES
from .rendering.ooxml import legal
from .rendering.opendata import as_text

KINDS = ("csv", "xlsx", "json")


@dataclass(frozen=True)
class Column:
    """One column: its name for machines, its head for people, and its value out of a row. ``is_number``: decimal strings
    are numbers in a workbook; ``is_address``: an address of this site, written with its host."""

    name: str
    label: str
    value: Callable[[Any], Any]
    is_number: bool = False
    is_address: bool = False

    def of(self, row: Any) -> str | int | None:
        """The value as JSON says it: amounts as decimal strings, dates in ISO 8601."""
        value = self.value(row)
        if self.is_address and value:
            return f"{settings.SITE_URL}{value}"
        match value:
            case Decimal():
                return plain(value)
            case datetime():
                return localtime(value).isoformat()
            case date():
                return value.isoformat()
        return None if value is None else value


@dataclass(frozen=True)
class Sheet:
    """A list as it is taken away: the stem of the file's name, its columns and its rows. ``notes`` are sentences below the
    rows, without which they could be misread; ``about`` is said in JSON alone, for machines."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    notes: Sequence[str] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


def as_file(sheet: Sheet, kind: str) -> HttpResponse:
    """The file of a kind out of ``KINDS``; 404 for another."""
    if kind not in KINDS:
        raise Http404
    data = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}[kind](sheet)
    response = HttpResponse(data, content_type=MEDIA_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return response


def as_csv(sheet: Sheet) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.label for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_in_csv(column, column.of(row)) for column in sheet.columns])
    writer.writerows([[], *([as_text(note)] for note in sheet.notes)] if sheet.notes else [])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _in_csv(column: Column, value: str | int | None) -> str | int:
    if value is None:
        return ""
    return value if column.is_number else as_text(value) if isinstance(value, str) else value


def as_json(sheet: Sheet) -> bytes:
    """{…about, "columns": {name: head}, "rows": [{name: value}]}, and "notes" where there are any."""
    said = {
        **sheet.about,
        "columns": {column.name: column.label for column in sheet.columns},
        "rows": [{column.name: column.of(row) for column in sheet.columns} for row in sheet.rows],
        **({"notes": list(sheet.notes)} if sheet.notes else {}),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def as_xlsx(sheet: Sheet) -> bytes:
    """One sheet with a head that stays in sight. Text is written as text, never as a formula or a link."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # The same list gives the same bytes, whenever it is asked for.
        book.set_properties({"created": datetime(2025, 1, 1)})  # noqa: DTZ001
        page = book.add_worksheet()
        head = book.add_format({"bold": True, "bottom": 1})
        exact = book.add_format({"num_format": "#,##0.00"})
        page.freeze_panes(1, 0)
        for n, column in enumerate(sheet.columns):
            page.set_column(n, n, 18)
            page.write_string(0, n, column.label, head)
        r = 0
        for r, row in enumerate(sheet.rows, start=1):
            for n, column in enumerate(sheet.columns):
                _write_cell(page, r, n, column, column.of(row), exact)
        for r, note in enumerate(sheet.notes, start=r + 2):  # noqa: B020 (below the last row)
            page.write_string(r, 0, legal(note))
    return out.getvalue()


def _write_cell(page: Any, row: int, n: int, column: Column, value: str | int | None, exact: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, int):
        page.write_number(row, n, value)
    elif column.is_number:
        page.write_number(row, n, Decimal(value), exact)
    else:
        page.write_string(row, n, value)
