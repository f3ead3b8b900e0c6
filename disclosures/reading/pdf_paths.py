"""The paths that a PDF page paints: their corners, the straight lines among them, whether they are rectangles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, cast

from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt

from .pdf_shapes import Box, Rule, around, common


def subpaths(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[list[tuple[float, float]]]:
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


def straight(points: Sequence[tuple[float, float]], clip: Box | None) -> Iterator[Rule]:
    """The horizontal and vertical pieces of a line, as far as the clip shows them."""
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        box = common(clip, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        if box[2] < box[0] or box[3] < box[1] or not all(map(math.isfinite, box)):
            continue
        if abs(y1 - y0) <= 1.0 < abs(x1 - x0):
            yield Rule(False, (box[1] + box[3]) / 2, box[0], box[2])
        elif abs(x1 - x0) <= 1.0 < abs(y1 - y0):
            yield Rule(True, (box[0] + box[2]) / 2, box[1], box[3])


def is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    """Are all these points at corners of the box around them."""
    x0, y0, x1, y1 = around(points)
    return len(points) >= 4 and all(
        min(abs(x - x0), abs(x - x1)) < 0.5 and min(abs(y - y0), abs(y - y1)) < 0.5 for x, y in points
    )
