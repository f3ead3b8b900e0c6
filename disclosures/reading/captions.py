"""Captions: what stands around a table — its number, title, maker and unit above it, its notes below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .lines import SENTENCE_ENDS, clean, starts_apart, width
from .numbering import number_of
from .raw import Cell, Grid, Line

#: The word above a contents list.
CONTENTS = ("目录", "目次", "目録")

_END = r"(?=$|\s|[^\u4e00-\u9fff])"
UNIT = re.compile(
    rf"(?:金\s*额\s*)?单\s*位\s*[:：]?\s*(?:人民币)?\s*(亿元|百万元|万\s*元|千元|元){_END}"
    r"|[（(]\s*(?:金额)?(?:单位\s*[:：]?)?\s*(万元|元)\s*[)）]"
)
MAKER = re.compile(
    r"(?:编\s*制\s*(?:部\s*门|单\s*位)|填\s*报\s*(?:部\s*门|单\s*位)|编报(?:部门|单位)|公开(?:部门|单位)"
    r"|预算(?:主管)?(?:部门|单位)|部门[（(]?\s*(?:/|或)?\s*单位\s*[)）]?(?:名称)?|(?:部\s*门|单\s*位)\s*名\s*称(?:及(?:编|代)码)?"
    r"|主管部门|部\s*门|单\s*位)\s*[（(]?(?:公章|盖章|签章)?[)）]?\s*[:：]\s*(?!\s*(?:人民币)?(?:万|千|亿|百万|美|欧|日|港)?\s*元(?![\u4e00-\u9fff])|(?:金\s*额\s*)?单\s*位\s*[:：])(\S.*?)"
    r"(?=\s{2,}|\t|\s*(?:金\s*额\s*)?单\s*位\s*[:：]?\s*(?:人民币)?\s*(?:万|千|亿|百万)?\s*元|\s*20\d\d\s*年|$)"
)
_NO = r"(?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})(?:\s*[-—–－.．]\s*\d{1,2})?"
NUMBER = re.compile(
    rf"(?:附件|附表|部门公开表|部门预算公开表|预算公开表|公开表|表)\s*{_NO}(?:\s*[-—]\s*\d+)?(?!\d)"
    r"|(?:部门|单位)?(?:预算)?(?:公开|预)?\s*\d{1,2}(?:\s*-\s*\d)?\s*表"
)
_DATE = re.compile(
    r"[（(]?\s*20\d\d\s*年\s*(?:度)?\s*(?:\d{1,2}\s*月\s*(?:\d{1,2}\s*日)?)?\s*[)）]?|日期\s*[:：].*"
)
_CONTINUED = re.compile(r"[（(]?\s*续\s*表?\s*\d*\s*[)）]?|(?:接上表|续上表)")
_TITLE = re.compile(
    r"(?:表|一览|明细|汇总)\s*(?:[（(][^（）()]*[)）])?\s*(?:[（(]?续[)）]?)?\s*[一二三四五\d]?"
)
_NO_TITLE = re.compile(r"空表|详见|附后|如下|见附|见下|本表|此表|上表|下表")
#: No grid holds more tables than a form has.
_MOST_IN_ONE = 60
#: Nor is it higher, or its caption.
_HIGHEST, _MOST_OVER = 20_000, 8
#: No line of a caption has more characters, gaps between its words included.
_LONGEST = 300
_NOTE = re.compile(r"(?:注|备注|说明|附注|填表说明)\s*\d*\s*[:：]|[※*＊★]|注[一二三\d][、.．]")
_EMPTY = re.compile(r"空表|(?:本|此|该)表(?:为空|无数据|没有数据|无内容)|(?:表|附表)\S{0,12}为空")
_NOTHING = re.compile(r"(?:没有|无|未|不)(?:[^。；]{0,30})(?:安排|收入|支出|预算|经费|拨款|项目|数据)")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a caption says; ``over`` are all its lines as printed."""

    title: str = ""
    number: str = ""
    unit: str = ""
    maker: str = ""
    over: tuple[str, ...] = ()
    is_continued: bool = False


def is_title(text: str) -> bool:
    """A line that names a table: 2025年部门收入预算总表, 表3 部门支出总表, 附表2：…明细表（续）."""
    if len(text.strip()) > _LONGEST:
        return False
    text = _without_particulars(text)
    _, name = _numbered(text)
    if (
        not name
        or is_number(text)
        or width(text) > 60
        or any(sign in SENTENCE_ENDS + "，,：:" for sign in name)
    ):
        return False
    return bool(_TITLE.search(name)) and not _NO_TITLE.search(name)


def is_number(text: str) -> bool:
    """A line that is a table's number alone: 附件3, 部门公开表5, 公开02表."""
    return len(text) <= _LONGEST and bool(NUMBER.fullmatch(clean(text).rstrip("：: ")))


def is_particular(text: str) -> bool:
    """A line of maker and unit, a year or date, 续表."""
    text = clean(text)
    if len(text) > _LONGEST or width("".join(text.split())) > 90 or text[-1:] in SENTENCE_ENDS:
        return False
    return bool(
        UNIT.search(text)
        and width(UNIT.sub("", MAKER.sub("", text)).strip()) <= 12
        or MAKER.match(text)
        or _DATE.fullmatch(text)
        or _CONTINUED.fullmatch(text)
    )


def is_note(text: str) -> bool:
    """A line that explains a table: 注：…, or that it is empty."""
    return bool(_NOTE.match(clean(text)) or _EMPTY.search(text))


def says_nothing(text: str) -> bool:
    """One sentence that there is no money of a kind; under a table without an amount it is its note."""
    return bool(_NOTHING.search(text)) and len(text) <= 120 and text.rstrip("。").count("。") == 0


def read_caption(texts: Sequence[str]) -> Caption:
    """What the lines above a table say, in order from the top."""
    title = number = unit = maker = ""
    continued = False
    for text in texts:
        line = clean(text)
        if found := UNIT.search(line):
            unit = unit or "".join((found[1] or found[2]).split())
        if named := MAKER.search(line):
            maker = maker or "".join(named[1].split()).rstrip("，。")
        continued = continued or bool(re.search(r"续\s*表|[（(]续", line))
        if is_number(line):
            number = number or "".join(line.rstrip("：: ").split())
        elif not is_particular(line) or is_title(line):
            own, rest = _numbered(_without_particulars(line))
            number, title = number or own, title + rest
    return Caption(title, number, unit, maker, tuple(clean(text) for text in texts), continued)


def _without_particulars(text: str) -> str:
    """A title without the maker and unit that stand in its line, and without 续."""
    text = clean(text)
    cuts = [found.start() for found in (MAKER.search(text), UNIT.search(text)) if found and found.start() > 3]
    if cuts and re.search(r"\s|[（(]", text[: min(cuts) + 1][-1:]) or cuts and text[min(cuts) - 1] in "表 　":
        text = text[: min(cuts)]
    return re.sub(r"\s*[（(]?\s*续\s*表?\s*\d*\s*[)）]?$", "", text.strip()).strip()


def _numbered(title: str) -> tuple[str, str]:
    """(number, rest) of a title: 表1 部门收支总表, 附表3：…, 1. …, 三、…"""
    if (found := NUMBER.match(title)) and (rest := title[found.end() :].strip(" 　：:.．、")):
        return "".join(found[0].split()), rest
    if (number := number_of(title)) and number.rest:
        return number.text, number.rest
    return "", title


# Rows of a grid that are its caption or its notes -----------------------------------------------------------------


def peel(grid: Grid) -> tuple[tuple[str, ...], Grid, tuple[str, ...]]:
    """A grid without the rows at its top that are caption and those at its foot that are notes, and these."""
    over: list[str] = []
    rows = rows_of(grid)
    first = 0
    while first < len(rows) - 1 and _is_caption_row(rows[first], over):
        over.append("    ".join(clean(cell.text) for cell in rows[first] if clean(cell.text)))
        first += 1
    last = len(rows)
    notes: list[str] = []
    while last > first + 1 and _is_note_row(rows[last - 1], grid.width):
        last -= 1
        notes.insert(0, "".join(clean(cell.text) for cell in rows[last]))
    if first == 0 and last == len(rows):
        return (), grid, ()
    kept = tuple(replace(cell, row=cell.row - first) for row in rows[first:last] for cell in row)
    return (
        tuple(text for text in over if text),
        replace(grid, cells=kept, heads=max(0, grid.heads - first)),
        tuple(notes),
    )


def as_lines(grid: Grid) -> tuple[Line, ...]:
    """A grid that only lays out lines, a caption's or one in a box, as these lines; nothing where it is a table."""
    if grid.height > _MOST_OVER:
        return ()
    rows = [[clean(cell.text) for cell in row if clean(cell.text)] for row in rows_of(grid)]
    said = ["    ".join(row) for row in rows if row]
    is_boxed = len(said) == 1 and (grid.width == 1 or "".join(said[0].split()) in CONTENTS)
    if not said or not (
        is_boxed or all(is_title(line) or is_number(line) or is_particular(line) for line in said)
    ):
        return ()
    return tuple(Line(line, grid.page, is_whole=True) for line in said)


def apart(grid: Grid) -> list[Grid]:
    """Tables that stand one under another in one grid: each begins with the rows of its own caption."""
    if grid.height > _HIGHEST or sum(cell.rows - 1 for cell in grid.cells) > 10 * _HIGHEST:
        return [grid]
    crossed = {n for cell in grid.cells for n in range(cell.row + 1, min(cell.row + cell.rows, _HIGHEST))}
    starts, has_body = [0], False
    for n, row in enumerate(rows_of(grid)):
        if has_body and n not in crossed and _names_another(row):
            starts.append(n)
            has_body = False
        has_body = has_body or not _is_over(row)
        if len(starts) > _MOST_IN_ONE:
            return [grid]
    if len(starts) == 1:
        return [grid]
    ends = [*starts[1:], grid.height]
    return [_rows_between(grid, first, last) for first, last in zip(starts, ends, strict=True)]


def _names_another(row: Sequence[Cell]) -> bool:
    """A row that is the title of a table or its number, and nothing else."""
    said = [clean(cell.text) for cell in row if clean(cell.text)]
    return len(said) == 1 and (is_title(said[0]) or is_number(said[0])) and row[0].rows == 1


def _is_over(row: Sequence[Cell]) -> bool:
    said = [clean(cell.text) for cell in row if clean(cell.text)]
    return all(is_title(text) or is_number(text) or is_particular(text) for text in said)


def _rows_between(grid: Grid, first: int, last: int) -> Grid:
    kept = tuple(replace(cell, row=cell.row - first) for cell in grid.cells if first <= cell.row < last)
    return replace(grid, cells=kept, heads=grid.heads if not first else 0)


def rows_of(grid: Grid) -> list[list[Cell]]:
    """The cells by the row in which they begin; a row may be empty."""
    rows: list[list[Cell]] = [[] for _ in range(grid.height)]
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    return rows


def _is_caption_row(row: Sequence[Cell], over: Sequence[str]) -> bool:
    said = [clean(cell.text) for cell in row if clean(cell.text)]
    if not said:
        return True
    if any(cell.rows > 1 for cell in row):
        return False
    if len(said) == 1 and (is_title(said[0]) or is_number(said[0])):
        return not any(is_title(text) for text in over) or is_number(said[0])
    return (
        len(said) <= 3
        and any(is_particular(text) for text in said)
        and all(is_particular(text) or is_number(text) or _is_name(text) for text in said)
    )


def _is_name(text: str) -> bool:
    return len(text) <= 60 and not re.search(r"\d[\d,]*\.\d|合计|项目|科目|预算数", text)


def _is_note_row(row: Sequence[Cell], across: int) -> bool:
    said = [cell for cell in row if clean(cell.text)]
    return (
        len(said) == 1
        and said[0].column == 0
        and (is_note(said[0].text) or starts_apart(clean(said[0].text)) and said[0].columns >= across)
    )


# Grids that go on over pages --------------------------------------------------------------------------------------


def continues(before: Grid, grid: Grid) -> bool:
    """A grid is the rest of the one before it: it has the same head, or none, and as many columns."""
    if before.name != grid.name:
        return False
    first, second = _rows_said(before), _rows_said(grid)
    if first and second and first[0] == second[0]:
        return True
    return abs(before.width - grid.width) <= 1 and not _begins_with_head(second)


def _rows_said(grid: Grid) -> list[tuple[str, ...]]:
    rows = [tuple("".join(cell.text.split()) for cell in row if cell.text.strip()) for row in rows_of(grid)]
    return [row for row in rows if row]


_HEAD = re.compile(r"项目|科目|编码|名称|合计|小计|预算数|收入|支出|金额|单位|类|款|项|序号|指标")
_DATA = re.compile(r"-?[\d,]+\.\d+|-?\d{1,3}(?:,\d{3})+|\d{3,}")


def _begins_with_head(rows: Sequence[tuple[str, ...]]) -> bool:
    """The first row holds words of a head and neither code nor amount."""
    if not rows:
        return False
    said = rows[0]
    return (
        not any(_DATA.fullmatch(text) for text in said)
        and sum(bool(_HEAD.search(text)) for text in said) * 2 > len(said)
        and len(said) > 1
    )


def has_amounts(grid: Grid) -> bool:
    """An amount other than 0 stands in it; codes and years are none."""
    return any(
        re.fullmatch(
            r"-?[\d,]*[1-9][\d,]*\.\d+|-?[1-9]\d{0,2}(?:,\d{3})+|0\.\d*[1-9]\d*|\d{4,}", cell.text.strip()
        )
        for cell in grid.cells
    )
