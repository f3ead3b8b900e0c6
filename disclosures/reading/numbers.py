"""Numbers: what a cell of a table says, with the digits it is printed to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: Printed for nothing.
BLANKS = {"", "-", "—", "——", "–", "－", "/", "／", "无", "*", "…", "--", "−"}
HALF = str.maketrans("０１２３４５６７８９．，－（）％＋−–—", "0123456789.,-()%+---")
NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d+))?(?P<unit>万元|元|%)?"
)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its value as it stands, its decimals, and the unit that stands behind it (万元, 元, %)."""

    value: Decimal
    places: int
    unit: str = ""
    is_blank: bool = False


def parse(text: str) -> Number | None:
    """What a cell says: a number, blank (nothing, or a dash), or None where it is no number.

    1,234.50, full-width digits, spaces and breaks inside, -1 and (1) for less than nothing are read.
    """
    told = "".join(text.split())
    if told in BLANKS:
        return Number(Decimal(0), 0, is_blank=True)
    if len(told) > LONGEST:
        return None
    told = told.translate(HALF)
    in_brackets = told.startswith("(") and told.endswith(")")
    found = NUMBER.fullmatch(told[1:-1] if in_brackets else told)
    if found is None:
        return None
    digits = found["whole"].replace(",", "") + (f".{found['cents']}" if found["cents"] else "")
    value = Decimal(digits)
    is_negative = in_brackets or found["sign"] == "-"
    return Number(-value if is_negative and value else value, len(found["cents"] or ""), found["unit"] or "")


def is_amount(text: str) -> bool:
    """Whether a cell says a number."""
    number = parse(text)
    return number is not None and not number.is_blank
