"""Findings that rest on a link between documents which no person confirmed: they are 疑点, and say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditcheck.checks.analysis import tables_read
from auditcheck.checks.results import Hit
from auditcheck.evidence.workspace import Workspace

_WORDS = {
    "procurements": "采购项目",
    "contracts": "合同",
    "acceptances": "验收单",
    "invoices": "发票",
    "payments": "付款",
    "vouchers": "凭证",
    "assets": "资产卡片",
}
_PLACE = ("ledger", "file", "sheet", "row")


class Unconfirmed:
    """The automatic links that touch the evidence of ``hits``, looked up once."""

    def __init__(self, workspace: Workspace, hits: Iterable[Hit]) -> None:
        self._links: dict[int, list[dict[str, Any]]] = {}
        self._sources: Mapping[int, Mapping[str, Any]] = {}
        if not workspace.links.columns:
            return
        rows = sorted({row_id for hit in hits for row_id in _rows(hit)})
        # A voucher is all its lines.
        found = workspace.session.query(
            """
            SELECT l.*, coalesce(v.row_id, l.to_row) AS any_row
            FROM links l LEFT JOIN vouchers_voucher_no v ON l.kind = 'voucher_no' AND v.key = l.key
            WHERE l.state = 'automatic' AND (l.from_row IN (SELECT unnest($rows::BIGINT[]))
                                             OR coalesce(v.row_id, l.to_row) IN (SELECT unnest($rows::BIGINT[])))
            ORDER BY l.from_row, l.key, any_row
            """,
            {"rows": rows},
        )
        for link in found:
            for row_id in {link["from_row"], link["any_row"]}:
                self._links.setdefault(row_id, []).append(link)
        self._sources = workspace.sources({*rows, *(row_id for link in found for row_id in _ends(link))})

    def of(self, hit: Hit) -> list[dict[str, Any]]:
        """Links that the rule follows and of which both ends are evidence, or one that stands for the other."""
        rows = set(_rows(hit))
        if not rows & self._links.keys():
            return []
        ledgers = {self._sources[row_id]["ledger"] for row_id in rows if row_id in self._sources}
        read = tables_read(hit.rule.sql)
        found: dict[tuple[int, int], dict[str, Any]] = {}
        for row_id in sorted(rows):
            for link in self._links.get(row_id, ()):
                other = link["any_row"] if row_id == link["from_row"] else link["from_row"]
                its = link["to_ledger"] if row_id == link["from_row"] else link["from_ledger"]
                if f"{link['from_ledger']}_{link['kind']}" in read and (other in rows or its not in ledgers):
                    found.setdefault((link["from_row"], link["to_row"]), self._told(link))
        return list(found.values())

    def _told(self, link: Mapping[str, Any]) -> dict[str, Any]:
        ends = {
            name: {each: self._sources[row_id][each] for each in _PLACE}
            for name, row_id in zip(("from", "to"), _ends(link), strict=True)
        }
        amount = None if link["amount"] is None else f"{link['amount']:f}"
        told = {name: link[name] for name in ("link", "kind", "method", "state", "reasons")}
        return {**told, **ends, "confidence": f"{link['confidence']:f}", "amount": amount}


def caveat(links: Sequence[Mapping[str, Any]]) -> str:
    """What a sentence adds: which documents were put together by the tool, and on what grounds."""
    kinds = dict.fromkeys((link["from"]["ledger"], link["to"]["ledger"]) for link in links)
    pairs = "、".join(f"{_WORDS[source]}与{_WORDS[target]}" for source, target in kinds)
    more = f"等{len(links)}处" if len(links) > 1 else ""
    return f"（{pairs}的对应关系由系统推定，未经人工确认。推定理由{more}：{links[0]['reasons']}。）"


def _rows(hit: Hit) -> list[int]:
    return [row_id for _role, row_ids in hit.evidence for row_id in row_ids]


def _ends(link: Mapping[str, Any]) -> tuple[int, int]:
    return link["from_row"], link["to_row"]
