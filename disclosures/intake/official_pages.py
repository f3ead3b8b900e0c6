"""The pages of text of an official workbook: its sheets without tables, line by line, cut at what they are about.

What the form itself prints (XX, x,xxx, “主要用于……”) is nothing that a department wrote. What stands so in the document
that the budget would make now is nothing new: its wording says no more than what it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from budgets.intake.cells import address
from budgets.intake.contents import Origin

from .sheets import Workbook

#: What the form leaves open: the line was not filled in.
OPEN = re.compile(
    r"[XxＸ]{2,}|[Xx],[Xx]{3}|_{2,}|＿{2,}|增加（减少）|主要用于(?:…|。|$)|原因是(?:…|。|；|$)|^[（(]?(?:说明|列举|若无|无政府采购)|"
    r"^[\d一二三四五六七八九十（）().．、]*[…\s]*$|：指…|^[（(](?:说明|列举|绩效目标管理)"
)
NUMBERED = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十百\d]{1,4}[）)]|第[一二三四五六七八九十]+[，、.]?|"
    r"[一二三四五六七八九十]{1,3}、|\d{1,3}(?:[.．](?!\d)|、)|[（(]?\d{1,3}[）)]|[①-⑳])\s*"
)
#: A line that goes on: no sentence ends in it, and it is as long as a printed line.
ENDS = "。：；！？:;!?”）)"
PRINTED_LINE = 30


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph, and the cell that it stands in; ``number`` is what it begins with (（一）, 1.)."""

    text: str
    origin: Origin
    number: str = ""

    @property
    def said(self) -> str:
        """Without its number."""
        return self.text[len(self.number) :].strip() if self.number else self.text


#: Headings within a sheet that holds several parts: what begins one, told whole.
HEADS = re.compile(
    r".{0,20}(?:主要职能|主要职责|职能职责|职责职能|基本职能|机构设置|单位构成|机构情况|人员情况|名词解释|工作任务)"
    r"(?:情况|及人员情况|及机构设置)?|.{0,24}情况说明|.{0,24}安排情况"
)
LONGEST_HEAD = 30
FRONT = re.compile(r"目\s*录|封\s*面")


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of text: what it is headed, and the lines below."""

    sheet: str
    title: str
    lines: tuple[TextLine, ...]


def pages_of(workbook: Workbook, with_tables: Collection[str]) -> Iterator[Page]:
    """The sheets of text: those that are not among the sheets with tables."""
    for sheet in workbook.sheets:
        if sheet.name not in with_tables:
            told = [(address(*place), cell.text) for place, cell in sorted(sheet.cells.items())]
            yield page_of(sheet.name, [(where, text) for where, text in told if text.strip()])


def page_of(sheet: str, cells: Iterable[tuple[str, str]]) -> Page:
    """A sheet of text from its cells in reading order, each as (address, text)."""
    found: list[TextLine] = []
    for where, text in cells:
        pieces = [piece.strip(" \t\u3000") for piece in re.split(r"[\n\v]+", text.replace("\r", ""))]
        pieces = [piece for piece in pieces if piece]
        for part, piece in enumerate(pieces, 1):
            origin = Origin(
                sheet, where, int(re.sub(r"\D", "", where) or 0), part=part if len(pieces) > 1 else 0
            )
            if found and _goes_on(found[-1], piece, where):
                last = found.pop()
                piece, origin = last.text + piece, last.origin  # it begins there; what follows stands here
            found.append(_line(piece, origin))
    head, *rest = found or [_line("", Origin(sheet))]
    return Page(sheet, head.text, tuple(rest))


def _line(text: str, origin: Origin) -> TextLine:
    number = NUMBERED.match(text)
    return TextLine(text, origin, number[0] if number else "")


def _goes_on(before: TextLine, piece: str, address: str) -> bool:
    """Whether a paragraph was broken over rows, as when it is copied from a page."""
    is_other_cell = before.origin.cell != address
    is_open = len(before.text) >= PRINTED_LINE and before.text[-1] not in ENDS
    return is_other_cell and is_open and not NUMBERED.match(piece)


def parts_of(pages: Iterable[Page]) -> Iterator[Page]:
    """Each part of the text by itself: a sheet, or what stands under a heading where a sheet holds several. Cover and
    contents list are no text."""
    for page in pages:
        if FRONT.fullmatch(page.sheet.strip()) or FRONT.fullmatch(page.title.strip()):
            continue
        title, lines = page.title, list[TextLine]()
        for line in page.lines:
            if line.number and len(line.said) <= LONGEST_HEAD and HEADS.fullmatch(line.said):
                yield Page(page.sheet, title, tuple(lines))
                title, lines = line.said, []
            else:
                lines.append(line)
        yield Page(page.sheet, title, tuple(lines))


def filled(lines: Iterable[TextLine], known: str) -> Iterator[TextLine]:
    """The lines that somebody wrote: not the form's own, and not those of the document as it stands (``squashed``)."""
    for line in lines:
        if not OPEN.search(line.text) and squashed(line.text) not in known:
            yield line


def squashed(text: str) -> str:
    """A text as it is compared: without spaces, marks of one width."""
    return re.sub(r"\s+", "", text).translate(WIDTHS)


WIDTHS = str.maketrans("():;,．", "（）：；，.")
