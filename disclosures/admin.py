"""Publishing from the staff side: the workspace gains preview, publication and the list of versions."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin
from django.shortcuts import render
from django.utils import timezone

from budgets.access import duties_of
from budgets.admin import BudgetAdmin
from budgets.ended_pages import EndedPages
from budgets.models import Budget, Region
from budgets.roster_admin import RegionAdmin, Sealed
from budgets.rules import texts_of

from . import examining as examining  # registers the pages that examine published files
from .chain import published_before
from .comparing import admin as comparing_admin  # noqa: F401 - registers the crosswalk of accounts
from .copies import version_line
from .declaring.forms import FORMS, form_for
from .desk import versions_of, with_publication
from .document import as_json, digest
from .drafts import draft_of
from .history import earlier_versions
from .models import Publication, Version
from .peopling import admin as peopling_admin  # noqa: F401 - registers the resident population
from .rendering.fonts import missing_from
from .rendering.page import VersionLine, address, page_context
from .staff.beside import beside
from .staff.pages import WorkflowPages
from .staff.upload_pages import UploadPages

admin.site.unregister(Budget)
admin.site.unregister(Region)


@admin.register(Region)
class DisclosingRegionAdmin(RegionAdmin):
    """The region as before, with the forms that it can choose from."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "form":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        families = {form.family: form.title.partition("（")[0] for form in FORMS}
        return forms.ChoiceField(
            choices=[("", "按行政区划代码"), *families.items()],
            label=db_field.verbose_name,
            help_text=db_field.help_text,
            required=False,
        )


@admin.register(Budget)
class DisclosedBudgetAdmin(WorkflowPages, UploadPages, EndedPages, BudgetAdmin):
    """The budget as before, with its way to the public, and what was said of it beside."""

    list_display = ["name", "year", "how_far", "saved_at"]
    workspace_template = "admin/disclosures/workspace.html"

    def get_queryset(self, request):
        return with_publication(super().get_queryset(request))

    @admin.display(description="状态", ordering="state")
    def how_far(self, budget):
        return f"已公开 版本 {budget.published}" if budget.published else budget.get_state_display()

    def get_urls(self):
        return [*self.routes([("<int:pk>/preview/", self.preview_view, "preview")]), *super().get_urls()]

    def asks_of(self, budget):
        department = budget.department
        return form_for(department.region.code, budget.year, department.kind, department.region.form).asks

    def earlier_of(self, budget):
        department = budget.department
        return published_before(department.region.code, department.code, budget.year)

    def workspace_context(self, request, desk):
        shown = {"is_public_here": settings.SERVES_PUBLIC, "unprintable": _unprintable(desk.figures.books)}
        shown["uploads"] = self.waiting_uploads(request, desk.budget)
        return beside(desk, request.user) | shown

    def preview_view(self, request, pk):
        """The page as it would be published now, marked as a draft; kept nowhere."""
        budget = self.budget_of(request, pk)
        content, versions = _draft(budget), versions_of(budget)
        lines = [*(version_line(v, current=content["number"]) for v in versions), _draft_line(content)]
        earlier = [each.document for each in earlier_versions(*address(content))]
        context = page_context(content, digest(content), lines, earlier)
        context |= {"budget": budget, "is_draft": True}
        response = render(request, "admin/disclosures/preview.html", context)
        response["Cache-Control"] = "no-store"
        return response


def _unprintable(books):
    """(where, characters) of what is typed and no face can print (security.md, row 43)."""
    return [(where, found) for where, _section, text in texts_of(books) if (found := missing_from(text))]


def _draft(budget):
    """The document of what is entered now, stamped as the next version would be."""
    versions = versions_of(budget)
    draft = draft_of(budget).document.stamped(
        number=versions[0].number + 1 if versions else 1,
        published_at=timezone.localtime().replace(microsecond=0).isoformat(),
        reason=budget.correction_reason,
    )
    return as_json(draft)


def _draft_line(content):
    now = timezone.localtime()
    return VersionLine(content["number"], now, "未公开稿", digest(content), is_current=True)


# What was published is only looked at -----------------------------------------------------------------------


class ReadOnlyAdmin(Sealed, admin.ModelAdmin):
    """``region`` leads to the code of the region whose finance a person must keep to see it."""

    region = ""

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{f"{self.region}__in": _codes_of(request.user)})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def _codes_of(user):
    return list(Region.objects.filter(pk__in=duties_of(user).regions).values_list("code", flat=True))


class YearFilter(admin.SimpleListFilter):
    """The years of what this person sees, and of nothing else."""

    title = "年度"
    parameter_name = "year"

    def lookups(self, request, model_admin):
        years = model_admin.get_queryset(request).order_by("-publication__year")
        return [(year, str(year)) for year in years.values_list("publication__year", flat=True).distinct()]

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(publication__year=year) if year.isdecimal() and len(year) == 4 else queryset


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    region = "region_code"
    list_display = ["title", "region_name", "year", "number", "published_at", "due_on"]
    list_filter = ["year", "region_name"]
    search_fields = ["title", "department_code"]


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    region = "publication__region_code"
    list_display = ["publication", "number", "published_at", "published_by", "reason"]
    list_filter = [YearFilter]
    list_select_related = ["publication"]
    search_fields = ["publication__title", "sha256"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")
