"""From check results to the findings document (the shape of findings.json)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from auditcheck.checks.law import Law, UnitRule, citations
from auditcheck.checks.results import CLASSES, CheckResult, Hit
from auditcheck.evidence.workspace import Workspace
from auditcheck.findings.decisions import Decision, on_findings
from auditcheck.findings.evidence import MOST_ROWS, Evidence, EvidenceReader, Item
from auditcheck.findings.identity import evidence_hash, fingerprint, issue_id
from auditcheck.findings.links import Unconfirmed, caveat
from auditcheck.findings.rollup import SHARE, Line, RollUp, base_rate
from auditcheck.findings.sentence import origin, sentence
from auditcheck.findings.wanted import wanted

SHOWN_EVIDENCE = 200
SENTENCES = {
    "signal": "open",
    "confirmed": "confirmed",
}  # the two sentences of a finding, and the state that each is for
READ_AHEAD = 500  # findings whose rows are looked up together
LINE_EXAMPLES = 20  # of a rolled-up line, whose evidence is read cell by cell
SEVERITIES = ("high", "medium", "low", "info")
GROUPS = {
    "CON": "合同",
    "PUR": "采购",
    "DIS": "公开",
    "AST": "资产",
    "VOU": "凭证",
    "BUD": "预算",
    "PER": "绩效",
    "EXP": "费用",
    "ADV": "往来",
    "SOD": "内控",
    "EVI": "数据",
    "SUP": "供应商",
    "STA": "统计",
    "INC": "收入",
}


@dataclass(frozen=True)
class Earlier:
    """What an engagement remembers: readable numbers ever given, the evidence hashes of the run before, what was decided."""

    number: Callable[[str, str], str]  # (fingerprint, group word) -> 合同-003
    evidence: Mapping[str, str] = field(default_factory=dict)
    spoken_of: Collection[str] = ()  # fingerprints that people decided on: they are listed one by one


@dataclass
class Findings:
    """The document as the checks left it, nobody's decision in it: every finding is open. Evidence rows by fingerprint
    (at most MOST_ROWS of a role; the document holds at most 200 each). Decisions of the books with the finding they are on, and those that met nothing.
    """

    document: dict[str, Any]
    evidence: dict[str, list[Item]]
    decided: list[tuple[str, Decision]]
    unmatched: list[Decision]


def build(
    run: Mapping[str, Any],
    results: Sequence[CheckResult],
    workspace: Workspace,
    *,
    laws: Mapping[str, Law],
    rules: Iterable[UnitRule],
    decisions: Sequence[Decision],
    earlier: Earlier,
    asof: date,
    expand: Collection[str] = (),
) -> Findings:
    """Findings with identity, law of the day, evidence and sentences; issues; measures; what is wanted.

    ``expand``: ids of checks whose findings are listed one by one, however many there are (rollup.py).
    """
    reader = EvidenceReader(workspace)
    rules = list(rules)
    evidence: dict[str, Evidence] = {}
    drafts: dict[str, tuple[dict[str, Any], Hit]] = {}
    rolled = RollUp(list(decisions), lambda mark, group: earlier.number(mark, _word(group)), expand, earlier.spoken_of)
    for result in results:
        for hit in _read_ahead(reader, rolled.left(result)):
            day = hit.row.get("date") or asof
            basis = citations(hit.rule.basis, result.check.id, day, laws, rules)
            read = reader.read(hit)
            mark = fingerprint(result.check.id, result.check.scope, result.check.key, hit, read.items)
            if mark in drafts:  # the same document twice in the books: one finding, all its rows
                evidence[mark].add(read)
                continue
            evidence[mark] = read
            drafts[mark] = (_draft(mark, result, hit, basis, read.items, workspace), hit)
    lines = {line.mark: line for line in rolled.lines}
    for mark, line in lines.items():
        hit = _as_hit(line)
        basis = citations(hit.rule.basis, line.result.check.id, hit.row["date"] or asof, laws, rules)
        evidence[mark] = _of_line(line, reader, workspace)
        draft = _draft(mark, line.result, hit, basis, evidence[mark].items, workspace)
        counts = {"findings": line.findings, "total": line.total, "population": line.part.population}
        drafts[mark] = ({**draft, "key": {}, "rolled_up": counts}, hit)
    for mark, (finding, _hit) in drafts.items():
        finding["no"] = earlier.number(mark, _word(finding["check"]))
    decided, unmatched = on_findings([finding for finding, _ in drafts.values()], rolled.decisions)
    unconfirmed = Unconfirmed(workspace, (hit for _, hit in drafts.values()))
    for mark, (finding, hit) in drafts.items():
        items = evidence[mark].items
        finding["origin"] = origin(items)
        if mark in lines:
            said = {name: lines[mark].message(state, finding["basis"]) for name, state in SENTENCES.items()}
        else:
            said = {name: sentence(hit, state, items, finding["basis"]) for name, state in SENTENCES.items()}
        finding["links"] = unconfirmed.of(hit)
        if finding["links"]:
            # Who confirms the finding stands for the link too.
            finding["classes"] = {"signal": finding["class"], "confirmed": finding["class"]}
            if finding["class"] == "violation":
                finding["class"] = finding["classes"]["signal"] = "suspicion"
            said["signal"] += caveat(finding["links"])
        finding["messages"], finding["message"] = said, said["signal"]
        finding["evidence"], finding["evidence_total"] = items[:SHOWN_EVIDENCE], evidence[mark].total
        finding["evidence_hash"] = evidence_hash(items, finding["amount"], finding["date"], evidence[mark].rest)
        before = earlier.evidence.get(mark)
        finding["baseline"] = (
            "new" if before is None else "unchanged" if before == finding["evidence_hash"] else "updated"
        )
    findings = sorted((finding for finding, _ in drafts.values()), key=_order)
    document = {
        "schema": "auditcheck/findings/1",
        "run": dict(run),
        "checks": [_counted(result, findings, rolled.lines) for result in results],
        "measures": [_measure(result, reader, int(run["year"])) for result in results if result.measure],
        "findings": findings,
        "rolled_up": [line.document() for line in rolled.lines],
        "issues": _issues(findings, drafts),
        "wanted": wanted(results, workspace),
    }
    return Findings(document, {mark: read.items for mark, read in evidence.items()}, decided, unmatched)


def _word(check_id: str) -> str:
    return GROUPS.get(check_id.split("-")[0], "其他")


def _as_hit(line: Line) -> Hit:
    """What a line is drafted from: the latest day chooses the version of the law."""
    rule, hits = line.part.rule, [hit for _mark, hit in line.details]
    days = [hit.row["date"] for hit in hits if hit.row.get("date")]
    names = dict.fromkeys((*line.result.check.scope, *line.result.check.key))
    row = {**names, "unit": line.unit, "date": max(days, key=str, default=None), "amount": line.amount}
    severity = min((hit.severity for hit in hits), key=SEVERITIES.index)
    hit = Hit(rule, row, [], str(rule.header["class"]), severity, in_period=any(hit.in_period for hit in hits))
    hit.class_ = max((each.class_ for each in hits), key=CLASSES.index)  # as mild as its mildest
    return hit


def _of_line(line: Line, reader: EvidenceReader, workspace: Workspace) -> Evidence:
    """The first findings' evidence in full, of the others the places."""
    found = Evidence([])
    for read in [reader.read(hit) for _mark, hit in line.details[:LINE_EXAMPLES]]:
        found.items += read.items
        found.more += read.more
        found.rest += read.rest
    rest = [(role, row_id) for _m, hit in line.details[LINE_EXAMPLES:] for role, ids in hit.evidence for row_id in ids]
    rest, left = rest[:MOST_ROWS], rest[MOST_ROWS:]
    sources = workspace.sources({row_id for _role, row_id in rest})
    where = ("ledger", "file", "sheet", "row", "origin")
    found.items += [
        {"role": role, **{name: sources[row_id][name] for name in where}, "cells": {}, "values": {}}
        for role, row_id in rest
        if row_id in sources
    ]
    found.more += len(left)
    return found


def _counted(result: CheckResult, findings: Sequence[Mapping[str, Any]], lines: Sequence[Line]) -> dict[str, Any]:
    """The check's entry with as many findings as stand in the list (two rows of one document are one), and its base rate."""
    entry = result.document()
    usual = Decimal(str(result.check.header.get("usual_share") or SHARE))
    own = [finding["subrule"] or "A" for finding in findings if finding["check"] == entry["id"]]
    held = {line.part.rule.key or "A": line.findings - 1 for line in lines if line.result is result}
    parts: list[dict[str, Any]] = []
    for part in entry["subrules"]:
        listed = own.count(part["key"])
        parts.append(
            {**part, "findings": listed, **base_rate(listed + held.get(part["key"], 0), part["population"], usual)}
        )
    whole = base_rate(sum(part["hits"] for part in parts), entry["population"], usual)
    notices = [
        f"{part['key']}：{part['notice']}" if len(parts) > 1 else str(part["notice"])
        for part in parts
        if part["notice"]
    ]
    return {**entry, "findings": len(own), **whole, "notice": "；".join(notices) or None, "subrules": parts}


def _read_ahead(reader: EvidenceReader, hits: Iterable[Hit]) -> Iterator[Hit]:
    left = iter(hits)
    while batch := list(islice(left, READ_AHEAD)):
        reader.expect(batch)
        yield from batch


def _draft(
    mark: str, result: CheckResult, hit: Hit, basis: list[dict[str, Any]], items: list[Item], workspace: Workspace
) -> dict[str, Any]:
    header, row = hit.rule.header, hit.row
    cause = header.get("cause") or {"name": result.check.name, "by": list(result.check.key)}
    scope = {name: row[name] for name in result.check.scope}
    # Two documents without a number are not one subject.
    by = [row.get(f"{name}_key") or row.get(name) or mark for name in cause.get("by") or []]
    name = str(row.get("cause") or cause["name"])
    return {
        "fingerprint": mark,
        "no": None,
        "issue": issue_id(name, scope, by),
        "evidence_hash": "",
        "check": result.check.id,
        "title": hit.rule.title,
        "subrule": hit.rule.key,
        "class": hit.class_,
        "severity": hit.severity,
        "feeds": [{"group": None, "criterion": None, **feed} for feed in hit.rule.feeds],
        "state": "open",
        "baseline": "new",
        "in_period": hit.in_period,
        "visibility": header.get("visibility", "unit"),
        "source": "check",
        "origin": origin(items),
        "scope": scope,
        "key": {name: _json(row[name]) for name in result.check.key},
        "message": "",
        "amount": _json(row.get("amount")),
        "date": _json(row.get("date")),
        "basis": basis,
        "params": hit.parameters or result.parameters,
        "exclusions_not_applied": [c for c in hit.rule.optional if not workspace.is_supplied(c)],
        "repair": header.get("repair", "event"),
        "remediation": str(header.get("remediation", "")),
        "decision": None,
        "links": [],
        "evidence_total": 0,
        "evidence": [],
    }


def _issues(
    findings: Sequence[Mapping[str, Any]], drafts: Mapping[str, tuple[dict[str, Any], Hit]]
) -> list[dict[str, Any]]:
    issues: dict[str, dict[str, Any]] = {}
    for finding in findings:
        hit = drafts[finding["fingerprint"]][1]
        cause = hit.rule.header.get("cause") or {}
        issue = issues.setdefault(
            finding["issue"],
            {
                "id": finding["issue"],
                "cause": str(hit.row.get("cause") or cause.get("name") or hit.rule.header["name"]),
                "title": str(cause.get("title") or finding["title"]),
                "severity": finding["severity"],
                "findings": [],
            },
        )
        issue["severity"] = min(issue["severity"], finding["severity"], key=SEVERITIES.index)
        issue["findings"].append(finding["fingerprint"])
    return list(issues.values())


def _measure(result: CheckResult, reader: EvidenceReader, year: int) -> dict[str, Any]:
    hit = result.measure
    assert hit is not None
    read = reader.read(hit)
    values = {n: _json(v) for n, v in hit.row.items() if not n.endswith(("_row", "_rows"))}
    return {
        "check": result.check.id,
        "name": result.check.name,
        "title": result.check.title,
        "year": year,
        "values": values,
        "evidence": read.items[:SHOWN_EVIDENCE],
        "evidence_total": read.total,
    }


def _order(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return (SEVERITIES.index(finding["severity"]), finding["check"], finding["subrule"] or "", str(finding["key"]))


def _json(value: Any) -> Any:
    """Money and other decimals as strings, dates ISO."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(value)
    return value
