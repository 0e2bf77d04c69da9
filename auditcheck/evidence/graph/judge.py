"""What does not agree along a chain: days out of order, amounts, names, vouchers that take each other back in a circle.

Each is said on the document where it stands. These are observations of the two documents, not findings: exclusions,
parameters and the wording of the law are the checks' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from auditcheck.evidence.graph.kinds import Ref

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Node = dict[str, Any]
_TAKEN = ("given", "automatic", "confirmed")

# (earlier document, its day, word; later document, its day, word): the first must not lie after the second.
_ORDER = (
    ("procurement", "award_notice_date", "中标通知书发出", "contract", "sign_date", "合同签订"),
    ("contract", "approval_date", "合同审批", "contract", "sign_date", "合同签订"),
    ("contract", "sign_date", "合同签订", "acceptance", "first_use_date", "启用"),
    ("contract", "sign_date", "合同签订", "acceptance", "delivery_date", "交付"),
    ("contract", "sign_date", "合同签订", "acceptance", "acceptance_date", "验收"),
    ("contract", "sign_date", "合同签订", "payment", "payment_date", "付款"),
    ("payment", "approval_date", "审批", "payment", "payment_date", "付款"),
    ("acceptance", "delivery_date", "交付", "acceptance", "acceptance_date", "验收"),
)


def judge(graph: MultiDiGraph, nodes: Mapping[Ref, Node], whole: Iterable[Ref]) -> None:
    """Put ``problems`` on the nodes. ``whole``: vouchers of which all documents are in the chain."""
    pairs = [
        (nodes[source], nodes[target])
        for source, target, facts in graph.edges(data=True)
        if facts["state"] in _TAKEN and source in nodes and target in nodes and facts["kind"] != "reversal_of"
    ]
    _days([*pairs, *((node, node) for node in nodes.values())])
    _names(pairs)
    for ref, node in nodes.items():
        near = [other for pair in pairs for other in pair if node in pair and other is not node]
        if node["kind"] == "contract":
            _contract_amounts(node, near)
        elif node["kind"] == "voucher" and ref in whole:
            _voucher_amounts(node, near)
        if node["kind"] == "voucher" and (check := node.get("check")) and check["abnormal"] and check["note"]:
            _say(node, "paper", f"核查表记载：{check['note']}", None)
    _reversals(graph, nodes)


def _say(node: Node, kind: str, text: str, other: Node | None) -> None:
    problem = {"kind": kind, "text": text, "with": None if other is None or other is node else other["id"]}
    if problem not in node["problems"]:
        node["problems"].append(problem)


def _days(pairs: Iterable[tuple[Node, Node]]) -> None:
    for one, other in pairs:
        for earlier, begin, first, later, end, second in _ORDER:
            for a, b in ((one, other), (other, one)) if one is not other else ((one, one),):
                if a["kind"] != earlier or b["kind"] != later or (a is b) != (earlier == later):
                    continue
                lower, upper = a["row"].get(begin), b["row"].get(f"{end}_to")
                # Of a span the end that favours the unit.
                if lower is None or upper is None or lower <= upper:
                    continue
                told = (
                    f"{first}（{_day(a['row'], begin)}）晚于{second}（{_day(b['row'], end)}）{(lower - upper).days}天"
                )
                _say(a if a["kind"] == "contract" else b, "order", told, b if a["kind"] == "contract" else a)


def _day(row: Mapping[str, Any], column: str) -> str:
    first: date = row[column]
    last: date = row[f"{column}_to"]
    return first.isoformat() if first == last else f"{first.isoformat()}至{last.isoformat()}"


def _names(pairs: Iterable[tuple[Node, Node]]) -> None:
    parties = {"contract": "party_b", "payment": "payee", "invoice": "seller", "procurement": "award_supplier"}
    for one, other in pairs:
        if one["kind"] not in parties or other["kind"] not in parties:
            continue
        mine, theirs = (each["row"].get(f"{parties[each['kind']]}_key") for each in (one, other))
        if not mine or not theirs or mine in theirs or theirs in mine:  # a joint contract names several
            continue
        words = {"contract": "合同乙方", "payment": "收款人", "invoice": "销售方", "procurement": "中标供应商"}
        told = "{}“{}”与{}“{}”不一致".format(words[one["kind"]], one["party"], words[other["kind"]], other["party"])
        _say(one, "name", told, other)


def _sum(nodes: Sequence[Node]) -> Decimal | None:
    amounts = [node["amount"] for node in nodes]
    return sum(amounts, Decimal(0)) if amounts and None not in amounts else None


def _of(near: Iterable[Node], kind: str) -> list[Node]:
    found = {node["id"]: node for node in near if node["kind"] == kind}
    void = ("作废", "退票", "红冲")
    return [node for node in found.values() if node["row"].get("status") not in void]


def _contract_amounts(node: Node, near: Sequence[Node]) -> None:
    amount, framework = node["amount"], node["row"]["is_framework"]
    if amount is None or framework:
        return
    for kind, word in (("payment", "付款合计"), ("invoice", "发票合计"), ("acceptance", "验收金额合计")):
        # What belongs to several contracts cannot be added up here.
        total = _sum([each for each in _of(near, kind) if not _shared(each)])
        if total is not None and total > amount:
            _say(node, "amount", f"{word}{total:,.2f}超过合同金额{amount:,.2f}，多{total - amount:,.2f}", None)
    for each in _of(near, "procurement"):
        award = each["amount"]
        if award is not None and amount > award:
            _say(node, "amount", f"合同金额{amount:,.2f}大于中标金额{award:,.2f}", each)


def _shared(node: Node) -> bool:
    return "、" in str(node["row"].get("contract_no") or "") or "；" in str(node["row"].get("contract_no") or "")


def _voucher_amounts(node: Node, near: Sequence[Node]) -> None:
    amount = node["amount"]
    for kind, word in (("payment", "所附付款合计"), ("invoice", "所附发票合计"), ("asset", "资产原值合计")):
        total = _sum(_of(near, kind))
        if amount is None or total is None:
            continue
        if total > amount or (kind == "invoice" and total < amount and not _of(near, "claim")):
            _say(
                node, "amount", f"{word}{total:,.2f}与凭证金额{amount:,.2f}不一致，相差{abs(total - amount):,.2f}", None
            )
    read = (node.get("check") or {}).get("amount")
    if read is not None and amount is not None and read > amount:
        _say(node, "amount", f"核查表金额{read:,.2f}大于凭证金额{amount:,.2f}", None)


def _reversals(graph: MultiDiGraph, nodes: Mapping[Ref, Node]) -> None:
    import networkx

    only = networkx.DiGraph()
    for later, earlier, facts in graph.edges(data=True):
        if facts["kind"] == "reversal_of" and later in nodes and earlier in nodes:
            only.add_edge(later, earlier)
            a, b = nodes[later], nodes[earlier]
            if later == earlier:
                continue
            if a["amount"] is not None and b["amount"] is not None and abs(a["amount"]) > abs(b["amount"]):
                _say(a, "amount", f"冲销金额{abs(a['amount']):,.2f}大于原凭证金额{abs(b['amount']):,.2f}", b)
            if a["date"] and b["date"] and a["date"] < b["date"]:
                _say(a, "order", f"冲销凭证（{a['date']}）早于原凭证（{b['date']}）", b)
    for members in networkx.strongly_connected_components(only):
        if len(members) == 1 and not only.has_edge(*2 * tuple(members)):
            continue
        # Told from the earliest on, along the arrows.
        first = min(members, key=lambda ref: (nodes[ref]["date"] or date.max, ref))
        cycle = min(networkx.simple_cycles(only.subgraph(members)), key=lambda each: (first not in each, len(each)))
        begin = cycle.index(first) if first in cycle else 0
        told = " → ".join(str(nodes[ref]["number"]) for ref in [*cycle[begin:], *cycle[: begin + 1]])
        for ref in members:
            text = "冲销的是本凭证自身" if len(cycle) == 1 else f"冲销关系成环：{told}"
            _say(nodes[ref], "cycle", text, None)
