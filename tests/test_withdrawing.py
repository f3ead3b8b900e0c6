"""Withdrawal by law: not a byte of what was published is left, in no file and in no answer; a dated record stays."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from budgets.models import Budget, Note
from disclosures import changes, copies, history, pointers, reconciling, store, tending, withdrawing, workflow
from disclosures.models import LedgerEntry, Publication, PublishedFigure, Removal, Version, Withdrawal
from disclosures.verification import verify
from tests.drafts import raise_by, sound_budget
from tests.reading import Reading

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 1, 1, 0, tzinfo=UTC)
BASIS = "《中华人民共和国保守国家秘密法》第十三条"
#: An amount and a sentence that stand nowhere else.
CANARY, FIGURE = "玄鸟归巢三一四", "7654.32"
#: Of a pair of its characters, as the index of the search keeps them: without what terms share with the one before.
PAIR = "巢三".encode().hex()[5:]


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path, monkeypatch):
    """A data directory that nothing else is in, and files that are quickly made and easily searched."""
    settings.DATA_DIR = tmp_path
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(
            copies, name, lambda content, *_: json.dumps(content, ensure_ascii=False).encode()
        )


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def published(commit, year=2025, code="101", **columns):
    budget = sound_budget(year=year, code=code, **columns)
    with commit():
        return workflow.publish(budget=budget, by=None)


@pytest.fixture
def secret(commit):
    """A year with a canary in its text and in a figure, corrected once, and a later year that tells of it."""
    budget = sound_budget(year=2024, amount="76543200")
    Note.objects.create(budget=budget, key="remark.other", text=CANARY)
    with commit():
        version = workflow.publish(budget=budget, by=None)
    raise_by(budget, 0)
    Note.objects.filter(budget=budget, key="remark.other").update(text=f"{CANARY}，更正。")
    with commit():
        workflow.publish(budget=budget, by=None, reason="补一句")
    published(commit, 2025)
    return Publication.objects.get(pk=version.publication_id)


def withdraw(publication, commit):
    with commit():
        withdrawing.withdraw(publication=publication, by=None, basis=BASIS, at=AT)
    publication.refresh_from_db()


def files_with(*tokens):
    """The files of the data directory that one of these stands in."""
    wanted = [token.encode() for token in tokens]
    root = Path(settings.DATA_DIR) / "published"
    return [
        path for path in root.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in wanted)
    ]


PUBLIC = [
    "/", "/430001/", "/430001/2024/", "/430001/2025/", "/430001/101/2025/", "/430001/101/2025/v1/",
    "/corrections/", "/430001/corrections/", "/corrections/feed/", "/data/", "/ledger/", "/ledger.jsonl",
    "/api/v1/departments/", "/api/v1/versions/", "/api/v1/figures/", "/api/v1/regions/",
    "/430001/101/2024/", "/430001/101/2024/v1/", "/430001/101/2024/v2/", "/430001/101/2024/disclosure.json",
    "/430001/101/2024/disclosure.pdf", "/430001/101/2024/v1/tables/balance.csv",
    "/430001/101/2024/changes/1-2/", "/430001/101/2024/changes/1-2/changes.json",
]  # fmt: skip


def answers_with(client, *tokens):
    """The public addresses that still say one of these."""
    spoken = []
    for address in PUBLIC:
        for language in ("", "/en") if not address.startswith(("/api", "/ledger.")) else ("",):
            answer = client.get(language + address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if any(token in body.decode(errors="replace") for token in tokens):
                spoken.append(language + address)
    return spoken


# Nothing is left --------------------------------------------------------------------------------------------------


def test_before_it_is_withdrawn_the_canary_is_found(client, secret):
    """Else finding it nowhere afterwards would say nothing."""
    assert len(files_with(CANARY)) > 10 and len(files_with(FIGURE, "7,654.32")) > 10
    found = answers_with(client, CANARY)
    assert "/430001/101/2024/" in found and "/430001/101/2024/changes/1-2/" in found
    assert "/430001/2024/" in answers_with(client, "7,654.32")
    assert "/api/v1/figures/" in answers_with(client, "76543200.00")


def test_afterwards_no_file_and_no_answer_says_a_word_or_a_figure_of_it(client, secret, commit):
    withdraw(secret, commit)
    assert files_with(CANARY, FIGURE, "7,654.32", "76543200") == []
    assert answers_with(client, CANARY, FIGURE, "7,654.32", "76543200") == []
    assert set(Version.objects.filter(publication=secret).values_list("content", flat=True)) == {""}
    assert not PublishedFigure.objects.filter(version__publication=secret).exists()
    assert (secret.total, secret.change, secret.percent) == (0, None, "")
    assert [w.basis for w in Withdrawal.objects.all()] == [BASIS, BASIS]


def test_later_years_tell_of_it_no_more_and_are_otherwise_the_same(client, secret, commit):
    later = Publication.objects.get(year=2025)
    assert list(history.before(later))
    withdraw(secret, commit)
    later.refresh_from_db()
    assert (later.history, list(history.before(later))) == ("", [])
    assert client.get("/430001/101/2025/").status_code == 200
    assert [line for each in Publication.objects.all() for line in verify(each)] == []


# What stays -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "day", "head"),
    [("", "2025年3月1日", "本预算已撤下"), ("/en", "March 1, 2025", "This budget was withdrawn")],
)
def test_its_addresses_answer_gone_with_the_date_and_the_basis(client, secret, commit, language, day, head):
    withdraw(secret, commit)
    for tail in (
        "",
        "v1/",
        "v2/",
        "disclosure.pdf",
        "v1/disclosure.json",
        "tables/balance.csv",
        "changes/1-2/",
        "peers/",
        "peers/table.csv",
        "projects/245e518d/",
    ):
        answer = client.get(f"{language}/430001/101/2024/{tail}")
        page = Reading(answer.content.decode())
        assert answer.status_code == 410 and "ETag" not in answer
        text = " ".join(page.texts("main"))
        assert head in text and day in text and BASIS in text
        assert page.one("meta[name=robots]").get("content") == "noindex"


def test_a_version_that_never_was_stays_not_found(client, secret, commit):
    withdraw(secret, commit)
    assert client.get("/430001/101/2024/v3/").status_code == 404
    assert client.get("/430001/101/2024/changes/1-3/").status_code == 404


def test_lists_totals_and_the_api_know_it_no_more(client, secret, commit):
    withdraw(secret, commit)
    assert client.get("/430001/2024/").status_code == 404
    assert client.get("/api/v1/departments/?year=2024").json()["count"] == 0
    assert client.get("/api/v1/versions/?year=2024").json()["count"] == 0
    sha256 = secret.versions.first().sha256
    assert client.get(f"/api/v1/versions/{sha256}/").status_code == 404
    assert client.get(f"/api/v1/versions/{sha256}/tables/").status_code == 404


def test_the_feed_has_an_entry_without_content(client, secret, commit):
    withdraw(secret, commit)
    page = Reading(client.get("/corrections/").content.decode())
    assert page.texts("ul.plain .tag") == ["已撤下"]
    feed = client.get("/corrections/feed/").content.decode()
    assert "已撤下" in feed and BASIS not in feed and "补一句" not in feed


def test_the_ledger_tells_of_the_withdrawal_of_each_version(secret, commit):
    withdraw(secret, commit)
    told = [entry.said for entry in LedgerEntry.objects.order_by("seq")]
    assert [(e["act"], e["version"]) for e in told if e["year"] == 2024][-2:] == [
        ("withdraw", 1),
        ("withdraw", 2),
    ]


def test_other_departments_stay_as_they_are(client, secret, commit):
    other = published(commit, 2024, code="102")
    before = client.get("/430001/102/2024/").content
    withdraw(secret, commit)
    assert client.get("/430001/102/2024/").content == before
    assert client.get("/430001/2024/").status_code == 200
    assert store.read(other.sha256, "disclosure.json")


def test_what_is_published_again_is_listed_again_and_compared_with_nothing(client, secret, commit):
    withdraw(secret, commit)
    budget = Budget.objects.get(year=2024)
    raise_by(budget, 10000)
    with commit():
        assert workflow.publish(budget=budget, by=None, reason="删去涉密内容").number == 3
    page = Reading(client.get("/430001/101/2024/").content.decode())
    assert page.texts("#versions .tag") == ["现行", "已撤下", "已撤下"]
    assert not [a for a in page.all("main a") if "/changes/" in a.get("href")]
    assert "补一句" not in page.texts("#versions")[0]
    assert client.get("/430001/101/2024/v2/").status_code == 410
    assert client.get("/430001/101/2024/changes/2-3/").status_code == 410
    assert client.get("/430001/2024/").status_code == 200
    assert [line for each in Publication.objects.all() for line in verify(each)] == []


def test_cleaning_up_may_be_done_twice(client, secret, commit):
    withdraw(secret, commit)
    store.write(secret.versions.first().sha256, "disclosure.json", CANARY.encode())
    withdrawing.clean_up(secret)
    assert files_with(CANARY) == []


# Disks that fail, and processes that die ---------------------------------------------------------------------------


def failing(*_args, **_kwargs):
    raise OSError(5, "Input/output error")


def test_where_bytes_cannot_be_removed_nothing_is_answered_and_the_next_minute_removes_them(
    client, secret, commit, monkeypatch, caplog
):
    with monkeypatch.context() as broken:
        broken.setattr(store, "remove", failing)
        withdraw(secret, commit)
        assert client.get("/430001/101/2024/").status_code == 410
        assert answers_with(client, CANARY, FIGURE, "7,654.32", "76543200") == []
        assert files_with(CANARY) != [] and "not everything is removed" in caplog.text
        assert withdrawing.is_unfinished("430001", "101", 2024)
        assert withdrawing.finish(AT) == 0
    assert dict(tending.tend(AT))["withdrawals finished"] == 1
    assert files_with(CANARY, FIGURE, "7,654.32") == [] and not Removal.objects.exists()
    assert not withdrawing.is_unfinished("430001", "101", 2024)


def test_one_version_that_cannot_be_removed_keeps_no_other(secret, commit, monkeypatch):
    first, second = secret.versions.order_by("number")
    remove = store.remove
    monkeypatch.setattr(
        store, "remove", lambda sha256: failing() if sha256 == first.sha256 else remove(sha256)
    )
    withdraw(secret, commit)
    assert store.folder_of(first.sha256).exists() and not store.folder_of(second.sha256).exists()


def test_where_the_pointer_cannot_be_written_the_database_answers(client, secret, commit, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(pointers, "write", failing)
        withdraw(secret, commit)
    assert client.get("/430001/101/2024/").status_code == 410
    assert files_with(CANARY) == [] and Removal.objects.exists()
    assert withdrawing.finish(AT) == 1


def test_a_withdrawal_whose_process_died_is_finished_within_a_minute(client, secret):
    withdrawing.withdraw(
        publication=secret, by=None, basis=BASIS, at=AT
    )  # and nothing of what follows a commit
    assert client.get("/430001/101/2024/disclosure.json").status_code == 200
    assert dict(tending.tend(AT))["withdrawals finished"] == 1
    assert files_with(CANARY, FIGURE, "7,654.32") == []
    assert answers_with(client, CANARY, FIGURE, "7,654.32", "76543200") == []
    assert dict(tending.tend(AT))["withdrawals finished"] == 0


# Readers who come at the same moment ------------------------------------------------------------------------------


def current(publication):
    return publication.versions.get(number=publication.number).sha256


@pytest.fixture
def meanwhile(secret, commit, monkeypatch):
    """meanwhile(module, name): it is withdrawn after something was rendered there, before it is stored."""

    def cross(module, name):
        render = getattr(module, name)

        def crossed(*given, **named):
            made = render(*given, **named)
            monkeypatch.setattr(module, name, render)
            with monkeypatch.context() as officer:  # who may ask the tables of drafts, as the reader may not
                officer.setattr(connections["default"], "execute_wrappers", [])
                withdraw(secret, commit)
            return made

        monkeypatch.setattr(module, name, crossed)

    return cross


def test_a_file_rendered_again_while_it_is_withdrawn_puts_nothing_back(client, secret, meanwhile):
    store.path_of(current(secret), "disclosure.json").unlink()
    meanwhile(copies, "render_file")
    assert client.get("/430001/101/2024/disclosure.json").status_code == 404
    assert files_with(CANARY, FIGURE) == []
    assert client.get("/430001/101/2024/disclosure.json").status_code == 410


def test_a_page_rendered_again_while_it_is_withdrawn_puts_nothing_back(client, secret, meanwhile):
    for page in store.folder_of(current(secret)).glob("page.*"):
        page.unlink()
    meanwhile(copies, "render_pages")
    assert client.get("/430001/101/2024/").status_code == 404
    assert files_with(CANARY, FIGURE, "7,654.32") == []


def test_the_page_of_a_later_year_that_still_tells_of_it_is_not_kept(client, secret, meanwhile):
    later = Publication.objects.get(year=2025)
    for page in store.folder_of(later.versions.get().sha256).glob("page.*"):
        page.unlink()
    meanwhile(copies, "render_pages")
    client.get("/430001/101/2025/")
    assert files_with(CANARY, FIGURE, "7,654.32") == []
    assert client.get("/430001/101/2025/").status_code == 200


def test_what_changed_rendered_again_while_it_is_withdrawn_puts_nothing_back(client, secret, meanwhile):
    for page in store.folder_of(current(secret)).glob("changes.*"):
        page.unlink()
    meanwhile(changes, "_render")
    assert client.get("/430001/101/2024/changes/1-2/").status_code == 404
    assert files_with(CANARY, FIGURE) == []


def test_reconciling_while_it_is_withdrawn_puts_nothing_back(secret, meanwhile):
    store.path_of(current(secret), "disclosure.json").unlink()
    meanwhile(copies, "render_file")
    reconciling.reconcile()
    assert files_with(CANARY, FIGURE) == []


# The files of the database ----------------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
START = "import django, sys; from django.test.utils import setup_test_environment as s; django.setup(); s()\n"
#: Publishes, then takes the drafts out of the database: what staff keep inside is not what is withdrawn from the public.
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from budgets.models import Budget, Note
from disclosures import copies, workflow
from tests.drafts import sound_budget
copies.render_pdf = lambda content, sha256, files: b"%PDF"
budget = sound_budget()
Note.objects.create(budget=budget, key="remark.other", text=sys.argv[1])
workflow.publish(budget=budget, by=None)
from django.db import connection
kept = ("budgets_chainhead", "budgets_event")
with connection.constraint_checks_disabled(), connection.cursor() as cursor:
    for table in connection.introspection.table_names():
        if table.startswith("budgets_") and table not in kept:
            cursor.execute(f'DROP TABLE "{table}"')
with connection.cursor() as cursor:
    cursor.execute("VACUUM")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""
WITHDRAW = """
from datetime import UTC, datetime
from django.db import connection
from disclosures import withdrawing
from disclosures.models import Publication
if sys.argv[1] == "carelessly":
    withdrawing._scrubbed = lambda: True
    connection.cursor().execute("PRAGMA secure_delete=OFF")
withdrawing.withdraw(publication=Publication.objects.get(), by=None, basis="依据", at=datetime.now(UTC))
"""


def database_with(home, token):
    found = sorted(home.glob("*.sqlite3*")) + sorted(home.glob("db*"))
    assert found
    return [path.name for path in set(found) if token.encode() in path.read_bytes()]


@pytest.mark.parametrize(("how", "is_left"), [("as it is", False), ("carelessly", True)])
def test_the_files_of_the_database_hold_not_a_byte_of_it(tmp_path, how, is_left):
    """The second case is the control: without scrubbing, bytes are left."""
    (tmp_path / "static").mkdir()
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def run(script, argument):
        environment = kept | {"DATA_DIR": str(tmp_path), "DEBUG": "1"}
        subprocess.run(
            [sys.executable, "-c", START + script, argument], cwd=ROOT, env=environment, check=True
        )

    run(PREPARE, CANARY)
    assert database_with(tmp_path, CANARY) and database_with(tmp_path, PAIR)
    run(WITHDRAW, how)
    assert bool(database_with(tmp_path, CANARY)) is is_left
    assert bool(database_with(tmp_path, PAIR)) is is_left
    everything = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != tmp_path]
    assert [path for path in everything if CANARY.encode() in path.read_bytes()] == []
