"""A frozen document, asked for its figures: by key, whatever the form that prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from .. import printing
from ..english import label_in_english
from .drawing import Name

CODE = re.compile(r"^[0-9]{3,} ")


@dataclass(frozen=True)
class Frozen:
    """``in`` asks whether the document has a figure at all; one that it has may still be not known."""

    content: Mapping[str, Any]

    @property
    def year(self) -> int:
        return int(self.content["year"])

    def __contains__(self, key: object) -> bool:
        return key in self.content["figures"]

    def keys(self, kind: re.Pattern[str]) -> list[str]:
        """The keys of this kind whose figures are known."""
        return [key for key in self.content["figures"] if kind.fullmatch(key) and self.value(key) is not None]

    def value(self, key: str) -> Decimal | None:
        value = self.content["figures"].get(key, {}).get("value")
        return None if value is None else Decimal(value)

    def amount(self, key: str) -> Decimal:
        return self.value(key) or Decimal(0)

    def printed(self, key: str) -> str:
        """As the document prints it: a dash for what is not known; nothing where it has no such figure."""
        return or_dash(self.value(key)) if key in self else ""

    def share(self, key: str) -> str:
        share = self.value(f"{key}.share")
        return "" if share is None else printing.percentage(share)

    def name(self, key: str) -> Name:
        """What a figure is called, without its measure and code: of “支出，201 一般公共服务支出” the last."""
        label = self.content["figures"][key]["label"]
        if key.startswith("expenditure."):
            label = CODE.sub("", label.rpartition("，")[2])
        return self.translated(label)

    def translated(self, text: str) -> Name:
        """A label of the document, in English where there is English for it; else it stays Chinese, which is said."""
        if is_chinese():
            return Name(text)
        english = label_in_english(text, self.content)
        return Name(english) if english else Name(text, "zh-CN")

    def finest(self, keys: Sequence[str]) -> list[str]:
        """Of headings and what stands under them, one or the other: the parts if they are all of it, else the heading."""
        kept = list(keys)
        for heading in sorted(keys, key=len, reverse=True):
            if parts := [key for key in kept if key != heading and key.startswith(heading)]:
                gone = [heading] if self.is_all(heading, parts) else parts
                kept = [key for key in kept if key not in gone]
        return kept

    def is_all(self, whole: str, parts: Iterable[str]) -> bool:
        """Whether parts leave nothing of a whole."""
        rest = self.amount(whole)
        for part in parts:
            rest -= self.amount(part)
        return rest == 0

    def table_of(self, keys: Iterable[str]) -> Mapping[str, Any] | None:
        """The first table that prints all these figures; None where they stand in sentences."""
        for block in self.content["blocks"]:
            if block["type"] == "table":
                figures = {cell.get("figure") for row in block["rows"] for cell in row["cells"]}
                if figures.issuperset(keys):
                    return dict(block)
        return None


def or_dash(amount: Decimal | None) -> str:
    return "—" if amount is None else printing.amount(amount)


def is_chinese() -> bool:
    return get_language() == settings.LANGUAGE_CODE
