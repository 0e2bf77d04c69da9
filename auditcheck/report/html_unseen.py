"""What could not be looked at, as report.html says it: tables of plain texts, each kind one."""

from __future__ import annotations

from typing import Any

from auditcheck import names
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.sheets_checks import Want, wants
from auditcheck.report.sheets_load import differences, unread_files

MOST_ROWS = 500  # of one table


def unseen(findings_doc: Doc, score_doc: Doc | None, load_doc: Doc) -> list[dict[str, Any]]:
    """What could not be looked at, each kind as a table."""
    indicators = facts.indicators_of_check(findings_doc, score_doc)
    checks = findings_doc.get("checks", [])
    stopped = [check for check in checks if check.get("state") in ("skipped", "error")]
    lacking = [
        check for check in checks if check not in stopped and (check.get("undecided") or check.get("not_supplied"))
    ]
    sheets = load_doc.get("sheets", [])
    return [
        _part("未执行的检查", "检查 名称 执行情况 缺少的资料 影响指标", [
            [check["id"], title(check), words.check_state(str(check["state"])), _missing(check) or str(check.get("reason") or ""),
             "、".join(indicators.get(str(check["id"]), []))]
            for check in stopped
        ]),
        _part("只查了一部分的检查", "检查 名称 应查 已查 资料不足 未提供", [
            [check["id"], title(check), *(str(check.get(name) or 0) for name in ("population", "evaluated", "undecided", "not_supplied"))]
            for check in lacking
        ]),
        _part("待补资料", "资料 列 涉及行数 影响的检查 说明", [
            ["本单位制度" if want.ledger.startswith("$") else names.ledger_name(want.ledger),
             _wanted(want),
             str(want.rows or ""), "、".join(want.checks), "\n".join(want.reasons)]
            for want in wants(findings_doc)
        ]),
        _part("未评的标准", "指标 标准 分值", [
            [f"{item['code']} {item.get('name')}", str(criterion.get("text") or f"第{criterion.get('no')}条"), str(criterion.get("points") or "")]
            for item in (score_doc or {}).get("indicators", [])
            for criterion in item.get("criteria", []) if criterion.get("state") == "unscored"
        ]),
        _part("未能读取的文件", "文件 原因", [[str(file["file"]), str(file["error"])] for file in unread_files(load_doc)]),
        _part("未读入的行", "文件 表 行 列 值 原因", [
            [str(sheet.get("file")), str(sheet.get("sheet") or ""), str(each.get("row") or ""), _column(each.get("column"), sheet),
             "" if each.get("value") is None else str(each["value"]), str(each.get("reason") or "")]
            for sheet in sheets for each in sheet.get("rejects") or []
        ]),
        _part("合计不符", "文件 表 列 逐行相加 表内合计 相差", [
            [str(sheet.get("file")), str(sheet.get("sheet") or ""), _column(column, sheet),
             *(f"{facts.money(value):,.2f}" for value in (sheet["control_totals"][column], sheet["stated_totals"][column], difference))]
            for sheet in sheets for column, difference in differences(sheet).items()
        ]),
    ]  # fmt: skip


def _part(title: str, heads: str, rows: list[list[str]]) -> dict[str, Any]:
    part = {"title": title, "heads": heads.split(), "rows": rows, "codes": heads.startswith("检查")}
    if len(rows) > MOST_ROWS:
        rest = [f"……其余{len(rows) - MOST_ROWS}行见 findings.xlsx", *[""] * (len(rows[0]) - 1)]
        return {**part, "title": f"{title}（共{len(rows)}行）", "rows": [*rows[:MOST_ROWS], rest]}
    return part


def _wanted(want: Want) -> str:
    if want.ledger.startswith("$"):
        return names.dotted_name(want.ledger)
    return names.column_name(want.column, want.ledger) if want.column else ""


def _column(column: str | None, sheet: Doc) -> str:
    return names.column_name(column, sheet.get("ledger")) if column else ""


def title(check: Doc) -> str:
    return str(check.get("title") or check.get("name") or "")


def _missing(check: Doc) -> str:
    missing = "、".join(names.dotted_name(str(name)) for name in check.get("missing") or [])
    return f"缺少{missing}" if missing else ""
