"""findings.sarif: the findings in SARIF 2.1.0 (OASIS), for tools that show and track results of any analysis.

A row of a workbook is a line of an artifact; sheet and cells stand as logical locations. What people dismissed or waived
is suppressed and not left out. ``partialFingerprints`` hold our own, so that a finding stays the same one across runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from auditcheck.findings.document import GROUPS
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc

NAME = "findings.sarif"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"high": "error", "medium": "warning", "low": "note", "info": "note"}
_MOST = 50  # locations of one result; the whole stands in evidence.csv, and evidenceTotal counts it
_ELSEWHERE = "elsewhere"  # findings that people brought


def log(findings_doc: Doc) -> dict[str, Any]:
    """The SARIF log of one run; ``findings_doc`` with its personal numbers masked already."""
    run = findings_doc.get("run", {})
    rules = _rules(findings_doc)
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    artifacts = [_artifact(item) for item in run.get("inputs", [])]
    files = {str(item.get("file")): number for number, item in enumerate(run.get("inputs", []))}
    driver = {"name": "auditcheck", "version": str(run.get("version") or "0"), "language": "zh-CN", "rules": rules}
    unconfirmed = facts.unconfirmed(findings_doc)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": "zh-CN",
                "automationDetails": {"id": f"auditcheck/{run.get('kind')}/{run.get('year')}/{run.get('id')}"},
                "invocations": [_invocation(findings_doc)],
                "artifacts": artifacts,
                "results": [
                    _result(finding, places, files, findings_doc) for finding in findings_doc.get("findings", [])
                ],
                "properties": {
                    "unit": "、".join(facts.units(findings_doc)),
                    "asof": str(run.get("asof") or ""),
                    **({"disclaimer": words.DISCLAIMER} if unconfirmed else {}),
                },
            }
        ],
    }


def _rule_of(finding: Doc) -> str:
    return str(finding.get("check") or "") or _ELSEWHERE


def _rules(findings_doc: Doc) -> list[dict[str, Any]]:
    basis: dict[str, dict[str, None]] = {}
    titles: dict[str, str] = {}
    for finding in findings_doc.get("findings", []):
        check = _rule_of(finding)
        titles.setdefault(check, str(finding.get("title") or check))
        basis.setdefault(check, {}).update(dict.fromkeys(facts.basis(item) for item in finding.get("basis") or []))
    known = [_rule(check, list(basis.get(str(check["id"]), {}))) for check in findings_doc.get("checks", [])]
    ids = {rule["id"] for rule in known}
    titles[_ELSEWHERE] = "审计人员及其他来源的发现"
    others = [
        {"id": check, "shortDescription": {"text": titles[check]}, "help": {"text": _help("", list(basis[check]))}}
        for check in basis
        if check not in ids
    ]
    return [*known, *others]


def _rule(check: Doc, basis: list[str]) -> dict[str, Any]:
    number, class_ = str(check["id"]), str(check.get("class") or "")
    group = GROUPS.get(number[:3])
    title = str(check.get("title") or check.get("name") or number)
    return {
        "id": number,
        "name": "".join(part.capitalize() for part in str(check.get("name") or number).split("_")),
        "shortDescription": {"text": title},
        "help": {"text": _help(str(check.get("remediation") or ""), basis) or title},
        "defaultConfiguration": {"level": "warning" if class_ != "data" else "note"},
        "properties": {
            "tags": list(dict.fromkeys(tag for tag in (words.finding_class(class_), group) if tag)),
            "class": class_,
            "law": basis,
            "state": str(check.get("state") or ""),
        },
    }


def _help(remediation: str, basis: list[str]) -> str:
    parts = [f"建议：{remediation}" if remediation else "", f"依据：{'；'.join(basis)}" if basis else ""]
    return "\n".join(filter(None, parts)) or "依据见各项发现。"


def _artifact(item: Doc) -> dict[str, Any]:
    found: dict[str, Any] = {"location": {"uri": uri(str(item.get("file") or ""))}, "roles": ["analysisTarget"]}
    return {**found, "hashes": {"sha-256": str(item["sha256"])}} if item.get("sha256") else found


def uri(file: str) -> str:
    """A file's name as a relative reference (RFC 3986): no sign of it is taken for a scheme, a query or a fragment."""
    return quote(file.replace("\\", "/").lstrip("/"), safe="/") or "."


def _invocation(findings_doc: Doc) -> dict[str, Any]:
    """When it ran, which files and checks failed; a check that did not run is no clean one."""
    run = findings_doc.get("run", {})
    told = [
        {"level": "error", "message": {"text": str(failed.get("error") or "")}} for failed in run.get("failed") or []
    ]
    for check in findings_doc.get("checks", []):
        if check.get("state") in ("skipped", "error"):
            level = "error" if check["state"] == "error" else "note"
            text = f"{check['id']} {words.check_state(str(check['state']))}：{check.get('reason') or ''}".rstrip("：")
            told.append({"level": level, "message": {"text": text}, "associatedRule": {"id": str(check["id"])}})
    found: dict[str, Any] = {"executionSuccessful": True, "toolExecutionNotifications": told}
    return {**found, "startTimeUtc": str(run["started"])} if run.get("started") else found


def level(finding: Doc) -> str:
    """error, warning, note: by severity; a lead is no error whatever its weight, and data are notes."""
    found = _LEVELS.get(str(finding.get("severity")), "warning")
    if finding.get("class") == "data":
        return "note"
    return "warning" if finding.get("class") == "suspicion" and found == "error" else found


def _result(finding: Doc, places: Mapping[str, int], files: Mapping[str, int], findings_doc: Doc) -> dict[str, Any]:
    locations = list(_locations(finding, files))
    text = str(finding.get("message") or finding.get("title") or finding.get("no"))
    state = facts.state(finding, facts.kind(findings_doc))
    result: dict[str, Any] = {
        "ruleId": _rule_of(finding),
        "ruleIndex": places[_rule_of(finding)],
        "level": level(finding),
        "message": {"text": text if facts.is_confirmed(finding) else f"{text}（{words.DISCLAIMER}）"},
        "partialFingerprints": {"auditcheck/v1": str(finding.get("fingerprint") or "")},
        "baselineState": str(finding.get("baseline") or "new"),
        "properties": {
            **{name: str(finding.get(name) or "") for name in ("no", "issue", "subrule", "class", "severity", "state")},
            "stateText": state,
            "unit": facts.unit_of(finding),
            **{name: finding[name] for name in ("amount", "date") if finding.get(name)},
            "visibility": str(finding.get("visibility") or "unit"),
            "source": str(finding.get("source") or "check"),
            "evidenceHash": str(finding.get("evidence_hash") or ""),
            "evidenceTotal": int(finding.get("evidence_total") or 0),
        },
    }
    if locations:
        result["locations"] = locations[:1]
    if locations[1:]:
        result["relatedLocations"] = [{**place, "id": number} for number, place in enumerate(locations[1:], 1)]
    suppressed = _suppressions(finding)
    return {**result, "suppressions": suppressed} if suppressed else result


def _locations(finding: Doc, files: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for item in (finding.get("evidence") or [])[:_MOST]:
        file = str(item.get("file") or "")
        if not file:
            continue
        artifact: dict[str, Any] = {"uri": uri(file), **({"index": files[file]} if file in files else {})}
        physical: dict[str, Any] = {"artifactLocation": artifact}
        if item.get("row"):
            physical["region"] = {"startLine": int(item["row"])}
        place = {
            "physicalLocation": physical,
            "message": {"text": f"{words.role(item.get('role'))}：{facts.place(item)}"},
        }
        logical = list(_logical(item, file))
        yield {**place, "logicalLocations": logical} if logical else place


def _logical(item: Doc, file: str) -> Iterator[dict[str, Any]]:
    sheet = item.get("sheet")
    where = f"{file}[{sheet}]" if sheet else file
    if sheet:
        yield {"name": str(sheet), "kind": "sheet", "fullyQualifiedName": where}
    for column, cell in (item.get("cells") or {}).items():
        if cell:
            yield {
                "name": str(cell),
                "kind": "cell",
                "fullyQualifiedName": f"{where}!{cell}",
                "properties": {"column": column},
            }


def _suppressions(finding: Doc) -> list[dict[str, Any]]:
    """What people decided not to report; a waiver with who bears it and until when."""
    state = finding.get("state")
    if state not in ("dismissed", "waived"):
        return []
    decision, waiver = finding.get("decision") or {}, (finding.get("life") or {}).get("waiver") or {}
    told = {"state": str(state), "person": decision.get("person"), "date": decision.get("date")}
    told |= {name: waiver.get(name) for name in ("owner", "approver", "document_no", "until")}
    reason = waiver.get("reason") or decision.get("reason") or words.state(str(state), "audit")
    properties = {name: str(value) for name, value in told.items() if value}
    return [{"kind": "external", "status": "accepted", "justification": str(reason), "properties": properties}]
