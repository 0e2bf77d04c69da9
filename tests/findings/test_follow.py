"""What a run that did not find an earlier finding makes of it."""

from __future__ import annotations

from typing import Any

import pytest

from auditcheck.findings.follow import carried


def document(year: int, *findings: dict[str, Any], period: str | None = None, details: tuple[str, ...] = ()) -> Any:
    run = {"id": f"run{year}", "started": "2024-07-01T00:00:00Z", "year": year}
    run["period"] = period or f"{year}-01..{year}-12"
    lines = [{"details": [{"fingerprint": mark} for mark in details]}] if details else []
    issues = [{"id": each["issue"], "findings": [each["fingerprint"]]} for each in findings]
    return {"run": run, "findings": list(findings), "rolled_up": lines, "issues": issues}


def finding(mark: str = "v1:a", day: str | None = "2023-05-10", **more: Any) -> dict[str, Any]:
    return {
        "fingerprint": mark,
        "check": "CON-002",
        "issue": "i1:1",
        "date": day,
        "in_period": True,
        "baseline": "new",
        **more,
    }


def test_what_a_run_did_not_find_stays_however_many_runs_follow() -> None:
    last = document(2023, finding())
    for _run in range(3):
        last = carried(document(2023), last, ())
        (kept,) = last["findings"]
        assert (kept["baseline"], kept["in_period"], kept["last_seen"]["id"]) == ("absent", True, "run2023")
        assert last["issues"][0]["findings"] == ["v1:a"]


@pytest.mark.parametrize(("day", "period", "counts"), [
    ("2023-05-10", "2024-01..2024-12", False), ("2023-05-10", "2021-01..2023-12", True), (None, "2024-01..2024-12", False),
    ("2023-05-10", "2023-06..2023-12", False), ("2023-05-10", "2023-05..2023-05", True)])  # fmt: skip
def test_of_other_months_only_what_lies_in_them_counts(day: str | None, period: str, counts: bool) -> None:
    elsewhere = carried(document(2024, period=period), document(2023, finding(day=day)), ())
    assert elsewhere["findings"][0]["in_period"] is counts
    back = carried(document(2023), elsewhere, ())
    assert back["findings"][0]["in_period"] is True


def test_what_is_told_in_one_line_now_is_not_absent() -> None:
    assert carried(document(2023, details=("v1:a",)), document(2023, finding()), ())["findings"] == []


def test_a_line_that_is_listed_one_by_one_now_is_gone_unless_somebody_spoke_of_it() -> None:
    line, detail = finding("v1:line", rolled_up={"findings": 30}), finding("v1:b")
    marks = [each["fingerprint"] for each in carried(document(2023, detail), document(2023, line), ())["findings"]]
    assert marks == ["v1:b"]
    kept = carried(document(2023, detail), document(2023, line), {"v1:line"})["findings"]
    assert [each["fingerprint"] for each in kept] == ["v1:b", "v1:line"]
