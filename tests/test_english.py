"""The English edition: it says what the Chinese text says, figure by figure, and marks what stays Chinese."""

import re
from collections import Counter
from dataclasses import fields, is_dataclass

import polib
import pytest
from django.core.checks import run_checks

from budgets.chart import rows_of
from budgets.figures import Figures
from disclosures import checks, english
from disclosures.compose import compose
from disclosures.declaring import forms
from disclosures.declaring.narrative import Speaker, Wording, say
from disclosures.document import Chinese, as_json, digest
from disclosures.english import HAN, SLOT, Labels, Words, catalogue, label_in_english
from disclosures.rendering import edition
from disclosures.rendering.page import render_page
from tests.disclosed import books, document, lines
from tests.reading import Reading, text_of
from tests.test_every_form import full
from tests.test_language import BASE_DIR
from tests.test_narrative import spent

CATALOGUE = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "forms.po"
EVERY = pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.key)


@pytest.fixture(scope="module")
def content():
    return document()


def frozen(form):
    return stamped(compose(full(form)))


def stamped(composed):
    return as_json(composed.stamped(number=1, published_at="2025-02-06T10:00:00+08:00"))


def page_of(content, language="en"):
    return Reading(render_page(content, digest(content), language=language, versions=lines()))


# The catalogue ----------------------------------------------------------------------------------------------------


@EVERY
def test_every_sentence_of_a_form_is_said_in_english(form):
    patterns = dict.fromkeys(p for p in form.patterns() if p and not SLOT.fullmatch(p))
    assert [pattern for pattern in patterns if pattern not in catalogue()] == []


@EVERY
def test_every_label_of_a_form_is_said_in_english(form):
    labels = Labels.of(document())
    known = english.words_of(document())
    printed = dict.fromkeys(
        SLOT.sub(lambda slot: known.get(slot[0][1:-1], "1"), pattern)
        for pattern in form.labels()
        if pattern and not SLOT.fullmatch(pattern)
    )
    assert [label for label in printed if labels.find(label) is None] == []


@pytest.mark.parametrize("year", [2015, 2017, 2018, 2019, 2021, 2025])
def test_every_class_and_source_of_the_chart_is_named_in_english(year):
    """With the names that classes had in earlier years."""
    names = {row.name for row in rows_of(year) if len(row.code) <= 3}
    assert len(names) > 50
    assert names - set(catalogue()) == set()


def test_no_message_stands_twice_in_the_catalogue():
    polib.pofile(str(CATALOGUE), check_for_duplicates=True)


def test_no_translation_is_missing_fuzzy_or_chinese():
    for entry in polib.pofile(str(CATALOGUE)):
        assert entry.msgstr and not entry.fuzzy, entry.msgid
        assert not re.search("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", entry.msgstr), entry.msgid


# Slots ------------------------------------------------------------------------------------------------------------


def test_every_translation_has_the_slots_of_its_chinese():
    assert list(checks.slips(catalogue())) == []


@pytest.mark.parametrize(
    ("chinese", "translation", "slip"),
    [
        ("支出{expenditure.total}。", "Expenditure.", "{expenditure.total} is lost"),
        ("支出{expenditure.total}。", "Expenditure {expenditure.totl}.", "{expenditure.totl} does not stand"),
        ("支出{expenditure.total}。", "{expenditure.total}, {expenditure.total}.", "does not stand there"),
        ("[收入{income.s1}]支出{running}", "Income {income.s1}, {running}", "[{income.s1} is lost"),
        ("[{running}]", "[?{running}]", "[{running} is lost"),
        ("{year}年没有。", "Nothing in {last_year}.", "{year} is lost"),
        ("[{running}]", "[{running}", "not closed"),
    ],
)
def test_a_slip_in_the_slots_is_found(chinese, translation, slip):
    assert slip in " ".join(checks.slips({chinese: translation}))


def test_slots_may_be_turned_round_and_the_verb_may_go():
    messages = {
        "{running}，{this:verb}{this:delta}，{this:rate}": "{this:delta} {this:verb}, {running}",
        "（{item:cn}）{item:text}": "({item:n}) {item:text}",
        "{name}{year}年{kind}预算": "{year} budget of {name}",
    }
    assert list(checks.slips(messages)) == []


def test_manage_py_check_reports_a_slip(monkeypatch):
    monkeypatch.setattr(checks, "catalogue", lambda: {"支出{running}": "Expenditure"})
    assert [error.id for error in run_checks() if "{running}" in error.msg] == ["disclosures.E002"]


# Sentences --------------------------------------------------------------------------------------------------------


def english_of(pattern, **changes):
    paragraph = say(pattern, Speaker(Figures(books(**changes)), Wording()))
    return "".join(run if isinstance(run, str) else run.text for run in paragraph.en)


EXPENDITURE = "{year}年支出预算{expenditure.total}，{expenditure.total:compare}{expenditure.total:why}。"


@pytest.mark.parametrize(
    ("this", "last", "sentence"),
    [
        (
            "500000",
            "400000",
            "50.00 × 10,000 yuan, up 10.00 × 10,000 yuan (25.00%) on the 2024 budget; main reason given: 人员增加两人.",
        ),
        ("400000", "500000", "40.00 × 10,000 yuan, down 10.00 × 10,000 yuan (20.00%) on the 2024 budget"),
        ("500000", "500000", "50.00 × 10,000 yuan, the same as in the 2024 budget; remark: 人员增加两人."),
        ("500000", "0", "up 50.00 × 10,000 yuan on the 2024 budget, which was 0, so no rate can be given"),
        (
            "500000",
            None,
            "the 2024 figure was not published, so no comparison is possible.",
        ),
    ],
)
def test_an_english_sentence_compares_as_the_chinese_one_does(this, last, sentence):
    assert sentence in english_of(EXPENDITURE, **spent(this, last))


@EVERY
def test_every_english_sentence_cites_the_figures_of_the_chinese_one_as_they_are_printed(form):
    said = 0
    for block in frozen(form)["blocks"]:
        if block["type"] == "paragraph" and block["en"]:
            chinese, told = (
                Counter((r["figure"], r["text"]) for r in runs if "figure" in r)
                for runs in (block["runs"], block["en"])
            )
            assert told == chinese
            said += len(told)
    assert said > 50


def test_a_text_of_the_department_is_led_in_by_english_words_and_stays_chinese():
    paragraphs = [b for b in frozen(forms.FORMS[0])["blocks"] if b["type"] == "paragraph"]
    (basis,) = [p for p in paragraphs if p["runs"][0].startswith("立项依据")]
    assert basis["en"] == ["Basis: ", {"text": "某教发〔2024〕12号", "lang": "zh-CN"}]
    (scope,) = [p for p in paragraphs if p["runs"] == ["预算编报范围的文字"]]
    assert scope["en"] == []


# Labels -----------------------------------------------------------------------------------------------------------


def labels_of(name="某县教育局", year=2025, kind="department", region="某县"):
    department = {"name": name, "short_name": name[-3:]}
    return Labels.of(
        {
            "year": year,
            "kind": kind,
            "department": department,
            "region": {"code": "430000", "name": region, "level": "县"},
        }
    )


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        ("合计", "Total"),
        ("一、教育支出", "1. Education"),
        ("（三）国有资本经营预算拨款", "(3) State capital operations appropriations"),
        ("十二、教育支出", "12. Education"),
        ("其中：差旅费", "Of which: travel"),
        ("2025年预算数", "Budget of 2025"),
        ("2024年预算数", "Budget of 2024"),
        ("比2024年预算数", "Against the budget of 2024"),
        ("表12", "Table 12"),
        ("单位：万元", "Unit: 10,000 yuan"),
        ("某县教育局概况", "Overview of 某县教育局"),
        ("编制部门：某县教育局", "Prepared by the department: 某县教育局"),
        ("某县教育局2025年部门预算", "2025 budget of 某县教育局"),
        ("部门整体支出绩效目标表", "Performance targets for the overall expenditure of the department"),
        ("项目支出绩效目标表（校舍维修）", "Performance targets of a project: 校舍维修"),
        (
            "注：本部门2025年没有使用国有资本经营预算拨款安排的支出，本表无数据。",
            "Note: the department has no expenditure from the state capital operations budget in 2025; this table is empty.",
        ),
    ],
)
def test_a_label_is_told_in_english(chinese, said):
    assert labels_of()[chinese] == said


@pytest.mark.parametrize(
    "text", ["行政运行", "2023年预算数", "12025年预算数", "2,025.00年预算数", "单位预算表", "其中：校舍"]
)
def test_what_the_catalogue_does_not_have_stays_chinese_and_says_so(text):
    assert labels_of()[text] == text
    assert labels_of()[text].lang == "zh-CN"


@pytest.mark.parametrize("name", ["2025年全国运动会筹备部门", "{year}{kind}单位", "a.*(b)[c]\\1", "部门"])
def test_a_name_is_never_taken_for_a_year_a_kind_or_a_slot(name):
    labels = labels_of(name)
    assert labels[f"{name}概况"] == f"Overview of {name}"
    assert labels[f"{name}2025年部门预算"] == f"2025 budget of {name}"
    assert labels["2025年部门预算表"] == "Budget tables of the department, 2025"
    assert labels[f"项目支出绩效目标表（{name}）"] == f"Performance targets of a project: {name}"


def test_a_label_of_a_unit_says_unit():
    assert labels_of(kind="unit")["2025年单位预算表"] == "Budget tables of the unit, 2025"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("支出总计", "Total expenditure"),
        (
            "支出，201 一般公共服务支出，基本支出",
            "Expenditure, 201 General public services, basic expenditure",
        ),
        (
            "支出，一般公共预算，2010601 行政运行比上年增减率",
            "Expenditure, general public budget, 2010601 行政运行: change on last year in per cent",
        ),
        ("某县第一中学：支出，205 教育支出", "某县第一中学: Expenditure, 205 Education"),
        (
            "2010601 行政运行，财政拨款支出（上年执行数）",
            "2010601 行政运行, expenditure from fiscal appropriations, carried out last year",
        ),
        (
            "2010601 行政运行的 30201 办公费（一般公共预算，基本支出）",
            "30201 办公费 of 2010601 行政运行 (general public budget, basic expenditure)",
        ),
        ("校舍维修，当年财政拨款", "校舍维修, appropriations of this year"),
        ("校舍，维修", "校舍，维修"),
    ],
)
def test_a_figure_is_called_in_english_as_far_as_its_name_has_it(label, said):
    assert labels_of().figure(label) == said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "项目支出 609.31，项目合计 598.46，相差 10.85",
            "Project expenditure 609.31, all projects 598.46, difference 10.85",
        ),
        (
            "支出，201 一般公共服务支出 1,000.00，其下各项 −2.00，相差 1,002.00",
            "Expenditure, 201 General public services 1,000.00, 其下各项 −2.00, difference 1,002.00",
        ),
        ("201 一般公共服务支出 没有列到“项”", "201 General public services: not entered down to the item"),
        ("2010601 行政运行 没有列到“项”", "2010601 行政运行: not entered down to the item"),
        ("公务接待费减少 3.00，没有说明原因", "Official receptions: down 3.00, without a reason given"),
        (
            "支出总计的上年数没有公开，不能比较",
            "Total expenditure: last year's figure was not published, no comparison is possible",
        ),
    ],
)
def test_what_the_cross_checks_found_is_told_in_english(message, said):
    assert labels_of()[message] == said


def test_a_place_is_told_in_english():
    place = "表5 一般公共预算支出表 · 行政运行 · 2025年预算数 › 小计"
    said = "Table 5: General public budget expenditure · 行政运行 · Budget of 2025 › Subtotal"
    assert labels_of().place(place) == said


def test_a_chart_asks_for_labels_that_are_english_throughout(content):
    assert label_in_english("财政拨款收入", content) == "Fiscal appropriations"
    assert label_in_english("行政运行", content) is None
    assert label_in_english(f"{content['department']['name']}概况", content) is None


def test_words_are_escaped_and_marked_by_themselves():
    assert Words("a<b ", Chinese("<校>")).__html__() == 'a&lt;b <span lang="zh-CN">&lt;校&gt;</span>'


# The page ---------------------------------------------------------------------------------------------------------


def texts_with_language(element, lang="en"):
    """Every text of a page with the language it is said to be in; not what stands for a drawing, which has no parts."""
    if element.tag.endswith(("desc", "}title")):
        return
    lang = element.get("lang") or lang
    if element.text:
        yield element.text, lang
    for child in element:
        yield from texts_with_language(child, lang)
        if child.tail:
            yield child.tail, lang


def strings_in(value):
    """Every text in a set of books."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for part in value.items():
            yield from strings_in(part)
    elif isinstance(value, tuple | list | set):
        for part in value:
            yield from strings_in(part)


@EVERY
def test_nothing_on_the_english_page_is_chinese_but_what_says_so(form):
    page = page_of(frozen(form))
    texts = list(texts_with_language(page.one("body")))
    assert len(texts) > 500
    assert [text for text, lang in texts if lang == "en" and HAN.search(text)] == []


@EVERY
def test_only_names_and_what_the_department_wrote_stay_chinese(form):
    own = {line.strip().rstrip("。；") for text in strings_in(full(form)) for line in text.splitlines()}
    own |= {said for text in own for said in text.split("：")}
    told = edition.in_english(frozen(form))
    stays = {
        text.strip().rstrip("。；")
        for block in told["blocks"]
        for text in chinese_in(block)
        if HAN.search(text)
    }
    labelled = tuple(f"：{text}" for text in own)  # what was typed, behind what it was typed for
    untold = {text for text in stays if text.endswith(labelled)}
    assert stays
    assert stays - own - untold == set()


def chinese_in(value):
    """What of a block of the edition is marked as Chinese."""
    if isinstance(value, Words):
        yield from (part.text for part in value.parts if isinstance(part, Chinese))
    elif isinstance(value, dict):
        if value.get("lang"):
            runs = value.get("runs", [value.get("text", "")])
            yield "".join(run if isinstance(run, str) else run["text"] for run in runs)
        else:
            yield from (text for key, part in value.items() if key != "en" for text in chinese_in(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in chinese_in(part))


def test_the_figures_of_the_english_page_are_those_of_the_chinese_one(content):
    chinese, told = page_of(content, "zh-hans"), page_of(content)
    cells = [
        {cell.get("id"): text_of(cell) for cell in page.all("section.text td[id]")}
        for page in (chinese, told)
    ]
    assert cells[0] == cells[1] and len(cells[0]) > 100
    cited = [
        Counter(
            (button.get("popovertarget"), number_of(text_of(button))) for button in page.all("button.fig")
        )
        for page in (chinese, told)
    ]
    assert cited[0] == cited[1] and len(cited[0]) > 20


def number_of(text):
    return re.match(r"[0-9,.]+", text)[0]


def test_a_figure_of_an_english_sentence_keeps_its_unit_and_its_stop(content):
    page = page_of(content)
    button = page.one("#fig-expenditure-total")
    assert text_of(button) == "3,121.42 × 10,000 yuan"
    assert "(3.57%)" in page.texts("span.nb")
    source = text_of(page.one("#from-expenditure-total"))
    assert "31,214,205.80 yuan" in source
    assert "Table 1: Summary of income and expenditure · Total expenditure · Budget" in source


def test_headings_contents_and_captions_are_english(content):
    page = page_of(content)
    assert page.texts("section.part.text > h2")[1] == "Part 2: Budget tables of the department, 2025"
    assert page.texts("#table-balance-caption span.t") == ["Table 1: Summary of income and expenditure"]
    assert page.texts("#table-balance-caption .m span")[0] == "Prepared by the department: 某县财政局"
    entries = page.texts(".toc a")
    assert "Part 4: Glossary" in entries and "Table 2: Summary of income" in entries
    assert "Table 2 Summary of income" in page.texts("#get .links.small a")


def test_english_says_no_language_of_its_own(content):
    assert [e.tag for e in page_of(content).all("section.text [lang]") if e.get("lang") != "zh-CN"] == []


def test_a_cell_a_paragraph_and_a_name_say_that_they_are_chinese(content):
    page = page_of(content)
    row = next(row for row in page.all("#table-expenditure tbody tr") if text_of(row[0]) == "2010601")
    assert row[1].get("lang") == "zh-CN"
    (name,) = page.all("section.text h2 span")
    assert (text_of(name), name.get("lang")) == ("某县财政局", "zh-CN")


def test_the_title_of_the_english_page_is_plain_text(content):
    assert text_of(page_of(content).one("head > title")).startswith("2025 budget of 某县财政局")


def test_hostile_names_are_text_in_english_sentences_and_labels():
    hostile = "<script>部门</script>\"'&"
    html = render_page(document(department_name=hostile), "0" * 64, language="en", versions=lines())
    assert "<script>" not in html
    assert hostile in text_of(Reading(html).one("h1"))
