"""Tables of a made-up unit with one planted defect or near-miss each, for every rule that decides by itself.

``python -m tests.targets.planting [TABLES]`` prints precision and recall by rule, as docs/targets.md has them.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from auditcheck.targets import on_money, on_names, on_tables, on_values  # noqa: F401  (they register their rules)
from auditcheck.targets.cases import table_of
from auditcheck.targets.rulebook import TESTS, rules
from auditcheck.targets.view import View
from auditcheck.targets.words import Words, load_words

OBJECTS = [
    "食品",
    "药品",
    "特种设备",
    "计量器具",
    "农机",
    "种子",
    "水质",
    "道路",
    "校舍",
    "图书",
    "档案",
    "林木",
    "草原",
    "牲畜",
    "疫苗",
    "门诊",
]
WORKS = ["抽检", "检验", "巡查", "维护", "普查", "监测", "整治", "评估"]
COUNTS = [
    ("批次", "批次"),
    ("次数", "次"),
    ("份数", "份"),
    ("户数", "户"),
    ("人数", "人"),
    ("数量", "台"),
    ("条数", "条"),
]
RATES = ["合格率", "达标率", "准确率", "完好率", "办结率"]
GREATER = ["≥", "大于等于", "不低于", ">=", "＞＝", "$\\geq$"]
Row = str


@dataclass
class Sheet:
    """A table in the making: ``rows`` as rules' cases have them, and which rules must speak, how often."""

    rows: list[Row]
    funds: int
    year: int = 2024
    project: str = "某项目"
    unit: str = "新疆维吾尔自治区某局"
    title: str = "项目支出绩效目标表"
    goal: str = "完成年度抽检任务。"
    expected: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row, *expected: str) -> None:
        self.rows.append(row)
        self.expected.update(expected)

    def case(self) -> dict[str, Any]:
        names = ("rows", "funds", "year", "project", "unit", "title", "goal")
        return {name: getattr(self, name) for name in names}


def _printed(row: Row, random_: random.Random) -> Row:
    """The value as typists print it: blanks, full-width signs and figures."""
    head, bar, value = row.rpartition(" | ")
    change = random_.choice(
        [{}, {}, {"≥": "≥ "}, {"%": "％"}, {"≤": "≦"}, {str(n): chr(0xFF10 + n) for n in range(10)}]
    )
    return head + bar + "".join(change.get(sign, sign) for sign in value)


def clean(random_: random.Random) -> Sheet:
    """A table on which no rule that decides has a word to say, in the signs of the form."""
    thing, work = random_.choice(OBJECTS), random_.choice(WORKS)
    noun, unit = random_.choice(COUNTS)
    other = random_.choice([item for item in OBJECTS if item != thing])
    funds = random_.randint(20, 900)
    part = random_.randint(1, funds - 1)
    day = f"{random_.randint(1, 12)}月{random_.randint(1, 28)}日"
    rows = [
        f"数量指标 | {thing}{work}{noun} | ≥{random_.randint(2, 900)}{unit}",
        f"数量指标 | {other}{work}{noun} | ≥{random_.randint(2, 900):,}{unit}",
        f"质量指标 | {thing}{work}{random_.choice(RATES)} | ≥{random_.randint(60, 99)}%",
        f"质量指标 | {other}档案差错率 | ≤{random_.choice(['0.5', '1', '2'])}%",
        f"时效指标 | {thing}{work}完成时间 | 2024年{day}前",
        f"时效指标 | 故障响应时间 | ≤{random_.randint(1, 48)}小时",
        f"成本指标 | {thing}{work}成本 | ≤{part}万元",
        f"成本指标 | {other}{work}成本 | ≤{funds - part}万元",
        f"社会效益指标 | {thing}安全知晓率 | ≥{random_.randint(60, 95)}%",
        f"满意度指标 | {random_.choice(['群众', '企业', '学员'])}满意度 | ≥{random_.randint(80, 98)}%",
    ]
    rows = [_printed(row, random_) for row in rows]
    random_.shuffle(rows)
    return Sheet(rows, funds, project=f"{thing}{work}经费")


Planting = Callable[[Sheet, random.Random], None]


def t01(sheet: Sheet, r: random.Random) -> None:
    sign = r.choice([*GREATER, ">", "大于"])
    sheet.add(
        f"质量指标 | 设备{r.choice(RATES)} | {sign}{r.choice(['100', '100.0'])}%",
        "T01",
        *(() if sign in "≥>" else ("T31",)),
    )


def not_t01(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 设备{r.choice(RATES)} | {r.choice(['≥99%', '≥99.9%', '=100%', '≤100%'])}")
    sheet.add(f"数量指标 | 培训人数 | ≥{r.choice([100, 1000])}人")


def t02(sheet: Sheet, r: random.Random) -> None:
    unit = r.choice(["%", "％"])
    sheet.add(f"质量指标 | 合同执行违规率 | <{r.choice(['0', '0.0'])}{unit}", "T02")


def not_t02(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 合同执行违规率 | {r.choice(['<1%', '<0.1%', '≤1%'])}")


def t03(sheet: Sheet, r: random.Random) -> None:
    value, more = r.choice([("=100%", ()), ("100%", ("T18",)), ("≥100%", ("T01",)), ("等于100%", ("T31",))])
    sheet.add(f"满意度指标 | 参训人员满意{r.choice('度率')} | {value}", "T03", *more)


def not_t03(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"满意度指标 | 参训人员满意度 | {r.choice(['≥99%', '≥99.99%', '≤99%'])}")
    sheet.add("质量指标 | 设备完好率 | =100%")


def t04(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | 督查范围 | ≥{r.choice([15, 16, 20])}个{r.choice(['地州', '地州市'])}", "T04")


def not_t04(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | 督查范围 | {r.choice(['≥14个地州', '=14个地州市', '≥8个地州', '≥90个县市区'])}")


def t05(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"成本指标 | 其他支出成本 | ≤{r.choice(['0.01', '1', '5'])}万元", "T05")


def not_t05(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"成本指标 | 专家费标准 | ≤{r.randint(100, 800)}元/人·天")


def t06(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"社会效益指标 | 挽回群众损失 | ≥{sheet.funds + r.randint(1, 50)}万元", "T06")


def not_t06(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"社会效益指标 | 挽回群众损失 | ≥{r.choice([sheet.funds, sheet.funds - 1])}万元")


def t08(sheet: Sheet, r: random.Random) -> None:
    sheet.funds = int(sheet.funds * 1.25) + r.randint(2, 60)
    sheet.expected["T08"] += 1


def not_t08(sheet: Sheet, r: random.Random) -> None:
    costs = [row for row in sheet.rows if row.startswith("成本指标")]
    sheet.rows = [row for row in sheet.rows if row not in costs]
    sheet.funds = 5 * r.randint(2, 80)
    sheet.add(f"成本指标 | 项目总成本 | ≤{sheet.funds * 4 // 5}万元")  # 80% to the point


def t09(sheet: Sheet, r: random.Random) -> None:
    count, price = r.randint(2, 90), r.randint(2, 90)
    wrong = count * price + r.choice([-1, 1, 10])
    sheet.add(f"数量指标 | 资料印制数 | {count}套{r.choice('*×x')}{price}页/套={wrong}页", "T09")


def not_t09(sheet: Sheet, r: random.Random) -> None:
    count, price = r.randint(2, 90), r.randint(2, 90)
    sheet.add(f"数量指标 | 资料印制数 | {count}套{r.choice('*×x')}{price}页/套={count * price}页")


def t11(sheet: Sheet, r: random.Random) -> None:
    row = r.choice(
        ["社会效益指标 | 网站点击率 | ≥1000次", "数量指标 | 培训次数 | ≥300人次", "数量指标 | 设备数量 | ≥90%",
         "满意度指标 | 窗口服务满意度 | 投诉率≤2%", "质量指标 | 抽样覆盖比例 | ≥20个"]
    )  # fmt: skip
    sheet.add(row, "T11")


def not_t11(sheet: Sheet, r: random.Random) -> None:
    sheet.add(
        r.choice(
            ["数量指标 | 培训人次 | ≥300人次", "质量指标 | 投诉办结率 | ≥90%", "数量指标 | 满意度问卷份数 | ≥300份"]
        )
    )


def t13(sheet: Sheet, r: random.Random) -> None:
    sheet.add(
        f"{r.choice(['数量指标', '质量指标'])} | {r.choice(['预算执行率', '资金到位率', '专款专用率', '政府采购占比'])} | ≥95%",
        "T13",
    )


def not_t13(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | {r.choice(['采购设备验收率', '合同执行检查率'])} | ≥95%")


def t14(sheet: Sheet, r: random.Random) -> None:
    level2 = r.choice(["满意度指标", "社会效益指标", "质量指标", "时效指标", "数量指标", "成本指标"])
    sheet.rows = [row for row in sheet.rows if not row.startswith(level2)]
    sheet.expected["T14"] += 1


def not_t14(sheet: Sheet, r: random.Random) -> None:
    kind = r.choice(["经济效益指标", "生态效益指标", "可持续影响指标"])
    sheet.rows = [row.replace("社会效益指标", kind) for row in sheet.rows]


def t15(sheet: Sheet, r: random.Random) -> None:
    value = r.choice(["显著提高", "逐步提高", "有所提升", "长期", "进一步优化", "得到认可", "正常运行", "达到预期目标"])
    sheet.add(f"可持续影响指标 | 设备使用状况 | {value}", "T15")


def not_t15(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 扫描格式 | {r.choice(['扫描为PDF格式', '符合国家标准', '一级', '≥二级'])}")


def t16(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | {r.choice(OBJECTS)}报告份数 | {r.randint(1, 90)}份", "T16")


def not_t16(sheet: Sheet, r: random.Random) -> None:
    value, more = r.choice([("≥3份", ()), ("=3份", ()), ("3份以上", ("T31",)), ("不少于3份", ("T31",))])
    sheet.add(f"数量指标 | 报告份数 | {value}", *more)


def t17(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 设备完好率 | {r.choice(['98', '99.9', '0.1', '50'])}%", "T17")


def not_t17(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 设备完好率 | {r.choice(['≥98', '>99.9', '=98'])}%")


def t18(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 信息公告率 | {r.choice(['100%', '100.00%'])}", "T18")


def not_t18(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | 信息公告率 | {r.choice(['=100%', '≥99%'])}")


def t19(sheet: Sheet, r: random.Random) -> None:
    value, more = r.choice(
        [("11月底前", ()), ("2024年12月", ()), ("2024年1-12月", ()), ("2024年6--10月", ("T31",)), ("2024年底", ()),
         ("12月31日前", ()), ("2024年第三季度", ()), ("2024年上半年", ())]
    )  # fmt: skip
    sheet.add(f"时效指标 | 任务完成时间 | {value}", "T19", *more)


def not_t19(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"时效指标 | 任务完成时间 | {r.choice(['2024年11月30日前', '2024.11.30前', '2024-11-30'])}")
    sheet.add("时效指标 | 报告出具时间 | ≤7个工作日")


def t20(sheet: Sheet, r: random.Random) -> None:
    sheet.add(
        f"时效指标 | 项目验收时间 | {r.choice(['2025年1月2日前', '2025年3月31日前', '2025-06-30', '2026年1月1日前'])}",
        "T20",
    )


def not_t20(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"时效指标 | 项目验收时间 | {r.choice(['2024年12月31日前', '2025年1月1日前', '2024-12-31'])}")


def t21(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | 调研情况 | {r.choice(['≥30次、≥90人', '≥10次，≥20人', '≥25期;≥133天'])}", "T21")


def not_t21(sheet: Sheet, r: random.Random) -> None:
    sheet.add("数量指标 | 发放资料数 | ≥1,200份")


def t29(sheet: Sheet, r: random.Random) -> None:
    sheet.add(
        f"数量指标 | {r.choice(['调研宣讲2次', '30名专家评审', '覆盖14个县'])}{r.choice(['场次', '次数'])} | ≥16场次",
        "T29",
    )


def not_t29(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | {r.choice(['12315来电受理', '2024年发布标准审查', 'P410设备检定', '3·15宣传'])}次数 | ≥16次")


def t30(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | {r.choice(['抽样', '评价'])}样本 | ≥{r.randint(3, 300)}", "T30")


def not_t30(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | 扫描总量 | ≥{r.choice(['400万页', '3份', '5万册'])}")


def t31(sheet: Sheet, r: random.Random) -> None:
    value = r.choice(["大于等于5次", "≥5次以上", ">=5次", "不少于5次", "$\\geq 5$次", "5次以上", "高于5次"])
    sheet.add(f"数量指标 | 报道次数 | {value}", "T31")


def not_t31(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"数量指标 | 报道次数 | {r.choice(['≥5次', '≥ 5 次', '＞5次', '=5次'])}")


def t32(sheet: Sheet, r: random.Random) -> None:
    row = r.choice(
        [
            "违法案件下降率 | ≥3%",
            "产品质量水平 | 提高≥2%",
            "公共服务水平提升 | ≥95%",
            "节能效果 | ≥5%",
            "投诉降低率 | ≥5%",
        ]
    )
    sheet.add(f"社会效益指标 | {row}", "T32")


def not_t32(sheet: Sheet, r: random.Random) -> None:
    row = r.choice(["违法案件较2023年下降率 | ≥3%", "产品质量水平 | 同比提高≥2%", "投诉量比上年降低率 | ≥5%"])
    sheet.add(f"社会效益指标 | {row}")


def t33(sheet: Sheet, r: random.Random) -> None:
    value, more = r.choice([("0.00%", ("T18",)), ("=0%", ()), ("≤0%", ())])
    sheet.add(f"质量指标 | {r.choice(['档案差错率', '资料漏扫比率', '设备故障率'])} | {value}", "T33", *more)


def not_t33(sheet: Sheet, r: random.Random) -> None:
    sheet.add(f"质量指标 | {r.choice(['资料差错率', '资料漏扫比率'])} | {r.choice(['≤0.01%', '≤1%'])}")


def t38(sheet: Sheet, r: random.Random) -> None:
    sheet.title = r.choice(["部门整体支出绩效目标表", "部门（单位）整体支出绩效目标表"])
    sheet.expected["T38"] += 1


def not_t38(sheet: Sheet, r: random.Random) -> None:
    sheet.title = r.choice(["项目支出绩效目标表", "2024年项目支出绩效目标申报表"])


def t40(sheet: Sheet, r: random.Random) -> None:
    sheet.goal = f"采购设备，按{r.choice([2016, 2020, 2023])}年{r.choice(['招标价格', '市场价格', '收费标准'])}测算。"
    sheet.expected["T40"] += 1


def not_t40(sheet: Sheet, r: random.Random) -> None:
    sheet.goal = r.choice(["采购设备，按2024年市场价格测算。", "完成2023年度质量状况白皮书。"])


PLANTINGS: dict[str, tuple[Planting, Planting]] = {
    rule.id: (globals()[rule.id.lower()], globals()[f"not_{rule.id.lower()}"])
    for rule in rules().values()
    if rule.how == "自动"
}


@dataclass
class Score:
    """``planted`` defects, those ``found``, and remarks of the rule where there was nothing (``wrong``)."""

    planted: int = 0
    found: int = 0
    wrong: int = 0
    examples: list[Any] = field(default_factory=list)


def spoken(sheet: Sheet, words: Words) -> Counter[str]:
    table = table_of(sheet.case())
    view = View(table, [table], words, sheet.year)
    deciding = [identifier for identifier in TESTS if identifier in PLANTINGS]
    return Counter({one: count for one in deciding if (count := len(list(TESTS[one](view))))})


def measure(tables: int, seed: int = 20_241_231) -> dict[str, Score]:
    """``tables`` with the defect and as many with the near-miss, for every rule."""
    random_, words = random.Random(seed), load_words()
    scores = {identifier: Score() for identifier in PLANTINGS}
    for identifier, pair in PLANTINGS.items():
        for planting in pair:
            for _number in range(tables):
                sheet = clean(random_)
                planting(sheet, random_)
                found = spoken(sheet, words)
                for one in {*found, *sheet.expected}:
                    expected, seen = sheet.expected[one], found[one]
                    scores[one].planted += expected
                    scores[one].found += min(expected, seen)
                    scores[one].wrong += max(0, seen - expected)
                    if seen != expected:
                        scores[one].examples.append(
                            (identifier, planting.__name__, expected, seen, sheet.rows[-2:], sheet.goal)
                        )
    return scores


def main() -> None:
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    titles = {rule.id: rule.title for rule in rules().values()}
    print("| rule | | planted | found | wrong | precision | recall |\n|---|---|---|---|---|---|---|")
    for identifier, score in measure(tables).items():
        precision = score.found / max(1, score.found + score.wrong)
        recall = score.found / max(1, score.planted)
        print(
            f"| {identifier} | {titles[identifier]} | {score.planted} | {score.found} | {score.wrong} | {precision:.1%} | {recall:.1%} |"
        )
        for example in score.examples[:3]:
            print("  ", example, file=sys.stderr)


if __name__ == "__main__":
    main()
