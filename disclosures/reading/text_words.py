"""The words of lines that a text lays out with spaces, as ``pdftotext -layout`` and mono-spaced listings do.

A word is known by where it begins and ends, counted in columns of the text, and by what it may be: an amount, a code, the
name of a total. What stands in one column of a table overlaps from line to line; what stands in two never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

#: An amount, a percentage or a code; the strict form has thousands or decimals and can be nothing but an amount.
NUMBER = re.compile(r"[(（]?[-−－+]?\d[\d,，]*(?:\.\d+)?[)）]?[%％]?")
VALUE = re.compile(r"[—–－-]{1,3}|／|\*{1,4}")
COUNTED = re.compile(r"[年月日号个名人辆台套件项次家所处万亿元平米级类款目页天周季]")
DASH = re.compile(r"[—–－]{1,3}")
YEAR = re.compile(r"(?:19|20)\d\d")
STRICT = re.compile(r"[(（]?[-−－+]?(?:\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+\.\d+)[)）]?[%％]?")
CODE = re.compile(r"\d{1,7}")

#: What a row of the body may begin with; no head does.
ENUMERATED = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d{1,2}[.．、](?!\d)|其中[:：]"
)

#: Rows that stand under the whole table, named in the middle of the columns of codes and names.
TOTALS = frozenset(
    (
        "合计",
        "总计",
        "收入总计",
        "支出总计",
        "收入合计",
        "支出合计",
        "本年收入合计",
        "本年支出合计",
        "本年合计",
    )
)

#: Words of two characters that are printed wide apart to fill their cell.
WIDE = frozenset(
    ("合计", "总计", "小计", "项目", "收入", "支出", "名称", "编码", "代码", "金额")
    + ("备注", "单位", "科目", "类别", "栏次", "数量", "内容", "分值", "得分")
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text in a line, from column ``start`` up to ``end``; words of two columns are two spaces apart, or one
    where they are amounts. Such an amount is *chained* to the one before it: converters write close columns as one
    piece of text, so that only the first of them stands where it should, and the others in the columns next to it."""

    text: str
    line: int
    start: int
    end: int
    is_chained: bool = False

    @property
    def centre(self) -> float:
        """Its middle, in columns of the text."""
        return (self.start + self.end) / 2

    @property
    def is_number(self) -> bool:
        """Whether it may be an amount, a percentage or a code, or stands for none."""
        return NUMBER.fullmatch(self.text) is not None or VALUE.fullmatch(self.text) is not None

    @property
    def is_total(self) -> bool:
        """Whether it is the name of a total."""
        return "".join(self.text.split()) in TOTALS

    def overlaps(self, start: float, end: float) -> bool:
        """Whether any of it stands between these columns of the text."""
        return self.start < end and start < self.end


def words_of(line: str, number: int = 0, *, wide: int = 1) -> list[Word]:
    """The words of a line. ``wide`` is how many columns a Chinese character counts: one as pdftotext writes, two where
    the text was aligned for a screen."""
    found: list[Word] = []
    for chunk in re.finditer(r"[^\s\u3000]+(?:[ \u00a0][^\s\u3000]+)*", line):
        is_first = True
        for start, end in _apart(chunk.group(), is_inner=any(not CODE.fullmatch(w.text) for w in found)):
            text = chunk.group()[start:end]
            left = _columns(line[: chunk.start() + start], wide)
            is_chained = not is_first and NUMBER.fullmatch(text) is not None and found[-1].is_number
            found.append(Word(text, number, left, left + _columns(text, wide), is_chained))
            is_first = False
    return _close(found)


def _apart(chunk: str, *, is_inner: bool) -> Iterable[tuple[int, int]]:
    """Where the words of a chunk begin and end: one space divides where an amount stands beside it, and between the
    parts of a code, and inside a line where a number is followed by what it does not count (3 主要原因, but 3 人)."""
    parts = [(part.start(), part.end()) for part in re.finditer(r"[^ \u00a0]+", chunk)]
    texts = [chunk[a:b] for a, b in parts]
    are_codes = not is_inner and all(re.fullmatch(r"\d{2,3}", text) for text in texts)
    has_amount = are_codes or any(STRICT.fullmatch(text) for text in texts)
    start = 0
    for n, ((_, b), (c, _)) in enumerate(pairwise(parts)):
        pair = texts[n : n + 2]
        if n == 0 and is_inner and NUMBER.fullmatch(pair[0]) and east_asian_width(pair[1][0]) == "W":
            if not COUNTED.match(pair[1]):
                yield start, b
                start = c
            continue
        is_amount = any(STRICT.fullmatch(text) or DASH.fullmatch(text) for text in pair)
        if is_amount or (
            has_amount and all(NUMBER.fullmatch(text) or VALUE.fullmatch(text) for text in pair)
        ):
            yield start, b
            start = c
    yield start, len(chunk)


def _columns(text: str, wide: int) -> int:
    """How many columns a text takes."""
    return len(text) if wide == 1 else sum(1 + (east_asian_width(c) in "WF") for c in text)


def _close(words: list[Word]) -> list[Word]:
    """合　　计 is one word: its two characters stand apart."""
    closed: list[Word] = []
    for word in words:
        last = closed[-1] if closed else None
        if last and len(last.text) == len(word.text) == 1 and last.text + word.text in WIDE:
            closed[-1] = Word(last.text + word.text, word.line, last.start, word.end)
        else:
            closed.append(word)
    return closed


def joined(words: Iterable[Word]) -> str:
    """The text of a cell on several lines."""
    text = ""
    for word in sorted(words, key=lambda w: (w.line, w.start)):
        is_latin = (
            text[-1:].isascii() and word.text[0].isascii() and text[-1:].isalpha() and word.text[0].isalpha()
        )
        text += (" " if is_latin else "") + word.text
    return text


def is_body(words: Sequence[Word]) -> bool:
    """Whether a line is a row and no part of the head: it has an amount, begins with a code or is enumerated."""
    return any(_is_value(word.text) or ENUMERATED.match(word.text) for word in words)


def _is_value(text: str) -> bool:
    """A number that is no year, a dash for none, a goal (≥90%)."""
    if YEAR.fullmatch(text):
        return False
    return NUMBER.fullmatch(text) is not None or VALUE.fullmatch(text) is not None or text[0] in "≥≤＞＜><="


def measure(lines: Sequence[str]) -> int:
    """How many columns a Chinese character counts in these lines: as many as make the amounts end below each other."""

    def ends(wide: int) -> int:
        return len({w.end for line in lines for w in words_of(line, wide=wide) if STRICT.fullmatch(w.text)})

    return 1 if ends(1) <= ends(2) else 2
