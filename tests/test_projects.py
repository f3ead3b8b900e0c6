"""Projects: what a department entered is found in the text of every form, and pages, API and packages say the same."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from budgets.actions import load_chart
from budgets.books import Target, open_books
from budgets.catalogue import PROJECT_FUNDS
from budgets.demo import county
from budgets.demo.load import YEARS, load, load_all
from budgets.money import WANYUAN, YUAN, printed
from disclosures import copies, projects, workflow
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.document import as_json, completed
from disclosures.models import Version
from disclosures.packages.declared import BY_NAME
from disclosures.packages.rows import TOLD, lines, rows_of, text_of
from disclosures.understanding import pages, years
from tests.drafts import sound_budget
from tests.full import PROJECTS
from tests.reading import Reading
from tests.reading import text_of as words_of
from tests.test_every_form import EVERY_KIND, full

REPAIRS, _training = PROJECTS
#: Several lines of text, indicators of several levels, names that are parts of other names, and next to nothing.
SHEETS = (
    replace(
        REPAIRS,
        overview="屋面漏水，逐校维修。\n分三批施工。",
        targets=(
            Target("产出指标", "数量指标", "维修学校", "＝3所", 50),
            Target("产出指标", "数量指标", "维修面积", "≥100平方米", 20),
            Target("产出指标", "质量指标", "合格率", "100%", 10),
            Target("效益指标", "社会效益指标", "学生受益", "≥900人", 20),
        ),
    ),
    replace(
        REPAIRS,
        name="宣传培训（二期）",
        amount=Decimal(130_000),
        last=Decimal(130_000),
        use="开展教师培训",
        overview="教师轮训一遍。",
        basis="某教发〔2024〕13号",
        body="某县教师进修学校",
        plan="寒假办班。",
        period="2025年1月至2月",
        goal="教师轮训一遍。\n全员合格。",
        funds=(Decimal(30_000), Decimal(100_000), Decimal(0)),
        targets=(Target("产出指标", "数量指标", "培训人数", "≥30人", None),),
        schedule="第一季度支付。",
        is_special_fund=False,
    ),
    replace(_training, name="二期", amount=Decimal(5_000), use="购置教具"),
)
TEXTS = ("overview", "basis", "body", "plan", "period", "schedule", "goal")


def content_of(books):
    return completed(as_json(compose(books)))


def several(form, kind):
    return content_of(replace(full(form, kind), projects=SHEETS))


# What the department entered ----------------------------------------------------------------------------------------


@EVERY_KIND
def test_every_form_tells_of_several_projects_what_was_entered_of_each(form, kind):
    found = {each.name: each for each in projects.projects_of(several(form, kind))}
    assert list(found) == [sheet.name for sheet in SHEETS], "the dearest first"
    for sheet in SHEETS:
        project = found[sheet.name]
        assert project.amount == sheet.amount
        assert project.last in (sheet.last, None)
        assert all(
            project.fund(name) in (told, None)
            for (name, _label), told in zip(PROJECT_FUNDS, sheet.funds, strict=True)
        )
        said = {part.name: part.paragraphs for part in project.parts}
        entered = {name: tuple(getattr(sheet, name).splitlines()) for name in TEXTS if getattr(sheet, name)}
        if "more" in said:  # the form has no place for them, and says only whose they are
            told = {line for lines in said.values() for line in lines}
            assert {line for lines in entered.values() for line in lines} - told <= {sheet.body}
        else:
            # Some forms print when the money is used under what it is for.
            entered |= {} if "schedule" in said else {"schedule": ()}
            assert {name: lines for name, lines in said.items() if name in TEXTS} == {
                name: lines for name, lines in entered.items() if lines
            }
            assert sheet.schedule in (*said.get("schedule", ()), *said["budget"], "")
        assert sheet.use in "".join(said["budget"]) and "补充说明" not in "".join(said["budget"])
        assert [(i.area, i.aspect, i.name, i.target) for i in project.indicators] == [
            (t.area, t.aspect, t.name, t.target) for t in sheet.targets
        ]
        assert project.has_weights == (form.family != "shanghai" and any(t.weight for t in sheet.targets))
        if project.has_weights:
            assert [i.weight for i in project.indicators] == [
                "" if t.weight is None else str(t.weight) for t in sheet.targets
            ]


@EVERY_KIND
def test_indicators_of_the_whole_budget_are_nobodys_and_none_is_told_twice(form, kind):
    content = several(form, kind)
    found = projects.indicators_of(content)
    assert [each.name for each in found if not each.project] in (["家长满意"], [])
    assert len({(each.table, each.row) for each in found}) == len(found)
    assert len([each for each in found if each.project]) == sum(len(sheet.targets) for sheet in SHEETS)


def test_a_sheet_that_does_not_say_whose_it_is_is_given_to_nobody():
    form = next(form for form in forms.FORMS if form.key == "shanghai-2026")
    found = projects.projects_of(content_of(full(form)))
    assert all(each.other_sheet for each in found)
    alone = content_of(replace(full(form), projects=SHEETS[:1]))
    (only,) = projects.projects_of(alone)
    assert not only.other_sheet and only.anchor == "project-overview-1"
    assert dict((part.name, part.paragraphs) for part in only.parts)["plan"] == ("暑期施工。",)


# Levels that a table prints once ------------------------------------------------------------------------------------


def table_of(*rows, title="项目支出绩效目标表（校舍维修）"):
    heads = ("一级指标", "二级指标", "三级指标", "指标值")
    columns = [{"label": head, "kind": "text", "children": []} for head in heads]
    told = [{"kind": "item", "code": "", "cells": [{"text": text} for text in row]} for row in rows]
    table = {"type": "table", "key": "goals-1", "title": title, "columns": columns, "rows": told}
    figure = {"label": "校舍维修", "value": None, "unit": "元", "places": []}
    return {"blocks": [table], "figures": {"project.f2dea617": figure}, "summary": []}


def test_a_level_that_is_printed_once_holds_for_the_rows_below_it():
    found = projects.indicators_of(
        table_of(
            ("产出指标", "数量指标", "甲", "1"),
            ("", "", "乙", "2"),
            ("", "质量指标", "丙", "3"),
            ("效益指标", "", "丁", "4"),
            ("备注", "", "戊", "5"),
        )
    )
    assert [(each.area, each.aspect, each.name) for each in found] == [
        ("产出指标", "数量指标", "甲"),
        ("产出指标", "数量指标", "乙"),
        ("产出指标", "质量指标", "丙"),
        ("效益指标", "", "丁"),
    ]
    assert {each.project for each in found} == {"f2dea617"}


def test_a_project_without_a_known_amount_is_told_as_unknown():
    (only,) = projects.projects_of(table_of())
    assert (only.amount, only.last, only.change, only.funds, only.goal) == (None, None, None, (), "")


# Page = API = package -----------------------------------------------------------------------------------------------


def on_page(content, slug):
    """A project as its page tells it."""
    of = pages.Department("430001", "101")
    of.lived = {}
    of.versions = lambda: [years.Version(content, 1, "/430001/101/2025/v1/")]
    page = Reading(
        of.project_page(f"/430001/101/{content['year']}/projects/{slug}/", content["year"], slug).decode()
    )
    facts = {words_of(row[0]): row[1] for row in page.all("dl.keys-of > div")}
    parts = []
    for block in page.all(".sheet > div:first-child > *"):
        if block.tag == "h2" and block.get("id") is None:
            parts.append((words_of(block), []))
        elif block.tag == "p" and block.get("lang") and parts:
            parts[-1][1].append(words_of(block))
    amounts = page.texts("dl.keys-of .as-yuan")
    known = [word for word in amounts if word[:1].isdigit() or word[:1] == "-"]
    return {
        "name": words_of(page.one("h1")),
        "amount": known[0] if known else None,
        "last": told(facts.get("上年")),
        "change": told(facts.get("增减")),
        "funds": dict(
            zip(page.texts("dl.facts dt"), [text.split()[0] for text in page.texts("dl.facts dd")], strict=True)
        ),
        "parts": parts,
        "indicators": [
            [words_of(cell) for cell in row] for row in page.all("table.levels tbody tr")
        ],
    }  # fmt: skip


def told(cell):
    return None if cell is None else words_of(cell).split()[0]


def by_api(client, content, monkeypatch):
    monkeypatch.setattr(Version, "document", content)
    found = client.get(f"/api/v1/versions/{Version.objects.get().sha256}/projects/").json()
    return {each["project"]: each for each in found}


def in_package(content):
    """The rows of a resource as anybody would read them, by project."""
    found = {}
    for name in ("projects", "project_texts", "indicators"):
        written = b"".join(lines(BY_NAME[name], rows_of(content)[name])).decode()
        rows = csv.DictReader(io.StringIO(written, newline=""), BY_NAME[name].columns)
        for row in rows:
            found.setdefault(row["project"].partition("#project.")[2], {}).setdefault(name, []).append(
                {column: text_of(text) for column, text in row.items()}
            )
    return found


def said_by_page(api):
    """What the page must say where the API says this."""

    def wan(text):
        return None if text is None else printed(Decimal(text), WANYUAN)

    has_weights = any(each["weight"] for each in api["indicators"])
    shown = ("area", "aspect", "name", "target", *(["weight"] if has_weights else []))
    return {
        "name": api["name"],
        "amount": None if api["amount"] is None else printed(Decimal(api["amount"]), YUAN),
        "last": wan(api["last"]),
        "change": wan(api["change"]),
        "funds": {label: wan(api[name]) for name, label in PROJECT_FUNDS if api[name] is not None},
        "parts": [(part["label"], part["paragraphs"]) for part in api["parts"]],
        "indicators": [[each[name] or "未公开" for name in shown] if not has_weights else [
            *(each[name] or "未公开" for name in shown[:-1]), each["weight"]
        ] for each in api["indicators"]],
    }  # fmt: skip


def said_by_package(api):
    row = {name: api[name] or "" for name in ("name", "amount", "change", "goal", "anchor")}
    row |= {name: api[name] or "" for name, _label in PROJECT_FUNDS} | {"last_amount": api["last"] or ""}
    texts = [(part["part"], part["label"], text) for part in api["parts"] for text in part["paragraphs"]]
    indicators = [
        [each[name] for name in ("area", "aspect", "name", "target", "weight")] for each in api["indicators"]
    ]
    return row, texts, indicators


def agree(client, content, monkeypatch):
    """Page, API and package say the same of every project of a document; how many there are."""
    api, package = by_api(client, content, monkeypatch), in_package(content)
    assert set(api) == {each.slug for each in projects.projects_of(content)} == set(package) - {""}
    for slug, told_by_api in api.items():
        assert on_page(content, slug) == said_by_page(told_by_api)
        row, texts, indicators = said_by_package(told_by_api)
        (written,) = package[slug]["projects"]
        assert {name: written[name] for name in row} == row
        assert [
            (each["part"], each["label"], each["text"]) for each in package[slug].get("project_texts", [])
        ] == texts
        assert [
            [each[name] for name in ("area", "aspect", "name", "target", "weight")]
            for each in package[slug].get("indicators", [])
        ] == indicators
    return len(api)


@pytest.fixture
def version(db, monkeypatch):
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    return workflow.publish(budget=sound_budget(), by=None)


@EVERY_KIND
def test_page_api_and_package_say_the_same_of_every_project_of_every_form(
    client, version, monkeypatch, form, kind
):
    assert agree(client, content_of(full(form, kind)), monkeypatch) == 2
    assert agree(client, several(form, kind), monkeypatch) == len(SHEETS)


def test_page_api_and_package_say_the_same_of_every_project_of_the_samples(client, version, monkeypatch):
    for year in {*YEARS, county.YEAR, *(sample.budget["year"] for sample in county.earlier())}:
        load_chart(year=year)
    budgets = [
        *load_all(by=None),
        *(load(sample=each, by=None) for each in [*county.samples(), *county.earlier()]),
    ]
    counted = [agree(client, content_of(open_books(budget)), monkeypatch) for budget in budgets]
    assert len(counted) > 8 and sum(counted) > 10


def test_a_text_of_a_project_that_looks_like_a_formula_stays_text():
    content = table_of()
    content |= {
        "region": {"code": "430001", "name": "某县"},
        "department": {"code": "101", "name": "某局"},
        "year": 2025,
    }
    content["figures"]["project.f2dea617"]["label"] = "=1+1"
    (row,) = TOLD["projects"](content)
    written = b"".join(lines(BY_NAME["projects"], [{"publication": "430001/101/2025", **row}])).decode()
    assert "'=1+1" in written
