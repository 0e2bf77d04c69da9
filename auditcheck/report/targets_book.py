"""targets.xlsx: the tables as read with issues beside their rows, and the sheet on which a reviewer decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.report import words
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Table

Doc = dict[str, Any]
VERDICTS = ["成立", "不成立", "待核实"]
ISSUES = "问题清单"
_RANK = {"high": 0, "medium": 1, "low": 2}
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_KINDS = {
    "number": "数值", "percent": "百分比", "money": "金额", "date": "日期", "range": "区间", "multi": "多个值",
    "expression": "算式", "qualitative": "定性",
}  # fmt: skip
_CHANGES = {"lowered": "目标降低", "copied": "整表照抄上年", "dropped": "指标取消"}


def write_targets_workbook(path: Path, document: Doc) -> None:
    """Raises AuditcheckError where the file is open in Excel or WPS."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, _OPTIONS)
        workbook.set_properties({"title": "绩效目标审核", "author": "auditcheck"})
        book = Book(workbook)
        for table in _sheets(document):
            book.add_table(table)
        _verdict_lists(workbook, document)
        workbook.close()


def _sheets(document: Doc) -> list[Table]:
    sheets = [_issues(document), _tables(document), _matrix(document), _checklist(document), _evidence(document)]
    return [*sheets, *([_changes(document)] if document["changes"] else []), _reading(document)]


def about(document: Doc) -> str:
    units = list(dict.fromkeys(table["unit"] for table in document["tables"] if table["unit"]))
    year = f"{document['year']}年" if document["year"] else words.DASH
    named = "、".join(units[:3]) + (f"等{len(units)}个单位" if len(units) > 3 else "")
    return f"填报单位：{named or words.DASH}　预算年度：{year}"


def name_of(table: Doc) -> str:
    return str(table["project"] or table["title"])


def _issues(document: Doc) -> Table:
    rows: list[list[Cell]] = []
    for number, issue in enumerate(document["issues"], 1):
        table = document["tables"][issue["table"]]
        row = _row_of(table, issue)
        rows.append(
            [
                number,
                words.severity(issue["severity"]),
                name_of(table),
                issue["line"],
                row["level2"] if row else f"（{issue['place']}）",
                issue["indicator"] or "",
                row["raw"] if row else "",
                f"{issue['rule']} {issue['title']}",
                issue["message"],
                issue["suggestion"],
                "规则判定"
                if issue["how"] == "自动" and issue["confidence"] == 1
                else f"建议复核（{issue['confidence']:.2f}）",
                issue["verdict"] or "",
                issue["note"] or "",
                issue["id"],
            ]
        )
    columns = (
        Column("序号", 6, "centre"), Column("程度", 6, "centre"), Column("项目", 18), Column("行", 6, "centre"),
        Column("二级指标", 10), Column("三级指标", 20), Column("指标值", 13), Column("规则", 16), Column("问题", 40),
        Column("修改建议", 40), Column("依据", 11), Column("评审结论", 10, "centre"), Column("评审说明", 16),
        Column("编号", 9),
    )  # fmt: skip
    notes = ["评审结论填“成立”“不成立”或“待核实”，保存后用 auditcheck targets import 导回；“编号”一列请勿改动。"]
    return Table(ISSUES, "绩效目标问题清单", columns, rows, f"{about(document)}　共{len(rows)}条", notes=notes)


def _row_of(table: Doc, issue: Doc) -> Doc | None:
    if issue["indicator"] is None:
        return None
    return next(
        (row for row in table["rows"] if row["line"] == issue["line"] and row["level3"] == issue["indicator"]), None
    )


def _tables(document: Doc) -> Table:
    by_place: dict[tuple[int, int], list[Doc]] = defaultdict(list)
    for issue in document["issues"]:
        by_place[issue["table"], issue["line"]].append(issue)
    rows: list[list[Cell]] = []
    strong = set()
    for number, table in enumerate(document["tables"]):
        funds = f"资金{table['funds']['total'] or words.DASH}万元"
        lines = {row["line"] for row in table["rows"]}
        whole = [
            issue for (at, line), found in by_place.items() if at == number and line not in lines for issue in found
        ]
        strong.add(len(rows))
        head = [name_of(table), table["line"], "（整表）", funds, f"目标：{table['goal'] or words.DASH}", "", "", ""]
        rows.append([*head, *_told(whole)])
        for row in table["rows"]:
            value = " ".join(part for part in (row["op"], row["value"], row["unit"]) if part)
            read = _KINDS[row["kind"]] + (f"：{value}" if value else "")
            cells: list[Cell] = [
                name_of(table),
                row["line"],
                row["level1"],
                row["level2"],
                row["level3"],
                row["raw"],
                read,
            ]
            rows.append([*cells, "；".join(row["why"]), *_told(by_place.get((number, row["line"]), []))])
    columns = (
        Column("项目", 18), Column("行", 6, "centre"), Column("一级指标", 11), Column("二级指标", 12),
        Column("三级指标", 26), Column("指标值", 15), Column("读作", 15), Column("归属说明", 16),
        Column("最高程度", 8, "centre"), Column("问题数", 7, "centre"), Column("问题", 52),
    )  # fmt: skip
    total = sum(len(table["rows"]) for table in document["tables"])
    subtitle = f"{about(document)}　共{len(document['tables'])}张表、{total}个指标"
    return Table("目标表与问题", "绩效目标表与问题对照", columns, rows, subtitle, strong=strong)


def _told(issues: list[Doc]) -> list[Cell]:
    """The gravest severity, how many, and each in a line."""
    if not issues:
        return ["", None, ""]
    gravest = min(issues, key=lambda issue: _RANK[issue["severity"]])["severity"]
    lines = [f"{issue['rule']} {issue['title']}：{issue['message']}" for issue in issues]
    return [words.severity(gravest), len(issues), "\n".join(lines)]


def _matrix(document: Doc) -> Table:
    counts = Counter((issue["table"], issue["rule"]) for issue in document["issues"])
    rules = sorted({issue["rule"] for issue in document["issues"]})
    titles = {issue["rule"]: issue["title"] for issue in document["issues"]}
    rows: list[list[Cell]] = []
    for number, table in enumerate(document["tables"]):
        found: list[Cell] = [counts[number, rule] or None for rule in rules]
        total = sum(counts[number, rule] for rule in rules)
        rows.append([name_of(table), _money(table["funds"]["total"]), len(table["rows"]), *found, total])
    sums: list[Cell] = [sum(counts[number, rule] for number in range(len(document["tables"]))) for rule in rules]
    columns = (
        Column("项目", 26), Column("资金(万元)", 11, "money"), Column("指标数", 7, "count"),
        *(Column(rule, 5, "count") for rule in rules), Column("合计", 7, "count"),
    )  # fmt: skip
    funds = sum((_money(table["funds"]["total"]) or Decimal(0) for table in document["tables"]), Decimal(0))
    every = sum(len(table["rows"]) for table in document["tables"])
    totals: list[list[Cell]] = [["合计", funds, every, *sums, len(document["issues"])]]
    notes = [f"{rule} {titles[rule]}" for rule in rules]
    return Table("项目×规则", "各项目问题按规则分布", columns, rows, about(document), totals=totals, notes=notes)


def _money(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _checklist(document: Doc) -> Table:
    rows: list[list[Cell]] = [
        [
            number,
            name_of(document["tables"][one["table"]]),
            one["line"],
            one["rule"],
            one["question"],
            "\n".join(one["evidence"]),
            "",
            "",
        ]
        for number, one in enumerate(document["checklist"], 1)
    ]
    columns = (
        Column("序号", 6, "centre"), Column("项目", 22), Column("行", 6, "centre"), Column("规则", 7, "centre"),
        Column("需人工判断", 46), Column("文本中的线索", 50), Column("判断", 9, "centre"), Column("说明", 22),
    )  # fmt: skip
    return Table("人工核对表", "需人工判断的事项", columns, rows, f"{about(document)}　共{len(rows)}项")


def _evidence(document: Doc) -> Table:
    rows: list[list[Cell]] = [
        [
            one["indicator"],
            one["criterion"],
            one["question"],
            one["issues"],
            one["confirmed"],
            one["tables"],
            one["suggested"],
            one["reason"],
        ]
        for one in document["evidence"]
    ]
    columns = (
        Column("指标", 7, "centre"), Column("标准", 6, "count"), Column("评分标准", 40), Column("问题", 7, "count"),
        Column("已确认", 8, "count"), Column("涉及表数", 8, "count"), Column("建议判断", 9, "centre"), Column("理由", 60),
    )  # fmt: skip
    notes = ["建议判断仅供参考，由评价人核实后填入“评价判断”；程序不代为评分。"]
    return Table("评分参考", "绩效目标指标（A21、A22）评分参考", columns, rows, about(document), notes=notes)


def _changes(document: Doc) -> Table:
    rows: list[list[Cell]] = [
        [
            one["project"] or "",
            f"{one['before']}→{one['year']}",
            _CHANGES[one["kind"]],
            one["indicator"] or "（整表）",
            one["was"] or "",
            one["is"] or "",
            one["message"],
        ]
        for one in document["changes"]
    ]
    columns = (
        Column("项目", 24), Column("年度", 12, "centre"), Column("变化", 14, "centre"), Column("指标", 34),
        Column("上年", 18), Column("本年", 18), Column("说明", 34),
    )  # fmt: skip
    return Table("年度对比", "与上年目标对比", columns, rows, f"{about(document)}　共{len(rows)}条")


def _reading(document: Doc) -> Table:
    rows: list[list[Cell]] = []
    for one in document["lines"]:
        rows.append(
            [
                one["file"],
                None,
                f"读入{one['table']}行，空行和分页线{one['furniture']}行",
                f"未读懂{len(one['rejects'])}行",
            ]
        )
        rows += [[one["file"], reject["line"], reject["text"], reject["why"]] for reject in one["rejects"]]
    columns = (Column("文件", 30), Column("行", 7, "centre"), Column("内容", 60), Column("说明", 40))
    return Table("读取情况", "读取情况", columns, rows, about(document))


def _verdict_lists(workbook: Any, document: Doc) -> None:
    for sheet_name, title, options in (
        (ISSUES, "评审结论", VERDICTS),
        ("人工核对表", "判断", ["有问题", "无问题", "待核实"]),
    ):
        sheet = workbook.get_worksheet_by_name(sheet_name)
        table = next(table for table in _sheets(document) if table.name == sheet_name)
        column = next(number for number, one in enumerate(table.columns) if one.title == title)
        if table.rows:
            first = table.header_row + 1
            rule = {"validate": "list", "source": options, "error_message": f"请填{'、'.join(options)}"}
            sheet.data_validation(first, column, first + len(table.rows) - 1, column, rule)
