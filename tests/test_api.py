"""The open API: what is published, as data; anything unclear is refused with a sentence."""

import pytest
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext, override

from budgets.keys import coordinates
from disclosures import copies, workflow
from disclosures.api.asking import AT_MOST, FILTERS, NO_ORDER, REPEATED, UNKNOWN, WHOLE_NUMBER
from disclosures.api.errors import SENTENCES
from disclosures.api.lists import LENGTH
from disclosures.compose import compose
from disclosures.document import as_json
from disclosures.models import CodeChange, Population, Version
from disclosures.projects import indicators_of, projects_of
from disclosures.withdrawing import withdraw
from tests.drafts import raise_by, sound_budget
from tests.full import full_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    return workflow.publish(budget=sound_budget(), by=None)


def get(client, path, status=200):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status, response.content
    return response.json()


def test_a_citizen_finds_regions_departments_and_versions(client, version):
    assert get(client, "regions/")["results"] == [{"code": "430001", "name": "某县"}]
    department = get(client, "departments/?region=430001&year=2025")["results"][0]
    assert (department["total"], department["version"]) == ("12345000.00", 1)
    assert department["url"] == "/430001/101/2025/"
    assert get(client, f"versions/{version.sha256}/")["is_current"] is True


def test_a_table_is_answered_with_exact_amounts_in_yuan(client, version):
    table = get(client, f"versions/{version.sha256}/tables/expenditure/")
    assert table["columns"][:3] == ["功能分类科目 › 科目编码", "功能分类科目 › 科目名称", "合计"]
    assert table["rows"][2]["values"][:3] == ["2010601", "行政运行", "12345000.00"]
    assert len(get(client, f"versions/{version.sha256}/tables/")) >= 9


def test_a_figure_is_answered_by_its_key_and_unknown_is_null(client, version):
    figure = get(client, "figures/?key=three-public.reception&year=2025")["results"][0]
    assert (figure["value"], figure["unit"]) == ("2345000.00", "元")
    unknown = get(client, "figures/?key=expenditure.total.last")["results"][0]
    assert unknown["value"] is None


def test_figures_are_those_of_the_current_version(client, version):
    raise_by(version_budget(), 10000)
    workflow.publish(budget=version_budget(), by=None, reason="工资少填一万元")
    figures = get(client, "figures/?key=expenditure.total")["results"]
    assert [(f["version"], f["value"]) for f in figures] == [(2, "12355000.00")]


def version_budget():
    from budgets.models import Budget

    return Budget.objects.get()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("departments/?foo=1", "unknown_parameter"),
        ("departments/?year=2025&year=2026", "repeated_parameter"),
        ("departments/?year=20266", "invalid_year"),
        ("departments/?year=２０２５", "invalid_year"),
        ("departments/?region=43%00", "invalid_region"),
        ("departments/?page=0", "invalid_page"),
        ("departments/?page=%EF%BC%91", "invalid_page"),
        ("departments/?page_size=1000000", "invalid_page_size"),
        ("figures/?key=%27%20OR%201=1", "invalid_key"),
        ("regions/?region=430001", "unknown_parameter"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_refused_with_a_sentence(client, version, query, code):
    answer = get(client, query, status=400)
    assert answer["code"] == code
    assert answer["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_through_the_api(client, version, method):
    assert getattr(client, method)("/api/v1/versions/").status_code == 405


def test_what_does_not_exist_is_not_found(client, version):
    assert client.get(f"/api/v1/versions/{'0' * 64}/").status_code == 404
    assert client.get(f"/api/v1/versions/{version.sha256}/tables/nothing/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "departments/",
        "versions/",
        "figures/?page_size=200",
        "figures/?account=function.2010601&year=2025",
        "regions/",
        "projects/",
        "populations/",
        "code-changes/",
    ],
)
def test_a_list_costs_the_same_however_long_it_is(client, version, path, django_assert_max_num_queries):
    """The head of the ledger, how many there are, and those that are told."""
    with django_assert_max_num_queries(3):
        get(client, path)


# Filters -----------------------------------------------------------------------------------------------------------


def keys(client, query):
    return [figure["key"] for figure in get(client, f"figures/?{query}&page_size=200")["results"]]


def test_figures_are_asked_for_by_the_beginning_of_their_keys(client, version):
    said = version.document["figures"]
    assert keys(client, "key_prefix=three-public.") == sorted(
        k for k in said if k.startswith("three-public.")
    )
    assert keys(client, "key_prefix=expenditure.f2010601&region=430001&year=2025") == sorted(
        key for key in said if key.startswith("expenditure.f2010601")
    )


def test_figures_are_asked_for_by_the_code_of_an_account(client, version):
    found = keys(client, "account=function.2010601")
    assert {"expenditure.f2010601", "expenditure.f2010601.basic", "expenditure.general.f2010601"} <= set(
        found
    )
    assert all("f2010601" in key.split(".") for key in found)
    assert "economic.general.e30217.basic" in keys(client, "account=economic.30217")
    assert keys(client, "account=function.2010699") == []


def test_every_key_of_an_account_is_found_by_its_code(client, version):
    """The index is asked for keys that are made up; none that stands may be missed."""
    for system, letter in (("function", "f"), ("economic", "e"), ("source", "s")):
        by_code = {}
        for key in version.document["figures"]:
            told = coordinates(key)
            if told and (code := getattr(told, letter)):
                by_code.setdefault(code, set()).add(key)
        for code, expected in by_code.items():
            assert set(keys(client, f"account={system}.{code}")) == expected


@pytest.mark.parametrize(
    "account", ["function", "2010601", "function.", "function.x", "other.201", "function.201.1"]
)
def test_an_account_is_a_classification_and_a_code(client, version, account):
    assert get(client, f"figures/?account={account}", status=400)["code"] == "invalid_account"


def test_places_and_kinds_narrow_every_list(client, version):
    for path in ("departments/", "versions/", "figures/", "projects/"):
        whole = get(client, path)["count"]
        here = "region=430001&department=101&year=2025&kind=department"
        assert get(client, f"{path}?{here}")["count"] == whole
        for other in ("region=430002", "department=102", "year=2024", "kind=unit"):
            assert get(client, f"{path}?{other}")["count"] == 0, (path, other)


def test_a_figure_leads_to_its_place_in_the_version_that_stands(client, version):
    (figure,) = get(client, "figures/?key=expenditure.total")["results"]
    anchor = version.document["figures"]["expenditure.total"]["places"][0]["anchor"]
    assert figure["url"] == f"/430001/101/2025/v1/#{anchor}"
    assert f'id="{anchor}"' in client.get("/430001/101/2025/v1/").content.decode()


def test_a_figure_of_a_version_has_an_address_for_ever(client, version):
    path = f"versions/{version.sha256}/figures/expenditure.total/"
    before = get(client, path)
    assert (before["value"], before["sha256"]) == ("12345000.00", version.sha256)
    raise_by(version_budget(), 10000)
    workflow.publish(budget=version_budget(), by=None, reason="工资少填一万元")
    assert get(client, path) == before
    get(client, f"versions/{version.sha256}/figures/nothing/", status=404)


def test_projects_come_with_their_goals_and_indicators(client, version, monkeypatch):
    content = as_json(compose(full_books()))
    monkeypatch.setattr(Version, "document", content)
    projects = get(client, f"versions/{version.sha256}/projects/")
    indicators = get(client, f"versions/{version.sha256}/indicators/")
    assert [p["name"] for p in projects] == [p.name for p in projects_of(content)] != []
    assert len(indicators) == len(indicators_of(content)) > 0
    listed = [each for project in projects for each in project["indicators"]]
    assert len(listed) == len([each for each in indicators if each["project"]])


def test_residents_and_changes_of_codes_are_data_too(client, version):
    Population.objects.create(region_code="430001", year=2025, persons=1000000, source="统计公报")
    CodeChange.objects.create(system="function", year=2025, old_code="2010601", note="停用")
    CodeChange.objects.create(system="function", year=2025, old_code="20108", new_code="20109", is_void=True)
    assert get(client, "populations/?region=430001")["results"] == [
        {"region": "430001", "year": 2025, "persons": 1000000, "source": "统计公报"}
    ]
    (change,) = get(client, "code-changes/?code=2010601")["results"]
    assert (change["old_code"], change["new_code"], change["note"]) == ("2010601", None, "停用")
    assert get(client, "code-changes/?code=20109")["count"] == 0, "what was found to be none is not told"


def test_the_search_is_there_for_programs(client, version):
    found = get(client, "search/?q=财政局")["results"]
    assert ("department", "某县财政局") in [(each["group"], each["title"]) for each in found]
    assert client.get(found[0]["url"].partition("#")[0]).status_code == 200
    assert {each["group"] for each in get(client, "search/?q=财政&group=text")["results"]} <= {"text"}


@pytest.mark.parametrize("query", ["q=", "", f"q={'长' * 201}"])
def test_a_question_without_words_or_without_end_is_refused(client, query):
    """105."""
    assert get(client, f"search/?{query}", status=400)["code"] == "invalid_q"


@pytest.mark.parametrize("question", ["%25", "_", "'", "(a%2B)%2B%24", "%5C", "*", '"'])
def test_signs_of_a_question_are_themselves(client, version, question):
    """105."""
    assert get(client, f"search/?q={question}zzz")["count"] == 0


# Asked again, and from elsewhere -----------------------------------------------------------------------------------

LISTS = ["departments/", "versions/", "figures/?key=income.total", "projects/", "regions/", "populations/"]


@pytest.mark.parametrize("path", LISTS)
def test_whoever_has_the_answer_is_told_so(client, version, path, django_assert_max_num_queries):
    first = client.get(f"/api/v1/{path}")
    with django_assert_max_num_queries(2):
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_what_is_published_changes_every_list(client, version):
    before = {path: client.get(f"/api/v1/{path}")["ETag"] for path in LISTS[:5]}
    raise_by(version_budget(), 10000)
    workflow.publish(budget=version_budget(), by=None, reason="工资少填一万元")
    for path, etag in before.items():
        answer = client.get(f"/api/v1/{path}", headers={"If-None-Match": etag})
        assert answer.status_code == 200 and answer["ETag"] != etag


def test_what_was_withdrawn_is_not_unchanged(client, version):
    """115."""
    path = f"/api/v1/versions/{version.sha256}/tables/"
    etag = client.get(path)["ETag"]
    withdraw(publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now())
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404


def test_two_questions_have_two_etags(client, version):
    assert len({client.get(f"/api/v1/departments/?year={year}")["ETag"] for year in (2024, 2025, 2026)}) == 3


@pytest.mark.parametrize(
    ("path", "status"), [("departments/", 200), ("departments/?foo=1", 400), ("nothing/", 404), ("", 200)]
)
def test_scripts_of_any_site_may_read_every_answer(client, version, path, status):
    answer = client.get(f"/api/v1/{path}", headers={"Origin": "https://example.org"})
    assert answer.status_code == status
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_browsers_may_ask_beforehand(client):
    answer = client.options(
        "/api/v1/departments/", headers={"Access-Control-Request-Headers": "if-none-match"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


def test_pages_of_the_site_are_not_opened_to_scripts_of_others(client, version):
    assert "Access-Control-Allow-Origin" not in client.get("/430001/101/2025/")


@pytest.mark.parametrize(
    ("path", "status"),
    [("departments/?page=0", 400), ("departments/?page=999", 404), ("nothing/", 404), ("versions/x/", 404)],
)
def test_every_error_has_one_shape(client, version, path, status):
    said = get(client, path, status=status)
    assert set(said) == {"code", "detail"} and all(
        isinstance(value, str) and value for value in said.values()
    )


@pytest.mark.parametrize(
    ("path", "code", "chinese", "english"),
    [
        (
            "departments/?page=0",
            "invalid_page",
            "page 应为 1–1000 的整数",
            "page must be a whole number of 1–1000",
        ),
        ("departments/?page=999", "not_found", "没有：", "There is nothing here"),
        ("departments/?region=x", "invalid_region", "region 应为六位", "region must be the six digits"),
        ("departments/?foo%25s=1", "unknown_parameter", "未知参数 foo%s", "unknown parameter foo%s"),
        (
            "departments/?page=1&page=2",
            "repeated_parameter",
            "参数 page 重复",
            "parameter page is given twice",
        ),
        ("departments/?format=xml", "not_acceptable", "只提供 JSON", "Only JSON"),
        (
            "search/?q=",
            "invalid_q",
            "q 应为 1–200 字（收到 0 字）",
            "q must have 1–200 characters (0 were given)",
        ),
        ("nothing/", "not_found", "没有这个地址。", "There is no such address."),
    ],
)
def test_an_error_is_told_in_the_language_that_is_asked_for_under_one_code(
    client, version, path, code, chinese, english
):
    asked = [
        ({}, chinese, "zh-hans"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, english, "en"),
        ({"Accept-Language": "fr, en;q=0.5, zh;q=0.4"}, english, "en"),
        ({"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}, chinese, "zh-hans"),
        ({"Accept-Language": "de, en;q=0"}, chinese, "zh-hans"),
        ({"Accept-Language": ";;q=,*" * 500}, chinese, "zh-hans"),
    ]
    for headers, words, language in asked:
        answer = client.get(f"/api/v1/{path}", headers=headers)
        said = answer.json()
        assert set(said) == {"code", "detail"} and said["code"] == code
        assert said["detail"].startswith(words), (headers, said)
        assert answer["Content-Language"] == language
        assert "Accept-Language" in answer["Vary"]


def test_a_method_that_there_is_not_is_refused_in_both_languages(client, version):
    assert client.post("/api/v1/departments/").json()["detail"] == "接口只读：只有 GET、HEAD、OPTIONS。"
    english = client.post("/api/v1/departments/", headers={"Accept-Language": "en"}).json()
    assert english == {
        "code": "method_not_allowed",
        "detail": "The API can only be read: GET, HEAD and OPTIONS.",
    }


def test_what_is_no_error_is_the_same_in_every_language(client, version):
    answers = [
        client.get("/api/v1/departments/", headers={"Accept-Language": language}) for language in ("zh", "en")
    ]
    assert answers[0].content == answers[1].content and answers[0]["ETag"] == answers[1]["ETag"]
    assert all("Accept-Language" not in answer.get("Vary", "") for answer in answers)


def test_every_sentence_that_refuses_is_in_both_languages():
    sentences = [*SENTENCES.values(), *(each.sentence for each in FILTERS.values())]
    for sentence in (*sentences, WHOLE_NUMBER, AT_MOST, NO_ORDER, UNKNOWN, REPEATED, LENGTH):
        with override("zh-hans"):
            assert gettext(sentence) != sentence, sentence


def test_a_database_that_does_not_answer_is_an_error_of_the_same_shape(client, version, monkeypatch):
    def broken(*_):
        raise OperationalError

    monkeypatch.setattr("disclosures.api.asking.head", broken)
    answer = client.get("/api/v1/departments/")
    assert (answer.status_code, set(answer.json())) == (503, {"code", "detail"})
    english = client.get("/api/v1/departments/", headers={"Accept-Language": "en"}).json()
    assert english["code"] == "unavailable" and english["detail"].startswith("The database does not answer")


def test_the_index_names_every_endpoint(client, version, settings):
    index = get(client, "")
    for name, address in index.items():
        places = {"sha256": version.sha256, "key": "balance", "figure": "expenditure.total"}
        path = address.removeprefix(settings.SITE_URL).format(**places)
        assert client.get(path, {"q": "财政"} if name == "search" else {}).status_code == 200, name
    assert {"regions", "departments", "versions", "figures", "schema", "docs"} <= set(index)
    assert get(client, "?foo=1", status=400)["code"] == "unknown_parameter"


def test_the_description_is_openapi_and_its_pages_load_nothing_from_outside(client):
    assert b"openapi: 3" in client.get("/api/v1/schema/").content
    page = client.get("/api/v1/docs/").content.decode()
    assert "https://" not in page and "cdn" not in page


def test_a_method_that_is_refused_is_refused_whatever_it_asks(client, db):
    assert client.post("/api/v1/search/?q=1").status_code == 405
