"""Registering how many people live in a region, with the source that readers are told."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from django.db import DatabaseError, transaction
from django.http import Http404

from budgets.access import NO_BUTTON, regions_kept, rights_of
from budgets.actions import record

from .. import store
from ..models import Population
from ..understanding import pages

log = logging.getLogger(__name__)


@transaction.atomic
def save_population(*, population: Population, by: Any) -> Population:
    """Add or change how many people live in a region in a year; pages that show amounts per head are stored anew.
    Http404 for whom the region does not belong to; the operator (None) may."""
    stored = _stored(population)
    _require(
        by, "change" if stored else "add", {population.region_code, *([stored.region_code] if stored else [])}
    )
    population.save()
    record(
        budget=None,
        by=by,
        action="改常住人口" if stored else "登记常住人口",
        before=_described(stored) if stored else "",
        after=_described(population),
    )
    _renew({population.region_code, *([stored.region_code] if stored else [])})
    return population


@transaction.atomic
def delete_population(*, population: Population, by: Any) -> None:
    """Take a number back: amounts per head of that year are shown no more."""
    _require(by, "delete", {population.region_code})
    record(budget=None, by=by, action="删除常住人口", before=_described(population))
    region = population.region_code
    population.delete()
    _renew({region})


def _stored(population: Population) -> Population | None:
    return Population.objects.select_for_update().filter(pk=population.pk).first() if population.pk else None


def _require(by: Any, act: str, regions: set[str]) -> None:
    """Http404 unless it is this person's to do in all these regions."""
    if by is None:
        return
    kept = set(regions_kept(by).filter(code__in=regions).values_list("code", flat=True))
    if f"disclosures.{act}_population" not in rights_of(by) or kept != regions:
        raise Http404(NO_BUTTON)


def _described(population: Population) -> str:
    """310107 2025年 1239800人，来源：…"""
    return f"{population}，来源：{population.source}"


def _renew(regions: set[str]) -> None:
    transaction.on_commit(partial(_settle, sorted(regions)))


def _settle(regions: list[str]) -> None:
    """Where disk or database fail it, the stored pages go, and the database answers with what is true."""
    with store.alone("settling"):
        try:
            pages.settle_all(regions)
        except (OSError, DatabaseError):
            log.exception("the pages of %s cannot be stored anew", "、".join(regions))
            for region, department in pages.departments(regions):
                pages.forget(region, department)
