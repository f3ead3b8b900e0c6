"""Settings: what headings say of the paragraphs below them: of what money, of what kind, or that no figures are in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from budgets.ledger import EXPENDITURE, INCOME

from . import clauses
from .amounts import Squeezed
from .context import Context
from .facets import Facets

BOTH = "both"

#: Sections whose amounts are no figures of the budget: explanations of words, duties, and what a project is based on.
SILENT = re.compile(
    "名词解释|专业名词|名词说明|术语|主要职[责能]|职能职责|部门职[责能]|单位职[责能]|基本职能|职能简介|工作任务|重点工作|工作目标|"
    "立项依据|项目概述|实施方案|实施主体|实施周期|勾稽说明|法律依据|政策依据|联系方式|绩效目标和指标|绩效指标"
)
TOPICS = (
    ("three-public", "三公"),
    ("procurement", "采购|购买服务"),
    ("running", "机关运行|一般性支出|会议费|培训费"),
    ("assets", "国有资产|资产"),
    ("goals", "绩效"),
    ("staffing", "人员情况|人员构成|人员编制|机构设置|机构情况|单位构成|机构及人员|编制"),
    ("projects", "项目(?!支出)|年度预算安排|项目支出(?:表|情况|明细|说明)"),
    ("other", "其他(?:重要)?(?:事项|情况|需要)|其他相关"),
)
#: Headings below a project that do not name it.
OF_A_PROJECT = re.compile(
    "项目概述|立项依据|实施|年度预算安排|预算安排|绩效|项目名称|资金|概况|项目情况|项目说明|项目支出|项目经费"
)
NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十0-9]+部分|[一二三四五六七八九十]+、|（[一二三四五六七八九十0-9]+）|[0-9]+[.．、）]|[①-⑳])\s*"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What headings say of everything below them. ``project`` is the name of the project that they are about."""

    says: Facets = field(default_factory=Facets)
    topic: str = ""
    project: str = ""
    is_silent: bool = False

    def below(self, heading: str, context: Context) -> Setting:
        """The setting under a further heading."""
        text = NUMBERING.sub("", Squeezed(heading).text)
        if SILENT.search(text):
            return replace(self, is_silent=True)
        topic = next((name for name, words in TOPICS if re.search(words, text)), "")
        says = facets_of_heading(text, context)
        project = self.project
        if topic == "projects" or self.topic == "projects":
            is_name = self.topic == "projects" and not OF_A_PROJECT.search(text) and not says.nature
            project = text if is_name else project
        if topic in ("", "projects"):
            topic = topic or ("" if says.measure or says.fund else self.topic)
            merged = _narrowed(self.says, says)
        else:
            merged = says if topic == "other" else Facets()
        return Setting(merged, topic, project, self.is_silent)


def style_of(number: str) -> str:
    """How a paragraph is numbered: （一）, （1）, 1., 一、."""
    return re.sub("[0-9]+", "1", re.sub("[一二三四五六七八九十]+", "一", number.strip()))


def _narrowed(outer: Facets, inner: Facets) -> Facets:
    """What an inner heading leaves of an outer one: 支出 under 收支, 基本支出 under 一般公共预算支出."""
    kept = outer
    if inner.measure in (INCOME, EXPENDITURE, BOTH):
        kept = replace(kept, nature="", cost="")
    if inner.fund:
        kept = replace(kept, nature="", cost="")
    return kept.with_(inner)


@lru_cache(maxsize=4096)
def facets_of_heading(text: str, context: Context) -> Facets:
    """Measure, fund and nature that a heading names; of two funds or two natures none."""
    found: dict[str, set[str]] = {"measure": set(), "fund": set(), "nature": set()}
    for token in clauses.tokens_of(Squeezed(text), context):
        for candidate in token.candidates:
            if candidate.group in ("fund", "measure", "nature", "source"):
                says = candidate.says
                for axis, values in found.items():
                    if value := getattr(says, axis):
                        values.add(value)
                if candidate.group == "source" and len(token.candidates) == 1:
                    found["measure"].add(INCOME)
                    found["fund"].update(("grant",) if says.code == "s1" else ())
    measures = found["measure"]
    measure = BOTH if len(measures) > 1 else "".join(measures)
    single = {axis: "".join(values) if len(values) == 1 else "" for axis, values in found.items()}
    if single["nature"] and not measures - {EXPENDITURE}:
        measure = EXPENDITURE
    return Facets(measure=measure, fund=single["fund"], nature=single["nature"])
