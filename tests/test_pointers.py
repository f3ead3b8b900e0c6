"""Citizens read what is published without the database: what stands is in the store, and pointed to."""

import json
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection, connections

from disclosures import asking, copies, kept_pages, pointers, reconciling, store, workflow
from disclosures.models import Version
from disclosures.rendering.pdf import Unprinted
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

BASE = "/430001/101/2025/"
READ = [
    "/", "/en/", "/data/", "/430001/", "/en/430001/", "/430001/2025/", "/en/430001/2025/", "/rules/", "/robots.txt",
    BASE, f"/en{BASE}", f"{BASE}v1/", f"{BASE}disclosure.pdf", f"{BASE}v1/disclosure.json", f"{BASE}tables/balance.csv",
]  # fmt: skip
ASKED = ["/430001/2025/?sort=total", "/430001/?page=1", "/430001/999/2025/", "/api/v1/departments/"]


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """commit(): what follows the commit of a real transaction; tests roll theirs back."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def budget(commit):
    budget = sound_budget()
    with commit():
        workflow.publish(budget=budget, by=None)
    return budget


@pytest.fixture
def no_database():
    """no_database(): from here on, within it, the database answers nobody; it gives the list of who asked."""

    @contextmanager
    def broken():
        asked = []

        def refused(*_):
            asked.append(1)
            raise OperationalError("connection refused")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(connections["default"]), "cursor", refused)
            yield asked

    return broken


def correct(budget, reason="工资少填一万元"):
    raise_by(budget, 10000)
    return workflow.publish(budget=budget, by=None, reason=reason)


def bytes_of(client, address):
    return client.get(address).content


# Without the database ----------------------------------------------------------------------------------------------


def test_what_is_published_is_read_without_a_query(client, budget, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert {address: client.get(address).status_code for address in READ} == dict.fromkeys(READ, 200)


def test_a_citizen_reads_the_same_whether_or_not_the_database_answers(client, budget, no_database):
    before = {address: bytes_of(client, address) for address in READ}
    with no_database() as asked:
        assert {address: bytes_of(client, address) for address in READ} == before
    assert asked == []


def test_the_store_answers_what_the_database_would(client, budget):
    stored = {address: client.get(address) for address in READ}
    for place in pointers.folder().rglob("*.json"):
        place.unlink()
    kept_pages.forget()
    for address in READ:
        asked = client.get(address)
        assert (asked.content, asked.headers) == (stored[address].content, stored[address].headers), address


def test_without_pointers_it_would_not(client, budget, no_database):
    for place in pointers.folder().rglob("*.json"):
        place.unlink()
    with no_database():
        assert client.get(BASE).status_code == 503


def test_what_must_be_asked_for_is_unavailable_and_says_when_to_try_again(client, budget, no_database):
    with no_database():
        for address in ASKED:
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (
                503,
                "3",
                "no-store",
            )


def test_it_says_so_in_the_language_of_the_address(client, budget, no_database):
    with no_database():
        assert "数据库暂时没有应答" in client.get("/430001/2025/?sort=total").content.decode()
        assert "does not answer" in client.get("/en/430001/2025/?sort=total").content.decode()
        assert client.get("/api/v1/versions/").json()["code"] == "unavailable"


@pytest.mark.parametrize("why", [Unprinted("正在排印别的文本，请稍后再试"), OSError(28, "no space")])
def test_a_lost_file_that_cannot_be_made_again_is_asked_for_later(client, budget, monkeypatch, why):
    def cannot(*_):
        raise why

    store.path_of(Version.objects.get().sha256, "disclosure.pdf").unlink()
    with monkeypatch.context() as broken:
        broken.setattr(copies, "render_pdf", cannot)
        answer = client.get(f"{BASE}disclosure.pdf")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "这个文件暂不可用" in answer.content.decode() and "ETag" not in answer
        assert "This file is not" in client.get(f"/en{BASE}disclosure.pdf").content.decode()
        assert client.get(BASE).status_code == 200
    assert client.get(f"{BASE}disclosure.pdf").status_code == 200


def test_a_member_of_staff_sees_the_failure_as_it_is(client, budget, no_database):
    with no_database(), pytest.raises(OperationalError):
        client.post("/admin/login/", {"username": "zhou", "password": "not-used-anywhere"})


def test_after_a_failure_the_database_is_left_alone_for_a_while(client, budget, no_database, monkeypatch):
    with no_database() as asked:
        assert [client.get("/430001/?page=1").status_code for _ in range(5)] == [503] * 5
    assert len(asked) == 1
    assert client.get("/430001/?page=1").status_code == 503
    monkeypatch.setattr(asking.time, "monotonic", lambda: asking.state.rests_until + 1)
    assert client.get("/430001/?page=1").status_code == 200


def test_a_question_that_never_ends_is_cut_off(budget, monkeypatch):
    monkeypatch.setattr(asking, "LONGEST", 0.3)
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }
    with pytest.raises(asking.Unavailable), asking.asking(), connection.cursor() as cursor:
        cursor.execute(endless[connection.vendor])
    if connection.vendor == "postgresql":  # the line was cut, and the test's transaction with it
        connection.close()


def test_the_probe_answers_while_pages_can_be_served(client, budget, no_database):
    with no_database() as asked:
        assert client.get("/healthz").status_code == 200
    assert asked == []


def test_the_probe_of_a_staff_process_asks_the_database(client, budget, no_database, settings):
    settings.SERVES_PUBLIC = False
    with no_database():
        assert client.get("/healthz").status_code == 503


# What is pointed to ------------------------------------------------------------------------------------------------


def test_a_pointer_says_what_the_rows_say(budget):
    pointer = pointers.find("430001", "101", 2025)
    version = Version.objects.get()
    assert pointer == pointers.of(version.publication)
    assert (pointer.title, pointer.version().sha256) == ("某县财政局2025年部门预算", version.sha256)
    assert pointer.version(2) is None


def test_a_correction_moves_the_pointer_and_keeps_the_old_version_readable(client, budget, commit):
    with commit():
        correct(budget)
    assert pointers.find("430001", "101", 2025).number == 2
    assert "noindex" in bytes_of(client, f"{BASE}v1/").decode()
    assert "noindex" not in bytes_of(client, BASE).decode()
    assert "第2版" in bytes_of(client, "/430001/2025/").decode()


def test_until_the_commit_everybody_reads_what_stood_before(client, budget):
    before = {address: bytes_of(client, address) for address in READ}
    correct(budget)
    assert {address: bytes_of(client, address) for address in READ} == before


def test_a_correction_points_later_years_to_pages_that_tell_of_it(
    client, budget, commit, django_assert_num_queries
):
    with commit():
        workflow.publish(budget=sound_budget(year=2026), by=None)
    before = client.get("/430001/101/2026/")
    with commit():
        correct(budget)
    with django_assert_num_queries(0):
        after = client.get("/430001/101/2026/")
    assert after.status_code == 200 and after["ETag"] != before["ETag"]


def test_a_new_year_reaches_the_lists_of_the_others(client, budget, commit):
    with commit():
        workflow.publish(budget=sound_budget(year=2026), by=None)
    assert "2026年" in bytes_of(client, "/430001/2025/").decode()


def test_a_pointer_that_cannot_be_read_is_as_good_as_none(client, budget):
    before = bytes_of(client, BASE)
    for text in ("", "{", "[]", "{}", '{"number": 1}'):
        pointers.place_of("430001", "101", 2025).write_text(text)
        assert bytes_of(client, BASE) == before, text


def test_a_withdrawn_version_is_gone(client, budget):
    place = pointers.place_of("430001", "101", 2025)
    told = json.loads(place.read_text())
    told["versions"][0]["withdrawn"] = {"at": "2025-03-01T09:00:00+08:00", "basis": "保密法"}
    place.write_text(json.dumps(told))
    for address in (BASE, f"{BASE}v1/", f"{BASE}disclosure.pdf", f"{BASE}v1/tables/balance.csv"):
        assert client.get(address).status_code == 410


def test_a_full_disk_after_the_commit_shows_nobody_what_stood_before(client, budget, monkeypatch):
    version = correct(budget)

    def full(place, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(store, "put", full)
        reconciling.settle(version.publication)
    assert "第2版" in bytes_of(client, "/430001/2025/").decode()
    assert version.sha256 in bytes_of(client, BASE).decode()


def test_what_is_missing_is_rendered_where_nothing_can_be_written(client, budget, monkeypatch):
    before = {address: bytes_of(client, address) for address in READ}
    folder = store.folder_of(Version.objects.get().sha256)
    for place in [*folder.glob("page.*"), folder / "disclosure.pdf", folder / "tables" / "balance.csv"]:
        place.unlink()
    kept_pages.forget()

    def read_only(place, content):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(store, "put", read_only)
    assert {address: bytes_of(client, address) for address in READ} == before


# Disks -------------------------------------------------------------------------------------------------------------


def test_nothing_is_published_where_there_is_no_room(client, budget, monkeypatch):
    before = bytes_of(client, BASE)
    monkeypatch.setattr(store, "LEAST_FREE", 2**62)
    with pytest.raises(store.DiskFailed, match="磁盘空间不足，未发布"):
        correct(budget)
    assert bytes_of(client, BASE) == before and Version.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [(28, "磁盘空间不足，未发布"), (122, "磁盘空间不足，未发布"), (5, "磁盘读写失败，未发布")],
)
def test_a_disk_that_fails_is_told_in_a_sentence_and_publishes_when_it_is_well_again(
    client, budget, monkeypatch, number, sentence
):
    def fails(place, content):
        raise OSError(number, "disk")

    with monkeypatch.context() as broken:
        broken.setattr(store, "put", fails)
        with pytest.raises(store.DiskFailed, match=sentence):
            correct(budget)
    assert Version.objects.count() == 1
    assert workflow.publish(budget=budget, by=None, reason="工资少填一万元").number == 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database or disk is full", "磁盘空间不足"),
        ("disk I/O error", "磁盘读写失败"),
        ("no such table: x", None),
    ],
)
def test_what_the_database_says_of_the_disk_is_told_too(said, sentence):
    expected = (store.DiskFailed, sentence) if sentence else (OperationalError, said)
    with pytest.raises(expected[0], match=expected[1]), store.disk():
        raise OperationalError(said)


def test_other_failures_are_not_the_disks():
    with pytest.raises(FileNotFoundError), store.disk():
        raise FileNotFoundError(2, "no such file")
