"""A block copied from Excel or WPS: read, mended beside its cells, and saved together."""

from decimal import Decimal

import pytest
from django.utils.html import escape

from budgets.intake import paste, uploads
from budgets.intake.heads import NO_THIS_YEAR
from budgets.models import Entry, Event, IntakeLayout, Project, Upload
from tests import people
from tests.people import words
from tests.test_kept import end_sessions, sign_in

pytestmark = pytest.mark.django_db

BLOCK = """部门经济科目编码\t科目名称\t金额（元）
30201\t办公费\t170,000.00
30202\t印刷费\t120,000.00
30204\t手续费\t１，０００．００
30211\t差旅费\t20 000.00
30215\t会议费\t10,000.00
3217\t公务接待费\t9,500.00
30229\t福利费\t43.632万
合计\t\t766,820.00
"""


@pytest.fixture
def budget():
    return people.budget()


@pytest.fixture
def clerk(client):
    user = people.clerk()
    client.force_login(user)
    return user


def send(client, budget, text=BLOCK, direction="expenditure", by="economic"):
    """Paste a block; the page it leads to."""
    answer = client.post(f"{people.page('paste', budget.pk, direction)}?by={by}", {"text": text})
    assert answer.status_code == 302, words(answer)
    return answer["Location"]


def shown(client, page):
    """The block as the page has it."""
    return client.get(page).context["paste"]


def results(read):
    return [(row.number, row.result) for row in read.rows]


def save(client, page, **sent):
    """Press 保存 with what the page showed, and what else is chosen on it."""
    return client.post(page.partition("#")[0], as_shown(client, page) | {"save": ""} | sent)


def as_shown(client, page):
    """What the page holds of what it showed."""
    read = shown(client, page)
    return {"seen": read.seen, "kept": read.kept, "read_as": read.read_as}


MENDED = {"cell-C5": "20000.00", "cell-A7": "30217", "cell-C8": "436320.00"}


def test_a_block_is_read_and_nothing_is_written_yet(client, clerk, budget):
    page = send(client, budget)
    read = shown(client, page)
    assert results(read) == [
        (2, "新增"),
        (3, "新增"),
        (4, "提示"),
        (5, "待改"),
        (6, "新增"),
        (7, "待改"),
        (8, "待改"),
        (9, "合计行，不导入"),
    ]
    assert (read.read_count, read.fault_count, read.sound_count) == (7, 3, 4)
    assert not Entry.objects.exists()
    assert Event.objects.filter(action="粘贴明细", by=clerk).count() == 1


def test_every_fault_stands_beside_its_cell_with_what_fits(client, clerk, budget):
    page = words(client.get(send(client, budget)))
    assert "请去掉数字中的空格" in page and "改为 20000.00" in page
    assert (
        escape("科目 3217 不在 2025 年支出经济分类科目中；“公务接待费”是 30217") in page
        and "改为 30217" in page
    )
    assert "请只填数字，单位为元" in page and "改为 436320.00" in page
    assert "已转换为半角：１，０００．００" in page
    assert "还有 <b>3</b> 处待改" in page and "跳到第 5 行" in page
    assert "表头写着“金额（元）”，已按元读取。" in page


def test_the_total_row_is_held_against_what_was_read(client, clerk, budget):
    read = shown(client, send(client, budget))
    assert (read.total_row.line.yuan, read.detail.total) == (Decimal("766820"), Decimal("301000"))
    assert read.unread == "第 5、7、8 行未计入。"
    assert read.as_proposed == "按建议改后，明细之和 766,820.00 元，与合计相符。"


def test_what_was_mended_is_saved_together_and_the_block_is_gone(client, clerk, budget):
    page = send(client, budget)
    answer = save(client, page, **MENDED)
    assert answer.status_code == 302, words(answer)
    saved = dict(Entry.objects.values_list("economic__code", "amount"))
    assert saved == {
        "30201": Decimal("170000"),
        "30202": Decimal("120000"),
        "30204": Decimal("1000"),
        "30211": Decimal("20000"),
        "30215": Decimal("10000"),
        "30217": Decimal("9500"),
        "30229": Decimal("436320"),
    }
    assert set(Entry.objects.values_list("nature", "source__code", "direction")) == {
        ("basic", "101", "expenditure")
    }
    assert "已导入：新增 7 条，改动 0 条，删除 0 条。" in words(client.get(answer["Location"]))
    assert Event.objects.filter(action="导入", by=clerk).count() == 1
    assert client.get(page)["Location"].startswith(people.page("entries", budget.pk, "expenditure"))


def test_sent_twice_a_block_is_saved_once(client, clerk, budget):
    page = send(client, budget)
    sent = as_shown(client, page) | {"save": ""} | MENDED
    client.post(page, sent)
    assert client.post(page, sent).status_code == 302
    assert Entry.objects.count() == 7


@pytest.mark.parametrize("late", ["discard", "confirm"])
def test_a_block_that_was_saved_in_another_window_stays_saved(client, clerk, budget, late):
    page = send(client, budget, "部门经济科目\t金额（万元）\n30201\t1.00")
    one, other = Upload.objects.get(), Upload.objects.get()
    contents = shown(client, page).contents
    uploads.confirm(upload=one, contents=contents, by=clerk, seen=None, ticked=())
    with pytest.raises(uploads.Ended, match="这份粘贴的内容.*已经处理过：已导入：新增 1 条"):
        if late == "discard":
            uploads.discard(upload=other, by=clerk)
        else:
            uploads.confirm(upload=other, contents=contents, by=clerk, seen=None, ticked=())
    one.refresh_from_db()
    assert one.state == "imported" and Entry.objects.count() == 1
    assert not Event.objects.filter(action="放弃粘贴的明细").exists()
    answer = client.post(page, {"discard": ""}, follow=True)
    assert "这份粘贴的内容" in words(answer) and "已经处理过：已导入：新增 1 条" in words(answer)


def test_the_twenty_first_open_block_is_refused_with_what_was_pasted(client, clerk, budget, monkeypatch):
    monkeypatch.setattr(paste, "MOST_OPEN", 1)
    send(client, budget)
    address = people.page("paste", budget.pk, "expenditure")
    answer = client.post(address, {"text": BLOCK})
    assert answer.status_code == 409 and "170,000.00" in words(answer)
    assert "已有 1 份粘贴的内容没有处理完" in words(answer) and "请先导入或放弃其中一份，再粘贴" in words(
        answer
    )
    assert Upload.objects.count() == 1


def test_while_something_is_wrong_nothing_is_saved_and_what_was_mended_stays(client, clerk, budget):
    page = send(client, budget)
    answer = save(client, page, **{"cell-C5": "20000.00"})
    assert answer.status_code == 400
    assert not Entry.objects.exists()
    assert results(shown(client, page))[3] == (5, "新增")


def test_a_proposal_is_taken_with_one_press(client, clerk, budget):
    page = send(client, budget)
    answer = client.post(page, {"take": "A7:30217"})
    assert answer["Location"].endswith("#id_cell-C5")
    read = shown(client, page)
    assert read.fault_count == 2
    assert next(row.code for row in read.rows if row.number == 7) == "30217"


def test_an_entry_that_stands_there_is_replaced_doubled_or_left(client, clerk, budget):
    there = people.entry(budget, "1.2", economic="30215")
    for choice, amounts in (
        ("skip", {Decimal("12000")}),
        ("add", {Decimal("12000"), Decimal("10000")}),
        ("replace", {Decimal("10000")}),
    ):
        Entry.objects.exclude(pk=there.pk).delete()
        Entry.objects.filter(pk=there.pk).update(amount=Decimal("12000"))
        page = send(client, budget, "30201\t办公费\t5.00\n30215\t会议费\t1.00")
        read = shown(client, page)
        assert results(read) == [(1, "新增"), (2, "已有一条")]
        assert "替换（现为 1.20）" in words(client.get(page))
        save(client, page, unit="万元", **{"same-2": choice})
        assert set(Entry.objects.filter(economic__code="30215").values_list("amount", flat=True)) == amounts


def test_what_was_carried_over_from_last_year_is_filled_in_without_a_question(client, clerk, budget):
    people.entry(budget, "0", last="1.2", economic="30215")
    page = send(client, budget, "金额（万元）\t科目\n1.00\t30215")
    assert results(shown(client, page)) == [(2, "填入")]
    assert "替换" not in words(client.get(page))
    save(client, page)
    entry = Entry.objects.get()
    assert (entry.amount, entry.last_amount) == (Decimal("10000"), Decimal("12000"))


def test_another_amount_of_last_year_is_not_filled_in_over_what_was_carried_over(client, clerk, budget):
    people.entry(budget, "0", last="1.2", economic="30215")
    page = send(client, budget, "科目\t本年金额（万元）\t上年金额\n30215\t1.00\t2.00")
    assert results(shown(client, page)) == [(2, "已有一条")]
    assert "替换（现为 0.00，上年 1.20）" in words(client.get(page))
    same = send(client, budget, "科目\t本年金额（万元）\t上年金额\n30215\t1.00\t1.20")
    assert results(shown(client, same)) == [(2, "填入")]


def test_what_is_filled_in_is_held_against_last_year(client, clerk, budget):
    people.entry(budget, "0", last="1.2", economic="30215")
    page = send(client, budget, "金额（万元）\t科目\n12000\t30215")
    assert "比上年增长 10000 倍，单位是否有误？" in words(client.get(page))
    assert save(client, page).status_code == 400


def test_the_same_block_again_changes_nothing(client, clerk, budget):
    save(client, send(client, budget), **MENDED)
    page = send(client, budget)
    client.post(page, MENDED)
    assert {row.result for row in shown(client, page).rows} == {"与现有的相同", "合计行，不导入"}
    answer = save(client, page)
    assert "与现有内容完全相同，没有要导入的。" in words(client.get(answer["Location"]))
    assert Entry.objects.count() == 7


def test_where_two_stand_there_the_clerk_must_choose(client, clerk, budget):
    for amount in ("1", "2"):
        people.entry(budget, amount, economic="30215")
    page = send(client, budget, "30215\t会议费\t3.00")
    assert results(shown(client, page)) == [(1, "已有 2 条")]
    assert "另加一条（现为 1.00、2.00）" in words(client.get(page)) and "替换" not in words(client.get(page))
    assert save(client, page, unit="万元").status_code == 400
    save(client, page, **{"same-1": "add"})
    assert sorted(Entry.objects.values_list("amount", flat=True)) == [
        Decimal("10000"),
        Decimal("20000"),
        Decimal("30000"),
    ]


def test_of_two_that_stand_there_the_one_of_the_same_amount_is_meant(client, clerk, budget):
    for amount in ("1", "2"):
        people.entry(budget, amount, economic="30215")
    page = send(client, budget, "30215\t会议费\t3.00\n30215\t会议费\t2.00")
    client.post(page, {"unit": "万元"})
    assert results(shown(client, page)) == [(1, "已有一条"), (2, "与现有的相同")]
    save(client, page)
    assert sorted(Entry.objects.values_list("amount", flat=True)) == [Decimal("20000"), Decimal("30000")]


def test_where_no_unit_is_written_it_is_asked_with_last_years_total(client, clerk, budget):
    people.entry(budget, "0", last="3013.8", economic="30201")
    page = send(client, budget, "30202\t印刷费\t31,214,205.80")
    text = words(client.get(page))
    assert "没有写单位。按元还是按万元？（本部门上年合计 3,013.80 万元，按元读本年为 3,121.42 万元）" in text
    assert save(client, page).status_code == 400
    save(client, page, unit="元")
    assert Entry.objects.get(economic__code="30202").amount == Decimal("31214205.80")


def test_columns_are_chosen_by_hand_and_remembered(client, clerk, budget):
    block = "科目\t甲\t乙\n30201\t5\t6\n30202\t7\t8"
    page = send(client, budget, block)
    columns = {"column-0": "economic", "column-1": "", "column-2": "amount"}
    client.post(page, columns | {"unit": "万元"})
    read = shown(client, page)
    assert [row.line.yuan for row in read.rows] == [Decimal("60000"), Decimal("80000")]
    assert "第 2 列“甲”没有用到。" in read.notices
    again = shown(client, send(client, budget, block.replace("5", "9")))
    assert again.layout.columns == {0: "economic", 2: "amount"}
    assert (again.unit, again.reading.proposed, again.reading.is_remembered) == (None, "万元", True)
    assert again.unit_question.startswith(
        "没有写单位。按元还是按万元？（同样表头的上一份选的是万元，按万元读本年为"
    )
    assert IntakeLayout.objects.filter(by=clerk).count() == 1


def test_columns_of_a_block_without_heads_are_chosen_for_it_alone(client, clerk, budget):
    page = send(client, budget, "2010601\t行政运行\t600.00", by="function")
    client.post(page, as_shown(client, page) | {"unit": "元"})
    read = shown(client, send(client, budget, "2010601\t600.00\t500.00", by="function"))
    assert read.layout.columns == {0: "function", 1: "amount", 2: "last_amount"}
    assert not IntakeLayout.objects.exists()


@pytest.mark.parametrize(
    "heads",
    ["上年预算数", "上年预算数\t上年执行数", "2024年执行数", "占比", "2025年1-6月执行数", "上年执行数（元）"],
)
def test_a_block_of_another_years_amounts_alone_is_not_saved(client, clerk, budget, heads):
    people.entry(budget, "9", economic="30201")
    block = f"科目\t{heads}\n30201\t170000.00" + "\t5.00" * heads.count("\t")
    page = send(client, budget, block)
    read = shown(client, page)
    assert [problem.wanted for problem in read.errors] == [NO_THIS_YEAR]
    assert NO_THIS_YEAR in words(client.get(page))
    assert save(client, page, unit="元").status_code in (400, 409)
    assert save(client, page).status_code == 400
    assert [entry.amount for entry in Entry.objects.all()] == [Decimal(90_000)]


def test_another_years_column_chosen_by_hand_is_asked_about_and_not_remembered(client, clerk, budget):
    page = send(client, budget, "科目\t上年预算数（元）\n30201\t170000.00")
    sent_as_shown(client, page, **{"column-1": "amount"})
    read = shown(client, page)
    (question,) = [problem for problem in read.questions if problem.kind == "year-1"]
    assert save(client, page).status_code == 400
    assert not IntakeLayout.objects.exists()
    assert save(client, page, tick=question.key).status_code == 302
    assert Entry.objects.get().amount == Decimal(170_000)


def test_amounts_far_below_those_that_stand_there_are_asked_about(client, clerk, budget):
    people.entry(budget, "17.34", economic="30201")
    Entry.objects.update(last_amount=170_000)
    page = send(client, budget, "部门经济科目\t金额\t上年金额\t单位：元\n30201\t200\t100")
    (row,) = shown(client, page).rows
    assert [question.wanted for question in row.questions] == [
        "与现有的相差 100 倍以上（现有 17.34 万元），单位是否有误？",
        "与现有的相差 100 倍以上（现有 17 万元），单位是否有误？",
    ]
    assert save(client, page).status_code == 400


def test_a_subtotal_in_the_last_row_is_held_against_what_was_read(client, clerk, budget):
    read = shown(client, send(client, budget, "部门经济科目\t金额（万元）\n30201\t100\n30202\t70\n小计\t999"))
    assert (read.total_row.line.yuan, read.difference) == (Decimal(9_990_000), Decimal(8_290_000))


DATED = "科目编码\t2024年预算数\t2025年预算数（元）\n2010601\t500.00\t600.00"


def sent_as_shown(client, page, **sent):
    """Send what the page shows, as a browser does: the columns too."""
    read = shown(client, page)
    columns = {f"column-{column.number}": column.taken for column in read.columns}
    client.post(page, as_shown(client, page) | columns | {"unit": str(read.unit or "元")} | sent)


def test_columns_that_nobody_chose_otherwise_are_not_remembered(client, clerk, budget):
    sent_as_shown(client, send(client, budget, DATED, by="function"))
    assert not IntakeLayout.objects.exists()


def test_columns_chosen_in_one_year_are_not_those_of_another(client, clerk, budget):
    page = send(client, budget, DATED, by="function")
    sent_as_shown(client, page, **{"column-1": ""})
    assert shown(client, page).layout.columns == {0: "function", 2: "amount"}
    before = people.budget(year=2024)
    read = shown(client, send(client, before, DATED, by="function"))
    assert read.layout.columns[1] == "amount" and 2 not in read.layout.columns


def test_columns_chosen_back_as_they_are_understood_are_forgotten(client, clerk, budget):
    page = send(client, budget, DATED, by="function")
    sent_as_shown(client, page, **{"column-1": ""})
    assert shown(client, send(client, budget, DATED, by="function")).reading.is_remembered
    sent_as_shown(client, page, **{"column-1": "last_amount"})
    assert not IntakeLayout.objects.exists()


def test_codes_of_another_classification_are_read_by_themselves(client, clerk, budget):
    block = "科目编码\t甲\t金额（万元）\n{}\tx\t5"
    page = send(client, budget, block.format("30201"))
    sent_as_shown(client, page, **{"column-1": "project"})
    read = shown(client, send(client, budget, block.format("2010601")))
    assert read.layout.columns == {0: "function", 2: "amount"}


def test_a_long_remark_sent_again_as_it_stands_is_not_cut(client, clerk, budget):
    page = send(client, budget, f"部门经济科目\t金额（万元）\t说明\n30201\t5.00\t{'说' * 201}")
    [fault] = shown(client, page).rows[0].faults
    assert fault.cell == "C2" and "最多 200 字（收到 201 字）" in words(client.get(page))
    assert save(client, page, **{"cell-C2": fault.value}).status_code == 400
    assert not Entry.objects.exists()
    assert save(client, page, **{"cell-C2": "说明"}).status_code == 302
    assert Entry.objects.get().reason == "说明"


def test_a_block_kept_for_later_is_found_on_the_entries_page(client, clerk, budget):
    page = send(client, budget)
    answer = client.post(page, {"cell-C5": "21000", "keep": ""})
    entries = words(client.get(answer["Location"]))
    assert "有一份粘贴的内容还没有保存：9 行" in entries and page in entries
    assert next(row.pasted for row in shown(client, page).rows if row.number == 5) == "21000"


def test_a_block_that_is_discarded_is_gone(client, clerk, budget):
    page = send(client, budget)
    answer = client.post(page, {"discard": ""})
    assert "还没有保存" not in words(client.get(answer["Location"]))
    assert Event.objects.filter(action="放弃粘贴的明细").exists()
    assert Upload.objects.get().state == "discarded"


def test_five_hundred_rows_are_the_most(client, clerk, budget):
    block = "\n".join(f"30201\t办公费\t{n}.00" for n in range(1, 601))
    answer = client.post(people.page("paste", budget.pk, "expenditure"), {"text": block})
    assert answer.status_code == 400
    assert "行数超过 500，请使用 Excel 导入" in words(answer) and "599.00" in words(answer)
    assert not Upload.objects.exists()


def test_an_empty_box_is_told_so(client, clerk, budget):
    answer = client.post(people.page("paste", budget.pk, "expenditure"), {"text": " \n\t"})
    assert answer.status_code == 400 and "没有读到内容" in words(answer)


def test_somebody_else_who_saved_meanwhile_is_not_overwritten(client, clerk, budget):
    there = people.entry(budget, "1.2", economic="30215")
    page = send(client, budget, "30215\t会议费\t1.00\t")
    seen = as_shown(client, page)
    Entry.objects.filter(pk=there.pk).update(amount=Decimal("15000"))
    answer = client.post(page, seen | {"save": "", "unit": "万元"})
    assert answer.status_code == 409
    assert "改了 1 处。已重新比较，请再看一遍差别。" in words(answer) and "现为 1.50" in words(answer)
    assert save(client, page).status_code == 302
    assert Entry.objects.get().amount == Decimal("10000")


def test_a_change_of_something_else_does_not_stand_in_the_way(client, clerk, budget):
    page = send(client, budget, "30215\t会议费\t1.00")
    seen = as_shown(client, page)
    people.entry(budget, "3", economic="30201")
    assert client.post(page, seen | {"save": "", "unit": "万元"}).status_code == 302


def test_what_was_typed_when_the_session_ended_comes_back(client, clerk, budget):
    page = send(client, budget)
    end_sessions(client)
    login = client.post(page, {"cell-C5": "22222", "save": ""})
    assert login.status_code == 403
    assert sign_in(client, login.context["kept"], page)["Location"] == page
    back = client.get(page)
    assert next(row.pasted for row in back.context["paste"].rows if row.number == 5) == "22222"
    assert "data-unsaved" in words(back)
    assert Upload.objects.get().mended == {}, "nothing is saved unasked"


def test_a_block_that_was_sent_when_the_session_ended_comes_back(client, clerk, budget):
    address = people.page("paste", budget.pk, "expenditure") + "?by=economic"
    end_sessions(client)
    login = client.post(address, {"text": BLOCK})
    assert sign_in(client, login.context["kept"], address)["Location"] == address
    assert "170,000.00" in words(client.get(address))
    assert not Upload.objects.exists()


def test_a_budget_that_was_submitted_meanwhile_keeps_what_was_typed(client, clerk, budget):
    page = send(client, budget)
    type(budget).objects.filter(pk=budget.pk).update(state="submitted")
    assert client.post(page, {"cell-C5": "22222", "save": ""}).status_code == 409
    assert client.get(page).status_code == 409
    type(budget).objects.filter(pk=budget.pk).update(state="editing")
    read = shown(client, page)
    assert next(row.pasted for row in read.rows if row.number == 5) == "22222"


def test_a_unit_other_than_the_one_shown_is_looked_at_before_it_is_saved(client, clerk, budget):
    page = send(client, budget, "30201\t办公费\t17.00")
    assert shown(client, page).rows[0].stored == Decimal("170000"), "shown in 万元"
    answer = save(client, page, unit="元")
    assert answer.status_code == 409 and "金额可能不同。请看过再保存。" in words(answer)
    assert not Entry.objects.exists()
    assert save(client, page).status_code == 302
    assert Entry.objects.get().amount == Decimal("17")


@pytest.mark.parametrize(
    "otherwise", [{"unit": "元"}, {"column-2": "last_amount", "column-1": "amount"}, {"cell-C2": "3.00"}]
)
def test_what_another_window_chose_or_typed_is_looked_at_before_it_is_saved(client, clerk, budget, otherwise):
    block = "部门经济科目\t去年\t今年\n30201\t1.00\t2.00x\n30202\t3.00\t4.00"
    page = send(client, budget, block)
    client.post(page, {"unit": "万元"})
    seen = as_shown(client, page)
    client.post(page, otherwise)  # in another window
    answer = client.post(page, seen | {"save": ""})
    assert answer.status_code == 409 and "在另一个窗口改过" in words(answer)
    assert not Entry.objects.exists()


def test_what_one_mended_oneself_is_not_somebody_elses_change(client, clerk, budget):
    people.entry(budget, "5", economic="30211")
    page = send(client, budget)
    answer = save(client, page, **MENDED)  # C5 is 30211: only now it is known that it stands there already
    assert answer.status_code == 409 and "改了" not in words(answer)
    assert "第 5 行改好后，与现有的明细是同一科目。请看过怎样处理，再保存。" in words(answer)
    assert "替换（现为 5.00）" in words(answer)
    assert save(client, page, **{"same-5": "replace"}).status_code == 302
    assert Entry.objects.get(economic__code="30211").amount == Decimal("20000")


def test_a_row_that_stands_twice_in_the_block_is_asked_about(client, clerk, budget):
    block = "部门经济科目\t金额（万元）\n30201\t5.00\n30202\t1.00\n30201\t5.00"
    page = send(client, budget, block)
    assert results(shown(client, page)) == [(2, "新增"), (3, "新增"), (4, "重复行")]
    assert "重复行：第 4 行与第 2 行的科目和金额都相同" in words(client.get(page))
    assert save(client, page).status_code == 400 and not Entry.objects.exists()
    client.post(page, {"same-4": "skip"})
    assert results(shown(client, page))[2] == (4, "不导入") and "两行都要" in words(client.get(page))
    client.post(page, {"same-4": "add"})
    assert save(client, page).status_code == 302
    assert Entry.objects.filter(economic__code="30201").count() == 2


def test_a_row_that_stands_there_already_is_not_added_by_its_copy(client, clerk, budget):
    people.entry(budget, "5", economic="30201")
    page = send(client, budget, "部门经济科目\t金额（万元）\n30201\t5.00\n30201\t5.00")
    assert results(shown(client, page)) == [(2, "与现有的相同"), (3, "重复行")]
    save(client, page, **{"same-3": "skip"})
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("head", ["金额（千元）", "金额（亿元）", "金额（美元）"])
def test_a_block_in_another_unit_is_saved_in_no_unit_that_is_chosen(client, clerk, budget, head):
    page = send(client, budget, f"部门经济科目\t{head}\n30201\t5.00\n30202\t6.00")
    assert "金额单位应为元或万元" in words(client.get(page))
    client.post(page, {"unit": "万元"})
    assert save(client, page).status_code == 400 and not Entry.objects.exists()


def test_rows_that_say_nothing_are_told_and_words_alone_are_no_list(client, clerk, budget):
    block = "附件：明细\n部门经济科目\t金额（万元）\n\n30201\t5.00\n说明：以上为年初数\n制表人：周敏"
    text = words(client.get(send(client, budget, block)))
    assert "第 5、6 行没有读：没有金额，也没有科目。" in text
    prose = "根据区委区政府部署\t请各部门\n按时报送\t材料"
    text = words(client.get(send(client, budget, prose)))
    assert "没有认出金额和科目。" in text


def test_of_many_waiting_blocks_the_newest_three_stand_open(client, clerk, budget):
    for n in range(5):
        send(client, budget, f"部门经济科目\t金额（万元）\n30201\t{n + 1}.00")
    text = words(client.get(people.page("entries", budget.pk, "expenditure")))
    assert "其余 2 份没有保存的粘贴内容" in text and text.count("有一份粘贴的内容还没有保存") == 5
    assert text.index('<details class="waiting">') > text.index("有一份粘贴的内容还没有保存")


def test_nobody_else_sees_a_block(client, clerk, budget):
    page = send(client, budget)
    for user, status in ((people.clerk("zhao"), 404), (people.reviewer(), 404), (people.other_staff(), 404)):
        client.force_login(user)
        assert client.get(page).status_code == status
        assert client.post(page, {"discard": ""}).status_code == status
    assert Upload.objects.get().state == "read"


def test_a_reviewer_pastes_nothing(client, budget):
    client.force_login(people.reviewer())
    address = people.page("paste", budget.pk, "expenditure")
    assert client.get(address).status_code == 404
    assert client.post(address, {"text": BLOCK}).status_code == 404
    entries = words(client.get(people.page("entries", budget.pk, "expenditure")))
    assert "粘贴明细" not in entries and "paste.js" not in entries


def test_projects_that_are_named_come_with_their_entries(client, clerk, budget):
    block = "功能科目\t项目名称\t金额（万元）\n2010608\t财政业务费\t20\n2010601\t\t5"
    save(client, send(client, budget, block, by="function"))
    project = Project.objects.get()
    assert (project.name, project.amount) == ("财政业务费", Decimal("200000"))
    assert dict(Entry.objects.values_list("function__code", "nature")) == {
        "2010608": "project",
        "2010601": "basic",
    }


def test_income_is_pasted_by_source(client, clerk, budget):
    block = "收入来源\t功能科目\t金额（万元）\n一般公共预算\t2010601\t5\n其他资金\t\t6"
    answer = save(client, send(client, budget, block, direction="income", by="function"))
    assert answer.status_code == 302
    assert list(Entry.objects.order_by("amount").values_list("source__code", "direction", "nature")) == [
        ("101", "income", ""),
        ("305", "income", ""),
    ]


def test_a_jump_against_last_year_is_ticked_by_hand(client, clerk, budget):
    page = send(client, budget, "部门经济科目\t金额（万元）\t上年\n30201\t50000\t5")
    text = words(client.get(page))
    assert "比上年增长 10000 倍，单位是否有误？" in text
    assert save(client, page).status_code == 400
    [question] = shown(client, page).unticked
    assert save(client, page, tick=question.key).status_code == 302


WITH_LAST = "部门经济科目\t本年金额（万元）\t上年金额\n30201\t5.00\t4 0.00\n30202\t3 0.00\t7.00"


def test_last_years_amount_is_shown_and_mended_under_its_own_head(client, clerk, budget):
    page = send(client, budget, WITH_LAST)
    this, last = shown(client, page).rows
    assert (this.pasted, [fault.value for fault in this.last_faults], this.amount_faults) == (
        "5.00",
        ["4 0.00"],
        [],
    )
    assert (last.pasted_last, [fault.value for fault in last.amount_faults], last.last_faults) == (
        "7.00",
        ["3 0.00"],
        [],
    )
    text = words(client.get(page))
    heads = ["粘贴的本年金额（万元）", "粘贴的上年金额", "本年存为（万元）", "上年存为（万元）"]
    assert [text.index(f">{head}</th>") for head in heads] == sorted(
        text.index(f">{head}</th>") for head in heads
    )
    assert (
        text.index(">5.00</td>") < text.index('name="cell-C2"') and 'data-k="粘贴的上年金额"><input' in text
    )
    assert 'aria-label="第 2 行上年金额"' in text and 'aria-label="第 3 行本年金额"' in text

    assert save(client, page, **{"cell-C2": "4.00", "cell-B3": "3.00"}).status_code == 302
    assert list(Entry.objects.order_by("economic__code").values_list("amount", "last_amount")) == [
        (Decimal("50000"), Decimal("40000")),
        (Decimal("30000"), Decimal("70000")),
    ]


def test_what_differs_in_last_years_amount_alone_is_no_entry_that_stands_there_already(client, clerk, budget):
    people.entry(budget, "5", last="4", economic="30201")
    page = send(client, budget, "部门经济科目\t本年金额（万元）\t上年金额\n30201\t5.00\t6.00")
    assert results(shown(client, page)) == [(2, "已有一条")]
    assert "替换（现为 5.00，上年 4.00）" in words(client.get(page))
    same = send(client, budget, "部门经济科目\t本年金额（万元）\t上年金额\n30201\t5.00\t4.00")
    assert results(shown(client, same)) == [(2, "与现有的相同")]


def test_last_years_amount_beside_several_of_this_years_is_not_stored_and_said_so(client, clerk, budget):
    page = send(client, budget, "部门经济科目\t基本支出\t项目支出\t上年（万元）\n30201\t5.00\t1.00\t4.00")
    (row,) = shown(client, page).rows
    assert (len(row.line.parts), row.stored_last) == (2, None)
    assert "一行有几个本年金额，上年金额没有用到" in words(client.get(page))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "项目\u202e名"])
def test_what_may_not_stand_in_a_name_is_told_and_escaped(client, clerk, budget, name):
    block = f"功能科目\t项目名称\t支出性质\t金额（万元）\n2010608\t{name}\t项目支出\t20"
    page = send(client, budget, block, by="function")
    assert shown(client, page).fault_count == 1
    assert "<script>alert" not in words(client.get(page))


def test_a_hundred_rows_cost_no_more_queries_than_one(client, clerk, budget, django_assert_max_num_queries):
    few = send(client, budget, "30201\t办公费\t1.00")
    many = send(client, budget, "\n".join(f"30201\t办公费\t{n}.00" for n in range(1, 101)))
    client.get(few)
    with django_assert_max_num_queries(60) as one:
        client.get(few)
    with django_assert_max_num_queries(len(one)):
        client.get(many)
