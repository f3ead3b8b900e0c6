"""The addresses of the board. A view loads, asks an action, and says what became of it."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from budgets import opening, reminders
from budgets.access import BEFORE_PUBLICATION, Act, WrongState, departments_kept, duties_of, may, regions_kept
from budgets.books import open_books
from budgets.clock import deadline
from budgets.holders import holders, shown
from budgets.models import Budget

from .. import withdrawing, workflow
from ..actions import Unchanged, current_version
from ..background import publishing
from ..background.progress import of_the_front_page
from ..background.queue import works_of
from ..compose import parts_of
from ..staff.strip import clock_now, state_words
from ..staff.words import moment
from ..steps import steps_of
from ..verification import last_result
from . import batch, listing
from .forms import BasisForm, DatesForm, NowForm, WhenForm, WithdrawForm, YearForm

State = Budget.State


def finance_page(view=None, *, finance_alone=False):
    """A page for whoever keeps a region's finance, or its publication too; to others it does not exist."""
    if view is None:
        return lambda view: finance_page(view, finance_alone=finance_alone)

    @wraps(view)
    def page(request, *args, **kwargs):
        duties = duties_of(request.user)
        if not (duties.finance_of if finance_alone else duties.regions):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except WrongState as error:
            return render_board(request, "admin/refused.html", "现在不能", status=409, words=str(error))

    return admin.site.admin_view(page)


def render_board(request, template, title, *, status=200, **context):
    of_one = [context["budget"]] if "budget" in context else []
    here = {"board_url": listing.address(of_one, request.GET)}
    context = admin.site.each_context(request) | here | {"title": title, **context}
    return TemplateResponse(request, template, context, status=status)


def _back(request, budgets=()):
    """To the board of the year that the person was on."""
    return HttpResponseRedirect(listing.address(budgets, request.GET))


# The first page ---------------------------------------------------------------------------------------------------

#: Where an administrator's first page leads.
AREAS = {"system": "people", "security": "people_roles", "audit": "audit"}


@admin.site.admin_view
def home(request):
    """The first page: the board for the finance office, the own area for an administrator, else what staff/home shows."""
    duties = duties_of(request.user)
    if duties.administration:
        return HttpResponseRedirect(reverse(AREAS[duties.administration]))
    if duties.regions and not duties.departments:
        return HttpResponseRedirect(reverse("board"))
    return admin.site.index(request)


# The board --------------------------------------------------------------------------------------------------------


@finance_page
def board(request):
    shown_board = listing.board(request.user, request.GET)
    title = f"{shown_board.year} 年部门预算公开进度"
    context = {
        "board": shown_board,
        "now": timezone.localtime(),
        "is_finance": shown_board.is_finance,
        "failed": _failed_check(),
        "works": of_the_front_page(works_of(request.user), timezone.now()),
    }
    return render_board(request, "admin/disclosures/board.html", title, **context)


def _failed_check():
    """What the last verification found wrong with the published files, if anything; its time as people read it."""
    last = last_result()
    if not last or not last["differences"]:
        return None
    return last | {"at": moment(parse_datetime(last["at"]))}


@finance_page
def budget(request, pk):
    """One budget as the finance office sees it: how far it is, how it came there, and what can be done."""
    (found,) = batch.chosen(request.user, [str(pk)])
    held_by = holders([found])[found.pk]
    context = {
        "budget": found,
        "steps": steps_of(found),
        "state": state_words(found, found.published),
        "clock": clock_now(found, found.first_published_at),
        "holders": [shown(person) for person in held_by],
        "is_yours": any(person.pk == request.user.pk for person in held_by),
        "moves": found.handovers.select_related("by").defer("seen").order_by("-at", "-pk")[:50],
        "withholdings": found.withholdings.select_related("by"),
        "may_be_withheld": found.state in BEFORE_PUBLICATION,
        "may": {act.name.lower(): may(request.user, act, found) for act in ON_ITS_PAGE},
    }
    return render_board(request, "admin/disclosures/board_budget.html", found.called, **context)


ON_ITS_PAGE = (Act.SCHEDULE, Act.PUBLISH, Act.UNSCHEDULE, Act.DATE, Act.WITHHOLD, Act.WITHDRAW, Act.APPROVE)


# Publishing -------------------------------------------------------------------------------------------------------


@finance_page
def publish(request):
    """Publish several at a set minute or at once: first what is ready and what is not, then the deed."""
    sent = request.POST if request.method == "POST" else request.GET
    picked = batch.selection(batch.chosen(request.user, sent.getlist("budget")))
    if not picked.every:
        messages.warning(request, "请先在表中选择部门。")
        return _back(request)
    if request.method == "POST" and picked.is_public:
        _tell(request, [batch.Tried(each, is_again=True) for each in picked.every])
        return _back(request, picked.every)
    if request.method != "POST":
        return _ask_when(request, picked, WhenForm(initial={"day": timezone.localdate() + timedelta(days=1)}))
    if not picked.is_ready:
        return _ask_when(request, picked, WhenForm(request.POST), status=409)
    return _publish_now(request, picked) if "now" in request.POST else _schedule(request, picked)


def _ask_when(request, picked, form, *, status=200, refusal=(), asks_now=False):
    form.focus() if form.is_bound else None
    context = {
        "picked": picked,
        "form": form,
        "refusal": refusal,
        "late": batch.late_on(picked.ready, timezone.localdate()),
        "asks_now": asks_now,
        "board_url": listing.address(picked.every),
        "number": len(picked.every),
    }
    return render_board(request, "admin/disclosures/board_publish.html", "成批公开", status=status, **context)


def _schedule(request, picked):
    form = WhenForm(request.POST)
    if not form.is_valid():
        return _ask_when(request, picked, form, status=400)
    at = form.cleaned_data["at"]
    try:
        batch.schedule(
            budgets=picked.ready, by=request.user, at=at, late_reason=form.cleaned_data["late_reason"]
        )
    except ValidationError as error:
        return _ask_when(request, picked, form, status=400, refusal=error.messages)
    _tell_scheduled(request, at, len(picked.ready))
    return _back(request, picked.every)


def _tell_scheduled(request, at, number):
    at = timezone.localtime(at)
    words = f"已定于 {at.month}月{at.day}日 {at:%H:%M} 公开（{number} 个部门）。到点之前可以撤销。"
    messages.success(request, words)


def _publish_now(request, picked):
    """At once: one while one waits, several in the background; asked once more before."""
    form = NowForm(request.POST)
    if not form.is_valid():
        return _ask_when(request, picked, form, status=400, asks_now=True)
    if "sure" not in request.POST:
        return _ask_when(request, picked, form, asks_now=True)
    late_reason = form.cleaned_data["late_reason"]
    try:
        if len(picked.ready) > 1:
            work = publishing.begin(budgets=picked.ready, by=request.user, late_reason=late_reason)
            return HttpResponseRedirect(reverse("work", args=[work.pk]))
        _tell(request, [_publish_one(request, picked.ready[0], late_reason)])
    except ValidationError as error:
        return _ask_when(request, picked, form, status=400, refusal=error.messages, asks_now=True)
    return _back(request, picked.every)


def _publish_one(request, budget, late_reason):
    batch.require_reason([budget], late_reason)
    is_late = bool(batch.late_on([budget], timezone.localdate()))
    return batch.publish_one(budget, by=request.user, late_reason=late_reason if is_late else "")


def _tell(request, tried):
    """What became of each: 13 个部门已公开。区民政局 因内容有改动自动撤出，请重新审批。"""
    done = [each for each in tried if each.version and not each.is_again]
    if len(tried) == 1 and done:
        words = f"已公开（版本 {done[0].version.number}）。网页、PDF、工作簿均可下载。"
        address = done[0].version.publication.get_absolute_url()
        link = format_html(' <a href="{}">看公开页面</a>', address) if settings.SERVES_PUBLIC else ""
        messages.success(request, format_html("{}{}", words, link))
    elif done:
        messages.success(request, f"{len(done)} 个部门已公开。")
    for each in tried:
        name = each.budget.department.short_name
        if each.is_again:
            messages.info(request, f"{'' if len(tried) == 1 else f'{name}：'}{_already(each)}")
        elif each.is_void:
            messages.warning(request, f"{name} 因内容有改动自动撤出，请重新审批。")
        elif each.why:
            messages.error(request, f"{name}：{each.why}")


def _already(tried):
    """已发布（版本 1）, as whoever presses twice is told (security.md, row 61)."""
    return str(Unchanged(tried.version or current_version(tried.budget)))


@finance_page
@require_POST
def unschedule(request):
    budgets = batch.chosen(request.user, request.POST.getlist("budget"))
    workflow.unschedule(budgets=budgets, by=request.user)
    messages.success(request, "已撤销定时，仍为已审批。")
    return _back(request, budgets)


# The approval date, the year, reminders ---------------------------------------------------------------------------


@finance_page(finance_alone=True)
def dates(request):
    """登记批复日期, for several departments at once."""
    sent = request.POST if request.method == "POST" else request.GET
    budgets = batch.chosen(request.user, sent.getlist("budget"))
    if not budgets:
        messages.warning(request, "请先在表中选择部门。")
        return _back(request)
    form = DatesForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _set_dates(request, budgets, form):
        return _back(request, budgets)
    form.focus() if form.is_bound else None
    context = {
        "budgets": budgets,
        "form": form,
        "number": len(budgets),
        "board_url": listing.address(budgets),
    }
    status = 400 if form.is_bound else 200
    return render_board(
        request, "admin/disclosures/board_dates.html", "登记批复日期", status=status, **context
    )


def _set_dates(request, budgets, form):
    """Whether it is done; what refuses it stands in the form."""
    approved_on = form.cleaned_data["approved_on"]
    try:
        batch.set_dates(budgets=budgets, by=request.user, approved_on=approved_on)
    except ValidationError as error:
        form.add_error("approved_on", error.messages)
        return False
    due = deadline(approved_on)
    words = f"已登记 {len(budgets)} 个部门的批复日期 {approved_on.month}月{approved_on.day}日"
    messages.success(request, f"{words}，{due.month}月{due.day}日 24 时前公开。")
    return True


@finance_page(finance_alone=True)
def open_year(request):
    """开出年度: which departments of one region, with last year's accounts and texts; asked once more with their number."""
    regions = list(regions_kept(request.user))
    region = _asked_region(request, regions)
    last = _last_year(request.user, region)
    years = [last + 1, last] if last else [timezone.localdate().year, timezone.localdate().year + 1]
    form = YearForm(request.POST or None, years=years, initial={"year": request.GET.get("year", years[0])})
    year = form.cleaned_data["year"] if form.is_bound and form.is_valid() else _asked_year(request, years)
    kept = departments_kept(request.user).filter(region=region).select_related("region", "parent")
    offers = [
        *opening.offers(opening.openable(kept, year), year),
        *opening.late_offers(kept, year),
    ]
    place = {
        "region": region,
        "year": year,
        "board_url": f"{reverse('board')}?region={region.code}&year={year}",
    }
    if request.method == "POST" and form.is_valid():
        sent = [each for each in kept if str(each.pk) in request.POST.getlist("department")]
        wanted = [each for each in offers if each.department in sent]
        if sent and not wanted or wanted and "sure" in request.POST:
            _open_these(request, year, wanted, number=len(sent))
            return HttpResponseRedirect(place["board_url"])
        if wanted:
            return _ask_whether_to_open(request, wanted, place)
        messages.warning(request, "请选择要开出的部门。")
    context = place | {
        "years": years,
        "regions": regions,
        "offers": [each for each in offers if not (each.is_withheld or each.is_corrected or each.is_begun)],
        "corrected": [each for each in offers if each.is_corrected],
        "withheld": [each for each in offers if each.is_withheld],
        "late": [each for each in offers if each.is_begun],
        "awaited": len([each for each in offers if each.is_awaited]),
    }
    return render_board(request, "admin/disclosures/open_year.html", f"开出 {year} 年", **context)


def _ask_whether_to_open(request, wanted, place):
    title = f"开出 {place['year']} 年"
    begun = len([each for each in wanted if each.is_begun])
    context = place | {"wanted": wanted, "begun": begun}
    return render_board(request, "admin/disclosures/open_year_sure.html", title, **context)


def _asked_region(request, regions):
    sent = request.POST if request.method == "POST" else request.GET
    return next((each for each in regions if each.code == sent.get("region")), regions[0])


def _last_year(user, region):
    latest = batch.of_the_board(user).filter(department__region=region).order_by("-year").first()
    return latest and latest.year


def _asked_year(request, years):
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, years) else years[0]


def _open_these(request, year, wanted, *, number):
    """Begin these, and carry over into those that were begun; ``number`` of departments were chosen, of which others may
    have been begun meanwhile, or by the same form sent before."""
    new = [each.department for each in wanted if not each.is_begun]
    begun = [each.department for each in wanted if each.is_begun]
    done = list(opening.open_each(departments=new, year=year, by=request.user))
    opened = [each for each in done if isinstance(each, opening.Opened)]
    carried = opening.carry_later(departments=begun, year=year, by=request.user)
    if opened:
        messages.success(request, _opened_words(year, opened))
    if carried:
        messages.success(request, f"早先开出的 {len(carried)} 个部门已带入上年。{opening.WITH_LAST_YEAR}")
    for each in done:
        if isinstance(each, opening.PassedOver):
            messages.warning(request, f"{each.department.short_name}：{each.why}")
    if left := number - len(done) - len(carried):
        messages.info(request, f"所选部门中 {left} 个的 {year} 年预算已经开出，没有再开。")
    awaited = {each.department.pk for each in wanted if each.is_awaited}
    for each in [*opened, *carried]:
        _tell_what_is_left(request, each, is_awaited=each.budget.department_id in awaited)


def _opened_words(year, opened):
    with_last = len([each for each in opened if each.has_last])
    words = f"已开出 {year} 年：{len(opened)} 个部门。"
    if with_last:
        which = "" if with_last == len(opened) else f"其中 {with_last} 个："
        words += f"{which}{opening.WITH_LAST_YEAR}"
    return words


def _tell_what_is_left(request, opened, *, is_awaited):
    """That last year's figures did not come, and which accounts are no longer in use."""
    name, year = opened.budget.department.short_name, opened.budget.year
    if not opened.has_last:
        words = opening.LATER if is_awaited else opening.NO_LAST_YEAR
        messages.warning(request, f"{name}：{words}")
    if opened.ended:
        ended = "、".join(opened.ended)
        messages.warning(request, f"{name}：{ended} 在 {year} 年已停用，等填报人选定改列的科目。")


@finance_page(finance_alone=True)
@require_POST
def urge(request):
    """催办: one e-mail to whoever holds each of them."""
    budgets = batch.chosen(request.user, request.POST.getlist("budget"))
    for each in budgets:
        try:
            whom = reminders.urge(budget=each, by=request.user)
        except ValidationError as error:
            messages.warning(request, "；".join(error.messages))
        else:
            messages.success(
                request, f"已给 {'、'.join(map(shown, whom))}（{each.department.short_name}）发催办邮件。"
            )
    return _back(request, budgets)


# Kept from the public ---------------------------------------------------------------------------------------------


@finance_page(finance_alone=True)
def withhold(request, pk):
    """登记不公开, of all or of a part, and its end."""
    (found,) = batch.chosen(request.user, [str(pk)])
    parts = parts_of(open_books(found))
    form = BasisForm(request.POST if request.method == "POST" else None, parts=parts)
    if request.method == "POST":
        if "end" in request.POST:
            return _disclose_again(request, found)
        if form.is_valid() and _done(
            form, workflow.withhold, budget=found, by=request.user, **form.cleaned_data
        ):
            messages.success(request, "已登记不公开。对外不显示，也不计入各项统计。")
            return HttpResponseRedirect(reverse("board_budget", args=[pk]))
    form.focus() if form.is_bound else None
    names = dict(parts)
    kept = [
        (each, names.get(each.part, each.part) or "整个部门预算")
        for each in found.withholdings.select_related("by")
    ]
    context = {
        "budget": found,
        "form": form,
        "withholdings": kept,
        "may_be_withheld": found.state in BEFORE_PUBLICATION,
    }
    status = 400 if form.is_bound else 200
    return render_board(
        request, "admin/disclosures/board_withhold.html", "登记不公开", status=status, **context
    )


def _disclose_again(request, found):
    """恢复公开; what refuses it, and what was ended already, is said on the page of the budget."""
    part = request.POST.get("part", "")
    try:
        workflow.disclose_again(budget=found, by=request.user, part=part)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    else:
        messages.success(request, "已恢复公开，须重新复核、审批。" if not part else "已恢复公开这一部分。")
    return HttpResponseRedirect(reverse("board_budget", args=[found.pk]))


@finance_page(finance_alone=True)
def withdraw(request, pk):
    """撤下: it cannot be undone, so the department's name is typed."""
    (found,) = batch.chosen(request.user, [str(pk)])
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, workflow.withdraw, budget=found, by=request.user, **form.cleaned_data)
    ):
        _tell_withdrawn(request, found)
        return HttpResponseRedirect(reverse("board_budget", args=[pk]))
    form.focus() if form.is_bound else None
    status = 400 if form.is_bound else 200
    return render_board(
        request, "admin/disclosures/board_withdraw.html", "撤下", status=status, budget=found, form=form
    )


def _tell_withdrawn(request, found):
    """That it is gone, or that it is not gone yet."""
    place = found.department
    if withdrawing.is_unfinished(place.region.code, place.code, found.year):
        messages.error(request, NOT_GONE_YET)
    else:
        messages.success(request, "已撤下。正文和全部文件已停止对外提供，只留一条注明日期和依据的记录。")


NOT_GONE_YET = (
    "已登记撤下，但还有文件没有删除，可能仍能查到：磁盘或数据库出错。"
    "系统每分钟再试一次；请马上告知运行维护人员，并查看对外页面。"
)


def _done(form, action, **given):
    """Whether the action was done; what refuses it stands in the form."""
    try:
        action(**given)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True
