"""What a reader of a PDF page sees: its glyphs, rules, filled areas and pictures, and nothing that is hidden.

page ──pdf_interpreter──▶ what it paints ──pdf_canvas, pdf_paths, pdf_colours──▶ what no clip or layer hides
  ──pdf_grounds──▶ Sheet (``pdf_shapes``): what nothing is painted over, in colours that stand out
"""

from __future__ import annotations

from typing import Any, cast

from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, list_value, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_rect

from .pdf_budget import Budget
from .pdf_canvas import Canvas
from .pdf_interpreter import Interpreter, numbers_of
from .pdf_shapes import Box, Sheet, common, surface, upright

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
    paper = common(upright(page.mediabox), upright(page.cropbox))
    if surface(paper) <= 1e-3:
        paper = upright(page.mediabox)
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


def _draw_annotation(interpreter: Interpreter, note: object, ctm: Matrix, paper: Box) -> None:
    """Fields of forms and text boxes are seen too: their appearance, moved into their rectangle, unless hidden."""
    if not isinstance(note, dict):
        return
    kind, flags, box = resolve1(note.get("Subtype")), resolve1(note.get("F")), numbers_of(note.get("Rect"), 4)
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
    own = numbers_of(look.get("BBox"), 4)
    if not own:
        return
    matrix = cast(Any, tuple(numbers_of(look.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)))
    x0, y0, x1, y1 = apply_matrix_rect(matrix, cast(Any, tuple(own)))
    left, low, right, high = upright(box)
    if x1 <= x0 or y1 <= y0:
        return
    wide, tall = (right - left) / (x1 - x0), (high - low) / (y1 - y0)
    interpreter.init_state(ctm)
    interpreter.graphicstate.clip = paper
    interpreter.draw_form(look, (wide, 0, 0, tall, left - x0 * wide, low - y0 * tall))
