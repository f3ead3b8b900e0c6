"""The pages by which a budget goes from the clerk to the reviewer, the finance office and the public, and back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from budgets.access import Act, handed_on, may
from budgets.models import Budget, Department, Event, Handover, KeptInput, Remark
from disclosures import copies, workflow
from disclosures.desk import _value as told_value
from disclosures.document import as_json
from disclosures.document import digest as digest_of
from disclosures.drafts import draft_of
from disclosures.faithful import page_misses
from disclosures.models import Version
from disclosures.staff.words import seal
from tests import drafts, people, stages
from tests.drafts import raise_by, sound_budget
from tests.people import page, words

pytestmark = pytest.mark.django_db
State = Budget.State


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """The PDF takes seconds and has tests of its own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def staff(client):
    """Signs one of the people of this department in; the others exist."""
    made = {
        "clerk": people.clerk("zhou"),
        "reviewer": people.reviewer("gu"),
        "finance": people.finance_officer("shen"),
        "parent": people.reviewer("parent", people.department("900", "上海市普陀区某局")),
        "stranger": people.other_staff("li"),
    }
    for name, shown in (("clerk", "周敏"), ("reviewer", "顾建华"), ("finance", "沈岚")):
        made[name].first_name = shown
        made[name].save(update_fields=["first_name"])

    def sign_in(name):
        client.force_login(made[name])
        return made[name]

    return sign_in


@pytest.fixture
def budget():
    return sound_budget()


def state_of(budget):
    budget.refresh_from_db()
    return budget.state


def submitted(budget):
    return stages.submitted(budget)


def digest(budget):
    return draft_of(budget).sha256


def confirmed(client, budget):
    """The reviewer has done the secrecy review."""
    sent = {"sha256": digest(budget), "looked": "1"}
    return client.post(page("secrecy", budget.pk), sent)


# The clerk hands in


def test_a_clerk_submits_and_the_reviewer_is_named(client, staff, budget):
    staff("clerk")
    assert "提交后由 顾建华 复核，在退回或撤回之前不能再改。" in words(client.get(page("submit", budget.pk)))
    said = words(client.post(page("submit", budget.pk), {"note": "请看公积金"}, follow=True))
    assert "已提交复核（第 1 次）。顾建华 已收到提醒。" in said
    assert state_of(budget) == State.SUBMITTED
    assert "第 1 次提交，附言：“请看公积金”" in said and "现在由 顾建华 复核。" in said


def test_what_contradicts_itself_is_not_submitted_and_the_button_says_why(client, staff):
    staff("clerk")
    budget = people.budget()
    people.entry(budget, "1", direction="income")
    shown = words(client.get(page("change", budget.pk)))
    assert 'aria-disabled="true"' in shown and "还不能提交：错误" in shown and "看第一处" in shown
    assert page("submit", budget.pk) not in shown
    answer = client.post(page("submit", budget.pk))
    assert answer.status_code == 400 and state_of(budget) == State.EDITING
    assert "还不能提交：错误" in words(answer)


def test_without_a_reviewer_nothing_is_submitted(client, budget):
    client.force_login(people.clerk())
    officer = people.finance_officer()
    officer.first_name = "沈岚"
    officer.save()
    officer.person.phone = "021-5250"
    officer.person.save()
    sentence = "本部门还没有复核人，暂不能提交。请财政局 沈岚（021-5250）指定。"
    assert sentence in words(client.get(page("submit", budget.pk)))
    assert client.post(page("submit", budget.pk)).status_code == 400
    assert state_of(budget) == State.EDITING


def test_a_submission_is_taken_back_until_the_reviewer_writes(client, staff, budget):
    staff("clerk")
    submitted(budget)
    assert "已撤回，可以继续修改。" in words(client.post(page("take_back", budget.pk), follow=True))
    assert state_of(budget) == State.EDITING
    submitted(budget)
    workflow.remark(budget=budget, by=staff("reviewer"), text="看一下")
    staff("clerk")
    begun = f"顾建华 已开始复核（{timezone.localtime():%H:}"
    shown = words(client.get(page("change", budget.pk)))
    assert begun in shown and page("take_back", budget.pk) not in shown
    answer = client.post(page("take_back", budget.pk))
    assert answer.status_code == 409 and begun in words(answer)
    assert state_of(budget) == State.SUBMITTED


# Closed while it is with somebody else


def test_what_is_submitted_is_only_looked_at(client, staff, budget):
    staff("clerk")
    assert "保存本节</button>" in words(client.get(page("change", budget.pk)))
    submitted(budget)
    shown = words(client.get(page("change", budget.pk)))
    assert "保存本节</button>" not in shown and "disabled" in shown and "看支出明细" in shown
    entries = words(client.get(page("entries", budget.pk, "expenditure")))
    assert 'class="add' not in entries and "复制<" not in entries


def test_what_was_typed_meanwhile_is_refused_kept_and_given_back(client, staff, budget):
    staff("clerk")
    submitted(budget)
    section = page("section", budget.pk, "notes")
    answer = client.post(section, {"note__scope": "含上年结转。"})
    assert answer.status_code == 409 and not budget.notes.exists()
    assert "提交复核，不能再改。您填的内容保留 24 小时；退回后可取回。" in words(answer)
    waiting = words(client.get(page("change", budget.pk)))
    assert "保留 24 小时；退回后可取回。" in waiting and "取回</a>" not in waiting
    workflow.take_back(budget=budget, by=None)
    assert "取回</a>" in words(client.get(page("change", budget.pk)))
    again = words(client.get(section))
    assert "含上年结转。" in again and "这是您刚才填写、还没有保存的内容，请核对后保存。" in again
    assert not KeptInput.objects.exists() and not budget.notes.exists()


def test_what_was_typed_is_kept_for_a_day_and_for_nobody_else(client, staff, budget):
    user = staff("clerk")
    submitted(budget)
    section = page("section", budget.pk, "notes")
    client.post(section, {"note__scope": "含上年结转。"})
    workflow.take_back(budget=budget, by=None)
    KeptInput.objects.update(at=timezone.now() - timedelta(hours=25))
    assert "含上年结转。" not in words(client.get(section, follow=True))
    KeptInput.objects.update(at=timezone.now())
    client.force_login(people.clerk("wang"))
    assert "含上年结转。" not in words(client.get(section, follow=True))
    assert KeptInput.objects.get().by == user


def test_a_published_budget_is_not_edited(client, staff, budget):
    staff("clerk")
    workflow.publish(budget=budget, by=None)
    answer = client.post(page("section", budget.pk, "notes"), {"note__scope": "改"})
    assert answer.status_code == 409 and "已发布版本不可修改，请新建更正版本" in words(answer)


def test_a_form_that_names_another_department_is_refused_and_put_on_record(client, staff, budget):
    staff("clerk")
    other = people.department("900", "上海市普陀区某局")
    typed = {"note__scope": "改", "department": other.pk}
    assert client.post(page("section", budget.pk, "notes"), typed).status_code == 403
    budget.refresh_from_db()
    assert budget.department != other and not budget.notes.exists()
    assert Event.objects.filter(action="试图移动预算").exists()
    own = {"note__scope": "改", "department": budget.department_id}
    assert client.post(page("section", budget.pk, "notes"), own).status_code == 302


# Review


def test_the_reviewer_comments_on_a_figure_and_returns(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    key = "three-public.reception"
    form = words(client.get(page("review", budget.pk), {"on": key, "show": "all"}))
    assert "写意见：“三公”经费 · 公务接待费 234.50" in form
    said = client.post(page("remark", budget.pk), {"key": key, "text": "请核对。", "value": "0"}, follow=True)
    assert "意见已记下，退回时一并发出。" in words(said)
    remark = budget.remarks.get()
    assert (remark.label, remark.value) == ("“三公”经费 · 公务接待费", "234.50")
    client.post(page("return", budget.pk), {"note": ""})
    assert state_of(budget) == State.EDITING
    staff("clerk")
    shown = words(client.get(page("change", budget.pk)))
    assert "复核人已退回，请修改后重新提交。" in shown and "请核对。" in shown and "被退回修改" in shown


def test_who_writes_a_comment_is_stopped_where_it_would_be_too_long(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    form = words(client.get(page("review", budget.pk), {"on": "income.total"}))
    longest = Remark._meta.get_field("text").max_length
    assert f'name="text" id="id_text" rows="3" maxlength="{longest}"' in form


def test_a_comment_says_something_and_speaks_of_something_that_is_there(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    blank = client.post(page("remark", budget.pk), {"key": "income.total", "text": " "})
    assert blank.status_code == 400 and "请填写意见。" in words(blank)
    assert client.post(page("remark", budget.pk), {"key": "nonsense", "text": "看"}).status_code == 404
    assert not budget.remarks.exists()


def test_the_reviewer_reads_the_duties_and_what_the_accounts_are_for_and_comments_on_them(
    client, staff, budget
):
    function = drafts.account("function", "2010601")
    budget.purposes.create(function=function, use="保障机关运转", reason="在职人员增加 2 人")
    submitted(budget)
    staff("reviewer")
    shown = words(client.get(page("review", budget.pk)))
    written = shown.partition('id="texts"')[2].partition("</section>")[0]
    assert budget.duties.first().text in written and "主要职责" in written
    assert "主要用于保障机关运转<br>增减原因：在职人员增加 2 人" in written
    for key, label in (
        ("duties", "基本情况 · 主要职责"),
        ("purpose.f2010601", f"科目用途 · 2010601 {function.name}"),
    ):
        assert f"写意见：{label}" in words(client.get(page("review", budget.pk), {"on": key}))
        client.post(page("remark", budget.pk), {"key": key, "text": "请写具体。"})
        assert budget.remarks.get(key=key).label == label
    gone = {"key": "purpose.f2999999", "text": "看"}
    assert client.post(page("remark", budget.pk), gone).status_code == 404
    workflow.send_back(budget=budget, by=None)
    staff("clerk")
    workspace = words(client.get(page("change", budget.pk), {"open": "purposes"}))
    assert "请写具体。" in workspace


def test_a_comment_is_reworded_and_deleted_until_it_is_sent(client, staff, budget):
    submitted(budget)
    remark = workflow.remark(budget=budget, by=staff("reviewer"), text="看一下")
    assert "看一下</textarea>" in words(client.get(page("review", budget.pk), {"edit": remark.pk}))
    client.post(page("remark_change", budget.pk, remark.pk), {"text": "请看"})
    assert budget.remarks.get().text == "请看"
    client.post(page("remark_delete", budget.pk, remark.pk))
    assert not budget.remarks.exists()
    sent = workflow.remark(budget=budget, by=staff("reviewer"), text="看一下")
    workflow.send_back(budget=budget, by=None)
    assert client.post(page("remark_delete", budget.pk, sent.pk)).status_code == 409
    assert budget.remarks.exists()


def test_returning_needs_a_word(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    answer = client.post(page("return", budget.pk), {"note": ""})
    assert answer.status_code == 400 and state_of(budget) == State.SUBMITTED
    assert "请写一句总的意见，或至少对一个数字写意见。" in words(answer)


def test_the_clerk_answers_each_comment_before_submitting_again(client, staff, budget):
    submitted(budget)
    key = "three-public.reception"
    remark = workflow.remark(budget=budget, by=staff("reviewer"), text="请核对。", key=key, value="1.00")
    workflow.send_back(budget=budget, by=None)
    staff("clerk")
    asked = words(client.get(page("submit", budget.pk)))
    assert "还有 1 条意见没有答复。" in asked and "照样提交" in asked
    assert client.post(page("submit", budget.pk)).status_code == 400
    blank = client.post(page("answer", budget.pk, remark.pk), {"answer": "unchanged", "text": ""})
    assert blank.status_code == 400 and "请写明没有改的原因。" in words(blank)
    client.post(page("answer", budget.pk, remark.pk), {"answer": "changed", "text": "234.50"})
    assert "已改为 234.50" in words(client.get(page("change", budget.pk)))
    assert client.post(page("submit", budget.pk)).status_code == 302
    assert state_of(budget) == State.SUBMITTED
    staff("reviewer")
    assert "您写意见时是 1.00，现在是 234.50。" in words(client.get(page("review", budget.pk)))
    staff("finance")
    seen = words(client.get(page("review", budget.pk)))
    assert "写意见时是 1.00，现在是 234.50。" in seen and "您写意见时" not in seen


def test_submitting_with_open_comments_is_said_on_purpose(client, staff, budget):
    submitted(budget)
    workflow.remark(budget=budget, by=staff("reviewer"), text="请核对。")
    workflow.send_back(budget=budget, by=None)
    staff("clerk")
    client.post(page("submit", budget.pk), {"anyway": "1"})
    assert state_of(budget) == State.SUBMITTED


def test_the_second_review_begins_with_what_changed(client, staff, budget):
    submitted(budget)
    workflow.send_back(budget=budget, by=None, note="公务接待费偏高")
    raise_by(budget, 10000)
    submitted(budget)
    staff("reviewer")
    shown = client.get(page("review", budget.pk))
    since = shown.context["review"].since
    assert "以来的改动" in since.title
    assert ("1,234.50", "1,235.50") in [(figure.old, figure.new) for figure in since.changed.corrected]


def test_passing_needs_the_secrecy_review_and_a_tick_and_names_its_copy(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    shown = words(client.get(page("review", budget.pk)))
    assert seal(digest(budget)) in shown and "还差：保密审查。" in shown
    sent = {"sha256": digest(budget), "agrees": "1"}
    assert client.post(page("pass", budget.pk), sent).status_code == 400
    unticked = client.post(page("secrecy", budget.pk), {"sha256": digest(budget)})
    assert unticked.status_code == 400
    confirmed(client, budget)
    assert "保密审查：顾建华，" in words(client.get(page("review", budget.pk)))
    assert client.post(page("pass", budget.pk), {"sha256": digest(budget)}).status_code == 400
    assert state_of(budget) == State.SUBMITTED
    said = words(client.post(page("pass", budget.pk), sent, follow=True))
    assert f"复核通过，已报财政局。通过的是 {seal(sent['sha256'])} 这一份。" in said
    assert state_of(budget) == State.REVIEWED


def test_that_it_agrees_with_the_approval_is_on_record_and_the_approver_reads_it(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    confirmed(client, budget)
    client.post(page("pass", budget.pk), {"sha256": digest(budget), "agrees": "1"})
    assert budget.handovers.get(move="pass").detail == {"agrees": True}
    assert budget.events.get(action="复核通过").detail["agrees"] is True
    staff("finance")
    assert "复核通过，与财政批复相符。" in words(client.get(page("review", budget.pk)))
    assert "与财政批复相符。" in words(client.get(reverse("board_budget", args=[budget.pk])))


def test_each_suspicion_is_confirmed_by_itself(client, staff, budget):
    budget.notes.create(key="scope", text="联系电话 13812345678。")
    submitted(budget)
    staff("reviewer")
    shown = words(client.get(page("review", budget.pk)))
    assert (
        "第 1 段疑似含个人信息（手机号），请核对" in shown and "13812345678" not in shown.split("保密审查")[1]
    )
    refused = confirmed(client, budget)
    assert refused.status_code == 400
    (found,) = workflow.suspicions_in(budget, draft_of(budget))
    sent = {"sha256": digest(budget), "looked": "1", "confirmed": found.id}
    assert client.post(page("secrecy", budget.pk), sent).status_code == 302
    assert budget.handovers.filter(move=Handover.Move.SECRECY).exists()


def test_another_copy_than_the_one_shown_is_not_passed(client, staff, budget):
    submitted(budget)
    staff("reviewer")
    confirmed(client, budget)
    answer = client.post(page("pass", budget.pk), {"sha256": "0" * 64, "agrees": "1"})
    assert answer.status_code == 409 and "您打开之后内容有改动" in words(answer)
    assert state_of(budget) == State.SUBMITTED


def test_unsent_comments_do_not_hold_up_who_passes_on_purpose(client, staff, budget):
    submitted(budget)
    workflow.remark(budget=budget, by=staff("reviewer"), text="下次写细些。")
    confirmed(client, budget)
    sent = {"sha256": digest(budget), "agrees": "1"}
    refused = client.post(page("pass", budget.pk), sent)
    assert refused.status_code == 400
    assert "有 1 条意见还没发出。通过后作为备注留存，不再要求修改。" in words(
        refused
    ) and "照样通过" in words(refused)
    client.post(page("pass", budget.pk), sent | {"anyway": "1"})
    assert state_of(budget) == State.REVIEWED


def test_nobody_passes_what_they_entered(client, staff, budget):
    user = staff("reviewer")
    user.memberships.create(role="clerk", department=budget.department)
    entry = budget.entries.first()
    entry.reason = "改"
    from budgets import actions

    actions.save_entry(entry=entry, by=user)
    submitted(budget)
    answer = client.post(page("pass", budget.pk), {"sha256": digest(budget), "agrees": "1"})
    assert answer.status_code == 403 and "填报人不能审批本人填报的预算" in words(answer)
    assert state_of(budget) == State.SUBMITTED


# Approval and publication


def test_whoever_submitted_or_reviewed_does_not_approve_the_same_budget(client, staff, budget):
    user = staff("reviewer")
    user.memberships.create(role="finance", region=budget.department.region)
    submitted(budget)
    confirmed(client, budget)
    client.post(page("pass", budget.pk), {"sha256": digest(budget), "agrees": "1"})
    shown = words(client.get(page("review", budget.pk)))
    assert "提交或复核过这份预算的人不能再审批" in shown and 'aria-disabled="true"' in shown
    answer = client.post(page("approve", budget.pk), {"sha256": digest(budget)})
    assert answer.status_code == 403 and "提交或复核过这份预算的人不能再审批" in words(answer)
    assert state_of(budget) == State.REVIEWED
    staff("finance")
    client.post(page("approve", budget.pk), {"sha256": digest(budget)})
    assert state_of(budget) == State.APPROVED


def test_what_was_reviewed_in_an_earlier_round_is_settled(client, staff, public):
    reviewer = staff("reviewer")
    reviewer.memberships.create(role="finance", region=public.department.region)
    public.handovers.create(move="pass", by=reviewer)
    assert may(reviewer, Act.APPROVE, public).why == "当前状态为‘已公开’，现在不能审批通过。"
    assert handed_on(reviewer, public)
    workflow.correct(budget=public, by=None, reason="收入误写")
    assert not handed_on(reviewer, public)


def test_the_finance_officer_approves_and_publishes(client, staff, budget):
    budget.approved_on = timezone.localdate()
    budget.save()
    stages.reviewed(budget)
    staff("finance")
    assert "审批通过</button>" in words(client.get(page("review", budget.pk)))
    said = words(client.post(page("approve", budget.pk), {"sha256": digest(budget)}, follow=True))
    assert f"审批通过。通过的是 {seal(digest(budget))} 这一份，可以公开。" in said
    assert "公开后不能修改，只能更正。" in words(client.get(page("publish", budget.pk)))
    said = words(client.post(page("publish", budget.pk), {"published_at": "2020-01-01"}, follow=True))
    assert "已公开（版本 1）。网页、PDF、工作簿均可下载。" in said
    assert Version.objects.get().published_at.year == timezone.localdate().year
    assert Event.objects.filter(action="自填公开时间，未采用").exists()
    assert "已发布（版本 1）" in words(client.post(page("publish", budget.pk), follow=True))
    assert Version.objects.count() == 1


def test_publishing_from_a_draft_is_refused(client, staff, budget):
    staff("finance")
    for answer in (client.get(page("publish", budget.pk)), client.post(page("publish", budget.pk))):
        assert answer.status_code == 409
        assert "当前状态为‘草稿’，须先复核、审批" in words(answer).replace("&#x27;", "'")
    assert not Version.objects.exists()


def test_without_its_approval_date_nothing_is_published(client, staff, budget):
    stages.approved(budget)
    staff("finance")
    sentence = "财政批复日期还没有登记，不能公开。"
    assert sentence in words(client.get(page("publish", budget.pk)))
    answer = client.post(page("publish", budget.pk))
    assert answer.status_code == 400 and sentence in words(answer)
    assert not Version.objects.exists()


def test_late_publication_gives_its_reason(client, staff, budget):
    budget.approved_on = timezone.localdate() - timedelta(days=21)
    budget.save()
    stages.approved(budget)
    staff("finance")
    assert client.post(page("publish", budget.pk)).status_code == 400
    assert "已超期 1 天，需填写原因（将随文本公开）。" in words(client.get(page("publish", budget.pk)))
    said = words(client.post(page("publish", budget.pk), {"late_reason": "系统故障"}, follow=True))
    assert "迟 1 天公开，原因：系统故障" in said


def test_a_table_that_prints_nothing_does_not_hold_up_publication():
    """Shanghai leaves the cells of a department without 三公 and 机关运行经费 empty."""
    people.region()  # publishes in the form of Shanghai
    budget = sound_budget(region="310107")
    budget.particulars.filter(key__in=["running", "three-public.reception"]).update(value=0, last=0)
    content = as_json(draft_of(budget).document.stamped(number=1, published_at="2025-02-08T10:00:00+08:00"))
    table = next(each for each in content["blocks"] if each.get("key") == "three-public")
    assert not any(cell["text"] for row in table["rows"] for cell in row["cells"] if cell.get("figure"))
    assert list(page_misses(content, copies.page_to_be(content, digest_of(content)))) == []


# Corrections


@pytest.fixture
def public(budget):
    workflow.publish(budget=budget, by=None)
    budget.refresh_from_db()
    return budget


def test_the_workspace_leads_to_the_public_page(client, staff, public, settings):
    staff("clerk")
    assert "看公开页面</a>" in words(client.get(page("change", public.pk)))
    settings.SERVES_PUBLIC = False
    assert "看公开页面" not in words(client.get(page("change", public.pk)))


def test_a_fall_is_printed_with_a_minus_and_not_with_a_hyphen():
    assert (told_value("-0.5", "%"), told_value("-3", "人")) == ("−0.5%", "−3 人")


@pytest.mark.parametrize("who", ["clerk", "reviewer"])
def test_unfinished_budgets_of_every_year_stay_on_the_first_page(client, staff, budget, who):
    sound_budget(year=2026)
    staff(who)
    page = words(client.get(reverse("admin:index")))
    assert "2025 年部门预算" in page and "2026 年部门预算" in page


def test_a_correction_begins_with_its_public_reason(client, staff, public):
    staff("clerk")
    assert "更正</a>" in words(client.get(page("change", public.pk)))
    answer = client.post(page("correct", public.pk), {"reason": " "})
    assert answer.status_code == 400 and "请填写更正原因（将向社会公开）" in words(answer)
    said = words(client.post(page("correct", public.pk), {"reason": "收入误写"}, follow=True))
    assert "更正已开始。版本 1 仍对外公开，版本 2 公开时才被替换。" in said
    assert "与版本 1 完全相同，没有可更正的内容。" in said
    assert (state_of(public), public.correcting) == (State.EDITING, 1)


def test_what_has_no_version_is_not_corrected_and_the_page_says_so(client, staff, public):
    staff("clerk")
    Department.objects.filter(pk=public.department_id).update(code="900")  # published under another code
    for answer in (
        client.get(page("correct", public.pk)),
        client.post(page("correct", public.pk), {"reason": "改"}),
    ):
        assert answer.status_code == 409 and "还没有公开，不用更正" in words(answer)


def test_a_correction_shows_old_and_new_and_what_its_reason_does_not_name(client, staff, public):
    staff("clerk")
    stages.reopened(public, "支出误写")
    raise_by(public, 10000)
    answer = client.get(page("correction", public.pk))
    shown = answer.context["correction"]
    assert ("1,234.50", "1,235.50") in [(figure.old, figure.new) for figure in shown.changed.corrected]
    assert "随之变动" in words(answer) and shown.changed.following
    assert "收入 也有改动。请在更正原因里一并说明。" in words(answer)
    client.post(page("correction", public.pk), {"reason": "支出、收入误写"})
    assert "也有改动" not in words(client.get(page("correction", public.pk)))


def test_a_correction_that_corrects_nothing_is_not_submitted(client, staff, public):
    staff("clerk")
    stages.reopened(public)
    answer = client.post(page("submit", public.pk))
    assert answer.status_code == 400
    assert "与版本 1 完全相同，没有可更正的内容。" in words(answer)


def test_giving_a_correction_up_brings_everything_back(client, staff, public):
    staff("clerk")
    stages.reopened(public)
    raise_by(public, 10000)
    asked = words(client.get(page("abandon", public.pk)))
    assert "放弃更正？已改的" in asked and "版本 1 照旧公开。" in asked
    client.post(page("abandon", public.pk))
    assert state_of(public) == State.PUBLISHED
    assert public.entries.get(direction="income").amount == 12345000
    assert client.get(page("correction", public.pk)).status_code == 404


# Whose page it is

CLERKS = ("submit", "take_back", "correct")
REVIEWERS = ("review", "return", "secrecy", "pass", "remark")


@pytest.mark.parametrize(
    "name", [*CLERKS, *REVIEWERS, "approve", "publish", "change", "preview", "correction"]
)
def test_for_strangers_there_is_no_such_budget(client, staff, budget, name):
    staff("stranger")
    for answer in (client.get(page(name, budget.pk)), client.post(page(name, budget.pk), {"text": "x"})):
        assert answer.status_code == 404
        assert "没有这一页，或不在您负责的部门内。" in words(answer)
    assert not Handover.objects.exists() and not budget.remarks.exists()


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("clerk", (*REVIEWERS, "approve", "publish")),
        ("reviewer", (*CLERKS, "approve", "publish")),
        ("finance", (*CLERKS, "pass", "secrecy")),
    ],
)
def test_what_is_never_theirs_does_not_exist(client, staff, budget, person, names):
    submitted(budget)
    staff(person)
    shown = words(client.get(page("change", budget.pk)))
    for name in names:
        assert client.post(page(name, budget.pk)).status_code == 404, name
        assert page(name, budget.pk) not in shown
    assert state_of(budget) == State.SUBMITTED


def test_a_step_out_of_its_time_is_answered_with_why(client, staff, budget):
    staff("reviewer")
    for name in ("pass", "return", "secrecy"):
        answer = client.post(page(name, budget.pk), {"agrees": "1", "looked": "1"})
        assert answer.status_code == 409 and "当前状态为‘草稿’" in words(answer)
    assert state_of(budget) == State.EDITING


# First pages


def home(client):
    return words(client.get(reverse("admin:index")))


def test_the_clerk_is_told_the_one_next_thing(client, staff, budget):
    staff("clerk")
    assert "下一步：提交复核。" in home(client)
    people.entry(budget, "5", direction="income")
    assert "下一步：改正" in home(client) and "去改这一处" in home(client)


def test_the_clerk_of_an_untouched_budget_is_told_where_to_begin(client, staff):
    staff("clerk")
    year = timezone.localdate().year
    assert f"{year} 年度还没有开始填报。财政局开出年度后，这里会出现本部门预算。" in home(client)
    drafts.department()
    people.budget(year=2025)
    assert "本部门 2025 年预算还没有填。" in home(client) and "按章节填写" in home(client)


def test_the_clerk_sees_in_whose_hands_it_is(client, staff, budget):
    staff("clerk")
    submitted(budget)
    assert "现在由 顾建华 复核" in home(client)


def test_the_reviewer_sees_what_waits_and_that_nothing_does(client, staff, budget):
    staff("reviewer")
    assert "现在没有待您复核的预算。" in home(client)
    submitted(budget)
    assert "去复核" in home(client) and page("review", budget.pk) in home(client)


def test_the_parent_department_may_return_a_units_budget_and_not_pass_it(client, staff):
    parent = people.department("900", "上海市普陀区某局")
    budget = sound_budget()
    unit = budget.department
    unit.kind, unit.parent = "unit", parent
    unit.save()
    submitted(budget)
    staff("parent")
    assert page("change", budget.pk) in home(client)
    shown = words(client.get(page("review", budget.pk)))
    assert "退回" in shown and "复核通过，报财政局" not in shown
    assert client.post(page("pass", budget.pk), {"agrees": "1"}).status_code == 404
    client.post(page("return", budget.pk), {"note": "口径不对"})
    assert state_of(budget) == State.EDITING


def test_strangers_see_no_budget_on_their_first_page(client, staff, budget):
    staff("stranger")
    assert page("change", budget.pk) not in home(client)
    staff("clerk")
    assert page("change", budget.pk) in home(client)


def test_a_return_says_from_where_it_came(client, staff, budget):
    stages.reviewed(budget)
    staff("finance")
    client.post(page("return", budget.pk), {"note": "批复数不符"})
    staff("clerk")
    shown = words(client.get(page("change", budget.pk)))
    assert "财政局已退回，请修改后重新提交。" in shown and "批复数不符" in shown
