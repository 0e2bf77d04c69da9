"""What a filled 核查表 does to the ledgers that checks see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

Rows = Sequence[Mapping[str, object]]


def sheet(**cells: object) -> dict[str, object]:
    return {"voucher_no": "2023-05-记-0001", "checker": "检查人", "check_date": "2024-05-01", **cells}


def seen(select: str, **rows: Rows) -> list[tuple[Any, ...]]:
    """The rows of a SELECT over what checks see; dates in ISO form."""
    workspace = build_workspace(books_from_rows(rows, year=2023))
    try:
        found = workspace.session.query(select)
    finally:
        workspace.session.close()
    return [tuple(str(v) if hasattr(v, "isoformat") else v for v in row.values()) for row in found]


def test_a_blank_leaves_the_ledgers_value_and_a_mark_takes_it_away() -> None:
    contract = {"contract_no": "HT-1", "sign_date": "2023-01-01", "seal_name": "某局", "signatory": "甲"}
    rows = seen(
        "SELECT sign_date, sign_date_origin, seal_name, seal_name_mark, signatory_mark FROM contracts",
        contracts=[contract],
        voucher_checks=[sheet(contract_no="HT-1", seal_text="未见", signatory="N/A")],
    )
    assert rows == [("2023-01-01", "ledger", None, "未见", "N/A")]


def test_what_was_read_on_one_sheet_outranks_not_applicable_on_a_later_one() -> None:
    rows = seen(
        "SELECT sign_date, seal_name FROM contracts",
        contracts=[{"contract_no": "HT-1", "sign_date": "2023-01-01"}],
        voucher_checks=[
            sheet(contract_no="HT-1", contract_sign_date="2023-05-09", seal_text="某局办公室"),
            sheet(contract_no="HT-1", contract_sign_date="N/A", seal_text="未见", check_date="2024-05-09"),
        ],
    )
    assert rows == [("2023-05-09", "某局办公室")]


def test_of_two_readings_the_later_one_counts() -> None:
    rows = seen(
        "SELECT sign_date FROM contracts",
        contracts=[{"contract_no": "HT-1", "sign_date": "2023-01-01"}],
        voucher_checks=[
            sheet(contract_no="HT-1", contract_sign_date="2023-05-09", check_date="2024-05-09"),
            sheet(contract_no="HT-1", contract_sign_date="2023-05-10", check_date="2024-05-01"),
        ],
    )
    assert rows == [("2023-05-09",)]


def test_a_sheet_of_a_voucher_with_two_payments_fills_only_the_payment_it_is_about() -> None:
    payments = [
        {"payment_no": "P1", "voucher_no": "2023-05-记-0001", "amount": "100", "contract_no": "HT-1"},
        {"payment_no": "P2", "voucher_no": "2023-05-记-0001", "amount": "200", "contract_no": "HT-2"},
    ]
    select = "SELECT payment_no, contract_no, approver FROM payments ORDER BY payment_no"
    untouched = ("P2", "HT-2", None)
    by_amount = sheet(contract_no="HT-3", amount="100", approver="李")
    assert seen(select, payments=payments, voucher_checks=[by_amount]) == [("P1", "HT-3", "李"), untouched]
    by_contract = sheet(contract_no="HT-1", approver="李")
    assert seen(select, payments=payments, voucher_checks=[by_contract]) == [("P1", "HT-1", "李"), untouched]


def test_the_approver_of_a_whole_voucher_stands_on_all_its_payments() -> None:
    payments = [{"payment_no": n, "voucher_no": "2023-05-记-0001", "amount": "100"} for n in ("P1", "P2")]
    rows = seen("SELECT approver FROM payments", payments=payments, voucher_checks=[sheet(amount="200", approver="李")])
    assert rows == [("李",), ("李",)]


def test_each_contract_that_a_sheet_names_and_no_ledger_has_gets_a_row_with_its_own_number() -> None:
    check = sheet(contract_no="HT-1、HT-2", contract_sign_date="2023-05-09")
    select = (
        "SELECT c.contract_no, l.key = c.contract_no_key FROM contracts c JOIN contracts_contract_no l USING (row_id)"
    )
    assert sorted(seen(select, voucher_checks=[check])) == [("HT-1", True), ("HT-2", True)]
    known = [{"contract_no": "HT-1", "sign_date": "2023-01-01"}]
    assert sorted(seen(select, contracts=known, voucher_checks=[check])) == [("HT-1", True), ("HT-2", True)]


def test_two_sheets_on_one_contract_that_no_ledger_has_make_one_contract() -> None:
    checks = [
        sheet(contract_no="HT-9", contract_sign_date="2023-03-01", acceptance_date="2023-02-01"),
        sheet(contract_no="ht-9", contract_sign_date="2023-03-02", acceptance_date="未见", check_date="2024-05-09"),
    ]
    assert seen("SELECT contract_no, sign_date FROM contracts", voucher_checks=checks) == [("HT-9", "2023-03-02")]
    assert seen("SELECT acceptance_date FROM acceptances", voucher_checks=checks) == [("2023-02-01",)]


def test_a_sheet_that_names_two_invoices_renames_neither() -> None:
    invoices = [{"invoice_no": "00112233"}, {"invoice_no": "00112234"}]
    checks = [sheet(invoice_no="00112233、00112234", invoice_date="2023-05-03")]
    select = """SELECT i.invoice_no, i.invoice_date, list(l.key)
                FROM invoices i JOIN invoices_invoice_no l USING (row_id) GROUP BY ALL ORDER BY 1"""
    assert seen(select, invoices=invoices, voucher_checks=checks) == [
        ("00112233", "2023-05-03", ["00112233"]),
        ("00112234", "2023-05-03", ["00112234"]),
    ]


def test_a_part_delivery_on_paper_is_an_acceptance_of_its_own() -> None:
    ledger = [{"contract_no": "HT-1", "acceptance_date": day} for day in ("2023-05-01", "2023-06-01")]
    select = "SELECT acceptance_date, acceptance_date_origin FROM acceptances ORDER BY 1"
    checks = [sheet(contract_no="HT-1", acceptance_date="2023-06-01")]
    assert seen(select, acceptances=ledger, voucher_checks=checks) == [
        ("2023-05-01", "ledger"),
        ("2023-06-01", "paper"),
    ]
    checks = [sheet(contract_no="HT-1", acceptance_date="2023-07-01")]
    assert len(seen(select, acceptances=ledger, voucher_checks=checks)) == 3


def test_a_sheet_fills_only_its_own_bodys_contract() -> None:
    rows = seen(
        "SELECT unit, sign_date FROM contracts ORDER BY unit",
        contracts=[{"unit": unit, "contract_no": "HT-1", "sign_date": "2023-01-01"} for unit in ("乙局", "甲局")],
        voucher_checks=[sheet(unit="甲局", contract_no="HT-1", contract_sign_date="2023-05-09")],
    )
    assert rows == [("乙局", "2023-01-01"), ("甲局", "2023-05-09")]


def _notes(*checks: dict[str, object]) -> tuple[list[str], list[str]]:
    """(what is told of check sheets that disagree, warnings of their sheet)."""
    books = books_from_rows(
        {"contracts": [{"contract_no": "HT-1", "sign_date": "2023-01-01"}], "voucher_checks": checks}, year=2023
    )
    workspace = build_workspace(books)
    workspace.session.close()
    told = [note for note in workspace.identity.notes if "disagree" in note]
    return told, [line for line in books.sheets[1].warnings if "disagree" in line]


def test_two_sheets_that_say_different_things_of_one_cell_are_named() -> None:
    told, warnings = _notes(
        sheet(contract_no="HT-1", contract_sign_date="2023-05-09", check_date="2024-05-09"),
        sheet(contract_no="HT-1", contract_sign_date="2023-05-10", check_date="2024-05-01"),
    )
    assert told == [
        "签订日期: check sheets disagree: inline [voucher_checks] E2 2023-05-09；inline [voucher_checks] E3 2023-05-10;"
        " inline [voucher_checks] E2 counts"
    ]
    assert warnings == told


def test_seen_and_not_seen_disagree_too() -> None:
    told, _warnings = _notes(
        sheet(contract_no="HT-1", seal_text="某市示范局"), sheet(contract_no="HT-1", seal_text="未见")
    )
    assert len(told) == 1 and "某市示范局" in told[0] and "未见" in told[0]


def test_sheets_that_agree_or_say_nothing_are_not_named() -> None:
    assert _notes(
        sheet(contract_no="HT-1", contract_sign_date="2023年5月9日", seal_text="某 局"),
        sheet(contract_no="HT-1", contract_sign_date="2023-05-09", seal_text="某局"),
        sheet(contract_no="HT-1"),
    ) == ([], [])


def test_what_nobody_signed_as_missing_is_a_blank_on_every_sheet() -> None:
    rows: dict[str, Rows] = {
        "voucher_checks": [sheet(contract_no="HT-1", acceptance_date="未见", point_1="未见", checker=None)],
        "asset_counts": [{"asset_no": "Z1", "found": "√", "tag": "未见"}],
        "notice_checks": [{"item": "2023年部门预算", "item_type": "部门预算", "publish_date": "未见", "url": "N/A"}],
        "policy_checks": [{"domain": "合同", "item": "制度", "seen": "未见"}],
    }
    said = {
        "voucher_checks": "acceptance_date_mark, point_1",
        "asset_counts": "found, tag",
        "notice_checks": "publish_date_mark, url_mark",
        "policy_checks": "domain, seen",
    }
    kept = {"asset_counts": "√", "notice_checks": "N/A", "policy_checks": "合同"}
    for name, cells in said.items():
        [cells_unsigned] = seen(f"SELECT {cells} FROM {name}", **{name: rows[name]})
        assert "未见" not in cells_unsigned and set(cells_unsigned) == {None, kept.get(name)}
        signed = [{**row, "checker": "检查人"} for row in rows[name]]
        [cells_signed] = seen(f"SELECT {cells} FROM {name}", **{name: signed})
        assert "未见" in cells_signed
    workspace = build_workspace(books_from_rows({"asset_counts": rows["asset_counts"]}, year=2023))
    assert any("盘点人" in note for note in workspace.identity.notes)
    workspace.session.close()
