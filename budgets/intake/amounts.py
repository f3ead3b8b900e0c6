"""The amount that a cell means, and what it should say where it means none (security.md §5.1 and §5.4)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..money import CENT, FULL_WIDTH, MINUS, PLACES, SPACES, YUAN_IN, AmountError, Unit, parse_amount
from .units import NO_YUAN, SCALED_AS, WANTED, currency_in, is_scaled, strange_format

DATE = "应为金额，收到日期"
FAULT = "公式错误 {}"
UNCOUNTED = "公式没有计算结果，请用 Excel 打开并保存"
NO_AMOUNT = "不是有效金额"
#: What binary fractions leave of an exact amount: at most this much of a 元 (row 87).
NOISE = Decimal("0.000001")
#: An amount with its unit written behind it.
WITH_UNIT = re.compile(r"[¥￥]?(-?[0-9][0-9,]*(?:\.[0-9]+)?)(亿元|百万元|万元|千元|亿|万|元|圆)?整?")
WORTH = {
    "亿": Decimal(10**8),
    "亿元": Decimal(10**8),
    "百万元": Decimal(10**6),
    "万": Decimal(10**4),
    "万元": Decimal(10**4),
    "千元": Decimal(10**3),
}
#: No amount has so many characters.
LONGEST_SHOWN = 40
PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Amount:
    """元 as understood, with what to tell of it (已转换为半角); or, where ``yuan`` is None, what is wanted and a text in
    the same unit that fits, empty where none is known."""

    yuan: Decimal | None = None
    note: str = ""
    wanted: str = ""
    suggestion: str = ""


def amount_in(cell: Any, unit: Unit) -> Amount:
    """Read a cell (``cells.Cell``) whose amounts are in ``unit``; never raises."""
    text = str(cell.text)
    if strange := strange_format(getattr(cell, "format", "")):
        return Amount(wanted=WANTED.format(strange))
    if (scaled := _scaled(cell, text)) is not None:
        return Amount(wanted=SCALED_AS.format(scaled, text[:LONGEST_SHOWN], unit))
    match cell.kind:
        case "date":
            return Amount(wanted=DATE)
        case "error":
            return Amount(wanted=FAULT.format(text))
        case "uncounted":
            return Amount(wanted=UNCOUNTED)
        case "bool":
            return Amount(wanted=NO_AMOUNT)
        case "number" if PLAIN.fullmatch(text):
            text = _without_noise(text, unit)
    try:
        typed = parse_amount(text, unit=unit)
    except AmountError as error:
        if currency := currency_in(text):
            return Amount(wanted=NO_YUAN.format(unit, currency))
        return Amount(wanted=str(error), suggestion=_fitting(text, unit))
    return Amount(typed.yuan, typed.note)


def _scaled(cell: Any, text: str) -> str | None:
    """The number format of a cell that hides how large its number is; None where nothing is hidden. 0 has no size."""
    code = str(getattr(cell, "format", ""))
    return code if cell.kind == "number" and text != "0" and is_scaled(code) else None


def found_in(cell: Any) -> str:
    """What stands in a cell, to be shown to a person: a number of hundreds of digits as the file writes it (1E+300)."""
    text = str(cell.text)
    return str(cell.raw) if cell.kind == "number" and len(text) > LONGEST_SHOWN and cell.raw else text


def told(yuan: Decimal, unit: Unit) -> str:
    """An amount as it would be typed in ``unit``: 436320.00 元, 43.632 万元."""
    value = yuan / YUAN_IN[unit]
    return f"{value:.2f}" if unit is Unit.YUAN else f"{value.normalize():f}"


def _without_noise(text: str, unit: Unit) -> str:
    """1234.5600000000001 as it was meant; as it stands where more than noise would be lost."""
    decimals = text.partition(".")[2]
    if len(decimals) <= PLACES[unit] or len(text) > 40:
        return text
    exact = Decimal(text)
    near = (exact * YUAN_IN[unit]).quantize(CENT) / YUAN_IN[unit]
    return f"{near:f}" if abs(near - exact) * YUAN_IN[unit] < NOISE else text


def _fitting(text: str, unit: Unit) -> str:
    """What was most likely meant, as it would be typed; empty where that is a guess."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc"))
    plain = re.sub(r"\s", "", seen.strip(SPACES).translate(FULL_WIDTH).replace(MINUS, "-"))
    if plain[:1] in "(（" and plain[-1:] in ")）" and len(plain) > 2:
        plain = f"-{plain[1:-1]}"
    found = WITH_UNIT.fullmatch(plain)
    if not found or len(found[1]) > 30:
        return ""
    worth = WORTH.get(found[2] or "", Decimal(1) if found[2] else YUAN_IN[unit])
    yuan = Decimal(found[1].replace(",", "")) * worth
    fits = told(yuan, unit)
    try:
        return fits if parse_amount(fits, unit=unit).yuan == yuan else ""
    except AmountError:
        return ""
