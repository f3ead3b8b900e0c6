"""Quoting: the sentence or cell in which something stands, with what is meant in it told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: As much of a sentence as stands on either side of the amount that is quoted.
AROUND = 60
#: What a label says beside the words that are printed.
ASIDE = re.compile(r"（[^（）]*）$")


@dataclass(frozen=True)
class Quote:
    """A sentence or a cell, with the words in it that are meant."""

    before: str
    meant: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.meant}{self.after}"


def quoted(quote: str, printed: str, label: str = "", *, is_change: bool = False) -> Quote | None:
    """A quotation with what is meant in it, and no more of a long sentence than stands around that; None where it says
    no more than what is printed. An amount that stands there twice is the first behind the ``label``, a change the last."""
    if not quote or quote in _spellings(printed):
        return None
    meant, at = next(_found(quote, printed, label, is_change=is_change), ("", 0))
    around = AROUND if meant else 2 * AROUND
    before, after = quote[:at], quote[at + len(meant) :]
    return Quote(
        before if len(before) <= AROUND else f"…{before[-AROUND:]}",
        meant,
        after if len(after) <= around else f"{after[:around]}…",
    )


def _found(quote: str, printed: str, label: str, *, is_change: bool) -> Iterator[tuple[str, int]]:
    """What is meant and where it stands in a quotation, the likeliest first."""
    behind = max(quote.find(ASIDE.sub("", label)), 0)
    for words in _spellings(printed):
        at = quote.rfind(words) if is_change else quote.find(words, behind)
        if at >= 0 or (at := quote.find(words)) >= 0:
            yield words, at


def _spellings(printed: str) -> Iterator[str]:
    """How an amount may stand in a sentence: with its unit, and, in a cell, without."""
    if printed:
        yield printed
        digits = printed.rstrip("万元人辆个家台套（）%平方米㎡ ")
        if digits and digits != printed:
            yield digits
