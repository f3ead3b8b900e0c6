"""What a reader of a PDF page sees: its glyphs, rules, filled areas and pictures, and nothing that is hidden.

pdfminer runs a page's content and says where everything stands, but it passes over clipping: text that is cut away
by a clip path comes out as if it were shown. So its interpreter is extended here by what decides whether something
is seen: the clip path (W, W* with q/Q and the boxes of forms), the rendering mode, transparency, layers that are off.
Colours and what is painted over are judged when the page is complete, in the order of painting.

Clip paths are taken as their bounding boxes: what lies outside is surely not seen.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFResourceManager,
    PDFStackT,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt, apply_matrix_rect, mult_matrix

from .raw import Unreadable

Box = tuple[float, float, float, float]  # x0, top, x1, bottom; y grows downwards once a page is complete

#: Fillings and strokes no wider than this are rules, not areas (points).
RULE = 3.0
#: How much of a glyph must be left by the clip for a reader to see it.
SEEN = 0.5
#: Colours nearer than this in every channel (0 to 1) look the same.
ALIKE = 0.04

#: Text lower than this is not read by anybody (points).
SMALLEST = 0.5

#: What one document may cost; a published budget is far below each.
MOST_GLYPHS = 1_500_000
MOST_SHAPES = 600_000
MOST_FORMS = 20_000
DEEPEST_FORM = 12
MOST_CONTENT = 32 * 2**20  # bytes of one stream of page content, unpacked

#: A glyph whose font does not say which character it is.
UNKNOWN = "\ufffd"

WHITE = (1.0, 1.0, 1.0)
Colour = tuple[float, float, float] | None  # None: a pattern or an ink that cannot be told


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


class Budget:
    """What reading one document may still cost; a document that costs more is refused."""

    def __init__(self, seconds: float = 30.0) -> None:
        self.deadline = time.monotonic() + seconds
        self.glyphs = MOST_GLYPHS
        self.shapes = MOST_SHAPES
        self.forms = MOST_FORMS

    def spend(self, what: str) -> None:
        left = getattr(self, what) - 1
        setattr(self, what, left)
        if left < 0:
            raise Unreadable("文件内容过于庞杂（字符、线条或嵌套对象过多），不像一份预算公开文件，未予读取。")
        if left % 512 == 0 and time.monotonic() > self.deadline:
            raise Unreadable("读取用时过长，已停止。请重新导出 PDF，或改用 .docx、.xlsx 文件。")


class State(PDFGraphicState):
    """The graphics state with what hides: the clip's box in page space, the opacity of fillings, the mode of blending."""

    def __init__(self) -> None:
        super().__init__()
        self.clip: Box | None = None  # y upwards, as PDF has it; None: nothing is clipped
        self.opacity = 1.0
        self.is_blended = False

    def copy(self) -> State:
        twin = State()
        twin.__dict__.update(self.__dict__)
        return twin


class Interpreter(PDFPageInterpreter):
    """pdfminer's interpreter, which keeps the clip path and knows what is not shown.

    A clip path takes effect after the operator that ends the path, is part of the graphics state that q and Q save, and
    only ever shrinks. A form is drawn in the state of who draws it, inside its own box.
    """

    device: Canvas

    def __init__(
        self, manager: PDFResourceManager, device: Canvas, parent: Interpreter | None = None
    ) -> None:
        super().__init__(manager, device)
        self.inherited = parent.graphicstate.copy() if parent else State()
        self.depth: int = parent.depth + 1 if parent else 0
        self.clips = False  # W or W* was said of the path that is being built
        self.marks: list[bool] = []  # marked content: does each level hide what is in it

    def dup(self) -> Interpreter:
        return Interpreter(self.rsrcmgr, self.device, self)

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.graphicstate: State = self.inherited.copy()
        self.marks = []

    def execute(self, streams: Sequence[object]) -> None:
        for stream in streams:
            if len(stream_value(stream).get_data()) > MOST_CONTENT:
                raise Unreadable("页面内容解压后过大，不像一份预算公开文件，未予读取。")
        super().execute(streams)
        self.device.hidden -= sum(self.marks)  # marked content that nobody closed
        self.marks = []

    # Clipping -----------------------------------------------------------------------------------------------------

    def do_W(self) -> None:
        """Clip to the path, which the next painting operator ends."""
        self.clips = True

    def do_W_a(self) -> None:
        """The same by the even-odd rule; its bounding box is the same."""
        self.clips = True

    def _end_path(self) -> None:
        if self.clips and self.curpath:
            points = [
                apply_matrix_pt(self.ctm, point)
                for segment in self.curpath
                for point in zip(segment[1::2], segment[2::2], strict=False)
            ]
            self.graphicstate.clip = common(self.graphicstate.clip, around(cast(Any, points)))
        self.clips = False
        self.curpath = []

    def _paint(self, *, stroke: bool, fill: bool) -> None:
        self.device.paint_path(self.graphicstate, stroke, fill, False, self.curpath)
        self._end_path()

    def do_n(self) -> None:
        """End the path without painting: the usual way to clip."""
        self._end_path()

    def do_S(self) -> None:
        """Stroke."""
        self._paint(stroke=True, fill=False)

    def do_f(self) -> None:
        """Fill."""
        self._paint(stroke=False, fill=True)

    def do_F(self) -> None:
        """Fill, by its old name."""
        self._paint(stroke=False, fill=True)

    def do_f_a(self) -> None:
        """Fill by the even-odd rule."""
        self._paint(stroke=False, fill=True)

    def do_B(self) -> None:
        """Fill and stroke."""
        self._paint(stroke=True, fill=True)

    def do_B_a(self) -> None:
        """Fill by the even-odd rule and stroke."""
        self._paint(stroke=True, fill=True)

    # Colour and transparency --------------------------------------------------------------------------------------

    def do_cs(self, name: PDFStackT) -> None:
        """Choose a colour space, which sets its first colour: black, or the full ink."""
        super().do_cs(name)
        space = self.graphicstate.ncs
        if space.ncomponents == 3:
            self.graphicstate.ncolor = (0.0, 0.0, 0.0)
        elif space.ncomponents == 4:
            self.graphicstate.ncolor = (0.0, 0.0, 0.0, 1.0)
        else:
            self.graphicstate.ncolor = 1.0 if space.name == "Separation" else 0.0

    def do_gs(self, name: PDFStackT) -> None:
        """Take parameters from a dictionary: here the opacity of fillings and the mode of blending."""
        chosen = resolve1(dict_value(self.resources.get("ExtGState", {})).get(literal_name(name)))
        if not isinstance(chosen, dict):
            return
        opacity = resolve1(chosen.get("ca"))
        if isinstance(opacity, int | float):
            self.graphicstate.opacity = float(opacity)
        mode = resolve1(chosen.get("BM"))
        if isinstance(mode, list) and mode:
            mode = resolve1(mode[0])
        if isinstance(mode, PSLiteral):
            self.graphicstate.is_blended = mode.name not in ("Normal", "Compatible")

    # Layers -------------------------------------------------------------------------------------------------------

    def do_BMC(self, tag: PDFStackT) -> None:
        """Begin marked content."""
        self._mark(False)

    def do_BDC(self, tag: PDFStackT, props: PDFStackT) -> None:
        """Begin marked content with properties: a layer that is off hides what is in it."""
        layer: object = props
        if isinstance(tag, PSLiteral) and tag.name == "OC" and isinstance(props, PSLiteral):
            layer = dict_value(self.resources.get("Properties", {})).get(props.name)
            self._mark(self.device.is_off(layer))
        else:
            self._mark(False)

    def do_EMC(self) -> None:
        """End marked content."""
        if self.marks:
            self.device.hidden -= self.marks.pop()

    def _mark(self, hides: bool) -> None:
        self.marks.append(hides)
        self.device.hidden += hides

    # What is drawn ------------------------------------------------------------------------------------------------

    def do_TJ(self, seq: PDFStackT) -> None:
        """Show text, unless its rendering mode is to paint nothing (3) or only to clip by it (7)."""
        if self.textstate.font is None:
            return
        self.device.is_painting_text = self.textstate.render not in (3, 7)
        self.device.render_string(self.textstate, cast(Any, seq), self.graphicstate.ncs, self.graphicstate)

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        """Draw a form or a picture; a form of a layer that is off is not drawn."""
        self.device.budget.spend("forms")
        if self.depth >= DEEPEST_FORM:
            raise Unreadable("文件中的对象嵌套过深，结构异常，未予读取。")
        thing = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if not isinstance(thing, PDFStream) or self.device.is_off(thing.get("OC")):
            return
        subtype = thing.get("Subtype")
        if isinstance(subtype, PSLiteral) and subtype.name == "Image":
            self.device.draw_picture(self.ctm, thing, self.graphicstate)
        elif isinstance(subtype, PSLiteral) and subtype.name == "Form":
            self.draw_form(thing)

    def draw_form(self, form: PDFStream, place: Matrix = (1, 0, 0, 1, 0, 0)) -> None:
        """Draw a form: in the state of here, inside its own box. ``place`` moves it (appearances of annotations)."""
        outer = self.graphicstate.copy(), self.ctm
        matrix = mult_matrix(cast(Any, _numbers(form.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)), place)
        ctm = mult_matrix(matrix, self.ctm)
        box = _numbers(form.get("BBox"), 4)
        if box:
            corners = apply_matrix_rect(ctm, cast(Any, tuple(box)))
            self.graphicstate.clip = common(self.graphicstate.clip, corners)
        inner = cast(Interpreter, self.subinterp())
        own = resolve1(form.get("Resources"))
        inner.render_contents(dict_value(own) if own else dict(self.resources), [form], ctm=ctm)
        self.graphicstate, self.ctm = outer
        self.device.set_ctm(self.ctm)

    def do_EI(self, obj: PDFStackT) -> None:
        """Draw a picture that stands in the content itself."""
        if isinstance(obj, PDFStream):
            self.device.draw_picture(self.ctm, obj, self.graphicstate)


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
        whole, left = _surface(box), _surface(seen)
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
            text = font.to_unichr(cid)
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
                colour = _colour(state.ncolor, state.ncs.name)
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
        for points in _subpaths(path, self.ctm):
            self.budget.spend("shapes")
            box = common(state.clip, around(points))
            if not all(map(math.isfinite, box)) or box[2] < box[0] or box[3] < box[1]:
                continue
            self.order += 1
            if stroke:
                self.rules.extend(_straight(points, state.clip))
            if fill:
                self._fill(points, box, state)

    def _fill(self, points: Sequence[tuple[float, float]], box: Box, state: State) -> None:
        width, height = box[2] - box[0], box[3] - box[1]
        if height <= RULE < width:
            self.rules.append(Rule(False, (box[1] + box[3]) / 2, box[0], box[2]))
        elif width <= RULE < height:
            self.rules.append(Rule(True, (box[0] + box[2]) / 2, box[1], box[3]))
        is_opaque = state.opacity > 1 - ALIKE and not state.is_blended
        if is_opaque and width > RULE and height > RULE and _is_rectangle(points):
            self.areas.append(Area(box, _colour(state.ncolor, state.ncs.name), self.order))

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
        grounds = _Grounds(sheet.areas, width, height)
        sheet.glyphs = list(_once(glyph for glyph in self.glyphs if grounds.shows(glyph)))
        return sheet


class _Grounds:
    """What is painted under and over each place of a page."""

    STRIP = 24.0

    def __init__(self, areas: Sequence[Area], width: float, height: float) -> None:
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


def _once(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
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


# Geometry ---------------------------------------------------------------------------------------------------------


def common(clip: Box | None, box: Box) -> Box:
    """What two boxes share; where they share nothing, the far side lies before the near one."""
    if clip is None:
        return box
    return max(clip[0], box[0]), max(clip[1], box[1]), min(clip[2], box[2]), min(clip[3], box[3])


def around(points: Sequence[tuple[float, float]]) -> Box:
    """The box around points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _surface(box: Box) -> float:
    if box[2] < box[0] or box[3] < box[1]:
        return 0.0
    # A box without width still stands somewhere: it must not be lost as if it were outside the clip.
    return max(box[2] - box[0], 1e-3) * max(box[3] - box[1], 1e-3)


def _turn(matrix: Matrix, scaling: float) -> int:
    a, b = matrix[0] * (scaling or 1), matrix[1] * (scaling or 1)
    return round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360


def _subpaths(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, in page space; curves by their ends, closed ones back to the start."""
    points: list[tuple[float, float]] = []
    for segment in path:
        if segment[0] == "m":
            if len(points) > 1:
                yield points
            points = []
        if segment[0] == "h":
            if points:
                points.append(points[0])
        else:
            points.append(apply_matrix_pt(ctm, cast(Any, segment[-2:])))
    if len(points) > 1:
        yield points


def _straight(points: Sequence[tuple[float, float]], clip: Box | None) -> Iterator[Rule]:
    """The horizontal and vertical pieces of a line, as far as the clip shows them."""
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        box = common(clip, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        if box[2] < box[0] or box[3] < box[1] or not all(map(math.isfinite, box)):
            continue
        if abs(y1 - y0) <= 1.0 < abs(x1 - x0):
            yield Rule(False, (box[1] + box[3]) / 2, box[0], box[2])
        elif abs(x1 - x0) <= 1.0 < abs(y1 - y0):
            yield Rule(True, (box[0] + box[2]) / 2, box[1], box[3])


def _is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    x0, y0, x1, y1 = around(points)
    return len(points) >= 4 and all(
        min(abs(x - x0), abs(x - x1)) < 0.5 and min(abs(y - y0), abs(y - y1)) < 0.5 for x, y in points
    )


def _colour(value: Any, space: str) -> Colour:
    """A colour as red, green and blue; None for patterns, spot inks and palettes."""
    try:
        if space in ("Pattern", "Indexed", "DeviceN", "Lab"):
            return None
        parts = value if isinstance(value, tuple) else (value,)
        if space == "Separation":  # no ink is white whatever the ink
            return WHITE if len(parts) == 1 and parts[0] == 0 else None
        numbers = [min(1.0, max(0.0, float(part))) for part in parts]
    except (TypeError, ValueError):
        return None
    match numbers:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None


def _numbers(value: object, count: int) -> list[float] | None:
    found = resolve1(value)
    if not isinstance(found, list) or len(found) != count:
        return None
    numbers = [resolve1(item) for item in found]
    if not all(isinstance(number, int | float) for number in numbers):
        return None
    return [float(cast(Any, number)) for number in numbers]


# Pages ------------------------------------------------------------------------------------------------------------

_TURNS: dict[int, tuple[int, int, int, int]] = {
    0: (1, 0, 0, 1),
    90: (0, -1, 1, 0),
    180: (-1, 0, 0, -1),
    270: (0, 1, -1, 0),
}


def see(
    page: PDFPage, number: int, manager: PDFResourceManager, budget: Budget, off: frozenset[int]
) -> Sheet:
    """What a reader sees of a page: turned as the page is turned, cut at its crop box, with its annotations' texts."""
    turn = _TURNS.get(page.rotate, _TURNS[0])
    paper = common(_upright(page.mediabox), _upright(page.cropbox))
    if _surface(paper) <= 1e-3:
        paper = _upright(page.mediabox)
    turned = apply_matrix_rect((*turn, 0, 0), paper)
    ctm = (*turn, -turned[0], -turned[1])
    width, height = turned[2] - turned[0], turned[3] - turned[1]
    canvas = Canvas(manager, budget, off)
    interpreter = Interpreter(manager, canvas)
    interpreter.inherited.clip = (0.0, 0.0, width, height)
    interpreter.render_contents(dict(page.resources or {}), page.contents, ctm=cast(Matrix, ctm))
    for annotation in list_value(page.annots) if page.annots else ():
        _draw_annotation(interpreter, resolve1(annotation), cast(Matrix, ctm), (0.0, 0.0, width, height))
    return canvas.finish(number, width, height)


def _upright(box: Sequence[float]) -> Box:
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def _draw_annotation(interpreter: Interpreter, note: object, ctm: Matrix, paper: Box) -> None:
    """Fields of forms and text boxes are seen too: their appearance, moved into their rectangle, unless hidden."""
    if not isinstance(note, dict):
        return
    kind, flags, box = resolve1(note.get("Subtype")), resolve1(note.get("F")), _numbers(note.get("Rect"), 4)
    is_hidden = isinstance(flags, int) and flags & 0b100010  # hidden, or not shown on the screen
    if (
        not isinstance(kind, PSLiteral)
        or kind.name not in ("Widget", "FreeText", "Stamp")
        or is_hidden
        or not box
    ):
        return
    looks = resolve1(note.get("AP"))
    look = resolve1(looks.get("N")) if isinstance(looks, dict) else None
    if isinstance(look, dict):  # one appearance for each state, as of a tick box
        state = resolve1(note.get("AS"))
        look = resolve1(look.get(state.name)) if isinstance(state, PSLiteral) else None
    if not isinstance(look, PDFStream):
        return
    own = _numbers(look.get("BBox"), 4)
    if not own:
        return
    matrix = cast(Any, tuple(_numbers(look.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)))
    x0, y0, x1, y1 = apply_matrix_rect(matrix, cast(Any, tuple(own)))
    left, low, right, high = _upright(box)
    if x1 <= x0 or y1 <= y0:
        return
    wide, tall = (right - left) / (x1 - x0), (high - low) / (y1 - y0)
    interpreter.init_state(ctm)
    interpreter.graphicstate.clip = paper
    interpreter.draw_form(look, (wide, 0, 0, tall, left - x0 * wide, low - y0 * tall))
