"""Why a figure changed, in the department's own words: what stands beside it in the frozen text.

A department states its reasons in two ways: of the few figures of the summary, and in sentences behind the figure that
they are about (“…比上年增加3万元，主要原因是…”). Nothing is guessed: a reason that follows no figure is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from budgets.keys import AGAINST, parted

from ..rendering.opendata import anchor_of

REASON = re.compile(r"(?:主要)?原因(?:是|为|：|:)+\s*(?P<why>[^。；;]+)")
#: A clause about something else ends what is said of the figure before it.
OTHER = re.compile(r"；|;")


@dataclass(frozen=True)
class Reason:
    """What a department says, and where: the address of the first mention of the figure on the page."""

    text: str
    anchor: str


def reasons_of(document: Mapping[str, Any]) -> dict[str, Reason]:
    """The reasons that a document states, by the key of the figure that they are about."""
    said = {
        item["key"]: Reason(_clean(item["reason"]), anchor_of(document, item["key"]))
        for item in document["summary"]
        if item.get("reason", "").strip() and item["direction"] in ("up", "down")
    }
    for runs in _paragraphs(document):
        for key, text in _in_sentences(runs):
            said.setdefault(key, Reason(text, f"fig-{key.replace('.', '-')}"))
    return said


def of_items(reasons: Mapping[str, Reason], code: str) -> list[tuple[str, Reason]]:
    """The reasons stated of the 项 below a 类 of function: (code, reason). What is said against what was executed last year
    is said of the same money."""
    found: dict[str, Reason] = {}
    pattern = re.compile(rf"(?:{re.escape(AGAINST)}|expenditure\.(?:\w+\.)?)f(?P<code>{code}[0-9]{{2,4}})")
    for key, reason in reasons.items():
        if item := pattern.fullmatch(key):
            found.setdefault(item["code"], reason)
    return sorted(found.items())


def _in_sentences(runs: list[Any]) -> Iterator[tuple[str, str]]:
    """(key, reason) of each figure behind which a reason stands."""
    about = ""
    for run in runs:
        if _is_figure(run):
            about = parted(run["figure"])[0]
        elif isinstance(run, str):
            for reason in REASON.finditer(run):
                if about and not OTHER.search(run[: reason.start()]):
                    yield about, _clean(reason["why"])
            if OTHER.search(run):
                about = ""


def _paragraphs(document: Mapping[str, Any]) -> Iterator[list[Any]]:
    return (block["runs"] for block in document["blocks"] if block["type"] == "paragraph")


def _is_figure(run: Any) -> bool:
    return not isinstance(run, str) and "figure" in run


def _clean(text: str) -> str:
    return text.strip().rstrip("。")
