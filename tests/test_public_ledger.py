"""The public ledger: every publication, correction and withdrawal told once, in a chain that shows who tampers with it."""

import hashlib
import json
import time
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets import audit
from budgets.models import ChainHead, Event, Handover
from disclosures import copies, proofs, public_ledger, public_ledger_views, signing, store, workflow
from disclosures.models import LedgerEntry, Publication, Version
from disclosures.search import shared
from disclosures.static_site.links import INSTEAD
from disclosures.verification import chain_faults, last_result, ledger_faults, verify
from disclosures.walls import WALLS
from tests import people
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def key(settings, tmp_path, capsys):
    call_command("make_signing_key", str(tmp_path / "key"))
    settings.SIGNING_KEY_FILE = str(tmp_path / "key")
    settings.SIGNING_PUBLIC_KEY = capsys.readouterr().out.rpartition("SIGNING_PUBLIC_KEY=")[2].strip()
    return signing.public_key()


def published(budget):
    return workflow.publish(budget=budget, by=None)


def corrected(budget):
    raise_by(budget, 10000)
    return workflow.publish(budget=budget, by=None, reason="工资少填一万元")


def withdrawn(budget):
    officer, name = people.finance_officer(), budget.department.name
    with TestCase.captureOnCommitCallbacks(execute=True):  # files go once it is committed
        workflow.withdraw(budget=budget, by=officer, basis="《保守国家秘密法》第二十四条", name_typed=name)


def told():
    return [entry.said for entry in LedgerEntry.objects.all()]


def all_faults():
    everything = [line for publication in Publication.objects.all() for line in verify(publication)]
    return [*everything, *ledger_faults(), *public_ledger.faults(), *audit.faults()]


def without_walls(table):
    """As somebody begins who can do anything to the database."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for wall in WALLS:
            if wall.table == table and (wall.event != "TRUNCATE" or on):
                cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")


# What is told ------------------------------------------------------------------------------------------------------


def test_a_publication_is_told_with_the_digests_of_its_document_and_files(budget):
    version = published(budget)
    (said,) = told()
    assert (said["seq"], said["previous"], said["act"]) == (1, "", "publish")
    assert (said["region"], said["department"], said["year"], said["version"]) == ("430001", "101", 2025, 1)
    assert said["document"] == version.sha256
    assert said["published_at"] == version.document["published_at"]
    manifest = json.loads(store.read(version.sha256, "manifest.json"))
    assert {file["name"] for file in manifest["files"]} == set(copies.file_names(version.document))
    for file in manifest["files"]:
        data = store.read(version.sha256, file["name"])
        assert (file["size"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert file["sm3"] == hashlib.new("sm3", data).hexdigest()
    salted = manifest["salt"].encode() + public_ledger.canonical(manifest["files"])
    assert said["files"] == hashlib.sha256(salted).hexdigest()


def test_an_entry_is_chained_to_the_one_before(budget):
    first, second = published(budget), corrected(budget)
    one, two = LedgerEntry.objects.all()
    assert hashlib.sha256(one.content.encode()).hexdigest() == one.sha256 == two.said["previous"]
    assert (two.said["act"], two.said["supersedes"]) == ("correct", first.sha256)
    assert two.said["document"] == second.sha256
    assert ChainHead.objects.get(name=public_ledger.CHAIN).sha256 == two.sha256


def test_a_withdrawal_is_told_and_the_ledger_holds_no_words(budget):
    published(budget)
    corrected(budget)
    withdrawn(budget)
    acts = [(said["act"], said["version"]) for said in told()]
    assert acts == [("publish", 1), ("correct", 2), ("withdraw", 1), ("withdraw", 2)]
    words = "".join(LedgerEntry.objects.values_list("content", flat=True))
    assert words.isascii(), "neither names nor reasons: a withdrawal must be able to take all words away"
    assert told()[2]["reason"] == hashlib.sha256("《保守国家秘密法》第二十四条".encode()).hexdigest()
    assert all_faults() == []


def test_a_reason_is_told_by_a_digest_that_takes_its_salt(budget):
    published(budget)
    version = corrected(budget)
    said = told()[1]["reason"]
    assert said == hashlib.sha256((version.salt + "工资少填一万元").encode()).hexdigest()
    assert said != hashlib.sha256("工资少填一万元".encode()).hexdigest()


def test_every_version_has_a_salt_of_its_own_and_its_document_says_it(budget):
    salts = [(version.salt, version.document["salt"]) for version in (published(budget), corrected(budget))]
    assert all(salt == inside and len(salt) == 32 for salt, inside in salts) and salts[0] != salts[1]


def everything_public(client):
    """What anybody gets to see of the ledger."""
    lines = b"".join(client.get("/ledger.jsonl").streaming_content).decode()
    return lines + client.get("/ledger/1/").content.decode()


def test_what_was_withdrawn_cannot_be_found_by_trying_values(budget, client):
    """An outsider knows the layout of every file, and for a control even every amount."""
    version = published(budget)
    files = {file.name: store.read(version.sha256, file.name) for file in version.files.all()}
    guesses = [found(data).hexdigest() for data in files.values() for found in (hashlib.sha256, sm3)]
    manifest = client.get("/430001/101/2025/manifest.json").content.decode()
    assert all(guess in manifest for guess in guesses), "the control: while it stands they are told"
    salt = version.salt
    withdrawn(budget)
    version.refresh_from_db()
    assert (version.salt, version.files.count()) == ("", 0)
    ledger_ = everything_public(client)
    assert not [guess for guess in guesses if guess in ledger_]
    assert salt not in ledger_ and not any(name in ledger_ for name in files)
    assert not [
        path for path in store.root().rglob("*") if path.is_file() and salt.encode() in path.read_bytes()
    ]
    for guess in guesses:
        assert client.get(f"/verify/manifests.json?hash={guess}").json() == {"manifests": []}
    assert all_faults() == []


def test_the_digest_of_a_document_cannot_be_tried_by_who_knows_all_but_its_salt(budget):
    said = published(budget).document
    assert public_ledger.canonical(said | {"salt": "0" * 32}) != public_ledger.canonical(said)
    from disclosures.document import digest

    assert digest(said | {"salt": ""}) != told()[0]["document"] == digest(said)


def sm3(data):
    return hashlib.new("sm3", data)


@pytest.mark.parametrize("left", ["salt", "file"])
def test_what_is_left_to_hold_guesses_against_is_found(budget, left):
    version = published(budget)
    withdrawn(budget)
    without_walls("disclosures_version")
    if left == "salt":
        Version.objects.filter(pk=version.pk).update(salt="a" * 32)
    else:
        version.files.create(name="tables/fund.csv", size=1, sha256="a" * 64)
    assert all_faults() == [f"{version}：已撤下，文件的校验值却还在"]


@pytest.mark.parametrize("column", ["salt", "sm3"])
def test_a_changed_salt_and_a_changed_sm3_are_found(budget, column):
    version = published(budget)
    without_walls("disclosures_version")
    without_walls("disclosures_publishedfile")
    rows = Version.objects.all() if column == "salt" else version.files.all()
    rows.update(**{column: "0" * 32})
    assert [line for line in all_faults() if "公开总账第 1 条所记与它不符" in line]


@pytest.mark.parametrize("table", ["salt", "files"])
def test_the_database_keeps_salt_and_digests_until_a_withdrawal(budget, table):
    version = published(budget)
    with pytest.raises(IntegrityError, match="已发布版本不可修改"), transaction.atomic():
        if table == "salt":
            Version.objects.filter(pk=version.pk).update(salt="")
        else:
            version.files.all()._raw_delete("default")


def test_the_steps_are_told_and_people_are_told_apart_but_not_named(budget):
    clerk, reviewer = people.clerk(), people.reviewer()
    for move, by in (("submit", reviewer), ("submit", clerk), ("secrecy", reviewer), ("pass", reviewer)):
        Handover.objects.create(budget=budget, move=move, by=by)
    steps = public_ledger.approvals(budget)
    assert [(step["step"], step["by"]) for step in steps] == [("submit", 1), ("secrecy", 2), ("pass", 2)]
    assert "zhou" not in json.dumps(steps)


def test_an_entry_is_bound_to_the_records_inside(budget):
    published(budget)
    assert Event.objects.filter(sha256=told()[0]["events"]).exists()


def test_what_cannot_be_published_is_not_told(budget, monkeypatch):
    monkeypatch.setattr(
        public_ledger.proofs, "write", lambda entry: (_ for _ in ()).throw(OSError(28, "disk full"))
    )
    with pytest.raises(Exception, match="disk full|磁盘"):
        published(budget)
    assert not LedgerEntry.objects.exists()
    assert list(public_ledger.faults()) == []


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_change_an_entry(budget, how):
    published(budget)
    entries = LedgerEntry.objects.all()
    with pytest.raises(IntegrityError, match="公开总账只能添加"), transaction.atomic():
        if how == "update":
            entries.update(sha256="0" * 64)
        else:
            entries._raw_delete("default")


# Tampering is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "old", "new"),
    [
        ("内容与摘要不符", '"version":1', '"version":2'),
        ("所记与它不符", '"version":1', '"version":2'),
        ("内容与摘要不符", '"seq":1', '"seq":9'),
        ("内容与摘要不符", "}", ""),
    ],
)
def test_a_changed_entry_is_found(budget, word, old, new):
    published(budget)
    corrected(budget)
    without_walls("disclosures_ledgerentry")
    first = LedgerEntry.objects.first()
    LedgerEntry.objects.filter(pk=first.pk).update(content=first.content.replace(old, new))
    assert [line for line in all_faults() if word in line]


def test_an_entry_changed_with_its_digest_breaks_the_chain_behind_it(budget):
    published(budget)
    corrected(budget)
    without_walls("disclosures_ledgerentry")
    first = LedgerEntry.objects.first()
    forged = first.content.replace('"year":', '"year":1')
    LedgerEntry.objects.filter(pk=first.pk).update(
        content=forged, sha256=hashlib.sha256(forged.encode()).hexdigest()
    )
    assert [line for line in ledger_faults() if "第 2 条与上一条接不上" in line]


def test_the_last_entry_changed_with_its_digest_differs_from_the_head(budget):
    published(budget)
    without_walls("disclosures_ledgerentry")
    last = LedgerEntry.objects.get()
    forged = last.content.replace('"year":', '"year":1')
    LedgerEntry.objects.update(content=forged, sha256=hashlib.sha256(forged.encode()).hexdigest())
    assert list(ledger_faults()) == []
    assert "公开总账的末尾与链头不符" in list(public_ledger.faults())


def test_an_entry_cut_off_the_end_is_found(budget):
    published(budget)
    corrected(budget)
    without_walls("disclosures_ledgerentry")
    LedgerEntry.objects.order_by("-seq").first().delete()
    assert list(ledger_faults()) == []
    assert list(public_ledger.faults()) == ["公开总账的末尾与链头不符"]


def test_records_rewritten_inside_no_longer_fit_what_was_told_outside(budget):
    published(budget)
    event = Event.objects.get(sha256=told()[0]["events"])
    without_the_walls_of_events()
    Event.objects.filter(pk=event.pk).update(sha256="e" * 64)
    assert "公开总账第 1 条所记的操作记录不见了，或已不同" in list(public_ledger.faults())


def without_the_walls_of_events():
    from budgets.walls import WALLS as OF_BUDGETS

    on = " ON budgets_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for wall in OF_BUDGETS:
            if wall.table == "budgets_event" and (wall.event != "TRUNCATE" or on):
                cursor.execute(f"DROP TRIGGER {wall.trigger}{on}")


@pytest.mark.parametrize(("days", "may_go"), [(183, False), (185, True)])
def test_records_may_be_gone_when_their_time_of_keeping_is_over_and_not_before(
    budget, monkeypatch, days, may_go
):
    published(budget)
    anchor = Event.objects.get(sha256=told()[0]["events"])
    without_the_walls_of_events()
    # The one behind the anchor still names it; without that one the anchor is not known any more.
    Event.objects.filter(seq__lte=anchor.seq + 1).delete()
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(public_ledger.timezone, "now", lambda: later)
    assert bool([line for line in public_ledger.faults() if "操作记录" in line]) != may_go


def test_records_rewritten_from_the_first_on_do_not_pass_for_kept_ones(budget):
    """Not even where they say that they began tomorrow."""
    published(budget)
    without_the_walls_of_events()
    previous = ""
    for event in list(Event.objects.order_by("seq")):
        event.at, event.previous = event.at + timedelta(days=1), previous
        event.sha256 = previous = audit.digest(event)
        event.save()
    ChainHead.objects.filter(name=audit.CHAIN).update(sha256=previous)
    assert list(audit.faults()) == []
    assert list(public_ledger.faults()) == ["公开总账第 1 条所记的操作记录不见了，或已不同"]


def test_a_withdrawal_that_was_not_told_is_found(budget):
    published(budget)
    withdrawn(budget)
    without_walls("disclosures_ledgerentry")
    LedgerEntry.objects.filter(seq=2).delete()
    assert [line for line in all_faults() if "撤下与撤下记录不符" in line]


def test_files_left_over_from_a_withdrawn_version_are_found(budget):
    version = published(budget)
    withdrawn(budget)
    store.write(version.sha256, "disclosure.pdf", b"%PDF")
    assert [line for line in all_faults() if "文件却还在" in line]


def test_the_chain_of_twenty_thousand_entries_is_checked_in_two_seconds():
    rows = long_chain(20_000)
    start = time.process_time()  # others may be busy too
    assert list(chain_faults(iter(rows))) == []
    assert time.process_time() - start < 2
    rows[12_345] = (rows[12_345][0], rows[12_345][1], rows[12_345][2].replace("a", "b", 1))
    assert len(list(chain_faults(iter(rows)))) == 1


def long_chain(number):
    """Entries longer than real ones."""
    files = [{"name": f"f{n}.csv", "size": n, "sha256": "a" * 64, "sm3": "b" * 64} for n in range(16)]
    rows, previous = [], ""
    for seq in range(1, number + 1):
        content = public_ledger.canonical({"seq": seq, "previous": previous, "files": files}).decode()
        previous = hashlib.sha256(content.encode()).hexdigest()
        rows.append((seq, previous, content))
    return rows


# Beside a version --------------------------------------------------------------------------------------------------


def test_the_sums_beside_a_version_are_those_of_its_files(budget, client):
    version = published(budget)
    sums = client.get("/430001/101/2025/v1/SHA256SUMS").content.decode()
    for line in sums.splitlines():
        digest, name = line.split("  ")
        data = client.get(f"/430001/101/2025/v1/{name}").content
        assert hashlib.sha256(data).hexdigest() == digest, name
    assert len(sums.splitlines()) == version.files.count() + 1  # and the manifest


def test_the_manifest_is_the_entry_of_the_version(budget, client):
    published(budget)
    corrected(budget)
    for address, seq in (("", 2), ("v1/", 1), ("v2/", 2)):
        answer = client.get(f"/430001/101/2025/{address}manifest.json")
        manifest = json.loads(answer.content)
        assert manifest["entry"]["seq"] == seq
        assert hashlib.sha256(public_ledger.canonical(manifest["entry"])).hexdigest() == manifest["sha256"]
        assert manifest["salt"] and manifest["files"]
        again = client.get(answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304


def test_proofs_that_were_lost_are_made_again(budget, client):
    version = published(budget)
    before = client.get("/430001/101/2025/manifest.json").content
    for name in ("manifest.json", "sha256sums"):
        store.path_of(version.sha256, name).unlink()
    assert client.get("/430001/101/2025/manifest.json").content == before
    assert all_faults() == []


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS"])
def test_proofs_that_were_changed_are_found(budget, name):
    version = published(budget)
    store.write(version.sha256, name.lower(), b"something else")
    assert all_faults() == [f"{version}：{name} 与公开总账不符"]


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS", "SHA256SUMS.minisig"])
def test_of_a_draft_there_is_no_proof(budget, client, name):
    assert client.get(f"/430001/101/2025/{name}").status_code == 404


def test_of_a_withdrawn_version_the_proofs_are_gone_too(budget, client):
    published(budget)
    withdrawn(budget)
    for name in ("manifest.json", "SHA256SUMS"):
        assert client.get(f"/430001/101/2025/v1/{name}").status_code == 410


# Signed ------------------------------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_signed(budget, client):
    published(budget)
    assert client.get("/430001/101/2025/SHA256SUMS.minisig").status_code == 404
    assert client.get("/ledger/key.pub").status_code == 404


def test_the_signature_is_over_the_sums_and_says_of_what(budget, client, key):
    published(budget)
    sums, signature = (
        client.get(f"/430001/101/2025/{name}").content for name in ("SHA256SUMS", "SHA256SUMS.minisig")
    )
    assert "430001/101/2025/v1\tledger:1" in signing.trusted_of(sums, signature, key)
    assert client.get("/ledger/key.pub").content.decode() == key.file()
    assert all_faults() == []


def test_a_signature_of_another_version_another_key_or_none_is_found(budget, key):
    version = published(budget)
    name = "sha256sums.minisig"
    stored = store.read(version.sha256, name)
    sums = store.read(version.sha256, "sha256sums")
    store.write(version.sha256, name, signing.sign(sums, signing.make_key(), "timestamp:1"))
    assert all_faults() == [f"{version}：签名不符"]
    store.write(version.sha256, name, signing.sign(sums, signing.secret_key(), "ledger:7"))
    assert all_faults() == [f"{version}：签名不符"]
    store.write(
        version.sha256, name, stored.replace(b"untrusted comment: verify", b"untrusted comment: Verify")
    )
    assert all_faults() == [f"{version}：签名不符"]
    store.path_of(version.sha256, name).unlink()
    assert all_faults() == [f"{version}：没有签名"]
    store.write(version.sha256, name, stored)
    assert all_faults() == []


def test_versions_from_before_the_key_are_signed_afterwards(budget, key, settings, capsys):
    settings.SIGNING_KEY_FILE, kept = "", settings.SIGNING_KEY_FILE
    version = published(budget)
    assert all_faults() == [f"{version}：没有签名"]
    with pytest.raises(CommandError, match="SIGNING_KEY_FILE"):
        call_command("sign_versions")
    settings.SIGNING_KEY_FILE = kept
    call_command("sign_versions")
    assert "1" in capsys.readouterr().out
    assert all_faults() == []


# Verification by staff ---------------------------------------------------------------------------------------------


def test_verify_looks_at_everything_and_keeps_what_it_found(budget, capsys):
    version = published(budget)
    shared.settle()
    call_command("verify", "--all")
    assert last_result()["differences"] == 0
    store.write(version.sha256, "disclosure.pdf", b"%PDF forged")
    with pytest.raises(CommandError, match="不符 1 处") as failed:
        call_command("verify")
    assert failed.value.returncode == 1
    assert last_result()["told"] == [f"{version}：文件 disclosure.pdf 与公开时不同"]


def test_verify_looks_at_the_chain_of_events_too(budget):
    published(budget)
    without_the_walls_of_events()
    Event.objects.order_by("-seq").first().delete()
    with pytest.raises(CommandError, match="不符"):
        call_command("verify", "430001/101/2025")


def test_the_head_can_be_sent_by_letter(budget, capsys):
    published(budget)
    call_command("ledger_head")
    head = f"1 {LedgerEntry.objects.get().sha256}"
    assert capsys.readouterr().out.startswith(head)
    call_command("ledger_head", "--letter")
    letter = capsys.readouterr().out
    assert LedgerEntry.objects.get().sha256 in letter and "审计局" in letter


def test_every_version_that_was_public_before_the_ledger_is_told_in_its_order(budget):
    from importlib import import_module

    from django.apps import apps

    published(budget)
    corrected(budget)
    other = sound_budget(code="102")
    published(other)
    without_walls("disclosures_ledgerentry")
    LedgerEntry.objects.all().delete()
    ChainHead.objects.filter(name=public_ledger.CHAIN).delete()
    for version in Publication.objects.first().versions.all():
        for name in ("manifest.json", "sha256sums"):
            store.path_of(version.sha256, name).unlink(missing_ok=True)
    for name in ("manifest.json", "sha256sums"):
        store.path_of(Publication.objects.last().versions.get().sha256, name).unlink()
    migration = import_module("disclosures.migrations.0006_entries_for_what_is_public")
    migration.tell(apps, None)
    places = [(said["department"], said["version"]) for said in told()]
    assert places == [("101", 1), ("101", 2), ("102", 1)]
    assert all_faults() == []
    migration.tell(apps, None)
    assert LedgerEntry.objects.count() == 3


def test_a_version_from_before_the_ledger_gets_a_salt_and_its_files_their_sm3(budget):
    from importlib import import_module

    from django.apps import apps

    version = published(budget)
    for table in ("disclosures_ledgerentry", "disclosures_version", "disclosures_publishedfile"):
        without_walls(table)
    LedgerEntry.objects.all().delete()
    ChainHead.objects.filter(name=public_ledger.CHAIN).delete()
    said = {key: value for key, value in version.document.items() if key != "salt"}
    Version.objects.update(content=public_ledger.canonical(said).decode(), salt="")
    version.files.update(sm3="")
    import_module("disclosures.migrations.0006_entries_for_what_is_public").tell(apps, None)
    version.refresh_from_db()
    assert len(version.salt) == 32 and not version.files.filter(sm3="").exists()
    assert told()[0]["files"] == proofs.digest_of_files(version)


def test_the_entry_of_a_version_is_that_of_its_publication(budget):
    version = published(budget)
    withdrawn(budget)
    assert proofs.entry_of(version).said["act"] == "publish"


# What is found at the start ----------------------------------------------------------------------------------------


def checks():
    return {message.id for message in run_checks()}


def test_a_key_that_cannot_be_read_is_found_at_the_start(settings, tmp_path, key):
    assert not {"disclosures.E020", "disclosures.E021"} & checks()
    (tmp_path / "key").write_text("untrusted comment: nothing\n")
    assert "disclosures.E020" in checks()
    settings.SIGNING_KEY_FILE = str(tmp_path / "nowhere")
    assert "disclosures.E020" in checks()


def test_keys_that_do_not_belong_together_are_found_at_the_start(settings, key):
    settings.SIGNING_PUBLIC_KEY = signing.make_key().public.text()
    assert "disclosures.E021" in checks()


def test_without_sm3_the_ledger_does_without_and_says_so_at_the_start(budget, monkeypatch):
    assert "disclosures.W020" not in checks()
    monkeypatch.setattr(hashlib, "algorithms_available", hashlib.algorithms_available - {"sm3"})
    assert "disclosures.W020" in checks()
    published(budget)
    assert b"sm3" not in store.read(Version.objects.get().sha256, "manifest.json")
    assert all_faults() == []


# The pages ---------------------------------------------------------------------------------------------------------


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    # What a site of files says instead is marked on the page, and no reader of this one sees it.
    return INSTEAD.sub(b"", answer.content).decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_ledger_is_a_page_with_its_newest_entry_first(budget, client, prefix):
    published(budget)
    corrected(budget)
    text = page(client, f"{prefix}/ledger/")
    assert text.index("/ledger/2/") < text.index("/ledger/1/")
    assert LedgerEntry.objects.get(seq=2).sha256 in text
    entry = page(client, f"{prefix}/ledger/1/")
    assert LedgerEntry.objects.get(seq=1).sha256 in entry and told()[0]["files"] in entry


@pytest.mark.parametrize(
    "address", ["/ledger/0/", "/ledger/01/", "/ledger/2/", "/ledger/999999", "/ledger/１/", "/ledger/?page=2"]
)
def test_an_entry_that_does_not_exist_is_not_found(budget, client, address):
    published(budget)
    assert client.get(address).status_code == 404


def test_an_entry_without_its_slash_is_led_to_its_address(budget, client):
    published(budget)
    assert client.get("/ledger/1")["Location"] == "/ledger/1/"


def test_every_line_of_the_ledger_is_the_bytes_its_digest_is_over(budget, client):
    published(budget)
    corrected(budget)
    answer = client.get("/ledger.jsonl")
    lines = b"".join(answer.streaming_content).split(b"\n")
    assert [hashlib.sha256(line).hexdigest() for line in lines[:-1]] == [
        entry.sha256 for entry in LedgerEntry.objects.all()
    ]
    head = client.get("/ledger/head.txt").content.decode().split()
    assert head[:2] == ["2", LedgerEntry.objects.last().sha256]
    assert client.get("/ledger.jsonl", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_long_ledger_is_told_to_its_end(budget, client, monkeypatch):
    monkeypatch.setattr(public_ledger_views, "AT_ONCE", 1)
    published(budget)
    corrected(budget)
    assert b"".join(client.get("/ledger.jsonl").streaming_content).count(b"\n") == 2


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_digest_is_looked_up(budget, client, prefix):
    version = published(budget)
    digest = version.files.get(name="disclosure.xlsx").sha256
    found = page(client, f"{prefix}/verify/?hash={digest}")
    assert "disclosure.xlsx" in found and "某县财政局" in found and 'class="tag on"' in found
    corrected(budget)
    found = page(client, f"{prefix}/verify/?hash={digest.upper()}")
    assert 'class="tag on"' not in found and "tag warn" in found
    assert "disclosure.xlsx" not in page(client, f"{prefix}/verify/?hash={'0' * 64}").partition("<form")[0]


def test_of_a_withdrawn_file_is_said_what_is_said_of_one_that_never_was(budget, client):
    version = published(budget)
    known = [*version.files.values_list("sha256", flat=True), version.sha256]
    withdrawn(budget)
    never = page(client, f"/verify/?hash={'0' * 64}")
    for digest in known:
        assert page(client, f"/verify/?hash={digest}") == never.replace("0" * 64, digest)
    assert "现行和更正前的各版中，没有校验值为此的文件" in never


def test_the_manifests_of_a_file_are_looked_up_by_its_digest(budget, client):
    version = published(budget)
    digest = version.files.get(name="disclosure.xlsx").sha256
    (found,) = client.get(f"/verify/manifests.json?hash={digest}").json()["manifests"]
    assert found == json.loads(client.get("/430001/101/2025/manifest.json").content)
    assert client.get("/verify/manifests.json").status_code == 400
    assert client.get("/verify/manifests.json?hash=zz").status_code == 400


def test_the_digest_of_a_document_is_known_too(budget, client):
    version = published(budget)
    assert "正文的摘要" in page(client, f"/verify/?hash={version.sha256}")


@pytest.mark.parametrize("typed", ["zz", "", "a" * 63, "g" * 64, "ａ" * 64, "a" * 5000, "<script>"])
@pytest.mark.parametrize("address", ["/verify", "/verify/"])
def test_what_is_no_digest_is_refused_with_a_sentence(client, db, address, typed):
    answer = client.get(address, {"hash": typed})
    assert answer.status_code == 400
    assert "校验值应为 64 位十六进制" in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_a_digest_as_old_windows_prints_it_will_do(budget, client):
    digest = published(budget).files.get(name="disclosure.pdf").sha256
    spaced = " ".join(digest[n : n + 2] for n in range(0, 64, 2))
    assert "disclosure.pdf" in page(client, "/verify/?hash=" + spaced.replace(" ", "%20"))


def test_the_pages_of_a_version_and_every_foot_lead_to_the_check(budget, client):
    published(budget)
    for prefix in ("", "/en"):
        assert page(client, f"{prefix}/430001/101/2025/").count(f'href="{prefix}/verify/"') >= 2
        assert f'href="{prefix}/ledger/"' in page(client, f"{prefix}/")


@pytest.mark.parametrize(
    "address", ["/ledger/", "/ledger.jsonl", "/ledger/head.txt", "/verify/", "/verify.py"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_to_these_addresses(client, db, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_the_pages_read_no_draft_table(budget, client):
    digest = published(budget).files.get(name="disclosure.xlsx").sha256
    addresses = ["/ledger/", "/ledger/?page=1", "/ledger/1/", "/ledger/head.txt", f"/verify/?hash={digest}"]
    addresses += ["/430001/101/2025/manifest.json", "/430001/101/2025/v1/SHA256SUMS"]
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        assert not [query["sql"] for query in queries if "budgets_" in query["sql"]], address
        assert len(queries) <= 4, address
