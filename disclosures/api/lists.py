"""What can be asked of the API: lists out of the index, and what stands in the document of one version."""

from __future__ import annotations

from itertools import product
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from budgets.catalogue import PROJECT_FUNDS
from budgets.keys import VIEWS, Coordinates
from budgets.ledger import EXPENDITURE, INCOME, MEASURES, NATURES, POOLS, PUBLIC, STAFF, SYSTEMS

from ..models import CodeChange, Population, Publication, SearchEntry, StandingFigure, Version
from ..projects import indicators_of, projects_of
from ..rendering import opendata
from ..search import engine, folding
from .answers import (
    CodeChangeSerializer,
    DepartmentSerializer,
    FigureOfVersionSerializer,
    FigureSerializer,
    FoundSerializer,
    IndicatorOfVersionSerializer,
    ListedProjectSerializer,
    PopulationSerializer,
    ProjectOfVersionSerializer,
    RegionSerializer,
    TableSerializer,
    VersionSerializer,
    table_as_data,
)
from .asking import FILTERS, ReadOnly
from .errors import BadParameter

#: The columns of the index that say whose and when a row is.
PLACE = {"region": "region_code", "department": "department_code", "year": "year", "kind": "kind"}


def parameters(*names):
    """The OpenAPI description of these filters."""
    return [OpenApiParameter(name, FILTERS[name].schema, description=FILTERS[name].says) for name in names]


def _in_path(name, pattern, says):
    return OpenApiParameter(name, {"type": "string", "pattern": f"^{pattern}$"}, "path", description=says)


SHA256 = _in_path("sha256", "[0-9a-f]{64}", "版本的摘要")


# Out of the index -------------------------------------------------------------------------------------------------


class Regions(ReadOnly):
    """Regions with at least one published budget."""

    serializer_class = RegionSerializer
    queryset = (
        Publication.objects.listed().order_by("region_code").values("region_code", "region_name").distinct()
    )


@extend_schema_view(list=extend_schema(parameters=parameters(*PLACE)))
class Departments(ReadOnly):
    """Departments and years that are published, with the total of the current version."""

    serializer_class = DepartmentSerializer
    queryset = Publication.objects.listed().order_by("region_code", "department_code", "-year")
    filters = PLACE


@extend_schema_view(
    list=extend_schema(parameters=parameters(*PLACE)), retrieve=extend_schema(parameters=[SHA256])
)
class Versions(ReadOnly):
    """Versions, newest first. One is addressed by its digest; superseded ones stay."""

    serializer_class = VersionSerializer
    queryset = (
        Version.objects.standing()
        .select_related("publication")
        .defer("content")
        .order_by("-published_at", "-pk")
    )
    filters = {name: f"publication__{column}" for name, column in PLACE.items()}
    lookup_field = "sha256"
    lookup_value_regex = "[0-9a-f]{64}"

    def retrieve(self, request, sha256):
        return self.answer(lambda: self.get_serializer(self._found(sha256)).data)

    def _found(self, sha256):
        version = self.get_queryset().filter(sha256=sha256).first()
        if version is None:
            raise Http404
        return version


@extend_schema_view(
    list=extend_schema(parameters=parameters(*PLACE, "key", "key_prefix", "account")),
)
class Figures(ReadOnly):
    """Figures of the versions in force. ``account`` asks for those of one account, however narrowed."""

    serializer_class = FigureSerializer
    queryset = StandingFigure.objects.select_related("publication").order_by("publication_id", "key")
    filters = {**PLACE, "key": "key", "key_prefix": "key", "account": "key"}

    def filter_queryset(self, queryset):
        asked = dict(self.asked)
        place = {PLACE[name]: asked[name] for name in PLACE if name in asked}
        keys = asked.keys() & {"key", "key_prefix", "account"}
        if "key" in asked:
            queryset = queryset.filter(key=asked["key"])
        if "key_prefix" in asked:
            queryset = beginning(queryset, asked["key_prefix"])
        if "account" in asked:
            queryset = queryset.filter(key__in=keys_of(*asked["account"].split(".")))
        return within(queryset, place, by_key=bool(keys))


def within(queryset: QuerySet[Any], place: dict[str, str], *, by_key: bool) -> QuerySet[Any]:
    """Those of a place: found by the index of keys where keys are asked for, else by that of publications."""
    if by_key or not place:
        return queryset.filter(**place)
    return queryset.filter(publication__in=Publication.objects.listed().filter(**place).values("pk"))


def beginning(queryset: QuerySet[Any], prefix: str) -> QuerySet[Any]:
    """Those whose key begins so. The range is for the index of SQLite, which compares bytes; keys have no sign above z."""
    found = queryset.filter(key__startswith=prefix)
    return found.filter(key__gte=prefix, key__lt=f"{prefix}~") if connection.vendor == "sqlite" else found


LETTERS = {system: letter for letter, system in SYSTEMS.items()}
MEASURED_BY = {"f": (EXPENDITURE, INCOME), "e": (MEASURES[2],), "g": (MEASURES[3],), "s": (INCOME,)}


def keys_of(system: str, code: str) -> list[str]:
    """Every key that figures of one account may have: of each fund, nature, kind of cost and view."""
    letter = LETTERS[system]
    costs = ("", STAFF, PUBLIC) if letter in "eg" else ("",)
    narrowed = product(MEASURED_BY[letter], ("", *POOLS), ("", *NATURES), costs, ("", *VIEWS))
    return [
        Coordinates(measure, fund=fund, nature=nature, cost=cost, view=view, **{letter: code}).key
        for measure, fund, nature, cost, view in narrowed
    ]


@extend_schema_view(list=extend_schema(parameters=parameters(*PLACE)))
class Projects(ReadOnly):
    """Projects of the versions in force. Goals and indicators: versions/<sha256>/projects/."""

    serializer_class = ListedProjectSerializer
    filters = PLACE

    def get_queryset(self):
        found = StandingFigure.objects.select_related("publication").order_by("publication_id", "key")
        return beginning(found, "project.").filter(key__regex=r"^project\.[0-9a-f]{8}$")

    def filter_queryset(self, queryset):
        place = {PLACE[name]: text for name, text in self.asked.items()}
        return within(queryset, place, by_key="year" in place and "department_code" not in place)


@extend_schema_view(list=extend_schema(parameters=parameters("region", "year")))
class Populations(ReadOnly):
    """How many people live in regions, for figures per head."""

    serializer_class = PopulationSerializer
    queryset = Population.objects.order_by("region_code", "year")
    filters = {"region": "region_code", "year": "year"}
    has_own_changes = True


@extend_schema_view(list=extend_schema(parameters=parameters("system", "year", "code")))
class CodeChanges(ReadOnly):
    """Accounts of the chart that changed with a year; ``code`` is either the old or the new one."""

    serializer_class = CodeChangeSerializer
    filters = {"system": "system", "year": "year", "code": "old_code"}
    has_own_changes = True

    def get_queryset(self):
        successor = Case(
            When(new_code="", then=Value(None)), default="new_code", output_field=CharField(null=True)
        )
        return (
            CodeChange.objects.filter(is_void=False)
            .annotate(successor=successor)
            .order_by("system", "year", "old_code", "new_code")
        )

    def filter_queryset(self, queryset):
        asked = dict(self.asked)
        if code := asked.pop("code", ""):
            queryset = queryset.filter(Q(old_code=code) | Q(new_code=code))
        return queryset.filter(**asked)


LENGTH = gettext_noop("q must have 1–%(most)s characters (%(given)s were given)")
QUESTION = OpenApiParameter(
    "q",
    {"type": "string", "minLength": 1, "maxLength": folding.LONGEST},
    required=True,
    description="要找的词，空格分开，最多 200 字；% 和 _ 就是它们自己",
)


@extend_schema_view(list=extend_schema(parameters=[QUESTION, *parameters("group")]))
class Search(ReadOnly):
    """What the search of the site finds: entries that hold all words, by group, the heaviest first; 1,000 of a group."""

    serializer_class = FoundSerializer
    filters = {"group": "group"}
    free = ("q",)
    has_own_changes = True

    def listed(self):
        words = folding.words_of(self._question())
        groups = [self.asked["group"]] if "group" in self.asked else list(SearchEntry.Group.values)
        numbers = [number for group in groups for number in engine.found(words, group)[: engine.MOST]]
        page = self.paginate_queryset(numbers)
        entries = SearchEntry.objects.in_bulk(page)
        found = [entries[number] for number in page if number in entries]
        return self.get_paginated_response(self.get_serializer(found, many=True).data).data

    def _question(self):
        question = self.request.query_params.get("q", "")
        if not 1 <= len(question) <= folding.LONGEST:
            raise BadParameter(LENGTH, "invalid_q", most=folding.LONGEST, given=len(question))
        return question


# Out of the document of one version ---------------------------------------------------------------------------------


class OfVersion(ReadOnly):
    """What stands in one version. It never changes; a version that was withdrawn is not found."""

    queryset = Version.objects.standing()
    pagination_class = None

    def _content(self, sha256):
        version = Version.objects.standing().filter(sha256=sha256).select_related("publication").first()
        if version is None:
            raise Http404
        self.version = version
        return version.document


@extend_schema_view(
    list=extend_schema(parameters=[SHA256], responses=TableSerializer(many=True)),
    retrieve=extend_schema(parameters=[SHA256, _in_path("key", "[a-z0-9-]+", "表的键，如 balance")]),
)
class Tables(OfVersion):
    """The tables of one version."""

    serializer_class = TableSerializer
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9-]+"

    def listed(self, sha256):
        content = self._content(sha256)
        return [table_as_data(table, content["figures"]) for table in opendata.tables_of(content)]

    def retrieve(self, request, sha256, key):
        return self.answer(lambda: self._one(sha256, key))

    def _one(self, sha256, key):
        content = self._content(sha256)
        table = opendata.table_of(content, key)
        if table is None:
            raise Http404
        return table_as_data(table, content["figures"])


@extend_schema_view(retrieve=extend_schema(parameters=[SHA256, _in_path("key", "[a-z0-9.-]+", "数据的键")]))
class FiguresOfVersion(OfVersion):
    """One figure of one version: an address that stands for ever."""

    serializer_class = FigureOfVersionSerializer
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9.-]+"

    def retrieve(self, request, sha256, key):
        return self.answer(lambda: self.get_serializer(self._one(sha256, key)).data)

    def listed(self, sha256):
        content = self._content(sha256)
        return self.get_serializer(self._told(content, content["figures"]), many=True).data

    def _one(self, sha256, key):
        content = self._content(sha256)
        if key not in content["figures"]:
            raise Http404
        return self._told(content, [key])[0]

    def _told(self, content, keys):
        page, anchors = self.version.get_absolute_url(), opendata.anchors_of(content, keys)
        told = []
        for key in keys:
            figure = content["figures"][key]
            value = None if figure["value"] is None else str(figure["value"])
            url = f"{page}#{anchors[key]}" if key in anchors else page
            told.append({**figure, "key": key, "value": value, "sha256": self.version.sha256, "url": url})
        return told


@extend_schema_view(list=extend_schema(parameters=[SHA256], responses=ProjectOfVersionSerializer(many=True)))
class ProjectsOfVersion(OfVersion):
    """The projects of one version with their goals and indicators."""

    serializer_class = ProjectOfVersionSerializer

    def listed(self, sha256):
        content = self._content(sha256)
        told = [
            {
                **vars(project),
                **{name: project.fund(name) for name, _label in PROJECT_FUNDS},
                "goal": project.goal,
            }
            for project in projects_of(content)
        ]
        return self.get_serializer(told, many=True).data


@extend_schema_view(
    list=extend_schema(parameters=[SHA256], responses=IndicatorOfVersionSerializer(many=True))
)
class IndicatorsOfVersion(OfVersion):
    """The indicators of one version, those of the whole budget among them."""

    serializer_class = IndicatorOfVersionSerializer

    def listed(self, sha256):
        return self.get_serializer(indicators_of(self._content(sha256)), many=True).data
