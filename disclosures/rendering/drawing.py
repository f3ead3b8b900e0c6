"""Drawing: words and bars placed on a sheet 360 units wide, which a phone shows at about its own size. Pure geometry.

Lengths are worked out from exact values and rounded once, to a tenth of a unit. Nothing else is known of money here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

WIDTH = 360
#: Letters of the words of a row and of what is said beside them; the height of a line of words and of a bar.
LARGE, SMALL = Decimal(14), Decimal(13)
LINE, BAR, THIN = 18, 15, 11
GAP = 10
SWATCH = 13
HALF = Decimal("0.5")
#: No two lines hold more characters than this.
LONGEST_NAME = 100
CLOSING, OPENING = "，。、；：？！）》〉」』】〕”’…%", "（《〈「『【〔“‘"


@dataclass(frozen=True)
class Name:
    """Words with their language, where it is not the page's."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Piece:
    """A part of a bar, in the unit of the figures: where it starts from zero, how long it is, and how it is inked."""

    ink: str
    start: Decimal
    length: Decimal


@dataclass(frozen=True)
class Line:
    """A row: what it is of, its amount, what is said beside the amount, its bar, or the words in place of one."""

    name: Name
    amount: str = ""
    aside: str = ""
    pieces: tuple[Piece, ...] = ()
    instead: str = ""


@dataclass(frozen=True)
class Word:
    text: str
    x: str
    y: str
    css: str
    anchor: str
    size: str
    lang: str = ""


@dataclass(frozen=True)
class Shape:
    """A rectangle. Coordinates are text: a template must not dress them as numbers."""

    ink: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Drawing:
    words: tuple[Word, ...]
    shapes: tuple[Shape, ...]
    height: int

    @property
    def has_hatching(self) -> bool:
        return any(shape.ink == "hatched" for shape in self.shapes)


class Sheet:
    """A sheet filled from the top. ``longest`` is the value that ``room`` units stand for; with ``has_two_sides`` they go
    to the left of ``zero`` too."""

    def __init__(
        self, longest: Decimal, *, zero: int = 0, room: int = WIDTH - 1, has_two_sides: bool = False
    ) -> None:
        self.longest, self.zero, self.room, self.has_two_sides = longest, zero, room, has_two_sides
        self.y = 0
        self.words: list[Word] = []
        self.shapes: list[Shape] = []

    @classmethod
    def centred(cls, longest: Decimal) -> Sheet:
        """Zero in the middle."""
        return cls(longest, zero=WIDTH // 2, room=WIDTH // 2 - 1, has_two_sides=True)

    @classmethod
    def beside_names(cls, lines: Iterable[Line], longest: Decimal) -> Sheet:
        """Room for the names before the bars and the amounts behind them."""
        lines = list(lines)
        zero = int(max(breadth(line.name.text, SMALL) for line in lines)) + GAP
        margin = int(max(breadth(line.amount, SMALL) for line in lines)) + GAP
        return cls(longest, zero=zero, room=WIDTH - zero - margin)

    def done(self) -> Drawing:
        return Drawing(tuple(self.words), tuple(self.shapes), self.y)

    def rows(self, lines: Sequence[Line]) -> None:
        """Rows with their words above their bars; amounts and what is beside them stand in two columns."""
        aside = max((breadth(line.aside, SMALL) for line in lines), default=Decimal(0))
        edge = Decimal(WIDTH) - (aside + GAP if aside else 0)
        for line in lines:
            taken = breadth(line.amount, LARGE)
            room = edge - taken - GAP if taken else Decimal(WIDTH)
            for n, text in enumerate(names := wrapped(line.name.text, room)):
                self._say(text, 0, self.y + 16 + n * LINE, lang=line.name.lang)
            self.y += LINE * (len(names) - 1)
            self._say(line.amount, edge, self.y + 16, css="b", anchor="end")
            self._say(line.aside, WIDTH, self.y + 16, css="s", anchor="end")
            self._bar(line, self.y + 24, BAR)
            self._say(line.instead, 0, self.y + 36, css="s")
            self.y += 24 + BAR + 9

    def group(self, name: Name, lines: Sequence[Line]) -> None:
        """A name, and under it a thin bar for each line with its name before it and its amount at its end."""
        self._say(name.text, 0, self.y + 16, lang=name.lang)
        self.y += 24
        for line in lines:
            self._say(line.name.text, 0, self.y + 10, css="s")
            self._bar(line, self.y, THIN)
            end = max((self._at(p.start + p.length) for p in line.pieces), default=Decimal(self.zero))
            self._say(line.amount, end + 7, self.y + 10, css="b", size=SMALL)
            self._say(line.instead, self.zero, self.y + 10, css="s")
            self.y += THIN + 6
        self.y += 8

    def sides(self, left: str, right: str) -> None:
        """What lies to the left of zero and to its right."""
        self._say(left, self.zero - GAP, self.y + 13, css="s", anchor="end")
        self._say(right, self.zero + GAP, self.y + 13, css="s")
        self.y += LINE

    def legend(self, inks: Iterable[tuple[str, str]]) -> None:
        """What the inks mean: a swatch and a word for each."""
        x = Decimal(0)
        for ink, text in inks:
            self.shapes.append(Shape(ink, tenths(x + HALF), str(self.y + 5), str(SWATCH), "11"))
            self._say(text, x + SWATCH + 7, self.y + 16)
            x += SWATCH + 7 + breadth(text, LARGE) + 2 * GAP
        self.y += 24 if x else 0

    def foot(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._say(text, 0, self.y + 13, css="s")
            self.y += LINE

    def _bar(self, line: Line, y: int, height: int) -> None:
        """Zero gets a tick, so that it is seen to be there, and so does the middle of two sides; not what is not known."""
        if line.amount and (self.has_two_sides or not line.pieces):
            over = 3 if self.has_two_sides else 0
            at = tenths(Decimal(self.zero))
            self.shapes.append(Shape("axis", at, str(y - over), "1", str(height + 2 * over)))
        for piece in line.pieces:
            length = piece.length * self.room / self.longest
            self.shapes.append(
                Shape(piece.ink, tenths(self._at(piece.start)), str(y), tenths(length), str(height))
            )

    def _at(self, value: Decimal) -> Decimal:
        return self.zero + HALF + value * self.room / self.longest

    def _say(
        self,
        text: str,
        x: Decimal | int,
        y: int,
        *,
        css: str = "",
        anchor: str = "start",
        size: Decimal | None = None,
        lang: str = "",
    ) -> None:
        if text:
            size = size or (SMALL if css == "s" else LARGE)
            self.words.append(Word(text, tenths(Decimal(x)), str(y), css, anchor, str(size), lang))


def tenths(length: Decimal) -> str:
    return str(length.quantize(Decimal("0.1"), ROUND_HALF_UP))


# Words that must fit ----------------------------------------------------------------------------------------------


def breadth(text: str, size: Decimal) -> Decimal:
    """How wide a text may become in any face that a reader may have."""
    hundredths = 0
    for character in text:
        hundredths += _hundredths(character)
    return size * hundredths / 100


def _hundredths(character: str) -> int:
    """Of its size: a Chinese character is as wide as high, a figure all but two thirds of that."""
    if _is_wide(character):
        return 100
    if character in " .,:;'()-il":
        return 42
    if character.isupper() or character in "mw%+":
        return 90
    return 60 if character.isdigit() else 57


def wrapped(text: str, room: Decimal) -> list[str]:
    """A name on one line if it fits the room beside the amount; else on two, the second beside it, shortened if need be."""
    text = text[:LONGEST_NAME]
    if breadth(text, LARGE) <= room:
        return [text]
    first, rest = _broken(text, room)
    return [first, _shortened(rest, room)] if rest else [_shortened(text, room)]


def _fitting(text: str, room: Decimal) -> int:
    return max((n for n in range(len(text) + 1) if breadth(text[:n], LARGE) <= room), default=0)


def _broken(text: str, room: Decimal) -> tuple[str, str]:
    """A text in two lines: about evenly where the second then fits, else the first one full."""
    full = min(_fitting(text, Decimal(WIDTH)), len(text) - 1)
    places = [n for n in range(1, full + 1) if _may_break(text, n)] or [full]
    fitting = [n for n in places if breadth(text[n:].lstrip(), LARGE) <= room]
    at = min(fitting, key=lambda n: abs(len(text) - 2 * n)) if fitting else places[-1]
    return text[:at].rstrip(), text[at:].lstrip()


def _may_break(text: str, at: int) -> bool:
    """Between Chinese characters and at spaces; no mark is parted from its word."""
    before, after = text[at - 1], text[at]
    if after in CLOSING or before in OPENING:
        return False
    return " " in (before, after) or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def _shortened(text: str, room: Decimal) -> str:
    if breadth(text, LARGE) <= room:
        return text
    return f"{text[: _fitting(text, room - LARGE)].rstrip()}…"
