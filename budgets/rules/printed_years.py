"""Years and dates in a document, looked at one by one: whose year an amount, a title and a comparison are of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from budgets.catalogue import MONEY
from budgets.facts import Place
from budgets.keys import COMPARED, group_of, parted, view_of

from .finding import Finding
from .printed import Printed
from .printed_sides import side_of
from .registry import RULE
from .relation import is_times


def comparisons_are_with_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is compared with is the year before the budget's."""
    told: set[tuple[str, int]] = set()
    for said in facts.reading.spoken:
        is_comparison = view_of(said.key) in COMPARED
        here = (said.place.scope, said.year)
        if is_comparison and said.year and said.year != facts.year - 1 and here not in told:
            told.add(here)
            yield RULE["N12"].finds(
                side_of(said),
                message=f"{facts.year} 年预算与 {said.year} 年比较，应与 {facts.year - 1} 年比较",
                subject=f"{said.place.scope}-{said.year}",
                title="比较的年度不对",
                places=(said.place,),
            )


AS_OF = re.compile(r"截[至止]到?\s*(?P<year>20[0-9]{2})\s*年\s*(?:底|末|年底|[0-9]{1,2}\s*月)")
OF_STAFF = re.compile(r"编制|实有|在职")


def assets_are_of_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: assets are counted on a day of the year before (31 August or 31 December)."""
    for paragraph in facts.reading.paragraphs:
        found = AS_OF.search(paragraph.text)
        if not found:
            continue
        year, words = int(found["year"]), found[0]
        is_of_assets = any(
            group_of(s.key) == "assets" for s in facts.spoken_by_scope.get(paragraph.place.scope, ())
        )
        if is_of_assets and year != facts.year - 1:
            yield _date(
                f"资产截止日写作“{words}”，应在 {facts.year - 1} 年", paragraph.place, "资产截止日不对"
            )
        elif (
            not is_of_assets and OF_STAFF.search(paragraph.text) and year not in (facts.year - 1, facts.year)
        ):
            yield _date(
                f"人员截止日写作“{words}”，应在 {facts.year - 1} 年或以后", paragraph.place, "截止日不对"
            )


BALANCE_OF = re.compile(r"结转[^。；]{0,16}?(?:填列|反映)\s*(?P<year>20[0-9]{2})\s*年")


def balances_are_of_last_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is brought forward comes from the year before."""
    for paragraph in facts.reading.paragraphs:
        found = BALANCE_OF.search(paragraph.text)
        if found and int(found["year"]) != facts.year - 1:
            yield _date(
                f"“{found[0]}”：上年结转应为 {facts.year - 1} 年及以前", paragraph.place, "结转的年度不对"
            )


OF_ANOTHER = re.compile(r"上年|决算|执行|完成|规划|十[三四五]五|截[至止]")
NOTHING = re.compile(r"空表|表为空|没有|无")
PRINTED_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})\s*年")


def titles_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: titles of tables and headings name the budget's year."""
    for table in facts.reading.tables:
        if table.year and table.year != facts.year and not OF_ANOTHER.search(table.title):
            yield _date(f"《{table.title}》的年度应为 {facts.year} 年", table.place, "表名的年度不对")
        for note in table.notes:
            years = {int(year) for year in PRINTED_YEAR.findall(note)}
            if years and facts.year not in years and NOTHING.search(note):
                yield _date(f"表下说明“{note}”的年度应为 {facts.year} 年", table.place, "说明的年度不对")
    for heading in facts.reading.headings:
        years = {int(year) for year in PRINTED_YEAR.findall(heading.text)}
        if (
            years
            and facts.year not in years
            and "预算" in heading.text
            and not OF_ANOTHER.search(heading.text)
        ):
            yield _date(f"标题“{heading.text}”的年度应为 {facts.year} 年", heading.place, "标题的年度不对")


FUTURE = re.compile(
    r"(?<![0-9编制定报])(20[0-9]{2})\s*年(?:度)?(?:部门|单位)?(?:收入|支出|收支)?(?:总)?预算(?:数)?(?:为|安排)?[^，。；]{0,6}?[0-9]"
)


def budgets_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: an amount is of this year's budget or last year's, never of a later one."""
    for paragraph in facts.reading.paragraphs:
        later = [year for year in FUTURE.findall(paragraph.text) if int(year) > facts.year]
        if later and facts.spoken_by_scope.get(paragraph.place.scope):
            yield _date(
                f"写有“{later[0]}年…预算”的金额，本文本是 {facts.year} 年预算",
                paragraph.place,
                "预算年度不对",
            )


def amounts_are_of_the_year(facts: Printed) -> Iterator[Finding]:
    """N12: what is said of another year than the budget's is not this year's figure."""
    for said in facts.reading.spoken:
        key, view = parted(said.key)
        is_of_a_day = group_of(said.key) in ("assets", "staff")
        if (
            said.unit != MONEY
            or said.year in (0, facts.year)
            or view in ("change", "percent", "share")
            or is_of_a_day
        ):
            continue
        this = facts.best(key)
        is_repeated = any(s.key == key for s in facts.spoken_by_scope[said.place.scope])
        if view == "last" and (is_repeated or this is None or not is_times(said, this)):
            continue
        if said.value:
            yield RULE["N12"].finds(
                side_of(said),
                message=f"{said.label} {said.printed} 写作 {said.year} 年，是 {facts.year} 年的数",
                subject=f"{said.key}-{said.place.scope}",
                title="金额的年度不对",
                places=(said.place,),
            )


DAY = re.compile(r"(?P<year>20[0-9]{2})\s*年\s*(?P<month>[0-9]{1,2})\s*月(?:\s*(?P<day>[0-9]{1,2})\s*日)?")


def days_exist(facts: Printed) -> Iterator[Finding]:
    """N12: a date is one of the calendar."""
    for paragraph in facts.reading.paragraphs:
        for found in DAY.finditer(paragraph.text):
            try:
                date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
            except ValueError:
                yield _date(f"“{found[0]}”不是一个日期", paragraph.place, "日期不存在")


def _date(message: str, place: Place, title: str) -> Finding:
    return RULE["N12"].finds(message=message, subject=f"{title}-{place.scope}", title=title, places=(place,))


#: What cannot be looked at where nobody says which year's budget it is.
OF_THE_YEAR: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    comparisons_are_with_last_year,
    assets_are_of_last_year,
    balances_are_of_last_year,
    titles_are_of_the_year,
    budgets_are_of_the_year,
    amounts_are_of_the_year,
)
LOOKED_AT = (*OF_THE_YEAR, days_exist)
