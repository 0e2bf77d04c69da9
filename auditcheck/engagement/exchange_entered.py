"""A finding from elsewhere as entries of the log: what was found, by whom, and where it was confirmed the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditcheck.engagement.elsewhere import Entered
from auditcheck.engagement.exchange_changes import Asker
from auditcheck.errors import AuditcheckError
from auditcheck.findings.log import Entry
from auditcheck.findings.shape import shaped
from auditcheck.findings.transitions import STANDS, decided, permit
from auditcheck.i18n import _
from auditcheck.report.masks import masked


@dataclass(frozen=True)
class Made:
    """An entry to append, and how it is told: number, column, text."""

    actor: str
    role: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    no: str
    column: str
    text: str


def entries_of(
    entered: Entered,
    findings: Mapping[str, Mapping[str, Any]],
    log: Sequence[Entry],
    asker: Asker,
    number: Callable[[str, str], str],
    accept: bool,
) -> list[Made]:
    """Nothing where it is known and unchanged. ``accept``: decisions of another engagement become decisions here.

    Raises AuditcheckError where nobody is named, or the person may not do it.
    """
    carried = entered.given["source"] == "import"
    mark = str(entered.given["fingerprint"])
    here = findings.get(mark)
    if here is not None and here.get("source") == "check":
        return []  # our own books show the same finding
    said = [entry for entry in log if entry.subject == mark]
    known = next((entry.detail["finding"] for entry in reversed(said) if entry.action == "finding"), None)
    actor = (asker.person or entered.person) if carried else entered.person
    if not actor:
        raise AuditcheckError(_("nobody stands behind it; give --person NAME"))
    finding = shaped(entered.given, number if known is None else lambda _mark, _group: str(known["no"]))
    made = []
    if known is None or _content(known) != _content(finding):
        role = asker.role(actor, "auditor")
        permit(role, "finding")
        detail = {"finding": finding, "source": dict(entered.where)}
        column = "新问题（导入）" if carried else "新问题（人工）"
        column = column if known is None else "问题内容"
        made.append(Made(actor, role, "finding", mark, detail, str(finding["no"]), column, masked(finding["title"])))
    decision = _decision(entered, finding, said, asker, accept)
    return made + ([decision] if decision else [])


def _content(finding: Mapping[str, Any]) -> dict[str, Any]:
    """What a later reading of the same list may bring up to date: not the file it stood in, nor the run it is of."""
    there = finding.get("elsewhere") or {}
    return {**finding, "elsewhere": {name: each for name, each in there.items() if name not in ("file", "run")}}


def _decision(
    entered: Entered, finding: Mapping[str, Any], said: Sequence[Entry], asker: Asker, accept: bool
) -> Made | None:
    told = entered.decision
    if told is None or any(entry.action == "decide" for entry in said):
        return None  # what was decided here since is not undone by reading the list again
    reason, person = told["reason"], told["person"]
    if entered.given["source"] == "import":
        if not accept or told.get("state") not in STANDS:
            return None
        if not asker.person:
            raise AuditcheckError(_("who accepts the decisions? give --person NAME"))
        reason = f"采纳{entered.where['file']}中{person}（{told['day']}）的认定：{reason}"
        person = asker.person
    role = asker.role(person, "auditor")
    permit(role, "decide")
    day = date.fromisoformat(told["day"]) if told["day"] else asker.today
    detail = decided("open", "confirmed", {"reason": reason}, repair=str(finding["repair"]), person=person, day=day)
    detail |= {"evidence_hash": finding["evidence_hash"], "run": asker.run, "source": dict(entered.where)}
    detail |= {"decided": told["day"]} if told["day"] else {}
    return Made(
        person, role, "decide", str(finding["fingerprint"]), detail, str(finding["no"]), "核实状态", "问题（已确认）"
    )
