"""One budget with every kind of money in it, each amount a number of its own, and what every table must say of it.

The amounts are primes, so that no sum can be mistaken for another. The values here were added by hand, by other means
than the ledger: from the list below, with nothing but its own columns.
"""

from decimal import Decimal

import pytest

from budgets.books import Stated
from budgets.figures import Figures
from budgets.ledger import EXPENDITURE, INCOME, Posting
from budgets.money import YUAN
from budgets.rules import errors_in, examine
from disclosures.compose import compose
from disclosures.declaring.forms.national import STATEMENTS
from disclosures.declaring.statements import build
from disclosures.document import as_json
from tests.shelf import project, sound_books

#: source, function, this year, last year
RECEIVED = [
    ("101", "2010601", 1009, 1013),
    ("102", "2120801", 2003, 2011),
    ("103", "2230101", 307, 311),
    ("2", "2050205", 401, 409),
    ("301", "2050205", 503, 509),
    ("302", "2050205", 601, 607),
    ("303", "2050205", 701, 709),
    ("304", "2050205", 809, 811),
    ("305", "2050205", 907, 911),
    ("4", "2050205", 53, 59),
    ("501", "2010601", 61, 67),
    ("502", "2120801", 71, 73),
    ("503", "2230101", 79, 83),
    ("509", "2050205", 89, 97),
]
#: source, function, nature, this year, last year
SPENT = [
    ("101", "2010601", "basic", 641, 643),
    ("101", "2010602", "project", 368, 370),
    ("501", "2010601", "basic", 43, 47),
    ("101", "", "carry", 18, 20),
    ("102", "2120801", "basic", 1033, 1039),
    ("102", "2120801", "project", 970, 972),
    ("502", "2120801", "project", 71, 73),
    ("103", "2230101", "basic", 149, 151),
    ("103", "2230101", "project", 158, 160),
    ("503", "2230101", "project", 79, 83),
    ("301", "2050205", "basic", 2801, 2803),
    ("302", "2050205", "operating", 601, 607),
    ("303", "", "upward", 313, 317),
    ("304", "", "downward", 349, 353),
]
#: source, economic, nature, this year
COSTS = [
    ("101", "30101", "basic", 331),
    ("101", "30201", "basic", 281),
    ("501", "30301", "basic", 37),
    ("501", "31002", "basic", 35),
    ("101", "30999", "project", 17),
]
NAMES = {("function", code): code for code in ("205", "20502", "2050205", "212", "21208", "2120801")}


@pytest.fixture(scope="module")
def books():
    money = [Posting(INCOME, Decimal(t), Decimal(last), source=s, function=f) for s, f, t, last in RECEIVED]
    money += [
        Posting(EXPENDITURE, Decimal(t), Decimal(last), source=s, function=f, nature=n)
        for s, f, n, t, last in SPENT
    ]
    money += [Posting(EXPENDITURE, Decimal(t), None, source=s, economic=e, nature=n) for s, e, n, t in COSTS]
    stated = {
        "running": Stated(Decimal(316), Decimal(0), "新增"),
        "three-public.abroad": Stated(Decimal(2), Decimal(3), "减少"),
        "three-public.purchase": Stated(Decimal(5), Decimal(7), "减少"),
        "three-public.running": Stated(Decimal(11), Decimal(13), "减少"),
        "three-public.reception": Stated(Decimal(17), Decimal(19), "减少"),
        "assets.vehicles": Stated(Decimal(1)),
        "assets.buy-vehicles": Stated(Decimal(1)),
    }
    return sound_books(
        postings=money, stated=stated, projects=(project("1646", entered="1646"),), no_projects=False
    )


@pytest.fixture(scope="module")
def tables(books):
    figures = Figures(books)
    return {t.key: t for statement in STATEMENTS for t in build(statement, figures, YUAN)}


def row(table, name):
    """The printed amounts of the row whose code or label this is, as integers; blank cells as 0."""
    for r in table.rows:
        texts = [cell.text for cell in r.cells]
        if name in texts:
            after = texts[texts.index(name) + 1 :]
            return [int(Decimal(t.replace(",", "").replace("−", "-") or 0)) for t in after if _is_amount(t)]
    raise AssertionError(f"no row {name}")


def _is_amount(text):
    return not text or text.lstrip("−").replace(",", "").replace(".", "").isdigit()


def column(table, label):
    """The total row's amount under a column."""
    labels = [leaf.label for leaf in table.leaves()]
    return int(Decimal(table.rows[-1].cells[labels.index(label)].text.replace(",", "") or 0))


def test_every_error_of_a_form_would_show_since_this_budget_agrees_in_everything(books):
    assert [(f.id, f.message) for f in errors_in(examine(books)) if f.rule not in ("C02", "R21")] == []


@pytest.mark.parametrize(
    ("label", "amount"),
    [
        ("一、一般公共预算拨款收入", 1009),
        ("二、政府性基金预算拨款收入", 2003),
        ("三、国有资本经营预算拨款收入", 307),
        ("四、财政专户管理资金收入", 401),
        ("五、事业收入", 503),
        ("六、事业单位经营收入", 601),
        ("七、上级补助收入", 701),
        ("八、附属单位上缴收入", 809),
        ("九、其他收入", 907),
        ("本年收入合计", 7241),
        ("使用非财政拨款结余", 53),
        ("上年结转", 300),
        ("收入总计", 7594),
        ("本年支出合计", 7576),
        ("结转下年", 18),
        ("支出总计", 7594),
    ],
)
def test_the_balance_says_every_source_and_what_is_carried(tables, label, amount):
    assert row(tables["balance"], label)[0] == amount


def test_money_without_a_function_stands_beside_the_classes(tables):
    assert row(tables["balance"], "五、未列功能科目的支出") == [662]
    assert row(tables["expenditure"], "未列功能科目") == [662, 0, 0, 0, 313, 349]


@pytest.mark.parametrize(
    ("label", "amount"),
    [
        ("合计", 7594),
        ("上年结转", 300),
        ("一般公共预算拨款收入", 1009),
        ("政府性基金预算拨款收入", 2003),
        ("国有资本经营预算拨款收入", 307),
        ("财政专户管理资金收入", 401),
        ("事业收入", 503),
        ("事业单位经营收入", 601),
        ("上级补助收入", 701),
        ("附属单位上缴收入", 809),
        ("其他收入", 907),
        ("使用非财政拨款结余", 53),
    ],
)
def test_each_column_of_the_income_table_holds_its_own_source(tables, label, amount):
    assert column(tables["income"], label) == amount


def test_each_column_of_the_expenditure_table_holds_its_own_nature(tables):
    assert row(tables["expenditure"], "合计") == [7576, 4667, 1646, 601, 313, 349]


def test_the_grant_table_holds_the_three_budgets_apart(tables):
    grant = tables["grant"]
    assert row(grant, "一、本年收入")[0] == 3319
    assert row(grant, "二、上年结转")[0] == 211
    assert row(grant, "（三）国有资本经营预算拨款")[0] == 307
    assert row(grant, "支出总计") == [3530, 1070, 2074, 386]
    assert row(grant, "结转下年")[-4:] == [18, 18, 0, 0]
    assert [r.cells[1].text for r in grant.rows[5:8]] == ["61.00", "71.00", "79.00"]


@pytest.mark.parametrize(
    ("key", "item", "amounts"),
    [("fund", "2120801", [2074, 1033, 1041]), ("capital", "2230101", [386, 149, 237])],
)
def test_the_table_of_a_fund_reads_that_fund(tables, key, item, amounts):
    assert [r.code for r in tables[key].rows] == [item[:3], item[:5], item, "total"]
    assert row(tables[key], item)[-3:] == row(tables[key], "合计") == amounts


def test_the_general_budget_table_leaves_out_what_is_carried_and_compares(tables):
    assert row(tables["general"], "合计") == [1060, 1052, 684, 368, -8, 0]
    assert tables["general"].rows[-1].cells[-1].text == "−0.75"


def test_the_basic_table_lists_basic_expenditure_only_and_parts_it(tables):
    basic = tables["basic"]
    assert "30999" not in {r.code for r in basic.rows}
    assert row(basic, "合计") == [684, 368, 316]
    assert row(basic, "31002")[-1] == 35


def test_the_three_public_table_sums_its_vehicles(tables):
    texts = [cell.text for cell in tables["three-public"].rows[0].cells]
    assert texts[:6] == ["42.00", "3.00", "20.00", "7.00", "13.00", "19.00"]
    assert texts[6:] == ["35.00", "2.00", "16.00", "5.00", "11.00", "17.00"]


def test_the_sentences_cite_the_same_figures(books):
    text = "".join(
        run if isinstance(run, str) else f"[{run['figure']}]"
        for block in as_json(compose(books))["blocks"]
        if block["type"] == "paragraph"
        for run in block["runs"]
    )
    assert "一般公共预算支出[expenditure.general.year.total]" in text
    assert "政府性基金预算支出[expenditure.fund.year.total]" in text
    assert "国有资本经营预算支出[expenditure.capital.year.total]" in text
    assert "结转下年[expenditure.carry]" in text


def test_a_brace_in_a_name_is_text_and_no_slot():
    document = as_json(compose(sound_books(offices=("办公室{income.total}", "{没有这个}"))))
    runs = [run for b in document["blocks"] if b["type"] == "paragraph" for run in b["runs"]]
    assert any(isinstance(run, str) and "办公室{income.total}、{没有这个}" in run for run in runs)


def test_the_summary_tells_the_share_of_basic_expenditure(books):
    basic = next(item for item in compose(books).summary if item["key"] == "expenditure.basic")
    assert (basic["share"], basic["percent"]) == ("61.46", "−0.34")
