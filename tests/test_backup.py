"""An operator backs up a portal, loses it, and has it back; nothing is restored that is not what was written."""

import io
import json
import shutil
import tarfile

import pytest
from django.core.management import CommandError, call_command

from budgets import walls
from budgets.models import Event
from disclosures import copies, dumping, store, workflow
from disclosures.backup import Damaged, back_up, restore, unpack
from disclosures.models import Version
from tests.drafts import sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def version():
    return workflow.publish(budget=sound_budget(), by=None)


@pytest.fixture
def archive(version, tmp_path):
    file = tmp_path / "portal.tar"
    back_up(file, is_portable=True)  # an engine's own copy is of what was committed: tests/experiments/e8.py
    return file


def rewritten(archive, **members):
    """The archive with these members changed (None: left out), and everything else as it was. ``_`` stands for the dot; the
    manifest is the archive's own, not one of those beside published files."""
    target = archive.with_name("other.tar")
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for info in old:
            data = old.extractfile(info).read()
            name = info.name.rpartition("/")[2] if info.name.endswith(".pdf") else info.name
            change = members.get(name.replace(".", "_"), lambda same: same)
            if (data := change(data)) is not None:
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))
    return target


def test_the_manifest_says_what_everything_comes_to(version, tmp_path):
    manifest = back_up(tmp_path / "portal.tar", is_portable=True)
    assert manifest["money"] == {"430001/101/2025": {"income": "12345000.00", "expenditure": "12345000.00"}}
    assert manifest["rows"]["disclosures_version"] == 1
    last = Event.objects.order_by("seq").last()
    assert manifest["chains"]["events"] == [last.seq, last.sha256]
    names = set(manifest["members"])
    assert dumping.ROWS in names
    folder = f"published/{version.sha256[:2]}/{version.sha256}"
    files = {f"{folder}/{name}" for name in copies.file_names(version.document)}
    assert files <= names and f"{folder}/manifest.json" in names


def test_only_its_owner_reads_an_archive(archive):
    assert archive.stat().st_mode & 0o077 == 0


def test_what_was_lost_comes_back_and_is_compared(version, archive):
    before = {name: store.read(version.sha256, name) for name in copies.file_names(version.document)}
    shutil.rmtree(store.root())
    restored = restore(archive, may_replace=True, is_thorough=True)
    assert restored.differences == []
    assert {name: store.read(version.sha256, name) for name in before} == before
    assert Version.objects.get().content == version.content


def test_the_walls_stand_again(archive):
    there = walls.standing("default")
    restore(archive, may_replace=True)
    assert (
        walls.standing("default")
        == there
        >= {wall.trigger for wall in dumping.WALLS if wall.event == "UPDATE"}
    )


def test_nothing_is_restored_over_what_is_there(archive, capsys):
    with pytest.raises(CommandError, match="没有恢复：这里已有数据"):
        call_command("restore", archive)


def test_a_lost_file_is_in_the_archive_all_the_same(version, tmp_path):
    store.path_of(version.sha256, "disclosure.xlsx").unlink()
    members = back_up(tmp_path / "portal.tar", is_portable=True)["members"]
    assert f"published/{version.sha256[:2]}/{version.sha256}/disclosure.xlsx" in members


@pytest.mark.parametrize(
    "harm",
    [
        {"disclosure_pdf": lambda data: data + b" "},
        {"disclosure_pdf": lambda data: None},
        {"database_jsonl": lambda data: data.replace(b"12345000", b"92345000")},
        {"manifest_json": lambda data: None},
        {"manifest_json": lambda data: b"{}"},
        {"manifest_json": lambda data: data[:100]},
    ],
    ids=[
        "a file longer",
        "a file missing",
        "another figure",
        "no manifest",
        "empty manifest",
        "half a manifest",
    ],
)
def test_an_archive_that_is_not_what_was_written_is_refused_untouched(archive, harm):
    rows = Event.objects.count()
    with pytest.raises(Damaged, match="归档已损坏"):
        restore(rewritten(archive, **harm), may_replace=True)
    assert Event.objects.count() == rows and any(store.root().rglob("disclosure.pdf"))


@pytest.mark.parametrize(
    "name", ["../x", "/etc/cron.d/x", "published/aa/x", "fonts/x.ttf", "published/../db.sqlite3"]
)
def test_an_archive_with_anything_else_in_it_is_refused(archive, tmp_path, name):
    with tarfile.open(archive, "a") as more:
        more.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(Damaged, match="不该有的"):
        unpack(archive, tmp_path / "into")


def test_a_link_in_an_archive_is_refused(archive, tmp_path):
    link = tarfile.TarInfo("published/aa/" + "a" * 64 + "/disclosure.pdf")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with tarfile.open(archive, "a") as more:
        more.addfile(link)
    with pytest.raises(Damaged):
        unpack(archive, tmp_path / "into")


@pytest.mark.parametrize("content", [b"", b"no archive at all" * 100])
def test_what_is_no_archive_is_refused(tmp_path, content):
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="不是本系统的归档"):
        call_command("restore", file)


def test_an_archive_of_newer_software_is_refused(archive):
    def newer(data):
        manifest = json.loads(data)
        manifest["software"]["budgets"].append("9999_later")
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match="由更新的软件制作（budgets.9999_later）"):
        call_command("restore", rewritten(archive, manifest_json=newer), "--replace")


def test_a_difference_is_told_and_ends_with_2(archive, capsys):
    def other(data):
        manifest = json.loads(data)
        manifest["money"]["430001/101/2025"]["income"] = "1.00"
        return json.dumps(manifest).encode()

    with pytest.raises(CommandError, match="不符 1 处") as told:
        call_command("restore", rewritten(archive, manifest_json=other), "--replace")
    assert told.value.returncode == 2
    assert "合计 430001/101/2025" in capsys.readouterr().out


def test_where_there_is_no_room_no_archive_is_left(version, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    (tmp_path / "out").mkdir()
    with pytest.raises(CommandError, match="没有备份：No space left"):
        call_command("backup", tmp_path / "out" / "portal.tar", "--portable")
    assert list((tmp_path / "out").iterdir()) == []


def test_the_command_tells_the_heads_and_the_digest(version, tmp_path, capsys):
    call_command("backup", tmp_path / "portal.tar", "--portable")
    told = capsys.readouterr().out
    assert "1 份预算" in told and "链头 events" in told and "归档摘要 SHA-256" in told
