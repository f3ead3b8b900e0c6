"""Feeds (Atom): what was published, corrected and withdrawn, of everybody, of a region or of one department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext

from .corrections import Feed
from .kept_pages import kept_a_minute, stored
from .models import Publication, Version, Withdrawal
from .parameters import takes
from .rendering.frame import HTML_LANGUAGES

ATOM = "application/atom+xml; charset=utf-8"
#: So many entries are told at once.
AT_ONCE = 50
PUBLISHED, CORRECTED, WITHDRAWN = "publish", "correct", "withdraw"


@dataclass(frozen=True)
class Told:
    """One entry. Of what was withdrawn nothing is told but that it was, and on what basis."""

    publication: Publication
    number: int
    at: datetime
    act: str
    why: str

    @property
    def words(self) -> str:
        if self.act == WITHDRAWN:
            return gettext("Withdrawn")
        if self.act == CORRECTED:
            return gettext("Corrected to version %(number)s") % {"number": self.number}
        return gettext("Publication")

    @property
    def path(self) -> str:
        of = self.publication
        place = (of.region_code, of.department_code, of.year)
        if self.act == WITHDRAWN:
            return reverse("disclosure", args=place)
        return reverse("version", args=(*place, self.number))

    @property
    def identifier(self) -> str:
        """The same for ever and in both languages: nothing is told twice to whoever reads along."""
        of = self.publication
        day = f"{settings.SITE_URL}/{of.region_code}/{of.department_code}/{of.year}/v{self.number}/"
        return f"{day}#{self.act}"


def told(region: str = "", department: str = "") -> list[Told]:
    """The latest of a place, the newest first."""
    place = {"region_code": region, "department_code": department}
    of = {f"publication__{name}": value for name, value in place.items() if value}
    versions = Version.objects.standing().filter(**of).select_related("publication").defer("content")
    gone = Withdrawal.objects.filter(**{f"version__{name}": value for name, value in of.items()})
    withdrawals = gone.select_related("version__publication").defer("version__content")
    found = [
        *_published(versions.order_by("-published_at", "-pk")[:AT_ONCE]),
        *_withdrawn(withdrawals.order_by("-at", "-version__number")[:AT_ONCE]),
    ]
    return sorted(found, key=lambda each: (each.at, each.number), reverse=True)[:AT_ONCE]


def _published(versions: Iterable[Version]) -> Iterator[Told]:
    for version in versions:
        act = CORRECTED if version.reason else PUBLISHED
        yield Told(version.publication, version.number, version.published_at, act, version.reason)


def _withdrawn(withdrawals: Iterable[Withdrawal]) -> Iterator[Told]:
    """What was withdrawn is told once, however many versions there were of it."""
    seen: set[tuple[int, datetime]] = set()
    for row in withdrawals:
        if (row.version.publication_id, row.at) not in seen:
            seen.add((row.version.publication_id, row.at))
            yield Told(row.version.publication, row.version.number, row.at, WITHDRAWN, row.basis)


@takes()
@kept_a_minute
@stored(media_type=ATOM)
def feed(request: HttpRequest, region: str = "", department: str = "") -> HttpResponse:
    entries = told(region, department)
    if region and not entries:
        raise Http404
    names = _names(entries[0].publication, region, department) if entries else []
    made = Feed(
        title=" · ".join([gettext("Mingzhang"), *names, gettext("Published, corrected, withdrawn")]),
        link=settings.SITE_URL + _page_of(region, department),
        description=None,
        language=HTML_LANGUAGES[get_language()],
        feed_url=settings.SITE_URL + request.path,
        feed_copyright=settings.LICENCE_NAME,
    )
    for each in entries:
        made.add_item(
            title=f"{each.publication.title}：{each.words}",
            link=settings.SITE_URL + each.path,
            description=each.why,
            unique_id=each.identifier,
            pubdate=each.at,
            updateddate=each.at,
            author_name=each.publication.department_name,
            categories=(each.act,),
        )
    return HttpResponse(made.writeString("utf-8").encode(), content_type=ATOM)


def _names(publication: Publication, region: str, department: str) -> list[str]:
    return [
        *([publication.region_name] if region else []),
        *([publication.department_name] if department else []),
    ]


def _page_of(region: str, department: str) -> str:
    if department:
        return reverse("department", args=(region, department))
    return reverse("region", args=(region,)) if region else reverse("home")
