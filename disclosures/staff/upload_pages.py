"""上传工作簿: a workbook is handed in, looked at beside what is stored, mended, and imported whole or not at all."""

from __future__ import annotations

from pathlib import PurePosixPath

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from budgets.access import Act, may, require
from budgets.intake.actions import Blocked, ChangedMeanwhile
from budgets.intake.layouts import remember
from budgets.intake.lookup import charts_held
from budgets.intake.units import UNITS
from budgets.intake.uploads import (
    OPEN,
    Ended,
    TooManyOpen,
    confirm,
    discard,
    keep_workbook,
    mend,
    open_workbooks,
    workbooks_of,
)

from ..intake.preview import Preview
from ..intake.results import annotated_workbook, problem_list
from ..intake.sheets import read_workbook
from ..reading.prescan import MOST_BYTES, TOO_LARGE
from ..reading.raw import Unreadable
from ..uploads import MEGABYTE, safe_name
from .strip import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEND, COLUMN, TWICE = "mend.", "column-", "twice."
AGAIN = "这个文件已上传过，接着上次核对。"
ASKED_OTHERWISE = "要确认的内容有变化，没有打勾。请再看一遍。"
CHECK_FIRST = "已按改后的值重新核对。请看过差别，再确认导入。"


class WorkbookForm(forms.Form):
    """One workbook. What it is, its reader finds out."""

    file = forms.FileField(
        label="工作簿（.xlsx）",
        allow_empty_file=True,
        max_length=1000,
        help_text=f"本系统下载的工作簿、公开格式的工作簿或预算系统导出的明细，不超过 {MOST_BYTES // MEGABYTE} MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "请选择工作簿（.xlsx）",
            "invalid": "文件没有传上来，请重新选择",
            "missing": "文件没有传上来，请重新选择",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        data = file.read()
        try:
            read_workbook(data)
        except Unreadable as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return safe_name(file.name), data


class UploadPages:
    """The pages on which a workbook is uploaded, for the admin of budgets."""

    def get_urls(self):
        pages = [
            ("<int:pk>/upload/", self.upload_view, "upload"),
            ("<int:pk>/uploads/<int:upload>/", self.uploaded_view, "uploaded"),
            ("<int:pk>/uploads/<int:upload>/problems.xlsx", self.upload_problems_view, "upload_problems"),
            ("<int:pk>/uploads/<int:upload>/annotated.xlsx", self.upload_annotated_view, "upload_annotated"),
        ]
        return [*self.routes(pages), *super().get_urls()]

    def waiting_uploads(self, request, budget):
        """What this person may import and nobody decided on yet."""
        return list(open_workbooks(budget)) if may(request.user, Act.IMPORT, budget) else []

    # Handing in

    def upload_view(self, request, pk):
        budget = self.budget_of(request, pk)
        require(request.user, Act.IMPORT, budget)
        form = WorkbookForm(request.POST or None, request.FILES or None)
        if request.method != "POST":
            return self._show_upload(request, budget, WorkbookForm())
        form = WorkbookForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show_upload(request, budget, form, status=400)
        name, data = form.cleaned_data["file"]
        before = {upload.pk for upload in open_workbooks(budget)}
        try:
            upload = keep_workbook(budget=budget, by=request.user, name=name, data=data)
        except TooManyOpen as refusal:
            form.add_error("file", refusal)
            return self._show_upload(request, budget, form, status=409)
        if upload.pk in before:
            messages.info(request, AGAIN)
        return HttpResponseRedirect(address(upload))

    def _show_upload(self, request, budget, form, status=200):
        context = {"form": form, "uploads": self.waiting_uploads(request, budget)}
        return self.page(request, "admin/disclosures/upload.html", budget, "上传工作簿", status, **context)

    # Looking at it

    @charts_held()
    def uploaded_view(self, request, pk, upload):
        budget, upload = self._upload(request, pk, upload)
        if upload.state not in OPEN:
            return self._upload_ended(request, budget, Ended(upload))
        if request.method != "POST":
            return self._show_uploaded(request, upload)
        try:
            if "discard" not in request.POST:
                return self._decide(request, upload)
            messages.info(request, discard(upload=upload, by=request.user))
        except Ended as ended:  # in another window, or by a colleague
            return self._upload_ended(request, budget, ended)
        return HttpResponseRedirect(page("change", budget.pk))

    def _upload_ended(self, request, budget, ended):
        messages.info(request, str(ended))
        return HttpResponseRedirect(page("change", budget.pk))

    def _decide(self, request, upload):
        """Keep what was mended and ticked; then look at it again, or import."""
        before = (upload.mended, upload.mapping, upload.unit)
        upload = mend(upload=upload, by=request.user, **_sent(request.POST))
        is_another = (upload.mended, upload.mapping, upload.unit) != before
        if "all" in request.POST:
            return self._tick_all(request, upload)
        if "confirm" not in request.POST:
            self._remember(request, upload)
            return HttpResponseRedirect(address(upload))
        if is_another:
            messages.info(request, CHECK_FIRST)
            return HttpResponseRedirect(address(upload))
        return self._confirm(request, upload)

    def _tick_all(self, request, upload):
        """Every question of one kind, as they stood on the page; see it once more before it is imported."""
        preview = self._preview(request, upload)
        groups = preview.asked if preview else []
        asked = next((each for each in groups if each.tick == request.POST["all"]), None)
        if asked is None:
            messages.warning(request, ASKED_OTHERWISE)
        else:
            ticked = {*upload.ticked, *(question.tick for question in asked.questions)}
            ticked -= {question.leave_out for question in asked.questions}
            mend(upload=upload, by=request.user, typed={}, ticked=ticked)
        return HttpResponseRedirect(address(upload))

    def _remember(self, request, upload):
        """How the columns of a list are read; it is asked for by sending them."""
        if not any(name.startswith(COLUMN) for name in request.POST):
            return
        preview = self._preview(request, upload)
        if preview and preview.layout and preview.layout.is_usable:
            remember(by=request.user, layout=preview.layout, unit=str(preview.unit))

    def _confirm(self, request, upload):
        preview = self._preview(request, upload)
        if preview is None:
            return self._show_uploaded(request, upload)
        try:
            said = confirm(
                upload=upload,
                contents=preview.contents,
                by=request.user,
                seen=request.POST.get("seen", ""),
                ticked=preview.ticked,
            )
        except ChangedMeanwhile as changed:
            messages.warning(request, preview.meanwhile or "".join(changed.messages))
            return self._show_uploaded(request, upload, status=409)
        except Blocked as blocked:
            messages.error(request, "".join(blocked.messages))
            return self._show_uploaded(request, upload, status=400)
        messages.success(request, said)
        return HttpResponseRedirect(page("change", upload.budget_id))

    def _show_uploaded(self, request, upload, status=200):
        preview = self._preview(request, upload)
        context = {"upload": upload, "preview": preview}
        title = "上传工作簿：核对后导入"
        template = "admin/disclosures/uploaded.html"
        return self.page(request, template, upload.budget, title, status, **context)

    def _preview(self, request, upload):
        """The upload read anew; None where it cannot be read now, which is said."""
        try:
            return Preview(upload, request.user, self.beside(upload.budget))
        except Unreadable as refusal:
            messages.error(request, str(refusal))
            return None

    # Taking it away

    def upload_problems_view(self, request, pk, upload):
        """Everything that is wrong or to be ticked, as a list."""
        _budget, upload = self._upload(request, pk, upload)
        preview = self._preview(request, upload)
        if preview is None:
            return HttpResponseRedirect(address(upload))
        return _file(problem_list(preview.plan.problems), f"{_stem(upload)}（待改清单）.xlsx")

    def upload_annotated_view(self, request, pk, upload):
        """Their own workbook, each error a comment on its cell."""
        _budget, upload = self._upload(request, pk, upload)
        preview = self._preview(request, upload)
        if preview is None:
            return HttpResponseRedirect(address(upload))
        sheets = [sheet.name for sheet in preview.workbook.sheets]
        try:
            made = annotated_workbook(bytes(upload.data), sheets, preview.plan.problems)
        except Unreadable as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(address(upload))
        return _file(made, f"{_stem(upload)}（批注）.xlsx")

    def _upload(self, request, pk, upload):
        """A workbook of a budget that this person may import into; to others it does not exist."""
        budget = self.budget_of(request, pk)
        require(request.user, Act.IMPORT, budget)
        found = get_object_or_404(workbooks_of(budget), pk=upload)
        found.budget = budget
        return budget, found


def address(upload):
    return reverse("admin:budgets_budget_uploaded", args=[upload.budget_id, upload.pk])


def _sent(sent):
    """What a page of the preview sends, as ``mend`` takes it."""
    columns = {
        name.removeprefix(COLUMN): sent[name]
        for name in sent
        if name.startswith(COLUMN) and name.removeprefix(COLUMN).isdecimal()
    }
    unit = sent.get("unit") if sent.get("unit") in UNITS else ""
    chosen = ",".join([*columns.values(), *([unit] if unit else [])])
    is_another = bool(columns) and chosen != sent.get("shown", "")
    return {
        "typed": {name.removeprefix(MEND): sent[name] for name in sent if name.startswith(MEND)},
        "ticked": [
            *sent.getlist("tick"),
            *(sent[name] for name in sent if name.startswith(TWICE) and sent[name]),
        ],
        "mapping": columns if is_another else None,
        "unit": unit if is_another else None,
    }


def _stem(upload):
    return PurePosixPath(upload.name).stem


def _file(data, name):
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "no-store"
    return response
