"""Headings: which paragraphs name a section, and how the sections nest."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .lines import SENTENCE_ENDS, Text, width
from .numbering import CHAPTER, CLAUSE, CN, CN_BRACKETED, PART, Number, number_of
from .sections import ENDINGS, INNER, MAIN, PARTS

AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?\s*_*\s*(?:万元|亿元|元|人|名|辆|台|套|平方米|个|家|项|％|%)")

#: No disclosure nests its headings deeper.
_DEEPEST = 9
_IN_BRACKETS = re.compile(r"\s*[（(][^（）()]*[)）]$")
_LEAD = re.compile(r"([^，。；：:！？,;]{2,24}?)\s*[：:]\s*(\S.*)", re.DOTALL)
_LEAD_STOP = re.compile(r"([^，。；：:！？,;]{2,24}?)。\s*(\S.*)", re.DOTALL)
_NO_LEAD = ("其中", "包括", "主要用于", "用于", "分别", "具体", "如下", "即", "是", "为")
_NO_NAMES = ("注", "备注", "附", "附件", "说明")


@dataclass(frozen=True, slots=True)
class Title:
    """What a paragraph says as a heading: ``is_lead`` where only its words before the colon (or first stop) do."""

    text: str
    number: Number | None = None
    is_lead: bool = False
    is_main: bool = False
    level: int = 0  # of the format, else 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands between paragraphs."""

    at: int


Part = Text | Table


def titles_of(
    parts: Sequence[Part], body_size: float = 0, listed: Mapping[str, bool] | None = None
) -> dict[int, Title]:
    """Which parts are headings: {place in ``parts``: what it says as one}. ``listed``: the names in the contents
    list, without spaces and numbers, and whether each stands at its first level."""
    found: dict[int, Title] = {}
    has_parts = any(isinstance(part, Text) and _is_part(part.text) for part in parts)
    known = _Known(body_size, _marked_styles(parts), has_parts, listed or {})
    for n, part in enumerate(parts):
        if isinstance(part, Text) and (title := _title(part, known)):
            found[n] = title
    runs = _runs(found)
    kept = _beside_one_another(parts, found, runs)
    for run in runs:
        if run[0] not in kept:
            _drop_lists(parts, found, run)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What the whole document shows: the size of its body, the styles of headings that its format marks, whether it has
    parts, what its contents list names."""

    body_size: float
    marked: frozenset[str] | None
    has_parts: bool
    listed: Mapping[str, bool]


def _is_part(text: str) -> bool:
    number = number_of(text)
    return number is not None and number.style == PART


def _marked_styles(parts: Sequence[Part]) -> frozenset[str] | None:
    """The styles of the headings that the format marks, where it marks several levels: of these, what it does not mark
    is no heading. None where the format marks none, or so few that it says nothing."""
    marked = [part for part in parts if isinstance(part, Text) and part.level]
    if len(marked) < 5 or len({part.level for part in marked}) < 2:
        return None
    numbers = [number_of(part.text) for part in marked]
    return frozenset(number.style if number else "" for number in numbers)


def _title(text: Text, known: _Known) -> Title | None:
    number = number_of(text.text)
    rest = number.rest if number else text.text
    name = rest.rstrip("：: ")
    if text.level and name and width(name) <= 80 and not name.endswith("。"):
        return Title(name, number, level=text.level)
    if number and (led := _lead(rest)):
        return Title(led, number, is_lead=True)
    name = _without_stop(name) if number else name
    if not _may_be_title(name, number):
        return None
    if number:
        return None if known.marked and number.style in known.marked else Title(name, number)
    if known.marked is not None and "".join(name.split()) not in (*PARTS, *MAIN, *INNER):
        return None
    return _unnumbered(text, name, known)


def _without_stop(name: str) -> str:
    """The name of a section without the full stop that some put behind it."""
    return name[:-1] if name.endswith("。") and name[:-1].endswith((*PARTS, *MAIN, *INNER)) else name


def _may_be_title(name: str, number: Number | None) -> bool:
    limit = 50 if number else 40
    return (
        0 < width(name) <= limit
        and not any(c in SENTENCE_ENDS + "，,：:" for c in name)
        and not AMOUNT.search(name)
        and name[-1] not in "、"
    )


def _unnumbered(text: Text, name: str, known: _Known) -> Title | None:
    plain = _IN_BRACKETS.sub("", "".join(name.split()))
    if text.text.endswith(("：", ":")) and plain not in (*PARTS, *MAIN, *INNER):
        return None
    named = known.listed.get("".join(name.split()))
    if plain.endswith(PARTS) or named:
        return Title(name, is_main=True)
    if plain.endswith(MAIN) or text.is_centred and width(name) >= 2:
        return Title(name, is_main=not known.has_parts or text.is_centred)
    if named is not None or plain in INNER or re.fullmatch(r"20\d\d年.{2,30}(?:情况|说明)", plain):
        return Title(name)
    if known.body_size and text.size > known.body_size + 1.2 and width(name) >= 3:
        return Title(name, is_main=text.size > known.body_size + 3)
    return None


def _lead(rest: str) -> str:
    """The words before the colon that name what a numbered paragraph is about; empty where it begins otherwise."""
    if (found := _LEAD.match(rest)) and _names_something(found[1]):
        return found[1].strip()
    if (found := _LEAD_STOP.match(rest)) and _names_something(found[1]) and ENDINGS.search(found[1]):
        return found[1].strip() if AMOUNT.search(found[2]) else ""
    return ""


def _names_something(name: str) -> bool:
    name = name.strip()
    return (
        not AMOUNT.search(name)
        and not name.endswith(_NO_LEAD)
        and not name.startswith("其中")
        and name not in _NO_NAMES
    )


# Lists are no headings --------------------------------------------------------------------------------------------


def _runs(found: dict[int, Title]) -> list[list[int]]:
    """Numbered headings that follow one another with nothing between, counted on; one alone is a run too."""
    runs: list[list[int]] = []
    for n in sorted(found):
        title = found[n]
        if title.number is None or title.is_lead or title.level:
            continue
        before = runs[-1][-1] if runs else -1
        if runs and before == n - 1 and _is_next(found[before].number, title.number):
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs


def _is_next(before: Number | None, number: Number | None) -> bool:
    if before is None or number is None or before.style != number.style:
        return False
    return before.ordinal < number.ordinal <= before.ordinal + 2


def _beside_one_another(
    parts: Sequence[Part], found: dict[int, Title], runs: Sequence[Sequence[int]]
) -> set[int]:
    """Numbered lines that stand alone, count on and have a text below each: sections without the name of one."""
    alone = [run[0] for run in runs if len(run) == 1 and _has_content(parts, found, run[0])]
    pairs = [
        (a, b)
        for a, b in zip(alone, alone[1:], strict=False)
        if _is_next(found[a].number, found[b].number)
        and all(n not in found or found[n].is_lead for n in range(a + 1, b))
    ]
    return {n for pair in pairs for n in pair}


def _drop_lists(parts: Sequence[Part], found: dict[int, Title], run: Sequence[int]) -> None:
    """Items of a list — units, offices, tasks — are paragraphs: they stand one under another, or have nothing below."""
    titles = [found[n] for n in run]
    style = titles[0].number.style if titles[0].number else ""
    if style in (PART, CHAPTER, CLAUSE):
        return
    named = sum(1 for title in titles if _names_section(title.text))
    if len(run) > 1:
        is_list = named * 2 <= len(run)
    elif named:
        is_list = False
    else:
        is_list = (
            not _has_content(parts, found, run[0])
            or _is_introduced(parts, run[0])
            or style not in (CN, CN_BRACKETED)
            and not _has_inner(found, run[0])
        )
    if is_list:
        for n in run:
            del found[n]


def _names_section(name: str) -> bool:
    return bool(ENDINGS.search(_IN_BRACKETS.sub("", name)))


def _has_content(parts: Sequence[Part], found: dict[int, Title], n: int) -> bool:
    """Something stands below: a paragraph, a table, or a heading of another style that goes deeper."""
    if n + 1 >= len(parts):
        return False
    after, own = found.get(n + 1), found[n]
    if after is None:
        return True
    if after.number is None or own.number is None or after.is_main:
        return False
    return after.number.style != own.number.style and after.number.ordinal == 1


def _has_inner(found: dict[int, Title], n: int) -> bool:
    after = found.get(n + 1)
    return after is not None and after.number is not None and after.number.ordinal == 1


def _is_introduced(parts: Sequence[Part], n: int) -> bool:
    """The paragraph before ends in a colon: what follows is its list."""
    before = parts[n - 1] if n else None
    return isinstance(before, Text) and before.text.endswith(("：", ":"))


# Nesting ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    style: str
    level: int  # of the format
    ordinal: int
    text: str


@dataclass(slots=True)
class Outline:
    """The headings that are open at a place, outermost first. Styles nest in the order in which they appear."""

    _open: list[_Open] = field(default_factory=list)
    _bare: bool = False  # the last heading has nothing below it yet

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(one.text for one in self._open)

    @property
    def is_bare(self) -> bool:
        """Nothing stands below the last heading yet."""
        return self._bare

    def content(self) -> None:
        """Something that is no heading stands here."""
        self._bare = False

    def is_again(self, title: Title) -> bool:
        """A part that is open already, said once more: the head of a further sheet or page."""
        number = title.number
        return (
            number is not None
            and number.style in (PART, CHAPTER)
            and any(
                (one.style, one.ordinal, one.text) == (number.style, number.ordinal, title.text)
                for one in self._open
            )
        )

    def enter(self, title: Title) -> int:
        """Opens a heading; its level, from 1."""
        number = title.number
        style, ordinal = (number.style, number.ordinal) if number else ("", 0)
        depth = min(self._depth(title, style, ordinal), _DEEPEST - 1)
        if not style and not title.is_main and depth < len(self._open):
            # It lost its number: the next one of the style goes on beside it.
            style, ordinal = self._open[depth].style, self._open[depth].ordinal
        del self._open[depth:]
        self._open.append(_Open(style, title.level, ordinal, title.text))
        self._bare = not title.is_lead
        return depth + 1

    def _depth(self, title: Title, style: str, ordinal: int) -> int:
        if title.level:
            return self._depth_marked(title, style, ordinal)
        if not style:
            return self._depth_unnumbered(title)
        if style == PART:
            return 0
        same = [n for n, one in enumerate(self._open) if one.style == style]
        if not same:
            return self._depth_of_new(style)
        if self._bare and ordinal == 1 and same == [len(self._open) - 1] and self._open[-1].ordinal:
            return len(self._open)  # 六、 and right below it 一、: the style once more, one level deeper
        expected = [n for n in same if self._open[n].ordinal + 1 == ordinal]
        return expected[-1] if expected else same[-1]

    def _depth_of_new(self, style: str) -> int:
        """A style that is not open goes below what is; a lost outer number (（一） after 1.) does not make it deeper."""
        return len(self._open)

    def _depth_marked(self, title: Title, style: str, ordinal: int) -> int:
        """Below the innermost heading that the format marks as higher; headings marked alike nest by their styles."""
        for n, one in enumerate(self._open):
            if one.level == title.level and one.style == style:
                return n
        depth = len(self._open)
        while depth and (self._open[depth - 1].level >= title.level or not self._open[depth - 1].level):
            above = self._open[depth - 1]
            if above.level == title.level and style and above.style and ordinal == 1:
                break
            depth -= 1
        return depth

    def _depth_unnumbered(self, title: Title) -> int:
        if title.is_main:
            below_part = bool(self._open) and self._bare and self._open[-1].style in (PART, CHAPTER)
            return len(self._open) if below_part else 0
        if not self._open:
            return 0
        return len(self._open) if self._bare else len(self._open) - 1
