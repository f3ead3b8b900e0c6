"""Tables that a text lays out with spaces, as ``pdftotext -layout`` and mono-spaced listings do.

What stands in one column overlaps from line to line; what stands in two columns never does. Everything here follows from
where words begin and end: columns from the rows' words, the empty ones from their heads alone; which words of the head
stand over which columns; how many rows of heads a column's own head goes down. Amounts are never added up to find their
place: what the lines do not show is said to be lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise, zip_longest
from statistics import mean
from unicodedata import east_asian_width

from .raw import Cell, Grid

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

#: Words that say a whole head by themselves, and stand over columns: never the first line of a head on two.
OVER = frozenset(("收入", "支出", "本年收入", "本年支出", "收入预算", "支出预算", "项目"))

#: In how many columns of the text a word may be off the middle of what it stands over.
SLACK = 1.5

#: By so many columns of the text an amount stands too far to the left for each amount that it is chained to.
DRIFT = 5

#: Heads over several columns mostly part names from amounts: so much of the table's width is a cut there worth.
BETWEEN = 0.1


class Unplaced(Exception):
    """Where the columns are cannot be told from the lines; the message says why, in Chinese."""


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
        return (self.start + self.end) / 2

    @property
    def is_number(self) -> bool:
        return NUMBER.fullmatch(self.text) is not None or VALUE.fullmatch(self.text) is not None

    @property
    def is_total(self) -> bool:
        return "".join(self.text.split()) in TOTALS

    def overlaps(self, start: float, end: float) -> bool:
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


# Columns ----------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Column:
    """A column while its head is looked for: what stands in it, from where to where, and the words of its own head."""

    start: int
    end: int
    head: list[Word] = field(default_factory=list)
    has_names: bool = False

    def take(self, word: Word) -> None:
        self.head.append(word)
        self.start, self.end = min(self.start, word.start), max(self.end, word.end)

    @property
    def top(self) -> int:
        return min(word.line for word in self.head)

    @property
    def middle(self) -> float:
        """The line in the middle of its head."""
        return mean(word.line for word in self.head)


def groups_of(words: Iterable[Word]) -> list[list[Word]]:
    """Words that overlap each other from line to line, from left to right."""
    found: list[list[Word]] = []
    end = -1
    for word in sorted(words, key=lambda w: (w.start, w.end)):
        if found and word.start < end:
            found[-1].append(word)
        else:
            found.append([word])
            end = -1
        end = max(end, word.end)
    return found


def _columns_of(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """The words of each column of the body. The names of totals stand across columns and are no evidence, and chained
    amounts only where no column is next to the one of the amount before."""
    words = [word for row in rows for word in row if not word.is_total]
    evidence = [word for word in words if not word.is_chained]
    while True:
        found = _grouped(evidence)
        missing = _chain(rows, found)
        if not missing:
            return found
        evidence += missing


def _grouped(words: Sequence[Word]) -> list[list[Word]]:
    found: list[list[Word]] = []
    for group in groups_of(words):
        found += [group] if _is_one(group) else _parted(group)
    ordered = sorted(found, key=lambda g: (min(w.start for w in g), max(w.end for w in g)))
    merged: list[list[Word]] = []
    for group in ordered:
        if merged and _are_indented(merged[-1], group):
            merged[-1] = merged[-1] + group
        else:
            merged.append(group)
    return merged


def _are_indented(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether two columns of names are one whose lower levels are indented: they are close, and no line has both."""
    are_names = not any(word.is_number for word in (*left, *right))
    gap = min(word.start for word in right) - max(word.end for word in left)
    return are_names and gap <= 2 and not {w.line for w in left} & {w.line for w in right}


def _chain(rows: Sequence[Sequence[Word]], groups: list[list[Word]]) -> list[Word]:
    """Put the chained amounts in the columns next to each other; returns the first of a row that fits in none."""
    place = {word: n for n, group in enumerate(groups) for word in group}
    extent = [_extent(group) for group in groups]
    missing: list[Word] = []
    added: list[tuple[int, Word]] = []
    for row in rows:
        at, length = -1, 0
        for n, word in enumerate(row):
            if word in place:
                at, length = place[word], 0
                continue
            if not word.is_chained:
                continue
            at, length = at + 1, length + 1
            following = next((place[w] for w in row[n + 1 :] if w in place), len(groups))
            is_near = at < len(groups) and extent[at][0] - DRIFT * length <= word.start <= extent[at][1]
            if at >= following or not is_near:
                missing.append(word)
                break
            added.append((at, word))
    if not missing:
        for at, word in added:
            groups[at].append(word)
    return missing


def _extent(group: Sequence[Word]) -> tuple[int, int]:
    """From where to where a column goes, by the words that stand where they should."""
    words = [word for word in group if not word.is_chained] or group
    return min(word.start for word in words), max(word.end for word in words)


def _is_one(group: Sequence[Word]) -> bool:
    """Whether no line has two of these words."""
    return len({word.line for word in group}) == len(group)


def _parted(group: Sequence[Word]) -> list[list[Word]]:
    """A group with two words in one line, parted: names from numbers, and amounts by where they end."""
    numbers = [word for word in group if word.is_number]
    others = [word for word in group if not word.is_number]
    parts = groups_of(others)
    for part in groups_of(numbers):
        parts += [part] if _is_one(part) else _by_ends(part)
    if not all(_is_one(part) for part in parts):
        raise Unplaced("同一行有两处文字在同一栏位置，分不出栏目")
    return parts


def _by_ends(group: Sequence[Word]) -> list[list[Word]]:
    """Amounts of several columns, parted at the widest steps between their right ends."""
    ends = sorted({word.end for word in group})
    lines = [word.line for word in group]
    count = max(lines.count(line) for line in lines)
    cuts = sorted(sorted(pairwise(ends), key=lambda pair: pair[0] - pair[1])[: count - 1])
    parts: list[list[Word]] = [[] for _ in range(count)]
    for word in group:
        parts[sum(word.end > cut for cut, _ in cuts)].append(word)
    return parts


# Heads ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parent:
    """A head that stands over several columns; its words stand below one another."""

    words: tuple[Word, ...]

    @cached_property
    def line(self) -> float:
        return mean(word.line for word in self.words)

    @property
    def text(self) -> str:
        return joined(self.words)


def joined(words: Iterable[Word]) -> str:
    """The text of a cell on several lines."""
    text = ""
    for word in sorted(words, key=lambda w: (w.line, w.start)):
        is_latin = (
            text[-1:].isascii() and word.text[0].isascii() and text[-1:].isalpha() and word.text[0].isalpha()
        )
        text += (" " if is_latin else "") + word.text
    return text


def _read_heads(lines: Sequence[Sequence[Word]], body: list[Column]) -> tuple[list[Column], list[Parent]]:
    """The columns with their own heads, those included that have nothing but a head, and what stands over them.

    From the lowest line up: a word over a headed column is the line before of that head, or stands over several.
    """
    columns: list[Column] = []
    parents: list[Parent] = []
    filled = {line[0].line for line in lines}
    for line in reversed(lines):
        over = [word for word in line if any(word.overlaps(c.start, c.end) for c in columns)]
        for word, column in _own_heads([w for w in line if w not in over], columns, body):
            if column is None:
                over.append(word)
                continue
            column.take(word)
            if column not in columns:
                columns.append(column)
        columns.sort(key=lambda c: c.start)
        continued = dict(_continued(over, columns, parents))
        for word in over:
            if word in continued:
                continued[word].take(word)
            elif (below := _same_parent(word, parents, filled)) is not None:
                parents[below] = Parent((word, *parents[below].words))
            else:
                parents.append(Parent((word,)))
    return _matched(columns, body), parents


def _own_heads(
    words: Sequence[Word], columns: Sequence[Column], body: Sequence[Column]
) -> list[tuple[Word, Column | None]]:
    """For each word over no headed column the column that it is the head of; none where it stands over several.

    Between two columns whose heads are lower, one word alone stands over both, unless it has contents that neither of
    them can have; several are heads of columns between them, since no two can stand over several columns each.
    """
    found: list[tuple[Word, Column | None]] = []
    gaps = [_gap(word, columns) for word in words]
    for word, (left, right) in zip(words, gaps, strict=True):
        start = left.end if left else -1
        end = right.start if right else 10**6
        under = [
            c for c in body if not c.head and _stands_over(word, c) and start <= c.start and c.end <= end
        ]
        is_between = left is not None and right is not None and min(left.top, right.top) > word.line
        is_alone = is_between and gaps.count((left, right)) == 1
        if is_alone and not _is_wanting(word, columns, body):
            found.append((word, None))
        elif under:
            found.append((word, under[0] if len(under) == 1 else None))
        else:
            found.append((word, Column(word.start, word.end)))
    return found


def _is_wanting(word: Word, columns: Sequence[Column], body: Sequence[Column]) -> bool:
    """Whether around a word more contents are without a head than heads are without contents."""
    fixed = [c for c in columns if c in body]
    at = _rank(Column(word.start, word.end), fixed)
    contents = sum(not c.head and _rank(c, fixed) == at for c in body)
    return contents > sum(c not in fixed and _rank(c, fixed) == at for c in columns)


def _stands_over(word: Word, column: Column) -> bool:
    """Whether a head stands over these contents, and does not merely touch them."""
    common = min(word.end, column.end) - max(word.start, column.start)
    return common > 0 and common * 2 >= min(word.end - word.start, column.end - column.start)


def _gap(word: Word, columns: Sequence[Column]) -> tuple[Column | None, Column | None]:
    """The columns on both sides of a word."""
    left = max((c for c in columns if c.end <= word.start), key=lambda c: c.end, default=None)
    right = min((c for c in columns if c.start >= word.end), key=lambda c: c.start, default=None)
    return left, right


def _matched(columns: list[Column], body: Sequence[Column]) -> list[Column]:
    """The columns with what stands in them: a head that stands beside its amounts, not over them, is brought to them.

    Between two columns that have both, heads and contents go by their order; where there are more heads, some columns
    are empty: those that are farther from any contents.
    """
    fixed = [c for c in columns if c in body]
    found = list(fixed)
    for n in range(len(fixed) + 1):
        heads = [c for c in columns if c not in fixed and _rank(c, fixed) == n]
        contents = [c for c in body if c not in fixed and _rank(c, fixed) == n]
        if len(contents) > len(heads):
            raise Unplaced("有内容的栏目比表头的栏目多")
        chosen = _nearest_heads(heads, contents)
        for head, content in zip(chosen, contents, strict=True):
            content.head = head.head
            content.start, content.end = min(head.start, content.start), max(head.end, content.end)
        found += [c for c in heads if c not in chosen] + contents
    return sorted(found, key=lambda c: (c.start, c.end))


def _nearest_heads(heads: Sequence[Column], contents: Sequence[Column]) -> list[Column]:
    """For each of these contents, in order, the head that is its own: so that all distances together are least."""
    best: dict[int, tuple[float, list[Column]]] = {0: (0.0, [])}
    for head in heads:
        for count in sorted(best, reverse=True):
            if count < len(contents):
                cost, some = best[count]
                new = cost + _distance(head, contents[count])
                if new < best.get(count + 1, (float("inf"),))[0]:
                    best[count + 1] = (new, [*some, head])
    return best[len(contents)][1]


def _rank(column: Column, fixed: Sequence[Column]) -> int:
    """How many of these columns are to the left of it."""
    return sum(other.start + other.end <= column.start + column.end for other in fixed)


def _distance(one: Column, other: Column) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _continued(
    words: Sequence[Word], columns: Sequence[Column], parents: Sequence[Parent]
) -> list[tuple[Word, Column]]:
    """Which words of a line go on in the head below them, so that both are one head on two lines.

    Whether a word over one column does, or stands over its neighbours as well, follows from these: a head over others
    needs two of them at least.
    """
    found: list[tuple[Word, Column]] = []
    for run in _runs_of_heads(columns):
        candidates = [(w, c) for w in words if (c := _goes_on_in(w, run, parents)) is not None]
        if not candidates:
            continue
        wider = _level_with(run, columns)
        over = [w for w in words if wider[0].start <= w.centre <= wider[-1].end]
        below = [p.words[0] for p in parents if p.words[0].line > words[0].line]
        sizes = range(len(candidates) + 1) if len(candidates) <= 8 else (0, len(candidates))
        choices = (some for size in sizes for some in combinations(candidates, size))
        costs = [
            (_cost(wider, over, some, below) + 4 * (len(candidates) - len(some)), some) for some in choices
        ]
        best, chosen = min(costs, key=lambda pair: pair[0])
        if best < float("inf"):
            found += chosen
    return found


def _level_with(run: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    """A run of columns with its neighbours whose heads stand as high: what has a head over this run has one over them."""

    def is_level(other: Column) -> bool:
        return bool(other.head) and abs(other.middle - run[0].middle) <= 0.5

    first, last = columns.index(run[0]), columns.index(run[-1])
    while first and is_level(columns[first - 1]):
        first -= 1
    while last + 1 < len(columns) and is_level(columns[last + 1]):
        last += 1
    return list(columns[first : last + 1])


def _runs_of_heads(columns: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns whose heads begin on one line and have as many lines."""
    runs: list[list[Column]] = []
    last: Column | None = None
    for column in columns:
        if not column.head:
            last = None
            continue
        if last is not None and (column.top, len(column.head)) == (last.top, len(last.head)):
            runs[-1].append(column)
        else:
            runs.append([column])
        last = column
    return runs


def _goes_on_in(word: Word, run: Sequence[Column], parents: Sequence[Parent]) -> Column | None:
    """The one column whose head may go on from this word: right below it, on its middle or its beginning."""
    under = [column for column in run if word.overlaps(column.start, column.end)]
    if len(under) != 1 or word.text in OVER:
        return None
    (column,) = under
    first = min(column.head, key=lambda w: w.line)
    is_near = first.line - word.line <= 2 and (
        abs(word.centre - first.centre) <= SLACK or word.start == first.start
    )
    is_parted = any(
        word.line < p.line < first.line and p.words[0].overlaps(column.start, column.end) for p in parents
    )
    return column if is_near and not is_parted else None


def _cost(
    run: Sequence[Column],
    over: Sequence[Word],
    chosen: Sequence[tuple[Word, Column]],
    below: Sequence[Word],
) -> float:
    """How far the other words of a line are from the middle of the columns left to them, if these words go on in their
    columns; without end where one has less than two, or where columns have none, nor one on a line below, nor go on
    themselves."""
    own = [column for _, column in chosen]
    if len(set(map(id, own))) < len(own):
        return float("inf")
    rest = [word for word in over if not any(word is mine for mine, _ in chosen)]
    left: list[list[Column]] = [[]]
    for column in run:
        if column in own:
            left.append([])
        else:
            left[-1].append(column)
    total = 0.0
    for part in filter(None, left):
        start, end = part[0].start - 1, part[-1].end + 1
        heads = [word for word in rest if start <= word.centre <= end]
        if len(part) < 2 * len(heads):
            return float("inf")
        if heads:
            total += _misfit(part, heads)
        elif (
            chosen
            and any(len(c.head) == 1 for c in part)
            and not any(start <= w.centre <= end for w in below)
        ):
            return float("inf")
    return total


def _misfit(part: Sequence[Column], heads: Sequence[Word]) -> float:
    """The least sum of distances of heads from the middle of columns shared out among them, two or more to each."""

    def cost(n: int, start: int, end: int) -> float:
        return abs(heads[n].centre - (part[start].start + part[end - 1].end) / 2)

    return _shared(len(part), len(heads), cost, least=2)[0]


def _shared(
    count: int, parts: int, cost: Callable[[int, int, int], float], *, least: int = 1
) -> tuple[float, list[tuple[int, int]]]:
    """``count`` columns in a row shared out among ``parts`` heads, ``least`` or more to each: the least sum of costs
    (of head n over the columns from start up to end), and who gets which; no end of costs where there are too few."""
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for n in range(parts):
        found: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for start, (sum_, shares) in best.items():
            for end in range(start + least, count + 1):
                new = sum_ + cost(n, start, end)
                if new < found.get(end, (float("inf"),))[0]:
                    found[end] = (new, [*shares, (start, end)])
        best = found
    return best.get(count, (float("inf"), []))


def _same_parent(word: Word, parents: Sequence[Parent], lines: Collection[int]) -> int | None:
    """The head over columns of which this is the line before, if any; a line of other heads may stand between."""
    for n, parent in enumerate(parents):
        first = parent.words[0]
        is_aligned = abs(first.centre - word.centre) <= SLACK or first.start == word.start
        is_near = first.line - word.line == 1 or (first.line - word.line == 2 and word.line + 1 in lines)
        if is_near and is_aligned and len(word.text) >= len(first.text):
            return n
    return None


@dataclass(frozen=True)
class Ruler:
    """How far to the right a column of the text stands on the page: a Chinese character is as wide as two digits."""

    at: tuple[int, ...]

    @classmethod
    def of(cls, lines: Iterable[Word], *, wide: int) -> Ruler:
        places: dict[int, int] = {}
        words = list(lines)
        for word in words:
            if wide == 1:
                for n, character in enumerate(word.text):
                    if east_asian_width(character) in "WF":
                        places[word.start + n] = 2
        at = [0]
        for n in range(max((word.end for word in words), default=0) + 1):
            at.append(at[-1] + places.get(n, 1))
        return cls(tuple(at))

    def __getitem__(self, column: int) -> int:
        return self.at[min(column, len(self.at) - 1)]

    def centre(self, start: int, end: int) -> float:
        return (self[start] + self[end]) / 2


def _levels(parents: Sequence[Parent], columns: Sequence[Column]) -> list[float]:
    """The lines in the middle of each row of heads, the lowest being that of the columns' own."""
    found: list[float] = []
    for line in sorted(parent.line for parent in parents):
        if not found or line - found[-1] >= 1:
            found.append(line)
    own = max((column.middle for column in columns if column.head), default=0.0)
    return [*found, max(own, found[-1] + 1 if found else own)]


def _place_heads(columns: Sequence[Column], parents: Sequence[Parent], ruler: Ruler) -> list[Cell]:
    """The head cells. A head of a column that goes down over several rows stands in the middle of them: that says how
    many heads stand over it. Where several stand over a run of columns, each takes those of which it is the middle."""
    levels = _levels(parents, columns)
    depth, width = len(levels), len(columns)
    if not any(column.head for column in columns) and not parents:
        return []
    first = [_first_row(column, levels, columns, parents) for column in columns]
    over: list[list[Parent | None]] = [[None] * width for _ in range(depth)]
    for n in range(depth - 1):
        mine = [p for p in parents if _level_of(p, levels) == n]
        for parent in mine:
            _lower(first, _nearest(parent, columns), n)
        for start, end in _runs(n, first, over):
            inside = [p for p in mine if _is_inside(p, columns, start, end)]
            for parent, (a, b) in _share(inside, columns, start, end, ruler):
                over[n][a:b] = [parent] * (b - a)
    return list(_head_cells(columns, over))


def _level_of(parent: Parent, levels: Sequence[float]) -> int:
    return min(range(len(levels) - 1), key=lambda k: abs(levels[k] - parent.line))


def _first_row(
    column: Column, levels: Sequence[float], columns: Sequence[Column], parents: Sequence[Parent]
) -> int:
    """The row that a column's own head begins in: it stands in the middle between there and the foot of the heads."""
    if not column.head:
        return 0
    last = max((_half(c.head) for c in columns if c.head and abs(c.middle - levels[-1]) < 1), default=0.0)

    def middle(row: int) -> float:
        own = max((_half(p.words) for p in parents if abs(p.line - levels[row]) < 1), default=0.0)
        half = last if row == len(levels) - 1 else own
        return (levels[row] - half + levels[-1] + last) / 2

    return min(range(len(levels)), key=lambda r: (abs(middle(r) - column.middle), -r))


def _half(words: Sequence[Word]) -> float:
    """Half the height of a head on several lines."""
    lines = [word.line for word in words]
    return (max(lines) - min(lines)) / 2


def _runs(level: int, first: Sequence[int], over: Sequence[Sequence[Parent | None]]) -> list[tuple[int, int]]:
    """Neighbouring columns that have a head above their own at this level, under the same head of the level above."""
    found: list[tuple[int, int]] = []
    for n, row in enumerate(first):
        if row <= level:
            continue
        if found and found[-1][1] == n and (not level or over[level - 1][n] is over[level - 1][n - 1]):
            found[-1] = (found[-1][0], n + 1)
        else:
            found.append((n, n + 1))
    return found


def _is_inside(parent: Parent, columns: Sequence[Column], start: int, end: int) -> bool:
    """Whether its middle is nearer to this run of columns than to any column outside it."""
    return start <= _nearest(parent, columns) < end


def _nearest(parent: Parent, columns: Sequence[Column]) -> int:
    centre = mean(word.centre for word in parent.words)
    return min(range(len(columns)), key=lambda n: max(columns[n].start - centre, centre - columns[n].end, 0))


def _lower(first: list[int], at: int, level: int) -> None:
    """Let the columns around ``at`` begin below this level, since a head of this level stands over them."""
    if first[at] > level:
        return
    start = end = at
    while start and first[start - 1] <= level:
        start -= 1
    while end + 1 < len(first) and first[end + 1] <= level:
        end += 1
    first[start : end + 1] = [level + 1] * (end + 1 - start)


def _share(
    parents: Sequence[Parent], columns: Sequence[Column], start: int, end: int, ruler: Ruler
) -> list[tuple[Parent, tuple[int, int]]]:
    """Which of a run of columns each head stands over: all are shared out, so that each is nearest to its middle."""
    if not parents:
        return []
    ordered = sorted(parents, key=lambda p: p.words[0].centre)
    edges = [columns[start].start, *(((a.end + b.start) // 2) for a, b in pairwise(columns[start:end]))]
    edges.append(columns[end - 1].end)
    if len(ordered) > end - start:
        raise Unplaced("表头的层次与栏目对不上")
    size, rest = divmod(end - start, len(ordered))
    names = [joined(column.head) for column in columns[start:end]]
    if (
        not rest and size > 1 and names == names[:size] * len(ordered)
    ):  # 上年 and 本年, each with the same columns
        return [(parent, (start + n * size, start + (n + 1) * size)) for n, parent in enumerate(ordered)]

    bonus = BETWEEN * ruler[columns[end - 1].end]

    def cost(n: int, a: int, b: int) -> float:
        words = ordered[n].words
        is_between = a > 0 and columns[start + a - 1].has_names != columns[start + a].has_names
        middle = mean(ruler.centre(word.start, word.end) for word in words)
        return abs(middle - ruler.centre(edges[a], edges[b])) - bonus * is_between

    _, shares = _shared(end - start, len(ordered), cost)
    return [(parent, (start + a, start + b)) for parent, (a, b) in zip(ordered, shares, strict=True)]


def _head_cells(columns: Sequence[Column], over: Sequence[Sequence[Parent | None]]) -> Iterable[Cell]:
    depth = len(over)
    seen: set[int] = set()
    for n, column in enumerate(columns):
        row = 0
        for level in range(depth - 1):
            parent = over[level][n]
            if parent is None:
                continue
            if id(parent) not in seen:
                seen.add(id(parent))
                span = sum(p is parent for p in over[level])
                below = next((k for k in range(level + 1, depth - 1) if over[k][n] is not None), level + 1)
                yield Cell(parent.text, row, n, (below if span == 1 else level + 1) - row, span)
            row = level + 1
        yield Cell(joined(column.head), row, n, depth - row)


# Tables -----------------------------------------------------------------------------------------------------------


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


def read_grid(lines: Sequence[str], page: int, before: Grid | None = None) -> Grid:
    """The table in these lines, heads first. ``before`` is the part of it on the page before: it says what the columns
    are where this page repeats no head. Raises ``Unplaced`` where columns cannot be told apart."""
    wide = measure(lines)
    words = [words_of(line, n, wide=wide) for n, line in enumerate(lines)]
    start = next((n for n, row in enumerate(words) if is_body(row)), None)
    if start is None:
        start = _only_total(words)
    heads = [row for row in words[:start] if row]
    body = [row for row in words[start:] if row]
    try:
        return _laid_out(heads, body, page, before, wide)
    except Unplaced:
        if len(heads) == 1 and all(len(row) == len(heads[0]) for row in body):
            return _even(heads, body, page)
        raise


def _even(heads: Sequence[Sequence[Word]], body: Sequence[Sequence[Word]], page: int) -> Grid:
    """A table with a word in every place: nothing needs to be measured."""
    cells = [Cell(word.text, r, n) for r, row in enumerate([*heads, *body]) for n, word in enumerate(row)]
    return Grid(tuple(cells), page=page, heads=len(heads))


def _laid_out(
    heads: Sequence[Sequence[Word]], body: Sequence[Sequence[Word]], page: int, before: Grid | None, wide: int
) -> Grid:
    groups = _columns_of(body)
    place = {word: n for n, group in enumerate(groups) for word in group}
    columns = [Column(*_extent(group), has_names=not all(w.is_number for w in group)) for group in groups]
    owner = {word: columns[n] for word, n in place.items()}
    cells: list[Cell] = []
    if heads:
        columns, parents = _read_heads(heads, columns)
        ruler = Ruler.of((word for row in (*heads, *body) for word in row), wide=wide)
        cells = _place_heads(columns, parents, ruler)
    if before is None or heads:
        at = {id(column): n for n, column in enumerate(columns)}
        width = len(columns)
    else:
        at = _as_before(columns, body, owner, before)
        width = before.width
    depth = max((cell.row + cell.rows for cell in cells), default=0)
    rows = _rows(body, {word: at[id(column)] for word, column in owner.items()}, columns, at, width)
    return Grid((*cells, *_body_cells(rows, depth, width)), page=page, heads=depth)


def _only_total(words: Sequence[Sequence[Word]]) -> int:
    """Of a table without amounts: where its last row is, the total's name alone, if it has one."""
    last = max((n for n, row in enumerate(words) if row), default=0)
    is_total = all(word.is_total for word in words[last]) and sum(map(bool, words)) > 1
    return last if is_total else len(words)


def _as_before(
    columns: Sequence[Column], body: Sequence[Sequence[Word]], owner: dict[Word, Column], before: Grid
) -> dict[int, int]:
    """Which columns of the page before these are: as many amounts, and as many codes before the name."""
    amounts = [c for c in columns if _is_amounts(c, body, owner)]
    others = [c for c in columns if c not in amounts]
    sides = _kinds(before)
    there = [n for n, kind in enumerate(sides) if kind == "amount"]
    texts = [n for n, kind in enumerate(sides) if kind != "amount"]
    if len(amounts) != len(there):
        raise Unplaced(f"本页表格没有表头，有{len(amounts)}栏金额，上页有{len(there)}栏，无法判断各栏是什么")
    found = {id(c): n for c, n in zip(amounts, there, strict=True)}
    if len(others) == len(texts):
        found |= {id(c): n for c, n in zip(others, texts, strict=True)}
    elif len(others) <= 1:
        names = [n for n in texts if sides[n] == "name"] or texts
        found |= {id(c): names[0] for c in others}
    else:
        raise Unplaced("本页表格没有表头，文字栏数与上页不同，无法判断各栏是什么")
    return found


def _is_amounts(column: Column, body: Sequence[Sequence[Word]], owner: dict[Word, Column]) -> bool:
    """A column of numbers that stands behind a name; codes stand before it."""
    mine = [word for row in body for word in row if owner.get(word) is column]
    if not all(word.is_number for word in mine):
        return False
    return any(STRICT.fullmatch(w.text) for w in mine) or any(
        not w.is_number for row in body for w in row if w.end <= column.start
    )


def _kinds(grid: Grid) -> list[str]:
    """What stands in each column of a table: amount, name or code; an empty one behind a name is one of amounts."""
    found: list[str] = []
    for n in range(grid.width):
        texts = [
            c.text for c in grid.cells if c.column == n and c.columns == 1 and c.row >= grid.heads and c.text
        ]
        are_numbers = all(NUMBER.fullmatch(text) for text in texts)
        if not are_numbers:
            found.append("name")
        elif "name" in found:
            found.append("amount")
        else:
            found.append("code")
    return found if "name" in found else ["amount" if kind == "code" else kind for kind in found]


@dataclass
class Row:
    """A row while its cells are gathered: the words of each column, and the name of a total."""

    lines: list[int]
    cells: dict[int, list[Word]]
    total: list[Word] = field(default_factory=list)


def _rows(
    body: Sequence[Sequence[Word]],
    place: dict[Word, int],
    columns: Sequence[Column],
    at: dict[int, int],
    width: int,
) -> list[list[Cell]]:
    """The rows' cells, from row 0: names that go on over several lines are put together."""
    rows: list[Row] = []
    for line in body:
        row = Row([line[0].line], {})
        for word in line:
            if word in place:
                row.cells.setdefault(place[word], []).append(word)
            else:
                row.total.append(word)
        rows.append(row)
    numbers = {n for word, n in place.items() if word.is_number}
    names = {n for word, n in place.items() if not word.is_number}
    has_codes = bool(numbers) and bool(names) and min(numbers) < min(names)
    rows = _whole(rows, has_codes)
    return [_cells_of(row, place, columns, at, width) for row in rows]


def _whole(rows: list[Row], has_codes: bool) -> list[Row]:
    """Rows with the lines of wrapped names brought home.

    A line with names only belongs to the row right below it that has amounts and no name there, or to the row right
    above it; in a table of codes more likely, since a row of its own would have a code.
    """
    found: list[Row] = []
    waiting: Row | None = None
    for row, following in zip_longest(rows, rows[1:]):
        if waiting is not None:
            is_next = row.lines[0] - waiting.lines[-1] <= 1 and not row.total
            is_apart = not found or waiting.lines[0] - found[-1].lines[-1] > 1
            is_first = is_apart and not _begins(row) and (has_codes or _begins(waiting))
            is_nameless = not any(n in row.cells for n in waiting.cells)
            if is_next and not _is_text(row) and (is_nameless or is_first):
                row = _both(waiting, row)
            elif (
                is_next and _is_text(row) and not _begins(row) and all(n in waiting.cells for n in row.cells)
            ):
                waiting = _both(waiting, row)
                continue
            else:
                found.append(waiting)
            waiting = None
        last = found[-1] if found else None
        if not _is_text(row):
            found.append(row)
        elif (
            last
            and row.lines[0] - last.lines[-1] <= 1
            and (has_codes or not _begins(row))
            and _goes_on(last, row, following, has_codes)
        ):
            found[-1] = _both(last, row)
        else:
            waiting = row
    return [*found, waiting] if waiting is not None else found


def _is_text(row: Row) -> bool:
    """Whether a row has names and nothing else."""
    return not row.total and not any(w.is_number for words in row.cells.values() for w in words)


def _begins(row: Row) -> bool:
    return any(ENUMERATED.match(w.text) for words in row.cells.values() for w in words)


def _goes_on(last: Row, row: Row, following: Row | None, has_codes: bool) -> bool:
    """Whether a line of names is the end of the row above it: that row has no name yet, or its name began above its
    amounts, or every row has a code; but not where the row below waits for a name."""
    names = [n for n in row.cells if n in last.cells]
    is_begun = len(last.lines) > 1 and all(last.cells[n][-1].line < last.lines[-1] for n in names)
    has_number = any(w.is_number for ws in last.cells.values() for w in ws)
    is_awaited = (
        following is not None
        and following.lines[0] - row.lines[0] <= 1
        and not following.total
        and not any(n in following.cells for n in row.cells)
    )
    return has_number and not last.total and (not names or is_begun or (has_codes and not is_awaited))


def _both(first: Row, second: Row) -> Row:
    cells = {n: list(words) for n, words in first.cells.items()}
    for n, words in second.cells.items():
        cells.setdefault(n, []).extend(words)
    return Row(first.lines + second.lines, cells, first.total + second.total)


def _cells_of(
    row: Row, place: dict[Word, int], columns: Sequence[Column], at: dict[int, int], width: int
) -> list[Cell]:
    """A row's cells; the name of a total goes over the columns before the amounts beside it."""
    texts = {n: joined(words) for n, words in row.cells.items()}
    spans: dict[int, int] = {}
    for word in row.total:
        free = _free_run(word, row, columns, at, width)
        if free is None:
            raise Unplaced(f"“{word.text}”在哪一栏无法判断")
        start, end = free
        texts[start] = word.text
        spans[start] = end - start
    covered = {k for n, span in spans.items() for k in range(n + 1, n + span)}
    return [Cell(texts.get(n, ""), 0, n, 1, spans.get(n, 1)) for n in range(width) if n not in covered]


def _free_run(
    word: Word, row: Row, columns: Sequence[Column], at: dict[int, int], width: int
) -> tuple[int, int] | None:
    """The columns that a total's name stands over: those of names and codes around it, free in its row."""
    by_place = sorted((n, c) for c in columns for n in [at[id(c)]])
    nearest = min(
        (pair for pair in by_place if pair[0] not in row.cells),
        key=lambda pair: max(pair[1].start - word.centre, word.centre - pair[1].end, 0),
        default=None,
    )
    if nearest is None:
        return (0, 1) if 0 not in row.cells else None
    taken = {n: words[0] for n, words in row.cells.items()}
    right = min((n for n, w in taken.items() if w.start >= word.end), default=width)
    left = max((n + 1 for n, w in taken.items() if w.end <= word.start), default=0)
    end = min(right, nearest[0] + 1)
    return (left, end) if left < end else None


def _body_cells(rows: Sequence[Sequence[Cell]], depth: int, width: int) -> Iterable[Cell]:
    for n, row in enumerate(rows):
        for cell in row:
            yield Cell(cell.text, depth + n, cell.column, cell.rows, cell.columns)
