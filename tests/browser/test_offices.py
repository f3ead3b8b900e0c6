"""The finance office and the three administrators in a real browser, at a desk and on a phone."""

from datetime import date, timedelta

import pytest

from tests.browser.signing import sign_in
from tests.browser.test_workflow import follow, no_fault, press, said

SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})


def both_sizes(page, axe, address=None):
    """No fault at a desk nor on a phone."""
    for size in SIZES:
        page.set_viewport_size(size)
        if address:
            page.goto(address)
        no_fault(page, axe)
    page.set_viewport_size(SIZES[0])


def pick(page, department):
    page.get_by_label(f"选择 {department}", exact=True).check()


def test_the_finance_officer_dates_schedules_and_takes_back(page, axe):
    sign_in(page, "finance")
    assert page.url.endswith("/admin/board/")
    both_sizes(page, axe)
    assert "卫生健康委已超期 1 天" in said(page) and "在 李静 手里" in said(page)
    # Two are chosen; one of them is not approved yet.
    pick(page, "司法局")
    pick(page, "人力资源社会保障局")
    press(page, "成批公开")
    both_sizes(page, axe)
    assert "1 个部门还没审批。" in said(page)
    follow(page, "只公开已审批的 1 个")
    tomorrow = date.today() + timedelta(days=1)
    page.get_by_label("日期").fill(tomorrow.isoformat())
    page.get_by_label("时刻").fill("10:00")
    press(page, "按此时刻公开 1 个部门")
    assert f"已定于 {tomorrow.month}月{tomorrow.day}日 10:00 公开（1 个部门）。到点之前可以撤销。" in said(
        page
    )
    follow(page, "司法局")
    both_sizes(page, axe)
    press(page, "撤销定时")
    assert "已撤销定时，仍为已审批。" in said(page)
    # The date of approval, for two at once.
    pick(page, "财政局")
    pick(page, "教育局")
    press(page, "登记批复日期")
    both_sizes(page, axe)
    page.get_by_label("批复日期").fill((date.today() - timedelta(days=3)).isoformat())
    press(page, "登记 2 个部门")
    assert "已登记 2 个部门的批复日期" in said(page)
    # One reminder, by one press.
    press(page, "发催办邮件")
    assert "已给 李静（卫生健康委）发催办邮件。" in said(page)
    follow(page, "开出年度")
    both_sizes(page, axe)


def test_administrators_make_an_account_and_give_it_a_duty(page, axe, chromium, site):
    sign_in(page, "system")
    both_sizes(page, axe)
    follow(page, "建立账号")
    page.get_by_label("用户名").fill("newcomer")
    page.get_by_label("姓名").fill("吴越")
    press(page, "建立账号")
    both_sizes(page, axe)
    assert "一次性密码只显示这一次" in said(page)
    other = chromium.new_context(locale="zh-CN", base_url=site.url).new_page()
    sign_in(other, "security")
    both_sizes(other, axe)
    follow(other, "newcomer")
    other.locator("#id_role").select_option(label="填报人")
    other.locator("#id_department").select_option(label="上海市普陀区财政局")
    press(other, "授予")
    both_sizes(other, axe)
    assert "已授予 吴越：填报人 上海市普陀区财政局。" in said(other)
    other.context.close()


@pytest.mark.parametrize("query", ["", "?who=finance", "?since=2026-02-30"])
def test_the_audit_administrator_reads_and_checks(page, axe, query):
    sign_in(page, "audit")
    both_sizes(page, axe, f"/admin/people/events/{query}")
    press(page, "校验")
    both_sizes(page, axe)
    assert "首尾相接" in said(page)
