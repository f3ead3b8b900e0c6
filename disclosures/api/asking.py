"""How the API is asked: parameters that are checked before anything is read, bounded pages, JSON alone, and an ETag for
every answer."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseNotModified
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext_noop
from rest_framework import viewsets
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response

from ..asking import asking
from ..models import LedgerEntry
from ..release import dress
from .errors import BadParameter

# Parameters -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filter:
    """A parameter: what it is, what it must look like, and the sentence that says so (to be translated)."""

    says: str
    pattern: str
    sentence: str

    @property
    def schema(self) -> dict[str, str]:
        return {"type": "string", "pattern": f"^({self.pattern})$"}


FILTERS = {
    "region": Filter(
        "行政区划代码，六位数字", "[0-9]{6}", gettext_noop("region must be the six digits of a division code")
    ),
    "department": Filter(
        "部门编码", "[0-9a-z]{1,12}", gettext_noop("department must be the code of a department")
    ),
    "year": Filter("年度，四位", "20[0-9]{2}", gettext_noop("year must be a year of four digits")),
    "kind": Filter(
        "department 部门，unit 单位", "department|unit", gettext_noop("kind must be department or unit")
    ),
    "key": Filter(
        "数据的键，如 expenditure.total",
        "[a-z0-9.-]{1,80}",
        gettext_noop("key holds only small letters, digits, dots and hyphens"),
    ),
    "key_prefix": Filter(
        "键的开头，如 three-public.",
        "[a-z0-9.-]{1,80}",
        gettext_noop("key_prefix holds only small letters, digits, dots and hyphens"),
    ),
    "account": Filter(
        "科目：分类和编码，如 function.2010601；function 功能，economic 部门经济，government 政府经济，source 收入来源",
        r"(function|economic|government|source)\.[0-9]{1,7}",
        gettext_noop("account must be a classification and a code, such as function.2010601"),
    ),
    "system": Filter(
        "科目的分类：function 功能，economic 部门经济，government 政府经济，source 收入来源",
        "function|economic|government|source",
        gettext_noop("system must be function, economic, government or source"),
    ),
    "code": Filter(
        "科目编码", "[0-9]{1,7}", gettext_noop("code must be the code of an account: one to seven digits")
    ),
    "group": Filter(
        "只要这一类",
        "department|unit|project|account|figure|text|term",
        gettext_noop("group must be department, unit, project, account, figure, text or term"),
    ),
}
WHOLE_NUMBER = gettext_noop("%(name)s must be a whole number of %(low)s–%(high)s")
AT_MOST = gettext_noop("page_size is at most %(most)s")
NO_ORDER = gettext_noop("this cannot be sorted by")
UNKNOWN = gettext_noop("unknown parameter %(name)s")
REPEATED = gettext_noop("parameter %(name)s is given twice")


def number(text, name, low, high):
    """A whole number between bounds, in ASCII digits."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text) or not low <= int(text) <= high:
        raise BadParameter(WHOLE_NUMBER, f"invalid_{name}", name=name, low=low, high=high)
    return int(text)


class Pages(PageNumberPagination):
    """Bounded pages: 50 rows, at most 200."""

    page_size = 50
    max_page = 1000
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request):
        text = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) > self.max_page_size:
            raise BadParameter(AT_MOST, "invalid_page_size", most=self.max_page_size)
        return number(text, "page_size", 1, self.max_page_size)

    def get_page_number(self, request, paginator):
        return number(request.query_params.get(self.page_query_param, "1"), "page", 1, self.max_page)

    def get_schema_operation_parameters(self, view):
        return [
            _whole("page", "第几页，从 1 起", self.max_page),
            _whole("page_size", "每页几行，不写为 50", self.max_page_size),
        ]


def _whole(name, says, most):
    schema = {"type": "integer", "minimum": 1, "maximum": most}
    return {"name": name, "in": "query", "required": False, "description": says, "schema": schema}


# JSON alone -------------------------------------------------------------------------------------------------------


class OnlyJson(BaseContentNegotiation):
    """JSON, or the word that there is nothing else."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        wanted = request.query_params.get("format", "json")
        if wanted != "json" or not _accepts_json(request.headers.get("Accept") or "*/*"):
            raise NotAcceptable
        return renderers[0], renderers[0].media_type


def _accepts_json(header):
    """Whether an Accept header takes JSON: the most exact of its ranges that fits decides, and a weight of 0 is a no."""
    weights = {}
    for part in header.split(",")[:100]:
        name, _, rest = part.partition(";")
        weights[name.strip().lower()] = not re.search(r"\bq\s*=\s*0(\.0*)?\s*(;|$)", rest)
    return next((weights[name] for name in JSON_RANGES if name in weights), False)


JSON_RANGES = ("application/json", "application/*", "*/*")


# Answers that may be asked for again ------------------------------------------------------------------------------


class ReadOnly(viewsets.GenericViewSet):
    """A list or lookup whose parameters are checked before anything is read. ``filters`` maps names to lookups.

    Answers hang on what is published, which the head of the public ledger tells in one query; ``has_own_changes`` where they
    hang on something besides: their ETag is then made of what they say.
    """

    pagination_class: Any = Pages
    content_negotiation_class = OnlyJson
    filters: dict[str, str] = {}
    free: tuple[str, ...] = ()  # parameters besides, checked by the view itself
    has_own_changes = False

    def dispatch(self, request, *args, **kwargs):
        with asking():
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.action is None:  # a method that is refused, whatever it asks
            return
        listed = self.action == "list" and self.pagination_class is not None
        allowed = {*self.filters, *self.free, "page", "page_size"} if listed else set()
        for name in request.query_params:
            if name not in allowed:
                sentence = NO_ORDER if name == "ordering" else UNKNOWN
                raise BadParameter(sentence, "unknown_parameter", name=name[:40])
            if len(request.query_params.getlist(name)) > 1:
                raise BadParameter(REPEATED, "repeated_parameter", name=name)
        self.asked = {name: self._asked(name) for name in self.filters if name in request.query_params}

    def _asked(self, name):
        """A parameter that is as it must be."""
        text, wanted = self.request.query_params[name], FILTERS[name]
        if not re.fullmatch(wanted.pattern, text):
            raise BadParameter(wanted.sentence, f"invalid_{name}")
        return text

    def filter_queryset(self, queryset):
        return queryset.filter(**{self.filters[name]: text for name, text in self.asked.items()})

    def answer(self, make):
        """What ``make`` gives, with its ETag; 304 where whoever asks has it."""
        if self.has_own_changes:
            data = make()
            etag = _etag(repr(data))
        else:
            etag, data = _etag(head(), self.request.get_full_path()), None
            if not self._has(etag):
                data = make()
        response = HttpResponseNotModified() if self._has(etag) else Response(data)
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response

    def _has(self, etag):
        return etag in parse_etags(self.request.headers.get("If-None-Match", ""))

    def list(self, request, *args, **kwargs):
        return self.answer(lambda: self.listed(**kwargs))

    def listed(self, **kwargs):
        """A page of what was asked for."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data).data


def head() -> str:
    """What was published last: another whenever anything was published, corrected or withdrawn."""
    return LedgerEntry.objects.order_by("-seq").values_list("sha256", flat=True).first() or ""


def _etag(*parts: str) -> str:
    return quote_etag(hashlib.sha256("\n".join([dress(), *parts]).encode()).hexdigest()[:32])
