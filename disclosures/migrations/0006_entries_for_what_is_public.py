"""The public ledger begins with what was public before it: one entry a version, in the order of publication.

What was published before has no salt in its document; it gets one for what the ledger says of its files and its reason.
"""

import hashlib
import json
import secrets
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models

BEIJING = ZoneInfo("Asia/Shanghai")


def tell(apps, schema_editor):
    versions, entries, heads = (
        apps.get_model(*name.split("."))
        for name in ("disclosures.Version", "disclosures.LedgerEntry", "budgets.ChainHead")
    )
    head, _ = heads.objects.get_or_create(name="publications")
    if head.seq:  # told already
        return
    for pk in list(versions.objects.order_by("published_at", "pk").values_list("pk", flat=True)):
        version = versions.objects.select_related("publication").get(pk=pk)
        _complete(version)
        content = _canonical(_said(version, head))
        head.seq, head.sha256 = head.seq + 1, hashlib.sha256(content).hexdigest()
        entries.objects.create(seq=head.seq, version=version, content=content.decode(), sha256=head.sha256)
    head.save()


def _complete(version):
    """The salt of a version that has none, and the SM3 of its files where they still stand as they were."""
    if not version.salt:
        version.salt = secrets.token_hex(16)
        version.save(update_fields=["salt"])
    for file in version.files.filter(sm3=""):
        if sm3 := _sm3(version, file):
            file.sm3 = sm3
            file.save(update_fields=["sm3"])


def _canonical(said):
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _salted(version, data):
    return hashlib.sha256(version.salt.encode() + data).hexdigest()


def _said(version, head):
    """What ledger.py says of a version; who approved it and with what its files were made was not written down then."""
    content, place = json.loads(version.content), version.publication
    return {
        "seq": head.seq + 1,
        "previous": head.sha256,
        "act": "publish" if version.number == 1 else "correct",
        "region": place.region_code,
        "department": place.department_code,
        "year": place.year,
        "kind": content["kind"],
        "version": version.number,
        "document": version.sha256,
        "supersedes": content["previous"],
        "reason": _salted(version, version.reason.encode()) if version.reason else "",
        "published_at": _beijing(version.published_at),
        "approvals": [],
        "events": "",
        "software": "",
        "files": _salted(version, _canonical(_files(version))),
    }


def _beijing(moment):
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BEIJING).isoformat()


def _files(version):
    rows = sorted(version.files.values("name", "size", "sha256", "sm3"), key=lambda row: row["name"])
    return [{key: value for key, value in row.items() if value != ""} for row in rows]


def _sm3(version, file):
    path = Path(settings.DATA_DIR) / "published" / version.sha256[:2] / version.sha256 / file.name
    if "sm3" not in hashlib.algorithms_available or not path.is_file():
        return ""
    data = path.read_bytes()
    return hashlib.new("sm3", data).hexdigest() if hashlib.sha256(data).hexdigest() == file.sha256 else ""


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0007_events_in_a_chain"),
        ("disclosures", "0005_ledger_and_withdrawals"),
    ]

    operations = [
        migrations.AddField(
            "version", "salt", models.CharField(blank=True, default="", max_length=32), False
        ),
        migrations.AddField(
            "publishedfile", "sm3", models.CharField(blank=True, default="", max_length=64), False
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
