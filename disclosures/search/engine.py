"""Asking the database which entries of a group hold all words of a question, the heaviest first.

What is found is what ``LIKE '%word%'`` over ``folded`` finds, word by word. The index (migration 0017) is asked for pairs of
characters; words that it cannot settle alone are looked for in the entries that it leaves. Where it could only hand over
very many, to be sorted by weight, and the words stand in many of the heaviest, those are looked through one by one instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection, transaction

#: Of each group so many are counted and shown; whoever looks for more asks more exactly.
MOST = 1000
#: Pairs that the index is asked for; further ones are looked for in what it leaves.
MOST_PAIRS = 16
#: So many of the heaviest entries of a group are looked at first. Where so many of them (3 of 100) hold the words, 1,000
#: are come to by going on, sooner than the index finds and sorts all of them: at a million entries both take as long.
NEAR, DENSE = 256, 8
#: Nobody goes on farther than this: words may stand in the heaviest and nowhere else.
FAR = 50_000
#: On PostgreSQL: where the index finds more than this, it is tried once whether they are among the heaviest after all.
MANY = 20_000


@dataclass(frozen=True)
class Asked:
    """A question as the index takes it: pairs (or one single character), and the words left to be looked for."""

    parts: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_of_pairs(self) -> bool:
        return len(self.parts[0]) > 1


def found(words: Sequence[str], group: str) -> list[int]:
    """The numbers of the first ``MOST`` + 1 entries of a group that hold all of these folded words, the heaviest first."""
    if not words:
        return []
    asked, vendor = _asked(words), connection.vendor
    if vendor == "sqlite" and asked.is_of_pairs:
        return _of_sqlite(asked, group)  # in the order of weights, and no more than are asked for
    near = _near(words, group)
    numbers = [number for number, holds_all in near if holds_all]
    if len(near) < NEAR:
        return numbers[: MOST + 1]  # that was the whole group
    is_dense = len(numbers) >= DENSE
    if is_dense and (walked := _walked(words, group)) is not None:
        return walked
    if vendor == "sqlite":
        return _of_sqlite(asked, group)
    return _of_postgresql(asked, words, group, has_walked=is_dense)


def _asked(words: Sequence[str]) -> Asked:
    pairs = dict.fromkeys(word[n : n + 2] for word in words for n in range(len(word) - 1))
    parts = tuple(islice(pairs, MOST_PAIRS)) or (words[0],)
    return Asked(parts, tuple(word for word in words if word not in parts))


# Walking ----------------------------------------------------------------------------------------------------------

# The heaviest of a group are read off an index in their order (entries_by_group_and_weight).
HEAVIEST = (
    "FROM (SELECT id, weight, folded FROM disclosures_searchentry"
    ' WHERE "group" = %s ORDER BY weight DESC, id LIMIT %s) AS heaviest'
)
LOOKING = f"SELECT id, {{words}} {HEAVIEST}"  # noqa: S608 - pieces of this file
# Not ordered once more: both engines hand the entries on one by one as they stand, and stop when there are enough; told to
# sort them, SQLite would fetch all of them first. The tests hold the order against that of LIKE.
WALKING = f"SELECT id {HEAVIEST} WHERE {{words}} LIMIT %s"  # noqa: S608
FARTHER = (
    'SELECT 1 FROM disclosures_searchentry WHERE "group" = %s ORDER BY weight DESC, id LIMIT 1 OFFSET %s'
)
HOLDS = {"sqlite": "instr(folded, %s) > 0", "postgresql": "strpos(folded, %s) > 0"}


def _near(words: Sequence[str], group: str) -> list[tuple[int, bool]]:
    """The heaviest entries of a group, and whether each holds the words."""
    sql = LOOKING.format(words=_all(HOLDS[connection.vendor], words))
    return [(number, bool(holds_all)) for number, holds_all in _rows(sql, [*words, group, NEAR])]


def _walked(words: Sequence[str], group: str) -> list[int] | None:
    """What is found by looking at one entry after another; None where that is not all, for it would take too long."""
    sql = WALKING.format(words=_all(HOLDS[connection.vendor], words))
    numbers = _numbers(sql, [group, FAR, *words, MOST + 1])
    return numbers if len(numbers) > MOST or not _rows(FARTHER, [group, FAR]) else None


# SQLite -----------------------------------------------------------------------------------------------------------

BY_PAIRS = (
    "SELECT rowid & 4294967295 FROM disclosures_searchindex"
    " WHERE disclosures_searchindex MATCH %s ORDER BY rowid LIMIT %s"
)
BY_PAIRS_AND_WORDS = (
    "SELECT entry.id FROM disclosures_searchindex AS pairs"
    " CROSS JOIN disclosures_searchentry AS entry ON entry.id = pairs.rowid & 4294967295"
    " WHERE pairs.disclosures_searchindex MATCH %s AND {words} ORDER BY pairs.rowid LIMIT %s"
)


def _of_sqlite(asked: Asked, group: str) -> list[int]:
    match = " AND ".join(_token(part, group) for part in asked.parts)
    sql = BY_PAIRS_AND_WORDS.format(words=_all(HOLDS["sqlite"], asked.words)) if asked.words else BY_PAIRS
    return _numbers(sql, [match, *asked.words, MOST + 1])


def _token(part: str, group: str) -> str:
    """A pair as the index spells it; of a single character the pairs that begin with it."""
    return f'"{group}{part.encode().hex()}"{" *" if len(part) == 1 else ""}'


# PostgreSQL -------------------------------------------------------------------------------------------------------

# COLLATE: the index has it, and a question without it would scan the table instead, in silence.
# MATERIALIZED: else the planner may walk through the group in the order asked for and make the pairs of every entry.
BY_GIN = (
    "WITH hits AS MATERIALIZED ("
    ' SELECT id, weight FROM disclosures_searchentry WHERE disclosures_pairs("group", folded) COLLATE "C" @> %s'
    " AND {words} LIMIT %s)"
    " SELECT id, count(*) OVER () FROM hits ORDER BY weight DESC, id LIMIT %s"
)
# Until the end of what is asked for one page. A list of places that is too long for its memory forgets the rows within a
# page; then, as in a scan, the pairs of each entry are made to see whether it is one. Compiling takes longer than asking.
SETTINGS = "SET LOCAL work_mem = '64MB'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off"


def _of_postgresql(asked: Asked, words: Sequence[str], group: str, *, has_walked: bool) -> list[int]:
    numbers, count = _of_gin(asked, group, MANY + 1)
    if count <= MANY:
        return numbers
    walked = None if has_walked else _walked(words, group)
    return _of_gin(asked, group, None)[0] if walked is None else walked


def _of_gin(asked: Asked, group: str, most: int | None) -> tuple[list[int], int]:
    """The heaviest of so many that the index finds, and how many those are."""
    parts = [f"{group}{part}" for part in asked.parts]
    sql = BY_GIN.format(words=_all(HOLDS["postgresql"], asked.words))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SETTINGS)
        rows = _rows(sql, [parts, *asked.words, most, MOST + 1])
    return [number for number, _count in rows], rows[0][1] if rows else 0


# ------------------------------------------------------------------------------------------------------------------


def _all(condition: str, words: Sequence[str]) -> str:
    """One condition for each word; the words themselves are values of the query."""
    return " AND ".join([condition] * len(words)) or "true"


def _numbers(sql: str, values: list[Any]) -> list[int]:
    return [row[0] for row in _rows(sql, values)]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
