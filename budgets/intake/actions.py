"""Writing a plan: all of it or nothing, with its event, where nothing was changed since somebody looked at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ..access import IMPORTING, Act, WrongState, duties_of, why_not_now
from ..actions import held, record, touch
from ..models import Budget
from ..snapshot import differences, snapshot
from ..walls import COLUMNS, CONTENT
from .contents import Contents, Level
from .inserting import BATCH, insert
from .plan import CHANGED, NEW, REMOVED, Plan, plan_of
from .shapes import SHAPES

OWN, ON_BEHALF = IMPORTING


class NothingToImport(Exception):
    """What the file says is what is stored."""

    def __init__(self) -> None:
        super().__init__("与现有内容完全相同，没有要导入的。")


class ChangedMeanwhile(ValidationError):
    """Somebody changed the budget after the differences were shown."""

    def __init__(self) -> None:
        super().__init__("您上传之后内容有改动。已重新比较，请再看一遍差别。", code="changed")


class Blocked(ValidationError):
    """Errors or unanswered questions stand in the way: ``plan`` has them."""

    def __init__(self, plan: Plan, unticked: int) -> None:
        self.plan = plan
        words = f"还有 {len(plan.of_level(Level.ERROR))} 处错误、{unticked} 处未确认。全部导入或全部不导入。"
        super().__init__(words, code="blocked")


@dataclass(frozen=True)
class Imported:
    """How many rows were written."""

    new: int
    changed: int
    removed: int

    def __str__(self) -> str:
        return f"已导入：新增 {self.new} 条，改动 {self.changed} 条，删除 {self.removed} 条。"


@transaction.atomic
def import_contents(
    *,
    budget: Budget,
    contents: Contents,
    by: Any,
    source: str,
    sha256: str = "",
    seen: str | None = None,
    ticked: Collection[str] | None = (),
    typed: Mapping[str, Mapping[str, str]] | None = None,
) -> Imported:
    """Write everything that a file says, all or nothing; ``source`` is its name and ``sha256`` of its bytes, for the record.

    ``seen`` is the digest of the plan that was shown (None: nobody looked), ``ticked`` the keys of the questions answered
    with yes; None answers all, as the operator's command does. ``typed`` is what stands in no file: texts that people typed
    for its cells, by their key and by ``Problem.place``; who typed answers for it as for an own entry. Raises WrongState or
    Http404 where it is not this person's now, ChangedMeanwhile, Blocked, and NothingToImport where nothing differs.
    """
    budget = held(budget, by=by, act=Act.IMPORT)
    if budget.state != Budget.State.EDITING:  # the operator's too, for whom rights are not asked
        raise WrongState(why_not_now(Act.IMPORT, budget))
    plan = plan_of(budget, contents)
    if seen is not None and seen != plan.digest:
        raise ChangedMeanwhile
    unticked = [] if ticked is None else plan.unticked(ticked)
    if plan.of_level(Level.ERROR) or unticked:
        raise Blocked(plan, len(unticked))
    if plan.is_empty:
        raise NothingToImport
    write(plan)
    changes = _changes(plan, budget)
    is_own = by is None or budget.department_id in duties_of(by).clerk_of or str(by.pk) in (typed or {})
    action = OWN if is_own else ON_BEHALF
    more = {"typed": typed} if typed else {}
    record(budget=budget, by=by, action=action, source=source, file=sha256, changes=changes, **more)
    touch(budget)
    return Imported(plan.count(NEW), plan.count(CHANGED), plan.count(REMOVED))


def _changes(plan: Plan, budget: Budget) -> list[dict[str, Any]]:
    """What is another now. Only tables that were written are read again; what goes may take rows of others along."""
    written = {table for kind in (plan.new, plan.changed) for table, rows in kind.items() if rows}
    tables = CONTENT if plan.removed else [table for table in CONTENT if table in written]
    if "budget" in written:
        budget.refresh_from_db(fields=COLUMNS)
    after = snapshot(budget, tables)
    return differences({table: plan.before[table] for table in after}, after)


def write(plan: Plan) -> None:
    """Write a plan within the caller's transaction, without an event: what goes before what comes, so that a name may be
    used again; then in the order in which rows refer to each other."""
    for table in reversed(SHAPES):
        if rows := plan.removed.get(table):
            SHAPES[table].model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    for table, shape in SHAPES.items():
        changed = plan.changed.get(table, ())
        columns = sorted({name for _row, names in changed for name in names})
        if columns:
            rows = [row for row, _names in changed]
            shape.model._default_manager.bulk_update(rows, columns, batch_size=BATCH)
        insert(plan.new.get(table, ()))
