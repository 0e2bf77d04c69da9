"""A chain as a tree of text: from the first step of the business down, what is earlier stands first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditcheck.report import chain_words as words

Node = Mapping[str, Any]
Line = tuple[str, str]  # text, style: "" | title | start | problem | missing | finding | paper | dim
# What a document hangs on, the nearest first: the tree shows each document once.
_PARENT = ("procurement", "contract", "payment", "invoice", "claim", "acceptance", "voucher", "asset")


def tree(chain: Mapping[str, Any], in_full: bool = False) -> Iterator[Line]:
    """Lines with their style; the caller colours them. ``in_full``: with the sentences of the findings."""
    chain = words.folded(chain)
    nodes = {node["id"]: node for node in chain["nodes"]}
    children, roots, by_child = _spanning(chain, nodes)
    yield f"{_head(chain, nodes)}", "title"
    yield f"{chain['unit']}", "dim"
    yield "", ""
    shown: set[str] = set()
    for position, root in enumerate(roots):
        last = position == len(roots) - 1
        yield from _branch(root, nodes, children, by_child, chain, "", "└─ " if last else "├─ ", last, shown, in_full)
    yield "", ""
    yield from _timeline(chain)
    yield from _notes(chain)


def _head(chain: Mapping[str, Any], nodes: Mapping[str, Node]) -> str:
    start = [nodes[each] for each in chain["start"] if each in nodes]
    return f"{'、'.join(words.name(node) for node in start)} 的证据链"


def _spanning(
    chain: Mapping[str, Any], nodes: Mapping[str, Node]
) -> tuple[dict[str, list[str]], list[str], dict[str, Mapping[str, Any]]]:
    parents: dict[str, list[Mapping[str, Any]]] = {each: [] for each in nodes}
    for edge in chain["edges"]:
        child, parent = edge["from"], edge["to"]
        if edge["kind"] in ("voucher_no", "invoice_no"):  # the voucher hangs on its payment, not the payment on it
            child, parent = parent, child
        if child != parent:
            parents[child].append({**edge, "parent": parent})
    chosen: dict[str, Mapping[str, Any]] = {}
    for child in nodes:
        for edge in sorted(parents[child], key=lambda each: _rank(each, nodes)):
            if not _leads_to(chosen, edge["parent"], child):
                chosen[child] = edge
                break
    children: dict[str, list[str]] = {each: [] for each in nodes}
    for child, edge in chosen.items():
        children[edge["parent"]].append(child)
    return children, [each for each in nodes if each not in chosen], chosen


def _rank(edge: Mapping[str, Any], nodes: Mapping[str, Node]) -> tuple[bool, int]:
    kind = nodes[edge["parent"]]["kind"]
    return edge["state"] == words.TENTATIVE, _PARENT.index(kind) if kind in _PARENT else len(_PARENT)


def _leads_to(chosen: Mapping[str, Mapping[str, Any]], begin: str, end: str) -> bool:
    here: str | None = begin
    while here is not None:
        if here == end:
            return True
        here = chosen[here]["parent"] if here in chosen else None
    return False


def _branch(
    here: str, nodes: Mapping[str, Node], children: Mapping[str, list[str]], by_child: Mapping[str, Mapping[str, Any]],
    chain: Mapping[str, Any], indent: str, joint: str, last: bool, shown: set[str], in_full: bool,
) -> Iterator[Line]:  # fmt: skip
    node = nodes[here]
    mark = "→ " if here in chain["start"] else ""
    edge = by_child.get(here)
    yield f"{indent}{joint}{mark}{_title(node)}{_link(edge)}", "start" if mark else "node"
    below = indent + ("   " if last else "│  ")
    stem = below + ("│  " if children[here] else "   ")
    for text, style in _details(node, shown, in_full):
        yield f"{stem}{text}", style
    for position, child in enumerate(children[here]):
        final = position == len(children[here]) - 1
        yield from _branch(
            child, nodes, children, by_child, chain, below, "└─ " if final else "├─ ", final, shown, in_full
        )


def _title(node: Node) -> str:
    parts = [
        words.name(node),
        None if node["kind"] == "minutes" else words.day(node),
        words.money(node["amount"]) and f"{words.money(node['amount'])}元",
        node["title"],
        node["party"],
    ]
    return "  ".join(part for part in parts if part)


def _link(edge: Mapping[str, Any] | None) -> str:
    if edge is None or edge["state"] == "given":
        return ""
    if edge["state"] == words.TENTATIVE:
        return f"  ┄ 待确认关联（可信程度{float(edge['confidence']):.0%}：{edge['reasons']}）"
    return f"  ┄ {'人工确认' if edge['state'] == 'confirmed' else '系统推定'}（{edge['reasons']}）"


def _details(node: Node, shown: set[str], in_full: bool) -> Iterator[Line]:
    for each in node["days"][1:]:
        yield f"{each['word']} {words.span(each)}", "dim"
    if known := words.fingerprint(node):
        yield known, "dim"
    for who, said in words.readings(node):
        yield f"核查表：{'；'.join(said)}〔{who}〕", "paper"
    for problem in node["problems"]:
        yield f"× {problem['text']}", "problem"
    for missing in node["missing"]:
        yield f"○ {missing['text']}", "missing"
    for finding in node["findings"]:
        # Told in full where it stands first.
        rest = f"：{finding['message']}" if in_full and finding["no"] not in shown else ""
        shown.add(finding["no"])
        yield f"● {words.told(finding)}{rest}", "finding"


def _timeline(chain: Mapping[str, Any]) -> Iterator[Line]:
    days = sorted(
        (each["date"], words.lane(node), f"{words.span(each)} {words.event(node, each)}")
        for node in chain["nodes"]
        for each in node["days"]
    )
    if days:
        yield "时间顺序：" + " → ".join(dict.fromkeys(text for _date, _lane, text in days)), "dim"


def _notes(chain: Mapping[str, Any]) -> Iterator[Line]:
    if chain["left_out"]:
        yield f"另有{chain['left_out']}份单据未列出（一次最多列示80份）", "dim"
    if chain.get("leads"):
        yield f"另有{chain['leads']}条内部线索未列示（--internal 列示）", "dim"
    if has_unconfirmed(chain):
        yield f"注：{words.WARNING}。", "dim"


def has_unconfirmed(chain: Mapping[str, Any]) -> bool:
    found: Iterable[Mapping[str, Any]] = (each for node in chain["nodes"] for each in node["findings"])
    return any(each["state"] in ("open", "pending") for each in found)


def stem(line: str) -> tuple[str, str]:
    """(lines of the tree, what stands behind them): a long text goes on under itself."""
    rest = line.lstrip(" │├└─")
    return line[: len(line) - len(rest)], rest
