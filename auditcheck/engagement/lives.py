"""What a run adds to the log: decisions that came with the books, repairs and returns that it saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from auditcheck.checks.results import CheckResult
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError
from auditcheck.evidence.workspace import Workspace
from auditcheck.findings.decisions import Decision, on_findings
from auditcheck.findings.document import Findings
from auditcheck.findings.follow import ABSENT, carried, turns
from auditcheck.findings.life import Document, Life, fold
from auditcheck.findings.transitions import decided, permit
from auditcheck.i18n import _

TOOL = "auditcheck"


def clock(today: date | None) -> datetime:
    """The moment that entries bear: now, or the injected day."""
    return datetime.combine(today, time(), UTC) if today else datetime.now(UTC)


def spoken_of(store: Store) -> frozenset[str]:
    """Fingerprints that the log speaks of."""
    return frozenset(fold(store.entries()))


def settle(
    store: Store,
    found: Findings,
    joined: Sequence[Decision],
    before: Mapping[str, Any] | None,
    looked_at: Callable[[Document], bool],
    today: date,
    now: datetime,
    people: Mapping[str, str],
) -> tuple[Document, list[str]]:
    """(the document to keep, what must be told); only inside ``store.transaction()``.

    ``joined``: decisions that joined spellings when the books were read, so that their findings are there no more.
    ``people``: name -> role; whoever signed 确认记录 and is not among them is an auditor.
    """
    document = carried(found.document, before, spoken_of(store))
    gone = [finding for finding in document["findings"] if finding["baseline"] == ABSENT]
    answered, found.unmatched = on_findings(gone, found.unmatched)
    notes = _from_books(store, [*found.decided, *answered, *on_findings(gone, joined)[0]], document, now, people)
    for action, mark, detail in turns(document, fold(store.entries()), today, looked_at):
        store.append(TOOL, "tool", action, mark, detail, now)
    return document, notes


def _from_books(
    store: Store,
    decided_on: Sequence[tuple[str, Decision]],
    document: Mapping[str, Any],
    now: datetime,
    people: Mapping[str, str],
) -> list[str]:
    """Append what 确认记录 says: each row once, however often the books are read. The last row on a finding holds."""
    entries = store.entries()
    notes = []
    by_mark: dict[str, list[Decision]] = {}
    for mark, decision in decided_on:
        by_mark.setdefault(mark, []).append(decision)
    findings = {finding["fingerprint"]: finding for finding in document["findings"]}
    for mark, decisions in by_mark.items():
        kept = [
            (e.actor, e.detail["to"], e.detail["reason"], e.detail.get("decided") or "")
            for e in entries
            if e.subject == mark and e.action == "decide" and e.detail.get("by_sheet")
        ]
        wanted = [decision for decision in decisions if _said(decision) not in kept]
        if not wanted and kept and kept[-1] != _said(decisions[-1]) and _said(decisions[-1]) in kept:
            wanted = decisions[-1:]  # the sheet says again what it said before
        for decision in wanted:
            life = fold(store.entries(mark)).get(mark) or Life()
            try:
                role = people.get(decision.person, "auditor")
                permit(role, "decide")
                _append(store, findings[mark], life, decision, role, document["run"]["id"], now)
            except AuditcheckError as error:
                where = "{file} / {sheet} / {row}".format(**decision.where)
                notes.append(_("{where}: not used: {error}").format(where=where, error=error))
    return list(dict.fromkeys(notes))


def _said(decision: Decision) -> tuple[str, str, str, str]:
    return decision.person or TOOL, str(decision.state), decision.reason, decision.day


def _append(
    store: Store, finding: Mapping[str, Any], life: Life, decision: Decision, role: str, run: str, now: datetime
) -> None:
    state, to = life.state or "open", str(decision.state)
    if state == to == "open":
        return
    day = date.fromisoformat(decision.day) if decision.day else now.date()
    steps: Sequence[str] = (to,)
    if to in ("rectifying", "rectified") and state in ("open", "pending", "dismissed", "waived"):
        steps = ("confirmed", to)  # what is put right was found to be so
    for step in steps:
        said = {"reason": decision.reason}
        detail = decided(
            state, step, said, repair=str(finding["repair"]), person=decision.person, day=day, by_sheet=True
        )
        detail |= {
            "evidence_hash": finding["evidence_hash"],
            "run": run,
            "source": dict(decision.where),
            "by_sheet": True,
        }
        detail |= {"decided": decision.day} if decision.day else {}
        signed = (decision.person, role) if decision.person else (TOOL, "tool")
        store.append(*signed, "decide", finding["fingerprint"], detail, now)
        state = step


def looked_at(results: Sequence[CheckResult], workspace: Workspace) -> Callable[[Document], bool]:
    """Whether this run judged what an earlier finding is about: its row is there, and did not stay undecided."""
    return _Seen(results, workspace).judged


class _Seen:
    def __init__(self, results: Sequence[CheckResult], workspace: Workspace) -> None:
        self._results = {result.check.id: result for result in results}
        self._session = workspace.session
        self._columns: dict[str, set[str]] = {}
        for row in self._session.query(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'seen'"
        ):
            self._columns.setdefault(str(row["table_name"]), set()).add(str(row["column_name"]))

    def judged(self, finding: Document) -> bool:
        result = self._results.get(finding["check"])
        if result is None:
            return False
        key = {name: str(value) for name, value in finding["key"].items() if value is not None}
        part = next((each for each in result.parts if (each.rule.key or "A") == (finding["subrule"] or "A")), None)
        if part is None:
            return False
        waiting = {row_id for row in part.undecided for row_id in row.row_ids}
        ledgers = list(dict.fromkeys(name.partition(".")[0] for name in part.rule.requires))
        named = [ledger for ledger in ledgers if set(key) & self._columns.get(ledger, set())]
        for ledger in (named or ledgers)[:1]:
            rows = self._rows(ledger, finding["scope"].get("unit"), key)
            return bool(rows) and not rows & waiting
        return False

    def _rows(self, ledger: str, unit: str | None, key: Mapping[str, str]) -> set[int]:
        """The rows of a ledger that a finding's key names; where no column is named so, all of the body."""
        named = {name: value for name, value in key.items() if name in self._columns.get(ledger, set())}
        parts = [f'CAST("{name}" AS VARCHAR) = ${name}' for name in named]
        if unit:
            named["unit"] = unit
            parts.append("unit = $unit")
        where = " AND ".join(parts) or "TRUE"
        rows = self._session.query(f'SELECT row_id FROM seen."{ledger}" WHERE {where}', named)
        return {int(row["row_id"]) for row in rows}


def announcements(document: Mapping[str, Any]) -> list[str]:
    """What ended, is overdue or meets nothing, in sentences."""
    sayings = {
        "expired": _("{no}: the waiver ended on {day}; the finding is open again"),
        "new_evidence": _("{no}: the evidence has changed since it was decided on; the finding is open again"),
        "changed": _("{no}: the evidence has changed since it was confirmed; look at it again"),
        "returned": _("{no}: it was put right and is back; the finding is open again"),
        "overdue": _("{no}: what was promised for {day} is overdue"),
        "unmatched": _("{no}: what was decided on it meets no finding of the last run"),
    }
    return [
        sayings[one["what"]].format(no=one["no"] or one["fingerprint"], day=one.get("day"))
        for one in document.get("announced", ())
    ]
