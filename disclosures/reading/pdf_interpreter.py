"""Runs the content of a PDF page: pdfminer's interpreter, extended by what decides whether something is seen.

pdfminer passes over clipping: text that is cut away by a clip path comes out as if it were shown. Kept here are the clip
path (W, W* with q/Q and the boxes of forms), the rendering mode, transparency, and layers that are off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager, PDFStackT
from pdfminer.pdftypes import PDFStream, dict_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect, mult_matrix

from .pdf_canvas import Canvas, State
from .pdf_shapes import around, common
from .raw import Unreadable

#: Forms within forms, and content, beyond which nothing is read; a published budget is far below each.
DEEPEST_FORM = 12
MOST_CONTENT = 32 * 2**20  # bytes of one stream of page content, unpacked


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
        """The interpreter of a form that this one draws."""
        return Interpreter(self.rsrcmgr, self.device, self)

    def init_state(self, ctm: Matrix) -> None:
        """Begin a page or a form, in the state of who draws it."""
        super().init_state(ctm)
        self.graphicstate: State = self.inherited.copy()
        self.marks = []

    def execute(self, streams: Sequence[object]) -> None:
        """Run content; raises ``Unreadable`` where a stream of it is too large."""
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
        """Forget the path; it is clipped to from now on, if that was said of it."""
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
        """Paint the path, and end it."""
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
        """Begin marked content."""
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
        matrix = mult_matrix(cast(Any, numbers_of(form.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)), place)
        ctm = mult_matrix(matrix, self.ctm)
        box = numbers_of(form.get("BBox"), 4)
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


def numbers_of(value: object, count: int) -> list[float] | None:
    """So many numbers of an array; None where it is no such array."""
    found = resolve1(value)
    if not isinstance(found, list) or len(found) != count:
        return None
    numbers = [resolve1(item) for item in found]
    if not all(isinstance(number, int | float) for number in numbers):
        return None
    return [float(cast(Any, number)) for number in numbers]
