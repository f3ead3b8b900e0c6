"""Signs that look like a character and are another: ⽀ (a radical) for 支. PDFs printed from a browser are full of them.

Fonts use one glyph for both, and who writes the PDF takes the first character that the font names for it. Unicode knows
the character of each Kangxi radical and compatibility ideograph; for the radicals of the supplement it does not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from .raw import Grid, Line, Lost

#: Radicals of the supplement that are characters too, and below each its character. Of the last three, Unicode knows a
#: character of older spelling, and fonts of simplified Chinese use their glyph for this one.
_RADICALS = (
    "⺁⺄⺌⺍⺎⺒⺓⺛⺜⺝⺞⺠⺧⺩⺫⺬⺶⺷⺸⺼⺽⻁⻄⻅"
    "⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨"
    "⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⼾⾭⿈"
)
_CHARACTERS = (
    "厂乙小小尢巳幺旡日月歹民牛王目示羊羊羊月臼虎西见"
    "角角贝足车長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦"
    "黄黾斉齐歯齿竜龙龟亀户青黄"
)
#: Kangxi radicals, the radicals that Unicode knows, compatibility ideographs and those of the further plane.
_RANGES = (range(0x2F00, 0x2FE0), range(0x2E80, 0x2F00), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))


def _table() -> dict[int, str]:
    known = {code: unicodedata.normalize("NFKC", chr(code)) for codes in _RANGES for code in codes}
    found = {code: text for code, text in known.items() if text != chr(code)}
    return found | dict(zip(map(ord, _RADICALS), _CHARACTERS, strict=True))


_MEANT = _table()


def as_meant(text: str) -> str:
    """A text with the characters that its look-alikes are taken for; as long as before."""
    return text if text.isascii() else text.translate(_MEANT)


def block_as_meant(block: Line | Grid | Lost) -> Line | Grid | Lost:
    """The same for every text of a line or a grid."""
    match block:
        case Line():
            text = as_meant(block.text)
            return block if text == block.text else replace(block, text=text)
        case Grid():
            cells = tuple(
                cell if (text := as_meant(cell.text)) == cell.text else replace(cell, text=text)
                for cell in block.cells
            )
            return replace(block, cells=cells, name=as_meant(block.name))
    return block
