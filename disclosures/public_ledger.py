"""公开总账: every publication, correction and withdrawal as one entry, told to everybody, chained (security.md §6).

An entry is canonical JSON (RFC 8785). Its digest is the SHA-256 of those bytes, and they are one line of /ledger.jsonl::

    seq           1, 2, 3, …
    previous      digest of the entry before; "" in the first
    act           publish | correct | withdraw
    region, department, year, kind, version     codes and numbers as in addresses; kind is department or unit
    document      digest of the document (摘要)
    supersedes    digest of the document that stood before; "" where none did
    reason        salted digest of the words of the reason; of a withdrawal the SHA-256 of its basis, which stays public;
                  "" where there are no words
    published_at  when it became public, or was withdrawn
    approvals     [{"step": submit | secrecy | pass | approve, "at", "by"}]; by is 1, 2, …: a person of this entry, or null
    events        digest of the last 操作记录 then: what people did inside is bound to what was told outside
    software      what made the files
    files         salted digest of the canonical list [{"name", "size", "sha256", "sm3"}]; "" of a withdrawal

Nothing here is a name or a sentence. An entry stays for ever, and a withdrawal for secrecy has to be able to take all
words and figures away; the digest of a user name, a small file or a reason could be guessed. So files and reason are mixed
with the salt of their version, which stands in its manifest and goes with it (proofs.py); the document has it in itself.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version as installed
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from budgets import audit
from budgets.models import Budget, ChainHead, Event
from budgets.moves import APPROVALS, Move
from budgets.walls import LEAST_DAYS

from . import proofs
from .document import canonical
from .models import LedgerEntry, Version

CHAIN = "publications"


def add(*, version: Version, budget: Budget) -> LedgerEntry:
    """Tell of a version in the transaction that makes it public, and write its proofs beside its files."""
    content = version.document
    entry = _add(
        version,
        act="publish" if version.number == 1 else "correct",
        kind=content["kind"],
        supersedes=content["previous"],
        reason=proofs.digest_of_reason(version),
        published_at=content["published_at"],
        approvals=approvals(budget),
        files=proofs.digest_of_files(version),
    )
    proofs.write(entry)
    return entry


def add_withdrawal(*, version: Version, at: datetime, basis: str) -> LedgerEntry:
    """Tell that a version was withdrawn, in the transaction that empties it. What it was stays told."""
    told = proofs.entry_of(version)
    return _add(
        version,
        act="withdraw",
        kind=told.said["kind"],
        supersedes="",
        reason=proofs.digest_of_basis(basis),
        published_at=timezone.localtime(at).replace(microsecond=0).isoformat(),
        approvals=[],
        files="",
    )


def _add(version: Version, **said: Any) -> LedgerEntry:
    # Always both heads, and that of the events first: whoever publishes writes an event too, and two must not wait for
    # each other.
    events = ChainHead.objects.select_for_update().filter(name=audit.CHAIN).first()
    head, _ = ChainHead.objects.select_for_update().get_or_create(name=CHAIN)
    place = version.publication
    entry = {
        "seq": head.seq + 1,
        "previous": head.sha256,
        "region": place.region_code,
        "department": place.department_code,
        "year": place.year,
        "version": version.number,
        "document": version.sha256,
        "events": events.sha256 if events else "",
        "software": software(),
        **said,
    }
    content = canonical(entry)
    head.seq, head.sha256 = entry["seq"], hashlib.sha256(content).hexdigest()
    head.save(update_fields=["seq", "sha256"])
    return LedgerEntry.objects.create(
        seq=head.seq, version=version, content=content.decode(), sha256=head.sha256
    )


@cache
def software() -> str:
    """This portal and what sets its pages, by version: with the same a document gives the same bytes."""
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())["project"]
    return f"{project['name']} {project['version']}, WeasyPrint {installed('weasyprint')}"


def approvals(budget: Budget) -> list[dict[str, Any]]:
    """Who answered for what is published, since it was last handed in. People are told apart, and not named."""
    people: dict[int, int] = {}
    steps: list[dict[str, Any]] = []
    for step in budget.handovers.filter(move__in=APPROVALS).order_by("at", "pk"):
        if step.move == Move.SUBMIT:
            people, steps = {}, []
        who = people.setdefault(step.by_id, len(people) + 1) if step.by_id else None
        at = timezone.localtime(step.at).replace(microsecond=0).isoformat()
        steps.append({"step": str(step.move), "at": at, "by": who})
    return steps


# Verification on the staff side -----------------------------------------------------------------------------------


def faults() -> Iterator[str]:
    """Where the end of the public ledger, or what it says of the records inside, is not as it was written."""
    head = ChainHead.objects.filter(name=CHAIN).first()
    last = LedgerEntry.objects.order_by("-seq").first()
    if (head.seq if head else 0, head.sha256 if head else "") != (
        last.seq if last else 0,
        last.sha256 if last else "",
    ):
        yield "公开总账的末尾与链头不符"
    yield from _anchors()


def _anchors() -> Iterator[str]:
    """Each entry names the last event then. Whoever looks after six months may find it gone, its time of keeping being over;
    until then it is there, whatever the events that are left say of themselves."""
    first = Event.objects.order_by("seq").first()
    named: dict[str, list[dict[str, Any]]] = {}
    for content in LedgerEntry.objects.order_by("seq").values_list("content", flat=True).iterator():
        said = proofs.parsed(content)
        named.setdefault(said.get("events", ""), []).append(said)
    for sha256 in ("", first.previous if first else ""):
        named.pop(sha256, None)
    for sha256 in Event.objects.values_list("sha256", flat=True).iterator():
        named.pop(sha256, None)
    kept_since = timezone.now() - timedelta(days=LEAST_DAYS)
    for said in chain.from_iterable(named.values()):
        if not _is_before(said, kept_since):
            yield f"公开总账第 {said.get('seq')} 条所记的操作记录不见了，或已不同"


def _is_before(said: Mapping[str, Any], moment: datetime) -> bool:
    """Whether an entry tells of a time before this one; what says no time does not."""
    try:
        return datetime.fromisoformat(said["published_at"]) < moment
    except (KeyError, TypeError, ValueError):
        return False
