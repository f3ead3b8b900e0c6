"""What a workbook is: our own, a detail list, or the official one of a form; each is read by whoever knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from budgets.intake import detail, our_workbook_reader
from budgets.intake.cells import position
from budgets.intake.contents import Contents
from budgets.models import Budget

from ..reading.reader import read
from . import official
from .sheets import Cell, Sheet, Workbook, read_workbook


def contents_of(
    data: bytes,
    budget: Budget,
    *,
    workbook: Workbook | None = None,
    mended: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    unit: str = "",
    is_unit_remembered: bool = False,
) -> Contents:
    """What a workbook says of this budget. ``workbook`` are its cells where somebody read them already; ``mended`` is what
    was typed instead of cells, by ``Problem.place``; ``mapping`` and ``unit`` are chosen for a detail list, the
    unit perhaps for an earlier one. Raises Unreadable with a sentence for whoever chose the file."""
    workbook = workbook or read_workbook(data)
    if not official.is_official(workbook):
        if our_workbook_reader.is_ours(workbook):
            return our_workbook_reader.contents_of(_mended(workbook, mended or {}), budget)
        found = detail.contents_of(
            workbook,
            budget,
            mended=mended,
            mapping=mapping,
            unit=unit,
            is_unit_remembered=is_unit_remembered,
        )
        if found is not None:
            return found
    reading = read(data, ".xlsx", exactly=True)
    return official.contents_of(reading, workbook, budget, mended=mended)


def _mended(workbook: Workbook, mended: Mapping[str, str]) -> Workbook:
    """The workbook as if what was typed stood in its cells."""
    if not mended:
        return workbook
    return replace(workbook, sheets=tuple(_mended_sheet(sheet, mended) for sheet in workbook.sheets))


def _mended_sheet(sheet: Sheet, mended: Mapping[str, str]) -> Sheet:
    """A cell that was empty, too: what is wanted may be that it is filled in."""
    typed = {
        place: Cell(text, "text", False, "", text)
        for key, text in mended.items()
        if key.startswith(f"{sheet.name}!") and (place := position(key.removeprefix(f"{sheet.name}!")))
    }
    return replace(sheet, cells=sheet.cells | typed)
