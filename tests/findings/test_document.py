"""From hits to findings: decisions on several bodies, one document twice in the books, sheets with blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from auditcheck import resources
from auditcheck.checks.catalogue import load_catalogue
from auditcheck.checks.law import load_laws
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.evidence.workspace import build_workspace
from auditcheck.findings.decisions import read_decisions
from auditcheck.findings.document import Earlier, Findings, build
from auditcheck.ledgers.inline import books_from_rows

ASOF = date(2024, 6, 30)


def findings(check_id: str, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> Findings:
    """One check of the pack over written rows, with the decisions among them."""
    pack = resources.path("checks")
    laws = load_laws(pack / "law")
    workspace = build_workspace(books_from_rows(rows, year=2023), asof=ASOF)
    numbers: dict[str, str] = {}
    try:
        result = run_check(load_catalogue(pack)[check_id], workspace, RunContext(ASOF, 2023, {}, laws))
        decided = workspace.session.query("SELECT * FROM decisions ORDER BY row_id")
        decisions = read_decisions(decided, workspace.sources(row["row_id"] for row in decided))
        earlier = Earlier(lambda mark, prefix: numbers.setdefault(mark, f"{prefix}-{len(numbers) + 1:03d}"))
        return build(
            {"year": 2023}, [result], workspace, laws=laws, rules=(), decisions=decisions, earlier=earlier, asof=ASOF
        )
    finally:
        workspace.session.close()


def late(contract_no: str | None = "HT-1", unit: str = "甲局") -> dict[str, list[dict[str, object]]]:
    """A contract accepted nine days before it was signed."""
    return {
        "contracts": [{"unit": unit, "contract_no": contract_no, "sign_date": "2023-05-10"}],
        "acceptances": [{"unit": unit, "contract_no": contract_no, "acceptance_date": "2023-05-01"}],
    }


def both(*books: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    names = dict.fromkeys(name for one in books for name in one)
    return {name: [row for one in books for row in one.get(name, [])] for name in names}


def confirmation(**cells: object) -> dict[str, list[dict[str, object]]]:
    row = {
        "check": "CON-002",
        "state": "已确认",
        "person": "项目组",
        "date": "2024-06-01",
        "reason": "查看原件",
        **cells,
    }
    return {"decisions": [row]}


def states(found: Findings) -> dict[str, str]:
    """What the decisions make of the findings, by body; nothing in the document itself says so yet."""
    assert {finding["state"] for finding in found.document["findings"]} == {"open"}
    decided = {mark: str(decision.state) for mark, decision in found.decided}
    return {f["scope"]["unit"]: decided.get(f["fingerprint"], "open") for f in found.document["findings"]}


def test_a_decision_on_one_bodys_contract_confirms_no_other_bodys_of_the_same_number() -> None:
    books = both(late(), late(unit="乙局"), confirmation(unit="乙局", key="HT-1"))
    assert states(findings("CON-002", books)) == {"甲局": "open", "乙局": "confirmed"}


def test_a_decision_that_could_mean_two_bodies_and_names_neither_is_told_not_guessed() -> None:
    found = findings("CON-002", both(late(), late(unit="乙局"), confirmation(unit="丙局", key="HT-1")))
    assert states(found) == {"甲局": "open", "乙局": "open"}
    assert len(found.unmatched) == 1


@pytest.mark.parametrize("blank", ["person", "date", "reason"])
@pytest.mark.parametrize("state", ["已确认", "不成立"])
def test_nothing_is_confirmed_or_dismissed_without_person_date_and_reason(state: str, blank: str) -> None:
    found = findings("CON-002", both(late(), confirmation(unit="甲局", key="HT-1", state=state, **{blank: None})))
    assert states(found) == {"甲局": "open"}
    assert len(found.unmatched) == 1


@pytest.mark.parametrize("key", ["合同-001", "编号：合同-001"])
def test_a_decision_may_name_the_number_that_the_papers_print(key: str) -> None:
    assert states(findings("CON-002", both(late(), confirmation(unit="甲局", key=key)))) == {"甲局": "confirmed"}


def test_one_contract_in_two_books_counts_once() -> None:
    found = findings("CON-002", both(late(), {"contracts": late()["contracts"]}))
    (finding,) = found.document["findings"]
    (check,) = found.document["checks"]
    assert check["findings"] == check["subrules"][0]["findings"] == 1
    assert finding["evidence_total"] == 3


def test_a_confirmed_finding_whose_sheet_names_no_voucher_is_still_told() -> None:
    sheet: dict[str, object] = {"unit": "甲局", "voucher_no": None, "contract_no": "HT-1", "contract_sign_date": "2023-05-10",
             "acceptance_date": "2023-05-01", "checker": "检查人", "check_date": "2024-05-01"}  # fmt: skip
    books = both(late(), {"voucher_checks": [sheet]}, confirmation(unit="甲局", key="HT-1"))
    (finding,) = findings("CON-002", books).document["findings"]
    assert finding["messages"]["confirmed"].startswith("抽凭发现，")
    assert finding["message"] == finding["messages"]["signal"]


def test_of_very_many_rows_the_first_are_read_and_all_are_counted_and_tell_when_they_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("auditcheck.findings.evidence.MOST_ROWS", 2)
    head = {"unit": "某局", "voucher_no": "记-01-0001", "voucher_date": "2023-01-05", "credit": "0"}

    def unbalanced(*summaries: str) -> dict[str, object]:
        lines = [{**head, "account_code": "5001", "debit": "10", "summary": text} for text in summaries]
        found = findings("EVI-007", {"vouchers": lines}).document["findings"]
        return next(each for each in found if each["subrule"] == "A")

    one, same, changed = unbalanced(*"甲乙丙"), unbalanced(*"甲乙丙"), unbalanced(*"甲乙丙丁")
    assert (len(one["evidence"]), one["evidence_total"], changed["evidence_total"]) == (2, 3, 4)  # type: ignore[arg-type]
    assert one["evidence_hash"] == same["evidence_hash"] != changed["evidence_hash"]
