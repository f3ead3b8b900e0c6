"""结果工作簿: what became of each file, and every error that was found, to be worked through or sent on; and the workbooks
themselves with their errors as comments."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from django.utils import timezone
from xlsxwriter import Workbook

from budgets.intake.contents import Level, Origin, Problem
from budgets.models import Upload, Work, WorkItem

from ..background.progress import Row, progress_of
from ..intake.results import annotated_workbook
from ..reading.raw import Unreadable

FILES = (("部门编码", 12), ("部门", 24), ("文件", 36), ("结果", 12), ("情况", 80), ("完成", 18), ("批注", 36))
ERRORS = (("部门", 24), ("文件", 36), ("位置", 30), ("读到", 30), ("应为", 60), ("可改为", 20))
#: So many workbooks get their comments while one waits: each takes a fraction of a second.
MOST_ANNOTATED = 100
NOT_ANNOTATED = f"只批注前 {MOST_ANNOTATED} 份"
RESULT = "结果.xlsx"


class Listed(NamedTuple):
    """One error or question as an item keeps it, all of it text."""

    place: str
    found: str
    wanted: str
    suggestion: str
    sheet: str
    cell: str
    row: str
    level: str


def listed(problem: Problem, sheets: Sequence[str]) -> Listed:
    """With the sheet that it stands on, of these; the first where it names none."""
    origin = problem.origin
    sheet = origin.sheet if origin.sheet in sheets else next(iter(sheets), "")
    found, wanted, suggestion = problem.found, problem.wanted, problem.suggestion
    return Listed(str(origin), found, wanted, suggestion, sheet, origin.cell, str(origin.row), problem.level)


def render_result(work: Work, notes: Mapping[int, str] | None = None) -> bytes:
    """The workbook; every cell is text. ``notes``, by item: where its workbook with comments is, or why there is none."""
    rows = progress_of(work, {}).rows
    found = dict(work.items.exclude(found=[]).values_list("pk", "found"))
    errors = [
        (_name(row), row.item.name, *each)
        for row in rows
        if row.state in (WorkItem.State.WRONG, WorkItem.State.UNKNOWN)
        for each in _errors_of(row, found)
    ]
    heads = FILES if notes is not None else FILES[:-1]
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _write(book, "结果", heads, [_told(row, notes) for row in rows])
        _write(book, "错误", ERRORS, errors)
    return file.getvalue()


def _errors_of(row: Row, found: Mapping[int, Sequence[Sequence[str]]]) -> list[Sequence[str]]:
    """What is wrong with a file, cell by cell; with one that could not be read so far, as a whole."""
    return [each[:4] for each in found.get(row.item.pk, ())] or [("", "", row.message, "")]


# Their own workbooks ----------------------------------------------------------------------------------------------


def annotated(work: Work) -> Iterator[bytes]:
    """A zip, piece by piece, of the workbooks with errors, each with a comment on every cell that is wrong, and of the
    result. One workbook is held at a time."""
    stream, notes = _Stream(), dict[int, str]()
    with zipfile.ZipFile(stream, "w") as package:
        for number, item in enumerate(_with_errors(work)):
            if number >= MOST_ANNOTATED:
                notes[item.pk] = NOT_ANNOTATED
                continue
            name = f"{item.number:03} {PurePosixPath(item.name).name}"
            try:
                package.writestr(name, _annotated(item))
            except Unreadable as error:
                notes[item.pk] = str(error)
            else:
                notes[item.pk] = name
            yield stream.taken()
        package.writestr(RESULT, render_result(work, notes))
    yield stream.taken()


def _with_errors(work: Work) -> Iterator[WorkItem]:
    wrong = work.items.filter(state=WorkItem.State.WRONG, upload__isnull=False).exclude(found=[])
    return iter(wrong.order_by("number"))


def _annotated(item: WorkItem) -> bytes:
    data = Upload.objects.values_list("data", flat=True).get(pk=item.upload_id)
    problems = [_problem(Listed(*each)) for each in item.found]
    return annotated_workbook(bytes(data), [problem.origin.sheet for problem in problems], problems)


def _problem(kept: Listed) -> Problem:
    origin = Origin(kept.sheet, kept.cell, int(kept.row))
    return Problem(Level(kept.level), origin, kept.found, kept.wanted, kept.suggestion)


class _Stream(io.RawIOBase):
    """What a zip is written to, to be sent before the zip is complete."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was taken last."""
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


# The tables -------------------------------------------------------------------------------------------------------


def _told(row: Row, notes: Mapping[int, str] | None) -> Sequence[str]:
    department, at = row.item.department, row.item.at
    told = (
        department.code if department else "",
        _name(row),
        row.item.name,
        row.word,
        row.message,
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "",
    )
    return told if notes is None else (*told, notes.get(row.item.pk, ""))


def _name(row: Row) -> str:
    return row.item.department.name if row.item.department else ""


def _write(
    book: Workbook, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF4F7"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for column, (word, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, word, head)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, str(text), wrapped)
    sheet.freeze_panes(1, 0)
