"""Projects and performance goals in a document: their money, their weights and scores, results that are too early."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from budgets.facts import Said
from budgets.keys import goal_of, is_grant_of_project, is_project
from budgets.ledger import add

from .finding import WARNING, Finding, Side
from .printed import Printed
from .printed_sides import side_of
from .printed_sums import OPEN_ENDED
from .registry import RULE
from .relation import Check, Rate, Relation


def projects_fit_expenditure(facts: Printed) -> Iterator[Relation]:
    """R25: projects told in one section are no more than 项目支出; those with goals neither."""
    whole = facts.best("expenditure.project")
    if whole is None:
        return
    for projects in (*_told_by_section(facts), _with_goals(facts)):
        if len(projects) > 1:
            yield Relation(RULE["R25"], tuple(projects), (whole,), left_label="所列项目之和", is_limit=True)


def project_list_is_its_total(facts: Printed) -> Iterator[Relation]:
    """R25: projects listed behind the amount that goals are set for sum to it."""
    for spoken in facts.spoken_by_scope.values():
        total = next((said for said in spoken if said.key == "goals.funds"), None)
        listed = [said for said in spoken if is_project(said.key)]
        if total and len(listed) > 1 and total.place.start < listed[0].place.start:
            yield Relation(RULE["R25"], (total,), tuple(listed), right_label=f"所列{len(listed)}个项目之和")


def projects_of_a_sentence_are_all(facts: Printed) -> Iterator[Relation]:
    """R25: projects listed with 其中 behind 项目支出 in one paragraph are all of it."""
    for scope, spoken in facts.spoken_by_scope.items():
        total = next((said for said in spoken if said.key == "expenditure.project"), None)
        listed = [said for said in spoken if is_project(said.key)]
        paragraph = facts.paragraph_of.get(scope)
        if total is None or paragraph is None or len(listed) < 2 or scope in facts.untied_scopes:
            continue
        between = paragraph.text[total.place.start : listed[0].place.start]
        if "其中" in between and not OPEN_ENDED.search(paragraph.text):
            yield Relation(RULE["R25"], (total,), tuple(listed), right_label=f"所列{len(listed)}个项目之和")


def one_project_has_one_amount(facts: Printed) -> Iterator[Relation]:
    """R25: where the text tells one project and one sheet of goals is attached, they are of one amount."""
    told = {said.key: said for said in facts.reading.spoken if is_project(said.key)}
    sheets = _with_goals(facts)
    if len(told) == 1 and len(sheets) == 1:
        yield Relation(RULE["R25"], tuple(told.values()), (sheets[0],))


def _told_by_section(facts: Printed) -> list[list[Said]]:
    found: dict[tuple[str, ...], dict[str, Said]] = defaultdict(dict)
    for said in facts.reading.spoken:
        if is_project(said.key):
            found[facts.section_of.get(said.place.scope, ())].setdefault(said.key, said)
    return [list(projects.values()) for projects in found.values()]


def _with_goals(facts: Printed) -> list[Said]:
    """The projects of the goal tables, each once, by what its sheet gives for the year."""
    found: dict[str, Said] = {}
    for table in facts.tables("project-goals"):
        for said in table.said:
            if is_project(said.key) and not said.is_blank:
                found.setdefault(said.key, said)
    return list(found.values())


def goals_fit_grants(facts: Printed) -> Iterator[Finding]:
    """R25: a project is not paid from more grants than the department gets."""
    grants = facts.best("income.s1") or facts.best("income.grant.total")
    for key, places in facts.by_key.items():
        said = next((said for said in places if not said.is_blank), None)
        if grants and is_grant_of_project(key) and said and said.value > grants.value + grants.step:
            yield RULE["R25"].finds(
                side_of(said),
                side_of(grants),
                message=f"{said.label} {said.printed}，多于全部财政拨款收入 {grants.printed}",
                subject=key,
                level=WARNING,
                title="项目的财政拨款多于财政拨款收入",
            )


# Weights and scores -----------------------------------------------------------------------------------------------


def scores_add_up(facts: Printed) -> Iterator[Relation]:
    """R27: weights and scores of a sheet sum to their totals."""
    for said in _by_goal(facts).values():
        for what in ("weight", "score"):
            parts = [s for name, s in said.items() if re.fullmatch(rf"(i[0-9]+|execution)\.{what}", name)]
            total = said.get(what)
            if total and len(parts) > 1:
                yield Relation(
                    RULE["R27"],
                    (total,),
                    tuple(parts),
                    right_label="各项之和",
                    told={"title": "分值或得分不平"},
                )


#: Scores are given to one or two places.
NEAR = Decimal("0.06")
HUNDRED, WITHOUT_EXECUTION = Decimal(100), Decimal(90)


def weights_are_a_hundred(facts: Printed) -> Iterator[Finding]:
    """R27: weights sum to 100, or to 90 beside the 10 of the execution."""
    for slug, said in _by_goal(facts).items():
        weights = [s for name, s in said.items() if re.fullmatch(r"i[0-9]+\.weight", name)]
        total = add(s.value for s in weights)
        if len(weights) > 1 and "weight" not in said and total not in (HUNDRED, WITHOUT_EXECUTION):
            yield RULE["R27"].finds(
                side_of(weights[0]),
                message=f"{weights[0].place.text.split(' · ')[0]}：绩效指标权重之和为 {total:f}，应为 100",
                subject=f"weights-{slug}",
                title="绩效指标权重之和不是 100",
                places=(weights[0].place,),
            )


def scores_are_within_weights(facts: Printed) -> Iterator[Relation]:
    """R27: 0 <= 得分 <= 分值."""
    for said in _by_goal(facts).values():
        for name, score in said.items():
            weight = said.get(name.replace(".score", ".weight"))
            if name.endswith(".score") and weight:
                yield Relation(RULE["R27"], (score,), (weight,), is_limit=True)


def execution_is_scored_by_rate(facts: Printed) -> Iterator[Finding]:
    """R27: the score of the execution is its weight times its rate."""
    for slug, said in _by_goal(facts).items():
        rate, weight, score = (said.get(n) for n in ("rate", "execution.weight", "execution.score"))
        if not (rate and weight and score and weight.value):
            continue
        due = (weight.value * min(rate.value, HUNDRED) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(due - score.value) >= NEAR:
            yield RULE["R27"].finds(
                side_of(score),
                Side("分值乘以执行率", due, unit=score.unit, printed=f"{due}", said=(weight, rate)),
                message=f"执行率 {rate.printed}，分值 {weight.printed}，得分应为 {due}，写的是 {score.printed}",
                subject=f"execution-{slug}",
                title="执行率与得分不符",
                places=(score.place,),
            )


def rates_of_execution(facts: Printed) -> Iterator[Rate]:
    """R27: 执行率 is what was executed as a share of the budget."""
    for said in _by_goal(facts).values():
        rate, executed = said.get("rate"), said.get("executed")
        base = said.get("budget")
        if rate and executed and base and not rate.is_blank:
            yield Rate(RULE["R27"], rate, (executed,), (), (base,))


def _by_goal(facts: Printed) -> dict[str, dict[str, Said]]:
    """What each goal sheet says, by slug and what it is; blanks left out."""
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for key, places in facts.by_key.items():
        slug, what = goal_of(key)
        if slug and not places[0].is_blank:
            found[slug][what] = places[0]
    return found


RESULTS = re.compile(r"executed|execution\.score|rate|score|i[0-9]+\.(?:score|actual)")


def results_are_not_yet_known(facts: Printed) -> Iterator[Finding]:
    """R28: a budget has no 执行数, 实际完成值 or 得分 of its own year."""
    for slug, said in _by_goal(facts).items():
        early = [s for name, s in said.items() if RESULTS.fullmatch(name) and s.value]
        if early:
            table = facts.table_of[early[0].place.scope]
            yield RULE["R28"].finds(
                side_of(early[0]),
                message=f"《{table.title}》中有 {len(early)} 个执行结果，如{early[0].label.split(' · ')[-1]} "
                f"{early[0].printed}；预算公开时还没有",
                subject=slug,
                places=(table.place,),
            )


RELATIONS: tuple[Callable[[Printed], Iterator[Check]], ...] = (
    projects_fit_expenditure,
    project_list_is_its_total,
    projects_of_a_sentence_are_all,
    one_project_has_one_amount,
    scores_add_up,
    scores_are_within_weights,
    rates_of_execution,
)
LOOKED_AT: tuple[Callable[[Printed], Iterator[Finding]], ...] = (
    goals_fit_grants,
    weights_are_a_hundred,
    execution_is_scored_by_rate,
    results_are_not_yet_known,
)
