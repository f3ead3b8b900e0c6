"""A province is one file and one line: the example of docs/adding-a-province.md is added at run time and published in."""

import re
from pathlib import Path

import pytest

from budgets.models import Region
from budgets.rules import texts_of
from disclosures.declaring import forms
from disclosures.document import Paragraph
from disclosures.workflow import publish
from tests import test_every_form as every
from tests.drafts import sound_budget
from tests.full import ended, fallen, quiet, unstated, without_last_year
from tests.samples_text import block_text

DOC = Path(__file__).parents[1] / "docs" / "adding-a-province.md"


@pytest.fixture
def ningxia(monkeypatch):
    """The form of the example, registered as its last lines say."""
    code = re.search(r"```python\n(.*?)```", DOC.read_text(), re.DOTALL)[1]
    module = {"__name__": "disclosures.declaring.forms.ningxia"}
    exec(compile(code, str(DOC), "exec"), module)  # noqa: S102 - our own example
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS, *module["FORMS"]))
    return module["FORMS"][0]


@pytest.mark.django_db
@pytest.mark.usefixtures("fonts")
def test_a_department_of_the_new_province_publishes_in_its_form(ningxia):
    budget = sound_budget()
    Region.objects.filter(pk=budget.department.region_id).update(code="640100", form="")
    version = publish(budget=budget, by=None)
    document = version.document
    assert document["form"] == "ningxia-2024"
    shown = [
        b["number"] + b["text"] for b in document["blocks"] if b["type"] == "heading" and b["level"] == 1
    ]
    year, name = budget.year, budget.department.name
    assert shown == [
        f"第一部分{name}基本情况",
        f"第二部分{year}年预算表",
        f"第三部分{year}年预算说明",
        "第四部分名词解释",
    ]
    tables = [(b["label"], b["title"]) for b in document["blocks"] if b["type"] == "table"]
    assert tables == [("表1", "收支总表"), ("表2", "部门支出预算表"), ("表3", "一般公共预算“三公”经费支出表")]
    said = [
        "".join(run if isinstance(run, str) else run["text"] for run in b["runs"])
        for b in document["blocks"]
        if b["type"] == "paragraph"
    ]
    assert any(sentence.startswith("收入预算") and "上年数未公开" in sentence for sentence in said)
    assert any("没有政府性基金支出" in sentence for sentence in said)


@pytest.mark.django_db
def test_a_region_elsewhere_may_choose_it(ningxia):
    assert forms.form_for("650000", 2024, "unit", "ningxia") is ningxia
    assert forms.form_for("650000", 2023, "unit", "ningxia").family == "national"


@pytest.mark.parametrize("kind", ["department", "unit"])
@pytest.mark.parametrize("change", [lambda books: books, quiet, without_last_year, fallen, ended, unstated])
def test_the_example_keeps_what_every_form_keeps(ningxia, kind, change):
    books = change(every.full(ningxia, kind))
    sentences = [b for b in every.blocks_of(ningxia, books) if isinstance(b, Paragraph)]
    assert [found for b in sentences if (found := every.HALF_SAID.search(block_text(b)))] == []
    text = every.text_of(ningxia, books)
    texts = [words for where, _section, words in texts_of(books) if where not in ("机构设置", "采购项目")]
    assert [line for words in texts for line in words.splitlines() if line.rstrip("。；") not in text] == []
    assert not set(text) & set("{}[]")
