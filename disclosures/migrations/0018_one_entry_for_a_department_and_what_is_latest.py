"""A department has one entry in the search, and the latest of what is public is not sorted out of all."""

from django.db import migrations, models
from django.db.models import F, Q

DEPARTMENTS = Q(group__in=["department", "unit"])


def leave_one(apps, schema_editor):
    """Two years of a department that were published at once may have left an entry each: the latest year's stays."""
    entries = apps.get_model("disclosures", "SearchEntry").objects.using(schema_editor.connection.alias)
    seen, more = set(), []
    for pk, path in entries.filter(DEPARTMENTS).order_by("-year", "-pk").values_list("pk", "path"):
        more += [pk] if path in seen else []
        seen.add(path)
    entries.filter(pk__in=more).delete()


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0017_search_in_english")]

    operations = [
        migrations.RunPython(leave_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            "searchentry",
            models.UniqueConstraint(
                fields=["path"], condition=DEPARTMENTS, name="a_department_is_found_once"
            ),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(F("published_at").desc(), F("id").desc(), name="publications_by_moment"),
        ),
        migrations.AddIndex(
            "publication",
            models.Index(F("first_published_at").desc(), F("id").desc(), name="publications_by_first_moment"),
        ),
        migrations.AddIndex(
            "version", models.Index(F("published_at").desc(), F("id").desc(), name="versions_by_moment")
        ),
    ]
