from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0012_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="budget",
            name="unsettled",
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name="待改列"),
        ),
    ]
