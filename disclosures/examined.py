"""Examining: a file that somebody published, or our own budget, into a report (``reporting.shape``), and keeping it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q

from budgets.access import duties_of
from budgets.actions import record
from budgets.books import open_books
from budgets.facts import Place, Reading, Said
from budgets.models import Budget, Membership

from .chain import findings_now, is_comparable
from .compose import compose
from .examination import examine_reading
from .models import Examination, Version
from .reporting.shape import in_words, report_of, report_of_document
from .reporting.told import told

log = logging.getLogger(__name__)


def seen_by(user: Any) -> Q:
    """The examinations that a member of staff may open: their own and, where they keep the finance of regions, those of
    everybody who has a role there."""
    regions = duties_of(user).finance_of
    if not regions:
        return Q(by=user)
    theirs = Membership.objects.filter(Q(region__in=regions) | Q(department__region__in=regions))
    return Q(by=user) | Q(by__in=theirs.values("user"))


def report_of_budget(budget: Budget, *, target: str) -> dict[str, Any]:
    """The report of what is entered now."""
    books = open_books(budget)
    findings = findings_now(books)
    return report_of_document(compose(books, findings), findings, target=target)


def report_of_file(data: bytes, name: str) -> dict[str, Any]:
    """The report of a published document; ``Unreadable`` where it cannot be read. It is read in a process of its own,
    with limits, by what is in it; ``name`` is what people call it."""
    from .reading.reader import read  # the readers are heavy, and few requests need them

    reading = read(data, name)
    report = examine_reading(reading, figures_before(reading))
    return report_of(report, target=name, sha256=hashlib.sha256(data).hexdigest())


def figures_before(reading: Reading) -> dict[str, Said] | None:
    """What the same department published here for the year before, by key; None where that is not known."""
    try:
        versions = Version.objects.in_force().filter(
            publication__department_name=reading.department, publication__year=reading.year - 1
        )
        found = list(versions.select_related("publication")[:2])
    except DatabaseError as error:
        log.warning("The year before cannot be looked up, so that figures are not held against it: %s", error)
        return None
    if len(found) != 1:  # none, or departments of two regions with one name
        return None
    return dict(_figures_of(found[0]))


def _figures_of(version: Version) -> Iterator[tuple[str, Said]]:
    """The figures of a version that the next year's text may name, each in the first place where it stands."""
    for key, figure in version.document["figures"].items():
        if figure["value"] is None or not is_comparable(key):
            continue
        stands = [place["text"] for place in figure["places"][:1]]
        place = Place(text=" · ".join([f"{version.publication}（版本 {version.number}）", *stands]))
        value = Decimal(figure["value"])
        yield (
            key,
            Said(
                key,
                value,
                figure["label"],
                figure["unit"],
                in_words(value, figure["unit"]),
                place=place,
                year=version.publication.year,
            ),
        )


def examine_file(*, data: bytes, name: str, by) -> Examination:
    """Examine a published file and keep what was found; the file itself is not kept. ``Unreadable`` where it cannot be
    read: then nothing is kept."""
    report = report_of_file(data, name)
    with transaction.atomic():
        kept = Examination.objects.create(
            name=name,
            sha256=report["sha256"],
            heading=told(report).heading[:200],
            errors=report["counts"]["error"],
            warnings=report["counts"]["warning"],
            by=by,
            report=report,
        )
        record(budget=None, by=by, action="检查文件", file=name, sha256=kept.sha256, errors=kept.errors)
    return kept


@transaction.atomic
def delete_examination(*, examination: Examination, by) -> None:
    """Take away what was found in a file; that it was examined stays on record."""
    record(budget=None, by=by, action="删除文件检查", file=examination.name, sha256=examination.sha256)
    examination.delete()
