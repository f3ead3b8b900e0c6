"""The walk of one figure: 公务接待费, typed ``1,234.5`` in the admin, followed to everything the public can read.

Read this first: it is the house in seven stops. It fails if a unit factor, the freezing, a rule or the rounding breaks.
"""

import io
import json
import re
from decimal import Decimal

import docx
import openpyxl
import pypdf
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from budgets.actions import waive
from budgets.books import open_books
from budgets.models import Entry
from disclosures import workflow
from disclosures.compose import findings_of
from disclosures.drafts import draft_of
from disclosures.models import Version
from tests import people
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db
ADDRESS = "/430001/101/2025/"


@pytest.fixture
def budget():
    """A budget that is complete but for 公务接待费: 1,234.50万元 more is received than is spent."""
    budget = sound_budget(amount="24690000")
    budget.entries.filter(function__isnull=False).update(amount=Decimal("12345000"))
    budget.entries.filter(economic__code="30101").update(amount=Decimal("12345000"))
    budget.entries.filter(economic__code="30217").delete()
    budget.particulars.filter(key="running").update(value=Decimal("12345000"), last=Decimal("12345000"))
    budget.particulars.filter(key="three-public.reception").update(value=0)
    return budget


def test_one_figure_from_the_form_where_it_is_typed_to_the_pages_where_the_public_reads_it(budget, client):
    clerk, reviewer, officer = people.clerk(), people.reviewer(), people.finance_officer()
    client.force_login(clerk)
    workspace = reverse("admin:budgets_budget_change", args=[budget.pk])

    # A rule stands in the way until the figure is there: 收入总计 is not 支出总计.
    assert "R01" in client.get(workspace).content.decode()
    with pytest.raises(ValidationError, match="还不能提交：错误"):
        workflow.submit(budget=budget, by=clerk)

    # 1 The clerk types it, in 万元.  2 The form field turns it into 元.  3 One entry keeps it.
    typed = {
        "source": budget.entries.first().source_id,
        "function": "2010601",
        "economic": "公务接待费",
        "nature": "basic",
        "amount": "1,234.5",
        "last_amount": "",
    }
    entries = reverse("admin:budgets_budget_entries", args=[budget.pk, "expenditure"])
    assert client.post(entries, typed).status_code == 302
    assert Entry.objects.latest("pk").amount == Decimal("12345000.00")

    # The “三公” table states it once more, and a rule compares the two.
    assert "R14" in client.get(workspace).content.decode()
    state(client, budget, reception="1,234.5")
    assert "R14" not in client.get(workspace).content.decode()

    # 4 The ledger adds it to every heading of both classifications that it carries.
    ledger = open_books(budget).ledger
    for key in ("expenditure.f2010601", "expenditure.f20106", "expenditure.f201", "expenditure.total"):
        assert ledger[key].this == Decimal("24690000")
    assert ledger["economic.general.e30217.basic.public"].this == Decimal("12345000")

    # From hand to hand: the clerk submits, and nobody changes it any more. It is more than last year, and nobody wrote
    # why: a warning, which the reviewer may let stand for a public reason. What was seen is passed, and it alone.
    workflow.submit(budget=budget, by=clerk)
    assert client.post(entries, typed).status_code == 409
    waive_warnings(budget, "预计接待批次增加。", by=reviewer)
    seen = draft_of(budget).sha256
    workflow.confirm_secrecy(budget=budget, by=reviewer, sha256=seen)
    workflow.pass_review(budget=budget, by=reviewer, sha256=seen)
    workflow.set_approval_date(budget=budget, by=officer, approved_on=timezone.localdate())
    workflow.approve(budget=budget, by=officer, sha256=seen)

    # 5 Tables and sentences name it, 6 publication freezes it …
    client.force_login(officer)
    publish = reverse("admin:budgets_budget_publish", args=[budget.pk])
    assert client.post(publish).status_code == 302
    version = Version.objects.get()
    workflow.correct(budget=budget, by=clerk, reason="接待费多填。")
    Entry.objects.update(amount=1)  # … and later edits never reach it.

    # 7 Everything the public can read says the same.
    client.logout()
    page = client.get(ADDRESS).content.decode()
    assert ">1,234.50</td>" in page
    assert 'id="fig-basic-30217-3"' in page, "the cell has an address that can be cited"
    assert "预计接待批次增加。" in page

    pdf = pypdf.PdfReader(io.BytesIO(client.get(f"{ADDRESS}disclosure.pdf").content))
    assert "1,234.50" in "".join(page.extract_text() for page in pdf.pages)

    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ADDRESS}disclosure.xlsx").content))
    row = next(row for row in book["一般公共预算基本支出表"].values if row[0] == "30217")
    assert (row[1], row[2], row[4]) == ("公务接待费", 1234.5, 1234.5)

    word = docx.Document(io.BytesIO(client.get(f"{ADDRESS}disclosure.docx").content))
    rows = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["30217", "公务接待费", "1,234.50", "", "1,234.50"] in rows

    csv = client.get(f"{ADDRESS}tables/basic.csv").content.decode("utf-8-sig")
    assert "30217,公务接待费,12345000.00,,12345000.00" in csv

    file = json.loads(client.get(f"{ADDRESS}disclosure.json").content)
    assert file["sha256"] == version.sha256
    for key in ("economic.general.e30217.basic", "three-public.reception"):
        figure = file["document"]["figures"][key]
        assert (figure["value"], figure["unit"]) == ("12345000.00", "元")
        answer = client.get(f"/api/v1/figures/?key={key}").json()["results"]
        assert [f["value"] for f in answer] == ["12345000.00"]


def waive_warnings(budget, reason, by):
    """What the reviewer does on the page of the budget, for each warning that is left."""
    budget.refresh_from_db()
    for finding in findings_of(open_books(budget)):
        if finding.level == "warning":
            waive(budget=budget, finding_id=finding.id, reason=reason, by=by)


def state(client, budget, reception):
    """Save the “三公” section as the browser would: what it shows, with one figure changed."""
    section = reverse("admin:budgets_budget_section", args=[budget.pk, "three-public"])
    page = client.get(reverse("admin:budgets_budget_change", args=[budget.pk]), {"open": "three-public"})
    form = re.search(rf'<form[^>]*action="{section}".*?</form>', page.content.decode(), re.S)[0]
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
    answer = client.post(section, fields | {"three_public__reception": reception})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("0.005", "0.01"), ("0.004999", "0.00"), ("1234.565", "1,234.57"), ("1234.564999", "1,234.56")],
)
def test_half_a_cent_is_rounded_up_once_and_only_in_print(client, typed, printed):
    """万元 are printed with two places: half of the last place goes up, what is kept is exact."""
    budget = sound_budget()
    client.force_login(people.clerk())
    add = reverse("admin:budgets_budget_entries", args=[budget.pk, "expenditure"])
    account = {"source": budget.entries.first().source_id, "nature": "project", "function": "2010601"}
    client.post(add, account | {"amount": typed})
    assert Entry.objects.latest("pk").amount == Decimal(typed) * 10000
    rows = client.get(reverse("admin:budgets_budget_preview", args=[budget.pk])).content.decode()
    assert f">{printed}</td>" in rows


def test_an_outsider_types_nothing(budget, client):
    outsider = get_user_model().objects.create_user("outsider", password="not-a-member-of-staff")
    client.force_login(outsider)
    entries = reverse("admin:budgets_budget_entries", args=[budget.pk, "expenditure"])
    before = Entry.objects.count()
    assert client.post(entries, {"amount": "1"}).status_code == 302, "to the sign-in page"
    assert Entry.objects.count() == before
