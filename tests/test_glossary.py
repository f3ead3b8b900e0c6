"""The glossary: every term has all its parts in both languages, leads only to what there is, and stands at the word."""

import re

import pytest
from django.utils import timezone

from budgets.chart import rows_of
from budgets.keys import coordinates, group_of, is_project
from disclosures import copies, glossary, kept_pages, withdrawing, workflow
from disclosures.declaring.glossary import TERMS as OF_FORMS
from disclosures.reconciling import settle
from disclosures.understanding import glossary_pages
from tests.drafts import sound_budget
from tests.reading import Reading, text_of

#: 第四十二条.
ARTICLE = re.compile("第([一二三四五六七八九十]+)条")
HAN = re.compile("[\u3400-\u9fff]")
EACH = pytest.mark.parametrize("term", glossary.entries(), ids=lambda term: term.slug)
WANTED = (
    "一般公共预算 政府性基金预算 “三公”经费 机关运行经费 基本支出 项目支出 支出功能分类 支出经济分类 类、款、项 "
    "结转结余 财政拨款 政府采购 绩效目标 勾稽"
)
#: Particulars, which are named in the catalogue and not by coordinates.
PARTICULARS = (
    "three-public",
    "running",
    "procurement",
    "assets",
    "meeting",
    "training",
    "staff",
    "goals",
    "units",
)


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


def test_the_glossary_has_what_forms_and_readers_ask_for():
    names = {term.name.zh for term in glossary.entries()}
    assert len(names) >= 40
    assert set(OF_FORMS) <= set(glossary.terms())
    assert set(WANTED.split()) <= names


@EACH
def test_every_part_is_said_in_both_languages(term):
    for said in (term.name, term.plain, term.official, term.source, term.where, *term.confused):
        assert (
            HAN.search(said.zh)
            and said.en
            and not HAN.search(said.en.replace("万元", "").replace("亿元", ""))
        )
    assert term.confused and term.related


@EACH
def test_every_term_says_where_it_is_explained_in_a_known_document(term):
    assert term.sources
    for source in term.sources:
        document = source.document
        assert document.number.zh in term.source.zh and document.title.zh in term.source.zh
        if ARTICLE.search(source.place.zh):
            assert document.seen == "text", "an article is named only where its text was read"
            assert [int(n) for n in re.findall("[0-9]+", source.place.en)] == [
                number_of(said) for said in ARTICLE.findall(source.place.zh)
            ]
        else:
            assert not source.place.zh or document.slug == "classification"


def number_of(chinese):
    """四十二 → 42."""
    tens, ten, ones = chinese.rpartition("十")
    return ("零一二三四五六七八九".index(tens or "一") * 10 if ten else 0) + "零一二三四五六七八九".index(
        ones or "零"
    )


def test_the_accounts_that_terms_are_explained_after_are_in_the_chart():
    names = {row.code for row in rows_of(2026) if row.system == "economic"}
    cited = {
        code
        for term in glossary.entries()
        for source in term.sources
        if source.document.slug == "classification"
        for code in re.findall("[0-9]+", source.place.zh)
    }
    assert {"301", "30215", "31013"} <= cited <= names


def test_documents_have_their_full_title_and_number_and_are_each_cited():
    cited = {source.document.slug for term in glossary.entries() for source in term.sources}
    assert set(glossary.documents()) == cited
    for document in glossary.documents().values():
        assert document.seen in ("text", "notice", "no")
        assert document.title.en and not HAN.search(document.title.en + document.number.en)
        has_no_number = document.slug in ("statistics", "usage", "site")
        assert bool(document.number.zh) == bool(document.number.en) == (not has_no_number)
        assert has_no_number or re.fullmatch("《[^《》]+》", document.title.zh)
    numbers = [d.number.zh for d in glossary.documents().values() if "号" in d.number.zh]
    assert len(numbers) == len(set(numbers)) > 15


@EACH
def test_what_is_related_exists_and_is_another_term(term):
    assert set(term.related) <= set(glossary.terms()) - {term.slug}


@EACH
def test_examples_are_figures_that_documents_may_have(term):
    for key in term.figures:
        known = coordinates(key) or group_of(key) in PARTICULARS or is_project(key)
        assert known or key in ("project.total", "project.special", "purchase.services", "expenditure.carry")


def test_no_two_terms_go_by_the_same_word():
    for language in ("zh-hans", "en"):
        own = [{word.casefold() for word in term.words(language)} for term in glossary.entries()]
        words = [word for each in own for word in each]
        assert len(words) == len(set(words))


def test_a_text_is_cut_at_its_terms_and_no_word_of_it_is_lost():
    text = "财政拨款收入预算和机关运行经费，再说机关运行经费。"
    pieces = list(glossary.pieces(text, "zh-hans", set()))
    assert "".join(words for words, _slug in pieces) == text
    assert [(words, slug) for words, slug in pieces if slug] == [
        ("财政拨款收入", "grant"),
        ("机关运行经费", "running"),
    ]


def test_english_terms_are_words_and_no_parts_of_words():
    pieces = [
        each for each in glossary.pieces("Basic expenditure, nonbasic expenditures", "en", set()) if each[1]
    ]
    assert pieces == [("Basic expenditure", "basic")]


# Pages ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def version(db):
    return workflow.publish(budget=sound_budget(), by=None)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_term_has_a_page_that_leads_to_its_relations(client, version, prefix):
    index = Reading(client.get(f"{prefix}/glossary/").content.decode())
    addresses = [link.get("href") for link in index.all("dl.terms dt a")]
    assert addresses == [f"{prefix}/glossary/{term.slug}/" for term in glossary.entries()]
    page = Reading(client.get(f"{prefix}/glossary/running/").content.decode())
    assert [link.get("href") for link in page.all("ul.plain a")] == [
        f"{prefix}/glossary/{slug}/" for slug in glossary.find("running").related
    ]


def test_an_example_is_the_figure_of_a_version_in_force_and_leads_to_its_place(client, version):
    page = Reading(client.get("/glossary/running/").content.decode())
    (link,) = page.all("table td a")
    assert text_of(link) == "234.50 万元"
    anchor = version.document["figures"]["running"]["places"]
    assert link.get("href") == "/430001/101/2025/" + (f"#{anchor[0]['anchor']}" if anchor else "")
    assert "2025年第1版" in page.texts("table tbody th")[0]


def test_a_term_that_there_is_not_is_not_found(client, db):
    assert client.get("/glossary/nothing/").status_code == 404
    assert client.get("/glossary/No/").status_code == 404


def test_the_pages_are_answered_without_a_question_once_something_was_published(
    client, version, django_assert_num_queries
):
    assert glossary_pages.store(timezone.now()) == 2 * (len(glossary.entries()) + 1)
    settle(version.publication)
    with django_assert_num_queries(0):
        assert client.get("/glossary/").status_code == client.get("/en/glossary/basic/").status_code == 200
    assert list(glossary_pages.differing()) == []


def test_whoever_publishes_waits_for_no_page_of_words(version):
    settle(version.publication)
    assert not (kept_pages.root() / glossary_pages.FOLDER).exists()


def test_no_example_is_told_of_what_was_withdrawn(version):
    glossary_pages.store(timezone.now())
    place = kept_pages.root() / glossary_pages.FOLDER / "glossary-running.html"
    assert "234.50" in place.read_text()
    withdrawing.withdraw(publication=version.publication, by=None, basis="《条例》", at=timezone.now())
    withdrawing.clean_up(version.publication)
    assert "234.50" not in place.read_text()


def test_the_disclosure_leads_to_the_glossary_at_the_word(client, version):
    page = Reading(client.get("/430001/101/2025/").content.decode())
    assert {link.get("href") for link in page.all(".keys h3 a.term")} >= {
        "/glossary/basic/",
        "/glossary/three-public/",
    }
    in_sentences = page.all(".text p a.term")
    assert in_sentences
    for link in in_sentences:
        slug = link.get("href").removeprefix("/glossary/").strip("/")
        assert text_of(link) in glossary.find(slug).words("zh-hans")
    own = page.all("dl.terms dt a.term")
    assert own and all(link.get("href").startswith("/glossary/") for link in own)
