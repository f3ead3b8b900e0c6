"""What can be found of one publication, as rows: its department, projects, figures, paragraphs and terms.

Written from the frozen document in the transaction that brings it into force, and gone with it. What English pages say in
English is found by it too: paragraphs as they were frozen, labels from the catalogue of the forms (``english``).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from budgets import keys
from budgets.money import WAN

from ..english import Labels, Words
from ..models import Publication, SearchEntry, UsedAccount
from ..models.published import PublicationQuerySet
from ..rendering.edition import called
from ..rendering.opendata import anchors_of, paragraph_text
from . import shared
from .folding import folded_lines
from .initials import initials

AT_ONCE = 1000
PROJECT = "project."
LONGEST_TITLE, LONGEST_PATH = 300, 300
Group = SearchEntry.Group


def write(publication: Publication, content: Mapping[str, Any]) -> None:
    """Replace everything that is found of a publication. Within the transaction of the caller."""
    _delete(publication)
    SearchEntry.objects.bulk_create(_entries(publication, content), batch_size=AT_ONCE)
    UsedAccount.objects.bulk_create(shared.used(publication, content), batch_size=AT_ONCE)
    _write_department(publication)
    shared.settle_later()


def clear(publication: Publication) -> None:
    """Nothing of it is found any more; its department under what it published in other years."""
    _delete(publication)
    _write_department(publication)
    shared.settle_later()


def _delete(publication: Publication) -> None:
    publication.search_entries.all().delete()
    publication.used_accounts.all().delete()


# Verifying -------------------------------------------------------------------------------------------------------

#: What an entry says; not its number, which is another whenever it is written again.
SAID = (
    "group",
    "title",
    "title_en",
    "text",
    "text_en",
    "path",
    "key",
    "region_code",
    "year",
    "folded",
    "weight",
)


def differing(publication: Publication, content: Mapping[str, Any] | None) -> Iterator[str]:
    """The titles of entries that are missing, of those that say otherwise, and of those that should not be there.

    ``content`` is None where nothing stands. Of what should be there only the digests of one document are kept in memory.
    """
    wanted = Counter(map(_digest, _wanted(publication, content)))
    for said in publication.search_entries.values_list(*SAID).iterator(chunk_size=AT_ONCE):
        digest = _digest_of(said)
        if not wanted[digest]:
            yield str(said[1])
        wanted[digest] -= 1
    for entry in _wanted(publication, content):
        digest = _digest(entry)
        if wanted[digest] > 0:
            wanted[digest] -= 1
            yield entry.title
    accounts = {(each.system, each.code) for each in shared.used(publication, content)} if content else set()
    standing = set(publication.used_accounts.values_list("system", "code"))
    yield from sorted(f"{system} {code}" for system, code in accounts ^ standing)


def _wanted(publication: Publication, content: Mapping[str, Any] | None) -> Iterator[SearchEntry]:
    """The entries that a publication should have; its department's where it is the latest of it."""
    if content is None:
        return
    yield from _entries(publication, content)
    listed = list(_of_department(publication).listed().order_by("-year"))
    if listed and listed[0].pk == publication.pk:
        yield department(listed)


def _digest(entry: SearchEntry) -> bytes:
    return _digest_of([getattr(entry, name) for name in SAID])


def _digest_of(said: Iterable[Any]) -> bytes:
    return hashlib.sha256(repr([str(each) for each in said]).encode()).digest()


# Departments ------------------------------------------------------------------------------------------------------


def _write_department(publication: Publication) -> None:
    """One entry for a department however many years it has published; its names of all years find it."""
    try:
        with transaction.atomic():
            _replace_department(publication)
    except IntegrityError:  # another year of it was written meanwhile, and is seen now
        _replace_department(publication)


def _replace_department(publication: Publication) -> None:
    of_it = _of_department(publication)
    SearchEntry.objects.filter(publication__in=of_it, group__in=(Group.DEPARTMENT, Group.UNIT)).delete()
    listed = list(of_it.listed().order_by("-year"))
    if listed:
        department(listed).save()


def _of_department(publication: Publication) -> PublicationQuerySet:
    return Publication.objects.filter(
        region_code=publication.region_code, department_code=publication.department_code
    )


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
        folded=folded_lines(*names, latest.region_name, *readings),
        weight=in_wan(latest.total),
    )


# What its document says -------------------------------------------------------------------------------------------


def _entries(publication: Publication, content: Mapping[str, Any]) -> Iterator[SearchEntry]:
    labels = Labels.of(content)
    yield from _figures(publication, content, labels)
    yield from _texts(publication, content, labels)


def _figures(publication: Publication, content: Mapping[str, Any], labels: Labels) -> Iterator[SearchEntry]:
    """This year's figures that are known; last year's and the change are shown beside them."""
    anchors = anchors_of(content, content["figures"])
    for key, figure in content["figures"].items():
        if figure["value"] is None or keys.view_of(key):
            continue
        is_project = keys.is_project(key)
        anchor = anchors.get(key, "")
        page = f"projects/{key.removeprefix(PROJECT)}/" if is_project else f"#{anchor}" if anchor else ""
        label_en = _english(called(key, figure["label"], labels))
        yield _entry(
            publication,
            Group.PROJECT if is_project else Group.FIGURE,
            title=figure["label"],
            title_en=label_en,
            page=page,
            key=key,
            found_by=(figure["label"], publication.title, label_en),
            weight=in_wan(Decimal(figure["value"])) if figure["unit"] == "元" else 0,
        )


def _texts(publication: Publication, content: Mapping[str, Any], labels: Labels) -> Iterator[SearchEntry]:
    """Its paragraphs, the notes under its tables, and the terms that it explains and the glossary does not."""
    under = _under(publication, labels, "", "")
    anchor = ""
    for block in content["blocks"]:
        match block["type"]:
            case "heading":
                heading = f"{block['number']}{block['text']}"
                in_english = f"{labels.number(block['number'])}{labels[block['text']]}"
                under, anchor = _under(publication, labels, heading, in_english), block["anchor"]
            case "paragraph":
                in_english = paragraph_text({"runs": block.get("en") or ()})
                yield _text(publication, under, anchor, paragraph_text(block), in_english)
            case "table":
                of_table = _under(publication, labels, block["title"], labels[block["title"]])
                for note in block["notes"]:
                    yield _text(publication, of_table, anchor, note, _english(labels[note]))
            case "terms":
                for item in block["items"]:
                    if not shared.explains(item["name"]):
                        yield _term(publication, anchor, item, labels)


def _under(publication: Publication, labels: Labels, heading: str, in_english: str) -> tuple[str, str]:
    """What a text stands under, in Chinese and in English: its disclosure, and the heading where there is one."""
    title = publication.title
    parts, parts_en = (title, heading), (labels[title], in_english)
    return "，".join(filter(None, parts)), ": ".join(filter(None, parts_en))


def _text(
    publication: Publication, under: tuple[str, str], anchor: str, text: str, in_english: str
) -> SearchEntry:
    title, title_en = under
    return _entry(
        publication,
        Group.TEXT,
        title=title,
        title_en=title_en,
        text=text,
        text_en=in_english,
        page=f"#{anchor}" if anchor else "",
        found_by=(text, in_english),
        weight=publication.year,
    )


def _term(publication: Publication, anchor: str, item: Mapping[str, str], labels: Labels) -> SearchEntry:
    name_en, text_en = _english(labels.term(item["name"])), _english(labels[item["text"]])
    return _entry(
        publication,
        Group.TERM,
        title=item["name"],
        title_en=name_en,
        text=item["text"],
        text_en=text_en,
        page=f"#{anchor}" if anchor else "",
        found_by=(item["name"], item["text"], name_en, text_en),
        weight=publication.year,
    )


def _english(words: Words) -> str:
    """Words of an English page; nothing where all of them are Chinese."""
    return "" if words.lang else str(words)


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
        folded=folded_lines(*found_by),
        **columns,
    )


def in_wan(yuan: Decimal) -> int:
    """An amount as a weight: whole 万元, whichever its sign."""
    return int(abs(yuan) // WAN)
