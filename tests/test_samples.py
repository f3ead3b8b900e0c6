"""The sample departments say what their published texts say: every figure of them, and every cell of Putuo's tables.

Putuo's nine tables are compared cell by cell, to the 分. The texts of Hunan and Lushan are compared section by section in
test_form_hunan.py and test_form_jiangxi.py.
"""

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction

from budgets.actions import load_chart
from budgets.books import open_books, slug
from budgets.demo.load import YEARS, load_all
from budgets.ledger import Ledger
from budgets.models import Entry, Event, Particular
from budgets.money import WANYUAN, rounded
from budgets.rules import examine
from disclosures.compose import compose
from disclosures.document import Cite, Heading, Paragraph, Table

SHARED = Path(__file__).resolve().parents[2] / "shared" / "samples"
PUTUO_TABLES = SHARED / "putuo-finance-2025.tables.json"
HUNAN, LUSHAN, PUTUO = "439900", "360483", "310107"


def project_key(name):
    return f"project.{slug(name)}"


#: The kinds of vehicles that Putuo's text names, each with 0.
EIGHT_KINDS = ("ministerial", "leaders", "confidential", "emergency", "law", "special", "retired", "other")


@pytest.fixture(scope="session")
def shelf(django_db_setup, django_db_blocker):
    """The books of the three samples by region, loaded once; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        for year in YEARS:
            load_chart(year=year)
        books = [open_books(budget) for budget in load_all(by=None)]
        transaction.set_rollback(True)
    return {b.region_code: b for b in books}


@pytest.fixture(scope="session")
def documents(shelf):
    return {region: compose(books) for region, books in shelf.items()}


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
    from disclosures.models import Version

    settings.SITE_SAMPLE = True
    call_command("demo")
    told = capsys.readouterr().out
    versions = list(Version.objects.values("sha256", "number", "published_by"))
    assert [(v["number"], v["published_by"]) for v in versions] == [(1, "finance")] * 3
    for name, _group, _shown, password in PEOPLE:
        assert client.login(username=name, password=password)
        validate_password(password, get_user_model().objects.get(username=name))
        assert f"{name}  {password}" in told
    for address in ("/439900/101/2021/", "/360483/102/2021/", "/310107/105/2025/"):
        assert address in told
    rights = [Group.objects.get(name=name).permissions.count() for name in ("填报", "财政局")]
    assert rights == [4 * 9 + 2 + 3, 4 * 9 + 3 * 4 + 3 + 1]
    users = list(get_user_model().objects.order_by("pk").values())
    call_command("demo")
    assert list(Version.objects.values("sha256", "number", "published_by")) == versions
    assert [u["password"] for u in get_user_model().objects.order_by("pk").values()] == [
        u["password"] for u in users
    ]


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
    PUTUO: ["C04", "R25-less"],
}


@pytest.mark.parametrize("region", [HUNAN, LUSHAN, PUTUO])
def test_a_sample_has_no_errors_and_only_the_gaps_of_its_text(shelf, region):
    findings = examine(shelf[region])
    assert [f.message for f in findings if f.level == "error"] == []
    assert sorted(f.id for f in findings) == FINDINGS[region]


# Putuo: cell by cell ----------------------------------------------------------------------------------------------
#
# Both sides become {(table, row, column): amount}. A row is a code, a label of a two-sided table, or 合计; blank, 0
# and 0.00 are all zero. Table 9 is printed in 万元.

BY_CODE_COLUMNS = {
    # the Shanghai title → our table, digits of its code, {its column: our columns that it is the sum of}
    "2025年部门收入预算总表": (
        "income",
        3,
        {
            "合计": ("合计",),
            "财政拨款收入": (
                "一般公共预算拨款收入",
                "政府性基金预算拨款收入",
                "国有资本经营预算拨款收入",
            ),
            "事业收入": ("事业收入",),
            "事业单位经营收入": ("事业单位经营收入",),
            "其他收入": ("其他收入",),
        },
    ),
    "2025年部门支出预算总表": (
        "expenditure",
        3,
        {"合计": ("合计",), "基本支出": ("基本支出",), "项目支出": ("项目支出",)},
    ),
    "2025年部门一般公共预算支出功能分类预算表": (
        "general",
        3,
        {
            "合计": ("2025年预算数 › 小计",),
            "基本支出": ("2025年预算数 › 基本支出",),
            "项目支出": ("2025年预算数 › 项目支出",),
        },
    ),
    "2025年部门政府性基金预算支出功能分类预算表": (
        "fund",
        3,
        {name: (f"本年政府性基金预算支出 › {name}",) for name in ("合计", "基本支出", "项目支出")},
    ),
    "2025年部门国有资本经营预算支出功能分类预算表": (
        "capital",
        3,
        {name: (f"本年国有资本经营预算支出 › {name}",) for name in ("合计", "基本支出", "项目支出")},
    ),
    "2025年部门一般公共预算基本支出部门预算经济分类预算表": (
        "basic",
        2,
        {name: (f"2025年基本支出 › {name}",) for name in ("合计", "人员经费", "公用经费")},
    ),
}
LEFT_LINES = {
    # a line on the income side of a two-sided Shanghai table → our table and line
    "2025年部门财务收支预算总表": {
        "一、财政拨款收入": ("grant", "一、本年收入"),
        "1. 一般公共预算资金": ("balance", "一、一般公共预算拨款收入"),
        "2. 政府性基金": ("balance", "二、政府性基金预算拨款收入"),
        "3. 国有资本经营预算": ("balance", "三、国有资本经营预算拨款收入"),
        "二、事业收入": ("balance", "五、事业收入"),
        "三、事业单位经营收入": ("balance", "六、事业单位经营收入"),
        "四、其他收入": ("balance", "九、其他收入"),
        "收入总计": ("balance", "收入总计"),
    },
    "2025年部门财政拨款收支预算总表": {
        "一、一般公共预算资金": ("grant", "（一）一般公共预算拨款"),
        "二、政府性基金": ("grant", "（二）政府性基金预算拨款"),
        "三、国有资本经营预算": ("grant", "（三）国有资本经营预算拨款"),
        "收入总计": ("grant", "收入总计"),
    },
}
RIGHT_COLUMNS = {
    "2025年部门财务收支预算总表": ("balance", {"预算数": "预算数"}),
    "2025年部门财政拨款收支预算总表": (
        "grant",
        {name: name for name in ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算")},
    ),
}
THREE_PUBLIC = "2025年部门“三公”经费和机关运行经费预算表"
THREE_PUBLIC_FIGURES = (
    "three-public.total",
    "three-public.abroad",
    "three-public.reception",
    "three-public.vehicles",
    "three-public.purchase",
    "three-public.running",
    "running",
)


def number(text):
    """A printed amount as a number; nothing printed is zero."""
    return Decimal(text.replace(",", "").replace("−", "-") or 0)


@pytest.fixture(scope="session")
def shanghai():
    """The published tables by title, continued pages joined: rows of cells without the heads."""
    if not PUTUO_TABLES.exists():
        pytest.skip(f"the published tables of Putuo are not here: {PUTUO_TABLES}")
    tables = {}
    title = ""
    for page in json.loads(PUTUO_TABLES.read_text()):
        heads = 2 if "收支" in page["title"] else 3
        if page["title"].startswith("2025年"):
            title = page["title"]
        tables.setdefault(title, []).extend(page["rows"][heads:])
    return tables


def shanghai_cells(tables):
    """Every amount cell that was published, under its place; fillers under a number of their own."""
    cells = {}
    for title, rows in tables.items():
        for n, row in enumerate(rows):
            for place, text in published_row(title, row):
                cells[(title, *place) if place[0] else (title, f"空行{n}", *place[1:])] = number(text)
    return cells


def published_row(title, row):
    """The amount cells of one row: ((row, column), text); a filler row is called ""."""
    if title == THREE_PUBLIC:
        return [(("金额", key), text) for key, text in zip(THREE_PUBLIC_FIGURES, row, strict=True)]
    if title in RIGHT_COLUMNS:
        columns = RIGHT_COLUMNS[title][1]
        left = ((row[0], "收入"), row[1])
        return [
            left,
            *(((row[2], f"支出 {c}"), text) for c, text in zip(columns, row[3:], strict=True)),
        ]
    _key, width, columns = BY_CODE_COLUMNS[title]
    code = "合计" if row[0] == "合计" else "".join(row[:width])
    return [((code, c), text) for c, text in zip(columns, row[width + 1 :], strict=True)]


def our_cells(document, places):
    """What our document prints at each of the published places; None where it has no such place."""
    tables = {table.key: OurTable(table) for table in document.tables()}
    return {place: ours(tables, *place) for place in places}


def ours(tables, title, row, column):
    if row.startswith("空行"):
        return Decimal(0)
    if title == THREE_PUBLIC:
        table = tables["running" if column == "running" else "three-public"]
        return table.figures.get(column)
    if title in RIGHT_COLUMNS and column == "收入":
        key, line = LEFT_LINES[title][row]
        return tables[key].left.get(line)
    if title in RIGHT_COLUMNS:
        key, columns = RIGHT_COLUMNS[title]
        return tables[key].right.get((row, columns[column.removeprefix("支出 ")]))
    key, _width, columns = BY_CODE_COLUMNS[title]
    parts = [tables[key].coded.get((row, ours_column)) for ours_column in columns[column]]
    return None if None in parts else sum(parts)


class OurTable:
    """The printed numbers of one of our tables, by code and column, by line, and by figure."""

    def __init__(self, table):
        self.coded, self.left, self.right, self.figures = {}, {}, {}, {}
        heads = list(paths(table.columns))
        for row in table.rows:
            cells = [cell.text for cell in row.cells]
            self.figures |= {cell.figure: number(cell.text) for cell in row.cells if cell.figure in SEVEN}
            if table.is_two_sided:
                # 一般公共预算拨款 stands twice: first as this year's, then as a balance.
                self.left.setdefault(cells[0], number(cells[1]))
                for head, text in zip(heads[3:], cells[3:], strict=True):
                    self.right[cells[2], head.split(" › ")[-1]] = number(text)
            elif heads[0].endswith("科目编码"):
                code = cells[0] or ("合计" if row.kind == "total" else "")
                for head, text in zip(heads[2:], cells[2:], strict=True):
                    if "—" not in text:
                        self.coded[code, head] = number(text)


SEVEN = set(THREE_PUBLIC_FIGURES)


def paths(columns, above=()):
    """The label of each leaf column with those above it: 2025年预算数 › 基本支出."""
    for column in columns:
        path = (*above, column.label)
        if column.children:
            yield from paths(column.children, path)
        else:
            yield " › ".join(path)


def mismatches(published, printed):
    """The places where the two differ. Table 9 is in 万元 with two places; all else is compared to the 分."""
    return [place for place, amount in published.items() if not same(place, amount, printed[place])]


def same(place, published, printed):
    if printed is None:
        return False
    if place[0] == THREE_PUBLIC:
        return published == rounded(printed, WANYUAN)
    return published == printed


#: Amount cells of the nine tables, counted by hand: those in rows with a code or a label (13, 100, 60, 24, 60, 3, 3,
#: 90 and 7 by table), and those in rows left empty by the layout (15, 16, 36 and 36 in tables 1, 4, 6 and 7).
LABELLED_CELLS, FILLER_CELLS = 360, 103


def test_every_cell_of_putuos_tables_is_as_published(shanghai, documents):
    published = shanghai_cells(shanghai)
    printed = our_cells(documents[PUTUO], published)
    assert mismatches(published, printed) == []
    fillers = [place for place in published if place[1].startswith("空行")]
    assert (len(published) - len(fillers), len(fillers)) == (LABELLED_CELLS, FILLER_CELLS)
    assert len({place[0] for place in published}) == 9


def test_no_cell_is_lost_on_the_way_to_the_comparison(shanghai):
    """Every string of the published file that looks like an amount is among those compared, as often as it stands."""
    amounts = sorted(map(number, re.findall(r'"([0-9,]+\.[0-9]{2})"', PUTUO_TABLES.read_text())))
    compared = sorted(shanghai_cells(shanghai).values())
    assert len(amounts) == 241
    assert [amount for amount in amounts if amount] == [amount for amount in compared if amount]


def test_our_tables_have_no_row_that_was_not_published(shanghai, documents):
    published = {place[:2] for place in shanghai_cells(shanghai)}
    tables = {table.key: OurTable(table) for table in documents[PUTUO].tables()}
    for title, (key, _width, _columns) in BY_CODE_COLUMNS.items():
        for code, _head in tables[key].coded:
            assert (title, code) in published
    for title, (key, _columns) in RIGHT_COLUMNS.items():
        lines = {line for (line, _), value in tables[key].right.items() if value}
        assert {(title, line) for line in lines - {"本年支出合计"}} <= published


def test_the_names_of_the_codes_are_as_published(shanghai, shelf):
    books = shelf[PUTUO]
    compared = 0
    for title, (key, width, _columns) in BY_CODE_COLUMNS.items():
        letter = "e" if key == "basic" else "f"
        for row in shanghai[title]:
            if row[0] not in ("", "合计"):
                assert books.name_of(letter, "".join(row[:width])) == row[width]
                compared += 1
    assert compared == 86


@pytest.mark.parametrize("fault", [Decimal("0.01"), Decimal("-0.01")])
def test_a_single_cell_wrong_by_one_cent_is_found(shanghai, documents, fault):
    published = shanghai_cells(shanghai)
    printed = our_cells(documents[PUTUO], published)
    in_yuan = [place for place in published if place[0] != THREE_PUBLIC and not place[1].startswith("空行")]
    for place in in_yuan:
        assert mismatches(published, {**printed, place: printed[place] + fault}) == [place]
    assert len(in_yuan) == LABELLED_CELLS - len(THREE_PUBLIC_FIGURES)


def test_one_entry_wrong_by_one_cent_is_found_in_every_table_it_counts_in(shanghai, shelf):
    books = shelf[PUTUO]
    postings = books.ledger.postings
    wrong = next(p for p in postings if p.direction == "expenditure" and p.function == "2010602")
    changed = [replace(p, amount=p.amount + Decimal("0.01")) if p is wrong else p for p in postings]
    document = compose(replace(books, ledger=Ledger(changed)))
    published = shanghai_cells(shanghai)
    found = mismatches(published, our_cells(document, published))
    assert ("2025年部门支出预算总表", "2010602", "项目支出") in found
    # Tables 1 and 4: class and total (one and two columns); 3 and 5: 项, 款, 类, 合计 in two columns.
    assert len(found) == 2 + 4 + 8 + 8


def test_three_public_in_wanyuan_is_found_wrong_too(shanghai, documents):
    published = shanghai_cells(shanghai)
    printed = our_cells(documents[PUTUO], published)
    for place in (place for place in published if place[0] == THREE_PUBLIC):
        assert mismatches(published, {**printed, place: printed[place] + 100}) == [place]


#: The figures of Putuo's text.
PUTUO_TEXT = (
    ("income.total", "3121.42"),
    ("income.total.change", "107.62"),
    ("expenditure.total", "3121.42"),
    ("expenditure.total.change", "107.62"),
    ("expenditure.grant.total", "3121.42"),
    ("expenditure.grant.total.change", "107.62"),
    ("expenditure.general.year.total.change", "107.62"),
    ("expenditure.fund.total", "0"),
    ("expenditure.capital.total", "0"),
    ("income.s301", "0"),
    ("income.s302", "0"),
    ("income.s305", "0"),
    ("expenditure.general.f2010601", "1623.18"),
    ("expenditure.general.f2010602", "10.00"),
    ("expenditure.general.f2010607", "166.66"),
    ("expenditure.general.f2010608", "418.80"),
    ("expenditure.general.f2080505", "174.83"),
    ("expenditure.general.f2080599", "0.96"),
    ("three-public.total", "0.95"),
    ("three-public.total.last", "0.95"),
    ("three-public.abroad", "0"),
    ("three-public.vehicles", "0"),
    ("three-public.purchase", "0"),
    ("three-public.running", "0"),
    ("three-public.reception", "0.95"),
    ("three-public.reception.last", "0.95"),
    ("running", "229.43"),
    ("procurement.total", "117.00"),
    ("procurement.goods", "17.00"),
    ("procurement.works", "0"),
    ("procurement.services", "100.00"),
    ("projects.count", "4"),
    ("project.total", "598.46"),
    (project_key("中介机构服务费"), "418.80"),
    (project_key("财政业务费"), "10.00"),
    (project_key("信息化系统日常维护费"), "166.66"),
    (project_key("援滇干部工作经费"), "3.00"),
    ("assets.vehicles", "0"),
    ("assets.equipment", "0"),
    *((f"assets.vehicles.{kind}", "0") for kind in EIGHT_KINDS),
    ("assets.buy-vehicles", "0"),
    ("assets.buy-equipment", "0"),
    ("units.count", "1"),
    ("units.subordinate", "0"),
)


@pytest.mark.parametrize(("key", "expected"), PUTUO_TEXT)
def test_a_figure_of_putuos_text_is_as_published(documents, key, expected):
    assert_printed(documents[PUTUO], key, expected)


#: Amounts of Putuo's text that its own tables contradict: four cut off instead of rounded, one with a digit too many.
PUTUO_MISPRINTED = {
    "expenditure.general.f2080501": ("87.70", "87.71"),
    "expenditure.general.f2080506": ("887.36", "87.36"),
    "expenditure.general.f2101101": ("78.21", "78.22"),
    "expenditure.general.f2210201": ("204.91", "204.92"),
    "expenditure.general.f2210203": ("268.77", "268.78"),
}
#: Limits for projects, which are no figures of the budget.
PUTUO_LIMITS = ("400.00", "3000.00")


@pytest.mark.parametrize(("key", "amounts"), PUTUO_MISPRINTED.items())
def test_where_putuos_text_misprints_its_table_we_print_the_table(documents, key, amounts):
    misprinted, right = amounts
    assert_printed(documents[PUTUO], key, right)
    assert misprinted not in printings(documents[PUTUO])[key]


@pytest.mark.parametrize(
    ("name", "listed", "distinct"),
    [
        (
            "putuo-finance-2025",
            [*(row[-1] for row in PUTUO_TEXT), *(m for m, _ in PUTUO_MISPRINTED.values()), *PUTUO_LIMITS],
            23,
        ),
    ],
)
def test_no_amount_of_a_text_is_missing_from_its_list(name, listed, distinct):
    """Every number before 万元 in the published text is in one of the lists above."""
    path = SHARED / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"the published text is not here: {path}")
    text = path.read_text()
    amounts = {Decimal(a.replace(",", "")) for a in re.findall(r"([0-9][0-9,]*(?:\.[0-9]+)?)[\s_]*万", text)}
    assert amounts - {abs(Decimal(amount)) for amount in listed} == set()
    assert len(amounts) == distinct


@pytest.mark.parametrize(
    ("region", "phrases"),
    [
        (PUTUO, ("截至2024年8月31日", "单价100万元", "2025年1月1日至2025年12月31日")),
    ],
)
def test_dates_thresholds_and_documents_are_as_published(documents, region, phrases):
    text = text_of(documents[region])
    assert [phrase for phrase in phrases if phrase not in text] == []


def assert_printed(document, key, expected):
    """The document prints this figure, and wherever it does, as expected. Behind a verb a change has no sign."""
    printed = printings(document)
    assert key in printed, f"{key} is printed nowhere"
    wanted = Decimal(expected)
    for text in printed[key]:
        assert abs(number(text)) == abs(wanted), f"{key} is printed as {text!r}"
    value = document.figures[key].value if key in document.figures else None
    assert not value or (value > 0) == (wanted > 0)


def printings(document):
    """Every figure of the document with the texts printed for it in sentences, tables and the summary, in 万元."""
    found = {}
    for block in document.blocks:
        for key, text in printed_in(block):
            found.setdefault(key, set()).add(text)
    for line in document.summary:
        for view in ("change", "percent"):
            if line[view] is not None:
                found.setdefault(f"{line['key']}.{view}", set()).add(line[view])
        found.setdefault(line["key"], set()).add(line["text"])
    return found


def printed_in(block):
    match block:
        case Paragraph():
            yield from ((run.figure, run.text) for run in block.runs if isinstance(run, Cite))
        case Table() if block.unit != "元":  # tables in 元 are compared cell by cell above
            yield from ((c.figure, c.text) for row in block.rows for c in row.cells if c.figure)
        case Table():
            yield from (
                (c.figure, f"{rounded(number(c.text), WANYUAN)}")
                for row in block.rows
                for c in row.cells
                if c.figure and c.text != "—" and not c.figure.endswith((".percent", ".share"))
            )


def text_of(document):
    lines = []
    for block in document.blocks:
        match block:
            case Heading():
                lines.append(block.text)
            case Paragraph():
                lines.append("".join(run if isinstance(run, str) else run.text for run in block.runs))
    return "\n".join(lines)
