"""Staff hand in a file that somebody published, and read, keep and take away what was found in it."""

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.urls import reverse

from budgets.facts import Place
from budgets.models import Event
from disclosures import copies, examined, workflow
from disclosures.management.commands.demo import PUBLISHED
from disclosures.models import Examination
from disclosures.reading.raw import Unreadable
from disclosures.reporting.told import told
from disclosures.uploads import LONGEST, MOST_BYTES, safe_name
from tests import drafts, people, reports, verapdf
from tests.drafts import sound_budget
from tests.people import words
from tests.reading import Reading, text_of

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ADD = "/admin/disclosures/examination/add/"


@pytest.fixture
def reader(monkeypatch):
    """What was given to be read; it says what the report made by hand says. Reading itself has tests of its own."""
    given = []

    def report_of_file(data, name):
        given.append((data, name))
        return reports.as_json(name)

    monkeypatch.setattr(examined, "report_of_file", report_of_file)
    return given


@pytest.fixture
def refusing(monkeypatch):
    """A file that cannot be read."""

    def refuse(data, name):
        raise Unreadable("文件损坏，无法打开")

    monkeypatch.setattr(examined, "report_of_file", refuse)


@pytest.fixture
def examiner(client, db):
    """周敏, who may examine files, signed in."""
    user = people.examiner()
    client.force_login(user)
    return user


def hand_in(client, name="预算公开.pdf", data=b"%PDF", text=""):
    file = {"file": SimpleUploadedFile(name, data)} if name else {}
    return client.post(ADD, file | {"text": text})


def keep(by, **changes):
    report = reports.as_json(**changes)
    return Examination.objects.create(
        name=report["target"],
        sha256=report["sha256"],
        heading=told(report).heading,
        errors=1,
        warnings=1,
        by=by,
        report=report,
    )


def page(name, *args):
    return reverse(f"admin:disclosures_examination_{name}", args=args)


def open_page(client, examination):
    return Reading(words(client.get(page("change", examination.pk))))


# Handing in -------------------------------------------------------------------------------------------------------


def test_a_clerk_hands_in_a_file_and_reads_the_report(client, examiner, reader):
    answer = hand_in(client, data=b"%PDF-1.7 ...")
    (kept,) = Examination.objects.all()
    assert answer["Location"] == page("change", kept.pk)
    assert reader == [(b"%PDF-1.7 ...", "预算公开.pdf")]
    assert (kept.name, kept.by, kept.errors, kept.warnings) == ("预算公开.pdf", examiner, 1, 1)
    assert kept.heading == "某市政务服务局 2025 年部门预算"
    assert Event.objects.get(action="检查文件").by == examiner


def test_a_clerk_pastes_a_text_instead(client, examiner, reader):
    hand_in(client, name="", text="某市政务服务局2025年部门预算\n收入预算总额为940.95万元。")
    assert reader == [("某市政务服务局2025年部门预算\n收入预算总额为940.95万元。".encode(), "粘贴的文本.txt")]


def test_the_first_page_of_staff_leads_there(client, examiner):
    first = Reading(words(client.get("/admin/")))
    assert text_of(first.one(f'.examine a[href="{ADD}"]')) == "去检查"
    assert "检查一份已公开的文件" in words(client.get(ADD))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("空.pdf", b"", "文件是空的"),
        ("预算.xls", OLD + "Workbook".encode("utf-16-le"), "请另存为 .xlsx"),
        ("预算.doc", OLD + "WordDocument".encode("utf-16-le"), "请另存为 .docx"),
        ("加密.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "请取消密码后再上传"),
        ("扫描.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "这是图片，读不出文字"),
        ("半截.xlsx", b"PK\x03\x04" + bytes(50), "文件损坏，无法打开"),
        ("病毒.pdf", b"MZ" + bytes(50), "不是可以读取的文件格式"),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_what_to_do(client, examiner, name, data, sentence):
    """The real reader, in its own process."""
    answer = hand_in(client, name=name, data=data)
    assert answer.status_code == 400 and sentence in words(answer)
    assert not Examination.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(client, examiner, reader):
    answer = hand_in(client, data=b"0" * (MOST_BYTES + 1))
    assert answer.status_code == 400 and "文件超过 20 MB" in words(answer)
    assert not reader


def test_a_text_that_is_too_long_is_refused_and_kept_in_the_form(client, examiner, reader):
    answer = hand_in(client, name="", text="预" * (LONGEST + 1))
    assert answer.status_code == 400
    assert f"最多 {LONGEST} 字（收到 {LONGEST + 1} 字）。更长的请存成文件上传" in words(answer)
    assert "预" * 100 in words(answer) and not reader


def test_a_text_with_a_null_character_is_refused_in_our_words(client, examiner, reader):
    assert "含非法字符（空字符）" in words(hand_in(client, name="", text="预算\x00公开"))


def test_nothing_or_both_is_refused(client, examiner, reader):
    assert "请选择文件，或在下面粘贴文本" in words(hand_in(client, name="", text="  \n "))
    answer = hand_in(client, text="预算公开")
    assert "文件和文本只能检查一样" in words(answer) and "预算公开</textarea>" in words(answer)


def test_a_broken_file_is_refused_with_the_readers_sentence_and_nothing_is_kept(client, examiner, refusing):
    answer = hand_in(client)
    form = Reading(words(answer))
    assert answer.status_code == 400
    assert form.texts("#id_file_error li") == ["文件损坏，无法打开"]
    assert not Examination.objects.exists() and not Event.objects.filter(action="检查文件").exists()


def test_a_text_that_cannot_be_read_stays_in_the_form(client, examiner, refusing):
    form = Reading(words(hand_in(client, name="", text="这不是预算")))
    assert form.texts("#id_text_error li") == ["文件损坏，无法打开"]
    assert text_of(form.one("#id_text")) == "这不是预算"


def test_refusals_are_tied_to_their_field_for_screen_readers(client, examiner, refusing):
    form = Reading(words(hand_in(client)))
    described = form.one("#id_file").get("aria-describedby").split()
    assert {"id_file_error", "id_file_helptext"} <= set(described)
    assert form.one("#id_file").get("aria-invalid") == "true"
    assert form.one('label[for="id_file"]') is not None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/预算.pdf", "预算.pdf"),
        ("C:\\公开\\预算.pdf", "预算.pdf"),
        ("预算\n\x07\u202efdp.pdf", "预算 fdp.pdf"),
        ("甲" * 300 + ".pdf", "甲" * 95 + "….pdf"),
    ],
)
def test_the_name_of_a_file_is_kept_without_what_could_harm(given, kept):
    assert safe_name(given) == kept and len(kept) <= 100


# The report -------------------------------------------------------------------------------------------------------


def test_the_page_sums_up_what_was_read_and_found(client, examiner):
    shown = open_page(client, keep(examiner))
    assert shown.texts(".counts .mark") == ["错误 1", "警告 1", "提示 1"]
    said = " ".join(text_of(shown.one(".said")).split())
    assert said == "读到 1 张表、2 个数（3 处），共 6 页。有 2 处没有读出来或没有对上。"
    assert "这张表是图片" in text_of(shown.one("#unread")) and "另有12万元。" in text_of(shown.one("#unread"))
    assert "表1 部门收入总表" in text_of(shown.one("#read"))


def test_a_finding_quotes_both_places_and_the_difference(client, examiner):
    shown = open_page(client, keep(examiner))
    cause = shown.one("#f1")
    assert "收入总额与所列来源之和不等" in text_of(cause)
    assert shown.texts("#f1 > .pair td") == ["940.95万元", "210.95万元", "730.00万元"]
    assert shown.texts("#f1 > .pair q") == [reports.SENTENCE]
    assert shown.texts("#f1 > .pair mark") == ["940.95万元"]
    assert shown.texts("#f1 > .pair .path") == [
        "第 2 页 · 一、收支情况 · （一）收入预算",
        "＝ 财政拨款收入 210.95万元",
    ]
    echo = shown.texts("#f2 .path")
    assert echo == ["第 2 页 · 一、收支情况 · （一）收入预算", "第 3 页 · 表1 部门收入总表 · 合计"]


def test_the_figure_most_likely_wrong_is_named_and_its_echoes_are_folded_under_it(client, examiner):
    shown = open_page(client, keep(examiner))
    fit = " ".join(text_of(shown.one("#f1 > .fit")).split())
    assert fit.startswith("最可能有误：收入预算总额印为 940.95万元，210.95万元 才相符，下列 1 条也随之相符。")
    assert shown.texts("#f1 > details > summary") == ["由此引起的另外 1 条（改好后一并消除）"]
    assert [each.get("id") for each in shown.all(".report > div > .finding")] == ["f1", "f3", "f4"]
    assert shown.texts("#f1 > .rule") == ["N13 等 2 条"]


def test_what_a_file_says_is_text_and_never_markup(client, examiner):
    evil = "<script>alert(1)</script>"
    kept = keep(examiner, title=evil, department=evil, untied=(Place(quote=evil, text=evil),))
    answer = words(client.get(page("change", kept.pk)))
    assert evil not in answer and "&lt;script&gt;" in answer
    assert evil not in words(client.get(page("figures", kept.pk)))


def test_a_file_without_a_budget_in_it_is_not_called_sound(client, examiner):
    kept = keep(examiner, tables=(), spoken=())
    kept.report |= {"findings": [], "counts": {"error": 0, "warning": 0, "info": 0}}
    kept.save()
    answer = words(client.get(page("change", kept.pk)))
    assert "没有读到预算数据" in answer and "读到的数都相符" not in answer
    Examination.objects.filter(pk=kept.pk).update(errors=0, warnings=1)
    for other in (page("changelist"), ADD):
        listed = words(client.get(other))
        assert "没有读到预算数据" in listed and "没有发现不符" not in listed, other


def test_the_figures_can_be_looked_up(client, examiner):
    kept = keep(examiner)
    shown = Reading(words(client.get(page("figures", kept.pk))))
    assert shown.texts("tbody tr > th") == ["收入合计", "财政拨款收入"]
    (total, _grant) = shown.texts("td.num")
    assert total == "2,109,500.00元940.95万元"
    found = Reading(words(client.get(page("figures", kept.pk), {"q": "财政"})))
    assert found.texts("tbody tr > th") == ["财政拨款收入"]
    assert "没有符合条件的数" in words(client.get(page("figures", kept.pk), {"q": "<b>", "page": "９"}))


def test_the_json_is_the_report_in_the_shape_of_the_contract(client, examiner):
    kept = keep(examiner)
    answer = client.get(page("json", kept.pk))
    assert json.loads(answer.content) == reports.as_json()
    assert answer["Content-Type"] == "application/json" and "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == f"attachment; filename=report-{kept.pk}.json"


def test_the_pdf_opens_and_says_what_the_page_says(client, examiner, fonts):
    kept = keep(examiner)
    answer = client.get(page("pdf", kept.pk))
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    text = re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in pdf.pages))
    assert answer["Content-Type"] == "application/pdf" and pdf.metadata.title.startswith(
        "检查结果：某市政务服务局"
    )
    for said in (
        "收入总额与所列来源之和不等",
        "相差730.00万元",
        "最可能有误：收入预算总额",
        reports.SENTENCE,
        "这张表是图片",
    ):
        assert said in text
    assert f"—1/{len(pdf.pages)}—" in text and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert client.get(page("pdf", kept.pk)).content == answer.content


def test_the_pdf_is_pdf_a_and_accessible(client, examiner, fonts, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(client.get(page("pdf", keep(examiner).pk)).content)
    assert verapdf.report([path]) == {("3a", path): [], ("ua1", path): []}


# Who may ----------------------------------------------------------------------------------------------------------


PAGES = ("change", "figures", "json", "pdf", "delete")


@pytest.mark.django_db
def test_an_outsider_meets_the_login_page(client):
    kept = keep(people.examiner())
    client.force_login(people.outsider())
    for address in (ADD, *(page(name, kept.pk) for name in PAGES)):
        assert client.get(address)["Location"].startswith("/admin/login/")
    answer = hand_in(client)
    assert answer.status_code == 403 and "文件没有" in answer.content.decode(), "the file is told to be lost"


@pytest.mark.django_db
def test_staff_without_the_right_may_neither_examine_nor_read(client):
    kept = keep(people.examiner())
    client.force_login(people.administrator("xu", "audit"))
    assert client.get(ADD).status_code == 404 and hand_in(client).status_code == 404
    assert all(client.get(page(name, kept.pk)).status_code == 404 for name in PAGES)
    assert ADD not in words(client.get("/admin/"))
    assert Examination.objects.count() == 1


def test_a_colleague_does_not_see_what_somebody_else_examined(client, examiner):
    theirs = keep(people.examiner("wu"))
    for name in ("change", "figures", "json", "pdf"):
        assert client.get(page(name, theirs.pk)).status_code == 404
    assert theirs.heading not in words(client.get(page("changelist")))


def test_the_finance_office_of_another_region_sees_none_of_them(client, examiner):
    theirs = keep(examiner)
    elsewhere = drafts.department("101", "430002").region
    client.force_login(people.finance_officer("wu", elsewhere))
    for name in ("change", "figures", "json", "pdf"):
        assert client.get(page(name, theirs.pk)).status_code == 404
    assert theirs.name not in words(client.get(page("changelist")))


def test_the_finance_officer_sees_those_of_the_region_and_deletes_none_but_their_own(client, examiner):
    theirs = keep(examiner)
    client.force_login(people.finance_officer())
    assert client.get(page("change", theirs.pk)).status_code == 200
    assert theirs.name in words(client.get(page("changelist")))
    assert "删除这次检查" not in words(client.get(page("change", theirs.pk)))
    assert client.post(page("delete", theirs.pk), {"post": "yes"}).status_code == 404
    assert Examination.objects.filter(pk=theirs.pk).exists()


def test_the_owner_deletes_and_the_record_of_it_stays(client, examiner):
    kept = keep(examiner)
    assert "删除后不能恢复" in words(client.get(page("delete", kept.pk)))
    client.post(page("delete", kept.pk), {"post": "yes"})
    assert not Examination.objects.exists()
    assert Event.objects.get(action="删除文件检查").detail["file"] == kept.name


def test_nothing_of_it_is_public(client, db):
    kept = keep(people.examiner())
    for address in ("/", "/data/", "/api/v1/", "/api/v1/schema/"):
        answer = words(client.get(address))
        assert kept.heading not in answer and "examination/" not in answer


# The year before ------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(db, monkeypatch):
    """某县财政局 has published its budget of 2024 here: 1,234.50万元."""
    monkeypatch.setattr(copies, "render_pdf", lambda content, sha256, files: b"%PDF")
    return workflow.publish(budget=sound_budget(year=2024), by=None)


def test_last_years_figures_are_held_against_what_was_published_here_then(published):
    text = "某县财政局2025年部门预算\n一、收入预算情况\n2025年收入预算总额为1300.00万元，比上年预算增加100.00万元。\n"
    report = examined.report_of_file(text.encode(), "预算.txt")
    (finding,) = [finding for finding in report["findings"] if finding["rule"] == "N07"]
    assert finding["difference"].lstrip("-") == "345000.00"
    assert any("2024年部门预算（版本 1）" in str(finding[part]) for part in ("figures", "message", "places"))


def test_nothing_is_held_against_another_department_or_another_year(published):
    asked = reports.reading(department="某县财政局", year=2025)
    before = examined.figures_before(asked)
    assert before["income.total"].printed == "1234.50万元".replace("1234", "1,234")
    assert not any(key.endswith((".last", ".change", ".percent")) for key in before)
    assert examined.figures_before(replace(asked, year=2026)) is None
    assert examined.figures_before(replace(asked, department="某县教育局")) is None


def test_a_portal_without_tables_examines_all_the_same(published, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise OperationalError("no such table: disclosures_version")

    monkeypatch.setattr(examined.Version.objects, "in_force", refuse)
    assert examined.figures_before(reports.reading()) is None
    assert "no such table" in caplog.text


# The document of the demo ---------------------------------------------------------------------------------------------


def test_the_published_document_of_the_demo_is_found_as_faulty_as_it_was(db):
    report = examined.report_of_file(PUBLISHED.read_bytes(), PUBLISHED.name)
    found = {(finding["rule"], finding["difference"]) for finding in report["findings"]}
    missing = {
        ("N13", "7300000.00"),  # sources of income
        ("R07", "-7300000.00"),  # grants spent beyond grants received
        ("R04", "5700000.00"),  # economic parts of the project
        ("R12", "5700000.00"),  # expenditure by economic class
        ("R16", "2549000.00"),  # items of running costs
        ("R25", "3200000.00"),  # the project against its targets
        ("R15", "1960600.00"),  # running costs beyond goods and services
    } - found
    assert missing == set()
    assert {"R27", "R28", "N03", "N05", "N06", "N12", "N14", "N15", "N16", "N17"} <= {
        rule for rule, _ in found
    }
    assert report["department"] == "庐山市政务服务管理局" and report["year"] == 2021
    assert report["unread"] == [] and report["untied"] == []
