"""From one document along the links to all that belong to its business."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auditcheck.evidence.graph.find import VOUCHER
from auditcheck.evidence.graph.kinds import DOWN, UP, Ref
from auditcheck.evidence.graph.named import named
from auditcheck.evidence.links.edges import EDGES
from auditcheck.evidence.workspace import Workspace

if TYPE_CHECKING:
    from networkx import MultiDiGraph

MOST = 80  # documents of one chain: more is no picture any more
_TAKEN = ("given", "automatic", "confirmed")


@dataclass
class Walk:
    """``graph``: nodes are Refs, edges carry what the relation ``links`` says; ``left_out``: documents beyond MOST."""

    graph: MultiDiGraph
    start: list[Ref]
    left_out: set[Ref] = field(default_factory=set)


@dataclass(frozen=True)
class Step:
    source: Ref
    target: Ref
    facts: tuple[tuple[str, Any], ...]

    def other(self, ref: Ref) -> Ref:
        return self.target if ref == self.source else self.source

    @property
    def state(self) -> str:
        return str(dict(self.facts)["state"])


def walk(workspace: Workspace, start: Sequence[Ref], most: int = MOST) -> Walk:
    """Up to the contract and procurement of the business, then down to everything of that contract.

    A candidate link is shown and not followed. Other contracts of a procurement, other payments of a voucher that was
    only reached from above are not of this business.
    """
    import networkx

    found = Walk(networkx.MultiDiGraph(), list(start))
    found.graph.add_nodes_from(start)
    reached = _spread(workspace, found, start, UP, most)
    begin = [ref for ref in reached if ref.ledger != "procurements" or ref in start]
    _spread(workspace, found, begin, DOWN, most)
    _reversals(workspace, found, most)
    _between(found)
    _documents(workspace, found, most)
    return found


def _spread(
    workspace: Workspace, found: Walk, begin: Sequence[Ref], ways: Mapping[str, tuple[str, ...]], most: int
) -> list[Ref]:
    reached = list(begin)
    frontier = list(begin)
    while frontier:
        following: list[Ref] = []
        for step in _steps(workspace, frontier):
            for here in (step.source, step.target):
                there = step.other(here)
                if here not in frontier or there.ledger not in ways.get(here.ledger, ()):
                    continue
                if there not in found.graph and len(found.graph) >= most:
                    found.left_out.add(there)
                    continue
                _join(found, step)
                if step.state in _TAKEN and there not in reached:
                    reached.append(there)
                    following.append(there)
        frontier = following
    return reached


def _between(found: Walk) -> None:
    """That a voucher names a contract is told where nothing else joins the two."""
    graph = found.graph

    def near(ref: Ref) -> set[Ref]:
        edges = [*graph.in_edges(ref, data=True), *graph.out_edges(ref, data=True)]
        return {each for one, other, facts in edges if facts["state"] in _TAKEN for each in (one, other)} - {ref}

    direct = [(a, b) for a, b in graph.edges() if a.ledger == "vouchers" and b.ledger == "contracts"]
    for voucher, contract in direct:
        if near(voucher) & near(contract) and graph.has_edge(voucher, contract, "contract_no"):
            graph.remove_edge(voucher, contract, "contract_no")


def _documents(workspace: Workspace, found: Walk, most: int) -> None:
    """Scans and files of what is in the chain; they take no place from the documents of the ledgers."""
    limit = len(found.graph) + most
    rows = [row for each in rows_of(workspace, list(found.graph)).values() for row in each]
    attached = [link for link in named(workspace, rows) if link["from_ledger"] == "evidence"]
    for step in _of(workspace, attached):
        if step.target not in found.graph:
            continue
        if step.source not in found.graph and len(found.graph) >= limit:
            found.left_out.add(step.source)
        else:
            _join(found, step)


def _join(found: Walk, step: Step) -> None:
    facts = dict(step.facts)
    key = facts["kind"]
    if not found.graph.has_edge(step.source, step.target, key):
        found.graph.add_edge(step.source, step.target, key, **facts)


def rows_of(workspace: Workspace, refs: Collection[Ref]) -> dict[Ref, list[int]]:
    """The row_ids of each document."""
    found = {ref: [int(ref.identity)] for ref in refs if ref.ledger != "vouchers"}
    vouchers = {(ref.unit, ref.identity): ref for ref in refs if ref.ledger == "vouchers"}
    if vouchers:
        rows = workspace.session.query(
            f"SELECT s.unit, {VOUCHER} AS identity, list(s.row_id ORDER BY s.row_id) AS rows FROM seen.vouchers s"
            f" WHERE {VOUCHER} IN (SELECT unnest($keys::VARCHAR[])) GROUP BY ALL",
            {"keys": [identity for _unit, identity in vouchers]},
        )
        found |= {
            vouchers[row["unit"], row["identity"]]: row["rows"]
            for row in rows
            if (row["unit"], row["identity"]) in vouchers
        }
    return found


def _steps(workspace: Workspace, refs: Sequence[Ref]) -> list[Step]:
    rows = [row for each in rows_of(workspace, refs).values() for row in each]
    # Asked for by row and by key, each by itself: so the engine looks at these rows before it joins the ledgers.
    links = workspace.session.query(
        """
        SELECT l.* FROM links l WHERE state <> 'refused' AND list_contains($rows::BIGINT[], from_row)
        UNION BY NAME
        SELECT l.* FROM links l
        WHERE state <> 'refused' AND list_contains($keys::VARCHAR[], key) AND list_contains($rows::BIGINT[], to_row)
        ORDER BY from_ledger, from_row, kind, to_row
        """,
        {"rows": rows, "keys": _keys(workspace, rows)},
    )
    return _of(workspace, [*links, *named(workspace, rows)])


def _of(workspace: Workspace, links: Sequence[Mapping[str, Any]]) -> list[Step]:
    refs_of = _refs(workspace, links)
    names = ("kind", "method", "confidence", "state", "amount", "reasons", "origin")
    return [
        Step(source, target, tuple((name, link.get(name)) for name in names))
        for link in links
        if (source := refs_of.get(link["from_row"])) and (target := refs_of.get(link["to_row"])) and source != target
    ]


def _keys(workspace: Workspace, rows: Sequence[int]) -> list[str]:
    """By what others may name these rows."""
    by_key = " UNION ".join(
        f"SELECT key FROM {view} WHERE list_contains($rows::BIGINT[], row_id)"
        for view in dict.fromkeys(edge.target_view for edge in EDGES)
    )
    return [row["key"] for row in workspace.session.query(by_key, {"rows": rows})]


def _refs(workspace: Workspace, links: Iterable[Mapping[str, Any]]) -> dict[int, Ref]:
    ledgers: dict[int, tuple[str, str]] = {}
    for link in links:
        ledgers[link["from_row"]] = link["from_ledger"], link["unit"]
        ledgers[link["to_row"]] = link["to_ledger"], link["unit"]
    found = {row: Ref(ledger, unit, str(row)) for row, (ledger, unit) in ledgers.items() if ledger != "vouchers"}
    lines = workspace.session.query(
        f"SELECT s.row_id, s.unit, {VOUCHER} AS identity FROM seen.vouchers s"
        " WHERE row_id IN (SELECT unnest($rows::BIGINT[]))",
        {"rows": [row for row, (ledger, _unit) in ledgers.items() if ledger == "vouchers"]},
    )
    return found | {row["row_id"]: Ref("vouchers", row["unit"], row["identity"]) for row in lines}


def _reversals(workspace: Workspace, found: Walk, most: int) -> None:
    """Vouchers that take back others, or are taken back: as far as they go, each once, so that a cycle ends."""
    facts = (("kind", "reversal_of"), ("method", "number"), ("confidence", 1), ("state", "given"), ("amount", None),
             ("reasons", "冲销"), ("origin", "ledger"))  # fmt: skip
    frontier = [ref for ref in found.graph if ref.ledger == "vouchers"]
    seen = set(frontier)
    while frontier:
        pairs = workspace.session.query(
            f"""
            SELECT DISTINCT s.unit, {VOUCHER} AS later, r.key AS earlier
            FROM vouchers_reversal_of r JOIN seen.vouchers s USING (row_id)
            WHERE r.key IN (SELECT unnest($keys::VARCHAR[])) OR {VOUCHER} IN (SELECT unnest($keys::VARCHAR[])) ORDER BY ALL
            """,
            {"keys": [ref.identity for ref in frontier]},
        )
        following: list[Ref] = []
        for row in pairs:
            later, earlier = (Ref("vouchers", row["unit"], row[name]) for name in ("later", "earlier"))
            if later not in seen and earlier not in seen:
                continue  # of another body
            for ref in (later, earlier):
                if ref not in seen:
                    seen.add(ref)
                    if len(found.graph) >= most:
                        found.left_out.add(ref)
                        continue
                    following.append(ref)
            if not found.left_out & {later, earlier}:
                _join(found, Step(later, earlier, facts))
        frontier = following
