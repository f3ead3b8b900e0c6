"""English: what the official Chinese text says, from the catalogue of the forms (locale/en/LC_MESSAGES/forms.po).

The text of a disclosure is Chinese by law, so here, and only here, the messages are Chinese and the translations English:
patterns of sentences, headings, column heads, row labels, the names of the 类. Names of departments, projects and lower
accounts stay Chinese.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings

CHINESE, ENGLISH = "zh-hans", "en"
UNITS = {
    "万元": " × 10,000 yuan",
    "元": " yuan",
    "人": "",
    "个": "",
    "家": "",
    "辆": "",
    "平方米": " m²",
    "台（套）": "",
    "%": "%",
}
NUMBER = re.compile(
    r"^(?:第([一二三四五六七八九十]+)部分|([一二三四五六七八九十]+)、|（([一二三四五六七八九十]+)）)"
)
DIGITS = {digit: n for n, digit in enumerate("一二三四五六七八九", 1)}


class Untranslated(LookupError):
    """The catalogue has no English for this text."""


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("forms", settings.LOCALE_PATHS[0], ["en"], fallback=True)


def in_english(text: str) -> str:
    """The English of a pattern or a fixed text; Untranslated where there is none."""
    if not text.strip():
        return text
    found = _catalogue().gettext(text)
    if found == text and re.search("[\u4e00-\u9fff]", text):
        raise Untranslated(text)
    return found


def unit_in_english(unit: str) -> str:
    return UNITS.get(unit, f" {unit}" if unit else "")


def label_in_english(text: str, document: Mapping[str, Any]) -> str | None:
    """The English of a printed label of a document: its number and its words; None where a name stays Chinese.

    ``2025年部门收入预算总表`` is looked up as ``{year}年{kind}收入预算总表``: years, kind and name are put back afterwards.
    """
    number = NUMBER.match(text)
    body = text[number.end() :] if number else text
    pattern, values = _pattern(body.strip(), document)
    try:
        words = in_english(pattern)
    except Untranslated:
        return None
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return f"{_number_in_english(number)}{words}" if number else words


def _pattern(text: str, document: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """A label with its year, department and kind taken out, where the catalogue would have it so."""
    year, name = document["year"], document["department"]["name"]
    kind, label = ("unit", "单位") if document["kind"] == "unit" else ("department", "部门")
    taken = text.replace(name, "{name}").replace(str(year), "{year}").replace(str(year - 1), "{last_year}")
    values = {"name": name, "year": str(year), "last_year": str(year - 1), "kind": kind}
    for candidate in (taken, taken.replace(label, "{kind}")):
        if _catalogue().gettext(candidate) != candidate:
            return candidate, values
    return taken, values


def _number_in_english(number: re.Match[str]) -> str:
    part, item, bracketed = number.groups()
    if part:
        return f"Part {_value(part)}: "
    return f"{_value(item)}. " if item else f"({_value(bracketed)}) "


def _value(numeral: str) -> int:
    """一 → 1, 十二 → 12, 二十一 → 21."""
    tens, ten, ones = numeral.rpartition("十")
    return (10 * (DIGITS.get(tens, 1)) if ten else 0) + DIGITS.get(ones, 0)
