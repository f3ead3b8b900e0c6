"""The rules of the cross-checks, as a citizen reads them: all of them, in both languages, without a look at any budget."""

import pytest

from budgets.rules.registry import RULES
from disclosures.english import HAN, catalogue
from tests.reading import Reading, text_of


@pytest.fixture
def shown(client, db):
    def shown(address="/rules/"):
        return Reading(client.get(address).content.decode())

    return shown


def test_a_citizen_reads_every_rule_with_what_must_hold_and_its_basis(shown):
    page = shown()
    assert set(page.texts("table.rules tbody th")) == {rule.id for rule in RULES}
    for rule in RULES:
        said = text_of(page.one(f"#{rule.id}"))
        assert rule.says in said and rule.title in said and rule.basis in said and rule.when in said


def test_rules_stand_in_chapters_in_the_order_of_their_numbers(shown):
    numbers = shown().texts("table.rules tbody th")
    assert numbers[0] == "R01" and numbers == sorted(numbers, key=lambda id: ("RNC".index(id[0]), id))


def test_a_condition_is_told_and_nothing_where_there_is_none(shown):
    page = shown()
    assert "条件：全部收入都是一般公共预算拨款时" in text_of(page.one("#R09"))
    assert "条件" not in text_of(page.one("#R01"))


def test_levels_are_words_with_their_meaning(shown):
    page = shown()
    assert text_of(page.one('#R01 td[data-l="等级"]')) == "错误"
    assert text_of(page.one('#R14 td[data-l="等级"]')) == "警告"
    assert "有一处错误就不能公开" in text_of(page.one(".facts"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_said_in_english(rule):
    said = [text for text in (rule.title, rule.says, rule.when, rule.basis) if text]
    assert [text for text in said if text not in catalogue()] == []


def test_the_english_page_is_in_english(shown):
    page = shown("/en/rules/")
    main = text_of(page.one("main"))
    assert "Total income equals total expenditure." in main and not HAN.search(main)
    assert text_of(page.one("h1")) == "Rules of the cross-checks"
    assert page.one(".lang").get("href") == "/rules/"


def test_the_page_asks_no_question_of_the_database(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/rules/").status_code == 200


def test_every_page_leads_to_the_rules_in_its_language(client, db, shown):
    for address, rules in (("/", "/rules/"), ("/en/", "/en/rules/"), ("/data/", "/rules/")):
        assert shown(address).all(f'.site-foot a[href="{rules}"]')
