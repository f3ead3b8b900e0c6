"""The page of a version: a pure function of the frozen document and of the versions beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from .. import printing
from ..addresses import public_addresses
from ..english import Words, joined, own
from ..timeliness import of_document
from . import charts, edition, linked
from .citing import cited
from .frame import frame
from .frozen import is_chinese
from .imprint import permanent_url
from .layout import Citation, Entry, Layout, lay_out
from .linked import of_disclosure
from .remarks import findings_of
from .words import glossed, url_of


@dataclass(frozen=True)
class VersionLine:
    """A version as the page of any of them lists it."""

    number: int
    published_at: datetime
    reason: str
    sha256: str
    is_current: bool
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from. ``text`` is what is printed, ``original`` the exact value."""

    label: str
    text: str
    original: str
    places: tuple[Mapping[str, str], ...]
    basis: str
    anchor: str
    popover: str = ""
    key: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """One line of the summary. ``words`` say what the figure is and how it moved."""

    anchor: str
    label: str
    term: str
    text: str
    words: str
    reason: str
    source: Provenance


#: What a key figure is called on the page, the glossary's term, and what it is in plain words.
WORDS = {
    "expenditure.total": (gettext_noop("Whole budget"), "", ""),
    "expenditure.basic": (
        gettext_noop("Basic expenditure"),
        "basic",
        gettext_noop("Pay, social insurance and everyday running."),
    ),
    "expenditure.project": (
        gettext_noop("Project expenditure"),
        "project",
        gettext_noop("Money set apart for particular tasks."),
    ),
    "three-public.total": (
        gettext_noop("“Three public” expenses"),
        "three-public",
        gettext_noop("Official trips abroad, official vehicles and official receptions."),
    ),
    "running": (
        gettext_noop("Running costs of offices"),
        "running",
        gettext_noop("Office supplies, post, travel and other everyday spending of administrative units."),
    ),
}


def render_page(
    document: Mapping[str, Any],
    sha256: str,
    *,
    language: str,
    versions: Sequence[VersionLine],
    earlier: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The HTML of one version, told beside all versions of its publication; its charts also show what the department said
    in ``earlier`` years, where those documents are given."""
    with translation.override(language):
        return render_to_string("disclosures/page.html", page_context(document, sha256, versions, earlier))


@public_addresses()
def page_context(
    document: Mapping[str, Any],
    sha256: str,
    versions: Sequence[VersionLine],
    earlier: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What the template shows, in the active language."""
    told = document if is_chinese() else edition.in_english(document)
    layout = glossed(lay_out(told))
    drawn = charts.draw(document, earlier)
    current = next(line for line in versions if line.is_current)
    first = min(versions, key=lambda line: line.number)
    place = address(document)
    is_current = document["number"] == current.number
    path = reverse("disclosure", args=place) if is_current else _version_url(place, document["number"])
    return frame(path) | {
        "document": document,
        "title": str(told["title"]),
        "sha256": sha256,
        "heading": heading(document),
        "published_at": datetime.fromisoformat(document["published_at"]),
        "first_published_at": first.published_at,
        "timeliness": of_document(document["deadline"], first.published_at),
        "is_current": is_current,
        "current": current,
        "current_url": reverse("disclosure", args=place),
        "region_url": reverse("region", args=place[:1]),
        "year_url": reverse("year", args=(place[0], place[2])),
        "department_url": reverse("department", args=place[:2]),
        "peers_url": reverse("peers", args=place),
        "projects": _projects(document, place) if is_current else [],
        "lede": (opening := lede(document)),
        "description": f"{told['title']} · {opening}",
        "key_figures": [_key_figure(item, told) for item in document["summary"]],
        "charts": drawn,
        "layout": layout,
        "contents": _contents(layout, has_charts=bool(drawn)),
        "sources": [_source(citation, told) for citation in layout.citations.values()],
        "findings": findings_of(told),
        "rounding": told["examination"].get("rounding", []),
        "changes_url": _changes_url(document["number"], versions, place),
        "versions": [_version(line, versions, place) for line in sorted(versions, key=lambda v: -v.number)],
        "files": (files := _files(place, document["number"], layout)),
        "permanent_url": settings.SITE_URL + _version_url(place, document["number"]),
        "citation": cited(document, sha256, permanent := _own_address(document)),
        "api": _api(sha256),
        "linked": is_current and linked.block(of_disclosure(document, sha256, permanent, opening, files)),
    }


def address(document: Mapping[str, Any]) -> tuple[str, str, int]:
    return document["region"]["code"], document["department"]["code"], document["year"]


def _projects(document: Mapping[str, Any], place: tuple[str, str, int]) -> list[tuple[str, str]]:
    """(name, address) of the projects of a version in force, the dearest first."""
    found = charts.projects_of(document)
    return [
        (str(document["figures"][key]["label"]), reverse("project", args=(*place, key.partition(".")[2])))
        for key in found
    ]


def heading(document: Mapping[str, Any]) -> str:
    """What is published, without the name of who publishes it."""
    if document["kind"] == "unit":
        return gettext("%(year)s budget of the unit") % {"year": document["year"]}
    return gettext("%(year)s departmental budget") % {"year": document["year"]}


def _own_address(document: Mapping[str, Any]) -> str:
    """The whole address of a version, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return permanent_url(document)


def _api(sha256: str) -> dict[str, str]:
    """Where programs find a version, its tables and its figures."""
    version = f"{reverse('api-index')}versions/{sha256}/"  # of a draft, which has no digest, only the shape
    return {name: f"{version}{name}/" for name in ("tables", "figures")}


def _version_url(place: tuple[str, str, int], number: int) -> str:
    return reverse("version", args=(*place, number))


# The summary ------------------------------------------------------------------------------------------------------


def sentences(*parts: str) -> str:
    """Sentences one after another: with a space between them, except in Chinese."""
    joint = "" if is_chinese() else " "
    said = [part for part in parts if part]
    return joined(*(piece for n, part in enumerate(said) for piece in ([joint] * bool(n) + [part])))


def naming(pattern: str, name: str, **values: object) -> str:
    """A sentence with a name in it, which in English stays Chinese."""
    if is_chinese():
        return pattern % {"name": name, **values}
    before, _name, after = (pattern % {"name": "\0", **values}).partition("\0")
    return Words(before, own(name), after)


def lede(document: Mapping[str, Any]) -> str:
    """The budget in two or three sentences, out of figures that are printed below."""
    items = {item["key"]: item for item in document["summary"]}
    if (total := items.get("expenditure.total")) is None:
        return ""
    opening = naming(
        gettext("In %(year)s %(name)s plans to spend %(amount)s × 10,000 yuan."),
        document["department"]["short_name"],
        year=document["year"],
        amount=total["text"],
    )
    return sentences(opening, moved(total, document["year"] - 1), _shares(document["figures"]))


def _shares(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """A share in percent read as 元 out of every hundred."""
    shares = [figures.get(f"expenditure.{nature}.share", {}).get("value") for nature in ("basic", "project")]
    if not all(shares):
        return ""
    return gettext(
        "Of every 100 yuan, %(basic)s go to pay and everyday running and %(project)s to particular tasks."
    ) % {"basic": shares[0], "project": shares[1]}


def moved(item: Mapping[str, Any], last_year: int) -> str:
    """How a figure moved against last year's budget, in words."""
    values = {
        "last_year": last_year,
        "change": (item["change"] or "").lstrip("−"),
        "percent": (item["percent"] or "").lstrip("−"),
    }
    match item["direction"], item["percent"]:
        case "unknown", _:
            return gettext("Last year's figure was not published; no comparison is possible.")
        case "same", _:
            return gettext("The same as in %(last_year)s.") % values
        case "tiny", _:
            return (
                gettext("Almost the same as in %(last_year)s: less than 0.01 × 10,000 yuan apart.") % values
            )
        case "up", None:
            return (
                gettext(
                    "%(change)s × 10,000 yuan more than in %(last_year)s, when it was 0; no rate can be given."
                )
                % values
            )
        case "up", _:
            return gettext("%(change)s × 10,000 yuan more than in %(last_year)s (+%(percent)s%%).") % values
        case "down", None:
            return (
                gettext("%(change)s × 10,000 yuan less than in %(last_year)s; no rate can be given.") % values
            )
    return gettext("%(change)s × 10,000 yuan less than in %(last_year)s (−%(percent)s%%).") % values


def _key_figure(item: Mapping[str, Any], document: Mapping[str, Any]) -> KeyFigure:
    label, term, plain = WORDS.get(item["key"], (item["label"], "", ""))
    slug = item["key"].replace(".", "-")
    citation = Citation(item["key"], item["text"], "万元", f"key-{slug}", "")
    share = item["share"] and gettext("%(percent)s%% of the whole.") % {"percent": item["share"]}
    return KeyFigure(
        anchor=citation.anchor,
        label=gettext(label),
        term=url_of(term),
        text=item["text"],
        words=sentences(plain and gettext(plain), share, moved(item, document["year"] - 1)),
        reason=item["reason"].strip().rstrip("。") if item["direction"] in ("up", "down") else "",
        source=_source(citation, document),
    )


# Where figures come from ------------------------------------------------------------------------------------------


def _source(citation: Citation, document: Mapping[str, Any]) -> Provenance:
    figure = document["figures"][citation.figure]
    return Provenance(
        label=figure["label"],
        text=f"{citation.text} {unit_words(citation.unit)}".strip(),
        original=original(figure),
        places=tuple(figure["places"]),
        basis=figure["basis"],
        anchor=citation.anchor,
        popover=citation.popover,
        key=citation.figure,
    )


def original(figure: Mapping[str, Any]) -> str:
    """The exact value of a figure, written for people."""
    value, unit = figure["value"], figure["unit"]
    if value is None:
        return gettext("not known")
    number = printing.exact(Decimal(value), unit)
    words = unit_words(unit)
    return number + words if unit == "%" else sentences(number, words)


#: The units of figures, in words. A percent sign needs none.
UNITS = {
    "元": gettext_noop("yuan"),
    "万元": gettext_noop("× 10,000 yuan"),
    "人": gettext_noop("persons"),
    "辆": gettext_noop("vehicles"),
    "个": gettext_noop("in number"),
    "平方米": gettext_noop("square metres"),
    "台（套）": gettext_noop("sets"),
}


def unit_words(unit: str) -> str:
    return gettext(UNITS[unit]) if unit in UNITS else unit


# The rest of the page ---------------------------------------------------------------------------------------------


def _contents(layout: Layout, *, has_charts: bool) -> list[Entry]:
    return [
        Entry("summary", gettext("In one minute")),
        *([Entry("charts", gettext("In charts"))] if has_charts else []),
        *layout.contents,
        Entry("check", gettext("Cross-checks")),
        Entry("versions", gettext("Versions and corrections")),
        Entry("get", gettext("Download and cite")),
    ]


def _version(
    line: VersionLine, versions: Sequence[VersionLine], place: tuple[str, str, int]
) -> dict[str, Any]:
    # Not line.url: a page is told in two languages, and each links within its own.
    before = _standing(line.number - 1, versions)
    return {
        "line": line,
        "url": _version_url(place, line.number),
        "reason": "" if line.withdrawn_at else line.reason,
        "changes_url": _between(before, line, place) if before and not line.withdrawn_at else "",
    }


def _changes_url(number: int, versions: Sequence[VersionLine], place: tuple[str, str, int]) -> str:
    """Where what changed is told: since the version before, or of an old one until the version in force."""
    current = next(line for line in versions if line.is_current)
    older = _standing(number - 1 if number == current.number else number, versions)
    return _between(older, current, place) if older else ""


def _standing(number: int, versions: Sequence[VersionLine]) -> VersionLine | None:
    return next((line for line in versions if line.number == number and not line.withdrawn_at), None)


def _between(old: VersionLine, new: VersionLine, place: tuple[str, str, int]) -> str:
    return reverse("changes", args=(*place, old.number, new.number))


def _files(place: tuple[str, str, int], number: int, layout: Layout) -> dict[str, Any]:
    """The addresses of a version's files. They are the same in every language and carry the version's number."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {kind: f"disclosure.{kind}" for kind in ("pdf", "docx", "xlsx", "json")}
        files = {kind: reverse("version-file", args=(*place, number, name)) for kind, name in names.items()}
        for kind in ("bib", "ris"):
            files[kind] = reverse("version-citation", args=(*place, number, f"citation.{kind}"))
        tables = [
            (table, reverse("version-table-csv", args=(*place, number, table.key))) for table in layout.tables
        ]
    return files | {"tables": tables, "csv": {table.key: url for table, url in tables}}
