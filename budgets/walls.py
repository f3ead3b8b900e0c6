"""Walls: what the database itself refuses, on both engines, whoever asks (design.md §3, rule 9).

A wall is a trigger. They are raised again after every migration, and on SQLite taken down before: it makes a table anew to
alter it, its triggers go with the old one, and it refuses to while other triggers speak of that table. SQLite needs
``PRAGMA recursive_triggers=ON`` (settings.py): without it INSERT OR REPLACE deletes a row unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connections

from .moves import EVERY, follow

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Wall:
    """On ``event`` of ``table``, a row for which ``condition`` (SQL over OLD and NEW) holds is refused with ``sentence``.

    Where the engines say it otherwise, ``on_postgresql`` is the condition there. An event TRUNCATE has none, and is
    PostgreSQL's alone. Only rows for which ``only`` holds are looked at: SQL without a question to a table, which
    PostgreSQL asks before it calls the trigger."""

    table: str
    name: str
    event: str
    sentence: str
    condition: str = ""
    on_postgresql: str = ""
    only: str = ""

    @property
    def trigger(self) -> str:
        return f"{self.table}_{self.name}_{self.event.lower()}"

    def statements(self, vendor: str) -> Iterator[str]:
        if vendor == POSTGRESQL:
            yield from self._postgresql()
        elif self.event != "TRUNCATE":
            yield from self._sqlite()

    def _sqlite(self) -> Iterator[str]:
        conditions = " AND ".join(filter(None, (self.only, self.condition)))
        when = f" WHEN {conditions}" if conditions else ""
        yield f"DROP TRIGGER IF EXISTS {self.trigger}"
        yield (
            f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table} FOR EACH ROW{when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
        )

    def _postgresql(self) -> Iterator[str]:
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        only = f" WHEN ({self.only})" if self.only else ""
        condition = self.on_postgresql or self.condition or "true"
        row = "NULL" if self.event == "TRUNCATE" else "OLD" if self.event == "DELETE" else "NEW"
        yield (
            f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{self.sentence}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {self.trigger} ON {self.table}"
        yield (
            f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {each}{only} EXECUTE FUNCTION {self.trigger}()"
        )


def put_up(walls: Iterable[Wall], using: str) -> None:
    """Raise these walls, in place of those of the same names."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for wall in walls:
            for statement in wall.statements(connection.vendor):
                cursor.execute(statement.replace("%", "%%") if connection.vendor == POSTGRESQL else statement)


def take_down(walls: Iterable[Wall], using: str) -> None:
    """Only to load what was written down before (disclosures/dumping.py), in the transaction that raises them again, and on
    SQLite to migrate."""
    connection = connections[using]
    there = standing(using)
    with connection.cursor() as cursor:
        for wall in walls:
            if wall.trigger in there:
                on = f" ON {wall.table}" if connection.vendor == POSTGRESQL else ""
                cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")


def before_migration(walls: Iterable[Wall], using: str, plan: list[object]) -> None:
    """On SQLite, where there is something to migrate. If that fails the walls are raised by the next that does not; the
    portal is not started on a database that is not migrated."""
    if plan and connections[using].vendor == SQLITE:
        take_down(walls, using)


def standing(using: str) -> set[str]:
    """The names of the triggers that stand in a database."""
    connection = connections[using]
    asked = {
        SQLITE: "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        POSTGRESQL: "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def append_only(table: str, sentence: str) -> Iterator[Wall]:
    """Rows of this table are written once."""
    for event in ("UPDATE", "DELETE", "TRUNCATE"):
        yield Wall(table, "kept", event, sentence)


# The walls of what is entered -------------------------------------------------------------------------------------

#: What the public will read, beside the columns of the budget itself.
CONTENT = (
    "entry", "project", "indicator", "particular", "note", "duty", "office", "budgetunit", "procurementitem", "purpose",
)  # fmt: skip
COLUMNS = ("assets_on", "equipment_threshold", "no_projects")
CLOSED = "预算已提交，不能再改。如需修改，请退回或撤回。"
FOREIGN = "项目、单位不属于这一预算，不能选用。"
MOVED = "预算的内容不能移到别的部门或年度。"
NO_STEP = "不能从当前状态走到这一步。"
KEPT = "本部门已登记不公开。"
WHOLE = "EXISTS (SELECT 1 FROM budgets_withholding w WHERE w.budget_id = NEW.id AND w.part = '')"
EVENTS_STAY = "操作记录不可修改，六个月之内不可删除。"
HANDOVERS_STAY = "交接记录不可修改。"
ONE_ADMINISTRATION = "管理员不能兼任其他职责，系统、安全、审计三类管理员不能由一人兼任。"

#: From each state, where a budget may go.
STEPS = {str(state): tuple(follow(state)) for state in EVERY}
ADMINISTRATORS = "('system', 'security', 'audit')"
LEAST_DAYS = 184  # six months, however long (网络安全法)


def _closed(row: str) -> str:
    return f"(SELECT state FROM budgets_budget WHERE id = {row}.budget_id) <> 'editing'"  # noqa: S608 (OLD or NEW)


def _content() -> Iterator[Wall]:
    for model in CONTENT:
        table = f"budgets_{model}"
        yield Wall(table, "closed", "INSERT", CLOSED, _closed("NEW"))
        yield Wall(table, "closed", "UPDATE", CLOSED, _closed("OLD"))
        yield Wall(table, "closed", "DELETE", CLOSED, _closed("OLD"))
        yield Wall(table, "moved", "UPDATE", MOVED, "OLD.budget_id <> NEW.budget_id")


#: What content refers to within its own budget: {table: {column: the table it leads to}}.
REFERENCES = {
    "entry": {"project_id": "project", "unit_id": "budgetunit"},
    "indicator": {"project_id": "project"},
}


def _references() -> Iterator[Wall]:
    for model, columns in REFERENCES.items():
        for column, other in columns.items():
            foreign = (
                f"EXISTS (SELECT 1 FROM budgets_{other} o "  # noqa: S608 (our own names)
                f"WHERE o.id = NEW.{column} AND o.budget_id <> NEW.budget_id)"
            )
            for event in ("INSERT", "UPDATE"):
                name, only = f"own_{column.removesuffix('_id')}", f"NEW.{column} IS NOT NULL"
                yield Wall(f"budgets_{model}", name, event, FOREIGN, foreign, only=only)


def _budget() -> Iterator[Wall]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in COLUMNS)
    legal = " OR ".join(
        f"(OLD.state = '{before}' AND NEW.state IN ({', '.join(f'{chr(39)}{s}{chr(39)}' for s in after)}))"
        for before, after in STEPS.items()
    )
    # The two moves on a condition. A correction given up goes back to what stands; nothing else becomes public without its
    # approvals.
    given_up = (
        "(OLD.state = 'editing' AND NEW.state = 'published' "
        "AND OLD.correcting IS NOT NULL AND NEW.correcting IS NULL)"
    )
    # What is public is opened again by a correction alone.
    opened = "(OLD.state = 'published' AND NEW.state = 'editing' AND NEW.correcting IS NOT NULL)"
    table = "budgets_budget"
    yield Wall(table, "begins", "INSERT", NO_STEP, "NEW.state <> 'editing'")
    yield Wall(
        table,
        "step",
        "UPDATE",
        NO_STEP,
        f"OLD.state <> NEW.state AND NOT ({legal} OR {given_up} OR {opened})",
    )
    yield Wall(
        table, "withheld", "UPDATE", KEPT, f"OLD.state <> NEW.state AND NEW.state <> 'withheld' AND {WHOLE}"
    )
    yield Wall(table, "closed", "UPDATE", CLOSED, f"OLD.state <> 'editing' AND ({changed})")
    yield Wall(
        table, "moved", "UPDATE", MOVED, "OLD.department_id <> NEW.department_id OR OLD.year <> NEW.year"
    )


def _people() -> Iterator[Wall]:
    others = "SELECT 1 FROM budgets_membership m WHERE m.user_id = NEW.user_id"
    mixed = f"(m.role IN {ADMINISTRATORS} OR NEW.role IN {ADMINISTRATORS}) AND m.role <> NEW.role"
    yield Wall("budgets_membership", "one", "INSERT", ONE_ADMINISTRATION, f"EXISTS ({others} AND {mixed})")
    yield Wall(
        "budgets_membership",
        "one",
        "UPDATE",
        ONE_ADMINISTRATION,
        f"EXISTS ({others} AND m.id <> NEW.id AND {mixed})",
    )


def _records() -> Iterator[Wall]:
    yield Wall("budgets_event", "kept", "UPDATE", EVENTS_STAY)
    yield Wall(
        "budgets_event",
        "kept",
        "DELETE",
        EVENTS_STAY,
        f"OLD.at > datetime('now', '-{LEAST_DAYS} days')",
        f"OLD.at > now() - interval '{LEAST_DAYS} days'",
    )
    yield Wall("budgets_event", "kept", "TRUNCATE", EVENTS_STAY)
    yield from append_only("budgets_handover", HANDOVERS_STAY)


WALLS = (*_content(), *_references(), *_budget(), *_people(), *_records())


def put_up_ours(sender, using, **kwargs):
    """After every migration (apps.py)."""
    put_up(WALLS, using)


def make_way(sender, using, plan, **kwargs):
    """Before every migration (apps.py)."""
    before_migration(WALLS, using, plan)
