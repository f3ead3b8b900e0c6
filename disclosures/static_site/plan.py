"""What the site consists of: every address that must be there, whether or not a page leads to it.

What pages lead to besides is found on the way (export.py): sorted and further pages of lists, examples of the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from .. import copies, lists, proofs, sitemaps
from ..addresses import public_addresses
from ..models import LedgerEntry, Publication, Version
from . import columns, digests, pages, search_index
from .answers import Answer
from .writing import ANYWHERE, Piece

#: Beside the pages; each has one address in every language.
ROOTS = ("robots", "ledger-lines", "ledger-head", "verify-script")
#: Stands beside the record of what was withdrawn: a server that looks for it can answer 410 (docs/nginx/static-site.conf).
WITHDRAWN = "withdrawn"


def batches() -> Iterator[Iterable[Piece]]:
    """Files first, then the pages that lead to them, then the lists that lead to those. Addresses are looked up before any
    is answered, so that no question stays open meanwhile; indexes are made piece by piece, for they are large."""
    yield list(_of_what_is_told())
    yield from (digests.pieces(), search_index.pieces(), columns.pieces())
    yield list(_of_the_site())


def _of_what_is_told() -> Iterator[Piece]:
    for publication in Publication.objects.order_by("pk").iterator():
        yield from _of_publication(publication)
    yield from _of_the_ledger()


def _of_the_site() -> Iterator[Piece]:
    with public_addresses(), override(settings.LANGUAGE_CODE):
        yield from (Piece(reverse(name)) for name in ROOTS)
        yield from (Piece(address) for address in sitemaps.addresses())
    yield from (Piece(address) for address in (*ANYWHERE, *pages.addresses()))
    yield from (Piece(static(name)) for name in ("icon.svg",))
    yield from (Piece(address) for address in lists.every())


def _of_publication(publication: Publication) -> Iterator[Piece]:
    versions = list(publication.versions.select_related("withdrawal").defer("content").order_by("number"))
    for version in versions:
        version.publication = publication
        is_current = version.number == publication.number
        yield from _of_version(version, "")
        if is_current:
            yield from _of_version(version, "current")


def _of_version(version: Version, which: str) -> Iterator[Piece]:
    """The files of a version and its pages, at its own address or at that of the version in force."""
    is_withdrawn = hasattr(version, "withdrawal")
    for language, _name in settings.LANGUAGES:
        with override(language):
            address = version.publication.get_absolute_url() if which else version.get_absolute_url()
        if language == settings.LANGUAGE_CODE and not is_withdrawn:
            yield from _files(version, address)
        stored = copies.page_name(language, version.publication.number, version.publication.history)
        token = "" if is_withdrawn else f"{version.sha256}/{stored}"
        yield Piece(address, token)
        if is_withdrawn:
            yield Piece(f"{address}{WITHDRAWN}", ready=Answer("application/octet-stream", b"410\n"))


def _files(version: Version, address: str) -> Iterator[Piece]:
    for name in version.files.order_by("name").values_list("name", flat=True):
        yield Piece(f"{address}{name}", f"{version.sha256}/{name}")
    for name in (proofs.MANIFEST, proofs.SUMS, proofs.SIGNATURE):
        if proofs.stored(version.sha256, name) is not None:
            yield Piece(f"{address}{name}")


def _of_the_ledger() -> Iterator[Piece]:
    """A page for each entry. What it says besides the entry is whose it is, as that is called now; a withdrawal takes it
    away."""
    entries = LedgerEntry.objects.select_related("version__publication").defer("version__content", "content")
    for entry in entries.order_by("seq").iterator():
        of = entry.version.publication
        name = "" if of.withdrawn_at else of.department_name
        for language, _name in settings.LANGUAGES:
            with override(language), public_addresses():
                address = reverse("ledger-entry", args=(entry.seq,))
            yield Piece(address, f"{entry.sha256}/{name}/{copies.dress()}")
