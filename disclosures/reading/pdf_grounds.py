"""Which glyphs of a complete page are seen: not painted over, not of the colour under them, not printed twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .pdf_colours import ALIKE, WHITE, Colour
from .pdf_shapes import Area, Glyph

#: Text lower than this is not read by anybody (points).
SMALLEST = 0.5


class Grounds:
    """What is painted under and over each place of a page."""

    STRIP = 24.0

    def __init__(self, areas: Sequence[Area], height: float) -> None:
        self.strips: dict[int, list[Area]] = {}
        for area in areas:
            first, last = (int(max(0.0, min(y, height)) // self.STRIP) for y in area.box[1::2])
            for strip in range(first, last + 1):
                self.strips.setdefault(strip, []).append(area)

    def shows(self, glyph: Glyph) -> bool:
        """Does the glyph stand out from what is under it, with nothing opaque over it; and has it a size."""
        if glyph.size < SMALLEST:
            return False
        x, y = glyph.middle
        ground: Colour = WHITE
        for area in self.strips.get(int(y // self.STRIP), ()):
            x0, top, x1, bottom = area.box
            if x0 <= x <= x1 and top <= y <= bottom:
                if area.order > glyph.order:
                    return False
                ground = area.colour
        if ground is None or glyph.colour is None:
            return True
        return any(abs(a - b) > ALIKE for a, b in zip(ground, glyph.colour, strict=True))


def once(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
    """Glyphs without those printed again on almost the same spot, as programs do for want of a bold face."""
    spots: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        near = min(0.12 * glyph.size, 0.45 * (glyph.x1 - glyph.x0))
        column, row = int(glyph.x0 // 4), int(glyph.top // 4)
        twins = (
            twin
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for twin in spots.get((glyph.text, column + across, row + down), ())
        )
        if any(abs(twin.x0 - glyph.x0) <= near and abs(twin.top - glyph.top) <= near for twin in twins):
            continue
        spots.setdefault((glyph.text, column, row), []).append(glyph)
        yield glyph
