"""No series breaks in silence: what became of a code between two years is told, and joined only where it is the same."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import override

from budgets import chart
from budgets.models import Event
from disclosures import copies, workflow
from disclosures.comparing import seeding
from disclosures.comparing.actions import save_code_change
from disclosures.comparing.comparability import Change, Crosswalk, Kind, comparability, concerns, names_of
from disclosures.models import CodeChange, StandingFigure
from disclosures.understanding import pages, years
from tests import disclosed, people
from tests.drafts import sound_budget

FUNCTION = "function"


@pytest.fixture(autouse=True)
def chinese():
    """Whatever page another test asked for before."""
    with override("zh-hans"):
        yield


def crosswalk(*changes):
    return Crosswalk(tuple(Change(FUNCTION, *change) for change in changes))


def said(walk, code, first, last, system=FUNCTION):
    return [str(each) for each in walk.comparability(system, code, first, last).breaks]


# What is told -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_citizen_is_told_that_letters_and_visits_have_a_new_code_since_2024():
    found = comparability(FUNCTION, "2010308", 2023, 2025)
    (only,) = found.breaks
    assert (only.kind, only.year, only.is_joined) == (Kind.MOVED, 2024, True)
    assert [each.code for each in (*only.old, *only.new)] == ["2010308", "2014004"]
    assert "2010308 信访事务" in str(only) and "信访事务单列一款" in str(only)
    assert found.is_comparable


@pytest.mark.django_db
def test_years_can_be_given_in_any_order_and_a_year_with_itself_says_nothing():
    walk = Crosswalk.read()
    assert walk.comparability(FUNCTION, "2010308", 2025, 2023) == walk.comparability(
        FUNCTION, "2010308", 2023, 2025
    )
    assert walk.comparability(FUNCTION, "2010308", 2024, 2024).breaks == ()


@pytest.mark.django_db
def test_what_changed_before_or_after_the_two_years_is_not_told():
    walk = Crosswalk.read()
    assert walk.comparability(FUNCTION, "2010308", 2024, 2026).breaks == ()
    assert walk.comparability(FUNCTION, "2010602", 2021, 2026).breaks == ()


@pytest.mark.django_db
def test_a_heading_hears_of_what_left_it_and_not_of_what_moved_within():
    walk = Crosswalk.read()
    # 信访事务 went from one 款 of 201 to another: 201 is what it was.
    assert walk.comparability(FUNCTION, "201", 2023, 2025).is_comparable
    assert not walk.comparability(FUNCTION, "20103", 2023, 2025).is_comparable
    # 自然灾害生活救助 left 208 for 224 in 2019.
    for code in ("208", "224"):
        found = walk.comparability(FUNCTION, code, 2018, 2019)
        assert any("20815" in str(each) for each in found.breaks)
        assert not found.is_comparable


def test_a_code_hears_of_what_happened_to_its_heading():
    walk = crosswalk((2022, "20110", "20801"))
    assert not walk.comparability(FUNCTION, "2011050", 2021, 2022).is_comparable
    assert not walk.comparability(FUNCTION, "2080150", 2021, 2022).is_comparable
    assert walk.comparability(FUNCTION, "2080201", 2021, 2022).is_comparable


def test_a_code_that_was_divided_is_told_with_all_its_parts():
    walk = crosswalk((2022, "2029977", "2029978"), (2022, "2029977", "2029979"))
    (only,) = walk.comparability(FUNCTION, "2029977", 2021, 2023).breaks
    assert [each.code for each in only.new] == ["2029978", "2029979"]
    assert not only.is_joined


def test_a_code_that_ended_with_nothing_in_its_place_is_told():
    walk = crosswalk((2022, "2029977", ""))
    (only,) = walk.comparability(FUNCTION, "2029977", 2021, 2022).breaks
    assert only.new == () and only.old[0].code == "2029977"


def test_a_code_under_another_name_can_be_compared_and_the_name_is_told():
    found = Crosswalk().comparability(FUNCTION, "2010305", 2019, 2021)
    (only,) = found.breaks
    assert only.kind == Kind.RENAMED and "专项业务活动" in str(only)
    assert found.is_comparable


def test_a_code_given_to_another_subject_cannot_be_compared():
    history = [code for system, code in chart._all_history() if system == FUNCTION]
    reused = next(
        code
        for code in history
        if chart.is_reused(FUNCTION, code)
        and {names_of(FUNCTION, 2017).get(code), names_of(FUNCTION, 2021).get(code)} - {None}
        and names_of(FUNCTION, 2017).get(code) != names_of(FUNCTION, 2021).get(code)
    )
    assert not Crosswalk().comparability(FUNCTION, reused, 2017, 2021).is_comparable


def test_a_code_that_nobody_knows_is_not_said_to_have_begun():
    assert Crosswalk().comparability(FUNCTION, "2990101", 2018, 2025).breaks == ()


def test_a_code_that_the_chart_begins_is_told():
    (only,) = Crosswalk().comparability(FUNCTION, "2014004", 2023, 2025).breaks
    assert (only.kind, only.year) == (Kind.BEGAN, 2024)


# What is joined ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_series_is_followed_both_ways_over_one_code_that_became_one():
    walk = Crosswalk.read()
    assert walk.code_in(FUNCTION, "2014004", 2025, 2022) == "2010308"
    assert walk.code_in(FUNCTION, "2010308", 2022, 2025) == "2014004"
    assert walk.code_in(FUNCTION, "2010602", 2022, 2025) == "2010602"


@pytest.mark.parametrize(
    "changes",
    [
        [(2024, "2010308", "2014004"), (2024, "2010308", "2014003")],  # divided
        [(2024, "2010308", "2014004"), (2024, "2010309", "2014004")],  # merged
        [(2024, "2010308", "2010302")],  # into one that was there before
        [(2024, "2010308", "20140")],  # into a heading
    ],
)
def test_what_was_divided_or_merged_is_never_joined(changes):
    walk = crosswalk(*changes)
    assert walk.code_in(FUNCTION, "2010308", 2023, 2024) == "2010308"
    assert not walk.comparability(FUNCTION, "2010308", 2023, 2024).is_comparable


@pytest.mark.parametrize(
    "confidence, is_joined, words",
    [
        ("high", True, "据前后年度科目推定的，把握较大，本级财政尚未核对"),
        ("medium", False, "据前后年度科目推定的，本级财政尚未核对"),
        ("low", False, "只是据前后年度科目推测的，把握较小，本级财政尚未核对"),
    ],
)
def test_what_nobody_has_checked_is_told_as_inferred_and_joined_only_with_good_reason(
    confidence, is_joined, words
):
    moved = Change(FUNCTION, 2024, "2010308", "2014004", confidence=confidence, is_checked=False)
    walk = Crosswalk((moved,))
    assert walk.code_in(FUNCTION, "2010308", 2023, 2024) == ("2014004" if is_joined else "2010308")
    (only,) = walk.comparability(FUNCTION, "2010308", 2023, 2024).breaks
    assert only.is_joined == is_joined and words in str(only)
    checked = Crosswalk((replace(moved, is_checked=True),))
    (only,) = checked.comparability(FUNCTION, "2010308", 2023, 2024).breaks
    assert only.is_joined and "推" not in str(only) and "核对" not in str(only)


def test_of_several_lines_the_least_sure_is_what_is_said():
    sure = Change(FUNCTION, 2022, "2029977", "2029978", is_checked=False)
    walk = Crosswalk((sure, Change(FUNCTION, 2022, "2029977", "2029979", confidence="low", is_checked=False)))
    (only,) = walk.comparability(FUNCTION, "2029977", 2021, 2023).breaks
    assert only.doubt == "low"


def test_two_renamings_are_followed_one_after_the_other():
    walk = crosswalk((2022, "2990101", "2990102"), (2024, "2990102", "2990103"))
    assert walk.code_in(FUNCTION, "2990103", 2025, 2020) == "2990101"
    assert len(said(walk, "2990102", 2020, 2025)) == 2


def notes_of(walk, documents):
    """What the table of functions says below it."""
    told = [years.Version(each, 1, f"/{each['year']}/") for each in documents]
    tables = {each.key: each for each in years.history(told, {}, lambda version, slug: "/", walk).tables}
    return [note.text for note in tables["function"].notes]


@pytest.mark.parametrize("old, new", [("2010601", "2080599"), ("2070899", "2010601"), ("20106", "20805")])
def test_a_department_over_the_years_is_told_of_a_code_that_left_one_class_for_another(old, new):
    documents = [disclosed.document(year=year) for year in (2024, 2025)]
    (note,) = notes_of(crosswalk((2025, old, new)), documents)
    assert note.startswith(f"2025年起，{old}") and new in note
    assert notes_of(Crosswalk(), documents) == []


def test_a_department_is_not_told_of_codes_that_it_never_had():
    documents = [disclosed.document(year=year) for year in (2024, 2025)]
    assert notes_of(crosswalk((2025, "2010399", "2080599")), documents) == []


@pytest.mark.parametrize(
    "codes, is_told",
    [
        ({"208", "20805", "2080505"}, False),  # told down to the items, and none of these
        ({"208", "20822"}, True),
        ({"208", "20822", "2082201"}, True),
        ({"208"}, True),  # it tells nothing below the class: it may be there
        ({"201", "2010601"}, False),
    ],
)
def test_a_change_of_codes_concerns_who_lists_them_or_may_have_them(codes, is_told):
    (change,) = crosswalk((2024, "20822", "2137201")).comparability(FUNCTION, "208", 2023, 2025).breaks
    assert concerns(change, codes) == is_told


# Where it comes from ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_crosswalk_comes_with_the_chart_and_is_written_once():
    assert CodeChange.objects.count() == len(list(seeding.lines())) == 79
    assert seeding.missing(CodeChange.objects) == 0


def test_the_year_of_every_line_of_the_file_can_be_told():
    assert seeding.undated() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "old, new, year, confidence, note",
    [
        ("2010308", "2014004", 2024, "high", "信访事务单列一款"),
        ("20110", "20801", 2021, "medium", "起始年度尚待核对"),
        ("2101016", "2013816", 2019, "medium", "2013816自2020年起才有"),
        ("2029901", "2029999", 2021, "medium", "起始年度尚待核对"),  # high, but for its year
    ],
)
def test_a_line_says_since_when_and_how_sure_it_is(old, new, year, confidence, note):
    line = CodeChange.objects.get(old_code=old, new_code=new)
    assert (line.year, line.confidence) == (year, confidence)
    assert note in line.note


@pytest.mark.django_db
def test_nothing_that_comes_with_the_chart_is_said_to_have_been_checked():
    assert not CodeChange.objects.filter(is_checked=True).exists()
    (only,) = comparability(FUNCTION, "2010308", 2023, 2025).breaks
    assert "推定的，把握较大，本级财政尚未核对" in str(only)


@pytest.mark.django_db
def test_what_the_finance_office_put_aside_does_not_come_back_and_is_not_told():
    change = CodeChange.objects.get(old_code="2010308")
    change.is_void, change.note = True, "核对后没有这一变动"
    save_code_change(change=change, by=people.finance_officer())
    assert seeding.missing(CodeChange.objects) == 0
    change.refresh_from_db()
    assert change.is_void and change.note == "核对后没有这一变动"
    assert all(each.kind != Kind.MOVED for each in comparability(FUNCTION, "2010308", 2023, 2025).breaks)


# Who keeps it -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_finance_office_adds_a_line_in_the_admin_and_it_is_recorded(client):
    officer = people.finance_officer()
    client.force_login(officer)
    sent = {
        "system": "function",
        "year": "2026",
        "old_code": "2010607",
        "new_code": "2010608",
        "note": "并入财政委托业务支出",
        "confidence": "high",
    }
    answer = client.post("/admin/disclosures/codechange/add/", sent)
    assert answer.status_code == 302
    event = Event.objects.order_by("seq").last()
    assert (event.action, event.by) == ("新增科目衔接", officer)
    assert "2010607 → 2010608（2026年）" in event.detail["after"]
    assert not comparability(FUNCTION, "2010607", 2025, 2026).is_comparable


@pytest.mark.django_db
def test_the_finance_office_changes_how_sure_a_line_is_and_not_what_it_speaks_of(client):
    client.force_login(people.finance_officer())
    change = CodeChange.objects.get(old_code="20110")
    sent = {"note": "已对照2021年科目表", "confidence": "medium", "is_checked": "on"}
    sent |= {"old_code": "20199", "year": "2019"}
    assert client.post(f"/admin/disclosures/codechange/{change.pk}/change/", sent).status_code == 302
    change.refresh_from_db()
    assert (change.old_code, change.year, change.is_checked) == ("20110", 2021, True)
    event = Event.objects.order_by("seq").last()
    assert event.action == "改科目衔接"
    assert "推定，把握一般" in event.detail["before"] and "已由本级财政核对" in event.detail["after"]


@pytest.mark.django_db
def test_the_finance_office_confirms_several_lines_at_once_and_each_is_recorded(client):
    client.force_login(people.finance_officer())
    chosen = CodeChange.objects.filter(old_code__in=["2010308", "20115"])
    done = CodeChange.objects.get(old_code="20124")
    CodeChange.objects.filter(pk=done.pk).update(is_checked=True)
    page = client.get("/admin/disclosures/codechange/").content.decode()
    assert "本级财政已核对" in page and "推定的把握" in page
    sent = {"action": "confirm", "_selected_action": [done.pk, *chosen.values_list("pk", flat=True)]}
    answer = client.post("/admin/disclosures/codechange/", sent, follow=True)
    assert "已记为核对：2条" in answer.content.decode()
    assert set(CodeChange.objects.filter(is_checked=True)) == {done, *chosen}
    assert Event.objects.filter(action="改科目衔接").count() == 2
    (only,) = comparability(FUNCTION, "2010308", 2023, 2025).breaks
    assert "核对" not in str(only)


@pytest.mark.django_db
def test_nobody_else_confirms_a_line(client):
    change = CodeChange.objects.get(old_code="2010308")
    client.force_login(people.clerk())
    sent = {"action": "confirm", "_selected_action": [change.pk]}
    assert client.post("/admin/disclosures/codechange/", sent).status_code in (403, 404)
    change.refresh_from_db()
    assert not change.is_checked


# Which pages are made again -----------------------------------------------------------------------------------------


def pages_of_departments(monkeypatch, *codes):
    """Two departments stand, the second with money on these sources besides; the pages that were forgotten."""
    forgotten = []
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    monkeypatch.setattr(pages, "forget", lambda region, department: forgotten.append(department))
    first = workflow.publish(budget=sound_budget(code="101"), by=None).publication
    second = workflow.publish(budget=sound_budget(code="102"), by=None).publication
    for key in codes:
        StandingFigure.objects.create(
            publication=second, key=key, region_code="430001", department_code="102", year=2025, number=1
        )
    return first, forgotten


@pytest.mark.parametrize(
    "system, old, new, keys, told",
    [
        ("function", "2019999", "2089999", ["expenditure.f208"], ["101", "102"]),  # both have money under 201
        ("function", "2070804", "2080804", ["expenditure.f208"], ["102"]),
        ("function", "2010308", "2014004", [], []),  # within 201, of which pages tell no more
        ("function", "2070804", "", ["expenditure.f207"], ["102"]),
        ("economic", "30201", "30299", [], []),  # no row of such a page
        ("source", "304", "305", ["income.s304"], ["102"]),
    ],
)
def test_only_pages_of_departments_with_money_on_what_changed_are_made_again(
    db, monkeypatch, django_capture_on_commit_callbacks, system, old, new, keys, told
):
    _first, forgotten = pages_of_departments(monkeypatch, *keys)
    change = CodeChange(system=system, year=2026, old_code=old, new_code=new)
    with django_capture_on_commit_callbacks(execute=True):
        save_code_change(change=change, by=None)
    assert forgotten == told


def test_what_a_line_spoke_of_before_is_made_again_too(db, monkeypatch, django_capture_on_commit_callbacks):
    _first, forgotten = pages_of_departments(monkeypatch, "expenditure.f208")
    change = CodeChange.objects.create(system=FUNCTION, year=2026, old_code="2070804", new_code="2080804")
    change.old_code, change.new_code = "2120101", "2130101"
    with django_capture_on_commit_callbacks(execute=True):
        save_code_change(change=change, by=None)
    assert forgotten == ["102"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", [people.clerk, people.reviewer, people.publisher])
def test_nobody_else_writes_it(who):
    change = CodeChange(system="function", year=2026, old_code="2010607", new_code="2010608")
    with pytest.raises(Http404):
        save_code_change(change=change, by=who())
    assert not Event.objects.filter(action="新增科目衔接").exists()


@pytest.mark.django_db
def test_a_change_into_itself_is_refused_in_a_sentence():
    change = CodeChange(system="function", year=2026, old_code="2010607", new_code="2010607")
    with pytest.raises(ValidationError, match="新编码与原编码相同"):
        change.full_clean()


def test_the_mark_of_a_departments_page_hears_only_of_changes_that_it_tells(db, monkeypatch):
    pages_of_departments(monkeypatch, "expenditure.f208")

    def marks():
        found = {}
        for code in ("101", "102"):
            found[code] = pages.Department("430001", code).marks()[f"/430001/{code}/"]
        return found

    before = marks()
    CodeChange.objects.create(system=FUNCTION, year=2025, old_code="2070804", new_code="2080804", note="一")
    assert marks()["101"] == before["101"] and marks()["102"] != before["102"]
    before = marks()
    CodeChange.objects.create(system="economic", year=2025, old_code="30201", new_code="30299")
    CodeChange.objects.filter(old_code="2010308").update(is_checked=True)
    assert marks() == before, "it moved within 201, which is all that such a page tells of it"
