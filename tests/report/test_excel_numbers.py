"""Amounts are Decimal up to the cell that holds them; one function makes Excel's numbers of them."""

from __future__ import annotations

import ast
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import auditcheck.report
from auditcheck.report.layout import Book, Column, Formula, Table, excel_number
from auditcheck.report.score_background import assets, control
from auditcheck.report.score_budget import income, projects, spending

REPORT = Path(auditcheck.report.__path__[0])
amounts = st.decimals(Decimal("-9999999999999.99"), Decimal("9999999999999.99"), places=2)
texts = st.none() | amounts.map(str)


@given(st.lists(amounts, min_size=1, max_size=20))
def test_amounts_read_back_are_the_same_to_the_cent(values: list[Decimal]) -> None:
    import openpyxl
    import xlsxwriter

    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    rows = [[value, Formula(f"=A{at}", value)] for at, value in enumerate(values, 3)]
    columns = [Column("金额", 20, "money"), Column("同", 20, "money")]
    Book(workbook).add_table(Table("表", "表", columns, rows))  # type: ignore[arg-type]
    workbook.close()
    sheet = openpyxl.load_workbook(stream, data_only=True)["表"]
    found = [[Decimal(str(cell.value)) for cell in row] for row in sheet.iter_rows(min_row=3, max_col=2)]
    assert found == [[value, value] for value in values]


@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(("budget_initial", "budget_final", "actual", "paid"), texts)
            | {
                "kind": st.sampled_from(["收入", "支出"]),
                "item": st.sampled_from(["基本支出", "其他收入", "上年结转结余"]),
                "duty_area": st.sampled_from([None, "甲", "乙"]),
            }
        ),
        max_size=6,
    ),
    st.lists(
        st.fixed_dictionaries(
            {
                "indicator": st.sampled_from(["资产", "资产/存货", "资产/在建工程", "三公经费", "三公经费/公务接待费"]),
                "value": amounts.map(str),
                "unit": st.sampled_from(["元", "万元"]),
                "person": st.just("填报人甲"),
            }
        ),
        max_size=6,
        unique_by=lambda one: one["indicator"],
    ),
)
def test_no_table_of_the_score_computes_with_floats(
    rows: list[dict[str, str | None]], lines: list[dict[str, str]]
) -> None:
    for table in (income(rows), spending(rows), projects(rows), control(lines), assets(lines)):
        for row in table.rows:
            for cell in row:
                kept = cell.value if isinstance(cell, Formula) else cell
                assert kept is None or isinstance(kept, str | Decimal), f"{table.name}: {kept!r}"


@pytest.mark.parametrize("value", [0.1, 1.0, "1", None])
def test_what_is_no_decimal_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        excel_number(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0.1, 1.0])
def test_a_float_that_reaches_a_cell_is_an_error(value: float) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    book = Book(workbook)
    with pytest.raises(TypeError):
        book.write(workbook.add_worksheet(), 0, 0, "money", value)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        book.write(workbook.worksheets()[0], 0, 0, "money", Formula("=1", value))  # type: ignore[arg-type]


# A cell of the unit's own sheet as it stood, and the examples of a template: copied, not computed.
COPIED = {"reject_sheets.py", "templates.py"}


def test_every_number_of_a_workbook_goes_through_the_one_function() -> None:
    seen = 0
    for path in REPORT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or path.name in COPIED:
                continue
            name = getattr(node.func, "attr", "")
            if name == "write_number":
                made = node.args[2]
                assert isinstance(made, ast.Call) and getattr(made.func, "id", "") in ("excel_number", "int"), (
                    f"{path.name}:{node.lineno}"
                )
                seen += 1
    assert seen >= 6


def test_no_table_makes_floats() -> None:
    """Only ``excel_number`` calls float() in the modules that make tables of the score and of surveys."""
    for path in sorted(REPORT.glob("*.py")):
        if not path.name.startswith(("score_", "survey_", "sheets_", "annex", "layout", "overview")):
            continue
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "excel_number":
                for node in ast.walk(function):
                    is_float = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
                    assert not is_float, f"{path.name}:{function.name}"
