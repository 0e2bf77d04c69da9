"""A check that waits for another is stopped where that one found fault: for the body it spoke of, not for all."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditcheck import resources
from auditcheck.checks.catalogue import read_check
from auditcheck.checks.law import load_laws
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext
from auditcheck.checks.running import run_all
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

Row = dict[str, Any]


def journal(unit: str, *numbers: int, credit: str = "5") -> list[Row]:
    return [
        {"unit": unit, "voucher_no": f"记-01-{number:04d}", "voucher_date": "2023-01-09", "line_no": line,
         "account_code": account, "debit": debit, "credit": other}
        for number in numbers for line, account, debit, other in ((1, "5001", "5", None), (2, "1002", None, credit))
    ]  # fmt: skip


def gaps(*rows: Row) -> CheckResult:
    """What VOU-001 says after EVI-007."""
    folder = resources.path("checks")
    paths = (folder / "evidence" / "journal_completeness.sql", folder / "voucher" / "voucher_number_gap.sql")
    workspace = build_workspace(books_from_rows({"vouchers": list(rows)}))
    try:
        chosen = {check.id: check for check in map(read_check, paths)}
        return next(
            r
            for r in run_all(chosen, workspace, RunContext(date(2023, 1, 31), 2023, laws=load_laws(folder / "law")))
            if r.check.id == "VOU-001"
        )
    finally:
        workspace.session.close()


def test_a_body_whose_journal_is_whole_is_judged_beside_one_whose_is_not() -> None:
    result = gaps(*journal("甲局", 1, 3, credit="6"), *journal("乙局", 1, 3))
    assert [hit.row["unit"] for hit in result.parts[0].hits] == ["乙局"]
    assert (result.state, result.blocked_by, result.parts[0].reason) == (
        "findings",
        None,
        "部分单位前置检查EVI-007未通过",
    )
    assert result.parts[0].not_supplied == 4


def test_where_no_other_body_is_left_the_check_does_not_run() -> None:
    result = gaps(*journal("甲局", 1, 3, credit="6"))
    assert (result.state, result.blocked_by, result.hits) == ("skipped", "EVI-007", [])
