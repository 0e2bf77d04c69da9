"""What belongs together though no column of a ledger says so: claims, vouchers that name a contract, scans and files.

Each relation has the shape of a row of ``links``; they are the chain's own, and no check follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditcheck.evidence.documents.numbers import candidates, named_in
from auditcheck.evidence.workspace import Workspace
from auditcheck.ledgers.keys import strict

Link = Mapping[str, Any]
_LEAST = 6  # a number with fewer characters may be anything
# (what it is, ledger, its own number): of a document that hangs on them.
_PAPERS = (
    ("voucher_no", "vouchers", "voucher_no"),
    ("contract_no", "contracts", "contract_no"),
    ("invoice_no", "invoices", "invoice_no"),
    ("ref_key", "procurements", "procurement_no"),
)
_HEAD = "1 AS confidence, 'given' AS state, NULL AS amount, '{}' AS method, '{}' AS reasons, '{}' AS origin"


def named(workspace: Workspace, rows: Sequence[int]) -> list[Link]:
    """The relations of these rows, at either end."""
    parts = [_claims(), _papers(), *(_documents(*each) for each in _PAPERS)]
    found = workspace.session.query(" UNION ALL BY NAME ".join(parts), {"rows": list(rows)})
    return [*found, *_told(workspace, rows)]


def _near(one: str, other: str) -> str:
    return f"(list_contains($rows::BIGINT[], {one}) OR list_contains($rows::BIGINT[], {other}))"


def _claims() -> str:
    return f"""
        SELECT 'expense_claims' AS from_ledger, c.row_id AS from_row, 'vouchers' AS to_ledger, min(k.row_id) AS to_row,
               'voucher_no' AS kind, s.unit, {_HEAD.format("number", "编号一致", "ledger")}
        FROM expense_claims_voucher_no c JOIN seen.expense_claims s USING (row_id)
        JOIN vouchers_voucher_no k ON k.key = c.key JOIN seen.vouchers t ON t.row_id = k.row_id AND t.unit = s.unit
        WHERE {_near("c.row_id", "k.row_id")} GROUP BY c.row_id, c.key, s.unit
    """


def _papers() -> str:
    """抽凭检查表 names the voucher and the contract that hangs on it, also where no payment stands between."""
    return f"""
        SELECT 'vouchers' AS from_ledger, min(v.row_id) AS from_row, 'contracts' AS to_ledger, min(k.row_id) AS to_row,
               'contract_no' AS kind, s.unit, {_HEAD.format("paper", "抽凭检查表同时载明凭证与合同", "paper")}
        FROM voucher_checks_voucher_no n JOIN seen.voucher_checks s USING (row_id)
        JOIN voucher_checks_contract_no c ON c.row_id = n.row_id
        JOIN vouchers_voucher_no v ON v.key = n.key JOIN seen.vouchers x ON x.row_id = v.row_id AND x.unit = s.unit
        JOIN contracts_contract_no k ON k.key = c.key JOIN seen.contracts y ON y.row_id = k.row_id AND y.unit = s.unit
        WHERE {_near("v.row_id", "k.row_id")} GROUP BY n.row_id, n.key, c.key, s.unit
    """


def _documents(column: str, ledger: str, own: str) -> str:
    """Scans and files; a list made elsewhere may name what they belong to in one column for all (关联主键)."""
    return f"""
        SELECT 'evidence' AS from_ledger, e.row_id AS from_row, '{ledger}' AS to_ledger, min(k.row_id) AS to_row,
               'document' AS kind, s.unit, {_HEAD.format("number", "证据清单载明编号", "ledger")}
        FROM (SELECT row_id, key FROM evidence_{column} UNION SELECT row_id, key FROM evidence_ref_key) e
        JOIN seen.evidence s USING (row_id)
        JOIN {ledger}_{own} k ON k.key = e.key JOIN seen.{ledger} t ON t.row_id = k.row_id AND t.unit = s.unit
        WHERE {_near("e.row_id", "k.row_id")} GROUP BY e.row_id, e.key, s.unit
    """


def _told(workspace: Workspace, rows: Sequence[int]) -> Iterable[Link]:
    """Vouchers whose 摘要 carries the whole number of a contract of the same body."""
    asked = {"rows": list(rows)}
    contracts = workspace.session.query(
        "SELECT contract_no FROM seen.contracts WHERE list_contains($rows::BIGINT[], row_id) AND contract_no IS NOT NULL",
        asked,
    )
    whole = sorted({form for each in contracts if len(form := strict(each["contract_no"])) >= _LEAST})
    lines = workspace.session.query(
        "SELECT row_id, unit, summary, counterparty_key AS party FROM seen.vouchers"
        " WHERE (list_contains($rows::BIGINT[], row_id) AND regexp_matches(summary, '[0-9]{2}'))"
        " OR ($whole <> '' AND regexp_matches(regexp_replace(upper(summary), '[^\\pL\\pN]', '', 'g'), $whole)) ORDER BY row_id",
        {**asked, "whole": "|".join(whole)},
    )
    forms = {form for line in lines for each in candidates(line["summary"]) if len(form := strict(each)) >= _LEAST}
    if not forms:
        return
    known: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
    for each in workspace.session.query(
        "SELECT k.key, s.row_id, s.unit, s.contract_no, s.party_b_key AS party FROM contracts_contract_no k"
        " JOIN seen.contracts s USING (row_id) WHERE list_contains($forms::VARCHAR[], split_part(k.key, '|', 1))"
        " ORDER BY s.row_id DESC",
        {"forms": sorted(forms)},
    ):
        known.setdefault(each["unit"], {}).setdefault(strict(each["contract_no"]), {})[each["key"]] = each
    written = {
        unit: {form: {key: row["contract_no"] for key, row in of.items()} for form, of in of_unit.items()}
        for unit, of_unit in known.items()
    }
    near = set(rows)
    for line in lines:
        of_unit = known.get(line["unit"], {})
        for key, number in named_in(line["summary"], written.get(line["unit"], {}), "contract", _LEAST).items():
            contract = of_unit[strict(number)][key]
            if not near & {line["row_id"], contract["row_id"]}:
                continue
            agrees = line["party"] is None or contract["party"] is None or line["party"] == contract["party"]
            told = "摘要写有合同编号" if agrees else "摘要写有合同编号；对方单位与合同乙方不一致"
            yield {"from_ledger": "vouchers", "from_row": line["row_id"], "to_ledger": "contracts",
                   "to_row": contract["row_id"], "kind": "contract_no", "unit": line["unit"], "method": "text",
                   "confidence": "0.97" if agrees else "0.6", "state": "automatic" if agrees else "candidate",
                   "amount": None, "reasons": told, "origin": "computed"}  # fmt: skip
