"""What reading one PDF document may cost, in things painted and in seconds."""

from __future__ import annotations

import time

from .raw import Unreadable

#: What one document may cost; a published budget is far below each.
MOST_GLYPHS = 1_500_000
MOST_SHAPES = 600_000
MOST_FORMS = 20_000


class Budget:
    """What reading one document may still cost; a document that costs more is refused."""

    def __init__(self, seconds: float = 30.0) -> None:
        self.deadline = time.monotonic() + seconds
        self.glyphs = MOST_GLYPHS
        self.shapes = MOST_SHAPES
        self.forms = MOST_FORMS

    def spend(self, what: str) -> None:
        """Count one of ``what`` (glyphs, shapes, forms); raises ``Unreadable`` where too much or too long is read."""
        left = getattr(self, what) - 1
        setattr(self, what, left)
        if left < 0:
            raise Unreadable("文件内容过于庞杂（字符、线条或嵌套对象过多），不像一份预算公开文件，未予读取。")
        if left % 512 == 0 and time.monotonic() > self.deadline:
            raise Unreadable("读取用时过长，已停止。请重新导出 PDF，或改用 .docx、.xlsx 文件。")
