"""Peers: departments that one can fairly be held against, by a rule that the page says, and how their figures lie.

By size: of the same kind and year, with a total between half and twice as much. By task: with more than half of the total
under the same 类 of functions. The same region first; where fewer than three are found there, all regions of its level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, QuerySet, Value, When
from django.db.models.functions import Abs

from ..models import Publication, StandingFigure
from .accounts import Account
from .measures import COMPARED, KEYS_COMPARED, Compared, Values
from .spread import FEWEST, Spread, spread
from .standing import columns_of, figures_of
from .table import FUNCTION, TOTAL, Column, Figures, is_of_nothing

LEAST, MOST = Decimal("0.5"), Decimal(2)
#: No more are held against each other than these: the nearest in size.
MOST_PEERS = 100
#: By what suffix of its code a region's level is known: provinces end in four zeros, cities in two.
PROVINCE, CITY = "0000", "00"


class By(StrEnum):
    SIZE = "size"
    TASK = "task"


@dataclass(frozen=True)
class Held:
    """One measure: what the department has, how its peers lie, and on which side of the middle it is."""

    measure: Compared
    own: Decimal | None
    url: str
    of_peers: Spread
    is_unchanged: bool = False

    @property
    def side(self) -> int:
        """1 above the median, -1 below, 0 at it or where either is not known."""
        if self.own is None or self.of_peers.median is None:
            return 0
        return (self.own > self.of_peers.median) - (self.own < self.of_peers.median)

    @property
    def is_known(self) -> bool:
        return self.own is not None and self.of_peers.has_median


@dataclass(frozen=True)
class Peers:
    """A department among its peers. ``task`` is the 类 of most of its spending where they are by that, if it has one."""

    by: By
    own: Column
    members: tuple[Column, ...]
    in_region: bool
    task: Account | None
    figures: Figures
    is_cut: bool

    @property
    def is_few(self) -> bool:
        return len(self.members) < FEWEST

    def values(self, column: Column) -> Values:
        return {key: found.value for (pk, key), found in self.figures.items() if pk == column.pk}

    def held(self) -> list[Held]:
        """Every measure of the department among its peers."""
        of_all: Mapping[int, dict[str, Decimal | None]] = self._by_column()
        own = of_all.get(self.own.pk, {})
        return [
            Held(
                measure,
                measure.value(own),
                self.url(self.own, measure),
                spread(measure.value(of_all.get(each.pk, {})) for each in self.members),
                is_of_nothing(self.figures, self.own, measure.key),
            )
            for measure in COMPARED
        ]

    def url(self, column: Column, measure: Compared) -> str:
        """Where the figure stands; empty of what is reckoned here."""
        found = self.figures.get((column.pk, measure.key)) if measure.key else None
        return found.url if found else ""

    def _by_column(self) -> dict[int, dict[str, Decimal | None]]:
        found: dict[int, dict[str, Decimal | None]] = {}
        for (pk, key), figure in self.figures.items():
            found.setdefault(pk, {})[key] = figure.value
        return found


def peers_of(publication: Publication, by: By = By.SIZE) -> Peers:
    """The peers of a department in its year. A query for those of a size, two for those of a task, and two for what they
    published."""
    task = _task_of(publication) if by == By.TASK else None
    if by == By.TASK and task is None:
        found: list[Publication] = []
    else:
        candidates = _of_size(publication) if task is None else _of_task(publication, task)
        found = list(_nearest(candidates, publication)[: MOST_PEERS + 1])
    near = [each for each in found if each.region_code == publication.region_code]
    in_region = len(near) >= FEWEST
    members = near if in_region else found
    own, *columns = columns_of([publication, *members[:MOST_PEERS]])
    return Peers(
        by,
        own,
        tuple(columns),
        in_region,
        task,
        figures_of([own, *columns], KEYS_COMPARED),
        is_cut=len(members) > MOST_PEERS,
    )


def nearest_to(publication: Publication, most: int) -> list[Publication]:
    """The few that are nearest in size, to choose from. One query."""
    return list(_nearest(_of_size(publication), publication)[:most])


def _candidates(publication: Publication) -> QuerySet[Publication]:
    same = Publication.objects.listed().filter(year=publication.year, kind=publication.kind)
    return same.filter(level_of(publication.region_code)).exclude(pk=publication.pk)


def level_of(region: str) -> Q:
    """The regions of the same level: provinces, cities, or counties."""
    if region.endswith(PROVINCE):
        return Q(region_code__endswith=PROVINCE)
    if region.endswith(CITY):
        return Q(region_code__endswith=CITY) & ~Q(region_code__endswith=PROVINCE)
    return ~Q(region_code__endswith=CITY)


def _of_size(publication: Publication) -> QuerySet[Publication]:
    bounds = (publication.total * LEAST).quantize(Decimal("0.01")), publication.total * MOST
    return _candidates(publication).filter(total__gte=bounds[0], total__lte=bounds[1])


def _of_task(publication: Publication, task: Account) -> QuerySet[Publication]:
    alike = (
        StandingFigure.objects.filter(key=task.key, year=publication.year)
        .annotate(twice=ExpressionWrapper(F("number") * 2, output_field=BigIntegerField()))
        .filter(twice__gt=F("publication__total"))
    )
    return _candidates(publication).filter(pk__in=alike.values("publication"))


def _task_of(publication: Publication) -> Account | None:
    """The 类 with more than half of what a department spends."""
    (column,) = columns_of([publication])
    figures = figures_of([column], (TOTAL,), with_functions=True)
    return task_in({key: found.value for (_pk, key), found in figures.items()})


def task_in(values: Values) -> Account | None:
    total = values.get(TOTAL)
    for key, value in values.items():
        account = Account(FUNCTION, key.removeprefix("expenditure.f"))
        is_class = key == account.key and len(account.code) == 3 and account.code.isdigit()
        if is_class and total is not None and value is not None and value * 2 > total:
            return account
    return None


def _nearest(candidates: QuerySet[Publication], publication: Publication) -> QuerySet[Publication]:
    """The same region first, then the nearest in size."""
    is_near = Case(When(region_code=publication.region_code, then=Value(0)), default=Value(1))
    distance = Abs(
        ExpressionWrapper(F("total"), output_field=BigIntegerField()) - Value(int(publication.total * 100)),
        output_field=BigIntegerField(),
    )
    return candidates.annotate(is_far=is_near, distance=distance).order_by(
        "is_far", "distance", "region_code", "department_code"
    )


def listed_values(
    peers: Peers, columns: Sequence[Column]
) -> list[tuple[Column, list[tuple[Decimal | None, str, bool]]]]:
    """Each department with its value of every measure, where that stands, and whether it is the rate of no change."""
    by_column = peers._by_column()
    return [
        (
            column,
            [
                (
                    measure.value(by_column.get(column.pk, {})),
                    peers.url(column, measure),
                    is_of_nothing(peers.figures, column, measure.key),
                )
                for measure in COMPARED
            ],
        )
        for column in columns
    ]
