"""Sentences: the verb, the percentage and the words for what cannot be compared follow from the figures."""

from decimal import Decimal

import pytest

from budgets.books import Stated
from budgets.figures import Figures
from disclosures.declaring.narrative import HalfSaid, Joined, Speaker, Wording, say
from disclosures.document import Cite
from tests.shelf import income, sound_books, spending


def text(pattern, **changes):
    paragraph = say(pattern, Speaker(Figures(sound_books(**changes)), Wording()))
    return "".join(run if isinstance(run, str) else run.text for run in paragraph.runs)


def spent(this, last):
    return {"postings": [income(this, last), spending(this, last)]}


@pytest.mark.parametrize(
    ("this", "last", "sentence"),
    [
        ("31214205.80", "30138000", "比2024年预算增加107.62万元，增长3.57%"),
        ("30138000", "31214205.80", "比2024年预算减少107.62万元，下降3.45%"),
        ("500000", "500000", "与2024年预算持平"),
        ("500000", "0", "比2024年预算增加50.00万元，2024年为0，增减率不可比"),
        ("0", "500000", "比2024年预算减少50.00万元，下降100.00%"),
        ("500000", None, "2024年预算数未公开，不能比较"),
    ],
)
def test_the_comparison_says_what_the_figures_say(this, last, sentence):
    assert text("{expenditure.total:compare}", **spent(this, last)) == sentence


def test_a_figure_is_printed_in_ten_thousand_yuan_and_rounded_half_up_once():
    assert text("{expenditure.total}", **spent("12345050.00", None)) == "1,234.51万元"
    assert text("{expenditure.total}", **spent("12345049.99", None)) == "1,234.50万元"


def test_every_figure_in_a_sentence_is_a_reference_and_never_typed_text():
    paragraph = say(
        "支出{expenditure.total}，{expenditure.total:compare}。", Speaker(Figures(sound_books()), Wording())
    )
    cited = [run.figure for run in paragraph.runs if isinstance(run, Cite)]
    assert cited == ["expenditure.total", "expenditure.total.change", "expenditure.total.percent"]


def test_the_reason_stands_behind_a_change_and_only_once_its_full_stop():
    stated = {"running": Stated(Decimal(500), Decimal(400), "窗口增加。")}
    assert text("{running:why}", stated=stated) == "，主要原因是窗口增加"


def test_a_reason_that_is_a_note_brings_no_full_stop_either():
    notes = {"reason.grant": "人员增加。", "scope": "本级和学校。"}
    assert text("原因是{note.reason.grant}。", notes=notes) == "原因是人员增加。"
    assert text("{note.scope}", notes=notes) == "本级和学校。"


def test_a_count_is_printed_with_its_own_unit():
    assert text("{staff.posts}", stated={"staff.posts": Stated(Decimal(27))}) == "27人"
    assert text("{assets.area}", stated={"assets.area": Stated(Decimal("20849.60"))}) == "20,849.60平方米"


def test_nothing_is_written_as_a_bare_zero_in_a_sentence():
    assert text("{three-public.abroad}") == "0万元"


def test_a_form_may_write_its_zeros_with_decimals_but_counts_none_so():
    speaker = Speaker(Figures(sound_books()), Wording(zero="0.00"))
    said = say("{three-public.abroad}，{assets.vehicles}", speaker)
    assert "".join(run if isinstance(run, str) else run.text for run in said.runs) == "0.00万元，0辆"


def test_a_change_too_small_to_print_is_not_printed_as_a_growth_of_nothing():
    assert text("{expenditure.total:compare}", **spent("10000040", "10000000")) == (
        "与2024年预算基本持平，增减不足0.01万元"
    )


def test_a_slot_that_names_no_figure_is_an_error():
    with pytest.raises(KeyError):
        text("{expenditure.totl}")


def test_a_slot_with_an_unknown_view_is_a_programming_error():
    with pytest.raises(ValueError, match="unknown view"):
        text("{income.total:guess}")


@pytest.mark.parametrize(
    ("yuan", "printed"), [("0", "0万元"), ("40", "0.00万元"), ("50", "0.01万元"), ("500000", "50.00万元")]
)
def test_only_what_is_nothing_is_written_as_a_bare_zero(yuan, printed):
    stated = {"three-public.reception": Stated(Decimal(yuan), Decimal(0))}
    assert text("{three-public.reception}", stated=stated) == printed


def test_a_rate_that_rounds_to_nothing_keeps_its_decimals():
    assert text("{expenditure.total:percent}", **spent("1000000100", "1000000000")) == "0.00%"


@pytest.mark.parametrize(
    "pattern",
    [
        "较上年{income.total:verb}",
        "较上年{income.total:rate}",
        "变动{income.total:delta}",
        "其中：{*classes}。",
    ],
)
def test_a_sentence_with_a_hole_in_it_is_refused(pattern):
    nothing = {"classes": Joined(lambda figures: (), "{item}")}
    speaker = Speaker(Figures(sound_books(**spent("500000", "500000"))), Wording())
    with pytest.raises(HalfSaid):
        speaker.say(pattern, nothing)
    assert speaker.say(f"持平[，{pattern}]", nothing).runs == ("持平",)
