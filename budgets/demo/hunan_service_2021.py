"""A county-level administrative service department in Hunan, 2021. The published text names neither place nor office."""

from datetime import date

from budgets.money import WANYUAN

from . import Sample

NETWORK = "市民中心网络运营及信息化支撑专项"
CONVENIENCE = "便民服务费专项"
PROPERTY = "市民中心物业费专项"
SOFTWARE = "“一门式”系统软件维护费"
REASON = "市民中心物业费558.80万元列入本部门预算，政务服务改革也需要安排经费"

SAMPLE = Sample(
    unit=WANYUAN,
    region={"code": "439900", "name": "湖南省某市（样例）", "level": "市"},
    department={"code": "101", "name": "湖南省某市行政审批服务局", "short_name": "行政审批服务局"},
    budget={"year": 2021, "assets_on": date(2020, 12, 31), "equipment_threshold": 200},
    income=(("101", "", "1878.12", ""),),
    expenditure=(
        ("101", "201", "basic", "1174.08", "", ""),
        ("101", "201", "project", "25", "", CONVENIENCE),
        ("101", "201", "project", "92.42", "", NETWORK),
        ("101", "201", "project", "558.80", "", PROPERTY),
        ("101", "201", "project", "5", "", SOFTWARE),
        ("101", "210", "basic", "22.82", "", ""),
    ),
    economic=(
        ("101", "301", "basic", "326.12", ""),
        ("101", "302", "basic", "870.78", ""),
    ),
    last_totals=(
        ("income", "101", "1167.25"),
        ("expenditure", "101", "1167.25"),
    ),
    particulars={
        "staff.posts": ("27", "", ""),
        "staff.actual": ("14", "", ""),
        "three-public.abroad": ("0", "0", ""),
        "three-public.purchase": ("0", "0", ""),
        "three-public.running": ("0", "0", ""),
        "three-public.reception": ("0.2", "0.22", "接待开支从严控制"),
        "running": ("870.78", "91.07", "市民中心人员的运转经费本年计入工作性专项"),
        "meeting": ("0.2", "", ""),
        "training": ("1", "", ""),
        "procurement.goods": ("187.75", "", ""),
        "procurement.works": ("0", "", ""),
        "procurement.services": ("634.96", "", ""),
        "assets.area": ("20849.60", "", ""),
        "assets.vehicles": ("0", "", ""),
        "assets.equipment": ("0", "", ""),
        "assets.buy-vehicles": ("0", "", ""),
        "assets.buy-equipment": ("0", "", ""),
        "goals.basic": ("1196.90", "", ""),
        "goals.project": ("681.22", "", ""),
    },
    duties=(
        "牵头推动全市行政审批制度改革。",
        "建设和管理市政务服务大厅，管理、培训进驻大厅的人员。",
        "统筹全市电子政务建设，推动政务服务上网办理。",
        "协调、跟踪本级审批的重点项目。",
        "协调简政放权、营商环境和行政效能方面的工作。",
        "办理市委、市政府交办的事项。",
    ),
    offices=("办公室", "审批改革股", "监督管理股", "运行保障股", "窗口服务股", "综合协调股"),
    units=(("局机关", "administrative", "", True),),
    projects=(
        {
            "name": CONVENIENCE,
            "amount": "25",
            "use": "向群众免费寄送证照，为新设企业免费刻章",
        },
        {
            "name": NETWORK,
            "amount": "92.42",
            "use": "市民中心网络的运行和四级联动政务服务系统的建设",
        },
        {"name": PROPERTY, "amount": "558.80", "use": "购买市民中心的物业服务"},
        {"name": SOFTWARE, "amount": "5", "use": "“一门式”系统软件的日常维护"},
    ),
    purchases=(
        ("services", "物业管理费", "558.80"),
        ("services", "维修（护）费", "8"),
        ("services", "租赁费", "63.16"),
        ("services", "印刷费", "5"),
    ),
    notes={
        "reason.income": REASON,
        "reason.expenditure": REASON,
        "remark.structure": "市政务服务中心、市优化营商环境协调事务中心是下属事业单位，经费编在局机关预算里。",
        "scope": "本预算只编列局机关，钱都来自一般公共预算，用于局机关和直属单位运转、市民中心运行和网络维护。",
        "remark.income": "编制时上年结转数尚未确定，没有编入。",
        "remark.running": "本部门的机关运行经费按商品和服务支出加工作性专项计算。",
        "remark.performance": "全部支出都设定了绩效目标。",
        "remark.other": "本部门没有自己的网站，预算在政府网站公开。",
    },
    waivers={"C01": "原公开文本只列到类，款、项没有公开，按原文本录入。"},
)
