"""Numbers before headings and paragraphs: how they are written, and which number they are."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Styles by their first number, outermost first as documents mostly nest them.
PART, CHAPTER, CLAUSE, CN, CN_BRACKETED, DIGIT, DIGIT_BRACKETED, DIGIT_HALF, CIRCLED = (
    "第一部分",
    "第一章",
    "第一节",
    "一、",
    "（一）",
    "1.",
    "（1）",
    "1）",
    "①",
)

_CN = "零〇一二三四五六七八九十百廿"
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0}

#: What editors leave before a number: [bookmark: …]. It stays in the text.
_RESIDUE = re.compile(r"^(?:\[[^\[\]]{1,30}\]\s*)+")

_WRITTEN = (
    (PART, re.compile(rf"第\s*([{_CN}]{{1,5}}|\d{{1,2}})\s*(?:部\s*分|篇|编)(?!门)\s*[、.．:：]?")),
    (CHAPTER, re.compile(rf"第\s*([{_CN}]{{1,5}}|\d{{1,2}})\s*章\s*[、.．:：]?")),
    (CLAUSE, re.compile(rf"第\s*([{_CN}]{{1,5}}|\d{{1,2}})\s*节\s*[、.．:：]?")),
    (CN, re.compile(rf"([{_CN}]{{1,5}})\s*[、.．]")),
    (CN_BRACKETED, re.compile(rf"[（(〔]\s*([{_CN}]{{1,5}})\s*[)）〕]\s*[、.．]?")),
    (DIGIT_BRACKETED, re.compile(r"[（(〔]\s*(\d{1,2})\s*[)）〕]\s*[、.．]?")),
    (DIGIT_HALF, re.compile(r"(\d{1,2})\s*[)）]\s*[、.．]?")),
    (DIGIT, re.compile(r"(\d{1,2})\s*(?:[.．](?=\D|20\d\d\s*年|$)|、(?=\s*\D|\s*20\d\d\s*年|$))")),
    (CIRCLED, re.compile(r"([①-⑳])\s*[、.．]?")),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed (``（二）``), its style and ordinal, and the text after it."""

    text: str
    style: str
    ordinal: int
    rest: str


def number_of(text: str) -> Number | None:
    """The number that a text begins with. 2.5万元, 2021年 and （2021年度） begin with none."""
    text = _RESIDUE.sub("", text.strip())
    for style, pattern in _WRITTEN:
        if found := pattern.match(text):
            printed = "".join(found[0].split())
            return Number(printed, style, ordinal(found[1]), text[found.end() :].strip())
    return None


def ordinal(digits: str) -> int:
    """十一 and 11 and ⑪ are 11; 0 for what is no number."""
    digits = digits.strip()
    if digits.isdecimal():
        return int(digits)
    if len(digits) == 1 and "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    return _chinese(digits.replace("廿", "二十"))


def _chinese(digits: str) -> int:
    """Up to 999: 一百零三, 二十, 十二, 一〇."""
    hundreds, _, rest = digits.rpartition("百")
    tens, mark, ones = rest.rpartition("十")
    total = 100 * (_DIGITS.get(hundreds, 1) if "百" in digits else 0)
    if mark:
        return total + 10 * (_DIGITS.get(tens.lstrip("零〇"), 1)) + _DIGITS.get(ones, 0)
    for digit in rest.lstrip("零〇"):
        total = total * 10 + _DIGITS.get(digit, 0) if not hundreds else total + _DIGITS.get(digit, 0)
    return total
