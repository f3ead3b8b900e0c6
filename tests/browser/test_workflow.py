"""From the clerk's first page to a correction, in a real browser: each as the person whose turn it is, without a manual."""

import re

import pytest

from tests.browser.signing import sign_in
from tests.browser.test_journey import NOTHING, enter, save, section

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def come_in(chromium, site):
    """Opens the first page of one of the people of the demo, in a browser of their own."""
    contexts = []

    def open_page(name, **options):
        context = chromium.new_context(locale="zh-CN", base_url=site.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # a publication is typeset before it answers
        sign_in(page, name)
        return page

    yield open_page
    for context in contexts:
        context.close()


def press(page, name, **place):
    """Press a button and come to the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, **place).click()


def follow(page, name, nth=0):
    with page.expect_navigation():
        page.get_by_role("link", name=name).nth(nth).click()


def said(page):
    return page.inner_text("body")


def no_fault(page, axe):
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def fill_in(page, desk):
    """What the year brought along has no amounts yet: 120 万元 come in and are spent, nothing else is."""
    for slug in NOTHING:
        form = section(page, slug)
        for field in form.locator("input.num:not([name^=purchases])").all():
            if not field.get_attribute("name").endswith("__last"):
                field.fill("0")
        for reason in form.locator("textarea[name$=__reason]").all():
            reason.fill("本年没有安排，比上年减少。")
        save(page, form)
    form = section(page, "projects")
    while form.page.locator("#projects a", has_text="删除").count():  # last year's do not go on
        with page.expect_navigation():
            page.locator("#projects a", has_text="删除").first.click()
        press(page, "删除", exact=True)
    form = section(page, "projects")
    form.get_by_label("本年无项目支出").check()
    save(page, form)
    form = section(page, "notes")
    for label in ("收入增减的原因", "支出增减的原因"):
        form.get_by_label(label).fill("机构调整，人员减少。")
    save(page, form)
    page.goto(desk.replace("change", "entries/income"))
    enter(page, "行政单位医疗", "120", source="一般公共预算拨款收入")
    page.goto(desk.replace("change", "entries/expenditure"))
    enter(page, "行政单位医疗", "120", nature="基本支出", source="一般公共预算")
    page.get_by_role("link", name=re.compile("按部门经济分类")).click()
    enter(page, "30101", "120", nature="基本支出", source="一般公共预算")
    page.goto(desk)


def submit(page, desk, note=""):
    page.goto(desk)
    assert not page.locator(".why-not").count(), page.locator("main").inner_text()
    follow(page, "提交复核")
    page.get_by_label("附言").fill(note)
    press(page, "提交复核", exact=True)
    assert "已提交复核" in said(page)


def pass_review(page):
    follow(page, "去复核")
    while page.locator("#warnings summary", has_text="放行这一条").count():
        waiver = page.locator("#warnings article.warning").first
        waiver.locator("summary").click()
        waiver.get_by_label("放行理由").fill("按公开格式如实填列，已核对无误。")
        with page.expect_navigation():
            waiver.get_by_role("button", name="放行这一条").click()
    for box in page.locator("#secrecy input[type=checkbox]").all():
        box.check()
    press(page, "保密审查完毕")
    assert re.search(r"保密审查：顾建华，今天 \d\d:\d\d。", said(page))
    page.get_by_label("与财政批复相符").check()
    press(page, "复核通过，报财政局")
    assert "复核通过，已报财政局。通过的是" in said(page)


def approve(page, pk):
    page.goto(f"/admin/budgets/budget/{pk}/review/")
    press(page, "审批通过")
    assert "审批通过。通过的是" in said(page)


def publish(page, desk, number):
    page.goto(desk)
    follow(page, re.compile("^公开$"))
    press(page, "立即公开")
    assert f"已公开（版本 {number}）" in said(page)


def test_a_budget_goes_from_hand_to_hand_to_the_public_and_is_corrected(come_in, axe):
    clerk, reviewer, finance = come_in("clerk"), come_in("reviewer", viewport=PHONE), come_in("finance")

    no_fault(clerk, axe)
    assert "财政局 2026 年部门预算" in said(clerk)
    assert "预算还没有填" in said(clerk) or "下一步" in said(clerk), "others may have begun to fill it in"
    follow(clerk, "打开预算")
    desk = clerk.url.split("?")[0].split("#")[0]
    pk = re.search(r"/budget/(\d+)/", desk)[1]
    why = clerk.locator(".why-not")
    assert "还不能提交" in why.inner_text()
    fill_in(clerk, desk)
    no_fault(clerk, axe)
    submit(clerk, desk, note="请先看公务接待费。")
    no_fault(clerk, axe)
    assert clerk.get_by_role("button", name="保存本节").count() == 0

    reviewer.goto("/admin/")
    no_fault(reviewer, axe)
    follow(reviewer, "去复核")
    assert "请先看公务接待费。" in said(reviewer)
    no_fault(reviewer, axe)
    reviewer.goto(f"/admin/budgets/budget/{pk}/review/?show=all")
    row = reviewer.locator("tr", has_text="公务接待费").last
    with reviewer.expect_navigation():
        row.get_by_role("link", name=re.compile("写意见")).click()
    reviewer.get_by_label(re.compile("^写意见：")).fill("比上年少，请再核对。")
    press(reviewer, "记下")
    assert "意见已记下，退回时一并发出。" in said(reviewer)
    no_fault(reviewer, axe)
    press(reviewer, re.compile("^退回.*修改$"))

    clerk.goto("/admin/")
    assert "下一步：答复 1 条意见。" in said(clerk)
    no_fault(clerk, axe)
    follow(clerk, "去答复")
    assert "复核人已退回，请修改后重新提交。" in said(clerk)
    comment = clerk.locator(".comment", has_text="比上年少").filter(has=clerk.get_by_label("答复"))
    comment.get_by_label("答复").fill("本年没有安排。")
    with clerk.expect_navigation():
        comment.get_by_role("button", name="未改，写明原因").click()
    assert "未改，原因：本年没有安排。" in said(clerk)
    submit(clerk, desk)

    reviewer.goto("/admin/")
    pass_review(reviewer)
    approve(finance, pk)
    no_fault(finance, axe)
    publish(finance, desk, 1)

    clerk.goto(desk)
    assert "已公开（版本 1）" in said(clerk)
    follow(clerk, "更正")
    press(clerk, "更正", exact=True)
    assert "请填写更正原因（将向社会公开）" in said(clerk)
    clerk.get_by_label("更正原因").fill("主要职责漏写一条。")
    press(clerk, "更正", exact=True)
    assert "更正已开始。版本 1 仍对外公开，版本 2 公开时才被替换。" in said(clerk)
    no_fault(clerk, axe)
    clerk.goto(desk)
    basics = section(clerk, "basics")
    duties = basics.get_by_label("主要职责")
    duties.fill(duties.input_value() + "\n征集本区财政史料。")
    save(clerk, basics)
    follow(clerk, "更正原因和前后对照")
    assert "征集本区财政史料。" in clerk.locator("ins").first.inner_text()
    no_fault(clerk, axe)
    press(clerk, "提交复核", exact=True)
    press(clerk, "提交复核", exact=True)
    reviewer.goto("/admin/")
    pass_review(reviewer)
    approve(finance, pk)
    publish(finance, desk, 2)

    clerk.goto("/310107/105/2026/v1/")
    assert "主要职责漏写一条。" in said(clerk)
    clerk.goto("/310107/105/2026/changes/1-2/")
    assert "征集本区财政史料。" in said(clerk)
