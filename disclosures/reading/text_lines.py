"""A line of a text file, and how wide it is."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

from .raw import Line

#: An indent of one space, in points: half a character of 五号.
SPACE = 5.25


def line_of(line: str, page: int, is_whole: bool) -> Line:
    """A line as it is read: its characters closed up, its gaps no wider than two spaces, its indent told."""
    text = _unspread(line.replace("\t", "  ").strip(" \u00a0\u3000\t\ufeff"))
    text = re.sub(r"[ \u00a0]{3,}|\u3000{2,}", "  ", text)
    left = width_of(line) - width_of(line.lstrip(" \u00a0\u3000\t"))
    return Line(
        text, page, is_whole=is_whole, indent=left * SPACE, is_centred=left >= 10 and width_of(text) < 80
    )


def _unspread(text: str) -> str:
    """A line whose characters were spread to fill it, closed again (元 ， 财 政 业 务 费)."""
    parts = text.split(" ")
    if len(parts) >= 8 and sum(len(part) == 1 for part in parts) >= 0.7 * len(parts):
        return "".join(parts)
    return text


def width_of(text: str) -> int:
    """How many columns a text takes, a Chinese character two."""
    return sum(1 + (east_asian_width(c) in "WFA" and ord(c) > 0xFF) for c in text)
