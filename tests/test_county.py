"""A whole county: its departments from one list, and the workbooks of a year from one zip, each for itself."""

import io
import os
import stat
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from budgets import actions
from budgets.intake import uploads
from budgets.intake.our_workbook_writer import workbook_of
from budgets.models import Budget, Department, Event, Letter, Upload, Work, WorkItem
from disclosures.background import files, queue, running
from disclosures.county import departments, importing, package, result
from disclosures.county.whose import Roster
from disclosures.drafts import draft_of
from disclosures.intake.recognise import contents_of
from disclosures.intake.sheets import Cell, Sheet, Workbook
from disclosures.reading.raw import Unreadable
from disclosures.rendering.workbook import render_workbook
from tests import drafts, people, stages
from tests.people import words

pytestmark = pytest.mark.django_db
State, Item = Work.State, WorkItem.State
REGION = "430001"


# Zips -------------------------------------------------------------------------------------------------------------


def zipped(*members, **options):
    """A zip of (name, bytes), in which names are written as they come."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **options) as made:
        for name, data in members:
            made.writestr(name, data)
    return file.getvalue()


def stored(tmp_path, data):
    place = tmp_path / "county.zip"
    place.write_bytes(data)
    return place


def gbk_zip(name, data):
    """As Windows writes it in China: the name in GBK, without the flag of UTF-8."""
    made = zipfile.ZipInfo("x" * len(name.encode("gbk")))
    return zipped((made, data)).replace(made.filename.encode(), name.encode("gbk"))


def test_names_are_read_as_windows_and_macs_write_them(tmp_path):
    for data in (gbk_zip("区财政局_2025.xlsx", b"x"), zipped(("区财政局_2025.xlsx", b"x"))):
        (part,) = package.parts_of(stored(tmp_path, data))
        assert part.name == "区财政局_2025.xlsx" and not part.why_not


def test_what_systems_leave_is_not_spoken_of_and_what_is_no_workbook_is_passed_over(tmp_path):
    data = zipped(
        ("__MACOSX/._a.xlsx", b""), (".DS_Store", b""), ("~$a.xlsx", b""), ("a/", b""),
        ("a/财政局.xlsx", b"x"), ("a/说明.docx", b"x"), ("a/旧.xls", b"x"), ("a/里面.zip", b"x"),
    )  # fmt: skip
    told = {part.name: (part.why_not, part.is_wrong) for part in package.parts_of(stored(tmp_path, data))}
    assert told == {
        "a/财政局.xlsx": ("", False),
        "a/说明.docx": ("不是工作簿，已略过", False),
        "a/旧.xls": ("", False),
        "a/里面.zip": ("这是压缩包，请解压后逐个上传其中的文件。", True),
    }


def link():
    made = zipfile.ZipInfo("财政局.xlsx")
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((made, "/etc/passwd"))


def locked():
    """The bit that says a member has a password, in both of its places."""
    data = bytearray(zipped(("财政局.xlsx", b"x")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not a zip", package.NO_ZIP),
        (b"", package.NO_ZIP),
        (b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + bytes(18), package.NO_ZIP),
        (b"Rar!\x1a\x07", package.OTHER_ARCHIVE),
        (zipped(("说明.txt", b"x")), package.NOTHING),
        (zipped(*((f"{n}.xlsx", b"") for n in range(1001))), package.TOO_MANY),
        (zipped(("../财政局.xlsx", b"x")), package.ODD),
        (zipped(("/财政局.xlsx", b"x")), package.ODD),
        (zipped(("C:/财政局.xlsx", b"x")), package.ODD),
        (zipped(("a.xlsx", b"x"), ("A.xlsx", b"x")), package.ODD),
        (link(), package.ODD),
    ],
    ids=[
        "no zip",
        "empty",
        "end alone",
        "rar",
        "nothing",
        "many",
        "up",
        "absolute",
        "drive",
        "twice",
        "link",
    ],
)
def test_a_zip_that_is_not_safe_is_refused_as_a_whole(tmp_path, data, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence[:12]}"):
        package.parts_of(stored(tmp_path, data))


@pytest.mark.parametrize("is_zip64", [False, True])
@pytest.mark.parametrize("lies", [False, True])
def test_a_list_too_long_for_people_is_refused_before_it_is_read(tmp_path, monkeypatch, is_zip64, lies):
    with monkeypatch.context() as writing:
        if is_zip64:
            writing.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 2)
        made = bytearray(zipped(*((f"{n}.xlsx", b"") for n in range(30))))
    if lies:  # of how many there are; how long the list is, it has to say
        mark, at = (b"PK\x06\x06", 24) if is_zip64 else (b"PK\x05\x06", 8)
        size = 8 if is_zip64 else 2
        at += made.rindex(mark)
        made[at : at + 2 * size] = (1).to_bytes(size, "little") * 2
    place = stored(tmp_path, bytes(made))
    assert len(package.parts_of(place)) == 30
    monkeypatch.setattr(package, "MOST_LIST" if lies else "MOST_LINES", 1000 if lies else 20)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # of which one is made for each line
    with pytest.raises(Unreadable, match="^压缩包里超过"):
        package.parts_of(place)


def test_what_would_unpack_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MOST_UNPACKED", 1000)
    data = zipped(*((f"{n}.xlsx", bytes(300)) for n in range(4)), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(Unreadable, match="压缩包解压后超过"):
        package.parts_of(stored(tmp_path, data))


def test_a_member_with_a_password_or_too_large_is_told_and_the_others_are_read(tmp_path, monkeypatch):
    (part,) = package.parts_of(stored(tmp_path, locked()))
    assert part.why_not == "文件设有密码，请取消密码后再上传。" and part.is_wrong
    monkeypatch.setattr(package, "MOST_BYTES", 10)
    large, small = package.parts_of(stored(tmp_path, zipped(("a.xlsx", bytes(11)), ("b.xlsx", b"x"))))
    assert large.why_not and not small.why_not


def test_a_member_that_lies_about_its_size_or_is_broken_is_refused_when_it_is_read(tmp_path, monkeypatch):
    data = bytearray(zipped(("a.xlsx", b"honest text")))
    data[data.index(b"honest")] ^= 1
    place = stored(tmp_path, bytes(data))
    with package.opened(place) as opened, pytest.raises(Unreadable, match="文件损坏"):
        opened.read(0)
    monkeypatch.setattr(package, "MOST_BYTES", 5)
    with package.opened(stored(tmp_path, zipped(("a.xlsx", b"123456")))) as opened, pytest.raises(Unreadable):
        opened.read(0)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_packed_as_no_system_packs_is_told_and_not_unpacked(tmp_path, packing):
    odd = zipfile.ZipInfo("a.xlsx")
    odd.compress_type = packing
    place = stored(tmp_path, zipped((odd, b"x" * 100), ("b.xlsx", b"x")))
    first, second = package.parts_of(place)
    assert "压缩方式不能读取" in first.why_not and first.is_wrong and not second.why_not
    with package.opened(place) as opened, pytest.raises(Unreadable, match="压缩方式不能读取"):
        opened.read(0)


# Whose it is ------------------------------------------------------------------------------------------------------


def book(*texts):
    cells = {(row, 0): Cell(text, "text", False, "", text) for row, text in enumerate(texts)}
    return Workbook((Sheet("封面", False, cells),))


@pytest.fixture
def roster(db):
    names = {"101": "某县财政局", "102": "某县教育局", "103": "某县教育局幼儿园", "104": "某县民政局"}
    for code, name in names.items():
        made = drafts.department(code, REGION, name)
        made.short_name = name.removeprefix("某县")
        made.save()
    return Roster(Department.objects.select_related("region"))


@pytest.mark.parametrize(
    ("texts", "name", "code"),
    [
        (["2025年部门预算", "预算部门：某县财政局"], "x.xlsx", "101"),
        (["某县教育局2025年部门预算"], "x.xlsx", "102"),
        (["编制单位：某县教育局幼儿园"], "x.xlsx", "103"),  # not the office within whose name it begins
        (["部门编码：104"], "x.xlsx", "104"),
        (
            ["预算部门：某县民政局", "主管部门某县教育局"],
            "财政局.xlsx",
            "104",
        ),  # what it says before its name
        (["预算主管部门：某县教育局", "预算单位：某县教育局幼儿园"], "x.xlsx", "103"),
        (["2025年部门预算"], "县财政局_2025.xlsx", "101"),
        (["2025年部门预算"], "102预算.xlsx", "102"),
        (["2025年部门预算"], "教育局/2025年.xlsx", "102"),
        (["2025年部门预算"], "教育局幼儿园.xlsx", "103"),
        (["2025年部门预算"], "新建工作簿(2).xlsx", None),
        (["2025年部门预算"], "财政局、民政局.xlsx", None),
        (["某县财政局", "某县民政局"], "x.xlsx", None),
    ],
)
def test_a_workbook_is_known_by_what_it_says_and_else_by_its_name(roster, texts, name, code):
    found, stranger = roster.of(book(*texts), name)
    assert (found.code if found else None) == code and not stranger


def guide(name, code):
    """The first sheet of our workbook, which says whose it is."""
    told = (("部门预算填报工作簿", ""), ("部门（单位）", name), ("部门编码", code), ("年度", "2025"))
    cells = {
        (row, column): Cell(text, "text", False, "", text)
        for row, pair in enumerate(told)
        for column, text in enumerate(pair)
        if text
    }
    return Workbook((Sheet("填表说明", False, cells),))


@pytest.mark.parametrize(
    "said",
    [
        guide("某乙县财政局", "101"),
        book("编制部门：某乙县财政局", "部门编码：101"),
        book("某乙县财政局2025年部门预算", "单位：万元"),
        book("预算主管部门：某乙县财政局"),
    ],
)
def test_a_workbook_of_another_county_is_of_nobody_here_whatever_its_code_and_name_are(roster, said):
    assert roster.of(said, "101财政局.xlsx") == (None, "某乙县财政局")


@pytest.mark.parametrize(
    "title", ["某县第1中学2025年部门预算", "附件1：某县第1中学2025年预算", "中学2025年预算"]
)
def test_a_part_of_a_name_is_no_stranger(roster, title):
    drafts.department("105", REGION, "某县第1中学")
    found, stranger = Roster(Department.objects.select_related("region")).of(book(title), "x.xlsx")
    assert (found.code if found else stranger) == ("105" if "第1" in title else "中学")


@pytest.mark.parametrize("name", ["某县财政局", "县财政局", "财政局", "某县财政局（本级）"])
def test_our_department_is_known_by_its_name_as_people_write_it(roster, name):
    found, stranger = roster.of(guide(name, "999"), "x.xlsx")
    assert found.code == "101" and not stranger


# A county ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer(client):
    for left in files.root().glob("*"):
        left.unlink()
    drafts.department("101")
    user = people.finance_officer("shen", drafts.department("101").region)
    user.email = "shen@example.gov.cn"
    user.save()
    client.force_login(user)
    return user


def named(code, name):
    """A department with its budget, in which nothing is entered any more; and the workbook that says what was."""
    budget = drafts.sound_budget(code)
    Department.objects.filter(pk=budget.department_id).update(name=f"某县{name}", short_name=name)
    budget = stages.again(Budget.objects.select_related("department__region").get(pk=budget.pk))
    data = workbook_of(budget)
    budget.entries.all().delete()
    return budget, data


def wrong(data):
    """The same with words where an amount should stand."""
    return changed(data, "1.2亿")


def changed(data, amount=1250):
    """The same with another amount."""
    made = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == 1234.5:
                    cell.value = amount
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def sent(client, data, name="某县2025.zip", **more):
    given = {"file": SimpleUploadedFile(name, data), "year": "2025", "region": REGION} | more
    return client.post(reverse("county_workbooks"), given)


def told(work):
    return {item.name: (item.state, item.message) for item in work.items.all()}


def test_a_county_is_imported_and_one_failing_file_stops_no_other(client, officer):
    names = {"101": "财政局", "102": "教育局", "103": "民政局", "104": "司法局"}
    budgets, books = zip(*(named(code, name) for code, name in names.items()), strict=True)
    workflow_states = [budget.state for budget in budgets]
    data = zipped(
        ("财政局.xlsx", books[0]),
        ("教育局.xlsx", wrong(books[1])),
        ("民政局.xlsx", books[2]),
        ("司法局.xlsx", b"PK\x03\x04 broken"),
        ("说明.docx", b"x"),
    )
    answer = sent(client, data)
    assert answer.status_code == 302
    page = words(client.get(answer.url))
    assert "某县2025.zip，5 份文件" in page and "已处理 1 / 5 份" in page
    call_command("work", once=True)
    work = Work.objects.get()
    found = told(work)
    assert work.state == State.DONE
    assert found["财政局.xlsx"][0] == found["民政局.xlsx"][0] == Item.DONE
    assert found["财政局.xlsx"][1].startswith("新增 ")
    assert found["教育局.xlsx"][0] == Item.WRONG and "1.2亿" in found["教育局.xlsx"][1]
    assert found["司法局.xlsx"][0] == Item.WRONG and "文件损坏" in found["司法局.xlsx"][1]
    assert found["说明.docx"] == (Item.SKIPPED, "不是工作簿，已略过")
    assert [budget.entries.exists() for budget in budgets] == [True, False, True, False]
    assert [stages.again(budget).state for budget in budgets] == workflow_states
    assert Event.objects.filter(action="代为导入", by=officer).count() == 2
    page = words(client.get(answer.url))
    assert "<b>2</b>已完成" in page and "一份有误，不影响别的部门。" in page and "查看并改" in page
    (letter,) = Letter.objects.all()
    assert letter.subject == "全区工作簿导入完成：2 份写入，2 份有误" and letter.to == officer


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_one_member_that_cannot_be_unpacked_stops_no_other(client, officer, monkeypatch, packing):
    budget, data = named("101", "财政局")
    odd = zipfile.ZipInfo("0.xlsx")
    odd.compress_type = packing
    made = bytearray(zipped((odd, bytes(1000)), ("101.xlsx", data)))
    at = made.index(b"0.xlsx") + len(b"0.xlsx")
    made[at : at + 8] = b"\xff" * 8
    sent(client, bytes(made))
    read = package.Package.read

    def failing(self, number):  # what no sentence is for, the disk among it
        return read(self, number) if self.infos[number].filename != "0.xlsx" else os.read(-1, 1)

    for patched in (False, True):
        if patched:
            monkeypatch.setattr(package.Package, "read", failing)
            WorkItem.objects.filter(number=1).update(state=Item.WAITING)
            queue.resume(work=Work.objects.get(), by=officer)
        call_command("work", once=True)
        work = Work.objects.get()
        assert work.state == State.DONE and budget.entries.exists()
        assert [state for state, _message in told(work).values()] == [Item.WRONG, Item.DONE]
    assert "没有办成，内容没有变化。已记下" in told(work)["0.xlsx"][1]


def test_the_same_zip_again_repeats_nothing(client, officer):
    budget, data = named("101", "财政局")
    other, others = named("102", "教育局")
    for _again in range(2):
        sent(client, zipped(("1.xlsx", data), ("2.xlsx", others)))  # whose they are stands inside
        call_command("work", once=True)
    first, second = Work.objects.order_by("pk")
    assert all(message.startswith("新增") for _state, message in told(first).values())
    assert set(told(second).values()) == {(Item.DONE, "与现有内容完全相同，没有要导入的。")}
    sound = drafts.sound_budget("199").entries.count()
    assert budget.entries.count() == other.entries.count() == sound


def test_what_is_not_being_filled_in_is_refused_with_its_sentence_and_the_rest_goes_on(client, officer):
    (handed_in, first), (_open, second) = named("101", "财政局"), named("102", "教育局")
    Budget.objects.filter(pk=handed_in.pk).update(state="submitted")
    drafts.department("105", REGION, "某县审计局")
    sent(client, zipped(("财政局.xlsx", first), ("教育局.xlsx", second), ("某县审计局.xlsx", unnamed())))
    call_command("work", once=True)
    found = told(Work.objects.get())
    assert found["财政局.xlsx"] == (Item.WRONG, "预算已提交，不能再改。如需修改，请退回或撤回。")
    assert found["教育局.xlsx"][0] == Item.DONE
    assert found["某县审计局.xlsx"][0] == Item.WRONG and "还没有开出" in found["某县审计局.xlsx"][1]


def unnamed():
    """A workbook that says nothing of anybody."""
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active["A1"] = "2025年部门预算"
    made.save(file)
    return file.getvalue()


def test_where_the_department_is_not_known_somebody_says_it(client, officer):
    named("101", "财政局")
    answer = sent(client, zipped(("新建工作簿(2).xlsx", unnamed())))
    call_command("work", once=True)
    work = Work.objects.get()
    page = words(client.get(answer.url))
    assert work.items.get().state == Item.UNKNOWN and "按此导入" in page and "选择部门…" in page
    address = reverse("work_item", args=[work.pk, 1])
    page = client.post(address, {"department": ""}, follow=True)
    assert "请选择部门。" in words(page) and work.items.get().state == Item.UNKNOWN
    chosen = Department.objects.get(code="101")
    client.post(address, {"department": chosen.pk})
    call_command("work", once=True)
    item = work.items.get()
    assert item.department == chosen and item.state == Item.WRONG  # it holds nothing that could be imported
    elsewhere = drafts.department("101", "430009")
    client.post(address, {"department": elsewhere.pk})
    assert work.items.get().department == chosen


def test_two_workbooks_of_one_department_do_not_undo_each_other(client, officer):
    budget, data = named("101", "财政局")
    sent(client, zipped(("财政局.xlsx", data), ("财政局(2).xlsx", data)))
    call_command("work", once=True)
    found = told(Work.objects.get())
    assert sorted(state for state, _message in found.values()) == [Item.DONE, Item.WRONG]
    assert any("是同一个部门（财政局），没有导入。" in message for _state, message in found.values())


def added(client, work, *members):
    """One more zip for the same work, done by the worker."""
    file = SimpleUploadedFile("又一份.zip", zipped(*members))
    client.post(reverse("county_more", args=[work.pk]), {"file": file, "year": "2025"})
    call_command("work", once=True)


@pytest.fixture
def known_by_the_name_of_the_file(monkeypatch):
    monkeypatch.setattr(Roster, "of", lambda roster, _workbook, name: (roster.by_file_name(name), ""))


@pytest.mark.usefixtures("known_by_the_name_of_the_file")
def test_an_older_workbook_whose_department_is_said_later_does_not_undo_a_newer_one(client, officer):
    budget, data = named("101", "财政局")
    sent(client, zipped(("新建工作簿.xlsx", data)))
    call_command("work", once=True)
    work = Work.objects.get()
    assert work.items.get().state == Item.UNKNOWN
    added(client, work, ("财政局.xlsx", changed(data)))
    newest = sorted(budget.entries.values_list("amount", flat=True))
    client.post(reverse("work_item", args=[work.pk, 1]), {"department": budget.department_id})
    call_command("work", once=True)
    state, message = told(work)["新建工作簿.xlsx"]
    assert state == Item.SKIPPED and message.startswith("已由较新的导入取代（“财政局.xlsx”）。")
    assert sorted(budget.entries.values_list("amount", flat=True)) == newest
    assert Upload.objects.get().state == "discarded"
    page = words(client.get(reverse("work", args=[work.pk])))
    assert "已取代" in page and "再试一次" not in page


def test_what_was_handed_in_before_and_left_waiting_does_not_undo_what_came_after(client, officer):
    """The first work was paused, another county zip was imported, the first went on."""
    budget, data = named("101", "财政局")
    sent(client, zipped(("旧.xlsx", data)))
    first = Work.objects.get()
    queue.pause(work=first, by=officer)
    sent(client, zipped(("新.xlsx", changed(data))))
    call_command("work", once=True)
    newest = sorted(budget.entries.values_list("amount", flat=True))
    queue.resume(work=first, by=officer)
    call_command("work", once=True)
    state, message = told(first)["旧.xlsx"]
    assert state == Item.SKIPPED and message.startswith("已由较新的导入取代（“新.xlsx”）。")
    assert sorted(budget.entries.values_list("amount", flat=True)) == newest
    added(client, first, ("最新.xlsx", data))  # handed in last, to the work that was begun first
    assert told(first)["最新.xlsx"][0] == Item.DONE
    assert sorted(budget.entries.values_list("amount", flat=True)) != newest


def test_a_newer_one_that_another_worker_writes_meanwhile_is_not_undone(client, officer, monkeypatch):
    budget, data = named("101", "财政局")
    sent(client, zipped(("旧.xlsx", data)))
    sent(client, zipped(("新.xlsx", changed(data))))
    first, second = Work.objects.order_by("pk")
    read = importing.contents_of

    def overtaken(*args, **options):  # while the older is being read, the newer is read and written
        monkeypatch.setattr(importing, "contents_of", read)
        running.do.call(second.pk)
        return read(*args, **options)

    monkeypatch.setattr(importing, "contents_of", overtaken)
    running.do.call(first.pk)
    assert told(second)["新.xlsx"][0] == Item.DONE and told(first)["旧.xlsx"][0] == Item.SKIPPED
    assert budget.entries.filter(amount=people.yuan("1250")).exists()


def raised(budget, by, amount="1300"):
    """Somebody enters another amount on the website."""
    entry = budget.entries.get(function__code="2010601")
    entry.amount = people.yuan(amount)
    actions.save_entry(entry=entry, by=by)


def sent_by_itself(budget, by, data):
    """Somebody uploads a workbook for one department, looks at it and imports it."""
    upload = uploads.keep_workbook(budget=budget, by=by, name="财政局.xlsx", data=data)
    contents = contents_of(data, budget)
    uploads.confirm(upload=upload, contents=contents, by=by, seen=None, ticked=())


@pytest.fixture
def waiting(client, officer):
    """A budget with its figures, and a file with others that waits in the queue."""
    budget, data = named("101", "财政局")
    clerk = people.clerk("zhou", budget.department)
    sent_by_itself(budget, clerk, data)
    sent(client, zipped(("财政局.xlsx", changed(data))))
    return budget, data, clerk


@pytest.mark.parametrize("way", ["web", "workbook"])
@pytest.mark.parametrize("when", ["queued", "paused", "tried again"])
def test_what_the_clerk_entered_after_a_file_was_handed_in_is_not_undone_by_it(
    client, officer, waiting, way, when
):
    budget, data, clerk = waiting
    work = Work.objects.get()
    if when == "paused":
        queue.pause(work=work, by=officer)
    elif when == "tried again":
        Budget.objects.update(state="submitted")
        call_command("work", once=True)
        Budget.objects.update(state="editing")
    if way == "web":
        raised(budget, clerk)
    else:
        sent_by_itself(budget, clerk, changed(data, 1300))
    if when == "paused":
        queue.resume(work=work, by=officer)
    elif when == "tried again":
        client.post(reverse("work_item", args=[work.pk, 1]))
    call_command("work", once=True)
    assert budget.entries.get(function__code="2010601").amount == people.yuan("1300")
    assert told(work)["财政局.xlsx"] == (Item.WRONG, "请确认：交来之后内容有改动，请核对。")
    item = WorkItem.objects.get()
    assert (item.upload.state, item.upload.budget_id) == ("read", budget.pk)
    page = words(client.get(reverse("work", args=[work.pk])))
    assert "待确认 1" in page and "查看并改" in page


def test_what_the_officer_imported_for_the_department_since_is_not_undone_either(client, officer, waiting):
    budget, data, _clerk = waiting
    sent_by_itself(budget, officer, changed(data, 1300))
    call_command("work", once=True)
    assert budget.entries.get(function__code="2010601").amount == people.yuan("1300")


def test_a_file_that_says_what_was_entered_meanwhile_is_done(client, officer, waiting):
    budget, _data, clerk = waiting
    raised(budget, clerk, "1250")
    income = budget.entries.get(direction="income")
    income.amount = people.yuan("1250")
    actions.save_entry(entry=income, by=clerk)
    call_command("work", once=True)
    assert told(Work.objects.get())["财政局.xlsx"] == (Item.DONE, "与现有内容完全相同，没有要导入的。")


def test_what_was_entered_before_a_file_was_handed_in_gives_way_to_it(client, officer, waiting):
    budget, data, clerk = waiting
    work = Work.objects.get()
    call_command("work", once=True)
    raised(budget, clerk)
    added(client, work, ("最新.xlsx", data))
    assert told(work)["最新.xlsx"][0] == Item.DONE
    assert budget.entries.get(function__code="2010601").amount == people.yuan("1234.5")


def of_another_county(data):
    """Our workbook with the name of an office elsewhere, whose code is the same."""
    made = openpyxl.load_workbook(io.BytesIO(data))
    for row in made.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "某县财政局":
                cell.value = "某乙县财政局"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_workbook_of_another_county_is_not_written_and_stays_in_sight(client, officer):
    budget, data = named("101", "财政局")
    answer = sent(client, zipped(("财政局（乙县）.xlsx", of_another_county(data)), ("财政局.xlsx", data)))
    call_command("work", once=True)
    work = Work.objects.get()
    state, message = told(work)["财政局（乙县）.xlsx"]
    assert state == Item.UNKNOWN and "“某乙县财政局”，不属于本区划，或已改名" in message
    assert told(work)["财政局.xlsx"][0] == Item.DONE and budget.entries.exists()
    page = words(client.get(answer.url))
    assert "不属于本区划" in page and "按此导入" in page and "认不出部门 1" in page


def test_two_of_one_department_in_one_zip_do_not_hide_what_is_wrong_with_the_first(client, officer):
    _budget, data = named("101", "财政局")
    sent(client, zipped(("财政局(1).xlsx", wrong(data)), ("财政局(2).xlsx", data)))
    call_command("work", once=True)
    found = told(Work.objects.get())
    assert found["财政局(1).xlsx"][0] == Item.WRONG and "1.2亿" in found["财政局(1).xlsx"][1]
    assert found["财政局(2).xlsx"][0] == Item.DONE


def test_what_was_only_guessed_from_the_name_of_the_file_is_asked_where_the_workbook_says_another(
    client, officer
):
    named("101", "财政局")
    made = openpyxl.Workbook()
    made.active.append(["2025年部门预算"])
    made.active.append(["部门编码：909"])
    for title in ("2025年部门收入总表", "2025年部门支出总表"):
        made.create_sheet(title).append([title])
    file = io.BytesIO()
    made.save(file)
    sent(client, zipped(("财政局.xlsx", file.getvalue())))
    call_command("work", once=True)
    item = WorkItem.objects.get()
    assert item.state == Item.UNKNOWN and item.department is None
    assert "部门编码 909 不是本部门" in item.message and item.message.endswith("请选部门。")


@pytest.mark.usefixtures("known_by_the_name_of_the_file")
def test_what_was_mended_of_a_newer_workbook_is_not_undone_either(client, officer):
    budget, data = named("101", "财政局")
    sent(client, zipped(("财政局.xlsx", wrong(data)), ("新建工作簿.xlsx", data)))
    call_command("work", once=True)
    Upload.objects.filter(item__name="财政局.xlsx").update(state="imported")
    work = Work.objects.get()
    client.post(reverse("work_item", args=[work.pk, 1]), {"department": budget.department_id})
    call_command("work", once=True)
    assert told(work)["新建工作簿.xlsx"][0] == Item.WRONG and not budget.entries.exists()


def test_only_what_was_wrong_is_sent_again_and_takes_its_place(client, officer):
    budget, data = named("101", "财政局")
    answer = sent(client, zipped(("财政局.xlsx", wrong(data))))
    call_command("work", once=True)
    work = Work.objects.get()
    more = reverse("county_more", args=[work.pk])
    assert "接在“某县2025.zip，1 份文件”之后" in words(client.get(more))
    client.post(
        more, {"file": SimpleUploadedFile("改好.zip", zipped(("财政局改.xlsx", data))), "year": "2025"}
    )
    call_command("work", once=True)
    assert told(work)["财政局.xlsx"] == (Item.SKIPPED, "已由“财政局改.xlsx”替换")
    assert told(work)["财政局改.xlsx"][0] == Item.DONE and budget.entries.exists()
    assert "有误 1" not in words(client.get(answer.url))


def test_nobody_is_asked_to_mend_what_was_sent_again_and_is_in_the_budget(client, officer):
    _budget, data = named("101", "财政局")
    sent(client, zipped(("财政局.xlsx", wrong(data))))
    call_command("work", once=True)
    upload = Upload.objects.get()
    assert upload.state == "read"
    added(client, Work.objects.get(), ("财政局改.xlsx", data))
    upload.refresh_from_db()
    assert (upload.state, upload.message) == ("discarded", "已由“财政局改.xlsx”替换，没有导入。")
    assert upload.ended_at


def test_what_went_into_the_budget_when_it_was_tried_again_is_over(client, officer):
    budget, data = named("101", "财政局")
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    sent(client, zipped(("财政局.xlsx", data)))
    call_command("work", once=True)
    assert Upload.objects.get().state == "failed"
    Budget.objects.filter(pk=budget.pk).update(state="editing")
    client.post(reverse("work_item", args=[Work.objects.get().pk, 1]))
    call_command("work", once=True)
    upload = Upload.objects.get()
    assert budget.entries.exists() and upload.state == "imported" and upload.message.startswith("新增 ")


def test_an_older_workbook_that_is_tried_again_does_not_end_a_newer_one(client, officer):
    budget, data = named("101", "财政局")
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    sent(client, zipped(("旧.xlsx", data)))
    call_command("work", once=True)
    Budget.objects.filter(pk=budget.pk).update(state="editing")
    work = Work.objects.get()
    added(client, work, ("新.xlsx", wrong(data)))
    client.post(reverse("work_item", args=[work.pk, 1]))
    call_command("work", once=True)
    assert [state for state, _message in told(work).values()] == [Item.DONE, Item.WRONG]
    assert Upload.objects.get(item__name="新.xlsx").state == "read"


def test_what_somebody_mended_and_imported_is_not_tried_again(client, officer):
    _budget, data = named("101", "财政局")
    sent(client, zipped(("财政局.xlsx", wrong(data))))
    call_command("work", once=True)
    Upload.objects.update(state="imported")
    address = reverse("work_item", args=[Work.objects.get().pk, 1])
    page = client.post(address, follow=True)
    assert "“财政局.xlsx”已改好并导入，不用再做。" in words(page)
    assert WorkItem.objects.get().state == Item.WRONG


@pytest.mark.parametrize("amount", ["1.2亿", 1250])
def test_what_is_mended_while_it_waits_to_be_tried_again_is_neither_reopened_nor_undone(
    client, officer, amount
):
    budget, data = named("101", "财政局")
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    sent(client, zipped(("财政局.xlsx", changed(data, amount))))
    call_command("work", once=True)
    Budget.objects.filter(pk=budget.pk).update(state="editing")
    client.post(reverse("work_item", args=[Work.objects.get().pk, 1]))
    Upload.objects.update(state="imported", message="已导入")
    call_command("work", once=True)
    upload, item = Upload.objects.get(), WorkItem.objects.get()
    assert (upload.state, upload.message) == ("imported", "已导入")
    assert (item.state, item.message) == (Item.DONE, "已改好并导入") and not budget.entries.exists()


@pytest.mark.parametrize("amount", ["1.2亿", 1250])
def test_what_a_department_gave_up_is_not_opened_again(client, officer, amount):
    budget, data = named("101", "财政局")
    Budget.objects.filter(pk=budget.pk).update(state="submitted")
    sent(client, zipped(("财政局.xlsx", changed(data, amount))))
    call_command("work", once=True)
    Budget.objects.filter(pk=budget.pk).update(state="editing")
    upload = Upload.objects.select_related("budget").get()
    uploads.discard(upload=upload, by=people.clerk("zhou", budget.department))
    work = Work.objects.get()
    client.post(reverse("work_item", args=[work.pk, 1]))
    call_command("work", once=True)
    assert Upload.objects.get().state == "discarded" and not budget.entries.exists()
    assert told(work)["财政局.xlsx"] == (Item.SKIPPED, "已在部门的上传记录里放弃，没有导入。")
    assert "已放弃" in words(client.get(reverse("work", args=[work.pk])))


@pytest.mark.usefixtures("known_by_the_name_of_the_file")
def test_what_was_typed_for_one_department_is_not_taken_for_another(client, officer):
    _first, data = named("101", "财政局")
    second, _data = named("102", "教育局")
    sent(client, zipped(("财政局.xlsx", wrong(data))))
    call_command("work", once=True)
    upload = Upload.objects.select_related("budget").get()
    uploads.mend(upload=upload, by=officer, typed={"预算收入!C3": "1"}, ticked=["预算收入!C3:jump"])
    work = Work.objects.get()
    client.post(reverse("work_item", args=[work.pk, 1]))
    call_command("work", once=True)
    upload.refresh_from_db()
    assert upload.mended and upload.ticked  # of the same department it stays
    client.post(reverse("work_item", args=[work.pk, 1]), {"department": second.department_id})
    call_command("work", once=True)
    upload.refresh_from_db()
    assert upload.budget == second and (upload.mended, upload.ticked) == ({}, [])


def test_stopped_in_the_middle_it_goes_on_from_there(client, officer, monkeypatch):
    pairs = [named(str(101 + n), f"第{n}局") for n in range(4)]
    sent(client, zipped(*((f"{budget.department.code}.xlsx", data) for budget, data in pairs)))
    work = Work.objects.get()
    settle, seen = importing.settle, []

    def pausing(item, *args, **kwargs):
        settle(item, *args, **kwargs)
        seen.append(item.name)
        if len(seen) == 2:
            queue.pause(work=work, by=officer)

    monkeypatch.setattr(importing, "settle", pausing)
    call_command("work", once=True)
    assert [budget.entries.exists() for budget, _data in pairs] == [True, True, False, False]
    queue.resume(work=work, by=officer)
    call_command("work", once=True)
    assert seen == ["101.xlsx", "102.xlsx", "103.xlsx", "104.xlsx"]
    assert all(budget.entries.exists() for budget, _data in pairs)


def test_killed_between_two_files_nothing_is_written_twice(client, officer, monkeypatch):
    pairs = [named(str(101 + n), f"第{n}局") for n in range(3)]
    sent(client, zipped(*((f"{budget.department.code}.xlsx", data) for budget, data in pairs)))
    work = Work.objects.get()

    class Killed(BaseException):
        pass

    def killed(*_done):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_done", killed)
        with pytest.raises(Killed):
            running.do.call(work.pk)
    # What was written of the one at hand went back with its transaction.
    assert not pairs[0][0].entries.exists() and work.items.get(number=1).state == Item.RUNNING
    assert queue.release(timezone.now()) == 1
    call_command("work", once=True)
    assert all(budget.entries.exists() for budget, _data in pairs)
    assert {state for state, _message in told(work).values()} == {Item.DONE}


def test_the_departments_that_handed_in_nothing_are_named(client, officer):
    _budget, data = named("101", "财政局")
    named("102", "教育局")
    answer = sent(client, zipped(("财政局.xlsx", data)))
    call_command("work", once=True)
    page = words(client.get(answer.url, {"only": "missing"}))
    assert "没有交来的部门 1" in page and "某县教育局" in page


def test_the_result_is_one_workbook_with_every_error(client, officer):
    _budget, data = named("101", "财政局")
    sent(client, zipped(("=财政局.xlsx", wrong(data))))
    call_command("work", once=True)
    answer = client.get(reverse("county_result", args=[Work.objects.get().pk]))
    made = openpyxl.load_workbook(io.BytesIO(answer.content))
    files_told, errors = [list(sheet.values) for sheet in made]
    assert files_told[1][:4] == ("101", "某县财政局", "=财政局.xlsx", files_told[1][3])
    assert files_told[1][3].startswith("有误") and len(errors) > 1 and errors[1][3] == "1.2亿"
    assert all(cell.data_type != "f" for sheet in made for row in sheet for cell in row)


def test_the_result_lists_every_file_with_what_became_of_it(client, officer):
    _budget, data = named("101", "财政局")
    drafts.department("105", REGION, "某县审计局")
    members = {
        "财政局.xlsx": data,
        "审计局.xlsx": changed(data),
        "某县审计局.xlsx": unnamed(),
        "司法局.xlsx": b"PK\x03\x04 broken",
        "公文.xlsx": b"%PDF-1.7",
        "新建.xlsx": unnamed(),
        "说明.docx": b"x",
        "里面.zip": b"x",
    }
    sent(client, zipped(*members.items()))
    call_command("work", once=True)
    answer = client.get(reverse("county_result", args=[Work.objects.get().pk]))
    listed, errors = [list(sheet.values) for sheet in openpyxl.load_workbook(io.BytesIO(answer.content))]
    found = {row[2]: (row[3], row[4]) for row in listed[1:]}
    assert set(found) == set(members)
    assert found["司法局.xlsx"][0] == found["公文.xlsx"][0] == "打不开" and "PDF" in found["公文.xlsx"][1]
    assert found["某县审计局.xlsx"] == ("未开出", "财政局 2025 年还没有开出。")
    assert found["新建.xlsx"][0] == "认不出部门" and found["说明.docx"] == ("未读", "不是工作簿，已略过")
    wrong = {name for name, (word, _told) in found.items() if word not in ("已完成", "未读")}
    assert {row[1] for row in errors[1:]} == wrong and all(row[4] for row in errors[1:])


def test_the_errors_stand_as_comments_on_the_cells_of_their_own_workbooks(client, officer):
    _budget, data = named("101", "财政局")
    named("102", "教育局")
    sent(client, zipped(("各局/财政局.xlsx", wrong(data)), ("司法局.xlsx", b"PK\x03\x04 broken")))
    call_command("work", once=True)
    answer = client.get(reverse("county_annotated", args=[Work.objects.get().pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as made:
        assert made.testzip() is None
        assert made.namelist() == ["002 财政局.xlsx", "结果.xlsx"]
        theirs, told = (openpyxl.load_workbook(io.BytesIO(made.read(name))) for name in made.namelist())
    cells = [cell for sheet in theirs for row in sheet.iter_rows() for cell in row if cell.value == "1.2亿"]
    assert cells and all("1.2亿" in cell.comment.text for cell in cells)
    assert [row[6] for row in told["结果"].values] == ["批注", "", "002 财政局.xlsx"]


def test_what_cannot_be_annotated_is_told_and_the_others_are(client, officer, monkeypatch):
    _budget, data = named("101", "财政局")
    _other, others = named("102", "教育局")
    sent(client, zipped(("1.xlsx", wrong(data)), ("2.xlsx", wrong(others))))
    call_command("work", once=True)
    monkeypatch.setattr(result, "MOST_ANNOTATED", 1)
    made = zipfile.ZipFile(io.BytesIO(b"".join(result.annotated(Work.objects.get()))))
    assert made.namelist() == ["001 1.xlsx", "结果.xlsx"]
    told = openpyxl.load_workbook(io.BytesIO(made.read("结果.xlsx")))["结果"]
    assert [row[6] for row in told.values][1:] == ["001 1.xlsx", "只批注前 100 份"]


@pytest.mark.parametrize(
    ("data", "sentence"), [(b"no zip", "不是压缩包"), (zipped(("a.txt", b"")), "压缩包里没有工作簿")]
)
def test_what_is_no_zip_of_workbooks_is_refused_at_once_and_leaves_nothing(client, officer, data, sentence):
    named("101", "财政局")
    answer = sent(client, data)
    assert answer.status_code == 400 and sentence in words(answer)
    assert not Work.objects.exists() and not list(files.root().glob("*"))


def test_only_the_finance_office_hands_in_for_a_county(client, officer):
    client.force_login(people.clerk("zhou", drafts.department("101")))
    assert sent(client, zipped(("a.xlsx", b"x"))).status_code == 404
    client.force_login(people.publisher("fang", drafts.department("101").region))
    assert client.get(reverse("county_workbooks")).status_code == 404
    assert not Work.objects.exists()


def test_what_was_handed_in_is_nobodys_to_read_and_gone_after_thirty_days(client, officer):
    named("101", "财政局")
    sent(client, zipped(("财政局.xlsx", unnamed())))
    (kept,) = files.root().iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(files.root().stat().st_mode) == 0o700
    call_command("work", once=True)
    assert Upload.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        queue.forget(timezone.now() + timedelta(days=31))
    assert not [
        each["sql"] for each in queries if '"data"' in each["sql"]
    ]  # a thousand of them would not fit
    assert not kept.exists() and not Upload.objects.exists() and not Work.objects.exists()


# The list of departments ------------------------------------------------------------------------------------------

HEADS = "编码,全称,简称,类别,主管部门编码"


def listed(*rows):
    return "\n".join([HEADS, *rows]).encode("gb18030")


def lines(*rows):
    return departments.lines_of(listed(*rows), "名单.csv")


def test_a_list_is_held_against_what_is_stored_and_written_once_confirmed(client, officer):
    region = drafts.department("101").region
    data = listed(
        "2011,某县教育局幼儿园,幼儿园,单位,201", "201,某县教育局,,部门,", "101,某县财政局,县财政局,部门,"
    )
    address = reverse("county_departments")
    page = words(client.post(address, {"file": SimpleUploadedFile("名单.csv", data), "region": REGION}))
    assert "<b>2</b>新增" in page and "<b>1</b>改动" in page and "简称：" in page
    assert Department.objects.filter(region=region).count() == 1
    assert not Event.objects.filter(action="新增部门（单位）").exists()
    sealed = page.partition('name="lines" value="')[2].partition('"')[0]
    page = client.post(address, {"lines": sealed, "region": REGION}, follow=True)
    assert "名单里的 3 个部门（单位）已写入：新增 2，改动 1。" in words(page)
    unit = Department.objects.get(code="2011")
    assert (unit.kind, unit.parent.code, unit.parent.short_name) == ("unit", "201", "教育局")
    assert Event.objects.filter(action="新增部门（单位）", by=officer).count() == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("20A1,某县教育局,,部门,", "2"),
        ("20 1,某县教育局,,部门,", "部门编码只能用数字和小写字母"),
        ("201,,,部门,", "第"),
        ("201,某县教育局,,科室,", "类别“科室”应为‘部门’或‘单位’"),
        ("201,某县教育局,,单位,999", "主管部门编码“999”不在名单里，也不是已有的部门"),
        ("201,某县财政局,,部门,", "与已有部门‘某县财政局’重复"),
    ],
)
def test_a_list_with_an_error_is_told_row_by_row_and_not_written(officer, row, sentence):
    region = drafts.department("101").region
    found = departments.difference(lines("301,某县民政局,,部门,", row), region, by=officer)
    if sentence == "2":  # capitals are the same code
        assert not found.errors and found.new == 2
        return
    ((number, words_of_it),) = found.errors
    assert number == 3 and (sentence in words_of_it or sentence == "第")


def test_what_is_wanting_in_a_row_is_named(officer):
    region = drafts.department("101").region
    for row, sentence in [
        ("201,,,部门,", "全称：此字段不能为空。"),
        (",某县教育局,,部门,", "编码：此字段不能为空。"),
    ]:
        found = departments.difference(lines("301,某县民政局,,部门,", row), region, by=officer)
        assert found.errors == [(3, sentence)]


def another_name():
    return listed("101,某县税务局,税务局,部门,")


def test_a_code_that_gets_another_name_is_asked_about_and_not_just_changed(client, officer):
    """Rows that slipped by one rename every department below, and what each has published stands under its code."""
    address = reverse("county_departments")
    sent = {"file": SimpleUploadedFile("名单.csv", another_name()), "region": REGION}
    page = words(client.post(address, sent))
    assert "同一编码换了名称" in page and "某县财政局 → 某县税务局" in page
    sealed = page.partition('name="lines" value="')[2].partition('"')[0]
    page = words(client.post(address, {"lines": sealed, "region": REGION}))
    assert "有编码换了名称，请先勾选确认" in page and Department.objects.get(code="101").name == "某县财政局"
    client.post(address, {"lines": sealed, "region": REGION, "renamed": "101"})
    assert Department.objects.get(code="101").name == "某县税务局"


def test_a_name_that_is_only_written_otherwise_is_not_asked_about(client, officer):
    data = listed("101,某县财政局（金融办）,县财政局,部门,")
    page = words(client.post(reverse("county_departments"),
                             {"file": SimpleUploadedFile("名单.csv", data), "region": REGION}))  # fmt: skip
    assert "<b>1</b>改动" in page and "同一编码换了名称" not in page


@pytest.mark.parametrize("address", ["county_departments", "county_workbooks"])
def test_an_empty_file_is_said_to_be_empty(client, officer, address):
    page = client.post(
        reverse(address), {"file": SimpleUploadedFile("某.zip", b""), "region": REGION, "year": "2025"}
    )
    assert (
        page.status_code == 400 and "文件是空的（0 字节）" in words(page) and "没有传上来" not in words(page)
    )


def test_a_code_that_stands_twice_is_told_with_both_rows(officer):
    region = drafts.department("101").region
    found = departments.difference(lines("201,某县教育局,,,", "201,某县民政局,,,"), region, by=officer)
    assert found.errors == [(3, "第 3 行与第 2 行编码重复")]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("名称\n某县教育局".encode(), "缺少‘编码’"),
        (b"a,b\n1,2", "缺少‘编码’"),
        ("编码\n1".encode(), "缺少‘全称’"),
    ],
)
def test_a_list_without_its_heads_is_refused(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        departments.lines_of(data, "名单.csv")


@pytest.mark.parametrize(
    "rest", ["某" * 140_000, "某县教育局\r某县民政局"], ids=["a long field", "odd line ends"]
)
def test_a_list_that_no_program_writes_is_refused_with_a_sentence(rest):
    with pytest.raises(Unreadable, match="请另存为 .xlsx 后再上传"):
        departments.lines_of(f"编码,全称\n201,{rest}".encode(), "名单.csv")


def test_three_hundred_rows_of_progress_take_as_many_queries_as_one(client, officer):
    named("101", "财政局")
    numbers = []
    for number in (1, 300):
        sent(client, zipped(*((f"{n}.xlsx", b"") for n in range(number))))
        work = Work.objects.order_by("-pk").first()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("work", args=[work.pk])).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_official_workbooks_are_taken_too(client, officer):
    budget = drafts.sound_budget("101")
    budget.entries.filter(direction="income").update(function=drafts.account("function", "2010601"))
    data = render_workbook(draft_of(budget).content)
    sent(client, zipped(("101.xlsx", data)))
    call_command("work", once=True)
    assert told(Work.objects.get())["101.xlsx"] == (Item.DONE, "与现有内容完全相同，没有要导入的。")
