"""抽样说明: how the sample was made, so that anyone can make it again, and how much of the whole it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import auditcheck
from auditcheck.report.layout import Book, Cell, Column, Table
from auditcheck.sampling.layers import LAYERS, SAMPLED

_BY = {"month": "月份", "project": "项目", "unit": "单位"}
_COLUMNS = [
    Column("事项", 24),
    Column("内容", 44),
    Column("总体笔数", 11, "count"),
    Column("总体金额（元）", 18, "money"),
    Column("抽查笔数", 11, "count"),
    Column("抽查金额（元）", 18, "money"),
    Column("笔数覆盖率", 11, "centre"),
    Column("金额覆盖率", 11, "centre"),
]
# What can be chosen by, restricted to or drawn first.
NAMES = {"account": "科目", "econ_class": "经济分类", "project_name": "项目", **_BY}
LIMITS = (
    "大额全查、风险导向、判断选样各项只就其本身作结论，不外推；仅随机抽样部分可按抽样方法推断其抽取总体。",
    "样本未发现问题，不等于未抽查部分没有问题。",
)


def add_notes(book: Book, record: Mapping[str, Any], unit: str, year: int | None) -> None:
    rows: list[list[Cell]] = []
    strong: set[int] = set()

    def head(title: str) -> None:
        strong.add(len(rows))
        rows.append(_row(title))

    head("一、总体")
    rows += [_row(name, value) for name, value in _population(record)]
    head("二、方法")
    rows += [_row(name, value) for name, value in _method(record)]
    head("三、各层抽查情况")
    rows += _layers(record)
    if record["stages"]:
        head("四、两阶段抽取")
        rows += _stages(record["stages"])
    elif record["strata"]:
        head("四、分层抽取")
        rows += [_row(name, f"抽取{part['drawn']}笔", part["rows"]) for name, part in record["strata"].items()]
    head("五、覆盖率" if record["strata"] else "四、覆盖率")
    rows.append(_total(record))
    for name, label in _BY.items():
        lines = record["coverage"]["by"].get(name, [])
        # One unit, or no project anywhere: the total said it.
        if len(lines) > 1:
            rows += [_covered(label, line) for line in lines]
    head("六、结论限制" if record["strata"] else "五、结论限制")
    rows += [_row(f"{number}", text) for number, text in enumerate(LIMITS, 1)]
    subtitle = f"单位：{unit or '　'}{f'　年度：{year}' if year else ''}"
    book.add_table(Table("抽样说明", "抽样说明", _COLUMNS, rows, subtitle, strong=strong))


def restricted(only: Sequence[str]) -> str:
    """``account=5001,1601`` as 科目5001、1601, ``month!=2023-12`` as 不含月份2023-12."""
    parts = []
    for text in only:
        name, _sign, values = text.partition("=")
        without = "不含" if name.endswith("!") else ""
        name = name.rstrip("! ")
        parts.append(f"{without}{NAMES.get(name, name)}{values.replace(',', '、')}")
    return "；".join(parts)


def _row(name: str, text: str = "", count: int | None = None, amount: str | None = None) -> list[Cell]:
    return [name, text, count, _money(amount), None, None, None, None]


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _population(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    population, negatives = record["population"], record["negatives"]
    voucher = record["by"] == "voucher"
    what = (
        "以凭证为单位，金额为该凭证财务会计分录（1至5类科目）合计；6至8类预算会计平行分录不重复计入"
        if voucher
        else "以台账的行为单位"
    )
    treated = {"exclude": "不参与按金额抽取", "absolute": "按绝对值参与抽取"}[negatives["treated"]]
    return [
        ("总体", f"{record['ledger_name']}·{record['amount_name']}；作废凭证、结转分录不在其中"),
        ("口径", what),
        *([("限定", restricted(record["only"]))] if record["only"] else []),
        ("笔数、金额", f"{population['rows']:,}笔，{Decimal(population['amount']):,}元"),
        ("总体指纹（SHA-256）", population["sha256"]),
        ("负数", f"{negatives['rows']:,}笔，{Decimal(negatives['amount']):,}元；{treated}"),
        ("零、无金额", f"金额为零{record['zeros']:,}笔，无金额{record['blanks']:,}笔；按金额抽取时不会被抽到"),
        *([("仅有预算会计分录", f"{record['budget_only']:,}张凭证，无财务会计金额")] if record["budget_only"] else []),
    ]


def _method(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    lines = []
    if record["method"]:
        lines += [
            ("抽取方法", f"{record['method_name']}，版本{record['method_version']}"),
            ("样本量", f"{record['n']:,}"),
            ("随机种子", "无" if record["seed"] is None else str(record["seed"])),
        ]
        if record["interval"]:
            lines.append(
                (
                    "选样间隔",
                    f"{Decimal(record['interval']):,}元"
                    + (f"，起点{Decimal(record['start']):,}元" if record["start"] else ""),
                )
            )
        if record["allocation"]:
            lines.append(
                (
                    "样本分配",
                    {"proportional": "按笔数", "amount": "按金额", "neyman": "奈曼分配", "equal": "平均"}[
                        record["allocation"]
                    ],
                )
            )
    if record["certain_from"]:
        lines.append(("大额全查标准", f"{Decimal(record['certain_from']):,}元及以上"))
    lines += [("推导", text) for text in record["derivation"]]
    if record.get("risk_without_item"):
        lines.append(("未能对应到凭证的疑点", "、".join(record["risk_without_item"])))
    return [*lines, ("软件", f"auditcheck {auditcheck.__version__}；同一总体、方法版本和种子得同一样本")]


def _layers(record: Mapping[str, Any]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for layer, name in LAYERS.items():
        part = record["layers"][layer]
        whole = part.get("population", part)
        if not part["rows"] and not (layer == SAMPLED and record["method"] not in (None, "top")):
            continue
        rows.append(
            [
                name,
                "可推断其抽取总体" if layer == SAMPLED else "逐笔检查，不外推",
                whole["rows"],
                Decimal(whole["amount"]),
                part["rows"],
                Decimal(part["amount"]),
                _rate(part["rows"], whole["rows"]),
                _rate(Decimal(part["amount"]), Decimal(whole["amount"])),
            ]
        )
    left = record["layers"][SAMPLED]["not_spoken_for"]
    if left["rows"]:
        rows.append(_row("未抽取、也不推断", "按所用方法不会被抽到的部分", left["rows"], left["amount"]))
    return rows


def _stages(stages: Mapping[str, Any]) -> list[list[Cell]]:
    name = NAMES.get(stages["column"], stages["column"])
    told = f"{stages['bodies']}个中等概率抽取{stages['drawn']}个，入样概率{stages['probability']}；同一{name}内的相关系数假定为{stages['homogeneity']}"
    rows = [_row(f"第一阶段（按{name}）", told)]
    for each in stages["each"]:
        said = f"抽中；第二阶段抽取{each['drawn']}笔，入样概率{each['probability']}" if each["drawn"] else "未抽中"
        rows.append(_row(each["name"], said, each["rows"], each["amount"]))
    return rows


def _rate(part: Decimal | int, whole: Decimal | int) -> str | None:
    return f"{Decimal(part) / Decimal(whole):.2%}" if whole > 0 else None


def _total(record: Mapping[str, Any]) -> list[Cell]:
    population, chosen = (
        record["population"],
        sum((Decimal(part["amount"]) for part in record["layers"].values()), Decimal(0)),
    )
    count = sum(part["rows"] for part in record["layers"].values())
    coverage = record["coverage"]
    return [
        "合计",
        "分母：上述总体",
        population["rows"],
        Decimal(population["amount"]),
        count,
        chosen,
        coverage["rows"],
        coverage["amount"],
    ]


def _covered(label: str, line: Mapping[str, Any]) -> list[Cell]:
    return [
        f"按{label}",
        line["name"],
        line["rows"],
        Decimal(line["amount"]),
        line["chosen_rows"],
        Decimal(line["chosen_amount"]),
        line["share_rows"],
        line["share_amount"],
    ]
