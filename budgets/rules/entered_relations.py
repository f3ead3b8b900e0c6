"""Relations between figures that are declared for printed tables too, looked at in what is entered; and their causes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.books import Books
from budgets.facts import ZERO, Said
from budgets.figures import Figures
from budgets.ledger import EXPENDITURE, FUNDS, INCOME, Ledger, Posting, add, is_key, keys_of
from budgets.ledger import key as ledger_key
from budgets.money import typed_back

from .causes import digits_changed
from .declared import DECLARED, Declared
from .finding import ERROR, WARNING, Finding, Side, Suspect
from .registry import Rule
from .shapes import side


def as_declared(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """R17, R18, R24, N18: what is declared, where money is booked on every side of it."""
    for line in DECLARED:
        is_other = bool(line.unless) and _is_stated(line.unless, figures) and figures.amount(line.unless) != 0
        if line.rule == rule.id and _is_known(line, figures) and not is_other:
            left, right = side(figures, line.left), _right(line, figures)
            if left.value > right.value or (not line.is_limit and left.value != right.value):
                yield rule.finds(left, right, subject=line.left)


def _is_known(line: Declared, figures: Figures) -> bool:
    known = [_is_stated(key, figures) for key in line.right]
    return _is_stated(line.left, figures) and (known[0] if line.absent_is_nothing else all(known))


def _is_stated(key: str, figures: Figures) -> bool:
    return key in figures.books.ledger if is_key(key) else figures.value(key) is not None


def _right(line: Declared, figures: Figures) -> Side:
    if len(line.right) == 1:
        return side(figures, line.right[0])
    parts = [key for key in line.right if _is_stated(key, figures)]
    label = "、".join(figures.label(key) for key in parts) + "之和"
    return Side(label, add(figures.amount(key) for key in parts))


def last_years_are_as_published(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N07: last year's figures are those that the department published then; of a sum only where no part tells it."""
    told: list[str] = []
    for key in sorted(figures.earlier, key=_depth):
        last, published = figures.last(key), figures.earlier[key]
        if last is None or last == published or any(_is_part(part, key) for part in told):
            continue
        told.append(key)
        yield rule.finds(
            Side(f"{figures.label(key)}（上年数）", last, f"{key}.last", figures.unit(key)),
            Side(f"{figures.books.year - 1} 年公开文本中的本年数", published, unit=figures.unit(key)),
            subject=key,
            section=_section_of(key),
            level=WARNING,  # a department may have been split or merged; the reason is printed
        )


def _depth(key: str) -> tuple[bool, int, int]:
    """The most broken down first, totals last."""
    return ("total" in key.split("."), -key.count("."), -len(key))


def _is_part(part: str, whole: str) -> bool:
    """Whether a figure counts in another: 2010601 in 201, everything of a measure in its total."""
    (measure, *tokens), (other, *wider) = part.split("."), whole.split(".")
    return measure == other and all(
        token == "total" or any(t.startswith(token) for t in tokens)  # noqa: S105 - a word of the key
        for token in wider
    )


def _section_of(key: str) -> str:
    measure = key.partition(".")[0]
    return {INCOME: "income", EXPENDITURE: "expenditure", "economic": "expenditure"}.get(measure, measure)


# Causes -----------------------------------------------------------------------------------------------------------


#: The declared rules that hold of sound books whatever their detail, and are looked at in them.
LOOKED_AT = ("R01", "R10", "R17")


@dataclass(frozen=True)
class Equality:
    """Two sides that are one money, as far as they are entered."""

    rule: str
    left: str
    right: tuple[str, ...]
    gap: Decimal


@dataclass(frozen=True)
class Slip:
    """An entry that, were it what ``fits``, would make these equalities hold."""

    posting: Posting
    fits: Decimal
    mends: tuple[Equality, ...]


Look = Callable[[Books], list[Finding]]


def with_causes(figures: Figures, findings: Sequence[Finding], look: Look) -> list[Finding]:
    """The findings, those that one wrong entry explains folded under the first of them, which names the entry. ``look`` is
    how books are examined: what would bring another error, or leave one larger, is not proposed."""
    slip = _slip(figures)
    if slip is None or _worsens(slip, figures.books, findings, look):
        return list(findings)
    pairs = {(e.rule, frozenset((e.left, *e.right))) for e in slip.mends}
    caused = [f for f in findings if (f.rule, frozenset(s.key for s in f.sides)) in pairs]
    if not caused:
        return list(findings)
    suspect = _suspect(figures, slip, len(caused))
    head = replace(caused[0], suspect=suspect, echoes=tuple(caused[1:]))
    return [head if f is caused[0] else f for f in findings if f not in caused[1:]]


def _worsens(slip: Slip, books: Books, findings: Sequence[Finding], look: Look) -> bool:
    """Whether there would be an error that is not there now, or a larger one."""
    mended = [replace(p, amount=slip.fits) if p is slip.posting else p for p in books.ledger.postings]
    now = {finding.id: abs(finding.difference or ZERO) for finding in findings}
    return any(
        each.id not in now or abs(each.difference or ZERO) > now[each.id]
        for each in look(replace(books, ledger=Ledger(mended)))
        if each.level == ERROR
    )


def _slip(figures: Figures) -> Slip | None:
    """The one entry that explains most of what is unequal and harms nothing that is equal; of several the likeliest
    slip of the hand, where one of them looks like one."""
    equalities = list(_equalities(figures))
    broken = [e for e in equalities if e.gap]
    postings = [posting for posting in figures.books.ledger.postings if not posting.is_last_year_total]
    slips = [slip for posting in postings if (slip := _mended(posting, equalities))]
    if not broken or not slips:
        return None
    most = max(len(slip.mends) for slip in slips)
    ranked = sorted((_unlikeness(slip), n) for n, slip in enumerate(slips) if len(slip.mends) == most)
    likely = [n for unlikeness, n in ranked if unlikeness < LIKELY]
    if most > 1 and len(ranked) == 1:
        return slips[ranked[0][1]]
    return slips[likely[0]] if len(likely) == 1 and (most > 1 or ranked[0][0] == 0) else None


#: A slip of the hand changes fewer digits than this.
LIKELY = 2


def _mended(posting: Posting, equalities: list[Equality]) -> Slip | None:
    keys = set(keys_of(posting))
    weights = [(e, (e.left in keys) - len(keys & set(e.right))) for e in equalities]
    if any(weight and not e.gap for e, weight in weights):
        return None
    by_value: dict[Decimal, list[Equality]] = defaultdict(list)
    for equality, weight in weights:
        if weight:
            by_value[posting.amount - equality.gap / weight].append(equality)
    if len(by_value) != 1:
        return None
    (fits, mends), *_ = by_value.items()
    return Slip(posting, fits, tuple(mends)) if fits >= 0 else None


def _unlikeness(slip: Slip) -> int:
    return digits_changed(typed_back(slip.posting.amount), typed_back(slip.fits))


def _equalities(figures: Figures) -> Iterator[Equality]:
    """What is looked at and entered on both sides: declared equalities, grants received and spent; and as evidence beside
    them what income and expenditure say of one function."""
    pairs = [(line.rule, line.left, line.right) for line in DECLARED if line.rule in LOOKED_AT]
    pairs += [("R06", f"{INCOME}.{fund}.total", (f"{EXPENDITURE}.{fund}.total",)) for fund in FUNDS]
    codes = figures.books.ledger.codes(INCOME, letter="f")
    pairs += [("R05", f"{INCOME}.f{code}", (f"{EXPENDITURE}.f{code}",)) for code in codes]
    for rule, left, right in pairs:
        if all(is_key(key) and key in figures.books.ledger for key in (left, *right)):
            gap = figures.amount(left) - add(figures.amount(key) for key in right)
            yield Equality(rule, left, right, gap)


def _suspect(figures: Figures, slip: Slip, settles: int) -> Suspect:
    posting = slip.posting
    measure = posting.direction if posting.direction == INCOME or posting.function else "economic"
    letter, code = next(
        (letter, code)
        for letter, code in (("f", posting.function), ("e", posting.economic), ("s", posting.source))
        if code
    )
    key = ledger_key(measure, f"{letter}{code}", posting.nature)
    said = Said(key, posting.amount, figures.label(key), printed=typed_back(posting.amount))
    return Suspect(said, slip.fits, typed_back(slip.fits), settles)
