"""What holds of every form: it says whatever a budget has, nothing vanishes, nothing half-written is printed."""

import json
import os
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.catalogue import NOTES
from budgets.figures import Figures
from budgets.ledger import Ledger
from budgets.rules import texts_of
from disclosures.compose import basis_of, compose
from disclosures.declaring import forms
from disclosures.declaring.form import Form
from disclosures.declaring.narrative import Speaker, parse, slots_of
from disclosures.declaring.outline import Untold, contents_of, write
from disclosures.document import Heading, Paragraph, Table, as_json, canonical
from tests.full import ended, fallen, full_books, postings, quiet, unstated, without_last_year
from tests.samples_text import block_text
from tests.shelf import sound_books

GOLDEN = Path(__file__).parent / "golden"
EVERY = pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.key)
EVERY_KIND = pytest.mark.parametrize(
    ("form", "kind"),
    [(form, kind) for form in forms.FORMS for kind in form.kinds],
    ids=lambda value: value.key if isinstance(value, Form) else value,
)


def year_of(form):
    """A year in which the form holds and for which there is a chart."""
    return min(max(form.valid_from, 2021), form.valid_to)


def full(form, kind="department", **changes):
    region = (form.regions[0] + "000000")[:6]
    return full_books(year=year_of(form), kind=kind, region=region, form=form.family, **changes)


def blocks_of(form, books):
    return write(form, Figures(books))


def text_of(form, books):
    return "\n".join(block_text(block) for block in blocks_of(form, books))


# The registry -----------------------------------------------------------------------------------------------------


def test_no_two_forms_have_one_key():
    assert len({form.key for form in forms.FORMS}) == len(forms.FORMS)


@pytest.mark.parametrize("year", range(2015, 2036))
@pytest.mark.parametrize("kind", ["department", "unit"])
@pytest.mark.parametrize("region", ["310107", "340100", "360483", "430100", "650000"])
def test_wherever_and_whenever_a_budget_can_be_entered_there_is_one_form_for_it(region, year, kind):
    assert forms.form_for(region, year, kind).holds(year, kind)


@EVERY
def test_a_region_that_chooses_a_family_gets_its_form_in_the_years_it_holds(form):
    for kind in form.kinds:
        assert forms.form_for("650000", form.valid_from, kind, form.family).family == form.family


# What is said -----------------------------------------------------------------------------------------------------


@EVERY_KIND
def test_a_budget_that_has_everything_is_published_without_a_trace_of_the_pattern(form, kind):
    text = text_of(form, full(form, kind))
    assert re.findall(r"[{}\[\]]|None|…{2,}|\.\.\.|XX|__", text) == []
    assert "，，" not in text and "。。" not in text and "、。" not in text and "：。" not in text


@EVERY_KIND
def test_a_budget_that_has_next_to_nothing_is_published_too(form, kind):
    bare = replace(
        sound_books(), kind=kind, year=year_of(form), ledger=Ledger([]), notes={}, duties=(), offices=()
    )
    text = text_of(form, bare)
    assert re.findall(r"[{}\[\]]|None|，，|。。|，。|、。", text) == []


@EVERY_KIND
@pytest.mark.parametrize(
    "change", [lambda books: books, quiet, without_last_year, ended], ids=lambda f: f.__name__
)
def test_no_text_that_a_department_writes_vanishes(form, kind, change):
    books = change(full(form, kind))
    text = text_of(form, books)
    texts = [words for where, _section, words in texts_of(books) if where != "机构设置"]
    typed = [line.strip() for words in texts for line in words.splitlines()]
    missing = [line for line in typed if line.rstrip("。；") not in text]
    assert len(typed) > len(NOTES)
    assert missing == []


@EVERY
def test_a_form_has_one_place_for_what_no_other_place_says(form):
    assert sum(isinstance(content, Untold) for content in contents_of(form.outline)) == 1


@EVERY_KIND
def test_every_project_and_duty_is_told(form, kind):
    text = text_of(form, full(form, kind))
    for said in ("校舍维修", "宣传培训", "贯彻教育方针。", "管理全县学校。", "维修学校"):
        assert said in text, said


@EVERY_KIND
def test_headings_are_numbered_without_a_gap_and_no_address_is_given_twice(form, kind):
    document = as_json(compose(full(form, kind)))
    anchors = [b["anchor"] for b in document["blocks"] if b["type"] == "heading"]
    anchors += [f"table-{b['key']}" for b in document["blocks"] if b["type"] == "table"]
    assert sorted(set(anchors)) == sorted(anchors)
    cells = [
        cell["anchor"]
        for b in document["blocks"]
        if b["type"] == "table"
        for row in b["rows"]
        for cell in row["cells"]
        if "anchor" in cell
    ]
    assert cells and len(cells) == len(set(cells))


@EVERY_KIND
def test_every_figure_in_a_sentence_is_a_reference_and_not_typed(form, kind):
    """No generated sentence has an amount that is text: where a unit of money follows a digit, the digit is cited."""
    for block in blocks_of(form, full(form, kind)):
        if isinstance(block, Paragraph):
            typed = [
                run
                for run in block.runs
                if isinstance(run, str) and re.search(r"[0-9.]\s*万元(?!（含）)", run)
            ]
            assert typed == []


@EVERY
def test_its_patterns_can_be_read(form):
    for pattern in (*form.patterns(), *form.titles()):
        parse(pattern)


@EVERY
def test_its_tables_add_up_in_every_column(form):
    """Each amount that stands in a total row of a table by code is the sum of the 类 above it."""
    for block in blocks_of(form, full(form)):
        if not isinstance(block, Table) or block.is_two_sided or block.rows[-1].code != "total":
            continue
        tops = [row for row in block.rows[:-1] if row.level == 1]
        for n, cell in enumerate(block.rows[-1].cells):
            if tops and cell.figure and cell.text != "—" and not cell.figure.endswith(".percent"):
                assert number(cell) == sum(number(row.cells[n]) for row in tops), (block.title, n)


def number(cell):
    return Decimal(cell.text.replace(",", "").replace("−", "-").replace("—", "") or 0)


# Golden documents -------------------------------------------------------------------------------------------------


@EVERY_KIND
def test_the_document_of_the_full_budget_is_the_golden_one(form, kind):
    """Run with UPDATE_GOLDEN=1 to write them anew; read the difference before you commit it."""
    path = GOLDEN / f"{form.key}-{kind}.txt"
    text = telling(form, full(form, kind))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()


def telling(form, books):
    """The whole document as lines of text: headings, sentences with their figures, tables with heads and cells."""
    document = as_json(compose(books))
    assert document["form"] == form.key
    lines = []
    for block in document["blocks"]:
        match block["type"]:
            case "heading":
                lines += ["", f"{'#' * block['level']} {block['number']}{block['text']}"]
            case "paragraph":
                lines.append(
                    "".join(
                        r if isinstance(r, str) else f"⟨{r['text']} {r['figure']}⟩" for r in block["runs"]
                    )
                )
                lines += [
                    "= " + "".join(r if isinstance(r, str) else f"⟨{r['text']}⟩" for r in block["en"])
                ] * bool(block["en"])
            case "table":
                lines += ["", f"{block['label']} {block['title']} ({block['maker']}, {block['unit']})"]
                lines.append(json.dumps([heads(c) for c in block["columns"]], ensure_ascii=False))
                lines += ["| " + " | ".join(cell["text"] for cell in row["cells"]) for row in block["rows"]]
                lines += block["notes"]
            case "terms":
                lines += [f"{item['name']}：{item['text']}" for item in block["items"]]
    return "\n".join(lines).lstrip() + "\n"


def heads(column):
    return (
        {column["label"]: [heads(c) for c in column["children"]]} if column["children"] else column["label"]
    )


@EVERY
def test_a_change_of_one_entry_changes_only_what_depends_on_it(form):
    before = as_json(compose(full(form)))["figures"]
    changed = postings()
    changed[13] = replace(changed[13], amount=changed[13].amount + 10_000)
    after = as_json(compose(full(form, ledger=Ledger(changed))))["figures"]
    assert before.keys() == after.keys()
    touched = {key for key in before if before[key]["value"] != after[key]["value"]}
    wrong = [key for key in touched if not depends_on_the_office_costs(key)]
    assert touched and wrong == []


def depends_on_the_office_costs(key):
    """Posting 13 is general money for 2050101 30201 50201, basic, of the department's own unit."""
    if key.endswith(".share"):
        return True  # of a whole that has grown
    elsewhere = (
        "f208",
        "f212",
        "f223",
        "f2050204",
        "f20502",
        "f2050102",
        "e301",
        "e303",
        "e310",
        "g503",
        "g505",
        "g509",
    )
    other_money = (
        ".fund",
        ".capital",
        ".project",
        ".operating",
        ".upward",
        ".downward",
        ".carry",
        "income",
        ".staff",
    )
    return not any(part in key for part in (*elsewhere, *other_money)) and key.startswith(
        ("expenditure", "economic", "government", "cross", "against.f2050101", "unit.")
    )


# A form at run time -----------------------------------------------------------------------------------------------


def test_the_comparisons_of_a_form_have_their_own_words():
    form = forms.form_for("340100", 2025, "department")
    said = Speaker(Figures(full(form)), form.wording).say("{expenditure.total:compare}")
    assert "".join(r if isinstance(r, str) else r.text for r in said.runs).startswith(
        "与2020年预算相比，增加"
    )


def test_slots_are_found_in_brackets_too():
    assert [slot.name for slot in slots_of("{a}[？{b}[?{c}]{*d}]")] == ["a", "b", "c", "d"]


def test_headings_stand_above_something():
    for form in forms.FORMS:
        blocks = blocks_of(form, full(form))
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if isinstance(block, Heading):
                assert following is not None
                assert not isinstance(following, Heading) or following.level > block.level


def test_the_same_books_give_the_same_bytes():
    for form in forms.FORMS:
        assert canonical(as_json(compose(full(form)))) == canonical(as_json(compose(full(form))))


def test_a_figure_says_what_last_years_it_is_held_against():
    figures = Figures(full_books())
    assert basis_of("expenditure.total.last", figures) == "2024年公开的预算数"
    assert basis_of("expenditure.total.change", figures) == "本年数减去2024年预算数"
    assert basis_of("against.f2050101.last", figures) == "2024年执行数"
    assert basis_of("against.f2050101.percent", figures) == "增减额除以2024年执行数"


# Other years of the same department ---------------------------------------------------------------------------------

HALF_SAID = re.compile(
    r"—\s*(?:万元|人|辆|个|%)|主要(?:原因)?是[。；]|较(?:去|上)年[0—]|原因是[。；，]|其中：。|分别是：?。|，，|。。|，。|、。|：。"
)


@EVERY_KIND
@pytest.mark.parametrize(
    "change", [quiet, without_last_year, fallen, ended, unstated], ids=lambda f: f.__name__
)
def test_no_sentence_is_half_said_whatever_the_year_was_like(form, kind, change):
    sentences = [b for b in blocks_of(form, change(full(form, kind))) if isinstance(b, Paragraph)]
    assert [found for b in sentences if (found := HALF_SAID.search(block_text(b)))] == []
