"""Labels: what heads and names of rows say beside their words — numbers, years, 其中, units, sums."""

from __future__ import annotations

import re

from budgets.names import plain

from .heads import TOTAL_WORDS, numbering_style

YEAR = re.compile(
    r"(?P<digits>20\d\d)(?:年度?|$)|(?P<chinese>[二2][〇○零0Oo][一二三〇○零][〇○零一二三四五六七八九])年"
)
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "00012345678900")
QUOTES = re.compile("[“”\"'‘’]")
LAST_WORDS = re.compile(r"上年(?!结转|结余|度?结转|财政|一般|政府|国有|度?结余)|去年|上一年")
UNIT_SUFFIX = re.compile(r"[（(](?:金额)?(?:单位[:：])?(?:万元|元|人|辆|台|套|台套|%|％|平方米|个)[)）]")
PARTIAL = re.compile(r"^其中[:：]?")


def bare(label: str) -> str:
    """A label without number, 其中, unit, year and breaks."""
    told = plain(label)
    for _ in range(3):
        told = PARTIAL.sub("", numbering_style(told)[1])
    told = QUOTES.sub("", UNIT_SUFFIX.sub("", told))
    return re.sub(r"^[减加][:：]", "", told)


def is_partial(label: str) -> bool:
    """Whether a row or head is only some of what stands before it (其中：…)."""
    return bool(PARTIAL.match(numbering_style(plain(label))[1]))


def is_total(label: str) -> bool:
    """Whether a label says nothing but that it is the sum."""
    told = bare(label)
    return told in TOTAL_WORDS or told in (
        "金额合计",
        "资金合计",
        "预算合计",
        "合计金额",
        "总合计",
        "资金总额",
        "总额",
    )


def year_in(text: str) -> int:
    """The year that a title or a head names; 0 for none."""
    found = YEAR.search(plain(text))
    if not found:
        return 0
    return int((found["digits"] or found["chinese"]).translate(CHINESE_DIGITS))
