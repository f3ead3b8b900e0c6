"""How much an examination catches: a document in which everything agrees is changed in one place at a time.

Every mutant is of one kind and is either *decidable* or not: whether anything in the document, or anything known of
every document (the chart of accounts, the calendar, the form), contradicts what was changed. That is argued here from
how the document was made, never from what the examination finds:

- a figure in a table: its table adds up (every row or column is part of a printed sum), or the figure stands elsewhere
- a figure in a sentence: it stands elsewhere, or is part of a sum that is printed with all its parts
- a change, its verb, its percentage: last year's figure stands somewhere, or the change stands elsewhere, or is part of
  a printed sum of changes, or stands beside its percentage
- a rise of what is nothing this year: always, last year was not less than nothing
- 持平 with an amount, an unresolved 增加（减少）, XX and underscores, a sentence said twice: always
- a share: always, its part and its whole are printed
- a unit: as the figures it is printed with
- a year: that of a comparison, a date's, a title's: always; that of a sentence where its figure also stands elsewhere
- a code, a name beside a code: always, the chart has them; a code's digits with a space: always
- a note under an empty table: where every other empty table has one, and no sentence tells of empty tables; a note of
  another fund, or under a table that is not empty: always
- a heading's number: always
- a count: where the list stands beside it, or its kinds do

A mutant is *caught* where a finding appears that was not there before and names the changed place or its figure.
``make mutants`` runs all of them and prints the survivors.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from budgets.rules.finding import Finding
from disclosures.examination import examine_reading
from disclosures.reading import reader
from disclosures.reading.raw import Grid, Line, Raw
from tests import foreign
from tests.foreign import Block, Head, Made, Para, Piece, Slot, Table, names


@dataclass(frozen=True)
class Mutant:
    """One change. ``marks`` are what a finding may name it by: what stands there now, what stood there, its row or title."""

    kind: str
    made: Made
    where: str
    old: str
    new: str
    marks: tuple[str, ...]
    is_decidable: bool = True

    def __str__(self) -> str:
        return f"{self.kind}: {self.old!r} → {self.new!r} in {self.where}"


# What can be told from the rest of a document ---------------------------------------------------------------------


class Knowledge:
    """What is printed how often, and in which sums."""

    def __init__(self, made: Made) -> None:
        slots = [slot for _, slot in slots_of(made)]
        self.times = Counter(slot.key for slot in slots if slot.role in ("cell", "money", "count", "flat"))
        self.values = {slot.key: slot.value for slot in slots}
        self.sums = made.sums

    def is_printed(self, key: str) -> bool:
        return self.times[key] > 0

    def is_summed(self, key: str) -> bool:
        """Whether it is the total, or a part, of a sum whose other members are all printed or are nothing."""
        for total, parts in self.sums:
            others = [member for member in (total, *parts) if member != key]
            if len(others) <= len(parts) and all(self._is_known(member) for member in others):
                return any(self.is_printed(member) for member in others)
        return False

    def _is_known(self, key: str) -> bool:
        """Whether a figure is printed, or left blank where it would stand."""
        return self.is_printed(key) or self.values.get(key) == 0

    def tells_exactly(self, key: str) -> bool:
        """Whether the rest tells a figure to its last digit; a percentage does not."""
        if key.endswith(".change") and self.is_printed(f"{key.removesuffix('.change')}.last"):
            return True
        return self.times[key] > 1 or self.is_summed(key)

    def tells(self, key: str) -> bool:
        """Whether a figure in a sentence can be told from the rest."""
        if self.times[key] > 1 or self.is_summed(key):
            return True
        if key.endswith(".change"):
            base = key.removesuffix(".change")
            return self.is_printed(f"{base}.last") or f"{base}.percent" in self.values
        if key.endswith(".percent"):
            return self.is_printed(f"{key.removesuffix('.percent')}.change")
        return False


At = tuple[int, ...]


def slots_of(made: Made) -> Iterator[tuple[At, Slot]]:
    """Every slot with where it is: block, and piece of a paragraph, or row and cell, or -1 and piece of a title."""
    for b, block in enumerate(made.blocks):
        if isinstance(block, Para):
            yield from (((b, n), p) for n, p in enumerate(block.pieces) if isinstance(p, Slot))
        elif isinstance(block, Table):
            yield from (((b, -1, n), p) for n, p in enumerate(block.title) if isinstance(p, Slot))
            for r, row in enumerate(block.rows):
                yield from (((b, r, c), p) for c, p in enumerate(row) if isinstance(p, Slot))


def with_piece(made: Made, at: At, piece: Piece | tuple[Piece, ...]) -> Made:
    """The document with another piece, or pieces, in one place."""
    block = made.blocks[at[0]]
    put = piece if isinstance(piece, tuple) else (piece,)
    if isinstance(block, Para):
        changed: Block = replace(block, pieces=_spliced(block.pieces, at[1], put))
    elif isinstance(block, Table) and at[1] == -1:
        changed = replace(block, title=_spliced(block.title, at[2], put))
    elif isinstance(block, Table):
        row = _spliced(block.rows[at[1]], at[2], put)
        changed = replace(block, rows=(*block.rows[: at[1]], row, *block.rows[at[1] + 1 :]))
    else:
        raise TypeError(block)
    return with_block(made, at[0], changed)


def with_block(made: Made, b: int, *blocks: Block) -> Made:
    return replace(made, blocks=(*made.blocks[:b], *blocks, *made.blocks[b + 1 :]))


def _spliced(pieces: Sequence[Piece], n: int, put: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return (*pieces[:n], *put, *pieces[n + 1 :])


# The kinds --------------------------------------------------------------------------------------------------------


def mutants_of(made: Made, seed: int = 0) -> list[Mutant]:
    """Every mutant of a document; ``seed`` picks digits."""
    draw, known = random.Random(f"{made.name}-{seed}"), Knowledge(made)
    found: list[Mutant] = []
    for at, slot in slots_of(made):
        for kind, text, decidable in _changes(made, at, slot, known, draw):
            changed = with_piece(made, at, replace(slot, text=text))
            found.append(_mutant(made, changed, at, f"{kind}", slot.text, text, slot, decidable))
    for b, block in enumerate(made.blocks):
        found += _of_block(made, b, block, known)
    return [mutant for mutant in found if mutant.old != mutant.new]


def _mutant(
    made: Made, changed: Made, at: At, kind: str, old: str, new: str, slot: Slot, is_decidable: bool
) -> Mutant:
    block, after = made.blocks[at[0]], changed.blocks[at[0]]
    if isinstance(block, Table):
        where = f"{block.name}, {slot.near or 'title'}"
        marks = (new, old, slot.near, block.name if at[1] == -1 else "")
        marks += (after.name,) if isinstance(after, Table) and at[1] == -1 else ()
    else:
        assert isinstance(block, Para) and isinstance(after, Para)
        before, around = (
            foreign.said(block.pieces[: at[1]])[-12:],
            foreign.said(block.pieces[at[1] : at[1] + 3]),
        )
        where = before + around
        marks = (new, old) if _is_telling(new) else (before[-6:] + new,)
    return Mutant(
        kind,
        changed,
        where,
        old,
        new,
        tuple(m for m in marks if _is_telling(m) or len(marks) == 1),
        is_decidable,
    )


def _is_telling(text: str) -> bool:
    """Whether a text can be recognised in a finding: not a unit, not one digit."""
    return len(text) > 2


Change = tuple[str, str, bool]


def _changes(made: Made, at: At, slot: Slot, known: Knowledge, draw: random.Random) -> Iterator[Change]:
    """What a slot may be changed to: the kind, the text, whether it is decidable."""
    block = made.blocks[at[0]]
    match slot.role:
        case "cell" if slot.text and slot.value and isinstance(block, Table):
            decidable = block.is_added or known.times[slot.key] > 1
            for kind, text in _wrong(slot.text, draw):
                exact = kind != "last digit" or not made.has_rounding or known.times[slot.key] > 1
                yield f"table: {kind}", text, decidable and exact
            yield "table: sign", f"-{slot.text}", decidable
            yield "table: blank", "", decidable
        case "money" if slot.value:
            decidable = known.tells(slot.key)
            for kind, text in _wrong(slot.text, draw):
                exact = kind != "last digit" or not made.has_rounding and known.tells_exactly(slot.key)
                yield f"text: {kind}", text, decidable and exact
            yield "text: XX for a figure", "XX", True
            yield "text: underscores", f"____{slot.text}", True
        case "unit" if slot.value:
            yield "text: unit", "元" if slot.text == "万元" else "万元", known.tells(slot.key)
        case "verb":
            other = {"增加": "减少", "减少": "增加"}[slot.text]
            yield "text: verb", other, known.tells(slot.key)
            yield "text: 持平 with an amount", "持平", True
            yield "text: unresolved verb", "增加（减少）", True
        case "flat":
            base = known.values.get(slot.key.removesuffix(".change"))
            yield "text: change for 持平", "增加0.37万元", known.tells(slot.key) or base == 0
        case "percent" | "share":
            decidable = slot.role == "share" or known.tells(slot.key)
            yield f"text: {slot.role}", _other_digit(slot.text, draw, keep_last=True), decidable
        case "count":
            yield "text: count", str(int(slot.text) + 1), known.tells(slot.key)
        case "last-year":
            yield "text: year compared with", str(int(slot.text) - 1), True
            yield "text: year compared with", str(int(slot.text) + 1), True
        case "year" if isinstance(block, Table):
            yield "table: year in title", str(int(slot.text) - 1), True
        case "year":
            yield "text: year", str(int(slot.text) - 1), _year_shows(block, at, known)
        case "date":
            year = int(slot.text[:4])
            yield "text: date", slot.text.replace(str(year), str(year + 1)), True
            yield "text: date", slot.text.replace(str(year), str(year - 1)), True
            if "月" in slot.text:
                yield "text: date that cannot be", re.sub(r"\d+月", "13月", slot.text), True
        case "code" | "code-step":
            yield from _code_changes(made, slot, draw)
        case "name":
            others = sorted(
                {name for name in names(made.year).values() if name != slot.text and len(name) > 3}
            )
            yield "table: name", draw.choice(others), True
            yield "table: name", slot.text[:-1] if len(slot.text) > 3 else f"{slot.text}费", True
        case _:
            return


def _year_shows(block: Block, at: At, known: Knowledge) -> bool:
    """Whether the first figure after a year stands elsewhere too, so that its year is known."""
    assert isinstance(block, Para)
    for piece in block.pieces[at[1] + 1 :]:
        if isinstance(piece, Slot) and piece.role in ("year", "date"):
            return False
        if isinstance(piece, Slot) and piece.role == "money":
            return known.times[piece.key] > 1 and bool(piece.value)
    return False


def _wrong(text: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """A figure with another digit, ten times as much, one more in its last digit."""
    yield "digit", _other_digit(text, draw)
    yield "ten times", _ten_times(text)
    last = int(text[-1])
    yield "last digit", f"{text[:-1]}{last + 1 if last < 9 else last - 1}"


def _other_digit(text: str, draw: random.Random, *, keep_last: bool = False) -> str:
    """Another digit in one of the first places, so that it is more than rounding."""
    digits = [n for n, sign in enumerate(text) if sign.isdigit()]
    at = digits[draw.randrange(max(1, min(2, len(digits) - (2 if keep_last else 1))))]
    choices = [d for d in "123456789" if d != text[at]]
    return f"{text[:at]}{draw.choice(choices)}{text[at + 1 :]}"


def _ten_times(text: str) -> str:
    if "." in text:
        whole, part = text.split(".")
        grown = int(whole.replace(",", "") + part[0])
        return f"{grown:,}.{part[1:]}0" if "," in text else f"{grown}.{part[1:]}0"
    return f"{int(text.replace(',', '')) * 10:,}" if "," in text else f"{text}0"


def _code_changes(made: Made, slot: Slot, draw: random.Random) -> Iterator[Change]:
    letter, code = slot.key[0], slot.key[1:]
    system = {"f": "function", "e": "economic", "g": "government"}[letter]
    own = names(made.year)[system, code]
    for digit in "123456789":
        text = slot.text[:-1] + digit
        changed = code[: -len(slot.text)] + text if code.endswith(slot.text) else ""
        if slot.text != text and changed and names(made.year).get((system, changed)) != own:
            yield f"table: {slot.role}", text, True
            break
    if slot.role == "code" and len(slot.text) > 3:
        yield "table: space in code", f"{slot.text[:-2]} {slot.text[-2:]}", True
    elif slot.role == "code-step" and slot.text.startswith("0") and code.endswith(slot.text):
        yield "table: code without its 0", slot.text[1:], True


def _of_block(made: Made, b: int, block: Block, known: Knowledge) -> Iterator[Mutant]:
    if isinstance(block, Table):
        yield from _of_table(made, b, block)
    elif isinstance(block, Head):
        yield from _of_head(made, b, block)
    else:
        yield from _of_paragraph(made, b, block)


def _of_table(made: Made, b: int, table: Table) -> Iterator[Mutant]:
    def changed(kind: str, old: str, new: str, is_decidable: bool = True, **changes: object) -> Mutant:
        marks = tuple(mark for mark in (table.name, table.number, new) if _is_telling(mark))
        return Mutant(
            kind, with_block(made, b, replace(table, **changes)), table.name, old, new, marks, is_decidable
        )  # type: ignore[arg-type]

    if table.unit and not table.is_empty:
        other = "元" if table.unit == "万元" else "万元"
        yield changed("table: unit", table.unit, other, unit=other)
    empty = [other for other in made.blocks if isinstance(other, Table) and other.is_empty]
    if table.is_empty and table.notes:
        told = any("空表" in block.line for block in made.blocks if isinstance(block, Para))
        is_missed = len(empty) > 1 and all(t.notes for t in empty) and not told
        yield changed("table: note removed", table.notes[0], "", is_missed, notes=())
        for one, other in (("政府性基金", "国有资本经营"), ("国有资本经营", "政府性基金")):
            if one in table.notes[0]:
                note = table.notes[0].replace(one, other)
                yield changed("table: note of another fund", table.notes[0], note, notes=(note,))
    if not table.is_empty and not table.notes:
        note = f"注：本部门{made.year}年无相关支出，故本表为空表。"
        yield changed("table: note under figures", "", note, notes=(note,))


def _of_head(made: Made, b: int, head: Head) -> Iterator[Mutant]:
    match = re.search("[一二三四五六七八九十]+|[0-9]+", head.number)
    if head.is_listed or not match:
        return
    shown = match.group()
    number = foreign.CHINESE.index(shown) if len(shown) == 1 and shown in foreign.CHINESE else 0
    new = foreign.chinese(number + 1) if number else str(int(shown) + 1) if shown.isdigit() else ""
    if new:
        text = head.number.replace(shown, new)
        changed = with_block(made, b, replace(head, number=text))
        yield Mutant(
            "heading: number", changed, head.line, head.number, text, (text + head.text, head.text), True
        )


def _of_paragraph(made: Made, b: int, para: Para) -> Iterator[Mutant]:
    """A sentence twice, a count beside its list, a name of 款 or 项 that is another."""
    line = para.line
    if any(isinstance(p, Slot) and p.role == "money" and p.value for p in para.pieces):
        changed = with_block(made, b, Para((*para.pieces, *para.pieces)))
        yield Mutant("text: said twice", changed, line[:20], "", line[:20], (line[:10], line[-10:]), True)
        changed = with_block(made, b, para, para)
        yield Mutant(
            "text: paragraph twice", changed, line[:20], "", line[:20], (line[:10], line[-10:]), True
        )
    for n, piece in enumerate(para.pieces):
        if isinstance(piece, str):
            yield from _of_words(made, b, n, piece)


def _of_words(made: Made, b: int, n: int, text: str) -> Iterator[Mutant]:
    if found := re.search(r"(?:科室|股室|机构)([0-9])个，", text) or re.search(r"内设([0-9])个科室", text):
        count = str(int(found[1]) + 1)
        new = text[: found.start(1)] + count + text[found.end(1) :]
        listed = re.split("[：:]", text[found.end() :])[-1][:5]
        changed = with_piece(made, (b, n), new)
        yield Mutant("text: count of a list", changed, found[0], found[1], count, (listed,), True)
    if found := re.search(r"(\S+)（类）(\S+)（款）(\S+)（项）", text):
        new = text[: found.start(2)] + "其他" + text[found.start(2) :]
        changed = with_piece(made, (b, n), new)
        yield Mutant(
            "text: name of a 款", changed, found[0], found[2], f"其他{found[2]}", (found[2], found[3]), True
        )


# The run ----------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the mutants of one document."""

    name: str
    before: list[Finding] = field(default_factory=list)
    caught: Counter[str] = field(default_factory=Counter)
    decidable: Counter[str] = field(default_factory=Counter)
    undecidable: Counter[str] = field(default_factory=Counter)
    luck: Counter[str] = field(default_factory=Counter)
    survivors: dict[str, list[Mutant]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        return self.caught.total() / max(1, self.decidable.total())

    def lines(self, *, survivors: int = 3) -> Iterator[str]:
        yield f"{self.name}: {self.caught.total()} of {self.decidable.total()} decidable caught ({self.share:.1%})"
        for kind in sorted({*self.decidable, *self.undecidable}):
            n, of = self.caught[kind], self.decidable[kind]
            more = f"; {self.luck[kind]} of {self.undecidable[kind]} others" if self.undecidable[kind] else ""
            yield f"  {kind:30} {n:4}/{of}{more}"
            for mutant in self.survivors[kind][:survivors]:
                yield f"      survives: {mutant.old!r} → {mutant.new!r} in {mutant.where}"


Examine = Callable[[Made], Sequence[Finding]]


def examined(made: Made) -> Sequence[Finding]:
    """The findings of a document in the form its place publishes it in; ``raw`` is a page's lines and grids."""
    match made.format:
        case "text":
            reading = reader.read_here(foreign.text(made).encode())
        case "html":
            reading = reader.read_here(foreign.html(made).encode())
        case "docx":
            reading = reader.read_here(foreign.docx(made))
        case _:
            reading = reader.understand(foreign.raw(made))
    return examine_reading(reading).findings


def words_of(finding: Finding) -> str:
    """Everything that a finding says, and where."""
    parts = [finding.title, finding.message, *(p.text + p.quote for p in finding.places)]
    for side in finding.sides:
        parts += [
            side.label,
            side.printed,
            *(s.printed + s.label + s.place.text + s.place.quote for s in side.said),
        ]
        parts += [side.place.text, side.place.quote] if side.place else []
    if finding.suspect:
        said = finding.suspect.said
        parts += [said.printed, said.label, said.place.text, said.place.quote]
    return "\n".join([*parts, *(words_of(echo) for echo in finding.echoes)])


def flat(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from flat(finding.echoes)


def signatures(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(finding.rule, finding.message) for finding in flat(findings)}


def is_caught(mutant: Mutant, before: set[tuple[str, str]], after: Sequence[Finding]) -> bool:
    new = [finding for finding in flat(after) if (finding.rule, finding.message) not in before]
    return any(mark in words_of(finding) for finding in new for mark in mutant.marks)


def run(made: Made, mutants: Sequence[Mutant], examine: Examine = examined) -> Tally:
    """Examine the document and each of its mutants."""
    before = list(examine(made))
    tally, known = Tally(made.name, before), signatures(before)
    for mutant in mutants:
        hit = is_caught(mutant, known, examine(mutant.made))
        if not mutant.is_decidable:
            tally.undecidable[mutant.kind] += 1
            tally.luck[mutant.kind] += hit
            continue
        tally.decidable[mutant.kind] += 1
        tally.caught[mutant.kind] += hit
        if not hit:
            tally.survivors[mutant.kind].append(mutant)
    return tally


def some(mutants: Sequence[Mutant], of_each: int, seed: int = 0) -> list[Mutant]:
    """A few decidable mutants of each kind, drawn by a seed."""
    draw = random.Random(seed)
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        if mutant.is_decidable:
            by_kind[mutant.kind].append(mutant)
    return [
        m for kind in sorted(by_kind) for m in draw.sample(by_kind[kind], min(of_each, len(by_kind[kind])))
    ]


# Documents of which only the lines and grids are known ---------------------------------------------------------------


AMOUNT = re.compile(r"\d[\d,]*\.\d{2,}")


def mutants_of_raw(
    raw: Raw, told: Collection[str], draw: random.Random
) -> list[tuple[str, Raw, str, str, bool]]:
    """Mutants of our own documents: kind, document, what stood there, what stands there, whether it is decidable.

    ``told``: the printed amounts whose figures are printed in two places.
    """
    found: list[tuple[str, Raw, str, str, bool]] = []
    for b, block in enumerate(raw.blocks):
        if isinstance(block, Line):
            for match in AMOUNT.finditer(block.text):
                if not match[0].strip("0."):
                    continue
                old, new = match[0], _other_digit(match[0], draw)
                text = block.text[: match.start()] + new + block.text[match.end() :]
                found.append(
                    (
                        "text: digit",
                        _put(raw, b, replace(block, text=text)),
                        old,
                        new,
                        old in told,
                    )
                )
            for match in re.finditer(r"比\D{0,2}(20\d\d)年", block.text):
                text = block.text[: match.start(1)] + str(int(match[1]) - 1) + block.text[match.end(1) :]
                found.append(
                    (
                        "text: year compared with",
                        _put(raw, b, replace(block, text=text)),
                        match[1],
                        text[match.start() :][:12],
                        True,
                    )
                )
            for old, new in (("增加", "减少"), ("减少", "增加")):
                for match in re.finditer(f"{old}(?=\\d)", block.text):
                    text = block.text[: match.start()] + new + block.text[match.end() :]
                    amount = AMOUNT.match(block.text[match.end() :])
                    is_known = amount is not None and amount[0] in told
                    found.append(
                        (
                            "text: verb",
                            _put(raw, b, replace(block, text=text)),
                            old,
                            text[match.start() :][:8],
                            is_known,
                        )
                    )
        elif isinstance(block, Grid):
            for n, cell in enumerate(block.cells):
                if AMOUNT.fullmatch(cell.text) and cell.text.strip("0."):
                    new = _other_digit(cell.text, draw)
                    cells = (*block.cells[:n], replace(cell, text=new), *block.cells[n + 1 :])
                    is_known = cell.text in told
                    found.append(
                        ("table: digit", _put(raw, b, replace(block, cells=cells)), cell.text, new, is_known)
                    )
    return found


def _put(raw: Raw, b: int, block: Line | Grid) -> Raw:
    return replace(raw, blocks=(*raw.blocks[:b], block, *raw.blocks[b + 1 :]))
