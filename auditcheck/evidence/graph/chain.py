"""The chain of a document as a plain document: nodes in order of time, edges, what lacks, what does not agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from auditcheck.evidence.graph.documents import Node, Reader, approvals
from auditcheck.evidence.graph.find import find_start
from auditcheck.evidence.graph.judge import judge
from auditcheck.evidence.graph.kinds import KINDS, Ref
from auditcheck.evidence.graph.missing import expect, unseen
from auditcheck.evidence.graph.walk import MOST, rows_of, walk
from auditcheck.evidence.workspace import Workspace

SCHEMA = "auditcheck/chain/1"
_SEVERITIES = ("high", "medium", "low", "info")


def chain_of(
    workspace: Workspace, text: str, *, unit: str | None = None, year: int | None = None, most: int = MOST
) -> dict[str, Any]:
    """The chain around the document that ``text`` names, in the shape of docs/chain.md.

    Days are ISO texts, amounts texts in 元. Raises AuditcheckError for a number that is unknown or means several.
    """
    start = find_start(workspace, text, unit, year)
    found = walk(workspace, start, most)
    rows = rows_of(workspace, list(found.graph))
    nodes = Reader(workspace).nodes(rows)
    _drop(found.graph, nodes)
    whole = [ref for ref in start if ref.ledger == "vouchers" and not found.left_out]
    judge(found.graph, nodes, whole)
    expect(workspace, found.graph, nodes)
    made = [each for node in nodes.values() for each in approvals(node)]
    everything = sorted([*nodes.values(), *made], key=_in_time)
    return {
        "schema": SCHEMA,
        "asked": text,
        "start": [ref.id for ref in start],
        "unit": start[0].unit,
        "nodes": [_plain(node) for node in everything],
        "edges": [*_edges(found.graph, nodes), *(_approval_edge(node) for node in made)],
        "left_out": len(found.left_out),
    }


def _drop(graph: Any, nodes: dict[Ref, Node]) -> None:
    """What a link names and no ledger holds, and what a person looked for and did not see, are no documents."""
    for ref in list(graph):
        node = nodes.get(ref)
        if node is not None and not unseen(node):
            continue
        for near in {*graph.predecessors(ref), *graph.successors(ref)} & nodes.keys() - {ref}:
            word = KINDS[node["kind"]].zh if node else f"原凭证{nodes[near].get('reversal_of') or ''}"
            state, told = ("未见", f"未见{word}单（核查表载明）") if node else ("缺", f"缺：{word}（账中未找到）")
            nodes[near]["missing"].append({"kind": node["kind"] if node else "voucher", "state": state, "text": told})
        graph.remove_node(ref)
        nodes.pop(ref, None)


def _in_time(node: Node) -> tuple[Any, ...]:
    return node["date"] or date.max, KINDS[node["kind"]].lane, str(node["number"]), node["id"]


def _edges(graph: Any, nodes: Mapping[Ref, Node]) -> Iterable[dict[str, Any]]:
    for source, target, facts in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["kind"])):
        yield {"from": nodes[source]["id"], "to": nodes[target]["id"], **{k: _text(v) for k, v in facts.items()}}


def _approval_edge(node: Node) -> dict[str, Any]:
    kind, _sign, of = node["id"].partition(":")
    origin = "paper" if any(fact["origin"] == "paper" for fact in node["facts"]) else "ledger"
    return {"from": node["id"], "to": of, "kind": kind, "method": "row", "confidence": "1", "state": "given",
            "amount": None, "reasons": "同一行记载", "origin": origin}  # fmt: skip


def _plain(node: Node) -> dict[str, Any]:
    return {name: _value(value) for name, value in node.items() if name not in ("row", "check", "approval")}


def _value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _value(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(each) for each in value]
    return _text(value)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def add_findings(chain: dict[str, Any], findings: Mapping[str, Any], internal: bool = False) -> None:
    """Put the findings of a run on the nodes whose rows are their evidence; ``chain["leads"]``: internal ones kept back.

    What was read off one 核查表 stands on the document that the finding means: the role of its evidence says which.
    """
    kept_back: set[str] = set()
    for finding in findings["findings"]:
        if finding.get("rolled_up") or finding["state"] == "dismissed":
            continue
        met = [node for node in chain["nodes"] if _meets(node, finding["evidence"])]
        if met and finding["visibility"] == "internal" and not internal:
            kept_back.add(finding["fingerprint"])
            continue
        for node in met:
            names = ("no", "check", "title", "class", "severity", "state", "message", "visibility")
            node["findings"].append({name: finding[name] for name in names})
    for node in chain["nodes"]:
        node["findings"].sort(key=lambda each: (_SEVERITIES.index(each["severity"]), each["no"]))
    chain["leads"] = len(kept_back)
    chain["run"] = {name: findings["run"][name] for name in ("id", "started", "asof", "kind")}


def _meets(node: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> bool:
    own = {(each["file"], each["sheet"], each["row"]) for each in node["rows"] if each["origin"] != "paper"}
    paper = {(each["file"], each["sheet"], each["row"]) for each in node["rows"] if each["origin"] == "paper"}
    paper |= {
        (fact["cell"]["file"], fact["cell"]["sheet"], fact["cell"]["row"])
        for fact in node["facts"]
        if fact["origin"] == "paper"
    }
    for item in evidence:
        where = item["file"], item["sheet"], item["row"]
        if where in own or (where in paper and item["role"].startswith(node["kind"])):
            return True
    return False
