"""What can be found is found by its English words too, where it has any, and shown in them.

The indexes of pairs leave out blanks, which no word of a question has: English would be a third longer with them. On
PostgreSQL the pairs are made by a loop, in a third of the time of the query that made them. On both the index is written anew;
as in 0012, a later migration that makes disclosures_searchentry anew on SQLite has to do ``disable`` before and ``enable`` after.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("disclosures.migrations.0012_search")

PAIRS = """
    CREATE VIEW disclosures_searchpairs (id, place, pairs) AS
    SELECT id, (2147483647 - min(max(weight, 0), 2147483647)) * 4294967296 + id, (
        WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step WHERE n < length(folded))
        SELECT group_concat("group" || hex(rtrim(substr(folded, n, 2), ' ' || char(10))), ' ') FROM step
        WHERE substr(folded, n, 1) NOT IN (' ', char(10))
    ) FROM disclosures_searchentry
"""
SQLITE = (PAIRS, *before.SQLITE[1:])

POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION disclosures_pairs(kind text, folded text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL UNSAFE COST 5000 AS $$
    DECLARE
        signs text[] := string_to_array(folded, NULL);
        pairs text[] := '{}';
        blanks CONSTANT text[] := ARRAY[' ', E'\\n'];
    BEGIN
        FOR n IN 1 .. coalesce(array_length(signs, 1), 0) LOOP
            CONTINUE WHEN signs[n] = ANY (blanks);
            pairs := pairs || (kind || signs[n]);
            IF n < array_length(signs, 1) AND signs[n + 1] <> ALL (blanks) THEN
                pairs := pairs || (kind || signs[n] || signs[n + 1]);
            END IF;
        END LOOP;
        RETURN pairs;
    END
    $$
    """,
    before.POSTGRESQL[1],
)
PARALLEL = "ALTER FUNCTION disclosures_pairs(text, text) PARALLEL UNSAFE"  # as 0013 left it


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def disable(apps, schema_editor):
    _run(schema_editor, {"sqlite": before.NO_SQLITE, "postgresql": before.NO_POSTGRESQL[:1]})


def enable(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def enable_as_before(apps, schema_editor):
    again = ("DROP FUNCTION disclosures_pairs(text, text)", *before.POSTGRESQL, PARALLEL)
    _run(schema_editor, {"sqlite": before.SQLITE, "postgresql": again})


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0016_changes_of_codes_that_were_checked")]
    operations = [
        migrations.RunPython(disable, enable_as_before),
        migrations.AddField("searchentry", "title_en", models.TextField(blank=True, default="")),
        migrations.AddField("searchentry", "text_en", models.TextField(blank=True, default="")),
        migrations.RunPython(enable, disable),
    ]
