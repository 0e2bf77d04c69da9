"""What stands in the papers of an engagement, what does not, and how often money counts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.engagement.papers import left_over, write_papers, write_templates
from auditcheck.errors import ConfigError
from auditcheck.findings.sentence import cited
from auditcheck.report.papers import clauses, matters

UNIT = "示例市市场监督管理局"
RULE = {
    "law": "UNIT",
    "name": "合同管理制度",
    "doc_no": "",
    "article": "第七条",
    "gist": "杜绝履行在先。",
    "verified": True,
}
MORE = {**RULE, "law": "ZCF", "name": "政府采购法", "article": "第四十四条", "gist": ""}
BASIS = "《合同管理制度》第七条“杜绝履行在先。”"
Doc = dict[str, Any]


def finding(no: str, issue: str, told: str, **more: Any) -> Doc:
    contract = more.pop("contract", None)
    values = {"contract_no": contract} if contract else {}
    piece = {"role": "contract", "ledger": "contracts", "file": "合同台账.xlsx", "sheet": "1", "row": 7, "cells": {}}
    return {
        "fingerprint": f"v1:{no}",
        "no": no,
        "issue": f"i1:{issue}",
        "check": "CON-001",
        "title": "先履行后签订合同",
        "severity": "high",
        "state": "confirmed",
        "visibility": "unit",
        "scope": {"unit": UNIT},
        "key": values,
        "message": f"经核实，{UNIT}{told}，不符合{BASIS}的规定。",
        "amount": None,
        "basis": [RULE],
        "remediation": "先签合同后履行。",
        "feeds": [],
        "evidence": [{**piece, "values": values}],
        "evidence_total": 1,
        **more,
    }


def document(*findings: Doc, kind: str = "audit", **more: Any) -> Doc:
    issues: dict[str, Doc] = {}
    for one in findings:
        issues.setdefault(
            one["issue"], {"id": one["issue"], "cause": one["issue"], "title": "合同签订晚于履行", "findings": []}
        )
    run = {"kind": kind, "name": "2023年财务收支审计", "unit": UNIT, "year": 2023, "period": "2023-01..2023-12"}
    checks = [{"id": "CON-001", "title": "先履行后签订合同", "state": "findings", "population": 80, "evaluated": 60}]
    return {"run": run, "findings": list(findings), "issues": list(issues.values()), "checks": checks, **more}


def texts(folder: Path) -> dict[str, str]:
    """All that stands in each paper below a folder."""
    found = sorted(
        path for path in folder.rglob("*.*") if path.suffix in (".docx", ".xlsx") and path.parent.name != "own"
    )
    return {path.name: texts_of(path) for path in found}


def texts_of(path: Path) -> str:
    if path.suffix == ".docx":
        body = docx.Document(str(path))
        cells = [cell.text for table in body.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in body.paragraphs), *cells])
    sheets = openpyxl.load_workbook(path).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.values for cell in row if cell)


def written(tmp_path: Path, doc: Doc, settings: str = "", score: Doc | None = None) -> dict[str, str]:
    if settings:
        (tmp_path / "auditcheck.toml").write_text(f'[engagement]\nkind = "{doc["run"]["kind"]}"\n{settings}', "utf-8")
    write_papers(tmp_path, ("xlsx", "docx"), doc, score)
    return texts(tmp_path)


def table(path: Path, first: str) -> list[dict[str, Any]]:
    """The rows of the sheet below the header row that begins with ``first``."""
    rows = [list(row) for row in openpyxl.load_workbook(path).worksheets[0].values]
    at = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[at], row, strict=True)) for row in rows[at + 1 :]]


@pytest.mark.parametrize("kind", ["audit", "selfcheck", "evaluation"])
def test_only_what_was_confirmed_and_may_leave_the_house_goes_to_the_unit(tmp_path: Path, kind: str) -> None:
    doc = document(
        finding("合同-001", "a", "甲合同倒签"),
        finding("合同-002", "b", "乙合同待核", state="open"),
        finding("合同-003", "c", "丙合同不成立", state="dismissed"),
        finding("合同-004", "d", "丁合同例外", state="waived"),
        finding("供应商-001", "e", "戊供应商线索", visibility="internal"),
        finding("供应商-002", "f", "己供应商已放行", visibility="internal", life={"released": {"person": "张"}}),
        kind=kind,
    )
    found = written(tmp_path, doc)
    assert {name for name in found if name.startswith("QZ-")} == {"QZ-合同-001.docx", "QZ-供应商-002.docx"}
    report = "自查报告.docx" if kind == "selfcheck" else "主要问题及改进建议.docx"
    listed = "自查问题清单.xlsx" if kind == "selfcheck" else "问题清单.xlsx"
    for name in (report, listed, "整改台账.xlsx", "取证单登记表.xlsx"):
        assert "甲合同倒签" in found[name] and "己供应商已放行" in found[name]
    for name, text in found.items():
        for kept_out in ("乙合同待核", "丙合同不成立", "丁合同例外"):
            assert kept_out not in text, name
        assert ("戊供应商线索" in text) == (name == "工作底稿.xlsx")


def test_a_working_paper_with_open_signals_says_that_they_are_unproven(tmp_path: Path) -> None:
    warning = "数据筛查疑点，未经核实，不得作为定性问责依据"
    found = written(tmp_path, document(finding("合同-001", "a", "甲"), finding("合同-002", "a", "乙", state="open")))
    assert warning in found["工作底稿.xlsx"] and "合同-002" in found["工作底稿.xlsx"]
    assert "合同-002" not in "".join(text for name, text in found.items() if name != "工作底稿.xlsx")
    (tmp_path / "whole").mkdir()
    found = written(tmp_path / "whole", document(finding("合同-001", "a", "甲")))
    assert warning not in found["工作底稿.xlsx"]


def test_money_of_a_contract_counts_once_in_an_issue_and_in_the_total(tmp_path: Path) -> None:
    doc = document(
        finding("合同-001", "a", "甲", amount="1000.00", contract="HT-1"),
        finding("合同-002", "a", "乙", amount="1000.00", contract="HT-1"),
        finding("合同-003", "b", "丙", amount="1000.00", contract="HT-1"),
        finding(
            "合同-004",
            "b",
            "丁",
            amount="50.00",
            contract="HT-2",
            life={"money": {"kind": "违规金额", "amount": "40.00"}},
        ),
    )
    written(tmp_path, doc)
    first, second, total, *_ = table(tmp_path / "问题清单.xlsx", "问题编号")
    assert [row["涉及金额（元）"] for row in (first, second, total)] == [1000, 1050, 1050]
    assert [row["违规金额（元）"] for row in (first, second, total)] == [None, 40, 40]
    assert {total["管理不规范金额（元）"], total["损失浪费金额（元）"]} == {None}


def test_numbers_do_not_change_when_more_is_found_or_decided() -> None:
    later = finding("合同-002", "a", "乙")
    before = matters.problems(document(finding("合同-001", "a", "甲", state="open"), later))
    after = matters.problems(document(finding("合同-001", "a", "甲"), later, finding("合同-1001", "a", "丙")))
    numbers = [(one.number, one.paper, one.index) for one in before]
    assert numbers == [("合同-001", "QZ-合同-001", "DG-合同-001")]
    assert [(one.number, one.paper, one.index) for one in after] == numbers


def test_numbers_that_people_gave_go_before_made_ones(tmp_path: Path) -> None:
    said = {"paper": {"record_no": "审取〔2024〕3/1号", "working_paper": "A-7", "qualification": "违规签订合同"}}
    found = written(tmp_path, document(finding("合同-001", "a", "甲", life=said)))
    sheet = found["审取〔2024〕3-1号.docx"]
    assert "审取〔2024〕3/1号" in sheet and "A-7" in sheet
    assert "违规签订合同" in found["问题清单.xlsx"]


@pytest.mark.parametrize(
    ("kind", "settings", "judged"),
    [
        ("audit", "", False),
        ("audit", '[papers]\nevidence_form = "qualified"\n', True),
        ("evaluation", "", True),
        ("evaluation", '[papers]\nevidence_form = "facts"\n', False),
    ],
)
def test_an_evidence_sheet_has_facts_only_or_the_qualification_too(
    tmp_path: Path, kind: str, settings: str, judged: bool
) -> None:
    found = written(tmp_path, document(finding("合同-001", "a", "甲合同倒签"), kind=kind), settings)
    for name in ("QZ-合同-001.docx", "取证单登记表.xlsx"):
        assert "甲合同倒签" in found[name]
        assert ("合同管理制度" in found[name]) == judged
        assert ("合同签订晚于履行" in found[name]) == judged
    assert "不符合" not in found["QZ-合同-001.docx"]
    assert "{" not in found["QZ-合同-001.docx"]


def test_the_report_groups_by_cause_and_names_each_basis_once(tmp_path: Path) -> None:
    doc = document(finding("合同-001", "a", "甲合同倒签"), finding("合同-002", "a", "乙合同倒签"), kind="evaluation")
    text = written(tmp_path, doc)["主要问题及改进建议.docx"]
    assert "（二）主要存在问题及原因分析" in text and "（三）改进建议" in text
    assert f"经核实，{UNIT}甲合同倒签；乙合同倒签。上述情况不符合{BASIS}的规定。" in text
    assert f"针对合同签订晚于履行的问题，建议{UNIT}先签合同后履行。" in text
    assert text.count("合同管理制度") == 1


def test_the_unit_s_answer_stands_in_the_papers(tmp_path: Path) -> None:
    life = {
        "answer": {"opinion": "部分异议", "reason": "框架协议在先", "evidence": "协议第2页"},
        "adopted": {"adopted": "不采纳", "reason": "协议未列该项"},
    }
    found = written(tmp_path, document(finding("合同-001", "a", "甲", life=life)))
    for name in ("QZ-合同-001.docx", "问题清单.xlsx", "取证单登记表.xlsx", "工作底稿.xlsx", "主要问题及改进建议.docx"):
        signed = name in ("QZ-合同-001.docx", "取证单登记表.xlsx")  # by the unit: its own words only
        assert "框架协议在先" in found[name] and ("不采纳" in found[name]) != signed, name
    told = "被审计单位反馈意见为部分异议，理由为框架协议在先。经研究，对该意见不采纳，理由为协议未列该项。"
    assert told in found["主要问题及改进建议.docx"]


def test_rectification_is_done_only_when_all_is_done_and_somebody_accepted_it(tmp_path: Path) -> None:
    accepted = {
        "proof": "补签合同",
        "amount": "100.00",
        "amount_kind": "上缴财政",
        "accepted_by": "李",
        "date": "2024-06-01",
    }
    doc = document(
        finding("合同-001", "a", "甲", state="rectified", life={"rectification": accepted}),
        finding("合同-002", "b", "乙", state="rectified", life={"rectification": accepted}),
        finding(
            "合同-003",
            "b",
            "丙",
            state="rectifying",
            life={"rectification": {"measure": "立行立改", "due": "2024-09-30"}},
        ),
        finding("合同-004", "c", "丁", state="rectifying", life={"rectification": {"measure": "持续整改"}}),
        finding("合同-005", "d", "戊"),
        finding(
            "合同-006",
            "e",
            "己",
            state="rectified",
            life={"rectification": {"by": "run", "run": "r2", "date": "2024-07-01"}},
        ),
    )
    written(tmp_path, doc)
    rows = table(tmp_path / "整改台账.xlsx", "序号")
    assert [(row["整改进展"], row["销号状态"]) for row in rows[:5]] == [
        ("已完成整改", "已销号"),
        ("正在整改", "未销号"),
        ("长期整改", "未销号"),
        ("尚未整改", "未销号"),
        ("已完成整改", "未销号"),
    ]
    assert rows[0]["整改金额：上缴财政（元）"] == 100
    assert rows[5]["整改金额：上缴财政（元）"] == Decimal(200)


def test_reviews_are_printed_by_level_and_missing_ones_say_so(tmp_path: Path) -> None:
    review = {"level": "项目经理", "person": "王", "date": "2024-06-02", "agrees": True, "opinion": "事实清楚"}
    doc = document(finding("合同-001", "a", "甲", life={"reviews": [review]}))
    text = written(tmp_path, doc, '[review]\nlevels = ["项目经理", "合伙人"]\n')["工作底稿.xlsx"]
    assert "王　2024-06-02　同意：事实清楚" in text
    assert "部分复核" in text and "未复核" in text
    (tmp_path / "none").mkdir()
    assert "未复核" in written(tmp_path / "none", doc)["工作底稿.xlsx"]


def test_what_is_asked_of_the_unit_tells_no_lead(tmp_path: Path) -> None:
    checks = [
        {"id": "CON-001", "title": "先履行后签订合同", "state": "not_run", "missing": ["contracts.sign_date"]},
        {
            "id": "SUP-001",
            "title": "围标线索",
            "state": "not_run",
            "missing": ["bids.bidder"],
            "visibility": "internal",
        },
    ]
    pending = {"pending": {"what": "合同原件", "provider": "办公室", "due": "2024-06-30"}}
    doc = document(
        finding("合同-001", "a", "乙合同待核", state="pending", life=pending),
        finding(
            "供应商-001",
            "b",
            "线索",
            state="pending",
            visibility="internal",
            life={"pending": {"what": "投标原件", "provider": "采购办"}},
        ),
    )
    text = written(tmp_path, {**doc, "checks": checks})["资料清单.xlsx"]
    assert "合同原件" in text and "办公室" in text and "签订日期" in text
    assert "围标" not in text and "乙合同待核" not in text and "供应商-001" not in text


def test_personal_numbers_are_masked_in_every_paper(tmp_path: Path) -> None:
    told = "向张某（身份证号650102199001011234，电话13812345678）付款"
    for name, text in written(tmp_path, document(finding("合同-001", "a", told))).items():
        assert "650102199001011234" not in text and "13812345678" not in text, name


def test_shipped_templates_are_written_to_edit_and_not_over_an_edited_one(tmp_path: Path) -> None:
    names = {path.name for path in write_templates(tmp_path)}
    assert {"取证单.docx", "主要问题及改进建议.docx", "自查报告.docx", "问题清单.xlsx", "工作底稿.xlsx"} <= names
    (tmp_path / "取证单.docx").write_bytes(b"edited")
    assert write_templates(tmp_path) == []
    assert (tmp_path / "取证单.docx").read_bytes() == b"edited"


@pytest.mark.parametrize("kind", ["audit", "selfcheck", "evaluation"])
def test_papers_from_the_shipped_templates_as_files_say_the_same(tmp_path: Path, kind: str) -> None:
    doc = document(finding("合同-001", "a", "甲合同倒签", amount="23456.00"), kind=kind)
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    write_templates(tmp_path / "two" / "own")
    plain = written(tmp_path / "one", doc)
    own = written(tmp_path / "two", doc, '[papers]\ntemplates = "own"\n')
    for name, text in plain.items():
        assert ("甲合同倒签" in text) == ("甲合同倒签" in own[name]), name
        if name != "工作底稿.xlsx":  # whose shipped form has no index
            assert text.count("23456") == own[name].count("23456"), name
    written(tmp_path / "two", document(kind=kind))  # nothing to report is no wrong template
    for path in (tmp_path / "two").glob("*.xlsx"):
        assert "{{" not in texts_of(path), path


def own_docx(folder: Path, name: str, *paragraphs: str) -> None:
    folder.mkdir(exist_ok=True)
    paper = docx.Document()
    for text in paragraphs:
        paper.add_paragraph(text)
    paper.save(str(folder / name))


def test_an_office_s_own_docx_wins_and_a_wrong_field_is_named(tmp_path: Path) -> None:
    doc = document(finding("合同-001", "a", "甲合同倒签 & <其他>"))
    own = '[papers]\ntemplates = "own"\n'
    own_docx(tmp_path / "own", "取证单.docx", "某厅 {{ 编号 }}", "{%p for 段 in 事实 %}", "{{ 段 }}", "{%p endfor %}")
    found = written(tmp_path, doc, own)
    assert (
        found["QZ-合同-001.docx"].startswith("某厅 QZ-合同-001") and "甲合同倒签 & <其他>" in found["QZ-合同-001.docx"]
    )
    own_docx(tmp_path / "own", "取证单.docx", "{{ 编号 }}", "{{ 事实 }}", "{{ 责任部们 }}")
    with pytest.raises(ConfigError, match=r"取证单\.docx.*责任部们.*责任部门"):
        written(tmp_path, doc, own)
    own_docx(tmp_path / "own", "取证单.docx", "{{ 编号 }}")
    with pytest.raises(ConfigError, match=r"取证单\.docx.*事实"):
        written(tmp_path, doc, own)
    own_docx(tmp_path / "own", "取证单.docx", "{{ 编号 }}{{ 事实 }}", "{% for x in %}")
    with pytest.raises(ConfigError, match=r"取证单\.docx"):
        written(tmp_path, doc, own)
    (tmp_path / "own" / "取证单.docx").write_bytes(b"no docx")
    with pytest.raises(ConfigError, match=r"取证单\.docx"):
        written(tmp_path, doc, own)


def own_xlsx(folder: Path, name: str, *rows: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)


def test_an_office_s_own_xlsx_wins_its_row_repeats_and_its_foot_moves_down(tmp_path: Path) -> None:
    doc = document(
        finding("合同-001", "a", "甲", amount="10.00", remediation="=1+1"),
        finding("合同-002", "b", "乙", amount="20.00"),
    )
    own = '[papers]\ntemplates = "own"\n'
    rows = (
        ["{{标题}}：{{单位}}"],
        ["号", "额", "建议"],
        ["{{问题编号}}", "{{涉及金额}}", "{{建议}}"],
        ["计", "{{合计涉及金额}}"],
        ["填表人："],
    )
    own_xlsx(tmp_path / "own", "问题清单.xlsx", *rows)
    written(tmp_path, doc, own)
    sheet = openpyxl.load_workbook(tmp_path / "问题清单.xlsx").active
    assert [list(row) for row in sheet.values] == [
        [f"问题清单：{UNIT}", None, None],
        ["号", "额", "建议"],
        ["合同-001", 10, "=1+1"],
        ["合同-002", 20, "先签合同后履行。"],
        ["计", 30, None],
        ["填表人：", None, None],
    ]
    assert sheet["C3"].data_type == "s"
    own_xlsx(tmp_path / "own", "问题清单.xlsx", ["{{问题编号}}", "{{涉及金客}}"])
    with pytest.raises(ConfigError, match=r"问题清单\.xlsx.*B1.*涉及金客.*涉及金额"):
        written(tmp_path, doc, own)
    own_xlsx(tmp_path / "own", "问题清单.xlsx", ["没有字段"])
    with pytest.raises(ConfigError, match=r"问题清单\.xlsx"):
        written(tmp_path, doc, own)


def test_nothing_to_report_is_said(tmp_path: Path) -> None:
    found = written(tmp_path, document(finding("合同-001", "a", "甲", state="open"), kind="selfcheck"))
    assert "未发现需要反映的问题" in found["自查报告.docx"]
    assert not list(tmp_path.glob("取证单/*"))


def test_a_folder_of_templates_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"papers\.templates.*模板"):
        written(tmp_path, document(), '[papers]\ntemplates = "模板"\n')


@given(
    st.text("甲乙，。、；：“”《》（）规定的不符合记-05 ", max_size=60),
    st.lists(st.sampled_from([RULE, MORE]), max_size=2, unique_by=str),
)
def test_a_fact_says_all_that_was_seen_and_nothing_of_the_law(told: str, basis: list[Doc]) -> None:
    """The clause that judges is taken out whatever the fact and the article's own words look like."""
    seen = f"经核实，某局{told.strip('，。；')}甲"
    clause = f"，不符合{cited(basis)}的规定" if basis else "，建议核实"
    assert clauses.fact({"message": f"{seen}{clause}。", "basis": basis}) == f"{seen}。"


def test_a_person_s_own_finding_has_its_basis_and_proof_in_the_papers(tmp_path: Path) -> None:
    own = {"source": "person", "basis": [{**MORE, "law": "", "verified": False}], "remediation": ""}
    proof = {"role": "paper", "ledger": "", "file": "访谈记录（附件3）", "row": None, "cells": {}, "values": {}}
    told = "经访谈，某处室代收培训费未入账。"
    doc = document(finding("人工-001", "a", "", message=told, evidence=[proof], **own), kind="evaluation")
    found = written(tmp_path, doc)
    assert "访谈记录（附件3）" in found["QZ-人工-001.docx"] and "《政府采购法》第四十四条" in found["QZ-人工-001.docx"]
    assert "未入账。上述情况不符合《政府采购法》第四十四条的规定。" in found["主要问题及改进建议.docx"]
    assert "待核" not in found["问题清单.xlsx"]


def test_a_sheet_whose_problem_is_none_any_more_is_told_and_stays(tmp_path: Path) -> None:
    both = document(finding("合同-001", "a", "甲"), finding("合同-002", "b", "乙"))
    write_papers(tmp_path, ("docx",), both, None)
    fewer = document(finding("合同-001", "a", "甲"), finding("合同-002", "b", "乙", state="dismissed"))
    paths = write_papers(tmp_path, ("docx",), fewer, None)
    assert [path.name for path in left_over(tmp_path, ("docx",), paths)] == ["QZ-合同-002.docx"]
    assert (tmp_path / "取证单" / "QZ-合同-002.docx").is_file()
    assert left_over(tmp_path, ("xlsx",), paths) == []
