"""Publication: examined once, frozen, rendered; never changed afterwards, by nobody."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgets.models import Entry, Event, Particular
from disclosures import actions, copies, store, workflow
from disclosures.document import canonical, digest
from disclosures.models import Publication, PublishedFigure, Version
from disclosures.search import shared
from disclosures.verification import verify
from disclosures.walls import WALLS
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    """The PDF takes seconds and has tests of its own; its place in publication is what matters here."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def budget():
    return sound_budget()


def test_the_first_version_is_frozen_with_its_digest(budget):
    version = workflow.publish(budget=budget, by=None)
    assert version.number == 1
    assert hashlib.sha256(version.content.encode()).hexdigest() == version.sha256
    assert canonical(version.document).decode() == version.content
    assert version.document["figures"]["expenditure.total"]["value"] == "12345000.00"


def test_later_edits_never_reach_a_published_version(budget, client):
    version = workflow.publish(budget=budget, by=None)
    before = client.get(version.publication.get_absolute_url()).content
    raise_by(budget, 10000)
    assert client.get(version.publication.get_absolute_url()).content == before
    assert list(verify(version.publication)) == []


def test_a_budget_that_contradicts_itself_is_refused_and_leaves_no_trace(budget):
    Entry.objects.filter(direction="income").update(amount=1)
    with pytest.raises(actions.Refused) as refusal:
        workflow.publish(budget=budget, by=None)
    assert "R01" in {finding.rule for finding in refusal.value.findings}
    assert not Version.objects.exists() and not Publication.objects.exists()


def test_a_text_that_contradicts_the_tables_on_the_page_is_refused(budget):
    budget.notes.create(key="remark.income", text="2025年收入预算总额为9999.00万元。")
    with pytest.raises(actions.Refused) as refused:
        workflow.publish(budget=budget, by=None)
    assert {finding.rule for finding in refused.value.findings} == {"N01"}
    assert "9999.00万元" in str(refused.value)
    assert not Version.objects.exists()


def test_a_correction_is_a_new_version_with_a_public_reason(budget):
    first = workflow.publish(budget=budget, by=None)
    with pytest.raises(ValidationError, match="请填写更正原因"):
        workflow.correct(budget=budget, by=None, reason=" ")
    raise_by(budget, 10000)
    second = workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    assert (second.number, second.document["previous"]) == (2, first.sha256)
    assert second.document["reason"] == "工资少填一万元"
    assert Publication.objects.get().number == 2
    assert Publication.objects.get().total == 12355000


def test_publishing_the_same_again_makes_no_new_version(budget):
    first = workflow.publish(budget=budget, by=None)
    with pytest.raises(actions.Unchanged) as same:
        workflow.publish(budget=budget, by=None, reason="再点一次")
    assert same.value.version == first
    assert str(same.value) == "已发布（版本 1）"


def test_what_somebody_changed_while_it_was_rendered_is_not_published(budget, monkeypatch):
    def change_meanwhile(content, sha256, files):
        workflow.send_back(budget=budget, by=None, note="工资少填一万元")
        raise_by(budget, 10000)
        return b"%PDF"

    monkeypatch.setattr(copies, "render_pdf", change_meanwhile)
    with pytest.raises(ValidationError, match="有人改动了预算"):
        workflow.publish(budget=budget, by=None)
    assert not Version.objects.exists()


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_superseded_version_stays_readable_and_says_so(budget, client, number):
    workflow.publish(budget=budget, by=None)
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    page = client.get(f"/430001/101/2025/v{number}/")
    assert page.status_code == 200
    is_marked = "noindex" in page.content.decode()
    assert is_marked == (number == "1")


@pytest.mark.parametrize("model", [Version, PublishedFigure])
@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_what_is_published(budget, model, how):
    workflow.publish(budget=budget, by=None)
    rows = model.objects.all()
    with pytest.raises(IntegrityError, match="已发布版本不可修改"), transaction.atomic():
        if how == "update":
            rows.update(**{"sha256": "0" * 64} if model is Version else {"value": "1"})
        else:
            rows._raw_delete("default")


def test_a_row_cannot_be_replaced_behind_the_triggers_back(budget):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    workflow.publish(budget=budget, by=None)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO disclosures_version SELECT * FROM disclosures_version")


def test_every_change_and_every_publication_leaves_its_event(budget):
    raise_by(budget, 1)
    version = workflow.publish(budget=budget, by=None)
    event = Event.objects.first()
    assert (event.action, event.detail["sha256"]) == ("公开", version.sha256)
    changed = Event.objects.filter(action="改明细").first()
    assert changed.detail["before"]["amount"] != changed.detail["after"]["amount"]


def test_every_rendering_says_the_same_figure(budget, client):
    workflow.publish(budget=budget, by=None)
    base = "/430001/101/2025/"
    assert "1,234.50" in client.get(base).content.decode()
    file = json.loads(client.get(f"{base}disclosure.json").content)
    assert file["document"]["figures"]["expenditure.total"]["value"] == "12345000.00"
    csv = client.get(f"{base}tables/expenditure.csv").content.decode("utf-8-sig")
    assert "2010601,行政运行,12345000.00,12345000.00,,,," in csv


@pytest.mark.parametrize("name", ["disclosure.docx", "disclosure.xlsx"])
def test_a_lost_file_is_rendered_again_with_the_same_bytes(budget, client, name):
    version = workflow.publish(budget=budget, by=None)
    path = store.path_of(version.sha256, name)
    before = path.read_bytes()
    path.unlink()
    assert list(verify(version.publication)) == [f"{version}：缺少文件 {name}"]
    answer = client.get(f"/430001/101/2025/{name}")
    assert answer.content == before
    ending = name.partition(".")[2]
    assert answer["Content-Disposition"] == f'attachment; filename="430001-101-2025-v1.{ending}"'
    assert list(verify(version.publication)) == []


def test_verify_finds_a_file_that_was_exchanged(budget):
    version = workflow.publish(budget=budget, by=None)
    shared.settle()
    store.write(version.sha256, "tables/balance.csv", b"nothing")
    assert list(verify(version.publication)) == [f"{version}：文件 tables/balance.csv 与公开时不同"]
    with pytest.raises(CommandError, match="不符 1 处"):
        call_command("verify", "101/2025")


@pytest.mark.parametrize("column", ["content", "sha256", "reason", "published_at", "number"])
def test_verify_finds_a_row_that_was_changed_past_the_triggers(budget, column):
    version = workflow.publish(budget=budget, by=None)
    forged = {
        "content": {"content": version.content.replace("12345000.00", "12345000.01")},
        "sha256": {"sha256": "0" * 64},
        "reason": {"reason": "伪造的原因"},
        "published_at": {"published_at": version.published_at - timedelta(days=30)},
        "number": {"number": 3, "reason": "伪造的原因"},
    }
    _without_triggers("disclosures_version")
    Version.objects.update(**forged[column])
    assert list(verify(version.publication))


@pytest.mark.parametrize(
    ("word", "forged"),
    [("上一版摘要", {"previous": "f" * 64}), ("版本号不连续", {"number": 7})],
)
def test_verify_finds_a_forged_version_whose_own_digest_is_right(budget, word, forged):
    workflow.publish(budget=budget, by=None)
    raise_by(budget, 10000)
    second = workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    content = second.document | forged
    _without_triggers("disclosures_version")
    Version.objects.filter(pk=second.pk).update(
        content=canonical(content).decode(), sha256=digest(content), number=content["number"]
    )
    assert [line for line in verify(second.publication) if word in line]


def test_verify_finds_a_list_row_or_a_page_that_says_something_else(budget):
    version = workflow.publish(budget=budget, by=None)
    Publication.objects.update(total=1, title="别的标题")
    name = copies.page_name("zh-hans", 1)
    store.write(version.sha256, name, b"<h1>999</h1>")
    told = list(verify(Publication.objects.get()))
    assert len(told) == 4
    for word in ("total", "title", "页面 zh-hans", "检索条目"):
        assert any(word in line for line in told)


def test_a_page_rendered_again_while_a_newer_version_came_tells_of_the_newer_one(budget, rf):
    first = workflow.publish(budget=budget, by=None)
    seen = Version.objects.select_related("publication").get(pk=first.pk)  # read before the next commit
    raise_by(budget, 10000)
    workflow.publish(budget=budget, by=None, reason="工资少填一万元")
    for path in store.path_of(first.sha256, "x").parent.glob("page.*"):
        path.unlink()
    answer = copies.respond(rf.get("/"), seen, "page.zh-hans.html")
    assert "noindex" in answer.content.decode() and "-page.zh-hans.2." in answer["ETag"]
    assert list(verify(Publication.objects.get())) == []


def test_two_who_publish_at_once_make_one_version_and_one_sentence(budget, monkeypatch):
    write_files = copies.write_files

    def somebody_was_faster(content, sha256):
        monkeypatch.setattr(copies, "write_files", write_files)
        workflow.publish(budget=budget, by=None)
        return write_files(content, sha256)

    monkeypatch.setattr(copies, "write_files", somebody_was_faster)
    with pytest.raises(ValidationError, match="已有人公开了新的版本"):
        workflow.publish(budget=budget, by=None)
    assert Version.objects.count() == 1


def _without_triggers(table):
    """As somebody would begin who can do anything to the database: by taking down the walls."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for wall in WALLS:
            if wall.table == table and wall.event == "UPDATE":
                cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")


def test_a_failed_write_leaves_no_half_file_under_a_public_name(budget, monkeypatch):
    sha256 = "a" * 64
    store.write(sha256, "disclosure.json", b"whole")  # and the folder has been flushed: the file itself fails
    monkeypatch.setattr(store.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(OSError, match="disk full"):
        store.write(sha256, "disclosure.pdf", b"half")
    assert [each.name for each in store.folder_of(sha256).iterdir()] == ["disclosure.json"]


@pytest.mark.parametrize("name", ["../settings.py", "/etc/passwd", "a/b/c", ".hidden", "A.pdf", ""])
def test_a_file_name_cannot_leave_its_folder(name):
    with pytest.raises(ValueError, match="no file"):
        store.path_of("a" * 64, name)


def test_public_pages_and_files_read_no_draft_table(budget, client):
    workflow.publish(budget=budget, by=None)
    base = "/430001/101/2025/"
    addresses = ["/", "/430001/", "/430001/2025/", base, f"{base}v1/", f"/en{base}", f"{base}disclosure.json"]
    addresses += [
        f"{base}tables/balance.csv",
        "/api/v1/departments/",
        "/api/v1/figures/",
        "/api/v1/versions/",
    ]
    for address in addresses:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200, address
        assert not [q["sql"] for q in queries if "budgets_" in q["sql"]], address


@pytest.mark.parametrize("tail", ["", "v1/", "disclosure.json", "disclosure.pdf", "tables/balance.csv"])
def test_a_published_page_costs_at_most_two_queries(budget, client, django_assert_max_num_queries, tail):
    workflow.publish(budget=budget, by=None)
    with django_assert_max_num_queries(2):
        assert client.get(f"/430001/101/2025/{tail}").status_code == 200


def test_a_page_that_has_not_changed_is_not_sent_again(budget, client):
    workflow.publish(budget=budget, by=None)
    first = client.get("/430001/101/2025/")
    again = client.get("/430001/101/2025/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_draft_is_not_found_like_anything_that_never_was(budget, client):
    draft = client.get("/430001/101/2025/")
    never = client.get("/430001/999/2025/")
    assert draft.status_code == never.status_code == 404
    assert draft.content == never.content.replace(b"/999/", b"/101/"), "but for the address asked for"
    assert client.get("/430001/2025/").status_code == 404


def test_a_formula_in_a_name_stays_text_in_the_csv(budget, client):
    Particular.objects.filter(key="running").update(reason="=1+1")
    workflow.publish(budget=budget, by=None)
    csv = client.get("/430001/101/2025/tables/running.csv").content.decode("utf-8-sig")
    assert "'=1+1" in csv and ",=1+1" not in csv


def test_the_publish_command_lists_the_errors_it_refuses_for(budget, capsys):
    Entry.objects.filter(direction="income").update(amount=1)
    with pytest.raises(CommandError, match="没有公开：错误"):
        call_command("publish", "101", "2025")
    assert "R01" in capsys.readouterr().err


def test_the_publish_command_publishes(budget, capsys):
    call_command("publish", "430001/101", "2025")
    assert "第1版" in capsys.readouterr().out
