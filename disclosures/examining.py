"""The staff pages that examine a published file: hand it in, read what was found, take the report away."""

from __future__ import annotations

import json
import logging

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from budgets.roster_admin import Sealed
from budgets.rules.registry import RULE

from .examined import delete_examination, examine_file, seen_by
from .models import Examination
from .reading.raw import Unreadable
from .rendering.pdf import Unprinted
from .reporting.printed import render_report
from .reporting.told import figures_read, told
from .uploads import UploadForm

log = logging.getLogger(__name__)

PER_PAGE = 100


@admin.register(Examination)
class ExaminationAdmin(Sealed, admin.ModelAdmin):
    """文件检查: who may examine sees their own; the finance office those of its regions' people too. The owner deletes."""

    list_display = ["name", "heading", "found", "examiner", "at"]
    list_display_links = ["name", "heading"]
    list_select_related = ["by"]
    search_fields = ["name", "heading"]
    search_help_text = "按文件名或部门名称中的几个字找。"
    change_list_template = "admin/disclosures/examinations.html"
    delete_confirmation_template = "admin/disclosures/examination_delete.html"
    actions = None

    def get_queryset(self, request):
        # The reports themselves are long; that there is nothing to compare is all that lists tell of one.
        is_barren = ExpressionWrapper(Q(report__is_budget=False), BooleanField())
        seen = super().get_queryset(request).filter(seen_by(request.user)).defer("report")
        return seen.annotate(is_barren=is_barren)

    @admin.display(description="结果", ordering="-errors")
    def found(self, examination):
        if examination.is_barren and not examination.errors:
            return "没有读到预算数据"
        if examination.errors or examination.warnings:
            return f"错误 {examination.errors}，警告 {examination.warnings}"
        return "没有发现不符"

    @admin.display(description="检查人", ordering="by")
    def examiner(self, examination):
        return examination.by.get_full_name() or examination.by.get_username()

    # Who may -------------------------------------------------------------------------------------------------

    def has_view_permission(self, request, obj=None):
        return self.has_add_permission(request) or super().has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return obj is not None and obj.by_id == request.user.pk and self.has_add_permission(request)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    # Pages ---------------------------------------------------------------------------------------------------

    def get_urls(self):
        pages = [
            ("<int:pk>/figures/", self.figures_view, "figures"),
            ("<int:pk>/report.json", self.json_view, "json"),
            ("<int:pk>/report.pdf", self.pdf_view, "pdf"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"disclosures_examination_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "已检查的文件"} | (extra_context or {}))

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._ask(request, form)
        upload = form.upload()
        try:
            examination = examine_file(data=upload.data, name=upload.name, by=request.user)
        except Unreadable as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
            return self._ask(request, form)
        return HttpResponseRedirect(reverse("admin:disclosures_examination_change", args=[examination.pk]))

    def _ask(self, request, form):
        status = 400 if form.is_bound and form.errors else 200
        latest = self.get_queryset(request).filter(by=request.user)[:5]
        context = {"title": "检查一份已公开的文件", "form": form, "latest": latest}
        return self._page(request, "examine", context, status)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What was found. There is nothing to change."""
        examination = self._of(request, object_id)
        report = told(examination.report)
        context = {"title": "检查结果", "examination": examination, "report": report, "rules": RULE}
        return self._page(
            request, "examination", context | {"may_delete": self._may_delete(request, examination)}
        )

    def figures_view(self, request, pk):
        """Every figure that was read, a hundred on a page."""
        examination = self._of(request, pk)
        words = request.GET.get("q", "").strip()
        figures = [f for f in figures_read(examination.report) if words in f"{f.label} {' '.join(f.printed)}"]
        page = Paginator(figures, PER_PAGE).get_page(request.GET.get("page"))
        context = {"title": "读到的数", "examination": examination, "page": page, "words": words}
        return self._page(request, "examination_figures", context)

    def json_view(self, request, pk):
        examination = self._of(request, pk)
        text = json.dumps(examination.report, ensure_ascii=False, indent=1)
        return _file(f"{text}\n".encode(), "application/json", f"attachment; filename=report-{pk}.json")

    def pdf_view(self, request, pk):
        examination = self._of(request, pk)
        try:
            pdf = render_report(told(examination.report), examined_at=examination.at)
        except (Unprinted, OSError) as error:
            log.error("the report %s cannot be printed: %s", pk, error)
            messages.error(request, "报告现在不能排成 PDF，请稍后再试。网页和 JSON 照常可用。")
            return HttpResponseRedirect(reverse("admin:disclosures_examination_change", args=[pk]))
        return _file(pdf, "application/pdf", f"inline; filename=report-{pk}.pdf")

    def delete_model(self, request, obj):
        delete_examination(examination=obj, by=request.user)

    def response_delete(self, request, obj_display, obj_id):
        messages.success(request, f"已删除“{obj_display}”。")
        return HttpResponseRedirect(reverse("admin:disclosures_examination_changelist"))

    def _of(self, request, pk):
        """An examination that this person may open; else 404, as for one that never was."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(
            Examination.objects.filter(seen_by(request.user)).select_related("by"), pk=pk
        )

    def _may_delete(self, request, examination):
        return self.has_delete_permission(request, examination)

    def _page(self, request, name, context, status=200):
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, f"admin/disclosures/{name}.html", context, status=status)


def _file(data, media_type, disposition):
    """A report to take away; nobody keeps a copy on the way."""
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store, private"}
    return HttpResponse(data, content_type=media_type, headers=headers)
