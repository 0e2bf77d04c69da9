"""targets.json of contracts.md: the tables as read, the issues, and what it leaves to people."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from auditcheck.targets.appraisal import Appraisal, Issue
from auditcheck.targets.reading import Reading, Row, Table
from auditcheck.targets.scorelink import suggestions


def document(
    readings: Mapping[str, Reading],
    appraisal: Appraisal,
    verdicts: Mapping[str, Mapping[str, str]] | None = None,
    changes: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """``readings``: file name -> what was read of it; ``verdicts``: issue id -> {verdict, note} of a reviewer."""
    files = [file for file, reading in readings.items() for _table_ in reading.tables]
    issues = [_issue(issue, appraisal.tables[issue.table], verdicts or {}) for issue in appraisal.issues]
    found: dict[str, Any] = {
        "schema": "auditcheck/targets/1",
        "year": appraisal.year,
        "tables": [_table(file, table) for file, table in zip(files, appraisal.tables, strict=True)],
        "lines": [
            {
                "file": file,
                "table": reading.used,
                "furniture": len(reading.furniture),
                "rejects": [{"line": line, "text": text, "why": why} for line, text, why in reading.rejects],
            }
            for file, reading in readings.items()
        ],
        "issues": issues,
        "checklist": [question.document(number) for number, question in appraisal.questions],
        "changes": changes or [],
    }
    found["evidence"] = suggestions(found)
    return found


def issue_id(issue: Issue, table: Table) -> str:
    """The same issue in the next run, also when lines were moved: rule, unit, project, indicator, value, quote."""
    row = issue.hit.row
    where = (row.level2, row.level3, row.raw) if row else (issue.message,)
    parts = (issue.rule.id, table.unit or "", table.project or "", *where, issue.quote)
    return "t1:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _issue(issue: Issue, table: Table, verdicts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    identifier = issue_id(issue, table)
    said = verdicts.get(identifier, {})
    verdict = {"verdict": said.get("verdict"), "note": said.get("note")}
    return {"id": identifier, "title": issue.rule.title, **issue.document(), **verdict}


def _table(file: str, table: Table) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": table.sheet or None,
        "line": table.line,
        "kind": table.kind,
        "title": table.title,
        "unit": table.unit,
        "project": table.project,
        "funds": {name: _money(table.funds.get(name)) for name in ("total", "fiscal", "other")},
        "goal": table.goal,
        "places": table.places,
        "rows": [_row(row) for row in table.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "line": row.line,
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3,
        "raw": row.raw,
        "kind": row.value.kind,
        "op": row.value.sign,
        "value": row.value.number,
        "unit": row.value.unit,
        "doubtful": row.doubtful,
        "why": row.why,
    }


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount.quantize(Decimal("0.01")))
