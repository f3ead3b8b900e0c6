"""Asking the database which entries of a group hold all words of a question, the heaviest first.

What is found is what ``LIKE '%word%'`` over ``folded`` finds, word by word. The index (migration 0012) is asked for pairs of
characters; words that it cannot settle alone are looked for in the entries that it leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

#: Of each group so many are counted and shown; whoever looks for more asks more exactly.
MOST = 1000
#: Pairs that the index is asked for; further ones are looked for in what it leaves.
MOST_PAIRS = 16
#: On PostgreSQL: where the index finds more than this, walking through the group finds the heaviest sooner.
MANY = 5_000


@dataclass(frozen=True)
class Asked:
    """A question as the index takes it: pairs (or one single character), and the words left to be looked for."""

    parts: tuple[str, ...]
    words: tuple[str, ...]


def found(words: Sequence[str], group: str) -> list[int]:
    """The numbers of the first ``MOST`` + 1 entries of a group that hold all of these folded words, the heaviest first."""
    if not words:
        return []
    ask = {"sqlite": _of_sqlite, "postgresql": _of_postgresql}[connection.vendor]
    return ask(_asked(words), words, group)


def _asked(words: Sequence[str]) -> Asked:
    pairs = dict.fromkeys(word[n : n + 2] for word in words for n in range(len(word) - 1))
    parts = tuple(islice(pairs, MOST_PAIRS)) or (words[0],)
    return Asked(parts, tuple(word for word in words if word not in parts))


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


def _of_sqlite(asked: Asked, _words: Sequence[str], group: str) -> list[int]:
    match = " AND ".join(_token(part, group) for part in asked.parts)
    sql = BY_PAIRS_AND_WORDS.format(words=_all("instr(entry.folded, %s) > 0", asked.words))
    return _numbers(sql if asked.words else BY_PAIRS, [match, *asked.words, MOST + 1])


def _token(part: str, group: str) -> str:
    """A pair as the index spells it; of a single character the pairs that begin with it."""
    return f'"{group}{part.encode().hex()}"{" *" if len(part) == 1 else ""}'


# PostgreSQL -------------------------------------------------------------------------------------------------------

# COLLATE: the index has it, and a question without it would scan the table instead, in silence.
BY_GIN = (
    "WITH hits AS MATERIALIZED ("
    ' SELECT id, weight FROM disclosures_searchentry WHERE disclosures_pairs("group", folded) COLLATE "C" @> %s'
    " AND {words} LIMIT %s)"
    " SELECT id, (SELECT count(*) FROM hits) FROM hits ORDER BY weight DESC, id LIMIT %s"
)
BY_WALKING = (
    'SELECT id FROM disclosures_searchentry WHERE "group" = %s AND {words} ORDER BY weight DESC, id LIMIT %s'
)
HOLDS = "strpos(folded, %s) > 0"


def _of_postgresql(asked: Asked, words: Sequence[str], group: str) -> list[int]:
    parts = [f"{group}{part}" for part in asked.parts]
    sql = BY_GIN.format(words=_all(HOLDS, asked.words))
    rows = _rows(sql, [parts, *asked.words, MANY + 1, MOST + 1])
    if rows and rows[0][1] > MANY:
        return _numbers(BY_WALKING.format(words=_all(HOLDS, words)), [group, *words, MOST + 1])
    return [row[0] for row in rows]


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
