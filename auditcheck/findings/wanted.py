"""待补资料: what is missing, by document and column, and how many rows wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditcheck.checks.results import CheckResult
from auditcheck.evidence import reference
from auditcheck.evidence.workspace import Workspace


def wanted(results: Sequence[CheckResult], workspace: Workspace) -> list[dict[str, Any]]:
    """One entry for each check, ledger and column: rows that could not be judged without it, and why."""
    entries: dict[tuple[str, str, str], dict[str, Any]] = {}

    def want(check: str, column: str, rows: int, why: str) -> None:
        ledger, _, name = column.partition(".")
        entry = entries.setdefault(
            (check, ledger, name), {"check": check, "ledger": ledger, "column": name, "rows": 0, "why": why}
        )
        entry["rows"] += rows

    for result in results:
        for part in result.parts:
            if part.state == "not_run" and not part.undecided:
                for group in part.missing:
                    if group.startswith(("$", reference.PREFIX)):  # the auditor's to give, not the unit's
                        continue
                    for column in group.split(" | "):
                        if not workspace.is_supplied(column):
                            want(
                                result.check.id,
                                column,
                                part.population,
                                "未提供该列" if "|" not in group else "未提供其中任何一列",
                            )
            for row in part.undecided:
                for column in row.missing.split(";"):
                    want(result.check.id, column, 1, row.why)
    return sorted(entries.values(), key=lambda entry: (entry["ledger"], entry["column"], entry["check"]))
