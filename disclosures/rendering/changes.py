"""The page of differences between two versions: what was corrected, what follows from it, and which words changed.

A pure function of what ``differences`` found and of the versions that lie between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from .. import printing
from ..addresses import public_addresses
from ..english import Labels
from .frame import frame
from .frozen import is_chinese
from .page import VersionLine, address, heading, original

Json = Mapping[str, Any]

#: Parts of a document that are neither figures nor sentences, as readers know them.
PARTS = {
    "blocks": gettext_noop("the heads of tables"),
    "cover": gettext_noop("the cover"),
    "deadline": gettext_noop("the deadline"),
    "department": gettext_noop("the name of the department"),
    "examination": gettext_noop("the results of the cross-checks"),
    "region": gettext_noop("the name of the region"),
    "title": gettext_noop("the title"),
}


@dataclass(frozen=True)
class FigureLine:
    """One figure in both versions, as printed. ``url`` leads to where it stands in the newer one."""

    label: str
    place: str
    url: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True)
class TextLine:
    """One text with what was taken out (``del``) and put in (``ins``)."""

    place: str
    url: str
    pieces: list[dict[str, str]]
    lang: str


def render_changes(told: Json, *, language: str, versions: Sequence[VersionLine]) -> str:
    """The HTML of the differences ``told`` (see ``differences``), in one language."""
    with translation.override(language):
        return render_to_string("disclosures/changes.html", changes_context(told, versions))


@public_addresses()
def changes_context(told: Json, versions: Sequence[VersionLine]) -> dict[str, Any]:
    """What the template shows, in the active language."""
    place, old, new = address(told), told["old"]["number"], told["new"]["number"]
    labels = None if is_chinese() else Labels.of(told)
    newer = reverse("version", args=(*place, new))
    figures = [(each["follows"], _figure(each, labels, newer)) for each in told["figures"]]
    return frame(reverse("changes", args=(*place, old, new))) | {
        "told": told,
        "counted": told["counted"],
        "title": str(labels[told["title"]]) if labels else told["title"],
        "heading": heading(told),
        "current_url": reverse("disclosure", args=place),
        "region_url": reverse("region", args=place[:1]),
        "year_url": reverse("year", args=(place[0], place[2])),
        "sides": [_side(told[side], place) for side in ("old", "new")],
        "reasons": [line for line in sorted(versions, key=lambda v: v.number) if old < line.number <= new],
        "corrected": [line for follows, line in figures if not follows],
        "following": [line for follows, line in figures if follows],
        "texts": [_text(each, labels, newer) for each in told["texts"]],
        "others": [gettext(PARTS[part]) for part in told["parts"] if part in PARTS],
        "json_url": _json_url(place, old, new),
    }


def _side(version: Json, place: tuple[str, str, int]) -> dict[str, Any]:
    url = reverse("version", args=(*place, version["number"]))
    published = datetime.fromisoformat(version["published_at"])
    return {"number": version["number"], "published_at": published, "url": url}


def _json_url(place: tuple[str, str, int], old: int, new: int) -> str:
    """Files have one address in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("changes-json", args=(*place, old, new))


# Figures ----------------------------------------------------------------------------------------------------------


def _figure(figure: Json, labels: Labels | None, newer: str) -> FigureLine:
    old, new, difference = _as_printed(figure)
    place = figure["place"]
    return FigureLine(
        label=_named(figure, labels),
        place=_place(place, labels),
        url=f"{newer}#{figure['anchor']}" if figure["anchor"] and figure["new"] is not None else "",
        old=old,
        new=new,
        difference=difference,
    )


def _named(figure: Json, labels: Labels | None) -> str:
    return labels.figure(figure["label"]) if labels else figure["label"]


def _as_printed(figure: Json) -> tuple[str, str, str]:
    """Both values and what is between them; exact to the 分 where they would be printed alike."""
    old, new, difference = figure["old"], figure["new"], figure["difference"]
    is_money = figure["unit"] == "元"
    words = _money if is_money and _money(old) != _money(new) else partial(_exact, unit=figure["unit"])
    return words(old), words(new), words(difference, is_signed=True)


def _money(value: str | None, *, is_signed: bool = False) -> str:
    return "—" if value is None else printing.amount(Decimal(value), is_signed=is_signed)


def _exact(value: str | None, *, unit: str, is_signed: bool = False) -> str:
    if value is None:
        return "—"
    sign = "+" if is_signed and Decimal(value) > 0 else ""
    return sign + original({"value": value, "unit": unit})


# Texts ------------------------------------------------------------------------------------------------------------


def _text(text: Json, labels: Labels | None, newer: str) -> TextLine:
    pieces = text["en"] if labels and text["en"] else text["pieces"]
    place = _place(text["place"], labels)
    return TextLine(
        place=place,
        url=f"{newer}#{text['anchor']}" if text["anchor"] else "",
        pieces=list(pieces),
        lang="" if labels is None or text["en"] else "zh-CN",
    )


def _place(place: str, labels: Labels | None) -> str:
    return labels.place(place) if labels and place else place
