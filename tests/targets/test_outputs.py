"""What is written: the reviewer's workbook, the draft, the letter, the empty form; and what comes back of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from auditcheck.cli.commands import cli
from auditcheck.targets.service import read_file

SEED = Path(__file__).parent / "seed.txt"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def appraisal(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "targets.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    done = run("targets", SEED, "-o", out)
    assert done.exit_code == 1, done.output
    return out


def test_the_workbook_has_each_issue_beside_its_row(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "targets.xlsx")
    assert {"问题清单", "目标表与问题", "项目×规则", "人工核对表", "评分参考", "读取情况"} <= set(book.sheetnames)
    document = appraisal(folder)
    issues = [row for row in book["问题清单"].iter_rows(values_only=True) if str(row[-1]).startswith("t1:")]
    assert [row[-1] for row in issues] == [issue["id"] for issue in document["issues"]]
    tables = list(book["目标表与问题"].iter_rows(min_row=4, values_only=True))
    assert len(tables) == 18 + 301
    assert sum(row[9] or 0 for row in tables) == len(issues)
    assert book["问题清单"].auto_filter.ref and book["问题清单"].data_validations.dataValidation
    matrix = list(book["项目×规则"].iter_rows(values_only=True))
    total = next(row for row in matrix if row[0] == "合计")
    assert total[-1] == len(issues) and total[1] == 6392.5


def test_issues_have_identities_of_their_own(folder: Path) -> None:
    identifiers = [issue["id"] for issue in appraisal(folder)["issues"]]
    assert len(set(identifiers)) == len(identifiers)


def test_a_verdict_comes_back_and_stays(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("targets", SEED, "-o", out)
    book = openpyxl.load_workbook(out / "targets.xlsx")
    sheet = book["问题清单"]
    head = next(row for row in sheet.iter_rows() if row[-1].value == "编号")
    column = {cell.value: cell.column for cell in head}
    first = head[0].row + 1
    sheet.cell(first, column["评审结论"], "不成立")
    sheet.cell(first, column["评审说明"], "另有成本表")
    sheet.cell(first + 1, column["评审结论"], "成立")
    book.save(tmp_path / "reviewed.xlsx")
    done = run("targets", "import", tmp_path / "reviewed.xlsx", "-o", out)
    assert done.exit_code == 0 and "2 verdicts" in done.output
    verdicts = [(issue["verdict"], issue["note"]) for issue in appraisal(out)["issues"][:2]]
    assert verdicts == [("不成立", "另有成本表"), ("成立", "")]
    run("targets", SEED, "-o", out)
    again = appraisal(out)
    assert [issue["verdict"] for issue in again["issues"][:2]] == ["不成立", "成立"]
    assert sum(one["confirmed"] for one in again["evidence"]) == 1
    letter = "\n".join(cell.text for table in docx.Document(str(out / "审核意见.docx")).tables for cell in table._cells)
    assert letter.count("本表没有成本指标") == sum(
        "本表没有成本指标" in issue["message"] and issue["verdict"] != "不成立" for issue in again["issues"]
    )


def test_a_word_that_is_no_verdict_names_its_row(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(folder / "targets.xlsx")
    sheet = book["问题清单"]
    head = next(row for row in sheet.iter_rows() if row[-1].value == "编号")
    column = next(cell.column for cell in head if cell.value == "评审结论")
    sheet.cell(head[0].row + 3, column, "也许")
    book.save(tmp_path / "reviewed.xlsx")
    done = run("targets", "import", tmp_path / "reviewed.xlsx", "-o", folder)
    assert done.exit_code == 2 and f"row {head[0].row + 3}" in done.output and "也许" in done.output


def test_the_draft_loads_back_and_has_few_issues_left(folder: Path, tmp_path: Path) -> None:
    before = appraisal(folder)
    done = run("targets", folder / "targets-draft.xlsx", "--year", 2019, "--format", "json")
    after = json.loads(done.stdout)
    assert len(after["tables"]) == 18
    assert [line["rejects"] for line in after["lines"]] == [[]]
    assert not any(row["doubtful"] for table in after["tables"] for row in table["rows"])
    decided = {
        "T01",
        "T02",
        "T03",
        "T04",
        "T09",
        "T13",
        "T14",
        "T15",
        "T16",
        "T17",
        "T18",
        "T19",
        "T21",
        "T30",
        "T31",
        "T32",
        "T33",
    }
    left = [issue["rule"] for issue in after["issues"] if issue["rule"] in decided]
    assert left == []
    assert len(after["issues"]) < len(before["issues"]) / 3


def test_the_letter_has_chinese_fonts(folder: Path) -> None:
    letter = docx.Document(str(folder / "审核意见.docx"))
    runs = [run for paragraph in letter.paragraphs for run in paragraph.runs if run.text.strip()]
    assert runs and all(run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs)
    assert "审核意见" in letter.paragraphs[0].text
    assert len(letter.tables) == 18


def test_an_empty_form_loads_without_a_remark_and_a_filled_one_has_no_issue(tmp_path: Path) -> None:
    path = tmp_path / "目标表.xlsx"
    assert run("init", "--targets", path).exit_code == 0
    assert "no indicator is filled in yet" in run("targets", path).output
    book = openpyxl.load_workbook(path)
    sheet = book.active
    good = {
        "数量指标": ("食品抽检批次", "≥300批次"), "质量指标": ("检验报告合格率", "≥98%"), "时效指标": ("抽检完成时间", "2025年11月30日前"),
        "经济成本指标": ("食品抽检总成本", "≤60万元"), "社会效益指标": ("食品安全知晓率", "≥80%"),
        "服务对象满意度指标": ("被检单位满意度", "≥90%"),
    }  # fmt: skip
    sheet["B2"], sheet["E2"], sheet["C3"], sheet["E3"], sheet["G3"] = "某局", "食品抽检经费", 60, 60, 0
    sheet["B4"] = "完成食品抽检300批次，食品安全知晓率达到80%。"
    for row in range(6, sheet.max_row + 1):
        if pair := good.pop(sheet.cell(row, 2).value, None):
            sheet.cell(row, 3, pair[0])
            sheet.cell(row, 6, pair[1])
    assert not good
    assert sheet.data_validations.dataValidation and any(cell.comment for row in sheet.iter_rows() for cell in row)
    filled = tmp_path / "填好.xlsx"
    book.save(filled)
    reading = read_file(filled)
    assert reading.rejects == [] and not any(row.doubtful for row in reading.tables[0].rows)
    assert len(reading.tables[0].rows) == 6
    done = run("targets", filled, "--format", "json")
    assert json.loads(done.stdout)["issues"] == [] and done.exit_code == 0
    assert run("init", "--targets", path).exit_code == 2  # a form that may be filled in already is left alone


def test_the_users_words_are_laid_over(tmp_path: Path) -> None:
    table = tmp_path / "表.txt"
    table.write_text(
        "项目支出绩效目标表\n预算单位\t某省某局\t项目名称\t培训\n一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t邮电局培训覆盖数\t≥20个地市\n",
        "utf-8",
    )
    (tmp_path / "词.yaml").write_text("abolished: {邮电局: 通信管理局}\n", "utf-8")
    (tmp_path / "区划.csv").write_text("region,level,words,count\n某省,地级,地市,12\n", "utf-8")
    done = run(
        "targets",
        table,
        "--format",
        "json",
        "--dictionary",
        tmp_path / "词.yaml",
        "--dictionary",
        tmp_path / "区划.csv",
    )
    assert {"T37", "T04"} <= {issue["rule"] for issue in json.loads(done.stdout)["issues"]}
    (tmp_path / "auditcheck.toml").write_text('[targets]\ndictionary = ["词.yaml", "区划.csv"]\n', "utf-8")
    done = run("targets", table, "--format", "json")
    assert {"T37", "T04"} <= {issue["rule"] for issue in json.loads(done.stdout)["issues"]}
    (tmp_path / "词.yaml").write_text("abolishd: {邮电局: 通信管理局}\n", "utf-8")
    assert "abolishd" in run("targets", table).output


def test_years_of_one_unit_are_compared(tmp_path: Path) -> None:
    def write(year: int, rows: str, project: str = "食品抽检经费") -> None:
        (tmp_path / f"{year}年目标表.txt").write_text(
            f"项目支出绩效目标表\n预算单位\t某局\t项目名称\t{project}\n一级指标\t二级指标\t三级指标\t指标值\n{rows}",
            "utf-8",
        )

    write(
        2023,
        "产出指标\t数量指标\t抽检批次\t≥300批次\n产出指标\t质量指标\t合格率\t≥98%\n产出指标\t时效指标\t响应时间\t≤24小时\n",
    )
    write(2024, "产出指标\t数量指标\t抽检批次\t≥200批次\n产出指标\t时效指标\t响应时间\t≤48小时\n")
    write(2025, "产出指标\t数量指标\t抽检批次\t≥200批次\n产出指标\t时效指标\t响应时间\t≤48小时\n")
    changes = json.loads(run("targets", tmp_path, "--format", "json").stdout)["changes"]
    assert [(one["year"], one["kind"], one["indicator"]) for one in changes] == [
        (2024, "lowered", "抽检批次"),
        (2024, "dropped", "合格率"),
        (2024, "lowered", "响应时间"),
        (2025, "copied", None),
    ]
