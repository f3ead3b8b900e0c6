"""Amounts as they stand in a sentence: number and unit, as printed, and what one of the last digit is worth."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.catalogue import AREA, MONEY, NUMBER, PEOPLE, SETS, VEHICLES

PERCENT = "%"
WIDE = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **dict(zip("．％（）：；，－−—", ".%（）：；，---", strict=True)),
    **dict(zip("(:;)", "（：；）", strict=True)),
}
QUOTES = '“”„‟"＂‘’「」『』'
#: Units as printed: what is counted, and how many of it.
UNITS: dict[str, tuple[str, int]] = {
    "亿元": (MONEY, 100_000_000),
    "百万元": (MONEY, 1_000_000),
    "万元": (MONEY, 10_000),
    "千元": (MONEY, 1_000),
    "元": (MONEY, 1),
    "人": (PEOPLE, 1),
    "名": (PEOPLE, 1),
    "辆": (VEHICLES, 1),
    "台（套）": (SETS, 1),
    "台套": (SETS, 1),
    "台/套": (SETS, 1),
    "套": (SETS, 1),
    "台": (SETS, 1),
    "个": (NUMBER, 1),
    "家": (NUMBER, 1),
    "平方米": (AREA, 1),
    "平米": (AREA, 1),
    "㎡": (AREA, 1),
    "%": (PERCENT, 1),
}
#: What is counted one by one is exact.
ONE_BY_ONE = (PEOPLE, VEHICLES, SETS, NUMBER)
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,18})(?:\.[0-9]{1,8})?"
#: What reads like a unit and is none: 5个月, 3人次, 2个百分点, 1元化.
_NOT = r"(?!次|月|百分点|小时|工作日|均|份|户)"
_AMOUNT = re.compile(rf"(?<![0-9.第])(?<![0-9],)(?P<sign>-?)(?P<digits>{_DIGITS})(?P<unit>{_UNIT}){_NOT}")
#: A limit and no amount: 单价100万元（含）以上.
_LIMIT = re.compile(r"(?:（[^）]{0,4}）)?(?:及|含)?以[上下内外]")
#: 支出预算为0。
_ZERO = re.compile(r"(?<=为)0(?:\.0+)?(?=[。，；]|$)")
_ABOUT = re.compile(r"(?:(?<!节)约|近|超|逾|超过|不足|不低于|不超过|不少于|达到|每[人年月]|人均)$")
_RANGE = re.compile(r"[0-9.]+(?:元|万元)?[-~～至到]$")


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` in the unit of figures (元 for money); ``step`` is 0 of what is counted one by one. ``start`` and ``end`` in
    the squeezed text. ``is_vague``: a limit, a range or an estimate, which no figure is."""

    start: int
    end: int
    value: Decimal
    unit: str
    printed: str
    step: Decimal
    is_vague: bool = False


class Squeezed:
    """A text without blanks, quotation marks and the underscores of forms, digits and brackets in one width; and where
    each character stood."""

    def __init__(self, text: str) -> None:
        kept: list[str] = []
        self._at: list[int] = []
        for index, char in enumerate(text):
            if char == "_" or char.isspace() or char in QUOTES:
                continue
            if kept and char.isdigit() and kept[-1].isdigit() and self._at[-1] < index - 1:
                kept.append(" ")  # two numbers side by side are not one
                self._at.append(index)
            kept.append(WIDE.get(char, char))
            self._at.append(index)
        self.original = text
        self.text = "".join(kept)

    def at(self, index: int) -> int:
        """Where a character of the squeezed text stands in the original."""
        return self._at[index] if index < len(self._at) else len(self.original)

    def cut(self, start: int, end: int) -> str:
        """The original of a part of the squeezed text."""
        if start >= end:
            return ""
        return self.original[self.at(start) : self.at(end - 1) + 1]

    def index(self, original: int) -> int:
        """The first character of the squeezed text that stands behind a place of the original."""
        return bisect_right(self._at, original - 1)


def amounts_in(text: str) -> list[Amount]:
    """The amounts of a squeezed text, in order."""
    found = [_amount(text, match) for match in _AMOUNT.finditer(text)]
    nothing = [
        Amount(match.start(), match.end(), Decimal(0), MONEY, "0", Decimal(1))
        for match in _ZERO.finditer(text)
    ]
    return _with_exact_nothing(sorted([*found, *nothing], key=lambda amount: amount.start))


def _with_exact_nothing(amounts: list[Amount]) -> list[Amount]:
    """A bare 0 among amounts with decimals is nothing to their digits: nobody writes 0.00 for it."""
    finest = min((each.step for each in amounts if each.unit == MONEY and each.value), default=None)
    if finest is None:
        return amounts
    return [
        replace(each, step=min(each.step, finest)) if each.unit == MONEY and not each.value else each
        for each in amounts
    ]


def _amount(text: str, found: re.Match[str]) -> Amount:
    digits = found["digits"].replace(",", "")
    unit, worth = UNITS[found["unit"]]
    decimals = len(digits.partition(".")[2])
    before = text[max(0, found.start() - 8) : found.start()]
    return Amount(
        start=found.start(),
        end=found.end(),
        value=Decimal(found["sign"] + digits) * worth,
        unit=unit,
        printed=found[0],
        step=Decimal(0) if unit in ONE_BY_ONE else Decimal(1).scaleb(-decimals) * worth,
        is_vague=bool(_LIMIT.match(text, found.end()))
        or bool(_ABOUT.search(before))
        or bool(_RANGE.search(before)),
    )
