"""targets.json of contracts.md, without the issues that the appraisal adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from auditcheck.targets.reading import Reading, Row, Table


def document(readings: dict[str, Reading]) -> dict[str, Any]:
    """``readings``: file name -> what was read of it."""
    return {
        "schema": "auditcheck/targets/1",
        "tables": [_table(file, table) for file, reading in readings.items() for table in reading.tables],
        "lines": [
            {
                "file": file,
                "table": reading.used,
                "furniture": len(reading.furniture),
                "rejects": [{"line": line, "text": text, "why": why} for line, text, why in reading.rejects],
            }
            for file, reading in readings.items()
        ],
        "issues": [],
    }


def _table(file: str, table: Table) -> dict[str, Any]:
    return {
        "file": file,
        "sheet": table.sheet or None,
        "line": table.line,
        "kind": table.kind,
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
