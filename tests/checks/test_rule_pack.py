"""The shipped rule pack: fit to be signed, and every case of every check holds."""

from __future__ import annotations

import pytest

from auditcheck import resources
from auditcheck.checks.cases import Case, cases_of, run_case
from auditcheck.checks.catalogue import load_catalogue
from auditcheck.checks.law import load_laws
from auditcheck.checks.lint import lint

FOLDER = resources.path("checks")
CHECKS = load_catalogue(FOLDER)
LAWS = load_laws(FOLDER / "law")
CASES = [case for check in CHECKS.values() for case in cases_of(check)]
# The checks that the report needs.
OF_THE_REPORT = (
    "CON-001", "CON-002", "CON-003", "CON-004", "CON-006", "PUR-010", "AST-001", "AST-006", "AST-007", "DIS-001",
    "DIS-002", "DIS-005", "BUD-001", "BUD-002", "PER-001", "SOD-005", "STA-004", "EVI-001", "EVI-006", "EVI-007",
    "EVI-008",
)  # fmt: skip


def test_the_checks_of_the_report_are_there() -> None:
    assert set(OF_THE_REPORT) <= set(CHECKS)


@pytest.mark.parametrize("check_id", list(CHECKS))
def test_a_check_has_all_that_a_reader_of_its_findings_needs(check_id: str) -> None:
    assert lint(CHECKS[check_id], LAWS) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert run_case(CHECKS[case.check], case, LAWS).problems == ()
