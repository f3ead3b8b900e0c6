"""The walls of what was published: a version is never changed and never deleted; a withdrawal by law may empty it, once."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.walls import Wall, append_only, before_migration, put_up

SENTENCE = "已发布版本不可修改，请新建更正版本"
STAYS = "公开总账只能添加，不能修改。"
#: All of a version that stays when it is withdrawn.
LASTING = ("id", "publication_id", "number", "sha256", "published_at", "published_by", "reason")


def _withdrawn(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM disclosures_withdrawal w WHERE w.version_id = {row})"  # noqa: S608 (a column)


def _versions() -> Iterator[Wall]:
    same = " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in LASTING)
    emptied = f"NEW.content = '' AND NEW.salt = '' AND {same} AND {_withdrawn('OLD.id')}"
    yield Wall("disclosures_version", "kept", "UPDATE", SENTENCE, f"NOT ({emptied})")
    yield Wall("disclosures_version", "kept", "DELETE", SENTENCE)
    yield Wall("disclosures_version", "kept", "TRUNCATE", SENTENCE)


def _of_versions(table: str) -> Iterator[Wall]:
    """Rows that say something of a version: never changed, and gone only with its text."""
    yield Wall(table, "kept", "UPDATE", SENTENCE)
    yield Wall(table, "kept", "DELETE", SENTENCE, f"NOT {_withdrawn('OLD.version_id')}")
    yield Wall(table, "kept", "TRUNCATE", SENTENCE)


WALLS = (
    *_versions(),
    *_of_versions("disclosures_publishedfigure"),
    *_of_versions("disclosures_publishedfile"),
    *append_only("disclosures_withdrawal", STAYS),
    *append_only("disclosures_ledgerentry", STAYS),
)


def put_up_ours(sender, using, **kwargs):
    """After every migration (apps.py)."""
    put_up(WALLS, using)


def make_way(sender, using, plan, **kwargs):
    """Before every migration (apps.py)."""
    before_migration(WALLS, using, plan)
