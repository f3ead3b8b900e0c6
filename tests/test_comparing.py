"""Budgets side by side, among peers, in rankings and by region: what a citizen reads is what the documents say."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.models import Department, Particular
from budgets.money import percent, plain
from disclosures import actions, copies, indexing, workflow
from disclosures.comparing import measures, rankings
from disclosures.comparing.comparability import Change, Crosswalk
from disclosures.comparing.peers import By, peers_of
from disclosures.comparing.table import Column, Standing, State, compared
from disclosures.models import CodeChange, Population, Publication, StandingFigure
from tests.drafts import sound_budget
from tests.reading import Reading, text_of
from tests.test_house import ROOT, modules, strangers

pytestmark = pytest.mark.django_db

A, B = "430001-101-2025", "430001-102-2025"


@pytest.fixture(autouse=True)
def nothing_is_rendered(monkeypatch):
    """Comparing reads the index: what else publishing makes has tests of its own."""
    monkeypatch.setattr(copies, "page_to_be", lambda content, sha256: b"")
    monkeypatch.setattr(copies, "write_files", lambda content, sha256: {})
    monkeypatch.setattr(copies, "write_pages", lambda *what: {})
    monkeypatch.setattr(actions, "check_page", lambda *what: None)
    monkeypatch.setattr(actions, "contradictions_on", lambda page: [])


def published(code, amount="12345000", *, name="", staff=None, region="430001", year=2025):
    """A department whose budget stands; returns its version."""
    budget = sound_budget(code, region, amount, year)
    Department.objects.filter(pk=budget.department_id).update(
        name=name or f"某县第{code}局", short_name=f"第{code}局"
    )
    if staff is not None:
        for key in ("staff.posts", "staff.actual"):
            Particular.objects.create(budget=budget, key=key, value=staff, last=staff)
    budget.refresh_from_db()
    return workflow.publish(budget=budget, by=None)


@pytest.fixture
def two():
    return published("101", staff=20), published("102", "24690000", name="某县审计局")


def clone(publication, code, **changes):
    """Another publication with the figures of one, as publishing would write them."""
    figures = list(StandingFigure.objects.filter(publication=publication))
    row = Publication.objects.get(pk=publication.pk)
    row.pk, row.department_code, row.department_name = None, code, f"某县第{code}局"
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    for figure in figures:
        figure.pk, figure.publication = None, row
        figure.region_code, figure.department_code = row.region_code, row.department_code
        figure.year, figure.kind = row.year, row.kind
        if figure.key == "expenditure.total":
            figure.number = int(row.total * 100)
    StandingFigure.objects.bulk_create(figures)
    return row


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return Reading(answer.content.decode())


def row(page, name):
    """The cells of a row of the comparison, in 万元."""
    found = next(tr for tr in page.all("table.cmp tbody tr") if name in text_of(tr.find("th")))
    return [text_of(td) for td in found.findall("td")]


def wan(value):
    return f"{Decimal(value) / 10000:,.2f}"


# Side by side -----------------------------------------------------------------------------------------------------


def test_every_figure_of_a_comparison_is_that_of_the_documents(client, two):
    sheet = client.get(f"/compare/table.json?a={A}&b={B}").json()
    by_label = {(each["group"], each["label"]): each for each in sheet["rows"]}
    keys = {
        ("总额", "预算总额"): "expenditure.total",
        ("按功能分类", "一般公共服务支出"): "expenditure.f201",
        ("按性质", "基本支出"): "expenditure.basic",
        ("“三公”经费", "公务接待费"): "three-public.reception",
        ("运转与采购", "机关运行经费"): "running",
    }
    for version, place in zip(two, (A, B), strict=True):
        figures = version.document["figures"]
        for label, key in keys.items():
            assert by_label[label][place] == figures[key]["value"], key
    assert [each["sha256"] for each in sheet["budgets"]] == [version.sha256 for version in two]


def test_a_citizen_sees_amounts_shares_and_what_cannot_be_compared(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}")
    assert row(page, "预算总额")[0].startswith("1,234.50")
    assert row(page, "公务接待费")[1].startswith("234.50")
    assert row(page, "“三公”经费合计")[0].count("19.00%") == 1  # 234.50 of 1,234.50, half up
    assert row(page, "比上年")[:2] == ["不可比", "不可比"]
    assert row(page, "编制人数") == ["20", "未公开"]
    assert row(page, "人均机关运行经费")[0].startswith("11.73")  # 234.50 by 20
    assert row(page, "人均机关运行经费")[1] == "未公开"
    assert "先看能不能比" in text_of(page.one("#main .note"))


def test_the_share_is_the_one_that_the_document_prints(client, two):
    figures = two[0].document["figures"]
    share = percent(
        Decimal(figures["expenditure.f201"]["value"]), Decimal(figures["expenditure.total"]["value"])
    )
    assert figures["expenditure.f201.share"]["value"] == str(share)
    sheet = client.get(f"/compare/table.json?a={A}&b={B}").json()
    (line,) = [each for each in sheet["rows"] if each["code"] == "201"]
    assert line[f"{A}.share"] == str(share)


def test_every_figure_leads_to_its_place_in_the_version_that_stands(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}")
    anchor = two[0].document["figures"]["expenditure.total"]["places"][0]["anchor"]
    links = [a.get("href") for a in page.all("table.cmp td a")]
    assert f"/430001/101/2025/#{anchor}" in links
    notes = page.texts("ul.tnotes li")
    assert any("某县审计局" in note and "第1版" in note for note in notes)


def test_any_account_can_be_looked_at_however_deep(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}&account=function-2010601,economic-30217")
    assert "所选科目" in page.texts("table.cmp .grp th")
    assert row(page, "2010601 行政运行")[1].startswith("2,469.00")
    assert row(page, "30217 公务接待费")[0].startswith("234.50")
    assert row(page_of(client, f"/compare/?a={A}&b={B}&level=3"), "2010601")[0].startswith("1,234.50")


def test_what_a_budget_does_not_list_is_no_zero(client, two):
    other = published("103", "1000000")
    StandingFigure.objects.filter(publication=other.publication, key__startswith="expenditure.f201").delete()
    page = page_of(client, f"/compare/?a={A}&b=430001-103-2025")
    assert row(page, "一般公共服务支出")[1] == "–"
    line = next(
        each
        for each in client.get(f"/compare/table.json?a={A}&b=430001-103-2025").json()["rows"]
        if each["code"] == "201"
    )
    assert line["430001-103-2025"] is None
    assert any("不等于0" in note for note in page.texts("ul.tnotes li"))


def test_what_is_withdrawn_or_never_published_cannot_be_compared(client, two):
    Publication.objects.filter(department_code="102").update(withdrawn_at="2025-03-01T00:00:00Z")
    page = page_of(client, f"/compare/?a={A}&b={B}", 400)
    assert any("没有公开430001-102-2025" in said for said in page.texts("[role=alert] li"))


def test_one_column_or_none_leads_to_choosing(client, two):
    assert not page_of(client, "/compare/").all("table")
    page = page_of(client, f"/compare/?a={A}")
    assert not page.all("table") and page.all("#choose form")


def test_another_year_of_the_same_department_is_one_link_away(client, two):
    clone(two[0].publication, "101", year=2024)
    page = page_of(client, f"/compare/?a={A}&b={B}")
    links = {text_of(a): a.get("href") for a in page.all(".picked a")}
    assert links["2024年 甲"] == "/compare/?a=430001-101-2024&b=430001-102-2025"


def test_the_frame_keeps_the_question_in_the_other_language_and_in_its_own_address(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}")
    assert page.one("a.lang").get("href") == f"/en/compare/?a={A}&b={B}"
    assert page.one("link[rel=canonical]").get("href").endswith(f"/compare/?a={A}&b={B}")
    english = page_of(client, f"/en/compare/?a={A}&b={B}")
    assert "General public services" in row_labels(english)


def row_labels(page):
    return " ".join(page.texts("table.cmp tbody th"))


# Choosing without script ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["审计", "审计 某县", "sjj"])
def test_a_department_is_found_by_part_of_its_name_or_its_initials_and_added_by_a_link(client, two, words):
    page = page_of(client, f"/compare/?a={A}&q={words}")
    (link,) = [a for a in page.all("#choose ul.plain a") if "加入2025年" in text_of(a)]
    assert link.get("href") == f"/compare/?a={A}&b={B}"


@pytest.mark.parametrize("words", ["%", "_", "'", "甲" * 200])
def test_signs_of_patterns_mean_themselves(client, two, words):
    page = page_of(client, f"/compare/?q={words}".replace("%", "%25"))
    assert "没有找到部门" in text_of(page.one("#choose"))


def test_accounts_are_found_by_code_or_name(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}&find=2010601")
    (link,) = [a for a in page.all("#choose ul.plain a") if "2010601" in text_of(a)]
    assert link.get("href") == f"/compare/?a={A}&b={B}&account=function-2010601"


def test_who_has_chosen_nothing_is_offered_those_that_published_last(client, two):
    page = client.get("/compare/").content.decode()
    assert page.index("某县审计局") < page.index("某县第101局")
    assert f'href="/compare/?a={A}"' in page
    looking = client.get("/compare/?q=审计").content.decode()
    assert "某县第101局" not in looking


def test_departments_of_its_kind_and_size_are_offered(client, two):
    page = page_of(client, f"/compare/?a={A}")
    assert any("某县审计局" in text_of(a) for a in page.all("#choose ul.plain a"))


def test_a_form_that_was_sent_with_empty_fields_leads_to_the_plain_address(client, two):
    answer = client.get(f"/compare/?b={A}&c={B}&q=&find=&level=1&account=")
    assert answer.status_code == 302
    assert answer["Location"] == f"/compare/?a={A}&b={B}"


# What is asked wrongly --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query, said",
    [
        (f"a={A}&b={B}&c=3", "“c”应写成"),
        (f"a={A}&b=430001-101-20２5", "“b”应写成"),
        (f"a={A}&a={B}", "参数 a 重复"),
        (f"a={A}&b={A}", "“b”与另一列是同一份预算"),
        (f"a={A}&b={B}&foo=1", "未知参数 foo"),
        (f"a={A}&b=430001-102-1999", "已公开的年度：2025"),
        (f"a={A}&b={B}&level=4", "“level”为1、2或3"),
        (f"a={A}&b={B}&account=function-20", "“function-20”不是科目"),
        (f"a={A}&b={B}&account={','.join(f'function-20{n}' for n in range(1, 8))}", "最多选6个科目"),
        (f"a={A}&q={'长' * 201}", "最多200个字符"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_change(client, two, query, said):
    page = page_of(client, f"/compare/?{query}", 400)
    assert any(said in each for each in page.texts("[role=alert] li"))
    assert page.all("#choose form"), "the form is still there"
    page_of(client, f"/compare/table.csv?{query}", 400)


@pytest.mark.parametrize(
    "address",
    [
        "/430001/101/2025/peers/?by=luck",
        "/430001/101/2025/peers/?by=size&by=task",
        "/430001/2025/rankings/?foo=1",
        "/430001/2025/rankings/total/?sort=name",
        "/430001/2025/rankings/total/?page=0",
        "/430001/2025/rankings/total/?kind=office",
        "/compare/regions/?year=２０２５",
        "/compare/regions/?year=2025&year=2025",
        "/compare/regions/?account=nothing",
        "/compare/regions/?account=function-201,function-202,function-203,function-204,function-205,function-206,function-207",
    ],
)
def test_other_pages_refuse_parameters_kindly_too(client, two, address):
    page = page_of(client, address, 400)
    assert page.all("[role=alert] li") and page.all("#main a")


@pytest.mark.parametrize(
    "address",
    [
        "/430001/101/2024/peers/",
        "/430001/2024/rankings/",
        "/430001/2025/rankings/nothing/",
        "/430001/2025/rankings/function-2299999/",
        "/430001/2025/rankings/total/?page=9",
        "/compare/regions/?year=2019",
        f"/compare/table.json?a={A}",
    ],
)
def test_what_is_not_there_is_not_found(client, two, address):
    assert client.get(address).status_code == 404


# To take away -----------------------------------------------------------------------------------------------------


def test_the_table_is_taken_away_as_csv_and_as_a_workbook(client, two):
    answer = client.get(f"/compare/table.csv?a={A}&b={B}")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:5] == ["部分", "项目", "编码", "单位", "某县第101局 2025年"]
    (total,) = [line for line in lines if line[1:2] == ["预算总额"]]
    assert total[4:] == ["12345000.00", "", "24690000.00", ""]
    assert any("第1版" in line[0] for line in lines[-3:] if line), "the versions are cited"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/compare/table.xlsx?a={A}&b={B}").content))
    values = {line[1]: line[4] for line in book.active.iter_rows(values_only=True) if len(line) > 4}
    assert values["预算总额"] == 12345000
    assert values["编制人数（人）"] == 20


@pytest.mark.parametrize(
    "address",
    ["/430001/101/2025/peers/", "/430001/2025/rankings/total/", "/compare/regions/"],
)
def test_every_other_table_is_taken_away_too(client, two, address):
    page = page_of(client, address)
    links = [a.get("href") for a in page.all("ul.links a") if "table." in a.get("href")]
    assert [link.rpartition(".")[2] for link in links] == ["csv", "xlsx", "json"]
    for link in links:
        assert client.get(link).status_code == 200


# Codes that changed -----------------------------------------------------------------------------------------------


def column(pk, year):
    stamp = Publication(published_at="2025-01-01")
    return Column(
        pk, "430001", "101", year, "某县", "某县局", "局", "department", 1, "", stamp.published_at, "/x/"
    )


def standing(value, label=""):
    return Standing(None if value is None else Decimal(value), "元", label, "/x/#fig")


def lines_of(comparison):
    return {
        each.account.code: each
        for group in comparison.groups
        for each in group.rows
        if each.account is not None
    }


def test_a_series_goes_on_over_one_code_that_became_one_and_it_is_said():
    figures = {
        (1, "expenditure.total"): standing("100"),
        (2, "expenditure.total"): standing("200"),
        (1, "expenditure.f2010308"): standing("30", "支出，2010308 信访事务"),
        (2, "expenditure.f2014004"): standing("50", "支出，2014004 信访业务"),
    }
    walk = Crosswalk((Change("function", 2024, "2010308", "2014004"),))
    found = compared([column(1, 2023), column(2, 2025)], figures, level=3, crosswalk=walk)
    line = lines_of(found)["2014004"]
    assert line.label == "信访业务"
    assert [cell.value for cell in line.cells] == [Decimal(30), Decimal(50)]
    assert [cell.code for cell in line.cells] == ["2010308", ""]
    assert line.notes == (1,) and "接续" in str(found.breaks[0])
    assert "2010308" not in lines_of(found)


def test_a_code_that_was_divided_stands_apart_with_a_note_at_each_part():
    figures = {
        (1, "expenditure.total"): standing("100"),
        (2, "expenditure.total"): standing("200"),
        (1, "expenditure.f2070401"): standing("30"),
        (2, "expenditure.f2070601"): standing("20"),
        (2, "expenditure.f2070801"): standing("10"),
    }
    changes = (Change("function", 2019, "20704", "20706"), Change("function", 2019, "20704", "20708"))
    found = compared([column(1, 2018), column(2, 2019)], figures, level=3, crosswalk=Crosswalk(changes))
    lines = lines_of(found)
    assert all(lines[code].notes for code in ("2070401", "2070601", "2070801"))
    assert [cell.state for cell in lines["2070601"].cells] == [State.ABSENT, State.KNOWN]


def test_where_no_code_changed_that_is_said(client, two):
    page = page_of(client, f"/compare/?a={A}&b={B}")
    assert any("同为2025年科目口径，编码没有变化" in note for note in page.texts("ul.tnotes li"))
    clone(two[0].publication, "101", year=2024)
    page = page_of(client, f"/compare/?a=430001-101-2024&b={A}")
    assert any("所列科目的编码没有变动" in note for note in page.texts("ul.tnotes li"))


def test_a_note_stands_at_every_code_that_changed_between_the_years(client, two):
    CodeChange.objects.create(
        system="function", year=2025, old_code="2010603", new_code="2010601", note="机关服务并入"
    )
    clone(two[0].publication, "101", year=2024)
    page = page_of(client, f"/compare/?a=430001-101-2024&b={A}&account=function-2010601")
    assert [a.get("href") for a in page.all("table.cmp sup a")] == ["#note-1"]
    assert "机关服务并入" in text_of(page.one("#note-1"))
    assert "2025年起" in text_of(page.one("#note-1"))


def test_a_budget_that_goes_into_no_such_detail_is_told_apart_from_one_that_has_none():
    figures = {
        (1, "expenditure.total"): standing("100"),
        (2, "expenditure.total"): standing("100"),
        (1, "expenditure.f201"): standing("100"),
        (2, "expenditure.f201"): standing("100"),
        (2, "expenditure.f20106"): standing("100"),
    }
    found = compared([column(1, 2025), column(2, 2025)], figures, level=2, crosswalk=Crosswalk())
    assert [cell.state for cell in lines_of(found)["20106"].cells] == [State.UNTOLD, State.KNOWN]


# Peers ------------------------------------------------------------------------------------------------------------


def test_a_department_stands_beside_the_median_of_its_peers(client):
    """Of 1000, 1100, 1200 and 1300万元, all with 234.50 of 三公: the shares differ, the amounts do not."""
    for n, code in enumerate(("102", "103", "104", "105")):
        published(code, f"{10 + n}000000", staff=10 * (n + 1))
    published("101", "12345000", staff=20)
    page = page_of(client, "/430001/101/2025/peers/")
    rule = text_of(page.one("#main .note"))
    assert "总额在它的一半至两倍之间的部门" in rule and "均为本地区的" in rule and "共4家" in rule
    cells = {
        text_of(tr.find("th")): [text_of(td) for td in tr.findall("td")]
        for tr in page.all("table.fold tbody tr")
    }
    held = next(cells[name] for name in cells if name.startswith("人均机关运行经费"))
    # 2345000 by 10, 20, 30, 40: 234500, 117250, 78166.67, 58625; the median lies between the second and the third.
    assert held[0].startswith("11.73") and "高于中位数" in held[0]
    assert held[1].startswith("9.77")
    assert held[3].startswith("5.86 – 23.45")
    assert held[4] == "4家中的4家"


def test_what_a_peer_does_not_disclose_is_counted_apart(client):
    for code, staff in (("102", 10), ("103", None), ("104", 20), ("105", 30)):
        published(code, "12000000", staff=staff)
    own = published("101", "12345000")
    found = {each.measure.slug: each for each in peers_of(own.publication).held()}
    held = found["running-per-staff"]
    assert held.own is None and held.side == 0
    assert (held.of_peers.known, held.of_peers.unknown) == (3, 1)
    assert held.of_peers.median == Decimal(117250) and not held.of_peers.has_quartiles
    assert found["change"].of_peers.known == 0 and not found["change"].of_peers.has_median


def test_of_fewer_than_three_peers_all_are_listed_and_no_median_is_told(client, two):
    page = page_of(client, "/430001/101/2025/peers/")
    assert "不足3家" in text_of(page.one("#main"))
    assert "中位数" not in " ".join(page.texts("thead th"))
    assert [text_of(a) for a in page.all("tbody th a")] == ["某县第101局", "某县审计局"]


def test_peers_are_of_the_same_kind_size_and_year(two):
    own = two[0].publication
    clone(own, "201", total=Decimal("6172500.00"))  # half of it
    clone(own, "202", total=Decimal("6172499.99"))
    clone(own, "203", total=Decimal("24690000.01"))
    clone(own, "204", kind="unit")
    clone(own, "205", year=2024)
    clone(own, "206", withdrawn_at="2025-03-01T00:00:00Z")
    clone(own, "207")
    assert sorted(each.department for each in peers_of(own).members) == ["102", "201", "207"]


def test_other_regions_of_the_level_are_taken_only_where_the_own_has_too_few(two):
    own = two[0].publication
    clone(own, "301", region_code="430002", region_name="某乙县")
    clone(own, "302", region_code="430000", region_name="某省")
    clone(own, "303", region_code="430100", region_name="某市")
    found = peers_of(own)
    assert not found.in_region
    assert {each.department for each in found.members} == {"102", "301"}
    clone(own, "104")
    clone(own, "105")
    assert {each.department for each in peers_of(own).members} == {"102", "104", "105"}


def test_peers_by_task_spend_most_under_the_same_class(client, two):
    own = two[0].publication
    other = clone(own, "401", total=Decimal("99999999.00"))
    StandingFigure.objects.filter(publication=other, key="expenditure.f201").update(number=5_000_000_000)
    apart = clone(own, "402")
    StandingFigure.objects.filter(publication=apart, key="expenditure.f201").update(number=100)
    found = peers_of(own, By.TASK)
    assert found.task is not None and found.task.slug == "function-201"
    assert {each.department for each in found.members} == {"102", "401"}
    assert "201 一般公共服务支出" in text_of(
        page_of(client, "/430001/101/2025/peers/?by=task").one("#main .note")
    )


# Rankings ---------------------------------------------------------------------------------------------------------


def ranking_of(client, measure, query="", year=2025):
    page = page_of(client, f"/430001/{year}/rankings/{measure}/{query}")
    return page, [
        (text_of(tr.find("th")), [text_of(td) for td in tr.findall("td")])
        for tr in page.all("table tbody tr")
    ]


def test_departments_are_ranked_and_equal_ones_share_a_rank(client, two):
    clone(two[0].publication, "103")
    clone(two[0].publication, "104", total=Decimal("1000.00"))
    page, found = ranking_of(client, "total")
    assert [(name, cells[0]) for name, cells in found] == [
        ("某县审计局", "1"),
        ("某县第101局", "2"),
        ("某县第103局", "2"),
        ("某县第104局", "4"),
    ]
    assert found[0][1][1].startswith("2,469.00")
    assert "名次不是评分" in text_of(page.one("#main .note"))
    assert page.texts("h1") == ["某县预算总额排名（2025年）"]


def test_any_account_can_be_ranked_by(client, two):
    _page, found = ranking_of(client, "function-2010601")
    assert [cells[0] for _name, cells in found] == ["1", "2"]
    page, found = ranking_of(client, "economic-30217")
    assert [cells[0] for _name, cells in found] == ["1", "1"], "both spend the same"
    assert "基本支出" in text_of(page.one("#main .note"))


def test_what_is_not_known_has_no_rank_and_is_listed_apart(client, two):
    clone(two[0].publication, "103")
    StandingFigure.objects.filter(key="three-public.total", department_code="103").update(number=None)
    StandingFigure.objects.filter(key="three-public.total", department_code="102").delete()
    page, found = ranking_of(client, "three-public")
    assert [name for name, _cells in found] == ["某县第101局"]
    apart = text_of(page.one("#main section"))
    assert "没有公开数额的，不当作0：某县第103局" in apart and "没有写明的：某县审计局" in apart


def test_changes_are_ranked_and_those_without_a_rate_stand_apart(client, two):
    StandingFigure.objects.filter(key="expenditure.total.percent", department_code="102").update(number=-531)
    page, found = ranking_of(client, "change")
    assert found == [("某县审计局", ["1", "−5.31%"])]
    assert "某县第101局" in text_of(page.one("#main section"))


def test_units_are_ranked_apart_from_departments(client, two):
    clone(two[0].publication, "10101", kind="unit")
    assert len(ranking_of(client, "total")[1]) == 2
    _page, found = ranking_of(client, "total", "?kind=unit")
    assert [name for name, _cells in found] == ["某县第10101局"]


def test_a_long_ranking_goes_on_over_pages_with_its_ranks(client, two):
    for n in range(110):
        clone(two[0].publication, str(500 + n), total=Decimal(1_000_000 + n))
    _page, found = ranking_of(client, "total", "?page=2")
    assert len(found) == 12 and found[0][1][0] == "101"


def test_what_can_be_ranked_by_is_found_by_code_or_name(client, two):
    assert (
        client.get("/430001/2025/rankings/?find=2010601")["Location"]
        == "/430001/2025/rankings/function-2010601/"
    )
    assert (
        client.get("/430001/2025/rankings/?find=财政事务")["Location"]
        == "/430001/2025/rankings/function-20106/"
    )
    page = page_of(client, "/430001/2025/rankings/?find=外交")
    assert "没有部门列这个科目" in text_of(page.one("#accounts"))


def test_no_ranking_leads_to_a_year_or_kind_in_which_nobody_has_it(client, two):
    clone(two[0].publication, "101", year=2024)
    clone(two[0].publication, "10101", year=2024, kind="unit")
    StandingFigure.objects.filter(key="expenditure.f2010601", year=2024).delete()
    for measure in ("total", "function-2010601", "function-201"):
        page, _found = ranking_of(client, measure)
        links = [a.get("href") for a in page.all("ul.years a")]
        assert all(client.get(link).status_code == 200 for link in links), links
    assert "2024年" not in ranking_of(client, "function-2010601")[0].texts("ul.years a")


def test_over_the_years_a_ranking_says_what_became_of_its_account(client, two):
    CodeChange.objects.create(
        system="function", year=2025, old_code="2010603", new_code="2010601", note="机关服务并入"
    )
    clone(two[0].publication, "101", year=2024)
    page, _found = ranking_of(client, "function-2010601")
    assert "机关服务并入" in text_of(page.one("#main .note"))


def test_the_file_of_a_ranking_gives_no_rank_to_what_is_not_known(client, two):
    clone(two[0].publication, "103")
    StandingFigure.objects.filter(key="three-public.total", department_code="103").update(number=None)
    sheet = client.get("/430001/2025/rankings/three-public/table.json").json()
    assert [(line["rank"], line["three-public"]) for line in sheet["rows"]] == [
        (1, "2345000.00"),
        (1, "2345000.00"),
        (None, None),
    ]
    assert sheet["key"] == "three-public.total"


# Regions ----------------------------------------------------------------------------------------------------------


def test_regions_stand_side_by_side_with_what_their_departments_published(client, two):
    Population.objects.create(region_code="430001", year=2024, persons=100_000, source="某县2024年统计公报")
    clone(two[0].publication, "301", region_code="430002", region_name="某乙县")
    clone(two[0].publication, "10101", kind="unit")
    page = page_of(client, "/compare/regions/?year=2025")
    lines = {text_of(tr.find("th")): [text_of(td) for td in tr.findall("td")] for tr in page.all("tbody tr")}
    assert lines["某县"][:2] == ["2", "1"], "units are counted, and not added"
    assert lines["某县"][4].startswith("3,703.50")
    assert lines["某县"][6].startswith("370.35 2024年末100,000人")
    assert lines["某乙县"][6] == "未登记人口"
    assert "某县2024年统计公报" in text_of(page.one("#main"))


def test_three_public_of_a_region_says_of_how_many_it_is(client, two):
    StandingFigure.objects.filter(key="three-public.total", department_code="102").update(number=None)
    page = page_of(client, "/compare/regions/")
    assert "2家中1家的合计" in text_of(page.one("tbody tr"))


def regions_of(page):
    return {text_of(tr.find("th")): [text_of(td) for td in tr.findall("td")] for tr in page.all("tbody tr")}


@pytest.fixture
def two_regions(two):
    clone(two[0].publication, "301", region_code="430002", region_name="某乙县")
    return two


def test_regions_stand_side_by_side_by_any_account(client, two_regions):
    address = "/compare/regions/?account=function-201,economic-30217"
    page = page_of(client, address)
    assert page.texts("thead th")[-2:] == ["201 一般公共服务支出", "30217 公务接待费"]
    lines = regions_of(page)
    one = Decimal(two_regions[0].document["figures"]["expenditure.f201"]["value"])
    both = one + Decimal(two_regions[1].document["figures"]["expenditure.f201"]["value"])
    assert lines["某县"][-2].startswith(wan(both)) and lines["某乙县"][-2].startswith(wan(one))
    assert "基本支出" in text_of(page.one("#main .note")), "what an economic account tells is said"
    links = [a.get("href") for a in page.all("tbody td a")]
    assert "/430002/2025/rankings/function-201/" in links
    assert all(client.get(link).status_code == 200 for link in links)


def test_what_departments_do_not_list_or_disclose_is_not_added_as_0(client, two_regions):
    figures = StandingFigure.objects.filter(key="expenditure.f201")
    figures.filter(department_code="102").update(number=None)
    figures.filter(department_code="301").delete()
    lines = regions_of(page_of(client, "/compare/regions/?account=function-201"))
    assert "2家中1家的合计，另有1家未公开数额" in lines["某县"][-1]
    assert lines["某乙县"][-1] == "没有部门列此科目"
    sheet = client.get("/compare/regions/table.json?account=function-201").json()
    told = {
        line["region"]: [line[f"function-201{of}"] for of in ("", ".stated", ".known")]
        for line in sheet["rows"]
    }
    assert told["430001"][1:] == [2, 1] and told["430002"] == [None, 0, 0]


def test_regions_begin_with_the_latest_year_that_several_have_published(client, two_regions):
    clone(two_regions[0].publication, "101", year=2026)
    page = page_of(client, "/compare/regions/")
    assert "2025年" in text_of(page.one("h1"))
    assert "最近一个有多个地区公开的年度" in text_of(page.one("#main .note"))
    alone = page_of(client, "/compare/regions/?year=2026&account=function-201")
    assert "只有一个地区" in text_of(alone.one("#main .note"))
    back = [a.get("href") for a in alone.all("ul.years a")]
    assert back == ["/compare/regions/?account=function-201"]


def test_regions_say_what_became_of_an_account_and_follow_it_into_other_years(client, two_regions):
    CodeChange.objects.create(
        system="function", year=2025, old_code="2010308", new_code="2019908", note="改列", is_checked=True
    )
    clone(two_regions[0].publication, "101", year=2024)
    page = page_of(client, "/compare/regions/?account=function-2019908")
    assert "改列" in text_of(page.one("#main .note"))
    sheet = client.get("/compare/regions/table.json?account=function-2019908").json()
    assert any("改列" in note for note in sheet["notes"])
    assert sheet["accounts"] == ["function-2019908"]
    in_english = page_of(client, "/en/compare/regions/?account=function-201")
    assert in_english.all('thead th[lang="zh-CN"]')


def test_an_account_of_regions_is_found_added_and_taken_away(client, two_regions):
    page = page_of(client, "/compare/regions/?account=function-201&find=30217")
    (found,) = page.all("#choose ul.plain a[href*='30217']")
    assert found.get("href") == "/compare/regions/?account=function-201,economic-30217"
    assert "/compare/regions/?account=function-201" in [a.get("href") for a in page.all("#choose ul.links a")]
    files = [a.get("href") for a in page.all("ul.links a") if "table." in a.get("href")]
    assert files[0] == "/compare/regions/table.csv?account=function-201"
    lines = list(csv.reader(io.StringIO(client.get(files[0]).content.decode("utf-8-sig"))))
    assert lines[0][-3:] == [
        "201 一般公共服务支出（元）",
        "201 一般公共服务支出：列有的部门数",
        "201 一般公共服务支出：公开数额的部门数",
    ]
    book = openpyxl.load_workbook(io.BytesIO(client.get(files[1]).content))
    assert "201 一般公共服务支出（元）" in next(book.active.iter_rows(values_only=True))


# How it is read ---------------------------------------------------------------------------------------------------


def asked(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200, address
    return len(found)


def test_the_number_of_questions_does_not_grow_with_what_is_compared(client, two):
    own = two[0].publication
    few = asked(client, f"/compare/?a={A}&b={B}&account=function-201")
    for n in range(4):
        clone(own, str(600 + n), year=2022 + n % 3)
    places = [f"430001-{600 + n}-{2022 + n % 3}" for n in range(4)]
    more = "&".join(f"{letter}={place}" for letter, place in zip("cdef", places, strict=True))
    many = asked(client, f"/compare/?a={A}&b={B}&{more}&account=function-201,economic-30217&level=3")
    assert few == many + 1 == 5, "with six columns no others are offered"


@pytest.mark.parametrize(
    "address, most",
    [
        ("/430001/101/2025/peers/", 4),
        ("/430001/101/2025/peers/?by=task", 6),
        ("/430001/2025/rankings/", 5),
        ("/430001/2025/rankings/total/", 9),
        ("/430001/2025/rankings/function-201/", 11),
        ("/compare/regions/?year=2025", 5),
        ("/compare/regions/?year=2025&account=function-201,economic-30217", 6),
    ],
)
def test_no_page_asks_more_where_more_is_published(client, two, address, most):
    few = asked(client, address)
    for n in range(12):
        clone(two[0].publication, str(700 + n))
    assert asked(client, address) == few <= most


def test_a_ranking_is_read_off_the_index(two):
    """At a million figures too: what is read is one account of one region and year."""
    rows = rankings.ranked("430001", 2025, measures.RANKED["total"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert "figures_by_key_year_region" in plan or "figures_by_key_year" in plan, plan


PRIVATE = {"actions", "admin", "seeding"}


@pytest.mark.parametrize(
    "path", [p for p in modules("disclosures/comparing") if p.stem not in PRIVATE], ids=lambda p: p.stem
)
def test_comparing_imports_nothing_that_can_reach_a_draft(path):
    words = ("budgets.catalogue", "budgets.chart", "budgets.ledger", "budgets.money")
    around = (
        *(
            "asking",
            "comparing",
            "english",
            "glossary",
            "kept_pages",
            "listing",
            "lists",
            "models",
            "parameters",
            "printing",
            "rendering",
            "search",
            "sheets",
        ),
        *("tables", "tombstones", "understanding.units"),
    )
    known = (*words, *(f"disclosures.{each}" for each in around))
    assert strangers(ROOT / path.relative_to(ROOT), known=known) == []


def test_the_index_is_all_that_is_read(client, two):
    """What is made again out of the frozen documents says the same."""
    before = client.get(f"/compare/table.json?a={A}&b={B}").json()
    StandingFigure.objects.all().delete()
    Publication.objects.update(indexed="")
    indexing.write_missing()
    assert client.get(f"/compare/table.json?a={A}&b={B}").json() == before
    assert json.dumps(before).count(plain(Decimal(12345000))) > 1
