"""What is handed back to whoever uploaded: their own workbook with what is wrong as comments, and all of it as one list."""

from __future__ import annotations

import io
import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable

import xlsxwriter

from budgets.intake.contents import Level, Problem
from disclosures import limited
from disclosures.reading.raw import Unreadable

from . import annotating

log = logging.getLogger(__name__)

WORDS = {Level.ERROR: "错误", Level.QUESTION: "请确认", Level.NOTICE: "提示"}
ANNOTATOR = limited.Child(
    "disclosures.intake.annotating", annotating.CPU_SECONDS, wall_seconds=60, most_answer=64 * 2**20
)
FAILED = "带批注的工作簿没有做成，请下载有误清单。"
CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
#: As much as Excel shows of a comment without a word of warning.
LONGEST_COMMENT = 2000
HEADS = (("", 8), ("工作表", 18), ("单元格", 10), ("位置", 34), ("读到", 24), ("应当是", 60), ("建议", 18))


def annotated_workbook(data: bytes, sheets: Collection[str], problems: Iterable[Problem]) -> bytes:
    """The workbook with a comment for each error and question on its cell; what has none of its own stands on the first
    cell of its row or sheet, ``sheets`` being their names in order. Raises Unreadable where it cannot be made."""
    notes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        if problem.level is not Level.NOTICE:
            notes[_sheet_of(problem, sheets)][_cell_of(problem)].append(words_of(problem))
    written = {
        sheet: {cell: "\n".join(dict.fromkeys(said))[:LONGEST_COMMENT] for cell, said in cells.items()}
        for sheet, cells in notes.items()
    }
    try:
        made = ANNOTATOR.answer(annotating.work_of(data, written))
    except (limited.Failed, OSError):
        log.exception("a workbook could not be annotated")
        raise Unreadable(FAILED) from None
    if not made:
        raise Unreadable(FAILED)
    return made


def words_of(problem: Problem) -> str:
    """错误：读到“4,18,8000.00”，千位分隔符位置不对，请填 4188000.00"""
    found = f"读到“{problem.found}”，" if problem.found else ""
    return f"{WORDS[problem.level]}：{found}{problem.wanted}"


def _sheet_of(problem: Problem, sheets: Collection[str]) -> str:
    return problem.origin.sheet if problem.origin.sheet in sheets else next(iter(sheets), "")


def _cell_of(problem: Problem) -> str:
    if CELL.fullmatch(problem.origin.cell):
        return problem.origin.cell
    return f"A{max(problem.origin.row, 1)}"


def problem_list(problems: Iterable[Problem]) -> bytes:
    """All problems as a workbook, one a line; what was typed stays text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#eef2f6", "border": 1})
        text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        page = workbook.add_worksheet("待改清单")
        page.freeze_panes(1, 0)
        for column, (words, width) in enumerate(HEADS):
            page.set_column(column, column, width)
            page.write_string(0, column, words, head)
        for row, problem in enumerate(problems, 1):
            for column, words in enumerate(_line(problem)):
                page.write_string(row, column, words, text)
    return out.getvalue()


def _line(problem: Problem) -> tuple[str, ...]:
    origin = problem.origin
    place = origin.cell or (f"第 {origin.row} 行" if origin.row else "")
    about = " · ".join(part for part in (origin.table, problem.about) if part)
    return WORDS[problem.level], origin.sheet, place, about, problem.found, problem.wanted, problem.suggestion
