"""What stands on a PDF page: glyphs, rules, areas and pictures, and the boxes that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .pdf_colours import Colour

Box = tuple[float, float, float, float]  # x0, top, x1, bottom; y grows downwards once a page is complete

#: A glyph whose font does not say which character it is.
UNKNOWN = "\ufffd"


@dataclass(slots=True)
class Glyph:
    """A character where it stands. ``turn`` is the way its text runs: 0 to the right, 90 upwards, 270 downwards."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: int = 0
    order: int = 0
    colour: Colour = None

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, horizontal or vertical; ``at`` is its y or x, ``start`` and ``end`` run along it."""

    is_upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Area:
    """Something opaque painted over a rectangle: a filling of one colour, or a picture (``colour`` None)."""

    box: Box
    colour: Colour
    order: int
    is_picture: bool = False


@dataclass(slots=True)
class Sheet:
    """A page as seen: ``width`` and ``height`` in points, the origin in its upper left corner."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)


def common(clip: Box | None, box: Box) -> Box:
    """What two boxes share; where they share nothing, the far side lies before the near one."""
    if clip is None:
        return box
    return max(clip[0], box[0]), max(clip[1], box[1]), min(clip[2], box[2]), min(clip[3], box[3])


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def surface(box: Box) -> float:
    """The surface of a box, 0 where its far side lies before the near one."""
    if box[2] < box[0] or box[3] < box[1]:
        return 0.0
    # A box without width still stands somewhere: it must not be lost as if it were outside the clip.
    return max(box[2] - box[0], 1e-3) * max(box[3] - box[1], 1e-3)


def upright(box: Sequence[float]) -> Box:
    """The box with these corners, whichever two opposite ones they are."""
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])
