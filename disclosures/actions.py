"""What may be done to a disclosure. Publishing reads the books once: what is examined is what is frozen."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from budgets import letters
from budgets.models import Budget
from budgets.moves import MOVES, Move

from . import copies, history, indexing, proofs, public_ledger, store
from .document import STAMP, as_json, canonical, digest
from .drafts import draft_of
from .faithful import check_page, contradictions_on
from .models import Publication, PublishedFigure, PublishedFile, Unsettled, Version
from .reconciling import settle
from .steps import Role, people, step


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


def freeze(*, budget, draft, by, reason=""):
    """Examine, freeze and render a draft that was approved; returns the new Version. ``workflow.publish`` calls this.

    Where a person publishes, the reviewer has waived every warning that is left; the operator at the command line (``by``
    is None) is stopped by errors alone. Raises Refused where errors stand, Unwaived where warnings do, Unchanged where
    nothing differs from the current version, and ValidationError where a later version has no reason or somebody changed
    the budget meanwhile. The page is read back before that: Unfaithful where it does not say what the version says, and
    Refused where what it says, the department's own texts with it, contradicts itself. Files are written before the rows
    that make them public: a failure in between leaves no trace that anyone can see.
    """
    if draft.errors:
        raise Refused(draft.errors)
    if by and draft.unwaived:
        raise Unwaived(draft.unwaived)
    current = current_version(budget)
    if current and says_the_same(draft.content, current):
        raise Unchanged(current)
    if current and not reason.strip():
        raise ValidationError("请填写更正原因（将向社会公开）")
    document = draft.document.stamped(
        number=current.number + 1 if current else 1,
        published_at=timezone.localtime().replace(microsecond=0).isoformat(),
        reason=reason.strip(),
        previous=current.sha256 if current else "",
        salt=secrets.token_hex(16),
    )
    content = as_json(document)
    sha256 = digest(content)
    page = copies.page_to_be(content, sha256)
    check_page("网页", content, page)
    if contradictions := contradictions_on(page):
        raise Refused(contradictions)
    with store.disk():
        files = copies.write_files(content, sha256)
        return _freeze(budget, draft, content, files, by=by)


def current_version(budget):
    """The version that stands for this department and year, or None."""
    department = budget.department
    versions = Version.objects.of(department.region.code, department.code, budget.year)
    return versions.select_related("publication").order_by("-number").first()


def says_the_same(content, version):
    """Whether a draft says what a version says, what publishing added aside; of a withdrawn one nobody can tell."""
    if not version.content:
        return False
    said = version.document
    return {k: v for k, v in content.items() if k not in STAMP} == {
        k: v for k, v in said.items() if k not in STAMP
    }


@transaction.atomic
def _freeze(budget, draft, content, files, *, by):
    """Write the version, its index rows and its event, and the pages that tell of it; nothing where what stands now, read
    again while nobody else can write, is not what was rendered."""
    # The department is held too: who publishes another year of it must see this one, and the other way round.
    held = Budget.objects.select_related("department__region").select_for_update(of=("self", "department"))
    now = held.get(pk=budget.pk)
    standing = Version.objects.of(content["region"]["code"], content["department"]["code"], content["year"])
    if standing.count() != content["number"] - 1:
        raise ValidationError("公开期间已有人公开了新的版本。请重新打开本页，看过后再公开。")
    if now.state not in MOVES[Move.PUBLISH].before or not _is_still(draft_of(now), draft):
        raise ValidationError("公开期间有人改动了预算，没有公开。请看过改动后再公开。")
    publication = _index(content)
    version = Version.objects.create(
        publication=publication,
        number=content["number"],
        sha256=digest(content),
        content=canonical(content).decode(),
        published_at=content["published_at"],
        published_by=by.get_username() if by else "",
        reason=content["reason"],
        salt=content["salt"],
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(version=version, name=name, size=len(data), **proofs.digests(data))
        for name, data in files.items()
    )
    PublishedFigure.objects.bulk_create(_figures(version, content))
    indexing.write(publication, content, version.sha256)
    history.keep(publication)
    version.refresh_from_db()
    # Inside, for what cannot be rendered or stored is not public (``settle`` finds these there and renders no more than the
    # pages of later years); and before the heads of the chains are held, which everybody waits for who does anything.
    lines, earlier = copies.version_lines(publication), list(history.before(publication))
    for each in publication.versions.filter(withdrawal=None):
        copies.write_pages(each.document, each.sha256, lines, earlier)
    public_ledger.add(version=version, budget=now)
    _hand_over(now, version, by=by)
    Unsettled.objects.create(version=version)
    # Robust: it is public by then, and whoever published is not told of what the next minute makes up for.
    transaction.on_commit(lambda: settle(publication), robust=True)
    return version


def _is_still(now, draft):
    """Whether a draft says what it said, its deadline and the reason for missing it with it."""
    return now.sha256 == draft.sha256 and now.content["deadline"] == draft.content["deadline"]


def _hand_over(budget, version, *, by):
    """The budget is public: what was on its way has arrived, and those who made it are asked to look at it."""
    done = {"correcting": None, "correction_reason": "", "scheduled_for": None}
    told = {"version": version.number}
    step(budget, Move.PUBLISH, by=by, sha256=version.sha256, detail=told, **done)
    letters.write(
        to=[*people(budget, Role.CLERK), *people(budget, Role.REVIEWER)],
        cause=f"published-{version.pk}",
        subject=f"已公开：{budget.called}（版本 {version.number}）",
        body=f"{letters.moment(version.published_at)} 公开。请打开公开页面看一遍。",
        budget=budget,
    )


def _index(content):
    """The publication's row, brought to what this version says."""
    shown = indexing.publication_fields(content)
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
