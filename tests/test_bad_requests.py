"""Rows 99 to 120 of security.md §5.5: what is asked wrongly is answered exactly so, and never with a 5xx."""

import time

import pytest
from django.test import Client

from disclosures import copies, workflow
from tests import drafts, people
from tests.people import words

pytestmark = pytest.mark.django_db

#: Rows that another test proves, by its name.
ELSEWHERE = {
    114: "test_signing_in.py::test_a_made_up_forwarded_address_changes_nothing",
    118: "test_signing_in.py::test_signing_in_leads_nowhere_else",
    120: "test_public_ledger.py",
}


@pytest.fixture
def version(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    return workflow.publish(budget=drafts.sound_budget(), by=None)


# The API ----------------------------------------------------------------------------------------------------------

PAGE = "page 应为 1–1000 的整数"
BAD_QUERIES = [
    *[
        (99, f"departments/?page={page}", "invalid_page", PAGE)
        for page in ("0", "-1", "abc", "１", "9" * 20, "", "1.0", "01")
    ],
    (100, "departments/?page_size=1000000", "invalid_page_size", "page_size 最大 200"),
    (100, "departments/?page_size=201", "invalid_page_size", "page_size 最大 200"),
    (100, "departments/?page_size=0", "invalid_page_size", "page_size 应为 1–200 的整数"),
    (100, "departments/?page_size=" + "9" * 400, "invalid_page_size", "page_size 应为 1–200 的整数"),
    *[
        (101, f"departments/?year={year}", "invalid_year", "year 应为四位年份")
        for year in ("20266", "２０２６", "2026 OR 1=1", "2026%00", "", "-2026", "0026")
    ],
    (102, "departments/?foo=1", "unknown_parameter", "未知参数 foo"),
    (102, f"versions/{'0' * 64}/?foo=1", "unknown_parameter", "未知参数 foo"),
    (103, "departments/?year=2025&year=2026", "repeated_parameter", "参数 year 重复"),
    (103, "departments/?page=1&page=1", "repeated_parameter", "参数 page 重复"),
    (104, "departments/?ordering=department__secret", "unknown_parameter", "不支持的排序字段"),
    (
        104,
        "departments/?created_by__password__startswith=a",
        "unknown_parameter",
        "未知参数 created_by__password__startswith",
    ),
    *[
        (105, f"figures/?key={key}", "invalid_key", "key 只含小写字母、数字、点和连字符")
        for key in ("%25", "_", "'", "(a%2B)%2B$")
    ],
]


@pytest.mark.parametrize(("row", "query", "code", "detail"), BAD_QUERIES, ids=lambda value: str(value)[:40])
def test_a_parameter_that_cannot_be_meant_is_named(client, row, query, code, detail):
    answer = client.get(f"/api/v1/{query}")
    assert (answer.status_code, answer.json()) == (400, {"code": code, "detail": detail})


def test_a_page_beyond_the_last_is_not_there(client):
    """99: between 1 and 1000, but there are not so many."""
    answer = client.get("/api/v1/departments/?page=999")
    assert answer.status_code == 404 and set(answer.json()) == {"code", "detail"}


def test_a_very_long_search_is_refused_at_once(client):
    """105, on both sides."""
    client.force_login(people.clerk())
    pages = {
        "/api/v1/departments/?q=": "未知参数 q",
        people.page("changelist") + "?q=": "搜索词最多 200 字（收到 10000 字）",
    }
    for path, sentence in pages.items():
        started = time.perf_counter()
        answer = client.get(path + "a" * 10_000)
        assert answer.status_code == 400 and sentence in words(answer)
        assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("typed", ["%", "_", "(a+)+$" * 30, "\ud7ff", "\\", "' OR 1=1 --"])
def test_a_search_takes_every_sign_as_itself(client, typed):
    """105: nothing is found, nothing breaks."""
    people.budget()
    client.force_login(people.clerk())
    started = time.perf_counter()
    answer = client.get(people.page("changelist"), {"q": typed})
    assert (
        answer.status_code == 200
        and "上海市普陀区财政局" not in words(answer).partition('id="changelist"')[2]
    )
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("typed", ["'", '"', "\x00", "　", "\u202e"])
def test_a_search_for_nothing_much_breaks_nothing(client, typed):
    client.force_login(people.clerk())
    assert client.get(people.page("changelist"), {"q": typed}).status_code == 200


# Addresses --------------------------------------------------------------------------------------------------------

NOT_THERE = [
    *[
        (106, path)
        for path in ("/４３０００１/", "/430001/101/02025/", "/430001/101/２０２５/", "/430001/101/2025/v01/")
    ],
    *[
        (106, path)
        for path in (
            "/430001/101/2025//",
            "/430001/101/2025/.",
            "/430001//101/2025/",
            "/EN/",
            "/430001/101/2025/V1/",
        )
    ],
    *[
        (106, path)
        for path in (
            "/430001/101/2025/Disclosure.json",
            "/Api/v1/",
            "/430001/101/2025/v0/",
            "/430001/101/2025 /",
        )
    ],
    *[
        (107, path)
        for path in ("/media/../settings.py", "/media/%2e%2e%2fsettings.py", "/static/../config/settings.py")
    ],
    *[
        (107, path)
        for path in (
            "/static/%2e%2e/manage.py",
            "/static/..%5cmanage.py",
            "/%00",
            "/static/%00",
            "/db.sqlite3",
        )
    ],
    (107, "/430001/101/2025/../../../etc/passwd"),
    (107, "/430001/101/2025/tables/..%2f..%2fdisclosure.json.csv"),
    (108, "/files/2026/105/budget.pdf"),
]


def test_an_address_has_one_spelling_and_leads_to_no_other_file(client, version):
    assert client.get("/430001/101/2025/v1/disclosure.json").status_code == 200, "this one"
    answers = {path: client.get(path).status_code for _row, path in NOT_THERE}
    assert answers == dict.fromkeys(answers, 404)


def test_an_escaped_digit_is_that_digit(client, version):
    """106: RFC 3986 §6.2.2.2 makes /%34/ another way to write /4/, and servers decode it before we see it."""
    assert (
        client.get("/%3430001/101/2025/").headers["ETag"] == client.get("/430001/101/2025/").headers["ETag"]
    )


@pytest.mark.parametrize("written", ["１", "01", "+1", "1_0", " 1", "1/", "1.", "٣"])
def test_a_staff_address_has_one_spelling_too(client, written):
    people.budget()
    client.force_login(people.finance_officer())
    region = people.region()
    for path in (f"/admin/budgets/region/{written}/change/", f"/admin/budgets/budget/{written}/change/"):
        page = client.get(path.replace("1", str(region.pk)))
        assert page.status_code == 404 and "没有这一页，或不在您负责的部门内。" in words(page)


# What is not published --------------------------------------------------------------------------------------------


def test_a_draft_is_answered_like_what_never_was(client, version):
    """108, 115: whatever is asked of a draft, the answer is that for a name nobody ever thought of, byte for byte."""
    draft = people.budget(code="105")
    region = draft.department.region.code
    asked = ["", "disclosure.pdf", "disclosure.json", "tables/balance.csv", "v1/", "v1/disclosure.pdf"]
    headers = [
        {},
        {"If-None-Match": '"abc"'},
        {"Range": "bytes=0-0"},
        {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    ]
    for name in asked:
        for sent in headers:
            found = [client.get(f"/{region}/{code}/2025/{name}", headers=sent) for code in ("105", "999")]
            assert [answer.status_code for answer in found] == [404, 404]
            said = [words(answer).replace("/105/", "/…/").replace("/999/", "/…/") for answer in found]
            assert said[0] == said[1] and dict(found[0].headers) == dict(found[1].headers)


def test_a_stranger_is_not_told_that_a_draft_is_there(client):
    """109."""
    people.budget()
    there = people.budget(code="101").pk
    client.force_login(people.clerk("li", people.department("199", "上海市普陀区档案局")))
    for pk in (there, 999_999):
        page = client.get(people.page("change", pk))
        assert page.status_code == 404 and "没有这一页，或不在您负责的部门内。" in words(page)


# Methods, types, headers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND"])
@pytest.mark.parametrize(
    "path", ["/", "/430001/101/2025/", "/healthz", "/nothing/", "/api/v1/departments/", "/api/v1/"]
)
def test_nobody_writes_to_the_public_side(client, method, path):
    """110; with CSRF checks on, as for a stranger."""
    for browser in (client, Client(enforce_csrf_checks=True)):
        answer = browser.generic(method, path)
        assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_the_head_of_a_page_is_told_without_its_body(client, version):
    for path in ("/430001/101/2025/", "/api/v1/departments/"):
        answer = client.head(path)
        assert answer.status_code == 200 and answer.content == b""


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        ("application/xml", ""),
        ("*/*;q=0", ""),
        ("application/json;q=0, text/html", ""),
        ("text/html", ""),
        ("*/*", "?format=api"),
        ("*/*", "?format=xml"),
    ],
)
def test_the_api_has_json_and_nothing_else(client, accept, query):
    """111."""
    answer = client.get(f"/api/v1/departments/{query}", headers={"Accept": accept})
    assert answer.status_code == 406 and answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"code": "not_acceptable", "detail": "只提供 JSON（application/json）"}


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/json", "text/html, application/*;q=0.5", "APPLICATION/JSON"]
)
def test_whoever_takes_json_gets_it(client, accept):
    assert client.get("/api/v1/departments/", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "type_",
    ["application/json; charset=bz2_codec", "application/json; charset=nothing", "text/x; charset=rot13"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_body_is_never_read(client, type_, method):
    """112."""
    answer = client.generic(method, "/api/v1/departments/", b"BZh91AY" * 100, content_type=type_)
    assert answer.status_code == {"GET": 200, "POST": 405}[method]


@pytest.mark.parametrize(
    "host", ["evil", "testserver, evil", "testserver:evil", "testserver@evil", "", "testserver.evil"]
)
@pytest.mark.parametrize("path", ["/", "/nothing/", "/admin/", "/api/v1/departments/"])
def test_another_host_is_refused(client, host, path):
    """113; whatever is asked, also where no page builds an address of the host."""
    assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=" + "x" * 16_384},
        {"Cookie": "; ".join(f"c{n}=1" for n in range(200))},
        {"X-Anything": "x" * 65_536},
    ],
)
@pytest.mark.parametrize("path", ["/", "/admin/", "/api/v1/"])
def test_huge_headers_are_refused(client, headers, path):
    """116."""
    assert client.get(path, headers=headers).status_code == 431


@pytest.mark.parametrize("piece", ["xx-", "xx-,", "zh,"])
def test_a_huge_wish_for_languages_changes_nothing(client, piece):
    """117: the page is Chinese, and soon there."""
    client.get("/")
    started = time.perf_counter()
    answer = client.get("/", headers={"Accept-Language": piece * 10_000})
    assert time.perf_counter() - started < 0.2
    assert answer.status_code == 200 and answer.headers["Content-Language"] == "zh-hans"


def test_a_large_body_sent_to_a_page_is_refused(client, version):
    """119."""
    for path in ("/", "/430001/101/2025/", "/api/v1/departments/"):
        assert client.generic("GET", path, b"x" * 3_000_000).status_code == 413
    assert client.generic("GET", "/", b"x" * 1000).status_code == 200


# The table itself -------------------------------------------------------------------------------------------------


def test_every_row_is_tried_here_or_elsewhere():
    from pathlib import Path

    text = Path(__file__).read_text()
    here = {row for row in range(99, 121) if f"({row}," in text or f'"""{row}' in text or f", {row}" in text}
    assert here | set(ELSEWHERE) == set(range(99, 121))
    for where in ELSEWHERE.values():
        name, _, test = where.partition("::")
        assert f"def {test}" in (Path(__file__).parent / name).read_text()
