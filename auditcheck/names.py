"""Chinese names of ledgers and columns, so that no paper shows ``contracts.sign_date``."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from importlib import resources
from typing import Any

from auditcheck.resources import path

_DOCUMENTS = ("voucher_no", "contract_no")
_OTHER_DOCUMENTS = ("procurement_no", "asset_no", "invoice_no", "payment_no", "claim_no", "project_code", "ticket_no")
# Keys by which checks group findings and that no ledger has as a column.
_GROUPS = {
    "document": "单证",
    "document_hash": "附件指纹",
    "month": "月份",
    "year": "年度",
    "person": "人员",
    "supplier": "供应商",
    "supplier_name": "供应商",
    "project": "项目",
    "document_no": "单据编号",
    "other_name": "另一名称",
    "node_from": "前一环节",
    "node_to": "后一环节",
    "field": "字段",
    "account": "科目",
    "file": "文件",
    "sheet": "表",
    "column": "列",
    "subject": "对象",
    "part": "部分",
    "contract_no_a": "合同编号（一）",
    "contract_no_b": "合同编号（二）",
    # Figures of a whole sheet.
    "stated": "表内合计",
    "control": "逐行相加",
    "difference": "相差",
    "count": "处数",
}
IDENTIFIERS = _DOCUMENTS + _OTHER_DOCUMENTS


@cache
def _ledgers() -> dict[str, Any]:
    schema = resources.files("auditcheck.ledgers").joinpath("schema.json")
    if not schema.is_file():
        return {}
    ledgers: dict[str, Any] = json.loads(schema.read_text("utf-8"))["ledgers"]
    return ledgers


@cache
def _references() -> dict[str, tuple[str, dict[str, str]]]:
    """Reference tables as relations: their name and those of their columns, as ``checks/reference/*.csv`` say."""
    found = {}
    for file in sorted((path("checks") / "reference").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            title, header = next(stream), next(csv.reader(stream), [])
        names = [cell.split(":") for cell in header]
        found[f"ref_{file.stem}"] = (title.strip().lstrip("# "), {name[0]: name[-1] for name in names})
    return found


@cache
def _columns(ledger: str) -> dict[str, str]:
    if ledger in _references():
        return _references()[ledger][1]
    columns = _ledgers().get(ledger, {}).get("columns", [])
    return {column["name"]: column["zh"] for column in columns}


def ledger_name(ledger: str | None) -> str:
    """``contracts`` → 合同台账, without the schema's remarks in brackets; an unknown ledger keeps its name."""
    if not ledger:
        return ""
    if ledger in _references():
        return _references()[ledger][0]
    return re.split("[(（]", str(_ledgers().get(ledger, {}).get("zh", ledger)))[0]


def column_name(column: str, ledger: str | None = None) -> str:
    """``sign_date`` → 签订日期, by the ledger's own name for it, else by the first ledger that has it."""
    base = column.removesuffix("_key").removesuffix("_to")
    for candidate in (ledger, *_ledgers()):
        if candidate and base in _columns(candidate):
            return _columns(candidate)[base]
    return _GROUPS.get(column, column)


def dotted_name(name: str) -> str:
    """``contracts.sign_date`` → 合同台账“签订日期”; a ledger alone → its name; ``a | b`` → a或b; ``$days`` → 参数days."""
    if " | " in name:
        return "或".join(map(dotted_name, name.split(" | ")))
    if name.startswith("$"):
        return f"参数{name[1:]}"
    ledger, dot, column = name.partition(".")
    if not dot:
        return ledger_name(ledger)
    return f"{ledger_name(ledger)}“{column_name(column, ledger)}”"
