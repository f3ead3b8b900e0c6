"""Heads of a table on a page as blocks: the lines of one head joined, pieces over several columns cut at their gaps."""

from __future__ import annotations

from collections.abc import Sequence

from .pdf_bands import Chunk
from .pdf_lines import parted, text_of
from .pdf_shapes import Rule


def cut(lines: Sequence[Sequence[Chunk]], columns: Sequence[tuple[float, float]]) -> list[list[Chunk]]:
    """Heads of narrow columns stand close together: pieces cut between columns where a gap is, if a small one."""
    found: list[list[Chunk]] = []
    for line in lines:
        found.append([])
        for chunk in line:
            gutters = [
                (a1 - 3, b0 + 3)
                for (_, a1), (b0, _) in zip(columns, columns[1:], strict=False)
                if chunk.x0 < a1 and b0 < chunk.x1
            ]
            parts = parted(chunk.row, gutters) if chunk.row and gutters else ()
            if len(parts) < 2:
                found[-1].append(chunk)
            else:
                found[-1] += [Chunk(p.x0, p.x1, chunk.top, chunk.bottom, text_of(p), p) for p in parts]
    return found


def blocks_of(heads: Sequence[Sequence[Chunk]], partial: Sequence[Rule]) -> list[Chunk]:
    """Heads, the lines of one joined: close below each other, in the middle of each other, no rule between them."""
    blocks: list[Chunk] = []
    for line in heads:
        for chunk in line:
            twin = next((block for block in blocks if _goes_on(block, chunk, partial)), None)
            if twin is None:
                blocks.append(Chunk(chunk.x0, chunk.x1, chunk.top, chunk.bottom, chunk.text))
            else:
                twin.x0, twin.x1 = min(twin.x0, chunk.x0), max(twin.x1, chunk.x1)
                twin.bottom, twin.text = chunk.bottom, twin.text + chunk.text
    return blocks


def _goes_on(block: Chunk, chunk: Chunk, partial: Sequence[Rule]) -> bool:
    """Is a piece the next line of a block: close below it, in its middle, no rule between."""
    gap = chunk.top - block.bottom
    if not -1.0 < gap < 0.45 * (chunk.bottom - chunk.top):
        return False
    if abs(chunk.middle - block.middle) > 4 + 0.1 * (block.x1 - block.x0):
        return False
    return not any(
        block.bottom - 2 < rule.at < chunk.top + 2 and rule.start < chunk.middle < rule.end
        for rule in partial
    )
