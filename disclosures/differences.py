"""Differences: what one frozen document says otherwise than another, figure by figure and word by word.

Pure: from two documents as JSON to one plain JSON object, which the page of differences, ``changes.json``, the staff side
and the list of corrections all read::

    region, department, year, kind, title
    old, new   {"number", "sha256", "published_at", "reason"} of both versions
    figures    [{"key", "label", "unit", "old", "new", "difference", "follows", "place", "anchor"}, …]: exact values in the
               unit of figures; ``old`` or ``new`` null where the figure is not known or does not stand there
    texts      [{"place", "anchor", "pieces": [{"same" | "del" | "ins": text}, …], "en": the same in English or []}, …]
    parts      the parts of the document beside these that differ: examination, deadline, title, …; blocks where nothing else
               differs in them than what is neither a figure nor a text, as the head of a table
    counted    {"figures": corrected, "following", "unchanged", "texts"}

A figure *follows* where we compute it (a total, a percentage, a count), or where it changed by as much as what it is the
sum of. Every other figure is one that somebody corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from budgets.keys import parted
from budgets.ledger import ZERO, add
from budgets.parts import Parts, is_computed

from .document import STAMP, completed

Json = Mapping[str, Any]

#: Parts of a document that are told figure by figure and word by word, or that follow from those.
TOLD = ("figures", "blocks", "summary")
#: A number, a Latin word, or one sign: what a text is compared by.
WORD = re.compile(r"[0-9][0-9,.]*|[A-Za-z]+|\s+|.", re.DOTALL)
#: Two texts that have less in common are two texts, not one that was changed.
ALIKE = 0.4
#: Longer texts (words by words) are told as a whole: comparing them would take seconds.
LONGEST = 4_000_000
#: So few words between two changes are told with them: a text in shreds cannot be read.
SHRED = 1


def differences(old: Json, new: Json, digests: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """What ``new`` says otherwise than ``old``; ``digests`` are those of the two, where they are published."""
    old, new = completed(old), completed(new)
    figures = list(_figures(old, new))
    texts = list(_texts(old, new))
    corrected = [each for each in figures if not each["follows"]]
    return {
        "region": new["region"],
        "department": new["department"],
        "year": new["year"],
        "kind": new["kind"],
        "title": new["title"],
        "old": _version(old, digests[0]),
        "new": _version(new, digests[1]),
        "figures": figures,
        "texts": texts,
        "parts": _parts(old, new, is_told=bool(figures or texts)),
        "counted": {
            "figures": len(corrected),
            "following": len(figures) - len(corrected),
            "unchanged": len({*old["figures"], *new["figures"]}) - len(figures),
            "texts": len(texts),
        },
    }


def _parts(old: Json, new: Json, *, is_told: bool) -> list[str]:
    """The parts that differ beside figures and texts; ``blocks`` where something in them does that is neither."""
    names = {*old, *new} - {*STAMP, *TOLD} | (set() if is_told else {"blocks"})
    return [name for name in sorted(names) if old.get(name) != new.get(name)]


def _version(document: Json, sha256: str) -> dict[str, Any]:
    said = {name: document[name] for name in ("number", "published_at", "reason")}
    return said | {"sha256": sha256}


# Figures ----------------------------------------------------------------------------------------------------------


def _figures(old: Json, new: Json) -> Iterator[dict[str, Any]]:
    """Every figure whose value differs, as the new document has them in order."""
    moved = Moved(old["figures"], new["figures"])
    order = _order(new) | _order(old)
    for key in sorted(moved.keys, key=lambda key: (order.get(key, len(order)), key)):
        before, after = old["figures"].get(key), new["figures"].get(key)
        figure: Json = after or before or {}
        place: Json = next(iter(figure["places"]), {})
        change = moved.change(key)
        yield {
            "key": key,
            "label": figure["label"],
            "unit": figure["unit"],
            "old": before["value"] if before else None,
            "new": after["value"] if after else None,
            "difference": None if change is None else f"{change:f}",
            "follows": moved.follows(key),
            "place": place.get("text", ""),
            "anchor": place.get("anchor", ""),
        }


def _order(document: Json) -> dict[str, int]:
    """The figures of a document by where they are printed first."""
    cited = (key for block in document["blocks"] for key in _cited(block))
    return {key: n for n, key in enumerate(dict.fromkeys(cited))}


def _cited(block: Json) -> Iterator[str]:
    if block["type"] == "table":
        yield from (cell["figure"] for row in block["rows"] for cell in row["cells"] if cell.get("figure"))
    elif block["type"] == "paragraph":
        yield from (run["figure"] for run in block["runs"] if not isinstance(run, str) and "figure" in run)


class Moved:
    """The figures that differ between two documents, and why: corrected, or only following."""

    def __init__(self, old: Json, new: Json) -> None:
        self.old, self.new = old, new
        self.keys = frozenset(key for key in {*old, *new} if self._value(old, key) != self._value(new, key))
        self._parts = Parts({parted(key)[0] for key in {*old, *new}})

    @staticmethod
    def _value(figures: Json, key: str) -> Any:
        return figures[key]["value"] if key in figures else None

    def change(self, key: str) -> Decimal | None:
        """By how much a figure moved; a ledger figure that stands in one document only was nothing in the other."""
        before, after = self._known(self.old, key), self._known(self.new, key)
        return None if before is None or after is None else after - before

    def _known(self, figures: Json, key: str) -> Decimal | None:
        if key not in figures:
            return ZERO if self._parts.is_ledger(parted(key)[0]) else None
        value = figures[key]["value"]
        return None if value is None else Decimal(value)

    def follows(self, key: str) -> bool:
        if is_computed(key):
            return True
        base, view = parted(key)
        ways = ([f"{part}.{view}" if view else part for part in way] for way in self._parts.breakdowns(base))
        return any(self._explains(key, [part for part in way if part in self.keys]) for way in ways)

    def _explains(self, key: str, parts: Sequence[str]) -> bool:
        """Whether the parts that moved came to as much as the whole, or became known (unknown) with it."""
        changes = [self.change(part) for part in parts]
        known = [change for change in changes if change is not None]
        if self.change(key) is None:
            return len(known) < len(changes)
        return bool(known) and len(known) == len(changes) and add(known) == self.change(key)


# Texts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """One text of a document and where it stands. ``mask`` is the same with its figures left out: that those moved is told
    as figures."""

    text: str = ""
    mask: str = ""
    english: str = ""
    place: str = ""
    anchor: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


NOTHING = Text()


def _texts(old: Json, new: Json) -> Iterator[dict[str, Any]]:
    before, after = list(texts_of(old)), list(texts_of(new))
    for was, now in _pairs(before, after):
        yield {
            "place": (now or was).place,
            "anchor": now.anchor,
            "pieces": pieces(was.text, now.text),
            "en": pieces(was.english, now.english),
        }


def texts_of(document: Json) -> Iterator[Text]:
    """The headings, sentences, words in tables, remarks and explanations of a document, in order."""
    place, anchor = "", ""
    for block in document["blocks"]:
        match block["type"]:
            case "heading":
                place, anchor = f"{block['number']}{block['text']}", block["anchor"]
                yield Text(block["text"], block["text"], "", place, anchor)
            case "paragraph":
                text, mask = _said(block["runs"])
                yield Text(text, mask, _said(block["en"])[0], place, anchor)
            case "table":
                title = f"{block['label']} {block['title']}".strip()
                for text in _words_of_table(block):
                    yield Text(text, text, "", title, f"table-{block['key']}")
            case "terms":
                for item in block["items"]:
                    text = f"{item['name']}：{item['text']}"
                    yield Text(text, text, "", place, anchor)


def _said(runs: Iterable[Any]) -> tuple[str, str]:
    """A sentence as printed, and with its figures left out."""
    parts = [run if isinstance(run, dict) else {"text": run} for run in runs]
    return "".join(p["text"] for p in parts), "".join("…" if "figure" in p else p["text"] for p in parts)


def _words_of_table(table: Json) -> Iterator[str]:
    """The title of a table, its remarks, and the words in it: of a row of figures what the department says beside them,
    of a row without figures all."""
    yield table["title"]
    kinds = [kind for column in table["columns"] for kind in _kinds(column)]
    for row in table["rows"]:
        has_figures = any(cell.get("figure") for cell in row["cells"])
        named = [
            cell["text"]
            for cell, kind in zip(row["cells"], kinds, strict=True)
            if not cell.get("figure") and cell["text"] and (kind == "text" or not has_figures)
        ]
        if named:
            yield " · ".join(named)
    yield from table["notes"]


def _kinds(column: Json) -> Iterator[str]:
    if not column["children"]:
        yield column["kind"]
    for child in column["children"]:
        yield from _kinds(child)


def _pairs(before: list[Text], after: list[Text]) -> Iterator[tuple[Text, Text]]:
    """Each text that differs beside what it became; NOTHING beside one that only one of both documents has."""
    matcher = SequenceMatcher(None, [t.mask for t in before], [t.mask for t in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _beside(before[i1:i2], after[j1:j2])


def _beside(before: list[Text], after: list[Text]) -> Iterator[tuple[Text, Text]]:
    """Texts of one stretch: each with the first behind the last pair that is like it."""
    at = 0
    for was in before:
        found = next((n for n in range(at, len(after)) if _are_alike(was.mask, after[n].mask)), None)
        if found is None:
            yield was, NOTHING
        else:
            yield from ((NOTHING, now) for now in after[at:found])
            yield was, after[found]
            at = found + 1
    yield from ((NOTHING, now) for now in after[at:])


def _are_alike(one: str, other: str) -> bool:
    if not one or not other or len(one) * len(other) > LONGEST:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def pieces(old: str, new: str) -> list[dict[str, str]]:
    """A text with what was taken out of it and what was put in, word by word."""
    a, b = WORD.findall(old), WORD.findall(new)
    if len(a) * len(b) > LONGEST:
        return _piece("del", old) + _piece("ins", new)
    found: list[dict[str, str]] = []
    for tag, i1, i2, j1, j2 in _without_shreds(SequenceMatcher(None, a, b, autojunk=False).get_opcodes()):
        if tag == "equal":
            found += _piece("same", "".join(a[i1:i2]))
        else:
            found += _piece("del", "".join(a[i1:i2])) + _piece("ins", "".join(b[j1:j2]))
    return found


def _piece(kind: str, text: str) -> list[dict[str, str]]:
    return [{kind: text}] if text else []


Step = tuple[str, int, int, int, int]


def _without_shreds(steps: Iterable[Step]) -> list[Step]:
    """Changes that only a word or so stands between are one change."""
    joined: list[Step] = []
    for step in steps:
        tag, _i1, i2, _j1, j2 = step
        if tag != "equal" and joined and joined[-1][0] != "equal":
            joined[-1] = ("replace", joined[-1][1], i2, joined[-1][3], j2)
        elif (
            tag != "equal"
            and len(joined) > 1
            and joined[-1][2] - joined[-1][1] <= SHRED
            and joined[-2][0] != "equal"
        ):
            joined.pop()
            joined[-1] = ("replace", joined[-1][1], i2, joined[-1][3], j2)
        else:
            joined.append(step)
    return joined
