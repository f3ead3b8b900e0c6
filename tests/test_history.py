"""A page tells of earlier years what their own current versions say, and follows when one of them is corrected."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import Budget, Particular
from disclosures import copies, history, store, workflow
from disclosures.models import Publication, Version
from disclosures.verification import verify
from tests import people
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


def budget_of(year, code="101", last=2100000):
    """公务接待费 of 234.50万元, after ``last`` yuan the year before; None where that is not known."""
    budget = sound_budget(code=code, year=year)
    Particular.objects.filter(budget=budget, key="three-public.reception").update(last=last)
    return budget


def publish(year, **others):
    return workflow.publish(budget=budget_of(year, **others), by=None)


def correct(version):
    """The department restates what it had the year before, and has more money."""
    budget = Budget.objects.get(year=version.publication.year)
    raise_by(budget, 10000)
    Particular.objects.filter(budget=budget, key="three-public.reception").update(last=1980000)
    return workflow.publish(budget=budget, by=None, reason="上年数有误")


def reception(client, year, tail="", language=""):
    """{year: amount} of 公务接待费, as the table beside the chart of a page says."""
    page = Reading(client.get(f"{language}/430001/101/{year}/{tail}").content.decode())
    rows = [
        [text_of(cell) for cell in row] for row in page.one("table:has(#chart-three-public-c)").iter("tr")
    ]
    item = next(row for row in rows if row[0] in ("公务接待费", "Official receptions"))
    return dict(zip(rows[0][1:], item[1:], strict=True))


def current(year):
    return Publication.objects.get(year=year)


def all_is_well():
    return [line for each in Publication.objects.all() for line in verify(each)] == []


def test_a_page_tells_what_earlier_years_said_themselves(client):
    publish(2024)
    publish(2025, last=None)
    assert reception(client, 2024) == {"2023": "210.00", "2024": "234.50"}
    assert reception(client, 2025) == {"2023": "210.00", "2024": "234.50", "2025": "234.50"}
    assert reception(client, 2025, language="/en") == reception(client, 2025)
    assert all_is_well()


def test_last_year_is_what_this_document_says_of_it(client):
    publish(2024)
    publish(2025, last=2222200)
    assert reception(client, 2025)["2024"] == "222.22"


@pytest.mark.parametrize("tail", ["", "v1/"])
def test_correcting_a_year_renews_the_pages_of_later_ones(client, tail):
    first = publish(2024)
    publish(2025)
    before = client.get(f"/430001/101/2025/{tail}")
    correct(first)
    after = client.get(f"/430001/101/2025/{tail}", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert (reception(client, 2024)["2023"], reception(client, 2025, tail)["2023"]) == ("198.00", "198.00")
    assert all_is_well()


def test_a_year_published_late_reaches_the_pages_of_later_ones(client):
    publish(2025)
    assert "2023" not in reception(client, 2025)
    publish(2024)
    assert reception(client, 2025)["2023"] == "210.00"
    assert current(2024).history == ""
    assert all_is_well()


def test_files_and_versions_of_other_years_stay_as_they_are(client):
    first = publish(2024)
    second = publish(2025)
    names = list(copies.file_names(second.document))
    before = {name: store.read(second.sha256, name) for name in names}
    correct(first)
    reception(client, 2025)
    assert {name: store.read(second.sha256, name) for name in names} == before
    assert all(copies.render_file(n, second.document, second.sha256) == before[n] for n in names)


def test_only_the_same_department_and_four_years_are_told_of(client):
    told = [publish(year) for year in (2021, 2022, 2023, 2024)]
    for year, code in ((2020, "101"), (2024, "102"), (2026, "101")):
        publish(year, code=code)
    last = publish(2025)
    assert list(history.before(last.publication)) == told
    assert last.publication.history == history.digest_of(version.sha256 for version in told)
    assert list(reception(client, 2025)) == ["2021", "2022", "2023", "2024", "2025"]
    assert {current(2020).history, Publication.objects.get(department_code="102").history} == {""}


@pytest.mark.parametrize(("is_stored", "most"), [(True, 1), (False, 12)])
def test_earlier_years_cost_a_stored_page_nothing_and_a_new_one_a_query(client, is_stored, most):
    """A new page asks for its document, for the versions beside it and for those of earlier years; and, of each of the four
    files it is kept in, twice, whether what it tells of still stands. However many years."""
    for year in (2022, 2023, 2024, 2025):
        version = publish(year)
    if not is_stored:
        for path in store.path_of(version.sha256, "x").parent.glob("page.*"):
            path.unlink()
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/430001/101/2025/").status_code == 200
    # PostgreSQL is also told, each time, how long it may take.
    assert len([each for each in queries if "disclosures_" in each["sql"]]) == most


def test_a_page_made_while_an_earlier_year_was_corrected_stands_under_what_it_tells(client, rf):
    first = publish(2024)
    publish(2025)
    seen = Version.objects.select_related("publication").get(publication__year=2025)
    stale = seen.publication.history
    correct(first)
    for path in store.path_of(seen.sha256, "x").parent.glob("page.*"):
        path.unlink()
    answer = copies.respond(rf.get("/"), seen, "page.zh-hans.html")
    assert stale not in answer["ETag"] and current(2025).history in answer["ETag"]
    assert "198.00" in answer.content.decode()
    assert all_is_well()


def test_verify_finds_a_history_that_is_none():
    publish(2024)
    publish(2025)
    Publication.objects.filter(year=2025).update(history="0" * 12)
    assert [line for line in verify(current(2025)) if "history" in line]


def test_what_was_published_before_gets_its_history_with_the_migration():
    for year, code in ((2020, "101"), (2023, "101"), (2024, "101"), (2025, "101"), (2025, "102")):
        publish(year, code=code)
    correct(Version.objects.get(publication__year=2024))
    kept = dict(Publication.objects.values_list("pk", "history"))
    Publication.objects.update(history="")
    import_module("disclosures.migrations.0003_pages_tell_of_earlier_years").remember(apps, None)
    assert dict(Publication.objects.values_list("pk", "history")) == kept
    assert len(set(kept.values())) == 4, "2020 and 102 have none"


def test_the_preview_tells_of_earlier_years_too(client):
    publish(2024)
    budget = budget_of(2025)
    client.force_login(people.clerk())
    page = client.get(reverse("admin:budgets_budget_preview", args=[budget.pk])).content.decode()
    assert "2023" in text_of(Reading(page).one("table:has(#chart-three-public-c)"))
