"""操作记录 for 审计管理员: search, export, and whether the chain still holds. Reading it changes nothing else."""

from __future__ import annotations

import csv
import json
from itertools import islice

from django.db import transaction
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from .. import audit
from ..actions import record
from ..models import Event, Membership
from ..text import FORMULA
from .forms import SearchForm
from .people import area_of, render
from .told import tell

PAGE = 50
MOST_FAULTS = 200
COLUMNS = ("seq", "at", "who", "place", "subject", "action", "detail", "previous", "sha256")
HEADS = ("序号", "时间", "用户名", "来自", "对象", "操作", "内容", "上一条摘要", "摘要")


def _found(request):
    """The search and what it finds, newest first."""
    form = SearchForm(request.GET)
    return form, form.wanted(Event.objects.order_by("-seq")) if form.is_valid() else Event.objects.none()


@area_of(Membership.Role.AUDIT)
def events(request):
    """Fifty at a time, from a number downwards: a page stays what it was while new ones are written."""
    form, found = _found(request)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(seq__lt=int(before))
    shown = list(found.select_related("budget")[: PAGE + 1])
    tell(shown)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "events": shown[:PAGE],
        "older": shown[PAGE - 1].seq if len(shown) > PAGE else None,
        "query": query.urlencode(),
        "last": Event.objects.order_by("-seq").first(),
    }
    return render(request, "events", "操作记录", status=200 if form.is_valid() else 400, **context)


@area_of(Membership.Role.AUDIT)
@require_POST
def check(request):
    """Whether every link still holds; that it was looked at is an event too."""
    faults = list(islice(audit.faults(), MOST_FAULTS))
    number = Event.objects.count()
    with transaction.atomic():
        record(budget=None, by=request.user, action="校验操作记录", events=number, faults=len(faults))
    return render(request, "check", "校验操作记录", faults=faults, number=number, at=timezone.localtime())


@area_of(Membership.Role.AUDIT)
@require_POST
def export(request):
    """What the search finds, oldest first, as CSV or as JSON lines; streamed, since it may be a year's."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("audit"))
    form_of = request.POST.get("as")
    with transaction.atomic():
        record(
            budget=None, by=request.user, action="导出操作记录", query=_asked(form), format=form_of or "csv"
        )
    found = form.wanted(Event.objects.order_by("seq")).iterator(chunk_size=1000)
    lines, kind, ending = (
        (_json_lines(found), "application/x-ndjson", "jsonl")
        if form_of == "jsonl"
        else (_csv(found), "text/csv", "csv")
    )
    name = f"events-{timezone.localtime():%Y%m%d-%H%M}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type=f"{kind}; charset=utf-8", headers=headers)


def _asked(form):
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def _values(event):
    at = event.at.isoformat()
    return {name: at if name == "at" else getattr(event, name) for name in COLUMNS}


def _json_lines(events):
    for event in events:
        yield json.dumps(_values(event), ensure_ascii=False, sort_keys=True) + "\n"


class _Line:
    """What csv writes to: it hands the line back."""

    def write(self, line):
        return line


def _csv(events):
    """With a byte order mark, as the open data have it: Excel and WPS then read it right."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(HEADS)
    for event in events:
        values = _values(event) | {"detail": json.dumps(event.detail, ensure_ascii=False, sort_keys=True)}
        yield writer.writerow([_plain(value) for value in values.values()])


def _plain(value):
    """Text that stays text in a spreadsheet."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
