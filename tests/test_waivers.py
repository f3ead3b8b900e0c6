"""Warnings: the clerk mends them or the reviewer lets them stand with a reason, and the public reads which and why."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from budgets import actions as budget_actions
from budgets import waivers
from budgets.access import WrongState
from budgets.books import open_books
from budgets.models import Budget, Department, Waiver
from disclosures import copies, workflow
from disclosures.compose import findings_of
from disclosures.drafts import draft_of
from disclosures.rendering import remarks
from tests import people, stages
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db
WARNING = "N06-income.total"
REASON = "本年新增人员编制，依据为编制部门的批复。"


@pytest.fixture(autouse=True)
def plain_files(monkeypatch, settings, tmp_path):
    """The printed files are not what is looked at here."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def budget():
    """Everything agrees, but last year was 10万元 less and nobody says why: two warnings."""
    budget = sound_budget()
    Department.objects.filter(pk=budget.department_id).update(code="101")
    for entry in budget.entries.all():
        share = 1 if entry.economic is None or entry.economic.code == "30101" else 0
        entry.last_amount = entry.amount - 100000 * share
        entry.save()
    return budget


def ids_of(budget):
    return [f.id for f in findings_of(open_books(budget)) if f.level == "warning"]


def waive(budget, finding_id=WARNING, reason=REASON, by=None):
    if budget.state == budget.State.EDITING:
        stages.submitted(budget)
    by = by or get_user_model().objects.filter(username="gu").first() or people.reviewer()
    return budget_actions.waive(budget=budget, finding_id=finding_id, reason=reason, by=by)


def waive_all(budget, by=None):
    for finding_id in ids_of(budget):
        waive(budget, finding_id, by=by)


def publish(budget):
    """By the finance officer, after everybody has looked."""
    officer = people.finance_officer()
    stages.approved(budget)
    workflow.set_approval_date(budget=budget, by=officer, approved_on=localdate())
    return workflow.publish(budget=budget, by=officer)


def forged(budget, change):
    """Content that somebody changed past the walls."""
    Budget.objects.filter(pk=budget.pk).update(state="editing")
    change()
    for state in ("submitted",):
        Budget.objects.filter(pk=budget.pk).update(state=state)


def send(client, budget, **sent):
    return client.post(people.page("waive", budget.pk), {"finding": WARNING, "reason": REASON} | sent)


# Who may, and what


def test_the_draft_of_these_tests_has_two_warnings(budget):
    assert ids_of(budget) == [WARNING, "N06-expenditure.total"]


def test_a_reviewer_waives_a_warning_and_says_why(client, budget):
    reviewer = people.reviewer()
    stages.submitted(budget)
    client.force_login(reviewer)
    answer = client.get(people.page("change", budget.pk))
    assert people.words(answer).count("放行这一条</summary>") == 2
    answer = send(client, budget)
    assert answer.status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.finding, waiver.reason, waiver.by) == (WARNING, REASON, reviewer)
    page = people.words(client.get(people.page("change", budget.pk)))
    assert "。理由将随文本公开。" in page and REASON in page and page.count("放行这一条</summary>") == 1


def test_a_waiver_names_the_rule_the_subject_and_the_figures_and_is_on_record(budget):
    reviewer = people.reviewer()
    waive(budget, by=reviewer)
    event = budget.events.get(action="放行警告")
    assert event.by == reviewer and event.detail["reason"] == REASON
    assert event.detail["seen"] == Waiver.objects.get().seen
    assert (event.detail["seen"]["rule"], event.detail["seen"]["subject"]) == ("N06", "income.total")
    assert [side["value"] for side in event.detail["seen"]["values"]] == ["100000"]


def test_a_waiver_of_two_figures_names_both(budget):
    budget.no_projects = False
    budget.save()
    budget.projects.create(name="宣传", amount=1000, use="宣传")
    budget.entries.filter(function__isnull=False).update(nature="project")
    finding = next(f for f in findings_of(open_books(budget)) if f.id == "R25-less")
    seen = waivers.seen_in(finding)
    assert [side["value"] for side in seen["values"]] == ["12345000", "1000"]
    assert [side["key"] for side in seen["values"]][0] == "expenditure.project"


@pytest.mark.parametrize("person", [people.clerk, people.finance_officer])
def test_who_does_not_review_cannot_waive(client, budget, person):
    stages.submitted(budget)
    client.force_login(person())
    assert send(client, budget).status_code == 404
    assert "放行这一条" not in people.words(client.get(people.page("change", budget.pk)))
    assert not Waiver.objects.exists()


def test_outsiders_find_nothing_to_waive(client, budget):
    client.force_login(people.outsider())
    send(client, budget)
    client.force_login(people.other_staff())
    assert send(client, budget).status_code == 404
    assert not Waiver.objects.exists()


def test_who_entered_figures_does_not_waive_on_the_same_budget(budget):
    reviewer = people.reviewer()
    reviewer.memberships.create(role="clerk", department=budget.department)
    budget_actions.save_entry(entry=budget.entries.first(), by=reviewer)
    with pytest.raises(WrongState, match="填报人不能审批本人填报的预算"):
        waive(budget, by=reviewer)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reviewer_must_give_a_reason(client, budget, reason):
    stages.submitted(budget)
    client.force_login(people.reviewer())
    answer = send(client, budget, reason=reason)
    assert answer.status_code == 400
    assert "请写明放行理由（将印在“勾稽说明”里）。" in people.words(answer)
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("reason", ["略", "就这样"])
def test_a_reason_that_says_nothing_is_no_reason(client, budget, reason):
    stages.submitted(budget)
    client.force_login(people.reviewer())
    answer = send(client, budget, reason=reason)
    assert answer.status_code == 400 and "理由太短" in people.words(answer) and reason in people.words(answer)
    assert not Waiver.objects.exists()


def test_the_database_keeps_no_waiver_without_a_reason_and_no_second_one(budget):
    told = {"budget": budget, "finding": WARNING, "seen": {}, "by": people.reviewer()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(**told, reason="")
    Waiver.objects.create(**told, reason=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(**told, reason=REASON)


def test_an_error_cannot_be_waived(client, budget):
    stages.submitted(budget)
    forged(budget, lambda: budget.duties.all().delete())
    client.force_login(people.reviewer())
    answer = send(client, budget, finding="C02-duties")
    assert answer.status_code == 400
    with pytest.raises(ValidationError) as refusal:
        waive(budget, "C02-duties")
    assert refusal.value.messages == ["错误不能放行。请退回改正；若确认规则不适用于本部门，请财政局处理。"]


@pytest.mark.parametrize("finding_id", ["C04", "N06-nothing", ""])
def test_only_a_warning_that_is_there_can_be_waived(budget, finding_id):
    with pytest.raises(ValidationError):
        waive(budget, finding_id)


# For what was seen


def test_a_waiver_is_void_once_the_figures_change(client, budget):
    reviewer = people.reviewer()
    waive(budget)
    workflow.send_back(budget=budget, by=reviewer, note="请核对工资。")
    raise_by(budget, 1)
    budget.notes.all().delete()
    stages.submitted(budget)
    findings = findings_of(open_books(budget))
    assert WARNING in ids_of(budget) and waivers.standing(budget, findings) == {}
    client.force_login(reviewer)
    assert send(client, budget, reason="仍按批复执行。").status_code == 302
    assert waivers.standing(budget, findings)[WARNING].reason == "仍按批复执行。"


def test_a_waiver_of_other_words_for_the_same_figures_holds(budget):
    budget.no_projects = False
    budget.save()
    budget.projects.create(name="宣传", amount=1000, use="宣传")
    budget.entries.filter(function__isnull=False).update(nature="project")
    finding = next(f for f in findings_of(open_books(budget)) if f.id == "R25-less")
    waiver = Waiver(finding=finding.id, seen=waivers.seen_in(finding) | {"message": "从前的说法"})
    assert waivers.holds(waiver, finding)
    waiver.seen["values"][1]["value"] = "1001"
    assert not waivers.holds(waiver, finding)


def test_a_waiver_can_be_taken_back(client, budget):
    reviewer = people.reviewer()
    waive(budget)
    client.force_login(reviewer)
    assert send(client, budget, take_back="").status_code == 302
    assert not Waiver.objects.exists() and budget.events.filter(action="收回放行").exists()
    assert send(client, budget, take_back="").status_code == 400


# Before the public


def test_a_budget_with_a_warning_left_is_not_passed(budget):
    waive(budget)
    with pytest.raises(ValidationError, match="还差：警告 1 条未处理、保密审查。"):
        workflow.pass_review(budget=budget, by=people.reviewer("lu"), sha256=draft_of(budget).sha256)


def test_once_the_last_warning_is_waived_it_is_published(budget):
    waive_all(budget, by=people.reviewer())
    version = publish(budget)
    findings = version.document["examination"]["findings"]
    today = {"reason": REASON, "on": localdate().isoformat()}
    assert [f.get("waived") for f in findings if f["level"] == "warning"] == [today, today]
    assert [f for f in findings if f["level"] == "info" and "waived" in f] == []


def test_at_the_command_line_errors_alone_refuse(budget, capsys):
    version = workflow.publish(budget=budget, by=None)
    warnings = [f for f in version.document["examination"]["findings"] if f["level"] == "warning"]
    assert len(warnings) == 2 and not any("waived" in f for f in warnings)


def test_the_reason_and_the_day_are_public_and_nobodys_name_is(client, budget):
    waive_all(budget, by=people.reviewer("reviewer"))
    version = publish(budget)
    day = localdate()
    page = client.get(version.publication.get_absolute_url()).content.decode()
    check = page[page.index('id="check"') :]
    assert REASON in check and f"{day.year}年{day.month}月{day.day}日" in check and "放行" in check
    english = client.get("/en" + version.publication.get_absolute_url()).content.decode()
    assert REASON in english[english.index('id="check"') :] and "Waived on" in english
    assert "reviewer" not in str(version.document) and Waiver.objects.first().by.username == "reviewer"


def test_a_waiver_is_not_taken_back_once_the_review_is_over(budget):
    reviewer = people.reviewer()
    waive_all(budget, by=reviewer)
    stages.reviewed(budget)
    with pytest.raises(WrongState, match="当前状态为‘待审批’"):
        budget_actions.take_back_waiver(budget=budget, finding_id=WARNING, by=reviewer)


def test_what_was_waived_for_one_reason_is_told_once():
    def finding(rule, message, reason):
        waived = {"reason": reason, "on": "2026-11-22"}
        return {"rule": rule, "level": "warning", "message": message, "waived": waived}

    found = [
        finding("C01", "甲", "原文如此"),
        finding("C01", "乙", "原文如此"),
        finding("C01", "丙", "另有原因"),
    ]
    told = remarks.findings_of({"examination": {"findings": found}})
    assert [each["message"] for each in told] == ["甲；乙", "丙"]
