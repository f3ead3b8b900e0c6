"""The pages of the search. It asks the database: without one they answer 503, as lists do that are sorted or paged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from ..asking import asking
from ..parameters import in_a_line, takes
from ..rendering.frame import frame
from ..sheets import KINDS, Column, Sheet, as_file
from . import engine, folding, results

MINUTE = 60


@takes("q", "in", "page")
@require_safe
@cache_control(public=True, max_age=MINUTE)
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    question, only = request.GET.get("q", ""), request.GET.get("in", "")
    only = only if only in results.GROUPS else ""
    context: dict[str, Any] = {"question": question[: folding.LONGEST], "only": only}
    context["refusal"] = refusal(question)
    words = () if context["refusal"] else folding.words_of(question)
    if words:
        with asking():
            found = results.search(words, only, request.GET.get("page"))
            nearby = [] if any(each.numbers for each in found) else results.near_names(words)
        context |= _told(question, only, found) | {"near": nearby}
    status = 400 if context["refusal"] else 200
    return render(request, "disclosures/search.html", _framed(request.path, context), status=status)


def _framed(path: str, context: dict[str, Any]) -> dict[str, Any]:
    """The frame of the page as it is shown: cited, and led to in the other language, with what is asked."""
    around: dict[str, Any] = frame(path)
    if "asked" in context:
        page = context["page"]
        asked = urlencode(context["asked"] | ({"page": page.number} if page and page.number > 1 else {}))
        around["canonical"] += f"?{asked}"
        around["other"]["url"] += f"?{asked}"
    return around | context


def refusal(question: str) -> str:
    """Why a question is not looked for; empty where it is."""
    if len(question) > folding.LONGEST:
        told = gettext(
            "A question may have %(most)s characters at most; this one has %(count)s. Please shorten it."
        )
        return told % {"most": folding.LONGEST, "count": f"{len(question):,}"}
    return ""


def _told(question: str, only: str, found: list[results.Found]) -> dict[str, Any]:
    here = reverse("search")
    asked = {"q": question} | ({"in": only} if only else {})
    shown = next((each for each in found if each.group == only), None)
    return {
        "words": True,
        "asked": asked,
        "groups": [(each, f"{here}?{urlencode({'q': question, 'in': each.group})}") for each in found],
        "count": sum(each.count for each in found),
        "told": _words(found),
        "is_more": any(each.is_more for each in found),
        "most": f"{engine.MOST:,}",
        "all_url": f"{here}?{urlencode({'q': question})}",
        "shown": shown,
        "page": shown and shown.page,
        "pages_of": f"{urlencode(asked)}&",
        "files": [
            (kind.upper(), f"{reverse('search-file', args=[kind])}?{urlencode(asked)}") for kind in KINDS
        ],
    }


def _words(found: list[results.Found]) -> str:
    """How much was found."""
    count = sum(each.count for each in found)
    if not count:
        return gettext("Nothing was found. A shorter question, or other words, may find more.")
    if any(each.is_more for each in found):
        return gettext("More than %(count)s found, by group.") % {"count": f"{count:,}"}
    return ngettext("%(count)s found.", "%(count)s found, by group.", count) % {"count": f"{count:,}"}


# As a file --------------------------------------------------------------------------------------------------------

COLUMNS = (
    Column("group", "类别", lambda hit: hit.entry.get_group_display()),
    Column("title", "名称", lambda hit: hit.entry.title),
    Column("text", "内容", lambda hit: hit.entry.text),
    Column("region", "行政区划代码", lambda hit: hit.entry.region_code),
    Column("department", "部门", lambda hit: hit.publication and hit.publication.department_name),
    Column("year", "年度", lambda hit: hit.entry.year),
    Column("version", "版本", lambda hit: hit.publication and hit.publication.number),
    Column("value", "数值（金额为元）", lambda hit: hit.amount and hit.amount.exact, is_number=True),
    Column("unit", "单位", lambda hit: hit.amount and hit.amount.unit),
    Column("address", "网址", lambda hit: hit.url, is_address=True),
)


@takes("q", "in", refuse=in_a_line)
@require_safe
@cache_control(public=True, max_age=MINUTE)
@conditional_page
def search_file(request: HttpRequest, kind: str) -> HttpResponse:
    """What was found, as a file: of every group as many entries as are counted."""
    question, only = request.GET.get("q", ""), request.GET.get("in", "")
    problem = refusal(question)
    if not problem and only not in ("", *results.GROUPS):
        problem = gettext("The parameter %(name)s cannot be read.") % {"name": "in"}
    if problem:
        return in_a_line(request, [problem])
    with asking():
        rows = list(results.everything(folding.words_of(question), only))
    return as_file(Sheet("search", COLUMNS, rows), kind)
