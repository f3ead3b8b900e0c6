"""A department over the years and its projects, as citizens read them: the figures of the documents, and why they moved."""

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.utils import timezone

from budgets.models import Budget, Entry, Particular, Project
from disclosures import copies, kept_pages, projects, store, withdrawing, workflow
from disclosures.document import completed
from disclosures.models import CodeChange, Population, Version
from disclosures.reconciling import settle
from disclosures.rendering.opendata import anchor_of
from disclosures.understanding import pages, years
from disclosures.understanding.reasons import of_items, reasons_of
from disclosures.verification import list_faults
from tests.drafts import account, raise_by, sound_budget
from tests.reading import Reading, text_of

ADDRESS = "/430001/101/"


@pytest.fixture(autouse=True)
def quick_files(monkeypatch):
    """Printing and laying out have tests of their own."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")


def with_project(budget, name="房屋维修", amount=20000):
    """The budget spends some of its money on a project, which it tells of."""
    Budget.objects.filter(pk=budget.pk).update(no_projects=False)
    facts = {
        "use": "修房",
        "basis": "县政府会议纪要。",
        "plan": "招标后施工。",
        "period": "全年",
        "goal": "修好房屋。",
    }
    project = Project.objects.create(budget=budget, name=name, amount=amount, last_amount=None, **facts)
    project.indicators.create(
        budget=budget,
        area="output",
        aspect="数量指标",
        name="维修面积",
        operator="≥",
        target="100",
        unit="平方米",
    )
    money = {"budget": budget, "source": account("source", "101", budget.year), "amount": amount}
    spent = {"function": account("function", "2010601", budget.year), "nature": "project", "project": project}
    Entry.objects.create(**money, direction="income")
    Entry.objects.create(**money, direction="expenditure", **spent)
    budget.refresh_from_db()
    return budget


def publish(year, amount, last=None, *, project=False):
    budget = sound_budget(amount=amount, year=year)
    if not last:
        Particular.objects.filter(budget=budget).update(last=None)
    if last is not None:
        for direction in ("income", "expenditure"):
            entries = budget.entries.filter(direction=direction).exclude(source=None)
            entries.filter(economic=None).update(last_amount=Decimal(last))
    if project:
        with_project(budget)
    return workflow.publish(budget=budget, by=None)


@pytest.fixture
def two_years(db):
    """2024: 1,000.00; 2025: 1,234.50, whose text says that 2024 was 900.00."""
    return publish(2024, "10000000"), publish(2025, "12345000", last="9000000")


def read(client, address=ADDRESS):
    return Reading(client.get(address).content.decode())


def cells(row):
    """What a cell says where 万元 is chosen, and where it leads."""
    told = []
    for cell in list(row)[1:]:
        shown = [span for span in cell.iter("span") if span.get("class") == "as-wan"]
        link = next(cell.iter("a"), None)
        told.append((text_of(shown[0] if shown else cell), link.get("href") if link is not None else ""))
    return told


# Over the years ---------------------------------------------------------------------------------------------------


def test_each_figure_is_that_of_the_document_of_its_year_and_leads_to_its_place(client, two_years):
    page = read(client)
    for table, key in (("支出：按功能分类", "expenditure.total"), ("收入", "income.total")):
        total = next(each for each in page.all("table.series") if text_of(each).startswith(table))
        (line,) = [each for each in total.iter("tr") if each.get("class") == "sum"]
        told = cells(line)
        for version, (text, address) in zip(reversed(two_years), told, strict=False):
            figure = version.document["figures"][key]
            assert Decimal(text.replace(",", "")) * 10000 == Decimal(figure["value"])
            assert address == f"/430001/101/{version.publication.year}/#{figure['places'][0]['anchor']}"


def test_the_version_of_each_year_is_named(client, two_years):
    raise_by(Budget.objects.get(year=2025), 10000)
    workflow.publish(budget=Budget.objects.get(year=2025), by=None, reason="漏报一项收入")
    heads = read(client).texts("table.series thead th")
    assert heads[1:3] == ["2025年第2版", "2024年第1版"]


def test_every_place_that_a_figure_leads_to_is_on_the_page_of_its_version(client, two_years):
    pages_read = {f"/430001/101/{year}/": read(client, f"/430001/101/{year}/") for year in (2024, 2025)}
    links = [link.get("href") for link in read(client).all("table.series td a")]
    assert len(links) > 20
    for link in links:
        address, _hash, anchor = link.partition("#")
        assert not anchor or pages_read[address].all(f"#{anchor}"), link


def test_a_year_between_that_was_not_published_is_said_to_be_that(client, db):
    publish(2022, "10000000")
    publish(2025, "12345000")
    assert read(client).texts("table.series thead th")[1:5] == [
        "2025年第1版",
        "2024年未公开",
        "2023年未公开",
        "2022年第1版",
    ]


def test_of_a_year_without_a_version_what_the_next_text_says_is_shown_and_said_to_be_that(client, db):
    publish(2025, "12345000", last="9000000")
    page = read(client)
    assert page.texts("table.series thead th")[1:3] == ["2025年第1版", "2024年据2025年文本"]
    total = next(each for each in page.all("table.series") if text_of(each).startswith("支出：按功能分类"))
    (line,) = [each for each in total.iter("tr") if each.get("class") == "sum"]
    assert [text for text, _address in cells(line)] == ["1,234.50", "900.00"]


def told_of(version, **changed):
    """A department of which one version alone is known, with these figures of its document changed or left out."""
    figures = {key: figure for key, figure in version.document["figures"].items() if key not in changed}
    content = completed(version.document)
    figures |= {key: figure for key, figure in changed.items() if figure}
    return years.history(
        [years.Version(content | {"figures": figures}, 1, "/b/")], {}, lambda version, slug: ""
    )


def last_of_grants(history):
    (table,) = [each for each in history.tables if each.key == "income"]
    assert table.columns[1].is_told
    (row,) = [row for row in table.rows if row.name.text == "财政拨款收入"]
    return table, row.cells[1]


def test_where_the_text_says_only_how_an_amount_moved_last_years_is_reckoned_of_it_and_said_to_be(db):
    version = publish(2025, "12345000", last="9000000")
    moved = {"label": "增减", "value": "345000.00", "unit": "元", "basis": "", "places": []}
    table, cell = last_of_grants(told_of(version, **{"income.s1.last": None, "income.s1.change": moved}))
    assert [way.text for way in cell.ways if way.css == "wan"] == ["1,200.00"]
    assert cell.url.startswith("/b/")
    assert "2025年文本只写了增减额的，2024年的数由2025年的数减去增减额得出。" in [
        note.text for note in table.notes
    ]


def test_what_the_next_text_does_not_list_is_not_said_to_be_unpublished(db):
    version = publish(2025, "12345000", last="9000000")
    table, cell = last_of_grants(told_of(version, **{"income.s1.last": None, "income.s1.change": None}))
    assert (cell.ways, cell.words) == ((), "未单列")
    unknown = version.document["figures"]["income.total"] | {"value": None}
    _table, cell = last_of_grants(told_of(version, **{"income.s1.last": unknown, "income.s1.change": None}))
    assert cell.words == "未公开"


def test_what_is_not_known_is_no_zero(client, db):
    publish(2025, "12345000")
    version = Version.objects.get()
    assert version.document["figures"]["expenditure.total.last"]["value"] is None
    page = read(client)
    assert "上年支出总计未公开，不可比。" in page.texts("#changes p")
    assert not [text for text in page.texts("table.series thead th") if "2024" in text]


def test_where_two_texts_differ_both_are_told(client, two_years):
    page = read(client)
    told = {
        text_of(list(each)[0]): [text_of(cell) for cell in list(each)[1:]]
        for each in page.all("#differences tbody tr")
    }
    assert told["支出总计"] == ["2024", "1,000.00", "900.00"]
    assert [link.get("href").partition("#")[0] for link in page.all("#differences tbody tr a")][:2] == [
        "/430001/101/2024/",
        "/430001/101/2025/",
    ]


# What changed, and why --------------------------------------------------------------------------------------------


def test_the_largest_changes_are_told_with_the_departments_own_reason(client, db):
    budget = sound_budget(year=2025)
    Particular.objects.filter(budget=budget, key="three-public.reception").update(
        last=Decimal(1000000), reason="来访人次增加"
    )
    workflow.publish(budget=budget, by=None)
    line = next(each for each in read(client).all("table.reasons tbody tr") if "公务接待费" in text_of(each))
    assert [text_of(cell) for cell in list(line)[1:]] == [
        "100.00",
        "234.50",
        "+134.50",
        "+134.50%",
        "来访人次增加",
    ]


def test_a_change_between_versions_is_said_to_be_that(two_years):
    told = [completed(version.document) for version in two_years]
    unknown = told[1] | {
        "figures": {
            k: v | {"value": None} if k.endswith(".last") else v for k, v in told[1]["figures"].items()
        }
    }
    versions = [years.Version(told[0], 1, "/a/"), years.Version(unknown, 1, "/b/")]
    whole = years.history(versions, {}, lambda version, slug: "").years[0].whole
    assert (whole.last, whole.change, whole.is_between_versions) == (
        Decimal(10000000),
        Decimal(2345000),
        True,
    )


def test_an_account_that_was_called_otherwise_is_not_compared(two_years):
    told = [completed(version.document) for version in two_years]
    figures = told[0]["figures"]
    key = "expenditure.f201"
    renamed = told[0] | {"figures": figures | {key: figures[key] | {"label": "支出，201 别的支出"}}}
    unknown = told[1] | {
        "figures": {
            k: v | {"value": None} if k.endswith(".last") else v for k, v in told[1]["figures"].items()
        }
    }
    versions = [years.Version(renamed, 1, "/a/"), years.Version(unknown, 1, "/b/")]
    history = years.history(versions, {}, lambda version, slug: "")
    (function,) = [each for each in history.years[0].kinds if each.title == "按功能分类"]
    assert (function.lines, function.unknown) == ((), 1)
    (table,) = [each for each in history.tables if each.key == "function"]
    assert "别的支出" in table.notes[0].text and "不可比" in table.notes[0].text


def document_of(*runs, figures=(), summary=()):
    known = {key: {"label": key, "value": "1.00", "unit": "元", "basis": "", "places": []} for key in figures}
    return {
        "blocks": [{"type": "paragraph", "runs": list(runs), "role": ""}],
        "figures": known,
        "summary": list(summary),
    }


def cite(key):
    return {"figure": key, "text": "1.00"}


def test_a_reason_is_that_of_the_figure_before_it():
    document = document_of(
        "购置费", cite("a.x"), "万元，主要原因是换车；运行费", cite("a.y"), "万元，比上年增加", cite("a.y.change"),
        "万元。主要原因是：油价上涨。",
    )  # fmt: skip
    assert {key: reason.text for key, reason in reasons_of(document).items()} == {
        "a.x": "换车",
        "a.y": "油价上涨",
    }


def test_a_reason_behind_another_matter_is_nobodys():
    assert reasons_of(document_of("甲", cite("a.x"), "万元；其他方面，主要原因是不明。")) == {}
    assert reasons_of(document_of("总的来说，主要原因是人员增加。")) == {}


def test_reasons_of_items_stand_under_their_class():
    document = document_of("项", cite("against.f2010601"), "万元。主要原因是：调资。")
    reasons = reasons_of(document)
    assert [(code, reason.text) for code, reason in of_items(reasons, "201")] == [("2010601", "调资")]
    assert of_items(reasons, "208") == []


# Projects ---------------------------------------------------------------------------------------------------------


def test_a_project_has_a_page_with_what_the_document_says(client, db):
    publish(2025, "12345000", project=True)
    (slug,) = [each.slug for each in projects.projects_of(Version.objects.get().document)]
    page = read(client, f"{ADDRESS}2025/projects/{slug}/")
    assert page.texts("h1") == ["房屋维修"]
    text = text_of(page.one("main"))
    for said in ("县政府会议纪要。", "招标后施工。", "修好房屋。", "2.00", "2025年第1版"):
        assert said in text
    assert page.texts("table.levels tbody tr > *")[:3] == ["产出指标", "数量指标", "维修面积"]


def test_a_project_that_goes_on_links_its_years(client, db):
    publish(2024, "10000000", project=True)
    publish(2025, "12345000", project=True)
    (slug,) = [each.slug for each in projects.projects_of(Version.objects.first().document)]
    page = read(client, f"{ADDRESS}2025/projects/{slug}/")
    assert [link.get("href") for link in page.all("table.thin tbody th a")] == [
        f"{ADDRESS}2024/projects/{slug}/"
    ]
    names = [
        link.get("href")
        for link in read(client).all("table.series th.nm a")
        if "projects" in link.get("href")
    ]
    assert names == [f"{ADDRESS}2025/projects/{slug}/"]
    disclosure = read(client, f"{ADDRESS}2025/")
    assert f"{ADDRESS}2025/projects/{slug}/" in [link.get("href") for link in disclosure.all("ul.links a")]
    assert ADDRESS in [link.get("href") for link in disclosure.all("ul.links a")]


def test_a_project_that_there_is_not_is_not_found(client, two_years):
    assert client.get(f"{ADDRESS}2025/projects/00000000/").status_code == 404
    assert client.get(f"{ADDRESS}2023/projects/00000000/").status_code == 404
    assert client.get("/430001/999/").status_code == 404


# Units ------------------------------------------------------------------------------------------------------------


def test_amounts_per_head_are_offered_only_where_the_population_of_a_year_is_registered(client, two_years):
    assert "as-head" not in client.get(ADDRESS).content.decode()
    Population.objects.create(region_code="430001", year=2025, persons=100_000, source="统计公报")
    page = read(client)
    assert "as-head" in [each.get("id") for each in page.all(".units input")]
    heads = [text_of(each) for each in page.all("table.series tr.sum td .as-head")]
    assert heads[:2] == ["123.45", "未登记人口"]
    assert "2025年 100,000人（统计公报）" in text_of(page.one("#years"))
    assert [each.get("id") for each in page.all(".units input[checked]")] == ["as-wan"]


# Storing ----------------------------------------------------------------------------------------------------------


def stored():
    folder = kept_pages.root() / pages.folder_of("430001", "101")
    return {place.name: place.read_text() for place in folder.glob("*.html")}


def test_the_pages_are_stored_at_publication_in_both_languages(client, db, django_assert_num_queries):
    version = publish(2025, "12345000", project=True)
    settle(version.publication)
    (slug,) = [each.slug for each in projects.projects_of(version.document)]
    assert set(stored()) == {
        "430001-101.html",
        "en-430001-101.html",
        f"430001-101-2025-projects-{slug}.html",
        f"en-430001-101-2025-projects-{slug}.html",
    }
    with django_assert_num_queries(0):
        assert (
            client.get(ADDRESS).status_code
            == client.get(f"/en{ADDRESS}2025/projects/{slug}/").status_code
            == 200
        )
    assert list(list_faults()) == []


def test_without_stored_pages_they_cost_a_few_questions_whatever_the_years(
    client, two_years, django_assert_num_queries
):
    with django_assert_num_queries(4):
        assert client.get(ADDRESS).status_code == 200


def test_a_correction_renews_them(two_years):
    settle(two_years[1].publication)
    before = stored()["430001-101.html"]
    budget = Budget.objects.get(year=2025)
    raise_by(budget, 10000)
    settle(workflow.publish(budget=budget, by=None, reason="漏报一项收入").publication)
    after = stored()["430001-101.html"]
    assert before != after and "1,235.50" in after and "1,234.50" not in after


def test_nothing_is_told_of_a_year_that_was_withdrawn(client, two_years):
    settle(two_years[1].publication)
    withdrawing.withdraw(publication=two_years[1].publication, by=None, basis="《条例》", at=timezone.now())
    withdrawing.clean_up(two_years[1].publication)
    for page in (*stored().values(), client.get(ADDRESS).content.decode()):
        assert "2025" not in re.sub(r"<footer.*", "", page, flags=re.DOTALL) and "1,234.50" not in page
    assert "1,000.00" in stored()["430001-101.html"]


def test_a_department_of_which_nothing_stands_has_no_page(client, db):
    version = publish(2025, "12345000")
    settle(version.publication)
    withdrawing.withdraw(publication=version.publication, by=None, basis="《条例》", at=timezone.now())
    withdrawing.clean_up(version.publication)
    assert stored() == {}
    assert client.get(ADDRESS).status_code == 404


def test_what_somebody_wrote_over_is_found(two_years):
    settle(two_years[1].publication)
    place = kept_pages.root() / pages.folder_of("430001", "101") / "430001-101.html"
    place.write_text("<html>")
    assert any(ADDRESS in fault for fault in list_faults())


def test_a_page_that_was_lost_is_stored_again(two_years):
    settle(two_years[1].publication)
    (kept_pages.root() / pages.folder_of("430001", "101") / "430001-101.html").unlink()
    assert pages.settle_all() == [ADDRESS]
    assert pages.settle_all() == []


def test_whoever_changes_the_crosswalk_is_believed_a_minute_later(two_years):
    settle(two_years[1].publication)
    pages.store_missing(timezone.now())
    before = stored()
    told = {"system": "function", "year": 2025, "old_code": "2010601", "new_code": "2070101"}
    CodeChange.objects.create(**told, note="机关服务并入")  # as an update of the software may write it
    assert pages.store_missing(timezone.now()) == 2
    assert {name for name, page in stored().items() if page != before[name]} == set(before)
    assert all("机关服务并入" in page for page in stored().values())
    assert pages.store_missing(timezone.now()) == 0 and list(list_faults()) == []


def test_pages_that_were_forgotten_are_stored_a_minute_later(two_years):
    settle(two_years[1].publication)
    pages.store_missing(timezone.now())
    before = stored()
    pages.forget_some([("430001", "101")])
    assert stored() == {} and pages.store_missing(timezone.now()) == len(before)
    assert stored() == before


def test_whoever_forgets_pages_waits_for_those_who_store_them(two_years):
    settle(two_years[1].publication)
    with ThreadPoolExecutor() as others:
        with store.alone("settling"):
            forgetting = others.submit(pages.forget_some, [("430001", "101")])
            with pytest.raises(TimeoutError):
                forgetting.result(timeout=0.2)
            assert stored()
        forgetting.result(timeout=30)
    assert stored() == {}


def test_looking_whether_a_page_is_missing_asks_the_same_however_many_departments(
    two_years, django_assert_num_queries
):
    pages.store_missing(timezone.now())
    with django_assert_num_queries(2):
        assert pages.store_missing(timezone.now()) == 0


def test_a_department_whose_code_looks_like_a_year_has_a_page_too(client, db):
    workflow.publish(budget=sound_budget(code="1001"), by=None)
    assert client.get("/430001/1001/").status_code == 200


def test_anchors_are_found_wherever_a_figure_is_printed(two_years):
    document = completed(two_years[1].document)
    assert anchor_of(document, "no.such.figure") == ""
    printed = [key for key in document["figures"] if anchor_of(document, key)]
    assert "expenditure.total" in printed and "three-public.total" in printed


def test_the_english_page_speaks_english_and_says_what_stays_chinese(client, two_years):
    page = read(client, f"/en{ADDRESS}")
    assert page.texts("h2")[:2] == ["Over the years", "What changed, and why"]
    assert [link.get("href") for link in page.all("table.series td a")][0].startswith("/en/430001/101/2025/#")
    assert text_of(page.one("h1 span[lang=zh-CN]")) == "某县财政局"
