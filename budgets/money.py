"""Money: read once from what a person typed, kept exactly to the 分, rounded once when printed.

Every amount in Python is a Decimal of 元 with two places, whatever unit it is typed or printed in.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import lookups

CENT = Decimal("0.01")
WAN = Decimal(10_000)
# Thirteen digits of 元: any government's budget; thousands of them still sum within a BIGINT of 分.
LIMIT = Decimal("9999999999999.99")


class Unit(StrEnum):
    """The two units money is typed and printed in; readers may ask for the third."""

    YUAN = "元"
    WANYUAN = "万元"
    YIYUAN = "亿元"


YUAN = Unit.YUAN
WANYUAN = Unit.WANYUAN
YIYUAN = Unit.YIYUAN

YUAN_IN = {YUAN: Decimal(1), WANYUAN: WAN, YIYUAN: WAN * WAN}
# As many decimals as reach the 分.
PLACES = {YUAN: 2, WANYUAN: 6}


# Reading what a person typed. Source of behaviour and words: security.md §5.1, rows 1-29.

CONVERTED = "已转换为半角"

MESSAGES = {
    "blank": "请填写；无支出请填 0",
    "characters": "金额只能含数字、小数点和千位逗号",
    "chinese": "请填写阿拉伯数字，例如 {hint}",
    "commas": "千位分隔符位置不对，请填 {hint}",
    "digits": "请使用阿拉伯数字 0–9",
    "huge": "金额过大",
    "invalid": "不是有效金额",
    "invisible": "含不可见字符，请重新输入",
    "limit": "超过上限 9,999,999,999,999.99 元",
    "minus": "负数请用减号：{hint}",
    "negative": "支出金额不能为负；如为冲减请填写说明",
    "places": "最多{most}位小数（收到 {hint} 位）；系统不做四舍五入",
    "several": "一格只填一个数",
    "scientific": "请勿使用科学计数法，请填 {hint}",
    "spaces": "请去掉数字中的空格",
    "tiny": "请勿使用科学计数法",
    "type": "请以字符串传递金额",
    "unfinished": "请填写完整小数，例如 {hint}",
    "unit": "请只填数字，单位为{unit}",
}

SPACES = " \t\r\n\v\f\u3000"
# Not NFKC, which would make 1 of ① and 1⁄2 of ½.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")
MINUS = "\u2212"  # what we print; people paste it back
NOTHING = {"", "-", "/", "／", "无", "—", "——", "–", "--"}
CHINESE = str.maketrans("〇零一二两三四五六七八九壹贰叁肆伍陆柒捌玖拾佰仟", "001223456789123456789十百千")
CHINESE_NUMERALS = {*map(chr, CHINESE), *"十百千廿卅"}
UNIT_SIGNS = set("元圆角分整十百千万萬亿億¥￥$")
LONGEST_HINT = 24

# Each can fail only once per character: 5,000 digits must not make them backtrack.
NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
SCIENTIFIC = re.compile(r"(-?[0-9]+(?:\.[0-9]*)?)[eE]([+-]?)0*([0-9]+)")
BASED = re.compile(r"[+-]?0[xXbBoO][0-9a-fA-F]+")
NAN = re.compile(r"[+-]?s?nan[0-9]*", re.IGNORECASE)
INFINITY = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
# 一百二 is said for 120 and written for 102: a last digit must follow 十, 零 or nothing.
UNDER_TEN_THOUSAND = re.compile(r"(?:([1-9])千)?(?:0?([1-9])百)?(?:0?([1-9]?)十)?(?:(?:0|(?<=十))([1-9]))?")


class AmountError(ValueError):
    """No amount: the message is the sentence for the clerk, the code a key of MESSAGES."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Typed:
    """An amount as understood, in 元, and what to tell the person of it: "" or 已转换为半角."""

    yuan: Decimal
    note: str


def parse_amount(text: str, *, unit: Unit = WANYUAN, allow_negative: bool = True) -> Typed:
    """Read an amount typed in `unit`; the one parser for forms, paste and workbooks.

    Raises AmountError, and nothing else, with the words of security.md §5.1.
    """
    if not isinstance(text, str):  # JSON may bring a float or true (rows 28, 29)
        raise _refusal("type")
    stripped = text.strip(SPACES)
    half_width = stripped.translate(FULL_WIDTH)
    number = half_width.replace(MINUS, "-")
    if not NUMBER.fullmatch(number):
        raise _refusal(*_mistake(number), unit=unit)
    yuan = _in_yuan(number.replace(",", ""), unit)
    if yuan < 0 and not allow_negative:
        raise _refusal("negative")
    return Typed(yuan, CONVERTED if half_width != stripped else "")


def _in_yuan(number: str, unit: Unit) -> Decimal:
    """元 from a bare "-1234.5" in `unit`; AmountError for too many decimals or too much."""
    whole, _, decimals = number.removeprefix("-").partition(".")
    if len(decimals) > PLACES[unit]:
        raise _refusal("places", str(len(decimals)), unit=unit)
    # Length first: a Decimal of a million digits overflows when multiplied.
    if len(whole.lstrip("0")) > 13 or abs(yuan := Decimal(number) * YUAN_IN[unit]) > LIMIT:
        raise _refusal("limit", unit=unit)
    return _whole_cents(yuan)


def _refusal(code: str, hint: str = "", *, unit: Unit = WANYUAN) -> AmountError:
    if code == "scientific" and abs(Decimal(hint)) * YUAN_IN[unit] > LIMIT:
        code = "huge"  # what is refused itself is not proposed
    short = hint if len(hint) <= LONGEST_HINT else f"{hint[:LONGEST_HINT]}…"
    most = {2: "两", 6: "六"}[PLACES[unit]]
    return AmountError(MESSAGES[code].format(hint=short, unit=unit, most=most), code)


Mistake = tuple[str, str]  # a key of MESSAGES, and the value to suggest in it or ""


def _mistake(text: str) -> Mistake:
    """What is wrong with a text that is not a number: the first of MISTAKES that applies."""
    for look in MISTAKES:
        if found := look(text):
            return found
    return "characters", ""


def _nothing(text: str) -> Mistake | None:
    return ("blank", "") if text in NOTHING else None


def _invisible(text: str) -> Mistake | None:
    hidden = any(unicodedata.category(c) in ("Cf", "Cc", "Cs") and c not in SPACES for c in text)
    return ("invisible", "") if hidden else None


def _other_digits(text: str) -> Mistake | None:
    foreign = any(
        not c.isascii() and unicodedata.category(c) in ("Nd", "Nl", "No") and c not in CHINESE_NUMERALS
        for c in text
    )
    return ("digits", "") if foreign else None


def _chinese_numerals(text: str) -> Mistake | None:
    if CHINESE_NUMERALS.isdisjoint(text) or any("0" <= c <= "9" for c in text):
        return None
    return "chinese", _from_chinese(text) or "120"


def _from_chinese(text: str) -> str | None:
    """Turn 一百二十 or 壹佰贰拾 into "120".

    None if it reads two ways; so does 十万 in a field of 万元, hence no 万 and no 亿.
    """
    digits = text.translate(CHINESE)
    if all("0" <= c <= "9" for c in digits):
        return digits.lstrip("0") or "0"
    if not (said := UNDER_TEN_THOUSAND.fullmatch(digits)):
        return None
    thousands, hundreds, tens, ones = said.groups()
    tens = "1" if tens == "" else tens  # 十二 is 12
    return "".join(digit or "0" for digit in (thousands, hundreds, tens, ones)).lstrip("0")


def _machine_words(text: str) -> Mistake | None:
    if INFINITY.fullmatch(text):
        return "huge", ""
    return ("invalid", "") if NAN.fullmatch(text) or BASED.fullmatch(text) else None


def _unit_written(text: str) -> Mistake | None:
    return None if UNIT_SIGNS.isdisjoint(text) else ("unit", "")


def _several(text: str) -> Mistake | None:
    """Several cells pasted into one; a browser may have made spaces of the line ends."""
    parts = text.split()
    numbers = len(parts) > 1 and all(NUMBER.fullmatch(part) for part in parts)
    is_grouped = numbers and all(len(part.partition(".")[0]) == 3 for part in parts[1:])
    return ("several", "") if numbers and (set("\t\r\n") & set(text) or not is_grouped) else None


def _spaced(text: str) -> Mistake | None:
    return ("spaces", "") if any(c.isspace() for c in text) else None


def _bracketed(text: str) -> Mistake | None:
    inner = text[1:-1]
    if text[0] in "(（" and text[-1] in ")）" and NUMBER.fullmatch(inner) and inner[0] != "-":
        return "minus", "-" + inner.replace(",", "")
    return None


def _scientific(text: str) -> Mistake | None:
    if not (found := SCIENTIFIC.fullmatch(text)):
        return None
    mantissa, sign, power = found.groups()
    if not mantissa.strip("-0."):
        return "scientific", "0"
    if len(power) > 2 or int(power) > 20:
        return ("tiny" if sign == "-" else "huge"), ""
    return "scientific", f"{Decimal(f'{mantissa}e{sign}{power}'):f}"


def _punctuation(text: str) -> Mistake | None:
    """Digits, signs, commas and points in the wrong places."""
    if not set(text) <= set("+-.,0123456789"):
        return None
    sign = "-" if text[0] == "-" else ""
    whole, point, decimals = text.removeprefix("-").partition(".")
    whole = whole.replace(",", "")
    if not (whole + decimals).isdigit():
        return "invalid", ""
    if point and not (whole and decimals):
        return "unfinished", f"{sign}{whole or 0}.{decimals or 0}"
    return "commas", sign + whole + point + decimals


MISTAKES: list[Callable[[str], Mistake | None]] = [
    _nothing,
    _invisible,
    _other_digits,
    _chinese_numerals,
    _machine_words,
    _unit_written,
    _several,
    _spaced,
    _bracketed,
    _scientific,
    _punctuation,
]


# A jump against last year is asked about, not refused (row 31): usually 元 was pasted into 万元.


def is_jump(value: Decimal, last: Decimal) -> bool:
    """Is this year over 100 times or under 1/100 of last year? Zero in either is no jump."""
    now, before = abs(value), abs(last)
    return bool(now and before and (now > 100 * before or now * 100 < before))


def jump_question(value: Decimal, last: Decimal) -> str:
    """The question to ask where is_jump holds; neither amount may be 0."""
    now, before = abs(value), abs(last)
    if now > before:
        return f"比上年增长 {_half_up(now / before, Decimal(1)):f} 倍，单位是否有误？"
    return f"只有上年的 1/{_half_up(before / now, Decimal(1)):f}，单位是否有误？"


# Printing: the one rounding.

STEPS = {YUAN: CENT, WANYUAN: CENT, YIYUAN: Decimal("0.0001")}


def _half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """四舍五入 of the magnitude, so that −0.005 prints like 0.005; never −0."""
    near = value.quantize(step, ROUND_HALF_UP)
    return near or abs(near)


def _whole_cents(yuan: Decimal) -> Decimal:
    """The same 元 with exactly two places; ValueError if that would change it."""
    cents = _half_up(yuan)
    if cents != yuan:
        raise ValueError(f"{yuan} 元 is not a whole number of 分")
    return cents


def rounded(yuan: Decimal, unit: Unit) -> Decimal:
    """元 as a printed figure in `unit`: two places, half up; four of 亿元, or a small department would spend nothing."""
    return _half_up(yuan / YUAN_IN[unit], STEPS[unit])


def printed(yuan: Decimal, unit: Unit) -> str:
    """For people, in `unit`: "1,234.50" or "−1,234.50" (U+2212)."""
    return f"{rounded(yuan, unit):,f}".replace("-", MINUS)


def plain(yuan: Decimal) -> str:
    """For CSV, JSON and the API, in 元: "12345000.00" or "-0.01"; ValueError below the 分."""
    return f"{_whole_cents(yuan):f}"


def typed_back(yuan: Decimal) -> str:
    """For a form field, in 万元 as a person would type it: "1234.5"; ValueError below the 分."""
    return _unpadded(_whole_cents(yuan) / WAN)


def _unpadded(value: Decimal) -> str:
    return f"{value.normalize():f}"


def percent(change: Decimal, base: Decimal) -> Decimal | None:
    """`change` in percent of |base|, two places half up; None where base is 0 (不可比)."""
    return _half_up(change * 100 / abs(base)) if base else None


# Forms.


class TypedField(forms.Field):
    """A number typed as text; what the person wrote stays as written until it is saved."""

    widget = forms.TextInput

    def __init__(self, *, allow_negative: bool, **kwargs: Any) -> None:
        self.allow_negative = allow_negative
        super().__init__(**kwargs)

    def read(self, text: str) -> Typed:
        """Raises AmountError."""
        raise NotImplementedError

    def show(self, value: Decimal) -> str:
        raise NotImplementedError

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # Text, not type=number: a browser would drop full-width digits before we could read them.
        classes = f"{widget.attrs.get('class', '')} num".strip()
        return {"inputmode": "decimal", "autocomplete": "off", "class": classes}

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return _whole_cents(Decimal(value))  # an initial value, not something typed
        if value is None or (isinstance(value, str) and not value.strip(SPACES)):
            return None
        try:
            return self.read(value).yuan
        except AmountError as error:
            raise ValidationError(str(error), code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return self.show(Decimal(value))
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def note_for(self, text: str) -> str:
        """What to tell the person beside an accepted text: "" or 已转换为半角."""
        try:
            return self.read(text).note
        except AmountError:
            return ""


class AmountField(TypedField):
    """Typed in 万元, cleaned to Decimal 元; blank is None where it is allowed."""

    default_error_messages = {"required": MESSAGES["blank"]}

    def __init__(self, *, allow_negative: bool = True, **kwargs: Any) -> None:
        super().__init__(allow_negative=allow_negative, **kwargs)

    def read(self, text: str) -> Typed:
        return parse_amount(text, unit=WANYUAN, allow_negative=self.allow_negative)

    def show(self, value: Decimal) -> str:
        return typed_back(value)


class CountField(TypedField):
    """People, vehicles, m²: read by the rules of amounts, cleaned to a Decimal with two places.

    `places` is 2, or 0 for what comes in whole numbers.
    """

    MESSAGES = {
        "blank": "请填写；没有请填 0",
        "characters": "请只填数字",
        "huge": "数字过大",
        "invalid": "请只填数字",
        "limit": "数字过大",
        "negative": "不能为负",
        "type": "请以字符串传递数字",
        "unit": "请只填数字",
    }
    WHOLE = "请填整数"
    default_error_messages = {"required": MESSAGES["blank"]}

    def __init__(self, *, places: int = 2, allow_negative: bool = False, **kwargs: Any) -> None:
        self.places = places
        super().__init__(allow_negative=allow_negative, **kwargs)

    def read(self, text: str) -> Typed:
        try:
            typed = parse_amount(text, unit=YUAN, allow_negative=self.allow_negative)
        except AmountError as error:
            raise AmountError(self._words_for(error), error.code) from error
        if self.places == 0 and typed.yuan % 1:
            raise AmountError(self.WHOLE, "places")
        return typed

    def _words_for(self, error: AmountError) -> str:
        if self.places == 0 and error.code in ("places", "unfinished"):
            return self.WHOLE
        return self.MESSAGES.get(error.code, str(error))

    def show(self, value: Decimal) -> str:
        return _unpadded(_whole_cents(value))


# Storage.


class MoneyField(models.BigIntegerField):
    """Decimal 元 with two places in Python, integer 分 in the database.

    On SQLite a DecimalField is a float: 1,000 × 0.10 sums to 99.9999999999986. Floats are refused
    with TypeError, amounts below the 分 with ValidationError. Counts are kept in it too, in
    hundredths.
    """

    default_validators = [
        MinValueValidator(-LIMIT, MESSAGES["limit"]),
        MaxValueValidator(LIMIT, MESSAGES["limit"]),
    ]

    def from_db_value(
        self, value: int | Decimal | None, expression: object, connection: object
    ) -> Decimal | None:
        """元 from 分, which PostgreSQL sums to Decimal; ValueError if they are not whole.

        That happens on SQLite when F("amount") + Decimal("1.5") was saved: F counts in 分, the
        Decimal does not.
        """
        if value is None:
            return None
        if value != int(value):
            raise ValueError(f"{value} is not a whole number of 分")
        return int(value) * CENT

    def to_python(self, value: Any) -> Decimal | None:
        """元 from Decimal, int or the machine form "1234.50"; TypeError or ValidationError."""
        if value is None:
            return None
        if isinstance(value, str) and NUMBER.fullmatch(value) and "," not in value:
            value = Decimal(value)
        if isinstance(value, str):
            raise ValidationError(MESSAGES["invalid"], code="invalid")
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise TypeError(f"an amount is a Decimal, not {value!r}")
        return self._exact(Decimal(value))

    def _exact(self, yuan: Decimal) -> Decimal:
        # Sixteen digits of 元 are within BIGINT; more would overflow in a lookup. NaN is no amount.
        if not yuan.is_finite() or yuan.adjusted() > 15:
            raise ValidationError(MESSAGES["limit"], code="limit")
        try:
            return _whole_cents(yuan)
        except ValueError as error:
            sentence = MESSAGES["places"].format(most="两", hint=_decimals(yuan))
            raise ValidationError(sentence, code="places") from error

    def get_prep_value(self, value: Any) -> int | None:
        yuan = self.to_python(value)
        return None if yuan is None else int(yuan * 100)

    def value_to_string(self, obj: models.Model) -> str:
        yuan = self.to_python(self.value_from_object(obj))
        return "" if yuan is None else plain(yuan)

    def formfield(self, **kwargs: Any) -> Any:
        """AmountField in 万元, or the `form_class` asked for."""
        form_class = kwargs.setdefault("form_class", AmountField)
        if issubclass(form_class, AmountField):
            kwargs.setdefault("label", f"{self.verbose_name}（万元）")
        if _is_number_input(kwargs.get("widget")):
            del kwargs["widget"]
        # Past IntegerField.formfield, which would add bounds meant for its own form field.
        return super(models.IntegerField, self).formfield(**kwargs)


def _is_number_input(widget: object) -> bool:
    """The admin gives every BigIntegerField one, and browsers refuse full-width digits in it."""
    cls = widget if isinstance(widget, type) else type(widget)
    return issubclass(cls, forms.NumberInput)


def _decimals(value: Decimal) -> int:
    return -cast(int, value.as_tuple().exponent)


# IntegerField's own two round a float to an integer before anyone can refuse it.
MoneyField.register_lookup(lookups.GreaterThanOrEqual)
MoneyField.register_lookup(lookups.LessThan)
