"""What must be looked at before a text is published: what looks like personal data, and what is left of a template.

The law keeps personal data out of disclosures (政府信息公开条例 §15); the scan only points, a reviewer decides. Numbers are
found as people write them: full-width, in Chinese digits, in groups with spaces or dashes. Amounts, codes, document
numbers and dates are told from them by check digits, dates of birth, prefixes and what stands around.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.crypto import salted_hmac

from .books import Books
from .rules.entered_texts import texts_of
from .rules.residue import left_in

ID_CARD, PHONE, BANK_CARD, RESIDUE = "身份证号", "手机号", "银行卡号", "文件残留"

#: One character for one, so that places stay where they are.
HALF_WIDTH = str.maketrans(
    "０１２３４５６７８９ｘＸ＋－‐‑‒–—―−．·•　\u00a0\u2009\u202f",
    "0123456789XX+--------...    ",
)
CHINESE = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
#: A number said digit by digit; the 一 of 统一 is none.
SAID = re.compile("[〇零一幺二三四五六七八九](?:[ -]?[〇零一幺二三四五六七八九]){10,}")
GAP = r"[ \-.\u200b-\u200d\u2060\ufeff]{1,3}"
START, END = r"(?<![0-9])", r"(?![0-9])"
ID_18 = re.compile(rf"{START}(?=((?:[0-9](?:{GAP})?){{17}}[0-9Xx]){END})")
ID_15 = re.compile(rf"{START}(?=([0-9]{{15}}|[0-9]{{6}}{GAP}[0-9]{{6}}{GAP}[0-9]{{3}}){END})")
MOBILE = re.compile(
    rf"(?:{START}|(?<![0-9])(?:(?:\+|00)?86(?:{GAP})?[)）]?|0))"
    rf"(?=[(（]?(1[3-9][0-9](?:[0-9]{{8}}|{GAP}[0-9]{{4}}{GAP}[0-9]{{4}}|[)）](?:{GAP})?[0-9]{{4}}(?:{GAP})?[0-9]{{4}}"
    rf"|{GAP}[0-9]{{8}}|[0-9]{{4}}{GAP}[0-9]{{4}}"
    rf"|[0-9]{GAP}[0-9]{{3}}{GAP}[0-9]{{4}}|{GAP}[0-9]{{3}}{GAP}[0-9]{{5}}|(?:{GAP}[0-9]){{8}})|1{GAP}[3-9](?:{GAP}[0-9]){{9}}){END})"
)
CARD = re.compile(
    rf"{START}(?=([3-9](?:[0-9]{{15,18}}|[0-9]{{3}}(?:{GAP}[0-9]{{4}}){{3}}(?:{GAP}[0-9]{{1,3}})?|[0-9]{{5}}{GAP}[0-9]{{10,13}}"
    rf"|(?:{GAP}[0-9]){{15,18}})){END})"
)

#: The first two digits of the places that ID cards are issued for (GB/T 2260).
PLACES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
CHECKS = "10X98765432"

#: Directly before a number these say that it is something else; so do letters that are part of it.
OTHER = re.compile(
    r"(?:编码|代码|编号|文号|单号|序号|号码段|税号|合同号|批准号|发票号|凭证号|订单号|统一社会信用代码|许可证号)[:：为是\s]{0,3}\Z"
)
LETTERS = re.compile(r"[A-Za-z]+[A-Za-z_/\-]*\Z")
#: Letters that may stand before somebody's number.
SPOKEN = {"tel", "phone", "mobile", "mob", "m", "t", "cell", "wechat", "id", "no", "card", "bank", "vx", "wx"}
#: Behind a number these say that it is an amount.
AMOUNT = re.compile(r"(?:[.][0-9]|\s*(?:元|圆|万|亿|美元|%|％))")


@dataclass(frozen=True)
class Suspicion:
    """One place that a reviewer must look at: in which section, under which name, in which paragraph of the text, what
    it looks like. ``id`` stays the same while the place and what stands there do; ``shown`` is masked in its middle."""

    id: str
    kind: str
    section: str
    where: str
    paragraph: int
    shown: str

    @property
    def sentence(self) -> str:
        return sentence(self.paragraph, self.kind)


def sentence(paragraph: int, kind: str) -> str:
    """What is said of one place (security.md, row 50)."""
    if kind == RESIDUE:
        return f"第 {paragraph} 段疑似含{RESIDUE}，请核对"
    return f"第 {paragraph} 段疑似含个人信息（{kind}），请核对"


def suspicions_of(books: Books, more: Iterable[tuple[str, str, str]] = ()) -> tuple[Suspicion, ...]:
    """Everything in the texts of a budget that must be confirmed before it is published, in the order of the form.

    ``more`` are further texts that will be public, each as (where, section, text): the reason of a correction, say.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for where, section, text in (*texts_of(books), *more):
        for kind, paragraph, words in _looked_at(text):
            again = seen[where, kind, words]
            seen[where, kind, words] += 1
            shown = words if kind == RESIDUE else _masked(words)
            found.append(Suspicion(_id(where, kind, words, again), kind, section, where, paragraph, shown))
    return tuple(found)


def _id(*what: object) -> str:
    """A name for what was found from which it cannot be guessed: records keep it, and an ID card is no secret of 64 bits."""
    return salted_hmac("budgets.personal", "\n".join(map(str, what)), algorithm="sha256").hexdigest()[:16]


def _looked_at(text: str) -> Iterator[tuple[str, int, str]]:
    """(kind, paragraph, the words themselves) of all there is in one text."""
    for kind, paragraph, start, end in suspicions_in(text):
        yield kind, paragraph, text[start:end]
    for number, _start, words in _paragraphs(text):
        for _name, first, _times in left_in(words):
            yield RESIDUE, number, first


def _masked(words: str) -> str:
    """The first three and the last two characters: enough to find it, too little to use it."""
    return f"{words[:3]}{'*' * (len(words) - 5)}{words[-2:]}"


def suspicions_in(text: str) -> list[tuple[str, int, int, int]]:
    """(kind, number of the paragraph, start, end) of every likely identifier, start and end counted in ``text``.

    Paragraphs are the lines that are not blank, counted from 1. What is found as one kind is no other.
    """
    found = []
    for number, start, words in _paragraphs(text):
        taken: list[tuple[int, int]] = []
        for kind, first, last in _identifiers(_half_width(words)):
            if all(last <= before or first >= after for before, after in taken):
                taken.append((first, last))
                found.append((kind, number, start + first, start + last))
    return sorted(found, key=lambda each: each[2])


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """(number from 1, start in the text, words) of every line that is not blank."""
    number = start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            number += 1
            yield number, start, line
        start += len(line)


def _half_width(text: str) -> str:
    """The same text, place for place, with all digits, signs and spaces in one form."""
    return SAID.sub(lambda said: said[0].translate(CHINESE), text.translate(HALF_WIDTH))


def _identifiers(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of what looks like an identifier, the surest kind first."""
    for pattern, kind, is_one in (
        (ID_18, ID_CARD, _is_id_18),
        (ID_15, ID_CARD, _is_id_15),
        (CARD, BANK_CARD, _is_card),
        (MOBILE, PHONE, _is_mobile),
    ):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            bare = re.sub("[^0-9Xx]", "", match[1]).upper()
            if is_one(bare) and not _is_other(text, start, end, is_sure=pattern is ID_18):
                yield kind, start, end


def _is_other(text: str, start: int, end: int, *, is_sure: bool) -> bool:
    """Whether what stands around a number says that it is an amount or a code."""
    if AMOUNT.match(text, end):
        return True
    before = text[max(0, start - 30) : start]
    if is_sure:  # a check digit and a date of birth do not come together by chance
        return False
    letters = LETTERS.search(before)
    is_code = letters is not None and letters[0].rstrip("_/-").lower() not in SPOKEN
    return is_code or bool(OTHER.search(before))


def _is_id_18(number: str) -> bool:
    if number[:2] not in PLACES or not number[:17].isdecimal() or not _is_day(number[6:14]):
        return False
    weighed = 0
    for digit, weight in zip(number[:17], WEIGHTS, strict=True):
        weighed += int(digit) * weight
    return CHECKS[weighed % 11] == number[17]


def _is_id_15(number: str) -> bool:
    """As issued until 1999: no check digit, the year of birth with two digits."""
    return number[:2] in PLACES and number[2:6] != "0000" and _is_day(f"19{number[6:12]}")


def _is_day(digits: str) -> bool:
    """Whether somebody alive could be born on YYYYMMDD."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= date(2035, 12, 31)


def _is_mobile(number: str) -> bool:
    return len(number) == 11


def _is_card(number: str) -> bool:
    """The check of Luhn (ISO/IEC 7812); not the same digit over and over."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(number)) > 2
