"""The life of findings: what the log says of each, laid over the findings of a run. Pure.

The log is the truth of what people said; a run is the truth of what the books say. ``fold`` reads the log, ``applied``
gives the document that everybody reads: score, papers, lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from auditcheck.findings.opinions import opinions
from auditcheck.findings.transitions import SEVERITIES, STANDS

if TYPE_CHECKING:
    from auditcheck.findings.log import Entry

Document = dict[str, Any]
TURNS = ("decide", "clear", "reopen")  # what changes a state
_TOLD = (
    *("from", "to", "reason", "why", "run", "decided", "date", "source", "what", "provider", "due", "until"),
    *("level", "agrees", "opinion", "text", "adopted", "department", "person", "kind", "amount", "seq"),
)


@dataclass
class Life:
    """What the log says of one finding. ``state`` None: nobody decided; then the run's own state stands."""

    state: str | None = None
    turn: Entry | None = None  # the entry that gave the state
    evidence_hash: str | None = None  # on which the last decision rests
    confirmers: set[str] = field(default_factory=set)
    history: list[Document] = field(default_factory=list)
    pending: Document | None = None
    waiver: Document | None = None
    rectification: Document | None = None
    reviews: list[Document] = field(default_factory=list)
    comments: list[Document] = field(default_factory=list)
    answer: Document | None = None
    adopted: Document | None = None
    department: str | None = None
    responsible: str | None = None
    money: Document | None = None
    released: Document | None = None
    progress: Document | None = None  # of rectification, as the unit and the auditors tell it
    paper: Document | None = None  # numbers and days of its papers: 取证单编号, 底稿索引号, 签署日期
    severity: str | None = None
    defect: str | None = None
    finding: Document | None = None  # one that no check found
    seq: int = 0  # the last entry about it

    def state_on(self, today: date, machine: str = "open") -> str:
        """The state on a day: what a waiver excused stands open again the day after its last."""
        state = self.state or machine
        return "open" if state == "waived" and self.is_expired(today) else state

    def is_expired(self, today: date) -> bool:
        return self.waiver is not None and str(self.waiver["until"]) < today.isoformat()

    def reviewed(self, levels: Sequence[str]) -> str | None:
        """The highest review level reached without a gap; None: 未复核."""
        agreed = {review["level"]: review["agrees"] for review in self.reviews}  # the last word of each level
        reached = None
        for level in levels:
            if not agreed.get(level):
                break
            reached = level
        return reached


def fold(entries: Iterable[Entry]) -> dict[str, Life]:
    """What the log says of each finding, by fingerprint. An entry that was taken back (``undo``) changes nothing."""
    listed = sorted(entries, key=lambda entry: entry.seq)
    undone: set[int] = set()
    for entry in reversed(listed):  # an undo that was itself undone counts no more
        if entry.action == "undo" and entry.seq not in undone:
            undone.add(int(entry.detail["seq"]))
    lives: dict[str, Life] = {}
    for entry in listed:
        if not entry.subject:
            continue
        life = lives.setdefault(entry.subject, Life())
        life.seq = entry.seq
        taken_back = {"undone": True} if entry.seq in undone else {}
        life.history.append({**_told(entry), **taken_back})
        if not taken_back:
            _take(life, entry)
    return lives


def _told(entry: Entry) -> Document:
    told = {"seq": entry.seq, "time": entry.time, "actor": entry.actor, "role": entry.role, "action": entry.action}
    return told | {name: entry.detail[name] for name in _TOLD if name in entry.detail}


def _take(life: Life, entry: Entry) -> None:
    detail = dict(entry.detail)
    said = {"person": entry.actor, "date": str(detail.get("date") or entry.time[:10])}
    if entry.action in TURNS:
        _turn(life, entry, detail)
    elif entry.action == "review":
        life.reviews.append({**said, **_only(detail, "level", "agrees", "opinion")})
    elif entry.action == "comment":
        life.comments.append({**said, "text": detail.get("text", "")})
    elif entry.action == "answer":
        life.answer = {**said, **_only(detail, "opinion", "reason", "evidence")}
    elif entry.action == "adopt":
        life.adopted = {**said, **_only(detail, "adopted", "reason")}
    elif entry.action == "assign":
        life.department = detail.get("department", life.department) or None
        life.responsible = detail.get("person", life.responsible) or None
    elif entry.action == "money":
        life.money = _only(detail, "kind", "amount") if detail.get("kind") else None
    elif entry.action == "release":
        life.released = {**said, "reason": detail.get("reason", "")}
    elif entry.action == "progress":
        life.progress = {**(life.progress or {}), **_without_source(detail), **said}
    elif entry.action == "paper":
        life.paper = {**(life.paper or {}), **_without_source(detail)}
    elif entry.action == "severity":
        life.severity = detail.get("to")
    elif entry.action == "finding":
        life.finding = dict(detail["finding"])


def _turn(life: Life, entry: Entry, detail: Document) -> None:
    life.state, life.turn = detail["to"], entry
    if entry.action == "reopen":
        if life.waiver is not None:
            life.waiver = {**life.waiver, "expired": True} if detail.get("why") == "expired" else None
        life.pending = life.rectification = None
        life.reviews = []
        life.confirmers = set()
        return
    if entry.action == "clear":
        life.rectification = {"by": "run", "run": detail.get("run"), "date": entry.time[:10]}
        return
    life.evidence_hash = detail.get("evidence_hash")
    life.reviews = []  # they were about another decision
    if life.state in ("open", "pending"):
        life.confirmers = set()
    else:
        life.confirmers.add(entry.actor)
    to = life.state
    life.pending = _only(detail, "what", "provider", "due") if to == "pending" else None
    waiver = ("owner", "approver", "document_no", "until", "reason")
    life.waiver = {**_only(detail, *waiver), "expired": False} if to == "waived" else None
    if to == "rectifying":
        life.rectification = {"by": "unit", **_only(detail, "measure", "due", "reason")}
    elif to == "rectified":
        proof = ("proof", "amount", "amount_kind", "accepted_by", "date")
        life.rectification = {"by": "person", **(life.rectification or {}), **_only(detail, *proof)}
    else:
        life.rectification = None
    life.severity = detail.get("severity") or life.severity
    life.defect = detail.get("defect") if to == "confirmed" else life.defect


def _without_source(detail: Document) -> Document:
    return {name: value for name, value in detail.items() if name != "source"}


def _only(detail: Mapping[str, Any], *names: str) -> Document:
    return {name: detail.get(name) for name in names}


def applied(document: Mapping[str, Any], entries: Iterable[Entry], *, today: date, levels: Sequence[str]) -> Document:
    """The findings document of a run with the log laid over it; the given one stays as it is.

    Findings from elsewhere are added; each finding gets ``state``, ``decision``, its sentence for that state and ``life``.
    ``announced``: what must be told: waivers that ended, proofs that are overdue, decisions on what is not there.
    """
    entries = list(entries)
    lives = fold(entries)
    rolled = {part.get("fingerprint") for line in document.get("rolled_up", ()) for part in line["details"]}
    known = {finding["fingerprint"] for finding in document["findings"]}
    findings = [_laid(finding, lives.get(finding["fingerprint"]), today, levels) for finding in document["findings"]]
    announced = []
    for mark, life in lives.items():
        if mark in known:
            continue
        if life.finding is not None:
            findings.append(_laid({**life.finding, "fingerprint": mark}, life, today, levels))
        elif life.state not in (None, "open") and mark not in rolled:
            announced.append({"what": "unmatched", "fingerprint": mark, "no": None, "state": life.state})
    for finding in findings:
        announced += [
            {"what": what, "fingerprint": finding["fingerprint"], "no": finding["no"], "day": day}
            for what, day in _announced(finding, today)
        ]
    return {
        **document,
        "findings": findings,
        "issues": _issues(document, findings),
        "announced": announced,
        "opinions": opinions(entries),
    }


def _announced(finding: Mapping[str, Any], today: date) -> Iterable[tuple[str, str]]:
    life = finding["life"]
    waiver, pending, repair = life["waiver"], life["pending"], life["rectification"] or {}
    if waiver and waiver["expired"]:
        yield "expired", waiver["until"]
    if finding["state"] == "pending" and pending and (pending["due"] or "9") < today.isoformat():
        yield "overdue", pending["due"]
    if finding["state"] == "rectifying" and (repair.get("due") or "9") < today.isoformat():
        yield "overdue", str(repair["due"])
    if waiver and finding["state"] == "waived" and finding["baseline"] == "absent":
        yield "unmatched", waiver["until"]
    if finding["state"] in STANDS and life["evidence_changed"]:
        yield "changed", life["history"][-1]["time"][:10]
    last: Document = next(
        (each for each in reversed(life["history"]) if each["action"] in TURNS and "undone" not in each), {}
    )
    if last.get("action") == "reopen" and last.get("why") != "expired":
        yield str(last["why"]), last["time"][:10]


def _laid(finding: Mapping[str, Any], life: Life | None, today: date, levels: Sequence[str]) -> Document:
    """One finding as the log leaves it."""
    laid = dict(finding)
    known = life or Life()
    state = laid["state"] = known.state_on(today, str(finding.get("state") or "open"))
    turn = known.turn
    if turn is not None and turn.action == "decide":
        laid["decision"] = {
            "state": known.state,
            "person": turn.actor,
            "date": str(turn.detail.get("decided") or turn.time[:10]),
            "reason": turn.detail.get("reason", ""),
            "ground": turn.detail.get("ground"),
            "source": turn.detail.get("source"),
        }
    if turn is not None and state == "open":
        laid["decision"] = None
    stands = state in STANDS
    if messages := finding.get("messages"):
        laid["message"] = messages["confirmed" if stands else "signal"]
    if classes := finding.get("classes"):
        laid["class"] = classes["confirmed" if stands else "signal"]
    laid["severity"] = known.severity or finding["severity"]
    if known.department:
        laid["department"] = known.department
    if known.released:
        laid["visibility"] = "unit"
    waiver = known.waiver and {**known.waiver, "expired": known.waiver["expired"] or known.is_expired(today)}
    laid["life"] = {
        "seq": known.seq,
        "evidence_changed": known.evidence_hash not in (None, finding.get("evidence_hash")),
        "history": known.history,
        "pending": known.pending,
        "waiver": waiver,
        "rectification": known.rectification,
        "reviews": known.reviews,
        "reviewed": known.reviewed(levels),
        "comments": known.comments,
        "answer": known.answer,
        "adopted": known.adopted,
        "department": known.department,
        "responsible": known.responsible,
        "money": known.money,
        "released": known.released,
        "progress": known.progress,
        "paper": known.paper,
        "defect": known.defect,
        "severity": known.severity,
    }
    return laid


def _issues(document: Mapping[str, Any], findings: Sequence[Document]) -> list[Document]:
    """The issues of the run; findings from elsewhere stand in theirs, or in one of their own."""
    issues = {issue["id"]: {**issue, "findings": list(issue["findings"])} for issue in document.get("issues", ())}
    for finding in findings:
        own = {"id": finding["issue"], "cause": "", "title": finding.get("title") or "", "findings": []}
        issue = issues.setdefault(finding["issue"], {**own, "severity": finding["severity"]})
        if finding["fingerprint"] not in issue["findings"]:
            issue["findings"].append(finding["fingerprint"])
        if finding["life"]["severity"]:  # people may think otherwise of how grave it is
            told = (one["severity"] for one in findings if one["issue"] == issue["id"])
            issue["severity"] = min(told, key=SEVERITIES.index)
    return list(issues.values())
