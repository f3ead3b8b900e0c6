"""结果工作簿: what became of each file, and every error that was found, to be worked through or sent on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.utils import timezone
from xlsxwriter import Workbook

from budgets.models import Work

from ..background.progress import Row, progress_of

FILES = (("部门编码", 12), ("部门", 24), ("文件", 36), ("结果", 12), ("情况", 80), ("完成", 18))
ERRORS = (("部门", 24), ("文件", 36), ("位置", 30), ("读到", 30), ("应为", 60), ("可改为", 20))


def render_result(work: Work) -> bytes:
    """The workbook; every cell is text."""
    rows = progress_of(work, {}).rows
    found = dict(work.items.exclude(found=[]).values_list("pk", "found"))
    errors = [
        (_name(row), row.item.name, *each)
        for row in rows
        if row.state == "wrong"
        for each in found.get(row.item.pk, ())
    ]
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _write(book, "结果", FILES, [_told(row) for row in rows])
        _write(book, "错误", ERRORS, errors)
    return file.getvalue()


def _told(row: Row) -> Sequence[str]:
    department, at = row.item.department, row.item.at
    return (
        department.code if department else "",
        _name(row),
        row.item.name,
        row.word,
        row.message,
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "",
    )


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
