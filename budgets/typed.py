"""Amounts and counts that a department typed in its texts, tied to the figures they are named after."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .catalogue import MONEY, PEOPLE, VEHICLES
from .money import WANYUAN, YUAN_IN, Unit, rounded

#: What is the same however it is typed: digits and brackets of either width, with or without quotes.
SAME = str.maketrans("０１２３４５６７８９．()", "0123456789.（）", "“”‘’\"'「」『』《》")
#: What a unit is worth, and in which unit figures have it.
UNITS = {
    "亿元": (Decimal(10**8), MONEY),
    "亿": (Decimal(10**8), MONEY),
    "万元": (YUAN_IN[WANYUAN], MONEY),
    "万": (YUAN_IN[WANYUAN], MONEY),
    "元": (Decimal(1), MONEY),
    "人": (Decimal(1), PEOPLE),
    "名": (Decimal(1), PEOPLE),
    "辆": (Decimal(1), VEHICLES),
    "台": (Decimal(1), VEHICLES),
}
#: What may stand between the name of a figure and its amount: 公务接待费预算安排了人民币 2 万元.
BETWEEN = (
    r"((?:[0-9]{4}年度?|上年|去年|今年|本年|当年|年初|预算数?|总额|金额|总计|合计|共计|安排|编列|核定|支出|资金|经费"
    r"|规模|人民币|保有量|人数|人员|在职|达到|达|为|是|有|共|计|约|了|数|：|:|\s)*+)"
)
NUMBER = r"([0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
UNIT = r"\s*([亿万]元|[亿万](?![\u4e00-\u9fff])|元|[人名](?![次均民额])|[辆台])"
#: An amount with one of these behind it is a limit, a rate, a range or a guess, and no figure.
NEITHER = (
    r"(?!\s*(?:余|多|左右|上下|以[上下内外]|之[内间]|的?标准|的?限额|[/／每至到]|一[次人天]|[-—~～]\s*[0-9]))"
)
#: What may stand before a name, so that it is not the end of another: 全省工作会议费, 非税收入预算, 增加会议费.
LEAD = re.compile(
    r"(?:^|[^\u4e00-\u9fff、）]|（[一二三四五六七八九十0-9]+）|[一二三四五六七八九十0-9元人名辆台万亿]、|[元人名辆台][和及与]"
    r"|其中|包括|含|[0-9]{4}年|(?:年|年度|年初)(?:部门|单位)?预算|上年|去年|本年|今年|当年|全年|年度|年初"
    r"|安排了?|现有|共有|实有|核定|人员|预计|计划|(?:(?:全|本)部门|本单位|我[局委办厅院校部会站所])的?)\Z"
)
#: Where one of these stands before a name, its amount is that of a part.
OF_A_PART = re.compile(r"下属|所属|本级|二级|中(?:安排|列支)")
YEAR, LAST_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?=[年\-—~～至])"), re.compile(r"上年|去年")
#: How far before a name a year still tells which year's amount it is.
NEAR = 6


@dataclass(frozen=True)
class Typed:
    """An amount as typed: what it is said to be, and its value to the last digit written, in ``unit`` of figures."""

    name: str
    text: str
    value: Decimal
    step: Decimal
    unit: str = MONEY
    is_last_years: bool = False  # it says so itself

    def is_the_same_as(self, value: Decimal) -> bool:
        """Whether a figure could be written so: rounded half up, or to the digits that were typed."""
        exact = abs(value - self.value) * 2 <= self.step
        if exact or self.unit != MONEY:
            return exact
        unit = WANYUAN if "万" in self.text else Unit.YUAN
        return rounded(value, unit) * YUAN_IN[unit] == self.value


def plain_text(text: str) -> str:
    """A text or a name as it is compared: digits half-width, brackets full-width, no quotes."""
    return text.translate(SAME)


def amounts_of(
    text: str, names: Collection[str], *, year: int = 0, parts: Collection[str] = ()
) -> Iterator[Typed]:
    """Every amount in a text that stands directly behind one of these names, of ``year`` or the year before.

    ``parts`` are who has figures of their own: what is named behind one of them in a sentence is theirs.
    """
    if not names:
        return
    longest_first = sorted(map(plain_text, names), key=len, reverse=True)
    text = plain_text(text)
    for found in re.finditer(
        f"({'|'.join(map(re.escape, longest_first))}){BETWEEN}{NUMBER}{UNIT}{NEITHER}", text
    ):
        name, between, number, unit = found.groups()
        before = re.split(r"[。；;\n]", text[: found.start()])[-1]
        summed = before.endswith("、") and re.search("共|合计|总", between)
        if not LEAD.search(before) or summed or OF_A_PART.search(before) or any(p in before for p in parts):
            continue
        near = before[-NEAR - len("2025") - 1 :] + between
        years = {int(each) for each in YEAR.findall(near)}
        if year and years - {year, year - 1}:
            continue
        is_last_years = bool(LAST_YEAR.search(before[-NEAR:] + between)) or (year > 0 and years == {year - 1})
        yield _typed(name, number, unit, is_last_years)


def _typed(name: str, number: str, unit: str, is_last_years: bool) -> Typed:
    digits = number.replace("，", ",")
    value, (worth, of) = Decimal(digits.replace(",", "")), UNITS[unit]
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * worth
    return Typed(name, f"{digits}{unit}", value * worth, step, of, is_last_years)
