"""Statements: a declaration looks figures up and prints each of them once."""

from dataclasses import replace
from decimal import Decimal

import pytest

from budgets.books import Stated, Unit
from budgets.figures import Figures
from budgets.money import WANYUAN, YUAN
from disclosures.compose import compose
from disclosures.declaring.forms import FORMS, form_for
from disclosures.declaring.forms.national import STATEMENTS
from disclosures.declaring.statements import (
    CODE,
    YEAR,
    Beside,
    ByCode,
    ByUnit,
    Classes,
    Head,
    Line,
    OneRow,
    Phrases,
    Side,
    build,
    chinese_number,
)
from disclosures.document import as_json, canonical, digest
from tests.shelf import cost, income, sound_books, spending

BY_KEY = {statement.key: statement for statement in STATEMENTS}


def table(key, unit=WANYUAN, **changes):
    (made,) = build(BY_KEY[key], Figures(sound_books(**changes)), unit)
    return made


def printed(made):
    return {row.code or row.cells[0].text: [cell.text for cell in row.cells] for row in made.rows}


def test_the_nine_statutory_tables_come_first_in_their_order():
    assert [statement.key for statement in STATEMENTS[:9]] == [
        "balance", "income", "expenditure", "grant", "general", "basic", "three-public", "fund", "capital",
    ]  # fmt: skip


def test_a_heading_stands_above_its_items_with_their_sum():
    rows = printed(table("expenditure", YUAN))
    assert rows["201"] == ["201", "一般公共服务支出", "1,000.00", "1,000.00", "", "", "", ""]
    assert rows["2010601"][1:3] == ["行政运行", "1,000.00"]
    assert rows["total"][1:4] == ["合计", "1,000.00", "1,000.00"]


def test_income_and_expenditure_meet_in_one_row():
    balance = table("balance", YUAN)
    assert balance.rows[-1].kind == "total"
    assert [cell.text for cell in balance.rows[-1].cells] == ["收入总计", "1,000.00", "支出总计", "1,000.00"]
    subtotal = next(row for row in balance.rows if row.kind == "subtotal")
    assert [cell.text for cell in subtotal.cells][::2] == ["本年收入合计", "本年支出合计"]


def test_last_year_and_change_stand_where_the_table_has_them():
    assert printed(table("general", YUAN))["201"][2:] == [
        "900.00",
        "1,000.00",
        "1,000.00",
        "",
        "100.00",
        "11.11",
    ]


def test_what_is_not_known_of_last_year_is_a_dash_and_not_zero():
    postings = [income("1000"), spending("1000"), cost("1000")]
    assert printed(table("general", YUAN, postings=postings))["201"][2] == "—"


def test_an_empty_table_keeps_its_total_row_and_says_why():
    fund = table("fund")
    assert fund.is_empty and len(fund.rows) == 1
    assert fund.notes == ("注：本部门2025年没有使用政府性基金预算拨款安排的支出，本表无数据。",)


def test_printed_parts_that_do_not_meet_the_printed_total_are_noted_and_never_adjusted():
    postings = [
        income("10000"),
        spending("5050"),  # 0.505 → 0.51
        spending("4950", function="2080505"),  # 0.495 → 0.50
        cost("10000"),
    ]
    made = table("expenditure", postings=postings)
    rows = printed(made)
    assert (rows["201"][2], rows["208"][2], rows["total"][2]) == ("0.51", "0.50", "1.00")
    assert made.notes == (Phrases().rounding,)
    assert table("expenditure", YUAN, postings=postings).notes == ()


def test_money_without_a_function_has_a_row_of_its_own():
    made = printed(table("income", YUAN))
    assert made["nofunction"][1:3] == ["未列功能科目", "1,000.00"]


def made(statement, **changes):
    (table,) = build(statement, Figures(sound_books(**changes)), YUAN)
    return table


OPTIONAL = ByCode(
    "income",
    "收入预算总表",
    rows=("income",),
    letter="f",
    columns=(
        Head("合计", ("income", CODE)),
        Head("其他收入", ("income", CODE, "s305"), optional=True),
        Head("另有", children=(Head("上年结转", ("income", CODE, "s5"), optional=True),)),
    ),
    subject="收入",
)


def test_an_optional_column_is_printed_where_there_is_money_under_it():
    postings = [income("1000", function="2010601"), income("5", source="305", function="2010601")]
    labels = [leaf.label for leaf in made(OPTIONAL, postings=postings).leaves()]
    assert labels[2:] == ["合计", "其他收入"]
    assert [leaf.label for leaf in made(OPTIONAL).leaves()][2:] == ["合计"]


def test_lines_are_numbered_as_they_stand_and_optional_ones_leave_no_gap():
    lines = (
        Line("{number}、财政拨款收入", "income.s1"),
        Line("1. 一般公共预算", "income.s101", "part"),
        Line("{number}、其他收入", "income.s305", optional=True),
        Line("{number}、上年结转", "income.s5", optional=True),
        Line("收入总计", "income.total", "total"),
    )
    spent = (Classes(("expenditure",)), Line("{number}、结转下年", "carry", optional=True))
    right = Side("支出", (*spent, Line("支出总计", "", "total")), (Head("合计", ("expenditure", CODE)),))
    postings = [income("7", source="501"), income("3"), spending("4"), spending("6", nature="carry")]
    rows = made(Beside("balance", "收支总表", (Side("收入", lines), right)), postings=postings).rows
    assert [row.cells[0].text for row in rows] == [
        "一、财政拨款收入", "1. 一般公共预算", "二、上年结转", "收入总计",
    ]  # fmt: skip
    assert [row.cells[2].text for row in rows] == ["一、一般公共服务支出", "二、结转下年", "", "支出总计"]


def test_a_side_may_part_its_classes_by_cost_and_says_what_it_leaves_out():
    heads = (
        Head("合计", ("expenditure", CODE)),
        Head("人员经费", ("cross", CODE, "basic", "staff")),
        Head("公用经费", ("cross", CODE, "basic", "public")),
    )
    lines = (Classes(("expenditure",)), Line("{number}、结转下年", "carry"), Line("支出总计", "", "total"))
    table = Beside("balance", "收支总表", (Side("收入", ()), Side("支出", lines, heads)))
    spent = [
        replace(spending("600"), economic="30101"),
        replace(spending("400"), economic="30217"),
        spending("5", function="", nature="upward"),
        spending("6", function="", nature="carry"),
    ]
    whole = made(table, postings=spent)
    assert [[cell.text for cell in row.cells[2:]] for row in whole.rows] == [
        ["一、一般公共服务支出", "1,000.00", "600.00", "400.00"],
        ["二、未列功能科目的支出", "5.00", "", ""],
        ["三、结转下年", "6.00", "", ""],
        ["支出总计", "1,011.00", "600.00", "400.00"],
    ]
    assert whole.notes == ()
    assert made(table, postings=[spending("600"), cost("600")]).notes == (Phrases().crossed,)
    assert made(table, postings=[spending("600")]).notes == (Phrases().unclassed,)


def test_one_row_of_nothing_is_an_empty_table_that_says_so():
    row = OneRow("costs", "“三公”经费预算表", (Head("合计", ("three-public.total",)),), subject="“三公”经费")
    nothing = {"stated": {"three-public.reception": Stated(Decimal(0))}}
    assert made(row, **nothing).notes == ("注：本部门2025年没有“三公”经费，本表无数据。",)
    assert made(row).notes == ()
    assert made(row, **nothing).rows[0].cells[0].text == "0.00"
    blank = replace(row, prints_zero=False)
    assert made(blank, **nothing).rows[0].cells[0].text == ""
    assert made(blank, stated={"three-public.reception": Stated(None)}).rows[0].cells[0].text == "—"


SMALL = [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
LARGE = [(100, "一百"), (105, "一百零五"), (110, "一百一十"), (111, "一百一十一"), (299, "二百九十九")]


@pytest.mark.parametrize(("n", "word"), SMALL + LARGE)
def test_numbers_are_written_as_in_official_documents(n, word):
    assert chinese_number(n) == word


def test_a_region_without_a_form_of_its_own_gets_the_national_one():
    assert form_for("650000", 2021, "department").key == "national"
    assert form_for("650000", 2019, "unit").key == "national-2015"
    with pytest.raises(LookupError):
        form_for("650000", 2014, "unit")
    assert len({form.key for form in FORMS}) == len(FORMS)


def test_every_cell_with_a_figure_has_an_address_that_is_unique_in_the_document():
    document = as_json(compose(sound_books()))
    anchors = [
        cell["anchor"]
        for block in document["blocks"]
        if block["type"] == "table"
        for row in block["rows"]
        for cell in row["cells"]
        if "anchor" in cell
    ]
    assert len(anchors) > 100
    assert len(anchors) == len(set(anchors))


def test_every_figure_that_is_printed_is_in_the_documents_list_of_figures():
    document = as_json(compose(sound_books()))
    cited = set()
    for block in document["blocks"]:
        if block["type"] == "table":
            cited |= {
                c["figure"] for row in block["rows"] for c in row["cells"] if c.get("figure") and c["text"]
            }
        elif block["type"] == "paragraph":
            cited |= {run["figure"] for run in block["runs"] if not isinstance(run, str) and "figure" in run}
    assert cited <= document["figures"].keys()


def test_a_sum_with_a_part_that_is_not_stated_is_not_known():
    figures = Figures(sound_books(stated={"three-public.abroad": Stated(None)}))
    assert figures.value("three-public.total") is None
    assert figures.value("three-public.vehicles") == 0


def test_an_area_keeps_its_hundredths_and_a_count_is_whole_in_the_data():
    stated = {"assets.area": Stated(Decimal("20849.60")), "staff.posts": Stated(Decimal(27))}
    document = as_json(compose(sound_books(stated=stated)))
    assert document["figures"]["assets.area"]["value"] == "20849.60"
    assert document["figures"]["staff.posts"]["value"] == 27


def test_the_digest_depends_on_content_alone():
    one, other = as_json(compose(sound_books())), as_json(compose(sound_books()))
    assert canonical(one) == canonical(other)
    assert digest(one) == digest(dict(reversed(other.items())))
    assert digest(one) != digest(one | {"number": 2})


# Crosses of functions and economic codes

CROSSED = ByCode(
    "crossed",
    "按经济分类",
    rows=("expenditure", "general"),
    letter="f",
    columns=(
        Head("合计", ("expenditure", "general", CODE)),
        Head("工资福利支出", ("cross", "general", CODE, "e301")),
        Head("商品和服务支出", ("cross", "general", CODE, "e302")),
    ),
    subject="支出",
    total=YEAR,
)
WAGES = replace(CROSSED, columns=(Head("工资福利支出", ("cross", "general", CODE, "e301")),))


def crossed(statement, *postings):
    (made,) = build(statement, Figures(sound_books(postings=list(postings))), YUAN)
    return made


def test_a_cross_stands_under_its_function_and_its_class():
    made = crossed(
        CROSSED, spending("7", economic="30101"), spending("5", economic="30201", function="2080505")
    )
    rows = printed(made)
    assert rows["2010601"][2:] == ["7.00", "7.00", ""] and rows["20805"][2:] == ["5.00", "", "5.00"]
    assert rows["total"][2:] == ["12.00", "7.00", "5.00"] and made.notes == ()


def test_money_without_a_function_crosses_nothing():
    upward = spending("3", function="", nature="upward")
    assert printed(crossed(CROSSED, spending("7", economic="30101"), upward))["nofunction"][2:] == [
        "3.00",
        "",
        "",
    ]


def test_a_row_that_no_column_says_anything_of_is_left_out():
    made = crossed(
        WAGES, spending("7", economic="30101"), spending("5", economic="30201", function="2080505")
    )
    assert [row.code for row in made.rows] == ["201", "20106", "2010601", "total"]


def test_a_table_whose_total_has_money_is_not_empty_though_no_function_carries_it():
    made = crossed(WAGES, spending("7"), cost("7"))
    assert not made.is_empty and [cell.text for cell in made.rows[0].cells] == ["", "合计", "7.00"]
    assert made.notes == (Phrases().crossed,)


def test_an_empty_table_by_class_does_not_deny_money_that_carries_no_class():
    made = crossed(WAGES, spending("7"))
    assert made.is_empty and made.notes == (Phrases().unclassed,)
    assert crossed(WAGES, spending("7", economic="30201")).notes == (
        "注：本部门2025年没有支出，本表无数据。",
    )


def test_a_table_by_class_says_that_some_money_carries_none():
    made = crossed(CROSSED, spending("7", economic="30101"), spending("5"))
    assert made.notes == (Phrases().unclassed,)


def test_money_that_names_no_unit_stands_in_the_total_row_and_is_noted():
    statement = ByUnit("units", "收入总表", (Head("合计", ("income", "")),), subject="收入")
    unit = Unit("局本级", "administrative", "行政", "", True, "101001")
    own, other = income("7", unit=unit.key), income("5")
    (made,) = build(statement, Figures(sound_books(postings=[own, other], units=(unit,))), YUAN)
    assert [[cell.text for cell in row.cells] for row in made.rows] == [
        ["101001", "局本级", "7.00"],
        ["", "合计", "12.00"],
    ]
    assert made.notes == (Phrases().unassigned,)


def test_a_side_by_class_says_that_some_money_carries_none():
    side = Side("支出", (Classes(("economic",), "e"), Line("支出总计", "expenditure.total", "total")))
    books = sound_books(postings=[spending("7"), cost("5")])
    (made,) = build(Beside("sides", "收支总表", (side,)), Figures(books), YUAN)
    assert made.notes == (Phrases().unclassed,)
