"""What makes a finding the same finding: never row numbers, file names, rule text, nor amounts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from auditcheck.checks.results import Hit
from auditcheck.findings.evidence import ATTRIBUTION
from auditcheck.ledgers.keys import body_key


def digest(value: Any) -> str:
    """SHA-256 over canonical JSON (sorted keys, no blanks, UTF-8)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def fingerprint(
    check_id: str, scope: Sequence[str], key: Sequence[str], hit: Hit, evidence: Sequence[Mapping[str, Any]]
) -> str:
    """``v1:`` and 32 hex digits over check, sub-rule, scope and key in their key forms.

    A file without sub-rules counts as sub-rule A, so that a second one added later renames nothing.
    A NULL key part is replaced by the content of the evidence.
    """
    parts = {name: _key_form(hit.row, name) for name in key}
    if any(value is None for value in parts.values()):
        content = digest(sorted(json.dumps(item["values"], sort_keys=True, default=str) for item in evidence))
        parts = {name: content if value is None else value for name, value in parts.items()}
    return (
        "v1:"
        + digest(
            {
                "check": check_id,
                "subrule": hit.rule.key or "A",
                "scope": {n: _scope_form(hit.row, n) for n in scope},
                "key": parts,
            }
        )[:32]
    )


def evidence_hash(
    evidence: Sequence[Mapping[str, Any]], amount: str | None, day: str | None, rest: Sequence[str] = ()
) -> str:
    """Over the facts: same identity and another hash means that the facts changed. ``rest``: digests of more of them."""
    facts = sorted(
        json.dumps(
            [item["role"], item["ledger"], {k: v for k, v in item["values"].items() if k not in ATTRIBUTION}],
            ensure_ascii=False,
            sort_keys=True,
        )
        for item in evidence
    )
    return digest({"facts": facts, "amount": amount, "date": day} | ({"rest": [*rest]} if rest else {}))[:32]


def issue_id(cause: str, scope: Mapping[str, Any], by: Sequence[Any]) -> str:
    """``i1:`` and 16 hex digits: findings with one root cause on one subject."""
    return "i1:" + digest({"cause": cause, "scope": dict(scope), "by": list(by)})[:16]


def _key_form(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(f"{name}_key", row.get(name))
    if value is None:
        value = row.get(name)
    return None if value is None else str(value)


def _scope_form(row: Mapping[str, Any], name: str) -> str:
    return body_key(str(row.get(name) or "")) or ""
