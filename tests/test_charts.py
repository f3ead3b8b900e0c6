"""Charts: bars as long as the figures are, names and amounts beside them, and words where there is no bar."""

import io
from decimal import Decimal

import pypdf
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from budgets.figures import Figures
from disclosures.compose import compose, figures_wanted
from disclosures.declaring import forms
from disclosures.document import as_json, digest
from disclosures.rendering.charts import draw
from disclosures.rendering.drawing import WIDTH, Line, Name, Sheet, breadth
from disclosures.rendering.page import render_page
from disclosures.rendering.pdf import render_pdf
from tests.disclosed import books, document, lines
from tests.reading import Reading, text_of
from tests.shelf import project
from tests.test_every_form import full

WAN = 10_000


def frozen(amounts, year=2025, blocks=()):
    """A document that has these figures and nothing else. Amounts are 万元; None is not known."""
    figures = {}
    for key, amount in amounts.items():
        is_rate = key.endswith((".percent", ".share"))
        value = amount if amount is None or is_rate else str(Decimal(str(amount)) * WAN)
        figures[key] = {"label": LABELS.get(key, key), "value": value, "unit": "%" if is_rate else "元"}
    department = {"name": "某县财政局", "short_name": "财政局"}
    return {
        "year": year,
        "kind": "department",
        "department": department,
        "figures": figures,
        "blocks": list(blocks),
    }


LABELS = {
    "income.s1": "财政拨款收入",
    "income.s101": "一般公共预算拨款收入",
    "income.s102": "政府性基金预算拨款收入",
    "income.s301": "事业收入",
    "expenditure.f201": "支出，201 一般公共服务支出",
    "expenditure.f208": "支出，208 社会保障和就业支出",
    "expenditure.f221": "支出，221 住房保障支出",
    "expenditure.general.f201": "支出，一般公共预算，201 一般公共服务支出",
    "expenditure.nofunction": "支出，未列功能科目",
    "expenditure.carry": "支出，结转下年",
}


def chart(key, amounts, earlier=(), **parts):
    """The one chart of this kind that a document of these figures has, or None."""
    return next((c for c in draw(frozen(amounts, **parts), earlier) if c.key == key), None)


def bars(drawn):
    """Every bar: its ink, where it begins, how long it is."""
    return [(shape.ink, shape.x, shape.width) for shape in drawn.drawing.shapes if shape.ink != "axis"]


def ticks(drawn):
    return [shape.x for shape in drawn.drawing.shapes if shape.ink == "axis"]


def project_key(n):
    return f"project.{n:08x}"


def words(drawn):
    return [word.text for word in drawn.drawing.words]


def table(drawn):
    return [(row.name.text, *row.cells) for row in drawn.rows]


# Where the money comes from ----------------------------------------------------------------------------------------


def test_sources_are_drawn_from_the_largest_down_each_as_long_as_its_amount():
    drawn = chart("income", {"income.s301": 100, "income.s101": 300, "income.total": 400})
    assert words(drawn) == ["一般公共预算拨款收入", "300.00", "事业收入", "100.00"]
    assert bars(drawn) == [("solid", "0.5", "359.0"), ("solid", "0.5", "119.7")]
    assert table(drawn) == [("一般公共预算拨款收入", "300.00"), ("事业收入", "100.00"), ("合计", "400.00")]


def test_a_heading_gives_way_to_its_parts_if_they_are_all_of_it():
    amounts = {"income.s1": 400, "income.s101": 300, "income.s102": 100, "income.total": 400}
    assert [row[0] for row in table(chart("income", amounts))][:-1] == [
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
    ]
    assert [row[0] for row in table(chart("income", amounts | {"income.s101": 200}))][:-1] == ["财政拨款收入"]


def test_nothing_is_drawn_for_zero_but_a_tick():
    drawn = chart("income", {"income.s101": 300, "income.s301": 0, "income.total": 300})
    assert words(drawn)[-2:] == ["事业收入", "0.00"]
    assert bars(drawn) == [("solid", "0.5", "359.0")] and ticks(drawn) == ["0.0"]
    assert "".join(part.text for part in drawn.answer) == "全部是一般公共预算拨款收入"


def test_the_answer_is_the_largest_part_and_its_share():
    amounts = {"income.s101": 300, "income.s101.share": "75.00", "income.s301": 100, "income.total": 400}
    drawn = chart("income", amounts)
    assert "".join(part.text for part in drawn.answer) == "最多的是一般公共预算拨款收入，占75.00%"
    assert table(drawn)[0] == ("一般公共预算拨款收入", "300.00", "75.00%")


def test_parts_that_do_not_come_to_the_total_say_so():
    whole = {"income.s101": 300, "income.total": 300}
    assert chart("income", whole).note == ()
    assert chart("income", whole | {"income.total": 301}).note[0].text == "总计中有一部分没有分项公开。"


# Where it goes -----------------------------------------------------------------------------------------------------

SPENT = {
    "expenditure.f201": 200,
    "expenditure.f201.basic": 100,
    "expenditure.f201.project": 60,
    "expenditure.f208": 50,
    "expenditure.f208.basic": 50,
    "expenditure.total": 250,
    "expenditure.basic": 150,
    "expenditure.project": 60,
}


def test_a_class_is_split_into_basic_project_and_the_rest():
    drawn = chart("expenditure", SPENT)
    assert bars(drawn)[:5] == [
        ("pale", "0.5", "359.0"),
        ("solid", "0.5", "179.5"),
        ("hatched", "180.0", "107.7"),
        ("pale", "0.5", "89.8"),
        ("solid", "0.5", "89.8"),
    ]
    assert words(drawn)[-3:] == ["基本支出", "项目支出", "其他"]
    assert drawn.head == ("功能分类", "基本支出", "项目支出", "合计")
    assert table(drawn)[0] == ("一般公共服务支出", "100.00", "60.00", "200.00")
    assert table(drawn)[-1] == ("合计", "150.00", "60.00", "250.00")


def test_classes_without_natures_are_plain_bars_without_a_legend():
    drawn = chart(
        "expenditure", {"expenditure.f201": 200, "expenditure.nofunction": 50, "expenditure.total": 250}
    )
    assert [ink for ink, _x, _width in bars(drawn)] == ["solid", "solid"]
    assert words(drawn) == ["一般公共服务支出", "200.00", "未列功能科目", "50.00"]


def test_what_is_left_for_next_year_is_part_of_the_total():
    drawn = chart("expenditure", SPENT | {"expenditure.carry": 10, "expenditure.total": 260})
    assert table(drawn)[2] == ("结转下年", "", "", "10.00") and drawn.note == ()


# Change ------------------------------------------------------------------------------------------------------------


def compared(key, this, last):
    """A figure with all its views, as the text prints them."""
    if last is None:
        return {key: this, f"{key}.last": None, f"{key}.change": None, f"{key}.percent": None}
    change = this - last
    rate = f"{Decimal(change) / last * 100:.2f}" if last else None
    return {key: this, f"{key}.last": last, f"{key}.change": change, f"{key}.percent": rate}


def test_what_grew_goes_right_of_zero_and_what_fell_left_as_far_as_they_changed():
    drawn = chart(
        "change",
        compared("expenditure.f208", 100, 200)
        | compared("expenditure.f201", 900, 600)
        | compared("expenditure.total", 1000, 800),
    )
    assert bars(drawn) == [("solid", "180.5", "179.0"), ("hatched", "120.8", "59.7")]
    assert words(drawn) == [
        "一般公共服务支出",
        "+300.00",
        "+50.00%",
        "社会保障和就业支出",
        "−100.00",
        "−50.00%",
        "← 减少",
        "增加 →",
    ]
    assert drawn.answer[0].text == "合计比2024年增减：+200.00（+25.00%）"
    assert drawn.head == ("功能分类", "2024", "2025", "增减", "增减率")
    assert table(drawn)[1] == ("社会保障和就业支出", "200.00", "100.00", "−100.00", "−50.00%")
    assert table(drawn)[-1] == ("合计", "800.00", "1,000.00", "+200.00", "+25.00%")


def test_what_cannot_be_compared_is_said_and_has_no_bar():
    drawn = chart(
        "change",
        compared("expenditure.f201", 900, 0)
        | compared("expenditure.f208", 100, 100)
        | compared("expenditure.f221", 50, None)
        | compared("expenditure.total", 1050, None),
    )
    assert words(drawn)[:8] == [
        "一般公共服务支出",
        "+900.00",
        "不可比",
        "社会保障和就业支出",
        "0.00",
        "持平",
        "住房保障支出",
        "上年数未公开，不能比较",
    ]
    assert len(bars(drawn)) == 1 and len(ticks(drawn)) == 2
    assert drawn.answer[0].text == "2024年的合计未公开"
    assert table(drawn)[2] == ("住房保障支出", "—", "50.00", "—", "")


def test_where_no_class_is_known_of_last_year_the_totals_are_compared():
    drawn = chart(
        "change",
        compared("expenditure.f201", 900, None)
        | compared("expenditure.total", 900, 600)
        | compared("expenditure.basic", 500, None),
    )
    assert words(drawn)[:5] == ["全年预算", "+300.00", "+50.00%", "基本支出", "上年数未公开，不能比较"]
    assert table(drawn)[-1] == ("合计", "600.00", "900.00", "+300.00", "+50.00%")


def test_where_a_class_is_not_compared_at_all_the_general_budget_is():
    """That a sentence does not give a change is no sign that it is not known."""
    amounts = (
        {"expenditure.f201": 900, "expenditure.f201.change": 300, "expenditure.f208": 100}
        | compared("expenditure.general.f201", 800, 400)
        | compared("expenditure.total", 1000, 600)
    )
    drawn = chart("change", amounts)
    assert drawn.title == "2025年一般公共预算支出与2024年比较，万元"
    assert words(drawn)[:3] == ["一般公共服务支出", "+400.00", "+100.00%"]


@pytest.mark.parametrize("last", [900, None])
def test_nothing_is_drawn_where_nothing_changed_or_is_known(last):
    amounts = compared("expenditure.f201", 900, last) | compared("expenditure.total", 900, last)
    assert chart("change", amounts) is None


# Projects ----------------------------------------------------------------------------------------------------------


def projects_table(keys):
    rows = [{"cells": [{"text": key}, {"text": "1", "figure": key}]} for key in keys]
    return {"type": "table", "key": "projects", "title": "项目支出预算表", "rows": rows}


def test_of_forty_projects_eight_are_drawn_and_the_others_counted_not_added_up():
    amounts = {project_key(n): n for n in range(1, 41)} | {"project.total": 820}
    drawn = chart("projects", amounts, blocks=[projects_table([project_key(n) for n in range(1, 41)])])
    assert [row[1] for row in table(drawn)] == [f"{n}.00" for n in range(40, 32, -1)] + ["820.00"]
    assert [width for _ink, _x, width in bars(drawn)][:2] == ["359.0", "350.0"]
    assert words(drawn)[-1] == "其余32个项目见表"
    assert drawn.more_at == "table-projects"
    assert "".join(part.text for part in drawn.note) == "全部项目见：项目支出预算表"


def test_projects_that_stand_in_sentences_are_looked_up_in_the_text():
    drawn = chart("projects", {project_key(n): n for n in range(1, 10)})
    assert words(drawn)[-1] == "其余1个项目见正文" and drawn.note == () and drawn.more_at == ""
    assert len(table(drawn)) == 8, "no total that the document does not have"


def test_few_projects_are_all_there_is():
    drawn = chart(
        "projects", {project_key(1): 30, f"{project_key(1)}.last": 20, f"{project_key(1)}.change": 10}
    )
    assert words(drawn) == [project_key(1), "30.00"] and drawn.more_at == ""


# “三公” -------------------------------------------------------------------------------------------------------------


def three_public(**items):
    """This year's and last year's of each item."""
    pairs = {
        "total": (9, 9),
        "abroad": (0, 0),
        "purchase": (0, 0),
        "running": (6, 7),
        "reception": (3, 2),
    } | items
    return {
        f"three-public.{key}{view}": n
        for key, pair in pairs.items()
        for view, n in zip(("", ".last"), pair, strict=True)
    }


def test_three_public_sets_each_item_of_this_year_beside_last_years():
    drawn = chart("three-public", three_public())
    assert words(drawn)[:5] == ["因公出国（境）费", "2024", "0.00", "2025", "0.00"]
    assert [(ink, width) for ink, _x, width in bars(drawn)] == [
        ("pale", "281.0"),
        ("solid", "240.9"),
        ("pale", "80.3"),
        ("solid", "120.4"),
    ]
    assert len(ticks(drawn)) == 4, "a tick for each zero"
    assert drawn.answer[0].text == "合计：2024年9.00，2025年9.00"
    assert table(drawn)[2] == ("公务用车运行费", "7.00", "6.00")


def test_what_was_not_published_of_last_year_is_said():
    drawn = chart("three-public", three_public(purchase=(4, None), total=(13, None)))
    assert words(drawn)[5:10] == ["公务用车购置费", "2024", "未公开", "2025", "4.00"]
    assert drawn.answer[0].text == "合计：2024年未公开，2025年13.00"
    assert table(drawn)[1] == ("公务用车购置费", "—", "4.00")


def test_vehicles_stand_together_where_they_are_not_told_apart():
    amounts = {key: n for key, n in three_public().items() if "purchase" not in key and "running" not in key}
    drawn = chart("three-public", amounts | {"three-public.vehicles": 6, "three-public.vehicles.last": 7})
    assert [row[0] for row in table(drawn)] == [
        "因公出国（境）费",
        "公务用车购置及运行费",
        "公务接待费",
        "合计",
    ]


def test_earlier_years_come_from_their_own_documents():
    """Last year's figure is the one that this document gives; a document of a later year is none of an earlier one."""
    earlier = [
        frozen(three_public(abroad=(5, 4)), year=2024),
        frozen(three_public(abroad=(8, 1)), year=2022),
        frozen(three_public(abroad=(99, 98)), year=2026),
    ]
    drawn = chart("three-public", three_public(), earlier)
    assert drawn.head == ("项目", "2021", "2022", "2023", "2024", "2025")
    assert table(drawn)[0] == ("因公出国（境）费", "1.00", "8.00", "4.00", "0.00", "0.00")
    assert drawn.note[0].text == "更早年度的数，以当年公开的文本为准。"
    assert [ink for ink, _x, _width in bars(drawn)][:3] == ["open"] * 3


def test_no_more_than_five_years_stand_side_by_side():
    earlier = [frozen(three_public(), year=year) for year in range(2015, 2025)]
    assert chart("three-public", three_public(), earlier).head[1:] == ("2021", "2022", "2023", "2024", "2025")


def test_where_there_never_was_any_there_is_no_chart():
    nothing = three_public(total=(0, 0), running=(0, 0), reception=(0, 0))
    assert chart("three-public", nothing) is None
    assert chart("three-public", nothing, [frozen(three_public(), year=2023)]) is not None


# What there is to draw ---------------------------------------------------------------------------------------------


def test_a_document_with_nothing_has_no_charts_on_its_page():
    content = document()
    content |= {"figures": {}, "blocks": content["blocks"][:2], "summary": []}
    assert draw(content) == []
    assert "图解" not in render_page(content, digest(content), language="zh-hans", versions=lines())


def test_a_figure_that_is_not_published_takes_only_its_chart_with_it():
    content = document()
    keys = [drawn.key for drawn in draw(content)]
    assert keys == ["income", "expenditure", "change", "projects", "three-public"]
    silent = content | {"figures": {k: v for k, v in content["figures"].items() if k != "income.total"}}
    assert [drawn.key for drawn in draw(silent)] == keys[1:]


def test_it_does_not_matter_what_a_form_prints():
    """Figures are found by their keys: with the wanted ones alone, and no table at all, every chart is there."""
    figures = Figures(books())
    ledger = figures.books.ledger
    wanted = figures_wanted(
        sources=ledger.codes("income", letter="s"),
        classes=ledger.codes("expenditure", letter="f", level=1),
        projects=[each.key for each in figures.books.projects],
    )
    asked = {key: figures[key] for key in wanted}
    cited = {
        k: {"label": f.label, "value": None if f.value is None else str(f.value)} for k, f in asked.items()
    }
    content = frozen({}) | {"figures": cited}
    assert [drawn.key for drawn in draw(content)] == [
        "income",
        "expenditure",
        "change",
        "projects",
        "three-public",
    ]
    assert [row[:2] for row in table(draw(content)[2])] == [
        ("一般公共服务支出", "2,400.00"),
        ("社会保障和就业支出", "613.80"),
        ("合计", "3,013.80"),
    ]


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.key)
def test_every_form_prints_enough_for_every_chart(form):
    content = as_json(compose(full(form, form.kinds[0])))
    drawn = {each.key: [row.name.text for row in each.rows] for each in draw(content)}
    assert list(drawn) == ["income", "expenditure", "change", "projects", "three-public"]
    assert len(drawn["income"]) == 12 and drawn["expenditure"][0] == "教育支出"
    assert drawn["projects"][:2] == ["校舍维修", "宣传培训"], "and no sum of projects is a project"


def test_every_wanted_key_is_drawn_by_some_chart():
    """Each key, taken away, is missed; but for those that stand in where others are not known."""
    wanted = figures_wanted(
        sources=["101", "301"], classes=["201", "208"], projects=[project_key(1), project_key(2)]
    )
    full = {key: n for n, key in enumerate(wanted, 2)}
    full |= {key: "7.00" for key in wanted if key.endswith((".percent", ".share"))}
    drawn = draw(frozen(full))
    unused = {k for k in wanted if draw(frozen({key: n for key, n in full.items() if key != k})) == drawn}
    views = (".last", ".change", ".percent")
    standing_in = {f"expenditure.{nature}{view}" for nature in ("basic", "project") for view in views}
    assert unused == standing_in | {"three-public.vehicles", "three-public.vehicles.last"}


# Names that must fit -----------------------------------------------------------------------------------------------

LONG = "“互联网+政务服务”一体化平台及市民中心网络运营、信息化支撑与数据安全保障专项经费（含上年结转）"


def test_a_name_too_long_for_its_line_takes_two_and_is_shortened_on_the_second():
    sheet = Sheet(Decimal(1))
    sheet.rows(
        [Line(Name(LONG), "123,456.78"), Line(Name("Networks and platforms of the city"), "123,456,789.01")]
    )
    said = [(word.text, word.y) for word in sheet.done().words]
    assert said == [
        ("“互联网+政务服务”一体化平台及市民中心网络运营、", "16"),
        ("信息化支撑与数据安全保障专项经费（含…", "34"),
        ("123,456.78", "34"),
        ("Networks and", "82"),
        ("platforms of the city", "100"),
        ("123,456,789.01", "100"),
    ]


NAMES = st.text(st.sampled_from("汉字，（）“” abWm09+…䶮"), min_size=1, max_size=160)


@given(NAMES, st.decimals(0, 10**12, places=2), st.sampled_from(["", "100.00%", "+12,345.67%", "不可比"]))
def test_words_never_run_into_each_other_or_off_the_sheet(name, amount, aside):
    sheet = Sheet(Decimal(1))
    sheet.rows([Line(Name(name), f"{amount:,.2f}", aside)])
    by_line = {}
    for word in sheet.done().words:
        width = breadth(word.text, Decimal(word.size))
        start = Decimal(word.x) - (width if word.anchor == "end" else 0)
        by_line.setdefault(word.y, []).append((start, start + width))
    for spans in by_line.values():
        spans.sort()
        assert spans[0][0] >= 0 and spans[-1][1] <= WIDTH
        assert all(before[1] < after[0] for before, after in zip(spans, spans[1:], strict=False))


# On the page and in print ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def content():
    return document()


def page_of(content, language="zh-hans", **also):
    return Reading(render_page(content, digest(content), language=language, versions=lines(), **also))


def test_every_chart_is_an_image_with_a_title_and_its_numbers_in_words(content):
    page = page_of(content)
    for drawn in draw(content):
        image = page.one(f"svg[aria-labelledby='chart-{drawn.key}-t chart-{drawn.key}-d']")
        assert image.get("role") == "img" and text_of(page.one(f"#chart-{drawn.key}-t")) == drawn.title
        said = text_of(page.one(f"#chart-{drawn.key}-d"))
        assert [text for text in words(drawn) if text[-1].isdigit() and text not in said] == []


def test_the_table_beside_a_chart_has_all_that_is_drawn(content):
    page = page_of(content)
    for drawn, pair in zip(draw(content), page.all("#charts .pair"), strict=True):
        cells = [[text_of(cell) for cell in row] for row in pair.iter("tr")]
        assert cells == [list(drawn.head), *(list(row) for row in table(drawn))]
        amounts = {word.text for word in drawn.drawing.words if word.css == "b"}
        assert amounts <= {cell for row in cells for cell in row}


def test_a_page_may_be_told_what_earlier_years_said(content):
    before = frozen(three_public(), year=2023)
    assert "2023" not in text_of(page_of(content).one("#charts"))
    assert "2023" in text_of(page_of(content, earlier=[before]).one("#charts"))


def test_charts_of_an_english_page_speak_english_around_chinese_names(content):
    page = page_of(content, "en")
    assert page.texts("#charts h3") == [
        "Where the money comes from",
        "Where the money goes",
        "What changed",
        "The largest projects",
        "“Three public” expenses over the years",
    ]
    named = [element for element in page.all("#charts svg text") if text_of(element) == "设备更新"]
    assert [element.get("lang") for element in named] == ["zh-CN"]
    with translation.override("en"):
        assert draw(content)[-1].rows[0].name == Name("Official trips abroad")


def test_printed_charts_are_figures_that_say_their_numbers(fonts, content):
    hostile = document(projects=(project(name="<b>&\"'"),))
    for each in (content, hostile):
        reader = pypdf.PdfReader(io.BytesIO(render_pdf(each, digest(each), {})))
        spoken = [figure["/Alt"] for figure in tagged(reader.trailer["/Root"]["/StructTreeRoot"], "/Figure")]
        assert spoken == [f"{drawn.title}。{drawn.description}" for drawn in draw(each)]


def tagged(element, kind):
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if isinstance(child, dict):
            if child.get("/S") == kind:
                yield child
            yield from tagged(child, kind)
