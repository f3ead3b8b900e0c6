"""Lists, addresses and what an outsider finds: what is published, and nothing else."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from budgets.models import Budget
from disclosures import copies, workflow
from disclosures.models import Publication
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def publication():
    return workflow.publish(budget=sound_budget(), by=None).publication


def another(code, region="430001", **changes):
    """A row of the index as publishing writes it; lists read no more than that."""
    row = Publication.objects.order_by("pk").first()
    row.pk = None
    row.department_code, row.region_code, row.department_name = code, region, f"某县第{code}局"
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


# What a citizen finds ----------------------------------------------------------------------------------------------


def test_home_shows_regions_and_what_was_published_lately(client, publication):
    page = Reading(client.get("/").content.decode())
    assert page.texts("#regions tbody th") == ["某县"]
    assert [a.get("href") for a in page.all("#regions tbody a")] == ["/430001/", "/430001/2025/"]
    assert page.texts("ul.plain > li > a") == ["某县财政局2025年部门预算"]
    assert "1,234.50 万元" in text_of(page.one("ul.plain > li"))
    assert not page.all(".None")


def test_the_numbers_of_a_region_add_up(client, publication):
    dates = {"approved_on": date(2025, 1, 10), "due_on": date(2025, 1, 30)}
    another("102", first_published_at="2025-01-30T15:59:59Z", **dates)
    another("103", first_published_at="2025-01-31T16:00:01Z", **dates)
    page = Reading(client.get("/").content.decode())
    assert page.texts("#regions thead th")[2:] == [
        "最近一年公开",
        "按时",
        "逾期",
        "未登记批复日期",
        "最长用时",
    ]
    assert page.texts("#regions tbody td.n") == ["3", "1", "1", "1", "22日"]


def test_a_region_shows_its_years_and_departments(client, publication):
    another("101", year=2024)
    another("102", year=2024)
    page = Reading(client.get("/430001/").content.decode())
    assert page.texts("header ul.years li") == ["2025年", "2024年"]
    assert page.texts("tbody th") == ["某县财政局", "某县第102局"]
    first = page.all("tbody tr")[0]
    addresses = [a.get("href") for a in first.iter("a")]
    assert addresses == ["/430001/101/", "/430001/101/2025/", "/430001/101/2024/"]


def test_a_year_shows_totals_changes_and_who_was_late(client, publication):
    dates = {"approved_on": date(2025, 1, 10), "due_on": date(2025, 1, 30)}
    another(
        "102", total=200000000, change=1, percent="3.57", first_published_at="2025-01-30T15:59:59Z", **dates
    )
    another(
        "103",
        total=100000000,
        change=-1,
        percent="-1.20",
        first_published_at="2025-01-30T16:00:01Z",
        **dates,
        late_reason="附表核对用时较长。",
    )
    another("104", total=90000000, change=0, percent="0.00")
    page = Reading(client.get("/430001/2025/").content.decode())
    rows = [[text_of(cell) for cell in row] for row in page.all("tbody tr")]
    assert rows == [
        ["某县第102局", "20,000.00", "+3.57%", "20日", "按时公开（批复后第20日）"],
        ["某县第103局", "10,000.00", "−1.20%", "21日", "逾期1日公开，原因：附表核对用时较长。"],
        ["某县第104局", "9,000.00", "持平", "–", "未登记批复日期"],
        ["某县财政局", "1,234.50", "不可比", "–", "未登记批复日期"],
    ]


def test_a_year_can_be_sorted_and_says_so(client, publication):
    another("102", total=200000000)
    page = Reading(client.get("/430001/2025/?sort=total").content.decode())
    assert page.texts("tbody td[data-l=预算总额]") == ["1,234.50", "20,000.00"]
    assert page.one("th[aria-sort]").get("aria-sort") == "ascending"


def test_a_folded_list_keeps_its_roles_and_labels(client, publication):
    page = Reading(client.get("/430001/2025/").content.decode())
    assert page.one("table").get("role") == "table"
    assert {row.get("role") for row in page.all("tr")} == {"row"}
    assert [cell.get("data-l") for cell in page.all("tbody td")] == [
        "预算总额",
        "比上年",
        "公开用时",
        "及时性",
    ]


def test_a_corrected_budget_is_marked(client, publication):
    budget = Budget.objects.get()
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="漏列一项")
    assert Reading(client.get("/430001/2025/").content.decode()).texts("tbody .tag") == ["第2版"]
    assert Reading(client.get("/").content.decode()).texts("ul.plain .tag") == ["第2版"]


def test_english_lists_speak_english(client, publication):
    page = Reading(client.get("/en/430001/2025/").content.decode())
    assert page.texts("thead th") == [
        "Department",
        "Total budget",
        "Against last year",
        "Time taken",
        "Timeliness",
    ]
    assert page.one("tbody th a").get("href") == "/en/430001/101/2025/"
    assert page.one("tbody th a").get("lang") == "zh-CN"


def test_an_empty_portal_says_so(client):
    assert "还没有公开的预算。" in client.get("/").content.decode()


# What it costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/", 2), ("/430001/", 2), ("/430001/2025/", 2), ("/en/430001/2025/", 2), ("/data/", 2), ("/rules/", 0)],
)
def test_a_list_costs_the_same_whatever_its_length(
    client, publication, django_assert_num_queries, address, queries
):
    for n in range(30):
        another(f"2{n:02}", year=2020 + n % 6)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/430001/101/2025/",
        "/en/430001/101/2025/",
        "/430001/101/2025/v1/",
        "/430001/101/2025/disclosure.pdf",
        "/430001/101/2025/v1/disclosure.json",
        "/430001/101/2025/tables/balance.csv",
        "/430001/101/2025/v1/tables/balance.csv",
    ],
)
def test_a_disclosure_and_its_files_cost_one_query(client, publication, django_assert_num_queries, address):
    with django_assert_num_queries(1):
        assert client.get(address).status_code == 200


# What may be kept by others ----------------------------------------------------------------------------------------


def test_lists_may_be_kept_a_minute_and_then_asked_for_again(client, publication):
    response = client.get("/430001/2025/")
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=60"}
    again = client.get("/430001/2025/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address", ["/", "/data/", "/430001/", "/430001/2025/", "/430001/101/2025/", "/rules/"]
)
def test_no_public_page_sets_a_cookie_or_listens_to_the_browser(client, publication, address):
    response = client.get(address, headers={"Accept-Language": "en"})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Content-Language"] == "zh-hans"


def test_nobody_writes_to_a_public_page(client, publication):
    for address in ("/", "/430001/2025/", "/430001/101/2025/", "/430001/101/2025/disclosure.pdf"):
        assert Client(enforce_csrf_checks=False).post(address).status_code == 405


# What an outsider does not find ------------------------------------------------------------------------------------

NOWHERE = [
    "/999999/",
    "/430001/2024/",
    "/430001/102/2025/",
    "/430001/101/2024/",
    "/430001/101/2025/v2/",
    "/430001/101/2025/v0/",
    "/430001/101/2025/v01/",
    "/430001/101/2025/v99999/",
    "/430001/101/02025/",
    "/430001/101/２０２５/",
    "/４３００01/",
    "/43000/",
    "/430001/101/2025/tables/nothing.csv",
    "/430001/101/2025/tables/../disclosure.csv",
    "/430001/101/2025/disclosure.html",
    "/430001/101/2025/page.en.1.x.html",
    "/430001/101/2025/v1/disclosure.odt",
    "/430001/10%00/2025/",
    "/en/999999/",
]


@pytest.mark.parametrize("address", NOWHERE)
def test_what_does_not_exist_is_not_found(client, publication, address):
    assert client.get(address).status_code == 404


def test_a_draft_is_as_absent_as_a_stranger(client, publication):
    """The same page for what does not exist and for what is not published."""
    sound_budget(code="102")
    draft = client.get("/430001/102/2025/")
    stranger = client.get("/430001/109/2025/")
    assert draft.status_code == stranger.status_code == 404
    assert draft.content.replace(b"/102/", b"/109/") == stranger.content
    assert "没有这个页面" in draft.content.decode()
    for address in ("/", "/430001/", "/430001/2025/"):
        assert "/102/" not in client.get(address).content.decode()


def test_not_found_is_said_in_english_under_en(client):
    assert "There is no such page" in client.get("/en/999999/").content.decode()


def test_hostile_names_are_text_in_lists(client, publication):
    name = "<script>alert(1)</script>"
    Publication.objects.update(department_name=name, title=name, region_name=name)
    for address in ("/", "/430001/", "/430001/2025/", "/en/430001/2025/"):
        html = client.get(address).content.decode()
        assert "<script>" not in html and "&lt;script&gt;" in html


# Open data ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_what_the_page_of_open_data_links_to_is_there(client, publication, settings, language):
    page = Reading(client.get(f"{language}/data/").content.decode())
    links = {a.get("href").removeprefix(settings.SITE_URL) for a in page.all("main a")}
    assert "/430001/101/2025/v1/disclosure.json" in links and "/api/v1/docs/" in links
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert page.one(".site-nav a[href$='/data/']").get("href") == f"{language}/data/"


def test_the_recipe_for_the_digest_works_as_printed(client, publication, tmp_path):
    (tmp_path / "disclosure.json").write_bytes(client.get("/430001/101/2025/disclosure.json").content)
    recipe = text_of(Reading(client.get("/data/").content.decode()).one("pre code"))
    assert "assert" in recipe
    subprocess.run([sys.executable, "-c", recipe], cwd=tmp_path, check=True)


def test_open_data_is_explained_before_anything_is_published(client):
    page = Reading(client.get("/data/").content.decode())
    assert len(page.all("#api tbody tr")) == 15 and "示例" not in page.texts("#api th")


# Beside the pages --------------------------------------------------------------------------------------------------


def test_robots_may_read_everything(client, settings):
    response = client.get("/robots.txt")
    said = f"User-agent: *\nAllow: /\n\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    assert (response.content.decode(), response["Content-Type"]) == (said, "text/plain")


def test_the_icon_is_found_where_browsers_look(client):
    assert client.get("/favicon.ico")["Location"].startswith("/static/icon")


# Health ------------------------------------------------------------------------------------------------------------


def test_the_probe_is_answered_while_pages_can_be_served(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


def test_the_probe_fails_when_the_database_does(client, monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(Publication.objects, "exists", broken)
    assert client.get("/healthz").status_code == 503


def test_a_department_whose_code_reads_like_a_year_has_its_page_too(client):
    workflow.publish(budget=sound_budget(code="2011"), by=None)
    page = client.get("/430001/2011/")
    assert page.status_code == 200
    assert "/430001/2011/2025/" in page.content.decode()
    assert client.get("/430001/2012/").status_code == 404
    assert client.get("/430001/2025/").status_code == 200


def test_what_came_out_on_the_day_of_its_approval_took_no_day(client, publication):
    day = timezone.localdate(publication.first_published_at)
    Publication.objects.update(approved_on=day, due_on=day + timedelta(days=20))
    for address in ("/", "/430001/timeliness/", "/en/"):
        assert client.get(address).status_code == 200
    assert "0日" in text_of(Reading(client.get("/430001/timeliness/").content.decode()).one("main")).replace(
        " ", ""
    )
