"""The same tables in another format are the same tables, and what is no table says so."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.targets.appraisal import appraise
from auditcheck.targets.lines import read_lines
from auditcheck.targets.reading import Table
from auditcheck.targets.service import read_file
from tests.targets import writing

SEED = Path(__file__).parent / "seed.txt"
# Told from the level cell as it was printed, which a well-formed form does not have any more.
OF_THE_PRINT = {"一级指标的文字有误"}


@pytest.fixture(scope="module")
def seed() -> list[Table]:
    return read_file(SEED).tables


def content(tables: list[Table]) -> list[Any]:
    return [
        (
            table.kind,
            table.unit,
            table.project,
            table.funds,
            table.goal,
            [(row.level1, row.level2, row.level3, row.raw, row.value) for row in table.rows],
        )
        for table in tables
    ]


def issues(tables: list[Table]) -> list[tuple[Any, ...]]:
    return sorted(
        (
            (issue.rule.id, issue.table, issue.hit.row.level3 if issue.hit.row else "", issue.quote)
            for issue in appraise(tables).issues
            if issue.message[:9] not in OF_THE_PRINT
        ),
        key=str,
    )


def same(found: list[Table], seed: list[Table]) -> None:
    assert content(found) == content(seed)
    assert issues(found) == of_the_seed()


@functools.cache
def of_the_seed() -> list[tuple[Any, ...]]:
    return issues(read_file(SEED).tables)


def test_as_a_workbook_with_one_table_a_sheet(seed: list[Table], tmp_path: Path) -> None:
    sheets = [(f"{number:02}", [writing.form_of(table)]) for number, table in enumerate(seed)]
    same(read_file(writing.as_workbook(tmp_path / "目标.xlsx", sheets)).tables, seed)


def test_as_a_workbook_with_many_tables_below_each_other(seed: list[Table], tmp_path: Path) -> None:
    path = writing.as_workbook(tmp_path / "目标.xlsx", [("目标", [writing.form_of(table) for table in seed])])
    same(read_file(path).tables, seed)


def test_as_a_word_document_with_merged_cells(seed: list[Table], tmp_path: Path) -> None:
    same(read_file(writing.as_word(tmp_path / "目标.docx", [writing.form_of(table) for table in seed])).tables, seed)


def test_as_a_web_page(seed: list[Table], tmp_path: Path) -> None:
    same(
        read_file(writing.as_web_page(tmp_path / "目标.html", [writing.form_of(table) for table in seed])).tables, seed
    )


def test_with_cuts_and_shifts_as_they_are(seed: list[Table], tmp_path: Path) -> None:
    lines = writing.lines_of(SEED.read_text("utf-8"))
    path = writing.as_workbook(tmp_path / "目标.xlsx", [("原样", [lines])], merged=False)
    same(read_file(path).tables, seed)


def test_in_the_encoding_of_chinese_windows(seed: list[Table], tmp_path: Path) -> None:
    path = tmp_path / "目标.txt"
    path.write_bytes(SEED.read_text("utf-8").encode("gb18030"))
    same(read_file(path).tables, seed)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes the PDF")
def test_as_a_pdf(seed: list[Table], tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    path = writing.as_word(tmp_path / "目标.docx", [writing.form_of(table) for table in seed[:3]])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    found = read_file(path.with_suffix(".pdf")).tables
    names = [[(row.level2, row.level3, row.value.kind, row.value.number) for row in table.rows] for table in found]
    assert names == [
        [(row.level2, row.level3, row.value.kind, row.value.number) for row in table.rows] for table in seed[:3]
    ]


def test_the_form_of_the_ministry_with_its_stacked_funds(tmp_path: Path) -> None:
    rows = [
        ["附件2"], ["项目支出绩效目标申报表"], ["（2024年度）"], ["项目名称", "食品安全抽检经费"],
        ["主管部门及代码", "某省市场监督管理局 045", "", "实施单位", "某省市场监督管理局食品处"],
        ["项目属性", "延续项目", "", "项目期", "1年"], ["项目资金\n（万元）", "年度资金总额", "120.50"],
        ["", "其中：财政拨款", "100.50"], ["", "其他资金", "20"], ["总体目标", "年度目标"],
        ["", "目标1：完成食品抽检800批次；\n目标2：合格率达到98%。"],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "权重"],
        ["", "成本指标", "经济成本指标", "食品抽检总成本", "≤120.5万元", "20"],
        ["", "产出指标", "数量指标", "食品抽检批次", "≥800批次", "20"], ["", "", "质量指标", "检验报告合格率", "≥98%", "10"],
        ["", "", "时效指标", "抽检完成时间", "2024年11月30日前", "10"],
        ["", "效益指标", "社会效益指标", "食品安全知晓率", "≥80%", "20"],
        ["", "满意度指标", "服务对象满意度指标", "被检单位满意度", "≥90%", "20"],
    ]  # fmt: skip
    reading = read_file(writing.as_workbook(tmp_path / "申报表.xlsx", [("申报表", [rows])], merged=False))
    (table,) = reading.tables
    assert (table.unit, table.project) == ("某省市场监督管理局食品处", "食品安全抽检经费")
    assert {name: str(amount) for name, amount in table.funds.items()} == {
        "total": "120.50",
        "fiscal": "100.50",
        "other": "20",
    }
    assert (table.goal or "").startswith("目标1：完成食品抽检800批次")
    assert [(row.level1, row.level2, row.raw, row.doubtful) for row in table.rows[:3]] == [
        ("成本指标", "经济成本指标", "≤120.5万元", False),
        ("产出指标", "数量指标", "≥800批次", False),
        ("产出指标", "质量指标", "≥98%", False),
    ]
    assert reading.rejects == []
    assert appraise(reading.tables).issues == []


def told(path: Path) -> str:
    done = CliRunner().invoke(cli, ["targets", str(path), "--format", "json"])
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    return done.stderr


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_text("\n\n", "utf-8")
    assert "空.txt: the file is empty" in told(path)


def test_a_report_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("2023年部门整体支出绩效评价报告\n一、基本情况\n某局设5个处室，年初预算1000万元。\n", "utf-8")
    assert "no target table" in told(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "there is no such file" in told(tmp_path / "没有.txt")


def test_a_title_without_rows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text("项目支出绩效目标表\n预算单位\t某局\n", "utf-8")
    assert "no rows of indicators" in told(path)


def test_a_table_without_funds_is_appraised_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "表.txt"
    path.write_text(
        "项目支出绩效目标表\n预算单位\t某局\t项目名称\t培训\n一级指标\t二级指标\t三级指标\t指标值\n"
        "产出指标\t数量指标\t培训人数\t≥20人\n",
        "utf-8",
    )
    done = CliRunner().invoke(cli, ["targets", str(path)])
    assert done.exit_code == 1
    assert "no funds" in done.output


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SEED.read_text("utf-8"), "utf-8")
    (tmp_path / "b.txt").write_text("一份报告\n", "utf-8")
    done = CliRunner().invoke(cli, ["targets", str(tmp_path)])
    assert done.exit_code == 1 and "b.txt: no target table" in done.output
    assert CliRunner().invoke(cli, ["targets", str(tmp_path), "--strict"]).exit_code == 2


def test_lines_of_a_document_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("a\n\nb\tc", "utf-8")
    assert [(line.number, line.cells) for line in read_lines(path)] == [(1, ("a",)), (2, ("",)), (3, ("b", "c"))]
