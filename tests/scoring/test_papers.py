"""附件1 and 四、绩效评价指标分析: formulas that give the score, merged cells, the sentences of the report."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from auditcheck.report.annex import Annex, annex, counts
from auditcheck.report.score_paper import paragraphs, write_analysis, write_annex
from auditcheck.report.score_workpapers import write_workpapers
from auditcheck.report.score_xlsx import write_annex_workbook
from auditcheck.scoring import load_rubric, score

UNIT = "某局"
_HALF_MARKS = {"C35": "1959", "C41": "3.8", "C53": "99亿元"}


@pytest.fixture(scope="module")
def scored() -> dict[str, Any]:
    """Tier C but for the surveys; tiers A and B judged, with one criterion of A22 failed."""
    rubric = load_rubric("xj-2023")
    lines, judged = [], []
    for one in rubric.indicators:
        if one.source in ("metric", "survey"):
            value = _HALF_MARKS.get(one.code) or (
                "0" if one.code == "C31" else "100%" if "%" in one.benchmark else "99999"
            )
            value = "96%" if one.code == "C11" else value
            lines.append(
                {
                    "indicator": one.code,
                    "value": value,
                    "unit": "",
                    "person": "甲",
                    "source": "统计表",
                    "from": one.source,
                }
            )
        for part in one.rule.parts:
            result = "不符合" if (one.code, part.no) == ("A22", 3) else "符合"
            judged.append(
                {
                    "indicator": one.code,
                    "criterion": part.no,
                    "group": part.group,
                    "result": result,
                    "person": "主评人",
                    "date": "2024-06-05",
                    "reason": "有文件,内容完整",
                    "evidence": "文件",
                }
            )
    document = {
        "run": {"year": 2023, "asof": "2024-06-30"},
        "checks": [],
        "measures": [],
        "findings": [],
        "metrics": lines,
    }
    found: dict[str, Any] = score(rubric, document, judged)
    return found


@pytest.fixture(scope="module")
def scheme(scored: dict[str, Any]) -> Annex:
    return annex(scored, UNIT)


def test_the_formulas_of_the_workbook_give_the_score(scored: dict[str, Any], scheme: Annex, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    write_annex_workbook(path, scheme, "")
    sheet = load_workbook(path)["附件1"]
    cached = load_workbook(path, data_only=True)["附件1"]

    def value(cell: str) -> Decimal:
        text = sheet[cell].value
        if text is None:
            return Decimal(0)
        if not isinstance(text, str):
            return Decimal(str(text))
        if match := re.fullmatch(r"=SUM\(([A-Z])(\d+):[A-Z](\d+)\)", text):
            return sum((value(f"{match[1]}{row}") for row in range(int(match[2]), int(match[3]) + 1)), Decimal(0))
        return sum((value(part) for part in text[1:].split("+")), Decimal(0))

    last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "总计")
    assert (value(f"D{last}"), value(f"J{last}")) == (Decimal(100), Decimal(scored["total"]))
    assert Decimal(str(cached[f"J{last}"].value)) == Decimal(scored["total"])
    subtotals = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "小计"]
    assert [value(f"J{row}") for row in subtotals] == [Decimal(tier["score"]) for tier in scored["tiers"]]
    covered = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A4:A9", "B4:B5", "A10:C10"} <= covered
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9


def test_the_tables_of_the_tiers_follow_annex_1(scored: dict[str, Any], scheme: Annex, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    write_annex_workbook(path, scheme, "")
    live, cached = load_workbook(path), load_workbook(path, data_only=True)
    seen = []
    for number, tier in enumerate(scored["tiers"], 1):
        sheet, values = live[f"表4-{number}"], cached[f"表4-{number}"]
        rows = range(3, sheet.max_row)
        for row in rows:
            weight, points = (str(sheet[f"{column}{row}"].value) for column in "DG")
            at = weight.removeprefix("=附件1!D")
            assert points == (f"=附件1!J{at}" if live["附件1"][f"J{at}"].value is not None else "None")
            assert sheet[f"C{row}"].value == live["附件1"][f"C{at}"].value
            assert values[f"D{row}"].value == live["附件1"][f"D{at}"].value
            assert values[f"G{row}"].value == live["附件1"][f"J{at}"].value
            seen.append(sheet[f"C{row}"].value.split()[0])
        last = sheet.max_row
        assert sheet[f"A{last}"].value == "合计"
        assert sheet[f"G{last}"].value == f"=SUM(G3:G{last - 1})"
        assert Decimal(str(values[f"G{last}"].value)) == Decimal(tier["score"])
    assert seen == [one["code"] for one in scored["indicators"]]


def test_the_paper_has_a_row_an_indicator_and_chinese_fonts(scheme: Annex, tmp_path: Path) -> None:
    import docx
    from docx.oxml.ns import qn

    path = tmp_path / "a.docx"
    write_annex(path, scheme)
    document = docx.Document(str(path))
    [table] = document.tables
    assert len(table.rows) == 1 + 38 + 3 + 1
    assert [cell.text for cell in table.rows[-1].cells][-2:] == [str(scheme.score), f"{scheme.score}%"]
    assert table.cell(1, 0)._tc is table.cell(6, 0)._tc
    fonts = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in document.paragraphs for run in paragraph.runs}
    assert fonts <= {"方正小标宋_GBK", "黑体", "楷体_GB2312", "仿宋_GB2312"}


def test_the_analysis_says_for_each_indicator_what_it_got(
    scored: dict[str, Any], scheme: Annex, tmp_path: Path
) -> None:
    import docx

    path = tmp_path / "a.docx"
    write_analysis(path, scored, scheme, UNIT)
    document = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.count("该指标满分为") == 38
    assert "主评人" not in text and "CON-001" not in text
    assert "有文件，内容完整（佐证：文件）" in text
    assert [len(table.rows) for table in document.tables] == [4, 8, 10, 26]


def test_the_counts_of_the_conclusion(scheme: Annex) -> None:
    told = counts(scheme, UNIT)
    assert told.startswith("某局部门整体支出绩效评价共设置绩效指标38个，满分指标")
    assert "部门决策类指标共设置6个，满分指标5个，得分率93.33%" in told
    assert "部门绩效类指标共设置24个，满分指标22个" in told


def test_an_open_indicator_is_no_full_marks(tmp_path: Path) -> None:
    empty = score(load_rubric("xj-2023"), {"run": {}, "checks": [], "findings": []})
    scheme = annex(empty, UNIT)
    assert "满分指标0个" in counts(scheme, UNIT) and "不评定等级" in counts(scheme, UNIT)
    write_annex(tmp_path / "a.docx", scheme)
    write_annex_workbook(tmp_path / "a.xlsx", scheme, "")
    assert paragraphs(empty["indicators"][0])[-1].endswith("得分区间0.00—3.00分。")


def test_a_working_paper_an_indicator(scored: dict[str, Any], tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "w.xlsx"
    write_workpapers(path, scored, {}, UNIT)
    workbook = load_workbook(path)
    assert workbook.sheetnames == [one["code"] for one in scored["indicators"]]
    lines = {row[0]: row[1] for row in workbook["C35"].iter_rows(min_row=3, max_col=2, values_only=True)}
    assert lines["复核"] == "未复核" and lines["编制人、日期"] is None
    assert "1959" in lines["取数"] and lines["得分"].startswith("1.96")
