"""The pages of a whole county, under /admin/county/: its workbooks and its list of departments."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from budgets.access import duties_of, regions_kept
from budgets.models import Budget, Work
from budgets.text import clean_line

from ..background import files, queue
from ..board.pages import finance_page, render_board
from ..reading.raw import Unreadable
from ..uploads import safe_name
from . import departments, importing
from .forms import ListForm, ZipForm
from .result import annotated, render_result

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_ROOM = "磁盘空间不足，没有收下。请清理磁盘后再上传。"
#: What stays free besides what is handed in.
LEAST_FREE = 256 * 2**20
SALT = "disclosures.county.departments"
SAVED = "名单里的 {} 个部门（单位）已写入：新增 {}，改动 {}。"


def _region(request):
    """The one that is asked for, of those whose finance this person keeps; else the first."""
    regions = list(regions_kept(request.user).filter(pk__in=duties_of(request.user).finance_of))
    asked = request.POST.get("region") or request.GET.get("region", "")
    return next((each for each in regions if each.code == asked), regions[0])


def _years(region):
    """Those that are open, the latest first."""
    opened = Budget.objects.filter(department__region=region).order_by("-year")
    return list(opened.values_list("year", flat=True).distinct()) or [timezone.localdate().year]


def _address(region, year=None):
    return f"{reverse('board')}?region={region.code}" + (f"&year={year}" if year else "")


# The workbooks ----------------------------------------------------------------------------------------------------


@finance_page(finance_alone=True)
def workbooks(request):
    """上传全区工作簿: a zip and its year."""
    region = _region(request)
    years = _years(region)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ZipForm(*given, years=years, initial={"year": _asked_year(request, years)})
    if form.is_bound and form.is_valid():
        made = _begun(form, lambda file, name: importing.begin(
            file=file, name=name, region=region, year=form.cleaned_data["year"], by=request.user
        ))  # fmt: skip
        if made:
            return HttpResponseRedirect(reverse("work", args=[made.pk]))
    return _ask_for_zip(request, form, region)


@finance_page(finance_alone=True)
def more(request, pk):
    """只重传有误的: another zip for the same year; what is in it takes the place of what was wrong."""
    work = get_object_or_404(_works(request), pk=pk)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ZipForm(*given, years=[work.year], initial={"year": work.year})
    is_sent = form.is_bound and form.is_valid()
    if is_sent and _begun(form, lambda file, _name: importing.add(work=work, file=file, by=request.user)):
        return HttpResponseRedirect(reverse("work", args=[work.pk]))
    return _ask_for_zip(request, form, work.region, work=work)


def _works(request):
    return queue.works_of(request.user).filter(kind=Work.Kind.COUNTY).select_related("region", "by")


def _asked_year(request, years):
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, years) else years[0]


def _begun(form, begin):
    """Whether something was begun with the file, and what; None where it is refused, which stands in the form."""
    uploaded = form.cleaned_data["file"]
    if shutil.disk_usage(settings.DATA_DIR).free < uploaded.size + LEAST_FREE:
        form.add_error("file", NO_ROOM)
        return None
    file = files.keep(uploaded)
    try:
        return begin(file, safe_name(uploaded.name))
    except Unreadable as error:
        files.discard(file)
        form.add_error("file", str(error))
        return None
    except BaseException:
        files.discard(file)
        raise


def _ask_for_zip(request, form, region, *, work=None):
    form.focus() if form.is_bound else None
    context = {
        "form": form,
        "region": region,
        "work": work,
        "board_url": _address(region, work.year if work else None),
        "regions": [] if work else regions_kept(request.user),
    }
    status = 400 if form.is_bound else 200
    title = "只重传有误的" if work else "上传全区工作簿"
    return render_board(request, "admin/disclosures/county_upload.html", title, status=status, **context)


@finance_page(finance_alone=True)
def result(request, pk):
    """下载结果工作簿."""
    work = get_object_or_404(_works(request), pk=pk)
    response = HttpResponse(render_result(work), content_type=XLSX)
    name = clean_line(f"{work.region.name}{work.year}年工作簿导入结果.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@finance_page(finance_alone=True)
def annotated_workbooks(request, pk):
    """下载带批注的工作簿: those with errors, each error a comment on its cell, and the result."""
    work = get_object_or_404(_works(request), pk=pk)
    response = StreamingHttpResponse(annotated(work), content_type="application/zip")
    name = clean_line(f"{work.region.name}{work.year}年工作簿（带批注）.zip")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response


# The list of departments ------------------------------------------------------------------------------------------


@finance_page(finance_alone=True)
def roster(request):
    """导入部门名单: the list, then what it would change, then the deed."""
    region = _region(request)
    if "lines" in request.POST:
        return _save_list(request, region)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_bound and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            lines = departments.lines_of(uploaded.read(), uploaded.name)
            return _ask_whether(request, region, lines)
        except Unreadable as error:
            form.add_error("file", str(error))
    return _ask_for_list(request, region, form)


def _ask_for_list(request, region, form):
    form.focus() if form.is_bound else None
    context = {
        "form": form,
        "region": region,
        "regions": regions_kept(request.user),
        "board_url": _address(region),
    }
    status = 400 if form.is_bound else 200
    return render_board(
        request, "admin/disclosures/county_list.html", "导入部门名单", status=status, **context
    )


def _ask_whether(request, region, lines):
    found = departments.difference(lines, region, by=request.user)
    sealed = signing.dumps([[line.row, dict(line.values)] for line in lines], salt=SALT, compress=True)
    context = {
        "found": found,
        "sealed": sealed,
        "region": region,
        "board_url": _address(region),
        "agreed": request.POST.getlist("renamed"),
        "not_agreed": departments.NOT_AGREED if "lines" in request.POST and found.renamed else "",
    }
    return render_board(request, "admin/disclosures/county_list_sure.html", "导入部门名单", **context)


def _save_list(request, region):
    try:
        told = signing.loads(request.POST["lines"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature as error:
        raise Http404 from error
    lines = [departments.Line(row, values) for row, values in told]
    try:
        agreed = request.POST.getlist("renamed")
        found = departments.save(lines, region, by=request.user, agreed=agreed)
    except (
        ValidationError
    ):  # somebody changed something meanwhile, or a new name is not agreed to: compared again
        return _ask_whether(request, region, lines)
    messages.success(request, SAVED.format(len(lines), found.new, found.changed))
    return HttpResponseRedirect(_address(region))
