"""The finance office's board: who is where, what blocks them, how many days are left, and what is done for many at once."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from budgets.models import Budget, Department, Handover, Letter, Membership, Region, WorkItem
from disclosures import copies, store, tallying, workflow
from disclosures.board import batch
from disclosures.board.row import _since
from disclosures.models import Version
from tests import drafts, people, stages
from tests.drafts import sound_budget
from tests.people import words

pytestmark = pytest.mark.django_db
State = Budget.State
BOARD = reverse("board")


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """The PDF takes seconds and has tests of its own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def county():
    return drafts.department().region


@pytest.fixture
def officer(client, county):
    """沈岚 of the finance office, signed in."""
    user = people.finance_officer("shen", county)
    client.force_login(user)
    return user


def dated(budget, days_ago):
    """Approved by the finance office so many days ago."""
    Budget.objects.filter(pk=budget.pk).update(approved_on=timezone.localdate() - timedelta(days=days_ago))
    return stages.again(budget)


def approved(code, days_ago=5):
    return dated(stages.approved(sound_budget(code)), days_ago)


def rows(page):
    return [row.budget.department.code for row in page.context["board"].page]


def many(region, number, days_ago=5):
    """So many departments with a budget each, submitted once and returned."""
    made = Department.objects.bulk_create(
        Department(region=region, code=f"d{n}", name=f"第{n}局", short_name=f"{n}局") for n in range(number)
    )
    day = timezone.localdate() - timedelta(days=days_ago)
    budgets = Budget.objects.bulk_create(Budget(department=each, year=2025, approved_on=day) for each in made)
    clerk = people.clerk("zhou", made[0])
    Handover.objects.bulk_create(
        Handover(budget=budget, move=move, by=clerk) for budget in budgets for move in ("submit", "return")
    )


# What it shows ----------------------------------------------------------------------------------------------------


def test_the_board_asks_as_much_for_ten_departments_as_for_five_hundred(
    client, officer, county, django_assert_num_queries, django_assert_max_num_queries
):
    many(county, 10)
    with django_assert_max_num_queries(20) as asked:
        client.get(BOARD)
    other = Region.objects.create(code="430002", name="另一县", level="县")
    people.Membership.objects.create(user=officer, role="finance", region=other)
    many_more = Department.objects.bulk_create(
        Department(region=county, code=f"e{n}", name=f"第{n}办", short_name=f"{n}办") for n in range(490)
    )
    Budget.objects.bulk_create(Budget(department=each, year=2025) for each in many_more)
    with django_assert_num_queries(len(asked)):
        page = client.get(BOARD, {"region": county.code})
    assert page.context["board"].page.paginator.count == 500
    assert len(rows(page)) == 50


def test_the_most_urgent_comes_first(client, officer):
    for code, days_ago in (("101", 3), ("102", 21), ("103", 17)):
        dated(sound_budget(code), days_ago)
    sound_budget("104")
    dated(stages.reviewed(sound_budget("105")), 17)
    page = client.get(BOARD)
    # overdue; three days left, what waits for the officer before the clerk's; later; without a date
    assert rows(page) == ["102", "105", "103", "101", "104"]


@pytest.mark.parametrize(
    ("stage", "days_ago", "words", "mark"),
    [
        (None, 3, "还剩 17 天", "todo"),
        (None, 15, "还剩 5 天", "warn"),
        (None, 20, "今天 24 时前", "warn"),
        (None, 21, "超期 1 天", "err"),
        (stages.reviewed, 17, "还剩 3 天", "info"),
        (stages.reviewed, 22, "超期 2 天", "err"),
    ],
)
def test_the_colour_weighs_the_state_and_red_ground_is_for_the_overdue(
    client, officer, stage, days_ago, words, mark
):
    budget = sound_budget()
    dated(stage(budget) if stage else budget, days_ago)
    (row,) = client.get(BOARD).context["board"].page
    assert row.clock == (words, mark)


def test_what_is_scheduled_is_green(client, officer):
    budget = approved("101", days_ago=18)
    workflow.schedule(budgets=[budget], by=None, at=timezone.now() + timedelta(hours=2))
    (row,) = client.get(BOARD).context["board"].page
    assert row.clock == ("还剩 2 天", "ok") and row.said.startswith("定于 ")


def test_the_one_next_thing_is_what_is_overdue_and_who_has_it(client, officer):
    people.clerk("zhou", drafts.department())
    dated(sound_budget(), 21)
    page = words(client.get(BOARD))
    assert "财政局已超期 1 天" in page and "还没有提交过，在 zhou 手里。" in page and "看卡在哪里" in page


def test_the_next_thing_is_to_approve_where_nothing_is_overdue(client, officer):
    dated(stages.reviewed(sound_budget("101")), 5)
    dated(sound_budget("102"), 5)
    assert "<b>1 个部门等您审批</b>，最急的是财政局（还剩 15 天）" in words(client.get(BOARD))


def test_nobody_is_overdue(client, officer):
    dated(sound_budget(), 5)
    assert "没有超期的部门。" in words(client.get(BOARD))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["102", "101", "103"]),
        ({"hands": "reviewer"}, ["101"]),
        ({"due": "over"}, ["102"]),
        ({"hands": "clerk", "due": "none"}, ["103"]),
        ({"q": "103"}, ["103"]),
        ({"q": "没有这个局"}, []),
        ({"hands": "nonsense", "page": "99"}, ["102", "101", "103"]),
    ],
)
def test_the_board_is_filtered_and_searched(client, officer, asked, found):
    dated(stages.submitted(sound_budget("101")), 3)
    dated(sound_budget("102"), 30)
    sound_budget("103")
    assert rows(client.get(BOARD, asked)) == found


def test_what_was_not_found_is_said(client, officer):
    sound_budget()
    assert "没有找到“卫健”。可按名称、编码或名称中的几个字找。" in words(client.get(BOARD, {"q": "卫健"}))


def test_counts_of_findings_are_shown_only_while_they_hold(client, officer):
    budget = dated(sound_budget(), 3)
    budget.entries.filter(direction="income").update(amount=1)
    assert client.get(BOARD, {"found": "error"}).context["board"].page.paginator.count == 0
    assert tallying.count_waiting(timezone.now()) == 1
    (row,) = client.get(BOARD, {"found": "error"}).context["board"].page
    assert "错误 1 处" in row.said
    assert tallying.count_waiting(timezone.now()) == 0  # counted already
    Budget.objects.get(pk=budget.pk).save(update_fields=["updated_at"])  # somebody saved
    assert client.get(BOARD, {"found": "error"}).context["board"].page.paginator.count == 0
    assert tallying.count_waiting(timezone.now()) == 1


def test_what_is_not_filled_in_yet_is_counted_apart_from_what_is_wrong(client, officer):
    wrong, lacking = sound_budget("101"), sound_budget("102")
    wrong.entries.filter(direction="income").update(amount=1)
    lacking.particulars.filter(key="three-public.reception").delete()
    tallying.count_waiting(timezone.now())
    assert rows(client.get(BOARD, {"found": "error"})) == ["101"]
    (row,) = client.get(BOARD, {"found": "missing"}).context["board"].page
    assert row.budget.department.code == "102" and row.budget.missing == 1
    page = words(client.get(BOARD))
    assert re.search(r"有错误\s*(?:<[^>]*>)*\s*1\b", page) and re.search(r"有缺项\s*(?:<[^>]*>)*\s*1\b", page)


# Publishing -------------------------------------------------------------------------------------------------------


def ids(*budgets):
    return {"budget": [budget.pk for budget in budgets]}


def minute(at):
    at = timezone.localtime(at)
    return {"day": f"{at:%Y-%m-%d}", "minute": f"{at:%H:%M}"}


def test_the_number_of_departments_is_in_the_button(client, officer):
    page = words(client.get(reverse("board_publish"), ids(approved("101"), approved("102"))))
    assert "按此时刻公开 2 个部门</button>" in page


def test_what_is_not_approved_is_approved_first_or_left_out(client, officer):
    ready, waiting = approved("101"), dated(stages.reviewed(sound_budget("102")), 5)
    page = words(client.get(reverse("board_publish"), ids(ready, waiting)))
    assert 'aria-disabled="true" aria-describedby="why">按此时刻公开 2 个部门' in page
    assert "1 个部门还没审批。" in page and "先去审批" in page and "只公开已审批的 1 个" in page
    tried = client.post(
        reverse("board_publish"), ids(ready, waiting) | minute(timezone.now() + timedelta(days=1))
    )
    assert tried.status_code == 409
    assert stages.again(ready).state == State.APPROVED


def test_a_batch_is_set_to_a_minute_and_taken_off_again(client, officer):
    batch_of = [approved("101"), approved("102")]
    at = timezone.now() + timedelta(days=1)
    page = client.post(reverse("board_publish"), ids(*batch_of) | minute(at), follow=True)
    local = timezone.localtime(at)
    told = f"已定于 {local.month}月{local.day}日 {local:%H:%M} 公开（2 个部门）。到点之前可以撤销。"
    assert told in words(page)
    assert {stages.again(each).state for each in batch_of} == {State.SCHEDULED}
    page = client.post(reverse("board_unschedule"), ids(batch_of[0]), follow=True)
    assert "已撤销定时，仍为已审批。" in words(page)
    assert [stages.again(each).state for each in batch_of] == [State.APPROVED, State.SCHEDULED]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "2025-01-01", "minute": "10:00"}, "所选时刻已过，请选今后的时刻，或点“立即公开”。"),
        ({"day": "", "minute": "10:00"}, "请选定公开的日期和时刻。"),
        ({"day": "2030-02-30", "minute": "10:00"}, "2030 年 2 月没有 30 日"),
        ({"day": "2030-02-03", "minute": "25:00"}, "请写时刻，如 10:00"),
    ],
)
def test_a_minute_that_cannot_be_is_refused_with_what_fits(client, officer, typed, said):
    page = client.post(reverse("board_publish"), ids(approved("101")) | typed)
    assert page.status_code == 400 and said in words(page)


def test_after_the_deadline_a_reason_is_needed_and_goes_to_the_late_alone(client, officer):
    late, in_time = approved("101", days_ago=19), approved("102", days_ago=2)
    when = minute(timezone.now() + timedelta(days=3))
    page = client.post(reverse("board_publish"), ids(late, in_time) | when)
    assert page.status_code == 400 and "仍要定在这一天，请写原因（将公开）。" in words(page)
    client.post(reverse("board_publish"), ids(late, in_time) | when | {"late_reason": "系统迁移延误"})
    assert [stages.again(each).late_reason for each in (late, in_time)] == ["系统迁移延误", ""]
    assert stages.again(in_time).state == State.SCHEDULED


def test_one_is_published_at_once_after_being_asked(client, officer):
    budget = approved("101")
    page = words(client.post(reverse("board_publish"), ids(budget) | {"now": "1"}))
    assert "立即向社会公开“财政局 2025 年部门预算”？</b>公开后不能修改，只能更正。" in page
    assert not Version.objects.exists()
    page = client.post(reverse("board_publish"), ids(budget) | {"now": "1", "sure": "1"}, follow=True)
    assert "已公开（版本 1）。网页、PDF、工作簿均可下载。" in words(page)
    assert stages.again(budget).state == State.PUBLISHED


def test_what_changed_drops_out_and_the_others_are_published(client, officer):
    kept, changed = approved("101"), approved("102")
    Budget.objects.filter(pk=changed.pk).update(approved_on=timezone.localdate())
    # past the walls, as nothing in the portal can: what was approved is no longer what is there
    Handover.objects.create(budget=changed, move="approve", sha256="0" * 64)
    sent = client.post(reverse("board_publish"), ids(kept, changed) | {"now": "1", "sure": "1"})
    call_command("work", once=True)
    page = words(client.get(sent.url))
    assert "已处理 2 / 2 份" in page and "已公开（版本 1）" in page
    assert "因内容有改动自动撤出，请重新审批。" in page
    assert [stages.again(each).state for each in (kept, changed)] == [State.PUBLISHED, State.EDITING]


def test_several_are_published_in_the_background_and_their_page_tells_how_far_it_is(client, officer):
    made = [approved("101"), approved("102")]
    page = client.post(reverse("board_publish"), ids(*made) | {"now": "1", "sure": "1"}, follow=True)
    assert "成批公开" in words(page) and "已处理 0 / 2 份" in words(page)
    assert {stages.again(each).state for each in made} == {State.APPROVED}
    call_command("work", once=True)
    assert {stages.again(each).state for each in made} == {State.PUBLISHED}
    assert {each.events.filter(by=officer).exists() for each in made} == {True}


def test_whoever_loses_the_duty_meanwhile_publishes_nothing_in_the_background(client, officer):
    made = [approved("101"), approved("102")]
    sent = client.post(reverse("board_publish"), ids(*made) | {"now": "1", "sure": "1"})
    Membership.objects.filter(user=officer).update(region=people.region())
    call_command("work", once=True)
    assert {stages.again(each).state for each in made} == {State.APPROVED}
    assert set(WorkItem.objects.values_list("message", flat=True)) == {"已不再由您办理。"}
    assert client.get(sent.url).status_code == 404


def test_publishing_late_at_once_needs_the_reason(client, officer):
    budget = approved("101", days_ago=22)
    page = client.post(reverse("board_publish"), ids(budget) | {"now": "1", "sure": "1"})
    assert page.status_code == 400 and "已超期 2 天，需填写原因（将随文本公开）。" in words(page)
    sent = ids(budget) | {"now": "1", "sure": "1", "late_reason": "专题会议推迟"}
    client.post(reverse("board_publish"), sent)
    assert stages.again(budget).late_reason == "专题会议推迟" and budget.state == State.PUBLISHED


def test_a_budget_without_its_date_of_approval_is_not_published(client, officer):
    budget = stages.approved(sound_budget())
    page = words(client.get(reverse("board_publish"), ids(budget)))
    assert "财政批复日期还没有登记，不能公开：" in page and ">登记</a>" in page


# The date, the reminder, what is kept from the public -------------------------------------------------------------


def test_the_date_of_approval_is_entered_for_several_at_once(client, officer):
    both = [sound_budget("101"), sound_budget("102")]
    day = timezone.localdate() - timedelta(days=1)
    client.post(reverse("board_dates"), ids(*both) | {"approved_on": day.isoformat()})
    assert {stages.again(each).approved_on for each in both} == {day}
    assert both[0].events.first().action == "登记批复日期"


def test_the_date_of_approval_is_not_later_than_today(client, officer):
    both = [sound_budget("101"), sound_budget("102")]
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.post(reverse("board_dates"), ids(*both) | {"approved_on": tomorrow.isoformat()})
    assert page.status_code == 400 and "批复日期不能晚于今天" in words(page)
    assert {stages.again(each).approved_on for each in both} == {None}


def test_a_reminder_is_one_letter_a_day(client, officer):
    clerk = people.clerk("zhou", drafts.department())
    clerk.email = "zhou@example.gov.cn"
    clerk.save()
    budget = dated(sound_budget(), 18)
    page = client.post(reverse("board_urge"), ids(budget), follow=True)
    assert "已给 zhou（财政局）发催办邮件。" in words(page)
    page = client.post(reverse("board_urge"), ids(budget), follow=True)
    assert "今天已经给财政局发过催办邮件。" in words(page)
    (letter,) = Letter.objects.all()
    assert letter.subject == "还剩 2 天：财政局 2025 年部门预算" and letter.to == clerk
    assert letter.body.startswith("现在由您填报。")


def test_withholding_needs_its_basis_and_can_be_ended(client, officer):
    budget = sound_budget()
    address = reverse("board_withhold", args=[budget.pk])
    page = client.post(address, {"basis": ""})
    assert page.status_code == 400 and "登记不公开须写明法律依据" in words(page)
    client.post(address, {"basis": "保守国家秘密法第十三条"})
    assert stages.again(budget).state == State.WITHHELD
    client.post(address, {"end": "1"})
    assert stages.again(budget).state == State.EDITING


def test_one_part_can_be_withheld_and_the_budget_goes_on(client, officer):
    budget = sound_budget()
    address = reverse("board_withhold", args=[budget.pk])
    assert "政府采购</option>" in words(client.get(address))
    client.post(address, {"part": "procurement", "basis": "保守国家秘密法第十三条"})
    assert stages.again(budget).state == State.EDITING
    assert budget.withholdings.get().part == "procurement"
    client.post(address, {"end": "1", "part": "procurement"})
    assert not budget.withholdings.exists()


def test_withdrawing_asks_for_the_department_by_name(client, officer):
    budget = approved("101")
    workflow.publish(budget=budget, by=officer)
    address = reverse("board_withdraw", args=[budget.pk])
    page = client.post(address, {"basis": "保守国家秘密法第十三条", "name_typed": "教育局"})
    assert page.status_code == 400 and "请输入部门名称确认。" in words(page)
    client.post(address, {"basis": "保守国家秘密法第十三条", "name_typed": "某县财政局"})
    assert Version.objects.get().content == ""


@pytest.mark.parametrize(
    ("disk_fails", "said", "unsaid"),
    [
        (False, "已停止对外提供", "还有文件没有删除"),
        (True, "还有文件没有删除", "已停止对外提供"),
    ],
)
def test_whoever_withdraws_is_told_whether_it_is_gone(client, officer, monkeypatch, disk_fails, said, unsaid):
    def fail(sha256):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(transaction, "on_commit", lambda do, **_how: do())
    budget = approved("101")
    workflow.publish(budget=budget, by=officer)
    if disk_fails:
        monkeypatch.setattr(store, "remove", fail)
    typed = {"basis": "保守国家秘密法第十三条", "name_typed": "某县财政局"}
    page = words(client.post(reverse("board_withdraw", args=[budget.pk]), typed, follow=True))
    assert said in page and unsaid not in page


def test_the_page_of_a_budget_tells_how_it_came_where_it_is(client, officer):
    budget = dated(stages.reviewed(sound_budget()), 3)
    page = words(client.get(reverse("board_budget", args=[budget.pk])))
    assert "提交复核" in page and "保密审查" in page and "复核通过" in page
    assert "在您手里" in page and "发催办邮件" not in page


def test_a_budget_in_the_hands_of_somebody_else_can_be_urged(client, officer):
    people.clerk("zhou", drafts.department())
    page = words(client.get(reverse("board_budget", args=[sound_budget().pk])))
    assert "在 zhou 手里" in page and "发催办邮件" in page


def test_opening_the_next_year_hides_nothing_that_is_still_on_its_way(client, officer):
    unfinished, _next = sound_budget("101"), sound_budget("101", year=2026)
    assert client.get(BOARD).context["board"].year == 2025
    stages.called_public(unfinished)
    assert client.get(BOARD).context["board"].year == 2026
    Budget.objects.filter(pk=unfinished.pk).update(
        state=State.EDITING, correcting=1, correction_reason="误写"
    )
    assert client.get(BOARD).context["board"].year == 2025


def test_after_an_action_the_officer_is_on_the_board_of_the_same_year(client, officer):
    sound_budget("101"), sound_budget("101", year=2026)
    later = sound_budget("102", year=2026)
    sent = ids(later) | {"approved_on": timezone.localdate().isoformat()}
    page = client.post(reverse("board_dates"), sent, follow=True)
    assert page.context["board"].year == 2026
    page = client.post(reverse("board_urge"), ids(later), follow=True)
    assert page.context["board"].year == 2026
    page = client.get(reverse("board_publish"), {"year": "2026"}, follow=True)
    assert page.context["board"].year == 2026


def test_publishing_again_from_a_second_window_says_that_it_is_public(client, officer):
    budget = approved("101")
    workflow.publish(budget=budget, by=officer)
    sent = ids(budget) | {"now": "1", "sure": "1"}
    page = words(client.post(reverse("board_publish"), sent, follow=True))
    assert "已发布（版本 1）" in page
    assert Version.objects.count() == 1


def test_what_was_withdrawn_is_neither_in_time_nor_withdrawn_again(client, officer):
    budget = approved("101")
    workflow.publish(budget=budget, by=officer)
    address = reverse("board_budget", args=[budget.pk])
    public = words(client.get(address))
    assert "按期公开" in public and ">撤下</a>" in public and "登记不公开</a>" not in public
    assert "请用“撤下”" in words(client.get(reverse("board_withhold", args=[budget.pk])))
    workflow.withdraw(budget=budget, by=officer, basis="保守国家秘密法第十三条", name_typed="财政局")
    withdrawn = words(client.get(address))
    assert "不公开（依据：保守国家秘密法第十三条）" in withdrawn
    assert "按期公开" not in withdrawn and ">撤下</a>" not in withdrawn


# Whose it is ------------------------------------------------------------------------------------------------------

PAGES = ["board", "board_publish", "board_dates", "board_open_year"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["clerk", "reviewer", "system", "security", "audit"])
def test_the_board_does_not_exist_for_others(client, name, who):
    made = {"clerk": people.clerk, "reviewer": people.reviewer}
    client.force_login(made[who]() if who in made else people.administrator("zheng", who))
    assert client.get(reverse(name)).status_code == 404


def test_budgets_of_another_region_are_not_there(client, officer):
    mine, foreign = sound_budget(), people.budget()
    assert rows(client.get(BOARD)) == ["101"]
    assert client.get(reverse("board_budget", args=[foreign.pk])).status_code == 404
    for name in ("board_publish", "board_dates", "board_urge", "board_unschedule"):
        assert client.post(reverse(name), ids(mine, foreign)).status_code == 404
    for name in ("board_withhold", "board_withdraw"):
        assert client.get(reverse(name, args=[foreign.pk])).status_code == 404


def test_a_publisher_publishes_and_does_nothing_else_of_the_finance_office(client, county):
    client.force_login(people.publisher("fang", county))
    budget = approved("101")
    assert client.get(BOARD).status_code == 200
    assert client.get(reverse("board_publish"), ids(budget)).status_code == 200
    for name in ("board_dates", "board_open_year"):
        assert client.get(reverse(name), ids(budget)).status_code == 404
    assert client.post(reverse("board_urge"), ids(budget)).status_code == 404
    assert client.get(reverse("board_withdraw", args=[budget.pk])).status_code == 404


def test_where_somebody_is_set_apart_for_publishing_the_finance_office_does_not(client, officer, county):
    people.publisher("fang", county)
    budget = approved("101")
    page = client.post(reverse("board_publish"), ids(budget) | {"now": "1", "sure": "1"})
    assert page.status_code == 404 and not Version.objects.exists()


def test_the_first_page_leads_each_to_their_own(client, officer):
    assert client.get(reverse("admin:index")).headers["Location"] == BOARD
    for role, name in (("system", "people"), ("security", "people_roles"), ("audit", "audit")):
        client.force_login(people.administrator(role, role))
        assert client.get(reverse("admin:index")).headers["Location"] == reverse(name)
    client.force_login(people.clerk())
    assert client.get(reverse("admin:index")).status_code == 200


def test_what_is_not_due_to_be_late_is_not(county):
    """The negative control of the reason: the day before, none is asked for."""
    budget = approved("101", days_ago=20)
    assert batch.late_on([with_none_public(budget)], timezone.localdate()) == []
    assert batch.late_on([with_none_public(budget)], timezone.localdate() + timedelta(days=1)) != []


def with_none_public(budget):
    budget.first_published_at = None
    return budget


def test_all_or_none_are_scheduled(officer):
    fine, undated = approved("101"), stages.approved(sound_budget("102"))
    budgets = [with_none_public(fine), with_none_public(undated)]
    with pytest.raises(ValidationError, match="财政批复日期还没有登记"):
        batch.schedule(budgets=budgets, by=officer, at=timezone.now() + timedelta(days=1), late_reason="")
    assert stages.again(fine).state == State.APPROVED


def test_rows_say_how_long_nothing_moved():
    past = timezone.now() - timedelta(days=4, hours=2)
    assert _since(past) == "4 天"
    assert _since(timezone.now() - timedelta(hours=5, minutes=1)) == "5 小时"
    assert _since(timezone.now()) == "不到 1 小时"
