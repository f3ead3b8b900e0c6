"""Plain text to lines and grids: as pasted from a page or a Word file, or as a converter laid it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .look_alikes import as_meant
from .raw import Grid, Line, Lost, Raw, Unreadable
from .text_columns import Unplaced
from .text_lines import line_of, width_of
from .text_tables import read_grid
from .text_tabs import tab_end, tab_grids
from .text_words import STRICT, is_body, words_of

Block = Line | Grid | Lost

#: Two spaces or more, or a full-width one, inside a line: what a table is laid out with.
GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{2,}|\u3000+)(?=\S)")
UNIT = re.compile(r"(?:单\s*位|金额单位)\s*[:：]\s*(?:人民币)?[（(]?\s*[万千百亿]?元")
NOTE = re.compile(r"\s*(?:备\s*)?注\s*\d*\s*[:：]|\s*说\s*明\s*[:：]")
TITLE = re.compile(r".*表(?:[（(][^（()）]{1,12}[)）])*(?:[（(]?续表?[)）]?)?")
LEADER = re.compile(r"…{2,}|\.{6,}|·{6,}|_{12,}")
PAGE_NUMBER = re.compile(
    r"第\s*\d{1,3}\s*页(?:[,，/、 ]*共\s*\d{1,3}\s*页)?|[—–－-]\s*\d{1,3}\s*[—–－-]|\d{1,3}\s*/\s*\d{1,3}"
)
MAKER = re.compile(
    r"\s*(?:编制|编报|填报|填制|公开|预算|主管)*(?:部门|单位)(?:名称)?(?:[（(][^）)]*[）)])?\s*[:：]"
)
NUMBERED = re.compile(
    r"(?:附件|附表|附|表|公开表?|预算公开)\s*[-0-9一二三四五六七八九十.]+\s*[:：、.]?|\d{1,2}[.．、]"
)
SENTENCE_END = "。；：！？;"

#: Widths in columns (a Chinese character takes two): a cell is hardly wider than this, and a wrapped line hardly shorter.
WIDEST_CELL = 64


def read_text(data: bytes) -> Raw:
    """A text file, in UTF-8, UTF-16 with a mark, or GB18030. Pages are parted by form feeds, if by anything.

    Tables stand in it as rows with tabs, as one cell a line begun by a tab (as Word's plain text has them), or laid out
    with spaces. Raises ``Unreadable`` for what is no text.
    """
    text = as_meant(decode(data)).replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    if not text.strip():
        raise Unreadable("文件里没有文字，请确认上传的是不是已公开的文本")
    pages = text.split("\f")
    if pages and not pages[-1].strip():
        pages.pop()
    are_whole = not _is_wrapped(text)
    pages = _without_running_lines(pages)
    blocks: list[Block] = []
    before: Grid | None = None
    for number, page in enumerate(pages, 1):
        found = list(_blocks(page.split("\n"), number if len(pages) > 1 else 0, before, are_whole))
        blocks += found
        last = next((block for block in reversed(found)), None)
        before = last if isinstance(last, Grid) else None
    return Raw(tuple(blocks), pages=len(pages))


def _without_running_lines(pages: Sequence[str]) -> list[str]:
    """Pages without page numbers and without what stands on top or at the foot of at least half of them."""
    split = [page.split("\n") for page in pages]
    for is_top in (True, False) * 2:
        places = [_outermost(lines, is_top) for lines in split]
        firsts = [
            re.sub(r"\d+|\s", "", re.split(r"\s{2,}", lines[at].strip())[0]) + "." if at is not None else ""
            for lines, at in zip(split, places, strict=True)
        ]
        for lines, at, first in zip(split, places, firsts, strict=True):
            is_running = len(pages) > 3 and first != "" and firsts.count(first) * 2 >= len(pages)
            if at is None:
                continue
            if PAGE_NUMBER.fullmatch(lines[at].strip()) or (is_running and _is_apart(lines, at, is_top)):
                lines[at] = ""
    return ["\n".join(lines) for lines in split]


def _is_apart(lines: Sequence[str], at: int, is_top: bool) -> bool:
    """Whether a line is no head or unit of a table: one in columns stands two lines apart from the page's text."""
    if UNIT.search(lines[at]) or MAKER.match(lines[at]):
        return False
    beside = lines[at + 1 : at + 3] if is_top else lines[max(at - 2, 0) : at]
    return len(words_of(lines[at])) == 1 or not any(line.strip() for line in beside)


def _outermost(lines: Sequence[str], is_top: bool) -> int | None:
    places = [n for n, line in enumerate(lines) if line.strip()]
    return (places[0] if is_top else places[-1]) if places else None


def decode(data: bytes) -> str:
    """Bytes to text by their mark, else as UTF-8, else as GB18030; a few broken characters are shown as such (\ufffd).
    Raises ``Unreadable`` for what is no text in any of them."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    texts = [data.decode(name, "replace") for name in (("utf-16",) if is_utf16 else ("utf-8-sig", "gb18030"))]
    text = min(texts, key=lambda text: text.count("\ufffd"))
    if "\0" in text or text.count("\ufffd") * 200 > len(text):
        raise Unreadable("文字的编码无法识别，请另存为 UTF-8 编码的文本后再上传")
    return text


def _is_wrapped(text: str) -> bool:
    """Whether long lines end where the page ended: most of them are then of about one width."""
    widths = [width_of(line.rstrip()) for line in text.split("\n") if not GAP.search(line.strip())]
    widest = max(widths, default=0)
    long = sorted(width for width in widths if width > 0.6 * widest and width > 40)
    if len(long) < 4:
        return False
    middle = long[len(long) // 2]
    return sum(abs(width - middle) <= 6 for width in long) >= 0.6 * len(long)


# A page ------------------------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str], page: int, before: Grid | None, are_whole: bool) -> Iterable[Block]:
    """Lines and tables of a page in order. ``before`` is the table that the page before ends with."""
    at = 0
    after_unit = False
    is_top = before is not None
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        end = 0
        if "\t" in line:
            end = tab_end(lines, at)
            if end:
                yield from tab_grids(lines[at:end], page)
        elif after_unit or is_top or _begins_table(lines, at):
            end = _table_end(lines, at, is_top and not after_unit)
            if end:
                yield from _table(lines[at:end], page, before if is_top else None)
        if end:
            at, after_unit, is_top = end, False, False
            continue
        yield line_of(line, page, are_whole)
        after_unit = UNIT.search(line) is not None or MAKER.match(line) is not None
        is_top = False
        at += 1


def _table(lines: Sequence[str], page: int, before: Grid | None) -> Iterable[Block]:
    try:
        yield read_grid(lines, page, before)
    except Unplaced as unplaced:
        yield Lost(page, f"表格没有读出：{unplaced}（“{line_of(lines[0], page, True).text[:30]}”起的表格）")


def _begins_table(lines: Sequence[str], at: int) -> bool:
    """Whether a table begins here though no line names its unit: three of the next lines are laid out in columns, and
    one of them has amounts."""
    if not _is_tabular(lines[at]):
        return False
    near = [line for line in lines[at : at + 12] if line.strip()][:6]
    if any(mark in line for line in near for mark in "，。；"):
        return False
    rows = [line for line in near if _is_tabular(line)]
    return (
        len(rows) >= 3
        and any(_has_amount(line) for line in rows)
        and not any(_stops(lines, at + n) for n in range(3))
    )


def _is_tabular(line: str) -> bool:
    return len(words_of(line)) >= 2 and not LEADER.search(line) and not UNIT.search(line)


def _has_amount(line: str) -> bool:
    return any(STRICT.fullmatch(word.text) for word in words_of(line)) or is_body(words_of(line))


def _stops(lines: Sequence[str], at: int) -> bool:
    """Whether a line cannot belong to the table above it: a note, a sentence, the title or the unit of the next table."""
    line = lines[at]
    text = line.strip()
    if not text:
        return False
    words = words_of(line)
    if NOTE.match(text) or UNIT.search(text) or MAKER.match(text) or LEADER.search(text) or "\t" in line:
        return True
    if re.match(r"(?:附件|附表|表|公开表?)\s*\d{1,2}(?![\d,.])", text) and not is_body(words):
        return True
    following = next((other for other in lines[at + 1 : at + 4] if other.strip()), "")
    if (UNIT.search(following) or MAKER.match(following)) and not is_body(words):
        return True
    if len(words) > 1:
        is_title = len(words) == 2 and NUMBERED.fullmatch(words[0].text) and TITLE.fullmatch(words[1].text)
        return bool(is_title) or any(width_of(word.text) > WIDEST_CELL for word in words)
    return bool(
        text[-1] in SENTENCE_END or width_of(text) > WIDEST_CELL or (TITLE.fullmatch(text) and len(text) > 4)
    )


def _table_end(lines: Sequence[str], start: int, is_top: bool) -> int:
    """Where the table that begins at ``start`` ends: behind its last line in columns; 0 where there is none."""
    last, has_amount, is_closed = 0, False, False
    for n in range(start, len(lines)):
        line = lines[n]
        if _stops(lines, n) or (is_closed and line.strip() and n - last >= 3):
            break
        words = words_of(line)
        if words:
            is_closed = words[0].is_total
        if len(words) >= 2:
            last, has_amount = n + 1, has_amount or _has_amount(line)
        elif words and last and (words[0].is_total or _ends_name(lines, n, last)):
            last = n + 1
    if is_top and not has_amount:
        return 0
    return last


def _ends_name(lines: Sequence[str], at: int, last: int) -> bool:
    """Whether a line with one word, right below the last row, is the end of that row's name."""
    if at != last or at < 2:
        return False
    (word,) = words_of(lines[at])
    row = [other for other in words_of(lines[at - 1]) if not other.is_number]
    above = words_of(lines[at - 2])
    if not any(other.overlaps(word.start, word.end) for other in row):
        return len(above) == 1 and above[0].overlaps(word.start, word.end)
    return word.start >= 4 and any(
        abs(other.start - word.start) <= 1 and len(other.text) >= len(word.text) and not other.is_total
        for other in row
    )
