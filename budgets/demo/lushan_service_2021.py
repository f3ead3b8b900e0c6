"""庐山市政务服务管理局, 2021. The published text contradicts itself; this is one reading that does not.

Some amounts have more decimals than the text prints: they are chosen so that every figure and every change that
the text prints comes out as printed.
"""

from datetime import date

from budgets.money import WANYUAN

from . import Sample

PLATFORM = "“互联网+智慧政务”建设应用项目"

SAMPLE = Sample(
    unit=WANYUAN,
    region={"code": "360483", "name": "庐山市", "level": "市"},
    department={"code": "102", "name": "庐山市政务服务管理局", "short_name": "政务服务管理局"},
    budget={"year": 2021, "assets_on": date(2020, 8, 31), "equipment_threshold": 200},
    income=(("101", "", "940.95", "317.47"),),
    expenditure=(
        ("101", "201", "basic", "324.415", "281.35", ""),
        ("101", "201", "project", "570", "0", PLATFORM),
        ("101", "208", "basic", "22.38", "18.565", ""),
        ("101", "210", "basic", "8.4", "8.045", ""),
        ("101", "221", "basic", "15.755", "9.51", ""),
    ),
    economic=(
        ("101", "301", "basic", "232.35", "167.485"),
        ("101", "302", "basic", "128.36", "134.344"),
        ("101", "303", "basic", "0.24", "0.3"),
        ("101", "310", "basic", "10", "15.341"),
    ),
    last_totals=(),
    particulars={
        "staff.posts": ("25", "", ""),
        "staff.posts.administrative": ("13", "", ""),
        "staff.posts.full": ("12", "", ""),
        "staff.posts.partial": ("0", "", ""),
        "staff.posts.self": ("0", "", ""),
        "staff.actual": ("19", "", ""),
        "staff.actual.administrative": ("10", "", ""),
        "staff.actual.full": ("9", "", ""),
        "staff.actual.partial": ("0", "", ""),
        "staff.actual.self": ("0", "", ""),
        "three-public.abroad": ("0", "0", "没有这项支出"),
        "three-public.purchase": ("0", "0", "没有这项支出"),
        "three-public.running": ("0", "0", "没有这项支出"),
        "three-public.reception": ("5", "5", "接待量与上年相当"),
        "running": ("69.52", "", ""),
        "running.office": ("10.86", "", ""),
        "running.post": ("7.2", "", ""),
        "running.travel": ("5.5", "", ""),
        "running.meeting": ("0", "", ""),
        "running.welfare": ("8.16", "", ""),
        "running.repair": ("6", "", ""),
        "running.materials": ("8", "", ""),
        "running.utilities": ("23.8", "", ""),
        "running.heating": ("0", "", ""),
        "running.property": ("0", "", ""),
        "running.vehicles": ("0", "", ""),
        "running.other": ("0", "", ""),
        "meeting": ("0", "", ""),
        "procurement.goods": ("10", "", ""),
        "procurement.works": ("0", "", ""),
        "procurement.services": ("0", "", ""),
        "assets.vehicles": ("0", "", ""),
        "assets.vehicles.general": ("0", "", ""),
        "assets.vehicles.law": ("0", "", ""),
        "assets.equipment": ("0", "", ""),
        "assets.buy-vehicles": ("0", "", ""),
        "assets.buy-equipment": ("0", "", ""),
    },
    duties=(
        "制定本局的计划、制度和办法并抓好落实。",
        "确定进驻政务大厅的部门和事项，协调、督促审批事项的办理。",
        "管理、培训、考核大厅窗口人员。",
        "配合投诉窗口查处政务服务中的违规违纪问题。",
        "管理进驻单位的票据和收费资金，管理市公共资源交易中心。",
        "办理市公共资源交易委员会办公室的日常事务。",
        "办理市政府交办的事项。",
    ),
    units=(
        ("局本级", "administrative", "", True),
        ("所属事业单位（原文未列名称）", "institution", "", False),
    ),
    projects=(
        {
            "name": PLATFORM,
            "amount": "570",
            "last_amount": "0",
            "use": "建设智慧政务信息平台和配套的弱电设备",
            "overview": "落实放管服改革，用信息化手段改进全市政务服务。",
            "basis": "庐发改委审批字〔2020〕340号、庐府办发〔2020〕58号。",
            "body": "市政务服务管理局和中标单位。",
            "plan": "建设政务服务、大厅管理和数据决策等平台，配套布线、安防、会议、网络和信息发布设备。",
            "period": "2021年",
            "goal": "年底前平台通过验收，用于政务大厅办事。",
        },
    ),
    # Weights left out: the eight of the table sum to 90, the other ten points are for spending on time.
    indicators=(
        (PLATFORM, "output", "数量指标", "智慧政务信息新建系统数量", "＝", "5", "个"),
        (PLATFORM, "output", "质量指标", "审批需求处理及时率", "＝", "100", "%"),
        (PLATFORM, "output", "时效指标", "智慧政务平台完工及时性", "＝", "100", "%"),
        (PLATFORM, "output", "成本指标", "单位系统运维审批成本", "＝", "570", "万元"),
        (PLATFORM, "benefit", "经济效益指标", "优化审批流程、节约成本", "", "办事成本下降", ""),
        (PLATFORM, "benefit", "社会效益指标", "提升政务服务水平、改善营商环境", "", "显著提升", ""),
        (PLATFORM, "benefit", "可持续影响指标", "政务环境认可度提升", "", "显著提升", ""),
        (PLATFORM, "satisfaction", "服务对象满意度指标", "服务用户满意度", "＝", "100", "%"),
    ),
    notes={
        "intro": "本局是市政府组成部门，主管全市政务服务。",
        "reason.income": "在职人员增加，本年安排了“互联网+智慧政务”项目",
        "reason.expenditure": "在职人员增加，本年安排了“互联网+智慧政务”项目",
        "reason.three-public": "公务接待量平稳",
        "scope": "本预算包括局本级和一个所属单位。",
        "terms": "绩效管理：先定下花钱要达到的效果，再对照效果检查和改进预算的做法。\n"
        "政务服务：各级政府和事业单位依法为个人和单位办理许可、确认、裁决、奖励等事项。\n"
        "智慧政务：把政务服务放到网上办理的平台，让各部门的系统相通、数据共用。",
        "remark.overview": "本文本是样例：原公开文本有几处数字互相矛盾，这里只录入其中一种前后一致的读法。",
    },
    waivers={"C01": "原公开文本只列到类，款、项没有公开，按原文本录入。"},
)
