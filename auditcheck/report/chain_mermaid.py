"""A chain as Mermaid text, for wikis and editors that draw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditcheck.report import chain_words as words


def mermaid(chain: Mapping[str, Any]) -> str:
    """A flowchart from left to right; candidates are dotted, documents with something to say are red or amber."""
    chain = words.folded(chain, drawn=True)
    names = {node["id"]: f"n{position}" for position, node in enumerate(chain["nodes"])}
    lines = ["flowchart LR"]
    for node in chain["nodes"]:
        parts = [
            words.name(node),
            words.day(node) if node["days"] else None,
            words.money(node["amount"]),
            node["title"],
        ]
        parts += [f"× {each['text']}" for each in node["problems"]]
        parts += [f"○ {each['text']}" for each in node["missing"]]
        parts += [f"● {words.told(each)}" for each in node["findings"]]
        text = "<br/>".join(_escaped(part) for part in parts if part)
        lines.append(f'    {names[node["id"]]}["{text}"]:::{_class(node, chain)}')
    for edge in chain["edges"]:
        label = words.METHODS.get(edge["method"], edge["method"])
        if edge["state"] == words.TENTATIVE:
            arrow = f"-. 待确认 {float(edge['confidence']):.0%} .->"
        else:
            arrow = "-->" if edge["state"] == "given" else f'-- "{label}" -->'
        lines.append(f"    {names[edge['from']]} {arrow} {names[edge['to']]}")
    lines += [
        "    classDef plain fill:#ffffff,stroke:#5b6b7b,color:#1d2733",
        "    classDef start fill:#e8f0fb,stroke:#1f5fae,stroke-width:3px,color:#1d2733",
        "    classDef found fill:#fdecea,stroke:#b3261e,color:#1d2733",
        "    classDef lacking fill:#fff6e0,stroke:#a86a00,color:#1d2733",
    ]
    return "\n".join(lines) + "\n"


def _class(node: Mapping[str, Any], chain: Mapping[str, Any]) -> str:
    if node["id"] in chain["start"]:
        return "start"
    return "found" if node["findings"] or node["problems"] else "lacking" if node["missing"] else "plain"


def _escaped(text: str) -> str:
    for sign, code in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", " ")):
        text = text.replace(sign, code)
    return text
