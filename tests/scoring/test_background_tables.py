"""三公经费 and 资产结构: figures of the report of 2023, and where its own parts don't add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from auditcheck import resources
from auditcheck.ledgers.load import load
from auditcheck.report.layout import Formula, Table
from auditcheck.report.score_background import assets, control
from auditcheck.report.score_budget import official, spending
from auditcheck.scoring import load_rubric, score
from auditcheck.scoring.metrics import Metrics


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    table = load([resources.path("fixtures/xj-2023") / "指标数据表.xlsx"]).tables["metrics"]
    columns = {name: list(values) for name, values in table.columns.items()}
    columns["unit"] = columns.pop("value_unit")
    return [{name: values[at] for name, values in columns.items()} for at in range(len(table.row))]


def shown(table: Table, label: str) -> list[str]:
    line = next(line for line in table.rows if label in [str(cell).strip() for cell in line[:2]])
    values = [cell.value if isinstance(cell, Formula) else cell for cell in line]
    kinds = [column.kind for column in table.columns]
    return [
        f"{value * 100:.2f}%" if kind == "percent" else f"{value:,.2f}"
        for value, kind in zip(values, kinds, strict=True)
        if isinstance(value, Decimal)
    ]


def line(code: str, value: str, **more: Any) -> dict[str, Any]:
    return {"indicator": code, "value": value, "unit": "元", "person": "填报人甲", **more}


def test_the_control_rate_is_that_of_the_report(lines: list[dict[str, Any]]) -> None:
    table = control(lines)
    assert shown(table, "“三公”经费合计") == ["204.59", "204.25", "99.83%"]
    assert shown(table, "公务用车购置及运行维护费") == ["203.25"]
    assert shown(table, "公务接待费") == ["1.00"]
    assert table.notes == []


def test_the_assets_are_those_of_the_report_and_its_slips_are_said(lines: list[dict[str, Any]]) -> None:
    table = assets(lines)
    assert shown(table, "资产总额")[:2] == ["182,578.59", "100.00%"]
    assert shown(table, "流动资产") == ["25,264.98", "13.84%", "25,264.98", "0.00"]
    assert shown(table, "土地、房屋及构筑物") == ["136,267.99", "58.80%"]
    assert shown(table, "设备") == ["84,719.27", "36.56%"]
    assert shown(table, "车辆") == ["5,109.64", "2.20%"]
    assert table.notes == [
        "资产总额：所列各项合计182,578.60万元，比填报的182,578.59万元多0.01万元。",
        "非流动资产：所列各项合计157,313.64万元，比填报的157,313.62万元多0.02万元。",
        "固定资产原值：所列各项合计226,096.90万元，比填报的231,733.57万元少5,636.67万元。",
    ]


def test_a_formula_stands_on_the_rows_it_adds(lines: list[dict[str, Any]]) -> None:
    table = assets(lines)
    at = {str(row[0]).strip(): number for number, row in enumerate(table.rows, table.header_row + 2)}
    whole = next(row for row in table.rows if row[0] == "资产总额")
    assert isinstance(whole[3], Formula)
    assert whole[3].text == f"=B{at['流动资产']}+B{at['非流动资产']}"


def test_a_part_filled_in_below_another_root_stands_beside_its_own() -> None:
    table = assets([line("资产", "30000"), line("固定资产原值", "1"), line("资产／存货", "30000")])
    assert [str(row[0]).strip() for row in table.rows] == ["资产", "存货", "固定资产原值"]
    assert table.notes == []


def test_parts_of_official_spending_that_miss_the_sum_are_said() -> None:
    table = control([line("三公经费", "30000"), line("三公经费/公务接待费", "20000")])
    assert table.notes == ["各项支出合计2.00万元，与“三公”经费支出3.00万元不一致。"]


def test_a_line_without_a_person_is_not_used() -> None:
    table = assets([line("资产", "1", person=None)])
    assert table.rows == [] and table.notes == ["指标数据（资产）：没有填报人，未采用。"]


def test_the_accounts_are_believed_first_and_not_added_twice() -> None:
    row = {"kind": "支出", "budget_initial": "100", "budget_final": "200000", "actual": "150000"}
    rows = [{**row, "item": item} for item in ("基本支出", "其中：公务接待费")]
    assert len(spending(rows).rows) == 2  # 基本支出 and the total
    table = control([line("三公经费", "30000")], official(rows))
    assert shown(table, "其中：公务接待费") == ["20.00", "15.00", "75.00%"]
    assert len(table.rows) == 1


def test_an_indicator_of_the_control_rate_serves_where_no_line_does() -> None:
    rate = line("B24", "", name="“三公”经费控制率", numerator="150000", denominator="200000")
    assert shown(control([rate]), "“三公”经费控制率") == ["20.00", "15.00", "75.00%"]


def test_background_is_no_unknown_indicator(lines: list[dict[str, Any]]) -> None:
    document = {"run": {"year": 2023}, "checks": [], "measures": [], "findings": [], "metrics": lines}
    assert not [note for note in score(load_rubric("xj-2023"), document)["notes"] if "无此指标" in note]
    assert not [code for code in Metrics(lines).codes() if "资产" in code]
