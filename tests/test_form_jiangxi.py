"""The forms of Jiangxi: the county department of 2021 as it was published, and a budget of 2022 that has everything."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction

from budgets.actions import load_chart
from budgets.books import Stated, Target, Unit, open_books, slug
from budgets.demo.load import load
from budgets.demo.lushan_service_2021 import PLATFORM, SAMPLE
from budgets.figures import Figures
from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting
from budgets.rules import examine
from disclosures.compose import compose
from disclosures.declaring.forms import form_for
from disclosures.declaring.outline import write
from disclosures.document import Cite, Paragraph, Table, as_json
from disclosures.rendering.layout import lay_out
from tests.samples_text import block_text, cut, headings, numbers, sample_text, section_text
from tests.shelf import cost, income, project, sound_books, spending

# The sample is read from the drafts; a test database is only made where a test says that it wants one.
pytestmark = pytest.mark.django_db
NAME = "lushan-service-2021"


@pytest.fixture(scope="module")
def lushan(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_chart(year=2021)
        books = open_books(load(sample=SAMPLE, by=None))
        transaction.set_rollback(True)
    return books


@pytest.fixture(scope="module")
def document(lushan):
    return compose(lushan)


@pytest.fixture(scope="module")
def published():
    """The published text by the anchor of our section."""
    pieces = cut(sample_text(NAME), *(start for start, _ in PLACES))
    return {anchor: pieces[start] for start, anchor in PLACES if anchor}


#: Where a section begins in the published text, and our section.
PLACES = (
    ("一、部门主要职责", "duties"),
    ("二、机构设置及人员情况", "structure"),
    (" 庐山市政务服务管理局2021年部门预算年部门预算表", "part-2"),
    ("(一)收入预算情况", "text-income"),
    (" (二) 支出预算情况", "text-expenditure"),
    (" (三)财政拨款支出情况", "text-grant"),
    ("政府性基金情况", "text-fund"),
    ("（五）国有资本经营情况", "text-capital"),
    ("(六)机关运行经费", "other-running"),
    ("(七)政府采购情况", "other-procurement"),
    ("(八)国有资产占有使用情况", "other-assets"),
    ("“互联网+政务政务”智慧政务项目情况说明", "text-projects"),
    (" 二、2021年“三公”经费预算情况说明", "text-three-public"),
    ("第四部分", "part-4"),
)

# The outline ------------------------------------------------------------------------------------------------------

#: (level, heading) as the text was published, in order.
OUTLINE = [
    (1, "第一部分庐山市政务服务管理局概况"),
    (2, "一、部门主要职责"),
    (2, "二、机构设置及人员情况"),
    (1, "第二部分庐山市政务服务管理局2021年部门预算表"),
    (1, "第三部分庐山市政务服务管理局2021年部门预算情况说明"),
    (2, "一、2021年部门预算收支情况说明"),
    (3, "（一）收入预算情况"),
    (3, "（二）支出预算情况"),
    (3, "（三）财政拨款支出情况"),
    (3, "（四）政府性基金情况"),
    (3, "（五）国有资本经营情况"),
    (3, "（六）机关运行经费等重要事项的说明"),
    (3, "（七）政府采购情况"),
    (3, "（八）国有资产占有使用情况"),
    (3, "（九）项目情况说明"),
    (4, f"1.{PLATFORM}"),
    (5, "1）项目概述"),
    (5, "2）立项依据"),
    (5, "3）实施主体"),
    (5, "4）实施方案"),
    (5, "5）实施周期"),
    (5, "6）年度预算安排"),
    (5, "7）绩效目标和指标"),
    (2, "二、2021年“三公”经费预算情况说明"),
    (1, "第四部分名词解释"),
    (2, "一、收入科目"),
    (2, "二、支出科目"),
    (2, "三、专业名词解释"),
    (1, "附表"),
]
#: Headings that the text prints otherwise, as it prints them, and why ours differ.
OTHERWISE = {
    "第二部分庐山市政务服务管理局2021年部门预算表": (
        "庐山市政务服务管理局2021年部门预算年部门预算表",
        "its number is missing, its words are doubled (nos. 16, 17)",
    ),
    "（四）政府性基金情况": ("政府性基金情况", "its number is missing (no. 17)"),
    "（九）项目情况说明": (
        "“互联网+政务政务”智慧政务项目情况说明（部门本级）",
        "its number is missing, and it names the project (no. 17)",
    ),
    f"1.{PLATFORM}": ("1.“互联网+政务政务”智慧政务项目", "the other of the project's two names (no. 16)"),
    "3）实施主体": ("实施主体", "its number is missing (no. 17)"),
    "4）实施方案": ("实施方案", "its number is missing (no. 17)"),
    "5）实施周期": ("实施周期", "its number is missing (no. 17)"),
    "6）年度预算安排": ("年度预算安排", "its number is missing (no. 17)"),
    "7）绩效目标和指标": ("绩效目标和指标", "its number is missing (no. 17)"),
    "附表": ("（详见附表）", "the tables that the text speaks of are not there (no. 19)"),
}


def squeezed(text):
    """A text without spaces, its brackets of one kind."""
    return re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")


def test_the_outline_is_the_published_one(document):
    assert headings(document) == OUTLINE


def test_every_heading_stands_in_the_published_text_in_this_order():
    text, at = squeezed(sample_text(NAME)), 0
    for _level, heading in OUTLINE[:-1]:
        printed = squeezed(OTHERWISE.get(heading, (heading,))[0])
        at = text.index(printed, at) + len(printed)
    assert OTHERWISE["附表"][0] in text
    assert OTHERWISE.keys() <= {heading for _level, heading in OUTLINE}


# Every figure of the text -----------------------------------------------------------------------------------------

#: What is printed in a section and stands not in ours, how often, and why: the text contradicts itself. The numbers are
#: those of docs/decisions.md.
CONTRADICTED = {
    ("text-income", "210.95", "万元"): (1, "no. 1: the sources do not come to the total of 940.95"),
    ("text-income", "58.38", "万元"): (1, "no. 2: nor does their increase"),
    ("other-running", "324.42", "万元"): (1, "no. 6: its parts come to 69.52"),
    ("other-running", "6.95", "万元"): (1, "no. 8: an increase over the whole budget of last year"),
    ("other-running", "2", "%"): (1, "no. 8: the same in percent"),
    ("text-projects", "94.93", "%"): (2, "no. 12: a rate of execution has no place in a budget"),
    ("text-projects", "98", "%"): (1, "no. 12: nor has a result"),
    ("text-projects", "100", "%"): (2, "no. 12: two of the five are results"),
}
#: 0 元 stands among 万元 (no. 16): ours says 0 万元. 附件1 before 项目 is no number of 项.
SLIPS = {("other-running", "0", "元"): 2, ("text-projects", "1", "项"): 1}
#: What the text says is 0, said of the same thing. Those of 项目支出 by economic nature are contradicted (no. 3), those
#: of 教育支出, 科学技术支出 and 农林水支出 are lines of a template in which this department has nothing (no. 15).
SAID = {
    "structure": (
        "部分补助事业编制0人",
        "自收自支事业编制0人",
        "部分补助事业人员0人",
        "自收自支事业人员0人",
    ),
    "text-income": (
        "教育收费资金收入0万元，与上年预算安排持平",
        "事业单位经营收入0万元，与上年预算安排持平",
        "上年结转0万元，与上年预算安排持平",
    ),
    "text-expenditure": ("对企业补助0万元，与上年预算安排持平",),
    "text-fund": ("没有使用政府性基金预算拨款安排的支出。",),
    "text-capital": ("没有使用国有资本经营预算拨款安排的支出。",),
    "other-running": (
        "机关运行费预算69.52万元",  # the sum of the parts that the text lists (no. 6)
        "、会议费0万元",
        "办公用房取暖费0万元",
        "办公用房物业管理费0万元",
        "公务用车运行维护费0万元",
        "其他费用0万元",
    ),
    "other-procurement": ("政府采购工程预算0万元", "政府采购服务预算0万元"),
    "other-assets": (
        "共有车辆0辆",
        "一般公务用车0辆",
        "执法执勤用车0辆",
        "购置车辆0辆",
        "安排购置单位价值200万元（含）以上的大型设备0台",
    ),
    "text-three-public": (
        "安排5万元，与上年持平，主要原因是",
        "因公出国（境）费0万元，与上年持平，主要原因是",
        "公务接待费5万元，与上年持平，主要原因是",
        "公务用车运行维护费0万元，与上年持平，主要原因是",
        "公务用车购置费0万元，与上年持平，主要原因是",
    ),
}


def unsaid(document, published):
    """What the published text prints and our section does not: figures as often as they stand, and zeroes."""
    found = Counter()
    for anchor, text in published.items():
        ours, theirs = numbers(section_text(document, anchor)), numbers(text)
        zeroes = {figure for figure in theirs if not figure[0].strip("0.")}
        for figure, count in (theirs - ours).items():
            if figure not in zeroes:
                found[anchor, *figure] = count
        for figure in zeroes - ours.keys():
            found[anchor, *figure] = theirs[figure]
    for anchor, phrases in SAID.items():
        text = section_text(document, anchor)
        found.update({(anchor, phrase, ""): 1 for phrase in phrases if phrase not in text})
    return found


EXPECTED = {key: count for key, (count, _why) in CONTRADICTED.items()} | SLIPS


def test_every_figure_of_the_text_stands_in_the_same_section(document, published):
    assert unsaid(document, published) == EXPECTED


def test_the_comparison_reads_the_whole_text(published):
    """Every number with a unit stands in one of the sections compared, zeroes and slips too."""
    compared = sum((numbers(text) for text in published.values()), Counter())
    assert compared == numbers(sample_text(NAME))
    assert (compared.total(), sum(n for (digits, _), n in compared.items() if digits.strip("0."))) == FIGURES


#: Numbers of the text, and those of them that are not 0.
FIGURES = (125, 81)

#: What the text does not print: large equipment is asked for, and 会议费 follows from a part of 机关运行费.
UNPRINTED = {"assets.equipment", "meeting"}


def test_no_figure_of_the_budget_can_change_unseen(lushan, published):
    unseen = [what for what, books in changed(lushan) if unsaid(written(books), published) == EXPECTED]
    assert unseen == []


def written(books):
    form = form_for(books.region_code, books.year, books.kind)
    return SimpleNamespace(blocks=write(form, Figures(books)))


def changed(books):
    """The books with one figure changed, for each figure that was entered."""
    postings = list(books.ledger.postings)
    for n, posting in enumerate(postings):
        for name in ("amount", "last"):
            other = replace(posting, **{name: getattr(posting, name) + 1000})
            yield (n, name), replace(books, ledger=Ledger([*postings[:n], other, *postings[n + 1 :]]))
    for key, stated in books.stated.items():
        if key in UNPRINTED:
            continue
        step = 1000 if Figures(books)[key].is_money else 1
        for name in ("value", "last"):
            if (value := getattr(stated, name)) is not None:
                other = replace(stated, **{name: value + step})
                yield (key, name), replace(books, stated={**books.stated, key: other})
    (platform,) = books.projects
    yield "project", replace(books, projects=(replace(platform, amount=platform.amount + 1000),))
    yield "units", replace(books, units=books.units[:1])


#: Each figure of the text under our key, as printed: no two of a section may change places.
BY_KEY = {
    "units.count": "2",
    "units.subordinate": "1",
    "staff.posts": "25",
    "staff.posts.administrative": "13",
    "staff.posts.full": "12",
    "staff.present": "19",
    "staff.actual": "19",
    "staff.actual.administrative": "10",
    "staff.actual.full": "9",
    "income.total": "940.95",
    "income.total.change": "623.48",
    "expenditure.total": "940.95",
    "expenditure.total.change": "623.48",
    "expenditure.basic": "370.95",
    "expenditure.basic.change": "53.48",
    "economic.e301.basic": "232.35",
    "economic.e302.basic": "128.36",
    "economic.e303.basic": "0.24",
    "economic.e310.basic": "10",
    "expenditure.project": "570",
    "expenditure.project.change": "570",
    "expenditure.f201": "894.42",
    "expenditure.f201.change": "613.07",
    "expenditure.f208": "22.38",
    "expenditure.f208.change": "3.82",
    "expenditure.f210": "8.4",
    "expenditure.f210.change": "0.36",
    "expenditure.f221": "15.76",
    "expenditure.f221.change": "6.25",
    "economic.e301": "232.35",
    "economic.e301.change": "64.87",
    "economic.e301.percent": "38.73",
    "economic.e302": "128.36",
    "economic.e302.change": "5.98",
    "economic.e303": "0.24",
    "economic.e303.change": "0.06",
    "economic.e310": "10",
    "economic.e310.change": "5.34",
    "expenditure.grant.total": "940.95",
    "expenditure.grant.total.change": "623.48",
    "expenditure.grant.f201": "894.42",
    "expenditure.grant.f208": "22.38",
    "expenditure.grant.f210": "8.4",
    "expenditure.grant.f221": "15.76",
    "expenditure.grant.basic": "370.95",
    "expenditure.grant.basic.change": "53.48",
    "economic.grant.e301.basic": "232.35",
    "economic.grant.e302.basic": "128.36",
    "economic.grant.e303.basic": "0.24",
    "economic.grant.e310.basic": "10",
    "expenditure.grant.project": "570",
    "expenditure.grant.project.change": "570",
    "running.office": "10.86",
    "running.post": "7.2",
    "running.travel": "5.5",
    "running.welfare": "8.16",
    "running.repair": "6",
    "running.materials": "8",
    "running.utilities": "23.8",
    "procurement.total": "10",
    "procurement.goods": "10",
    f"project.{slug(PLATFORM)}": "570",
    "three-public.total": "5",
    "three-public.reception": "5",
}
FALLING = ("economic.e302.change", "economic.e303.change", "economic.e310.change")


def test_every_figure_of_the_text_is_cited_for_what_it_is(document):
    cited = {}
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for n, run in enumerate(block.runs):
                if isinstance(run, Cite):
                    cited.setdefault(run.figure, set()).add(run.text)
                    if run.figure in FALLING:
                        assert block.runs[n - 1].endswith("减少")
    assert {key: cited.get(key) for key in BY_KEY} == {key: {text} for key, text in BY_KEY.items()}


#: The other side of each contradiction: these stand nowhere in our document.
KEPT_OUT = {
    "210.95",
    "58.38",
    "152.57",
    "254.9",
    "6.95",
    "250",
    "250.00",
    "237.33",
    "94.93",
    "940.96",
    "623.5",
}


def test_of_a_contradiction_only_one_side_is_published(document):
    text = "\n".join(map(block_text, document.blocks))
    assert KEPT_OUT.isdisjoint(re.findall(r"[0-9]+(?:\.[0-9]+)?", text))


def test_dates_documents_and_targets_are_as_published(document):
    text = section_text(document, "other-assets") + section_text(document, "text-projects")
    for said in ("截至2020年8月31日", "庐发改委审批字〔2020〕340号", "庐府办发〔2020〕58号"):
        assert said in text
    (sheet,) = (table for table in document.tables() if table.key == "goals-1")
    assert [row.cells[3].text for row in sheet.rows if row.cells[0].text.endswith("指标")] == [
        *("＝5个", "＝100%", "＝100%", "＝570万元", "办事成本下降", "显著提升", "显著提升", "＝100%")
    ]


# Where the tables stand -------------------------------------------------------------------------------------------

TITLES = (
    "收支预算总表",
    "部门收入总表",
    "部门支出总表",
    "财政拨款收支总表",
    "一般公共预算支出表",
    "一般公共预算基本支出表",
    "一般公共预算“三公”经费支出表",
    "政府性基金预算支出表",
)


def test_until_2021_eight_tables_are_named_in_the_second_part_and_stand_behind_the_text(document):
    named = section_text(document, "part-2").splitlines()
    assert named[1:] == [
        "（详见附表）",
        *(f"{n}、《{t}》" for n, t in zip("一二三四五六七八", TITLES, strict=True)),
    ]
    places = [n for n, block in enumerate(document.blocks) if isinstance(block, Table) and block.number]
    assert [document.blocks[n].title for n in places] == list(TITLES)
    assert places == list(range(len(document.blocks) - 8, len(document.blocks)))
    assert {document.blocks[n].maker for n in places} == {"填报单位：庐山市政务服务管理局"}


@pytest.mark.parametrize(
    ("year", "kind", "three_public"),
    [
        (2022, "部门", "一般公共预算“三公”经费支出表"),
        (2023, "部门", "财政拨款“三公”经费支出表"),
        (2025, "单位", "财政拨款“三公”经费支出表"),
    ],
)
def test_since_2022_eleven_tables_stand_before_the_text_each_under_its_name(year, kind, three_public):
    titles = [t.replace("部门", kind) for t in TITLES[:6]] + [three_public, TITLES[7]]
    titles += ["国有资本经营预算支出表", f"{kind}整体支出绩效目标表", "项目绩效目标表"]
    content = as_json(compose(books_of(year, "department" if kind == "部门" else "unit")))
    numbers = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
    listed = [(entry.text, [child.text for child in entry.children]) for entry in lay_out(content).contents]
    assert listed[:3] == [
        ("第一部分 某县教育局概况", [f"一、{kind}主要职责", "二、机构设置及人员情况"]),
        (
            f"第二部分 某县教育局{year}年{kind}预算表",
            [f"{n}、《{title}》" for n, title in zip(numbers, titles, strict=True)],
        ),
        (
            f"第三部分 某县教育局{year}年{kind}预算情况说明",
            [f"一、{year}年{kind}预算收支情况说明", f"二、{year}年“三公”经费预算情况说明"],
        ),
    ]
    printed = [block["title"] for block in content["blocks"] if block["type"] == "table"]
    assert printed == [*titles[:10], "项目绩效目标表（校舍维修）"]


def test_the_line_of_a_table_in_the_contents_leads_to_the_table():
    part = lay_out(as_json(compose(books_of(2022)))).contents[1]
    assert part.children[1].anchor == "table-income"
    assert part.children[9].anchor == "table-goals"


@pytest.mark.parametrize(
    ("year", "key"), [(2017, "jiangxi-2017"), (2022, "jiangxi-2022"), (2031, "jiangxi-2023")]
)
def test_the_form_of_a_year_is_found_by_the_division_code(year, key):
    assert form_for("360102", year, "unit").key == key


# A budget with everything, in 2022 --------------------------------------------------------------------------------

#: source, function, this year, last year, in 万元.
RECEIVED = (
    ("101", "2050204", 1009, 900),
    ("102", "2120801", 211, 0),
    ("103", "2230105", 307, 307),
    ("2", "2050204", 401, 409),
    ("301", "2050204", 503, 509),
    ("302", "2050205", 601, 607),
    ("303", "2050205", 701, 709),
    ("304", "2050205", 809, 811),
    ("305", "2050204", 0, 50),
    ("4", "2050204", 53, 59),
    ("501", "2050204", 61, 67),
)
#: source, function, economic class, nature, this year, last year, in 万元.
SPENT = (
    ("101", "2050204", "30101", "basic", 509, 500),
    ("101", "2050204", "30201", "basic", 300, 300),
    ("101", "2050205", "31002", "project", 261, 167),
    ("102", "2120801", "31005", "project", 211, 0),
    ("103", "2230105", "30299", "project", 307, 307),
    ("301", "2050204", "30103", "basic", 1568, 1644),
    ("302", "2050205", "", "operating", 1500, 1510),
)
NAMES = {
    ("function", code): code for code in ("205", "20502", "2050204", "2050205", "212", "21208", "2120801")
}
NAMES |= {
    ("economic", code): name
    for code, name in (
        ("301", "工资福利支出"),
        ("302", "商品和服务支出"),
        ("310", "资本性支出"),
        ("312", "对企业补助"),
    )
}


def books_of(year=2022, kind="department", **changes):
    money = [
        Posting(INCOME, Decimal(this * 10_000), Decimal(last * 10_000), source=s, function=f)
        for s, f, this, last in RECEIVED
    ]
    money += [
        Posting(
            *(EXPENDITURE, Decimal(this * 10_000), Decimal(last * 10_000)),
            source=s,
            function=f,
            economic=e,
            nature=n,
        )
        for s, f, e, n, this, last in SPENT
    ]
    stated = {
        f"three-public.{key}": Stated(Decimal(this * 10_000), Decimal(last * 10_000), reason)
        for key, this, last, reason in (
            ("abroad", 0, 3, "没有出访任务"),
            ("purchase", 18, 0, "更新一辆公务用车"),
            ("running", 11, 13, "油耗下降"),
            ("reception", 17, 17, ""),
        )
    }
    stated |= {"staff.posts": Stated(Decimal(40)), "staff.actual": Stated(Decimal(38))}
    stated |= {"staff.retired": Stated(Decimal(7))} | changes.pop("stated", {})
    parts = {
        "region_code": "360900",
        "form": "jiangxi",
        "department_name": "某县教育局",
        "department_code": "205001",
        "kind": kind,
        "year": year,
        "names": NAMES,
        "postings": money,
        "stated": stated,
        "units": (
            Unit("局机关", "administrative", "行政", "", True),
            Unit("县第一中学", "institution", "事业", "", False),
        ),
        "projects": (
            replace(project("7790000", name="校舍维修", weights=(60, 40)), goal="三所学校不再漏雨。"),
        ),
        "targets": (Target("效益指标", "社会效益指标", "家长满意", "≥90%", None),),
    }
    return sound_books(**(parts | changes))


def table(key, books):
    (found,) = (t for t in compose(books).tables() if t.key == key)
    return found


def cells(found):
    return [[cell.text for cell in row.cells] for row in found.rows]


#: Added by hand: 2050204 is 1009+401+503+53+61, 2050205 is 601+701+809, 205 is both. Columns as in the heads below.
INCOME_TABLE = """
205    | 4,138.00| 61.00| 1,009.00| 1,009.00|       |       | 401.00| 503.00| 601.00| 809.00| 701.00| 0.00| 53.00
20502  | 4,138.00| 61.00| 1,009.00| 1,009.00|       |       | 401.00| 503.00| 601.00| 809.00| 701.00| 0.00| 53.00
2050204| 2,027.00| 61.00| 1,009.00| 1,009.00|       |       | 401.00| 503.00|       |       |       | 0.00| 53.00
2050205| 2,111.00|      |         |         |       |       |       |       | 601.00| 809.00| 701.00|      |
212    |   211.00|      |   211.00|         | 211.00|       |       |       |       |       |       |      |
21208  |   211.00|      |   211.00|         | 211.00|       |       |       |       |       |       |      |
2120801|   211.00|      |   211.00|         | 211.00|       |       |       |       |       |       |      |
223    |   307.00|      |   307.00|         |       | 307.00|       |       |       |       |       |      |
22301  |   307.00|      |   307.00|         |       | 307.00|       |       |       |       |       |      |
2230105|   307.00|      |   307.00|         |       | 307.00|       |       |       |       |       |      |
       | 4,656.00| 61.00| 1,527.00| 1,009.00| 211.00| 307.00| 401.00| 503.00| 601.00| 809.00| 701.00| 0.00| 53.00
"""


def test_the_income_table_cell_by_cell():
    found = table("income", books_of())
    assert [leaf.label for leaf in found.leaves()] == [
        *("科目编码", "科目名称", "合计", "上年结转"),
        *("小计", "一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入"),
        *("教育收费资金收入", "事业收入", "事业单位经营收入", "附属单位上缴收入", "上级补助收入", "其他收入"),
        "使用非财政拨款结余",
    ]
    expected = [[cell.strip() for cell in line.split("|")] for line in INCOME_TABLE.strip("\n").splitlines()]
    assert [[row[0], *row[2:]] for row in cells(found)] == expected


def test_the_three_public_table_cell_by_cell():
    found = table("three-public", books_of())
    assert [leaf.label for leaf in found.leaves()] == [
        *("单位编码", "单位名称", "合计", "因公出国（境）费", "公务接待费", "小计", "运行维护费", "购置费")
    ]
    assert cells(found) == [["205001", "某县教育局", "46.00", "0.00", "17.00", "29.00", "11.00", "18.00"]]


def test_the_balance_has_the_sources_of_the_province_in_its_order():
    rows = {row[0]: row[1] for row in cells(table("balance", books_of()))}
    assert list(rows.items()) == [
        ("一、财政拨款收入", "1,527.00"),
        ("（一）一般公共预算拨款收入", "1,009.00"),
        ("（二）政府性基金预算拨款收入", "211.00"),
        ("（三）国有资本经营预算拨款收入", "307.00"),
        ("二、教育收费资金收入", "401.00"),
        ("三、事业收入", "503.00"),
        ("四、事业单位经营收入", "601.00"),
        ("五、附属单位上缴收入", "809.00"),
        ("六、上级补助收入", "701.00"),
        ("七、其他收入", "0.00"),
        ("本年收入合计", "4,542.00"),
        ("八、使用非财政拨款结余", "53.00"),
        ("九、上年结转（结余）", "61.00"),
        ("收入总计", "4,656.00"),
    ]


def test_the_sheet_of_the_whole_budget_says_what_there_is_to_work_with():
    facts = [(row[2], row[3] or row[4]) for row in cells(table("goals", books_of()))]
    assert facts == [
        ("部门名称", "某县教育局"),
        ("编制人数（人）", "40"),
        ("在职人数（人）", "38"),
        ("车辆（辆）", "0"),
        ("收入预算合计", "4,656.00"),
        ("支出预算合计", "4,656.00"),
        ("其中：人员经费", "2,077.00"),
        ("公用经费", "300.00"),
        ("项目经费", "779.00"),
        ("家长满意", "≥90%"),
    ]


def test_the_sheet_of_a_project_says_its_money_its_goal_and_the_weights():
    repair = replace(
        project("7790000", name="校舍维修", funds=("7790000", "0", None), weights=(60, 40)), body="教育局。"
    )
    found = table("goals-1", books_of(projects=(repair,)))
    assert found.columns[-1].label == "分值"
    assert cells(found)[2:6] == [
        ["基本情况", "", "实施单位", "教育局", "", ""],
        ["项目资金", "", "年度资金总额", "", "779.00", ""],
        ["项目资金", "其中", "当年财政拨款", "", "779.00", ""],
        ["项目资金", "其中", "上年结转资金", "", "0.00", ""],
    ]
    assert [row[-1] for row in cells(found)] == ["", "", "", "", "", "", "60", "40"]


def test_without_targets_both_sheets_stay_and_say_that_there_are_none():
    document = compose(books_of(targets=(), projects=()))
    notes = {t.key: (t.is_empty, t.notes) for t in document.tables()}
    assert notes["goals"] == (True, ("注：本部门2022年没有编报整体支出绩效目标，本表无数据。",))
    assert notes["project-goals"] == (True, ("注：本部门2022年没有编报项目绩效目标，本表无数据。",))


# What the sentences say -------------------------------------------------------------------------------------------


def said(anchor, **changes):
    return section_text(compose(books_of(**changes)), anchor)


def test_every_source_with_money_is_told_and_what_has_ended():
    text = said("text-income")
    assert "财政拨款收入1527万元，较上年预算安排增加320万元；" in text
    assert "附属单位上缴收入809万元，较上年预算安排减少2万元；上级补助收入701万元" in text
    assert "其他收入0万元，较上年预算安排减少50万元；" in text
    assert text.endswith("上年结转61万元，较上年预算安排减少6万元。")


def test_expenditure_is_told_by_nature_by_function_and_by_economic_class():
    text = said("text-expenditure")
    assert "其中：工资福利支出2077万元，商品和服务支出300万元；项目支出779万元" in text
    assert "增加305万元，其中：商品和服务支出307万元，资本性支出472万元；事业单位经营支出1500万元" in text
    assert "；事业单位经营支出1500万元，较上年预算安排减少10万元。" in text
    assert "按支出经济分类划分（列明经济科目的共3156万元）：工资福利支出2077万元" in text
    assert "工资福利支出2077万元，较上年预算安排减少67万元，下降3.13%；" in text
    assert "；对企业补助0万元，与上年预算安排持平。" in text


def test_what_had_nothing_last_year_cannot_be_compared_in_percent():
    money = [income("5000000", "0"), spending("5000000", "0"), cost("5000000", "0")]
    text = said("text-expenditure", postings=money)
    assert (
        "按支出经济分类划分：工资福利支出500万元，较上年预算安排增加500万元，上年没有安排，增减率不可比"
        in text
    )


def test_where_last_year_is_not_known_nothing_is_compared():
    money = [income("5000000"), spending("5000000"), cost("5000000")]
    text = said("text-expenditure", postings=money)
    assert "支出预算总额500万元，上年预算数未公开，不能比较" in text
    assert "基本支出500万元，其中：工资福利支出500万元；项目支出0万元。" in text
    assert "按支出经济分类划分：工资福利支出500万元；商品和服务支出0万元；" in text


def test_a_budget_of_its_own_is_told_by_its_lowest_functions_or_that_there_is_none():
    assert (
        "政府性基金预算支出211万元，较上年预算安排增加211万元，其中：基本支出0万元，项目支出211万元。"
        in said("text-fund")
    )
    ended = [
        income("10000", "0"),
        spending("10000", "0"),
        spending("0", "30000", function="2120801", source="102"),
    ]
    assert said("text-fund", postings=ended).endswith(
        "没有使用政府性基金预算拨款安排的支出，上年预算安排3万元。"
    )


def test_three_public_says_the_reason_of_each_item_changed_or_not():
    lines = said("text-three-public").splitlines()
    assert lines[1].startswith("2022年某县教育局“三公”经费一般公共预算安排46万元，比上年增加13万元")
    assert lines[2:] == [
        "因公出国（境）费0万元，比上年减少3万元，主要原因是没有出访任务。",
        "公务接待费17万元，与上年持平。",
        "公务用车运行维护费11万元，比上年减少2万元，主要原因是油耗下降。",
        "公务用车购置费18万元，比上年增加18万元，主要原因是更新一辆公务用车。",
    ]


def test_running_costs_fall_are_none_or_were_never_known():
    fallen = {"running": Stated(Decimal(300_000), Decimal(400_000), "压减办公开支")}
    assert "预算30万元，比2021年预算减少10万元，下降25%，主要原因是压减办公开支。" in said(
        "other-running", stated=fallen
    )
    none = {"running": Stated(Decimal(0), Decimal(400_000), "改为事业单位")}
    assert "没有安排机关运行费，2021年预算为40万元，主要原因是改为事业单位。" in said(
        "other-running", stated=none
    )
    unknown = {"running": Stated(Decimal(300_000))}
    assert "预算30万元，2021年预算数未公开，不能比较。" in said("other-running", stated=unknown)


def test_people_are_told_by_kind_and_those_beside_the_staff():
    assert "编制人数40人。实有人数45人，其中：在职人数38人；退休人员7人。" in said("structure")


def test_a_department_without_units_of_its_own_has_no_second_level():
    alone = said("structure", units=(Unit("局机关", "administrative", "行政", "", True),))
    assert "某县教育局预算由1个预算单位组成。具体为：局机关（行政）。" in alone


def test_projects_are_numbered_and_left_out_headings_close_up():
    described = replace(project("100", name="甲"), basis="某教发〔2021〕1号。")
    found = [
        h for h in headings(compose(books_of(projects=(described, project("100", name="乙"))))) if h[0] > 3
    ]
    assert found == [
        (4, "1.甲"),
        (5, "1）立项依据"),
        (5, "2）年度预算安排"),
        (4, "2.乙"),
        (5, "1）年度预算安排"),
    ]


def test_no_projects_and_projects_that_are_not_listed():
    assert said("text-projects", projects=()).endswith("2022年项目支出779万元，没有分项公开。")
    nothing = [income("1000", "900"), spending("1000", "900"), cost("1000", "900")]
    assert said("text-projects", projects=(), postings=nothing).endswith("2022年没有项目支出。")


def test_until_2021_the_sheet_of_a_project_stands_with_it_and_that_of_the_whole_with_its_goal():
    blocks = write(form_for("360900", 2021, "department"), Figures(books_of(2021)))
    asides = [b for b in blocks if isinstance(b, Table) and not b.number]
    assert [b.title for b in asides] == ["项目支出绩效目标表（校舍维修）", "部门整体支出绩效目标表"]


def test_every_form_of_the_province_is_examined_without_a_contradiction_of_its_own(lushan):
    assert [f.message for f in examine(lushan) if f.level == "error"] == []
