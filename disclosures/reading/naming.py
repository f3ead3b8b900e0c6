"""Naming: which figure the names before an amount are, in the scene that they are said in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from budgets import ledger
from budgets.catalogue import MONEY, NUMBER, PEOPLE, SETS, VEHICLES
from budgets.keys import is_beside_executed, is_of_projects
from budgets.ledger import EXPENDITURE, INCOME, slug
from budgets.names import plain

from . import clauses, owners
from .amounts import Amount
from .clauses import Candidate, Token
from .facets import Facets
from .meanings import unit_of
from .scene import Scene
from .settings import BOTH, NUMBERING
from .subjects import GENERAL_ORDER, ORDERS, OWN_BUDGETS, UNKNOWN, Subject, facets_of, fits, inherited

#: Words between a name and its amount that say nothing.
FILLER = re.compile(
    "(?:20[0-9]{2}年度?|年初|涉及|采购项目|年度|预算|安排|总额|总计|合计|共计|金额|资金|经费|支出|收入|计划|编制|数|为|共有|"
    "共|是|有|拟|的|计|达|本|情况|拨款|财政|部门|单位|单价|年|实有|额|于|一|项|类|：|:|具体)*"
)
#: What stands behind the name of a project or purchase and is none of it.
TAIL = re.compile("(?:年初|年度)?(?:预算)?(?:安排|支出|资金|金额|合计|共计|为|共|：|:)*$")
OF_TOPIC = {"three-public": "three-public.total", "procurement": "procurement.total", "running": "running"}
#: Lists of particulars that may have kinds which the catalogue does not.
OPEN_KINDS = ("running", "assets.vehicles", "assets.buy-vehicles", "staff.posts", "staff.actual")


def is_filler(text: str) -> bool:
    return FILLER.fullmatch(text) is not None


def particular(item: str, label: str) -> Subject:
    """The subject of a figure beside the ledger."""
    return Subject(Facets(item=item), (item,), label)


@dataclass(slots=True)
class Namer:
    """Finds the subject of an amount; what it finds tells the scene which lists are over."""

    scene: Scene

    # Money

    def of_money(self, amount: Amount, token: Token) -> Subject | None:
        """What an amount of money is said of."""
        scene = self.scene
        if not scene.names:
            return self._listed(token) or self._by_heading(token)
        told = scene.text[scene.clause : token.start]
        if scene.last is not None and scene.last.keys[0] == "goals.projects" and told.startswith("涉及"):
            return particular("goals.funds", told)
        is_goal = scene.whole is None and any(c.group == "goals" for n in scene.names for c in n.candidates)
        if self._kind_of_list() == "project" and not is_goal and not self.is_covered(token):
            return self._listed(token)
        if not self.is_close(token) or self._is_of_others() or not self._is_one(amount):
            return None
        subject = self.subject(scene.names, amount.unit)
        if subject is not None and self._is_of_project(subject):
            return None
        return subject or self._listed(token)

    def subject(self, names: Sequence[Token], unit: str = MONEY) -> Subject | None:
        """What names are the subject of, within what was spoken of; a list that they are no part of is over."""
        scene = self.scene
        if UNKNOWN in scene.wholes or any(
            token.path is not None and not scene.codes.get(token.start) for token in names
        ):
            return None
        says, groups = self._facets(names, unit)
        if not groups:
            return None
        while scene.wholes and not fits(says, scene.wholes[-1]):
            if scene.wholes[-1] in scene.memory.open and not scene.amounts:
                scene.memory.open = []
            scene.wholes.pop()
            scene.sibling = ""
        subject = self._made(says, names)
        if subject is None and "source" not in groups and not says.item:
            says, groups = facets_of(names, ("source", *self._order(unit)), scene.base(), scene.codes)
            subject = self._made(says, names) if "source" in groups else None
        if subject is not None and scene.wholes:
            scene.sibling = groups[-1]
            scene.has_used_open |= scene.wholes[-1] in scene.memory.open
        return subject

    def of_nothing(self) -> Subject | None:
        """What is said not to be: 未安排政府性基金预算."""
        scene = self.scene
        order = self._spending(scene.names, self._order(MONEY))
        says, groups = facets_of(scene.names, order, scene.base(), scene.codes)
        if not groups or not (says.fund or says.item or says.code or says.nature):
            return None
        if says.fund and not (says.measure or says.code or says.nature or says.item):
            says = replace(says, measure=EXPENDITURE)
        return self._made(says, scene.names)

    def _facets(self, names: Sequence[Token], unit: str) -> tuple[Facets, tuple[str, ...]]:
        scene = self.scene
        order, base = self._order(unit), scene.base()
        says, groups = facets_of(names, self._spending(names, order), base, scene.codes)
        is_particular = bool(scene.whole and scene.whole.says.item)
        if not groups and order is not GENERAL_ORDER and unit == MONEY and not is_particular:
            says, groups = facets_of(names, self._spending(names, GENERAL_ORDER), base, scene.codes)
        if says.fund and says.fund == base.fund and says == Facets(measure=says.measure, fund=says.fund):
            # 国有资本经营预算支出 within that budget: its class 223
            function = facets_of(names, ("function",), base, scene.codes)
            says, groups = function if function[1] and scene.wholes else (says, groups)
        return says, groups

    def _order(self, unit: str) -> tuple[str, ...]:
        """The groups of terms that a name is looked for in, by what was spoken of."""
        scene = self.scene
        if unit in ORDERS:
            return (
                ("goals", *ORDERS[unit])
                if unit == NUMBER and scene.setting.topic == "goals"
                else ORDERS[unit]
            )
        if unit != MONEY:
            return ("assets",)
        item, topic = (scene.whole.says.item if scene.whole else ""), scene.setting.topic
        if item == "running":
            return ORDERS["component"]
        for family in ("procurement", "goals"):
            if item.startswith(family) or (not item and topic == family):
                return ORDERS[family]
        if item.startswith("three-public") or topic == "three-public":
            return ORDERS["three-public"]
        return self._order_of_ledger()

    def _order_of_ledger(self) -> tuple[str, ...]:
        scene = self.scene
        base = scene.base()
        if scene.whole is not None and scene.sibling in ("function", "economic", "source"):
            return ORDERS[scene.sibling]
        if scene.by in ORDERS:
            is_grant_expenditure = scene.by == "source" and base.measure == EXPENDITURE
            return GENERAL_ORDER if is_grant_expenditure else ORDERS[scene.by]
        if base.nature or base.cost or base.code[:1] == "e":
            return ORDERS["economic"] if scene.whole is not None or base.code or base.cost else GENERAL_ORDER
        if base.code[:1] == "f":
            return ORDERS["function"]
        return ORDERS["source"] if base.measure == INCOME or base.code[:1] == "s" else GENERAL_ORDER

    def _spending(self, names: Sequence[Token], order: tuple[str, ...]) -> tuple[str, ...]:
        """The order of groups, with funds before sources where the names speak of spending."""
        candidates = [candidate for token in names for candidate in token.candidates]
        is_spending = any(
            each.says.measure in (EXPENDITURE, BOTH) or each.says.nature or each.says.cost
            for each in candidates
            if each.group in ("measure", "nature")
        )
        if is_spending and any(each.group == "fund" for each in candidates):
            return ("fund", *(group for group in order if group not in ("fund", "source")))
        return order

    def _made(self, says: Facets, names: Sequence[Token]) -> Subject | None:
        """The subject with its keys; nothing where what is said is no figure."""
        scene, label = self.scene, self._label(names)
        if says.item:
            if says.item.startswith("procurement") and says.fund not in ("", "grant"):
                return None  # what is procured from one budget alone
            item = self._item(says.item, label)
            return particular(item, label) if item else None
        if scene.whole and scene.whole.says.item.startswith("goals") and says.nature in ("basic", "project"):
            return particular(f"goals.{says.nature}", label)
        full = self._narrowed(says, names, label)
        if full.measure == BOTH:
            keys = tuple(replace(full, measure=measure).key() for measure in (INCOME, EXPENDITURE))
            return Subject(full, keys, label)
        key = full.key()
        return Subject(full, (key,), label) if key else None

    def _narrowed(self, says: Facets, names: Sequence[Token], label: str) -> Facets:
        """What is said, with what it inherits from the list, the heading and the section."""
        scene, base = self.scene, self.scene.base()
        if says.code[:3] == "s10" and any(word in label for word in ("本年", "当年")):
            return Facets(code=says.code)  # of this year alone, beside what is brought forward
        full = inherited(says, base)
        if full.code[:1] == "f" and not full.fund and names and names[0].path is not None:
            is_grant = scene.memory.has_grant or any(t.kind == clauses.EXECUTED for t in scene.tokens)
            full = replace(full, fund="grant" if is_grant else "")  # what a list by items tells of
        if scene.wholes or scene.by or (says.fund or base.fund) not in OWN_BUDGETS:
            return full
        if not full.measure and full == Facets(fund=scene.setting.says.fund):
            full = replace(full, measure=EXPENDITURE)  # 一般公共预算当年拨款
        if full == Facets(measure=EXPENDITURE, fund=full.fund):
            full = replace(
                full, span="year"
            )  # the total of a section of its own leaves out what is carried over
        return full

    def _item(self, item: str, label: str) -> str:
        """The key of a particular; a kind of post or vehicle is one of what was counted before."""
        scene = self.scene
        if scene.setting.topic == "goals":
            item = {"units.count": "goals.units", "projects.count": "goals.projects"}.get(item, item)
        if ".." not in item:
            return item
        family, kind = item.split("..")
        for whole in reversed(scene.wholes):
            if whole.says.item.startswith(f"{family}."):
                return f"{whole.says.item}.{kind}"
        if family == "assets":
            return f"assets.{'buy-vehicles' if scene.is_buying else 'vehicles'}.{kind}"
        if "编" in label:
            return f"staff.posts.{kind}"
        return f"staff.actual.{kind}" if "人员" in label or "在职" in label else ""

    def _label(self, names: Sequence[Token]) -> str:
        return self.scene.text[names[0].start : names[-1].end] if names else ""

    # Whether names are the subject

    def is_covered(self, token: Token) -> bool:
        """Whether the clause up to here is nothing but names and filling words."""
        scene = self.scene
        rest = scene.text[scene.clause : token.start]
        for name in scene.names:
            rest = rest.replace(name.text, "", 1)
        return is_filler(rest)

    def is_close(self, token: Token) -> bool:
        """Whether nothing but filling words stand between the last name and the amount."""
        between = self.scene.text[self.scene.names[-1].end : token.start]
        return is_filler(re.sub("（[^（）]*）", "", between))

    def heed(self, token: Token) -> None:
        """Notices before a name, an amount or a colon whose figures follow."""
        scene = self.scene
        if scene.mode or any(not is_counted(name) for name in scene.names):
            return
        end, unit = token.start, token.amount.unit if token.amount is not None else ""
        if unit == NUMBER:
            return  # 下设国库支付中心1个: what is counted are the units
        if unit not in ("", MONEY) and scene.names:
            end = scene.names[-1].start
        before = self._before(end)
        if not before:
            return
        if owners.is_own(before, scene.context):
            scene.is_foreign = scene.is_foreign_on = False
            return
        is_part = owners.is_part(before, scene.context)
        is_others = is_part or bool(owners.EVERYBODY.search(before))
        if is_others or (token.kind == clauses.NAME and owners.NO_BUDGET.search(before)):
            is_first = not scene.amounts and not scene.wholes and bool(scene.context.department)
            scene.is_foreign = True
            scene.is_foreign_on |= is_part and is_first  # duties speak of the county, what follows need not

    def _before(self, end: int) -> str:
        """What the clause says before a place, but for years and filling words."""
        return owners.bare(self.scene.text[max(self.scene.clause, end - owners.LONGEST) : end])

    def _is_of_others(self) -> bool:
        """Whether the figure is that of a level of government."""
        first = next((name for name in self.scene.names if not is_counted(name)), self.scene.names[0])
        before = self._before(first.start)
        return bool(owners.LEVEL.search(before)) and not owners.is_own(before, self.scene.context)

    def _is_of_project(self, subject: Subject) -> bool:
        """Whether what is named like a total is one project's: 某项目2025年支出预算."""
        scene, says, name = self.scene, subject.says, self.scene.names[-1]
        if says.code.startswith("s") and scene.setting.project:
            return True  # where its money comes from
        if says.item or says.code or says.cost:
            return False
        if any(_is_only_of_chart(each) for each in scene.names):
            return True  # 信息化建设支出预算: no function that there is but one of
        before = self._before(name.start)
        if says.nature:
            return says.nature == ledger.PROJECT and bool(owners.WORK.search(before))
        if scene.setting.topic == "projects" or owners.PROJECT.search(before):
            return True
        return name.text == "支出" and len(scene.names) == 1 and scene.text[: name.start].endswith("安排")

    def _is_one(self, amount: Amount) -> bool:
        """Whether the names before an amount are one subject: not 会议费、培训费共5万元. Of 收入、支出 it is both."""
        scene = self.scene
        if amount.value == 0:
            return True  # all of them are nothing
        names = [name for name in (*scene.joined, *scene.names) if not is_counted(name)]
        for first, second in pairwise(names):
            between = scene.text[first.end : second.start]
            if not re.fullmatch("(?:预算|经费|支出)?(?:、|和|及|与|以及|或)", between):
                continue
            if not _are_both(first, second):
                return False
            scene.names = [replace(second, candidates=(Candidate("measure", Facets(measure=BOTH)),))]
        return not scene.joined or scene.names[0].candidates[0].says.measure == BOTH

    # Projects and purchases

    def _kind_of_list(self) -> str:
        """Whether a list, or the section that a paragraph stands in, is one of projects or of purchases."""
        scene = self.scene
        if scene.whole is not None:
            if _lists_projects(scene.whole):
                return "project"
            return "purchase" if scene.whole.says.item == "procurement.total" else ""
        is_of_goals = scene.setting.topic == "goals" and scene.is_list
        if (scene.setting.topic == "projects" or is_of_goals) and not scene.setting.project:
            are_projects = scene.last is None or is_of_projects(scene.last.keys[0])
            return "project" if are_projects else ""
        told = scene.text[scene.sentence : scene.clause]
        return "purchase" if scene.setting.topic == "procurement" and "采购项目" in told else ""

    def _listed(self, token: Token) -> Subject | None:
        """A project, a purchase or a kind of its own that a list names."""
        scene = self.scene
        whole = scene.whole
        kind = self._kind_of_list()
        if not kind and whole is not None and whole.says.item in OPEN_KINDS:
            kind = whole.says.item
        name = self._name_in_list(token) if kind else ""
        if not name:
            return None
        if kind.startswith("staff.") and owners.OUT_OF_POST.search(name):
            self._count_everybody()
            return None
        if whole is not None:
            scene.has_used_open |= whole in scene.memory.open
        return particular(f"{kind}.{slug(plain(name))}", name)

    def _name_in_list(self, token: Token) -> str:
        """The clause before an amount as a name; empty where it is none."""
        text = self.scene.squeezed.cut(self.scene.clause, token.start).strip()
        name = TAIL.sub("", NUMBERING.sub("", text)).strip(' ：:“”"')
        is_name = 2 <= len(name) <= 50 and not re.search("20[0-9]{2}年", name) and not is_filler(plain(name))
        return name if is_name else ""

    def _by_heading(self, token: Token) -> Subject | None:
        """What a paragraph that names no subject is about: 2021年年初预算数为… under 1.基本支出."""
        scene, setting = self.scene, self.scene.setting
        text = scene.text[scene.clause : token.start]
        own = scene.context.department
        text = text.replace(own, "") if own else text
        if not is_filler(text) or not (text or setting.project):
            return None
        if scene.last is not None:
            return self._on_from(scene.last, text)
        if scene.lead is not None:
            return scene.lead if scene.lead.keys else None
        if scene.wholes:
            return None
        if setting.project:
            return particular(f"project.{slug(plain(setting.project))}", setting.project)
        if setting.topic in OF_TOPIC:
            return particular(OF_TOPIC[setting.topic], text)
        return self._made(setting.says, ()) if setting.says.measure or setting.says.nature else None

    def _on_from(self, last: Subject, text: str) -> Subject | None:
        """What an amount without a name is of, behind what was named last."""
        key = last.keys[0]
        if is_beside_executed(key) or last == self.scene.lead:
            return last
        if key == "goals.projects" and "涉及" in text:
            return particular("goals.funds", text)
        return particular("project.total", text) if key == "projects.count" else None

    # What is counted

    def of_count(self, unit: str, token: Token) -> Subject | None:
        """What a number of people, vehicles, units … is said of."""
        scene = self.scene
        names = scene.names
        if unit == NUMBER and not (names and is_filler(scene.text[names[-1].end : token.start])):
            following = scene.token()
            if following is not None and following.kind == clauses.NAME:
                names = [following]  # 2个预算单位
        if not names:
            return self._listed(token) if self._is_own_kind(unit, token) else None
        if scene.text.endswith("采购", 0, names[0].start) and names[0].text.startswith("项目"):
            return None
        if names[0].start > token.start and self._is_subordinate(names[0], token):
            return particular("units.subordinate", names[0].text)
        if self._is_own_kind(unit, token):
            return self._listed(token)
        if unit not in (PEOPLE, NUMBER):
            is_quota = "编制" in scene.text[scene.clause : token.start]
            return None if is_quota else self._of_assets(names, unit)
        if unit == PEOPLE and self._is_out_of_post(names[0], token):
            return None
        subject = self.subject(names, unit)
        if subject is not None and unit == PEOPLE:
            subject = self._of_kind(subject, names)
        if subject and subject.keys == ("staff.actual",) and subject.keys in (w.keys for w in scene.wholes):
            self._retie("staff.actual", "staff.present")
        return subject

    def _is_out_of_post(self, name: Token, token: Token) -> bool:
        """离退休人员, 遗属补助人员: people that no kind of people in post is of, and no one word is for."""
        told = self.scene.text[self.scene.clause : token.start]
        is_out = self.scene.text.endswith("离", 0, name.start) or owners.OUTSIDE.search(told) is not None
        if is_out:
            self._count_everybody()
        return is_out

    def _count_everybody(self) -> None:
        """Who is listed is not in post: what the list was opened for counts more people than those."""
        scene = self.scene
        if scene.whole is None or scene.whole.keys != ("staff.actual",):
            return
        said = [each.key for each in scene.memory.spoken if each.place.scope == scene.paragraph.place.scope]
        if f"{scene.owner}staff.present" not in said:
            self._retie("staff.actual", "staff.present")

    def _of_kind(self, subject: Subject, names: Sequence[Token]) -> Subject | None:
        """事业编制9人 beside 行政编制, and 实有8人 behind it, are of that kind and not of all."""
        scene, key = self.scene, subject.keys[0]
        if key not in ("staff.posts", "staff.actual"):
            return subject
        end = names[-1].start
        before = scene.text[max(scene.clause, end - owners.LONGEST) : end]
        if kind := owners.POST_KIND.search(before):
            name = kind[0] + names[-1].text
            return particular(f"{key}.{slug(plain(name))}", name)
        posts = scene.last.keys[0] if scene.last is not None else ""
        if key == "staff.posts" or not posts.startswith("staff.posts.") or scene.wholes:
            return subject
        part = scene.text[: names[0].start].rpartition("；")[2].rpartition("。")[2]
        is_beside = len(re.findall("[0-9][人名]", part)) == 1
        return particular(f"staff.actual.{posts.rpartition('.')[2]}", subject.label) if is_beside else subject

    def _is_own_kind(self, unit: str, token: Token) -> bool:
        """Whether a list names a kind that the vocabulary does not have: 事业编制9人, 定向保障用车1辆."""
        scene = self.scene
        if scene.whole is None or scene.whole.says.item not in OPEN_KINDS or self.is_covered(token):
            return False
        if any(".." in each.says.item for name in scene.names for each in name.candidates):
            return False
        return unit == PEOPLE or scene.text[: token.start].endswith(("车", "车辆"))

    def _is_subordinate(self, name: Token, token: Token) -> bool:
        """下属2家预算单位: the word that tells which units stands before the number."""
        before = self.scene.text[self.scene.clause : token.start]
        is_units = any(each.says.item == "units.count" for each in name.candidates)
        return is_units and before.endswith(("下属", "所属", "直属", "下辖"))

    def _retie(self, old: str, new: str) -> None:
        """Ties what was said last under a key to another one, now that its parts tell what it was."""
        spoken = self.scene.memory.spoken
        for index in range(len(spoken) - 1, -1, -1):
            if spoken[index].key == f"{self.scene.owner}{old}":
                spoken[index] = replace(spoken[index], key=f"{self.scene.owner}{new}")
                return

    def _of_assets(self, names: Sequence[Token], unit: str) -> Subject | None:
        scene, label = self.scene, self._label(names)
        candidates = [candidate for token in names for candidate in token.candidates]
        items = [each.says.item for each in candidates if each.group == "assets"]
        buys = scene.is_buying or any(each.says.item == "three-public.purchase" for each in candidates)
        if not items and not buys:
            return None
        item = self._item(items[-1] if items else "assets.vehicles", label)
        if buys and item in ("assets.vehicles", "assets.equipment"):
            item = item.replace("assets.", "assets.buy-")
        expected = unit_of(item)
        is_one_of = unit == expected or {unit, expected} <= {VEHICLES, SETS}
        return particular(item, label) if item and is_one_of else None


def is_counted(name: Token) -> bool:
    """Whether a name can only be of something that is counted: 采购项目, 预算单位."""
    return name.path is None and all(each.group in ("counts", "staff", "assets") for each in name.candidates)


def _is_only_of_chart(name: Token) -> bool:
    """Whether a name is nothing but one of the chart's."""
    return name.path is None and all(each.group in ("function", "economic") for each in name.candidates)


def _are_both(first: Token, second: Token) -> bool:
    """Whether two names are income and expenditure."""
    measures = [
        {each.says.measure for each in token.candidates if each.group == "measure"}
        for token in (first, second)
    ]
    return measures == [{INCOME}, {EXPENDITURE}]


def _lists_projects(whole: Subject) -> bool:
    """Whether what a list is opened for is broken down into projects."""
    if not whole.keys:
        return False
    key = whole.keys[0]
    is_nature = key.startswith(f"{EXPENDITURE}.") and key.endswith(f".{ledger.PROJECT}")
    return is_nature or key in ("project.total", "projects.count", "goals.funds", "goals.projects")
