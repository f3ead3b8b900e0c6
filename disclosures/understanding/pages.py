"""The pages of departments and projects: what their templates show, in the active language. They are stored, for all that
stands of a department, whenever any of it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext, gettext_noop, override

from budgets.keys import is_project

from .. import kept_pages, printing, projects, store
from ..addresses import language_of, public_addresses
from ..comparing.comparability import Crosswalk
from ..document import completed
from ..models import Population, Publication, StandingFigure
from ..models import Version as VersionRow
from ..rendering.charts import FUNCTIONS
from ..rendering.drawing import Name
from ..rendering.frame import frame
from ..rendering.frozen import is_chinese
from ..rendering.page import lede, naming, sentences
from . import drawn, units
from .concerned import changes_of
from .reasons import reasons_of
from .years import EXPENDITURE, History, Lived, Version, history, latest

FOLDER = "departments"
#: Beside the lists, the mark of the crosswalk that the pages of all departments were last looked at with.
CROSSWALK = "crosswalk"

#: What is said of a project, in English.
PARTS = {
    "overview": gettext_noop("Overview"),
    "basis": gettext_noop("Basis"),
    "body": gettext_noop("Who carries it out"),
    "plan": gettext_noop("Plan"),
    "period": gettext_noop("Period"),
    "budget": gettext_noop("What the money is for"),
    "schedule": gettext_noop("When the money is used"),
    "use": gettext_noop("Main use"),
    "goal": gettext_noop("Goal"),
    "more": gettext_noop("Further remarks"),
}
#: A reader looks for these; where the text has none, that is said.
EXPECTED = ("basis", "plan", "period", "goal")


def folder_of(region: str, department: str, **_page: Any) -> str:
    """The folder of the pages of a department."""
    return f"{FOLDER}/{region}-{department}"


class Department:
    """What stands of a department, read once; documents only when a page is made of them."""

    def __init__(self, region: str, department: str) -> None:
        self.region, self.department = region, department

    @cached_property
    def rows(self) -> list[VersionRow]:
        """The versions in force without their text, the earliest year first."""
        return list(self._in_force().defer("content"))

    @cached_property
    def documents(self) -> dict[str, dict[str, Any]]:
        """By digest: of those very rows, whatever was published since they were read."""
        told = VersionRow.objects.filter(pk__in=[row.pk for row in self.rows])
        return {row.sha256: completed(row.document) for row in told}

    def _in_force(self) -> Any:
        return (
            VersionRow.objects.in_force()
            .filter(publication__region_code=self.region, publication__department_code=self.department)
            .select_related("publication")
            .order_by("publication__year")
        )

    @cached_property
    def lived(self) -> dict[int, Lived]:
        told = Population.objects.filter(region_code=self.region).order_by("year")
        return {each.year: Lived(each.year, each.persons, each.source) for each in told}

    @cached_property
    def crosswalk(self) -> Crosswalk:
        return Crosswalk.read()

    @cached_property
    def slugs(self) -> dict[int, list[str]]:
        """The projects of each year."""
        found: dict[int, list[str]] = {}
        standing = StandingFigure.objects.filter(
            publication__in=[row.publication_id for row in self.rows], key__startswith="project."
        )
        for year, key in standing.order_by("year", "key").values_list("year", "key"):
            if is_project(key):
                found.setdefault(year, []).append(projects.slug_of(key))
        return found

    @cached_property
    def keys(self) -> set[str]:
        """The accounts of function and the sources of income that anything that stands has a figure of."""
        standing = StandingFigure.objects.filter(publication__in=[row.publication_id for row in self.rows])
        kinds = Q(key__startswith="expenditure.f") | Q(key__startswith="income.s")
        return set(standing.filter(kinds).values_list("key", flat=True))

    def versions(self) -> list[Version]:
        """In the active language's addresses; Http404 where nothing stands."""
        if not self.rows:
            raise Http404
        return [
            Version(self.documents[row.sha256], row.number, row.publication.get_absolute_url())
            for row in self.rows
        ]

    # Marks

    def marks(self) -> dict[str, str]:
        """The addresses of its pages in every language, and what each is made from."""
        marks: dict[str, str] = {}
        said = [(row.publication.year, row.number, row.sha256) for row in self.rows]
        people = [(year, each.persons, each.source) for year, each in self.lived.items()]
        changes = kept_pages.mark_of(*changes_of(self.keys, self.crosswalk.changes))
        for language, _name in settings.LANGUAGES:
            with override(language), public_addresses():
                if self.rows:
                    path = reverse("department", args=(self.region, self.department))
                    marks[path] = kept_pages.mark_of(said, people, changes)
                for row in self.rows:
                    for slug in self.slugs.get(row.publication.year, []):
                        about = [each for each in said if slug in self.slugs.get(each[0], [])]
                        path = reverse(
                            "project", args=(self.region, self.department, row.publication.year, slug)
                        )
                        marks[path] = kept_pages.mark_of(about, people)
        return marks

    # Pages

    def render(self, path: str) -> bytes:
        """The page of one of its addresses, as it reads now."""
        with override(language_of(path)), public_addresses():
            found = resolve(path)
            if found.url_name == "project":
                return self.project_page(path, found.kwargs["year"], found.kwargs["slug"])
            return self.page(path)  # whatever its code reads like

    @public_addresses()
    def page(self, path: str) -> bytes:
        versions = self.versions()
        project_url = partial(_project_url, self.region, self.department)
        told = history(versions, self.lived, project_url, self.crosswalk)
        latest = versions[-1].document
        context = frame(path) | {
            "region": latest["region"],
            "region_url": reverse("region", args=(self.region,)),
            "name": latest["department"]["name"],
            "history": told,
            "opening": (opening := _opening(versions[-1])),
            "description": str(opening),
            "choice": units.choice(has_heads=bool(told.lived)),
            "charts": drawn.charts(told.columns),
            "people": _people(told),
            "span": _span(told),
            "published": list(reversed([_published(row) for row in self.rows])),
            "peers_url": reverse(
                "peers", args=(self.region, self.department, self.rows[-1].publication.year)
            ),
        }
        return render_to_string("disclosures/department.html", context).encode()

    @public_addresses()
    def project_page(self, path: str, year: int, slug: str) -> bytes:
        versions = self.versions()
        version = next((each for each in versions if each.year == year), None)
        project = version and projects.find(version.document, slug)
        if version is None or project is None:
            raise Http404
        document = version.document
        said = {part.name for part in project.parts}
        lived = latest(self.lived, year)
        amount = project.amount
        context = frame(path) | {
            "region": document["region"],
            "region_url": reverse("region", args=(self.region,)),
            "department": document["department"],
            "department_url": reverse("department", args=(self.region, self.department)),
            "year": year,
            "version": version,
            "project": project,
            "facts": _facts(project),
            "funds": _funds(project),
            "at": f"{version.url}#{project.anchor}" if project.anchor else version.url,
            "sheet_at": f"{version.url}#{project.other_sheet}" if project.other_sheet else "",
            "choice": units.choice(has_heads=bool(self.lived)),
            "ways": ()
            if amount is None
            else units.shown(
                amount,
                whole=version.frozen.value(EXPENDITURE),
                persons=lived.persons if lived else None,
                has_heads=bool(self.lived),
            ),
            "parts": [(_part_name(part.name), part.paragraphs) for part in project.parts],
            "missing": [] if project.other_sheet or "more" in said else _missing(said),
            "years": list(self._years_of(versions, slug)),
        }
        return render_to_string("disclosures/project.html", context).encode()

    def _years_of(self, versions: list[Version], slug: str) -> Iterator[dict[str, Any]]:
        """The same project in every year that names it, the latest first: the same name is the same project."""
        for version in reversed(versions):
            project = projects.find(version.document, slug)
            if project:
                lived = latest(self.lived, version.year)
                yield {
                    "year": version.year,
                    "version": version,
                    "url": _project_url(self.region, self.department, version, slug),
                    "at": version.at(f"project.{slug}"),
                    "ways": ()
                    if project.amount is None
                    else units.shown(
                        project.amount,
                        whole=version.frozen.value(EXPENDITURE),
                        persons=lived.persons if lived else None,
                        has_heads=bool(self.lived),
                    ),
                }


def _part_name(part: str) -> str:
    return projects.PARTS[part][0] if is_chinese() else gettext(PARTS[part])


def _missing(said: set[str]) -> list[str]:
    return [_part_name(part) for part in EXPECTED if part not in said]


def _facts(project: projects.Project) -> list[tuple[str, str]]:
    """(name, amount in 万元) of what is published of the year before."""
    told = ((gettext("Last year"), project.last), (gettext("Change"), project.change))
    return [(name, printing.amount(amount)) for name, amount in told if amount is not None]


def _funds(project: projects.Project) -> list[tuple[str, str]]:
    return [(fund.label, printing.amount(fund.amount)) for fund in project.funds]


def _project_url(region: str, department: str, version: Version, slug: str) -> str:
    return reverse("project", args=(region, department, version.year, slug))


def _published(row: VersionRow) -> dict[str, Any]:
    publication: Publication = row.publication
    return {"year": publication.year, "number": row.number, "url": publication.get_absolute_url()}


def _opening(version: Version) -> str:
    """The latest year in a few sentences: how much, how it moved and why, and what most of it is for."""
    return sentences(lede(version.document), _why(version), _most(version))


def _why(version: Version) -> str:
    reason = reasons_of(version.document).get(EXPENDITURE)
    return naming(gettext("Reason given for the change: %(name)s."), reason.text) if reason else ""


def _most(version: Version) -> str:
    """The largest class of functions."""
    frozen = version.frozen
    keys = sorted(frozen.keys(FUNCTIONS), key=lambda key: -frozen.amount(key))
    if not keys or frozen.amount(keys[0]) <= 0:
        return ""
    name: Name = frozen.name(keys[0])
    pattern = gettext("Most is spent on %(name)s: %(amount)s × 10,000 yuan, %(share)s of all.")
    values = {
        "amount": frozen.printed(keys[0]),
        "share": printing.share(frozen.amount(keys[0]), frozen.value(EXPENDITURE)),
    }
    if name.lang:
        return naming(pattern, name.text, **values)
    return pattern % {"name": name.text, **values}


def _people(told: History) -> list[dict[str, Any]]:
    return [
        {"year": each.year, "persons": f"{each.persons:,}", "source": each.source}
        for each in sorted(set(told.lived.values()), key=lambda each: -each.year)
    ]


def _span(told: History) -> str:
    years = [column.year for column in told.columns if column.version and not column.is_told]
    if len(years) == 1:
        return str(years[0])
    return f"{years[-1]}–{years[0]}"


# Storing ----------------------------------------------------------------------------------------------------------


def settle(region: str, department: str) -> list[str]:
    """Have the pages of a department stored as they read now, and none of what no longer stands; returns the addresses of
    those that were others. OSError where the disk fails."""
    of = Department(region, department)
    return kept_pages.settle(folder_of(region, department), of.marks(), of.render)


def settle_all(regions: Iterable[str] | None = None) -> list[str]:
    """The same for every department of these regions, or of all; folders of departments that are none any more go."""
    changed: list[str] = []
    known = set()
    for region, department in departments(regions):
        known.add(folder_of(region, department))
        changed += settle(region, department)
    if regions is None:
        for place in (kept_pages.root() / FOLDER).glob("*"):
            if f"{FOLDER}/{place.name}" not in known:
                kept_pages.forget(f"{FOLDER}/{place.name}")
                changed.append(place.name)
    return changed


def store_missing(now: datetime) -> int:
    """A chore of each minute: the pages of departments that have none stored, and all where the crosswalk is another than
    when they were looked at last, whoever wrote it. How many pages were others."""
    place, crosswalk = kept_pages.root() / CROSSWALK, kept_pages.mark_of(*Crosswalk.read().changes).encode()
    is_other = not place.exists() or place.read_bytes() != crosswalk
    changed = 0
    for region, department in departments():
        if is_other or not (kept_pages.root() / folder_of(region, department)).exists():
            with store.alone("settling"):  # of one after the other: whoever publishes waits for no more
                changed += len(settle(region, department))
    if is_other:
        store.put(place, crosswalk)
    return changed


def departments(regions: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(region, department) of everything that stands."""
    listed = Publication.objects.listed()
    if regions is not None:
        listed = listed.filter(Q(region_code__in=list(regions)))
    pairs = listed.values_list("region_code", "department_code")
    return sorted(set(pairs.order_by("region_code", "department_code")))


def forget(region: str, department: str) -> None:
    """Answer nothing of a department out of the store: something of it was withdrawn."""
    kept_pages.forget(folder_of(region, department))


def forget_some(departments: Iterable[tuple[str, str]]) -> None:
    """Render the pages of these departments of what stands, until ``store_missing`` stores them again: what they tell of has
    changed. Whoever is storing one that was made before has done so by then."""
    with store.alone("settling"):
        for region, department in departments:
            forget(region, department)


def differing() -> Iterator[str]:
    """The addresses whose stored page is not what it would be now."""
    for region, department in departments():
        of = Department(region, department)
        yield from kept_pages.differing(folder_of(region, department), of.marks(), of.render)
