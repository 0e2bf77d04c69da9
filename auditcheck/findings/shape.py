"""A finding that no check found, in the shape of findings.json. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.findings.identity import digest, issue_id
from auditcheck.findings.life import Document
from auditcheck.i18n import _


def shaped(given: Mapping[str, Any], number: Callable[[str, str], str]) -> Document:
    """A finding from elsewhere in the shape of findings.json. Identity: who found what where, unless it has one."""
    title = str(given.get("title") or given.get("message") or "").strip()
    if not title:
        raise AuditcheckError(_("a finding says what was found: title"))
    scope, key = dict(given.get("scope") or {}), dict(given.get("key") or {})
    check = str(given.get("check") or "")
    mark = str(given.get("fingerprint") or "v1:" + digest([check, title, scope, key, given.get("date")])[:32])
    blank: Document = {
        "fingerprint": mark,
        "no": number(mark, str(given.get("group") or "人工")),
        "issue": issue_id(title, scope, [key]),
        "evidence_hash": digest([given.get("message"), given.get("amount"), given.get("date")])[:32],
        "check": check,
        "title": title,
        "subrule": None,
        "class": "violation",
        "severity": "medium",
        "feeds": [],
        "state": "open",
        "baseline": "new",
        "in_period": True,
        "visibility": "unit",
        "source": "person",
        "origin": "interview",
        "scope": scope,
        "key": key,
        "message": title,
        "amount": None,
        "date": None,
        "basis": [],
        "params": {},
        "exclusions_not_applied": [],
        "repair": "event",
        "remediation": "",
        "decision": None,
        "links": [],
        "evidence_total": len(given.get("evidence") or ()),
        "evidence": [],
    }
    taken = {name: value for name, value in given.items() if name not in ("fingerprint", "no", "group", "life")}
    return {**blank, **taken, "scope": scope, "key": key, "title": title, "check": check, "state": "open"}
