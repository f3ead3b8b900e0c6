"""What the law keeps from the public: a document that leaves a part out says nothing of it, in every form, and is true."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from django.core.exceptions import ValidationError

from budgets.access import WrongState
from budgets.catalogue import ITEMS
from budgets.rules import examine
from budgets.withheld import PARTS, disclosed
from disclosures import copies, workflow
from disclosures.compose import compose, form_of
from disclosures.declaring import forms
from disclosures.declaring.withholding import TOLD, parts_of, without
from disclosures.document import Heading, Terms, as_json, canonical
from disclosures.models import Publication
from tests import people
from tests.disclosed import books as small_books
from tests.drafts import sound_budget
from tests.samples_text import block_text
from tests.shelf import project
from tests.test_every_form import full as whole

EVERY_KIND = [(form, kind) for form in forms.FORMS for kind in form.kinds]
every_form = pytest.mark.parametrize(
    ("form", "kind"), EVERY_KIND, ids=[f"{form.key}-{kind}" for form, kind in EVERY_KIND]
)
every_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.key)
#: Words that only the part itself would bring into a document; terms are explained whatever is published.
WORDS = {
    "projects": ("绩效目标", "项目概述"),
    "procurement": ("政府采购", "政府购买"),
    "assets": ("国有资产", "大型设备"),
    "running": ("机关运行经费",),
    "structure": ("内设机构", "某县第一中学"),
    "staff": ("编制人数", "实有人数"),
}


def full(form, kind="department"):
    """A budget that has everything, and says of each thing what it says of no other."""
    books = whole(form, kind)
    stated = {key: replace(said, reason=said.reason and f"甲{key}乙") for key, said in books.stated.items()}
    purchases = tuple(replace(each, name=f"{each.name}之密") for each in books.purchases)
    return replace(books, stated=stated, purchases=purchases)


def withholding(books, *keys):
    return replace(books, withheld=keys)


def document_of(books):
    return compose(books, [])


@cache
def told_of(form, kind, *withheld):
    """The document of a budget that has everything, in a form."""
    form = next(each for each in forms.FORMS if each.key == form)
    return document_of(withholding(full(form, kind), *withheld))


def text_of(document):
    return "\n".join(block_text(block) for block in document.blocks if not isinstance(block, Terms))


def secrets_of(books, part):
    """What a department said of a part: names, reasons, texts."""
    yield from (books.stated[item.key].reason for item in ITEMS if part.has(item.key) and item.last)
    yield from (books.notes[note] for note in part.notes)
    for name in part.lists:
        for each in getattr(books, name):
            yield each if isinstance(each, str) else each.name
    if "projects" in part.lists:
        yield from (each.use for each in books.projects)


# A part -----------------------------------------------------------------------------------------------------------


@every_part
@every_form
def test_a_part_that_is_withheld_is_nowhere_in_the_document(form, kind, part):
    books = full(form, kind)
    told = told_of(form.key, kind, part.key)
    everything = canonical(as_json(told)).decode()
    assert [secret for secret in secrets_of(books, part) if secret in everything] == []
    assert [key for key in told.figures if part.has(key)] == []
    assert [word for word in WORDS.get(part.key, ()) if word in text_of(told)] == []


@every_part
def test_without_withholding_the_same_things_are_told(part):
    """Else the test above would find nothing in anything."""
    form = next(form for form in forms.FORMS if form.key == "national")
    books = full(form)
    told = document_of(books)
    everything = canonical(as_json(told)).decode()
    assert [secret for secret in secrets_of(books, part) if secret not in everything] == []
    assert [key for key in told.figures if part.has(key)]
    assert [word for word in WORDS.get(part.key, ()) if word not in text_of(told)] in ([], ["政府购买"])


@every_part
@every_form
def test_what_is_left_is_the_same_and_its_numbers_close_up(form, kind, part):
    before, told = told_of(form.key, kind), told_of(form.key, kind, part.key)
    headings = [block.text for block in told.blocks if isinstance(block, Heading)]
    assert set(headings) <= {block.text for block in before.blocks if isinstance(block, Heading)}
    numbered = [table.number for table in told.tables() if table.number]
    assert numbered == [str(n) for n in range(1, len(numbered) + 1)]
    assert {key: told.figures[key].value for key in told.figures} == {
        key: before.figures[key].value for key in told.figures
    }, "totals stay true"


def test_numbers_of_headings_close_up():
    form = next(form for form in forms.FORMS if form.key == "national")

    def numbers(*withheld):
        blocks = document_of(withholding(full(form), *withheld)).blocks
        return {block.text: block.number for block in blocks if isinstance(block, Heading)}

    assert numbers()["国有资产占有使用情况"] == "（四）"
    assert numbers("procurement")["国有资产占有使用情况"] == "（三）"


def test_all_parts_together_still_make_a_document():
    for form, kind in EVERY_KIND:
        told = told_of(form.key, kind, *(part.key for part in PARTS))
        assert (
            told.figures["expenditure.total"].value
            == told_of(form.key, kind).figures["expenditure.total"].value
        )


def test_english_says_nothing_of_it_either():
    form = next(form for form in forms.FORMS if form.key == "national")
    told = as_json(document_of(withholding(full(form), "procurement")))
    assert "rocurement" not in canonical(told["blocks"]).decode()


# One project ------------------------------------------------------------------------------------------------------


def two_projects(*withheld, **changes):
    projects = (project("4000000", name="信息系统", weights=(60, 40)), project("2093114.80", name="密电设备"))
    return withholding(small_books(projects=projects, **changes), *withheld)


SECRET = two_projects().projects[1].key


def test_one_project_alone_may_be_withheld():
    told = document_of(two_projects(SECRET))
    everything = canonical(as_json(told)).decode()
    assert "密电设备" not in everything and SECRET not in everything and "209.31" not in everything
    assert "信息系统" in everything


def test_what_is_spent_on_projects_stays_true_and_the_list_is_of_what_is_listed():
    figures = document_of(two_projects(SECRET)).figures
    assert figures["expenditure.project"].value == Decimal("6093114.80")
    assert (figures["projects.count"].value, figures["project.total"].value) == (1, Decimal(4000000))


def rules_against(books):
    return {finding.rule for finding in examine(books)}


def test_no_rule_asks_where_a_withheld_part_is():
    for part in PARTS:
        assert {"C02", "R25"} & rules_against(withholding(small_books(), part.key)) == set()
    assert "R25" not in rules_against(two_projects(SECRET))


def test_what_is_not_entered_and_not_withheld_is_asked_for():
    stripped = disclosed(withholding(small_books(), *(part.key for part in PARTS)))
    assert "C02" in rules_against(replace(stripped, withheld=(), left_out=()))
    listed_less = replace(two_projects(), projects=two_projects().projects[:1])
    assert "R25" in rules_against(listed_less)


def test_a_withheld_project_that_was_renamed_is_not_published_under_its_new_name():
    renamed = replace(two_projects(SECRET), projects=two_projects().projects[:1])
    found = [f for f in examine(renamed) if f.rule == "C02"]
    assert [f.message for f in found] == ["登记不公开的项目已改名或删除，请财政局核对登记"]


def test_a_text_that_names_a_withheld_project_stops_publication():
    notes = {"reason.income": "人员增加两人", "reason.expenditure": "增加密电设备"}
    found = [f for f in examine(two_projects(SECRET, notes=notes)) if f.rule == "C02"]
    assert len(found) == 1 and "写有登记不公开的项目“密电设备”" in found[0].message


# What can be chosen -----------------------------------------------------------------------------------------------


@every_form
def test_every_form_offers_its_parts(form, kind):
    keys = [key for key, _label in parts_of(form)]
    assert {"projects", "procurement", "assets", "running", "structure"} <= set(keys)


def test_each_project_can_be_chosen_by_itself():
    books = two_projects()
    assert (SECRET, "项目：密电设备") in parts_of(form_of(books), books.projects)


def test_a_form_is_itself_where_nothing_of_it_is_withheld():
    form = form_of(small_books())
    assert without(form, ()) is form and without(form, (SECRET,)) is form


def test_every_section_and_table_that_is_named_stands_in_some_form():
    from disclosures.declaring.outline import Section, contents_of

    anchors = {
        each.anchor for form in forms.FORMS for each in contents_of(form.outline) if isinstance(each, Section)
    }
    statements = {statement.key for form in forms.FORMS for statement in form.statements}
    for told in TOLD.values():
        assert set(told.sections) <= anchors and set(told.statements) <= statements


# Registered by the finance office ---------------------------------------------------------------------------------

BASIS = "《中华人民共和国保守国家秘密法》第十三条"
ADDRESSES = (
    "/", "/430001/", "/430001/2025/", "/430001/101/2025/", "/en/430001/101/2025/", "/430001/101/2025/disclosure.json",
    "/corrections/", "/data/", "/ledger.jsonl", "/api/v1/departments/", "/api/v1/versions/", "/api/v1/figures/",
)  # fmt: skip


@pytest.fixture
def registered(db, settings, tmp_path, monkeypatch):
    """registered(part): a budget with purchases, of which a part is withheld."""
    settings.DATA_DIR = tmp_path
    for name in ("render_pdf", "render_word", "render_workbook"):
        monkeypatch.setattr(copies, name, lambda content, *_: canonical(content))

    def register(part):
        budget = sound_budget()
        budget.particulars.filter(key="procurement.goods").update(value=Decimal(7654321))
        budget.procurement_items.create(kind="goods", name="密电设备", amount=Decimal(7654321))
        if part is not None:
            workflow.withhold(budget=budget, by=people.finance_officer(), basis=BASIS, part=part)
        return budget

    return register


def spoken(client, *tokens):
    bodies = {}
    for address in ADDRESSES:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        bodies[address] = body.decode(errors="replace")
    return [address for address, body in bodies.items() if any(token in body for token in tokens)]


SECRETS = ("密电设备", "765.43", "7654321")


def test_what_is_not_withheld_is_told(client, registered, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=registered(None), by=None)
    assert len(spoken(client, *SECRETS)) > 2


def test_a_withheld_part_is_in_no_public_answer_and_in_no_file(
    client, registered, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        workflow.publish(budget=registered("procurement"), by=None)
    assert client.get("/430001/101/2025/").status_code == 200
    assert spoken(client, *SECRETS, BASIS) == []
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if any(word.encode() in path.read_bytes() for word in SECRETS)] == []


def test_a_budget_that_is_withheld_cannot_be_published_and_nothing_tells_of_it(client, registered):
    budget = registered("")
    with pytest.raises((ValidationError, WrongState)):
        workflow.publish(budget=budget, by=None)
    assert not Publication.objects.exists()
    assert spoken(client, "某县", BASIS) == []
    assert client.get("/430001/101/2025/").status_code == 404
