"""Findings as report.html shows them: plain texts, to be escaped by the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from auditcheck import names, wording
from auditcheck.findings.document import GROUPS
from auditcheck.report import facts, html_history, words
from auditcheck.report.facts import Doc

ABOUT = {
    "violation": "比对规则、有依据可引的事项。未经确认的为疑点。",
    "suspicion": "只提示需要了解的情况，不是问题，不得据此定性。",
    "data": "台账登记或数据质量方面的事项。",
}
_MOST_EVIDENCE, _FEWEST_EVIDENCE = 20, 3
_ALL_EVIDENCE = 20_000  # rows of the whole page: beyond, a browser has to think


def views(findings: Sequence[Doc], findings_doc: Doc, units: Sequence[str]) -> list[dict[str, Any]]:
    """One view a finding, the confirmed first, then the gravest."""
    most = max(_FEWEST_EVIDENCE, min(_MOST_EVIDENCE, _ALL_EVIDENCE // max(len(findings), 1)))
    kind, titles = facts.kind(findings_doc), facts.titles(findings_doc)
    place = {unit: number for number, unit in enumerate(units)}
    ordered = sorted(findings, key=lambda finding: (not facts.is_confirmed(finding), facts.by_severity(finding)))
    return [_view(finding, kind, titles, place, most) for finding in ordered]


def _view(finding: Doc, kind: str, titles: Mapping[str, str], place: Mapping[str, int], most: int) -> dict[str, Any]:
    confirmed, state = facts.is_confirmed(finding), str(finding.get("state") or "")
    internal = finding.get("visibility") == "internal" and not (finding.get("life") or {}).get("released")
    amount = facts.money(finding.get("amount"))
    evidence = [_piece(item) for item in (finding.get("evidence") or [])[:most]]
    total = max(int(finding.get("evidence_total") or 0), len(finding.get("evidence") or []))
    return {
        "no": str(finding.get("no") or finding.get("fingerprint") or ""),
        "class": str(finding.get("class") or ""),
        "severity": str(finding.get("severity") or ""),
        "severity_word": words.severity(str(finding.get("severity") or "")),
        "state": state,
        "state_word": facts.state(finding, kind),
        "tone": "problem" if state in ("confirmed", "rectifying") else "settled" if state in ("rectified", "dismissed", "waived") else "",
        "confirmed": confirmed,
        "internal": internal,
        "baseline": str(finding.get("baseline") or ""),
        "baseline_word": "" if finding.get("baseline") in ("unchanged", None) else words.baseline(finding.get("baseline")),
        "group": group(finding),
        "unit_index": place.get(facts.unit_of(finding), ""),
        "title": facts.title(finding, titles),
        "message": str(finding.get("message") or ""),
        "amount": wording.amount(amount) if amount is not None else "",
        "warning": "" if confirmed or state in ("dismissed", "waived") else words.DISCLAIMER,
        "facts": _facts(finding, internal),
        "basis": [_law(item) for item in finding.get("basis") or []],
        "evidence": evidence,
        "evidence_told": f"共{total}处" + (f"，此处列{len(evidence)}处，全部见 evidence.csv" if total > len(evidence) else ""),
        "answer": html_history.answer(finding),
        "handling": html_history.handling(finding),
        "history": html_history.steps(finding, kind),
        "advice": str(finding.get("remediation") or ""),
        "check": " ".join(filter(None, (str(finding.get("check") or ""), str(finding.get("subrule") or "")))),
        "params": _params(finding),
        "fingerprint": str(finding.get("fingerprint") or ""),
    }  # fmt: skip


def group(finding: Doc) -> str:
    """合同, 采购, 资产, …: by the check, else by the number given."""
    known = GROUPS.get(str(finding.get("check") or "")[:3])
    return known or str(finding.get("no") or "").partition("-")[0] or "其他"


def _facts(finding: Doc, internal: bool) -> list[tuple[str, str]]:
    day, amount = facts.day(finding.get("date")), facts.money(finding.get("amount"))
    not_ruled_out = "、".join(names.dotted_name(str(name)) for name in finding.get("exclusions_not_applied") or [])
    indicators = dict.fromkeys(str(feed["indicator"]) for feed in finding.get("feeds") or [] if feed.get("indicator"))
    return [
        ("单位", facts.unit_of(finding)),
        ("责任处室", facts.department(finding)),
        ("对象", facts.key_text(finding)),
        ("凭证、合同", facts.shorten(facts.documents(finding), 12, "个", "、")),
        ("日期", wording.day(day) if day is not None and not isinstance(day, str) else str(day or "")),
        ("金额", f"{amount:,.2f}元" if amount is not None else ""),
        ("影响指标", "、".join(indicators)),
        ("来源", words.source(finding)),
        ("与上次相比", words.baseline(finding.get("baseline"))),
        ("知悉范围", "仅限内部" if internal else ""),
        ("未能排除", not_ruled_out and f"未提供{not_ruled_out}，相应例外情形未能排除"),
        (
            "待确认关联",
            "；".join(str(link.get("reasons") or link.get("link") or "") for link in finding.get("links") or []),
        ),
    ]


def _params(finding: Doc) -> str:
    params = (finding.get("params") or {}).items()
    return "；".join(f"{name}={value}" for name, value in params if value not in (None, ""))


def _law(item: Doc) -> dict[str, str]:
    source = item.get("quoted_from") or {}
    if item.get("quote"):
        told = f"原文：{source.get('file')}，SHA-256 {str(source.get('sha256'))[:12]}…"
        return {"name": facts.basis(item), "text": f"“{item['quote']}”", "source": told}
    return {"name": facts.basis(item), "text": f"要点：{item['gist']}" if item.get("gist") else "", "source": ""}


def _piece(item: Doc) -> dict[str, Any]:
    ledger, values, cells = str(item.get("ledger") or ""), item.get("values") or {}, item.get("cells") or {}
    return {
        "role": words.role(item.get("role")) or names.ledger_name(ledger),
        "place": facts.place({**item, "searched": None}, with_cells=False),
        "cells": [
            {"address": str(cells.get(column) or ""), "column": names.column_name(column, ledger), "value": _written(values.get(column))}
            for column in dict.fromkeys([*cells, *values])
        ],
        "searched": facts.searched(item),
        "origin": words.evidence_origin(item.get("origin")),
    }  # fmt: skip


def _written(value: object) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def facets(shown: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """What can be chosen, with how many findings each has."""
    by_group = Counter(str(view["group"]) for view in shown)
    return {
        "class": _choices(shown, "class", words.CLASSES, words.finding_class),
        "state": _choices(shown, "state", words.STATES, {view["state"]: view["state_word"].removesuffix("（期外）") for view in shown}.get),
        "severity": _choices(shown, "severity", words.SEVERITIES, words.severity),
        "group": _choices(shown, "group", [name for name, _count in by_group.most_common()], str),
        "baseline": _choices(shown, "baseline", ("new", "updated", "unchanged", "absent"), words.baseline),
    }  # fmt: skip


def _choices(
    shown: Sequence[Mapping[str, Any]], name: str, order: Iterable[str], word: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    counts = Counter(str(view[name]) for view in shown)
    return [{"value": value, "label": word(value), "count": counts[value]} for value in order if counts[value]]


def distribution(findings: Sequence[Doc]) -> list[tuple[str, list[int]]]:
    """(kind of matter, counts as html_charts.STACK names them), the most first."""
    found: dict[str, list[int]] = {}
    for finding in findings:
        counts = found.setdefault(group(finding), [0] * 5)
        if facts.is_confirmed(finding):
            counts[0] += 1
        elif finding.get("state") in ("dismissed", "waived"):
            counts[4] += 1
        else:
            counts[1 + words.CLASSES.index(str(finding.get("class")))] += 1
    return sorted(found.items(), key=lambda pair: (-sum(pair[1]), pair[0]))


def total_of(findings: Iterable[Doc]) -> Decimal | None:
    """The money of confirmed issues, each voucher or contract once."""
    from auditcheck.report.issues import amount_once

    return amount_once([finding for finding in findings if facts.is_confirmed(finding)])
