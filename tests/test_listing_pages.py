"""Lists that are sorted, narrowed down and taken away: what a page shows is what its files hold, exactly."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.utils import translation

from disclosures import asking, copies, lists, workflow
from disclosures.models import Publication, SearchEntry
from disclosures.search.entries import department
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db
DATES = {"approved_on": date(2025, 1, 10), "due_on": date(2025, 1, 30)}


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda *_: b"%PDF")


@pytest.fixture
def publications():
    """某县财政局 as published, and three others as publishing writes their rows."""
    first = workflow.publish(budget=sound_budget(), by=None).publication
    on_time, late = "2025-01-30T15:59:59Z", "2025-01-31T16:00:01Z"
    return [
        first,
        another(
            "102",
            "某县重阳宫管理局",
            total=200000000,
            change=1,
            percent="3.57",
            first_published_at=on_time,
            **DATES,
        ),
        another(
            "103",
            "某县水利局",
            total=100000001,
            change=-1,
            percent="-12.20",
            first_published_at=late,
            **DATES,
            late_reason="=附表核对用时较长。",
        ),  # fmt: skip
        another("104", "某县档案馆", kind="unit", total=90000000, change=0, percent="0.00"),
    ]


def another(code, name, **changes):
    row = Publication.objects.order_by("pk").first()
    row.pk = None
    row.department_code, row.department_name, row.short_name = code, name, name.removeprefix("某县")
    for field, value in changes.items():
        setattr(row, field, value)
    row.save()
    entry = department([row])
    SearchEntry.objects.filter(group=entry.group, path=entry.path).delete()
    entry.save()
    return row


def reading(client, address):
    return Reading(client.get(address).content.decode())


def names(client, query, where="/430001/2025/"):
    return [text.removeprefix("某县") for text in reading(client, f"{where}?{query}").texts("tbody th a")]


# Sorted and narrowed down -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["财政局", "重阳宫管理局", "水利局", "档案馆"]),
        ("-total", ["重阳宫管理局", "水利局", "档案馆", "财政局"]),
        ("change", ["财政局", "水利局", "档案馆", "重阳宫管理局"]),  # what is not known is the least
        ("nonsense", ["重阳宫管理局", "水利局", "档案馆", "财政局"]),
    ],
)
def test_a_year_is_sorted_by_every_column_and_by_nothing_else(client, publications, sort, order):
    assert names(client, f"sort={sort}") == order


@pytest.mark.parametrize("column", ["days", "timeliness"])
def test_whoever_was_late_is_last_or_first(client, publications, column):
    assert names(client, f"sort={column}").index("重阳宫管理局") < names(client, f"sort={column}").index(
        "水利局"
    )
    assert names(client, f"sort=-{column}").index("水利局") < names(client, f"sort=-{column}").index(
        "重阳宫管理局"
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=水利", ["水利局"]),
        ("q=slj", ["水利局"]),
        ("q=ＳＬＪ", ["水利局"]),
        ("q=cy", ["重阳宫管理局"]),
        ("q=zy", ["重阳宫管理局"]),
        ("q=管理 重阳", ["重阳宫管理局"]),
        ("q=%25", []),
        ("kind=unit", ["档案馆"]),
        ("on=late", ["水利局"]),
        ("on=on-time", ["重阳宫管理局"]),
        ("on=undated", ["档案馆", "财政局"]),
        ("q=局&on=undated&kind=department", ["财政局"]),
    ],
)
def test_a_year_is_narrowed_down(client, publications, asked, found):
    page = reading(client, f"/430001/2025/?{asked}")
    assert [text.removeprefix("某县") for text in page.texts("tbody th a")] == found
    assert text_of(page.one("main [role=status]")) == f"符合条件的{len(found)}家"
    if not found:
        assert page.texts("tbody td") == ["没有符合条件的部门。"]


def test_a_value_that_cannot_be_read_narrows_nothing_down_and_is_told(client, publications):
    page = reading(client, "/430001/2025/?kind=x&on=%00&page=abc&utm_source=y")
    assert len(page.all("tbody tr")) == 4
    assert page.texts(".filters .bad") == ["没有这个选项，未按此筛选。"] * 2


def test_the_form_keeps_what_was_asked_and_leads_back_to_all(client, publications):
    page = reading(client, "/430001/2025/?q=水利&on=late")
    assert page.one("#id_q").get("value") == "水利"
    assert page.one("#id_on option[selected]").get("value") == "late"
    assert [a.get("href") for a in page.all(".filters a")] == ["?"]


def test_departments_of_a_region_are_narrowed_down_too(client, publications):
    assert reading(client, "/430001/?q=slj").texts("tbody th") == ["某县水利局"]
    assert len(reading(client, "/430001/?kind=unit").all("tbody tr")) == 1


def test_a_department_is_found_by_the_name_it_had_in_another_year(client, publications):
    old = another("103", "某县水电局", year=2024)
    SearchEntry.objects.filter(publication__department_code="103").delete()
    department([publications[2], old]).save()
    assert names(client, "q=水电") == ["水利局"]


def test_narrowing_costs_the_same_however_much_there_is(client, publications, django_assert_num_queries):
    for n in range(30):
        another(f"2{n:02}", f"某县第{n}局", year=2020 + n % 6)
    with django_assert_num_queries(3):
        client.get("/430001/2025/?q=局&on=late&sort=-total")


# How punctual -----------------------------------------------------------------------------------------------------


def test_a_region_tells_how_punctual_each_of_its_years_was(client, publications):
    another("105", "某县统计局", year=2024)
    page = reading(client, "/430001/timeliness/")
    years, late = page.all("table")
    rows = [[text_of(cell) for cell in row] for row in years.iter("tr")]
    assert rows == [
        ["预算年度", "已公开", "按时", "逾期", "未登记批复日期", "最长用时"],
        ["2025年", "4", "1", "1", "2", "22日"],
        ["2024年", "1", "0", "0", "1", "–"],
    ]
    assert [text_of(cell) for cell in list(late.iter("tr"))[1]] == [
        "某县水利局", "2025", "2日", "22日", "=附表核对用时较长。",
    ]  # fmt: skip
    assert "应公开多少家" in text_of(page.one("header p"))


def test_where_nothing_is_published_there_is_no_board(client):
    for address in (
        "/430001/timeliness/",
        "/430001/timeliness/list.csv",
        "/430001/list.csv",
        "/430001/2025/list.csv",
    ):
        assert client.get(address).status_code == 404


def test_the_first_page_leads_to_whoever_was_late(client, publications):
    page = reading(client, "/")
    assert page.one("#regions a.bad").get("href") == "/430001/timeliness/#late"
    assert page.one("form.search").get("action") == "/search/"
    assert reading(client, "/en/").one("form.search").get("action") == "/en/search/"


# As files ---------------------------------------------------------------------------------------------------------


def of_csv(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def test_a_file_holds_the_rows_of_the_page_with_exact_values(client, publications):
    page = reading(client, "/430001/2025/?on=late&sort=-total&page=1")
    (row,) = of_csv(client, page.all("ul.links a")[0].get("href"))
    assert row["预算总额（元）"] == "100000001.00" and row["比上年增减额（元）"] == "-1.00"
    assert (row["比上年增减率（%）"], row["公开用时（日）"], row["逾期（日）"]) == ("-12.20", "22", "2")
    assert row["批复日期"] == "2025-01-10" and row["首次公开时间"] == "2025-02-01T00:00:01+08:00"
    assert row["逾期原因"] == "'=附表核对用时较长。"  # no formula
    assert row["网址"].endswith("/430001/103/2025/")


def test_the_three_kinds_of_file_say_the_same(client, publications):
    rows = of_csv(client, "/430001/2025/list.csv?sort=name")
    told = json.loads(client.get("/430001/2025/list.json?sort=name").content)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/430001/2025/list.xlsx?sort=name").content)).active
    head, *cells = book.iter_rows(values_only=True)
    assert list(told["columns"].values()) == list(head) == list(rows[0])
    assert [row["total"] for row in told["rows"]] == [row["预算总额（元）"] for row in rows]
    assert [row[6] for row in cells] == [float(row["total"]) for row in told["rows"]]
    assert told["rows"][0]["approved_on"] is None and cells[0][9] is None  # not known is not nothing
    assert [row["department"] for row in told["rows"]] == ["101", "102", "103", "104"]


def test_a_file_holds_all_pages(client, publications):
    for n in range(120):
        another(f"2{n:03}", f"某县第{n}局")
    assert len(reading(client, "/430001/2025/").all("tbody tr")) == 100
    assert len(of_csv(client, "/430001/2025/list.csv")) == 124


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/430001/2025/list.csv?foo=1", "未知参数 foo"),
        ("/430001/2025/list.csv?q=a&q=b", "参数 q 重复"),
        ("/430001/2025/list.json?kind=x", "参数 kind 的值不能识别"),
        ("/430001/2025/list.xlsx?sort=secret", "参数 sort 的值不能识别"),
        ("/list.csv?q=a", "未知参数 q"),
        ("/430001/timeliness/late.csv?on=late", "未知参数 on"),
    ],
)
def test_a_file_refuses_what_a_page_is_kind_about(client, publications, address, said):
    response = client.get(address)
    assert response.status_code == 400 and said in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_file_that_a_page_offers_is_there(client, publications, language, kind):
    for place in ("/", "/430001/", "/430001/2025/", "/430001/timeliness/"):
        for link in reading(client, language + place).all("ul.links a"):
            if link.get("href").endswith(kind):
                response = client.get(link.get("href"))
                assert response.status_code == 200 and "attachment" in response["Content-Disposition"]


# Stored -----------------------------------------------------------------------------------------------------------


def test_the_plain_lists_are_read_without_a_database_and_narrowed_ones_are_not(
    client, publications, monkeypatch
):
    with translation.override("zh-hans"):
        lists.write()

    def none():
        raise asking.Unavailable

    monkeypatch.setattr("disclosures.kept_pages.asking", none)
    monkeypatch.setattr("disclosures.list_pages.asking", none)
    for address in ("/", "/430001/", "/430001/2025/", "/430001/timeliness/", "/en/430001/timeliness/"):
        assert client.get(address).status_code == 200
    for address in ("/430001/2025/?q=slj", "/430001/2025/list.csv"):
        assert client.get(address).status_code == 503


def test_corrections_are_taken_away_too(client):
    budget = sound_budget()
    workflow.publish(budget=budget, by=None)
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="漏列一项")
    for address in ("/corrections/", "/430001/corrections/", "/en/corrections/"):
        links = [a.get("href") for a in reading(client, address).all("ul.links a")]
        (row,) = of_csv(client, links[0])
        assert (row["版本"], row["事项"], row["更正原因或撤下依据"]) == ("2", "correct", "漏列一项")
    assert client.get("/999999/corrections/list.csv").status_code == 404
