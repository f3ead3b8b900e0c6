"""Amounts: what clerks type, what is stored, what readers see."""

import time
import unicodedata
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import example, given
from hypothesis import strategies as st

from budgets.money import (
    CENT,
    LIMIT,
    WANYUAN,
    YUAN,
    AmountError,
    AmountField,
    CountField,
    MoneyField,
    is_jump,
    jump_question,
    parse_amount,
    percent,
    plain,
    printed,
    rounded,
    typed_back,
)
from tests.amounts import BLANK, REFUSED, REFUSED_TOO, TOO_MUCH

NOTE = "已转换为半角"

amounts = st.decimals(-LIMIT, LIMIT, places=2)


# security.md §5.1: row, what the clerk types under 元, what is understood, what is said beside it
ACCEPTED = [
    (1, "１２３４．５０", "1234.50", NOTE),
    (2, "１２３４.50", "1234.50", NOTE),
    (3, "1,234,567.89", "1234567.89", ""),
    (4, "1，234.50", "1234.50", NOTE),
    (13, "-0", "0.00", ""),
    (13, "-0.00", "0.00", ""),
    (15, "−5", "-5.00", ""),
    (15, "－5", "-5.00", NOTE),
    (20, "9999999999999.99", "9999999999999.99", ""),
    (20, "-9,999,999,999,999.99", "-9999999999999.99", ""),
    (24, "\u3000100 ", "100.00", ""),
    (24, "100\n", "100.00", ""),
    (24, "\t0012.5\r\n", "12.50", ""),
]


@pytest.mark.parametrize(("row", "text", "yuan", "note"), ACCEPTED)
def test_a_clerk_types_an_amount_and_it_is_understood(row, text, yuan, note):
    typed = parse_amount(text, unit=YUAN)
    assert (str(typed.yuan), typed.note) == (yuan, note)


@pytest.mark.parametrize(("row", "text", "sentence"), [*REFUSED, *REFUSED_TOO])
def test_a_clerk_types_something_else_and_reads_what_to_type(row, text, sentence):
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("row", "text", "sentence"),
    [
        (18, "1.005", "最多两位小数（收到 3 位）；系统不做四舍五入"),
        (18, "1.234", "最多两位小数（收到 3 位）；系统不做四舍五入"),
        (20, "10000000000000", TOO_MUCH),
        (23, "100元", "请只填数字，单位为元"),
    ],
)
def test_a_clerk_typing_in_yuan_reads_sentences_about_yuan(row, text, sentence):
    with pytest.raises(AmountError) as refused:
        parse_amount(text, unit=YUAN)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["-5", "−5", "－5", "-0.000001"])
def test_a_clerk_may_not_type_less_than_nothing_where_that_has_no_meaning(text):
    with pytest.raises(AmountError) as refused:
        parse_amount(text, allow_negative=False)
    assert str(refused.value) == "支出金额不能为负；如为冲减请填写说明"


def test_minus_nothing_is_nothing_and_allowed_everywhere():
    assert str(parse_amount("-0.0", allow_negative=False).yuan) == "0.00"


def test_a_clerk_types_wanyuan_to_the_fen():
    assert str(parse_amount("1,234.567891").yuan) == "12345678.91"
    assert parse_amount("999999999.999999").yuan == LIMIT


@pytest.mark.parametrize("value", [True, 0.1 + 0.2, [], {}, None])
def test_a_program_that_sends_no_string_is_told_to(value):
    with pytest.raises(AmountError, match="请以字符串传递金额"):
        parse_amount(value)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5000,
        "1" * 5000 + "x",
        "1," * 2500,
        ",".join(["111"] * 1250) + "x",
        "1" * 5000 + "e",
        "(" * 5000,
        " 1" * 2500,
    ],
    ids=["digits", "letter", "commas", "groups", "exponent", "brackets", "spaces"],
)
def test_five_thousand_characters_are_answered_at_once(text):
    started = time.perf_counter()
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert time.perf_counter() - started < 0.05
    assert len(str(refused.value)) < 60


def test_five_thousand_digits_are_over_the_limit():
    with pytest.raises(AmountError, match=TOO_MUCH):
        parse_amount("9" * 5000)


@given(st.text() | st.text("0123456789０１٣.,，．-−－+eE_ ()（）\u200b\ud800一百二十万元无", max_size=12))
@example("1" + "0" * 1_000_001)
def test_whatever_is_typed_is_an_amount_or_a_sentence(text):
    try:
        yuan = parse_amount(text).yuan
    except AmountError as error:
        assert str(error)
    else:
        understood = text.strip(" \t\r\n\v\f\u3000")
        assert all(c in "0123456789.,-−０１２３４５６７８９．，－" for c in understood)
        assert yuan == yuan.quantize(CENT) and abs(yuan) <= LIMIT
        assert not (yuan.is_zero() and yuan.is_signed())


@given(st.characters(categories=["Nd", "Nl", "No"]))
def test_no_digits_but_ours_are_understood(digit):
    if digit in "0123456789０１２３４５６７８９":
        assert parse_amount(digit).yuan == unicodedata.digit(digit) * 10_000
    else:
        with pytest.raises(AmountError):
            parse_amount(f"1{digit}")


@given(amounts)
def test_what_a_form_shows_can_be_typed_again(yuan):
    assert parse_amount(typed_back(yuan)).yuan == yuan


@given(amounts)
def test_what_a_machine_reads_can_be_typed_again(yuan):
    assert parse_amount(plain(yuan), unit=YUAN).yuan == yuan


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [
        ("12345000", "1234.5"),
        ("1000000", "100"),
        ("0", "0"),
        ("-0.01", "-0.000001"),
        ("-0.00", "0"),
    ],
)
def test_a_field_shows_wanyuan_without_padding_or_separators(yuan, shown):
    assert typed_back(Decimal(yuan)) == shown


# Printing


@pytest.mark.parametrize(
    ("yuan", "unit", "seen"),
    [
        ("12345000", WANYUAN, "1,234.50"),
        ("873617", WANYUAN, "87.36"),
        ("873617", YUAN, "873,617.00"),
        ("49.99", WANYUAN, "0.00"),
        ("50.00", WANYUAN, "0.01"),
        ("150.00", WANYUAN, "0.02"),
        ("250.00", WANYUAN, "0.03"),
        ("-49.99", WANYUAN, "0.00"),
        ("-50.00", WANYUAN, "−0.01"),
        ("-0.00", YUAN, "0.00"),
        ("-1234567.80", YUAN, "−1,234,567.80"),
        ("9999999999999.99", WANYUAN, "1,000,000,000.00"),
    ],
)
def test_a_reader_sees_half_a_cent_rounded_up(yuan, unit, seen):
    assert printed(Decimal(yuan), unit) == seen


@given(amounts, st.sampled_from([YUAN, WANYUAN]))
def test_a_printed_figure_is_off_by_at_most_half_of_its_last_digit(yuan, unit):
    scale = {"元": 1, "万元": 10_000}[unit]
    read = Decimal(printed(yuan, unit).replace(",", "").replace("−", "-"))
    assert read == rounded(yuan, unit)
    assert abs(read * scale - yuan) <= CENT * scale / 2
    assert not printed(yuan, unit).startswith("−0.00")


def test_machines_read_yuan_with_an_ascii_minus_and_never_a_rounded_figure():
    assert plain(Decimal(12345000)) == "12345000.00"
    assert plain(Decimal("-1234.5")) == "-1234.50"
    assert plain(Decimal("-0")) == "0.00"
    with pytest.raises(ValueError, match="分"):
        plain(Decimal("0.005"))


@pytest.mark.parametrize(
    ("change", "base", "share"),
    [
        ("8.0281", "0.8455", "949.51"),
        ("1", "800", "0.13"),
        ("-1", "800", "-0.13"),
        ("5", "-10", "50.00"),
        ("0", "3", "0.00"),
    ],
)
def test_percent_is_of_the_size_of_the_base_and_rounds_half_up(change, base, share):
    assert str(percent(Decimal(change), Decimal(base))) == share


def test_there_is_no_percent_of_nothing():
    assert percent(Decimal(5), Decimal("0.00")) is None


# A jump against last year (row 31)


@pytest.mark.parametrize(
    ("value", "last", "jumps"),
    [
        ("100", "1", False),
        ("100.01", "1", True),
        ("-100.01", "1", True),
        ("1", "100", False),
        ("0.99", "100", True),
        ("0", "100", False),
        ("100", "0", False),
    ],
)
def test_a_hundredfold_change_is_asked_about(value, last, jumps):
    assert is_jump(Decimal(value), Decimal(last)) is jumps


def test_the_clerk_is_asked_whether_the_unit_is_wrong():
    assert jump_question(Decimal(84550000), Decimal(8455)) == "比上年增长 10000 倍，单位是否有误？"
    assert jump_question(Decimal("84.55"), Decimal(845500)) == "只有上年的 1/10000，单位是否有误？"


# Storage


class Line(models.Model):
    amount = MoneyField("金额", null=True, blank=True)

    class Meta:
        app_label = "money_tests"
        managed = False

    def __str__(self):
        return plain(self.amount)


FIELD = Line._meta.get_field("amount")


@given(amounts)
@example(LIMIT)
@example(-LIMIT)
@example(CENT)
def test_an_amount_is_stored_in_fen_and_comes_back_exactly(yuan):
    fen = FIELD.get_prep_value(yuan)
    assert isinstance(fen, int) and fen == yuan * 100
    assert str(FIELD.from_db_value(fen, None, None)) == plain(yuan)
    assert FIELD.to_python(FIELD.value_to_string(Line(amount=yuan))) == yuan


def test_a_fraction_of_a_fen_in_the_database_is_not_read_as_money():
    with pytest.raises(ValueError, match="分"):
        FIELD.from_db_value(11.5, None, None)


def test_nothing_stored_is_none_not_zero():
    assert FIELD.get_prep_value(None) is FIELD.from_db_value(None, None, None) is None


@pytest.mark.parametrize("value", [0.1, 100.0, True])
def test_a_float_is_never_stored(value):
    with pytest.raises(TypeError):
        FIELD.get_prep_value(value)


@pytest.mark.parametrize("value", ["0.001", "NaN", "Infinity", "1e-30", "1e30", "1e999999"])
def test_what_is_not_whole_fen_is_never_stored(value):
    with pytest.raises(ValidationError):
        FIELD.get_prep_value(Decimal(value))


@pytest.mark.parametrize("value", ["abc", "1e5", "1,000", "٣"])
def test_a_fixture_holds_machine_amounts_only(value):
    with pytest.raises(ValidationError):
        FIELD.to_python(value)


def test_the_model_refuses_more_than_the_limit():
    FIELD.run_validators(LIMIT)
    with pytest.raises(ValidationError, match="超过上限"):
        FIELD.run_validators(LIMIT + CENT)


@pytest.mark.parametrize("word", ["exact", "gt", "gte", "lt", "lte"])
def test_amounts_are_looked_up_in_fen(word):
    (where,) = Line.objects.filter(**{f"amount__{word}": Decimal("0.10")}).query.where.children
    assert where.rhs == 10
    with pytest.raises(TypeError):
        Line.objects.filter(**{f"amount__{word}": 0.1})


def test_a_migration_names_the_field_and_nothing_more():
    assert MoneyField("金额").deconstruct()[1:] == (
        "budgets.money.MoneyField",
        [],
        {"verbose_name": "金额"},
    )


# Forms


class LineForm(forms.ModelForm):
    class Meta:
        model = Line
        fields = ["amount"]


class NeededForm(forms.Form):
    amount = AmountField(allow_negative=False)
    people = CountField(places=0)
    area = CountField()


def needed(**typed):
    return NeededForm({"amount": "1", "people": "1", "area": "1", **typed})


def test_a_clerk_saves_wanyuan_and_the_row_holds_yuan():
    form = LineForm({"amount": "１,２３４．５"}, instance=Line())
    assert form.is_valid()
    assert str(form.instance.amount) == "12345000.00"
    assert form.fields["amount"].label == "金额（万元）"
    assert form.fields["amount"].note_for("１") == NOTE


def test_a_blank_optional_amount_is_none_and_a_required_one_is_asked_for():
    form = LineForm({"amount": " \u3000"}, instance=Line())
    assert form.is_valid() and form.instance.amount is None
    assert needed(amount="").errors["amount"] == [BLANK]


def test_a_refused_amount_stays_as_the_clerk_typed_it():
    form = needed(amount="12,34.5")
    assert form.errors["amount"] == ["千位分隔符位置不对，请填 1234.5"]
    assert 'value="12,34.5"' in str(form["amount"])


def test_a_stored_amount_is_shown_for_typing():
    html = str(LineForm(instance=Line(amount=Decimal("12345000.00")))["amount"])
    for piece in (
        'value="1234.5"',
        'inputmode="decimal"',
        'autocomplete="off"',
        'class="num"',
        'type="text"',
    ):
        assert piece in html


@pytest.mark.parametrize(
    ("typed", "changed"),
    [("1,234.50", False), ("１２３４.5", False), ("1234.51", True), ("", True), ("x", True)],
)
def test_writing_the_same_amount_differently_is_no_change(typed, changed):
    assert AmountField().has_changed(Decimal("12345000.00"), typed) is changed


def test_the_admin_cannot_turn_the_field_into_a_number_input():
    field = FIELD.formfield(widget=forms.NumberInput(attrs={"class": "wide"}))
    assert field.widget.input_type == "text"
    assert AmountField(widget=forms.TextInput(attrs={"class": "wide"})).widget.attrs["class"] == "wide num"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("people", "12.5", "请填整数"),
        ("people", "12.", "请填整数"),
        ("people", "12.555", "请填整数"),
        ("people", "12人", "请只填数字"),
        ("people", "12元", "请只填数字"),
        ("people", "NaN", "请只填数字"),
        ("people", "-1", "不能为负"),
        ("people", "9" * 20, "数字过大"),
        ("people", "十二", "请填写阿拉伯数字，例如 12"),
        ("people", "", "请填写；没有请填 0"),
        ("people", "无", "请填写；没有请填 0"),
        ("area", "1.005", "最多两位小数（收到 3 位）；系统不做四舍五入"),
    ],
)
def test_a_clerk_counting_people_and_square_metres_reads_about_numbers(field, text, sentence):
    assert needed(**{field: text}).errors[field] == [sentence]


def test_counts_are_plain_numbers():
    form = needed(people="１２", area="1,234.50")
    assert form.is_valid()
    assert (form.cleaned_data["people"], form.cleaned_data["area"]) == (12, Decimal("1234.50"))
    assert CountField().prepare_value(Decimal("1234.50")) == "1234.5"
    assert FIELD.formfield(form_class=CountField).label == "金额"
