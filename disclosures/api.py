"""The open API: read-only, over published versions and the index written from them. No draft can be reached here.

Amounts are decimal strings in 元 with two decimals, counts integers, dates ISO 8601. A parameter that does not exist,
is given twice or cannot be read is refused: a typing error must not look like an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import APIException, NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .listing import timeliness_of
from .models import Publication, PublishedFigure, Version
from .rendering import opendata


class BadParameter(APIException):
    """A query parameter that is unknown, repeated or unreadable."""

    status_code = 400
    default_code = "invalid_parameter"


def answer_error(error, context):
    """Every error in one shape: {"code", "detail"}."""
    response = exception_handler(error, context)
    if response is not None:
        detail = response.data["detail"]
        response.data = {"code": getattr(detail, "code", "error"), "detail": str(detail)}
    return response


def number(text, name, low, high):
    """A whole number between bounds, in ASCII digits."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text) or not low <= int(text) <= high:
        raise BadParameter(f"{name} 应为 {low}–{high} 的整数", code=f"invalid_{name}")
    return int(text)


class Pages(PageNumberPagination):
    """Bounded pages: 50 rows, at most 200."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request):
        text = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > self.max_page_size:
            raise BadParameter(f"page_size 最大 {self.max_page_size}", code="invalid_page_size")
        return number(text, "page_size", 1, self.max_page_size)

    def get_page_number(self, request, paginator):
        return number(request.query_params.get(self.page_query_param, "1"), "page", 1, 1000)


class OnlyJson(BaseContentNegotiation):
    """JSON, or the word that there is nothing else."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        wanted = request.query_params.get("format", "json")
        if wanted != "json" or not _accepts_json(request.headers.get("Accept") or "*/*"):
            raise NotAcceptable("只提供 JSON（application/json）")
        return renderers[0], renderers[0].media_type


def _accepts_json(header):
    """Whether an Accept header takes JSON: the most exact of its ranges that fits decides, and a weight of 0 is a no."""
    weights = {}
    for part in header.split(",")[:100]:
        name, _, rest = part.partition(";")
        weights[name.strip().lower()] = not re.search(r"\bq\s*=\s*0(\.0*)?\s*(;|$)", rest)
    return next((weights[name] for name in JSON_RANGES if name in weights), False)


JSON_RANGES = ("application/json", "application/*", "*/*")

FILTERS = {
    "region": ("行政区划代码，六位数字", r"[0-9]{6}", "region 应为六位行政区划代码"),
    "department": ("部门编码", r"[0-9a-z]{1,12}", "department 应为部门编码"),
    "year": ("年度，四位", r"20[0-9]{2}", "year 应为四位年份"),
    "key": ("数据的键，如 expenditure.total", r"[a-z0-9.-]{1,80}", "key 只含小写字母、数字、点和连字符"),
}


def parameters(*names):
    """The OpenAPI description of these filters."""
    return [OpenApiParameter(name, str, description=FILTERS[name][0]) for name in names]


class ReadOnly(viewsets.GenericViewSet):
    """A list or lookup whose parameters are checked before anything is read. ``filters`` maps names to lookups."""

    pagination_class = Pages
    content_negotiation_class = OnlyJson
    filters: dict[str, str] = {}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        listed = self.action == "list"
        allowed = {*self.filters, "page", "page_size"} if listed else set()
        for name in request.query_params:
            if name not in allowed:
                sentence = "不支持的排序字段" if name == "ordering" else f"未知参数 {name[:40]}"
                raise BadParameter(sentence, code="unknown_parameter")
            if len(request.query_params.getlist(name)) > 1:
                raise BadParameter(f"参数 {name} 重复", code="repeated_parameter")

    def filter_queryset(self, queryset):
        for name, lookup in self.filters.items():
            text = self.request.query_params.get(name)
            if text is not None:
                _, pattern, sentence = FILTERS[name]
                if not re.fullmatch(pattern, text):
                    raise BadParameter(sentence, code=f"invalid_{name}")
                queryset = queryset.filter(**{lookup: text})
        return queryset


# What is answered --------------------------------------------------------------------------------------------------


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField(source="region_code")
    name = serializers.CharField(source="region_name")


class DepartmentSerializer(serializers.Serializer):
    region = serializers.CharField(source="region_code")
    code = serializers.CharField(source="department_code")
    name = serializers.CharField(source="department_name")
    short_name = serializers.CharField()
    kind = serializers.ChoiceField(["department", "unit"])
    year = serializers.IntegerField()
    title = serializers.CharField()
    version = serializers.IntegerField(source="number")
    total = serializers.DecimalField(19, 2, help_text="支出总计，元")
    change = serializers.DecimalField(19, 2, allow_null=True, help_text="比上年增减，元；上年数未知为 null")
    published_at = serializers.DateTimeField()
    first_published_at = serializers.DateTimeField()
    approved_on = serializers.DateField(allow_null=True, help_text="批复日期；未登记为 null")
    due_on = serializers.DateField(allow_null=True, help_text="公开期限")
    days_late = serializers.SerializerMethodField(help_text="迟公开的天数；按期为 0，未登记批复日期为 null")
    late_reason = serializers.CharField(help_text="迟公开的原因")
    url = serializers.SerializerMethodField()

    def get_days_late(self, publication) -> int | None:
        found = timeliness_of(publication)
        return found.late if found else None

    def get_url(self, publication) -> str:
        return publication.get_absolute_url()


class VersionSerializer(serializers.Serializer):
    region = serializers.CharField(source="publication.region_code")
    department = serializers.CharField(source="publication.department_code")
    year = serializers.IntegerField(source="publication.year")
    title = serializers.CharField(source="publication.title")
    number = serializers.IntegerField()
    is_current = serializers.SerializerMethodField()
    sha256 = serializers.CharField()
    published_at = serializers.DateTimeField()
    reason = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_is_current(self, version) -> bool:
        return version.number == version.publication.number

    def get_url(self, version) -> str:
        return version.get_absolute_url()


class FigureSerializer(serializers.Serializer):
    region = serializers.CharField(source="version.publication.region_code")
    department = serializers.CharField(source="version.publication.department_code")
    year = serializers.IntegerField(source="version.publication.year")
    version = serializers.IntegerField(source="version.number")
    key = serializers.CharField()
    label = serializers.CharField()
    value = serializers.SerializerMethodField(help_text="金额为元，两位小数；不知道为 null")
    unit = serializers.CharField()

    def get_value(self, figure) -> str | None:
        return figure.value or None


class RowSerializer(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField())


class TableSerializer(serializers.Serializer):
    """A table as data: column labels, and the rows' exact values (amounts in 元)."""

    key = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = RowSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


def table_as_data(table, figures):
    rows = [
        {"code": row["code"], "kind": row["kind"], "values": [str(v) for v in opendata.values(row, figures)]}
        for row in table["rows"]
    ]
    return {
        "key": table["key"],
        "number": table["number"],
        "title": table["title"],
        "columns": [label for label, _kind in opendata.heads(table)],
        "rows": rows,
        "notes": table["notes"],
    }


# What can be asked -------------------------------------------------------------------------------------------------


class Regions(mixins.ListModelMixin, ReadOnly):
    """Regions with at least one published budget."""

    serializer_class = RegionSerializer
    queryset = (
        Publication.objects.listed().order_by("region_code").values("region_code", "region_name").distinct()
    )


@extend_schema_view(list=extend_schema(parameters=parameters("region", "department", "year")))
class Departments(mixins.ListModelMixin, ReadOnly):
    """Departments and years that are published, with the total of the current version."""

    serializer_class = DepartmentSerializer
    queryset = Publication.objects.listed().order_by("region_code", "department_code", "-year")
    filters = {"region": "region_code", "department": "department_code", "year": "year"}


@extend_schema_view(list=extend_schema(parameters=parameters("region", "department", "year")))
class Versions(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadOnly):
    """Versions, newest first. One is addressed by its digest; superseded ones stay."""

    serializer_class = VersionSerializer
    queryset = (
        Version.objects.standing()
        .select_related("publication")
        .defer("content")
        .order_by("-published_at", "-pk")
    )
    filters = {
        "region": "publication__region_code",
        "department": "publication__department_code",
        "year": "publication__year",
    }
    lookup_field = "sha256"
    lookup_value_regex = "[0-9a-f]{64}"


@extend_schema_view(retrieve=extend_schema(parameters=[OpenApiParameter("key", str, "path")]))
class Tables(ReadOnly):
    """The tables of one version."""

    serializer_class = TableSerializer
    queryset = Version.objects.standing()
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9-]+"
    pagination_class = None

    @extend_schema(responses=TableSerializer(many=True))
    def list(self, request, sha256):
        content = self._content(sha256)
        return Response([table_as_data(t, content["figures"]) for t in opendata.tables_of(content)])

    def retrieve(self, request, sha256, key):
        content = self._content(sha256)
        table = opendata.table_of(content, key)
        if table is None:
            raise Http404
        return Response(table_as_data(table, content["figures"]))

    def _content(self, sha256):
        version = Version.objects.standing().filter(sha256=sha256).first()
        if version is None:
            raise Http404
        return version.document


@extend_schema_view(list=extend_schema(parameters=parameters("region", "department", "year", "key")))
class Figures(mixins.ListModelMixin, ReadOnly):
    """Figures of the current versions."""

    serializer_class = FigureSerializer
    queryset = (
        PublishedFigure.objects.filter(version__number=F("version__publication__number"))
        .select_related("version__publication")
        .defer("version__content")
        .order_by("version_id", "key")
    )
    filters = {
        "region": "version__publication__region_code",
        "department": "version__publication__department_code",
        "year": "version__publication__year",
        "key": "key",
    }


# The index ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Endpoint:
    """An address of the API as the index and the page of open data tell it. Braces stand for what is filled in."""

    name: str
    path: str
    words: str
    parameters: tuple[str, ...] = ()
    query: str = ""  # of the example
    example: str = ""


OF_A_DEPARTMENT = "?region={region}&department={department}&year={year}"
ENDPOINTS = (
    Endpoint("regions", "regions/", gettext_noop("Regions in which anything is published")),
    Endpoint(
        "departments",
        "departments/",
        gettext_noop("Departments and years that are published, with the total of the version in force"),
        tuple(Departments.filters),
        "?region={region}&year={year}",
    ),
    Endpoint(
        "versions",
        "versions/",
        gettext_noop("Versions, the newest first; superseded ones stay"),
        tuple(Versions.filters),
        OF_A_DEPARTMENT,
    ),
    Endpoint("version", "versions/{sha256}/", gettext_noop("One version, by its digest")),
    Endpoint("tables", "versions/{sha256}/tables/", gettext_noop("All tables of a version")),
    Endpoint("table", "versions/{sha256}/tables/{key}/", gettext_noop("One table of a version, by its key")),
    Endpoint(
        "figures",
        "figures/",
        gettext_noop("Figures of the versions in force"),
        tuple(Figures.filters),
        f"{OF_A_DEPARTMENT}&key=expenditure.total",
    ),
)


def endpoints(version: Version | None) -> list[Endpoint]:
    """Every endpoint in the active language, with an example about this version where there is one."""
    return [_told(endpoint, version) for endpoint in ENDPOINTS]


def _told(endpoint, version):
    root = reverse("api-index")
    example = ""
    if version is not None:
        of = version.publication
        places = {"region": of.region_code, "department": of.department_code, "year": of.year}
        places |= {"sha256": version.sha256, "key": "balance"}
        example = (root + endpoint.path + endpoint.query).format(**places)
    parameters = (*endpoint.parameters, "page", "page_size") if "{" not in endpoint.path else ()
    return Endpoint(
        endpoint.name, root + endpoint.path, gettext(endpoint.words), parameters, endpoint.query, example
    )


class Index(ReadOnly):
    """The endpoints by name."""

    @extend_schema(exclude=True)
    def index(self, request):
        root = settings.SITE_URL + reverse("api-index")
        addresses = {endpoint.name: root + endpoint.path for endpoint in ENDPOINTS}
        return Response(addresses | {"schema": f"{root}schema/", "docs": f"{root}docs/"})
