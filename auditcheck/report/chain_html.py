"""A chain as one page that needs nothing else: the picture, and under it every document with its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auditcheck.report import chain_words as words
from auditcheck.report.chain_svg import svg
from auditcheck.report.chain_tree import has_unconfirmed
from auditcheck.report.drawing import AMBER, BLUE, FONT, GREEN, GREY, INK, RED, escaped

_STYLE = f"""
@page {{ size: A4 landscape; margin: 12mm; }}
body {{ font: 14px/1.6 {FONT}; color: {INK}; margin: 0 auto; max-width: 1480px; padding: 24px; background: #fff; }}
h1 {{ font-size: 22px; margin: 0; }} h2 {{ font-size: 16px; margin: 32px 0 8px; }}
p {{ margin: 4px 0; }} .quiet {{ color: {GREY}; }} .warn {{ color: {RED}; }}
.picture {{ overflow-x: auto; margin: 12px 0; }} .picture svg {{ display: block; max-width: max(100%, 1000px); height: auto; }}
@media print {{ .picture svg {{ width: 100%; height: auto; max-height: 180mm; }} }}
table {{ border-collapse: collapse; width: 100%; font-size: 13px; }}
th, td {{ border-bottom: 1px solid #dde3e8; padding: 6px 8px; text-align: left; vertical-align: top; }}
th {{ background: #f5f7f9; font-weight: 600; white-space: nowrap; }} thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }} td.money {{ text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }}
td.day {{ white-space: nowrap; }} .start td:first-child {{ border-left: 4px solid {BLUE}; }}
.problem, .violation {{ color: {RED}; }} .missing, .suspicion {{ color: {AMBER}; }} .paper {{ color: {GREEN}; }}
.cell {{ color: {GREY}; font-size: 12px; }} td {{ overflow-wrap: anywhere; }}
@media screen and (max-width: 860px) {{
  body {{ padding: 12px; }} thead {{ display: none; }}
  tr, td, td.money {{ display: block; padding: 2px 0; border: 0; text-align: left; white-space: normal; }}
  tr {{ padding: 10px 8px; border-bottom: 1px solid #dde3e8; }} td:first-child {{ font-weight: 600; }}
  td + td::before {{ content: attr(data-head) "　"; color: {GREY}; font-size: 12px; }}
  td:empty {{ display: none; }} tr.start {{ border-left: 4px solid {BLUE}; }} .start td:first-child {{ border-left: 0; }}
}}
"""


def html(chain: Mapping[str, Any]) -> str:
    """The whole page; pictures and styles stand in it, nothing is fetched."""
    start = [words.name(node) for node in chain["nodes"] if node["id"] in chain["start"]]
    title = f"{'、'.join(start)} 的证据链"
    run = chain.get("run")
    head = f"检查时点 {run['asof']}" if run else "未运行检查"
    warning = f'<p class="warn">{words.WARNING}。</p>' if has_unconfirmed(chain) else ""
    body = [
        f'<h1>{escaped(title)}</h1><p class="quiet">{escaped(chain["unit"])}　{escaped(head)}　内部资料</p>{warning}',
        f'<div class="picture">{svg(chain)}</div>',
        "<h2>单据</h2>", table(("单据", "日期", "金额（元）", "内容（出处）", "核对情况"), map(_row, chain["nodes"], [chain] * len(chain["nodes"]))),
        *_findings(chain),
        "<h2>关联</h2>", table(("单据", "对应单据", "方式", "可信程度", "理由"), _links(chain)),
    ]  # fmt: skip
    return page(title, body)


def page(title: str, body: Iterable[str]) -> str:
    """A page with the style of ours."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escaped(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body>\n'
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def table(heads: Iterable[str], rows: Iterable[str]) -> str:
    names = tuple(heads)
    head = "".join(f"<th>{each}</th>" for each in names)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_headed(row, names) for row in rows)}</tbody></table>"


def _headed(row: str, heads: Sequence[str]) -> str:
    """Each cell with its column's name: on a narrow screen the heads are not shown."""
    head = iter(heads)
    return re.sub("<td", lambda _cell: f'<td data-head="{escaped(next(head, ""))}"', row)


def _row(node: Mapping[str, Any], chain: Mapping[str, Any]) -> str:
    days = "<br>".join(escaped(f"{words.span(each)} {each['word']}") for each in node["days"]) or "–"
    mark = ' class="start"' if node["id"] in chain["start"] else ""
    title = f'<br><span class="quiet">{escaped(node["title"])}</span>' if node["title"] else ""
    return (
        f'<tr{mark}><td>{escaped(words.name(node))}{title}</td><td class="day">{days}</td>'
        f'<td class="money">{words.money(node["amount"])}</td><td>{"<br>".join(_facts(node))}</td>'
        f"<td>{'<br>'.join(_said(node))}</td></tr>"
    )


def _facts(node: Mapping[str, Any]) -> Iterator[str]:
    for fact in node["facts"]:
        where = f'<span class="cell">〔{escaped(words.place(fact["cell"]))}'
        if fact["origin"] == "paper":
            by = "，".join(str(each) for each in (fact.get("checker"), fact.get("checked")) if each)
            booked = f"；台账为{fact['booked']}（{words.place(fact['booked_cell'])}）" if fact.get("booked") else ""
            where += escaped(f"，{by}{booked}")
            yield f'<span class="paper">核查表　{escaped(fact["name"])}：{escaped(fact["value"])}</span>{where}〕</span>'
        else:
            yield f"{escaped(fact['name'])}：{escaped(fact['value'])}{where}〕</span>"
    for line in node.get("lines", ()):
        sides = [
            f"{word}{words.money(line[side])}"
            for side, word in (("debit", "借"), ("credit", "贷"))
            if float(line[side] or 0)
        ]
        yield escaped(f"{line['account_code'] or ''} {line['account_name'] or ''}　{'　'.join(sides)}")
    if node.get("line_count", 0) > len(node.get("lines", ())):
        yield f"……共{node['line_count']}行"


def _said(node: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("problems", "missing"):
        for each in node[kind]:
            yield f'<span class="{"problem" if kind == "problems" else "missing"}">{escaped(each["text"])}</span>'
    for finding in node["findings"]:
        yield f'<span class="{escaped(finding["class"])}">{escaped(words.told(finding))}</span>'


def _findings(chain: Mapping[str, Any]) -> list[str]:
    found = {each["no"]: each for node in chain["nodes"] for each in node["findings"]}
    if not found:
        return []
    rows = (
        f'<tr><td class="day">{escaped(each["no"])}</td><td>{escaped(each["title"])}</td>'
        f'<td class="day">{words.CLASSES.get(each["class"], "")}，{words.STATES.get(each["state"], "")}</td>'
        f"<td>{escaped(each['message'])}</td></tr>"
        for each in found.values()
    )
    return ["<h2>疑点与问题</h2>", table(("编号", "事项", "状态", "内容"), rows)]


def _links(chain: Mapping[str, Any]) -> Iterator[str]:
    names = {node["id"]: words.name(node) for node in chain["nodes"]}
    for edge in chain["edges"]:
        style = ' class="missing"' if edge["state"] == words.TENTATIVE else ""
        state = "（待确认）" if edge["state"] == words.TENTATIVE else ""
        yield (
            f"<tr{style}><td>{escaped(names[edge['from']])}</td><td>{escaped(names[edge['to']])}</td>"
            f"<td>{words.METHODS.get(edge['method'], '')}{state}</td><td>{float(edge['confidence']):.0%}</td>"
            f"<td>{escaped(edge['reasons'] or '')}</td></tr>"
        )
