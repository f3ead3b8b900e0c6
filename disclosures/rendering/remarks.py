"""What 勾稽说明 tells: the warnings that stand, for what reason where one was waived, and what remains as rounding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

LEVELS = ("error", "warning", "info")
TITLE = "勾稽说明"
#: Before the totals that rounding has moved.
ROUNDING = "下列合计与所列各项之和差在末位，由各数分别四舍五入造成；未经舍入的数相等。"


def findings_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the examination found, the graver first; ``waived_on`` is the day of a waiver. What one rule says of several
    places, and was waived for one reason, is told once."""
    found = document["examination"].get("findings", [])
    told = [
        {**each, "waived_on": date.fromisoformat(each["waived"]["on"]) if each.get("waived") else None}
        for each in found
    ]
    return _together(sorted(told, key=lambda each: LEVELS.index(each["level"])))


def _together(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    grouped: dict[object, dict[str, Any]] = {}
    for n, each in enumerate(told):
        waived = each.get("waived")
        of = (each["rule"], each["level"], waived["reason"], waived["on"]) if waived else n
        if of in grouped:
            grouped[of] = grouped[of] | {"message": f"{grouped[of]['message']}；{each['message']}"}
        else:
            grouped[of] = each
    return list(grouped.values())


def printed_remarks(document: Mapping[str, Any]) -> list[str]:
    """The paragraphs of the section in print; none where there is nothing to tell. What merely informs is on the page."""
    return [*_warnings(document), *_rounding(document)]


def _warnings(document: Mapping[str, Any]) -> Iterator[str]:
    for finding in findings_of(document):
        if finding["level"] != "info":
            yield f"{finding['rule']}　{finding['message']}。{_waived(finding)}"


def _waived(finding: Mapping[str, Any]) -> str:
    if (day := finding["waived_on"]) is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日放行，理由：{finding['waived']['reason']}"


def _path(place: str) -> str:
    """Where a total stands, with marks that the fonts for print have."""
    return place.replace("›", "·")


def _rounding(document: Mapping[str, Any]) -> Iterator[str]:
    found = document["examination"].get("rounding", [])
    if found:
        yield ROUNDING
    for each in found:
        yield (
            f"{_path(each['place'])}：各项之和{each['summed']}{each['unit']}，合计{each['printed']}{each['unit']}，"
            f"相差{each['difference']}{each['unit']}。"
        )
