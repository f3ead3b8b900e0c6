"""What may be done to a disclosure. Publishing reads the books once: what is examined is what is frozen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budgets.actions import record
from budgets.books import open_books
from budgets.models import Budget
from budgets.rules import errors_in
from budgets.waivers import standing, unwaived

from . import copies, history
from .chain import findings_now
from .compose import compose
from .document import as_json, canonical, digest
from .faithful import check_page, contradictions_on
from .index import index_fields
from .models import Publication, PublishedFigure, PublishedFile, Version

#: What publishing itself adds to a document; everything else is content.
STAMP = ("number", "published_at", "reason", "previous")


class Refused(Exception):
    """The budget contradicts itself or is incomplete: ``findings`` are the errors to mend first."""

    def __init__(self, findings):
        super().__init__("；".join(finding.message for finding in findings))
        self.findings = findings


class Unwaived(Refused):
    """Warnings are left that the reviewer has not waived: ``findings`` are those."""


class Unchanged(Exception):
    """What would be published is what is published: ``version`` is the one that stands."""

    def __init__(self, version):
        super().__init__(f"已发布（版本 {version.number}）")
        self.version = version


def publish(*, budget, by, reason=""):
    """Examine, freeze and render a budget; returns the new Version.

    Where a person publishes, the reviewer has waived every warning that is left; the operator at the command line (``by``
    is None) is stopped by errors alone. Raises Refused where errors stand, Unwaived where warnings do, Unchanged where
    nothing differs from the current version, and ValidationError where a later version has no reason or somebody changed
    the budget meanwhile. The page is read back before that: Unfaithful where it does not say what the version says, and
    Refused where what it says, the department's own texts with it, contradicts itself. Files are written before the rows
    that make them public: a failure in between leaves no trace that anyone can see.
    """
    seen = Budget.objects.select_related("department__region").get(pk=budget.pk)
    books = open_books(seen)
    findings = findings_now(books)
    if errors := errors_in(findings):
        raise Refused(errors)
    waivers = standing(seen, findings)
    if by and (left := unwaived(findings, waivers)):
        raise Unwaived(left)
    document = compose(books, findings, waivers)
    current = _current(document)
    if current and _same_content(as_json(document), current.document):
        raise Unchanged(current)
    if current and not reason.strip():
        raise ValidationError("请填写更正原因（将向社会公开）")
    document = document.stamped(
        number=current.number + 1 if current else 1,
        published_at=timezone.localtime().replace(microsecond=0).isoformat(),
        reason=reason.strip(),
        previous=current.sha256 if current else "",
    )
    content = as_json(document)
    sha256 = digest(content)
    page = copies.page_to_be(content, sha256)
    check_page("网页", content, page)
    if contradictions := contradictions_on(page):
        raise Refused(contradictions)
    files = copies.write_files(content, sha256)
    return _freeze(seen, content, files, by=by)


def _current(document):
    """The version that stands for this department and year, or None."""
    versions = Version.objects.of(document.region["code"], document.department["code"], document.year)
    return versions.select_related("publication").order_by("-number").first()


def _same_content(new, old):
    return {k: v for k, v in new.items() if k not in STAMP} == {
        k: v for k, v in old.items() if k not in STAMP
    }


@transaction.atomic
def _freeze(budget, content, files, *, by):
    """Write the version, its index rows and its event, and the pages that tell of it."""
    # The department is held too: who publishes another year of it must see this one, and the other way round.
    held = Budget.objects.select_related("department").select_for_update(of=("self", "department"))
    now = held.get(pk=budget.pk)
    if now.updated_at != budget.updated_at:
        raise ValidationError("公开期间有人改动了预算，没有公开。请看过改动后再公开。")
    standing = Version.objects.of(content["region"]["code"], content["department"]["code"], content["year"])
    if standing.count() != content["number"] - 1:
        raise ValidationError("公开期间已有人公开了新的版本。请重新打开本页，看过后再公开。")
    publication = _index(content)
    version = Version.objects.create(
        publication=publication,
        number=content["number"],
        sha256=digest(content),
        content=canonical(content).decode(),
        published_at=content["published_at"],
        published_by=by.get_username() if by else "",
        reason=content["reason"],
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(version=version, name=name, size=len(data), sha256=PublishedFile.digest(data))
        for name, data in files.items()
    )
    PublishedFigure.objects.bulk_create(_figures(version, content))
    version.refresh_from_db()
    history.keep(publication)
    lines, earlier = copies.version_lines(publication), list(history.before(publication))
    for each in publication.versions.all():
        copies.write_pages(each.document, each.sha256, lines, earlier)
    record(budget=budget, by=by, action="公开", version=version.number, sha256=version.sha256)
    return version


def _index(content):
    """The publication's row, brought to what this version says."""
    shown = index_fields(content)
    publication, _created = Publication.objects.update_or_create(
        region_code=content["region"]["code"],
        department_code=content["department"]["code"],
        year=content["year"],
        defaults=shown,
        create_defaults=shown | {"first_published_at": shown["published_at"]},
    )
    return publication


def _figures(version, content):
    for key, figure in content["figures"].items():
        value = "" if figure["value"] is None else str(figure["value"])
        yield PublishedFigure(
            version=version, key=key, label=figure["label"], unit=figure["unit"], value=value
        )
