"""The text of automatic numbers: what Word counts and prints, and its file does not hold."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "零一二三四五六七八九"
FORMAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """十, 十一, 二十, 一百零一; with formal digits 壹拾."""
    text = ""
    pending_zero = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += digits[0] * pending_zero + digits[digit] + (units[place - 1] if place else "")
            pending_zero = False
        elif text:
            pending_zero = True
    if digits is DIGITS and text.startswith("一十"):
        text = text[1:]
    return text or digits[0]


def digital(number: int) -> str:
    """一〇 for 10: digit by digit."""
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def roman(number: int) -> str:
    text = ""
    for worth, letters in ROMAN:
        count, number = divmod(number, worth)
        text += letters * count
    return text


def letter(number: int) -> str:
    """A … Z, then AA, BB, as Word goes on."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def enclosed(first: str, last: int) -> Callable[[int], str]:
    """①, ⑴, ⒈: as far as there are such characters, then the number itself."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= last else str(number)


def cyclic(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": enclosed("①", 20),
    "decimalEnclosedCircleChinese": enclosed("①", 20),
    "decimalEnclosedFullstop": enclosed("⒈", 20),
    "decimalEnclosedParen": enclosed("⑴", 20),
    "ideographEnclosedCircle": enclosed("㊀", 10),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": digital,
    "japaneseDigitalTenThousand": digital,
    "taiwaneseDigital": digital,
    "chineseLegalSimplified": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, FORMAL, "拾佰仟"),
    "ideographTraditional": cyclic(STEMS),
    "ideographZodiac": cyclic(BRANCHES),
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": letter,
    "lowerLetter": lambda number: letter(number).lower(),
    "none": lambda number: "",
}


def printed(number: int, style: str) -> str:
    """A counted number as its style prints it; a style without a rule here prints digits."""
    return FORMATS.get(style, str)(number)
