"""The seed's tier B as a findings document and judgements, built by hand in the shapes of contracts.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Document = dict[str, Any]

# Named xj-2023 like the whole rubric, so that findings feed it.
TIER_B = Path(__file__).with_name("tier_b.yaml")

B_TIER = {
    "B11": "2.00",
    "B21": "2.00",
    "B31": "3.00",
    "B32": "4.00",
    "B33": "2.00",
    "B41": "5.00",
    "B42": "0.00",
    "B51": "2.00",
}

_CLEAN = ("CON-003", "SOD-005", "DIS-001", "DIS-005", "AST-006")


def check(name: str, state: str = "clean", **more: Any) -> Document:
    return {"id": name, "state": state, "missing": [], "repair": "event", "subrules": [], **more}


def finding(
    name: str,
    number: int,
    feeds: list[Document],
    state: str = "confirmed",
    issue: str | None = None,
    message: str = "抽凭（记-05-0066）发现，验收日期早于合同签订日期，不符合合同管理制度的规定。",
) -> Document:
    return {
        "fingerprint": f"v1:{name}:{number}",
        "no": f"{name}-{number:03}",
        "issue": issue,
        "check": name,
        "subrule": None,
        "state": state,
        "message": message,
        "feeds": [{"rubric": "xj-2023", "group": None, "criterion": None, **feed} for feed in feeds],
    }


def fails(indicator: str, criterion: int | None) -> list[Document]:
    return [{"indicator": indicator, "criterion": criterion, "mode": "criterion_fail"}]


def occurs(group: str | None) -> list[Document]:
    return [{"indicator": "B51", "mode": "per_occurrence", "group": group}]


def measure(name: str, **values: str | None) -> Document:
    return {"check": name, "year": 2023, "values": values, "evidence_total": 1}


def seed(state: str = "confirmed") -> Document:
    """The report's facts; ``state`` is that of all its findings."""
    checks = [check(name) for name in _CLEAN]
    checks += [check(name, "findings") for name in ("CON-001", "CON-002", "CON-004", "PUR-010", "AST-001", "AST-007")]
    checks += [check("DIS-002", "not_applicable"), check("BUD-001"), check("BUD-002"), check("PER-001")]
    return {
        "schema": "auditcheck/findings/1",
        "run": {"id": "r1", "year": 2023, "asof": "2024-06-30"},
        "checks": checks,
        "measures": [
            measure("BUD-001", rate="0.97067068", numerator="921605900.00", denominator="949452700.00"),
            measure(
                "BUD-002",
                net_rate="-0.58978867",
                gross_rate="0.98723626",
                net_adjustment="-356247900.00",
                gross_adjustment="596316900.00",
                budget_initial="604026300.00",
                budget_final="247778400.00",
            ),
            measure("PER-001", average="98.72093023", score_sum="4245.0000", projects="43"),
        ],
        "findings": [
            finding("CON-001", 37, fails("B32", 1), state, "i1:late"),
            finding("CON-004", 37, fails("B32", 1), state, "i1:seal"),
            finding("CON-004", 106, fails("B32", 1), state, "i1:seal"),
            finding("CON-002", 66, fails("B32", 1), state, "i1:late"),
            finding("PUR-010", 66, fails("B32", 1), state, "i1:late"),
            finding("AST-001", 1, occurs("贴标"), state, "i1:tags"),
            finding("AST-001", 2, occurs("贴标"), state, "i1:tags"),
            finding("AST-007", 1, occurs("调拨处置审批与账务"), state, "i1:procedure"),
            finding("STA-004", 1, [{"indicator": "B32", "criterion": 2, "mode": "risk_only"}], state),
        ],
        "issues": [
            {"id": "i1:late", "title": "合同签订晚于履行"},
            {"id": "i1:seal", "title": "合同用章主体不适格"},
            {"id": "i1:tags", "title": "新增固定资产未及时贴标"},
            {"id": "i1:procedure", "title": "资产处置审批及账务处理不及时"},
        ],
    }


def judged(indicator: str, about: int | str | None, result: str = "符合", **more: Any) -> Document:
    return {
        "indicator": indicator,
        "criterion": about if isinstance(about, int) else None,
        "group": about if isinstance(about, str) else None,
        "result": result,
        "person": "评价组",
        "date": "2024-06-20",
        "reason": "经查验印证资料，符合评分标准要求",
        "evidence": "底稿B-01",
        "source": {"file": "评价判断.xlsx", "sheet": "评价判断", "row": 3},
        **more,
    }


GROUPS = ("入账与卡片", "收入上缴", "清查", "在建工程")


def judgements() -> list[Document]:
    """The report's clean statements for what no check of today decides."""
    criteria: list[tuple[str, int | str]] = [("B11", 2), ("B21", 1), ("B33", 2), ("B41", 1)]
    criteria += [("B32", no) for no in (2, 3, 4, 5)]
    criteria += [("B51", group) for group in GROUPS]
    return [judged(code, about) for code, about in criteria]


def without(document: Document, *names: str) -> Document:
    """The document as if these checks had not been able to run: state skipped, their findings gone."""
    checks = [
        {**one, "state": "skipped", "missing": ["assets.tag_no"]} if one["id"] in names else one
        for one in document["checks"]
    ]
    return {**document, "checks": checks, "findings": [f for f in document["findings"] if f["check"] not in names]}


def by_code(result: Document) -> dict[str, Document]:
    return {one["code"]: one for one in result["indicators"]}


def scores(result: Document) -> dict[str, str]:
    return {one["code"]: one["score"] for one in result["indicators"]}
