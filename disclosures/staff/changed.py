"""What one document says otherwise than another, as staff read it: money in 万元, what merely follows apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.money import MINUS, WANYUAN, printed

from ..desk import PARTS
from ..differences import differences

Json = Mapping[str, Any]
FEW = 8


@dataclass(frozen=True)
class Figure:
    """One figure of both documents; — where it is not known or does not stand there."""

    key: str
    label: str
    old: str
    new: str
    place: str
    follows: bool


@dataclass(frozen=True)
class Changed:
    corrected: list[Figure]
    following: list[Figure]
    texts: list[dict[str, Any]]  # {"place", "pieces": [{"same" | "del" | "ins": text}, …]}
    parts: list[str]
    counted: Mapping[str, int]

    @classmethod
    def unknown(cls) -> Changed:
        """Nothing can be told: what was said before is no longer there."""
        return cls([], [], [], [], {"figures": 0, "following": 0, "unchanged": 0, "texts": 0})

    @property
    def number(self) -> int:
        """Of what somebody changed."""
        return len(self.corrected) + len(self.texts)

    @property
    def is_folded(self) -> bool:
        """Whether so much follows that it would hide what was corrected."""
        return len(self.following) > FEW

    @property
    def is_any(self) -> bool:
        return bool(self.corrected or self.following or self.texts or self.parts)


def changed_from(version: Any, content: Json) -> Changed | None:
    """What a draft's document says otherwise than a version; None where that was withdrawn and says nothing any more."""
    return changed(version.document, content) if version.content else None


def changed(old: Json, new: Json) -> Changed:
    found = differences(old, new)
    figures = [_figure(each) for each in found["figures"]]
    return Changed(
        corrected=[each for each in figures if not each.follows],
        following=[each for each in figures if each.follows],
        texts=found["texts"],
        parts=[PARTS.get(part, part) for part in found["parts"]],
        counted=found["counted"],
    )


def _figure(each: Json) -> Figure:
    said = (_value(each["old"], each["unit"]), _value(each["new"], each["unit"]))
    return Figure(each["key"], each["label"], *said, each["place"], each["follows"])


def _value(value: Any, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "元":
        return printed(Decimal(value), WANYUAN)
    return (f"{value}%" if unit == "%" else f"{value} {unit}").replace("-", MINUS)
