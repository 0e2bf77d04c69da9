"""How an analysis and its check meet: candidates in, findings out, faults told by the check's name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditcheck.checks import analyses
from auditcheck.checks.catalogue import read_check
from auditcheck.checks.lint import lint
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

HEADER = """/*
id: TST-001
name: many_small
title: 小额多笔
summary: Many small ones.
kind: finding
class: suspicion
severity: low
status: draft
scope: [unit]
key: [supplier]
analysis: many
params: {at_least: {type: integer, default: 2, doc: 笔数}}
requires: [payments.payee, payments.amount]
message: "{lead}，{supplier}共{count}笔，需进一步核实。"
*/
"""
SELECT = "SELECT unit, payee AS supplier, amount, row_id AS payment_row FROM payments"


def many(rows: Sequence[Mapping[str, Any]], params: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault((row["unit"], row["supplier"]), []).append(row)
    for (unit, supplier), members in groups.items():
        if len(members) >= params["at_least"]:
            amount = sum(row["amount"] for row in members)
            yield {
                "unit": unit, "supplier": supplier, "count": len(members), "amount": amount,
                "payment_rows": [row["payment_row"] for row in members],
            }  # fmt: skip


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("auditcheck.checks.analyses.many")
    module.__dict__.update(
        NEEDS=("supplier", "amount"), RETURNS=("count", "payment_rows"), PARAMS=("at_least",), run=many
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(analyses, "names", lambda: ["many"])


def run(folder: Path, select: str = SELECT, header: str = HEADER, **params: object) -> CheckResult:
    path = folder / "many_small.sql"
    path.write_text(header + select, encoding="utf-8")
    payments = [{"unit": "甲局", "payee": payee, "amount": "1.10"} for payee in ("甲公司", "乙公司", "甲公司")]
    workspace = build_workspace(books_from_rows({"payments": payments}))
    try:
        return run_check(read_check(path), workspace, RunContext(date(2024, 6, 30), 2023, {"TST-001": params}))
    finally:
        workspace.session.close()


def test_its_rows_are_the_findings_with_the_evidence_of_all_candidates(tmp_path: Path) -> None:
    (hit,) = run(tmp_path).hits
    assert (hit.row["supplier"], hit.row["count"], str(hit.row["amount"])) == ("甲公司", 2, "2.20")
    assert [role for role, _ids in hit.evidence] == ["payment"]
    assert len(hit.evidence[0][1]) == 2


def test_it_reads_the_parameters_of_the_check(tmp_path: Path) -> None:
    assert run(tmp_path, at_least=3).hits == []


def test_lint_knows_what_it_needs_and_returns(tmp_path: Path) -> None:
    run(tmp_path)
    told = " ".join(lint(read_check(tmp_path / "many_small.sql"), {}))
    assert "count" not in told
    assert "at_least" not in told
    run(tmp_path, SELECT.replace("amount,", ""))
    assert "amount, which analysis many needs" in " ".join(lint(read_check(tmp_path / "many_small.sql"), {}))


def test_a_select_without_what_it_needs_is_an_error_of_the_check(tmp_path: Path) -> None:
    result = run(tmp_path, SELECT.replace("amount,", ""))
    assert (result.state, result.hits) == ("error", [])
    assert "amount" in str(result.reason)


def test_a_fault_inside_it_is_an_error_of_the_check_and_no_traceback(tmp_path: Path) -> None:
    result = run(tmp_path, SELECT.replace("amount,", "payee AS amount,"))
    assert result.state == "error"
    assert "many" in str(result.reason)


@pytest.mark.parametrize("name", ["os", "many2", "../evil", "catalogue", "many.run", "[many]"])
def test_only_those_of_the_package_can_be_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"many_small\.sql"):
        run(tmp_path, header=HEADER.replace("analysis: many", f"analysis: {name}"))
