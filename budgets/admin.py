"""The staff side: what is entered, in the admin. A view loads, asks an action or a page object, and renders."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from . import accounts, actions, forms
from .books import open_books
from .entry_list import EntryList
from .models import Account, Budget, Department, Entry, Event, Project, Region
from .money import typed_back
from .workspace import SECTION, entries_url, forms_of, workspace

admin.site.site_header = admin.site.site_title = "明账"
admin.site.index_title = "部门预算公开"
admin.site.enable_nav_sidebar = False

INCOMPLETE = "表单数据不完整，请刷新后重试"


def saved():
    """已保存（10:38）。 in Beijing time."""
    return f"已保存（{timezone.localtime():%H:%M}）。"


# Who and what -----------------------------------------------------------------------------------------------


class OrganisationAdmin(admin.ModelAdmin):
    def save_model(self, request, obj, form, change):
        actions.save_organisation(organisation=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Region)
class RegionAdmin(OrganisationAdmin):
    list_display = ["code", "name", "level"]
    search_fields = ["code", "name"]


@admin.register(Department)
class DepartmentAdmin(OrganisationAdmin):
    list_display = ["code", "name", "short_name", "kind", "parent", "region"]
    list_filter = ["kind", "region"]
    list_select_related = ["parent", "region"]
    search_fields = ["code", "name", "short_name"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []  # it stands in public addresses


class EndedFilter(admin.SimpleListFilter):
    title = "是否停用"
    parameter_name = "ended"

    def lookups(self, request, model_admin):
        return [("no", "在用"), ("yes", "已停用")]

    def queryset(self, request, queryset):
        if self.value():
            return queryset.filter(ended_on__isnull=self.value() == "no")
        return queryset


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "path", "system", "year", "confidence", "ended_on"]
    list_filter = ["system", "year", "confidence", EndedFilter]
    search_fields = ["code", "name", "path"]
    search_help_text = "按编码、名称或路径中的几个字找。"
    list_per_page = 50
    readonly_fields = ["note"]
    fields = ["system", "year", "code", "name", "confidence", "ended_on", "note"]

    @admin.display(description="提示")
    def note(self, account):
        return accounts.note_for(account) or "—"

    def get_readonly_fields(self, request, obj=None):
        return ["system", "year", "code", "note"] if obj else ["note"]

    def save_model(self, request, obj, form, change):
        actions.save_account(account=obj, by=request.user)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["at", "by", "action", "budget"]
    list_filter = ["action"]
    list_select_related = ["by", "budget__department"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


# The budget -------------------------------------------------------------------------------------------------


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):
    """部门预算: the list is stock; the page of one budget is its workspace."""

    list_display = ["name", "year", "saved_at"]
    list_filter = ["year", "department__region"]
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
            ("<int:pk>/projects/add/", self.project_view, "project_add"),
            ("<int:pk>/projects/<int:project>/", self.project_view, "project"),
            ("<int:pk>/projects/<int:project>/delete/", self.project_delete_view, "project_delete"),
            ("<int:pk>/entries/<str:direction>/", self.entries_view, "entries"),
            ("<int:pk>/entries/<str:direction>/<int:entry>/", self.entry_view, "entry"),
            ("<int:pk>/entries/<str:direction>/<int:entry>/delete/", self.entry_delete_view, "entry_delete"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"budgets_budget_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    def budget_of(self, request, pk):
        """The budget, if this person may work on it; to others it does not exist."""
        if not self.has_change_permission(request):
            raise Http404
        return get_object_or_404(Budget.objects.select_related("department__region"), pk=pk)

    def page(self, request, template, budget, title, status=200, **context):
        context = self.admin_site.each_context(request) | {
            "title": title,
            "budget": budget,
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, template, context, status=status)

    # The workspace and its sections

    def workspace_view(self, request, pk):
        budget = self.budget_of(request, pk)
        return self.show_workspace(request, budget, opened=request.GET.get("open", ""))

    def show_workspace(self, request, budget, *, status=200, **built):
        desk = workspace(budget, **built)
        context = {"desk": desk} | self.workspace_context(request, desk)
        return self.page(request, self.workspace_template, budget, str(budget), status, **context)

    def workspace_context(self, request, desk):
        """What others add to the workspace."""
        return {}

    def section_view(self, request, pk, slug):
        budget = self.budget_of(request, pk)
        if slug not in SECTION:
            raise Http404
        here = reverse("admin:budgets_budget_change", args=[budget.pk])
        if request.method != "POST":
            return HttpResponseRedirect(f"{here}?open={slug}#{slug}")
        found = list(forms_of(budget, slug, data=request.POST, books=open_books(budget)).values())
        if not all([form.is_valid() for form in found]):
            return self._show_errors(request, budget, slug, found)
        if any(form.has_changed() for form in found):
            actions.save_section(budget=budget, section=slug, forms=found, by=request.user)
            messages.success(request, f"{SECTION[slug].title}：{saved()}")
        else:
            messages.info(request, "没有改动，不用保存。")
        goes_on = "next" in request.POST
        opened = _after(slug) if goes_on else slug
        return HttpResponseRedirect(f"{here}?open={opened}#{opened}")

    def _show_errors(self, request, budget, slug, found):
        if any(getattr(form, "is_incomplete", False) for form in found):
            messages.error(request, INCOMPLETE)
            return self.show_workspace(request, budget, opened=slug, status=400)
        return self.show_workspace(request, budget, opened=slug, data=request.POST, status=400)

    # Entries

    def entries_view(self, request, pk, direction):
        budget = self._entries_of(request, pk, direction)
        if request.method == "POST":
            return self._add_entry(request, budget, direction)
        return self._show_entries(request, budget, direction, self._empty_row(request, budget, direction))

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
            "jump": forms.asks_about_jump(form["amount"]),
        }
        return self.page(request, "admin/budgets/entries.html", budget, title, status, **context)

    def entry_view(self, request, pk, direction, entry):
        budget = self._entries_of(request, pk, direction)
        entry = self._entry(budget, direction, entry)
        form = forms.EntryForm(request.POST or None, budget=budget, direction=direction, instance=entry)
        if request.method == "POST" and form.is_valid():
            if form.has_changed():
                self._tell_saved(
                    request, actions.save_entry(entry=form.save(commit=False), by=request.user), form
                )
            else:
                messages.info(request, "没有改动，不用保存。")
            return HttpResponseRedirect(_list_of(entry))
        if form.errors:
            form.focus()
        title = f"改{Entry.Direction(direction).label}明细"
        status = 400 if form.errors else 200
        context = {"form": form, "entry": entry, "jump": forms.asks_about_jump(form["amount"])}
        return self.page(request, "admin/budgets/entry.html", budget, title, status, **context)

    def _entry(self, budget, direction, pk):
        related = ("source", "function", "economic", "government", "project", "unit")
        entries = budget.entries.select_related(*related).filter(direction=direction)
        return get_object_or_404(entries, pk=pk)

    def entry_delete_view(self, request, pk, direction, entry):
        budget = self._entries_of(request, pk, direction)
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
        project = get_object_or_404(budget.projects, pk=project) if project else Project(budget=budget)
        data = request.POST if request.method == "POST" else None
        form = forms.ProjectForm(data, instance=project)
        rows = forms.ProjectIndicatorRows(data, instance=project, prefix="indicators")
        if data is not None and rows.is_incomplete:
            messages.error(request, INCOMPLETE)
        elif data is not None and all([form.is_valid(), rows.is_valid()]):
            actions.save_section(budget=budget, section="projects", forms=[form, rows], by=request.user)
            messages.success(request, f"{project.name}：{saved()}")
            here = reverse("admin:budgets_budget_change", args=[budget.pk])
            return HttpResponseRedirect(f"{here}?open=projects#projects")
        elif data is not None and not form.focus():
            rows.focus()
        title = project.name if project.pk else "新增项目"
        context = {"form": form, "rows": rows, "project": project}
        status = 200 if data is None else 400
        return self.page(request, "admin/budgets/project.html", budget, title, status, **context)

    def project_delete_view(self, request, pk, project):
        budget = self.budget_of(request, pk)
        project = get_object_or_404(budget.projects, pk=project)
        back = reverse("admin:budgets_budget_change", args=[budget.pk]) + "?open=projects#projects"
        if request.method == "POST":
            name = project.name
            actions.delete_project(project=project, by=request.user)
            messages.success(request, f"已删除：{name}。")
            return HttpResponseRedirect(back)
        context = {"thing": project.name, "amount": project.amount, "back": back}
        return self.page(request, "admin/budgets/delete.html", budget, "删除项目", **context)


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
