"""The forms of Hunan: the county department of 2021 as it was published, and the long set with every kind of money."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import pytest
from django.db import transaction

from budgets.books import Unit, open_books, slug
from budgets.chart import rows_of
from budgets.demo.hunan_service_2021 import SAMPLE
from budgets.demo.load import load
from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting
from disclosures.compose import compose
from disclosures.declaring.forms import form_for
from disclosures.declaring.statements import Phrases
from tests.full import ITSELF, SCHOOL, full_books
from tests.samples_text import cut, headings, numbers, sample_text, section_text
from tests.shelf import cost, income, project, sound_books, spending

pytestmark = pytest.mark.django_db
NAME = "hunan-service-2021"


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """The books of the county department."""
    with django_db_blocker.unblock(), transaction.atomic():
        books = open_books(load(sample=SAMPLE, by=None))
        transaction.set_rollback(True)
    return books


@pytest.fixture(scope="module")
def document(county):
    return compose(county)


# The county form: the outline -------------------------------------------------------------------------------------

#: (level, heading) as the text was published, in order; its tables are announced (附表) and not attached.
OUTLINE = [
    (1, "一、部门职能职责"),
    (1, "二、机构设置"),
    (1, "三、部门收支概况"),
    (2, "（一）收入预算"),
    (2, "（二）支出预算"),
    (3, "1.基本支出"),
    (3, "2.项目支出"),
    (2, "（三）预算收支增减变化情况说明"),
    (1, "四、其他重要事项情况说明"),
    (2, "（一）机关运行经费"),
    (2, "（二）政府采购预算"),
    (2, "（三）国有资产占有情况"),
    (2, "（四）预算绩效目标"),
    (2, "（五）“三公”经费预算"),
    (2, "（六）会议费、培训费预算"),
    (2, "（七）其他事项"),
    (1, "名词解释"),
]
TABLES = (1, "部门预算公开表")


def test_the_outline_is_the_published_one_with_the_tables_behind_it(document):
    assert headings(document) == [*OUTLINE, TABLES]


def test_every_heading_stands_in_the_published_text_in_this_order():
    text, at = re.sub(r"\s", "", sample_text(NAME)).replace(")", "）"), 0
    for _level, heading in OUTLINE:
        at = text.index(heading, at) + len(heading)
    assert "附表" in text


def test_the_tables_are_the_eleven_of_the_short_set(document):
    assert [table.title for table in document.tables()] == [
        "收支总表",
        "收入总表",
        "支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
        "一般公共预算基本支出表",
        "一般公共预算“三公”经费支出表",
        "政府性基金预算支出表",
        "国有资本经营预算支出表",
        "项目支出绩效目标表",
        "整体支出绩效目标表",
    ]


# The county form: every figure of the text ------------------------------------------------------------------------

#: Where a section begins in the published text, and our section.
PLACES = (
    ("一、 部门职能职责", "duties"),
    ("二、机构设置", "structure"),
    ("三、 部门收支概况", "text-balance"),
    ("（一）收入预算", "text-income"),
    ("（二）支出预算", "text-expenditure"),
    ("1.基本支出", "text-basic"),
    ("2.项目支出", "text-projects"),
    ("（三）预算收支增减变化", "text-changes"),
    ("（一）机关运行经费", "other-running"),
    ("（二)政府采购预算", "other-procurement"),
    ("（三）国有资产占有", "other-assets"),
    ("（四）预算绩效目标", "other-goals"),
    ("（五）“三公”经费", "other-three-public"),
    ("（六）会议费、培训费", "other-meetings"),
    ("（七）其他事项", "other-remarks"),
    ("名词解释", "terms"),
)
#: What the text prints with fewer decimals than is its own custom for what is not whole (1196.90, 558.80), and what
#: our section prints for it.
FEWER_DECIMALS = {
    ("other-three-public", "0.2", "万元"): "0.20",
    ("other-meetings", "0.2", "万元"): "0.20",
}
#: How many numbers with a unit the text prints.
NUMBERS = 42


@pytest.fixture(scope="module")
def published():
    """The numbers of the published text by our section, as our sections are to print them."""
    pieces = cut(sample_text(NAME), *(start for start, _ in PLACES))
    return {
        anchor: Counter(
            (FEWER_DECIMALS.get((anchor, digits, unit), digits), unit)
            for digits, unit in numbers(pieces[start]).elements()
        )
        for start, anchor in PLACES
    }


def missing(document, published):
    """(section, digits, unit) of what is published and does not stand in our section, as often as it does not."""
    return [
        (anchor, *number)
        for anchor, found in published.items()
        for number in (found - numbers(section_text(document, anchor))).elements()
    ]


def test_every_figure_of_the_text_stands_in_the_same_section(document, published):
    assert missing(document, published) == []


def test_the_comparison_reads_the_whole_text(published):
    read = sum((sum(found.values()) for found in published.values()), 0)
    assert read == sum(numbers(sample_text(NAME)).values()) == NUMBERS


def test_dates_and_thresholds_are_as_published(document):
    assert "截至2020年12月31日" in section_text(document, "other-assets")
    assert section_text(document, "other-assets").count("单位价值200万元（含）以上") == 2


#: What no number of the text tells by itself: expenditure by economic nature is not in it; that three items of 三公 were
#: nothing last year it tells with the change of the fourth, and last year's totals of income and expenditure together.
UNPRINTED = ("301", "302")
TOLD_TOGETHER = ("three-public.abroad", "three-public.purchase", "three-public.running")
STATED = [
    (key, year)
    for key, values in SAMPLE.particulars.items()
    for year, value in zip(("value", "last"), values[:2], strict=True)
    if value and (year == "value" or key not in TOLD_TOGETHER)
]


@pytest.mark.parametrize(("key", "year"), STATED, ids=lambda part: part)
def test_a_particular_that_is_wrong_is_found(county, published, key, year):
    stated = county.stated[key]
    wrong = replace(stated, **{year: getattr(stated, year) + 10_000})
    changed = compose(replace(county, stated={**county.stated, key: wrong}))
    assert missing(changed, published)


def test_an_entry_that_is_wrong_is_found(county, published):
    for n, posting in enumerate(county.ledger.postings):
        if posting.economic in UNPRINTED or posting.is_last_year_total:
            continue
        wrong = replace(posting, amount=posting.amount + 100)
        postings = [*county.ledger.postings[:n], wrong, *county.ledger.postings[n + 1 :]]
        assert missing(compose(replace(county, ledger=Ledger(postings))), published), posting


def test_totals_of_last_year_that_are_wrong_are_found(county, published):
    postings = [replace(p, last=p.last + 100) if p.is_last_year_total else p for p in county.ledger.postings]
    changed = compose(replace(county, ledger=Ledger(postings)))
    assert missing(changed, published) == [("text-changes", "710.87", "万元")]


@pytest.mark.parametrize("what", ["projects", "purchases"])
def test_a_project_or_a_purchase_that_is_wrong_is_found(county, published, what):
    listed = getattr(county, what)
    for n, each in enumerate(listed):
        wrong = (*listed[:n], replace(each, amount=each.amount + 100), *listed[n + 1 :])
        assert missing(compose(replace(county, **{what: wrong})), published), each


# The long set: the tables, cell by cell ---------------------------------------------------------------------------
#
# Both units spend every kind of cost under every function, from general grants, from a fund and from the special
# account, in both natures. What a cell must say is added from these lines by nothing but their own columns.

FUNCTIONS = {"101": ("2050101", "2050204", "2080505"), "102": ("2120801", "2120899"), "2": ("2050204",)}
COSTS = {
    ITSELF: (
        *(("30101", "50101"), ("30103", "50101"), ("30108", "50102"), ("30113", "50103"), ("30199", "50199")),
        *(("30201", "50201"), ("30215", "50202"), ("30227", "50205"), ("30231", "50208"), ("30299", "50299")),
        *(("30302", "50905"), ("30305", "50901"), ("31002", "50306"), ("30905", "50402"), ("31204", "50701")),
    ),
    SCHOOL: (
        *(("30101", "50501"), ("30107", "50501"), ("30201", "50502"), ("30217", "50502"), ("30308", "50902")),
        *(("31003", "50601"), ("30999", "50602"), ("39999", "59999")),
    ),
}
#: No basic expenditure is of these: project money only.
PROJECTS_ONLY = ("307", "309", "312", "399")
SOURCES = ("101", "102", "103", "2", "301", "302", "303", "304", "305", "4", "501", "502", "503", "509")


@dataclass(frozen=True)
class Line:
    """One line as a department would type it; ``amount`` in 万元."""

    unit: str
    source: str
    function: str = ""
    economic: str = ""
    government: str = ""
    nature: str = ""
    amount: int = 0


def spent_lines():
    for unit, (source, functions) in product(COSTS, FUNCTIONS.items()):
        for function, (economic, government), nature in product(functions, COSTS[unit], ("basic", "project")):
            if nature == "project" or not economic.startswith(PROJECTS_ONLY):
                yield Line(unit, source, function, economic, government, nature)


def numbered(lines):
    """The lines with amounts of which no few come to another: squares in no simple order."""
    return [replace(line, amount=(n * 37 % 997 + 1) ** 2) for n, line in enumerate(lines, 1)]


SPENT = numbered(spent_lines())
RECEIVED = numbered(Line(unit, source) for unit, source in product(COSTS, SOURCES))


def entry(line, direction):
    return Posting(
        direction,
        Decimal(line.amount) * 10_000,
        Decimal(0),
        source=line.source,
        function=line.function,
        economic=line.economic,
        government=line.government,
        nature=line.nature,
        unit=slug(line.unit),
    )


@pytest.fixture(scope="module")
def long_books():
    money = [entry(line, INCOME) for line in RECEIVED] + [entry(line, EXPENDITURE) for line in SPENT]
    return full_books(year=2022, region="430100", form="", ledger=Ledger(money))


@pytest.fixture(scope="module")
def long_document(long_books):
    return compose(long_books)


@pytest.fixture(scope="module")
def long_tables(long_document):
    return {table.key: table for table in long_document.tables()}


def printed(table):
    """{(row, column): what is printed}: rows by their code, columns by their heads from the top, joined by ›."""
    heads = list(paths(table.columns))
    return {
        (row.code, head): cell.text
        for row in table.rows
        for head, cell in zip(heads, row.cells, strict=True)
        if head.rpartition(" › ")[2] not in ("类", "款", "项", "科目名称", "单位代码", "单位名称")
    }


def paths(columns, above=()):
    for column in columns:
        path = (*above, column.label)
        if column.children:
            yield from paths(column.children, path)
        else:
            yield " › ".join(path)


def amount(lines):
    """The sum of some lines as a table prints it; blank where there are none."""
    amounts = [line.amount for line in lines]
    return f"{sum(amounts):,}.00" if amounts else ""


def expected(columns, lines):
    """What a table by function must print: {(row, column)} for columns given as {head: which lines}."""
    codes = {line.function[:n] for line in lines for n in (3, 5, 7)}
    rows = {code: [line for line in lines if line.function.startswith(code)] for code in codes} | {
        "total": lines
    }
    return {
        (code, head): amount(line for line in under if holds(line))
        for code, under in rows.items()
        for head, holds in columns.items()
    }


NAMES = [(row.system, row.code, row.name) for row in rows_of(2022)]


def accounts(system, under="", length=3):
    """{name: code} of the 类 of a classification, or of the 款 of one."""
    return {
        name: code
        for s, code, name in NAMES
        if s == system and len(code) == length and code.startswith(under)
    }


def of(**wanted):
    """Whether a line has these classifications; of a code, its beginning."""
    return lambda line: all(getattr(line, name).startswith(value) for name, value in wanted.items())


def government_columns():
    return {"总计": of()} | {name: of(government=code) for name, code in accounts("government").items()}


def economic_columns():
    columns = {"总计": of()}
    for label, nature in (("基本支出", "basic"), ("项目支出", "project")):
        columns[f"{label} › 合计"] = of(nature=nature)
        for name, code in accounts("economic").items():
            if nature == "project" or code in ("301", "302", "303", "310"):
                columns[f"{label} › {name}"] = of(nature=nature, economic=code)
    return columns


def item_columns(code):
    return {"总计": of()} | {name: of(economic=item) for name, item in accounts("economic", code, 5).items()}


def government_item_columns(code, of_institutions):
    columns, name = {"总计": of()}, {c: n for n, c in accounts("government").items()}
    columns[f"{name[code]} › 小计"] = of(government=code)
    for item_name, item in accounts("government", code, 5).items():
        columns[f"{name[code]} › {item_name}"] = of(government=item)
    for item_name, item in accounts("government", of_institutions, 5).items():
        columns[f"{name['505']} › {item_name}"] = of(government=item)
    return columns


GENERAL_BASIC = [line for line in SPENT if (line.source, line.nature) == ("101", "basic")]
FUND_LINES = [line for line in SPENT if line.source == "102"]


def basic_lines(code):
    return [line for line in GENERAL_BASIC if line.economic.startswith(code)]


#: key of the table → its columns and the lines that it is of.
BY_FUNCTION = {
    "government": (government_columns(), SPENT),
    "economic": (economic_columns(), SPENT),
    "general": (
        {
            "合计": of(),
            "基本支出 › 小计": of(nature="basic"),
            "基本支出 › 人员经费": lambda line: (
                line.nature == "basic" and line.economic[:3] in ("301", "303")
            ),
            "基本支出 › 公用经费": lambda line: (
                line.nature == "basic" and line.economic[:3] in ("302", "310")
            ),
            "项目支出": of(nature="project"),
        },
        [line for line in SPENT if line.source == "101"],
    ),
    "wages-government": (government_item_columns("501", "50501"), basic_lines("301")),
    "wages": (item_columns("301"), basic_lines("301")),
    "persons-government": (
        {"总计": of()} | {n: of(government=c) for n, c in accounts("government", "509", 5).items()},
        basic_lines("303"),
    ),
    "persons": (item_columns("303"), basic_lines("303")),
    "office-government": (government_item_columns("502", "50502"), basic_lines("302")),
    "office": (item_columns("302"), basic_lines("302")),
    "fund-government": (government_columns(), FUND_LINES),
    "fund-economic": (economic_columns(), FUND_LINES),
    "account": (
        {
            f"本年财政专户管理资金预算支出 › {name}": of(nature=nature)
            for name, nature in (("合计", ""), ("基本支出", "basic"), ("项目支出", "project"))
        },
        [line for line in SPENT if line.source == "2"],
    ),
}


@pytest.mark.parametrize("key", BY_FUNCTION)
def test_every_cell_of_a_table_by_function_is_the_sum_of_its_lines(long_tables, key):
    columns, lines = BY_FUNCTION[key]
    assert printed(long_tables[key]) == expected(columns, lines)
    assert long_tables[key].notes == ()


INCOME_COLUMNS = {
    "合计": of(),
    "本年收入 › 小计": lambda line: line.source[0] not in "45",
    **{
        f"本年收入 › {name}": of(source=source)
        for source, name in (
            ("101", "一般公共预算拨款"),
            ("102", "政府性基金预算拨款"),
            ("103", "国有资本经营预算拨款"),
            ("2", "财政专户管理资金"),
            ("301", "事业收入"),
            ("302", "事业单位经营收入"),
            ("303", "上级补助收入"),
            ("304", "附属单位上缴收入"),
            ("305", "其他收入"),
        )
    },
    "使用非财政拨款结余": of(source="4"),
    "上年结转结余 › 小计": of(source="5"),
    **{
        f"上年结转结余 › {name}": of(source=source)
        for source, name in (
            ("501", "一般公共预算拨款"),
            ("502", "政府性基金预算拨款"),
            ("503", "国有资本经营预算拨款"),
            ("509", "财政专户管理资金和单位资金"),
        )
    },
}


def test_every_cell_of_the_income_table_is_the_sum_of_the_lines_of_its_unit(long_tables):
    wanted = {}
    for code, unit in ((slug(ITSELF), ITSELF), (slug(SCHOOL), SCHOOL), ("total", "")):
        for head, holds in INCOME_COLUMNS.items():
            wanted[code, head] = amount(
                line for line in RECEIVED if line.unit.startswith(unit) and holds(line)
            )
    assert printed(long_tables["income"]) == wanted
    assert [row.cells[0].text for row in long_tables["income"].rows] == ["101001", "101002", ""]


#: Amount cells of the thirteen tables, blank or not.
CELLS = 1431


def test_the_comparison_looks_at_every_cell(long_tables):
    assert sum(len(printed(long_tables[key])) for key in ("income", *BY_FUNCTION)) == CELLS


def test_a_line_that_is_wrong_by_the_least_that_is_printed_is_found_in_every_table_it_counts_in(long_books):
    wages = next(p for p in long_books.ledger.postings if p.economic == "30101" and p.source == "101")
    wrong = [replace(p, amount=p.amount + 100) if p is wages else p for p in long_books.ledger.postings]
    tables = {t.key: t for t in compose(replace(long_books, ledger=Ledger(wrong))).tables()}
    differing = [
        key
        for key, (columns, lines) in BY_FUNCTION.items()
        if printed(tables[key]) != expected(columns, lines)
    ]
    assert differing == ["government", "economic", "general", "wages-government", "wages"]


# The long set: the whole document ---------------------------------------------------------------------------------


def test_the_long_set_has_its_twenty_five_tables_in_order(long_document):
    assert [f"{t.label} {t.title}" for t in long_document.tables()] == [
        "表1 收支总表",
        "表2 收入总表",
        "表3 支出总表",
        "表4 支出预算分类汇总表（按政府预算经济分类）",
        "表5 支出预算分类汇总表（按部门预算经济分类）",
        "表6 财政拨款收支总表",
        "表7 一般公共预算支出表",
        "表8 一般公共预算基本支出表",
        "表9 一般公共预算基本支出表—人员经费（工资福利支出）（按政府预算经济分类）",
        "表10 一般公共预算基本支出表—人员经费（工资福利支出）（按部门预算经济分类）",
        "表11 一般公共预算基本支出表—人员经费（对个人和家庭的补助）（按政府预算经济分类）",
        "表12 一般公共预算基本支出表—人员经费（对个人和家庭的补助）（按部门预算经济分类）",
        "表13 一般公共预算基本支出表—公用经费（商品和服务支出）（按政府预算经济分类）",
        "表14 一般公共预算基本支出表—公用经费（商品和服务支出）（按部门预算经济分类）",
        "表15 一般公共预算“三公”经费支出表",
        "表16 政府性基金预算支出表",
        "表17 政府性基金预算支出分类汇总表（按政府预算经济分类）",
        "表18 政府性基金预算支出分类汇总表（按部门预算经济分类）",
        "表19 国有资本经营预算支出表",
        "表20 财政专户管理资金预算支出表",
        "表21 专项资金预算汇总表",
        "表22 项目支出绩效目标表",
        "表23 整体支出绩效目标表",
        "表24 政府采购预算表",
        "表25 政府购买服务预算表",
    ]


def test_the_outline_of_the_long_form_is_that_of_the_survey(long_document):
    assert headings(long_document) == [
        (1, "第一部分2022年部门预算说明"),
        (2, "一、部门基本概况"),
        (3, "（一）职能职责"),
        (3, "（二）机构设置"),
        (2, "二、部门预算单位构成"),
        (2, "三、部门收支总体情况"),
        (3, "（一）收入预算"),
        (3, "（二）支出预算"),
        (2, "四、一般公共预算拨款支出"),
        (3, "（一）基本支出"),
        (3, "（二）项目支出"),
        (2, "五、政府性基金预算支出"),
        (2, "六、其他重要事项的情况说明"),
        (3, "（一）机关运行经费"),
        (3, "（二）“三公”经费预算"),
        (3, "（三）一般性支出情况"),
        (3, "（四）政府采购情况"),
        (3, "（五）国有资产占用使用及新增资产配置情况"),
        (3, "（六）预算绩效目标说明"),
        (3, "（七）其他事项"),
        (2, "七、名词解释"),
        (1, "第二部分2022年部门预算表"),
    ]


def test_the_first_table_breaks_expenditure_down_three_ways_to_one_total(long_tables):
    balance = long_tables["balance"]
    assert [column.label for column in balance.columns] == [
        "收入",
        "支出（按功能分类）",
        "支出（按部门预算经济分类）",
        "支出（按政府预算经济分类）",
    ]
    (spent,) = (row for row in balance.rows if row.kind == "subtotal")
    whole = amount(SPENT)
    assert [cell.text for cell in spent.cells][2:] == ["本年支出合计", whole] * 3
    under = {cells[4]: cells[5] for cells in ([c.text for c in row.cells] for row in balance.rows[:9])}
    assert under["一、工资福利支出"] == amount(line for line in SPENT if line.economic.startswith("301"))


@pytest.mark.parametrize("kind", ["department", "unit"])
def test_a_table_without_money_is_printed_empty_and_says_of_what_there_is_none(kind):
    books = sound_books(
        region_code="430100", form="", year=2022, kind=kind, postings=[income("9"), spending("9"), cost("9")]
    )
    tables = compose(books).tables()
    assert len(tables) == 25
    empty = {table.key: table.notes[0] for table in tables if table.is_empty}
    word = {"department": "部门", "unit": "单位"}[kind]
    assert empty["fund-government"] == f"注：本{word}2022年没有使用政府性基金预算拨款安排的支出，本表无数据。"
    assert empty["persons"] == f"注：本{word}2022年没有一般公共预算拨款安排的对个人和家庭的补助，本表无数据。"
    assert empty.keys() >= {"capital", "account", "special-funds", "project-goals", "public-services"}
    assert not {"wages", "wages-government"} & empty.keys()


def test_costs_that_name_no_function_stand_in_the_total_row_with_a_remark():
    money = [income("9"), spending("9"), cost("9")]
    books = sound_books(region_code="430100", form="", year=2022, postings=money)
    tables = {table.key: table for table in compose(books).tables()}
    assert [cell.text for cell in tables["wages"].rows[0].cells[3:6]] == ["合计", "0.00", "0.00"]
    assert len(tables["wages"].rows) == 1 and tables["wages"].notes == (Phrases().crossed,)
    assert tables["wages-government"].notes == (Phrases().crossed, Phrases().unclassed)


# What the sentences say of other budgets --------------------------------------------------------------------------


def told(section, *, year=2022, **changes):
    books = sound_books(region_code="430100", form="", year=year, **changes)
    return section_text(compose(books), section)


@pytest.mark.parametrize(
    ("this", "last", "sentence"),
    [
        ("120000", "100000", "收入较上年增加2.00万元，增长20.00%，主要是因为人员增加两人。"),
        ("100000", "120000", "收入较上年减少2.00万元，下降16.67%，主要是因为人员增加两人。"),
        ("120000", "120000", "收入与上年持平，人员增加两人。"),
        ("120000", "0", "收入较上年增加12.00万元，上年没有安排，增减率不可比，主要是因为人员增加两人。"),
        ("120000", None, "收入因上年预算数没有公开，不能比较。"),
    ],
)
def test_the_long_form_compares_with_last_year(this, last, sentence):
    assert sentence in told("text-income", postings=[income(this, last), spending(this, last)])


def test_the_county_says_of_one_change_one_sentence_and_of_two_two():
    together = {"postings": [income("120000", "100000"), spending("120000", "100000")]}
    assert told("text-changes", year=2021, **together).splitlines()[1:] == [
        "2021年度本部门年初预算数为12万元，比上年增加2万元，主要原因是人员增加两人。"
    ]
    apart = {"notes": {"reason.income": "收费增加", "reason.expenditure": "项目增加"}}
    assert told("text-changes", year=2021, **together, **apart).splitlines()[1:] == [
        "2021年度本部门收入预算12万元，比上年增加2万元，主要原因是收费增加。",
        "2021年度本部门支出预算12万元，比上年增加2万元，主要原因是项目增加。",
    ]


def test_the_county_lists_what_it_did_not_budget_and_goes_on_with_its_own_lines():
    money = [income("9"), spending("9"), cost("9")]
    lines = told(
        "other-remarks", year=2021, postings=money, notes={"remark.other": "网站已停用。\n另行公开。"}
    )
    assert lines.splitlines()[1:] == [
        "1.2021年预算没有安排政府性基金预算。",
        "2.2021年预算没有安排纳入专户管理的非税收入拨款。",
        "3.2021年预算没有安排对个人和家庭的补助。",
        "4.2021年预算没有安排国有资本经营预算。",
        "5.网站已停用。",
        "6.另行公开。",
    ]


def test_what_the_county_did_budget_is_not_among_it():
    money = [
        *(income("90000"), income("30000", source="102")),
        *(income("10000", source="2"), income("20000", source="103")),
        *(spending("90000"), spending("30000", source="102", function="2120801")),
        *(spending("10000", source="2"), spending("20000", source="103", function="2230105")),
        cost("40000", economic="30302"),
    ]
    books = sound_books(region_code="430100", form="", year=2021, postings=money)
    assert "没有安排" not in section_text(compose(books), "other-remarks")
    assert "2021年年初预算数为3万元" in section_text(compose(books), "text-fund")


def test_without_an_economic_breakdown_nothing_is_said_of_grants_to_persons():
    lines = told("other-remarks", year=2021, postings=[income("9"), spending("9")])
    assert "对个人和家庭的补助" not in lines


def test_projects_are_listed_as_all_or_as_some_or_as_none():
    def text(*postings, **changes):
        return told("text-projects", year=2021, postings=[income("9"), *postings], **changes)

    one = (project("5000", name="大厅改造"),)
    spent = spending("5000", nature="project")
    assert "其中：\n（1）大厅改造0.50万元。主要用于更新办公设备。" in text(spent, projects=one)
    assert "其中公开的项目1个，合计0.50万元：" in text(spent, spent, projects=one)
    assert text(spending("9")).splitlines()[1:] == ["2021年没有安排项目支出。"]


def test_a_department_with_units_names_them_and_one_without_says_so():
    under = Unit("县档案馆", "institution", "事业", "", False)
    itself = Unit("局机关", "administrative", "行政", "", True)
    assert "本部门有1个下属二级预算单位，分别为：县档案馆。" in told(
        "structure", year=2021, units=(itself, under)
    )
    assert "本部门无下属二级预算单位。" in told("structure", year=2021, units=(itself,))
    assert "二级预算单位" not in told("structure", year=2021, units=())
    assert "本部门没有下属预算单位，部门预算只含本级预算。" in told("units", units=(itself,))


def test_a_county_of_hunan_publishes_in_the_county_form_until_2021_and_in_the_long_set_from_2022():
    for year, key in (
        (2017, "national-2015"),
        (2018, "hunan-county"),
        (2021, "hunan-county"),
        (2022, "hunan-long"),
    ):
        for kind in ("department", "unit"):
            assert form_for("430421", year, kind).key == key
