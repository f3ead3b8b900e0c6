"""From hand to hand: what the clerk submits, the reviewer passes, the finance office approves and publishes, no other."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from budgets.access import WrongState
from budgets.books import Stated
from budgets.models import Account, Budget, Handover, Letter, Remark
from budgets.snapshot import snapshot
from disclosures import copies, workflow
from disclosures.actions import Unchanged
from disclosures.desk import changed
from disclosures.drafts import draft_of
from disclosures.models import Version
from disclosures.steps import approvals_of, steps_of, submissions
from disclosures.workflow.review import void_words
from tests import disclosed, people, stages
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_pdf(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def clerk():
    return people.clerk()


@pytest.fixture
def reviewer():
    return people.reviewer()


@pytest.fixture
def officer():
    return people.finance_officer()


def today():
    return timezone.localdate()


def dated(budget, officer, days_ago=0):
    workflow.set_approval_date(budget=budget, by=officer, approved_on=today() - timedelta(days=days_ago))


# Submission


def test_the_clerk_submits_and_the_reviewer_is_written_to(budget, clerk, reviewer):
    reviewer.email = "gu@example.gov.cn"
    reviewer.save()
    handover = workflow.submit(budget=budget, by=clerk, note="请看")
    assert stages.again(budget).state == "submitted"
    assert (handover.by, handover.note, handover.sha256) == (clerk, "请看", draft_of(budget).sha256)
    assert [letter.subject for letter in Letter.objects.all()] == ["待您复核：财政局 2025 年部门预算"]
    assert steps_of(budget)[:3] == [("填报", "done"), ("复核", "now"), ("审批", "")]


def test_what_contradicts_itself_is_not_submitted(budget, clerk, reviewer):
    budget.entries.filter(direction="income").update(amount=1)
    budget.duties.all().delete()
    with pytest.raises(ValidationError, match="还不能提交：错误 1 处、必填 1 项。"):
        workflow.submit(budget=budget, by=clerk)
    assert stages.again(budget).state == "editing" and not budget.handovers.exists()


def test_without_a_reviewer_nothing_is_submitted_and_the_clerk_reads_whom_to_ask(budget, clerk, officer):
    officer.first_name = "沈岚"
    officer.save()
    officer.person.phone = "5256-4588"
    officer.person.save()
    words = "本部门还没有复核人，暂不能提交。请财政局 沈岚（5256-4588）指定。"
    with pytest.raises(ValidationError) as refused:
        workflow.submit(budget=budget, by=clerk)
    assert refused.value.messages == [words]


def test_the_reviewer_does_not_submit_and_who_belongs_elsewhere_finds_nothing(budget, reviewer):
    for person in (reviewer, people.other_staff(), people.outsider(), people.administrator("xu", "system")):
        with pytest.raises(Http404):
            workflow.submit(budget=budget, by=person)


def test_the_clerk_takes_it_back_until_the_review_has_begun(budget, clerk, reviewer):
    workflow.submit(budget=budget, by=clerk)
    workflow.take_back(budget=budget, by=clerk)
    assert stages.again(budget).state == "editing"
    workflow.submit(budget=budget, by=clerk)
    workflow.remark(budget=budget, by=reviewer, text="请核对。")
    with pytest.raises(ValidationError, match=r"gu 已开始复核（\d\d:\d\d 写了意见），不能撤回。可请他退回。"):
        workflow.take_back(budget=budget, by=clerk)


# Comments


def test_a_return_needs_a_word_or_a_comment_and_sends_what_was_noted(budget, clerk, reviewer):
    workflow.submit(budget=budget, by=clerk)
    with pytest.raises(ValidationError, match="请写一句总的意见，或至少对一个数字写意见。"):
        workflow.send_back(budget=budget, by=reviewer)
    noted = workflow.remark(
        budget=budget,
        by=reviewer,
        key="three-public.reception",
        label="公务接待费",
        value="234.50 万元",
        text="请核对。",
    )
    assert noted.sent_at is None
    workflow.send_back(budget=budget, by=reviewer)
    noted.refresh_from_db()
    assert noted.sent_at and stages.again(budget).state == "editing"


def test_comments_wait_for_an_answer_before_the_next_submission(budget, clerk, reviewer):
    workflow.submit(budget=budget, by=clerk)
    noted = workflow.remark(budget=budget, by=reviewer, text="请核对。")
    workflow.send_back(budget=budget, by=reviewer)
    with pytest.raises(ValidationError, match="还有 1 条意见没有答复。"):
        workflow.submit(budget=budget, by=clerk)
    with pytest.raises(ValidationError, match="请写明没有改的原因。"):
        workflow.answer(remark=noted, by=clerk, answer=Remark.Answer.UNCHANGED)
    workflow.answer(remark=noted, by=clerk, answer=Remark.Answer.UNCHANGED, text="按合同列支。")
    workflow.submit(budget=budget, by=clerk)


def test_a_comment_that_was_sent_is_not_reworded_and_nobody_rewords_anothers(budget, clerk, reviewer):
    workflow.submit(budget=budget, by=clerk)
    noted = workflow.remark(budget=budget, by=reviewer, text="请核对。")
    with pytest.raises(WrongState):
        workflow.change_remark(remark=noted, by=people.reviewer("lu"), text="不用核对。")
    workflow.send_back(budget=budget, by=reviewer)
    with pytest.raises(WrongState, match="意见已经发出"):
        workflow.delete_remark(remark=noted, by=reviewer)


# Review and approval


def test_nobody_reviews_or_approves_what_they_entered(budget, officer):
    both = people.clerk("both")
    for department in people.usual():
        people.Membership.objects.create(user=both, role="reviewer", department=department)
    raise_by_hand(budget, both)
    workflow.submit(budget=budget, by=both)
    with pytest.raises(WrongState, match="填报人不能审批本人填报的预算"):
        workflow.pass_review(budget=budget, by=both, sha256=draft_of(budget).sha256)


def raise_by_hand(budget, by):
    from budgets.actions import save_entry

    entry = budget.entries.get(economic__code="30217")
    save_entry(entry=entry, by=by)


def test_a_review_is_not_passed_before_the_secrecy_review(budget, clerk, reviewer):
    workflow.submit(budget=budget, by=clerk)
    seen = draft_of(budget).sha256
    with pytest.raises(ValidationError, match="还差：保密审查。"):
        workflow.pass_review(budget=budget, by=reviewer, sha256=seen)
    workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=seen)
    workflow.pass_review(budget=budget, by=reviewer, sha256=seen)
    told = [(each.move, each.by, each.sha256) for each in approvals_of(budget)]
    assert told == [("submit", clerk, seen), ("secrecy", reviewer, seen), ("pass", reviewer, seen)]


def test_an_id_card_number_stops_the_review_until_the_reviewer_confirms_it(budget, clerk, reviewer):
    budget.duties.update(text="经办人身份证号 11010519491231002X。")
    workflow.submit(budget=budget, by=clerk)
    draft = draft_of(budget)
    with pytest.raises(ValidationError, match="第 1 段疑似含个人信息（身份证号），请核对"):
        workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=draft.sha256)
    (found,) = workflow.suspicions_in(budget, draft)
    workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=draft.sha256, confirmed=[found.id])
    assert "11010519491231002X" not in str(Handover.objects.get(move="secrecy").detail)


def test_the_operator_cannot_publish_past_what_nobody_has_looked_at(budget):
    budget.duties.update(text="经办人手机 13912345678。")
    with pytest.raises(ValidationError, match="疑似含个人信息（手机号）"):
        workflow.publish(budget=budget, by=None)
    assert not Version.objects.exists() and stages.again(budget).state == "editing"


def test_an_approval_is_of_the_copy_that_was_shown(budget, reviewer):
    stages.submitted(budget)
    seen = draft_of(budget).sha256
    Account.objects.filter(code="30217").update(name="公务接待费用")
    with pytest.raises(ValidationError, match="您打开之后内容有改动.*请看过改动再通过。"):
        workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=seen)


def test_the_date_of_approval_makes_nothing_void(budget, officer):
    stages.approved(budget)
    before = draft_of(budget).sha256
    dated(budget, officer)
    assert draft_of(budget).sha256 == before
    workflow.publish(budget=budget, by=officer)


def test_a_change_of_content_makes_approvals_void_and_says_which(budget, officer):
    stages.approved(budget)
    dated(budget, officer)
    Account.objects.filter(code="30217").update(name="公务接待费用")
    with pytest.raises(ValidationError, match="原复核、审批已失效，回到草稿。"):
        workflow.publish(budget=budget, by=officer)
    assert stages.again(budget).state == "editing" and not Version.objects.exists()
    assert budget.handovers.last().move == "void" and approvals_of(budget) == []


def test_the_operator_too_makes_no_move_that_does_not_lead_on_from_here(budget):
    with pytest.raises(WrongState, match="当前状态为‘草稿’，现在不能撤回。"):
        workflow.take_back(budget=budget, by=None)
    assert not budget.handovers.exists() and not budget.events.exists()


def test_whoever_reads_that_approvals_are_void_reads_what_was_changed_first():
    old = disclosed.document()
    stated = disclosed.books().stated | {"three-public.reception": Stated(Decimal(9600), Decimal(9500))}
    found = changed(old, disclosed.document(stated=stated))
    assert void_words(found) == "公务接待费 由 0.95 改为 0.96，原复核、审批已失效，回到草稿。"
    assert void_words(changed(old, old)) == void_words(None) == "内容有改动，原复核、审批已失效，回到草稿。"


def test_the_finance_officer_returns_what_was_approved(budget, officer):
    stages.approved(budget)
    workflow.send_back(budget=budget, by=officer, note="请补写说明。")
    assert stages.again(budget).state == "editing"


# Publication


@pytest.mark.parametrize("stage", ["editing", "submitted", "reviewed"])
def test_nothing_is_published_before_it_is_approved(budget, officer, stage):
    if stage != "editing":
        getattr(stages, stage)(budget)
    with pytest.raises(WrongState) as refused:
        workflow.publish(budget=budget, by=officer)
    if stage == "editing":
        assert str(refused.value) == "当前状态为‘草稿’，须先复核、审批"
    assert not Version.objects.exists()


def test_without_the_date_of_approval_nothing_is_published(budget, officer):
    stages.approved(budget)
    with pytest.raises(ValidationError, match="财政批复日期还没有登记，不能公开。"):
        workflow.publish(budget=budget, by=officer)
    with pytest.raises(ValidationError, match="批复日期不能晚于今天"):
        dated(budget, officer, days_ago=-1)


def test_who_is_late_gives_a_reason_that_is_public(budget, officer):
    stages.approved(budget)
    dated(budget, officer, days_ago=21)
    with pytest.raises(ValidationError, match="已超期 1 天，需填写原因（将随文本公开）。"):
        workflow.publish(budget=budget, by=officer)
    version = workflow.publish(budget=budget, by=officer, late_reason="系统故障。")
    assert version.document["deadline"]["late_reason"] == "系统故障。"


def test_pressing_twice_publishes_once(budget, officer):
    stages.approved(budget)
    dated(budget, officer)
    version = workflow.publish(budget=budget, by=officer)
    with pytest.raises(Unchanged) as same:
        workflow.publish(budget=budget, by=officer)
    assert same.value.version == version and str(same.value) == "已发布（版本 1）"


def test_whoever_presses_while_it_is_being_published_is_told_that_it_is_public(
    client, budget, officer, monkeypatch
):
    stages.approved(budget)
    dated(budget, officer)
    write = copies.write_files

    def quicker(*told):
        monkeypatch.setattr(copies, "write_files", write)
        workflow.publish(budget=budget, by=officer)
        return write(*told)

    monkeypatch.setattr(copies, "write_files", quicker)
    client.force_login(officer)
    page = client.post(reverse("admin:budgets_budget_publish", args=[budget.pk]), follow=True)
    assert page.status_code == 200 and "刚刚已公开（版本 1），不用再公开。" in people.words(page)
    assert "通过审批的是" not in people.words(page) and Version.objects.count() == 1


def test_where_somebody_is_set_apart_for_publishing_the_finance_officer_does_not(budget, officer):
    apart = people.publisher()
    stages.approved(budget)
    dated(budget, officer)
    with pytest.raises(Http404):
        workflow.publish(budget=budget, by=officer)
    assert workflow.publish(budget=budget, by=apart).number == 1


def test_a_batch_is_published_at_its_minute_each_by_itself(budget, officer):
    other = sound_budget(code="102")
    people.Membership.objects.create(user=people.clerk("wang"), role="reviewer", department=other.department)
    for each in (budget, other):
        stages.approved(each)
        dated(each, officer)
    at = timezone.now() + timedelta(hours=1)
    with pytest.raises(ValidationError, match="所选时刻已过"):
        workflow.schedule(budgets=[budget], by=officer, at=timezone.now() - timedelta(minutes=2))
    workflow.schedule(budgets=[budget, other], by=officer, at=at)
    assert workflow.publish_due() == []
    Budget.objects.filter(pk=other.pk).update(late_reason="")
    other.department.name = "别的名称"
    other.department.save()
    first, second = workflow.publish_due(now=at)
    assert first.version.number == 1
    assert second.version is None and "审批已失效" in second.why
    assert [stages.again(each).state for each in (budget, other)] == ["published", "editing"]


def test_a_schedule_is_cancelled_and_one_after_the_deadline_needs_a_reason(budget, officer):
    stages.approved(budget)
    dated(budget, officer, days_ago=19)
    late = timezone.now() + timedelta(days=3)
    with pytest.raises(ValidationError, match="已过 财政局 的期限"):
        workflow.schedule(budgets=[budget], by=officer, at=late)
    workflow.schedule(budgets=[budget], by=officer, at=late, late_reason="等待统一公开。")
    workflow.unschedule(budgets=[budget], by=officer)
    assert stages.again(budget).state == "approved" and budget.scheduled_for is None


def test_a_failure_on_the_day_changes_nothing_and_is_tried_again(budget, officer, monkeypatch):
    stages.approved(budget)
    dated(budget, officer)
    at = timezone.now() + timedelta(minutes=5)
    workflow.schedule(budgets=[budget], by=officer, at=at)
    with monkeypatch.context() as broken:
        broken.setattr(copies, "write_files", lambda *args: (_ for _ in ()).throw(RuntimeError("broken")))
        (outcome,) = workflow.publish_due(now=at)
    assert outcome.will_retry and outcome.why.startswith("没有公开成功，对外内容没有变化。")
    assert stages.again(budget).state == "scheduled" and not Version.objects.exists()
    (outcome,) = workflow.publish_due(now=at)
    assert outcome.version.number == 1


# Corrections


def test_a_correction_needs_a_reason_and_leaves_the_version_public(budget, clerk, reviewer):
    with pytest.raises(WrongState):
        workflow.correct(budget=budget, by=clerk, reason="多填")
    version = workflow.publish(budget=budget, by=None)
    with pytest.raises(ValidationError, match="请填写更正原因（将向社会公开）"):
        workflow.correct(budget=budget, by=clerk, reason="")
    workflow.correct(budget=budget, by=clerk, reason="接待费多填一万元。")
    assert stages.again(budget).correcting == 1
    assert Version.objects.get() == version
    with pytest.raises(ValidationError, match="与版本 1 完全相同，没有可更正的内容。"):
        workflow.submit(budget=budget, by=clerk, anyway=True)


def test_a_correction_given_up_brings_everything_back(budget, clerk):
    workflow.publish(budget=budget, by=None)
    before = snapshot(budget)
    workflow.correct(budget=budget, by=clerk, reason="接待费多填一万元。")
    raise_by(budget, 10000)
    budget.duties.all().delete()
    Budget.objects.filter(pk=budget.pk).update(no_projects=False)
    workflow.abandon(budget=budget, by=clerk)
    assert snapshot(stages.again(budget)) == before
    assert (budget.state, budget.correcting, budget.correction_reason) == ("published", None, "")


def test_the_next_version_carries_the_reason(budget, clerk, reviewer, officer):
    workflow.publish(budget=budget, by=None)
    workflow.correct(budget=budget, by=clerk, reason="工资少填一万元。")
    raise_by(budget, 10000)
    stages.approved(budget)
    dated(budget, officer)
    version = workflow.publish(budget=budget, by=officer)
    assert (version.number, version.reason) == (2, "工资少填一万元。")
    assert stages.again(budget).correction_reason == ""


# What the law keeps


def test_what_is_withheld_is_not_published_until_it_may_be(budget, officer):
    with pytest.raises(ValidationError, match="登记不公开须写明法律依据"):
        workflow.withhold(budget=budget, by=officer, basis=" ")
    workflow.withhold(budget=budget, by=officer, basis="《中华人民共和国保守国家秘密法》第十三条")
    with pytest.raises(WrongState):
        workflow.publish(budget=stages.again(budget), by=None)
    workflow.disclose_again(budget=budget, by=officer)
    assert workflow.publish(budget=stages.again(budget), by=None).number == 1


def test_a_version_is_withdrawn_by_typing_the_name_of_the_department(budget, officer):
    version = workflow.publish(budget=budget, by=None)
    told = {"budget": budget, "by": officer, "basis": "《中华人民共和国保守国家秘密法》第十三条"}
    with pytest.raises(ValidationError, match="请输入部门名称确认。"):
        workflow.withdraw(**told, name_typed="别的部门")
    workflow.withdraw(**told, name_typed="某县财政局")
    version.refresh_from_db()
    assert version.content == "" and version.withdrawal.basis == told["basis"]
    assert stages.again(budget).state == "withheld"


def test_a_text_that_contradicts_the_tables_is_found_before_anybody_reviews_it(budget, clerk, reviewer):
    budget.notes.create(key="remark.income", text="2025年收入预算总额为9999.00万元。")
    with pytest.raises(ValidationError, match="还不能提交：公开文本自相矛盾。.*9999.00万元"):
        workflow.submit(budget=budget, by=clerk)


def test_a_comment_left_when_the_review_was_passed_stays_a_note(budget, clerk, reviewer, officer):
    stages.submitted(budget)
    note = workflow.remark(budget=budget, by=reviewer, text="明年请分开列。")
    seen = draft_of(budget).sha256
    workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=seen)
    with pytest.raises(ValidationError, match="有 1 条意见还没发出。通过后作为备注留存，不再要求修改。"):
        workflow.pass_review(budget=budget, by=reviewer, sha256=seen)
    workflow.pass_review(budget=budget, by=reviewer, sha256=seen, anyway=True)
    with pytest.raises(ValidationError, match="请写一句总的意见"):
        workflow.send_back(budget=budget, by=officer)
    workflow.send_back(budget=budget, by=officer, note="请补写说明。")
    note.refresh_from_db()
    assert note.sent_at is None


# What happens while it is published


@pytest.fixture
def ready(budget, officer):
    stages.approved(budget)
    dated(budget, officer)
    return stages.again(budget)


def meanwhile(monkeypatch, act):
    """Do this once, while the files of a version are rendered."""
    render = copies.write_files

    def write(content, sha256):
        monkeypatch.setattr(copies, "write_files", render)
        act()
        return render(content, sha256)

    monkeypatch.setattr(copies, "write_files", write)


def test_who_was_slower_does_not_open_again_what_is_public(ready, officer, monkeypatch):
    stale = Budget.objects.select_related("department__region").get(pk=ready.pk)
    meanwhile(monkeypatch, lambda: workflow.publish(budget=stale, by=officer))
    with pytest.raises(ValidationError, match="已有人公开了新的版本"):
        workflow.publish(budget=ready, by=officer)
    assert stages.again(ready).state == "published" and Version.objects.count() == 1
    with pytest.raises(Unchanged):
        workflow.publish(budget=stale, by=officer)
    assert stages.again(ready).state == "published"


@pytest.mark.parametrize("part", ["", "procurement"])
def test_what_is_withheld_while_it_is_rendered_is_not_published(ready, officer, monkeypatch, part):
    def withhold():
        basis = "《中华人民共和国保守国家秘密法》第十三条"
        workflow.withhold(budget=ready, by=officer, basis=basis, part=part)

    meanwhile(monkeypatch, withhold)
    with pytest.raises(ValidationError, match="公开期间有人改动了预算"):
        workflow.publish(budget=ready, by=officer)
    assert not Version.objects.exists()


def test_a_date_changed_while_it_is_rendered_is_not_published_as_it_was(ready, officer, monkeypatch):
    meanwhile(monkeypatch, lambda: dated(ready, officer, days_ago=3))
    with pytest.raises(ValidationError, match="公开期间有人改动了预算"):
        workflow.publish(budget=ready, by=officer)
    assert workflow.publish(budget=ready, by=officer).number == 1


@pytest.mark.parametrize("number", ["13912345678", "139123\u200b45678", "1391234\u00ad5678"])
def test_a_reason_for_being_late_that_names_a_person_is_refused(budget, officer, number):
    """Marks that nobody sees are taken out of what is published: the number would stand there whole."""
    stages.approved(budget)
    dated(budget, officer, days_ago=21)
    with pytest.raises(ValidationError, match="疑似含个人信息（手机号）"):
        workflow.publish(budget=budget, by=officer, late_reason=f"经办人 {number} 休假。")
    assert stages.again(budget).late_reason == ""


def test_the_record_says_the_reason_of_a_correction_as_it_is_kept(budget, officer):
    stages.approved(budget)
    dated(budget, officer)
    workflow.publish(budget=budget, by=officer)
    stages.reopened(budget)
    workflow.set_correction_reason(budget=budget, by=None, reason="公务接待费\u200b少填。")
    assert stages.again(budget).correction_reason == "公务接待费少填。"
    assert budget.events.first().detail["after"] == "公务接待费少填。"


def test_the_reason_of_a_correction_is_approved_with_it(budget, officer, clerk):
    workflow.publish(budget=budget, by=None)
    workflow.correct(budget=budget, by=clerk, reason="工资少填一万元。")
    raise_by(budget, 10000)
    stages.approved(budget)
    dated(budget, officer)
    Budget.objects.filter(pk=budget.pk).update(correction_reason="别的原因。")
    with pytest.raises(ValidationError, match="原复核、审批已失效"):
        workflow.publish(budget=budget, by=officer)


def test_what_was_withdrawn_may_come_back_as_a_correction_and_not_as_it_was(budget, officer, clerk, reviewer):
    workflow.publish(budget=budget, by=None)
    workflow.correct(budget=budget, by=clerk, reason="接待费多填。")
    law = {"basis": "《中华人民共和国保守国家秘密法》第十三条", "name_typed": "某县财政局"}
    workflow.withdraw(budget=budget, by=officer, **law)
    assert (stages.again(budget).correcting, budget.state) == (None, "withheld")
    workflow.disclose_again(budget=budget, by=officer)
    assert stages.again(budget).correcting == 1
    with pytest.raises(WrongState, match="已经撤下"):
        workflow.abandon(budget=budget, by=clerk)
    stages.approved(budget)
    dated(budget, officer)
    version = workflow.publish(budget=budget, by=officer)
    assert (version.number, version.reason) == (2, "依法不公开的情形已经消失，恢复公开。")


def test_what_cannot_be_printed_is_told_once_and_tried_again(ready, officer, monkeypatch):
    officer.email = "shen@example.gov.cn"
    officer.save()
    at = timezone.now() + timedelta(minutes=5)
    workflow.schedule(budgets=[ready], by=officer, at=at)

    def unprinted(*args):
        raise ValidationError("没有公开成功，对外内容没有变化。")

    with monkeypatch.context() as broken:
        broken.setattr(copies, "write_files", unprinted)
        outcomes = [workflow.publish_due(now=at + timedelta(minutes=n))[0] for n in range(3)]
    assert all(each.will_retry for each in outcomes)
    assert Letter.objects.filter(to=officer, subject__startswith="没有公开成功").count() == 1
    assert stages.again(ready).state == "scheduled"


def test_a_new_round_begins_with_what_was_said_and_submitted_settled(budget, clerk, reviewer, officer):
    stages.reviewed(budget)
    memo = workflow.remark(budget=budget, by=officer, text="请留意。")
    workflow.approve(budget=budget, by=None, sha256=draft_of(budget).sha256)
    workflow.publish(budget=budget, by=None)
    workflow.correct(budget=budget, by=clerk, reason="接待费多填。")
    raise_by(budget, 10000)
    workflow.submit(budget=budget, by=clerk)
    assert [each.move for each in submissions(budget)] == ["submit"]
    workflow.send_back(budget=budget, by=reviewer, note="请再核对。")
    memo.refresh_from_db()
    assert memo.sent_at is None
    workflow.abandon(budget=budget, by=clerk)
    workflow.correct(budget=budget, by=clerk, reason="编制多填。")
    assert submissions(budget) == []


# What is not filled in yet


def rules_of(budget):
    return {(finding.rule, finding.subject) for finding in draft_of(stages.again(budget)).errors}


def test_a_budget_whose_amounts_are_all_zero_is_not_filled_in(budget):
    budget.entries.update(amount=0)
    assert {("C02", "income.total"), ("C02", "expenditure.total")} <= rules_of(budget)


def test_no_projects_ticked_beside_project_expenditure_is_an_error(budget):
    assert ("R25", "none") not in rules_of(budget)
    budget.entries.filter(function__isnull=False).update(nature="project")
    assert ("R25", "none") in rules_of(budget)
