"""What each column of the exchange workbooks shows of a finding: values in the one form of exchange_values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditcheck.report import facts, words
from auditcheck.report.exchange_fields import (
    DONE,
    LIST,
    LONG_TERM,
    MONEY,
    NOT_YET,
    RECORD,
    RECTIFICATION,
    UNDER_WAY,
    Field,
)
from auditcheck.report.exchange_values import plain
from auditcheck.report.facts import Doc
from auditcheck.report.issues import confirmed_issues, indicators_and_points

_PAPER: tuple[str, ...] = (
    "working_paper",
    "record_no",
    "qualification",
    "pages",
    "auditors",
    "prepared",
    "reply_due",
    "signed",
)
_PAPER += ("refused", "transfer")
_PROGRESS = {"measure": "measure", "leader": "leader", "rectify_due": "due", "progress": "progress", "proof": "proof"}
_PROGRESS |= {"unfinished": "unfinished", "recovered": "amount", "recovered_as": "amount_kind", "rectifying": "kind"}
_PROGRESS |= {"rules_made": "rules_made", "held": "held", "finished": "finished"}


def progress_names() -> Mapping[str, str]:
    """Columns of 整改台账 that tell how far rectification is, and their names in a ``progress`` entry."""
    return _PROGRESS


class Rows:
    """The rows of every paper; ``points`` and indicators need the score, where there is one."""

    def __init__(self, findings_doc: Doc, score_doc: Doc | None = None) -> None:
        self.document = findings_doc
        self.kind = facts.kind(findings_doc)
        self._titles = facts.titles(findings_doc)
        self._issues = {
            str(mark): str(issue.get("title") or "")
            for issue in findings_doc.get("issues") or []
            for mark in issue["findings"]
        }
        self._effects: dict[str, tuple[str, str]] = {}
        issues = confirmed_issues(findings_doc)
        for issue, effect in zip(issues, indicators_and_points(issues, score_doc), strict=True):
            self._effects |= dict.fromkeys(issue.fingerprints, effect)

    def findings(self, paper: str, *, department: str | None = None, signals: bool = False) -> list[Doc]:
        """Those of a paper, by number. ``department``: what goes to the unit: no leads, signals only where asked for."""
        return [
            finding
            for finding in sorted(self.document.get("findings", []), key=lambda one: str(one.get("no") or ""))
            if _belongs(finding, paper)
            and (department is None or (facts_department(finding) == department and goes_out(finding, signals)))
        ]

    def values(self, finding: Doc, fields: tuple[Field, ...]) -> dict[str, str]:
        """By column, as text."""
        every = self._every(finding)
        return {one.code: "" if one.once else plain(one, every.get(one.code)) for one in fields}

    def _every(self, finding: Doc) -> dict[str, Any]:
        life = finding.get("life") or {}
        decision = finding.get("decision") or {}
        pending, waiver = life.get("pending") or {}, life.get("waiver") or {}
        answer, adopted = life.get("answer") or {}, life.get("adopted") or {}
        repair, progress = life.get("rectification") or {}, life.get("progress") or {}
        money, paper = life.get("money") or {}, life.get("paper") or {}
        effect = self._effects.get(str(finding["fingerprint"]), ("", ""))
        advice = str(finding.get("remediation") or "")
        done = finding.get("state") == "rectified"
        last = (decision.get("reason"), decision.get("person")) if decision else ("", "")
        return {
            "no": finding.get("no"),
            "category": words.finding_class(str(finding.get("class") or "")),
            "severity": finding.get("severity"),
            "title": facts.title(finding, self._titles),
            "fact": finding.get("message"),
            "documents": facts.shorten(facts.documents(finding), 8, "个"),
            "amount": facts.money(finding.get("amount")),
            "evidence": facts.places(finding),
            "basis": facts.bases([finding]),
            "indicators": effect[0] or "\n".join(_indicators(finding)),
            "points": effect[1],
            "advice": advice,
            "body": facts.unit_of(finding),
            "source": words.source(finding),
            "issue": self._issues.get(str(finding["fingerprint"])),
            "baseline": words.baseline(finding.get("baseline"))
            + ("" if finding.get("in_period", True) else "（期外）"),
            "visibility": words.visibility(finding.get("visibility")),
            "department": facts_department(finding),
            "responsible": life.get("responsible"),
            "state": finding.get("state"),
            "reason": last[0],
            "decided_by": last[1],
            "ground": decision.get("ground"),
            "defect": life.get("defect"),
            "wanted": pending.get("what"),
            "provider": pending.get("provider"),
            "due": pending.get("due"),
            **{name: waiver.get(name) for name in ("owner", "approver", "document_no", "until")},
            "answer": answer.get("opinion"),
            "answer_reason": answer.get("reason"),
            "answer_evidence": answer.get("evidence"),
            "answered_by": answer.get("person"),
            "adopted": adopted.get("adopted"),
            "adopted_reason": adopted.get("reason"),
            **{code: money.get("amount") for code, title in MONEY.items() if money.get("kind") == title},
            **{name: paper.get(name) for name in _PAPER},
            **{code: progress.get(name) for code, name in _PROGRESS.items()},
            **_repaired(repair, progress),
            "rectified": rectified(finding),
            "accepted_by": repair.get("accepted_by") if done else None,
            "accepted": repair.get("date") if done else None,
            "closed": "已销号" if done else "未销号",
        }


def facts_department(finding: Doc) -> str:
    """Who answers for it: as assigned, else as the books say."""
    return str((finding.get("life") or {}).get("department") or facts.department(finding))


def goes_out(finding: Doc, signals: bool = False) -> bool:
    """Whether the unit may see it: leads never unless released (then they are no longer internal), nor what was dropped."""
    if finding.get("visibility") == "internal":
        return False
    return facts.is_confirmed(finding) or finding.get("state") == "pending" or (signals and finding["state"] == "open")


def rectified(finding: Doc) -> str:
    """整改状态 of a confirmed finding."""
    life = finding.get("life") or {}
    kind = (life.get("rectification") or {}).get("measure") or (life.get("progress") or {}).get("kind")
    match finding.get("state"):
        case "rectified":
            return DONE
        case "rectifying":
            return LONG_TERM if kind == "持续整改" else UNDER_WAY
        case "confirmed":
            return NOT_YET
    return ""


def _repaired(repair: Doc, progress: Doc) -> dict[str, Any]:
    """What the decision says where nobody told of progress."""
    decided = {"rectifying": "measure", "rectify_due": "due", "proof": "proof", "recovered": "amount"}
    decided["recovered_as"] = "amount_kind"
    return {
        code: repair.get(name)
        for code, name in decided.items()
        if repair.get(name) and not progress.get(_PROGRESS[code])
    }


def _belongs(finding: Doc, paper: str) -> bool:
    state = finding.get("state")
    return {
        LIST: True,
        RECORD: state not in ("dismissed", "waived") and finding.get("visibility") != "internal",
        RECTIFICATION: facts.is_confirmed(finding),
    }[paper]


def _indicators(finding: Doc) -> list[str]:
    return list(dict.fromkeys(str(feed["indicator"]) for feed in finding.get("feeds", [])))
