"""The finance office registers how many people live in its region; nobody else does, and pages tell of it at once."""

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404

from budgets.models import Event, Region
from disclosures import copies, kept_pages, workflow
from disclosures.models import Population
from disclosures.peopling.actions import delete_population, save_population
from disclosures.reconciling import settle
from disclosures.understanding import pages
from tests import people
from tests.drafts import department, sound_budget

pytestmark = pytest.mark.django_db
SOURCE = "某县2025年国民经济和社会发展统计公报"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def officer():
    return people.finance_officer("finance", department().region)


def population(**changes):
    return Population(
        **{"region_code": "430001", "year": 2025, "persons": 100_000, "source": SOURCE} | changes
    )


def page():
    return (kept_pages.root() / pages.folder_of("430001", "101") / "430001-101.html").read_text()


def test_the_finance_office_registers_it_and_an_event_tells_so(officer):
    save_population(population=population(), by=officer)
    event = Event.objects.latest("seq")
    assert (event.action, event.who) == ("登记常住人口", "finance")
    assert event.detail["after"] == f"430001 2025年 100000人，来源：{SOURCE}"


def test_a_change_tells_what_stood_before(officer):
    kept = save_population(population=population(), by=officer)
    kept.persons = 99_000
    save_population(population=kept, by=officer)
    event = Event.objects.latest("seq")
    assert (
        event.action == "改常住人口"
        and "100000人" in event.detail["before"]
        and "99000人" in event.detail["after"]
    )


def test_another_regions_finance_office_and_a_clerk_may_not(officer):
    elsewhere = Region.objects.create(code="430002", name="某市", level="市")
    for other in (people.finance_officer("other", elsewhere), people.clerk("clerk", department())):
        with pytest.raises(Http404):
            save_population(population=population(), by=other)
    kept = save_population(population=population(), by=officer)
    with pytest.raises(Http404):
        delete_population(population=kept, by=people.finance_officer("third", elsewhere))
    assert Population.objects.count() == 1


def test_a_region_cannot_be_moved_to_one_that_is_not_kept(officer):
    Region.objects.create(code="430002", name="某市", level="市")
    kept = save_population(population=population(), by=officer)
    kept.region_code = "430002"
    with pytest.raises(Http404):
        save_population(population=kept, by=officer)


def test_nobody_lives_nowhere():
    for wrong in ({"persons": 0}, {"region_code": "43"}, {"source": ""}):
        with pytest.raises(ValidationError):
            population(**wrong).full_clean()


def test_pages_are_stored_anew_when_it_changes_and_when_it_goes(officer, django_capture_on_commit_callbacks):
    settle(workflow.publish(budget=sound_budget(), by=None).publication)
    assert "as-head" not in page()
    with django_capture_on_commit_callbacks(execute=True):
        kept = save_population(population=population(), by=officer)
    assert "123.45" in page() and SOURCE in page()
    with django_capture_on_commit_callbacks(execute=True):
        delete_population(population=kept, by=officer)
    assert "as-head" not in page()


def test_an_officer_types_it_in_the_admin(officer):
    from tests.experiments.common import signed_in

    browser = signed_in(officer)
    asked = browser.get("/admin/disclosures/population/add/").content.decode()
    assert "430001 某县" in asked and "填人数，不是万人数" in asked
    typed = {"region_code": "430001", "year": "2025", "persons": "100000", "source": SOURCE}
    assert browser.post("/admin/disclosures/population/add/", typed).status_code == 302
    assert Population.objects.get().persons == 100_000
    refused = browser.post("/admin/disclosures/population/add/", typed | {"region_code": "430002"})
    assert "请选择您负责的地区" in refused.content.decode()
    twice = browser.post("/admin/disclosures/population/add/", typed)
    assert "这个地区这一年已登记过常住人口。" in twice.content.decode()
    fresh = browser.post("/admin/disclosures/population/add/", typed | {"year": "2024", "source": ""})
    assert "请填写数据来源" in fresh.content.decode()


def test_an_officer_sees_only_the_numbers_of_their_own_region(officer):
    from tests.experiments.common import signed_in

    other = population(region_code="430002", source="别处的统计公报")
    other.save()
    browser = signed_in(officer)
    assert "别处的统计公报" not in browser.get("/admin/disclosures/population/").content.decode()
    assert browser.get(f"/admin/disclosures/population/{other.pk}/change/").status_code == 404
