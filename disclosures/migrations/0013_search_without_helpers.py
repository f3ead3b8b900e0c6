"""On PostgreSQL the search starts no helpers: for a rare word that takes many times as long as asking the index."""

from django.db import migrations

PAIRS = "ALTER FUNCTION disclosures_pairs(text, text) PARALLEL"


def alone(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{PAIRS} UNSAFE")


def together(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{PAIRS} SAFE")


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0012_search")]
    operations = [migrations.RunPython(alone, together)]
