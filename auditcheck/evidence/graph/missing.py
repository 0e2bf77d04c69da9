"""Which pieces a chain should have and has not, and how surely they lack.

A ledger that was never given says nothing: that is 未提供. One that was given and does not have the document: 缺. What a
person looked for on paper and did not find: 未见. What no ledger has and a scan shows: 仅附件. A link that nobody confirmed
yet: 待确认.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from auditcheck import names
from auditcheck.evidence.graph.kinds import BY_LEDGER, KINDS, Ref
from auditcheck.evidence.workspace import Workspace

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Node = dict[str, Any]
_TAKEN = ("given", "automatic", "confirmed")
_AS_A_RULE = "0.8"  # filled share from which a blank is the exception
# Methods that leave a procurement file behind; what the unit buys itself does not.
_PROCURED = re.compile("招标|磋商|谈判|询价|单一来源|框架协议|竞价")
# Payees and purposes that bring no invoice, acceptance or contract.
_NO_INVOICE = re.compile(
    "国库|财政|税务|社会?保|社会保险|医疗?保|公积金|工会|银行|代发|工资|津贴|补贴|绩效|奖金|抚恤|退休|离休|慰问|公务卡|差旅|还款"
)
_PERSON = ("对私", "个人", "个人账户")
# Files that show the document though no ledger has it.
_SCANS = {
    "acceptance": "验收单",
    "invoice": "发票",
    "contract": "合同",
    "approval": "审批单",
    "procurement": "中标通知书",
}
_FIXED_ASSETS = re.compile("^(1601|1701)")
_TRIPS = re.compile("差旅|出差|接待|会议费|培训费|报销赴")


def expect(workspace: Workspace, graph: MultiDiGraph, nodes: Mapping[Ref, Node]) -> None:
    """Put ``missing`` on the nodes: kind, state (未见, 缺, 未提供, 仅附件, 待确认) and a sentence."""
    given, approved = _given(workspace), _approved(workspace)
    for ref, node in nodes.items():
        taken, asked = _neighbours(graph, nodes, ref)
        for kind in _wanted(node, taken):
            if kind in taken:
                continue
            state = "待确认" if kind in asked else _state(node, kind, given)
            if kind == "approval" and state != "未见" and node["unit"] not in approved:
                continue  # exports of the treasury have no such column: its blank says nothing
            scan = _scan(graph, nodes, ref, kind) if state in ("缺", "未提供") else None
            if scan is not None:
                node["missing"].append({"kind": kind, "state": "仅附件", "text": _only_scan(kind, scan)})
                continue
            if node["kind"] == "payment" and state == "未提供":
                continue  # said once, of the contract or voucher
            node["missing"].append({"kind": kind, "state": state, "text": _told(kind, state)})


def _given(workspace: Workspace) -> set[tuple[str, str]]:
    ledgers = [kind.ledger for kind in KINDS.values() if kind.ledger]
    parts = [f"SELECT DISTINCT '{ledger}' AS ledger, unit FROM seen.{ledger}" for ledger in ledgers]
    rows = workspace.session.query(" UNION ALL ".join(parts))
    return {(row["ledger"], row["unit"]) for row in rows}


def _approved(workspace: Workspace) -> set[str]:
    """Bodies whose payments as a rule say who approved them."""
    rows = workspace.session.query(
        "SELECT unit FROM fill WHERE ledger = 'payments' AND \"column\" IN ('approver', 'approval_date')"
        f" AND (share >= {_AS_A_RULE} OR declared)"
    )
    return {row["unit"] for row in rows}


def _neighbours(graph: MultiDiGraph, nodes: Mapping[Ref, Node], ref: Ref) -> tuple[set[str], set[str]]:
    taken: set[str] = set()
    asked: set[str] = set()
    for source, target, facts in [*graph.in_edges(ref, data=True), *graph.out_edges(ref, data=True)]:
        other = nodes.get(source if target == ref else target)
        if other is not None and facts["kind"] != "reversal_of":
            (taken if facts["state"] in _TAKEN else asked).add(other["kind"])
    return taken, asked


def _wanted(node: Node, near: Collection[str]) -> list[str]:
    row, wanted = node["row"], []
    if node["kind"] == "contract":
        if _PROCURED.search(row["procurement_method"] or "") or row["procurement_no"]:
            wanted.append("procurement")
        wanted.append("acceptance")
        if not row["is_framework"]:
            wanted.append("payment")
    if node["kind"] == "payment":
        said = f"{row['payee'] or ''}{row['purpose'] or ''}"
        if row["payee_type"] not in _PERSON and not _NO_INVOICE.search(said):
            wanted.append("invoice")
        if row["contract_no"] or "合同" in (row["purpose"] or ""):
            wanted.append("contract")
        wanted += ["voucher", *([] if row["approver"] or row["approval_date"] else ["approval"])]
    if node["kind"] == "voucher" and not row["is_closing"]:
        if any(
            _FIXED_ASSETS.match(str(line["account_code"] or "")) and (line["debit"] or 0) > 0 for line in node["lines"]
        ):
            wanted.append("asset")
        if _TRIPS.search(row["summary"] or "") and "contract" not in near:
            wanted.append("claim")
    return wanted


def _state(node: Node, kind: str, given: Collection[tuple[str, str]]) -> str:
    row = node["row"]
    marks = {
        "approval": ("approver_mark", "approval_date_mark"),
        "invoice": ("invoice_no_mark",),
        "contract": ("contract_no_mark",),
    }
    if any(row.get(name) == "未见" for name in marks.get(kind, ())):
        return "未见"
    ledger = KINDS[kind].ledger
    if kind == "approval":
        return "缺"
    return "缺" if (ledger, node["unit"]) in given else "未提供"


def _scan(graph: MultiDiGraph, nodes: Mapping[Ref, Node], ref: Ref, kind: str) -> Node | None:
    """The file of that kind that stands on the document, or on what hangs on it."""
    wanted = _SCANS.get(kind)
    if wanted is None:
        return None
    near = {ref, *graph.predecessors(ref), *graph.successors(ref)}
    for each in sorted(other for one in near for other in graph.predecessors(one)):
        node = nodes.get(each)
        if node is not None and node["kind"] == "document" and node["row"]["doc_type"] == wanted:
            return node
    return None


def _only_scan(kind: str, scan: Node) -> str:
    return f"台账中未找到{_word(kind)}，附件中有{scan['number']} {scan['row']['file_name'] or ''}".rstrip()


def _word(kind: str) -> str:
    words = {"acceptance": "验收单", "asset": "资产卡片", "payment": "付款", "approval": "审批记录", "voucher": "凭证"}
    return words.get(kind, KINDS[kind].zh)


def _told(kind: str, state: str) -> str:
    word = _word(kind)
    ledger = names.ledger_name(KINDS[kind].ledger)
    return {
        "未见": f"未见{word}（核查表载明）",
        "缺": f"缺：{word}（台账中未找到）" if ledger else f"缺：{word}（台账未登记）",
        "未提供": f"缺：{word}（未提供{ledger}，无法判断）",
        "待确认": f"{word}待确认（有可能对应的单据）",
    }[state]


def unseen(node: Node) -> bool:
    """A sheet's 未见 makes a row without a number or a day: that is the lack of a document, and no document."""
    row, kind = node["row"], BY_LEDGER[node["ledger"]]
    return (
        row.get(f"{kind.dates[0][0]}_mark") == "未见"
        and node["number"] is None
        and all(row[name] is None for name, _word in kind.dates)
    )
