"""What is unlikely or incomplete in a document, though no two figures of it contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from budgets.catalogue import POST_KINDS
from budgets.facts import Said
from budgets.keys import coordinates
from budgets.ledger import add
from budgets.money import WANYUAN, YUAN_IN

from .finding import INFO, WARNING, Finding, Side
from .printed import Printed
from .printed_sides import side_of
from .printed_texts import REASON
from .registry import RULE

INCLUDED = re.compile(
    r"(?<![0-9,.])(?P<amount>[0-9][0-9,]{0,15}(?:\.[0-9]{1,6})?)万元[^，。；、]{0,10}?(?:纳入|新增|新列|增列|划入)"
)


def stated_causes_fit_the_change(facts: Printed) -> Iterator[Finding]:
    """N05: the increases that are told, of 机关运行经费 and of what is newly included, are no more than the total's.

    What is more must have been saved elsewhere, and then the text has to say where.
    """
    total = facts.best("expenditure.total.change") or facts.best("income.total.change")
    running = facts.best("running.change")
    if total is None or running is None or total.value <= 0 or running.value <= 0:
        return
    included = _newly_included(facts, total)
    told = running.value + included
    if included and told > total.value + total.step + running.step:
        parts = "机关运行经费的增加与新纳入的支出"
        yield RULE["N05"].finds(
            Side(f"{parts}之和", told, place=running.place, said=(running,)),
            side_of(total),
            subject="causes",
            level=WARNING,
            title="所列增加之和多于总额的增加，减少的部分没有说明",
        )


def _newly_included(facts: Printed, change: Said) -> Decimal:
    """The amounts that the reason of a change gives as newly included, in 元."""
    paragraph = facts.paragraph_of.get(change.place.scope)
    reason = REASON.search(paragraph.text, change.place.start) if paragraph else None
    found = INCLUDED.search(reason["why"]) if reason else None
    amount = found["amount"].replace(",", "") if found else "0"
    return Decimal(amount) * YUAN_IN[WANYUAN]


def procurement_is_told_by_kind(facts: Printed) -> Iterator[Finding]:
    """R23: 政府采购 is told as 货物, 工程 and 服务 (财预〔2016〕143号)."""
    total = facts.best("procurement.total")
    kinds = {"goods": "货物", "works": "工程", "services": "服务"}
    missing = [word for kind, word in kinds.items() if not facts.said(f"procurement.{kind}")]
    if total and total.value and missing and len(missing) < len(kinds):
        known = [said for kind in kinds if (said := facts.best(f"procurement.{kind}"))]
        if add(said.value for said in known) == total.value:
            return
        yield RULE["R23"].finds(
            side_of(total),
            message=f"政府采购 {total.printed}，没有写{'、'.join(missing)}各多少",
            subject="kinds",
            level=WARNING,
            title="政府采购没有按货物、工程、服务分列",
        )


CONTRACTED = re.compile(r"中标|招标|招投标")


def contracted_projects_are_procured(facts: Printed) -> Iterator[Finding]:
    """R23: a project that a bidder carries out is in the procurement budget."""
    total, project = facts.best("procurement.total"), facts.best("expenditure.project")
    contracted = next((p for p in facts.reading.paragraphs if CONTRACTED.search(p.text)), None)
    sections = " ".join(contracted.section) if contracted else ""
    if total and project and contracted and "项目" in sections and total.value < project.value / 10:
        yield RULE["R23"].finds(
            side_of(total),
            side_of(project),
            message=f"项目由中标单位实施，项目支出 {project.printed}，政府采购预算只有 {total.printed}",
            subject="contracted",
            level=WARNING,
            title="招标实施的项目没有列入政府采购",
            places=(contracted.place,),
        )


#: What people in post cost beside their wages: their pensions and insurance, and their housing.
OF_STAFF = (("208", "社会保障和就业支出"), ("221", "住房保障支出"))


def staff_have_their_insurance(facts: Printed) -> Iterator[Finding]:
    """R17: where there are people in post, there is 社会保障 and 住房保障 expenditure, if classes are told at all."""
    actual = facts.best("staff.actual") or facts.best("staff.posts")
    classes = {
        at.f[:3] for key in facts.by_key if (at := coordinates(key)) and at.measure == "expenditure" and at.f
    }
    missing = [name for code, name in OF_STAFF if code not in classes]
    if actual and actual.value and classes and missing:
        yield RULE["R17"].finds(
            side_of(actual),
            message=f"有 {actual.printed}，支出中没有{'、'.join(missing)}",
            subject="staff",
            level=WARNING,
            title="有在职人员而没有社会保障或住房保障支出",
        )


def expenditure_is_told_to_its_level(facts: Printed) -> Iterator[Finding]:
    """C01: expenditure is told by function to 项 (实施条例 art. 6)."""
    tables = [t for t in facts.tables("expenditure", "general") if t.letter == "f" and not t.is_empty]
    codes = [row.code for table in tables for row in table.rows if row.code]
    if codes and max(map(len, codes)) < 7:
        yield RULE["C01"].finds(
            message="支出按功能分类只列到类，没有列到项", subject="printed", title="科目没有列到底"
        )


def staff_are_told_by_kind(facts: Printed) -> Iterator[Finding]:
    """N09: posts are told by kind where there are posts of several: beside the office's those of 事业单位."""
    posts = facts.best("staff.posts")
    paragraph = facts.paragraph_of.get(posts.place.scope) if posts else None  # None: it stands in a table
    is_of_both = paragraph and "事业单位" in paragraph.text
    if (
        posts
        and posts.value
        and is_of_both
        and not any(facts.said(f"staff.posts.{kind}") for kind, _ in POST_KINDS)
    ):
        yield RULE["N09"].finds(
            side_of(posts),
            message=f"编制 {posts.printed}，没有写行政、事业等各多少",
            subject="kinds",
            level=INFO,
            title="编制没有分类",
        )


def more_staff_than_posts_is_explained(facts: Printed) -> Iterator[Finding]:
    """N09: more people than posts need a word."""
    posts, actual = facts.best("staff.posts"), facts.best("staff.actual")
    if not (posts and actual and actual.value > posts.value):
        return
    paragraph = facts.paragraph_of.get(actual.place.scope)
    if paragraph is None or not re.search("超编|原因|因为|由于|消化|过渡", paragraph.text):
        yield RULE["N09"].finds(
            side_of(actual),
            side_of(posts),
            message=f"实有 {actual.printed}，多于编制 {posts.printed}，没有说明",
            subject="more",
            level=WARNING,
            title="实有人数多于编制",
        )


LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    stated_causes_fit_the_change,
    procurement_is_told_by_kind,
    contracted_projects_are_procured,
    staff_have_their_insurance,
    expenditure_is_told_to_its_level,
    staff_are_told_by_kind,
    more_staff_than_posts_is_explained,
)
