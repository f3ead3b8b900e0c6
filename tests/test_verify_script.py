"""verify.py: one file and the standard library, as a citizen runs it, and what it answers."""

import hashlib
import importlib.util
import io
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import rfc8785
from django.conf import settings
from django.core.management import call_command
from django.test import TestCase
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from disclosures import copies, public_ledger_views, signing, workflow
from disclosures.document import canonical
from disclosures.models import LedgerEntry
from tests import people
from tests.drafts import raise_by, sound_budget

SCRIPT = Path(settings.BASE_DIR) / "static" / "verify.py"


def _module():
    spec = importlib.util.spec_from_file_location("verify_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _module()


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture
def budget(db):
    return sound_budget()


@pytest.fixture
def desk(tmp_path, client):
    """A citizen's folder, where downloads go."""
    return Desk(tmp_path, client)


class Desk:
    def __init__(self, folder, client):
        self.folder, self.client = folder, client

    def download(self, address, name):
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        (self.folder / name).write_bytes(data)
        return data

    def download_all(self):
        self.download("/ledger.jsonl", "ledger.jsonl")
        self.download("/ledger/head.txt", "head.txt")
        for name in ("disclosure.pdf", "disclosure.json", "disclosure.xlsx", "manifest.json"):
            self.download(f"/430001/101/2025/{name}", name)

    def change(self, name, old, new):
        path = self.folder / name
        before = path.read_bytes()
        assert old in before
        path.write_bytes(before.replace(old, new, 1))

    def run(self, *words, language="zh"):
        ran = subprocess.run(
            [sys.executable, "-I", str(SCRIPT), *words, *(["--lang", language] if language else [])],
            cwd=self.folder,
            capture_output=True,
            encoding="utf-8",
            env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"},
        )
        assert "Traceback" not in ran.stderr, ran.stderr
        return ran.returncode, ran.stdout


OFF_LINE = ("--manifest", "manifest.json", "--ledger", "ledger.jsonl")


def publish(budget):
    return workflow.publish(budget=budget, by=None)


def correct(budget):
    raise_by(budget, 10000)
    return workflow.publish(budget=budget, by=None, reason="工资少填一万元")


# Files -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["disclosure.pdf", "disclosure.json", "disclosure.xlsx"])
def test_a_file_as_it_was_published_agrees(budget, desk, name):
    publish(budget)
    desk.download_all()
    status, told = desk.run(name, *OFF_LINE, "--head", "head.txt")
    assert status == 0, told
    assert f"430001/101 2025 年第 1 版 的 {name}" in told and "现行版本" in told


@pytest.mark.parametrize("name", ["disclosure.pdf", "disclosure.json", "disclosure.xlsx"])
def test_a_file_with_one_byte_changed_differs(budget, desk, name):
    publish(budget)
    desk.download_all()
    data = bytearray((desk.folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (desk.folder / name).write_bytes(data)
    status, told = desk.run(name, *OFF_LINE)
    assert (status, "不在清单里" in told) == (1, True)


def test_a_document_saved_again_is_not_the_file_but_its_text_is_known(budget, desk):
    publish(budget)
    desk.download_all()
    path = desk.folder / "disclosure.json"
    path.write_text(json.dumps(json.loads(path.read_text())))
    status, told = desk.run("disclosure.json", *OFF_LINE)
    assert status == 1 and "其中的正文与 430001/101 2025 年第 1 版 一致" in told
    desk.change("disclosure.json", b"12345000.00", b"12345000.01")
    assert "正文与" not in desk.run("disclosure.json", *OFF_LINE)[1]


def test_a_corrected_file_and_a_withdrawn_one_say_so(budget, desk):
    publish(budget)
    desk.download_all()
    correct(budget)
    desk.download("/ledger.jsonl", "ledger.jsonl")
    status, told = desk.run("disclosure.pdf", *OFF_LINE, "--head", "head.txt")
    assert (status, "此后已更正，最新的是第 2 版" in told) == (0, True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        name = budget.department.name
        workflow.withdraw(budget=budget, by=people.finance_officer(), basis="依法", name_typed=name)
    desk.download("/ledger.jsonl", "ledger.jsonl")
    status, told = desk.run("disclosure.pdf", *OFF_LINE, "--head", "head.txt")
    assert (status, "依法撤下" in told) == (0, True)


def test_a_table_that_no_correction_changed_is_that_of_the_version_in_force(budget, desk):
    publish(budget)
    correct(budget)
    desk.download_all()
    desk.download("/430001/101/2025/v1/tables/fund.csv", "fund.csv")
    desk.download("/430001/101/2025/v1/manifest.json", "first.json")
    told = desk.run("fund.csv", *OFF_LINE, "--manifest", "first.json")[1]
    assert told.index("第 2 版 的 tables/fund.csv") < told.index("第 1 版 的 tables/fund.csv")


def test_it_speaks_english_too_and_both_where_nobody_says_which(budget, desk):
    publish(budget)
    desk.download_all()
    assert "This is the version in force." in desk.run("disclosure.pdf", *OFF_LINE, language="en")[1]
    both = desk.run("disclosure.pdf", *OFF_LINE, language="")[1]
    assert "现行版本" in both and "in force" in both


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'"salt": "', b'"salt": "0', "里的文件清单与其中的记录不符"),
        (b'"size": ', b'"size": 1', "里的文件清单与其中的记录不符"),
        (b'"act": "publish"', b'"act": "correct"', "里的记录不在公开总账里"),
    ],
)
def test_a_changed_manifest_differs(budget, desk, old, new, said):
    publish(budget)
    desk.download_all()
    assert desk.run("disclosure.pdf", *OFF_LINE)[0] == 0, "the control"
    desk.change("manifest.json", old, new)
    status, told = desk.run("disclosure.pdf", *OFF_LINE)
    assert (status, said in told) == (1, True)


# The ledger --------------------------------------------------------------------------------------------------------


def test_a_ledger_that_grew_still_has_the_old_head_and_a_rewritten_one_has_not(budget, desk):
    publish(budget)
    desk.download_all()
    correct(budget)
    desk.download("/ledger.jsonl", "ledger.jsonl")
    assert desk.run("--ledger", "ledger.jsonl", "--head", "head.txt")[0] == 0
    lines = (desk.folder / "ledger.jsonl").read_bytes().splitlines()
    first = lines[0].replace(b'"act":"publish"', b'"act":"correct"')
    second = json.loads(lines[1]) | {"previous": hashlib.sha256(first).hexdigest()}
    (desk.folder / "ledger.jsonl").write_bytes(first + b"\n" + canonical(second) + b"\n")
    assert desk.run("--ledger", "ledger.jsonl")[0] == 0, (
        "a chain forged from its first link on holds by itself"
    )
    status, told = desk.run("--ledger", "ledger.jsonl", "--head", "head.txt")
    assert (status, "总账被改写过" in told) == (1, True)


def test_a_ledger_whose_end_was_cut_off_differs(budget, desk):
    publish(budget)
    correct(budget)
    desk.download_all()
    path = desk.folder / "ledger.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    status, told = desk.run("--ledger", "ledger.jsonl", "--head", "head.txt")
    assert (status, "末尾被删掉了" in told) == (1, True)


def test_the_head_can_be_kept_for_next_time(budget, desk):
    publish(budget)
    desk.download_all()
    assert desk.run("--ledger", "ledger.jsonl", "--save-head", "mine.txt")[0] == 0
    correct(budget)
    desk.download("/ledger.jsonl", "ledger.jsonl")
    assert desk.run("--ledger", "ledger.jsonl", "--head", "mine.txt")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["disclosure.pdf"],  # no site, no ledger
        ["disclosure.pdf", "--ledger", "ledger.jsonl"],  # no manifest
        ["disclosure.pdf", "--ledger", "ledger.jsonl", "--manifest", "nowhere.json"],
        ["disclosure.pdf", "--ledger", "ledger.jsonl", "--manifest", "disclosure.json"],
        ["disclosure.pdf", "--ledger", "ledger.jsonl", "--manifest", "disclosure.pdf"],
        ["nowhere.pdf", "--ledger", "ledger.jsonl"],
        ["--ledger", "nowhere.jsonl"],
        ["--ledger", "ledger.jsonl", "--head", "disclosure.pdf"],
        ["--ledger", "ledger.jsonl", "--head", "nowhere.txt"],
        ["--site", "http://127.0.0.1:9"],
        ["--site", "file:///etc"],
        ["--site", "nonsense"],
        ["--unknown"],
    ],
)
def test_what_cannot_be_checked_is_2(budget, desk, words):
    publish(budget)
    desk.download_all()
    assert desk.run(*words)[0] == 2


def test_an_empty_ledger_has_a_head(db, desk):
    desk.download("/ledger.jsonl", "ledger.jsonl")
    desk.download("/ledger/head.txt", "head.txt")
    assert desk.run("--ledger", "ledger.jsonl", "--head", "head.txt")[0] == 0


class Site(BaseHTTPRequestHandler):
    """Gives out what the portal answered before."""

    answers: dict[str, bytes] = {}

    def do_GET(self):
        data = self.answers.get(self.path)
        self.send_response(404 if data is None else 200)
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *about):
        """Nothing: what is asked for is no news."""


@pytest.fixture
def site(settings):
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
        yield settings.SITE_URL
        server.shutdown()


def asks_for(desk, name="disclosure.pdf"):
    digest = hashlib.sha256((desk.folder / name).read_bytes()).hexdigest()
    return f"/verify/manifests.json?hash={digest}"


def test_a_changed_file_is_in_no_manifest_of_the_site(budget, desk, site):
    publish(budget)
    desk.download_all()
    desk.change("disclosure.pdf", b"%PDF", b"%PDG")
    wanted = ("/ledger.jsonl", "/ledger/head.txt", asks_for(desk))
    Site.answers = {address: desk.download(address, "asked") for address in wanted}
    status, told = desk.run("disclosure.pdf", "--site", site)
    assert (status, "不在清单里" in told) == (1, True)


def test_it_asks_the_site_where_it_was_downloaded_from(budget, desk, site):
    publish(budget)
    desk.download_all()
    desk.download("/verify.py", "verify.py")
    Site.answers = {
        address: desk.download(address, "asked")
        for address in ("/ledger.jsonl", "/ledger/head.txt", asks_for(desk))
    }
    command = [sys.executable, "-I", "verify.py", "disclosure.pdf", "--lang", "en"]
    ran = subprocess.run(command, cwd=desk.folder, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "disclosure.pdf is as published: disclosure.pdf of 430001/101 2025, version 1" in ran.stdout
    Site.answers = Site.answers | {"/ledger.jsonl": b""}
    ran = subprocess.run(command, cwd=desk.folder, capture_output=True, encoding="utf-8")
    assert ran.returncode == 1 and "once had 1 at least" in ran.stdout


def test_a_site_is_held_against_a_head_that_was_kept(budget, desk, site):
    publish(budget)
    desk.download_all()
    correct(budget)
    Site.answers = {
        address: desk.download(address, "asked") for address in ("/ledger.jsonl", "/ledger/head.txt")
    }
    assert desk.run("--site", site, "--head", "head.txt")[0] == 0, "an older head and that of today"
    desk.download("/ledger/head.txt", "head.txt")
    assert desk.run("--site", site, "--head", "head.txt")[0] == 0, "the same head twice"
    (desk.folder / "head.txt").write_text(f"2 {'0' * 64}\n")
    status, told = desk.run("--site", site, "--head", "head.txt")
    assert (status, "总账被改写过" in told) == (1, True)


def test_a_failure_of_the_script_itself_is_no_finding(monkeypatch):
    monkeypatch.setattr(script, "check", lambda *about: {}["seq"])
    monkeypatch.setattr(script.sys, "stdout", Stream())
    assert script.main(["--lang", "zh"]) == 2
    assert script.sys.stdout.getvalue() == "[??] 出错了，没有核对完：KeyError 'seq'\n"


class Stream(io.StringIO):
    """A console as the script expects it."""

    def reconfigure(self, **how):
        """Any characters will do here."""


def test_an_address_with_a_quotation_mark_stays_text(client, settings):
    settings.SITE_URL = "https://a'b\"\nprint(1)"
    text = client.get("/verify.py").content.decode()
    compiled = compile(text, "verify.py", "exec")
    names = {}
    exec(compiled, names)  # noqa: S102 (what it says of its site is what was set)
    assert names["SITE"] == settings.SITE_URL


def test_it_needs_nothing_but_python_three_point_eight():
    import ast

    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names


# Against the server's code -----------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_canonical_json_is_the_same_here_there_and_in_the_standard(value):
    assert canonical(value) == script.canonical(value) == rfc8785.dumps(value)


def test_what_is_published_keeps_within_what_the_standard_and_we_say_alike(budget):
    version = publish(budget)
    for said in (version.document, LedgerEntry.objects.get().said):
        assert rfc8785.dumps(said) == canonical(said)


def entries(number):
    lines, previous = [], ""
    for seq in range(1, number + 1):
        act = "publish" if seq % 3 else "withdraw"
        said = {"seq": seq, "previous": previous, "act": act, "region": "430001", "department": f"{seq % 4}"}
        said |= {"year": 2025, "version": 1 + seq // 4, "document": f"{seq:064x}", "files": []}
        line = canonical(said | {"published_at": "2026-11-22T08:00:00+08:00"})
        previous = hashlib.sha256(line).hexdigest()
        lines.append(line)
    return lines, previous


def holds(lines, head):
    ledger = script.Ledger(set(), {head[0]: (head[1], "head.txt")})
    try:
        ledger.walk(lines)
    except script.Differs:
        return False
    return True


@given(number=st.integers(2, 12), seed=st.integers(0, 2**32), how_=st.integers(0, 5))
@how(max_examples=300)
def test_every_tampered_chain_is_found(number, seed, how_):
    lines, head = entries(number)
    assert holds(lines, (number, head))
    chance, changed = random.Random(seed), list(lines)
    at = chance.randrange(number)
    if how_ == 0:
        flipped = bytearray(changed[at])
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        changed[at] = bytes(flipped)
    elif how_ == 1:
        del changed[at]
    elif how_ == 2:
        changed.insert(at, changed[at])
    elif how_ == 3:
        other = (at + 1) % number
        changed[at], changed[other] = changed[other], changed[at]
    elif how_ == 4:
        changed = changed[:at]
    else:
        said = json.loads(changed[at]) | {"document": "f" * 64}
        changed[at] = canonical(said)
    assert not holds(changed, (number, head))


# minisign ----------------------------------------------------------------------------------------------------------


def minisign(*words, folder):
    """The command of Debian's package, which .ci/system.sh installs. Without it the test is skipped, but not in CI."""
    if shutil.which("minisign") is None and not os.environ.get("CI"):
        pytest.skip("minisign is not installed: run .ci/system.sh test")
    return subprocess.run(["minisign", *words], cwd=folder, capture_output=True, text=True)


def test_the_command_minisign_accepts_our_signature_and_no_changed_file(budget, desk, settings, capsys):
    call_command("make_signing_key", str(desk.folder / "secret"))
    settings.SIGNING_KEY_FILE = str(desk.folder / "secret")
    publish(budget)
    for name in ("SHA256SUMS", "SHA256SUMS.minisig"):
        desk.download(f"/430001/101/2025/{name}", name)
    desk.download("/ledger/key.pub", "key.pub")
    check = ("-V", "-p", "key.pub", "-m", "SHA256SUMS")
    ran = minisign(*check, folder=desk.folder)
    assert ran.returncode == 0 and "430001/101/2025/v1" in ran.stdout, ran.stderr
    desk.change("SHA256SUMS", b"disclosure.pdf", b"disclosure.pdg")
    assert minisign(*check, folder=desk.folder).returncode != 0


def test_we_accept_the_keys_and_signatures_of_the_command_minisign(tmp_path):
    assert minisign("-G", "-W", "-p", "pub", "-s", "sec", folder=tmp_path).returncode == 0
    secret = signing.read_secret((tmp_path / "sec").read_text())
    public = signing.read_public((tmp_path / "pub").read_text())
    assert secret.public.text() == public.text()
    (tmp_path / "m").write_bytes(b"sums")
    assert minisign("-S", "-s", "sec", "-m", "m", "-t", "said", folder=tmp_path).returncode == 0
    signature = (tmp_path / "m.minisig").read_bytes()
    assert signing.trusted_of(b"sums", signature, public) == "said"
    assert signing.trusted_of(b"suns", signature, public) is None


@pytest.mark.parametrize("flip", range(4))
def test_a_changed_signature_does_not_hold(flip):
    key = signing.make_key()
    lines = signing.sign(b"sums", key, "timestamp:1").splitlines()
    assert signing.trusted_of(b"sums", b"\n".join(lines), key.public) == "timestamp:1"
    lines[flip] = lines[flip][:-6] + b"AAAA" + lines[flip][-2:]
    still = signing.trusted_of(b"sums", b"\n".join(lines), key.public)
    assert (still is None) == (flip > 0), "the first line is the untrusted comment, and nobody relies on it"


@pytest.mark.parametrize(
    "text", ["", "RWQ", "untrusted comment: x", "untrusted comment: x\n!!!!", "untrusted comment: x\nAAAA"]
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(signing.BadKey):
        signing.read_secret(text)
    with pytest.raises(signing.BadKey):
        signing.read_public(text)


def test_a_key_is_made_for_its_owner_alone_and_never_over_another(tmp_path):
    place = tmp_path / "secret"
    call_command("make_signing_key", str(place))
    assert place.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Exception, match="写不了"):
        call_command("make_signing_key", str(place))


def test_the_script_is_the_one_that_is_served():
    assert public_ledger_views.SCRIPT == SCRIPT
