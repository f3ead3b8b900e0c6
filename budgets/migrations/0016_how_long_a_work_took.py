from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0015_how_a_person_has_columns_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="work",
            name="spent",
            field=models.DurationField(default=timedelta, verbose_name="用时"),
        ),
    ]
