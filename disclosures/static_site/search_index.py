"""The search of a site that is only files: an index in pieces, each a script that a browser loads when a question needs it.

Under ``search/index/``:

``head.js``   mingzhangHead({"chunk": entries a chunk, "shards": how many, "groups": […], "starts": the number of the first
              entry of each group, and of the one after the last, "hasFigures": whether figures are among them})
``e<n>.js``   mingzhangEntries(n, [[place of its group, title, text, path, amount as printed, folded], …])
``p<n>.js``   mingzhangPairs(n, {"财政": "a,1,4", …}): the numbers of the entries that hold a pair of characters, in base 36,
              each less the one before; a character that ends a line stands alone

Entries are numbered as they are shown: by group, the heaviest first. Which shard a pair is in its first character says, so
that a question of one character needs one shard too. Folding is that of ``search.folding``, said again in site-search.js.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from ..models import SearchEntry, StandingFigure
from ..search.results import Amount
from .answers import script
from .writing import Piece

FOLDER = "/search/index/"
CHUNK, SHARDS = 400, 512
#: More than these nobody looks through in a browser: departments, projects, accounts, texts and terms are found still.
MOST_FIGURES = 300_000
Group = SearchEntry.Group
GROUPS = tuple(group.value for group in Group)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def pieces() -> Iterator[Piece]:
    """Every piece of the index, with its bytes."""
    groups = [group for group in GROUPS if group != Group.FIGURE or _has_figures()]
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    chunk: list[list[Any]] = []
    counts = dict.fromkeys(groups, 0)
    number = 0
    for number, entry in enumerate(_entries(groups), 1):
        counts[entry["group"]] += 1
        chunk.append(_row(entry, groups))
        for pair in pairs(entry["folded"]):
            postings[pair].append(number - 1)
        if len(chunk) == CHUNK:
            yield _piece("mingzhangEntries", "e", (number - 1) // CHUNK, chunk)
            chunk = []
    if chunk:
        yield _piece("mingzhangEntries", "e", (number - 1) // CHUNK, chunk)
    yield from _shards(postings)
    yield Piece(f"{FOLDER}head.js", ready=script("mingzhangHead", _head(counts)))


def _head(counts: dict[str, int]) -> dict[str, Any]:
    return {
        "chunk": CHUNK,
        "shards": SHARDS,
        "groups": list(counts),
        "starts": [0, *accumulate(counts.values())],
        "hasFigures": Group.FIGURE in counts,
    }


def _has_figures() -> bool:
    return SearchEntry.objects.filter(group=Group.FIGURE).count() <= MOST_FIGURES


def _entries(groups: Iterable[str]) -> Iterator[dict[str, Any]]:
    """In an order that follows from what they say, so that the same data is the same index."""
    columns = (
        "group",
        "title",
        "text",
        "path",
        "year",
        "folded",
        "publication_id",
        "key",
        "publication__title",
    )
    for group in groups:
        ordered = SearchEntry.objects.filter(group=group).order_by("-weight", "path", "title", "text")
        amounts = _amounts() if group in (Group.FIGURE, Group.PROJECT) else {}
        for entry in ordered.values(*columns).iterator():
            yield entry | {"amount": amounts.get((entry["publication_id"], entry["key"]), "")}


def _amounts() -> dict[tuple[int, str], str]:
    """What is printed of each figure that can be found."""
    figures = StandingFigure.objects.exclude(number=None).only("publication_id", "key", "number", "unit")
    return {
        (each.publication_id, each.key): Amount(each.value, each.unit, None).words
        for each in figures.iterator()
    }


def _row(entry: dict[str, Any], groups: list[str]) -> list[Any]:
    place = groups.index(entry["group"])
    text = entry["text"] or entry["publication__title"] or ""
    return [place, entry["title"], text, entry["path"], entry["amount"], entry["folded"]]


def pairs(folded: str) -> set[str]:
    """The pairs of characters that stand side by side in a line of a folded text; the last of a line stands alone."""
    return {line[n : n + 2] for line in folded.split("\n") for n in range(len(line))}


def shard_of(pair: str) -> int:
    return ord(pair[0]) % SHARDS


def _shards(postings: dict[str, array[int]]) -> Iterator[Piece]:
    """All of them: a question may ask for pairs that are nowhere."""
    shards: list[list[str]] = [[] for _ in range(SHARDS)]
    for pair in sorted(postings):
        shards[shard_of(pair)].append(pair)
    for number, shard in enumerate(shards):
        told = {pair: ",".join(_differences(postings.pop(pair))) for pair in shard}
        yield _piece("mingzhangPairs", "p", number, told)


def _differences(numbers: Iterable[int]) -> Iterator[str]:
    last = 0
    for number in numbers:
        yield base36(number - last)
        last = number


def base36(number: int) -> str:
    text = ""
    while number >= 36:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return DIGITS[number] + text


def _piece(call: str, letter: str, number: int, said: Any) -> Piece:
    return Piece(f"{FOLDER}{letter}{number}.js", ready=script(call, number, said))
