"""Colours of a PDF page, as a reader tells them apart."""

from __future__ import annotations

from typing import Any

Colour = tuple[float, float, float] | None  # None: a pattern or an ink that cannot be told
WHITE = (1.0, 1.0, 1.0)

#: Colours nearer than this in every channel (0 to 1) look the same.
ALIKE = 0.04


def colour_of(value: Any, space: str) -> Colour:
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
