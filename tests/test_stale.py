"""Two people at one thing: whoever saves second is told, writes nothing, and loses nothing (row 64)."""

import pytest

from budgets.models import Event
from tests import people
from tests.people import words
from tests.test_workspace import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget():
    return people.budget()


def stamp(response, slug=""):
    """The stamp a page carries for a section, or for its one form."""
    if not slug:
        return response.context["stamp"]
    return next(each.stamp for each in response.context["desk"].folds if each.section.slug == slug)


def typed(entry, **changed):
    same = {"function": str(entry.function), "nature": entry.nature, "source": entry.source_id}
    return same | {"amount": "30", "last_amount": "5"} | changed


def test_a_stale_tab_does_not_undo_an_amount(client, clerk, budget):
    entry = people.entry(budget, "30", last="5", function="2010601")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    opened = stamp(client.get(page))
    assert client.post(page, typed(entry, amount="31", stamp=opened)).status_code == 302
    answer = client.post(page, typed(entry, last_amount="6", stamp=opened))
    entry.refresh_from_db()
    assert answer.status_code == 409 and entry.amount == people.yuan("31")
    assert "此记录已被 zhou 于 " in words(answer) and " 修改" in words(answer)
    differs = {each.label: (each.now, each.typed) for each in answer.context["conflict"].differences}
    assert differs == {"本年（万元）": ("31", "30"), "上年（万元）": ("5", "6")}
    assert 'value="6"' in words(answer) and 'value="30"' in words(answer)

    again = typed(entry, last_amount="6", stamp=stamp(answer))
    assert client.post(page, again).status_code == 302
    entry.refresh_from_db()
    assert (entry.amount, entry.last_amount) == (people.yuan("30"), people.yuan("6"))


def test_a_stale_section_is_refused_with_what_was_typed(client, clerk, budget):
    page, section = people.page("change", budget.pk), people.page("section", budget.pk, "three-public")
    opened = stamp(client.get(page), "three-public")
    client.post(section, {"three_public__abroad": "1", "stamp": opened})
    answer = client.post(section, {"three_public__reception": "2", "stamp": opened})
    assert answer.status_code == 409 and "此记录已被 zhou 于 " in words(answer)
    assert {p.key for p in budget.particulars.all()} == {"three-public.abroad"}
    assert 'value="2"' in words(answer) and "未保存" in words(answer)
    assert Event.objects.filter(action="保存章节").count() == 1
    again = {
        "three_public__reception": "2",
        "three_public__abroad": "1",
        "stamp": stamp(answer, "three-public"),
    }
    assert client.post(section, again).status_code == 302


def test_sections_do_not_stand_in_each_others_way(client, clerk, budget):
    page = client.get(people.page("change", budget.pk))
    for slug, field in (("three-public", "three_public__abroad"), ("running", "running")):
        sent = {field: "1", "stamp": stamp(page, slug)}
        assert client.post(people.page("section", budget.pk, slug), sent).status_code == 302


def test_an_error_does_not_make_an_old_page_new(client, clerk, budget):
    """A refused section keeps the stamp it was opened with, also where somebody saves in between."""
    section = people.page("section", budget.pk, "three-public")
    opened = stamp(client.get(people.page("change", budget.pk)), "three-public")
    refused = client.post(section, {"three_public__abroad": "一", "stamp": opened})
    client.post(section, {"three_public__reception": "2", "stamp": opened})
    answer = client.post(section, {"three_public__abroad": "1", "stamp": stamp(refused, "three-public")})
    assert answer.status_code == 409


def test_rows_that_others_added_or_deleted_meanwhile_are_not_lost(client, clerk, budget):
    section = people.page("section", budget.pk, "basics")
    unit = budget.units.create(name="财政局本级", kind="administrative")
    opened = stamp(client.get(people.page("change", budget.pk)), "basics")
    gone = unit.pk
    unit.delete()
    budget.units.create(name="别人加的", kind="institution")
    mine = {"id": gone, "name": "财政局本级", "kind": "administrative"}
    answer = client.post(section, {"stamp": opened} | rows("units", mine, initial=1))
    assert answer.status_code == 409
    fold = next(each for each in answer.context["desk"].folds if each.section.slug == "basics")
    names = [form["name"].value() for form in fold.forms["rows"].forms]
    assert names[:2] == ["别人加的", "财政局本级"] and fold.forms["rows"].initial_form_count() == 1


def test_pressing_twice_is_no_conflict(client, clerk, budget):
    section = people.page("section", budget.pk, "basics")
    unit = {"name": "财政局本级", "kind": "administrative"}
    sent = {"stamp": stamp(client.get(people.page("change", budget.pk)), "basics")} | rows("units", unit)
    assert client.post(section, sent).status_code == 302
    assert "没有改动，不用保存。" in words(client.post(section, sent, follow=True))
    assert budget.units.count() == 1


def test_what_was_typed_for_a_deleted_entry_is_offered_again(client, clerk, budget):
    entry = people.entry(budget, "30", function="2010601")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    client.post(people.page("entry_delete", budget.pk, "expenditure", entry.pk))
    answer = client.post(page, typed(entry, amount="77"))
    assert answer.status_code == 409 and 'value="77"' in words(answer) and "删除。您填的内容" in words(answer)
    assert f'action="{people.page("entries", budget.pk, "expenditure")}?' in words(answer)


def test_a_stale_project_is_refused(client, clerk, budget):
    project = budget.projects.create(name="维护", amount=people.yuan("1"), use="维护")
    page = people.page("project", budget.pk, project.pk)
    opened = stamp(client.get(page))
    sent = {"name": "维护", "use": "维护", "stamp": opened} | rows("indicators")
    assert client.post(page, sent | {"amount": "2"}).status_code == 302
    answer = client.post(page, sent | {"amount": "1", "use": "另写"})
    project.refresh_from_db()
    assert answer.status_code == 409 and project.amount == people.yuan("2")


def test_a_form_that_does_not_say_what_it_was_opened_on_saves_nothing(client, clerk):
    """Without a stamp two people would overwrite each other unseen; with ``stamp=None`` the tests send none."""
    budget = people.budget()
    entry = people.entry(budget, "30", last="5", function="2010601", economic="30101")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    section = people.page("section", budget.pk, "three-public")
    for answer in (
        client.post(page, typed(entry, amount="31", stamp=None)),
        client.post(section, {"three_public__abroad": "1", "stamp": None}),
        client.post(section, {"three_public__abroad": "1", "stamp": ""}),
    ):
        assert answer.status_code == 400 and "表单数据不完整，请刷新后重试" in people.words(answer)
    assert budget.events.count() == 0
    assert client.post(page, typed(entry, amount="31")).status_code == 302, "a form just opened is saved"


def test_a_project_that_does_not_say_what_it_was_opened_on_is_not_saved(client, clerk):
    budget = people.budget()
    project = budget.projects.create(name="房屋维修", amount=10000, use="维修")
    page = people.page("project", budget.pk, project.pk)
    sent = {"name": "改名", "amount": "2", "use": "维修", "stamp": None}
    sent |= {"indicators-TOTAL_FORMS": "0", "indicators-INITIAL_FORMS": "0"}
    answer = client.post(page, sent)
    assert answer.status_code == 400 and "表单数据不完整，请刷新后重试" in people.words(answer)
    project.refresh_from_db()
    assert project.name == "房屋维修"
