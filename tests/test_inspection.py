"""自查: the five criteria, looked at in what the public sees, before it in the draft."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from budgets.models import Budget
from budgets.rules.registry import RULE
from disclosures import copies, tallying, workflow
from disclosures.desk import with_publication
from disclosures.inspection.items import CRITERIA, FULL_MARKS, ITEMS, by_rules
from disclosures.inspection.scoring import averages, inspect, scores_of
from disclosures.inspection.subject import subject_of
from disclosures.models import Version
from tests import drafts, people, stages
from tests.drafts import sound_budget
from tests.people import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plain_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def officer(client):
    user = people.finance_officer("shen", drafts.department().region)
    client.force_login(user)
    return user


def approved_days_ago(budget, days):
    approved_on = timezone.localdate() - timedelta(days=days)
    Budget.objects.filter(pk=budget.pk).update(approved_on=approved_on)
    return stages.again(budget)


def published_late(budget):
    """Two days late, by a finance officer who says why."""
    budget = stages.approved(approved_days_ago(budget, 22))
    officer = people.finance_officer("late", budget.department.region)
    workflow.publish(budget=budget, by=officer, late_reason="批复资料送达较晚")
    return stages.again(budget)


def judged(inspection):
    return {each.item.id: each for criterion in inspection.criteria for each in criterion.judged}


def test_each_criterion_has_twenty_points_in_items_of_its_own():
    for criterion in CRITERIA:
        points = [item.points for item in ITEMS if item.criterion == criterion]
        assert sum(points) == FULL_MARKS
    assert len({item.id for item in ITEMS}) == len(ITEMS)


def test_what_agrees_is_asked_of_rules_that_exist():
    asked = {
        rule for item in ITEMS for cell in item.look.__closure__ or () for rule in _ids(cell.cell_contents)
    }
    assert len(asked) > 20 and asked <= set(RULE)


def _ids(held):
    """The ids that a look holds, its own and those of the look within it."""
    if callable(held):
        return [each for cell in held.__closure__ or () for each in _ids(cell.cell_contents)]
    return [each for each in held if re.fullmatch(r"[A-Z][0-9]{2}", each)] if isinstance(held, tuple) else []


def test_a_sound_draft_has_all_points_and_waits_for_its_day():
    found = inspect(approved_days_ago(sound_budget(), 5))
    assert found.scores.points == {"complete": 20, "detailed": 20, "timely": None, "open": 20, "true": 20}
    assert found.scores.words == "80 / 80"
    assert judged(found)["C1"].points == "待" and judged(found)["B5"].points == "不适用"


def test_a_draft_that_contradicts_itself_loses_the_points_and_says_where():
    budget = sound_budget()
    budget.entries.filter(direction="income").update(amount=1)
    found = inspect(budget)
    assert judged(found)["E1"].is_lost and "R01" in judged(found)["E1"].verdict.evidence
    assert found.scores.points["true"] < 20 and found.scores.points["open"] == 20


def test_a_figure_that_is_not_given_is_missed():
    budget = sound_budget()
    budget.particulars.filter(key="running").delete()
    found = judged(inspect(budget))
    assert found["A2"].is_lost and found["A2"].verdict.evidence.startswith("C02 ")


def test_who_is_overdue_has_no_point_for_time_and_who_publishes_late_with_a_reason_has_some():
    budget = approved_days_ago(sound_budget(), 22)
    assert inspect(budget).scores.points["timely"] == 0
    found = inspect(published_late(budget))
    assert found.scores.points["timely"] == 12
    assert "迟 2 天" in judged(found)["C1"].verdict.evidence
    assert judged(found)["C2"].verdict.evidence == "超期原因随文本公开：批复资料送达较晚"


def test_what_the_public_sees_is_what_is_inspected():
    budget = approved_days_ago(sound_budget(), 5)
    workflow.publish(budget=budget, by=None)
    stages.reopened(budget)
    budget.entries.filter(direction="income").update(amount=1)
    found = inspect(stages.again(budget))
    assert found.scores.words == "100 / 100"
    assert found.subject.number == 1 and found.subject.address in judged(found)["D1"].verdict.evidence


def test_a_file_that_is_not_there_is_missed():
    budget = approved_days_ago(sound_budget(), 5)
    workflow.publish(budget=budget, by=None)
    subject = subject_of(stages.again(budget))
    assert set(subject.files) >= {"disclosure.pdf", "disclosure.json"}
    look = next(item.look for item in ITEMS if item.id == "D2")
    less = type(subject)(**{**vars(subject), "files": ("disclosure.pdf",)})
    assert look(less).evidence == "缺Word、工作簿、数据"


def test_a_warning_that_was_waived_costs_nothing_and_one_that_was_not_does():
    finding = {"rule": "R14", "level": "warning", "message": "少于经济科目"}
    subject = subject_of(sound_budget())
    for each, result in ((finding, "失分"), (finding | {"waived": {"reason": "已说明"}}, "满分")):
        seen = type(subject)(**{**vars(subject), "found": {"R14": [each]}})
        assert by_rules("R14")(seen).result.value == result


def test_what_the_law_keeps_from_the_public_is_not_inspected(officer):
    budget = sound_budget()
    workflow.withhold(budget=budget, by=officer, basis="《政府信息公开条例》第十四条")
    assert inspect(stages.again(budget)) is None


def test_the_means_leave_out_what_waits():
    draft = inspect(approved_days_ago(sound_budget(), 5)).scores
    late = inspect(approved_days_ago(sound_budget(code="102"), 30)).scores
    told = dict(averages([draft, late]))
    assert told["及时性"] == "0.0" and told["完整性"] == "20.0"
    assert dict(averages([draft]))["及时性"] == "待"


# Kept for the board -----------------------------------------------------------------------------------------------


def counted():
    budgets = tallying.with_counts(with_publication(Budget.objects.select_related("department__region")))
    return list(budgets.order_by("department__code"))


def test_the_board_knows_the_points_without_a_query(django_assert_num_queries):
    sound = approved_days_ago(sound_budget(), 5)
    public = published_late(sound_budget(code="102"))
    assert all(each is None for each in scores_of(counted()).values())
    assert tallying.count_waiting(timezone.now()) == 2
    budgets = counted()
    with django_assert_num_queries(0):
        scores = scores_of(budgets)
    assert scores[sound.pk].words == "80 / 80" and scores[public.pk].words == "92 / 100"
    assert scores[public.pk].dots[2] == ("及时性", "12", "l")


# Pages ------------------------------------------------------------------------------------------------------------


def test_the_finance_office_reads_every_item_with_its_evidence(client, officer):
    budget = published_late(sound_budget())
    page = client.get(reverse("inspection", args=[budget.pk]))
    assert "92 / 100" in words(page) and "超期原因随文本公开：批复资料送达较晚" in words(page)
    link = Version.objects.get().publication.get_absolute_url()
    assert f'href="{link}#' in words(page)
    assert all(item.says in words(page) for item in ITEMS)


def test_the_region_is_read_at_a_glance(client, officer):
    approved_days_ago(sound_budget(), 5)
    address = reverse("inspections")
    assert "还没有算" in words(client.get(address))
    tallying.count_waiting(timezone.now())
    assert "80 / 80" in words(client.get(address)) and "完整性 <b>20.0</b>" in words(client.get(address))
    assert "80 / 80" in words(client.get(reverse("board")))


def test_the_region_costs_as_many_queries_for_many_as_for_one(client, officer, django_assert_max_num_queries):
    for code in range(101, 109):
        sound_budget(code=str(code))
    tallying.count_waiting(timezone.now())
    with django_assert_max_num_queries(12):
        assert "某县" in words(client.get(reverse("inspections")))


def test_the_pack_covers_every_department_and_prints(client, officer):
    approved_days_ago(sound_budget(), 5)
    withheld = sound_budget(code="102")
    workflow.withhold(budget=withheld, by=officer, basis="《政府信息公开条例》第十四条")
    page = words(client.get(reverse("inspection_pack")))
    assert "依法不公开。" in page and page.count("财政部门批复后二十日内公开") == 1
    printed = client.get(reverse("inspection_pack_pdf"))
    assert printed["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")
    assert printed["Cache-Control"] == "no-store, private"


def test_another_regions_pack_does_not_exist(client, officer):
    drafts.department("101", "430002")
    assert client.get(reverse("inspections"), {"region": "430002"}).status_code == 404
    assert client.get(reverse("inspection_pack"), {"region": "430001"}).status_code == 200


def test_a_clerk_reads_their_own_and_nobody_elses(client):
    budget, other = sound_budget(), sound_budget(code="102")
    client.force_login(people.clerk("zhou", budget.department))
    assert client.get(reverse("inspection", args=[budget.pk])).status_code == 200
    assert client.get(reverse("inspection", args=[other.pk])).status_code == 404
    assert client.get(reverse("inspections")).status_code == 404


def test_a_date_is_told_as_people_write_it():
    budget = sound_budget()
    Budget.objects.filter(pk=budget.pk).update(approved_on=date(2025, 1, 20))
    evidence = judged(inspect(stages.again(budget)))["C1"].verdict.evidence
    assert evidence.startswith("批复 2025年1月20日，期限 2025年2月9日")
