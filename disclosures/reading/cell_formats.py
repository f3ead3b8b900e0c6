"""A number as a spreadsheet shows it: its value through the format of its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import cache

from .numbers import parse

#: The formats that a workbook names by number only (ECMA-376, 18.8.30), those of Chinese programs included.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00',
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

#: A format's pieces: text in quotation marks, one character after \, what only leaves room, conditions, placeholders.
PIECE = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|G/通用格式|AM/PM|A/P|上午/下午|E[+-]0+|[yY]+|[eE]+|[mM]+|[dD]+|[hH]+|[sS]+|[0#?.,%@]|.',
    re.DOTALL,
)
#: Programs show fifteen digits of a number at most.
SHOWN = Context(prec=15)
ROOM = ("_", "*", "[")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(text: str, style: str, *, is_1904: bool = False) -> str:
    """What a number's cell shows: ``text`` as the file holds it (``31214205.8``), ``style`` the cell's format.

    What is no number is shown as it is, and so is a number under a format that cannot be followed.
    """
    try:
        # Files hold binary fractions (0.30000000000000004); programs show fifteen digits of them at most.
        value = SHOWN.create_decimal(text).normalize()
    except (ValueError, InvalidOperation):
        return text
    if not value.is_finite():
        return text
    section, number = _section(value, style or "General")
    pieces = _pieces(section)
    if _has_moments(pieces):
        return _date(value, pieces, is_1904) or _general(value)
    return _number(number, pieces)


@cache
def is_date(style: str) -> bool:
    """Whether a number under this format is a day or a time of day."""
    return _has_moments(_pieces(_sections(style)[0]))


def _has_moments(pieces: tuple[str, ...]) -> bool:
    return any(
        piece[0] in "yYeEmMdDhHsS" and not piece.startswith(("E+", "E-"))
        for piece in pieces
        if _is_code(piece)
    )


#: By what programs make a number look smaller than it is: a comma behind its digits, a point drawn between them.
SCALES = (0, 3, 4, 6, 8)


def exact(text: str, style: str, *, is_1904: bool = False) -> str:
    """The same with all decimals that the file holds, where the cell shows fewer: what shows as 1,234.57 is
    ``1234.5678``, 12% may be ``12.34%``. What is hidden by its format is there, nothing is 0 and not a dash."""
    told = shown(text, style, is_1904=is_1904)
    try:
        value = SHOWN.create_decimal(text).normalize()
    except (ValueError, InvalidOperation):
        return told
    number = parse(told)
    if number is None:
        return told
    if number.is_blank:
        return _general(value)
    held = value * 100 if number.unit == "%" else value
    for scale in SCALES:
        each = held.scaleb(-scale)
        if each == number.value:
            return told
        if abs(each - number.value) * 2 <= Decimal(1).scaleb(-number.places):
            return f"{_general(each)}{number.unit}"
    return told


def _general(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return "0" if text in ("-0", "") else text


@cache
def _sections(style: str) -> tuple[str, ...]:
    """The parts of a format between semicolons: positive, negative, zero, text."""
    parts = [""]
    for piece in PIECE.findall(style):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(parts)


def _section(value: Decimal, style: str) -> tuple[str, Decimal]:
    """The part that this value takes, and the value as that part shows it: the negative one has its own sign."""
    parts = _sections(style)[:3]
    conditions = [re.match(r"(?:\[[^\]<>=]*\])*\[([<>=]+)(-?[\d.]+)\]", part) for part in parts]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=True):
            if condition is None or _holds(value, condition[1], Decimal(condition[2])):
                return part, value
        return "General", value
    if value < 0 and len(parts) > 1:
        return parts[1], -value
    if value == 0 and len(parts) > 2:
        return parts[2], value
    return parts[0], value


def _holds(value: Decimal, sign: str, bound: Decimal) -> bool:
    return {
        "<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound,
        "=": value == bound, "<>": value != bound,
    }.get(sign, False)  # fmt: skip


@cache
def _pieces(section: str) -> tuple[str, ...]:
    return tuple(PIECE.findall(section))


def _is_code(piece: str) -> bool:
    """Whether a piece is an instruction and no text."""
    return piece[0] not in '"\\' and not piece.startswith(ROOM) and piece not in ("General", "G/通用格式")


def _literal(piece: str) -> str:
    """The text that a piece prints by itself."""
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] == "\\":
        return piece[1:]
    if piece.startswith("[$"):
        return piece[2:-1].partition("-")[0]
    return "" if piece.startswith(ROOM) and len(piece) > 1 else piece


# Numbers -----------------------------------------------------------------------------------------------------------


def _number(value: Decimal, pieces: tuple[str, ...]) -> str:
    if any(piece in ("General", "G/通用格式", "@") for piece in pieces):
        return "".join(
            _general(value) if piece in ("General", "G/通用格式", "@") else _literal(piece)
            for piece in pieces
        ).strip() or _general(value)
    if any(re.fullmatch(r"E[+-]0+", piece) or piece == "/" for piece in pieces):
        return _general(value)
    places = [n for n, piece in enumerate(pieces) if piece in ("0", "#", "?")]
    if not places:
        return "".join(map(_literal, pieces)).strip()
    percent = pieces.count("%")
    scale = sum(1 for piece in pieces[places[-1] + 1 :] if piece == ",")
    value = value * 100**percent / Decimal(1000) ** scale
    point = next((n for n, piece in enumerate(pieces) if piece == "."), len(pieces))
    after = [pieces[n] for n in places if n > point]
    before = [pieces[n] for n in places if n < point]
    has_thousands = any(places[0] < n < places[-1] and n < point and p == "," for n, p in enumerate(pieces))
    rounded = abs(value).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(before.count("0"), "0")
    if has_thousands and whole:
        whole = f"{int(whole):,}".rjust(len(whole), "0")
    while after and after[-1] in "#?" and fraction.endswith("0"):
        after.pop()
        fraction = fraction[:-1]
    sign = "-" if value < 0 and rounded != 0 else ""
    digits = whole + ("." + fraction if point < len(pieces) else "")
    return _around(pieces, places, sign, digits)


def _around(pieces: tuple[str, ...], places: list[int], sign: str, digits: str) -> str:
    """The digits among the format's own text: 123.00元, (1,234.00), 12%."""
    first, last = places[0], places[-1]
    if "." in pieces:
        first, last = min(first, pieces.index(".")), max(last, pieces.index("."))
    front = "".join(map(_literal, pieces[:first]))
    back = "".join("" if piece == "," else _literal(piece) for piece in pieces[last + 1 :])
    return (sign + front + digits + back).strip()


# Dates -------------------------------------------------------------------------------------------------------------


def _date(value: Decimal, pieces: tuple[str, ...], is_1904: bool) -> str:
    """A day counted from 1899-12-30 (or 1904-01-01) as the format prints it; empty where there is no such day."""
    if not 0 <= value < 2_958_466:
        return ""
    origin = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    moment = origin + timedelta(seconds=int((value * 86_400).to_integral_value(ROUND_HALF_UP)))
    return "".join(_moments(moment, pieces)).strip()


def _moments(moment: datetime, pieces: tuple[str, ...]) -> Iterator[str]:
    after_hour = False
    half = any(piece in ("AM/PM", "A/P", "上午/下午") for piece in pieces)
    codes = [piece.lower() if _is_code(piece) else "" for piece in pieces]
    for n, (piece, code) in enumerate(zip(pieces, codes, strict=True)):
        kind = code[:1]
        if not code or kind not in "yemdhs" or code in ("general",):
            yield _half(moment, piece) if piece in ("AM/PM", "A/P", "上午/下午") else _literal(piece)
            continue
        following = next((c[0] for c in codes[n + 1 :] if c[:1] and c[0] in "yemdhs"), "")
        if kind in "ye":
            yield f"{moment.year % 100:02}" if code == "yy" else str(moment.year)
        elif kind == "m" and (after_hour or following == "s"):
            yield f"{moment.minute:0{min(len(code), 2)}}"
        elif kind == "m":
            yield MONTHS[moment.month - 1] if len(code) > 2 else f"{moment.month:0{len(code)}}"
        elif kind == "d":
            yield "日一二三四五六"[moment.isoweekday() % 7] if len(code) > 2 else f"{moment.day:0{len(code)}}"
        elif kind == "h":
            hour = (moment.hour % 12 or 12) if half else moment.hour
            yield f"{hour:0{min(len(code), 2)}}"
        else:
            yield f"{moment.second:0{min(len(code), 2)}}"
        after_hour = kind == "h"


def _half(moment: datetime, piece: str) -> str:
    first, second = piece.split("/")
    return first if moment.hour < 12 else second
