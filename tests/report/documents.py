"""A small but whole set of documents: eight findings (two confirmed), a partial score, sheets with differences."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

UNIT = "自治区市场监督管理局"
ZCF = {
    "law": "UNIT",
    "name": "自治区市场监督管理局合同管理制度",
    "doc_no": None,
    "article": "第七条",
    "gist": "杜绝合同履行在先，签订在后",
    "from": None,
    "to": None,
    "verified": True,
}
MFD = {**ZCF, "law": "MFD", "name": "中华人民共和国民法典", "article": "第九十六条", "verified": False}


def piece(role: str, ledger: str, file: str, row: int | None, **values: str) -> dict[str, Any]:
    cells = {column: f"{letter}{row}" for letter, column in zip("BCDEFGH", values, strict=False)} if row else {}
    return {
        "role": role,
        "ledger": ledger,
        "file": file,
        "sheet": "2023",
        "row": row,
        "origin": "ledger",
        "cells": cells,
        "values": values,
    }


def finding(no: str, check: str, severity: str, message: str, **more: Any) -> dict[str, Any]:
    base = {
        "fingerprint": f"v1:{no}",
        "no": no,
        "issue": f"i1:{no}",
        "evidence_hash": "0" * 8,
        "check": check,
        "subrule": None,
        "class": "violation",
        "severity": severity,
        "feeds": [],
        "state": "open",
        "baseline": "new",
        "visibility": "unit",
        "source": "check",
        "origin": "compare",
        "scope": {"unit": UNIT},
        "key": {},
        "message": message,
        "amount": None,
        "date": None,
        "basis": [],
        "params": {},
        "exclusions_not_applied": [],
        "evidence_total": 1,
        "evidence": [],
    }
    return {**base, **more}


def _findings() -> list[dict[str, Any]]:
    contract = piece("contract", "contracts", "合同台账.xlsx", 7, contract_no="HT-2023-015", sign_date="2023-04-28")
    paper = piece(
        "voucher", "voucher_checks", "抽凭检查表.xlsx", 9, voucher_no="记-05-0066", acceptance_date="2023-04-20"
    )
    feed = {"rubric": "xj-2023", "indicator": "B32", "criterion": 1, "mode": "criterion_fail", "group": None}
    late = {
        "feeds": [feed],
        "issue": "i1:late",
        "basis": [ZCF],
        "key": {"contract_no": "HT-2023-015"},
        "amount": "98900.00",
    }
    evidence = [contract, {**paper, "origin": "paper"}]
    told = "抽凭（记-05-0066）发现，2023年4月28日签订合同采购电子取证设备9.89万元，"
    return [
        finding(
            "合同-001",
            "CON-002",
            "high",
            told + "验收日期为2023年4月20日，早于签订日期，不符合《自治区市场监督管理局合同管理制度》第七条的规定。",
            **late,
            state="confirmed",
            origin="voucher",
            date="2023-04-20",
            evidence=evidence,
            evidence_total=2,
        ),
        finding(
            "合同-002",
            "CON-001",
            "high",
            told + "设备于2023年4月12日已投入使用，不符合《自治区市场监督管理局合同管理制度》第七条的规定。",
            **late,
            state="confirmed",
            origin="voucher",
            date="2023-04-12",
            evidence=evidence,
            evidence_total=2,
        ),
        finding(
            "合同-003",
            "CON-004",
            "high",
            "经比对台账，合同HT-2023-031用印为“局办公室”，疑为内设机构印章，需进一步核实。",
            feeds=[feed],
            basis=[MFD],
            key={"contract_no": "HT-2023-031"},
            amount="298000.00",
            date="2023-10-17",
            evidence=[
                piece("contract", "contracts", "合同台账.xlsx", 12, contract_no="HT-2023-031", seal_name="局办公室")
            ],
        ),
        finding(
            "供应商-001",
            "SUP-001",
            "medium",
            '经比对台账，供应商=cmd|"/c calc"!A1与职工同名，需进一步核实。',
            **{"class": "suspicion"},
            visibility="internal",
            key={"supplier_name": '=cmd|"/c calc"!A1'},
            date="2023-07-03",
            evidence=[
                piece("supplier", "suppliers", "供应商.csv", 4, name='=cmd|"/c calc"!A1'),
                piece("staff", "staff", "人员.xlsx", 15, name="张三", phone="+8613800000000"),
            ],
            evidence_total=2,
        ),
        finding(
            "资产-001",
            "AST-001",
            "low",
            "经实地盘点，2023年新增固定资产23项未见标签，需进一步核实。",
            origin="count",
            amount="1234567.89",
            baseline="updated",
            state="pending",
            evidence=[
                piece("assets", "assets", "固定资产卡片.xlsx", row, asset_no=f"ZC-2023-{row:04d}", tag_no="")
                for row in range(5, 28)
            ],
            evidence_total=23,
        ),
        finding(
            "公开-001",
            "DIS-002",
            "medium",
            "经查询网站，未见2023年预算绩效目标公开，需进一步核实。",
            origin="web",
            evidence=[{**piece("disclosures", "disclosures", "公开台账.xlsx", None), "searched": 41}],
        ),
        finding(
            "凭证-001",
            "EVI-006",
            "info",
            "经比对台账，凭证附件张数与发票张数不一致，需进一步核实。",
            **{"class": "data"},
            state="dismissed",
            amount="-1200.00",
            date="2023-05-31",
            baseline="unchanged",
            evidence=[piece("voucher", "vouchers", "序时账.xlsx", 1203, voucher_no="记-05-0101", attachment_count="3")],
        ),
        finding(
            "岗位-001",
            "SOD-005",
            "medium",
            "经比对台账，2023年6月制单与审核为同一人共14笔，需进一步核实。",
            state="waived",
            key={"month": "2023-06"},
            evidence=[
                piece("vouchers", "vouchers", "序时账.xlsx", 44, voucher_no="记-06-0003", maker="李四", checker="李四")
            ],
            evidence_total=14,
        ),
    ]


def _check(identity: str, title: str, state: str = "findings", found: int = 1, **more: Any) -> dict[str, Any]:
    counts = {"population": 120, "evaluated": 115, "undecided": 3, "not_supplied": 2, "findings": found}
    if state == "skipped":
        counts = {"population": 120, "evaluated": 0, "undecided": 0, "not_supplied": 120, "findings": 0}
    base = {
        "id": identity,
        "name": identity.lower(),
        "title": title,
        "class": "violation",
        "state": state,
        "reason": None,
        "missing": [],
        **counts,
    }
    return {**base, "subrules": [], **more}


FINDINGS: dict[str, Any] = {
    "schema": "auditcheck/findings/1",
    "run": {
        "id": "20260101-0001",
        "started": "2026-01-01T08:00:00Z",
        "version": "0.1.0",
        "engine": "duckdb 2.0.0",
        "kind": "evaluation",
        "year": 2023,
        "asof": "2024-06-30",
        "today": "2026-01-01",
        "inputs": [{"file": "合同台账.xlsx", "sha256": "ab" * 32}],
    },
    "checks": [
        _check("CON-001", "先履行后签订合同"),
        _check("CON-002", "验收日期早于合同签订日期"),
        _check(
            "CON-004",
            "合同用印不规范",
            subrules=[
                {
                    "key": "A",
                    "state": "findings",
                    "missing": [],
                    "population": 120,
                    "evaluated": 62,
                    "undecided": 58,
                    "not_supplied": 0,
                    "findings": 1,
                },
                {
                    "key": "B",
                    "state": "not_run",
                    "missing": ["contracts.signatory"],
                    "population": 120,
                    "evaluated": 0,
                    "undecided": 0,
                    "not_supplied": 120,
                    "findings": 0,
                },
            ],
        ),
        _check("SUP-001", "供应商与职工关联"),
        _check("AST-001", "固定资产未贴标签"),
        _check("DIS-002", "绩效目标未公开"),
        _check("EVI-006", "附件张数不一致"),
        _check("SOD-005", "不相容岗位未分离"),
        _check("PUR-010", "采购时序异常", "clean", 0),
        _check(
            "AST-006", "资产处置账务处理不及时", "skipped", 0, reason="资料不足", missing=["asset_events.book_date"]
        ),
        _check("BUD-001", "预算执行率", "not_applicable", 0),
    ],
    "measures": [],
    "findings": _findings(),
    "issues": [
        {
            "id": "i1:late",
            "cause": "contract_signed_late",
            "title": "合同签订晚于履行和验收",
            "severity": "high",
            "findings": ["v1:合同-001", "v1:合同-002"],
        }
    ],
    "wanted": [
        {"check": "CON-004", "ledger": "contracts", "column": "seal_name", "rows": 58, "why": "台账未登记印章名称"},
        {"check": "CON-001", "ledger": "contracts", "column": "seal_name", "rows": 40, "why": "台账未登记印章名称"},
        {"check": "AST-001", "ledger": "assets", "column": "tag_no", "rows": 12, "why": "未盘点"},
    ],
}


def _indicator(
    code: str, name: str, weight: str, score: str | None, state: str = "scored", **more: Any
) -> dict[str, Any]:
    base = {
        "code": code,
        "name": name,
        "max": weight,
        "score": score,
        "rate": None,
        "benchmark": "合规",
        "value": None,
        "state": state,
        "range": [score, score],
        "criteria": [],
        "explanation": f"该指标满分为{weight}分，根据评分标准得{score}分。" if score else "资料不足，未评。",
        "source": "ledger",
        "deductions": [],
    }
    return {**base, **more}


SCORE: dict[str, Any] = {
    "schema": "auditcheck/score/1",
    "rubric": "xj-2023",
    "year": 2023,
    "asof": "2024-06-30",
    "counts": ["confirmed", "rectifying", "rectified_event"],
    "conventions": {"B31.step": "floor"},
    "total": "8.50",
    "open_points": "3.50",
    "max": "15.00",
    "grade": None,
    "simulated": {"total": "7.50", "grade": None},
    "coverage": {"indicators": 4, "scored": 2, "unscored": ["B11"]},
    "tiers": [{"code": "B", "name": "部门管理", "max": "15.00", "score": "8.50"}],
    "indicators": [
        _indicator("B11", "内控制度健全性", "2.00", None, "unscored", range=["0.00", "2.00"]),
        _indicator(
            "B31",
            "支出预算执行率",
            "5.00",
            "3.00",
            value="97.07%",
            benchmark="100.00%",
            rate="60.00%",
            deductions=[{"points": "2.00", "reason": "执行率97.07%，低于100%，每降低1%扣1分", "findings": []}],
        ),
        _indicator(
            "B32",
            "资金使用合规性",
            "5.00",
            "4.00",
            value="较合规",
            criteria=[
                {
                    "no": 1,
                    "points": "1.00",
                    "state": "failed",
                    "by": "checks",
                    "checks": ["CON-001", "CON-002", "CON-004"],
                    "person": None,
                },
                {"no": 2, "points": "1.00", "state": "met", "by": "judgement", "checks": [], "person": "评价组组长"},
            ],
            deductions=[{"points": "1.00", "reason": "不符合合同管理制度", "findings": ["v1:合同-001", "v1:合同-002"]}],
        ),
        _indicator(
            "B51",
            "资产管理合规性",
            "3.00",
            "1.50",
            "partial",
            range=["1.50", "3.00"],
            criteria=[
                {"no": 1, "points": "0.50", "state": "unscored", "by": None, "checks": ["AST-006"], "person": None}
            ],
        ),
    ],
}

LOAD: dict[str, Any] = {
    "schema": "auditcheck/load/1",
    "files": [{"file": "损坏.xlsx", "sha256": "cd" * 32, "error": "文件已损坏，无法打开"}],
    "sheets": [
        {
            "file": "合同台账.xlsx",
            "sha256": "ab" * 32,
            "sheet": "2023",
            "ledger": "contracts",
            "confidence": 0.97,
            "header_row": 3,
            "unit_of_money": "万元",
            "unit": UNIT,
            "columns": [
                {
                    "header": "签订日期",
                    "column": "sign_date",
                    "how": "alias",
                    "letter": "F",
                    "samples": ["2023-04-28"],
                    "fill": "0.9500",
                },
                {"header": "备注", "column": None, "how": "unmapped"},
            ],
            "rows": {"in": 130, "loaded": 120, "rejected": 2, "furniture": 8},
            "control_totals": {"amount": "1234567.89"},
            "stated_totals": {"amount": "1234567.89"},
            "rejects": [
                {"row": 17, "column": "sign_date", "value": "2023-13-45", "reason": "不是日期"},
                {"row": 18, "column": "amount", "value": "@SUM(1)", "reason": "不是金额"},
            ],
            "warnings": [],
        },
        {
            "file": "项目支出明细.xlsx",
            "sha256": "ef" * 32,
            "sheet": "附件2",
            "ledger": "budgets",
            "confidence": 0.91,
            "header_row": 4,
            "unit_of_money": "万元",
            "columns": [{"header": "年初预算数", "column": "budget_initial", "how": "profile"}],
            "rows": {"in": 46, "loaded": 42, "rejected": 0, "furniture": 4},
            "control_totals": {"budget_initial": "119821300.00"},
            "stated_totals": {"budget_initial": "110271300.00"},
            "rejects": [],
            "warnings": ["合计行为110,271,300.00元，各行之和为119,821,300.00元，相差9,550,000.00元"],
        },
    ],
}


def documents() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    return deepcopy(FINDINGS), deepcopy(SCORE), deepcopy(LOAD)
