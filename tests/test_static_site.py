"""The public site as files: everything that stands is there, every link leads somewhere, nothing else is written."""

import gzip
import hashlib
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from disclosures import copies, withdrawing, workflow
from disclosures.management.commands.export_site import settle as settle_all
from disclosures.models import Publication
from disclosures.reconciling import settle
from disclosures.static_site import export as exporting
from disclosures.static_site import links, search_index
from disclosures.static_site.export import NotOurs, Told
from tests.drafts import raise_by, sound_budget

pytestmark = pytest.mark.django_db

export = partial(exporting.export, settle=settle_all)


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: f"%PDF {sha256}".encode())


@pytest.fixture(autouse=True)
def few_shards(monkeypatch):
    """A site of one department needs no five hundred."""
    monkeypatch.setattr(search_index, "SHARDS", 8)


@pytest.fixture
def budget():
    return sound_budget()


@pytest.fixture
def published(budget):
    return workflow.publish(budget=budget, by=None).publication


@pytest.fixture
def site(published, tmp_path):
    """A citizen's copy of the whole site."""
    folder = tmp_path / "site"
    assert export(folder).broken == []
    return folder


class Links(HTMLParser):
    """The addresses a page leads to, and the anchors it has."""

    def __init__(self, page):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if told.get("id"):
            self.anchors.add(told["id"])
        is_elsewhere = tag == "link" and told.get("rel") in ("canonical", "alternate")
        self.links += [
            told[name] for name in ("href", "src", "action") if told.get(name) and not is_elsewhere
        ]


def contents(folder):
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }


def page_of(publication, site):
    return site / publication.get_absolute_url().lstrip("/") / "index.html"


def test_regions_stand_side_by_side_by_a_class_of_functions_in_files_too(site):
    folder = site / "compare" / "regions"
    assert (
        'href="../../compare/regions/index.account-function-201.html"' in (folder / "index.html").read_text()
    )
    page = (folder / "index.account-function-201.html").read_text()
    assert "201 一般公共服务支出" in page and "rankings/function-201/" in page
    assert "table.csv" not in page and "<form" not in page, "what only the portal can answer is not offered"
    assert "table.csv" in (folder / "index.html").read_text()


def test_every_link_of_every_page_leads_to_a_file_and_to_an_anchor_in_it(site):
    pages = {place: Links(place.read_text()) for place in site.rglob("*.html") if place.name != "404.html"}
    assert len(pages) > 30
    broken = []
    for place, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            target = place if not parts.path else (place.parent / unquote(parts.path)).resolve()
            if not target.is_file() or (
                parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors
            ):
                broken.append((place.relative_to(site).as_posix(), link))
    assert broken == []


def test_the_page_says_what_the_application_says(published, site, client):
    live = client.get(published.get_absolute_url()).content.decode()
    told = page_of(published, site).read_text()
    without_links = re.compile(r'\s(?:href|src|action)="[^"]*"|<!--.*?-->', re.DOTALL)
    live = links.LIVE.sub(b"", live.encode()).decode()
    assert without_links.sub("", told) == without_links.sub("", live)


def test_every_file_of_the_version_is_there_byte_for_byte(published, site):
    folder = page_of(published, site).parent
    for file in published.versions.get().files.all():
        for place in (folder / file.name, folder / "v1" / file.name):
            assert hashlib.sha256(place.read_bytes()).hexdigest() == file.sha256


def test_both_languages_are_there_and_lead_to_each_other(published, site):
    english = site / "en" / published.get_absolute_url().lstrip("/") / "index.html"
    assert '<html lang="en">' in english.read_text()
    assert '<html lang="zh-CN">' in page_of(published, site).read_text()


def test_what_is_compressed_is_the_same_text(site):
    twins = list(site.rglob("*.gz"))
    assert len(twins) > 30
    for twin in twins:
        assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()


def test_the_sums_are_those_of_every_file(site):
    ran = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=site)
    assert ran.returncode == 0
    listed = {line.split("  ")[1] for line in (site / "SHA256SUMS").read_text().splitlines()}
    written = {name for name in contents(site) if not name.endswith(".gz")}
    assert listed == written - {"SHA256SUMS", "export.json"}


def test_two_exports_are_the_same_bytes(site, tmp_path):
    export(tmp_path / "again")
    assert contents(tmp_path / "again") == contents(site)


def test_an_export_that_has_nothing_to_do_writes_nothing(site):
    before = {place: place.stat().st_mtime_ns for place in site.rglob("*.html")}
    result = export(site)
    assert (result.written, result.removed) == (0, 0)
    assert {place: place.stat().st_mtime_ns for place in site.rglob("*.html")} == before


def test_after_a_correction_the_folder_is_what_a_new_export_would_be(
    budget, site, tmp_path, django_capture_on_commit_callbacks
):
    raise_by(budget, 10000)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=budget, by=None, reason="漏报一项收入")
    result = export(site)
    assert 0 < result.written < result.files
    export(tmp_path / "fresh")
    assert contents(site) == contents(tmp_path / "fresh")
    assert any(name.endswith("v1/index.html") for name in contents(site)), "old addresses stay"
    assert any("changes/1-2/index.html" in name for name in contents(site))


def test_of_what_was_withdrawn_only_the_record_is_left(published, site):
    withdrawing.withdraw(publication=published, by=None, basis="《条例》第十四条", at=timezone.now())
    result = export(site)
    assert result.removed > 10
    folder = page_of(published, site).parent
    assert "《条例》第十四条" in page_of(published, site).read_text()
    assert {place.name for place in folder.rglob("*") if place.is_file()} == {
        "index.html",
        "index.html.gz",
        "withdrawn",
    }
    # The glossary reckons with the same amounts, and is searched.
    indexed = (*site.glob("search/index/e*.js"), *site.glob("compare/columns/*.js"))
    assert indexed and not [place.name for place in indexed if "101" in place.read_text()]
    told = {
        name: data for name, data in contents(site).items() if "glossary" not in name and "index/" not in name
    }
    assert not [name for name, data in told.items() if b"12,345" in data or b"1,234.50" in data]


def test_what_is_withdrawn_while_it_is_exported_is_not_left_in_the_folder(
    published, tmp_path, django_capture_on_commit_callbacks
):
    other = sound_budget(code="102")
    raise_by(other, 7770000)
    gone = workflow.publish(budget=other, by=None).publication
    waiting = [gone]

    def withdraw_once(done, known):
        if waiting:
            with django_capture_on_commit_callbacks(execute=True):
                withdrawing.withdraw(
                    publication=waiting.pop(), by=None, basis="《条例》第十四条", at=timezone.now()
                )

    folder = tmp_path / "site"
    assert export(folder, tell=withdraw_once).broken == []
    assert not [name for name, data in contents(folder).items() if b"2,011.50" in data]
    told = (*folder.glob("search/index/e*.js"), *folder.glob("compare/columns/*.js"))
    assert told and not [each.name for each in told if "102" in each.read_text()]
    export(tmp_path / "fresh")
    assert contents(folder) == contents(tmp_path / "fresh")


def test_what_was_withdrawn_a_moment_before_is_not_exported_out_of_the_store(published, tmp_path):
    settle(published)
    withdrawing.withdraw(publication=published, by=None, basis="《条例》第十四条", at=timezone.now())
    export(tmp_path / "site")
    assert "《条例》第十四条" in page_of(published, tmp_path / "site").read_text()
    assert "12,345" not in page_of(published, tmp_path / "site").read_text()


def test_where_something_withdrawn_cannot_be_removed_nothing_is_exported(published, tmp_path, monkeypatch):
    withdrawing.withdraw(publication=published, by=None, basis="《条例》第十四条", at=timezone.now())
    monkeypatch.setattr(withdrawing, "UNTELLING", (lambda publication: False,))
    with pytest.raises(CommandError, match="没有导出"):
        call_command("export_site", str(tmp_path / "site"), processes=1)
    assert contents(tmp_path / "site") == {}


def test_what_is_corrected_while_it_is_exported_is_of_one_version(
    budget, published, tmp_path, django_capture_on_commit_callbacks
):
    waiting = [budget]

    def correct_once(done, known):
        if waiting:
            raise_by(waiting.pop(), 10000)
            with django_capture_on_commit_callbacks(execute=True):
                workflow.publish(budget=budget, by=None, reason="漏报一项收入")

    result = export(tmp_path / "site", tell=correct_once)
    assert result.broken == [] and not result.is_behind
    assert result.written == result.files
    export(tmp_path / "fresh")
    assert contents(tmp_path / "site") == contents(tmp_path / "fresh")


def test_who_publishes_all_the_time_keeps_no_export_from_ending(published, tmp_path, monkeypatch):
    told = (Told(entries=n, withdrawals=0) for n in count())
    monkeypatch.setattr(exporting, "_told", lambda: next(told))
    assert export(tmp_path / "site").is_behind


def test_an_index_is_written_while_it_is_made_and_is_never_in_memory_as_a_whole(
    published, tmp_path, monkeypatch
):
    stood = []

    def pieces():
        for number in range(3):
            stood.append((tmp_path / f"search/index/e{number - 1}.js").exists())
            yield search_index._piece("mingzhangEntries", "e", number, [])

    monkeypatch.setattr(search_index, "pieces", pieces)
    export(tmp_path)
    assert stood == [False, True, True]


def test_after_a_department_was_renamed_its_old_entries_are_what_a_new_export_says(
    budget, site, tmp_path, django_capture_on_commit_callbacks
):
    budget.department.name = "改名以后的部门"
    budget.department.save()
    raise_by(budget, 10000)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=budget, by=None, reason="机构改革更名")
    export(site)
    assert "改名以后的部门" in (site / "ledger/1/index.html").read_text()
    export(tmp_path / "fresh")
    assert contents(site) == contents(tmp_path / "fresh")


def test_what_somebody_lost_or_cut_short_is_written_again(published, site):
    before = contents(site)
    page_of(published, site).write_bytes(b"")
    (site / "index.html.gz").unlink()
    export(site)
    assert contents(site) == before


def test_a_folder_of_somebody_else_is_left_alone(published, tmp_path):
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(NotOurs):
        export(tmp_path)
    with pytest.raises(CommandError, match="没有写入"):
        call_command("export_site", str(tmp_path))
    assert contents(tmp_path) == {"thesis.docx": b"years of work"}


def test_a_draft_is_nowhere_in_it(published, tmp_path):
    other = sound_budget(code="102")
    other.department.name = "从未公开的部门"
    other.department.save()
    export(tmp_path / "site")
    assert not [n for n, data in contents(tmp_path / "site").items() if "从未公开的部门".encode() in data]


def test_what_leads_nowhere_is_told(published, tmp_path, capsys):
    shutil.rmtree(copies.store.folder_of(published.versions.get().sha256))
    Publication.objects.filter(pk=published.pk).update(number=9)
    with pytest.raises(CommandError) as error:
        call_command("export_site", str(tmp_path / "site"), processes=1)
    assert error.value.returncode == 1
    assert "没有这一页" in capsys.readouterr().err


@pytest.mark.parametrize(
    "address, file",
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/310107/105/2025/", "310107/105/2025/index.html"),
        ("/310107/2025/?sort=-total&page=2", "310107/2025/index.page-2.sort--total.html"),
        ("/310107/2025/?page=2&sort=-total", "310107/2025/index.page-2.sort--total.html"),
        ("/search/?q=财政", "search/index.html"),
        ("/corrections/feed/", "corrections/feed/index.xml"),
        ("/corrections/feed/?region=310107", "corrections/feed/index.region-310107.xml"),
        ("/ledger.jsonl", "ledger.jsonl"),
        ("/api/v1/regions/", "api/v1/regions/index.json"),
    ],
)
def test_an_address_has_one_file(address, file):
    assert links.file_of(address) == file


def test_no_address_leaves_the_folder():
    with pytest.raises(ValueError):
        links.file_of("/%2e%2e/secret")


def test_links_lead_up_to_the_root_and_keep_query_and_fragment():
    page = (
        b'<a href="/310107/105/2025/#fig-1"></a><form action="/search/"><a href="/search/?q=a&amp;in=b"></a>'
    )
    told, found = links.relative(page, "/en/310107/")
    assert told == (
        b'<a href="../../310107/105/2025/index.html#fig-1"></a><form action="../../search/index.html">'
        b'<a href="../../search/index.html?q=a&amp;in=b"></a>'
    )
    assert found == ["/310107/105/2025/", "/search/"]


def test_what_only_an_application_answers_is_not_in_the_files():
    page = b'<!--live--><a href="/api/v1/docs/">API</a><!--/live--><!--static <p>files</p>-->'
    assert links.relative(page, "/") == (b" <p>files</p>", [])


# Given out by servers ---------------------------------------------------------------------------------------------


@pytest.fixture
def plain_server(site):
    """The site as ``python -m http.server`` gives it out."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    handler.log_message = lambda *args: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def fetch(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
        return answer, answer.read()


def test_old_addresses_answer_from_a_plain_server(published, plain_server):
    for path in ("/", "/en/", published.get_absolute_url(), f"{published.get_absolute_url()}v1/", "/rules/"):
        answer, body = fetch(urljoin(plain_server, path))
        assert answer.status == 200 and b"<main" in body


def test_verify_py_checks_a_file_against_a_site_that_is_only_files(published, site, plain_server):
    pdf = page_of(published, site).parent / "disclosure.pdf"
    command = [
        sys.executable,
        "-I",
        str(site / "verify.py"),
        str(pdf),
        "--site",
        plain_server,
        "--lang",
        "en",
    ]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "is as published" in ran.stdout
    forged = site.parent / "forged.pdf"
    forged.write_bytes(pdf.read_bytes() + b" ")
    ran = subprocess.run([*command[:3], str(forged), *command[4:]], capture_output=True, encoding="utf-8")
    assert ran.returncode == 1


@pytest.fixture
def nginx(site, tmp_path):
    """A real nginx with our sample configuration; only its port and folders are others."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    sample = (Path(settings.BASE_DIR) / "docs" / "nginx" / "static-site.conf").read_text()
    own = sample.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/mingzhang-site", str(site))
    paths = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = (
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; daemon off; master_process off;\n"
        f"events {{}}\nhttp {{ access_log off; {paths} {own} }}\n"
    )
    (tmp_path / "nginx.conf").write_text(main)
    command = [
        shutil.which("nginx") or "/usr/sbin/nginx",
        "-c",
        str(tmp_path / "nginx.conf"),
        "-p",
        str(tmp_path),
    ]
    server = subprocess.Popen([*command, "-e", f"{tmp_path}/error.log"])
    address = f"http://127.0.0.1:{port}"
    for _attempt in range(100):
        try:
            fetch(address)
            break
        except OSError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait(10)


def test_nginx_gives_out_the_compressed_twin_with_the_headers_of_the_application(
    published, site, nginx, client
):
    address = published.get_absolute_url()
    answer, body = fetch(nginx + address, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == page_of(published, site).read_bytes()
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    live = client.get(address)
    for header in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control"):
        assert answer.headers[header] == live.headers[header], header
    again = urllib.request.Request(
        nginx + address, headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    )
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again, timeout=10)
    assert unchanged.value.code == 304


def test_nginx_answers_old_addresses_feeds_and_what_is_not_there(published, nginx):
    assert fetch(nginx + published.get_absolute_url().rstrip("/"))[0].status == 200
    answer, _body = fetch(nginx + "/corrections/feed/")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    for path, words in (
        ("/nothing/here/", 'lang="zh-CN"'),
        ("/en/nothing/", 'lang="en"'),
        ("/export.json", ""),
    ):
        with pytest.raises(urllib.error.HTTPError) as missing:
            fetch(nginx + path)
        assert missing.value.code == 404
        assert words in missing.value.read().decode()


def test_nginx_says_of_what_was_withdrawn_that_it_is_gone_and_shows_its_record(published, site, nginx):
    address = published.get_absolute_url()
    withdrawing.withdraw(publication=published, by=None, basis="《条例》第十四条", at=timezone.now())
    export(site)
    for path in (address, address.rstrip("/"), f"{address}v1/", f"/en{address}"):
        with pytest.raises(urllib.error.HTTPError) as gone:
            fetch(nginx + path, **{"Accept-Encoding": "gzip"})
        assert gone.value.code == 410
        assert gone.value.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "《条例》第十四条" in gzip.decompress(gone.value.read()).decode()
    assert fetch(f"{nginx}/")[0].status == 200


def test_the_digests_that_the_checking_page_looks_up_are_those_of_the_files(published, site):
    for file in published.versions.get().files.all():
        told = (site / "verify" / "digests" / f"{file.sha256[:2]}.js").read_text()
        rows = json.loads(told.removeprefix("mingzhangDigests(").removesuffix(")\n"))
        assert [row[0] for row in rows[file.sha256]].count(file.name) == 1
