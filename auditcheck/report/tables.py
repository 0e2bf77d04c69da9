"""Every table of a job for other programs: one csv and one json file each, the same columns in both.

Names of columns are those of findings.json (contracts.md). A list in a csv cell is joined by " | "; a cell that a
spreadsheet program would take for a formula gets an apostrophe; csv files are UTF-8 with BOM, which Excel opens.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from auditcheck.report import facts
from auditcheck.report.facts import Doc
from auditcheck.report.files import EVIDENCE_COLUMNS, evidence_rows, neutral, write_json, write_text

Row = dict[str, Any]
FOLDER = "tables"
FORMATS = ("csv", "json")
# Each table with its columns, in order.
COLUMNS: dict[str, tuple[str, ...]] = {
    "findings": (
        "fingerprint", "no", "issue", "check", "subrule", "title", "class", "severity", "state", "baseline", "in_period",
        "visibility", "source", "origin", "unit", "key", "documents", "message", "amount", "date", "basis", "indicators",
        "decided_by", "decided_on", "reason", "department", "evidence_total", "evidence_hash",
    ),
    "issues": ("id", "cause", "title", "severity", "findings"),
    "evidence": EVIDENCE_COLUMNS,
    "history": ("fingerprint", "no", "seq", "time", "actor", "role", "action", "from", "to", "reason"),
    "opinions": ("id", "place", "opinion", "reason", "evidence", "by", "date", "adopted", "adopted_reason", "adopted_by"),
    "checks": (
        "id", "subrule", "name", "title", "class", "state", "reason", "missing", "population", "evaluated", "undecided",
        "not_supplied", "findings", "hits", "rate", "notice",
    ),
    "wanted": ("check", "ledger", "column", "rows", "why"),
    "measures": ("check", "name", "title", "year", "key", "value", "evidence_total"),
    "metrics": ("indicator", "name", "value", "unit", "numerator", "denominator", "source", "evidence", "person", "date"),
    "rolled_up": ("line", "check", "subrule", "title", "fingerprint", "unit", "key", "amount", "date", "message"),
    "indicators": (
        "code", "name", "tier", "max", "score", "low", "high", "rate", "benchmark", "value", "state", "source", "explanation",
    ),
    "criteria": ("indicator", "no", "text", "points", "state", "by", "checks", "findings", "result", "person", "date", "reason", "evidence"),
    "deductions": ("indicator", "points", "reason", "findings"),
    "sheets": (
        "file", "sha256", "sheet", "ledger", "confidence", "header_row", "unit_of_money", "unit", "in", "loaded", "rejected",
        "furniture",
    ),
    "columns": ("file", "sheet", "ledger", "letter", "header", "column", "how", "fill"),
    "rejects": ("file", "sheet", "ledger", "row", "column", "value", "reason"),
    "inputs": ("file", "sha256"),
}  # fmt: skip


def write_tables(
    folder: Path, formats: Collection[str], findings_doc: Doc, score_doc: Doc | None, load_doc: Doc | None
) -> list[Path]:
    """Write each table that has rows into ``folder``; one without rows is written with its columns alone."""
    written = []
    for name, rows in tables(findings_doc, score_doc, load_doc).items():
        if "csv" in formats:
            written.append(folder / f"{name}.csv")
            _write_csv(written[-1], COLUMNS[name], rows)
        if "json" in formats:
            written.append(folder / f"{name}.json")
            write_json(written[-1], {"table": name, "columns": list(COLUMNS[name]), "rows": rows})
    return written


def tables(findings_doc: Doc, score_doc: Doc | None, load_doc: Doc | None) -> dict[str, list[Row]]:
    """Rows by table; each row has all columns of its table and no other."""
    findings = findings_doc.get("findings", [])
    indicators = (score_doc or {}).get("indicators", [])
    sheets = (load_doc or {}).get("sheets", [])
    found: dict[str, Iterable[Row]] = {
        "findings": map(_finding, findings),
        "issues": findings_doc.get("issues", []),
        "evidence": evidence_rows(findings),
        "history": _history(findings),
        "opinions": findings_doc.get("opinions") or [],
        "checks": _checks(findings_doc.get("checks", [])),
        "wanted": findings_doc.get("wanted", []),
        "measures": _measures(findings_doc.get("measures", [])),
        "metrics": findings_doc.get("metrics") or [],
        "rolled_up": _rolled_up(findings_doc.get("rolled_up") or []),
        "indicators": map(_indicator, indicators),
        "criteria": (_criterion(item, each) for item in indicators for each in item.get("criteria") or []),
        "deductions": (
            {**each, "indicator": item["code"]} for item in indicators for each in item.get("deductions") or []
        ),
        "sheets": ({**sheet, **(sheet.get("rows") or {})} for sheet in sheets),
        "columns": (_of_sheet(sheet, each) for sheet in sheets for each in sheet.get("columns") or []),
        "rejects": (_of_sheet(sheet, each) for sheet in sheets for each in sheet.get("rejects") or []),
        "inputs": findings_doc.get("run", {}).get("inputs", []),
    }
    return {
        name: [{column: row.get(column) for column in COLUMNS[name]} for row in rows] for name, rows in found.items()
    }


def _finding(finding: Doc) -> Row:
    decision = finding.get("decision") or {}
    return {
        **finding,
        "unit": facts.unit_of(finding),
        "key": [f"{name}={value}" for name, value in (finding.get("key") or {}).items() if value],
        "documents": facts.documents(finding),
        "basis": [facts.basis(item) for item in finding.get("basis") or []],
        "indicators": list(dict.fromkeys(str(feed.get("indicator")) for feed in finding.get("feeds") or [])),
        "decided_by": decision.get("person"),
        "decided_on": decision.get("date"),
        "reason": decision.get("reason"),
        "department": facts.department(finding) or (finding.get("life") or {}).get("department"),
    }


def _history(findings: Sequence[Doc]) -> Iterator[Row]:
    for finding in findings:
        head = {"fingerprint": finding.get("fingerprint"), "no": finding.get("no")}
        steps = (finding.get("life") or {}).get("history") or []
        decision = finding.get("decision")
        if decision and not steps:
            told = {"time": decision.get("date"), "actor": decision.get("person"), "action": "decide"}
            yield {**head, **told, "to": decision.get("state"), "reason": decision.get("reason")}
        for step in steps:
            yield {**step, **head, "reason": step.get("reason") or step.get("opinion") or step.get("text")}


def _checks(checks: Sequence[Doc]) -> Iterator[Row]:
    """Each check, and below it its parts where it has several."""
    for check in checks:
        yield {**check, "subrule": None}
        parts = check.get("subrules") or []
        for part in parts if len(parts) > 1 else []:
            yield {
                "class": check.get("class"),
                "name": check.get("name"),
                **part,
                "id": check["id"],
                "subrule": part.get("key"),
            }


def _measures(measures: Sequence[Doc]) -> Iterator[Row]:
    """One row a value."""
    for measure in measures:
        for name, value in (measure.get("values") or {}).items():
            yield {**measure, "key": name, "value": value}


def _rolled_up(lines: Sequence[Doc]) -> Iterator[Row]:
    for line in lines:
        for detail in line.get("details") or []:
            key = [f"{name}={value}" for name, value in (detail.get("key") or {}).items() if value]
            head = {name: line.get(name) for name in ("check", "subrule", "title")}
            yield {**head, **detail, "line": line.get("no"), "unit": facts.unit_of(detail), "key": key}


def _indicator(item: Doc) -> Row:
    ends = item.get("range") or [item.get("score")] * 2
    return {**item, "low": ends[0], "high": ends[-1]}


def _criterion(item: Doc, each: Doc) -> Row:
    """With what a person judged, where nobody's check decides."""
    said = each.get("judgement") or {}
    told = {name: said.get(name) for name in ("result", "date", "reason", "evidence")}
    return {**each, **told, "person": said.get("person") or each.get("person"), "indicator": item["code"]}


def _of_sheet(sheet: Doc, each: Doc) -> Row:
    return {**{name: sheet.get(name) for name in ("file", "sheet", "ledger")}, **each}


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    def write(stream: TextIO) -> None:
        table = csv.writer(stream)
        table.writerow(columns)
        table.writerows([neutral(_cell(row[column])) for column in columns] for row in rows)

    write_text(path, write, "utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return " | ".join(str(_cell(each)) for each in value)
    if isinstance(value, Mapping):
        return " | ".join(f"{name}={_cell(each)}" for name, each in value.items())
    return value
