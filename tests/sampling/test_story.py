"""From the books to the paragraph of the report, through the command line: population, plan, sample, paper, findings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from auditcheck.cli.commands import cli
from tests.books import SEED, copy_books

THREE = {"记-05-0066", "记-08-0106", "记-10-0037"}
UNIT = "新疆维吾尔自治区市场监督管理局"
# What stood on the three papers: the report's own case.
PAPER: dict[str, dict[str, Any]] = {
    "记-05-0066": {
        "合同编号": "HT-2023-031",
        "合同落款日期": date(2023, 4, 28),
        "验收日期": date(2023, 4, 20),
        "要点": "×",
    },
    "记-08-0106": {"合同编号": "HT-2023-052", "我方用印（照录印文）": "局办公室", "要点": "×"},
    "记-10-0037": {
        "合同编号": "HT-2023-078",
        "合同落款日期": date(2023, 10, 18),
        "到货（启用）日期": "2023年6月至9月",
        "我方用印（照录印文）": "局办公室",
        "要点": "×",
    },
}


def call(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def rows_of(path: Path) -> tuple[Any, Any, dict[str, int], dict[str, int]]:
    """(workbook, sheet, column by title, row by voucher)."""
    book = load_workbook(path)
    sheet = book["抽凭检查表"]
    columns = {str(cell.value): cell.column for cell in sheet[5] if cell.value}
    numbers = {
        str(sheet.cell(row, columns["凭证字号"]).value): row
        for row in range(6, sheet.max_row + 1)
        if str(sheet.cell(row, columns["凭证字号"]).value).startswith("记")
    }
    return book, sheet, columns, numbers


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledgers of the report, without anything that people read off paper or decided."""
    folder = copy_books(SEED, tmp_path_factory.mktemp("story") / "books")
    for name in ("抽凭检查表", "资产抽盘表", "公开与公告核查表", "确认记录", "评价判断"):
        (folder / f"{name}.xlsx").unlink()
    return folder


@pytest.fixture(scope="module")
def plan(books: Path) -> dict[str, Any]:
    return dict(
        json.loads(
            call(
                "sample",
                "plan",
                "--kind",
                "mus",
                "--convention",
                "cn",
                "--tolerable",
                "5%",
                "--population",
                "1.4亿",
                "--format",
                "json",
            )
        )
    )


@pytest.fixture(scope="module")
def sheet(books: Path, plan: dict[str, Any]) -> Path:
    out = books.parent / "抽凭检查表.xlsx"
    call(
        *("sample", "select", str(books), "--method", "interval", "--n", str(plan["n"]), "--seed", "20240601"),
        *(
            "--only",
            "account=5001,1601",
            "--unclear",
            "CON-002",
            "--pick",
            "记-05-0003=月初集中付款",
            "--index",
            "B32",
            "-q",
            "-o",
            str(out),
        ),
    )
    return out


@pytest.fixture(scope="module")
def filled(sheet: Path) -> list[Path]:
    """Two people: one looked at the three vouchers, the other at the rest, out of order, and did not finish."""
    first, second = sheet.with_name("甲.xlsx"), sheet.with_name("乙.xlsx")
    for path, checker in ((first, "检查员甲"), (second, "检查员乙")):
        book, page, columns, numbers = rows_of(sheet)
        points = list(columns)[7:14]
        mine = [number for number in numbers if (number in THREE) == (path == first)]
        for number in reversed(mine[: len(mine) if path == first else -2]):
            row = numbers[number]
            said = {**dict.fromkeys(points, "√"), "检查人": checker, "检查日期": date(2024, 6, 3)}
            paper = dict(PAPER.get(number, {}))
            if mark := paper.pop("要点", None):
                said[points[5]] = mark
            for title, value in {**said, **paper}.items():
                page.cell(row, columns[title]).value = value
        if path == second:
            page.delete_rows(numbers["记-10-0037"])
        book.save(path)
    return [first, second]


def test_the_plan_is_that_of_chinese_practice(plan: dict[str, Any]) -> None:
    assert plan["n"] == 60 and plan["factor"] == "3.00"


def test_the_sheet_holds_the_three_vouchers_for_their_risk_and_what_the_ledgers_say(sheet: Path) -> None:
    _book, page, columns, numbers = rows_of(sheet)
    assert set(numbers) >= THREE
    for number in THREE:
        assert page.cell(numbers[number], columns["选样原因"]).value == "风险：CON-002资料不足（没有验收日期）"
        assert page.cell(numbers[number], columns["选样方法"]).value == "风险导向"
    row = numbers["记-05-0066"]
    assert page.cell(row, columns["账载合同编号"]).value == "HT-2023-031"
    assert page.cell(row, columns["账载签订日期"]).value == "2023-04-28"
    assert page.cell(row, columns["合同编号"]).value is None


def test_the_filled_sheets_come_back_as_facts(books: Path, filled: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    call(
        *(
            "run",
            str(books),
            *map(str, filled),
            "-o",
            str(out),
            "--select",
            "CON-001,CON-002,CON-004",
            "--year",
            "2023",
        ),
        *("--unit", UNIT, "--today", "2024-07-01", "-q"),
    )
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    found = {(finding["check"], finding["key"]["contract_no"]) for finding in findings}
    assert found == {
        ("CON-001", "HT-2023-078"),
        ("CON-002", "HT-2023-031"),
        ("CON-004", "HT-2023-052"),
        ("CON-004", "HT-2023-078"),
    }
    origins = {
        item["origin"] for finding in findings for item in finding["evidence"] if item["ledger"] == "voucher_checks"
    }
    assert origins == {"paper"}


def test_the_evaluation_says_what_was_examined_and_what_follows(filled: list[Path]) -> None:
    arguments = [part for path in filled for part in ("--sheet", str(path))]
    text = call(
        *("sample", "evaluate", *arguments, "--tolerable", "10%", "--tolerable-amount", "700万"),
        *("--of", "自评项目总额（不含经营支出）=18320.65万元", "--format", "json"),
    )
    document = json.loads(text)
    assert document["chosen"] - document["examined"] == 2
    sixth = document["points"][5]
    # × on the three vouchers of the risk layer is told there and not projected.
    assert sixth["counts"]["risk"]["×"] == 3 and sixth["errors"] == 0
    assert sixth["n"] == document["points"][0]["n"] > 0
    assert document["misstatement"]["found"]["risk"] == "0.00"
    assert document["misstatement"]["estimates"][0]["method"] == "stringer-poisson"
    paragraph = document["paragraph"]
    assert "风险导向3张凭证" in paragraph and "“合同验收发票一致”不符3张凭证" in paragraph
    assert "占自评项目总额（不含经营支出）18,320.65万元的" in paragraph and "2张凭证尚未检查" in paragraph
    assert "不外推" in paragraph


def test_the_reports_projects_add_up_to_its_amount_and_its_share_is_told_beside_what_the_books_give(
    books: Path,
) -> None:
    """四（二）(6): 6,229.02 万元, 34.00% of the self-evaluated projects without 经营支出; 附件2's rows make it 34.53%."""
    projects = (
        *("信息化科研项目经费", "中国-中亚知识产权合作论坛系列活动项目", "2023年食品抽检", "市场监督管理局项目经费"),
        *("瓶装液化气石油气相关企业监督抽查项目", "市场监督综合业务管理专项经费"),
    )
    picks = [part for name in projects for part in ("--pick", f"{name}=重点项目")]
    arguments = ["sample", "select", str(books), "--ledger", "self_evals", "--amount", "budget", "-q", *picks]
    arguments += [
        "--only",
        "project_name!=产品质量检验检测（经营成本）",
        "--of",
        "自评项目总金额=34.00%",
        "--format",
        "json",
    ]
    document = json.loads(call(*arguments))
    assert {(item["file"], item["row"]) for item in document["items"]} >= {("项目绩效自评.xlsx", 28)}
    assert len(document["items"]) == 7 and document["layers"]["judgement"]["amount"] == "62290200.00"
    assert document["population"]["rows"] == 42 and document["population"]["amount"] == "180381200.00"
    said = document["coverage"]["sentence"]
    assert "抽查7笔、金额6,229.02万元" in said and "金额覆盖率34.53%（分母为上述总体）" in said
    assert "34.00%，按抽查金额推算其分母为18,320.65万元，比上述总体多282.53万元" in said
    agreeing = json.loads(call(*arguments[:-3], "附件2各行=34.53%", "--format", "json"))["coverage"]["sentence"]
    assert "与所载占附件2各行的34.53%相符" in agreeing
    with pytest.raises(AssertionError, match="is called so"):
        call(*arguments, "--pick", "没有的项目=重点")
