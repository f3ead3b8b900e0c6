"""Sections: what the parts of a disclosure are called, in whatever province."""

from __future__ import annotations

import re

#: Names of the parts of a disclosure, as they end; unnumbered, they are headings of the first level.
PARTS = (
    "名词解释",
    "概况",
    "预算编制说明",
    "预算情况说明",
    "部门预算表",
    "单位预算表",
    "预算公开表",
    "预算报表",
)
#: Names of main sections, as they end; of the first level where the document has no parts (第一部分).
MAIN = (
    "主要职能",
    "主要职责",
    "职能职责",
    "机构设置",
    "机构设置情况",
    "机构设置及人员情况",
    "基本情况",
    "收支情况说明",
    "其他相关情况说明",
    "相关情况说明",
    "其他事项说明",
    "重要事项说明",
    "项目经费情况说明",
    "项目情况说明",
)
#: Names of sections that stand within others.
INNER = (
    "收入预算情况",
    "支出预算情况",
    "收入预算",
    "支出预算",
    "财政拨款支出情况",
    "政府性基金情况",
    "政府性基金预算情况",
    "国有资本经营情况",
    "国有资本经营预算情况",
    "机关运行经费",
    "机关运行经费情况",
    "政府采购情况",
    "政府采购预算情况",
    "国有资产占有使用情况",
    "国有资产占用情况",
    "绩效目标设置情况",
    "预算绩效情况",
    "绩效目标情况",
    "项目概述",
    "项目概况",
    "立项依据",
    "实施主体",
    "实施方案",
    "实施周期",
    "年度预算安排",
    "绩效目标和指标",
    "绩效目标",
    "收入科目",
    "支出科目",
    "专业名词",
)
#: How names of sections end; names of units and offices, which are listed too, end otherwise.
ENDINGS = re.compile(
    r"(?:情况|说明|预算|经费|支出|收入|解释|职责|职能|设置|概况|目标|采购|依据|主体|方案|周期|安排|构成|"
    r"表|内容|事项|科目|名词|资产|绩效|指标|概述|工作|任务|变化|原因|费|项目|信息|渠道|管理|结转|附件|其他|公开)$"
)


def is_section(text: str) -> bool:
    """A line that is the name of a section, with the department's before it or without."""
    name = "".join(text.split()).rstrip("：:")
    return (
        len(name) <= 40
        and not any(sign in "，。；：" for sign in name)
        and (name.endswith((*PARTS, *MAIN)) or name in INNER)
    )
