"""A publication knows which versions of earlier years its pages tell of, also what was published before this."""

import hashlib
from collections import defaultdict

from django.db import migrations, models
from django.db.models import F

REACH = 4


def remember(apps, schema_editor):
    Publication, Version = (apps.get_model("disclosures", name) for name in ("Publication", "Version"))
    place = ("region_code", "department_code", "year")
    said = defaultdict(dict)
    current = Version.objects.filter(number=F("publication__number"))
    for *department, year, sha256 in current.values_list(
        *(f"publication__{each}" for each in place), "sha256"
    ):
        said[tuple(department)][year] = sha256
    for pk, *department, year in Publication.objects.values_list("pk", *place):
        years = said[tuple(department)]
        earlier = " ".join(years[y] for y in range(year - REACH, year) if y in years)
        if earlier:
            history = hashlib.sha256(earlier.encode()).hexdigest()[:12]
            Publication.objects.filter(pk=pk).update(history=history)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_versions_never_change")]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="history",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
