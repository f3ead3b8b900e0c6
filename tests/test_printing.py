"""One amount reads the same on every page: as the document prints it, which is fixed."""

from decimal import Decimal

import pytest

from budgets.money import WANYUAN, YIYUAN, YUAN
from disclosures import copies, printing, workflow
from disclosures.comparing import shown
from disclosures.comparing.comparability import Crosswalk
from disclosures.comparing.standing import columns_of, figures_of
from disclosures.comparing.table import KEYS, compared
from tests.drafts import sound_budget
from tests.reading import Reading, text_of

YEAR = "/430001/101/2025/"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda *_: b"%PDF")


def publish(last, amount="12345000", code="101"):
    """A budget of so much, whose text says how much last year's was; both are 元."""
    budget = sound_budget(code, amount=amount)
    for direction in ("income", "expenditure"):
        entries = budget.entries.filter(direction=direction).exclude(source=None)
        entries.filter(economic=None).update(last_amount=Decimal(last))
    return workflow.publish(budget=budget, by=None)


def read(client, address):
    return Reading(client.get(address).content.decode())


def in_wan(cell):
    spans = [span for span in cell.iter("span") if span.get("class") == "as-wan"]
    return text_of(spans[0] if spans else cell)


def compared_cell(client, label):
    page = read(client, "/compare/?a=430001-101-2025&b=430001-102-2025")
    row = next(tr for tr in page.all("table.cmp tbody tr") if text_of(tr.find("th")) == label)
    return in_wan(row.findall("td")[0])


def stored_for_browsers(version, key):
    """What the comparison of a site of files prints of a budget."""
    columns = columns_of([version.publication])
    told = compared(columns, figures_of(columns, KEYS), crosswalk=Crosswalk())
    row = next(row for group in told.groups for row in group.rows if row.key == key)
    return shown._row(row).cells[0].text


CASES = [
    ("12344980", "0.00", "0.00%"),
    ("12345020", "0.00", "0.00%"),
    ("12345000", "0.00", "持平"),
    ("12344900", "+0.01", "0.00%"),
    ("12345100", "−0.01", "0.00%"),
    ("12000000", "+34.50", "+2.88%"),
    ("0", "+1,234.50", "不可比"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "change", "rate"), CASES)
def test_a_change_and_its_rate_read_the_same_wherever_a_citizen_looks(client, last, change, rate):
    version = publish(last)
    publish("12345000", code="102")
    department = read(client, "/430001/101/")
    whole = text_of(department.one("#changes p strong"))
    assert whole == change, "the department's page"
    assert f"（{rate}）" in text_of(department.one("#changes"))
    charted = [
        text_of(row) for row in read(client, YEAR).all("figure table tr") if "支出总计" in text_of(row)
    ]
    assert not charted or any(rate in row for row in charted), "the chart of the document's page"
    assert compared_cell(client, "比上年增减") == change
    assert compared_cell(client, "比上年") == rate
    assert stored_for_browsers(version, "expenditure.total.change") == change
    assert stored_for_browsers(version, "expenditure.total.percent") == rate
    assert rate in text_of(read(client, "/430001/2025/").all("tbody tr")[0]), "the list of the year"
    assert rate in text_of(read(client, "/430001/2025/rankings/total/").all("tbody tr")[0]), "the ranking"
    found = read(client, "/search/?q=支出总计&group=figure").all("tbody tr")
    assert not found or any(rate in text_of(row) for row in found), "the search"


@pytest.mark.django_db
def test_little_and_nothing_are_told_apart_in_the_ranking_and_among_peers_too(client):
    for code, last in (("101", "12344980"), ("102", "12345000"), ("103", "12000000")):
        publish(last, code=code)
    ranking = read(client, "/430001/2025/rankings/change/").all("tbody tr")
    assert [text_of(row.findall("td")[-1]) for row in ranking] == ["+2.88%", "0.00%", "持平"]
    peers = read(client, f"{YEAR}peers/").all("tbody tr")
    assert [text_of(row.findall("td")[-1]) for row in peers][-3:] == ["0.00%", "持平", "+2.88%"]


@pytest.mark.parametrize(
    ("value", "unit", "is_signed", "text"),
    [
        ("49.99", WANYUAN, True, "0.00"),
        ("-49.99", WANYUAN, True, "0.00"),
        ("50", WANYUAN, True, "+0.01"),
        ("-50", WANYUAN, False, "−0.01"),
        ("1234567890", WANYUAN, False, "123,456.79"),
        ("4999.99", YIYUAN, True, "<0.0001"),
        ("-4999.99", YIYUAN, True, ">−0.0001"),
        ("0", YIYUAN, True, "0.0000"),
        ("0.004", YUAN, False, "<0.01"),
        ("0.01", YUAN, True, "+0.01"),
    ],
)
def test_an_amount_is_rounded_as_documents_round_it(value, unit, is_signed, text):
    assert printing.amount(Decimal(value), unit, is_signed=is_signed) == text


def test_a_rate_says_what_is_the_same_and_what_cannot_be_compared():
    assert printing.rate(Decimal(0), None) == printing.rate(Decimal(0), Decimal(0)) == "持平"
    assert printing.rate(Decimal(1), None) == printing.rate(None, None) == "不可比"
    assert (
        printing.rate(Decimal(20), Decimal("0.00"))
        == printing.rate(Decimal(-20), Decimal("-0.001"))
        == "0.00%"
    )
    assert printing.rate(Decimal(-20), Decimal("-1234.5")) == "−1,234.50%"


def test_counts_have_no_decimals_and_areas_two():
    assert printing.number(Decimal("1200.00"), "人") == "1,200"
    assert printing.number(Decimal("1200.5"), "平方米") == "1,200.50"
    assert printing.number(Decimal("-0.004"), "%") == "0.00%"
