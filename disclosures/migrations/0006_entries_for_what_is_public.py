"""The public ledger begins with what was public before it: one entry a version, in the order of publication."""

import hashlib
import json
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations

BEIJING = ZoneInfo("Asia/Shanghai")


def tell(apps, schema_editor):
    versions, entries, heads = (
        apps.get_model(*name.split("."))
        for name in ("disclosures.Version", "disclosures.LedgerEntry", "budgets.ChainHead")
    )
    head, _ = heads.objects.get_or_create(name="publications")
    if head.seq:  # told already
        return
    for version in versions.objects.select_related("publication").order_by("published_at", "pk").iterator():
        content = json.dumps(
            _said(version, head), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        head.seq, head.sha256 = head.seq + 1, hashlib.sha256(content).hexdigest()
        entries.objects.create(seq=head.seq, version=version, content=content.decode(), sha256=head.sha256)
    head.save()


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
        "reason": hashlib.sha256(version.reason.encode()).hexdigest() if version.reason else "",
        "published_at": _beijing(version.published_at),
        "approvals": [],
        "events": "",
        "software": "",
        "files": [_file(version, file) for file in version.files.order_by("name")],
    }


def _beijing(moment):
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BEIJING).isoformat()


def _file(version, file):
    """A file as it was recorded; its SM3 too where it still stands as it was."""
    said = {"name": file.name, "size": file.size, "sha256": file.sha256}
    path = Path(settings.DATA_DIR) / "published" / version.sha256[:2] / version.sha256 / file.name
    if "sm3" not in hashlib.algorithms_available or not path.is_file():
        return said
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return said
    return said | {"sm3": hashlib.new("sm3", data).hexdigest()}


class Migration(migrations.Migration):
    dependencies = [
        ("budgets", "0007_events_in_a_chain"),
        ("disclosures", "0005_ledger_and_withdrawals"),
    ]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
