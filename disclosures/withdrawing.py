"""Withdrawal by law: the bytes go, a dated record with the basis stays (security.md §6.1, 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from . import store
from .models import Publication, PublishedFigure, Version, Withdrawal


@transaction.atomic
def withdraw(*, publication: Publication, by: Any, basis: str, at: datetime) -> list[Withdrawal]:
    """Empty every version of a publication; the rows say when, by whom and on what basis."""
    versions = list(publication.versions.filter(withdrawal=None).defer("content"))
    who = by.get_username() if by else ""
    rows = [Withdrawal.objects.create(version=version, at=at, by=who, basis=basis) for version in versions]
    Version.objects.filter(pk__in=[version.pk for version in versions]).update(content="")
    PublishedFigure.objects.filter(version__in=versions).delete()
    publication.withdrawn_at = at
    publication.save(update_fields=["withdrawn_at"])
    return rows


def remove_files(publication: Publication) -> None:
    """Remove all bytes of withdrawn versions from the store; after the transaction that withdrew them."""
    for version in publication.versions.filter(withdrawal__isnull=False):
        store.remove(version.sha256)
