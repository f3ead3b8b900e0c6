"""Events written so far become links of the chain, in the order in which they were written; every user gets a Person."""

import hashlib
import json
from datetime import UTC

from django.db import migrations, models


def chain(apps, schema_editor):
    event_model, head_model = apps.get_model("budgets", "Event"), apps.get_model("budgets", "ChainHead")
    seq, previous = 0, ""
    for event in event_model.objects.select_related("by", "budget__department__region").order_by("pk"):
        seq, event.seq, event.previous = seq + 1, seq + 1, previous
        event.who = event.by.username if event.by else ""
        if event.budget:
            department = event.budget.department
            event.subject = f"{department.region.code}/{department.code}/{event.budget.year}"
        event.sha256 = previous = digest(event)
        event.save()
    head_model.objects.create(name="events", seq=seq, sha256=previous)


def digest(event):
    said = {
        "seq": event.seq,
        "previous": event.previous,
        "at": event.at.astimezone(UTC).isoformat(),
        "by": event.by_id,
        "who": event.who,
        "place": event.place,
        "budget": event.budget_id,
        "subject": event.subject,
        "action": event.action,
        "detail": event.detail,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def people(apps, schema_editor):
    person, user = apps.get_model("budgets", "Person"), apps.get_model("auth", "User")
    person.objects.bulk_create(person(user=each) for each in user.objects.all())


class Migration(migrations.Migration):
    # PostgreSQL does not alter a table whose rows were changed in the same transaction.
    atomic = False
    dependencies = [
        ("budgets", "0006_people_and_workflow"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(chain, migrations.RunPython.noop, atomic=True),
        migrations.RunPython(people, migrations.RunPython.noop, atomic=True),
        migrations.AlterField("event", "seq", models.PositiveBigIntegerField("序号", unique=True)),
        migrations.AlterField("event", "sha256", models.CharField("摘要", max_length=64, unique=True)),
    ]
