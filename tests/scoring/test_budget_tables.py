"""表1-1, 表1-2 and 附件2 rebuilt from the books of the report of 2023, and their formulas."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditcheck import resources
from auditcheck.ledgers.load import load
from auditcheck.report.layout import Formula, Table
from auditcheck.report.score_budget import differences, income, projects, readings, spending, write_budget_workbook


@pytest.fixture(scope="module")
def books() -> Any:
    folder = resources.path("fixtures/xj-2023")
    return load([folder / "决算报表.xlsx", folder / "项目预算执行（附件2）.xlsx"])


def rows(books: Any, ledger: str) -> list[dict[str, str | None]]:
    columns = {name: list(values) for name, values in books.tables[ledger].columns.items()}
    return [{name: values[at] for name, values in columns.items()} for at in range(len(books.tables[ledger].row))]


def shown(table: Table, label: str) -> list[str]:
    line = next(line for line in table.rows if label in (line[0], line[1]))
    values = [cell.value if isinstance(cell, Formula) else cell for cell in line]
    kinds = [column.kind for column in table.columns]
    return [_text(value, kind) for value, kind in zip(values, kinds, strict=True) if value is not None]


def _text(value: object, kind: str) -> str:
    if not isinstance(value, Decimal):
        return str(value)
    return f"{(value * 100).quantize(Decimal('0.01'))}%" if kind == "percent" else f"{value:,.2f}"


def test_income_is_that_of_the_report(books: Any) -> None:
    table = income(rows(books, "final_accounts"))
    assert shown(table, "一般公共预算财政拨款")[2:] == ["33,236.74", "44,125.59", "46.47%", "10,888.85", "32.76%"]
    assert shown(table, "其他收入")[2:] == ["102.00", "1,083.03", "1.14%", "981.03", "961.79%"]
    assert shown(table, "事业收入")[2:] == ["0.00", "0.00", "0.00%", "0.00", "—"]
    assert shown(table, "本年收入合计")[2:] == ["78,700.46", "92,395.94", "97.31%", "13,695.48", "17.40%"]
    assert shown(table, "上年结转结余")[2:] == ["2,985.70", "2,549.33", "2.69%", "-436.37", "-14.62%"]
    assert shown(table, "总计")[2:] == ["81,686.16", "94,945.27", "100.00%", "13,259.11", "16.23%"]


def test_spending_is_that_of_the_report_and_parts_are_not_added_twice(books: Any) -> None:
    table = spending(rows(books, "final_accounts"))
    assert shown(table, "公用经费")[2:6] == ["2,597.25", "2,963.38", "2,959.05", "99.85%"]
    assert shown(table, "项目支出")[2:] == ["60,402.63", "24,777.84", "24,093.11", "97.24%", "-58.98%"]
    assert shown(table, "本年支出合计")[2:6] == ["81,686.17", "94,945.27", "92,160.59", "97.07%"]


def test_projects_by_area_and_the_printed_total_that_is_another(books: Any) -> None:
    table = projects(rows(books, "budgets"))
    assert shown(table, "守护“四大安全”小计")[1:5] == ["5,350.00", "10,125.32", "10,094.69", "99.70%"]
    assert shown(table, "监管能力建设小计")[1:5] == ["3,033.20", "3,873.20", "3,721.51", "96.08%"]
    # The report prints 655.00 and 1,036.00: its own seven lines add up to more.
    assert shown(table, "高质量发展小计")[1:4] == ["1,610.00", "1,995.24", "1,995.24"]
    sheet = next(one for one in books.sheets if one.ledger == "budgets")
    told = differences("附件2", sheet.stated_totals, sheet.control_totals, {"budget_final": "全年预算数"})
    assert told == ["附件2：原表全年预算数合计17,078.88万元，按各行重算为18,038.12万元，相差959.24万元。"]


def test_projects_have_their_share_of_all_spending_on_projects(books: Any) -> None:
    table = projects(rows(books, "budgets"), rows(books, "final_accounts"))
    assert shown(table, "优化营商环境小计")[-1] == "0.57%"
    assert shown(table, "强化监管执法小计")[-1] == "7.68%"
    assert shown(table, "监管能力建设小计")[-1] == "15.63%"
    # The report prints 40.74%: 10,125.32 of 24,777.84 is more.
    assert shown(table, "守护“四大安全”小计")[-1] == "40.86%"


def test_each_formula_gives_the_value_that_stands_beside_it(books: Any, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "b.xlsx"
    write_budget_workbook(path, rows(books, "final_accounts"), rows(books, "budgets"), ["表1-2：说明"])
    live, cached = load_workbook(path), load_workbook(path, data_only=True)
    checked = 0
    for sheet in live:

        def value(cell: str, sheet: Any = sheet) -> Decimal:
            text = sheet[cell].value
            return result(str(text)) if isinstance(text, str) and text.startswith("=") else Decimal(str(text or 0))

        def result(text: str) -> Decimal:
            text = text.replace("$", "")
            if match := re.fullmatch(r"""=IF\(('表1-2'!\w+)=0,"",(\w+)/\1\)""", text):
                other = live["表1-2"][match[1].partition("!")[2]].value
                return value(match[2]) / Decimal(str(other))
            if match := re.fullmatch(r'=IF\((\w+)=0,"[^"]*",(.+)\)', text):
                return result("=" + match[2]) if value(match[1]) else Decimal(0)
            if match := re.fullmatch(r"=SUM\(([A-Z])(\d+):[A-Z](\d+)\)", text):
                return sum((value(f"{match[1]}{row}") for row in range(int(match[2]), int(match[3]) + 1)), Decimal(0))
            if match := re.fullmatch(r"=\((\w+)-(\w+)\)/(\w+)", text):
                return (value(match[1]) - value(match[2])) / value(match[3])
            if match := re.fullmatch(r"=(\w+)/(\w+)", text):
                return value(match[1]) / value(match[2])
            if match := re.fullmatch(r"=(\w+)-(\w+)", text):
                return value(match[1]) - value(match[2])
            return sum((value(part) for part in text[1:].split("+")), Decimal(0))

        for line in sheet.iter_rows():
            for cell in line:
                kept = cached[sheet.title][cell.coordinate].value
                if isinstance(cell.value, str) and cell.value.startswith("=") and kept != "—":
                    assert abs(result(cell.value) - Decimal(str(kept))) < Decimal("0.000001"), cell.coordinate
                    checked += 1
    assert checked > 130


def test_both_readings_of_the_adjustment_are_told_or_what_one_lacks() -> None:
    both = {"net_rate": "-0.58978867", "gross_rate": "0.98723626"}
    net, gross = readings({"measures": [{"check": "BUD-002", "values": both}]})
    assert "按净额计算为-58.98%" in net and "按总额计算为98.72%" in gross
    net, gross = readings({"measures": [{"check": "BUD-002", "values": {**both, "gross_rate": None}}]})
    assert "缺少预算调整明细，未按总额计算" in gross


def test_nothing_gives_empty_tables() -> None:
    assert [len(table.rows) for table in (income([]), spending([]), projects([]))] == [0, 0, 0]
