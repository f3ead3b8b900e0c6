"""The index of what stands: it says what the version in force says, and what is lost of it is made again."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.actions import load_chart
from budgets.demo.load import load
from budgets.demo.putuo_finance_2025 import SAMPLE as PUTUO
from budgets.models import Particular
from disclosures import copies, indexing, withdrawing, workflow
from disclosures.models import Publication, SearchEntry, StandingFigure
from disclosures.packages.rows import rows_of
from disclosures.search import entries
from disclosures.verification import verify
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def budget():
    return sound_budget()


def standing(key="expenditure.total"):
    return StandingFigure.objects.get(key=key)


def test_a_publication_writes_every_figure_with_its_place_and_its_exact_value(budget):
    version = workflow.publish(budget=budget, by=None)
    said = version.document["figures"]
    assert StandingFigure.objects.count() == len(said)
    assert standing().value == Decimal(said["expenditure.total"]["value"]) == Decimal("12345000.00")
    assert standing().anchor == said["expenditure.total"]["places"][0]["anchor"]
    assert (standing().region_code, standing().year, standing().kind) == ("430001", 2025, "department")


def test_every_place_of_a_figure_stands_on_the_page_and_api_and_package_lead_there_too(client):
    for year in (2024, 2025):
        load_chart(year=year)
    version = workflow.publish(budget=load(sample=PUTUO, by=None), by=None)
    page = client.get(version.publication.get_absolute_url()).content.decode()
    anchors = {each.key: each.anchor for each in StandingFigure.objects.all() if each.anchor}
    assert set(anchors.values()) <= set(re.findall(r' id="([^"]+)"', page))
    without = [key for key, figure in version.document["figures"].items() if not figure["places"]]
    assert [key for key in without if key in anchors], "some stand in sentences alone"
    told = client.get(f"/api/v1/versions/{version.sha256}/figures/").json()
    assert {each["key"]: each["url"].partition("#")[2] for each in told if "#" in each["url"]} == anchors
    rows = rows_of(version.document)["figures"]
    assert {row["key"]: row["anchor"] for row in rows if row["anchor"]} == anchors


def test_an_unknown_figure_is_unknown_and_no_zero(budget):
    Particular.objects.update(last=None)
    version = workflow.publish(budget=budget, by=None)
    unknown = [key for key, figure in version.document["figures"].items() if figure["value"] is None]
    assert unknown
    assert {each.value for each in StandingFigure.objects.filter(key__in=unknown)} == {None}


def test_a_correction_replaces_the_rows_of_the_version_before(budget):
    workflow.publish(budget=budget, by=None)
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="漏报一项收入")
    assert standing().value == Decimal("12355000.00")


def test_nothing_is_found_of_what_was_withdrawn(budget):
    version = workflow.publish(budget=budget, by=None)
    withdrawing.withdraw(
        publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
    )
    assert not StandingFigure.objects.exists()
    assert indexing.write_missing() == 0


def test_what_was_lost_of_the_index_is_made_again(budget):
    version = workflow.publish(budget=budget, by=None)
    StandingFigure.objects.all().delete()
    Publication.objects.update(indexed="")
    assert indexing.write_missing() == 1
    assert standing().value == Decimal("12345000.00")
    assert list(verify(version.publication)) == []


def test_verify_finds_an_index_that_says_something_else(budget):
    version = workflow.publish(budget=budget, by=None)
    StandingFigure.objects.filter(key="expenditure.total").update(number=1)
    StandingFigure.objects.filter(key="income.total").delete()
    (fault,) = list(verify(version.publication))
    assert "expenditure.total、income.total" in fault


@pytest.mark.parametrize("value, number", [("0.01", 1), ("-12.30", -1230), (3, 300), (None, None)])
def test_values_are_kept_in_hundredths(value, number):
    assert indexing.hundredths(value) == number


def test_no_decimal_is_lost_in_silence():
    with pytest.raises(ValueError, match="more than two decimals"):
        indexing.hundredths("1.005")


# What it costs -----------------------------------------------------------------------------------------------------


def test_what_is_found_of_a_publication_is_written_once(budget, django_capture_on_commit_callbacks):
    version = workflow.publish(budget=budget, by=None)
    with django_capture_on_commit_callbacks() as afterwards, CaptureQueriesContext(connection) as asked:
        indexing.write(version.publication, version.document, version.sha256)
    assert len(afterwards) == 1, "accounts and terms are counted once"
    said = [each["sql"] for each in asked if each["sql"].startswith(("DELETE", "INSERT", "UPDATE"))]
    on_entries = [sql for sql in said if "disclosures_searchentry" in sql.partition(" WHERE ")[0]]
    assert [sql.split()[0] for sql in on_entries if "INSERT" not in sql] == ["DELETE", "DELETE"]


def test_no_department_has_two_entries(budget):
    workflow.publish(budget=budget, by=None)
    entry = SearchEntry.objects.get(group="department")
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


def test_another_year_that_comes_meanwhile_leaves_one_entry_too(budget, monkeypatch):
    publication = workflow.publish(budget=budget, by=None).publication
    made = entries.department

    def meanwhile(listed):
        monkeypatch.setattr(entries, "department", made)
        made(listed).save()  # what somebody else committed after the entry was deleted here
        return made(listed)

    monkeypatch.setattr(entries, "department", meanwhile)
    entries.clear(publication)
    assert [each.publication for each in SearchEntry.objects.filter(group="department")] == [publication]


@pytest.mark.parametrize(
    "address, index",
    [
        ("/", "publications_by_moment"),
        ("/compare/", "publications_by_first_moment"),
        ("/data/", "versions_by_moment"),
        ("/feed/", "versions_by_moment"),
    ],
)
def test_what_came_last_is_read_off_an_index(client, budget, address, index):
    workflow.publish(budget=budget, by=None)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    sql = next(each["sql"] for each in asked if 'published_at" DESC' in each["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # with a few rows it would read them all
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert index in plan, plan
    assert "USE TEMP B-TREE" not in plan and "Sort" not in plan, plan
