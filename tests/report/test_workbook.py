"""findings.xlsx, opened again as the people who get it would see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from auditcheck.errors import AuditcheckError
from auditcheck.report import words
from auditcheck.report.workbook import write_findings_workbook

Doc = dict[str, Any]
SHEETS = [
    "概览",
    "疑点清单",
    "问题清单",
    "指标得分",
    "读取情况",
    "列对应",
    "未读入的行",
    "检查执行情况",
    "待补资料清单",
    "证据明细",
]
ATTACK = '=cmd|"/c calc"!A1'


@pytest.fixture
def path(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> Path:
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, *documents)
    return target


def header_row(sheet: Worksheet) -> int:
    """The row above which the panes are frozen."""
    return int(re.sub(r"\D", "", str(sheet.freeze_panes))) - 1


def rows(path: Path, name: str, values: bool = True) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path, data_only=values)[name]
    top = header_row(sheet)
    header = [cell.value for cell in sheet[top]]
    table = [dict(zip(header, line, strict=True)) for line in sheet.iter_rows(min_row=top + 1, values_only=True)]
    return [row for row in table if any(value is not None for value in row.values())]


def by(path: Path, name: str, column: str) -> Mapping[Any, dict[str, Any]]:
    return {row[column]: row for row in rows(path, name)}


def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_its_header_on_each_page(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows.startswith("$1:$")
        assert sheet.freeze_panes
        assert "内部资料" in sheet.oddFooter.left.text
        assert "&P" in sheet.oddFooter.center.text
        assert not sheet.protection.sheet
    for name in SHEETS[1:]:
        sheet = book[name]
        top = header_row(sheet)
        assert re.match(rf"A{top}:", sheet.auto_filter.ref)
        assert all(cell.value for cell in sheet[top])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 5 for cell in sheet[top])


def test_sheets_with_unconfirmed_findings_carry_the_disclaimer_on_top(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for name in ("概览", "疑点清单", "检查执行情况", "证据明细"):
        top = [book[name].cell(row, 1).value for row in range(1, 4)]
        assert words.DISCLAIMER in top, name
    assert words.DISCLAIMER not in [book["问题清单"].cell(row, 1).value for row in range(1, 4)]


def test_the_signals_are_all_findings_that_nobody_confirmed(path: Path) -> None:
    signals = by(path, "疑点清单", "编号")
    assert set(signals) == {"合同-003", "供应商-001", "资产-001", "公开-001", "凭证-001", "岗位-001"}
    contract = signals["合同-003"]
    assert contract["检查名称"] == "合同用印不规范"
    assert (contract["类别"], contract["级别"], contract["状态"]) == ("违规", "高", "疑点（待核实）")
    assert contract["金额（元）"] == 298000
    assert contract["日期"] == datetime(2023, 10, 17)
    assert contract["涉及凭证/合同"] == "HT-2023-031"
    assert contract["证据位置"] == "合同台账.xlsx〔2023〕第12行 B12、C12"
    assert contract["依据（参考）"] == "《中华人民共和国民法典》第九十六条（待核）"
    assert contract["关键字"] == "合同编号 HT-2023-031"
    assert signals["资产-001"]["证据位置"].endswith("等23处，见证据明细")
    assert signals["资产-001"]["与上次相比"] == "有变化"
    assert signals["岗位-001"]["状态"] == "不扣分事项"
    assert signals["供应商-001"]["知悉范围"] == "仅限内部"
    assert "查41行未见" in signals["公开-001"]["证据位置"]


def test_money_and_days_are_numbers_and_dates_in_official_formats(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["疑点清单"]
    top = header_row(sheet)
    columns = {cell.value: cell.column for cell in sheet[top]}
    money = [sheet.cell(row, columns["金额（元）"]) for row in range(top + 1, top + 7)]
    days = [sheet.cell(row, columns["日期"]) for row in range(top + 1, top + 7)]
    assert {cell.number_format for cell in money if cell.value is not None} == {"#,##0.00"}
    assert {cell.number_format for cell in days if cell.value is not None} == {"yyyy-mm-dd"}


def test_a_confirmed_issue_is_one_row_and_its_money_counts_once(path: Path) -> None:
    (issue,) = rows(path, "问题清单")[:-1]  # the last line says how money is counted
    assert issue["问题编号"] == "合同-001"
    assert issue["标题"] == "合同签订晚于履行和验收"
    assert issue["金额（元）"] == 98900
    assert issue["事实"].count("抽凭（记-05-0066）发现") == 2
    assert issue["涉及凭证/合同"].split("\n") == ["记-05-0066", "HT-2023-015"]
    assert issue["影响指标"] == "B32 资金使用合规性"
    assert issue["扣分"] == "B32 扣1.00分"
    assert issue["核实状态"] == "问题（已确认）"
    assert issue["建议"] is None and issue["单位反馈"] is None


def test_a_deduction_that_rests_on_two_issues_names_the_other(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, score, load = documents
    findings["findings"][2]["state"] = "confirmed"
    score["indicators"][2]["deductions"][0]["findings"].append("v1:合同-003")
    write_findings_workbook(tmp_path / "f.xlsx", findings, score, load)
    issues = by(tmp_path / "f.xlsx", "问题清单", "问题编号")
    assert issues["合同-001"]["扣分"] == "B32 扣1.00分（与合同-003合计）"
    assert issues["合同-003"]["扣分"] == "B32 扣1.00分（与合同-001合计）"


def test_totals_of_the_score_are_live_sums_with_their_values(path: Path) -> None:
    formulas = by(path, "指标得分", "一级指标")
    live = {row["一级指标"]: row for row in rows(path, "指标得分", values=False)}
    assert re.fullmatch(r"=SUM\(G\d+:G\d+\)", live["合计"]["得分"])
    assert live["小计：B 部门管理"]["得分"].startswith("=SUMIF(")
    assert live["合计"]["得分率"].startswith("=IF(")
    assert formulas["合计"]["得分"] == 8.5
    assert formulas["合计"]["权重"] == 15
    indicators = by(path, "指标得分", "指标编码")
    assert sum(indicators[code]["得分"] or 0 for code in ("B11", "B31", "B32", "B51")) == 8.5
    assert indicators["B11"]["得分"] is None
    assert indicators["B11"]["得分区间"] == "0.00—2.00"
    assert indicators["B51"]["状态"] == "部分未评"
    assert "合同-001、合同-002" in indicators["B32"]["扣分情况"]
    assert "新疆2023年方案" in openpyxl.load_workbook(path)["指标得分"]["A1"].value


def test_the_score_sum_reaches_exactly_the_indicators(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["指标得分"]
    codes = [row for row in range(1, sheet.max_row + 1) if re.fullmatch(r"B\d\d", str(sheet.cell(row, 2).value))]
    sums = [cell.value for line in sheet.iter_rows() for cell in line if str(cell.value).startswith("=SUM(G")]
    assert sums == [f"=SUM(G{codes[0]}:G{codes[-1]})"]


def test_a_self_check_has_no_score_sheet(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, _score, load = documents
    findings["run"]["kind"] = "selfcheck"
    write_findings_workbook(tmp_path / "f.xlsx", findings, None, load)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert "指标得分" not in book.sheetnames
    assert by(tmp_path / "f.xlsx", "问题清单", "问题编号")["合同-001"]["核实状态"] == "缺陷（已确认）"


def test_what_was_read_shows_counts_and_the_total_that_does_not_agree(path: Path) -> None:
    sheets = by(path, "读取情况", "文件")
    contracts, budgets = sheets["合同台账.xlsx"], sheets["项目支出明细.xlsx"]
    assert contracts["台账"] == "合同台账"
    assert contracts["总行数"] == contracts["读入"] + contracts["未读入"] + contracts["标题、合计等"] == 130
    assert (contracts["合计核对"], budgets["合计核对"]) == ("相符", "不符")
    assert budgets["合计（元）"] == "年初预算：读入119,821,300.00，表内合计110,271,300.00，相差9,550,000.00"
    assert sheets["损坏.xlsx"]["提示"] == "文件已损坏，无法打开"
    columns = by(path, "列对应", "表头")
    assert columns["签订日期"]["填写率"] == 0.95
    assert columns["备注"]["对应方式"] == "未对应"
    assert [(row["行"], row["原因"]) for row in rows(path, "未读入的行")] == [(17, "不是日期"), (18, "不是金额")]


def test_checks_tell_what_they_could_not_see(path: Path) -> None:
    checks = {(row["检查编号"], row["子规则"]): row for row in rows(path, "检查执行情况")}
    assert checks["CON-004", "B"]["执行情况"] == "未执行"
    assert checks["CON-004", "B"]["缺少的列"] == "合同台账“我方签署人”"
    assert checks["CON-004", "A"]["覆盖率"] == pytest.approx(62 / 120)
    assert checks["AST-006", None]["执行情况"] == "未执行"
    assert checks["AST-006", None]["原因"] == "资料不足"
    assert checks["PUR-010", None]["执行情况"] == "无问题"


def test_papers_to_ask_for_are_grouped_by_column(path: Path) -> None:
    wanted = {(row["资料"], row["列"]): row for row in rows(path, "待补资料清单")}
    seal = wanted["合同台账", "我方用印名称"]
    assert seal["涉及行数"] == 58
    assert seal["影响的检查"].split("\n") == ["CON-004 合同用印不规范", "CON-001 先履行后签订合同"]
    assert seal["影响的指标"] == "B32"
    assert wanted["资产变动", "账务处理日期"]["说明"] == "所交资料没有这一列"
    assert wanted["资产变动", "账务处理日期"]["影响的指标"] == "B51"


def test_each_piece_of_evidence_has_its_cells_and_values(path: Path) -> None:
    pieces = [row for row in rows(path, "证据明细") if row["编号"] == "合同-001"]
    assert [piece["来源"] for piece in pieces] == ["台账", "原件"]
    assert pieces[1]["列/单元格"] == "凭证字号 B9\n验收日期 C9"
    assert pieces[1]["值"] == "凭证字号：记-05-0066\n验收日期：2023-04-20"
    assert sum(1 for row in rows(path, "证据明细") if row["编号"] == "资产-001") == 23


def test_no_text_of_a_file_becomes_a_formula(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    formulas = [cell.value for sheet in book for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert formulas and all(re.match(r"=(SUM|SUMIF|IF)\(", formula) for formula in formulas)
    (reject,) = [row for row in rows(path, "未读入的行") if row["行"] == 18]
    assert reject["值"] == "@SUM(1)"


@pytest.mark.parametrize("text", [ATTACK, "+1", "-1+cmd", "@SUM(1)", "\t=1", "\r=1"])
def test_a_dangerous_text_stays_a_text_also_when_a_person_edits_it(
    tmp_path: Path, documents: tuple[Doc, Doc, Doc], text: str
) -> None:
    findings, score, load = documents
    findings["findings"][3]["message"] = text
    write_findings_workbook(tmp_path / "f.xlsx", findings, score, load)
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["疑点清单"]
    column = next(cell.column for cell in sheet[header_row(sheet)] if cell.value == "事实")
    (cell,) = [line[column - 1] for line in sheet.iter_rows() if str(line[column - 1].value).endswith(text.strip())]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_severity_is_told_by_text_and_weight_not_by_colour_alone(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["疑点清单"]
    top = header_row(sheet)
    column = next(cell.column for cell in sheet[top] if cell.value == "级别")
    cells = {sheet.cell(row, column).value: sheet.cell(row, column) for row in range(top + 1, top + 7)}
    assert cells["高"].font.b and not cells["中"].font.b
    assert len({cell.fill.fgColor.rgb for cell in cells.values()}) == 4


def test_the_overview_counts_by_class_and_state(path: Path) -> None:
    sheet = openpyxl.load_workbook(path)["概览"]
    lines = {line[0]: line[1:] for line in sheet.iter_rows(values_only=True) if line[0]}
    assert lines["类别：违规"][0:3] == (2, 1, 2)
    assert lines["合计"][-1] == 8
    assert lines["依据的评分体系"][0] == "新疆2023年方案（xj-2023）"
    assert lines["得分"][0] == 8.5
    assert lines["模拟得分"][0] == 7.5
    assert lines["性质"][0] == "评价项目"
    assert lines["免责声明"][0] == words.DISCLAIMER
    assert lines["被评价单位"][0] == "自治区市场监督管理局"


def test_empty_documents_make_a_workbook_too(tmp_path: Path) -> None:
    findings = {"run": {"kind": "audit"}, "checks": [], "findings": [], "issues": [], "wanted": []}
    write_findings_workbook(tmp_path / "f.xlsx", findings, {"indicators": []}, {"sheets": []})
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == SHEETS
    assert "（无）" in [cell.value for line in book["疑点清单"].iter_rows() for cell in line]


def test_a_workbook_open_in_excel_is_said_so_and_nothing_is_left_behind(
    tmp_path: Path, documents: tuple[Doc, Doc, Doc], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "findings.xlsx"
    target.write_bytes(b"old")

    def refuse(self: Path, _target: Path) -> Path:
        raise PermissionError(13, "sharing violation")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(AuditcheckError, match="WPS"):
        write_findings_workbook(target, *documents)
    assert [file.name for file in tmp_path.iterdir()] == ["findings.xlsx"]
    assert target.read_bytes() == b"old"


def test_the_same_run_gives_the_same_file(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_findings_workbook(tmp_path / name, *documents)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_facts_that_no_row_can_show_go_on_in_the_next(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, score, load = documents
    told = [
        f"第{no}项：" + "经核实，某单位资产于2023年3月20日调拨，批复日期为2023年4月10日。" * 2 for no in range(1, 11)
    ]
    first = findings["findings"][0]
    findings["findings"] = [{**first, "fingerprint": f"v1:{no}", "message": message} for no, message in enumerate(told)]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    issue = rows(target, "问题清单")[:-1]
    assert [row["问题编号"] for row in issue] == ["合同-001", "合同-001（续）"]
    assert "\n".join(row["事实"] for row in issue) == "\n".join(told)
    assert [row["金额（元）"] for row in issue] == [98900, None]
    sheet = openpyxl.load_workbook(target)["问题清单"]
    assert str(sheet["A2"].value).endswith("共1项")


def test_what_a_rate_was_taken_from_stands_in_the_evidence(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, score, load = documents
    piece = {"role": "account", "ledger": "final_accounts", "file": "决算.xlsx", "sheet": "1-2", "row": 4}
    values = {"item": "基本支出", "actual": "225278900.00"}
    findings["measures"] = [
        {
            "check": "BUD-001",
            "name": "budget_execution_rate",
            "title": "支出预算执行率",
            "evidence": [{**piece, "origin": "ledger", "cells": {"actual": "E4"}, "values": values}],
        }
    ]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    [row] = [row for row in rows(target, "证据明细") if row["编号"] == "支出预算执行率"]
    assert (row["检查编号"], row["状态"], row["行"], row["列/单元格"]) == ("BUD-001", "指标取数", 4, "决算数 E4")


def test_the_simulated_score_is_a_range_where_points_are_open(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, score, load = documents
    score["simulated"] = {"total": "5.00", "open_points": "16.00", "grade": None}
    score["coverage"]["partial"] = ["B32"]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    book = openpyxl.load_workbook(target)
    told = [str(row[0]) for row in book["指标得分"].iter_rows(values_only=True)]
    assert any(text.startswith("若疑点全部成立：5.00—21.00分") for text in told)
    overview = [str(cell) for row in book["概览"].iter_rows(values_only=True) for cell in row]
    assert "5.00—21.00" in overview
    assert any("部分未评：B32" in text for text in overview)


def test_the_score_sheet_tells_what_was_not_used_and_its_settings_in_words(
    tmp_path: Path, documents: tuple[Doc, Doc, Doc]
) -> None:
    findings, score, load = documents
    score["notes"] = ["评价判断第5行（B32第2条）：缺理由，未采用。"]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    told = [row[0] for row in openpyxl.load_workbook(target)["指标得分"].iter_rows(values_only=True)]
    assert "评价判断第5行（B32第2条）：缺理由，未采用。" in told
    assert "评分口径：B31不足一档：满一档才计（B31.step=floor）" in told


def test_what_is_wanted_is_told_in_words_one_line_a_column(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings, score, load = documents
    check = findings["checks"][0]
    check["subrules"] = [
        {"key": "A", "state": "not_run", "missing": ["contracts.perf_start_date | acceptances.delivery_date"]},
        {"key": "D", "state": "not_run", "missing": ["$appraisal_min"]},
    ]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    wanted = {(row["资料"], row["列"]): row for row in rows(target, "待补资料清单")}
    assert ("合同台账", "实际履行开始日期") in wanted
    assert ("验收单", "交付日期") in wanted
    setting = wanted["本单位制度", "参数appraisal_min"]
    assert setting["说明"] == f'请按本单位制度填写，写入 auditcheck.toml 的 [params."{check["id"]}"] appraisal_min'
    assert not any("|" in str(value) or "$" in str(value) for key in wanted for value in key)


def test_a_total_that_does_not_agree_was_found_not_looked_for_in_vain(
    tmp_path: Path, documents: tuple[Doc, Doc, Doc]
) -> None:
    findings, score, load = documents
    figures = {"stated": "170788800.00", "control": "180381200.00", "difference": "9592400.00"}
    whole: Doc = {
        "role": "table",
        "ledger": "budgets",
        "file": "附件2.xlsx",
        "sheet": "附件2",
        "row": None,
        "cells": {},
    }
    finding = next(one for one in findings["findings"] if one["no"] == "合同-003")
    finding["key"] = {"subject": "附件2.xlsx", "sheet": "附件2", "field": "全年预算数"}
    finding["evidence"] = [{**whole, "searched": 42, "origin": "ledger", "values": figures}]
    target = tmp_path / "findings.xlsx"
    write_findings_workbook(target, findings, score, load)
    signal = by(target, "疑点清单", "编号")["合同-003"]
    assert signal["证据位置"] == "附件2.xlsx〔附件2〕（全表共42行）"
    assert signal["关键字"] == "对象 附件2.xlsx\n表 附件2\n字段 全年预算数"
    [piece] = [row for row in rows(target, "证据明细") if row["编号"] == "合同-003"]
    assert piece["角色"] == "整张表"
    assert piece["值"] == "表内合计：170788800.00\n逐行相加：180381200.00\n相差：9592400.00"
