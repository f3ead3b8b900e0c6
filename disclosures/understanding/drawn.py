"""Charts of a department over the years: the tables above them as bars. Pure; amounts stand as the documents print them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext

from .. import printing
from ..rendering.charts import THREE_PUBLIC, Chart
from ..rendering.drawing import Line, Name, Piece, Sheet
from ..rendering.frozen import is_chinese
from .years import EXPENDITURE, Column

ZERO = Decimal(0)
#: The parts of a bar and their inks; what they leave of it stays an outline.
NATURES = (("expenditure.basic", "solid"), ("expenditure.project", "hatched"))


def charts(columns: Sequence[Column]) -> list[Chart]:
    """The earliest year first; none where there is but one year to show."""
    earliest_first = list(reversed(columns))
    if len(earliest_first) < 2:
        return []
    expenditure = _chart(
        "expenditure", gettext("Expenditure over the years"), earliest_first, EXPENDITURE, NATURES
    )
    costs = _chart(
        "three-public", gettext("“Three public” expenses over the years"), earliest_first, THREE_PUBLIC, ()
    )
    return [chart for chart in (expenditure, costs) if chart is not None]


def _chart(
    key: str, title: str, columns: Sequence[Column], total: str, parts: Sequence[tuple[str, str]]
) -> Chart | None:
    lines = [_line(column, total, parts) for column in columns]
    longest = max((column.value(total) or ZERO for column in columns), default=ZERO)
    if longest <= 0:
        return None
    sheet = Sheet(longest)
    sheet.rows(lines)
    inks = {piece.ink for line in lines for piece in line.pieces}
    if "hatched" in inks:
        sheet.legend(
            [
                ("solid", gettext("Basic expenditure")),
                ("hatched", gettext("Project expenditure")),
                *([("pale", gettext("Other"))] if "pale" in inks else []),
                *([("open", gettext("not told apart"))] if "open" in inks else []),
            ]
        )
    joint = "；" if is_chinese() else "; "
    spoken = joint.join(f"{line.name.text} {line.amount or line.instead}" for line in lines)
    return Chart(
        key=f"years-{key}",
        question=title,
        title=title,
        description=gettext("Bars, the earliest year first: %(bars)s.") % {"bars": spoken},
        answer=(Name(gettext("Unit: 10,000 yuan")),),
        drawing=sheet.done(),
        head=(),
        rows=(),
    )


def _line(column: Column, total: str, parts: Sequence[tuple[str, str]]) -> Line:
    name = Name(f"{column.year} {column.words}" if column.version else str(column.year))
    amount = column.value(total)
    if amount is None:
        return Line(name, instead=gettext("not published"))
    return Line(name, printing.amount(amount), pieces=tuple(_pieces(column, amount, parts)))


def _pieces(column: Column, amount: Decimal, parts: Sequence[tuple[str, str]]) -> list[Piece]:
    """What is known of the parts, over the whole where they leave something of it."""
    if amount <= 0:
        return []
    known = [(ink, value) for key, ink in parts if (value := column.value(key)) is not None and value > 0]
    pieces, start = [], ZERO
    for ink, value in known:
        pieces.append(Piece(ink, start, value))
        start += value
    if start < amount:
        whole = "pale" if known else "open" if parts else "solid"
        pieces.insert(0, Piece(whole, ZERO, amount))
    return pieces
