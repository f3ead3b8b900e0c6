"""The pages of long work, under /admin/work/: how far it is, and what can be done about it."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from budgets.access import departments_kept, duties_of
from budgets.models import Department, Work

from . import queue
from .progress import progress_of

#: What a page that shows progress asks anew after so many seconds, and at most so often: it must not keep a session
#: alive that nobody sits at.
SECONDS, MOST_TIMES = 3, 600
#: What the buttons do.
DEEDS = {"pause": queue.pause, "resume": queue.resume, "stop": queue.stop}


def work_page(view: Any) -> Any:
    """A page for whoever keeps a region; a work that is not of theirs does not exist."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not duties_of(request.user).regions:
            raise Http404
        return view(request, *args, **kwargs)

    return admin.site.admin_view(page)


def _work_for(user: Any, pk: int) -> Work:
    return get_object_or_404(queue.works_of(user).select_related("by", "region"), pk=pk)


@work_page
def works(request: HttpRequest) -> HttpResponse:
    """What was begun in the last thirty days."""
    found = queue.works_of(request.user).select_related("by", "region")[:100]
    context = admin.site.each_context(request) | {"title": "后台工作", "works": found}
    return TemplateResponse(request, "admin/disclosures/works.html", context)


@work_page
def work(request: HttpRequest, pk: int) -> HttpResponse:
    found = _work_for(request.user, pk)
    progress = progress_of(found, request.GET)
    again = request.GET.get("again", "")
    times = min(int(again[:9]), MOST_TIMES) if again.isdecimal() else 0
    departments = Department.objects.none()
    if progress.numbers["unknown"]:
        departments = departments_kept(request.user).filter(region=found.region_id).order_by("code")
    context = admin.site.each_context(request) | {
        "title": found.get_kind_display(),
        "work": found,
        "progress": progress,
        "departments": departments,
        "kind": progress.kind,
        "may_go_on": queue.may_go_on(found, request.user),
        "seconds": SECONDS if progress.is_going_on and times < MOST_TIMES else None,
        "again": times + 1,
        "most_times": MOST_TIMES,
        "board_url": f"{reverse('board')}?region={found.region.code}&year={found.year}"
        if found.region
        else "",
    }
    return TemplateResponse(request, "admin/disclosures/work.html", context)


@work_page
@require_POST
def deed(request: HttpRequest, pk: int) -> HttpResponse:
    """暂停, 接着导入, 停止."""
    found = _work_for(request.user, pk)
    wanted = DEEDS.get(request.POST.get("do", ""))
    if wanted is None:
        return _back(found)
    try:
        wanted(work=found, by=request.user)
    except ValidationError as error:
        messages.warning(request, "；".join(error.messages))
    return _back(found)


@work_page
@require_POST
def item(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """再试一次; 按此导入 with the department that was chosen."""
    found = _work_for(request.user, pk)
    one = get_object_or_404(found.items.select_related("work", "department"), number=number)
    chosen = request.POST.get("department", "")
    department = None
    if chosen or one.state == one.State.UNKNOWN:
        kept = departments_kept(request.user).filter(region=found.region_id)
        department = kept.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
        if department is None:
            messages.warning(request, "请选择部门。")
            return _back(found)
    try:
        queue.try_again(item=one, by=request.user, department=department)
    except ValidationError as error:
        messages.warning(request, "；".join(error.messages))
    return _back(found)


def _back(found: Work) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("work", args=[found.pk]))
