"""What a page says of itself to those who cite it, share it, or look for data."""

import json
import re

import pytest
from django.utils import timezone

from disclosures import copies, withdrawing, workflow
from disclosures.rendering import linked
from disclosures.rendering.citing import Cited
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

pytestmark = pytest.mark.django_db

BASE = "/430001/101/2025/"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def version(budget):
    return workflow.publish(budget=budget, by=None)


def page(client, address=BASE):
    return Reading(client.get(address).content.decode())


# Citation ----------------------------------------------------------------------------------------------------------


def test_a_researcher_takes_a_citation_with_version_date_address_and_digest(client, version, settings):
    for name, kind in (("citation.bib", "application/x-bibtex"), ("citation.ris", "application/x-research")):
        answer = client.get(f"{BASE}v1/{name}")
        assert answer.status_code == 200 and answer["Content-Type"].startswith(kind)
        text = answer.content.decode()
        for said in (
            f"{settings.SITE_URL}{BASE}v1/",
            version.sha256,
            "某县财政局",
            "2025年部门预算",
        ):
            assert said in text
        assert "attachment" in answer["Content-Disposition"]
    bib = client.get(f"{BASE}v1/citation.bib").content.decode()
    assert bib.startswith("@misc{mingzhang-430001-101-2025-v1,\n") and bib.endswith("}\n")
    assert "version = {1}" in bib and re.search(r"date = \{\d{4}-\d\d-\d\d\}", bib)


@pytest.mark.parametrize("address", [BASE, f"/en{BASE}", f"{BASE}v1/"])
def test_the_page_itself_says_how_it_is_cited(client, version, settings, address):
    shown = page(client, address)
    section = text_of(shown.one("#get"))
    assert "某县财政局：《2025年部门预算》（第1版），明账，" in section
    assert version.sha256 in section
    assert f"url = {{{settings.SITE_URL}{BASE}v1/}}" in section
    links = [a.get("href") for a in shown.all("#get a")]
    assert f"{BASE}v1/citation.bib" in links and f"{BASE}v1/citation.ris" in links


def test_a_citation_needs_no_database(
    client, django_assert_num_queries, budget, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=budget, by=None)
    with django_assert_num_queries(0):
        assert client.get(f"{BASE}v1/citation.bib").status_code == 200


def test_there_is_no_citation_of_nothing_or_of_what_was_withdrawn(client, version):
    assert client.get(f"{BASE}v2/citation.bib").status_code == 404
    assert client.get(f"{BASE}v1/citation.txt").status_code == 404
    withdrawing.withdraw(
        publication=version.publication, by=None, basis="《条例》第十四条", at=timezone.now()
    )
    assert client.get(f"{BASE}v1/citation.bib").status_code == 410


def test_signs_that_mean_something_to_tex_are_text():
    told = Cited("k", r"50% & {co} $x_1 \~^#", "t", 1, "2025-01-01", "https://a/", "0" * 64)
    assert r"50\% \& \{co\} \$x\_1 \textbackslash{}\textasciitilde{}\textasciicircum{}\#" in told.bibtex


LISTS = ["/", "/430001/", "/430001/2025/", "/data/", "/data/dictionary/", "/corrections/"]


@pytest.mark.parametrize("address", [*LISTS, *(f"/en{each}" for each in LISTS), BASE, f"{BASE}v1/"])
def test_every_page_says_under_which_licence_and_how_to_cite_it(client, version, settings, address):
    shown = page(client, address)
    assert {link.get("href") for link in shown.all("head link[rel=license]")} == {
        ("/en" if address.startswith("/en") else "") + "/data/#licence"
    }
    assert shown.all("footer a[rel=license]")
    name = settings.LICENCE_NAME_EN if address.startswith("/en") else settings.LICENCE_NAME
    assert name in text_of(shown.one("footer"))
    if BASE not in address:
        assert settings.SITE_URL + address in text_of(shown.one("footer"))


def test_the_licence_is_said_once_in_the_settings(client, version, settings):
    settings.LICENCE_NAME, settings.LICENCE_URL = "署名 4.0", "https://example.org/licence"
    copies.dress.cache_clear()
    shown = page(client, "/data/")
    assert shown.one("footer a[rel=license]").get("href") == "https://example.org/licence"
    assert "署名 4.0" in text_of(shown.one("#licence"))
    copies.dress.cache_clear()


# Sharing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "locale"), [("", "zh_CN"), ("/en", "en_GB")])
def test_a_link_that_is_passed_on_shows_title_and_first_words(client, version, settings, language, locale):
    shown = page(client, f"{language}{BASE}")
    said = {meta.get("property"): meta.get("content") for meta in shown.all("head meta[property]")}
    assert said["og:title"] and said["og:title"] in text_of(shown.one("head title"))
    assert said["og:description"] == shown.one("meta[name=description]").get("content") != ""
    assert said["og:url"] == settings.SITE_URL + f"{language}{BASE}"
    assert said["og:locale"] == locale and said["og:site_name"] == "明账"


def test_a_name_with_quotes_stays_inside_its_attribute(client, version):
    from disclosures.models import Publication

    Publication.objects.update(region_name='某"><script>alert(1)</script>县')
    html = client.get("/430001/").content.decode()
    assert "<script>alert" not in html
    shown = Reading(html)
    (title,) = [m.get("content") for m in shown.all("head meta[property='og:title']")]
    assert title == '某"><script>alert(1)</script>县'


# Search engines for data -------------------------------------------------------------------------------------------


def told(client, address):
    (block,) = page(client, address).all("head script[type='application/ld+json']")
    return json.loads(text_of(block))


def test_a_search_engine_for_data_finds_a_disclosure_with_its_files(client, version, settings):
    said = told(client, BASE)
    assert (said["@context"], said["@type"]) == ("https://schema.org", "Dataset")
    assert said["identifier"] == f"sha256:{version.sha256}" and said["version"] == "1"
    assert said["license"] == settings.LICENCE_URL
    for each in said["distribution"]:
        address = each["contentUrl"].removeprefix(settings.SITE_URL)
        assert client.get(address)["Content-Type"].startswith(each["encodingFormat"])


@pytest.mark.parametrize("address", ["/data/", "/430001/2025/", "/en/430001/2025/"])
def test_lists_of_data_are_told_too(client, version, settings, address):
    said = told(client, address)
    assert said["@type"] == "Dataset" and said["distribution"]
    for each in said["distribution"]:
        assert client.get(each["contentUrl"].removeprefix(settings.SITE_URL)).status_code == 200


def test_a_superseded_version_is_told_to_no_search_engine(client, budget, version):
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    assert not page(client, f"{BASE}v1/").all("script[type='application/ld+json']")


def test_nothing_in_a_block_of_data_ends_it():
    block = str(linked.block({"name": "</script><script>alert(1)</script><!--&"}))
    assert block.count("<") == 2 and block.count("</script>") == 1
    inner = block.partition(">")[2].rpartition("<")[0]
    assert json.loads(inner)["name"] == "</script><script>alert(1)</script><!--&"


# Checking ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_checks_versions_and_the_api_are_one_tap_from_each_figure(client, version, language):
    shown = page(client, f"{language}{BASE}")
    sources = [*shown.all("#summary details"), *shown.all("div[popover]")]
    assert len(sources) > 5
    for source in sources:
        links = [a.get("href") for a in source.iter("a")]
        assert {"#check", "#versions", f"{language}/verify/"} <= set(links)
        (api,) = [link for link in links if link.startswith("/api/")]
        answer = client.get(api).json()
        assert answer["sha256"] == version.sha256 and answer["key"] == api.rstrip("/").rpartition("/")[2]


def test_of_a_corrected_figure_the_difference_is_one_tap_away(client, budget, version):
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    for source in page(client).all("div[popover]"):
        assert f"{BASE}changes/1-2/" in [a.get("href") for a in source.iter("a")]


def test_every_table_leads_to_its_data_and_its_checks(client, version):
    shown = page(client)
    tools = shown.all("ul.ttools")
    assert len(tools) >= 9
    for tool in tools:
        links = [a.get("href") for a in tool.iter("a")]
        assert "#check" in links
        (api,) = [link for link in links if link.startswith("/api/")]
        assert client.get(api).status_code == 200
