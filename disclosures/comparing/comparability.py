"""What changed between the charts of two years, so that no series breaks in silence.

A code may end, begin, move, merge, be divided, be renamed, or be given to another subject. What moved is told by the
crosswalk (``CodeChange``, kept by the finance office); names and the years of a code by the chart. A series goes on over a
move only where one code became one code, wholly, and the finance office has checked it or it is inferred with good reason;
it is always said that it goes on, and where nobody has checked it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from budgets import chart

#: How sure an inference is, the surest first, and what is said of it.
HIGH, MEDIUM, LOW = "high", "medium", "low"
INFERRED = {
    HIGH: gettext_noop(
        " This is inferred, with good reason, from how the chart changed; the finance office has not checked it yet."
    ),
    MEDIUM: gettext_noop(
        " This is inferred from how the chart changed; the finance office has not checked it yet."
    ),
    LOW: gettext_noop(
        " This is a conjecture from how the chart changed; the finance office has not checked it yet."
    ),
}


class Kind(StrEnum):
    """What became of a code."""

    MOVED = "moved"  # it became others, or others became it, wholly or in part
    REUSED = "reused"  # it was given to another subject
    RENAMED = "renamed"  # it is called otherwise
    BEGAN = "began"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the crosswalk: from ``year`` on ``old`` is ``new``; empty where nothing takes its place. What came with the
    chart is inferred, with more or less ``confidence``, until the finance office has checked it."""

    system: str
    year: int
    old: str
    new: str
    note: str = ""
    confidence: str = HIGH
    is_checked: bool = True

    @property
    def is_sure(self) -> bool:
        return self.is_checked or self.confidence == HIGH


@dataclass(frozen=True, slots=True)
class Named:
    """A code as it was called; without a name where the chart does not know it."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Break:
    """One thing that happened to a code between two years, from ``year`` on."""

    kind: Kind
    year: int
    old: tuple[Named, ...] = ()
    new: tuple[Named, ...] = ()
    note: str = ""
    doubt: str = ""  # how sure an inference is that nobody has checked; empty for what is no inference
    is_joined: bool = False

    @property
    def is_of_names(self) -> bool:
        return self.kind == Kind.RENAMED

    def __str__(self) -> str:
        return f"{self._said(_plain_names)}{_gap(self.note)}{self.note}"

    @property
    def html(self) -> SafeString:
        """The same for a page: names of accounts are Chinese in every language."""
        said = format_html("{}", self._said_with(_marked_names))
        if not self.note:
            return said
        return format_html('{}{}<span lang="zh-CN">{}</span>', said, _gap(self.note), self.note)

    def _said(self, names: Callable[[tuple[Named, ...]], str]) -> str:
        pattern, values = self._pattern()
        told = {name: names(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return pattern % told + self._asides()

    def _said_with(self, names: Callable[[tuple[Named, ...]], str]) -> SafeString:
        pattern, values = self._pattern()
        for name in values:
            pattern = pattern.replace(f"%({name})s", f"{{{name}}}")
        told = {name: names(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return format_html("{}{}", format_html(pattern, **told), self._asides())

    def _asides(self) -> str:
        asides = [_(" The series is continued over it, one code being one code.")] if self.is_joined else []
        if self.doubt:
            asides.append(_(INFERRED[self.doubt]))
        return "".join(asides)

    def _pattern(self) -> tuple[str, dict[str, object]]:
        values: dict[str, object] = {"old": self.old, "new": self.new, "year": self.year}
        match self.kind:
            case Kind.MOVED if self.new:
                return _("From %(year)s, %(old)s stands under %(new)s."), values
            case Kind.MOVED:
                return _("From %(year)s, %(old)s is no longer in use, and nothing takes its place."), values
            case Kind.REUSED:
                return _("From %(year)s the same code means something else: %(old)s became %(new)s."), values
            case Kind.RENAMED:
                return _("From %(year)s, %(old)s is called %(new)s."), values
            case Kind.BEGAN:
                return _("The chart of %(year)s is the first with %(new)s."), values
        return _(
            "The chart of %(year)s no longer has %(old)s, and what takes its place is not known."
        ), values


def _gap(note: str) -> str:
    """What stands before the note of the finance office: sentences of an English page have a space between them."""
    return "" if not note or get_language() == settings.LANGUAGE_CODE else " "


def _plain_names(named: tuple[Named, ...]) -> str:
    return _(" and ").join(map(str, named))


def _marked_names(named: tuple[Named, ...]) -> SafeString:
    return format_html_join(_(" and "), '<span lang="zh-CN">{}</span>', ((str(each),) for each in named))


@dataclass(frozen=True, slots=True)
class Comparability:
    """What is to be said of a code between two years, the earliest first."""

    system: str
    code: str
    first: int
    last: int
    breaks: tuple[Break, ...] = ()

    @property
    def is_comparable(self) -> bool:
        """Whether the code means the same in both years, whatever it is called."""
        return all(each.is_of_names or each.is_joined for each in self.breaks)


# The crosswalk ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crosswalk:
    """All that is known of codes that changed. Read once for a page, whatever it shows."""

    changes: tuple[Change, ...] = ()
    _of_year: dict[tuple[str, int], list[Change]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for change in self.changes:
            self._of_year.setdefault((change.system, change.year), []).append(change)

    @classmethod
    def read(cls) -> Crosswalk:
        """As the finance office keeps it. One query."""
        from ..models import CodeChange

        rows = CodeChange.objects.filter(is_void=False).values_list(
            "system", "year", "old_code", "new_code", "note", "confidence", "is_checked"
        )
        return cls(tuple(Change(*row) for row in rows))

    def comparability(self, system: str, code: str, from_year: int, to_year: int) -> Comparability:
        """What happened to a code between two years, in whichever order they are given."""
        first, last = min(from_year, to_year), max(from_year, to_year)
        moves = [move for year in range(first + 1, last + 1) for move in self._moves(system, code, year)]
        named = () if moves else tuple(_of_the_chart(system, code, first, last))
        return Comparability(system, code, first, last, (*moves, *named))

    def code_in(self, system: str, code: str, of_year: int, in_year: int) -> str:
        """What a code of one year was, or became, in another, where it is the same wholly; else the code itself."""
        step = -1 if in_year < of_year else 1
        current = code
        for year in range(of_year, in_year, step):
            # Between two charts it is the later one that says what changed.
            found = self._joined(system, current, max(year, year + step), is_back=step < 0)
            current = found or current
        return current

    def _joined(self, system: str, code: str, year: int, *, is_back: bool) -> str:
        for change in self._of_year.get((system, year), []):
            if code == (change.new if is_back else change.old) and self.is_one_to_one(change):
                return change.old if is_back else change.new
        return ""

    def is_one_to_one(self, change: Change) -> bool:
        """Whether all of one code became all of another of the same level, and somebody is sure of it."""
        if not change.is_sure or len(change.old) != len(change.new):
            return False
        others = [other for other in self._of_year[change.system, change.year] if other != change]
        is_whole = not any(
            other.old.startswith(change.old) != other.new.startswith(change.new) for other in others
        )
        before, after = names_of(change.system, change.year - 1), names_of(change.system, change.year)
        return is_whole and change.new not in before and change.old not in after

    def _moves(self, system: str, code: str, year: int) -> Iterator[Break]:
        found = [change for change in self._of_year.get((system, year), []) if touches(change, code)]
        by_old: dict[str, list[Change]] = {}
        for change in _finest(found, code):
            by_old.setdefault(change.old, []).append(change)
        for old, changes in sorted(by_old.items()):
            yield Break(
                Kind.MOVED,
                year,
                (_named(system, old, year - 1),),
                tuple(_named(system, change.new, year) for change in changes if change.new),
                _sentence(" ".join(dict.fromkeys(change.note for change in changes if change.note))),
                doubt=_doubt(changes),
                is_joined=len(changes) == 1
                and code in (changes[0].old, changes[0].new)
                and self.is_one_to_one(changes[0]),
            )


def _doubt(changes: Iterable[Change]) -> str:
    """The least of what is inferred and was not checked."""
    found = {change.confidence for change in changes if not change.is_checked}
    return next((each for each in (LOW, MEDIUM, HIGH) if each in found), "")


def comparability(system: str, code: str, from_year: int, to_year: int) -> Comparability:
    """What is to be said of one code between two years. One query; for many codes read a ``Crosswalk`` once."""
    return Crosswalk.read().comparability(system, code, from_year, to_year)


def touches(change: Change, code: str) -> bool:
    """Whether a change takes money into a code or out of it: of what moved within a heading the heading knows nothing."""
    leaves, comes = change.old.startswith(code), change.new.startswith(code)
    if leaves or comes:
        return leaves != comes
    return code.startswith(change.old) or bool(change.new) and code.startswith(change.new)


def _finest(changes: list[Change], code: str) -> list[Change]:
    """Without those that others tell better: the code's own before those of its headings, a heading's before what is
    under it where the code is a heading itself."""
    own = [change for change in changes if code in (change.old, change.new)]
    if own:
        return own
    return [change for change in changes if not any(_covers(other, change) for other in changes)]


def _covers(other: Change, change: Change) -> bool:
    return (
        other != change
        and len(other.old) < len(change.old)
        and change.old.startswith(other.old)
        and change.new.startswith(other.new)
    )


# The chart --------------------------------------------------------------------------------------------------------


@cache
def names_of(system: str, year: int) -> dict[str, str]:
    """The names of a classification's codes in the chart of a year."""
    return {row.code: row.name for row in chart.rows_of(year) if row.system == system}


def _named(system: str, code: str, year: int) -> Named:
    return Named(code, names_of(system, year).get(code, ""))


def _of_the_chart(system: str, code: str, first: int, last: int) -> Iterator[Break]:
    """What the charts of two years say otherwise of a code."""
    before, after = names_of(system, first).get(code), names_of(system, last).get(code)
    if before == after:
        return
    since = next(year for year in range(first, last + 1) if names_of(system, year).get(code) != before)
    if before is None:
        yield Break(Kind.BEGAN, since, new=(Named(code, after or ""),))
    elif after is None:
        yield Break(Kind.ENDED, since, old=(Named(code, before),))
    else:
        kind = Kind.REUSED if chart.is_reused(system, code) else Kind.RENAMED
        yield Break(kind, since, (Named(code, before),), (Named(code, after),))


def _sentence(text: str) -> str:
    return f"{text.rstrip('。')}。" if text else ""


def concerns(change: Break, codes: Collection[str]) -> bool:
    """Whether a change is of any account of a budget that lists these codes. Of one under a heading below which the budget
    tells nothing it may be."""
    return any(_is_listed(named.code, codes) for named in (*change.old, *change.new))


def _is_listed(code: str, codes: Collection[str]) -> bool:
    if any(each.startswith(code) for each in codes):
        return True
    headings = [each for each in codes if code.startswith(each)]
    lowest = max(headings, key=len, default="")
    return bool(lowest) and not any(each != lowest and each.startswith(lowest) for each in codes)


def once(found: Iterable[Comparability]) -> list[Break]:
    """Every different change, once, in the order of the codes."""
    return list(dict.fromkeys(each for one in found for each in one.breaks))


def texts(found: Iterable[Comparability]) -> list[str]:
    """Every different thing that is to be said, once, in the order of the codes."""
    return list(dict.fromkeys(str(each) for one in found for each in one.breaks))
