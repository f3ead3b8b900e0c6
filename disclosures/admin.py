"""Publishing from the staff side: the workspace gains preview, publication and the list of versions."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from budgets.admin import BudgetAdmin, RegionAdmin
from budgets.books import open_books
from budgets.models import Budget, Region
from budgets.rules import ERROR, WARNING
from budgets.waivers import standing
from budgets.workspace import clock_of, shown_of

from . import actions
from . import examining as examining  # registers the pages that examine published files
from .chain import findings_now, published_before
from .compose import compose
from .copies import version_line
from .declaring.forms import FORMS, form_for
from .desk import changes_between, versions_of, with_publication
from .document import as_json, digest
from .faithful import Unfaithful
from .history import earlier_versions
from .models import Publication, Version
from .rendering.page import VersionLine, address, page_context

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
class DisclosedBudgetAdmin(BudgetAdmin):
    """The budget as before, with what was said of it beside."""

    list_display = ["name", "year", "state", "saved_at"]
    workspace_template = "admin/disclosures/workspace.html"

    def get_queryset(self, request):
        return with_publication(super().get_queryset(request))

    @admin.display(description="状态")
    def state(self, budget):
        return f"已公开 版本 {budget.published}" if budget.published else "草稿"

    def get_urls(self):
        pages = [("preview", self.preview_view), ("publish", self.publish_view)]
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"budgets_budget_{name}")
            for name, view in pages
        ]
        return own + super().get_urls()

    def asks_of(self, budget):
        department = budget.department
        return form_for(department.region.code, budget.year, department.kind, department.region.form).asks

    def earlier_of(self, budget):
        department = budget.department
        return published_before(department.region.code, department.code, budget.year)

    def workspace_context(self, request, desk):
        versions = versions_of(desk.budget)
        return {
            "versions": versions,
            "published": versions[0] if versions else None,
            "clock": _clock(desk, versions),
            "is_public_here": settings.SERVES_PUBLIC,
            "may_publish": may_publish(request.user),
        }

    def preview_view(self, request, pk):
        """The page as it would be published now, marked as a draft; kept nowhere."""
        budget = self.budget_of(request, pk)
        document, versions = _draft(budget), versions_of(budget)
        content = as_json(document)
        lines = [*(version_line(v, current=content["number"]) for v in versions), _draft_line(content)]
        earlier = [each.document for each in earlier_versions(*address(content))]
        context = page_context(content, digest(content), lines, earlier)
        context |= {"budget": budget, "is_draft": True}
        response = render(request, "admin/disclosures/preview.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def publish_view(self, request, pk):
        budget = self.budget_of(request, pk)
        if not may_publish(request.user):
            raise PermissionDenied("您没有公开的权限，请联系财政局。")
        versions = versions_of(budget)
        if request.method != "POST":
            return self._ask(request, budget, versions, findings_now(open_books(budget)))
        try:
            version = actions.publish(budget=budget, by=request.user, reason=request.POST.get("reason", ""))
        except actions.Refused as refused:
            return self._ask(request, budget, versions, refused.findings, status=409)
        except actions.Unchanged as unchanged:
            version = unchanged.version
            words = f"已发布（版本 {version.number}）。没有改动，没有公开新版本。"
            messages.info(request, _with_link(words, version))
        except ValidationError as error:
            findings = findings_now(open_books(budget))
            return self._ask(request, budget, versions, findings, status=400, refusal=error.messages)
        except Unfaithful as unfaithful:
            words = [f"没有公开成功，对外内容没有变化。{unfaithful}。"]
            findings = findings_now(open_books(budget))
            return self._ask(request, budget, versions, findings, status=500, refusal=words)
        else:
            messages.success(request, _with_link(f"已公开（版本 {version.number}）。", version))
        return HttpResponseRedirect(reverse("admin:budgets_budget_change", args=[budget.pk]))

    def _ask(self, request, budget, versions, findings, status=200, refusal=()):
        """The page before publication: what forbids it, or what to know and, for a correction, why."""
        shown = shown_of(findings, budget)
        errors = [each for each in shown if each.finding.level == ERROR]
        warnings = [each for each in shown if each.finding.level == WARNING]
        context = {
            "errors": errors,
            "unwaived": [each for each in warnings if not each.waiver],
            "waived": [each for each in warnings if each.waiver],
            "published": versions[0] if versions else None,
            "changes": changes_between(versions[0].document, as_json(_draft(budget))) if versions else None,
            "number": len(versions) + 1,
            "reason": request.POST.get("reason", ""),
            "refusal": refusal,
        }
        return self.page(request, "admin/disclosures/publish.html", budget, "公开", status, **context)


def _clock(desk, versions):
    """The workspace's clock; once published, whether that was in time."""
    if not versions:
        return desk.clock
    first = timezone.localdate(versions[-1].published_at)
    return clock_of(desk.budget.approved_on, timezone.localdate(), first)


def may_publish(user):
    """Entering a budget is not publishing it: that is a right of its own."""
    return user.has_perm("disclosures.add_version")


def _draft(budget):
    """The document of what is entered now, stamped as the next version would be."""
    versions = versions_of(budget)
    books = open_books(budget)
    findings = findings_now(books)
    return compose(books, findings, standing(budget, findings)).stamped(
        number=versions[0].number + 1 if versions else 1,
        published_at=timezone.localtime().replace(microsecond=0).isoformat(),
    )


def _draft_line(content):
    now = timezone.localtime()
    return VersionLine(content["number"], now, "未公开稿", digest(content), is_current=True)


def _with_link(words, version):
    """The message of a publication, leading to the page where this process serves it."""
    if not settings.SERVES_PUBLIC:
        return words
    return format_html('{} <a href="{}">看公开页面</a>', words, version.publication.get_absolute_url())


# What was published is only looked at -----------------------------------------------------------------------


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "region_name", "year", "number", "published_at", "due_on"]
    list_filter = ["year", "region_name"]
    search_fields = ["title", "department_code"]


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ["publication", "number", "published_at", "published_by", "reason"]
    list_filter = ["publication__year"]
    list_select_related = ["publication"]
    search_fields = ["publication__title", "sha256"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")
