"""What we give out says what we froze: every page is read back before it is public, and every file when it is verified."""

import copy
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from disclosures import copies, faithful, workflow
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json, digest
from disclosures.faithful import Unfaithful, misses, strange_amounts
from disclosures.models import Version
from disclosures.rendering.pdf import render_pdf
from disclosures.rendering.word import render_word
from disclosures.rendering.workbook import render_workbook
from disclosures.search import shared
from tests import by_hand, disclosed, people, stages, stress
from tests.drafts import sound_budget
from tests.test_every_form import full

EVERY = pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.key)


def frozen(form):
    """A document in this form that has everything."""
    stamp = {"number": 1, "published_at": disclosed.PUBLISHED.isoformat(), "reason": "", "previous": ""}
    return as_json(compose(full(form, form.kinds[0])).stamped(**stamp))


def page_of(content):
    return copies.page_to_be(content, digest(content))


@pytest.fixture(scope="module")
def content():
    return disclosed.document()


@pytest.fixture(scope="module")
def page(content):
    return page_of(content)


# What is read back


@EVERY
def test_every_figure_of_every_form_is_found_on_its_page(form):
    content = frozen(form)
    page = page_of(content)
    assert list(map(str, [*misses(content, page), *strange_amounts(content, page)])) == []


@EVERY
def test_every_figure_of_every_form_is_found_in_the_word_document(form):
    content = frozen(form)
    assert list(map(str, misses(content, render_word(content, digest(content))))) == []


@EVERY
def test_every_figure_of_every_form_is_found_in_the_workbook(form):
    content = frozen(form)
    assert list(map(str, misses(content, render_workbook(content, digest(content))))) == []


@pytest.mark.parametrize("content", [by_hand.content(), stress.content()], ids=["by hand", "stress"])
@pytest.mark.parametrize("render", [lambda content, _sha256: page_of(content), render_word, render_workbook])
def test_names_texts_and_tables_that_are_hard_to_print_are_found_too(content, render):
    assert list(map(str, misses(content, render(content, digest(content))))) == []


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("key", ["national", "hunan-long", "jiangxi-2023", "shanghai-2025"])
def test_every_figure_is_found_in_the_printed_document(key):
    content = frozen(next(form for form in forms.FORMS if form.key == key))
    printed = render_pdf(content, digest(content), {})
    assert list(map(str, misses(content, printed))) == []


# One wrong digit, wherever it stands


def cited(content):
    """Every place where the document cites a figure: a cell or a run, with a number printed."""
    for block in content["blocks"]:
        pieces = block.get("runs") or [cell for row in block.get("rows", ()) for cell in row["cells"]]
        yield from (piece for piece in pieces if isinstance(piece, dict) and piece.get("figure"))


def test_a_wrong_digit_in_any_cell_or_sentence_is_noticed(content):
    places = [n for n, piece in enumerate(cited(content)) if any(map(str.isdigit, piece["text"]))]
    assert len(places) > 100
    for n in places[::7]:
        printed = copy.deepcopy(content)
        piece = list(cited(printed))[n]
        wrong = re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), piece["text"], count=1)
        piece["text"] = wrong
        found = list(misses(content, page_of(printed)))
        assert [miss.found for miss in found] == [wrong], piece


def test_an_amount_in_a_cell_that_should_be_blank_is_noticed(content):
    printed = copy.deepcopy(content)
    blank = next(piece for piece in cited(printed) if not piece["text"])
    blank["text"] = "1.00"
    assert [(miss.wanted, miss.found) for miss in misses(content, page_of(printed))] == [("", "1.00")]


def test_a_table_in_another_unit_is_noticed(content, page):
    head, mark, body = page.decode().partition('<section class="part text">')
    assert "单位：万元" in body
    assert list(misses(content, (head + mark + body.replace("单位：万元", "单位：元", 1)).encode()))


def test_a_row_that_is_left_out_is_noticed(content):
    printed = copy.deepcopy(content)
    table = next(block for block in printed["blocks"] if block["type"] == "table")
    gone = table["rows"].pop(3)
    labels = {
        content["figures"][c["figure"]]["label"] for c in gone["cells"] if c.get("figure") and c["text"]
    }
    found = list(misses(content, page_of(printed)))
    assert labels <= {miss.label for miss in found} and {miss.found for miss in found} == {""}


def test_a_sentence_that_says_the_opposite_is_noticed(content, page):
    verb = next(word for word in ("增加", "减少") if word in page.decode())
    other = {"增加": "减少", "减少": "增加"}[verb]
    parts = page.decode().split('<section class="part text">')
    turned = "".join([parts[0], *('<section class="part text">' + p.replace(verb, other) for p in parts[1:])])
    assert list(misses(content, turned.encode()))


def test_an_amount_in_the_summary_that_no_figure_has_is_noticed(content, page):
    summary = page.decode().index('id="summary"')
    amount = re.search(r"\d,\d{3}\.\d\d", page.decode()[summary:])
    at = summary + amount.start()
    wrong = page.decode()[:at] + "7" + page.decode()[at + 1 :]
    assert [miss.found for miss in strange_amounts(content, wrong.encode())] == [
        "7" + amount[0][1:].replace(",", "")
    ]


def test_what_is_missed_is_named_with_its_place(content):
    printed = copy.deepcopy(content)
    piece = next(
        piece for piece in cited(printed) if piece["figure"] == "expenditure.total" and "anchor" in piece
    )
    right, piece["text"] = piece["text"], "1.23"
    (miss,) = misses(content, page_of(printed))
    assert str(miss) == f"支出总计（收支总表 · 支出总计 · 支出 › 预算数）应为“{right}”，读到的是“1.23”"


# The gate


@pytest.fixture
def budget(db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    return sound_budget()


@pytest.fixture
def one_wrong_digit(monkeypatch):
    """A rendering that prints 1,234.51 for the first 1,234.50 of the text."""
    render = copies.render_page

    def printed(content, sha256, **told):
        head, mark, body = render(content, sha256, **told).partition('<section class="part text">')
        return head + mark + body.replace("1,234.50", "1,234.51", 1)

    monkeypatch.setattr(copies, "render_page", printed)


def test_a_page_that_prints_a_wrong_digit_is_not_published(budget, one_wrong_digit):
    with pytest.raises(Unfaithful, match="网页 与正文不符：.*应为“1,234.50”，读到的是“1,234.51”") as refusal:
        workflow.publish(budget=budget, by=None)
    assert [miss.found for miss in refusal.value.misses] == ["1,234.51"]
    assert not Version.objects.exists() and not budget.events.filter(action="公开").exists()


def test_the_operator_reads_which_figure_it_is(budget, one_wrong_digit):
    told = StringIO()
    with pytest.raises(CommandError, match="没有公开：网页 与正文不符") as refusal:
        call_command("publish", budget.department.code, str(budget.year), stderr=told)
    assert refusal.value.returncode == 1 and "读到的是“1,234.51”" in told.getvalue()


def test_the_finance_officer_reads_that_nothing_was_published(client, budget, one_wrong_digit):
    officer = people.finance_officer()
    stages.approved(budget)
    workflow.set_approval_date(budget=budget, by=officer, approved_on=localdate())
    client.force_login(officer)
    answer = client.post(people.page("publish", budget.pk))
    assert answer.status_code == 409
    assert "没有公开成功，对外内容没有变化。网页 与正文不符" in people.words(answer)
    assert not Version.objects.exists()


def test_a_faithful_page_is_published(budget):
    assert workflow.publish(budget=budget, by=None).number == 1


# Verifying what was published


def test_verify_deep_reads_the_files_back(budget, monkeypatch):
    version = workflow.publish(budget=budget, by=None)
    shared.settle()
    read = []
    monkeypatch.setattr(
        "disclosures.verification.misses",
        lambda document, data: (
            read.append(data[:4]) or iter([faithful.Miss("收入总计", "表", "1.00", "2.00")])
        ),
    )
    with pytest.raises(CommandError, match="不符 \\d+ 处"):
        call_command("verify", "--deep", stdout=(told := StringIO()))
    assert f"{version}：disclosure.docx：收入总计（表）应为“1.00”，读到的是“2.00”" in told.getvalue()
    assert read == [b"PK\x03\x04", b"PK\x03\x04", b"%PDF"]
    call_command("verify", stdout=StringIO())
