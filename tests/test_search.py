"""The search: whatever part of a name or a text somebody types is found, and nothing else; and nothing stays findable."""

import csv
import importlib
import io
import json
import random
import sqlite3
import time

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as chances
from hypothesis import strategies as st

from budgets.models import Department, Note
from disclosures import asking, copies, indexing, withdrawing, workflow
from disclosures.models import Publication, SearchEntry, UsedAccount
from disclosures.search import engine, results, shared
from disclosures.search.folding import excerpt, fold, marked, marked_english, words_of
from disclosures.search.initials import initials
from disclosures.verification import entry_faults, verify
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading, text_of

Group = SearchEntry.Group


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda *_: b"%PDF")


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def publish(commit, db):
    def publish(**columns):
        reason = columns.pop("reason", "")
        budget = columns.pop("budget", None) or sound_budget(**columns)
        with commit():
            return workflow.publish(budget=budget, by=None, reason=reason).publication

    return publish


def ask(client, question, language="", **more):
    return Reading(client.get(f"{language}/search/", {"q": question, **more}).content.decode())


def counts(page):
    return dict(text.rsplit(" ", 1) for text in page.texts("main > ul.links:first-of-type li"))


# Folding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("CZJ", "czj"),
        ("ＣＺＪ１２％", "czj12%"),
        ("“三公”经费", "三公经费"),
        ("a\t\u3000b", "a  b"),
        ("É", "É"),
        ("a\0\u200bb", "ab"),
    ],
)
def test_texts_and_questions_are_brought_to_one_spelling(typed, folded):
    assert fold(typed) == fold(folded) == folded


def test_words_are_what_stands_between_spaces_each_once():
    assert words_of("　财政局 Ａ a  2025 ") == ("财政局", "a", "2025")
    assert words_of(" “” ") == ()


def test_what_was_found_is_marked_where_it_stands_in_the_text_as_printed():
    assert marked("“三公”经费ＡＢ", ["三公经费", "ab"]) == "“<mark>三公”经费ＡＢ</mark>"
    assert marked("一<二>三", ["二"]) == "一&lt;<mark>二</mark>&gt;三"
    assert marked("aaa", ["aa"]) == "<mark>aaa</mark>"


def test_of_a_long_text_the_part_around_the_words_is_shown():
    shown = excerpt("甲" * 500 + "接待" + "乙" * 500, [(500, 502)])
    assert shown.startswith("……甲") and shown.endswith("乙……") and "<mark>接待</mark>" in shown
    assert len(shown) < 220


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("财政局", "czj"),
        ("重庆市", "cqs"),
        ("重庆市", "zqs"),
        ("会计局", "kjj"),
        ("会计局", "hjj"),
        ("厦门", "xm"),
        ("A局", "aj"),
    ],
)
def test_a_name_has_the_initials_of_every_reading(name, reading):
    assert reading in initials(name)
    assert {len(each) for each in initials(name)} == {len(name)}


def test_the_reading_that_words_ask_for_comes_first_and_long_names_have_not_endless_ones():
    assert initials("重庆市财政局")[0] == "cqsczj"
    assert len(initials("会重行乐长单曾朝调都" * 5)) <= 200


# The same as LIKE -------------------------------------------------------------------------------------------------

#: Few enough that pairs meet again, and everything that means something to a database.
SIGNS = "财政局公费接待a%_'\"*\\ 1(\n."


def some_entries(count=400, seed=7):
    dice = random.Random(seed)

    def text():
        return "".join(dice.choice(SIGNS) for _ in range(dice.randrange(1, 14)))

    SearchEntry.objects.bulk_create(
        SearchEntry(
            group=dice.choice(Group.values), title="", path=str(n), folded=text(), weight=dice.randrange(4)
        )
        for n in range(count)
    )


def like(words, group):
    found = SearchEntry.objects.filter(group=group)
    for word in words:
        found = found.filter(folded__contains=word)
    return list(found.order_by("-weight", "pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_whatever_is_asked_exactly_that_is_found_which_like_finds():
    some_entries()
    word = st.text(alphabet=SIGNS.replace(" ", "").replace("\n", ""), min_size=1, max_size=5)

    @chances(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(st.lists(word, min_size=1, max_size=3, unique=True), st.sampled_from(Group.values))
    def same(words, group):
        assert engine.found(tuple(words), group) == like(words, group)

    same()


#: (NEAR, DENSE, FAR, MANY): walking as far as it takes; walking in vain; asking the index first, and walking then.
WAYS = [(8, 1, 400, 10), (8, 1, 9, 10), (8, 9, 400, 3), (8, 9, 9, 3), (8, 9, 9, 400)]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_heaviest_of_many_are_the_same_whichever_way_they_are_come_to(monkeypatch, way):
    some_entries()
    monkeypatch.setattr(engine, "MOST", 5)
    for name, value in zip(("NEAR", "DENSE", "FAR", "MANY"), way, strict=True):
        monkeypatch.setattr(engine, name, value)
    for words in (("财",), ("财", "政"), ("a",), ("%",), ("政局",), ("(",), ("公", "接待")):
        for group in Group.values:
            assert engine.found(words, group) == like(words, group)[:6]


@pytest.mark.django_db
def test_rows_that_are_changed_or_deleted_are_found_as_they_are_now():
    some_entries(60)
    SearchEntry.objects.filter(pk__in=like(("财",), Group.TEXT)).update(folded="改了", weight=9)
    SearchEntry.objects.filter(group=Group.FIGURE).delete()
    for words in (("财",), ("改了",), ("政局",)):
        for group in Group.values:
            assert engine.found(words, group) == like(words, group)


@pytest.mark.django_db
def test_no_question_is_too_odd_to_be_answered_at_once(client):
    some_entries()
    client.get("/search/", {"q": "财政"})  # what is loaded once
    for question in ("%", "_", "'", '"', "\\", "*", "a*", '"a" OR "b"', "NEAR(a b)", "a.b", "(a+)+$" * 33, "\0", "🀄", 
                     "财 " * 100, "财" * 200, "' OR 1=1 --", "group:text", "-", "^"):  # fmt: skip
        start = time.process_time()  # not by the clock: tests run beside others
        assert client.get("/search/", {"q": question}).status_code == 200
        assert time.process_time() - start < 0.5


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_question_of_more_than_200_characters_is_refused_in_a_sentence(client, language):
    response = client.get(f"{language}/search/", {"q": "财" * 201})
    assert response.status_code == 400
    assert "200" in Reading(response.content.decode()).one("#refusal").text
    assert client.get(f"{language}/search/results.csv", {"q": "财" * 201}).status_code == 400


# What is found ----------------------------------------------------------------------------------------------------


def test_a_department_is_found_by_a_part_of_its_name_and_by_its_initials(client, publish):
    publish()
    for question in ("财政", "财", "czj", "CZJ", "ＣＺＪ", "zj", "某县 财政局"):
        page = ask(client, question)
        assert page.one("#department .plain > li > a").get("href") == "/430001/101/"
        assert counts(page)["部门"] == "1"
    assert text_of(ask(client, "czj").one("#department mark")) == "财政局"
    assert ask(client, "hjj").all("#department li") == []


@pytest.mark.parametrize("question", ["文旅", "某县旅游", "文旅局2025年预算", "whly", "旅游 文化局"])
def test_where_nothing_says_it_so_departments_of_similar_names_are_offered(client, publish, question):
    name = "某县文化和旅游局"
    Department.objects.filter(pk=(budget := sound_budget()).department_id).update(name=name, short_name=name)
    publish(budget=budget)
    assert name in ask(client, question).texts("#near li a")


@pytest.mark.parametrize(
    "question", ["游旅化文", "局", "局预算", "某县农局", "文%旅", "w" * 30, "某" + "县" * 30]
)
def test_a_name_that_is_not_near_is_not_offered(client, publish, question):
    Department.objects.filter(pk=(budget := sound_budget()).department_id).update(name="某县文化和旅游局")
    publish(budget=budget)
    assert not ask(client, question).texts("#near li a")


def test_a_department_is_found_once_however_many_years_it_published(client, publish):
    publish(year=2024), publish(year=2025)
    page = ask(client, "czj")
    assert page.texts("#department .plain > li > a") == ["某县财政局"]
    assert [a.get("href") for a in page.all("#department .years a")] == [
        "/430001/101/2025/",
        "/430001/101/2024/",
    ]


def test_figures_are_found_with_their_place_their_version_and_how_they_changed(client, publish):
    publish()
    page = ask(client, "公务接待费")
    row = page.all("#figure tbody tr")[0]
    cells = [text_of(cell) for cell in row]
    assert cells[0] == "某县财政局 第1版" and "234.50万元" in cells
    assert page.one("#figure tbody tr:first-child a").get("href").startswith("/430001/101/2025/#fig-")
    assert {text_of(mark) for mark in page.all("#figure td mark")} == {"公务接待费"}
    alone = ask(client, "公务接待费 持平")
    assert alone.all("#figure tr") == []
    both = ask(client, "某县财政局 2025 公务接待费")
    assert both.texts("#figure tbody tr:first-child td.n")[0] == "234.50万元"


def test_accounts_are_found_by_name_code_and_heading(client, publish):
    publish()
    for question in ("公务接待", "30217", "商品和服务支出 公务接待"):
        assert (
            "公务接待费 30217"
            in [text.split("\n")[0].strip() for text in ask(client, question).texts("#account li")][0]
        )


def test_paragraphs_and_terms_are_found(client, publish):
    publish()
    page = ask(client, "管理本县财政收支")
    assert text_of(page.one("#text mark")) == "管理本县财政收支"
    assert page.one("#text li > a").get("href").startswith("/430001/101/2025/#")
    assert ask(client, "三公经费").one("#term a").get("href").startswith("/glossary/")


@pytest.mark.parametrize("question", ["100%", "公_费", "'三公'"])
def test_signs_of_databases_are_signs_like_others(client, publish, question):
    publish()
    assert "没有找到" in text_of(ask(client, question).one("[role=status]"))


def test_a_group_is_paged_and_what_does_not_exist_is_the_nearest_page(client, publish):
    publish()
    first = ask(client, "支出", **{"in": "figure"})
    assert len(first.all("#figure tbody tr")) == results.PER_PAGE
    assert first.one(".pager [rel=next]").get("href") == "?q=%E6%94%AF%E5%87%BA&in=figure&page=2"
    for odd in ("0", "-1", "abc", "１x", "9" * 30):
        assert ask(client, "支出", page=odd, **{"in": "figure"}).all("#figure tbody tr")
    assert ask(client, "支出", **{"in": "nonsense"}).all("#account")


def test_more_than_are_counted_is_said(client, publish, monkeypatch):
    publish()
    monkeypatch.setattr(engine, "MOST", 10)
    page = ask(client, "支出")
    assert counts(page)["数据"] == "10条以上" and "每类最多" in text_of(page.one(".tnote"))
    assert "10条以上" not in text_of(ask(client, "czj").one("main"))


def test_the_page_speaks_english_and_says_what_is_chinese(client, publish):
    publish()
    page = ask(client, "czj", "/en")
    assert page.texts("#department h2") == ["Departments"]
    assert page.one("#department .plain > li > a").get("href") == "/en/430001/101/"
    assert page.one("#department .plain > li > a").get("lang") == "zh-CN"


#: What is asked on an English page, the group it is found in, and how it begins there.
IN_ENGLISH = [
    ("official receptions", "figure", "Official receptions"),
    ("OFFICIAL RECEPTION", "account", "Official receptions"),
    ("budgeted expenditure", "text", ""),
    ("three public", "term", ""),
]


@pytest.mark.parametrize(("question", "group", "begins"), IN_ENGLISH)
def test_what_english_pages_say_in_english_is_found_and_shown_in_english(
    client, publish, question, group, begins
):
    publish()
    page = ask(client, question, "/en")
    marks = page.all(f"#{group} mark")
    assert marks and {text_of(mark).lower() for mark in marks} <= {
        question.lower(),
        *question.lower().split(),
    }
    titles = "#figure tbody td:nth-child(2)" if group == "figure" else f"#{group} li > a"
    assert page.texts(titles)[0].startswith(begins)
    assert {each.get("lang") for each in page.all(titles)} == {"en"}
    chinese = ask(client, question)
    assert {text_of(mark).lower() for mark in chinese.all(f"#{group} mark")}, "shown in English there too"


def test_what_is_asked_in_chinese_is_shown_as_it_was_found_on_english_pages_too(client, publish):
    publish()
    page = ask(client, "公务接待费", "/en")
    marks = page.all("#figure mark")
    assert {text_of(mark) for mark in marks} == {"公务接待费"}
    assert len(page.all("#figure [lang=zh-CN] mark")) == len(marks) == len(page.all("#figure tbody tr"))


def test_chinese_names_in_english_words_say_that_they_are_chinese():
    told = marked_english("Budget of 某县“财政局” in 2025", [(10, 12), (18, 20)])
    assert told == (
        'Budget of <span lang="zh-CN"><mark>某县</mark></span>“<span lang="zh-CN">财政局</span>” '
        "<mark>in</mark> 2025"
    )


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_page_is_cited_and_turned_to_the_other_language_as_it_is_asked(client, publish, language):
    publish()
    page = ask(client, "支出 2025", language, **{"in": "figure", "page": "2"})
    asked = "?q=%E6%94%AF%E5%87%BA+2025&in=figure&page=2"
    assert text_of(page.one("footer .url")) == f"http://127.0.0.1:8000{language}/search/{asked}"
    assert page.one("a.lang").get("href") == f"{'' if language else '/en'}/search/{asked}"
    assert text_of(ask(client, "czj", language).one("footer .url")).endswith("/search/?q=czj")
    nothing = Reading(client.get(f"{language}/search/").content.decode())
    assert text_of(nothing.one("footer .url")).endswith("/search/")


def test_a_question_costs_the_same_whatever_is_found(client, publish, django_assert_num_queries):
    publish()
    with django_assert_num_queries(len(results.GROUPS) + 3):
        ask(client, "财政")
    publish(year=2024)
    with django_assert_num_queries(len(results.GROUPS) + 3):
        ask(client, "财政")


def test_a_question_is_shown_as_text_and_kept_out_of_other_indexes(client, publish):
    publish()
    html = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script" not in html and "&lt;script&gt;" in html
    assert Reading(html).one("meta[name=robots]").get("content") == "noindex"


@pytest.mark.django_db
def test_without_a_database_the_search_says_so(client, monkeypatch):
    def broken(*_):
        raise asking.Unavailable

    monkeypatch.setattr(results, "search", broken)
    response = client.get("/search/", {"q": "财政"})
    assert response.status_code == 503 and response["Retry-After"]
    assert client.get("/search/").status_code == 200


# Taken away -------------------------------------------------------------------------------------------------------


def test_results_are_taken_away_with_exact_values(client, publish):
    publish()
    rows = list(
        csv.DictReader(
            io.StringIO(client.get("/search/results.csv", {"q": "公务接待费"}).content.decode("utf-8-sig"))
        )
    )
    figure = next(row for row in rows if row["类别"] == "数据")
    assert figure["数值（金额为元）"] == "2345000.00" and figure["版本"] == "1"
    assert figure["网址"].startswith("http://127.0.0.1:8000/430001/101/2025/#")
    told = json.loads(client.get("/search/results.json", {"q": "公务接待费", "in": "figure"}).content)["rows"]
    assert {row["group"] for row in told} == {"数据"} and told[0]["value"] == "2345000.00"
    book = openpyxl.load_workbook(io.BytesIO(client.get("/search/results.xlsx", {"q": "公务接待费"}).content))
    assert book.active.max_row == len(rows) + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [("q=a&q=b", "参数 q 重复"), ("q=a&foo=1", "未知参数 foo"), ("q=a&in=nothing", "参数 in 的值不能识别")],
)
def test_a_file_refuses_what_it_cannot_read(client, asked, said):
    response = client.get(f"/search/results.csv?{asked}")
    assert response.status_code == 400 and said in response.content.decode()


# What goes, goes --------------------------------------------------------------------------------------------------

CANARY = "玄鸟归巢三一四"


def test_a_correction_is_found_and_what_it_corrects_no_more(client, publish):
    budget = sound_budget()
    Note.objects.create(budget=budget, key="remark.other", text=CANARY)
    publish(budget=budget)
    assert ask(client, CANARY).all("#text li")
    raise_by(budget, 0)
    Note.objects.filter(budget=budget, key="remark.other").update(text="已改")
    publish(budget=budget, reason="改一句")
    assert "没有找到" in text_of(ask(client, CANARY).one("[role=status]"))


def withdraw(publication, commit):
    with commit():
        withdrawing.withdraw(publication=publication, by=None, basis="依据", at=timezone.now())


def test_nothing_of_what_was_withdrawn_is_found_accounts_neither(client, publish, commit):
    only = publish()
    assert ask(client, "公务接待费").all("#account li")
    withdraw(only, commit)
    for question in ("czj", "财政局", "公务接待费", "管理本县"):
        assert set(counts(ask(client, question))) - {"名词解释"} == {
            name for name, count in counts(ask(client, question)).items() if count == "0"
        } - {"名词解释"}
    assert not SearchEntry.objects.exclude(group=Group.TERM).exists() and not UsedAccount.objects.exists()


def test_what_another_publication_says_too_stays_found(client, publish, commit):
    publish(year=2024)
    later = publish(year=2025)
    assert SearchEntry.objects.get(group=Group.ACCOUNT, key="economic.30217").weight == 2
    withdraw(later, commit)
    page = ask(client, "公务接待费")
    assert page.all("#account li") and page.all("#figure tr")
    assert SearchEntry.objects.get(group=Group.ACCOUNT, key="economic.30217").weight == 1
    assert [a.get("href") for a in ask(client, "czj").all("#department .years a")] == ["/430001/101/2024/"]


def test_accounts_that_were_not_settled_are_settled_in_a_minute(publish):
    publish()
    SearchEntry.objects.filter(group__in=(Group.ACCOUNT, Group.TERM), publication=None).delete()
    assert shared.settle() > 0
    assert shared.settle() == 0
    assert SearchEntry.objects.filter(group=Group.ACCOUNT).exists()


def test_what_was_lost_of_the_entries_is_written_again(client, publish):
    publish()
    SearchEntry.objects.filter(publication__isnull=False).delete()
    Publication.objects.update(indexed="")
    assert indexing.write_missing() == 1
    assert ask(client, "czj").all("#department li")


# Verified ---------------------------------------------------------------------------------------------------------


def fault_of(publication):
    (fault,) = (fault for fault in verify(publication) if "检索条目" in fault)
    return fault


def test_verifying_finds_no_fault_with_entries_as_they_were_written(publish, commit):
    first, second = publish(year=2024), publish(year=2025)
    assert [*verify(first), *verify(second), *shared.differing()] == []
    withdraw(second, commit)
    second.refresh_from_db()
    assert [*verify(first), *verify(second), *shared.differing()] == []


def test_verifying_tells_of_an_entry_that_was_changed(publish):
    publication = publish()
    entry = SearchEntry.objects.filter(group=Group.TEXT).first()
    SearchEntry.objects.filter(pk=entry.pk).update(folded="改了")
    assert "（1条）" in fault_of(publication) and entry.title in fault_of(publication)


@pytest.mark.parametrize("group", [Group.FIGURE, Group.DEPARTMENT])
def test_verifying_tells_of_an_entry_that_is_missing(publish, group):
    publication = publish()
    entry = SearchEntry.objects.filter(group=group).first()
    entry.delete()
    assert fault_of(publication).endswith(f"（1条）：{entry.title}")


def test_verifying_tells_of_an_entry_too_many_and_of_one_that_is_there_twice(publish, commit):
    publication = publish()
    entry = SearchEntry.objects.filter(group=Group.FIGURE).first()
    SearchEntry(publication=publication, group=Group.TEXT, title="多的", path="", folded="多的").save()
    assert fault_of(publication).endswith("（1条）：多的")
    entry.pk = None
    entry.save()
    assert set(fault_of(publication).rpartition("：")[2].split("、")) == {"多的", entry.title}
    withdraw(publication, commit)
    publication.refresh_from_db()
    SearchEntry(publication=publication, group=Group.TEXT, title="留下的", path="", folded="留下").save()
    assert fault_of(publication).endswith("（1条）：留下的")


def test_verifying_tells_of_accounts_and_terms_that_are_of_no_publication(publish):
    publication = publish()
    UsedAccount.objects.filter(publication=publication, code="30217").delete()
    assert fault_of(publication).endswith("economic 30217")
    assert "公务接待费" in list(shared.differing())
    SearchEntry.objects.filter(group=Group.TERM, key="three-public").update(weight=5)
    assert any("检索条目" in fault and "三公" in fault for fault in entry_faults())


def test_the_index_of_sqlite_keeps_no_pair_of_what_was_deleted(tmp_path):
    """Its own statements on a file of its own: pairs are found in the bytes, deleted, and found there no more."""
    made = importlib.import_module("disclosures.migrations.0017_search_in_english")
    place = tmp_path / "search.sqlite3"
    pair = "巢三".encode().hex()[5:]  # terms are stored without what they share with the one before

    def is_there():
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return pair.encode() in b"".join(path.read_bytes() for path in tmp_path.iterdir())

    database = sqlite3.connect(place, isolation_level=None)
    for pragma in ("journal_mode=WAL", "secure_delete=ON", "recursive_triggers=ON"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        'CREATE TABLE disclosures_searchentry (id INTEGER PRIMARY KEY, "group" TEXT, folded TEXT, weight INTEGER)'
    )
    for statement in made.SQLITE:
        database.execute(statement)
    for n, text in enumerate(["财政局", CANARY, "公务接待费"]):
        database.execute("INSERT INTO disclosures_searchentry VALUES (?, 'text', ?, 1)", (n, text))
    assert is_there()
    database.execute("DELETE FROM disclosures_searchentry WHERE id = 1")
    assert is_there()  # marked as deleted, not gone: what the scrubbing is for
    database.execute("INSERT INTO disclosures_searchindex (disclosures_searchindex) VALUES ('optimize')")
    database.execute("VACUUM")
    assert not is_there()
    found = "SELECT count(*) FROM disclosures_searchindex WHERE disclosures_searchindex MATCH ?"
    assert database.execute(found, (f'"text{"财政".encode().hex()}"',)).fetchone() == (1,)
    database.execute(
        "INSERT INTO disclosures_searchindex (disclosures_searchindex) VALUES ('integrity-check')"
    )


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is asked for its index by name")
def test_postgresql_takes_the_index_and_no_helpers():
    """Without its collation the index is passed over; starting helpers takes longer than a rare word."""
    some_entries(2000)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL parallel_setup_cost = 0")
        sql = engine.BY_GIN.format(words=engine._all(engine.HOLDS["postgresql"], ()))
        cursor.execute(engine.SETTINGS)
        cursor.execute(f"EXPLAIN {sql}", [["text财政"], None, engine.MOST + 1])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on disclosures_searchindex" in plan and "Gather" not in plan


def test_pages_and_files_of_the_search_ask_no_table_of_drafts(client, publish):
    """conftest.py refuses them to every public address; here each is asked once."""
    publish()
    for address in ("/search/?q=财政", "/en/search/?q=财政&in=text", "/search/results.json?q=财政"):
        assert client.get(address).status_code == 200
