"""What stands around the sections of a budget's workspace: the strip, what came back, comments received, what was kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from budgets.keeping import kept_of
from budgets.models import Budget, Handover
from budgets.rules import ERROR
from budgets.workspace import Workspace

from ..desk import versions_of
from ..models import Version
from . import remarks as talk
from .strip import Button, strip_of, ways_on

State, Move = Budget.State, Handover.Move


def beside(desk: Workspace, user: Any) -> dict[str, Any]:
    budget = desk.budget
    comments = talk.received(talk.remarks_of(budget, desk.figures, user))
    moves = list(budget.handovers.select_related("by").defer("seen").order_by("-at", "-pk")[:2])
    move = moves[0] if moves and budget.state == State.EDITING else None
    versions = versions_of(budget)
    ways = ways_on(budget, user, counts=desk.counts, first=_first(desk))
    return {
        "strip": strip_of(budget, user, [*ways, *_to_the_public(budget, versions)]),
        "versions": versions,
        "returned": move if move and move.move == Move.RETURN else None,
        "returned_by": "复核人" if moves[1:] and moves[1].move in (Move.SUBMIT, Move.SECRECY) else "财政局",
        "voided": move if move and move.move == Move.VOID else None,
        "comments": comments,
        "open_comments": len([each for each in comments if each.is_open]),
        "comments_by_section": talk.by_section(comments),
        "kept_inputs": list(kept_of(user, budget)),
    }


def _to_the_public(budget: Budget, versions: list[Version]) -> Iterable[Button]:
    """The page as the public reads it, where something is public and this process serves it."""
    is_public = budget.state == State.PUBLISHED or budget.correcting
    if versions and is_public and settings.SERVES_PUBLIC and versions[0].publication.withdrawn_at is None:
        address = versions[0].publication.get_absolute_url()
        yield Button("看公开页面", address, is_plain=True, is_apart=True)


def _first(desk: Workspace) -> str:
    """The first place to mend before a budget can be submitted."""
    errors = [shown for shown in desk.findings if shown.finding.level == ERROR] + desk.missing
    return errors[0].url if errors else ""
