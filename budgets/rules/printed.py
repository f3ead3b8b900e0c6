"""What a document says, so that rules can ask for it by key, by place and by coordinates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from budgets.catalogue import MONEY
from budgets.facts import ZERO, Paragraph, PrintedTable, Reading, Said
from budgets.keys import coordinates
from budgets.ledger import BALANCE_SOURCES, CARRY
from budgets.money import WANYUAN, YUAN_IN

#: Words that tell a part of the money: 其中列明经济科目.
IN_PART = re.compile("列明|已细化|仅列|只列")
#: Nobody says one figure in more places in good faith. What most of these say is what all of them are held against, so
#: that nothing is left out of what is told.
MOST_PLACES = 400
#: Amounts below this many 元 are hardly rounded to 万元 in a text that gives others to the 分.
SMALL, SEVERAL = Decimal(1_000_000), 5


def _as_exact_as_the_rest(spoken: tuple[Said, ...]) -> tuple[Said, ...]:
    """What a text says, 10万元 as exact as the 10.25万元 around it: trailing zeros are dropped, digits are not."""
    usual = Counter(said.step for said in spoken if said.unit == MONEY and 0 < said.step < YUAN_IN[WANYUAN])
    step, times = usual.most_common(1)[0] if usual else (ZERO, 0)
    if times < SEVERAL:
        return spoken
    return tuple(
        replace(said, step=step)
        if said.unit == MONEY and said.step > step and abs(said.value) < SMALL and "万" in said.printed
        else said
        for said in spoken
    )


class Printed:
    """A reading, asked by its rules. ``earlier`` are figures of the same department's document of the year before."""

    def __init__(
        self, reading: Reading, name_of: Callable[[str, str], str], earlier: Mapping[str, Said] | None = None
    ) -> None:
        self.reading = replace(reading, spoken=_as_exact_as_the_rest(reading.spoken))
        self.name_of, self.earlier = name_of, earlier or {}
        self._best: dict[str, Said | None] = {}

    @property
    def year(self) -> int:
        return self.reading.year

    @cached_property
    def by_key(self) -> dict[str, tuple[Said, ...]]:
        found: dict[str, list[Said]] = {}
        for said in self.reading.everything_said():
            found.setdefault(said.key, []).append(said)
        return {key: tuple(places) for key, places in found.items()}

    def said(self, key: str) -> Sequence[Said]:
        return self.by_key.get(key, ())

    def best(self, key: str) -> Said | None:
        """Where a figure is said most exactly: in a table before a sentence, to the most digits, first."""
        if key not in self._best:
            places = self.said(key)
            self._best[key] = min(
                places, key=lambda said: (not self.is_in_table(said), said.step), default=None
            )
        return self._best[key]

    @cached_property
    def by_place(self) -> dict[tuple[str, str], list[Said]]:
        """What one table or paragraph says of a figure, by scope and key."""
        found: dict[tuple[str, str], list[Said]] = {}
        for said in self.reading.everything_said():
            found.setdefault((said.place.scope, said.key), []).append(said)
        return found

    def amount_is_nothing(self, key: str) -> bool:
        """Whether a figure is nowhere said to be anything but nothing."""
        return all(said.value == 0 for said in self.said(key))

    def is_in_table(self, said: Said) -> bool:
        return said.place.scope in self.table_of

    @cached_property
    def table_of(self) -> dict[str, PrintedTable]:
        return {table.place.scope: table for table in self.reading.tables}

    def kind_of(self, said: Said) -> str:
        """What kind of table a figure stands in; empty in text."""
        table = self.table_of.get(said.place.scope)
        return table.kind if table else ""

    @cached_property
    def shared_by_table(self) -> dict[str, list[tuple[Said, Said]]]:
        """Of each table what it says that is said elsewhere too, beside the other place that says it best; no nothings."""
        found: dict[str, list[tuple[Said, Said]]] = {}
        for places in self.by_key.values():
            for said in filter(self.is_in_table, places):
                others = [other for other in places[:MOST_PLACES] if other.place.scope != said.place.scope]
                if others:
                    other = min(others, key=lambda each: (not self.is_in_table(each), each.step))
                    if said.value or other.value:
                        found.setdefault(said.place.scope, []).append((said, other))
        return found

    def tables(self, *kinds: str) -> Iterator[PrintedTable]:
        return (table for table in self.reading.tables if table.kind in kinds)

    @cached_property
    def section_of(self) -> dict[str, tuple[str, ...]]:
        return {paragraph.place.scope: paragraph.section for paragraph in self.reading.paragraphs}

    @cached_property
    def untied_scopes(self) -> set[str]:
        """The paragraphs with an amount that no pattern ties to a figure."""
        return {place.scope for place in self.reading.untied}

    @cached_property
    def paragraph_of(self) -> dict[str, Paragraph]:
        return {paragraph.place.scope: paragraph for paragraph in self.reading.paragraphs}

    @cached_property
    def spoken_by_scope(self) -> dict[str, list[Said]]:
        """What each paragraph says, in the order of the text."""
        found: dict[str, list[Said]] = {}
        for said in self.reading.spoken:
            found.setdefault(said.place.scope, []).append(said)
        return found

    @cached_property
    def has_carry_over(self) -> bool:
        """Whether anything is said to be brought forward, or left over for the next year."""
        return any(
            not self.amount_is_nothing(key)
            for key in self.by_key
            if (c := coordinates(key))
            and not c.view
            and (c.span == "balance" or c.s[:1] in BALANCE_SOURCES or c.nature == CARRY)
        )

    @cached_property
    def is_itemised_in_part(self) -> bool:
        """Whether the document says itself that only a part of the money is broken down by economic nature."""
        return any(IN_PART.search(f"{said.label}{said.place.quote}") for said in self.said("economic.total"))

    @cached_property
    def is_all_general(self) -> bool:
        """Whether all income is said to be this year's grant of the general budget, and nothing else is said."""
        total, general = self.best("income.total"), self.best("income.s101")
        grant = self.best("income.s1") or self.best("income.grant.total")
        whole = general or grant
        others = ("income.fund.total", "income.s102", "income.capital.total", "income.s103")
        if total is None or whole is None or self.has_carry_over:
            return False
        return total.value == whole.value and all(self.amount_is_nothing(key) for key in others)
