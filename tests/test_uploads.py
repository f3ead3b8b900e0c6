"""上传工作簿: handed in, looked at, mended in place, and imported whole or not at all."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.actions import load_chart, save_entry
from budgets.intake import uploads
from budgets.intake.contents import Contents
from budgets.intake.our_workbook_writer import workbook_of
from budgets.models import Budget, Upload
from disclosures import workflow
from disclosures.models import Version
from tests import people, stages
from tests.drafts import sound_budget
from tests.people import words, yuan
from tests.test_kept import end_sessions

pytestmark = pytest.mark.django_db
SPENT, COSTS, INCOME = "支出（功能）", "支出（经济）", "收入"


@pytest.fixture
def budget():
    load_chart(year=2025)
    return sound_budget()


@pytest.fixture
def clerk(client):
    person = people.clerk()
    client.force_login(person)
    return person


def book_of(budget):
    """Its workbook as a clerk downloads it."""
    return openpyxl.load_workbook(io.BytesIO(workbook_of(budget)))


def cell_of(book, head, text):
    """The cell under a head in the row that has this text: of whichever sheet."""
    for sheet in book.worksheets:
        heads = {str(c.value).split("（万元")[0]: c.column for c in sheet[4] if c.value}
        for row in sheet.iter_rows(min_row=5):
            if head in heads and any(text in str(c.value or "") for c in row):
                return sheet.cell(row[0].row, heads[head])
    raise AssertionError(f"no {text}")


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, budget, data, name="财政局.xlsx"):
    file = SimpleUploadedFile(name, data, "application/octet-stream")
    return client.post(people.page("upload", budget.pk), {"file": file}, follow=True)


def wrong(budget):
    """Two amounts that nobody can read."""
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = "1,23,4.50"
    cell_of(book, "本年", "30101").value = "一千"
    return saved(book)


def page(name, upload):
    return people.page(name, upload.budget_id, upload.pk)


def seen_in(answer):
    return answer.context["preview"].plan.digest


# The way --------------------------------------------------------------------------------------------------------------


def test_two_wrong_cells_are_mended_in_place_confirmed_and_published(client, clerk, budget):
    answer = send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    assert answer.redirect_chain[-1][0] == page("uploaded", upload)
    shown = words(answer)
    assert "<b>2</b>处错误" in shown and "千位分隔符位置不对，请填 1234.50" in shown
    assert "还有 <b>2</b> 处错误、<b data-unticked>0</b> 处未确认。全部导入或全部不导入。" in shown
    preview = answer.context["preview"]
    first, second = (fault.problem.place for fault in preview.faults)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.5")

    typed = {f"mend.{first}": "1,234.60", f"mend.{second}": "1,000.10"}
    mended = client.post(page("uploaded", upload), {"check": "", **typed}, follow=True)
    assert "<b>0</b>处错误" in words(mended) and "已改 2 处" in words(mended)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.5")  # nothing is written yet

    sent = {"confirm": "", "seen": seen_in(mended), **typed}
    done = client.post(page("uploaded", upload), sent, follow=True)
    assert "已导入：新增 0 条，改动 2 条，删除 0 条。" in words(done)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.6")
    upload.refresh_from_db()
    assert (upload.state, upload.message) == ("imported", "已导入：新增 0 条，改动 2 条，删除 0 条。")
    event = budget.events.get(action="导入")
    assert (event.detail["source"], event.detail["file"]) == ("财政局.xlsx", upload.sha256)

    income = budget.entries.get(direction="income")
    income.amount = yuan("1234.6")
    save_entry(entry=income, by=None)
    workflow.publish(budget=stages.approved(budget), by=None)
    assert Version.objects.get().number == 1


def test_the_same_file_again_changes_nothing(client, clerk, budget):
    shown = words(send(client, budget, workbook_of(budget)))
    assert "与现有内容完全相同，没有要导入的。" in shown and 'name="confirm"' not in shown
    upload = Upload.objects.get()
    answer = client.post(
        page("uploaded", upload), {"confirm": "", "seen": seen_in_of(client, upload)}, follow=True
    )
    assert "与现有内容完全相同，没有要导入的。" in words(answer)
    upload.refresh_from_db()
    assert upload.state == "same" and not budget.events.filter(action="导入").exists()


def seen_in_of(client, upload):
    return seen_in(client.get(page("uploaded", upload)))


def test_a_file_that_is_still_to_be_decided_on_is_kept_once(client, clerk, budget):
    data = wrong(budget)
    send(client, budget, data)
    answer = send(client, budget, data, "另一个名字.xlsx")
    assert Upload.objects.count() == 1 and "这个文件已上传过，接着上次核对。" in words(answer)


def test_the_differences_tell_before_after_and_by_how_much(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 1234.5678
    shown = words(send(client, budget, saved(book)))
    assert ">改动</span>" in shown and "2010601 行政运行" in shown
    assert "1,234.50<i></i>" in shown and "1,234.56<i>78</i>" in shown and "+0.06<i>78</i>" in shown


def test_what_the_rules_would_say_is_told_and_nothing_is_written(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 999
    answer = send(client, budget, saved(book))
    outcome = answer.context["preview"].outcome
    assert outcome.counts["error"] >= 1 and any("相差 235.50" in said for said in outcome.errors)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.5")
    assert [event.action for event in budget.events.all()] == ["上传工作簿"]


def test_a_row_that_is_gone_goes_only_when_somebody_says_so(client, clerk, budget):
    budget.duties.create(text="第二项职责。", position=2)
    book = book_of(budget)
    cell = next(c for s in book.worksheets for row in s.iter_rows() for c in row if c.value == "第二项职责。")
    cell.value = None
    answer = send(client, budget, saved(book))
    upload = Upload.objects.get()
    (question,) = answer.context["preview"].questions
    assert "删除 1 条" in question.problem.wanted and not question.is_ticked
    refused = client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(answer)})
    assert refused.status_code == 400 and "还有 0 处错误、1 处未确认。全部导入或全部不导入。" in words(
        refused
    )
    assert budget.duties.count() == 2
    client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(answer), "tick": [question.tick]})
    assert budget.duties.count() == 1


def test_what_is_mended_in_the_moment_of_confirming_is_looked_at_first(client, clerk, budget):
    answer = send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    places = [fault.problem.place for fault in answer.context["preview"].faults]
    typed = {f"mend.{place}": "1" for place in places}
    sent = {"confirm": "", "seen": seen_in(answer), **typed}
    answer = client.post(page("uploaded", upload), sent, follow=True)
    assert "已按改后的值重新核对。请看过差别，再确认导入。" in words(answer)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.5")


def test_a_mended_cell_that_is_emptied_is_again_as_the_file_has_it(client, clerk, budget):
    answer = send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    place = answer.context["preview"].faults[0].problem.place
    client.post(page("uploaded", upload), {"check": "", f"mend.{place}": "5"})
    answer = client.post(page("uploaded", upload), {"check": "", f"mend.{place}": ""}, follow=True)
    assert "<b>2</b>处错误" in words(answer)


def test_an_upload_that_is_given_up_leaves_everything_as_it_was(client, clerk, budget):
    send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    answer = client.post(page("uploaded", upload), {"discard": ""}, follow=True)
    assert "这份工作簿已经放弃，预算没有变化。" in words(answer)
    assert "这份工作簿已经放弃，预算没有变化。" in words(client.get(page("uploaded", upload), follow=True))
    assert budget.events.filter(action="放弃上传的工作簿").exists()


def jumps(budget):
    """Three amounts a thousand times last year's, and a duty that is gone."""
    budget.duties.create(text="第二项职责。", position=2)
    book = book_of(budget)
    for code in ("30101", "30217", "2010601"):
        cell_of(book, "本年", code).value = 30_000_000
        cell_of(book, "上年", code).value = 3
    cell = next(c for s in book.worksheets for row in s.iter_rows() for c in row if c.value == "第二项职责。")
    cell.value = None
    return saved(book)


def test_questions_of_one_kind_are_ticked_together_and_no_other(client, clerk, budget):
    answer = send(client, budget, jumps(budget))
    upload, preview = Upload.objects.get(), answer.context["preview"]
    kinds = {asked.kind: len(asked.questions) for asked in preview.asked}
    assert kinds == {"jump": 3, "remove-duty": 1}
    (together,) = [asked for asked in preview.asked if asked.title]
    assert "与上年相差很大 3 处" in words(answer) and together.tick in words(answer)
    answer = client.post(page("uploaded", upload), {"all": together.tick}, follow=True)
    now = answer.context["preview"]
    assert [q.problem.kind for q in now.questions if not q.is_ticked] == ["remove-duty"]
    assert now.is_blocked and not budget.events.filter(action="导入").exists()


def test_questions_that_are_others_by_now_are_not_ticked_together(client, clerk, budget):
    answer = send(client, budget, jumps(budget))
    upload, preview = Upload.objects.get(), answer.context["preview"]
    (together,) = [asked for asked in preview.asked if asked.title]
    place = together.questions[0].problem.place
    client.post(page("uploaded", upload), {"check": "", f"mend.{place}": "40,000,000"})
    answer = client.post(page("uploaded", upload), {"all": together.tick}, follow=True)
    assert "要确认的内容有变化，没有打勾。请再看一遍。" in words(answer)
    assert not any(question.is_ticked for question in answer.context["preview"].questions)


def copied_list():
    """A list of another system, one row of which was copied."""
    book = openpyxl.Workbook()
    book.active.append(["功能分类科目", "支出性质", "资金来源", "项目", "金额（元）"])
    for _time in range(2):
        book.active.append(["2010602 一般行政管理事务", "项目支出", "一般公共预算拨款收入", "新项目", 500])
    book.active.append(["2010602 一般行政管理事务", "项目支出", "一般公共预算拨款收入", "新项目", 700])
    return saved(book)


@pytest.mark.parametrize(("answer_with", "amounts"), [("yes", [500, 500, 700]), ("no", [500, 700])])
def test_a_row_that_was_copied_comes_in_once_or_twice_as_somebody_says(
    client, clerk, budget, answer_with, amounts
):
    seen = send(client, budget, copied_list(), "明细.xlsx")
    upload, preview = Upload.objects.get(), seen.context["preview"]
    (question,) = [q for q in preview.questions if q.problem.kind == "twice"]
    assert "重复行：第 3 行与第 2 行的科目和金额都相同" in words(seen) and "两行都要" in words(seen)
    chosen = question.tick if answer_with == "yes" else question.leave_out
    others = [q.tick for q in preview.questions if q is not question]
    sent = {f"twice.{question.problem.key}": chosen, "tick": others}
    seen = client.post(page("uploaded", upload), {"check": "", **sent}, follow=True)
    assert ("不导入 1 行" in words(seen)) == (answer_with == "no")
    sent["tick"] = [q.tick for q in seen.context["preview"].questions if q.problem.kind != "twice"]
    client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(seen), **sent})
    stored = budget.entries.filter(project__name="新项目").order_by("amount")
    assert [entry.amount for entry in stored] == amounts
    assert budget.projects.get(name="新项目").amount == sum(amounts)


def test_of_many_waiting_workbooks_the_newest_three_stand_open(client, clerk, budget):
    book = book_of(budget)
    for n in range(5):
        cell_of(book, "本年", "2010601").value = n + 1
        send(client, budget, saved(book), f"第{n + 1}份.xlsx")
    for address in (people.page("change", budget.pk), people.page("upload", budget.pk)):
        shown = words(client.get(address))
        fold = shown.index('<details class="waiting">')
        assert "其余 2 份没有导入的工作簿" in shown
        assert shown.index("第3份.xlsx") < fold < shown.index("第2份.xlsx")


# Others meanwhile -----------------------------------------------------------------------------------------------------


def test_what_somebody_else_changed_meanwhile_is_compared_again(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 1235
    answer = send(client, budget, saved(book))
    upload = Upload.objects.get()
    other = people.clerk("li", budget.department)
    other.last_name = "李静"
    other.save()
    entry = budget.entries.get(economic__code="30217")
    entry.amount = yuan("240")
    save_entry(entry=entry, by=other)
    refused = client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(answer)})
    assert refused.status_code == 409
    assert "您上传之后 李静 改了 1 处。已重新比较，请再看一遍差别。" in words(refused)
    assert budget.entries.get(function__code="2010601").amount == yuan("1234.5")
    assert "240.00" in words(refused)  # the file says otherwise: that is a difference now
    client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(refused)})
    assert budget.entries.get(function__code="2010601").amount == yuan("1235")


def test_pressed_twice_it_is_imported_once(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 1235
    answer = send(client, budget, saved(book))
    upload = Upload.objects.get()
    for _time in range(2):
        client.post(page("uploaded", upload), {"confirm": "", "seen": seen_in(answer)})
    assert budget.events.filter(action="导入").count() == 1


def two_windows(client, budget, data):
    """An upload as two people have it before them, and what it says."""
    seen = send(client, budget, data)
    upload = Upload.objects.get()
    return upload, Upload.objects.select_related("budget").get(), seen.context["preview"].contents


@pytest.mark.parametrize("late", ["discard", "mend", "confirm"])
def test_what_a_colleague_imported_in_the_meantime_stays_imported(client, clerk, budget, late):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 1235
    one, other, contents = two_windows(client, budget, saved(book))
    uploads.confirm(upload=one, contents=contents, by=clerk, seen=None, ticked=())
    late_call = {
        "discard": lambda: uploads.discard(upload=other, by=clerk),
        "mend": lambda: uploads.mend(upload=other, by=clerk, typed={"x!A1": "1"}, ticked=()),
        "confirm": lambda: uploads.confirm(upload=other, contents=contents, by=clerk, seen=None, ticked=()),
    }[late]
    with pytest.raises(uploads.Ended, match="这份工作簿.*已经处理过：已导入：新增 0 条，改动 1 条"):
        late_call()
    one.refresh_from_db()
    assert (one.state, one.mended) == ("imported", {})
    assert [event.action for event in budget.events.all()] == ["导入", "上传工作簿"]


def test_what_a_colleague_gave_up_in_the_meantime_is_not_imported(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = 1235
    one, other, contents = two_windows(client, budget, saved(book))
    uploads.discard(upload=one, by=clerk)
    for late_contents in (contents, Contents()):  # there is something to import, and nothing
        with pytest.raises(uploads.Ended, match="已经放弃"):
            uploads.confirm(upload=other, contents=late_contents, by=clerk, seen=None, ticked=())
    one.refresh_from_db()
    assert one.state == "discarded" and budget.entries.get(function__code="2010601").amount == yuan("1234.5")


def test_the_late_window_says_what_became_of_it(client, clerk, budget):
    seen = send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    client.post(page("uploaded", upload), {"discard": ""})
    for sent in ({"discard": ""}, {"check": ""}, {"confirm": "", "seen": seen_in(seen)}):
        answer = client.post(page("uploaded", upload), sent, follow=True)
        assert "已经处理过：这份工作簿已经放弃，预算没有变化。" in words(answer)
    assert budget.events.filter(action="放弃上传的工作簿").count() == 1


def test_the_twenty_first_open_workbook_is_refused_and_none_is_dropped(client, clerk, budget, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_OPEN", 2)
    book = book_of(budget)
    for amount in (1, 2, 3):
        cell_of(book, "本年", "2010601").value = amount
        answer = send(client, budget, saved(book), f"第{amount}份.xlsx")
    assert answer.status_code == 409
    assert "已有 2 份工作簿没有处理完，最多 2 份。请先导入或放弃其中一份，再上传" in words(answer)
    assert sorted(upload.name for upload in Upload.objects.all()) == ["第1份.xlsx", "第2份.xlsx"]
    client.post(page("uploaded", Upload.objects.first()), {"discard": ""})
    assert send(client, budget, saved(book), "第3份.xlsx").status_code == 200


def test_a_budget_that_went_on_is_not_imported_into(client, clerk, budget):
    send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    for answer in (
        client.get(page("uploaded", upload)),
        client.post(page("uploaded", upload), {"confirm": ""}),
    ):
        assert answer.status_code == 409 and "预算已提交，不能再改。" in words(answer)


# Whose it is ----------------------------------------------------------------------------------------------------------


def test_outsiders_find_nothing_and_the_finance_office_may_help(client, clerk, budget):
    send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    names = ("uploaded", "upload_problems", "upload_annotated")
    for person in (people.other_staff(), people.reviewer()):
        client.force_login(person)
        assert {client.get(page(name, upload)).status_code for name in names} == {404}
        assert client.post(page("uploaded", upload), {"discard": ""}).status_code == 404
        assert client.get(people.page("upload", budget.pk)).status_code == 404
    client.force_login(people.finance_officer())
    assert client.get(page("uploaded", upload)).status_code == 200


def test_an_upload_is_not_reached_through_another_budget(client, clerk, budget):
    send(client, budget, wrong(budget))
    other = people.budget(year=2026, code="105")
    assert client.get(people.page("uploaded", other.pk, Upload.objects.get().pk)).status_code == 404


def test_a_file_that_is_sent_when_the_session_has_ended_is_told_to_be_sent_again(client, clerk, budget):
    end_sessions(client)
    file = SimpleUploadedFile("财政局.xlsx", workbook_of(budget), "application/octet-stream")
    answer = client.post(people.page("upload", budget.pk), {"file": file})
    assert answer.status_code == 403 and not Upload.objects.exists()
    assert "登录已过期，文件没有上传，预算没有变化。" in words(answer) and "请再选一次文件上传。" in words(
        answer
    )
    assert answer.context["next"] == people.page("upload", budget.pk)


def test_an_upload_is_found_again_after_signing_in_anew(client, clerk, budget):
    send(client, budget, wrong(budget))
    upload = Upload.objects.get()
    client.logout()
    client.force_login(clerk)
    for address in (people.page("change", budget.pk), people.page("upload", budget.pk)):
        shown = words(client.get(address))
        assert "有一份工作簿还没有导入：财政局.xlsx。" in shown and page("uploaded", upload) in shown


# What is refused, and what is handed back -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "文件"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "不是 Excel 工作簿（.xlsx）"),
        (b"PK\x03\x04broken", "文件损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_its_reason_and_not_kept(client, clerk, budget, data, said):
    answer = send(client, budget, data)
    assert answer.status_code == 400 and said in words(answer)
    assert not Upload.objects.exists()


def test_no_file_at_all_is_said(client, clerk, budget):
    answer = client.post(people.page("upload", budget.pk), {})
    assert answer.status_code == 400 and "请选择工作簿（.xlsx）" in words(answer)


def test_the_annotated_workbook_has_each_error_on_its_own_cell_and_is_otherwise_the_same(
    client, clerk, budget
):
    data = wrong(budget)
    send(client, budget, data)
    answer = client.get(page("upload_annotated", Upload.objects.get()))
    before, after = (
        openpyxl.load_workbook(io.BytesIO(data)),
        openpyxl.load_workbook(io.BytesIO(answer.content)),
    )
    comment = cell_of(after, "本年", "2010601").comment
    assert "读到“1,23,4.50”" in comment.text and "千位分隔符位置不对" in comment.text
    told = [c for sheet in after.worksheets for row in sheet.iter_rows() for c in row if c.comment]
    assert len(told) == 2
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        assert [[c.value for c in row] for row in old.iter_rows()] == [
            [c.value for c in row] for row in new.iter_rows()
        ]
        assert [[c.number_format for c in row] for row in old.iter_rows()] == [
            [c.number_format for c in row] for row in new.iter_rows()
        ]


def test_what_is_to_go_is_a_comment_on_the_sheet_that_it_is_gone_from(client, clerk, budget):
    send(client, budget, jumps(budget))
    answer = client.get(page("upload_annotated", Upload.objects.get()))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheets = [
        s
        for s in book.worksheets
        for row in s.iter_rows()
        for c in row
        if c.comment and "删除 1 条" in c.comment.text
    ]
    assert [sheet.title for sheet in sheets] == ["主要职责"]


def test_the_list_of_all_that_is_wrong_is_text(client, clerk, budget):
    book = book_of(budget)
    cell_of(book, "本年", "2010601").value = "@SUM(A1)"
    send(client, budget, saved(book))
    answer = client.get(page("upload_problems", Upload.objects.get()))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet["A2"].value == "错误" and sheet["E2"].value == "@SUM(A1)" and sheet["E2"].data_type == "s"


def test_of_many_errors_the_first_fifty_are_shown_and_all_can_be_taken_away(client, clerk, budget):
    for n in range(60):
        budget.procurement_items.create(kind="goods", name=f"设备{n:02d}", amount=1, position=n)
    book = book_of(budget)
    for n in range(60):
        cell_of(book, "本年", f"设备{n:02d}").value = "多"
    answer = send(client, budget, saved(book))
    assert "共 60 处，先列 50 处，另有 10 处。" in words(answer)
    listed = client.get(page("upload_problems", Upload.objects.get()))
    assert openpyxl.load_workbook(io.BytesIO(listed.content)).active.max_row == 61


def test_the_ways_to_upload_stand_where_work_is_done(client, clerk, budget):
    address = people.page("upload", budget.pk)
    for shown in (people.page("change", budget.pk), reverse("admin:index")):
        assert address in words(client.get(shown))
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    assert address not in words(client.get(people.page("change", budget.pk)))


# A detail list ----------------------------------------------------------------------------------------------------


def detail_list():
    """Two rows of another system, without a word of the unit."""
    book = openpyxl.Workbook()
    book.active.append(["功能分类科目", "支出性质", "资金来源", "备注", "金额"])
    book.active.append(["2010601 行政运行", "基本支出", "一般公共预算拨款收入", "", 1000])
    book.active.append(["2010602 一般行政管理事务", "项目支出", "一般公共预算拨款收入", "", 2345000])
    return saved(book)


def test_how_a_detail_list_is_read_is_shown_chosen_and_remembered(client, clerk, budget):
    answer = send(client, budget, detail_list(), "明细.xlsx")
    upload, preview = Upload.objects.get(), answer.context["preview"]
    shown = words(answer)
    assert "每一列读作什么" in shown and "没有写单位" in shown
    assert [is_on for _unit, is_on in preview.units] == [False, False]
    columns = {
        f"column-{each.number}": next(n for n, _l, on in each.options if on) for each in preview.columns
    }
    # What is read as it was understood is not remembered.
    columns["column-3"] = "" if columns["column-3"] else "reason"
    sent = {"check": "", "shown": preview.shown_as, "unit": "万元", **columns}
    answer = client.post(page("uploaded", upload), sent, follow=True)
    assert "没有写单位" not in words(answer) and "已记住，下次照此读取。" in words(answer)
    upload.refresh_from_db()
    assert upload.unit == "万元"
    added = next(
        c for c in answer.context["preview"].plan.changes if "2010602" in c.label and c.kind == "new"
    )
    assert added.after == yuan("2345000")

    sent = {
        "confirm": "",
        "seen": seen_in(answer),
        "shown": answer.context["preview"].shown_as,
        "unit": "万元",
    }
    ticks = [question.tick for question in answer.context["preview"].questions]
    done = client.post(page("uploaded", upload), sent | columns | {"tick": ticks}, follow=True)
    assert "已导入：" in words(done)  # nothing was chosen anew: no second look is asked for
