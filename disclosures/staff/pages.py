"""The addresses of the workflow: each loads a budget, asks ``workflow`` for a step, and shows why not or goes on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html

from budgets.access import NO_BUTTON, Act, WrongState, may, require
from budgets.actions import note_attempt
from budgets.figures import Figures
from budgets.holders import names
from budgets.models import Budget, Handover

from .. import workflow
from ..actions import Refused, Unchanged
from ..compose import form_of
from ..copies import NOTHING_CHANGED
from ..desk import versions_of
from ..drafts import draft_of
from ..faithful import Unfaithful
from ..steps import Role, people
from . import remarks as talk
from .correction import correction
from .publication import publishing
from .review import review
from .strip import page
from .submission import submission
from .words import seal

REVIEWING = (Act.PASS, Act.APPROVE, Act.RETURN)
#: Refused because what the page showed is no longer what is there.
CHANGED = ("changed", "void")


@dataclass(frozen=True)
class Refusal:
    """Why a step was not taken: at which part of the page it is said, in words, and the name of the reason."""

    where: str
    words: list[str]
    code: str = ""

    @property
    def status(self):
        return 409 if self.code in CHANGED else 400


def refusal(where, error):
    return Refusal(where, error.messages, next((each.code for each in error.error_list if each.code), ""))


class WorkflowPages:
    """The pages of the workflow, for the admin of budgets."""

    def get_urls(self):
        pages = [
            ("<int:pk>/submit/", self.submit_view, "submit"),
            ("<int:pk>/take-back/", self.take_back_view, "take_back"),
            ("<int:pk>/review/", self.review_view, "review"),
            ("<int:pk>/review/return/", self.return_view, "return"),
            ("<int:pk>/review/secrecy/", self.secrecy_view, "secrecy"),
            ("<int:pk>/review/pass/", self.pass_view, "pass"),
            ("<int:pk>/review/approve/", self.approve_view, "approve"),
            ("<int:pk>/remarks/", self.remark_view, "remark"),
            ("<int:pk>/remarks/<int:remark>/", self.remark_change_view, "remark_change"),
            ("<int:pk>/remarks/<int:remark>/delete/", self.remark_delete_view, "remark_delete"),
            ("<int:pk>/remarks/<int:remark>/answer/", self.answer_view, "answer"),
            ("<int:pk>/correct/", self.correct_view, "correct"),
            ("<int:pk>/correction/", self.correction_view, "correction"),
            ("<int:pk>/correction/abandon/", self.abandon_view, "abandon"),
            ("<int:pk>/publish/", self.publish_view, "publish"),
        ]
        return [*self.routes(pages), *super().get_urls()]

    def go(self, name, budget, anchor=""):
        return HttpResponseRedirect(page(name, budget.pk) + anchor)

    # The clerk hands in

    def submit_view(self, request, pk):
        budget = self.budget_of(request, pk)
        require(request.user, Act.SUBMIT, budget)
        if request.method != "POST":
            return self.show_submission(request, budget)
        given = {"note": request.POST.get("note", ""), "anyway": "anyway" in request.POST}
        try:
            workflow.submit(budget=budget, by=request.user, **given)
        except ValidationError as error:
            return self.show_submission(request, budget, refusal("submit", error))
        number = budget.handovers.filter(move=Handover.Move.SUBMIT).count()
        told = names(people(budget, Role.REVIEWER))
        messages.success(request, f"已提交复核（第 {number} 次）。{told} 已收到提醒。")
        return self.go("change", budget)

    def show_submission(self, request, budget, refused=None):
        context = {
            "submission": submission(budget, request.user),
            "refusal": refused,
            "note": request.POST.get("note", ""),
        }
        template = "admin/disclosures/submit.html"
        return self.page(request, template, budget, "提交复核", refused.status if refused else 200, **context)

    def take_back_view(self, request, pk):
        budget = self.budget_of(request, pk)
        require(request.user, Act.TAKE_BACK, budget)
        if request.method == "POST":
            try:
                workflow.take_back(budget=budget, by=request.user)
            except ValidationError as error:
                return self.page(
                    request, "admin/budgets/not_now.html", budget, "撤回", 409, words=error.messages[0]
                )
            messages.success(request, "已撤回，可以继续修改。")
        return self.go("change", budget)

    def answer_view(self, request, pk, remark):
        """Where it cannot be kept, the workspace shows why at the comment, with what was typed."""
        budget = self.budget_of(request, pk)
        require(request.user, Act.ANSWER, budget)
        remark = get_object_or_404(budget.remarks.filter(sent_at__isnull=False), pk=remark)
        if request.method == "POST":
            given = {"answer": request.POST.get("answer", ""), "text": request.POST.get("text", "")}
            try:
                workflow.answer(remark=remark, by=request.user, **given)
            except ValidationError as error:
                answering = {"pk": remark.pk, "text": given["text"], "words": error.messages}
                return self.show_workspace(
                    request, budget, status=400, opened=talk.section_of(remark.key), answering=answering
                )
            messages.success(request, "已答复。")
        section = talk.section_of(remark.key)
        return self.go("change", budget, f"?open={section}#remark-{remark.pk}")

    # Review and approval

    def reviewed(self, request, pk):
        """The budget, for whoever reviews or approves it; to others the page does not exist."""
        budget = self.budget_of(request, pk)
        if not any(may(request.user, act, budget).is_theirs for act in REVIEWING):
            raise Http404(NO_BUTTON)
        return budget

    def review_view(self, request, pk):
        return self.show_review(request, self.reviewed(request, pk))

    def show_review(self, request, budget, refused=None, waiving=None, asked=None, **written):
        budget.refresh_from_db()
        shown = review(budget, request.user, asked or request.GET.dict(), **written)
        status = refused.status if refused else 400 if waiving or written else 200
        context = {"review": shown, "refusal": refused, "waiving": waiving, "may_waive": shown.may_waive}
        title = f"{shown.title}：{budget.called}"
        return self.page(request, "admin/disclosures/review.html", budget, title, status, **context)

    def show_waiving(self, request, budget, waiving):
        return self.show_review(request, budget, waiving=waiving)

    def waived_url(self, budget):
        return f"{page('review', budget.pk)}#warnings"

    def take(self, request, budget, act, where, step, **given):
        """Take a step from the page of review; the page again where it was refused, else None."""
        require(request.user, act, budget)
        if request.method != "POST":
            return self.go("review", budget)
        try:
            step(budget=budget, by=request.user, **given)
        except ValidationError as error:
            return self.show_review(request, budget, refusal(where, error))
        return None

    def return_view(self, request, pk):
        budget, note = self.reviewed(request, pk), request.POST.get("note", "")
        refused = self.take(request, budget, Act.RETURN, "return", workflow.send_back, note=note)
        if refused:
            return refused
        messages.success(request, f"已退回 {names(people(budget, Role.CLERK))} 修改。")
        return HttpResponseRedirect(reverse("admin:index"))

    def secrecy_view(self, request, pk):
        budget = self.reviewed(request, pk)
        given = {
            "sha256": request.POST.get("sha256", ""),
            "confirmed": request.POST.getlist("confirmed"),
        }
        if request.method == "POST" and "looked" not in request.POST:
            require(request.user, Act.SECRECY, budget)
            words = ["请看过全文后勾选“已作保密审查，无涉密和个人信息”。"]
            return self.show_review(request, budget, Refusal("secrecy", words))
        refused = self.take(request, budget, Act.SECRECY, "secrecy", workflow.confirm_secrecy, **given)
        return refused or self.go("review", budget, "#pass")

    def pass_view(self, request, pk):
        budget, sha256 = self.reviewed(request, pk), request.POST.get("sha256", "")
        if request.method == "POST" and "agrees" not in request.POST:
            require(request.user, Act.PASS, budget)
            return self.show_review(request, budget, Refusal("pass", ["还差：1 项未勾选。"]))
        given = {"sha256": sha256, "agrees": True, "anyway": "anyway" in request.POST}
        refused = self.take(request, budget, Act.PASS, "pass", workflow.pass_review, **given)
        if refused:
            return refused
        messages.success(request, f"复核通过，已报财政局。通过的是 {seal(sha256)} 这一份。")
        return HttpResponseRedirect(reverse("admin:index"))

    def approve_view(self, request, pk):
        budget, sha256 = self.reviewed(request, pk), request.POST.get("sha256", "")
        refused = self.take(request, budget, Act.APPROVE, "pass", workflow.approve, sha256=sha256)
        if refused:
            return refused
        messages.success(request, f"审批通过。通过的是 {seal(sha256)} 这一份，可以公开。")
        return self.go("change", budget)

    # Comments

    def remark_view(self, request, pk):
        """Write a comment on what the key names; its name and value are read here, not taken from the page."""
        budget = self.reviewed(request, pk)
        require(request.user, Act.REMARK, budget)
        key, text = request.POST.get("key", ""), request.POST.get("text", "")
        if request.method != "POST":
            return self.go("review", budget)
        draft = draft_of(budget)
        subject = talk.subject_of(Figures(draft.books, form_of(draft.books).asks), key)
        if subject is None:
            raise Http404(NO_BUTTON)
        said = {"key": subject.key, "label": subject.label, "value": subject.value}
        try:
            workflow.remark(budget=budget, by=request.user, text=text, **said)
        except ValidationError as error:
            return self.show_review(
                request, budget, asked={"on": key}, draft=draft, text=text, errors=error.messages
            )
        messages.success(request, "意见已记下，退回时一并发出。")
        return self.go("review", budget, "#remarks")

    def remark_change_view(self, request, pk, remark):
        budget, mine = self._my_remark(request, pk, remark)
        text = request.POST.get("text", "")
        if request.method != "POST":
            return self.go("review", budget, f"?edit={mine.pk}#write")
        try:
            workflow.change_remark(remark=mine, by=request.user, text=text)
        except ValidationError as error:
            asked = {"edit": str(mine.pk)}
            return self.show_review(request, budget, asked=asked, text=text, errors=error.messages)
        return self.go("review", budget, "#remarks")

    def remark_delete_view(self, request, pk, remark):
        budget, mine = self._my_remark(request, pk, remark)
        if request.method == "POST":
            workflow.delete_remark(remark=mine, by=request.user)
            messages.success(request, "意见已删除。")
        return self.go("review", budget, "#remarks")

    def _my_remark(self, request, pk, remark):
        budget = self.reviewed(request, pk)
        require(request.user, Act.REMARK, budget)
        return budget, get_object_or_404(budget.remarks.filter(by=request.user), pk=remark)

    # Corrections

    def correct_view(self, request, pk):
        """Begin a correction, with the reason that the public will read."""
        budget, reason = self.budget_of(request, pk), request.POST.get("reason", "")
        require(request.user, Act.CORRECT, budget)
        refused = None
        if request.method == "POST":
            try:
                workflow.correct(budget=budget, by=request.user, reason=reason)
            except ValidationError as error:
                refused = refusal("reason", error)
            else:
                number = versions_of(budget)[0].number
                words = f"更正已开始。版本 {number} 仍对外公开，版本 {number + 1} 公开时才被替换。"
                messages.success(request, words)
                return self.go("correction", budget)
        version = next(iter(versions_of(budget)), None)
        if version is None:
            raise WrongState(workflow.NOT_PUBLIC)
        context = {
            "version": version,
            "next_number": version.number + 1,
            "reason": reason,
            "refusal": refused,
        }
        status = refused.status if refused else 200
        return self.page(request, "admin/disclosures/correct.html", budget, "更正", status, **context)

    def correction_view(self, request, pk):
        budget = self.correcting(request, pk)
        if request.method != "POST":
            return self.show_correction(request, budget)
        require(request.user, Act.ENTER, budget)
        try:
            workflow.set_correction_reason(
                budget=budget, by=request.user, reason=request.POST.get("reason", "")
            )
        except ValidationError as error:
            return self.show_correction(request, budget, refusal("reason", error))
        if "submit" in request.POST:
            return self.go("submit", budget)
        return self.go("correction", budget)

    def correcting(self, request, pk):
        """A budget that is being corrected, for the clerk whose it is."""
        budget = self.budget_of(request, pk)
        if budget.correcting is None or not may(request.user, Act.CORRECT, budget).is_theirs:
            raise Http404(NO_BUTTON)
        return budget

    def show_correction(self, request, budget, refused=None):
        shown = correction(budget, request.user)
        context = {
            "correction": shown,
            "refusal": refused,
            "reason": request.POST.get("reason", budget.correction_reason),
        }
        title = f"更正：{budget.called}"
        status = refused.status if refused else 200
        return self.page(request, "admin/disclosures/correction.html", budget, title, status, **context)

    def abandon_view(self, request, pk):
        budget = self.correcting(request, pk)
        require(request.user, Act.ENTER, budget)
        shown = correction(budget, request.user)
        if request.method == "POST":
            workflow.abandon(budget=budget, by=request.user)
            messages.success(request, f"已放弃更正，版本 {shown.version.number} 照旧公开。")
            return self.go("change", budget)
        context = {"correction": shown}
        return self.page(request, "admin/disclosures/abandon.html", budget, "不更正了", **context)

    # To the public

    def publish_view(self, request, pk):
        budget = self.budget_of(request, pk)
        if budget.state == Budget.State.PUBLISHED and may(request.user, Act.PUBLISH, budget).is_theirs:
            messages.info(request, f"已发布（版本 {versions_of(budget)[0].number}）")
            return self.go("change", budget)
        require(request.user, Act.PUBLISH, budget)
        if request.method != "POST":
            return self.show_publishing(request, budget)
        if "published_at" in request.POST:  # the time is ours to say (security.md, row 58)
            given = {"published_at": request.POST["published_at"][:40]}
            note_attempt(budget=budget, by=request.user, action="自填公开时间，未采用", **given)
        reason = request.POST.get("late_reason", "")
        try:
            version = workflow.publish(budget=budget, by=request.user, late_reason=reason)
        except Unchanged as unchanged:
            messages.info(request, str(unchanged))
        except Refused as refused:
            return self.show_publishing(request, budget, Refusal("publish", [f"{refused}。"], "changed"))
        except Unfaithful as unfaithful:
            words = [f"{NOTHING_CHANGED}{unfaithful}。"]
            return self.show_publishing(request, budget, Refusal("publish", words, "changed"))
        except ValidationError as error:
            return self._not_published(request, budget, refusal("publish", error))
        else:
            messages.success(request, _with_link(version))
        return self.go("change", budget)

    def _not_published(self, request, budget, refused):
        budget.refresh_from_db()
        if budget.state == Budget.State.PUBLISHED:  # pressed twice, or somebody else was quicker
            messages.info(request, f"刚刚已公开（版本 {versions_of(budget)[0].number}），不用再公开。")
            return self.go("change", budget)
        if refused.code == "void":
            messages.error(request, refused.words[0])
            return self.go("change", budget)
        return self.show_publishing(request, budget, refused)

    def show_publishing(self, request, budget, refused=None):
        context = {
            "publishing": publishing(budget),
            "refusal": refused,
            "late_reason": request.POST.get("late_reason", budget.late_reason),
            "what": budget.called,
            "dates_url": f"{reverse('board_dates')}?budget={budget.pk}",
        }
        status = refused.status if refused else 200
        return self.page(request, "admin/disclosures/publish.html", budget, "公开", status, **context)


def _with_link(version):
    """已公开（版本 1）。 leading to the page where this process serves it."""
    words = f"已公开（版本 {version.number}）。网页、PDF、工作簿均可下载。"
    if not settings.SERVES_PUBLIC:
        return words
    return format_html('{} <a href="{}">看公开页面</a>', words, version.publication.get_absolute_url())
