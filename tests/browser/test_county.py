"""A whole county handed in by the finance office, in a real browser, at a desk and on a phone."""

import io
import zipfile

import openpyxl

from tests.browser.conftest import manage, production_environment
from tests.browser.signing import sign_in
from tests.browser.test_offices import both_sizes
from tests.browser.test_workflow import follow, press, said


def empty_book(text):
    made, file = openpyxl.Workbook(), io.BytesIO()
    made.active["A1"] = text
    made.save(file)
    return file.getvalue()


def workbook_of(page, department):
    """The workbook of a department, as whoever may see its budget downloads it."""
    page.goto("/admin/board/")
    follow(page, department)
    pk = page.url.rstrip("/").rpartition("/")[2]
    answer = page.context.request.get(f"/admin/budgets/budget/{pk}/workbook/")
    assert answer.ok
    return answer.body()


def test_a_zip_is_handed_in_and_its_page_tells_what_became_of_each_file(page, axe, site, tmp_path):
    sign_in(page, "finance")
    place = tmp_path / "普陀区2026.zip"
    with zipfile.ZipFile(place, "w") as made:
        made.writestr("卫生健康委.xlsx", workbook_of(page, "卫生健康委"))
        made.writestr("教育局.xlsx", workbook_of(page, "教育局"))
        made.writestr("新建工作簿(2).xlsx", empty_book("2026 年部门预算"))
        made.writestr("说明.docx", b"x")
    page.goto("/admin/board/")
    follow(page, "上传全区工作簿")
    both_sizes(page, axe)
    page.set_input_files("input[type=file]", place)
    press(page, "上传并导入")
    assert "普陀区2026.zip，4 份文件" in said(page) and "已处理 1 / 4 份" in said(page)
    both_sizes(page, axe)
    manage(["work", "--once"], production_environment(site))
    # Nobody loads the page again: it tells by itself.
    page.get_by_text("已处理 4 / 4 份").wait_for()
    told = said(page)
    assert "与现有内容完全相同，没有要导入的。" in told  # 卫生健康委: as it was downloaded
    assert "预算已提交，不能再改。" in told  # 教育局: it is with its reviewer
    assert "认不出部门" in told and "不是工作簿，已略过" in told
    both_sizes(page, axe)
    page.get_by_label("新建工作簿(2).xlsx 的部门").select_option(label="301 卫生健康委")
    press(page, "按此导入")
    assert "已处理 3 / 4 份" in said(page)
    press(page, "停止")
    assert "已停止。" in said(page) and "接着导入" in said(page)


def test_a_list_of_departments_is_looked_at_before_it_is_written(page, axe, tmp_path):
    sign_in(page, "finance")
    page.goto("/admin/board/")
    follow(page, "导入部门名单")
    both_sizes(page, axe)
    place = tmp_path / "名单.csv"
    place.write_text(
        "编码,全称,简称,类别,主管部门编码\n901,上海市普陀区某局,,部门,\n9011,上海市普陀区某中心,,单位,901\n"
    )
    page.set_input_files("input[type=file]", place)
    press(page, "看差别")
    both_sizes(page, axe)
    assert "2\n新增" in said(page) and "上海市普陀区某中心" in said(page)
    press(page, "确认导入")
    assert "名单里的 2 个部门（单位）已写入：新增 2，改动 0。" in said(page)
