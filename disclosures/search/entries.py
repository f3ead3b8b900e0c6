"""What can be found of one publication, as rows: its department, projects, figures, paragraphs and terms.

Written from the frozen document in the transaction that brings it into force, and gone with it. Chinese only: what a
department says is Chinese in every language of the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from budgets import keys
from budgets.money import WAN

from ..models import Publication, SearchEntry, UsedAccount
from ..rendering.opendata import paragraph_text
from . import shared
from .folding import fold
from .initials import initials

AT_ONCE = 1000
PROJECT = "project."
LONGEST_TITLE, LONGEST_PATH = 300, 300
Group = SearchEntry.Group


def write(publication: Publication, content: Mapping[str, Any]) -> None:
    """Everything that is found of a publication, after ``clear``. Within the transaction of the caller."""
    SearchEntry.objects.bulk_create(_entries(publication, content), batch_size=AT_ONCE)
    UsedAccount.objects.bulk_create(shared.used(publication, content), batch_size=AT_ONCE)
    _write_department(publication)
    shared.settle_later()


def clear(publication: Publication) -> None:
    """Nothing of it is found any more; its department under what it published in other years."""
    publication.search_entries.all().delete()
    publication.used_accounts.all().delete()
    _write_department(publication)
    shared.settle_later()


# Departments ------------------------------------------------------------------------------------------------------


def _write_department(publication: Publication) -> None:
    """One entry for a department however many years it has published; its names of all years find it."""
    region, code = publication.region_code, publication.department_code
    of_it = Publication.objects.filter(region_code=region, department_code=code)
    SearchEntry.objects.filter(publication__in=of_it, group__in=(Group.DEPARTMENT, Group.UNIT)).delete()
    listed = list(of_it.listed().order_by("-year"))
    if listed:
        department(listed).save()


def department(listed: list[Publication]) -> SearchEntry:
    """The entry of a department that published these, the latest year first."""
    latest = listed[0]
    names = dict.fromkeys(name for each in listed for name in (each.department_name, each.short_name))
    readings = [reading for name in names for reading in initials(name)]
    return SearchEntry(
        publication=latest,
        group=Group.UNIT if latest.kind == "unit" else Group.DEPARTMENT,
        title=latest.department_name,
        text=latest.region_name,
        path=f"{latest.region_code}/{latest.department_code}/",
        region_code=latest.region_code,
        year=latest.year,
        folded=_folded(*names, latest.region_name, *readings),
        weight=in_wan(latest.total),
    )


# What its document says -------------------------------------------------------------------------------------------


def _entries(publication: Publication, content: Mapping[str, Any]) -> Iterator[SearchEntry]:
    yield from _figures(publication, content)
    yield from _texts(publication, content)


def _figures(publication: Publication, content: Mapping[str, Any]) -> Iterator[SearchEntry]:
    """This year's figures that are known; last year's and the change are shown beside them."""
    for key, figure in content["figures"].items():
        if figure["value"] is None or keys.view_of(key):
            continue
        is_project = keys.is_project(key)
        anchor = figure["places"][0]["anchor"] if figure["places"] else ""
        page = f"projects/{key.removeprefix(PROJECT)}/" if is_project else f"#{anchor}" if anchor else ""
        yield _entry(
            publication,
            Group.PROJECT if is_project else Group.FIGURE,
            title=figure["label"],
            page=page,
            key=key,
            found_by=(figure["label"], publication.title),
            weight=in_wan(Decimal(figure["value"])) if figure["unit"] == "元" else 0,
        )


def _texts(publication: Publication, content: Mapping[str, Any]) -> Iterator[SearchEntry]:
    """Its paragraphs, the notes under its tables, and the terms that it explains and the glossary does not."""
    heading, anchor = "", ""
    for block in content["blocks"]:
        match block["type"]:
            case "heading":
                heading, anchor = f"{block['number']}{block['text']}", block["anchor"]
            case "paragraph":
                yield _text(publication, heading, anchor, paragraph_text(block))
            case "table":
                for note in block["notes"]:
                    yield _text(publication, f"{block['title']}", anchor, note)
            case "terms":
                for item in block["items"]:
                    if not shared.explains(item["name"]):
                        yield _term(publication, anchor, item)


def _text(publication: Publication, heading: str, anchor: str, text: str) -> SearchEntry:
    title = f"{publication.title}，{heading}" if heading else publication.title
    return _entry(
        publication,
        Group.TEXT,
        title=title,
        text=text,
        page=f"#{anchor}" if anchor else "",
        found_by=(text,),
        weight=publication.year,
    )


def _term(publication: Publication, anchor: str, item: Mapping[str, str]) -> SearchEntry:
    return _entry(
        publication,
        Group.TERM,
        title=item["name"],
        text=item["text"],
        page=f"#{anchor}" if anchor else "",
        found_by=(item["name"], item["text"]),
        weight=publication.year,
    )


def _entry(
    publication: Publication,
    group: str,
    *,
    page: str,
    title: str,
    found_by: tuple[str, ...],
    **columns: Any,
) -> SearchEntry:
    place = f"{publication.region_code}/{publication.department_code}/{publication.year}/"
    return SearchEntry(
        publication=publication,
        group=group,
        title=title[:LONGEST_TITLE],
        path=f"{place}{page}"[:LONGEST_PATH],
        region_code=publication.region_code,
        year=publication.year,
        folded=_folded(*found_by),
        **columns,
    )


def _folded(*texts: str) -> str:
    """Texts as they are searched; a line each, which no word of a question reaches over."""
    return "\n".join(fold(text) for text in dict.fromkeys(texts) if text)


def in_wan(yuan: Decimal) -> int:
    """An amount as a weight: whole 万元, whichever its sign."""
    return int(abs(yuan) // WAN)
