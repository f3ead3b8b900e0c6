"""The page of a department among its peers: the rule first, then how they lie, then who they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.catalogue import MONEY

from .. import printing
from ..models import Publication
from ..sheets import Sheet
from . import shown
from .accounts import name_of
from .measures import COMPARED, Compared, label_of
from .pages import Choice, address, files, version_words
from .peers import MOST_PEERS, By, Held, listed_values, peers_of
from .question import MOST, Question
from .table import Column
from .taken import AMOUNT, NUMBER, Head, Value, exact, taken

WAYS = tuple(By)


@dataclass(frozen=True)
class ShownHeld:
    """A measure as printed; ``side`` says in words where the department stands to the median."""

    label: str
    how: str
    own: shown.ShownCell
    median: shown.ShownCell
    quartiles: shown.ShownCell
    range: shown.ShownCell
    known: str
    side: str


class Page:
    def __init__(self, publication: Publication, by: str) -> None:
        self.by = By(by or By.SIZE)
        self.publication = publication
        self.peers = peers_of(publication, self.by)
        self.query = "" if self.by == By.SIZE else f"by={self.by}"
        self.held = self.peers.held()

    @property
    def url(self) -> str:
        p = self.publication
        return reverse("peers", args=(p.region_code, p.department_code, p.year))

    def context(self) -> dict[str, Any]:
        own = self.peers.own
        return {
            "own": own,
            "version": version_words(own),
            "region_url": reverse("region", args=(own.region,)),
            "year_url": reverse("year", args=(own.region, own.year)),
            "ways": self._ways(),
            "rule": self.rule(),
            "is_few": self.peers.is_few,
            "has_task": self.by == By.SIZE or self.peers.task is not None,
            "held": [_shown(each) for each in self.held],
            "units": shown.choice(),
            "unit_words": shown.unit_words(),
            "heads": [label_of(measure) for measure in COMPARED],
            "members": self._members(),
            "notes": self.notes(),
            "files": files(self.url, self.query),
            "compare": self._compare(),
        }

    def _ways(self) -> list[tuple[str, Choice]]:
        names = {By.SIZE: _("By kind and size"), By.TASK: _("By what most is spent on")}
        return [
            (
                "page" if by == self.by else "",
                Choice(name, f"{self.url}{'' if by == By.SIZE else f'?by={by}'}"),
            )
            for by, name in names.items()
        ]

    def rule(self) -> list[str]:
        """The rule by which peers were found, and what came of it."""
        peers, own = self.peers, self.peers.own
        kind = _("departments") if own.kind == "department" else _("units")
        if self.by == By.TASK and peers.task is None:
            return [_("No class of functions takes more than half of its budget: it has no peers by task.")]
        if peers.task is not None:
            rule = _(
                "Peers are %(kind)s with more than half of their budget of %(year)s under %(task)s, as this one has."
            )
            told = {"kind": kind, "year": own.year, "task": self._task()}
        else:
            rule = _(
                "Peers are %(kind)s whose budget of %(year)s is between half of this one's and twice as much."
            )
            told = {"kind": kind, "year": own.year}
        where = (
            _("They are of the same region.")
            if peers.in_region
            else _(
                "In its own region there are fewer than three, so those of all regions of its level are taken."
            )
        )
        found = _("Found: %(count)s.") % {"count": len(peers.members)}
        cut = (
            [_("Of more, the %(most)s nearest in size are taken.") % {"most": MOST_PEERS}]
            if peers.is_cut
            else []
        )
        return [rule % told, where, found, *cut]

    def _task(self) -> str:
        task = self.peers.task
        return f"{task.code} {name_of(task, [self.peers.own.year], [])}" if task else ""

    def _members(self) -> list[tuple[Column, list[shown.ShownCell]]]:
        """The department itself first, then its peers, each with its measures."""
        rows = listed_values(self.peers, [self.peers.own, *self.peers.members])
        return [
            (
                column,
                [
                    _cell(value, url, measure, is_unchanged=is_unchanged)
                    for (value, url, is_unchanged), measure in zip(values, COMPARED, strict=True)
                ],
            )
            for column, values in rows
        ]

    def _compare(self) -> str:
        """It and the nearest of its peers side by side."""
        columns = [self.peers.own, *self.peers.members][:MOST]
        places = tuple((column.region, column.department, column.year) for column in columns)
        return address(Question(places)) if len(places) > 1 else ""

    def notes(self) -> list[str]:
        return [
            _(
                "Median: as many peers have more as have less; the department itself is not counted among them."
            ),
            _(
                "Of fewer than three known values no median is told, of fewer than four no quartiles; "
                "quartiles lie in proportion between two values, as in spreadsheets."
            ),
            _("What a department does not disclose is counted apart, and never taken for 0."),
            _(
                "Amounts are in 10,000 yuan; values for each of the staff and shares are reckoned by this site."
            ),
        ]

    def sheet(self) -> Sheet:
        """The department and its peers, a row each, with every measure; the spread of each measure in the notes."""
        kinds = [AMOUNT if measure.unit == MONEY else NUMBER for measure in COMPARED]
        heads = [
            Head("region", _("Region")),
            Head("department", _("Department")),
            Head("year", _("Year"), NUMBER),
            Head("version", _("Version"), NUMBER),
            *(Head(m.slug, label_of(m), kind) for m, kind in zip(COMPARED, kinds, strict=True)),
        ]
        rows: list[list[Value]] = [
            [
                column.region_name,
                column.name,
                column.year,
                column.number,
                *(exact(value) for value, _url, _is_unchanged in values),
            ]
            for column, values in listed_values(self.peers, [self.peers.own, *self.peers.members])
        ]
        told = [_shown(each) for each in self.held]
        spreads = [
            _("%(label)s: median %(median)s") % {"label": m.label, "median": m.median.text} for m in told
        ]
        about = {"url": f"{settings.SITE_URL}{self.url}{self.query and '?'}{self.query}"}
        return taken("peers", heads, rows, [*self.rule(), *spreads, *self.notes()], about)


def _shown(held: Held) -> ShownHeld:
    measure, lie = held.measure, held.of_peers
    return ShownHeld(
        label=label_of(measure),
        how=_(measure.how) if measure.how else "",
        own=_cell(held.own, held.url, measure, is_unchanged=held.is_unchanged),
        median=_cell(lie.median, "", measure, _("too few")),
        quartiles=_between(lie.first, lie.third, measure),
        range=_between(lie.lowest, lie.highest, measure),
        known=_("%(known)s of %(of)s") % {"known": lie.known, "of": lie.known + lie.unknown},
        side=_side(held),
    )


def _side(held: Held) -> str:
    if not held.is_known:
        return ""
    return {1: _("above the median"), -1: _("below the median"), 0: _("at the median")}[held.side]


def _between(low: Decimal | None, high: Decimal | None, measure: Compared) -> shown.ShownCell:
    if low is None or high is None:
        return shown.ShownCell(_("too few"), is_word=True)
    first, last = _cell(low, "", measure), _cell(high, "", measure)
    ways = shown.between(low, high) if measure.unit == MONEY else ()
    return shown.ShownCell(f"{first.text} – {last.text}", ways=ways)


def _cell(
    value: Decimal | None, url: str, measure: Compared, none: str = "", *, is_unchanged: bool = False
) -> shown.ShownCell:
    if is_unchanged:
        return shown.ShownCell(_("unchanged"), url=url)
    if value is None:
        return shown.ShownCell(none or _("not disclosed"), is_word=True)
    return shown.ShownCell(
        printing.number(value, measure.unit, is_signed=measure.is_signed),
        ways=shown.ways(value) if measure.unit == MONEY else (),
        url=url,
    )
