"""读取情况, 列对应 and 未读入的行: what was understood of each sheet, and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from auditcheck import names
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.layout import Cell, Column, Table

_SHEETS = (
    Column("文件", 18),
    Column("表", 10),
    Column("台账", 12),
    Column("识别把握", 9, "percent"),
    Column("表头行", 7, "centre"),
    Column("金额单位", 7, "centre"),
    Column("单位", 13),
    Column("总行数", 8, "count"),
    Column("读入", 8, "count"),
    Column("未读入", 8, "count"),
    Column("标题、合计等", 8, "count"),
    Column("合计核对", 9, "centre"),
    Column("合计（元）", 34),
    Column("提示", 32),
    Column("SHA-256", 17),
)
_COLUMNS = (
    Column("文件", 22),
    Column("表", 12),
    Column("台账", 16),
    Column("列", 6, "centre"),
    Column("表头", 20),
    Column("对应为", 20),
    Column("对应方式", 9, "centre"),
    Column("样例", 28),
    Column("填写率", 9, "percent"),
)
_REJECTS = (
    Column("文件", 24),
    Column("表", 14),
    Column("台账", 18),
    Column("行", 8, "centre"),
    Column("列", 16),
    Column("值", 28),
    Column("原因", 38),
)


def read_sheet(load_doc: Doc, subtitle: str) -> Table:
    rows: list[list[Cell]] = []
    for sheet in load_doc.get("sheets", []):
        counts = sheet.get("rows") or {}
        lines = list(control_lines(sheet))
        rows.append(
            [
                str(sheet.get("file") or ""),
                str(sheet.get("sheet") or ""),
                names.ledger_name(sheet.get("ledger")) or "未识别",
                facts.money(sheet.get("confidence")),
                sheet.get("header_row"),
                str(sheet.get("unit_of_money") or ""),
                str(sheet.get("unit") or ""),
                *(counts.get(name) for name in ("in", "loaded", "rejected", "furniture")),
                _verdict(sheet),
                "\n".join(lines),
                "\n".join(map(str, sheet.get("warnings") or [])),
                str(sheet.get("sha256") or ""),
            ]
        )
    for file in unread_files(load_doc):
        rows.append([str(file["file"]), "", "未读入", *[None] * 10, str(file["error"]), str(file.get("sha256") or "")])
    notes = ["总行数＝读入＋未读入＋标题、合计等；未读入的行改正后由另一文件载入的，见提示。"] if rows else []
    return Table(name="读取情况", title="读取情况", columns=_SHEETS, rows=rows, subtitle=subtitle, notes=notes)


def unread_files(load_doc: Doc) -> list[Doc]:
    return [file for file in load_doc.get("files", []) if file.get("error")]


def differences(sheet: Doc) -> dict[str, Decimal]:
    """Per money column what was loaded minus what the sheet's own total says, where the two differ."""
    stated = sheet.get("stated_totals") or {}
    found = {}
    for column, value in (sheet.get("control_totals") or {}).items():
        ours, theirs = facts.money(value), facts.money(stated.get(column))
        if ours is not None and theirs is not None and ours != theirs:
            found[column] = ours - theirs
    return found


def control_lines(sheet: Doc) -> Iterator[str]:
    stated, differing, ledger = sheet.get("stated_totals") or {}, differences(sheet), sheet.get("ledger")
    for column, value in (sheet.get("control_totals") or {}).items():
        ours, theirs = facts.money(value), facts.money(stated.get(column))
        if ours is None:
            continue
        line = f"{names.column_name(column, ledger)}：读入{ours:,.2f}"
        if theirs is not None:
            line += f"，表内合计{theirs:,.2f}"
        yield line + (f"，相差{differing[column]:,.2f}" if column in differing else "")


def _verdict(sheet: Doc) -> str:
    if differences(sheet):
        return "不符"
    return "相符" if any(value is not None for value in (sheet.get("stated_totals") or {}).values()) else "表内无合计"


def columns_sheet(load_doc: Doc, subtitle: str) -> Table:
    rows: list[list[Cell]] = []
    for sheet in load_doc.get("sheets", []):
        for column in sheet.get("columns", []):
            known = column.get("column")
            samples = column.get("samples") or column.get("sample") or []
            rows.append(
                [
                    str(sheet.get("file") or ""),
                    str(sheet.get("sheet") or ""),
                    names.ledger_name(sheet.get("ledger")),
                    str(column.get("letter") or ""),
                    str(column.get("header") or ""),
                    names.column_name(known, sheet.get("ledger")) if known else "",
                    words.how_mapped(column.get("how")),
                    samples if isinstance(samples, str) else "；".join(map(str, samples[:3])),
                    facts.money(column.get("fill")),
                ]
            )
    return Table(name="列对应", title="列对应", columns=_COLUMNS, rows=rows, subtitle=subtitle)


def rejects_sheet(load_doc: Doc, subtitle: str) -> Table:
    rows: list[list[Cell]] = []
    for sheet in load_doc.get("sheets", []):
        ledger = sheet.get("ledger")
        for reject in sheet.get("rejects", []):
            column = reject.get("column")
            rows.append(
                [
                    str(sheet.get("file") or ""),
                    str(sheet.get("sheet") or ""),
                    names.ledger_name(ledger),
                    reject.get("row"),
                    names.column_name(column, ledger) if column else "",
                    "" if reject.get("value") is None else str(reject["value"]),
                    str(reject.get("reason") or ""),
                ]
            )
    return Table(
        name="未读入的行", title="未读入的行", columns=_REJECTS, rows=rows, subtitle=f"{subtitle}　共{len(rows)}行"
    )
