"""After an interruption: what belongs to nobody is cleared away, what is missing is made again, everything is told."""

import os
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone

from budgets.models import Budget
from disclosures import copies, kept_pages, lists, pointers, store, tending, workflow
from disclosures.models import Publication, Unsettled
from disclosures.reconciling import reconcile, settle, settle_waiting
from disclosures.verification import verify
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

NOW = timedelta(0)
BASE = "/430001/101/2025/"


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def version():
    """Published, and its transaction committed: but whoever published was stopped right then."""
    return workflow.publish(budget=sound_budget(), by=None)


@pytest.fixture
def settled(version):
    reconcile()
    return version


def files_in_the_store():
    return {path.relative_to(store.root()) for path in store.root().rglob("*") if path.is_file()}


def grow_old(place):
    """Two hours."""
    then = time.time() - 7200
    os.utime(place, (then, then))


def test_what_was_committed_is_pointed_to(version, client):
    told = reconcile()
    assert f"{version.publication}：已指向第1版" in told
    assert pointers.read(pointers.place_of("430001", "101", 2025)).version().sha256 == version.sha256
    assert kept_pages.read("/430001/2025/") and kept_pages.read("/en/")


def test_where_all_is_well_there_is_nothing_to_do(settled):
    before = files_in_the_store()
    assert reconcile(grace=NOW) == []
    assert files_in_the_store() == before


def test_an_old_pointer_is_brought_to_what_stands(settled, client):
    budget = Budget.objects.get()
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    assert "noindex" not in client.get(f"{BASE}v1/").content.decode()
    reconcile()
    assert "noindex" in client.get(f"{BASE}v1/").content.decode()
    assert "第2版" in client.get("/430001/2025/").content.decode()


def corrected():
    """A second version is committed, and whoever published it was stopped right then."""
    budget = Budget.objects.get()
    raise_by(budget, 10000)
    return workflow.publish(budget=budget, by=None, reason="工资少填一万元")


def test_a_correction_that_was_interrupted_is_shown_everywhere_a_minute_later(settled, client):
    corrected()
    assert "1,234.50" in client.get("/430001/101/").content.decode()
    assert dict(tending.tend(timezone.now()))["publications settled"] == 1
    for address in (BASE, "/430001/101/", "/430001/2025/"):
        page = client.get(address).content.decode()
        assert "1,235.50" in page, address
    assert not Unsettled.objects.exists()
    assert dict(tending.tend(timezone.now()))["publications settled"] == 0


@pytest.mark.parametrize(
    "failure", [OSError("disk"), KeyError("a version that was not there"), Http404("gone")]
)
def test_whatever_fails_nobody_reads_the_old_version_and_it_is_tried_again(
    settled, client, monkeypatch, failure
):
    version = corrected()

    def fails(regions):
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr(lists, "write", fails)
        assert not settle(version.publication)
    for address in (BASE, "/430001/101/", "/430001/2025/"):
        assert "1,235.50" in client.get(address).content.decode(), address
    assert settle_waiting() == 1 and not Unsettled.objects.exists()


def test_a_version_that_is_committed_meanwhile_is_not_taken_for_settled(settled, monkeypatch):
    budget, write = Budget.objects.get(), lists.write
    version = corrected()

    def meanwhile(regions):
        raise_by(budget, 10000)
        workflow.publish(budget=budget, by=None, reason="又少填一万元")
        return write(regions)

    monkeypatch.setattr(lists, "write", meanwhile)
    settle(version.publication)
    assert [row.version.number for row in Unsettled.objects.all()] == [3]


@pytest.mark.parametrize(
    "name", ["disclosure.json", "disclosure.xlsx", "tables/balance.csv", "disclosure.pdf"]
)
@pytest.mark.parametrize("harm", ["lost", "cut short", "emptied"])
def test_a_file_that_is_lost_or_cut_short_is_made_again_with_the_same_bytes(settled, name, harm):
    place = store.path_of(settled.sha256, name)
    before = place.read_bytes()
    if harm == "lost":
        place.unlink()
    else:
        place.write_bytes(before[: len(before) // 2] if harm == "cut short" else b"")
    assert [line for line in reconcile() if name in line and line.endswith("已重新生成")]
    assert place.read_bytes() == before
    assert list(verify(settled.publication)) == []


def test_a_file_that_comes_out_otherwise_is_told(settled, monkeypatch):
    store.path_of(settled.sha256, "disclosure.pdf").unlink()
    monkeypatch.setattr(copies, "render_pdf", lambda *_: b"%PDF of other software")
    assert [line for line in reconcile() if "disclosure.pdf 缺失，重新生成的与公开当日不同" in line]


def test_what_is_cut_short_and_cannot_be_made_again_is_left_to_people(settled, monkeypatch):
    place = store.path_of(settled.sha256, "disclosure.pdf")
    place.write_bytes(b"%P")
    monkeypatch.setattr(copies, "render_pdf", lambda *_: b"%PDF of other software")
    assert [line for line in reconcile() if "disclosure.pdf 残缺" in line]
    assert place.read_bytes() == b"%P"


def test_lost_pages_and_proofs_are_made_again(settled):
    folder = store.folder_of(settled.sha256)
    before = files_in_the_store()
    for place in [*folder.glob("page.*"), folder / "manifest.json", *kept_pages.root().glob("*.html")]:
        place.unlink()
    assert len(reconcile()) == 3
    assert files_in_the_store() == before


def test_what_belongs_to_no_version_goes_once_nobody_can_be_writing_it(settled):
    store.write("a" * 64, "disclosure.pdf", b"of a publication that was never committed")
    half = store.folder_of(settled.sha256) / f"{store.WRITING}x"
    half.write_bytes(b"half")
    before = files_in_the_store()
    assert reconcile() == []
    assert files_in_the_store() == before
    grow_old(half)
    grow_old(store.folder_of("a" * 64))
    assert len(reconcile()) == 2
    assert not half.exists() and not store.folder_of("a" * 64).exists()


def test_what_others_keep_in_the_store_is_left_alone(settled):
    strange = store.root() / "aa" / "README"
    store.put(strange, b"mine")
    grow_old(strange)
    assert reconcile(grace=NOW) == [] and strange.exists()


def test_a_pointer_to_nothing_goes(settled):
    stray = pointers.place_of("430001", "999", 2025)
    store.put(stray, pointers.place_of("430001", "101", 2025).read_bytes())
    assert reconcile() == ["删除没有公开的指向 430001/999/2025.json"]
    assert not stray.exists()


def test_a_list_of_what_is_no_more_goes(settled):
    store.put(kept_pages.place_of("/430001/2019/"), b"<html>")
    assert reconcile() == ["目录页已更新 1 个：430001-2019"]


def test_pages_and_lists_of_another_dress_go_when_they_are_old(settled):
    page = store.path_of(settled.sha256, "page.en.1.000000000000.html")
    page.write_bytes(b"old")
    other = kept_pages.root().parent / "000000000000"
    other.mkdir()
    reconcile()
    assert not page.exists() and other.exists()
    grow_old(other)
    assert reconcile() == ["删除旧版样式的目录页 000000000000"]


def test_two_at_once_do_no_harm(settled):
    with store.alone("reconciling") as is_mine:
        assert is_mine
        assert reconcile() == ["另一个进程正在整理"]


def test_the_command_tells_what_it_did(version, capsys):
    call_command("reconcile")
    assert "已指向第1版" in capsys.readouterr().out
    call_command("reconcile")
    assert capsys.readouterr().out == "没有需要整理的\n"


def test_an_empty_portal_has_its_lists(client, django_assert_num_queries):
    reconcile()
    assert not Publication.objects.exists()
    with django_assert_num_queries(0):
        assert "还没有公开的预算。" in client.get("/").content.decode()
