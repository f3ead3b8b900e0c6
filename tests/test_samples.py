"""The sample departments: they are loaded once, published by the demo, and have no faults but those of their texts.

That they say what their published texts say is held in test_form_hunan.py, test_form_jiangxi.py and test_form_shanghai.py.
"""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from budgets.actions import load_chart
from budgets.books import open_books
from budgets.demo import county
from budgets.demo.load import YEARS, load, load_all
from budgets.models import Budget, Entry, Event, Handover, Membership, Particular
from disclosures import copies, workflow
from disclosures.chain import findings_now
from disclosures.compose import compose, findings_of
from disclosures.management.commands.demo import PEOPLE, password_of
from disclosures.models import Examination, Publication, Version

#: The samples by region, department and year.
HUNAN, LUSHAN, WANLI, PUTUO = "439900-101-2021", "360483-102-2021", "310107-401-2024", "310107-105-2025"


@pytest.fixture(scope="session")
def shelf(django_db_setup, django_db_blocker):
    """The books of the samples, loaded once; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        for year in YEARS:
            load_chart(year=year)
        books = [open_books(budget) for budget in load_all(by=None)]
        transaction.set_rollback(True)
    return {f"{b.region_code}-{b.department_code}-{b.year}": b for b in books}


@pytest.fixture(scope="session")
def documents(shelf):
    return {name: compose(books) for name, books in shelf.items()}


# Loading ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    for year in YEARS:
        load_chart(year=year)
    load_all(by=None)
    models = (Entry, Event, Particular)
    first = [list(model.objects.order_by("pk").values()) for model in models]
    load_all(by=None)
    assert [list(model.objects.order_by("pk").values()) for model in models] == first


@pytest.mark.django_db
def test_a_budget_somebody_works_on_is_left_alone():
    for year in YEARS:
        load_chart(year=year)
    budget = load_all(by=None)[0]
    budget.entries.last().delete()
    before = budget.entries.count()
    load_all(by=None)
    assert budget.entries.count() == before


@pytest.fixture
def quick_pdf(monkeypatch):
    """The PDF takes seconds and has tests of its own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.mark.django_db
def test_the_demo_stands_at_every_stage_and_says_who_may_sign_in(settings, client, capsys, quick_pdf):
    settings.SITE_SAMPLE = True
    call_command("demo")
    told = capsys.readouterr().out
    assert {budget.state for budget in Budget.objects.all()} == {*Budget.State}
    published = [(v.publication.department_code, v.number) for v in Version.objects.order_by("pk")]
    assert published == [
        *(("101", 1), ("102", 1), ("401", 1), ("105", 1), ("205", 1)),
        *(("205", 1), ("206", 1), ("207", 1), ("207", 2), ("208", 1), ("209", 1), ("210", 1)),
    ]
    late = Publication.objects.get(department_code="206")
    assert late.late_reason and (timezone.localdate(late.first_published_at) - late.due_on).days == 2
    for name in (HUNAN, LUSHAN, WANLI, PUTUO):
        assert f"/{name.replace('-', '/')}/" in told
    for username, _shown, role, _places in PEOPLE:
        user = get_user_model().objects.get(username=username)
        assert client.login(username=username, password=password_of(username))
        validate_password(password_of(username), user)
        assert f"{username}  {password_of(username)}" in told
        assert {each.role for each in user.memberships.all()} == {role} and user.email
    assert {role for _name, _shown, role, _places in PEOPLE} == {*Membership.Role}
    # One draft contradicts itself; what was opened from last year waits to be filled in.
    overdue = Budget.objects.get(department__code="301")
    assert [f.rule for f in findings_now(open_books(overdue)) if f.level == "error"] == ["R10"]
    opened = Budget.objects.get(department__code="105", year=2026)
    assert opened.entries.exists() and not opened.entries.exclude(amount=0).exists()


@pytest.mark.django_db
def test_the_demo_run_again_changes_nothing(settings, quick_pdf):
    settings.SITE_SAMPLE = True
    call_command("demo")
    rows = {model: list(model.objects.order_by("pk").values()) for model in KEPT}
    call_command("demo")
    assert {model: list(model.objects.order_by("pk").values()) for model in KEPT} == rows


class Killed(BaseException):
    """As no program catches it."""


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["the operator", "the finance office"])
def test_a_demo_that_was_killed_before_it_published_goes_on_when_run_again(
    settings, quick_pdf, monkeypatch, who
):
    """The samples are published by the operator, the county by its finance officer: rows of both may stand half-way."""
    settings.SITE_SAMPLE = True
    publish = workflow.publish

    def stopped(*, by, **told):
        if (by is None) == (who == "the operator"):
            raise Killed
        return publish(by=by, **told)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(workflow, "publish", stopped)
        call_command("demo")
    call_command("demo")
    assert {budget.state for budget in Budget.objects.all()} == {*Budget.State}
    assert Version.objects.count() == 12


KEPT = (get_user_model(), Membership, Budget, Entry, Handover, Event, Version, Examination)


@pytest.mark.django_db
def test_the_figures_of_the_county_agree_but_for_the_one_that_is_to_be_found():
    for year in (2025, county.YEAR):
        load_chart(year=year)
    for sample in (*county.earlier(), *county.samples()):
        findings = findings_now(open_books(load(sample=sample, by=None)))
        wrong = [f.id for f in findings if f.level != "info"]
        assert bool(wrong) == (sample.department["code"] == "301"), (sample.department, sample.budget, wrong)


@pytest.mark.django_db
def test_the_demo_keeps_away_from_a_real_portal(settings):
    settings.SITE_SAMPLE = settings.DEBUG = False
    with pytest.raises(CommandError, match="SITE_SAMPLE"):
        call_command("demo")
    assert not get_user_model().objects.exists()


#: What examining each sample finds: gaps of the published text itself, and no errors.
FINDINGS = {
    HUNAN: ["C01-e301", "C01-e302", "C01-f201", "C01-f210", "C04"],
    LUSHAN: [
        *("C01-e301", "C01-e302", "C01-e303", "C01-e310"),
        *("C01-f201", "C01-f208", "C01-f210", "C01-f221", "C04"),
    ],
    WANLI: ["C04", "R25-less"],
    PUTUO: ["C04", "R25-less"],
}


@pytest.mark.parametrize("name", FINDINGS)
def test_a_sample_has_no_errors_and_only_the_gaps_of_its_text(shelf, name):
    findings = findings_of(shelf[name])
    assert [f.message for f in findings if f.level == "error"] == []
    assert sorted(f.id for f in findings) == FINDINGS[name]
