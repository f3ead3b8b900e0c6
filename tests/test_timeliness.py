"""Whether a department was in time, and why not: in the document, on the page, in lists and through the API."""

from datetime import date, datetime

import pytest

from disclosures import copies
from disclosures.indexing import publication_fields
from disclosures.models import Publication
from disclosures.timeliness import days_late, of_document, timeliness, with_reason
from tests.disclosed import document, lines

DEADLINE = {"approved_on": "2025-01-15", "due_on": "2025-02-04"}
WHY = "附表核对用时较长。"


def published(day):
    return datetime.fromisoformat(f"2025-02-{day:02}T10:00:00+08:00")


def test_a_budget_published_in_time_says_on_which_day():
    assert of_document(DEADLINE, published(2)).words == "按时公开（批复后第18日）"


def test_a_late_one_says_how_late_and_why():
    late = of_document(with_reason(DEADLINE, f" {WHY} "), published(6))
    assert (late.words, late.reason) == ("逾期2日公开", WHY)


def test_a_reason_given_beforehand_is_not_told_of_what_came_in_time():
    assert timeliness(published(4), date(2025, 1, 15), date(2025, 2, 4), WHY).reason == ""


@pytest.mark.parametrize(
    ("approved_on", "day", "is_first", "days"),
    [
        (date(2025, 1, 15), date(2025, 2, 4), True, 0),
        (date(2025, 1, 15), date(2025, 2, 5), True, 1),
        (date(2025, 1, 15), date(2025, 3, 1), False, 0),  # corrects what was public before
        (None, date(2025, 3, 1), True, 0),
    ],
)
def test_what_will_be_late_is_told_by_the_day_on_which_it_first_becomes_public(
    approved_on, day, is_first, days
):
    assert days_late(approved_on, day, is_first=is_first) == days


def test_a_document_without_a_reason_stays_as_it_was():
    assert with_reason(DEADLINE, " ") == DEADLINE
    assert with_reason({}, WHY) == {}


def test_the_index_keeps_the_reason_of_the_document():
    assert publication_fields(document(deadline=with_reason(DEADLINE, WHY)))["late_reason"] == WHY
    assert publication_fields(document(deadline=DEADLINE))["late_reason"] == ""


def test_english_pages_give_the_reason_in_chinese():
    told = document(deadline=with_reason(DEADLINE, WHY))
    page = copies.render_page(told, "0" * 64, language="en", versions=lines())
    assert f'Published 2 days late, because: <span lang="zh-CN">{WHY}</span>' in page


@pytest.mark.django_db
def test_the_api_tells_how_late_and_why(client):
    fields = publication_fields(document(deadline=with_reason(DEADLINE, WHY)))
    place = {"region_code": "430000", "department_code": "101", "year": 2025}
    Publication.objects.create(**place, **fields, first_published_at=fields["published_at"])
    told = client.get("/api/v1/departments/").json()["results"][0]
    assert (told["days_late"], told["late_reason"], told["due_on"]) == (2, WHY, "2025-02-04")
    Publication.objects.update(approved_on=None, due_on=None, late_reason="")
    assert client.get("/api/v1/departments/").json()["results"][0]["days_late"] is None
