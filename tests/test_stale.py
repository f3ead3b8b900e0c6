"""Two people at one thing: whoever saves second is told, writes nothing, and loses nothing (row 64)."""

import re

import pytest
from django.core import signing

from budgets import stale
from budgets.models import Event
from budgets.money import typed_back
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
    return next(each.ground.stamp for each in response.context["desk"].folds if each.section.slug == slug)


def ground(response, slug=""):
    """What a page carries in hidden fields of what it was opened on, as a browser sends it back."""
    if slug:
        found = next(each.ground for each in response.context["desk"].folds if each.section.slug == slug)
    else:
        found = response.context["ground"]
    sent = {"stamp": found.stamp, "opened": found.opened}
    for name, value in sent.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in words(response)
    return sent


def differences(response, slug=""):
    """What a refusal lists: label, as opened, now, as typed, what is taken unless said."""
    if slug:
        listed = next(each.conflict for each in response.context["desk"].folds if each.section.slug == slug)
    else:
        listed = response.context["conflict"]
    return [(each.label, each.opened, each.now, each.typed, each.choice) for each in listed.differences]


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


# Three columns: as it was opened, now, as it was typed (states.md §9)

ABROAD, RECEPTION = "three_public__abroad", "three_public__reception"


def amounts(budget):
    return {p.key.removeprefix("three-public."): typed_back(p.value) for p in budget.particulars.all()}


@pytest.fixture
def opened_by_both(client, clerk, budget):
    """Two people have the section open, with 接待费 2.5; the other one has made 4 of it."""
    section = people.page("section", budget.pk, "three-public")
    page = people.page("change", budget.pk)
    client.post(section, {RECEPTION: "2.5", ABROAD: "", **ground(client.get(page), "three-public")})
    carried = ground(client.get(page), "three-public")
    assert client.post(section, {RECEPTION: "4", ABROAD: "", **carried}).status_code == 302
    return section, carried


def test_what_i_did_not_type_is_neither_listed_nor_put_back(client, budget, opened_by_both):
    section, carried = opened_by_both
    answer = client.post(section, {RECEPTION: "2.5", ABROAD: "1", **carried})
    assert answer.status_code == 409 and amounts(budget) == {"reception": "4"}
    [(_label, *rest)] = differences(answer, "three-public")
    assert rest == ["", "", "1", "mine"], "only what I typed, and mine is chosen"
    form = next(each for each in answer.context["desk"].folds if each.section.slug == "three-public").forms[
        "items"
    ]
    assert (form[RECEPTION].value(), form[ABROAD].value()) == ("4", "1")
    page = words(answer)
    assert "此记录已被 zhou 于 " in page and "您打开时" in page and "采用现在的" in page
    assert re.search(f'name="keep-{ABROAD}" value="mine" checked autofocus>', page)

    again = {RECEPTION: "4", ABROAD: "1", f"keep-{ABROAD}": "mine", **ground(answer, "three-public")}
    assert client.post(section, again).status_code == 302
    assert amounts(budget) == {"reception": "4", "abroad": "1"}


def test_of_what_only_i_changed_i_may_still_take_what_is_stored(client, budget, opened_by_both):
    section, carried = opened_by_both
    answer = client.post(section, {RECEPTION: "2.5", ABROAD: "1", **carried})
    again = {RECEPTION: "4", ABROAD: "1", f"keep-{ABROAD}": "now", **ground(answer, "three-public")}
    assert client.post(section, again).status_code == 302
    assert amounts(budget) == {"reception": "4"}


@pytest.mark.parametrize(("choice", "stands"), [("now", "4"), ("mine", "3")])
def test_what_both_changed_is_asked_and_not_guessed(client, budget, opened_by_both, choice, stands):
    section, carried = opened_by_both
    answer = client.post(section, {RECEPTION: "3", ABROAD: "", **carried})
    [(_label, *rest)] = differences(answer, "three-public")
    assert answer.status_code == 409 and rest == ["2.5", "4", "3", ""]
    assert "checked" not in re.search(f'name="keep-{RECEPTION}" value="mine"[^>]*>', words(answer))[0]

    undecided = client.post(section, {RECEPTION: "3", ABROAD: "", **ground(answer, "three-public")})
    assert undecided.status_code == 409 and amounts(budget) == {"reception": "4"}
    assert differences(undecided, "three-public") == differences(answer, "three-public")

    again = {RECEPTION: "3", ABROAD: "", f"keep-{RECEPTION}": choice, **ground(undecided, "three-public")}
    assert client.post(section, again).status_code == 302
    assert amounts(budget) == {"reception": stands}


def test_a_choice_is_about_what_was_shown(client, budget, opened_by_both):
    """Where somebody saves once more in between, what was chosen of the value before is asked again."""
    section, carried = opened_by_both
    answer = client.post(section, {RECEPTION: "3", ABROAD: "", **carried})
    now = ground(client.get(people.page("change", budget.pk)), "three-public")
    assert client.post(section, {RECEPTION: "5", ABROAD: "", **now}).status_code == 302
    chosen = {RECEPTION: "3", ABROAD: "", f"keep-{RECEPTION}": "mine", **ground(answer, "three-public")}
    again = client.post(section, chosen)
    assert again.status_code == 409 and amounts(budget) == {"reception": "5"}
    assert [each[1:] for each in differences(again, "three-public")] == [("2.5", "5", "3", "")]


def test_whoever_changed_nothing_gets_what_is_stored_now(client, budget, opened_by_both):
    section, carried = opened_by_both
    answer = client.post(section, {RECEPTION: "2.5", ABROAD: "", **carried}, follow=True)
    assert "没有改动，不用保存。" in words(answer) and amounts(budget) == {"reception": "4"}


@pytest.mark.parametrize("which", ["unsigned", "signed for something else", "of another stamp"])
def test_what_a_form_says_it_was_opened_on_counts_only_under_our_signature(
    client, budget, opened_by_both, which
):
    """Otherwise all that was sent counts as typed, and nothing of it is settled without a word."""
    section, carried = opened_by_both
    told = {"stamp": carried["stamp"], "values": {RECEPTION: "2.5"}}
    forged = {
        "unsigned": carried["opened"][:-1] + ("A" if carried["opened"][-1] != "A" else "B"),
        "signed for something else": signing.dumps(told, salt="other", compress=True),
        "of another stamp": signing.dumps(told | {"stamp": "0" * 16}, salt=stale.SALT, compress=True),
    }[which]
    sent = {RECEPTION: "2.5", ABROAD: "", "stamp": carried["stamp"]}
    answer = client.post(section, sent | {"opened": forged})
    assert answer.status_code == 409
    assert [each[1:] for each in differences(answer, "three-public")] == [(None, "4", "2.5", "mine")]
    assert client.post(section, sent | {"opened": carried["opened"]}).status_code == 302, "the true one does"


def test_a_stale_entry_asks_only_about_what_was_typed(client, clerk, budget):
    entry = people.entry(budget, "30", last="5", function="2010601")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    carried = ground(client.get(page))
    assert client.post(page, typed(entry, amount="31", **carried)).status_code == 302
    answer = client.post(page, typed(entry, last_amount="6", **carried))
    assert answer.status_code == 409
    assert differences(answer) == [("上年（万元）", "5", "5", "6", "mine")]
    form = answer.context["form"]
    assert form["amount"].value() == "31", "as it is now"
    again = typed(entry, amount="31", last_amount="6", **{"keep-last_amount": "mine"}, **ground(answer))
    assert client.post(page, again).status_code == 302
    entry.refresh_from_db()
    assert (entry.amount, entry.last_amount) == (people.yuan("31"), people.yuan("6"))


def test_an_entry_that_i_left_as_it_was_is_not_put_back(client, clerk, budget):
    entry = people.entry(budget, "30", last="5", function="2010601")
    page = people.page("entry", budget.pk, "expenditure", entry.pk)
    carried = ground(client.get(page))
    client.post(page, typed(entry, amount="31", **carried))
    assert client.post(page, typed(entry, **carried)).status_code == 302
    entry.refresh_from_db()
    assert entry.amount == people.yuan("31")


def indicator(row, **changed):
    same = {name: getattr(row, name) for name in ("area", "aspect", "name", "operator", "target", "unit")}
    return same | {"id": row.pk, "weight": "50"} | changed


@pytest.fixture
def project(budget):
    return budget.projects.create(name="维护", amount=people.yuan("1"), use="维护")


def made(project, name):
    return project.indicators.create(
        budget=project.budget, area="output", aspect="数量指标", name=name, target="10", weight=50
    )


def test_rows_that_only_others_changed_or_deleted_come_as_they_are_now(client, clerk, budget, project):
    first, second, third = (made(project, name) for name in ("甲", "乙", "丙"))
    page = people.page("project", budget.pk, project.pk)
    carried = ground(client.get(page))
    project.indicators.filter(pk=first.pk).update(target="99")
    gone = third.pk
    third.delete()
    kept = [indicator(first), indicator(second, target="20"), indicator(third, id=gone)]
    mine = {"name": "维护", "use": "维护", "amount": "1", **carried}
    answer = client.post(page, mine | rows("indicators", *kept, initial=3))
    assert answer.status_code == 409
    assert [each[1:] for each in differences(answer)] == [("10", "10", "20", "mine")]
    shown = [(form["name"].value(), form["target"].value()) for form in answer.context["rows"].forms]
    assert shown == [("甲", "99"), ("乙", "20")], "neither the old 10 nor the deleted row is back"

    again = mine | ground(answer) | {f"keep-indicators-{second.pk}-target": "mine"}
    now = [indicator(first, target="99"), indicator(second, target="20")]
    assert client.post(page, again | rows("indicators", *now, initial=2)).status_code == 302
    assert sorted(project.indicators.values_list("name", "target")) == [("乙", "20"), ("甲", "99")]


@pytest.mark.parametrize(("choice", "stands"), [("now", "99"), ("mine", "20")])
def test_a_row_that_both_changed_is_asked_about(client, clerk, budget, project, choice, stands):
    row = made(project, "甲")
    page = people.page("project", budget.pk, project.pk)
    mine = {"name": "维护", "use": "维护", "amount": "1"}
    mine |= rows("indicators", indicator(row, target="20"), initial=1)
    carried = ground(client.get(page))
    project.indicators.update(target="99")
    answer = client.post(page, mine | carried)
    assert answer.status_code == 409
    assert [each[1:] for each in differences(answer)] == [("10", "99", "20", "")]
    assert client.post(page, mine | ground(answer)).status_code == 409, "nothing chosen, nothing saved"
    chosen = {f"keep-indicators-{row.pk}-target": choice}
    assert client.post(page, mine | ground(answer) | chosen).status_code == 302
    assert project.indicators.get().target == stands


def test_a_row_added_by_pressing_twice_is_added_once(client, clerk, budget, project):
    page = people.page("project", budget.pk, project.pk)
    new = {
        "area": "output",
        "aspect": "数量指标",
        "name": "甲",
        "operator": "≥",
        "target": "10",
        "weight": "100",
    }
    sent = {"name": "维护", "use": "维护", "amount": "1", **ground(client.get(page))} | rows(
        "indicators", new
    )
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302
    assert project.indicators.count() == 1


# Nothing is cut without a word


def test_a_note_that_is_too_long_is_not_cut_but_said(client, clerk, budget):
    page = client.get(people.page("change", budget.pk))
    assert "<textarea" in words(page) and not re.search(r"<textarea[^>]*maxlength", words(page))
    answer = client.post(people.page("section", budget.pk, "notes"), {"note__scope": "字" * 300_000})
    assert answer.status_code == 400 and "最多 20000 字（收到 300000 字）" in words(answer)
    assert not budget.notes.exists()
