"""What all pictures of a chain share: its documents with those that are alike folded into one, and the words on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from auditcheck.evidence.graph.kinds import KINDS

Node = Mapping[str, Any]
_LONG = 24  # documents of a chain from which instalments are drawn as one
_FOLDED = 3  # documents alike in kind, day and neighbours, with nothing to say of them, from which one card tells all
CLASSES = {"violation": "违规", "suspicion": "疑点", "data": "数据"}
STATES = {
    "open": "待核实",
    "pending": "待补资料",
    "confirmed": "已确认",
    "waived": "不作问题反映",
    "rectifying": "正在整改",
    "rectified": "已完成整改",
}
METHODS = {
    "number": "编号一致",
    "paper": "核查表载明",
    "text": "摘要写有编号",
    "facts": "按要素推定",
    "part": "按要素推定（部分）",
    "sum": "按合计推定",
    "chain": "由关联单据推定",
    "person": "人工确认",
    "row": "同一行记载",
}
TENTATIVE = "candidate"
WARNING = "数据筛查疑点，未经核实，不得作为定性问责依据"


def kind(node: Node) -> str:
    return KINDS[node["kind"]].zh


def lane(node: Node) -> int:
    return KINDS[node["kind"]].lane


def lanes(chain: Mapping[str, Any]) -> dict[int, str]:
    """Lane -> its heading, from the first step of a business to the last; kinds of one lane share it."""
    present = {node["kind"] for node in chain["nodes"]}
    found: dict[int, list[str]] = {}
    for each in KINDS.values():
        if each.name in present:
            found.setdefault(each.lane, []).append(each.zh)
    return {number: " / ".join(reversed(words)) for number, words in sorted(found.items())}


def money(text: str | None) -> str:
    return "" if text is None else f"{Decimal(text):,.2f}"


def day(node: Node) -> str:
    if not node["days"]:
        return "日期不详"
    first = node["days"][0]
    return f"{span(first)} {first['word']}"


def span(each: Mapping[str, Any]) -> str:
    return str(each["date"]) if each["to"] in (None, each["date"]) else f"{each['date']}至{each['to']}"


def name(node: Node) -> str:
    """验收 without a number of its own is 验收."""
    return f"{kind(node)} {node['number']}" if node["number"] else kind(node)


def is_plain(node: Node) -> bool:
    """Nothing stands on it that a reader must see by itself."""
    return not (node["problems"] or node["missing"] or node["findings"])


def paper_facts(node: Node) -> list[Mapping[str, Any]]:
    """What a person read off the document; a title or number that only names it is left out."""
    skipped = {"index_no", "abnormal", "note", "attachment_pages", "photo_no"}
    return [fact for fact in node["facts"] if fact["origin"] == "paper" and fact["column"] not in skipped]


def place(cell: Mapping[str, Any] | None) -> str:
    """抽凭检查表.xlsx O14"""
    if not cell:
        return ""
    return f"{cell['file']} {cell['cell'] or '第{}行'.format(cell['row'])}"


def readings(node: Node) -> list[tuple[str, list[str]]]:
    """What was read off paper, by sheet and reader: (核查表 抽凭检查表.xlsx 第14行，检查员甲 2024-05-10; what each cell says)."""
    found: dict[str, list[str]] = {}
    for fact in paper_facts(node):
        cell = fact["cell"]
        by = " ".join(str(part) for part in (fact.get("checker"), fact.get("checked")) if part)
        who = "，".join(filter(None, (f"{cell['file']} 第{cell['row']}行", by)))
        booked = f"，台账为{fact['booked']}（{place(fact['booked_cell'])}）" if fact.get("booked") else ""
        where = f"（{cell['cell']}）" if cell["cell"] else ""
        found.setdefault(who, []).append(f"{fact['name']}：{fact['value']}{where}{booked}")
    return list(found.items())


def is_read(node: Node, column: str) -> bool:
    """Whether the value was read off paper."""
    return any(fact["column"] == column and fact["origin"] == "paper" for fact in node["facts"])


def brief_readings(node: Node) -> list[str]:
    """What was read off paper and does not stand on the card already: 我方用印名称：局办公室（O14）."""
    shown = {each["column"] for each in node["days"]} | {
        "acceptance_no",
        "invoice_no",
        "approver",
        "meeting_minutes_no",
    }
    return [
        f"{fact['name']}：{fact['value']}" + (f"（{fact['cell']['cell']}）" if fact["cell"]["cell"] else "")
        for fact in paper_facts(node)
        if fact["column"] not in shown or fact.get("booked")
    ]


def event(node: Node, each: Mapping[str, Any]) -> str:
    """合同签订, 验收, 启用, 付款: short where the word alone says it."""
    word = str(each["word"])
    return f"{kind(node)}{word}" if node["kind"] in ("contract", "asset", "document") else word


def fingerprint(node: Node) -> str | None:
    """By what a file is known, as far as it fits a line: SHA-256 3fc9b689459d738f…"""
    value = next((fact["value"] for fact in node["facts"] if fact["column"] == "sha256"), None)
    return f"SHA-256 {value}" if value else None


def told(finding: Mapping[str, Any]) -> str:
    marks = [CLASSES.get(finding["class"], ""), STATES.get(finding["state"], "")]
    if finding["visibility"] == "internal":
        marks.append("内部线索")
    return f"{finding['no']} {finding['title']}（{'，'.join(filter(None, marks))}）"


def folded(chain: Mapping[str, Any], drawn: bool = False) -> dict[str, Any]:
    """The chain with documents that say the same thing together as one node with ``members``.

    ``drawn``: of a long chain the instalments, too, else a year of monthly payments fits no sheet of paper.
    """
    starts = set(chain["start"])
    near: dict[str, set[tuple[str, str]]] = {node["id"]: set() for node in chain["nodes"]}
    for edge in chain["edges"]:
        near[edge["from"]].add((edge["to"], edge["state"]))
        near[edge["to"]].add((edge["from"], edge["state"]))
    groups: dict[Any, list[Node]] = {}
    for node in chain["nodes"]:
        alone = node["id"] in starts or not is_plain(node) or node["kind"] in ("approval", "minutes")
        sort = node["kind"], next((fact["value"] for fact in node["facts"] if fact["column"] == "doc_type"), None)
        key: Any = node["id"] if alone else (sort, node["date"], frozenset(near[node["id"]]))
        if not alone and drawn and len(chain["nodes"]) > _LONG:
            kinds = {(each.partition(":")[0], state) for each, state in near[node["id"]]}
            contracts = {each for each, _state in near[node["id"]] if each.startswith("contract:")}
            key = sort, frozenset(kinds), frozenset(contracts)
        groups.setdefault(key, []).append(node)
    nodes: list[Node] = []
    renamed: dict[str, str] = {}
    for members in groups.values():
        if len(members) < _FOLDED:
            nodes += members
            continue
        nodes.append(_group(members))
        renamed |= {member["id"]: members[0]["id"] for member in members}
    edges: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for edge in chain["edges"]:
        ends = renamed.get(edge["from"], edge["from"]), renamed.get(edge["to"], edge["to"])
        edges.setdefault((*ends, edge["kind"]), {**edge, "from": ends[0], "to": ends[1]})
    order = {node["id"]: position for position, node in enumerate(chain["nodes"])}
    nodes.sort(key=lambda node: order[node["id"]])
    return {**chain, "nodes": nodes, "edges": list(edges.values())}


def _group(members: Sequence[Node]) -> dict[str, Any]:
    amounts = [member["amount"] for member in members]
    total = None if None in amounts else str(sum((Decimal(each) for each in amounts), Decimal(0)))
    first, last = members[0], members[-1]
    days = [each for member in members for each in member["days"][:1]]
    unit = {"asset": "件", "payment": "笔"}.get(first["kind"], "份")
    return {
        **first,
        "number": f"{first['number']} 至 {last['number']}" if first["number"] and last["number"] else None,
        "title": f"{first['title'] or kind(first)}等{len(members)}{unit}",
        "amount": total,
        "days": [{**days[0], "to": max(each["to"] or each["date"] for each in days)}] if days else [],
        "facts": [],
        "members": [member["id"] for member in members],
    }
