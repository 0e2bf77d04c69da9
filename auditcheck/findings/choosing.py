"""Which findings are meant: by name, or by what they are. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.evidence.confirmations import state_of
from auditcheck.findings.life import Document
from auditcheck.findings.transitions import STATES
from auditcheck.i18n import _


def named(document: Mapping[str, Any], targets: Sequence[str]) -> list[Document]:
    """The findings that are meant: by fingerprint (or its beginning), readable number, or issue (all of its findings).

    Raises AuditcheckError for a name that is none's, with the nearest.
    """
    findings = {finding["fingerprint"]: finding for finding in document["findings"]}
    issues = {issue["id"]: issue["findings"] for issue in document["issues"]}
    chosen_marks: dict[str, None] = {}
    for target in targets:
        if target in issues:
            chosen_marks |= dict.fromkeys(mark for mark in issues[target] if mark in findings)
            continue
        short = target if target.startswith("v1:") else f"v1:{target}"
        met = [mark for mark, finding in findings.items() if target in (mark, finding["no"])]
        met = met or [mark for mark in findings if len(short) >= 9 and mark.startswith(short)]
        if len(met) != 1:
            numbers = [str(finding["no"]) for finding in findings.values()]
            near = "、".join(difflib.get_close_matches(target, numbers, n=3, cutoff=0.5))
            raise AuditcheckError(
                _("{name}: no finding or issue has this number or fingerprint{near}").format(
                    name=target, near=_("; did you mean {names}?").format(names=near) if near else ""
                )
            )
        chosen_marks[met[0]] = None
    return [findings[mark] for mark in chosen_marks]


FILTERS = ("states", "checks", "severities", "department", "unit", "baseline")


def chosen_of(
    document: Mapping[str, Any],
    *,
    states: Sequence[str] = (),
    checks: Sequence[str] = (),
    severities: Sequence[str] = (),
    department: str | None = None,
    unit: str | None = None,
    baseline: str | None = None,
) -> list[Document]:
    """The findings that all filters let through. States by name or word. Raises ConfigError for a state that is none."""
    wanted = {state_of(state) or state for state in states}
    if unknown := wanted - set(STATES):
        raise ConfigError(
            _("{state} is no state of a finding; there are {states}").format(
                state=", ".join(sorted(unknown)), states=", ".join(STATES)
            )
        )
    asked = {check.upper() for check in checks}
    return [
        finding
        for finding in document["findings"]
        if (not wanted or finding["state"] in wanted)
        and (not asked or {str(finding["check"]), str(finding["check"]).partition("-")[0]} & asked)
        and (not severities or finding["severity"] in severities)
        and (department is None or department in str(finding.get("department") or ""))
        and (unit is None or unit in str(finding["scope"].get("unit") or ""))
        and (baseline is None or finding["baseline"] == baseline)
    ]
