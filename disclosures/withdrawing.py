"""Withdrawal by law (撤下): the bytes go, a dated record with the basis stays (security.md §6.1, 7).

What repeats a figure of a withdrawn version goes with it: its pages and files, what was told of its corrections, the pages
of later years, the lists. The digests stay: they prove that something was public, and say nothing of what.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction

from . import history, ledger, lists, store
from .models import Publication, PublishedFigure, Version, Withdrawal
from .reconciling import settle

log = logging.getLogger(__name__)

#: The tables whose rows held what was withdrawn.
EMPTIED = (Version, PublishedFigure, Publication)


@transaction.atomic
def withdraw(*, publication: Publication, by: Any, basis: str, at: datetime) -> list[Withdrawal]:
    """Empty every version of a publication that was not withdrawn before; the rows say when, by whom and on what basis.
    The bytes are removed once this is committed."""
    versions = list(publication.versions.standing().defer("content").order_by("number"))
    who = by.get_username() if by else ""
    rows = [Withdrawal.objects.create(version=version, at=at, by=who, basis=basis) for version in versions]
    for version in versions:
        ledger.add_withdrawal(version=version, at=at, basis=basis)
    _empty(versions)
    _unlist(publication, at)
    history.keep(publication)
    transaction.on_commit(partial(clean_up, publication))
    return rows


def _empty(versions: list[Version]) -> None:
    """Take the text and the figures out of the database."""
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(content="")
    PublishedFigure.objects.filter(version__in=versions).delete()


def _unlist(publication: Publication, at: datetime) -> None:
    """No list, total or search knows it any more, and its row in the index says nothing of what it said."""
    publication.withdrawn_at, publication.total = at, 0
    publication.change, publication.percent, publication.late_reason = None, "", ""
    publication.save(update_fields=["withdrawn_at", "total", "change", "percent", "late_reason"])


def clean_up(publication: Publication) -> None:
    """Remove all bytes of withdrawn versions and renew what told of them. May be done again at any time."""
    for version in publication.versions.exclude(withdrawal=None).defer("content"):
        store.remove(version.sha256)
    lists.forget_other_dresses()
    settle(publication)
    _scrub()


def _scrub() -> None:
    """Leave nothing of deleted rows in the files of the database: neither in free pages nor in the write-ahead log.

    SQLite (settings.py) writes over what is deleted, but not over copies left behind when pages were split before that was
    so, nor in its log: measured, 31 of 59 copies stood in the log alone.
    """
    if connection.in_atomic_block:  # neither database does this within a transaction
        return
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if is_busy:
                    log.error("somebody reads the database: its log still holds what was withdrawn")
            else:
                tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in EMPTIED)
                cursor.execute(f"VACUUM (FULL) {tables}")
    except DatabaseError:
        log.exception("what was withdrawn may still be found in free pages of the database: run VACUUM FULL")
