"""Units of money in which nothing is taken in: 千元, 亿元, 美元. Read as 元 or 万元, a figure in them is wrong by a factor.

A figure comes in 元 or 万元, everything else is refused with its place; nobody converts what somebody else has counted.
"""

from __future__ import annotations

import re
from functools import cache

from ..money import WANYUAN, YUAN

#: In which figures come in; what is printed for the public knows others.
UNITS = (YUAN, WANYUAN)
CURRENCIES = (
    "美元|美金|欧元|日元|日圆|英镑|港元|港币|澳元|澳门元|新台币|台币|加元|新加坡元|瑞士法郎|法郎|韩元|卢布|卢比|泰铢"
    "|外币|外汇|USD|EUR|JPY|GBP|HKD"
)
#: A unit of money that is neither 元 nor 万元.
_STRANGE = (
    r"(?P<unit>(?:人民币)?(?:[十百千兆]元|[十百千]万元?|[十百千万]?亿元?"
    rf"|(?:[十百千万亿]|[十百千]万)?(?:{CURRENCIES})))"
)
#: Where a unit is told: 单位：千元, in brackets, alone, or behind a head.
TOLD = re.compile(rf"单位[:：]?[（(]?{_STRANGE}(?![\u4e00-\u9fff])", re.IGNORECASE)
BRACKETED = re.compile(rf"[（(【\[](?:[\u4e00-\u9fff]{{0,2}}单位[:：]?)?{_STRANGE}[）)】\]]", re.IGNORECASE)
ALONE = re.compile(_STRANGE, re.IGNORECASE)
BEHIND = re.compile(rf"{_STRANGE}\Z", re.IGNORECASE)
FOREIGN = re.compile(CURRENCIES, re.IGNORECASE)
#: No line that tells a unit is longer.
LONGEST = 120

WANTED = "金额单位应为元或万元，这里写着“{}”。请先换算成元或万元，并改正单位"
SCALED_AS = "数字格式“{}”使显示的数与单元格里的数（{}）大小不同。请把格式改为普通数字，核对后按{}填写"
NO_YUAN = "应为人民币{}，这里写着“{}”，请换算后填写"


def strange_unit(text: str, *, is_head: bool = False) -> str:
    """千元 of “单位：千元” and “金额（千元）”, of the head of an amount (``is_head``) also of 预算数/千元; empty where the
    unit is 元, 万元 or not told."""
    squeezed = re.sub(r"\s", "", text)
    if len(squeezed) > LONGEST:
        return ""
    found = TOLD.search(squeezed) or BRACKETED.search(squeezed) or ALONE.fullmatch(squeezed)
    if not found and is_head:
        found = BEHIND.search(squeezed)
    return found["unit"] if found else ""


def strange_format(code: str) -> str:
    """千元 of the number format 0.00"千元": what a person sees behind the number."""
    found = re.search(rf'"[^"]*?{_STRANGE}[^"]*"', code, re.IGNORECASE)
    return found["unit"] if found else ""


#: A number format's pieces: what is written out, what only leaves room, conditions and colours, the rest one by one.
FORMAT_PIECE = re.compile(r'(?P<said>"[^"]*"|[\\!].)|(?P<room>_.|\*.|\[[^\]]*\])|(?P<code>.)', re.DOTALL)
#: What draws a number smaller or larger than it is: commas behind its last digit, a point written between digits, percent.
SCALED = re.compile(r"[0#?],+(?![,0#?])|[0#?]P[0#?]|[%‰]")


@cache
def is_scaled(code: str) -> bool:
    """Whether a number format shows a number in another size than it has: ``0!.0,`` (10,000 as 1.0), ``#,##0.00,``,
    ``0%``. Digits that are not shown, and 1.2E+05, leave the size as it is."""
    return any(SCALED.search(_drawn(section)) for section in _sections(code))


def _sections(code: str) -> list[str]:
    """What a format says of numbers above, below and at zero; the fourth part is of text."""
    parts = [""]
    for piece in FORMAT_PIECE.finditer(code):
        if piece["code"] == ";":
            parts.append("")
        else:
            parts[-1] += piece[0]
    return parts[:3]


def _drawn(section: str) -> str:
    """Only what draws the number: digits, commas, percent, and P for a point that is written out."""
    drawn = ""
    for piece in FORMAT_PIECE.finditer(section):
        if piece["said"]:
            drawn += "P" if piece["said"].strip('\\!"') in (".", "．") else ""
        else:
            drawn += piece["code"] or ""
    return drawn


def currency_in(text: str) -> str:
    """美元 where a text names money of others; empty else."""
    found = FOREIGN.search(text)
    return found[0] if found else ""
