from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0013_what_stood_on_ended_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="found",
            field=models.JSONField(default=list, verbose_name="错误所在"),
        ),
    ]
