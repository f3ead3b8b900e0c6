"""The open API: what is published, as data; anything unclear is refused with a sentence."""

import pytest

from disclosures import copies, workflow
from tests.drafts import raise_by, sound_budget

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


@pytest.mark.parametrize("path", ["departments/", "versions/", "figures/?page_size=200", "regions/"])
def test_a_list_costs_the_same_however_long_it_is(client, version, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        get(client, path)


def test_the_index_names_every_endpoint(client, version, settings):
    index = get(client, "")
    for name, address in index.items():
        path = address.removeprefix(settings.SITE_URL).format(sha256=version.sha256, key="balance")
        assert client.get(path).status_code == 200, name
    assert {"regions", "departments", "versions", "figures", "schema", "docs"} <= set(index)
    assert get(client, "?foo=1", status=400)["code"] == "unknown_parameter"


def test_the_description_is_openapi_and_its_pages_load_nothing_from_outside(client):
    assert b"openapi: 3" in client.get("/api/v1/schema/").content
    page = client.get("/api/v1/docs/").content.decode()
    assert "https://" not in page and "cdn" not in page
