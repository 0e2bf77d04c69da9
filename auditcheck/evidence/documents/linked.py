"""Which documents belong to a finding: those that its evidence names by voucher, contract, invoice or procurement number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditcheck.evidence.documents.catalogue import Document
from auditcheck.ledgers.keys import Period, contract_keys, plain_keys, voucher_keys

_COLUMNS = {
    "voucher_no": "voucher",
    "contract_no": "contract",
    "invoice_no": "invoice",
    "procurement_no": "procurement",
}


def documents_of(
    items: Iterable[Mapping[str, Any]], unit: str | None, documents: Sequence[Document], year: int
) -> list[Document]:
    """Documents of the list for evidence ``items`` (their ``values``), in the list's order; never those of another body."""
    named: set[tuple[str, str]] = set()
    ids: set[str] = set()
    for item in items:
        values = item.get("values", {})
        if item.get("ledger") == "evidence" and values.get("evidence_id"):
            ids.add(values["evidence_id"])
            continue  # it is a document: what else it names belongs to other matters
        for column, kind in _COLUMNS.items():
            if values.get(column):
                named |= {(kind, key) for key in _keys(kind, str(values[column]), year)}
    return [
        each
        for each in documents
        if not each["superseded_by"]
        and (
            each["id"] in ids
            or (
                each["unit"] in (None, "", unit)
                and any((kind, key) in named for kind, numbers in each["numbers"].items() for key in numbers)
            )
        )
    ]


def _keys(kind: str, written: str, year: int) -> Iterable[str]:
    if kind == "voucher":
        return voucher_keys(written, Period(year)) or ()
    return contract_keys(written) if kind in ("contract", "procurement") else plain_keys(written)
