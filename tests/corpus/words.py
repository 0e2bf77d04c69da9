"""Names and things of made books. Nobody is called so."""

from __future__ import annotations

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
TRADES = (
    "信息技术有限公司",
    "办公设备有限公司",
    "检测服务有限公司",
    "工程有限公司",
    "物业服务有限公司",
    "商贸有限公司",
)
GOODS = (
    *("会议系统", "电子取证设备", "高速扫描仪", "文件柜", "执法记录仪", "气相色谱仪", "电梯检验仪器", "台式计算机"),
    *(
        "便携式打印机",
        "机房空调",
        "档案密集架",
        "快检车",
        "视频监控系统",
        "多功能一体机",
        "实验室通风柜",
        "移动执法终端",
    ),
)
SERVICES = (
    *(
        "法律顾问",
        "档案数字化加工",
        "网站运维",
        "消防设施维护",
        "政务信息系统等保测评",
        "食品抽检",
        "绩效评价",
        "审计咨询",
    ),
    *(
        "物业管理",
        "绿化养护",
        "业务专网线路租赁",
        "公务用车租赁",
        "培训教学",
        "宣传品设计制作",
        "数据迁移",
        "软件正版化",
    ),
)
SMALL = ("办公用品", "打印耗材", "桶装水", "车辆维修费", "邮寄费", "印刷费", "门锁更换", "灯具更换")


def supplier_names() -> list[str]:
    """720 names, no two alike."""
    return [f"示例{stem}{branch}{trade}" for trade in TRADES for stem in STEMS for branch in BRANCHES]
