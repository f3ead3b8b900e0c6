"""The finance bureau chooses the form of its region; without a choice the division code decides."""

import pytest
from django.urls import reverse

from budgets.books import open_books
from budgets.models import Account, Region
from disclosures.compose import compose, form_of
from tests import drafts, people
from tests.drafts import sound_budget


@pytest.fixture
def officer(client):
    """Signed in for the regions that these tests work on."""
    of = [people.department().region, drafts.department().region, drafts.department(region="650001").region]
    client.force_login(people.finance_officer("shen", *of))
    return client


def choose(client, region, family):
    page = reverse("admin:budgets_region_change", args=[region.pk])
    return client.post(
        page, {"code": region.code, "name": region.name, "level": region.level, "form": family}
    )


@pytest.mark.django_db
def test_the_officer_is_offered_every_family_of_forms_once(officer):
    region = sound_budget().department.region
    page = officer.get(reverse("admin:budgets_region_change", args=[region.pk])).content.decode()
    assert page.count('<option value="national"') == 1
    assert page.count('<option value="anhui"') == 1
    assert "按行政区划代码" in page


@pytest.mark.django_db
def test_what_is_chosen_is_what_the_next_document_is_written_in(officer):
    budget = sound_budget(region="650001")
    assert compose(open_books(budget)).form == "national"
    assert choose(officer, budget.department.region, "anhui").status_code == 302
    budget.refresh_from_db()
    document = compose(open_books(budget))
    assert (document.form, form_of(open_books(budget)).family) == ("anhui-2021", "anhui")


@pytest.mark.django_db
def test_a_form_that_is_not_offered_cannot_be_chosen(officer):
    region = sound_budget().department.region
    assert choose(officer, region, "atlantis").status_code == 200
    assert Region.objects.get(pk=region.pk).form == region.form


@pytest.mark.django_db
def test_a_budget_of_a_year_without_a_chart_gets_the_chart_of_that_year(officer):
    department = sound_budget(region="650001").department
    added = officer.post(reverse("admin:budgets_budget_add"), {"department": department.pk, "year": "2016"})
    assert added.status_code == 302
    assert Account.objects.filter(year=2016, system="source", code="101").exists()
    assert form_of(open_books(department.budgets.get(year=2016))).key == "national-2015"
