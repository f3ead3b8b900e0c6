"""Changes and rates in a document: this year less last year, the verb, the percentage, the share."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.facts import Said
from budgets.keys import coordinates, keys_of_same_amount, parted
from budgets.ledger import key as ledger_key

from .finding import WARNING, Finding
from .printed import Printed
from .printed_sides import called, side_of
from .registry import RULE
from .relation import BROKEN, Rate, Relation


def changes(facts: Printed) -> Iterator[Relation]:
    """N03: what is said of a change is this year's figure less last year's, where both are said."""
    for key, change in _views(facts, "change"):
        this, last = _nearest(facts, key, change), _nearest(facts, f"{key}.last", change)
        if this and last and not (last.is_blank and change.is_blank):  # two blanks are not known, not nothing
            yield Relation(RULE["N03"], (this,), (last, change), right_label="上年数与增减额之和")


def nothing_grows_by_more_than_it_is(facts: Printed) -> Iterator[Finding]:
    """N03: what grew by more than it is now would have been less than nothing last year."""
    for key, change in _views(facts, "change"):
        this = _nearest(facts, key, change)
        is_amount = this is not None and this.value >= 0 and not facts.said(f"{key}.last")
        if this and is_amount and change.value > this.value + this.step + change.step:
            yield RULE["N03"].finds(
                side_of(change),
                side_of(this),
                message=f"{called(this)} {this.printed}，{change.word}却有 {change.printed}，上年数将小于零",
                subject=f"{change.key}-{change.place.scope}",
                title="增加额大于本年数",
            )


def last_years_are_as_published(facts: Printed) -> Iterator[Relation]:
    """N07: last year's figure, said or told by this year's and the change, is what was published for that year."""
    for key, published in facts.earlier.items():
        if last := facts.best(f"{key}.last"):
            yield Relation(RULE["N07"], (last,), (published,))
        elif (this := facts.best(key)) and (change := facts.best(f"{key}.change")):
            label = "上年公开数与增减额之和"
            yield Relation(RULE["N07"], (this,), (published, change), right_label=label)


def rates(facts: Printed) -> Iterator[Rate]:
    """N04: a rate is the change as a share of last year's figure, said or told by this year's and the change."""
    for key, rate in _views(facts, "percent"):
        this, last = _nearest(facts, key, rate), _nearest(facts, f"{key}.last", rate)
        change = _nearest(facts, f"{key}.change", rate)
        if this and last:
            yield Rate(RULE["N04"], rate, (this,), (last,), (last,))
        elif this and change:
            yield Rate(RULE["N04"], rate, (change,), (), (this,), (change,))
        elif last and change:
            yield Rate(RULE["N04"], rate, (change,), (), (last,))


def shares(facts: Printed) -> Iterator[Rate]:
    """N08: a share is the part as a share of its total: of its own money or of all, whichever the sentence means."""
    for key, share in _views(facts, "share"):
        part = _nearest(facts, key, share)
        wholes = [whole for whole in _wholes(facts, key, share) if whole != part]
        rates_ = [Rate(RULE["N08"], share, (part,), (), (whole,)) for whole in wholes if part]
        if rates_ and all(rate.verdict() == BROKEN for rate in rates_):
            yield rates_[0]
        else:
            yield from (rate for rate in rates_ if rate.verdict() != BROKEN)


def verbs(facts: Printed) -> Iterator[Finding]:
    """N03: a rate goes the same way as its change; 持平 is said of what did not change."""
    for key, rate in _views(facts, "percent"):
        change = _nearest(facts, f"{key}.change", rate)
        if change and change.place.scope == rate.place.scope and change.value * rate.value < 0:
            yield RULE["N03"].finds(
                side_of(change),
                side_of(rate),
                message=f"{change.label}：写的是{change.word}{change.printed}，比率却是{rate.word}{rate.printed}",
                subject=f"{rate.key}-{rate.place.scope}",
                title="增减的方向前后不一",
            )


def nothing_is_no_growth(facts: Printed) -> Iterator[Finding]:
    """N04: what is nothing this year has not grown."""
    for key, rate in _views(facts, "percent"):
        this = _nearest(facts, key, rate)
        if this and this.value == 0 and rate.value > 0 and this.place.scope == rate.place.scope:
            yield RULE["N04"].finds(
                side_of(this),
                side_of(rate),
                message=f"{called(this)} 为 0，却写了{rate.word}{rate.printed}",
                subject=f"{rate.key}-{rate.place.scope}-nothing",
                title="本年数为零，不会增长",
            )


def growth_from_nothing(facts: Printed) -> Iterator[Finding]:
    """N04: of nothing there is no rate of growth (不可比)."""
    for key, rate in _views(facts, "percent"):
        last = _nearest(facts, f"{key}.last", rate)
        if last and last.value == 0 and rate.value != 0 and last.place.scope == rate.place.scope:
            yield RULE["N04"].finds(
                side_of(last),
                side_of(rate),
                message=f"上年数为 0，不可比，却写了{rate.word}{rate.printed}",
                subject=f"{rate.key}-{rate.place.scope}",
                level=WARNING,
                title="上年数为零，不能算增减率",
            )


def _views(facts: Printed, view: str) -> Iterator[tuple[str, Said]]:
    """Every place that says this view of a figure, under the figure's own key."""
    for key, places in facts.by_key.items():
        base, told = parted(key)
        if told == view:
            yield from ((base, said) for said in places)


def _nearest(facts: Printed, key: str, near: Said) -> Said | None:
    """The figure as said in the same place, in a table in the same row; else as said best, but not of another kind."""
    for same in keys_of_same_amount(key):
        if places := facts.by_place.get((near.place.scope, same)):
            return min(places, key=lambda said: abs(said.place.start - near.place.start))
    return None if facts.is_in_table(near) else facts.best(key)


def _wholes(facts: Printed, key: str, near: Said) -> Iterator[Said]:
    """What a figure may be a share of: the total of its measure and money, then of its measure, as said nearest."""
    at = coordinates(key)
    if at is None:
        return
    measures = dict.fromkeys((at.measure, "expenditure" if at.measure != "income" else at.measure))
    for measure in measures:
        for fund in dict.fromkeys((at.fund, "")):
            for span in ("", "year"):
                whole = ledger_key(measure, fund, span)
                if whole != key and (said := _nearest(facts, whole, near)):
                    yield said
