"""What may be asked of a public address: each view names its parameters, and this holds for all of them.

A typing error must not look like an answer: a name that an address does not know, or that it is given twice, is refused with
a sentence and 400. Where a page takes no parameters at all there is nothing to mistake, and it is answered as it is stored.
What apps add to an address that somebody passes on is nobody's error, and is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from .rendering.frame import frame

View = Callable[..., HttpResponseBase]
Refuse = Callable[[HttpRequest, Sequence[str]], HttpResponse]

#: By messengers, newsletters and search engines: WeChat says "from", "isappinstalled" and more.
ADDED = re.compile(r"utm_[a-z]+|from|isappinstalled|nsukey|scene|clicktime|enterid|fbclid|gclid|msclkid")
ANYTHING = re.compile(r".*", re.DOTALL)


def wrong(asked: QueryDict, known: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The parameters that an address does not know, or that are given more than once: (name, whether it is known)."""
    for name, values in asked.lists():
        if name not in known or len(values) > 1:
            yield name[:40], name in known


def problems(asked: QueryDict, known: Collection[str]) -> list[str]:
    """The same in sentences."""
    twice, unknown = (
        gettext("The parameter %(name)s is given twice."),
        gettext("There is no parameter %(name)s."),
    )
    return [(twice if is_known else unknown) % {"name": name} for name, is_known in wrong(asked, known)]


def on_a_page(request: HttpRequest, said: Sequence[str]) -> HttpResponse:
    """What is wrong, and the address without it."""
    context = {"problems": said, "plain": request.path}
    return render(request, "disclosures/compare_refused.html", frame(request.path) | context, status=400)


def in_a_line(request: HttpRequest, said: Sequence[str]) -> HttpResponse:
    """What is wrong, to whoever asked for a file."""
    return HttpResponse(f"{said[0]}\n", status=400, content_type="text/plain; charset=utf-8")


def takes(*names: str, refuse: Refuse | None = on_a_page) -> Callable[[View], View]:
    """Of a view: it is asked with these parameters and no others. ``refuse`` answers where it is asked otherwise; without
    it the view itself says what is wrong. Outside everything that reads a database, or what is stored."""
    passes_over = ANYTHING if not names and refuse is on_a_page else ADDED

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **where: Any) -> HttpResponseBase:
            if request.META.get("QUERY_STRING"):
                _pass_over(request, names, passes_over)
                said = problems(request.GET, names) if refuse else []
                if refuse and said:
                    return refuse(request, said)
            return view(request, **where)

        answer.takes = names  # type: ignore[attr-defined]
        return answer

    return decorate


def _pass_over(request: HttpRequest, names: Collection[str], others: re.Pattern[str]) -> None:
    """Take out of a request what says nothing here."""
    asked = request.GET.copy()
    found = [name for name in asked if name not in names and others.fullmatch(name)]
    for name in found:
        del asked[name]
    if found or not asked:
        request.GET = asked
        request.META["QUERY_STRING"] = asked.urlencode()
