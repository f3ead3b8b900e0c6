"""What can be found, and how: entries of the search and, on each engine, an index of the pairs of characters in them.

SQLite has a full-text index of its own (FTS5) over the pairs, which are written as the hexadecimal digits of their bytes, for
its tokenizers know words and no Chinese. It holds nothing of the texts besides; rows that are deleted leave it by triggers.
A row of it is numbered by weight first, so that the heaviest come first without sorting. A later migration that makes
disclosures_searchentry anew on SQLite (AlterField, AddField with a default) has to do ``disable`` before and ``enable`` after.

PostgreSQL has a GIN index over the pairs and the single characters. ``trigram`` of FTS5 and pg_trgm would not do: the first
finds no word of two characters, the second scans for it.
"""

import django.db.models.deletion
from django.db import migrations, models

# The place of a row: 31 bits of weight, the heaviest first, then 32 of the number of the entry.
SQLITE = (
    """
    CREATE VIEW disclosures_searchpairs (id, place, pairs) AS
    SELECT id, (2147483647 - min(max(weight, 0), 2147483647)) * 4294967296 + id, (
        WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < length(folded))
        SELECT group_concat("group" || hex(substr(folded, n, 2)), ' ') FROM step
    ) FROM disclosures_searchentry
    """,
    """
    CREATE VIRTUAL TABLE disclosures_searchindex USING fts5(
        pairs, content='disclosures_searchpairs', content_rowid='place', detail=none, columnsize=0, tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER disclosures_searchentry_in AFTER INSERT ON disclosures_searchentry BEGIN
        INSERT INTO disclosures_searchindex (rowid, pairs)
        SELECT place, pairs FROM disclosures_searchpairs WHERE id = new.id;
    END
    """,
    """
    CREATE TRIGGER disclosures_searchentry_out BEFORE DELETE ON disclosures_searchentry BEGIN
        INSERT INTO disclosures_searchindex (disclosures_searchindex, rowid, pairs)
        SELECT 'delete', place, pairs FROM disclosures_searchpairs WHERE id = old.id;
    END
    """,
    """
    CREATE TRIGGER disclosures_searchentry_away
    BEFORE UPDATE OF id, "group", folded, weight ON disclosures_searchentry BEGIN
        INSERT INTO disclosures_searchindex (disclosures_searchindex, rowid, pairs)
        SELECT 'delete', place, pairs FROM disclosures_searchpairs WHERE id = old.id;
    END
    """,
    """
    CREATE TRIGGER disclosures_searchentry_back
    AFTER UPDATE OF id, "group", folded, weight ON disclosures_searchentry BEGIN
        INSERT INTO disclosures_searchindex (rowid, pairs)
        SELECT place, pairs FROM disclosures_searchpairs WHERE id = new.id;
    END
    """,
    "INSERT INTO disclosures_searchindex (disclosures_searchindex) VALUES ('rebuild')",
)
NO_SQLITE = (
    *(f"DROP TRIGGER disclosures_searchentry_{name}" for name in ("in", "out", "away", "back")),
    "DROP TABLE disclosures_searchindex",
    "DROP VIEW disclosures_searchpairs",
)

# COST: asked of each row it would take for ever; the planner is to ask the index.
POSTGRESQL = (
    """
    CREATE FUNCTION disclosures_pairs(kind text, folded text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 AS $$
        SELECT array_agg(DISTINCT kind || part) FROM (
            SELECT sign, lead(sign, 1, '') OVER (ORDER BY n) AS next
            FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS signs (sign, n)
        ) AS couples, LATERAL (VALUES (sign), (sign || next)) AS parts (part)
    $$
    """,
    # fastupdate: what was just published would be looked for row by row until somebody vacuums.
    """
    CREATE INDEX disclosures_searchindex ON disclosures_searchentry
    USING gin (disclosures_pairs("group", folded) COLLATE "C") WITH (fastupdate = off)
    """,
)
NO_POSTGRESQL = ("DROP INDEX disclosures_searchindex", "DROP FUNCTION disclosures_pairs(text, text)")


def enable(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def disable(apps, schema_editor):
    for statement in {"sqlite": NO_SQLITE, "postgresql": NO_POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0011_how_sure_a_change_of_code_is"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsedAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("system", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=12)),
                ("year", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "使用的科目",
                "verbose_name_plural": "使用的科目",
                "ordering": ["system", "code", "publication"],
            },
        ),
        migrations.AddField(
            model_name="searchentry",
            name="key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(
                models.F("group"),
                models.OrderBy(models.F("weight"), descending=True),
                models.F("id"),
                name="entries_by_group_and_weight",
            ),
        ),
        migrations.AddField(
            model_name="usedaccount",
            name="publication",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="used_accounts",
                to="disclosures.publication",
            ),
        ),
        migrations.AddConstraint(
            model_name="usedaccount",
            constraint=models.UniqueConstraint(
                fields=("system", "code", "publication"), name="a_publication_uses_an_account_once"
            ),
        ),
        migrations.RunPython(enable, disable),
    ]
