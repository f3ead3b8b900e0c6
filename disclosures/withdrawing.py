"""Withdrawal by law (撤下): the bytes go, a dated record with the basis stays (security.md §6.1, 7).

What repeats a figure of a withdrawn version goes with it: its pages and files, what was told of its corrections, the pages
of later years, the lists. So do the digests of its files, and the salt without which nobody can try values on what the
public ledger says of them: that stays, and proves that something was public.

A disk may fail and a process may die between the rows and the bytes. What is left to do is therefore a row of its own
(Removal), written with the withdrawal and gone when nothing is left; ``tend`` tries again each minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, connection, transaction

from . import history, indexing, kept_pages, pointers, public_ledger, store
from .models import (
    Publication,
    PublishedFigure,
    PublishedFile,
    Removal,
    SearchEntry,
    StandingFigure,
    UsedAccount,
    Version,
    Withdrawal,
)
from .packages import building
from .reconciling import settle
from .search import shared
from .understanding import pages as understanding

log = logging.getLogger(__name__)

#: The tables whose rows held what was withdrawn.
EMPTIED = (Version, PublishedFile, PublishedFigure, StandingFigure, SearchEntry, UsedAccount, Publication)


@transaction.atomic
def withdraw(*, publication: Publication, by: Any, basis: str, at: datetime) -> list[Withdrawal]:
    """Empty every version of a publication that was not withdrawn before; the rows say when, by whom and on what basis.
    The bytes are removed once this is committed."""
    versions = list(publication.versions.standing().defer("content").order_by("number"))
    who = by.get_username() if by else ""
    rows = [Withdrawal.objects.create(version=version, at=at, by=who, basis=basis) for version in versions]
    for version in versions:
        public_ledger.add_withdrawal(version=version, at=at, basis=basis)
    _empty(versions)
    _unlist(publication, at)
    indexing.clear(publication)
    history.keep(publication)
    Removal.objects.update_or_create(publication=publication, defaults={"is_scrubbed": False})
    transaction.on_commit(partial(clean_up, publication))
    return rows


def _empty(versions: list[Version]) -> None:
    """Take the text, the figures and all that a guess could be held against out of the database."""
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(content="", salt="")
    PublishedFigure.objects.filter(version__in=versions).delete()
    PublishedFile.objects.filter(version__in=versions).delete()


def _unlist(publication: Publication, at: datetime) -> None:
    """No list, total or search knows it any more, and its row in the index says nothing of what it said."""
    publication.withdrawn_at, publication.total = at, 0
    publication.change, publication.percent, publication.late_reason = None, "", ""
    publication.save(update_fields=["withdrawn_at", "total", "change", "percent", "late_reason"])


# After the rows ---------------------------------------------------------------------------------------------------


def clean_up(publication: Publication) -> bool:
    """Remove all bytes of withdrawn versions and renew what told of them; whether nothing is left. What fails is logged,
    keeps no other step from its turn, and is done by ``finish``. May be done again at any time."""
    done = [_tried(publication, partial(step, publication)) for step in STEPS]
    if all(done):
        Removal.objects.filter(publication=publication).delete()
    return all(done)


def finish(now: datetime) -> int:
    """Do what disks or deaths of processes left undone of withdrawals; how many are done with."""
    waiting = [removal.publication for removal in Removal.objects.select_related("publication")]
    return len([publication for publication in waiting if clean_up(publication)])


def untell() -> bool:
    """Have nothing answer of what is withdrawn by now, before somebody takes the whole site away; whether that is so. What
    was deleted may not be scrubbed yet: nobody is answered from there."""
    waiting = [removal.publication for removal in Removal.objects.select_related("publication")]
    done = [_tried(each, partial(step, each)) for each in waiting for step in UNTELLING]
    return all(done)


def is_unfinished(region_code: str, department_code: str, year: int) -> bool:
    """Whether something withdrawn of a department and year may still be found."""
    return Removal.objects.filter(
        publication__region_code=region_code,
        publication__department_code=department_code,
        publication__year=year,
    ).exists()


def _tried(publication: Publication, step: Callable[[], bool]) -> bool:
    """Whether a step was done to its end."""
    try:
        return step()
    except (OSError, DatabaseError):
        log.exception(
            "%s was withdrawn, but not everything is removed: it is tried again in a minute", publication
        )
        return False


def _answer_no_more(publication: Publication) -> bool:
    """The pointer says that it was withdrawn; where it cannot be written there is none, and the database says so."""
    with store.alone("settling"):
        pointer = pointers.of(publication)
        if pointer is None:
            return True
        try:
            pointers.write(pointer)
        except OSError as error:
            log.error("%s was withdrawn, but its pointer cannot be written: %s", publication, error)
            store.discard(pointer.place)
            return False
    return True


def _tell_no_more(publication: Publication) -> bool:
    """What is stored of the department over the years is answered no more; settling stores what is left."""
    with store.alone("settling"):
        understanding.forget(publication.region_code, publication.department_code)
    return True


def _remove_bytes(publication: Publication) -> bool:
    """Of each version, whatever becomes of the others; once whoever settles pages of them has done so."""
    withdrawn = publication.versions.exclude(withdrawal=None).values_list("sha256", flat=True)
    with store.alone("settling"):
        done = [_tried(publication, partial(_removed, sha256)) for sha256 in withdrawn]
    return all(done)


def _removed(sha256: str) -> bool:
    store.remove(sha256)
    return True


def _forget_packages(publication: Publication) -> bool:
    building.forget(publication)
    return True


def _forget_other_dresses(publication: Publication) -> bool:
    kept_pages.forget_other_dresses()
    return True


def _forget_accounts(publication: Publication) -> bool:
    """What no publication uses any more is found no more either."""
    shared.settle()
    return True


def _scrub(publication: Publication) -> bool:
    """Once for each withdrawal: it locks the database."""
    waiting = Removal.objects.filter(publication=publication, is_scrubbed=False)
    if waiting.exists() and not _scrubbed():
        return False
    waiting.update(is_scrubbed=True)
    return True


#: In this order: first nothing is answered any more, then it goes.
UNTELLING: tuple[Callable[[Publication], bool], ...] = (
    _answer_no_more,
    _tell_no_more,
    _remove_bytes,
    _forget_packages,
    settle,
    _forget_accounts,
    _forget_other_dresses,
)
STEPS = (*UNTELLING, _scrub)


def _scrubbed() -> bool:
    """Leave nothing of deleted rows in the files of the database: neither in free pages nor in the write-ahead log.

    SQLite (settings.py) writes over what is deleted, but not over copies left behind when pages were split before that was
    so, nor in its log: measured, 31 of 59 copies stood in the log alone.
    """
    if (
        connection.in_atomic_block
    ):  # neither database does this within a transaction; a withdrawal is committed by now
        return True
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # The index of the search keeps what was deleted, marked so, until its parts are merged.
                cursor.execute(
                    "INSERT INTO disclosures_searchindex (disclosures_searchindex) VALUES ('optimize')"
                )
                cursor.execute("VACUUM")
                is_busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if is_busy:
                    log.error("somebody reads the database: its log still holds what was withdrawn")
                    return False
            else:
                tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in EMPTIED)
                cursor.execute(f"VACUUM (FULL) {tables}")
    except DatabaseError:
        log.exception("what was withdrawn may still be found in free pages of the database: run VACUUM FULL")
        return False
    return True
