"""Takes down what a PDF page paints, where no clip path, layer or transparency hides it.

Clip paths are taken as their bounding boxes: what lies outside is surely not seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.utils import Matrix, PathSegment, apply_matrix_rect

from .look_alikes import as_meant
from .pdf_budget import Budget
from .pdf_colours import ALIKE, colour_of
from .pdf_grounds import Grounds, once
from .pdf_paths import is_rectangle, straight, subpaths
from .pdf_shapes import UNKNOWN, Area, Box, Glyph, Rule, Sheet, around, common, surface

#: Fillings and strokes no wider than this are rules, not areas (points).
RULE = 3.0

#: How much of a glyph must be left by the clip for a reader to see it.
SEEN = 0.5


class State(PDFGraphicState):
    """The graphics state with what hides: the clip's box in page space, the opacity of fillings, the mode of blending."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Box | None = None  # y upwards, as PDF has it; None: nothing is clipped
        self.opacity = 1.0
        self.is_blended = False

    def copy(self) -> State:
        """The state that q saves."""
        twin = State()
        twin.__dict__.update(self.__dict__)
        return twin


class Canvas(PDFTextDevice):
    """Takes down what the interpreter paints, in page space with y upwards; ``finish`` makes it a Sheet."""

    def __init__(
        self, manager: PDFResourceManager, budget: Budget, off: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(manager)
        self.budget = budget
        self.off = off
        self.hidden = 0  # how many layers around what is painted now are off
        self.is_painting_text = True
        self.order = 0
        self.glyphs: list[Glyph] = []
        self.rules: list[Rule] = []
        self.areas: list[Area] = []
        self.pictures: list[Box] = []

    def is_off(self, layer: object) -> bool:
        """Is this layer, or every layer of this group of layers, switched off."""
        if isinstance(layer, PDFObjRef) and layer.objid in self.off:
            return True
        group = resolve1(layer)
        if not isinstance(group, dict) or "OCGs" not in group:
            return False
        members = resolve1(group["OCGs"])
        members = members if isinstance(members, list) else [group["OCGs"]]
        return bool(members) and all(isinstance(m, PDFObjRef) and m.objid in self.off for m in members)

    def _shows(self, box: Box, clip: Box | None, least: float = 0.0) -> Box | None:
        """The part of a box that is left by the clip; None where too little is."""
        if self.hidden or not all(map(math.isfinite, box)):
            return None
        seen = common(clip, box)
        whole, left = surface(box), surface(seen)
        return seen if left > 0 and left >= least * whole else None

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Take down one glyph; says how far the next one stands, in text space."""
        self.budget.spend("glyphs")
        state = cast(State, graphicstate)
        try:
            text = as_meant(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        advance = font.char_width(cid) * fontsize * scaling
        if font.is_vertical():
            # Vertical writing hangs the glyph below its origin, centred on it.
            across, down = cast(Any, font.char_disp(cid))
            across = fontsize * 0.5 if across is None else across * fontsize * 0.001
            drop = (1000 - down) * fontsize * 0.001
            own = (-across, drop + rise + advance, -across + fontsize, drop + rise)
        else:
            descent = font.get_descent() * fontsize
            own = (0, descent + rise, advance, descent + rise + fontsize)
        box = apply_matrix_rect(matrix, own)
        if self.is_painting_text and state.opacity > ALIKE:
            seen = self._shows(box, state.clip, SEEN)
            if seen is not None:
                self.order += 1
                turn = _turn(matrix, scaling)
                size = box[2] - box[0] if turn in (90, 270) else box[3] - box[1]
                colour = colour_of(state.ncolor, state.ncs.name)
                self.glyphs.append(Glyph(text, *box, size, turn, self.order, colour))
        return advance

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        """Take down the rules and areas of a path."""
        if self.hidden or not path or self.ctm is None:
            return
        state = cast(State, graphicstate)
        for points in subpaths(path, self.ctm):
            self.budget.spend("shapes")
            box = common(state.clip, around(points))
            if not all(map(math.isfinite, box)) or box[2] < box[0] or box[3] < box[1]:
                continue
            self.order += 1
            if stroke:
                self.rules.extend(straight(points, state.clip))
            if fill:
                self._fill(points, box, state)

    def _fill(self, points: Sequence[tuple[float, float]], box: Box, state: State) -> None:
        """Take down a filling: thin ones are rules, opaque rectangles are areas."""
        width, height = box[2] - box[0], box[3] - box[1]
        if height <= RULE < width:
            self.rules.append(Rule(False, (box[1] + box[3]) / 2, box[0], box[2]))
        elif width <= RULE < height:
            self.rules.append(Rule(True, (box[0] + box[2]) / 2, box[1], box[3]))
        is_opaque = state.opacity > 1 - ALIKE and not state.is_blended
        if is_opaque and width > RULE and height > RULE and is_rectangle(points):
            self.areas.append(Area(box, colour_of(state.ncolor, state.ncs.name), self.order))

    def draw_picture(self, ctm: Matrix, picture: PDFStream, state: State) -> None:
        """Take down a picture. One that has a mask, or is one, lets through what is under it."""
        box = self._shows(apply_matrix_rect(ctm, (0, 0, 1, 1)), state.clip)
        if box is None:
            return
        self.budget.spend("shapes")
        self.order += 1
        self.pictures.append(box)
        lets_through = any(resolve1(picture.get(key)) for key in ("SMask", "Mask", "ImageMask", "IM"))
        if not lets_through and state.opacity > 1 - ALIKE and not state.is_blended:
            self.areas.append(Area(box, None, self.order, is_picture=True))

    def finish(self, number: int, width: float, height: float) -> Sheet:
        """The page, y downwards, without what is painted over, has the colour of its ground, or is printed twice."""

        def down(box: Box) -> Box:
            return box[0], height - box[3], box[2], height - box[1]

        sheet = Sheet(number, width, height)
        sheet.areas = [replace(area, box=down(area.box)) for area in self.areas]
        sheet.pictures = [down(box) for box in self.pictures]
        for rule in self.rules:
            if rule.is_upright:
                sheet.rules.append(Rule(True, rule.at, height - rule.end, height - rule.start))
            else:
                sheet.rules.append(Rule(False, height - rule.at, rule.start, rule.end))
        for glyph in self.glyphs:
            glyph.top, glyph.bottom = height - glyph.bottom, height - glyph.top
        grounds = Grounds(sheet.areas, height)
        sheet.glyphs = list(once(glyph for glyph in self.glyphs if grounds.shows(glyph)))
        return sheet


def _turn(matrix: Matrix, scaling: float) -> int:
    """The way that text runs under this matrix, in degrees, to the nearest quarter."""
    a, b = matrix[0] * (scaling or 1), matrix[1] * (scaling or 1)
    return round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360
