"""A published version is never changed and never deleted: the database itself refuses, on both engines.

SQLite needs ``PRAGMA recursive_triggers=ON`` (settings.py): without it INSERT OR REPLACE deletes a row unseen.
"""

from django.db import migrations

TABLES = ("disclosures_version", "disclosures_publishedfile", "disclosures_publishedfigure")
SENTENCE = "已发布版本不可修改，请新建更正版本"


def sqlite(table):
    for event in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )


def postgresql(table):
    yield (
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION disclosures_refuse()"
    )
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION disclosures_refuse()"
    )


def freeze(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION disclosures_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    statements = {"sqlite": sqlite, "postgresql": postgresql}[vendor]
    for table in TABLES:
        for statement in statements(table):
            schema_editor.execute(statement)


def thaw(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    names = ("frozen", "kept") if is_postgresql else ("no_update", "no_delete")
    for table in TABLES:
        for name in names:
            on = f" ON {table}" if is_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_{name}{on}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION disclosures_refuse()")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
