"""What the templates say of a column: its form, an example, and the words that may stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from auditcheck.ledgers.schema import Column, Ledger

REQUIRED, WANTED, OPTIONAL = "R", "C", "O"
_NEED = {REQUIRED: "必填", WANTED: "部分检查需要", OPTIONAL: "选填"}
_FORM = {
    "string": "文本",
    "money": "金额，按表头上方所写的货币单位填写，负数前加“-”，没有则留空",
    "decimal": "数值",
    "percent": "百分比，如30%",
    "int": "整数",
    "bool": "填“是”或“否”；不清楚的留空，空白不等于“否”",
    "date": "日期，如2023-05-10；只知道月份的可填2023-05",
    "date_range": "日期，如2023-05-10；只知道月份的可填2023-05，跨月的可填2023-06至2023-09",
    "datetime": "日期和时间，如2023-05-10 09:30",
    "list": "可填多项，用顿号“、”分开",
}
_KEY = {
    "contract": "编号照原件填写，各台账之间凭此关联；一格有几个编号的，用顿号“、”分开",
    "plain": "编号照原件填写，各台账之间凭此关联；一格有几个编号的，用顿号“、”分开",
    "voucher": "凭证号，如“记-05-0066”（凭证字-月份-号数），各台账之间凭此关联",
    "body": "单位全称，与印章或营业执照一致",
}
_MARKS = "看过而没有的填“未见”，不适用的填“N/A”；没有查看的留空"
# 单位 alone may also be 台, 套 of a thing; this name of the column is never taken for that.
_HEADERS = {"unit": "所属单位"}


@dataclass(frozen=True)
class Texts:
    """``examples``: ledger -> column -> value; ``notes`` and ``choices``: by ``ledger.column``."""

    examples: Mapping[str, Mapping[str, Any]]
    notes: Mapping[str, str]
    choices: Mapping[str, list[str]]


@lru_cache(maxsize=1)
def load_texts() -> Texts:
    import yaml

    text = resources.files("auditcheck.report").joinpath("template_examples.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    return Texts(data["examples"], data["notes"], data["choices"])


def header_of(column: Column) -> str:
    """What stands in the header row; a star marks what must be filled."""
    name = _HEADERS.get(column.name, column.zh)
    return f"*{name}" if column.required == REQUIRED else name


def example_of(ledger: Ledger, column: Column) -> Any:
    """As a person would type it: text, number, date, or date with time."""
    return load_texts().examples[ledger.name].get(column.name)


def choices_of(ledger: Ledger, column: Column) -> list[str]:
    """The words of the drop-down list; empty where the column has none."""
    if column.type == "bool":
        return ["是", "否"]
    return list(column.enum) or load_texts().choices.get(f"{ledger.name}.{column.name}", [])


def comment_of(ledger: Ledger, column: Column, shown: str) -> str:
    """The comment on a header; ``shown``: the example as the sheet shows it."""
    choices = choices_of(ledger, column)
    if choices and column.type != "bool":
        form = f"从下拉列表中选择：{'、'.join(choices)}"
    elif column.name == "unit":
        form = "一张表有几个单位时逐行填写单位全称；只有一个单位的，填在上方“编制单位”处即可"
    else:
        form = _KEY.get(column.key or "", _FORM[column.type if column.type in _FORM else "string"])
    lines = [f"{header_of(column).removeprefix('*')}（{_NEED[column.required]}）", f"填写：{form}。"]
    note = load_texts().notes.get(f"{ledger.name}.{column.name}")
    if note:
        lines.append(f"说明：{note}")
    if column.fillable:
        lines.append(f"标记：{_MARKS}。")
    if shown:
        lines.append(f"示例：{shown}")
    others = [alias for alias in column.aliases if alias not in (column.zh, header_of(column).removeprefix("*"))]
    if others:
        lines.append(f"表头写作以下名称也能识别：{'、'.join(others)}")
    return "\n".join(lines)
