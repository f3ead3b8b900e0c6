"""The ledger: an entry counts towards every classification it carries, once."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.ledger import EXPENDITURE, INCOME, Ledger, Posting, is_key, key
from tests.shelf import cost, income, spending

CODES = ("2010601", "2010602", "20106", "201", "2080505")
COSTS = ("30101", "30217", "302", "31002")


def test_an_entry_counts_towards_its_item_and_every_heading_above():
    ledger = Ledger([spending("100"), spending("50", function="2010602", nature="project")])
    assert ledger["expenditure.f2010601"].this == 100
    assert ledger["expenditure.f20106"].this == ledger["expenditure.f201"].this == 150
    assert ledger["expenditure.f201.project"].this == 50
    assert ledger["expenditure.general.f201.basic"].this == 100
    assert ledger["expenditure.total"].this == 150


def test_a_second_breakdown_of_the_same_money_is_not_more_money():
    ledger = Ledger([spending("100"), cost("60"), cost("40", economic="30217")])
    assert ledger["expenditure.total"].this == 100
    assert ledger["economic.total"].this == 100
    assert ledger["economic.general.basic.staff"].this == 60
    assert ledger["economic.general.e302.basic.public"].this == 40


def test_a_fully_classified_entry_counts_in_both_breakdowns():
    entry = Posting(
        EXPENDITURE, Decimal(7), source="101", function="2010601", economic="30217", nature="basic"
    )
    ledger = Ledger([entry])
    assert ledger["expenditure.general.f201.basic"].this == 7
    assert ledger["economic.general.e30217.basic.public"].this == 7


def test_income_runs_over_entries_with_a_source_and_may_carry_a_function():
    ledger = Ledger([income("10", function="2010601"), income("5", source="301"), income("2", source="5")])
    assert ledger["income.total"].this == 17
    assert ledger["income.year.total"].this == 15
    assert ledger["income.s1"].this == ledger["income.grant.total"].this == 10
    assert ledger["income.f201.s101"].this == 10
    assert ledger["income.nofunction"].this == 7


def test_money_carried_to_next_year_is_no_expenditure_of_this_year():
    carried = Posting(EXPENDITURE, Decimal(3), source="101", nature="carry")
    ledger = Ledger([spending("100"), carried])
    assert ledger["expenditure.total"].this == 103
    assert ledger["expenditure.year.total"].this == 100
    assert ledger["expenditure.carry"].this == 3


def test_a_total_with_an_unknown_part_last_year_is_unknown():
    ledger = Ledger([spending("100", "90"), spending("50", None, function="2080505")])
    assert ledger["expenditure.f201"].last == 90
    assert ledger["expenditure.total"].last is None


def bare_total(last, direction=EXPENDITURE, source="101"):
    return Posting(direction, Decimal(0), Decimal(last), source=source, is_last_year_total=True)


def test_a_stated_total_of_last_year_stands_in_for_what_was_not_broken_down():
    ledger = Ledger([spending("100"), spending("50", function="2080505"), bare_total(140)])
    assert ledger["expenditure.total"].last == 140
    assert ledger["expenditure.general.total"].last == 140
    assert ledger["expenditure.f201"].last is None, "nobody said what 201 was"


def test_a_stated_total_is_never_added_to_the_parts_that_are_known():
    ledger = Ledger([spending("100", "90"), spending("50", function="2080505"), bare_total(140)])
    assert ledger["expenditure.total"].last == 140
    assert ledger["expenditure.f201"].last == 90


def test_a_stated_total_stands_for_its_own_source_only():
    ledger = Ledger([spending("100"), spending("8", source="102"), bare_total(140)])
    assert ledger["expenditure.general.total"].last == 140
    assert ledger["expenditure.fund.total"].last is None
    assert ledger["expenditure.total"].last is None


def test_an_income_that_has_ended_hides_nothing_that_is_unknown():
    ended = income("0", "50", source="301")
    ledger = Ledger([income("1000"), ended])
    assert ledger["income.s301"].last == 50
    assert ledger["income.total"].last is None


def test_what_is_nowhere_entered_was_nothing_only_where_last_year_is_known_part_by_part():
    assert Ledger([spending("100", "90")])["expenditure.project"].last == 0
    assert Ledger([spending("100")])["expenditure.project"].last is None
    assert Ledger([spending("100"), bare_total(90)])["expenditure.project"].last is None
    assert Ledger([spending("100"), bare_total(90)])["expenditure.fund.total"].last == 0


def test_a_stated_total_that_the_known_parts_exceed_or_miss_is_told():
    more = Ledger([spending("1", "200"), spending("1"), bare_total(140)])
    missed = Ledger([spending("1", "90"), bare_total(140)])
    fits = Ledger([spending("1", "90"), spending("1"), bare_total(140)])
    assert more["expenditure.total"].overstated() == missed["expenditure.total"].overstated() == ["101"]
    assert fits["expenditure.total"].overstated() == []


def test_expenditure_without_a_function_has_a_row_of_its_own():
    subsidy = Posting(EXPENDITURE, Decimal(5), Decimal(4), source="101", nature="downward")
    ledger = Ledger([spending("100", "90"), subsidy])
    assert ledger["expenditure.nofunction.downward"].this == 5
    assert ledger["expenditure.total"].this == ledger["expenditure.year.total"].this == 105


def test_a_unit_has_a_ledger_of_its_own_money():
    ledger = Ledger([spending("100", "90", unit="a1"), spending("50", unit="b2"), spending("7")])
    assert ledger.of_unit("a1")["expenditure.f201"].this == 100
    assert ledger.of_unit("a1")["expenditure.total"].last == 90
    assert ledger.of_unit("b2") is ledger.of_unit("b2")
    assert ledger.of_unit("c3")["expenditure.total"].this == 0
    assert ledger["expenditure.total"].this == 157


def test_money_of_the_special_account_is_a_pool_of_its_own_and_no_grant():
    ledger = Ledger(
        [income("9", source="2"), spending("7", source="2"), spending("5"), crossed("1", source="2")]
    )
    assert ledger["income.account.total"].this == 9
    assert ledger["expenditure.account.f201.basic"].this == ledger["expenditure.account.year.total"].this == 8
    assert ledger["cross.account.f201.e302"].this == 1 and ledger["expenditure.grant.total"].this == 5
    assert (
        is_key("expenditure.account.total") and key("expenditure", "account") == "expenditure.account.total"
    )


def test_the_lowest_codes_are_those_with_none_below_them():
    money = [
        spending("100"),
        spending("50", function="20106"),
        spending("7", function="208"),
        spending("3", source="301", function="2010602"),
    ]
    ledger = Ledger(money)
    assert ledger.lowest("expenditure", "grant", letter="f") == ["2010601", "208"]
    assert ledger.lowest("expenditure", letter="f") == ["2010601", "2010602", "208"]


@pytest.mark.parametrize("name", ["typo.total", "expenditure", "expenditure.f20x", "income.guess", ""])
def test_a_name_that_is_no_key_is_an_error_and_never_a_zero(name):
    with pytest.raises(KeyError):
        Ledger([])[name]


def test_the_key_of_a_total_is_canonical():
    assert key("income") == "income.total"
    assert key("expenditure", "general") == "expenditure.general.total"
    assert key("expenditure", "", "f201", "basic") == "expenditure.f201.basic"


# Crosses


def crossed(amount, last=None, function="2010601", economic="30217", government="", **more):
    return spending(amount, last, function=function, economic=economic, government=government, **more)


def test_a_cross_is_the_money_under_a_function_and_a_class_at_every_level_of_both():
    ledger = Ledger(
        [
            crossed("7", "5", government="50206"),
            crossed("2", "1", economic="30201", nature="project"),
            crossed("1", "1", function="2080505"),
        ]
    )
    assert ledger["cross.f2010601.e30217"].this == ledger["cross.general.f201.basic.e302"].this == 7
    assert ledger["cross.grant.f20106.e302"].this == 9 and ledger["cross.f201.e302"].last == 6
    assert ledger["cross.f201.basic.g502"].this == ledger["cross.general.f2010601.g50206"].this == 7
    assert ledger["cross.e302"].this == 10


def test_a_function_is_crossed_with_the_kinds_of_cost_too():
    ledger = Ledger([crossed("7"), crossed("2", economic="301"), crossed("5", economic="30305"), cost("60")])
    assert ledger["cross.f201.basic.staff"].this == ledger["cross.general.f2010601.staff"].this == 7
    assert ledger["cross.f201.basic.public"].this == 7
    assert ledger["cross.basic.staff"].this == ledger["economic.basic.staff"].this == 67
    assert ledger["cross.f208.basic.public"].last is None
    assert not is_key("cross.f201.staff.basic") and not is_key("cross.f201.staff.e301")


def test_a_cross_without_a_function_counts_money_that_carries_none():
    ledger = Ledger([crossed("7"), cost("60"), spending("100")])
    assert ledger["cross.general.basic.e301"].this == ledger["economic.general.e301.basic"].this == 60
    assert ledger["cross.f201.e301"].this == 0


def test_a_cross_that_nothing_counts_towards_is_known_as_far_as_last_year_is():
    assert Ledger([crossed("7", "5")])["cross.f208.e302"].last == 0
    assert Ledger([crossed("7")])["cross.f208.e302"].last is None
    assert Ledger([crossed("7", government="50206")])["cross.general.f208.g502"].last is None
    assert Ledger([crossed("7", "5")])["cross.fund.f201.e302"].last == 0
    assert Ledger([crossed("7")])["cross.fund.f201.e302"].last is None


def test_a_fund_that_nothing_is_booked_on_is_known_of_last_year_as_far_as_everything_is():
    assert Ledger([spending("7", "5")])["expenditure.fund.total"].last == 0
    assert Ledger([spending("7")])["expenditure.fund.total"].last is None


def test_the_codes_of_a_cross_are_listed_like_others():
    ledger = Ledger([crossed("7"), crossed("1", economic="302", nature="project"), cost("5")])
    assert ledger.codes("cross", "general", "f201", letter="e") == ["302", "30217"]
    assert ledger.codes("cross", "f201", "basic", letter="e", level=2) == ["30217"]
    assert ledger.codes("cross", letter="e", level=1) == ["301", "302"]
    assert ledger.below("cross", "f201", letter="e", code="302") == ["30217"]


def test_crosses_are_not_added_before_one_is_wanted():
    ledger = Ledger([crossed("7")])
    assert list(ledger) and "economic.e302" in ledger and ledger["economic.e307"].this == 0
    assert "_crosses" not in vars(ledger)
    assert "cross.f201.e302" in ledger and "cross.f201.e301" not in ledger
    assert "_crosses" in vars(ledger)
    assert not [name for name in ledger if name.startswith("cross")]


def test_the_key_of_a_cross_ends_in_its_code():
    assert key("cross", "", "f201", "", "e301") == "cross.f201.e301"
    assert key("cross", "general", "f201", "basic", "g50101") == "cross.general.f201.basic.g50101"
    assert is_key("cross.general.f201.basic.g50101") and is_key("cross.e301")


@pytest.mark.parametrize(
    "name",
    ["cross", "cross.total", "cross.f201", "cross.e301.f201", "cross.f201.e301.basic", "cross.f201.s101"]
    + ["cross.basic.f201.e301", "cross.year.e301", "cross.f201.e301.total", "cross.f201.f20106.e301"],
)
def test_a_cross_of_anything_else_is_no_key(name):
    with pytest.raises(KeyError):
        Ledger([crossed("7")])[name]
    assert not is_key(name)


amounts = st.integers(-(10**12), 10**15).map(lambda cents: Decimal(cents) / 100)
entries = st.one_of(
    st.builds(
        spending,
        amounts,
        amounts,
        function=st.sampled_from(CODES),
        nature=st.sampled_from(["basic", "project"]),
    ),
    st.builds(cost, amounts, st.none(), economic=st.sampled_from(COSTS)),
    st.builds(
        spending,
        amounts,
        st.one_of(st.none(), amounts),
        function=st.sampled_from(("", *CODES)),
        nature=st.sampled_from(["", "basic", "project"]),
        source=st.sampled_from(["", "1", "101", "502", "301"]),
        economic=st.sampled_from(COSTS),
        government=st.sampled_from(["", "502", "50201", "50502"]),
    ),
    st.builds(income, amounts, amounts, source=st.sampled_from(["101", "102", "301", "5", "501"])),
)


@given(st.lists(entries, max_size=40))
def test_every_total_is_the_plain_sum_of_the_entries_that_carry_its_classification(postings):
    ledger = Ledger(postings)
    for code, nature in product(("201", "20106", "2010601", "208"), ("", "basic", "project")):
        expected = sum(
            (
                p.amount
                for p in postings
                if p.direction == EXPENDITURE and p.function.startswith(code) and nature in ("", p.nature)
            ),
            Decimal(0),
        )
        assert ledger[key("expenditure", "", f"f{code}", nature)].this == expected
    expected_income = sum((p.amount for p in postings if p.direction == INCOME), Decimal(0))
    assert ledger["income.total"].this == expected_income


@given(st.lists(entries, max_size=40))
def test_crosses_under_any_function_are_the_totals_of_their_codes(postings):
    ledger = Ledger(postings)
    natures = ("", "basic", "project")
    for letter, measure in (("e", "economic"), ("g", "government")):
        codes = ["307", *ledger.codes(measure, letter=letter)]
        for fund, nature, code in product(("", "general", "fund", "grant"), natures, codes):
            token = f"{letter}{code}"
            cross, total = (
                ledger[key("cross", fund, nature, token)],
                ledger[key(measure, fund, token, nature)],
            )
            assert (cross.this, cross.last) == (total.this, total.last)


@given(st.lists(entries, max_size=40))
def test_crosses_of_the_functions_of_a_level_come_to_the_money_that_carries_both(postings):
    ledger = Ledger(postings)
    for code in ledger.codes("cross", letter="e"):
        both = [p.amount for p in postings if p.function and p.economic.startswith(code)]
        heads = ledger.codes("expenditure", letter="f", level=1)
        crosses = [ledger[key("cross", f"f{head}", f"e{code}")].this for head in heads]
        assert sum(crosses, Decimal(0)) == sum(both, Decimal(0))


@given(st.lists(entries, max_size=30), st.randoms())
def test_the_order_of_entries_changes_nothing(postings, random):
    shuffled = list(postings)
    random.shuffle(shuffled)
    one, other = Ledger(postings), Ledger(shuffled)
    assert {k: (a.this, a.last) for k, a in one.items()} == {k: (a.this, a.last) for k, a in other.items()}


@pytest.mark.parametrize("fund", ["general", "fund", "capital"])
def test_nothing_entered_is_zero_and_not_unknown(fund):
    amount = Ledger([])[f"expenditure.{fund}.total"]
    assert (amount.this, amount.last) == (0, 0)
