"""The sample departments: they are loaded once, published by the demo, and have no faults but those of their texts.

That they say what their published texts say is held in test_form_hunan.py, test_form_jiangxi.py and test_form_shanghai.py.
"""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction

from budgets.actions import load_chart
from budgets.books import open_books
from budgets.demo.load import YEARS, load_all
from budgets.models import Entry, Event, Particular
from disclosures.compose import compose, findings_of

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


@pytest.mark.django_db
def test_the_demo_publishes_each_sample_once_and_says_who_may_sign_in(settings, client, capsys):
    from disclosures.management.commands.demo import PEOPLE
    from disclosures.models import Examination, Version

    settings.SITE_SAMPLE = True
    call_command("demo")
    told = capsys.readouterr().out
    versions = list(Version.objects.values("sha256", "number", "published_by"))
    assert [(v["number"], v["published_by"]) for v in versions] == [(1, "finance")] * 4
    for name, _group, _shown, password in PEOPLE:
        assert client.login(username=name, password=password)
        validate_password(password, get_user_model().objects.get(username=name))
        assert f"{name}  {password}" in told
    for name in (HUNAN, LUSHAN, WANLI, PUTUO):
        assert f"/{name.replace('-', '/')}/" in told
    rights = [Group.objects.get(name=name).permissions.count() for name in ("填报", "复核", "财政局")]
    assert rights == [4 * 9 + 2 + 3 + 1, 9 + 4 + 2 + 3 + 1, 4 * 9 + 3 * 4 + 4 + 2]
    (examination,) = Examination.objects.all()
    report = f"/admin/disclosures/examination/{examination.pk}/change/"
    assert report in told and examination.by.username == "clerk"
    assert client.get(report).status_code == 200  # for the finance officer, who signed in last
    users = list(get_user_model().objects.order_by("pk").values())
    call_command("demo")
    assert list(Version.objects.values("sha256", "number", "published_by")) == versions
    assert [u["password"] for u in get_user_model().objects.order_by("pk").values()] == [
        u["password"] for u in users
    ]
    assert list(Examination.objects.all()) == [examination]


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
