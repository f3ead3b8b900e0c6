"""The map of the site: every page that may be found, in both languages, and nothing that may not."""

import pytest
from django.urls import resolve
from django.utils import timezone
from lxml import etree

from disclosures import copies, sitemaps, withdrawing, workflow
from disclosures import urls as public
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


#: Pages that others lead to: superseded versions and what changed between them, questions, corrections of one region (all
#: are on one page), entries of the ledger, feeds; projects and single rankings, which pages in the map list.
ELSEWHERE = {
    "version", "changes", "search", "region-corrections", "ledger-entry", "feed", "region-feed", "department-feed",
    "corrections-feed", "project", "ranking",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def version(budget):
    return workflow.publish(budget=budget, by=None)


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200 and response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content)


@pytest.fixture
def urls(client, settings):
    """urls(): every address of every part, as a path, with what stands beside it."""

    def found():
        parts = read(client, "/sitemap.xml").xpath("//s:sitemap/s:loc/text()", namespaces=NAMES)
        told = {}
        for part in parts:
            for url in read(client, part.removeprefix(settings.SITE_URL)).xpath("//s:url", namespaces=NAMES):
                (address,) = url.xpath("s:loc/text()", namespaces=NAMES)
                others = url.xpath("x:link", namespaces=NAMES)
                told[address.removeprefix(settings.SITE_URL)] = {
                    "lastmod": url.xpath("string(s:lastmod)", namespaces=NAMES),
                    "others": {
                        o.get("hreflang"): o.get("href").removeprefix(settings.SITE_URL) for o in others
                    },
                }
        return told

    return found


def test_a_search_engine_finds_every_page_and_every_address_answers(client, version, urls):
    told = urls()
    pages = {each.name for each in public.urlpatterns if str(each.pattern).endswith("/")} | {"home"}
    assert {resolve(a).url_name for a in told if not a.startswith("/en/")} == pages - ELSEWHERE
    assert {address: client.get(address).status_code for address in told} == dict.fromkeys(told, 200)


def test_both_languages_name_each_other(version, urls):
    told = urls()
    assert {a for a in told if not a.startswith("/en/")} == {
        a.removeprefix("/en") for a in told if a.startswith("/en/")
    }
    for address, said in told.items():
        assert said["others"].keys() == {"zh-CN", "en"}
        assert address in said["others"].values()


def test_a_correction_moves_the_day_and_the_old_version_is_not_in_it(budget, version, urls):
    before = urls()["/430001/101/2025/"]["lastmod"]
    raise_by(budget, 10000)
    newer = workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    newer.publication.refresh_from_db()
    told = urls()
    assert told["/430001/101/2025/"]["lastmod"] >= before
    assert (
        told["/430001/101/2025/"]["lastmod"] == timezone.localtime(newer.publication.published_at).isoformat()
    )
    assert not [address for address in told if "/2025/v" in address]


def test_what_was_withdrawn_is_not_in_it(client, version, urls):
    withdrawing.withdraw(
        publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
    )
    assert not [address for address in urls() if "430001" in address]


def test_a_large_site_has_several_parts(client, version, urls, monkeypatch):
    workflow.publish(budget=sound_budget(code="102"), by=None)
    monkeypatch.setattr(sitemaps, "AT_ONCE", 1)
    parts = read(client, "/sitemap.xml").xpath("//s:loc/text()", namespaces=NAMES)
    assert [part.rpartition("/")[2] for part in parts] == [
        "sitemap-lists-1.xml",
        "sitemap-departments-1.xml",
        "sitemap-departments-2.xml",
        "sitemap-2025-1.xml",
        "sitemap-2025-2.xml",
    ]
    assert {"/430001/101/2025/", "/430001/102/2025/", "/430001/102/"} <= urls().keys()


@pytest.mark.parametrize("name", ["2025-3", "2024-1", "lists-2", "departments-9", "nothing-1", "2025-0"])
def test_there_is_no_part_of_nothing(client, version, name):
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_whoever_has_the_map_is_told_so_until_something_is_published(client, budget, version):
    etag = client.get("/sitemap.xml")["ETag"]
    again = {"If-None-Match": etag}
    assert client.get("/sitemap.xml", headers=again).status_code == 304
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    assert client.get("/sitemap.xml", headers=again).status_code == 200


def test_robots_are_told_where_it_is(client, settings):
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml\n" in client.get("/robots.txt").content.decode()


def test_a_site_with_nothing_published_has_a_map(client, urls):
    assert "/" in urls()
