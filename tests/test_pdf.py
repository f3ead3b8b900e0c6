"""The printed document: complete, tagged, the same bytes for ever, and nothing fetched from anywhere."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys

import pypdf
import pytest
from pypdf.generic import IndirectObject
from weasyprint.urls import FatalURLFetchingError

from disclosures.copies import render_file
from disclosures.document import digest
from disclosures.rendering.pdf import (
    EMBEDDED,
    TYPESETTER,
    Unprinted,
    job_of,
    render_html,
    render_pdf,
    write_pdf,
)
from disclosures.rendering.pdf_tags import MEDIA_TYPES
from disclosures.rendering.typesetter import OwnFilesOnly
from tests import by_hand
from tests.disclosed import document
from tests.reading import pages_of
from tests.shelf import project

RARE = "䶮"  # outside the trimmed faces


@pytest.fixture(scope="module")
def content():
    return document(duties=tuple(f"职责{n}，管理财政收支。" for n in range(1, 6)))


@pytest.fixture(scope="module")
def files(content):
    """What is published beside it."""
    return {name: render_file(name, content, digest(content)) for name in EMBEDDED}


@pytest.fixture(scope="module")
def pdf(content, files, fonts):
    return render_pdf(content, digest(content), files)


@pytest.fixture(scope="module")
def pages(pdf):
    return pages_of(pdf)


@pytest.fixture(scope="module")
def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def together(text):
    return re.sub(r"\s", "", text)


# What it says ------------------------------------------------------------------------------------------------------


def test_every_printed_figure_and_sentence_is_in_it(content, pages):
    printed = together("".join(pages))
    for block in content["blocks"]:
        if block["type"] == "table":
            for row in block["rows"]:
                for cell in row["cells"]:
                    assert together(cell["text"]) in printed
        if block["type"] == "paragraph":
            for run in block["runs"]:
                if not isinstance(run, str):
                    assert run["text"] in printed


def test_the_cover_says_what_this_is_and_how_to_verify_it(content, pages):
    cover = together(pages[0])
    said = (
        "某县财政局2025年部门预算",
        "第1版",
        "2025年2月6日",
        f"sha256:{digest(content)}",
        "/430000/101/2025/v1/",
        "disclosure.json、disclosure.xlsx",
    )
    assert [text for text in said if text not in cover] == []


def test_the_contents_name_the_page_where_each_table_stands(content, pages):
    contents = together(pages[1])
    for block in content["blocks"]:
        if block["type"] == "table":
            found = re.search(rf"表{block['number']}{re.escape(together(block['title']))}·+(\d+)", contents)
            assert found, block["title"]
            assert together(f"表{block['number']}{block['title']}") in together(pages[int(found[1]) - 1])


def test_every_page_after_the_cover_has_its_number_its_version_and_its_digest(content, pages):
    for number, page in enumerate(pages[1:], 2):
        assert f"—{number}—" in together(page)
        assert f"第1版{digest(content)[:16]}" in together(page)


def test_wide_tables_lie_across(content, reader, pages):
    wide = next(n for n, text in enumerate(pages) if "附属单位上缴收入" in together(text) and "表2" in text)
    box = reader.pages[wide].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    assert round(reader.pages[0].mediabox.width) == 595


def test_a_table_head_is_repeated_on_the_next_page():
    many = document(projects=tuple(project(name=f"项目{n}") for n in range(1, 61)))
    printed = [page for page in pages_of(render_pdf(many, digest(many), {})) if "主要用途" in page]
    assert len(printed) > 1


# How it is made ----------------------------------------------------------------------------------------------------


def test_only_our_faces_are_in_it_and_all_are_embedded(pdf, content):
    assert fonts_in(pdf) == {"MzSong", "MzHei"}
    rare = document(department_name=f"某县{RARE}水管理所")
    assert fonts_in(render_pdf(rare, digest(rare), {})) == {"MzSong", "MzHei", "MzSongFull", "MzHeiFull"}


def fonts_in(pdf):
    """The families used, each checked to carry its outlines."""
    families = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            families.add(
                descriptor["/FontFamily"] if "/FontFamily" in descriptor else descriptor["/FontName"]
            )
    return {re.sub(r"^/?[A-Z]{6}\+", "", str(name)) for name in families}


def test_it_says_who_wrote_it_when_and_in_which_language(content, reader):
    assert reader.metadata.title == "某县财政局2025年部门预算（第1版）"
    assert reader.metadata.author == "某县财政局"
    assert reader.metadata.creation_date.isoformat() == "2025-02-06T10:00:00+08:00"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert reader.trailer["/ID"][0].original_bytes == bytes.fromhex(digest(content))[:16]


def test_the_bookmarks_are_the_parts_with_their_headings_and_tables(content, reader):
    first, below_first, second, below_second, *_ = reader.outline
    headings = [block for block in content["blocks"] if block["type"] == "heading" and block["level"] == 1]
    assert [first.title, second.title] == [f"{each['number']}　{each['text']}" for each in headings[:2]]
    assert "一、主要职责" in [entry.title for entry in below_first]
    tables = [block for block in content["blocks"] if block["type"] == "table"]
    assert [entry.title for entry in below_second] == [f"{each['label']}　{each['title']}" for each in tables]


def test_every_text_on_a_page_leads_to_the_element_that_holds_it(reader):
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    for page in reader.pages:
        owners = numbers[2 * page["/StructParents"] + 1]
        assert owners
        for identifier, owner in enumerate(owners):
            assert owner["/Pg"] == page
            assert identifier in owner.get_object()["/K"]


def test_it_claims_both_to_last_and_to_be_accessible(reader):
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert metadata.count("<rdf:RDF") == 1
    assert 'pdfaid:part="3"' in metadata and 'pdfaid:conformance="A"' in metadata
    assert 'pdfuaid:part="1"' in metadata and "pdfaExtension:schemas" in metadata


def test_every_figure_is_linked_to_heads_of_its_own_table(reader):
    tables = elements(reader.trailer["/Root"]["/StructTreeRoot"], "/Table")
    for table in tables:
        heads = elements(table, "/TH")
        assert {head["/A"]["/Scope"] for head in heads} <= {"/Column", "/Row"}
        identifiers = {str(head["/ID"]) for head in heads}
        for cell in elements(table, "/TD"):
            assert set(headers(cell)) <= identifiers


def test_a_figure_under_heads_of_three_levels_hears_them_all_and_no_other(fonts):
    content = by_hand.content()
    (table, *_) = elements(structure(render_pdf(content, digest(content), {})), "/Table")
    labels = ("项目", "支出预算", "编码", "名称", "合计", "基本支出", "项目支出", "类", "款", "项")
    heads = dict(zip([str(head["/ID"]) for head in elements(table, "/TH")], labels, strict=False))
    first = cells(elements(elements(table, "/TBody")[0], "/TR")[0])
    heads[str(first[3]["/ID"])] = "教育支出"
    assert [[heads[each] for each in headers(cell)] for cell in first if cell["/S"] == "/TD"] == [
        ["项目", "编码", "类", "教育支出"],
        ["项目", "编码", "款", "教育支出"],
        ["项目", "编码", "项", "教育支出"],
        ["支出预算", "合计", "教育支出"],
        ["支出预算", "基本支出", "教育支出"],
        ["支出预算", "项目支出", "教育支出"],
    ]


def structure(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]


def headers(cell):
    return [str(identifier) for identifier in cell["/A"].get("/Headers", [])]


def elements(element, kind):
    found = []
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if isinstance(child, IndirectObject) else child
        if isinstance(child, dict):
            if child.get("/S") == kind:
                found.append(child)
            found += elements(child, kind)
    return found


def cells(row):
    return [child.get_object() for child in row["/K"] if child.get_object().get("/S") in ("/TH", "/TD")]


# The data in it ----------------------------------------------------------------------------------------------------


def test_the_data_travel_inside_it_and_are_the_files_that_are_published(files, reader):
    inside = {name: data for name, (data,) in reader.attachments.items()}
    assert inside == files


def test_each_file_inside_says_what_it_is_and_when_it_was_published(files, reader):
    associated = [each.get_object() for each in reader.trailer["/Root"]["/AF"]]
    assert [each["/UF"] for each in associated] == ["disclosure.json", "disclosure.xlsx"]
    assert [each["/AFRelationship"] for each in associated] == ["/Source", "/Data"]
    for each in associated:
        stream = each["/EF"]["/F"].get_object()
        assert stream["/Subtype"][1:] == MEDIA_TYPES[each["/UF"].rpartition(".")[2]]
        assert stream["/Params"]["/CreationDate"] == stream["/Params"]["/ModDate"] == "D:20250206020000Z"
        checksum = hashlib.md5(files[each["/UF"]], usedforsecurity=False).digest()
        assert bytes(stream["/Params"]["/CheckSum"].original_bytes) == checksum
        assert each["/Desc"]


# The same bytes ----------------------------------------------------------------------------------------------------

CHILD = """
import hashlib, json, os, sys
import django
django.setup()
from disclosures.rendering.pdf_tags import MEDIA_TYPES
from disclosures.rendering.typesetter import OwnFilesOnly
from disclosures.copies import render_file
content = json.load(sys.stdin)
print(hashlib.sha256(render_file("disclosure.pdf", content["document"], content["sha256"])).hexdigest())
"""


def test_the_same_document_gives_the_same_bytes_in_any_process(content, pdf, tmp_path):
    frozen = json.dumps({"document": content, "sha256": digest(content)})
    made = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": "UTC"}
        child = subprocess.run(
            [sys.executable, "-c", CHILD], input=frozen, env=environment, capture_output=True, text=True
        )
        assert child.returncode == 0, child.stderr
        made.add(child.stdout.strip())
    assert made == {hashlib.sha256(pdf).hexdigest()}


def test_another_version_gives_other_bytes(content, pdf):
    second = content | {"number": 2}
    assert render_file("disclosure.pdf", second, digest(second)) != pdf


# Nothing comes from anywhere ---------------------------------------------------------------------------------------


def test_nothing_but_our_own_faces_can_be_loaded(fonts, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    faces = job_of("", "", "").faces
    fetcher = OwnFilesOnly(faces)
    for url in (
        "http://127.0.0.1:9/",
        "https://example.com/a.png",
        secret.as_uri(),
        "file:///etc/passwd",
        "data:text/plain,hello",
        "ftp://example.com/",
    ):
        with pytest.raises(FatalURLFetchingError):
            fetcher.fetch(url)
    for face in fonts.faces().values():
        assert fetcher.fetch(face.as_uri()).read() == face.read_bytes()


# It is made in a process of its own --------------------------------------------------------------------------------


def a_job(html):
    return job_of(html, "", "0" * 64)


def test_a_document_that_asks_for_a_file_is_not_printed_and_the_portal_lives_on(fonts):
    with pytest.raises(Unprinted, match="排印中断，请联系系统管理员"):
        write_pdf(a_job('<p>一</p><img src="file:///etc/passwd">'))
    assert write_pdf(a_job("<p>一</p>")).startswith(b"%PDF-")


def test_a_document_without_end_is_ended(fonts, monkeypatch):
    monkeypatch.setattr(TYPESETTER, "cpu_seconds", 3)
    rows = "<tr>" + "<td>一</td>" * 60 + "</tr>"
    with pytest.raises(Unprinted, match="排印用时过长，已停止"):
        write_pdf(a_job(f"<table>{rows * 3000}</table>"))


def test_a_typesetter_that_does_not_answer_is_ended_by_the_clock(fonts, monkeypatch):
    monkeypatch.setattr(TYPESETTER, "wall_seconds", 0.1)
    with pytest.raises(Unprinted, match="排印用时过长，已停止"):
        write_pdf(a_job("<p>一</p>"))


def test_a_document_too_large_for_the_memory_is_not_printed(fonts):
    with pytest.raises(Unprinted, match="内存不足|排印用时过长"):
        write_pdf(a_job(f"<p>{'一' * 400_000_000}</p>"))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told_as_one(fonts, monkeypatch, tmp_path):
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", tmp_path], check=True)
    try:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with pytest.raises(OSError, match="No space left"):
            write_pdf(a_job("<p>一</p>"))
    finally:
        subprocess.run(["umount", "-l", tmp_path], check=True)


def test_while_others_are_printed_one_waits_and_is_told(fonts, monkeypatch):
    monkeypatch.setattr(TYPESETTER, "wait_seconds", 0.01)
    for _ in range(TYPESETTER.at_a_time):
        TYPESETTER.places.acquire()
    try:
        with pytest.raises(Unprinted, match="正在排印别的文本，请稍后再试"):
            write_pdf(a_job("<p>一</p>"))
    finally:
        for _ in range(TYPESETTER.at_a_time):
            TYPESETTER.places.release()


def test_hostile_names_are_printed_as_text(fonts):
    hostile = '<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd">'
    content = document(department_name=hostile, duties=(hostile,), projects=(project(name=hostile),))
    html, _widths = render_html(content, digest(content))
    assert "<img" not in html
    pdf = render_pdf(content, digest(content), {})
    assert together(hostile) in together("".join(pages_of(pdf)))
    assert not pypdf.PdfReader(io.BytesIO(pdf)).attachments
