"""The staff side: what is entered, in the admin. A view loads, asks an action or a page object, and renders."""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from functools import wraps

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from . import accounts, actions, forms, keeping, kept, stale, walls
from .access import (
    OWN_ENTRY,
    OWN_REVIEW,
    Act,
    WrongState,
    budget_for,
    budgets_of,
    may,
    require,
)
from .books import open_books
from .entry_list import EntryList
from .intake.pages import workbook_page
from .intake.paste import waiting
from .intake.paste_pages import PastePages
from .models import Account, Budget, Entry, Handover, Project
from .money import typed_back
from .roster_admin import YEAR, Narrowed, WordsOfFields
from .workspace import SECTION, entries_url, forms_of, workspace

admin.site.site_header = admin.site.site_title = "明账"
admin.site.index_title = "部门预算公开"
admin.site.enable_nav_sidebar = False
# Accounts have pages of their own (administering), groups are not used: rights follow from memberships.
admin.site.unregister([get_user_model(), Group])

UNCHANGED = "没有改动，不用保存。"
#: What says whose a budget is. It stands in the address; no field of a form moves it.
PLACE = ("department", "year", "budget")


def saved():
    """已保存（10:38）。 in Beijing time."""
    return f"已保存（{timezone.localtime():%H:%M}）。"


# The budget -------------------------------------------------------------------------------------------------


@admin.register(Budget)
class BudgetAdmin(PastePages, Narrowed, WordsOfFields, admin.ModelAdmin):
    """部门预算: the list is stock; the page of one budget is its workspace."""

    seen_by = staticmethod(budgets_of)
    WORDS = {"year": YEAR}
    list_display = ["name", "year", "saved_at"]
    list_filter = ["year", ("department__region", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["department"]
    search_fields = ["department__name", "department__short_name", "department__code"]
    search_help_text = "按部门名称、简称或编码找。"
    fields = ["department", "year"]
    autocomplete_fields = ["department"]
    workspace_template = "admin/budgets/workspace.html"

    @admin.display(description="部门（单位）", ordering="department__name")
    def name(self, budget):
        return budget.department.name

    @admin.display(description="最近保存", ordering="updated_at")
    def saved_at(self, budget):
        return budget.updated_at

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "部门预算"} | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        actions.open_budget(budget=obj, by=request.user)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The workspace is the one way to change a budget; the stock form could move it to another department."""
        raise Http404

    def response_add(self, request, obj, post_url_continue=None):
        messages.success(request, f"{obj}：可以开始填报。")
        return HttpResponseRedirect(reverse("admin:budgets_budget_change", args=[obj.pk]))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_changeform_initial_data(self, request):
        return {"year": timezone.localdate().year} | super().get_changeform_initial_data(request)

    def get_urls(self):
        pages = [
            ("<int:pk>/change/", self.workspace_view, "change"),
            ("<int:pk>/sections/<slug:slug>/", self.section_view, "section"),
            ("<int:pk>/accounts/", self.accounts_view, "accounts"),
            ("<int:pk>/workbook/", workbook_page, "workbook"),
            ("<int:pk>/waive/", self.waive_view, "waive"),
            ("<int:pk>/projects/add/", self.project_view, "project_add"),
            ("<int:pk>/projects/<int:project>/", self.project_view, "project"),
            ("<int:pk>/projects/<int:project>/delete/", self.project_delete_view, "project_delete"),
            ("<int:pk>/entries/<str:direction>/", self.entries_view, "entries"),
            ("<int:pk>/entries/<str:direction>/<int:entry>/", self.entry_view, "entry"),
            ("<int:pk>/entries/<str:direction>/<int:entry>/delete/", self.entry_delete_view, "entry_delete"),
        ]
        return [*self.routes([*pages, *self.paste_routes()]), *super().get_urls()]

    def routes(self, pages):
        """The addresses of pages of one budget; an act that is this person's but not now is answered with 409."""
        return [
            path(route, self.admin_site.admin_view(self.in_its_time(view)), name=f"budgets_budget_{name}")
            for route, view, name in pages
        ]

    def in_its_time(self, view):
        @wraps(view)
        def answered(request, pk, **kwargs):
            self.stay(request, pk)
            try:
                return view(request, pk, **kwargs)
            except WrongState as refused:
                return self.refused(request, self.budget_of(request, pk), str(refused))

        return answered

    def stay(self, request, pk):
        """A form that names another department, year or budget than its address is refused, and that is put on record."""
        if request.method != "POST" or not any(name in request.POST for name in PLACE):
            return
        budget = self.budget_of(request, pk)
        own = {"department": budget.department_id, "year": budget.year, "budget": budget.pk}
        asked = {
            name: request.POST[name]
            for name in PLACE
            if request.POST.get(name, str(own[name])) != str(own[name])
        }
        if asked:
            actions.note_attempt(budget=budget, by=request.user, action="试图移动预算", **asked)
            raise PermissionDenied(walls.MOVED)

    def refused(self, request, budget, words):
        """Why not now; what was typed on the page is kept."""
        typed = kept.typed_in(request) if request.resolver_match.url_name in kept.PAGES else None
        if typed:
            keeping.keep(budget=budget, by=request.user, path=request.get_full_path(), typed=typed)
            words = _submitted_meanwhile(budget) or words
        status = 403 if words in (OWN_ENTRY, OWN_REVIEW) else 409
        return self.page(request, "admin/budgets/not_now.html", budget, "现在不能", status, words=words)

    def budget_of(self, request, pk):
        """The budget, if it is this person's; to others it does not exist."""
        return budget_for(request.user, pk)

    @contextmanager
    def entering(self, request, budget):
        """The budget as it stands; within, nobody else writes to it: what was compared is what is written over."""
        with transaction.atomic():
            yield actions.held(budget, by=request.user, act=Act.ENTER)

    def typed_before(self, request, budget):
        """What this person had typed at this address and could not save."""
        return kept.returned(request) or keeping.given_back(request, budget)

    def page(self, request, template, budget, title, status=200, **context):
        context = self.admin_site.each_context(request) | {
            "title": title,
            "budget": budget,
            "opts": self.opts,
            "is_open": bool(may(request.user, Act.ENTER, budget)),
            **context,
        }
        return TemplateResponse(request, template, context, status=status)

    # The workspace and its sections

    def workspace_view(self, request, pk):
        budget = self.budget_of(request, pk)
        return self.show_workspace(request, budget, opened=request.GET.get("open", ""))

    def show_workspace(self, request, budget, *, status=200, waiving=None, answering=None, **built):
        """The workspace; ``waiving`` and ``answering`` are what was sent to waive a warning, to answer, and could not be."""
        is_open = bool(may(request.user, Act.ENTER, budget))
        desk = workspace(budget, **self.beside(budget), is_open=is_open, **built)
        context = {"desk": desk, "may_waive": bool(may(request.user, Act.WAIVE, budget))}
        context |= {"waiving": waiving, "answering": answering}
        context |= self.workspace_context(request, desk)
        return self.page(request, self.workspace_template, budget, str(budget), status, **context)

    def asks_of(self, budget):
        """What the form of this budget asks for (see ``rules.ASKS``); whoever knows the forms says so."""
        return ()

    def earlier_of(self, budget):
        """What the department published for the year before, by key; whoever knows what was published says so."""
        return {}

    def beside(self, budget):
        """What the rules look at beside what is entered."""
        return {"asks": self.asks_of(budget), "earlier": self.earlier_of(budget)}

    def workspace_context(self, request, desk):
        """What others add to the workspace."""
        return {}

    def section_view(self, request, pk, slug):
        budget = self.budget_of(request, pk)
        if slug not in SECTION:
            raise Http404
        if request.method == "POST":
            with self.entering(request, budget) as budget:
                return self._save_section(request, budget, slug)
        if typed := self.typed_before(request, budget):
            shown = {"data": typed, "ground": stale.ground_in(typed)}
            return self.show_workspace(request, budget, opened=slug, **shown)
        return HttpResponseRedirect(_section_url(budget, slug))

    def _save_section(self, request, budget, slug):
        if not stale.has_stamp(request.POST):
            return self._show_incomplete(request, budget, slug)
        books = open_books(budget)
        over = stale.Overlay(request.POST, list(forms_of(budget, slug, books=books).values()))
        shown = {"data": over.data, "ground": over.ground}
        if over.differences:
            shown["conflict"] = stale.conflict(over.differences, _last_event(budget, section=slug))
            return self.show_workspace(request, budget, opened=slug, status=409, **shown)
        found = list(forms_of(budget, slug, data=over.data, books=books).values())
        if over.is_stale:
            messages.info(request, UNCHANGED)
        elif not all([form.is_valid() for form in found]):
            return self._show_errors(request, budget, slug, found, shown)
        elif any(form.has_changed() for form in found):
            actions.save_section(budget=budget, section=slug, forms=found, by=request.user)
            messages.success(request, f"{SECTION[slug].title}：{saved()}")
        else:
            messages.info(request, UNCHANGED)
        return HttpResponseRedirect(_section_url(budget, _after(slug) if "next" in request.POST else slug))

    def _show_errors(self, request, budget, slug, found, shown):
        if any(getattr(form, "is_incomplete", False) for form in found):
            return self._show_incomplete(request, budget, slug)
        return self.show_workspace(request, budget, opened=slug, status=400, **shown)

    def _show_incomplete(self, request, budget, slug):
        messages.error(request, kept.INCOMPLETE)
        return self.show_workspace(request, budget, opened=slug, status=400)

    def waive_view(self, request, pk):
        """Let one or more warnings stand for one reason, or take that back."""
        budget = self.budget_of(request, pk)
        require(request.user, Act.WAIVE, budget)
        if request.method != "POST":
            raise Http404
        ids, reason = request.POST.getlist("finding"), request.POST.get("reason", "")
        try:
            with transaction.atomic():
                budget = actions.held(budget, by=request.user, act=Act.WAIVE)
                for finding_id in ids:
                    self._waive(request, budget, finding_id, reason)
        except ValidationError as error:
            waiving = {"ids": ids, "reason": reason, "refusal": error.messages}
            return self.show_waiving(request, budget, waiving)
        return HttpResponseRedirect(self.waived_url(budget))

    def show_waiving(self, request, budget, waiving):
        """The page on which warnings are waived, with why it could not be."""
        return self.show_workspace(request, budget, status=400, waiving=waiving)

    def waived_url(self, budget):
        return reverse("admin:budgets_budget_change", args=[budget.pk])

    def _waive(self, request, budget, finding_id, reason):
        if "take_back" in request.POST:
            actions.take_back_waiver(budget=budget, finding_id=finding_id, by=request.user)
            messages.success(request, "已收回放行，这条警告重新待处理。")
            return
        beside = self.beside(budget)
        waiver = actions.waive(budget=budget, finding_id=finding_id, reason=reason, by=request.user, **beside)
        at = timezone.localtime(waiver.at)
        messages.success(request, f"已放行，{at.month}月{at.day}日 {at:%H:%M}。理由将随文本公开。")

    # Entries

    def entries_view(self, request, pk, direction):
        budget = self._entries_of(request, pk, direction)
        if request.method == "POST":
            with self.entering(request, budget) as budget:
                return self._add_entry(request, budget, direction)
        typed = self.typed_before(request, budget)
        if typed:
            form = forms.EntryForm(typed, budget=budget, direction=direction)
        else:
            form = self._empty_row(request, budget, direction)
        return self._show_entries(request, budget, direction, form)

    def _entries_of(self, request, pk, direction):
        if direction not in Entry.Direction.values:
            raise Http404
        return self.budget_of(request, pk)

    def _empty_row(self, request, budget, direction):
        """The row to add: blank, as the last one was, or a copy of an entry without its amount."""
        copied = _copied(budget, request.GET.get("copy", ""))
        kept = {
            name: request.GET[f"add_{name}"] for name in ("nature", "source") if f"add_{name}" in request.GET
        }
        form = forms.EntryForm(budget=budget, direction=direction, initial=copied or kept or _usual(budget))
        if copied:
            form.fields["amount"].widget.attrs["autofocus"] = True
        elif kept:
            form.fields[_first_field(direction, request.GET.get("by"))].widget.attrs["autofocus"] = True
        return form

    def _add_entry(self, request, budget, direction):
        form = forms.EntryForm(request.POST, budget=budget, direction=direction)
        if not form.is_valid():
            form.focus()
            return self._show_entries(request, budget, direction, form, status=400)
        entry = actions.save_entry(entry=form.save(commit=False), by=request.user)
        self._tell_saved(request, entry, form)
        kept = {"add_nature": entry.nature, "add_source": entry.source_id or ""}
        return HttpResponseRedirect(
            entries_url(budget, direction, by=request.GET.get("by") or "function", **kept)
        )

    def _tell_saved(self, request, entry, form):
        messages.success(request, f"{saved()}{entry}，{typed_back(entry.amount)} 万元。")
        for account in (entry.function, entry.economic, entry.government):
            if account and accounts.note_for(account):
                messages.info(request, f"{account}：{accounts.note_for(account)}")
        for name in ("amount", "last_amount"):
            if note := form.fields[name].note_for(form.data.get(name) or ""):
                messages.info(request, f"{form.fields[name].label}：{note}")

    def _show_entries(self, request, budget, direction, form, status=200):
        entries = EntryList(budget, direction, request.GET)
        title = f"{Entry.Direction(direction).label}明细"
        first = _first_field(direction, entries.by)
        row = ("source", "function") if entries.is_income else (first, "nature", "project", "source")
        more = [field for field in form if field.name not in (*row, "amount", "last_amount")]
        context = {
            "entries": entries,
            "form": form,
            "first": form[first],
            "more": more,
            "more_open": bool(form.errors) or any(field.value() for field in more),
            "pastes": waiting(request.user, budget, direction),
            "jump": forms.asks_about_jump(form["amount"]),
            "faults": forms.faults_of([form]),
        }
        return self.page(request, "admin/budgets/entries.html", budget, title, status, **context)

    def entry_view(self, request, pk, direction, entry):
        budget = self._entries_of(request, pk, direction)
        if request.method == "POST":
            with self.entering(request, budget) as budget:
                return self._change_entry(request, budget, direction, entry)
        require(request.user, Act.ENTER, budget)
        entry, typed = self._entry(budget, direction, entry), self.typed_before(request, budget)
        form = forms.EntryForm(typed, budget=budget, direction=direction, instance=entry)
        ground = stale.ground_in(typed) if typed else stale.ground_of([form])
        return self._show_entry(request, entry, form, ground)

    def _change_entry(self, request, budget, direction, pk):
        if gone := _last_event(budget, entry=pk, action="删除明细"):
            form = forms.EntryForm(request.POST, budget=budget, direction=direction)
            messages.warning(request, f"{stale.deleted_words(gone)}。您填的内容在下面，保存即重新添加。")
            return self._show_entries(request, budget, direction, form, status=409)
        entry = self._entry(budget, direction, pk)
        stored = forms.EntryForm(budget=budget, direction=direction, instance=entry)
        over = stale.Overlay(request.POST, [stored])
        form = forms.EntryForm(over.data, budget=budget, direction=direction, instance=entry)
        if not stale.has_stamp(request.POST):
            messages.error(request, kept.INCOMPLETE)
            return self._show_entry(request, entry, form, stale.Ground(), status=400)
        if over.differences:
            conflict = stale.conflict(over.differences, _last_event(budget, entry=pk))
            return self._show_entry(request, entry, form, over.ground, conflict=conflict, status=409)
        if not form.is_valid():
            return self._show_entry(request, entry, form, over.ground, status=400)
        if form.has_changed():
            self._tell_saved(
                request, actions.save_entry(entry=form.save(commit=False), by=request.user), form
            )
        else:
            messages.info(request, UNCHANGED)
        return HttpResponseRedirect(_list_of(entry))

    def _show_entry(self, request, entry, form, ground, conflict=None, status=200):
        if form.errors:
            form.focus()
        context = {
            "form": form,
            "entry": entry,
            "jump": forms.asks_about_jump(form["amount"]),
            "stamp": ground.stamp,
            "ground": ground,
            "conflict": conflict,
            "faults": forms.faults_of([form]),
        }
        title = f"改{entry.get_direction_display()}明细"
        return self.page(request, "admin/budgets/entry.html", entry.budget, title, status, **context)

    def _entry(self, budget, direction, pk):
        related = ("source", "function", "economic", "government", "project", "unit")
        entries = budget.entries.select_related(*related).filter(direction=direction)
        return get_object_or_404(entries, pk=pk)

    def entry_delete_view(self, request, pk, direction, entry):
        budget = self._entries_of(request, pk, direction)
        with self.entering(request, budget) as budget:
            entry = self._entry(budget, direction, entry)
            back = _list_of(entry)
            if request.method == "POST":
                words = str(entry)
                actions.delete_entry(entry=entry, by=request.user)
                messages.success(request, f"已删除：{words}。")
                return HttpResponseRedirect(back)
        context = {"thing": str(entry), "amount": entry.amount, "back": back}
        return self.page(request, "admin/budgets/delete.html", budget, "删除明细", **context)

    def accounts_view(self, request, pk):
        budget = self.budget_of(request, pk)
        system = request.GET.get("system", "")
        if system not in Account.System.values:
            raise Http404
        start = request.GET.get("start", "0")
        found, more = accounts.suggest(
            request.GET.get("q", "")[:80],
            system=system,
            budget=budget,
            start=int(start) if start.isdecimal() and len(start) < 6 else 0,
        )
        rows = [
            {
                "code": account.code,
                "name": account.name,
                "path": account.path,
                "used": used,
                "note": accounts.note_for(account),
            }
            for account, used in found
        ]
        return JsonResponse({"accounts": rows, "more": more}, headers={"Cache-Control": "no-store"})

    # Projects

    def project_view(self, request, pk, project=None):
        budget = self.budget_of(request, pk)
        if request.method == "POST":
            with self.entering(request, budget) as budget:
                return self._save_project(request, budget, _project(budget, project))
        project = _project(budget, project)
        if not project.pk:
            require(request.user, Act.ENTER, budget)
        typed = self.typed_before(request, budget)
        ground = stale.ground_in(typed) if typed else stale.ground_of(_forms_of_project(project))
        return self._show_project(request, budget, project, _forms_of_project(project, typed), ground)

    def _save_project(self, request, budget, project):
        stored = _forms_of_project(project)
        if not project.pk:
            found, ground = _forms_of_project(project, request.POST), stale.ground_of(stored)
            return self._save_forms_of_project(request, budget, project, found, ground)
        if not stale.has_stamp(request.POST):
            messages.error(request, kept.INCOMPLETE)
            return self._show_project(request, budget, project, stored, stale.ground_of(stored), status=400)
        over = stale.Overlay(request.POST, stored)
        found = _forms_of_project(project, over.data)
        if over.differences:
            conflict = stale.conflict(over.differences, _last_event(budget, section="projects"))
            return self._show_project(
                request, budget, project, found, over.ground, conflict=conflict, status=409
            )
        if over.is_stale:
            messages.info(request, UNCHANGED)
            return HttpResponseRedirect(_section_url(budget, "projects"))
        return self._save_forms_of_project(request, budget, project, found, over.ground)

    def _save_forms_of_project(self, request, budget, project, found, ground):
        if found[1].is_incomplete:
            messages.error(request, kept.INCOMPLETE)
        elif all([form.is_valid() for form in found]):
            actions.save_section(budget=budget, section="projects", forms=found, by=request.user)
            messages.success(request, f"{project.name}：{saved()}")
            return HttpResponseRedirect(_section_url(budget, "projects"))
        return self._show_project(request, budget, project, found, ground, status=400)

    def _show_project(self, request, budget, project, found, ground, conflict=None, status=200):
        if not may(request.user, Act.ENTER, budget):
            forms.close(found)
        any(form.focus() for form in found if form.is_bound)
        context = {
            "form": found[0],
            "rows": found[1],
            "project": project,
            "stamp": ground.stamp,
            "ground": ground,
            "conflict": conflict,
            "faults": forms.faults_of(found),
        }
        title = project.name if project.pk else "新增项目"
        return self.page(request, "admin/budgets/project.html", budget, title, status, **context)

    def project_delete_view(self, request, pk, project):
        budget = self.budget_of(request, pk)
        back = reverse("admin:budgets_budget_change", args=[budget.pk]) + "?open=projects#projects"
        with self.entering(request, budget) as budget:
            project = _project(budget, project)
            if request.method == "POST":
                name = project.name
                actions.delete_project(project=project, by=request.user)
                messages.success(request, f"已删除：{name}。")
                return HttpResponseRedirect(back)
        context = {"thing": project.name, "amount": project.amount, "back": back}
        return self.page(request, "admin/budgets/delete.html", budget, "删除项目", **context)


def _submitted_meanwhile(budget):
    """When it went out of their hands, where it did; what they typed is kept."""
    sent = budget.handovers.filter(move=Handover.Move.SUBMIT).order_by("-at").first()
    if budget.state in (Budget.State.PUBLISHED, Budget.State.WITHHELD) or sent is None:
        return ""
    at = timezone.localtime(sent.at)
    day = "" if at.date() == timezone.localdate() else f"{at.month}月{at.day}日 "
    return f"预算已于 {day}{at:%H:%M} 提交复核，不能再改。您填的内容保留 24 小时；退回后可取回。"


def _section_url(budget, slug):
    return f"{reverse('admin:budgets_budget_change', args=[budget.pk])}?open={slug}#{slug}"


def _project(budget, pk):
    """One of the budget's projects; a new one where none is named."""
    return get_object_or_404(budget.projects, pk=pk) if pk else Project(budget=budget)


def _forms_of_project(project, data=None):
    rows = forms.ProjectIndicatorRows(data, instance=project, prefix="indicators")
    return [forms.ProjectForm(data, instance=copy(project) if data is None else project), rows]


def _last_event(budget, action="", **detail):
    """The latest event of a section or an entry."""
    found = budget.events.filter(**{f"detail__{name}": value for name, value in detail.items()})
    return (found.filter(action=action) if action else found).select_related("by").first()


def _after(slug):
    """The section after this one; the last stays."""
    slugs = list(SECTION)
    return slugs[min(slugs.index(slug) + 1, len(slugs) - 1)]


def _first_field(direction, by):
    """The account that heads the list: the source of income, or the classification of the tab."""
    if direction == Entry.Direction.INCOME:
        return "source"
    return by if by in forms.EntryForm.ACCOUNTS else "function"


def _list_of(entry):
    """The list an entry stands in, on the tab that shows it."""
    if entry.direction == Entry.Direction.EXPENDITURE and entry.economic and not entry.function:
        return entries_url(entry.budget, entry.direction, by="economic")
    return entries_url(entry.budget, entry.direction)


def _usual(budget):
    """What most entries are paid from: this year's general budget."""
    return {"source": Account.objects.of("source", budget.year).filter(code="101").first()}


def _copied(budget, pk):
    """An entry's content to begin a new one with, without its amounts."""
    if not (pk.isdecimal() and len(pk) < 18):
        return None
    entry = budget.entries.select_related("function", "economic", "government").filter(pk=pk).first()
    if entry is None:
        return None
    plain = ("source", "nature", "project", "unit")
    found = {name: getattr(entry, entry._meta.get_field(name).attname) for name in plain}
    return found | {name: getattr(entry, name) for name in forms.EntryForm.ACCOUNTS}
