"""What must hold between the figures and the texts that a department enters: the rules N."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets import catalogue
from budgets.books import Books, ProjectSheet, Target
from budgets.figures import LAST_YEAR, Figures
from budgets.ledger import EXPENDITURE, add, slug

from .finding import ERROR, INFO, WARNING, Finding, Side
from .registry import Rule
from .residue import UNRESOLVED, left_in
from .shapes import side, tokens_below

RISES, FALLS = re.compile(r"增加|增长|上升|新增"), re.compile(r"减少|下降|降低|压减|压缩|核减")
#: Rises and falls of other things than money: 提高资金使用效益, 降低安全风险; and those of the year before.
OF_OTHER_THINGS = re.compile(
    r"(?:提高|提升|增加|增强|增长|降低|减少|下降)[^，。；、]{0,12}?(?:效益|效率|水平|质量|能力|风险|能耗|成本|次数|满意度|隐患)"
    r"|(?:离?退休|调出|减员)[^，。；、]{0,8}?(?:增加|增长|增多)|(?:上年|去年|上一年|往年)[^，。；]*"
)


def texts_of(books: Books) -> Iterator[tuple[str, str, str]]:
    """Every text a department typed that will be printed: (where, section, text), where being “thing · field” or a
    thing that has but one."""
    for key, text in books.notes.items():
        yield catalogue.NOTE[key].label, "notes", text
    for key, particular in books.stated.items():
        yield f"{catalogue.ITEM[key].label} · 说明", catalogue.ITEM[key].section, particular.reason
    for n, duty in enumerate(books.duties, 1):
        yield f"主要职责第 {n} 条", "basics", duty
    for project in books.projects:
        for label, text in _project_texts(project):
            yield f"项目 {project.name} · {label}", "projects", text
    for code, purpose in books.purposes.items():
        yield f"科目 {code} 的用途 · 主要用途", "purposes", purpose.use
        yield f"科目 {code} 的用途 · 增减原因", "purposes", purpose.reason
    for text in _target_texts(books.targets):
        yield "整体绩效指标", "projects", text
    for name in (*books.offices, *(unit.name for unit in books.units)):
        yield "机构设置", "basics", name
    for purchase in books.purchases:
        yield "采购项目", "procurement", purchase.name


def _project_texts(project: ProjectSheet) -> Iterator[tuple[str, str]]:
    """(which field, its text) of one project."""
    yield "名称", project.name
    yield "主要用途", project.use
    yield "项目概述", project.overview
    yield "立项依据", project.basis
    yield "实施主体", project.body
    yield "实施方案", project.plan
    yield "年度预算安排说明", project.schedule
    yield "实施周期", project.period
    yield "年度总体目标", project.goal
    for text in _target_texts(project.targets):
        yield "绩效指标", text


def _target_texts(targets: tuple[Target, ...]) -> Iterator[str]:
    for target in targets:
        yield from (target.aspect, target.name, target.target)


def verbs_are_chosen(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N03: no “增加（减少）” is left in a text."""
    for where, section, text in texts_of(figures.books):
        if found := UNRESOLVED.search(text):
            yield _left(rule, where, section, found[0], text)


def nothing_is_left(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N16: no underscores or XX of a form are left in a text."""
    for where, section, text in texts_of(figures.books):
        for _name, words, _times in left_in(text):
            yield _left(rule, where, section, words, text)
            break


def _left(rule: Rule, where: str, section: str, words: str, text: str) -> Finding:
    return rule.finds(
        message=f"{where}：还留着“{words}”，请改成实际内容",
        subject=slug(f"{where}{text}"),  # the same wherever it stands among the others
        section=section,
        title="文字中留有未填完的模板",
    )


def reasons_fit_changes(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N06: every change has its reason. N03: the reason does not say the opposite of the figures."""
    for key, section in _explained(figures):
        change = figures.change(key)
        if not change:
            continue
        reason, label = figures.reason(key), _compared(figures, key)
        verb = "增加" if change > 0 else "减少"
        amount = Side("", abs(change), unit=figures.unit(key)).text
        moved = Side(f"{label}的增减", change, f"{key}.change", figures.unit(key))
        if not reason.strip():
            yield rule.finds(
                moved,
                message=f"{label}{verb} {amount}，请写一句原因",
                public=f"{label}{verb} {amount}，没有说明原因",
                subject=key,
                section=section,
                title=f"缺{verb}的原因",
            )
        elif contradicts(reason, change):
            yield rule.finds(
                moved,
                message=f"{label}{verb} {amount}，原因写的却是“{reason[:30]}”",
                subject=key,
                section=section,
                title="原因与增减方向不一致",
            )


def _compared(figures: Figures, key: str) -> str:
    """A figure's name as its change is told; with what it is compared to, where that is not last year's budget."""
    pair = figures.pair(key)
    return pair.label if pair.beside == LAST_YEAR else f"{pair.label}比{pair.beside}"


def _explained(figures: Figures) -> Iterator[tuple[str, str]]:
    """The figures whose change the law or the form wants explained, and where the reason is written."""
    yield "income.total", "notes"
    yield "expenditure.total", "notes"
    for item in catalogue.ITEMS:
        if item.section == "three-public" or item.key == "running":
            yield item.key, item.section
    if "executed" in figures.asks:
        for code in figures.books.ledger.lowest(EXPENDITURE, "grant", letter="f"):
            yield f"against.f{code}", "purposes"


def contradicts(reason: str, change: Decimal) -> bool:
    """Whether a reason says the opposite: its first clause does, and no other says what the figures say."""
    clauses = [clause for clause in re.split("[，。；、]", OF_OTHER_THINGS.sub("", reason)) if clause.strip()]
    same, other = (RISES, FALLS) if change > 0 else (FALLS, RISES)
    return bool(clauses) and bool(other.search(clauses[0])) and not any(map(same.search, clauses))


def changes_add_up(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N05: the changes of the 类 add up to the change of the total."""
    tokens = tokens_below(figures, (EXPENDITURE, "", "f", "", ""))
    changes = [figures.change(f"expenditure.{token}") for token in tokens]
    whole = figures.change("expenditure.year.total")
    if whole is None or not tokens or any(change is None for change in changes):
        return
    parts = add(change for change in changes if change is not None)
    if parts != whole:
        yield rule.finds(Side("本年支出合计的增减", whole), Side("各类支出增减之和", parts))


def percentages_have_a_base(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N04: a percentage needs last year's value; where it is not known the document says so."""
    for key in ("income.total", "expenditure.total"):
        if figures.value(key) and figures.last(key) is None:
            yield rule.finds(
                message=f"{figures.label(key)}的上年数不全，公开文本会写“上年预算数未公开，不能比较”",
                public=f"{figures.label(key)}的上年数没有公开，不能比较",
                subject=key,
                section=key.split(".")[0],
                level=INFO,
                title="上年数不全",
            )


def staffing_adds_up(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N09: 编制 and 实有 are the sums of their kinds; more staff than posts needs a word."""
    for base in ("staff.posts", "staff.actual"):
        kinds = [figures.value(f"{base}.{kind}") for kind, _ in catalogue.POST_KINDS]
        given = [value for value in kinds if value is not None]
        whole = side(figures, base)
        if given and add(given) != whole.value:
            yield rule.finds(whole, Side("各类人数之和", add(given), unit="人"), subject=base.split(".")[1])
    posts, actual = side(figures, "staff.posts"), side(figures, "staff.actual")
    if actual.value > posts.value and not figures.reason("staff.actual"):
        yield rule.finds(
            actual,
            posts,
            message=f"实有 {actual.text} 人多于编制 {posts.text} 人，请说明",
            public=f"实有 {actual.text} 人多于编制 {posts.text} 人",
            subject="more",
            level=WARNING,
            title="实有人数多于编制",
        )


def assets_are_counted_last_year(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N12: assets are counted on a day of the year before."""
    day = figures.books.assets_on
    if day is not None and day.year != figures.books.year - 1:
        yield rule.finds(
            message=f"资产截止日是 {day:%Y-%m-%d}，应在 {figures.books.year - 1} 年",
            subject="assets_on",
            section="assets",
            title="资产截止日不对",
        )


def lists_have_no_repeats(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N10: offices and units are counted as listed, so none may be listed twice; a code names one unit."""
    lists = (
        ("内设机构", figures.books.offices),
        ("预算单位", tuple(unit.name for unit in figures.books.units)),
        ("单位代码", tuple(unit.code for unit in figures.books.units if unit.code)),
    )
    for label, names in lists:
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield rule.finds(message=f"{label}“{name}”列了不止一次", subject=f"{label}-{name}")


def vehicles_and_costs(rule: Rule, figures: Figures) -> Iterator[Finding]:
    """N11: no vehicles, no running cost; vehicles are bought where there is money for them; kinds sum to the total."""
    vehicles, running = side(figures, "assets.vehicles"), side(figures, "three-public.running")
    bought, purchase = side(figures, "assets.buy-vehicles"), side(figures, "three-public.purchase")
    if not vehicles.value and not bought.value and running.value:
        yield rule.finds(
            running,
            message=f"车辆 0 辆，却有公务用车运行费 {running.text}",
            subject="running",
            title="没有车辆却有运行费",
        )
    if bool(bought.value) != bool(purchase.value):
        yield rule.finds(
            message=f"安排购置车辆 {bought.text} 辆，公务用车购置费 {purchase.text}，两者应同时有或同时没有",
            subject="purchase",
            title="购置车辆与购置费不一致",
        )
    yield from _vehicle_kinds(rule, figures, "assets.vehicles", "kinds", "车辆合计与各类之和不等")
    yield from _vehicle_kinds(rule, figures, "assets.buy-vehicles", "bought", "购置车辆合计与各类之和不等")


def _vehicle_kinds(rule: Rule, figures: Figures, key: str, subject: str, title: str) -> Iterator[Finding]:
    """The kinds of vehicles, where they are listed, sum to their number."""
    kinds = [figures.value(f"{key}.{kind}") for kind, _ in catalogue.VEHICLE_KINDS]
    given, whole = [value for value in kinds if value is not None], figures.value(key)
    if given and whole is not None and add(given) != whole:
        summed = Side("各类车辆之和", add(given), unit=catalogue.VEHICLES)
        yield rule.finds(side(figures, key), summed, subject=subject, level=ERROR, title=title)
