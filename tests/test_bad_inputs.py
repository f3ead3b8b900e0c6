"""Rows 1 to 98 of security.md §5.1–5.4: what is typed or handed in wrongly is answered exactly so, by the page it was typed
into, with what was typed still in it, and nothing of it saved."""

import re
from datetime import timedelta
from html import escape, unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from budgets.models import BudgetUnit, Department, Entry, Event, Note
from disclosures.models import Examination
from tests import hostile, people
from tests.amounts import REFUSED
from tests.hostile import FILES, sheet, workbook
from tests.people import words

pytestmark = pytest.mark.django_db

#: Rows that have a test of their own elsewhere.
ELSEWHERE = {
    28: "test_money.py::test_a_program_that_sends_no_string_is_told_to",
    29: "test_money.py::test_a_program_that_sends_no_string_is_told_to",
    30: "test_workspace.py::test_a_finding_shows_both_sides_the_difference_and_where_to_mend_it",
    46: "test_examining_a_file.py::test_the_name_of_a_file_is_kept_without_what_could_harm",
    57: "test_staff_workflow.py::test_late_publication_gives_its_reason",
    58: "test_staff_workflow.py",
    59: "test_staff_workflow.py::test_nobody_passes_what_they_entered",
    60: "test_staff_workflow.py::test_publishing_from_a_draft_is_refused",
    61: "test_workflow.py::test_pressing_twice_publishes_once",
    62: "test_staff_workflow.py::test_a_published_budget_is_not_edited",
    63: "test_staff_workflow.py::test_a_correction_begins_with_its_public_reason",
    64: "test_stale.py::test_a_stale_tab_does_not_undo_an_amount",
    68: "test_kept.py::test_what_was_typed_when_the_session_ended_comes_back_unsaved",
    69: "test_kept.py::test_a_token_that_no_longer_fits_gives_the_form_back",
}
#: Rows about something that there is not: no pictures are taken in, and texts are plain (33 and 34 say what becomes of
#: markup).
NO_SUCH_INPUT = {48: "图片", 49: "图片"}
#: Rows about workbooks that are imported: they wait for the importer.
WITH_THE_IMPORTER = {
    82: "已取计算值", 87: "取整", 88: "文本型数字", 89: "科目编码应为文本", 90: "日期", 91: "合并单元格", 92: "隐藏行",
    93: "表头不符", 94: "合计行", 95: "编码重复", 96: "部门编码", 97: "先列 50 处", 98: "重复导入",
}  # fmt: skip


# Amounts ----------------------------------------------------------------------------------------------------------

UNDERSTOOD = [
    (1, "１２３４．５０", "1234.5", True),
    (2, "１２３４.50", "1234.5", True),
    (3, "1,234,567.89", "1234567.89", False),
    (4, "1，234.50", "1234.5", True),
    (13, "-0", "0", False),
    (13, "-0.00", "0", False),
    (24, "　100 ", "100", False),
    (24, "100\n", "100", False),
]
BELOW_NOTHING = [
    (row, typed, "支出金额不能为负；如为冲减请填写说明")
    for row, typed in ((14, "-5"), (15, "−5"), (15, "－5"))
]


@pytest.fixture
def budget():
    return people.budget()


def add_entry(client, budget, **typed):
    codes = {"function": "2010601", "economic": "30201", "nature": "basic", "source": ""}
    return client.post(people.page("entries", budget.pk, "expenditure"), codes | typed)


def save(client, budget, slug, **typed):
    return client.post(people.page("section", budget.pk, slug), typed)


def shown_value(answer, name):
    """What stands in a field of the page that came back."""
    tag = re.search(rf"<input[^>]* name=\"{name}\"[^>]*>", words(answer))[0]
    found = re.search(r' value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize(("row", "typed", "kept", "has_note"), UNDERSTOOD)
def test_an_amount_that_can_be_meant_is_taken(client, clerk, budget, row, typed, kept, has_note):
    answer = add_entry(client, budget, amount=typed)
    assert answer.status_code == 302
    assert Entry.objects.get().amount == people.yuan(kept)
    page = words(client.get(answer["Location"]))
    assert ("已转换为半角" in page) is has_note and "-0.00" not in page


@pytest.mark.parametrize(
    ("row", "typed", "sentence"), [*REFUSED, *BELOW_NOTHING], ids=lambda value: str(value)[:30]
)
def test_an_amount_that_cannot_be_meant_is_explained(client, clerk, budget, row, typed, sentence):
    answer = add_entry(client, budget, amount=typed, reason="")
    assert answer.status_code == 400 and sentence in words(answer)
    assert shown_value(answer, "amount") == typed
    assert not Entry.objects.exists()


def test_a_jump_of_ten_thousand_times_is_asked_about(client, clerk, budget):
    """31"""
    answer = add_entry(client, budget, amount="10000000", last_amount="1000")
    assert answer.status_code == 400 and "比上年增长 10000 倍，单位是否有误？" in words(answer)
    assert shown_value(answer, "amount") == "10000000" and not Entry.objects.exists()


# Names and texts --------------------------------------------------------------------------------------------------

FORMULA = "名称不能以 = + - @ 开头"
BAD_NAMES = [
    (32, "<script>alert(1)</script>", "名称不能含 < >"),
    (35, '=HYPERLINK("http://a")', FORMULA),
    (35, "＝1+1", FORMULA),
    (35, "@SUM", FORMULA),
    (35, "+1", FORMULA),
    (35, "-1", FORMULA),
    (35, "\u200b=1+1", FORMULA),
    (35, "　=1+1", FORMULA),
    (36, "财政\x00局", "含非法字符（空字符）"),
    (36, "财政\x07局", "含非法字符（控制字符）"),
    (37, "财政\u202e局", "含方向控制字符，已拒绝"),
    *[
        (37, f"财政{mark}局", "含方向控制字符，已拒绝")
        for mark in "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    ],
    (38, "\u200b", "不能为空"),
    (38, "\ufeff\u2060", "不能为空"),
    (38, "\u3164", "不能为空"),
    (39, "财政\ufffd局", "含无效字符"),
    (39, "财政\uffff局", "含无效字符"),
    (42, "财政\n局", "名称不能换行"),
    (42, "财政\t局", "名称不能换行"),
    (42, "财政\u2028局", "名称不能换行"),
]
#: A text may hold what a name may not, but nothing that nobody sees or that no file can hold.
BAD_TEXTS = [case for case in BAD_NAMES if case[0] in (36, 37, 38, 39)]


def project(client, budget, **typed):
    rows = {"indicators-TOTAL_FORMS": 0, "indicators-INITIAL_FORMS": 0}
    return client.post(people.page("project_add", budget.pk), {"amount": "1", "use": "培训"} | rows | typed)


@pytest.mark.parametrize(("row", "typed", "sentence"), BAD_NAMES, ids=lambda value: ascii(value)[:30])
def test_a_name_that_misleads_or_breaks_is_refused(client, clerk, budget, row, typed, sentence):
    answer = project(client, budget, name=typed)
    assert answer.status_code == 400 and escape(sentence) in words(answer)
    assert not budget.projects.exists()
    if row not in (36, 38, 39, 42):  # what a page cannot hold, or hold so
        assert shown_value(answer, "name") == typed


@pytest.mark.parametrize(("row", "typed", "sentence"), BAD_TEXTS, ids=lambda value: ascii(value)[:30])
def test_a_text_that_misleads_or_breaks_is_refused(client, clerk, budget, row, typed, sentence):
    for answer in (
        save(client, budget, "notes", note__reason__income=typed),
        save(client, budget, "basics", duties=typed, **units()),
        project(client, budget, name="培训", goal=typed),
    ):
        assert answer.status_code == 400 and sentence in words(answer)
    assert not Note.objects.exists() and not budget.projects.exists() and not budget.duties.exists()


def test_half_a_character_that_a_browser_sends_is_refused(client, clerk, budget):
    """39: as bytes; a form cannot hold it otherwise."""
    body = b"name=%ED%A0%80&amount=1&use=a&indicators-TOTAL_FORMS=0&indicators-INITIAL_FORMS=0"
    address = people.page("project_add", budget.pk)
    answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400 and "含无效字符" in words(answer)


@pytest.mark.parametrize(
    ("row", "typed"),
    [(33, "<img src=file:///etc/passwd>"), (34, "<table><td colspan=1000000>1</td></table>")],
)
def test_markup_in_a_text_is_text(client, clerk, budget, row, typed):
    """Texts are plain: what looks like markup is kept as it was typed and shown as that."""
    assert save(client, budget, "notes", note__reason__income=typed).status_code == 302
    assert Note.objects.get().text == typed
    page = words(client.get(people.page("change", budget.pk), {"open": "notes"}))
    assert escape(typed) in page and typed not in page


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("cafe\u0301", "caf\u00e9"), ("\uf9dc县财政局", "隆县财政局"), ("财政\u200b局", "财政局")],
)
def test_a_name_that_reads_the_same_is_the_same(client, mine, theirs):
    """40"""
    client.force_login(people.finance_officer())
    Department.objects.create(region=people.region(), code="301", name=theirs, short_name=theirs)
    typed = {
        "region": people.region().pk,
        "code": "302",
        "name": mine,
        "short_name": "局",
        "kind": "department",
    }
    answer = client.post("/admin/budgets/department/add/", typed)
    assert f"与已有部门‘{theirs}’重复" in unescape(words(answer))
    assert not Department.objects.filter(code="302").exists()


def test_a_text_of_two_hundred_thousand_characters_is_too_long(client, clerk, budget):
    """41"""
    answer = save(client, budget, "notes", note__reason__income="字" * 200_000)
    assert answer.status_code == 400 and "最多 20000 字（收到 200000 字）" in words(answer)
    assert "字" * 200_000 in words(answer) and not Note.objects.exists()


def test_a_rare_character_is_taken_and_told_where_it_cannot_be_printed(client, clerk, budget):
    """43"""
    assert project(client, budget, name="𠮷" * 10).status_code == 302
    assert budget.projects.get().name == "𠮷" * 10
    assert "字体缺字：𠮷" in words(client.get(people.page("change", budget.pk)))
    budget.projects.update(name="䶮")
    assert "字体缺字" not in words(client.get(people.page("change", budget.pk)))


def units(*codes):
    sent = {"units-TOTAL_FORMS": len(codes), "units-INITIAL_FORMS": 0}
    for n, code in enumerate(codes):
        sent |= {f"units-{n}-name": f"单位{n}", f"units-{n}-code": code, f"units-{n}-kind": "institution"}
    return sent


def test_a_code_that_is_there_already_is_named_with_its_row(client, clerk, budget):
    """44"""
    answer = save(client, budget, "basics", **units("105002", "105003", "105001", "105001"))
    assert answer.status_code == 400 and "编码 105001 已存在于第 3 行" in words(answer)
    assert not BudgetUnit.objects.exists()


def test_an_account_that_the_year_does_not_have_is_named(client, clerk, budget):
    """45"""
    answer = add_entry(client, budget, amount="1", function="2019898")
    assert answer.status_code == 400 and "科目 2019898 不在 2025 年政府收支分类科目中" in words(answer)


def test_a_personal_number_in_a_text_is_told_when_it_is_to_be_reviewed(client, budget):
    """50: that it blocks publication until the reviewer confirms is tried in test_workflow."""
    from budgets.books import open_books
    from budgets.personal import suspicions_of

    budget.notes.create(key="remark.income", text="一、说明\n张某，11010119900307453０")
    assert [each.sentence for each in suspicions_of(open_books(budget))] == [
        "第 2 段疑似含个人信息（身份证号），请核对"
    ]


# Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "typed", "sentence"),
    [
        (51, "2026-02-29", "2026 年 2 月没有 29 日"),
        (54, "26-2-3", "请写四位年份"),
        (55, "0001-01-01", "日期应在 2015–2035 年之间"),
        (55, "9999-12-31", "日期应在 2015–2035 年之间"),
    ],
)
def test_a_date_that_cannot_be_is_explained(client, clerk, budget, row, typed, sentence):
    answer = save(client, budget, "assets", assets_on=typed, equipment_threshold="100")
    assert answer.status_code == 400 and sentence in words(answer)
    assert shown_value(answer, "assets_on") == typed
    budget.refresh_from_db()
    assert budget.assets_on is None


def test_a_budget_is_not_approved_tomorrow(client, budget):
    """56"""
    client.force_login(people.finance_officer())
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    typed = {"budget": [budget.pk], "approved_on": tomorrow, "confirmed": "1"}
    answer = client.post("/admin/board/dates/", typed)
    assert answer.status_code == 400 and "批复日期不能晚于今天" in words(answer)
    budget.refresh_from_db()
    assert budget.approved_on is None


@pytest.mark.parametrize(
    ("row", "typed"), [(52, "2025/2/3"), (52, "2025-2-3"), (53, "2025年2月3日"), (53, "２０２５-０２-０３")]
)
def test_a_date_as_people_write_it_is_taken(client, clerk, budget, row, typed):
    assert save(client, budget, "assets", assets_on=typed, equipment_threshold="100").status_code == 302
    budget.refresh_from_db()
    assert budget.assets_on.isoformat() == "2025-02-03"


# Forms that no page of ours would send -----------------------------------------------------------------------------


def test_a_form_that_names_another_department_is_refused_and_put_on_record(client, clerk, budget):
    """65"""
    other = people.department("199", "上海市普陀区档案局")
    answer = save(client, budget, "staffing", department=str(other.pk), staff__posts="5")
    assert answer.status_code == 403
    budget.refresh_from_db()
    assert budget.department != other and not budget.particulars.exists()
    assert Event.objects.filter(action="试图移动预算", by=clerk).exists()


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"units-TOTAL_FORMS": "999999", "units-INITIAL_FORMS": "0"},
        {"units-TOTAL_FORMS": "1", "units-INITIAL_FORMS": "-1"},
        {"units-TOTAL_FORMS": "x", "units-INITIAL_FORMS": "0"},
        {
            "units-TOTAL_FORMS": "1",
            "units-INITIAL_FORMS": "1",
            "units-0-id": "987654321",
            "units-0-name": "a",
        },
    ],
    ids=["none", "a million", "negative", "no number", "another's"],
)
def test_a_list_without_its_frame_is_incomplete(client, clerk, budget, frame):
    """66"""
    answer = save(client, budget, "basics", duties="一", **frame)
    assert answer.status_code == 400 and "表单数据不完整，请刷新后重试" in words(answer)
    assert not budget.duties.exists()


def test_more_rows_than_a_page_takes_are_sent_to_the_workbook(client, clerk, budget):
    """67"""
    typed = {f"units-{row}-{name}": "1" for row in range(700) for name in "abcdefgh"}
    answer = save(client, budget, "basics", **typed)
    assert answer.status_code == 400 and "行数超过 500，请使用 Excel 导入" in words(answer)
    assert 'lang="zh-hans"' in words(answer) and not BudgetUnit.objects.exists()


def test_a_hundred_and_ninety_rows_are_taken(client, clerk, budget):
    """67: the bound is made for the largest list, not for half of it."""
    assert save(client, budget, "basics", **units(*(f"1{n:05d}" for n in range(190)))).status_code == 302
    assert budget.units.count() == 190


# Files ------------------------------------------------------------------------------------------------------------


def with_cell(cell):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c><c r="B{n}"><v>{n}.5</v></c></row>'
        for n, text in enumerate(("收入预算总额", "支出预算总额", "基本支出", "项目支出"), 1)
    )
    return workbook(sheet(f'{rows}<row r="7"><c r="A7" t="inlineStr"><is><t>金额</t></is></c>{cell}</row>'))


def also(name, content):
    return workbook(sheet(""), **{name: content})


def known(name):
    return FILES[name][0]


BAD_FILES = [
    (47, lambda: b"MZ" + bytes(range(256)) * 20, "不是 Excel 工作簿（.xlsx）"),
    (47, lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是 Excel 工作簿（.xlsx）"),
    (47, lambda: b"<html><table><tr><td>1</td></tr></table></html>", "不是 Excel 工作簿（.xlsx）"),
    (70, known("empty"), "文件损坏，无法打开"),
    (70, known("truncated workbook"), "文件损坏，无法打开"),
    (70, known("half a workbook"), "文件损坏，无法打开"),
    (71, known("two cells far apart"), "单元格 XFD1048576 超出允许范围（5000 行×200 列）"),
    (72, known("four thousand million strings"), "文件结构异常"),
    (73, known("zip bomb in a sheet"), "解压后超过 50 MB"),
    (74, known("lying size"), "文件损坏"),
    (75, known("ten thousand parts"), "文件结构异常"),
    (75, lambda: also("xl/a.zip", hostile.packed({"a": "b"})), "文件结构异常"),
    (75, known("symbolic link"), "文件结构异常"),
    (75, known("two parts of one name"), "文件结构异常"),
    (75, lambda: also("/etc/passwd", "x"), "文件结构异常"),
    (76, lambda: workbook(hostile.BILLION + sheet("")), "含不允许的 XML 定义"),
    (76, lambda: workbook(hostile.FILE_ENTITY + sheet("")), "含不允许的 XML 定义"),
    (77, known("a million rows"), "超过 5000 行"),
    (79, known("locked workbook"), "请取消密码后再上传"),
    (80, known("old workbook"), "请另存为 .xlsx"),
    (80, known("binary workbook"), "请另存为 .xlsx"),
    (80, known("OpenDocument"), "请另存为 .xlsx"),
    (80, lambda: "科目,金额\n教育,1\n".encode(), "请另存为 .xlsx"),
    (80, known("macros"), "不接受含宏文件"),
    (81, lambda: also("xl/externalLinks/externalLink1.xml", "<a/>"), "含外部链接，请断开后上传"),
    (81, lambda: also("xl/embeddings/oleObject1.bin", b"1"), "含外部链接，请断开后上传"),
    (81, lambda: also("xl/connections.xml", "<a/>"), "含外部链接，请断开后上传"),
    (86, lambda: with_cell('<c r="B7" t="s"><v>99</v></c>'), "文件损坏"),
]


def hand_in(client, data, name="预算.xlsx"):
    return client.post(
        "/admin/disclosures/examination/add/", {"file": SimpleUploadedFile(name, data), "text": ""}
    )


@pytest.mark.parametrize(("row", "make", "sentence"), BAD_FILES, ids=lambda value: str(value)[:24])
def test_a_file_that_cannot_be_read_is_answered_with_its_reason(client, clerk, row, make, sentence):
    answer = hand_in(client, make())
    assert answer.status_code == 400 and sentence in words(answer)
    assert not Examination.objects.exists()


@pytest.mark.parametrize(
    ("row", "cell", "sentence"),
    [
        (83, '<c r="B7"><f>1+1</f></c>', "公式没有计算结果，请用 Excel 打开并保存"),
        (84, '<c r="B7" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "第 7 行‘B7’：公式错误 #DIV/0!"),
        (84, '<c r="B7" t="e"><v>#REF!</v></c>', "第 7 行‘B7’：公式错误 #REF!"),
        (85, '<c r="B7"><v>1E400</v></c>', "第 7 行‘B7’：不是有效金额"),
        (85, '<c r="B7"><v>NaN</v></c>', "第 7 行‘B7’：不是有效金额"),
    ],
)
def test_a_cell_that_holds_no_amount_is_told_with_its_place(client, clerk, row, cell, sentence):
    answer = hand_in(client, with_cell(cell))
    assert answer.status_code == 302
    assert sentence in words(client.get(answer["Location"]))


def test_formatting_down_to_the_end_of_the_sheet_is_ignored(client, clerk):
    """78"""
    empty = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(8, 500_000))
    data = workbook(
        sheet(f'<row r="1"><c r="A1" t="inlineStr"><is><t>收入预算总额</t></is></c></row>{empty}')
    )
    assert hand_in(client, data).status_code == 302


# Every row has its answer ------------------------------------------------------------------------------------------


def rows_here():
    """The rows that tests of this file name, in their data or their first words."""
    text = Path(__file__).read_text()
    data = re.findall(r"[\[(, \n]\(([0-9]{1,2}), (?:\"|'|f\"|lambda|known)", text)
    said = re.findall(r'^    """([0-9]{1,2})\b', text, re.MULTILINE)
    return {int(row) for row in (*data, *said)} | {row for row, _typed, _sentence in REFUSED}


def test_every_row_is_answered_somewhere():
    assert rows_here() | {*ELSEWHERE} | {*NO_SUCH_INPUT} | {*WITH_THE_IMPORTER} == set(range(1, 99))
    assert not rows_here() & {*WITH_THE_IMPORTER}


@pytest.mark.parametrize(("row", "proof"), ELSEWHERE.items())
def test_what_is_proved_elsewhere_is_there(row, proof):
    file, _, name = proof.partition("::")
    text = (Path(__file__).parent / file).read_text()
    assert f"def {name}(" in text if name else "def test_" in text
