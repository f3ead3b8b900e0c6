"""Corrections (更正记录): every correction and every withdrawal, the latest first, as a page and as a feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from .changes import corrected_by
from .models import Publication, Version, Withdrawal

#: So many entries are told at once, on a page and in the feed.
AT_ONCE = 50


@dataclass(frozen=True)
class Correction:
    """One entry. A withdrawal has neither ``reason`` nor ``changes_url``; ``figures`` is None where nobody has counted."""

    publication: Publication
    at: datetime
    number: int
    reason: str = ""
    basis: str = ""
    changes_url: str = ""
    figures: int | None = None
    is_withdrawal: bool = False

    @property
    def url(self) -> str:
        return self.publication.get_absolute_url()

    @property
    def region_url(self) -> str:
        return reverse("region-corrections", args=[self.publication.region_code])

    @property
    def words(self) -> str:
        """更正为版本 2 or 已撤下."""
        if self.is_withdrawal:
            return gettext("Withdrawn")
        return gettext("Corrected to version %(number)s") % {"number": self.number}


def rows(region: str = "") -> list[Version | Withdrawal]:
    """The versions that correct one before them and the withdrawals, of one region or of all, the latest first. What was
    withdrawn is told once, however many versions there were of it."""
    versions = Version.objects.standing().filter(number__gt=1).select_related("publication").defer("content")
    withdrawals = Withdrawal.objects.select_related("version__publication").defer("version__content")
    if region:
        versions = versions.filter(publication__region_code=region)
        withdrawals = withdrawals.filter(version__publication__region_code=region)
    told = {(each.version.publication_id, each.at): each for each in withdrawals.order_by("version__number")}
    return sorted([*versions, *told.values()], key=_moment, reverse=True)


def _moment(row: Version | Withdrawal) -> tuple[datetime, int]:
    return (row.at if isinstance(row, Withdrawal) else row.published_at, row.pk)


def told(found: Iterable[Version | Withdrawal]) -> list[Correction]:
    """These rows as a reader is told of them."""
    return [_withdrawn(row) if isinstance(row, Withdrawal) else _corrected(row) for row in found]


def _withdrawn(row: Withdrawal) -> Correction:
    version = row.version
    return Correction(version.publication, row.at, version.number, basis=row.basis, is_withdrawal=True)


def _corrected(version: Version) -> Correction:
    publication = version.publication
    place = (publication.region_code, publication.department_code, publication.year)
    counted = corrected_by(version)
    return Correction(
        publication,
        version.published_at,
        version.number,
        reason=version.reason,
        changes_url=reverse("changes", args=(*place, version.number - 1, version.number)) if counted else "",
        figures=counted["figures"] if counted else None,
    )


def name_of(region: str) -> str:
    """The name of a region in which anything was ever published; empty for any other."""
    found = Publication.objects.filter(region_code=region).order_by("-published_at").first()
    return found.region_name if found else ""


def regions() -> list[tuple[str, str]]:
    """(code, name) of the regions whose corrections are told."""
    found = Publication.objects.filter(versions__number__gt=1) | Publication.objects.exclude(
        withdrawn_at=None
    )
    return sorted({(each.region_code, each.region_name) for each in found})


class Feed(Atom1Feed):
    """Always the same bytes of the same corrections: where there are none, Django would put the time of day."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=datetime(2026, 1, 1, tzinfo=UTC))


def feed(path: str, title: str, found: Iterable[Correction]) -> bytes:
    """The same as Atom. Of what was withdrawn nothing is told but that it was."""
    site = settings.SITE_URL
    made = Feed(
        title=title,
        link=site + reverse("corrections"),
        description=None,
        language=get_language(),
        feed_url=site + path,
    )
    for each in found:
        address = site + (each.changes_url or each.url)
        made.add_item(
            title=f"{each.publication.title}：{each.words}",
            link=address,
            description=each.reason,
            unique_id=f"{address}#{each.words}",
            pubdate=each.at,
            updateddate=each.at,
        )
    return made.writeString("utf-8").encode()
