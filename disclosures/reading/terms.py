"""The field's vocabulary: what words of published budgets mean, in the coordinates that keys are made of.

Every term is declared once with all its spellings; a spelling that is met in another province's documents is one more
word here. Terms that stand side by side say one thing together: 一般公共预算 + 基本支出 is the general budget's basic
expenditure. Names of the charts (functions, economic classes) are not declared here: they are the year's
(``context.codes_named``). Tables' heads and rows are understood by the same terms as sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from .facets import Facets


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning and its spellings, brackets full-width, without spaces."""

    says: Facets
    words: tuple[str, ...]


def _words(listed: str) -> tuple[str, ...]:
    """Words that are listed with spaces between them."""
    return tuple(listed.split())


def _term(listed: str, **says: str) -> Term:
    return Term(Facets(**says), _words(listed))


#: Sources of income, by their codes in the source classification.
SOURCES = (
    _term(
        """
        财政拨款收入 本年财政拨款收入 当年财政拨款收入 财政拨款预算收入 财政拨款收入预算 财政预算拨款收入 拨款收入
        财政拨款（补助）收入 财政拨款补助收入 财政补助收入 财政拨款资金收入
        """,
        code="s1",
    ),
    _term(
        """
        一般公共预算拨款收入 一般公共预算财政拨款收入 一般公共预算收入 一般公共预算拨款资金 一般公共预算拨款
        一般公共预算财政拨款 一般公共预算补助收入 一般公共财政预算拨款收入 一般公共财政预算拨款
        公共财政预算拨款 公共财政预算拨款收入 经费拨款 一般公共预算财政拨款资金 一般公共预算资金
        一般公共预算资金收入 当年一般公共预算拨款收入 本年一般公共预算拨款收入 一般公共预算当年拨款收入
        一般公共预算当年财政拨款收入 一般公共预算拨款收入预算 一般公共预算拨款预算收入
        """,
        code="s101",
    ),
    _term(
        """
        政府性基金预算拨款收入 政府性基金拨款收入 政府性基金预算财政拨款收入 政府性基金财政拨款收入
        政府性基金收入 政府性基金预算收入 政府性基金预算拨款 政府性基金拨款 政府性基金预算财政拨款
        政府性基金财政拨款 政府性基金预算资金 政府性基金预算资金收入 政府性基金预算补助收入
        政府性基金预算当年拨款收入 政府性基金
        """,
        code="s102",
    ),
    _term(
        """
        国有资本经营预算拨款收入 国有资本经营预算收入 国有资本经营预算财政拨款收入 国有资本经营拨款收入
        国有资本经营收入 国有资本经营收益 国有资本经营预算收益
        国有资本经营财政拨款收入 国有资本经营预算拨款 国有资本经营预算财政拨款
        国有资本经营预算资金 国有资本经营预算资金收入 国有资本经营财政拨款 国有资本经营预算补助收入
        国有资本经营预算当年拨款收入 国有资本经营
        """,
        code="s103",
    ),
    _term(
        """
        财政专户管理资金收入 财政专户管理资金 财政专户管理资金拨款 财政专户拨款 财政专户核拨资金
        财政专户资金 财政专户收入 教育收费收入 教育收费资金收入 教育收费 教育收费资金 专户资金
        纳入专户管理的非税收入拨款 专户管理的非税收入拨款 财政专户管理的教育收费
        纳入财政专户管理的非税收入拨款 财政专户管理的非税收入 预算外资金
        """,
        code="s2",
    ),
    _term("单位资金收入 其他资金 单位资金 单位自有资金 自有资金 自筹资金", code="s3"),
    _term("事业收入 事业单位事业收入 事业收入预算 事业收入资金 事业预算收入", code="s301"),
    _term("事业单位经营收入 经营收入 事业单位经营预算收入 经营预算收入 事业单位经营收入资金", code="s302"),
    _term("上级补助收入 上级补助 上级补助预算收入 上级单位补助收入 上级补助资金", code="s303"),
    _term(
        """
        附属单位上缴收入 附属单位缴款 附属单位上交收入 附属单位上缴 附属单位缴款收入 附属单位上缴预算收入
        下级单位上缴收入
        """,
        code="s304",
    ),
    _term(
        """
        其他收入 其他各项收入 其他收入预算 其他资金收入 其他预算收入 其他收入资金 其他单位资金收入
        """,
        code="s305",
    ),
    _term(
        """
        使用非财政拨款结余 使用非财政拨款结余收入 用事业基金弥补收支差额 用事业基金弥补收支差额收入
        动用事业基金 事业基金弥补收支差额 使用非财政拨款结余（含专用结余） 非财政拨款结余
        使用非财政拨款结转结余
        """,
        code="s4",
    ),
    _term(
        """
        上年结转 上年结转结余 上年结转和结余 上年结转（结余） 上年结余 上年结余结转 年初结转和结余
        年初结转结余 上年结转收入 上年结余收入 上年结转资金 上年结转结余资金 国库集中支付网上结转
        国库集中支付结转 上年结转及结余 以前年度结转 历年结转结余 上年预算结转 上年结转结余收入 结转结余
        上年结转和结余资金 上年结转预算收入 上年累计结转结余 结转收入
        """,
        code="s5",
    ),
    _term(
        """
        上年结转一般公共预算 一般公共预算上年结转 一般公共预算结转 一般公共预算拨款结转 一般公共预算结转资金
        上年结转一般公共预算拨款 一般公共预算结转结余 一般公共预算拨款结转结余 一般公共预算财政拨款结转
        上年一般公共预算结转 一般公共预算上年结转结余 一般公共预算拨款上年结转
        """,
        code="s501",
    ),
    _term(
        """
        上年结转政府性基金预算 政府性基金预算上年结转 政府性基金预算结转 政府性基金结转
        上年结转政府性基金预算拨款 政府性基金预算拨款结转 政府性基金预算结转结余 上年政府性基金结转
        政府性基金结转结余 政府性基金上年结转
        """,
        code="s502",
    ),
    _term(
        """
        上年结转国有资本经营预算 国有资本经营预算上年结转 国有资本经营预算结转 国有资本经营预算拨款结转
        上年结转国有资本经营预算拨款 国有资本经营预算结转结余
        """,
        code="s503",
    ),
)

#: The government budgets that money comes from.
FUNDS = (
    _term("财政拨款 财政拨款资金 当年财政拨款 财政预算拨款 财政补助 财政资金 本年财政拨款", fund="grant"),
    _term(
        """
        一般公共预算 一般公共预算拨款 一般公共预算财政拨款 一般公共预算当年拨款 一般公共预算当年财政拨款
        一般公共财政预算 公共财政预算 公共预算 一般公共预算资金 一般公共财政拨款 一般公共预算本年拨款
        """,
        fund="general",
    ),
    _term(
        """
        政府性基金预算 政府性基金预算拨款 政府性基金预算财政拨款 政府性基金 政府性基金拨款
        政府性基金财政拨款 政府性基金预算当年拨款 政府性基金预算资金
        """,
        fund="fund",
    ),
    _term(
        """
        国有资本经营预算 国有资本经营预算拨款 国有资本经营预算财政拨款 国有资本经营 国有资本经营拨款
        国有资本经营财政拨款 国有资本经营预算当年拨款 国有资本预算 国有资本经营预算资金
        """,
        fund="capital",
    ),
    _term("财政专户管理资金 财政专户拨款 财政专户 专户资金 教育收费", fund="account"),
)

#: What is counted: income, expenditure, or both at once, and their totals.
MEASURES = (
    _term(
        "财政拨款收入支出 财政拨款收支 财政拨款收支预算 财政拨款收支总预算 财政拨款收支总体 财政拨款预算收支",
        measure="both",
        fund="grant",
    ),
    _term(
        """
        收入预算 收入 预算收入 收入总计 收入预算总额 收入预算总计 收入总预算 收入预算合计 预算总收入
        收入合计 总收入 收入总额 收入预算数 收入预算总数 部门预算收入 部门收入预算 单位收入预算
        收入年初预算数 部门预算总收入 收入年初预算 预算收入总额 预算收入总计 总收入预算 收入部分
        部门预算收入总额 收入总体 年度收入预算 部门收入总预算 部门预算收入总计 当年收入预算 收入预算总收入
        """,
        measure="income",
    ),
    _term(
        """
        支出预算 支出 预算支出 支出总计 支出预算总额 支出预算总计 支出总预算 支出预算合计 预算总支出
        支出合计 总支出 支出总额 支出预算数 支出预算总数 部门预算支出 部门支出预算 单位支出预算
        支出年初预算数 部门预算总支出 支出年初预算 预算支出总额 预算支出总计 总支出预算 预算安排支出
        支出部分 部门预算支出总额 支出总体 年度支出预算 部门支出总预算 部门预算支出总计 当年支出预算
        支出预算总支出
        """,
        measure="expenditure",
    ),
    _term(
        """
        收支总预算 收支预算 收支预算总额 收支总额 收支总计 收支预算总计 收支总体 部门收支总预算 收支预算总数
        收入支出总预算 收支 收支总数 收支平衡 收入支出预算 收支预算合计 收支合计 收入支出 预算收支总额
        收入和支出总预算 收支总体预算 收入支出总额 预算总额
        """,
        measure="both",
    ),
    _term(
        """
        本年收入合计 本年收入 当年收入 本年收入预算 当年收入合计 本年预算收入 本年收入小计 本年收入总额
        """,
        measure="income",
        span="year",
    ),
    _term(
        """
        本年支出合计 本年支出 当年支出 本年支出预算 当年支出合计 本年预算支出 本年支出小计 本年支出总额
        """,
        measure="expenditure",
        span="year",
    ),
)

#: What has no code or fund of its own: money that was given no function, money of all funds, what has an economic class.
UNCLASSED = (
    _term("未列功能科目的支出 未列功能科目", measure="expenditure", code="nofunction"),
    _term("各类资金安排 各类资金 全部资金 所有资金 各项资金", fund="all"),
    _term("列明经济科目", measure="economic"),
)

#: The nature of an expenditure, and the two costs of running that basic expenditure is of.
NATURES = (
    _term(
        """
        基本支出 基本支出预算 基本支出年初预算 基本支出预算数 基本经费支出 基本支出年初预算数
        """,
        nature="basic",
    ),
    _term(
        """
        项目支出 项目支出预算 项目支出年初预算 项目支出预算数 项目经费支出 项目经费 项目支出年初预算数
        项目支出经费
        """,
        nature="project",
    ),
    _term("事业单位经营支出 经营支出 经营支出预算 事业单位经营支出预算", nature="operating"),
    _term("上缴上级支出 上缴上级 上缴上级支出预算 上缴上级单位支出", nature="upward"),
    _term(
        """
        对附属单位补助支出 对附属单位补助 对下级单位补助支出 对附属单位补助支出预算 附属单位补助支出
        """,
        nature="downward",
    ),
    _term(
        """
        结转下年 年终结转结余 年终结转和结余 结转下年支出 年末结转和结余 年终结转 结转下年使用
        结转下年（结余）
        """,
        nature="carry",
    ),
    _term(
        """
        人员经费 人员支出 人员经费支出 人员类 人员经费预算 人员支出经费 人员类支出 人员支出预算
        """,
        cost="staff",
    ),
    _term(
        """
        公用经费 日常公用经费 公用支出 日常公用支出 公用经费支出 运转类 日常公用经费支出 公用经费预算
        商品服务支出公用经费 运转类公用经费 公用支出经费 日常公用
        """,
        cost="public",
    ),
)

#: Short and old names of economic classes, beside the chart's own.
ECONOMIC = (
    _term(
        """
        工资福利支出 工资福利 工资和福利支出 工资性支出 工资福利费 工资福利费支出 工资及福利支出
        """,
        code="e301",
    ),
    _term(
        """
        商品和服务支出 商品服务支出 一般商品和服务支出 商品及服务支出 商品和服务 商品与服务支出
        """,
        code="e302",
    ),
    _term(
        """
        对个人和家庭的补助 对个人和家庭补助支出 对个人和家庭的补助支出 对个人和家庭补助 对个人及家庭的补助
        对个人和家庭的支出 对个人与家庭的补助 个人和家庭补助 对个人家庭的补助
        """,
        code="e303",
    ),
    _term("债务利息及费用支出 债务利息支出", code="e307"),
    _term("资本性支出（基本建设） 基本建设支出 资本性支出（基建）", code="e309"),
    _term("资本性支出 其他资本性支出 资本性支出（其他）", code="e310"),
    _term("对企业补助（基本建设）", code="e311"),
    _term("对企业补助 对企业的补助 对企事业单位的补助 对企业补助支出", code="e312"),
    _term("对社会保障基金补助 对社会保障基金的补助", code="e313"),
    _term("其他支出 其他支出预算", code="e399"),
)

THREE_PUBLIC = (
    _term(
        """
        “三公”经费 三公经费 “三公”经费预算 三公经费预算 “三公”经费支出 三公经费支出 “三公”经费合计
        “三公”经费预算数 三公经费预算数 “三公”经费支出预算 “三公”经费财政拨款 “三公”支出
        三公经费合计 “三公”经费总额 “三公”经费预算总额 “三公”经费财政拨款预算 “三公经费”
        “三公经费”预算 “三公经费”预算数 “三公经费”支出
        """,
        item="three-public.total",
    ),
    _term(
        """
        因公出国（境）费 因公出国（境）费用 因公出国（境）经费 因公出国境费 因公出国 因公出国费
        因公出国（境） 因公出国（境）支出 因公出国（境）费支出 出国（境）费 出国（境）费用 因公出国费用
        因公出境费 因公出国经费 因公出国（境）预算 因公出国（境）费预算 出国费 因公出国（境）费用支出
        因公出国（出境）费 因公出国（出境）费用 因公临时出国（境）费 因公临时出国（境）费用
        """,
        item="three-public.abroad",
    ),
    _term(
        """
        公务用车购置及运行费 公务用车购置及运行维护费 公务用车购置及运行 公务用车购置和运行费
        公务用车购置和运行维护费 公务用车购置及运行费用 公务用车费 公务用车购置与运行费
        公务用车购置与运行维护费 公车购置及运行费 公车购置及运行维护费 公务用车购置及运行维护
        公务用车购置及运行维护费用 公务用车购置、运行费 公务用车购置运行费 公务用车购置及运维费 公务用车经费
        公务车购置及运行费 公务用车购置及运行维护支出 公务用车购置及运行支出 公务用车购置运行维护费
        公务用车费用
        """,
        item="three-public.vehicles",
    ),
    _term(
        """
        公务用车购置费 公务用车购置 公务用车购置费用 公车购置费 公务车购置费 公务用车购置经费 公务车辆购置费
        公务用车购置支出 公务用车购置预算 公车购置 公务用车购置费支出 车辆购置费 公务用车购置费预算
        """,
        item="three-public.purchase",
    ),
    _term(
        """
        公务用车运行费 公务用车运行维护费 公务用车运行 公务车运行费 公务用车车运行费
        公务车用车运行费 公务车用车运行维护费 公务用车运行维护费用
        公务用车运行费用 公车运行费 公车运行维护费 公务车运行维护费 公务用车运行维护 公务用车运行维护经费
        公车用车运行费 公务用车维护费 公务用车运维费 公务车辆运行费 公务车辆运行维护费 公务用车运行维护支出
        公务用车运行支出 公务用车运行维护费支出 公务用车运行维护费预算 公务用车运行费预算
        公务用车车辆运行维护费 公务用车运行经费 公务用车用车运行费
        """,
        item="three-public.running",
    ),
    _term(
        """
        公务接待费 公务接待 公务接待费用 公务招待费 业务招待费 接待费 公务接待费支出 公务接待费预算
        公务接待经费 公务接待支出 公务接待预算
        """,
        item="three-public.reception",
    ),
)

RUNNING = (
    _term(
        """
        机关运行经费 运行经费 机关运行费 机关运行经费预算 机关运行费预算 部门机关运行费 机关运行经费财政拨款预算
        机关（机构）运行经费 机关机构运行经费 机关运行经费支出 部门机关运行经费 机关运行经费财政拨款
        机关运行经费支出预算 单位运行经费 机关运行经费一般公共预算 机关运行公用经费 日常运行经费
        机构运行经费 部门运行经费 机关运行经费合计 机关经费 机关运行经费总额
        """,
        item="running",
    ),
    _term("会议费 会议费预算 会议经费 会议费支出 会议支出", item="meeting"),
    _term("培训费 培训费预算 培训经费 培训费支出 培训支出", item="training"),
)

#: What running costs are made of; said after 机关运行经费 only (elsewhere 办公费 is the chart's 30201).
COMPONENTS = (
    _term("办公及印刷费 办公费及印刷费 办公及印刷费用 办公印刷费 办公费、印刷费", item="running.office"),
    _term("邮电费 邮电通讯费", item="running.post"),
    _term("差旅费 国内差旅费", item="running.travel"),
    _term("会议费", item="running.meeting"),
    _term("福利费", item="running.welfare"),
    _term("日常维修费 日常维修费用 维修（护）费 维修费 日常维护费 日常维修维护费", item="running.repair"),
    _term(
        """
        专用材料及一般设备购置费 专用材料费及一般设备购置费 专用材料以及一般设备购置费
        """,
        item="running.materials",
    ),
    _term("办公用房水电费 办公用房水费电费 水电费", item="running.utilities"),
    _term("办公用房取暖费 取暖费", item="running.heating"),
    _term("办公用房物业管理费 物业管理费", item="running.property"),
    _term("公务用车运行维护费 公务用车运行费 公务用车运行维护费用", item="running.vehicles"),
    _term("其他费用 其他支出 其他费", item="running.other"),
)

PROCUREMENT = (
    _term(
        """
        政府采购 政府采购预算 政府采购总额 政府采购预算总额 政府采购支出 政府采购支出预算 政府采购金额
        政府采购总预算 政府采购合计 政府采购预算合计 政府采购资金 政府采购安排 政府采购预算金额 政府采购总计
        政府采购支出总额 政府采购支出预算总额 采购预算 采购预算总额 采购总额
        """,
        item="procurement.total",
    ),
    _term(
        """
        面向中小企业预留 面向中小企业预留政府采购项目预算 面向中小企业预留政府采购项目预算金额
        面向中小企业预留政府采购预算 预留给中小企业 面向中小企业采购 面向中小企业 预留中小企业
        专门面向中小企业采购 专门面向中小企业 面向中小企业预留的政府采购项目预算金额
        面向中小企业预留采购预算 面向中小企业预留政府采购金额 预留给中小企业的政府采购项目预算
        面向中小微企业 面向中小微企业预留
        """,
        item="procurement.sme",
    ),
    _term(
        """
        小型和微型 小微企业 小型和微型企业 预留给小型和微型企业 预留给小型和微型企业的政府采购项目预算
        面向小型和微型企业 预留给小微企业 面向小微企业 小型微型企业 面向小型、微型企业 预留给小型和微型
        小型、微型企业 预留给小型和微型企业的政府采购项目预算金额 小微型企业
        """,
        item="procurement.small",
    ),
)

#: What is procured; the bare words say so only where procurement is spoken of.
PROCURED = (
    _term(
        """
        政府采购货物预算 政府采购货物 货物类 货物采购 货物 政府采购货物支出 货物类采购 货物类采购预算
        政府采购货物类 货物采购预算 政府采购货物类预算 货物类预算 货物支出 货物预算 采购货物 货物类政府采购
        政府采购货物支出预算 货物类采购项目 货物类支出
        """,
        item="procurement.goods",
    ),
    _term(
        """
        政府采购工程预算 政府采购工程 工程类 工程采购 工程 政府采购工程支出 工程类采购 工程类采购预算
        政府采购工程类 工程采购预算 政府采购工程类预算 工程类预算 工程支出 工程预算 采购工程 工程类政府采购
        政府采购工程支出预算 工程类采购项目 工程类支出
        """,
        item="procurement.works",
    ),
    _term(
        """
        政府采购服务预算 政府采购服务 服务类 服务采购 服务 政府采购服务支出 服务类采购 服务类采购预算
        政府采购服务类 服务采购预算 政府采购服务类预算 服务类预算 服务支出 服务预算 采购服务 服务类政府采购
        政府采购服务支出预算 服务类采购项目 服务类支出
        """,
        item="procurement.services",
    ),
)

#: Kinds of posts and of people in post; they follow 编制 (staff.posts) or 实有/在职 (staff.actual).
STAFF = (
    _term(
        """
        编制人数 编制总数 人员编制 编制数 编制 核定编制 核定编制人数 共有编制 编制人员 核定编制数 人员编制数
        编制总人数 总编制 总编制数 定编 编制名额
        """,
        item="staff.posts",
    ),
    _term(
        """
        实有人数 实有在编人数 在职人数 在职人员 实有人员 实有在职人员 在编人数 在职职工 实有在职人数
        在职在编人员 在编在职人员 在编人员 实有 现有在职人员 现有人员 在岗人员 在编在岗人员 年末实有人数
        实有编制人数 实有职工 现有在职职工 实际在编人数 实际人数 在职 在职在编人数
        """,
        item="staff.actual",
    ),
    _term(
        """
        行政 行政编制 行政人员 行政编制人员 公务员 机关行政编制 行政编制人数 行政在职人员 行政编
        """,
        item="staff..administrative",
    ),
    _term(
        """
        参公 参公事业编制 参公事业 参照公务员法管理事业编制 参公人员 参照公务员管理编制 参公管理事业编制
        参公编制 参公事业人员 参照公务员法管理的事业编制 参照公务员管理人员 参公管理人员
        参照公务员法管理人员 参照公务员管理事业编制 参公管理编制 参照公务员法管理事业人员
        """,
        item="staff..civil-service",
    ),
    _term(
        """
        全部补助事业编制 全部补助事业人员 全额事业编制 全额拨款事业编制 全额事业 全额拨款编制
        全额拨款事业人员 全额事业人员 财政全额补助事业编制 全额补助事业编制 全额补助事业人员
        财政补助事业编制 全额拨款人员 全部补助事业编制人员 全部补助事业 财政全额补助事业人员
        """,
        item="staff..full",
    ),
    _term(
        """
        部分补助事业编制 部分补助事业人员 差额事业编制 差额拨款事业编制 差额事业 差额拨款编制
        差额拨款事业人员 差额事业人员 差额补助事业编制 差额补助事业人员 差额拨款人员 部分补助事业编制人员
        部分补助事业
        """,
        item="staff..partial",
    ),
    _term(
        """
        自收自支事业编制 自收自支事业人员 自收自支编制 自收自支人员 自收自支事业 自收自支事业编制人员
        经费自理事业编制 自收自支 经费自理事业人员
        """,
        item="staff..self",
    ),
    _term("离休人员 离休人数 离休 离休干部", item="staff.retired-cadres"),
    _term("退休人员 退休人数 退休 退休职工 退休干部", item="staff.retired"),
    _term("遗属人员 遗属 遗属人数 遗属补助人员 供养遗属", item="staff.survivors"),
    _term("在校学生 学生人数 在校学生人数 在校生 学生", item="staff.students"),
)

#: Kinds of vehicles; they follow what is owned (assets.vehicles) or what is to be bought (assets.buy-vehicles).
ASSETS = (
    _term(
        """
        车辆 公务用车 公务用车保有量 车辆保有量 公务车辆 公车 机动车 保有车辆 汽车
        """,
        item="assets.vehicles",
    ),
    _term("一般公务用车 一般公务用车实有数 机要应急和一般公务用车", item="assets..general"),
    _term(
        """
        副部（省）级及以上领导用车 副省（部）级及以上领导用车 部级领导干部用车 省部级领导干部用车
        副部级以上领导用车 部（省）级领导用车 副部（省）级以上领导用车 部级领导用车 省级领导干部用车
        省部级及以上领导用车
        """,
        item="assets..ministerial",
    ),
    _term("主要领导干部用车 主要负责人用车 主要领导用车 领导干部用车", item="assets..leaders"),
    _term("机要通信用车 机要通信车 机要用车 机要通信公务用车 机要通讯用车", item="assets..confidential"),
    _term("应急保障用车 应急公务用车 应急保障车 应急用车 应急保障公务用车", item="assets..emergency"),
    _term(
        """
        执法执勤用车 执勤执法用车 执法执勤用车实有数 执法执勤车 执法执勤车辆 一般执法执勤用车 执法用车
        """,
        item="assets..law",
    ),
    _term(
        """
        特种专业技术用车 特种专业用车 特种车辆 特种专业技术车 特种专业技术用车实有数 特种技术用车
        特种专业技术车辆
        """,
        item="assets..special",
    ),
    _term(
        """
        离退休干部用车 离退休干部服务用车 老干部服务用车 离退休干部服务车 老干部用车 离退休人员用车
        """,
        item="assets..retired",
    ),
    _term("其他用车 其他车辆 其他公务用车 其他用车实有数 其他类型用车", item="assets..other"),
    _term(
        "大型设备 设备 以上的设备 专用设备 大型专用设备 设备（不含车辆） 通用设备 以上设备",
        item="assets.equipment",
    ),
    _term(
        """
        办公及业务用房 房屋 办公用房 业务用房 房屋面积 房屋建筑面积 办公用房面积 办公业务用房 房屋建筑物
        房屋总面积
        """,
        item="assets.area",
    ),
)

#: What the books list by name.
LISTED = (
    _term(
        "政府购买服务 政府购买服务支出 政府购买服务预算 购买服务 政府购买服务支出预算",
        item="purchase.services",
    ),
)

COUNTS = (
    _term("项目 公开的项目 公开项目 项目数 项目数量", item="projects.count"),
    _term(
        """
        内设机构 内设股室 内设科室 内设处室 内设股（室） 内设部门 职能科室 内设职能科室 内设职能机构 股室
        科室 内设科（室） 内设股（室、中心） 职能股室 内设职能股室 内设业务科室 处室 内设机构数
        """,
        item="offices.count",
    ),
    _term(
        "预算单位 纳入本部门预算的单位 纳入部门预算的单位 预算的单位 编制范围的单位 部门预算单位 独立核算单位 编报范围单位",
        item="units.count",
    ),
    _term(
        """
        所属二级预算单位 下属二级预算单位 所属预算单位 下属预算单位 二级预算单位 所属单位 下属单位
        下属事业单位 所属事业单位 直属单位 二级机构 下级预算单位 二级单位
        """,
        item="units.subordinate",
    ),
    _term("行政单位 行政机关 机关 机关单位", item="units.administrative"),
    _term(
        "参公单位 参公事业单位 参照公务员法管理的事业单位 参公管理单位 参公管理事业单位 参照公务员管理的事业单位",
        item="units.civil-service",
    ),
    _term("事业单位 其他事业单位 公益事业单位", item="units.institution"),
)

GOALS = (
    _term("部门整体支出绩效目标 整体支出绩效目标 部门整体支出 整体支出", item="goals.total"),
    _term("编报绩效目标的预算单位 编报绩效目标预算单位", item="goals.units"),
    _term(
        """
        编报绩效目标的项目 编报绩效目标项目 编报绩效目标的项目数 实行绩效目标管理的项目 绩效目标项目
        """,
        item="goals.projects",
    ),
    _term(
        "涉及项目预算资金 涉及预算 涉及项目资金 涉及预算资金 项目预算资金 涉及资金 涉及金额",
        item="goals.funds",
    ),
)

#: Sign of a change by its verb. What a template leaves open (增加（减少）) has no sign.
RISES = _words(
    """
    增加 增长 上升 提高 增 上涨 多 调增 新增
    """
)
FALLS = _words(
    """
    减少 下降 降低 减 压减 少 （减少） 压缩 调减 缩减 节约
    """
)
HOLDS = _words(
    """
    持平 无变化 一致 不变 相同 无增减 无增减变化 没有变化 未发生变化 相等 无变动 基本持平 保持不变 没有增减
    保持一致 无增减变动 无差异 未变化 没有变动
    """
)
OPEN = _words(
    """
    增加（减少） 增（减） 增加/减少 增（减）少 增加(减少) 增减 减少（增加） 增长（下降） 增加或减少
    （增加/减少） 增长/下降 上升（下降） 上升/下降 下降（增长） 增长（减少） 增（减）额 增加（下降）
    减少/增加
    """
)

#: The terms by what they are of; a word may stand in several groups (一般公共预算拨款: a source of income, and a fund).
GROUPS: dict[str, tuple[Term, ...]] = {
    "source": SOURCES,
    "fund": FUNDS,
    "measure": MEASURES,
    "unclassed": UNCLASSED,
    "nature": NATURES,
    "economic": ECONOMIC,
    "three-public": THREE_PUBLIC,
    "running": RUNNING,
    "component": COMPONENTS,
    "procurement": PROCUREMENT,
    "procured": PROCURED,
    "staff": STAFF,
    "assets": ASSETS,
    "listed": LISTED,
    "counts": COUNTS,
    "goals": GOALS,
}
