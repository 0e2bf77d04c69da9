"""Going back: taking back what was said (by saying so), and comparing a run with an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement import lives
from auditcheck.engagement.findings import Person, no_run, refresh
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.errors import AuditcheckError
from auditcheck.findings.life import TURNS, fold
from auditcheck.findings.log import Entry
from auditcheck.findings.transitions import permit
from auditcheck.i18n import _

_LASTING = ("import", "finding", "undo")


def undo(out: Path, who: Person, *, seq: int | None = None, reason: str = "", today: date | None = None) -> list[Entry]:
    """Take back an entry of the log, or what was said last (all that was said at once); nothing is removed.

    A state is only taken back while nothing was decided on it since. Raises AuditcheckError.
    """
    permit(who.role, "undo")
    if not is_kept(out):
        raise no_run(out)
    with closing(open_store(out)) as store, store.transaction():
        entries = store.entries()
        undone = {int(entry.detail["seq"]) for entry in entries if entry.action == "undo"}
        standing = [entry for entry in entries if entry.subject and entry.seq not in undone]
        chosen = _last(standing) if seq is None else [entry for entry in standing if entry.seq == seq]
        if not chosen:
            raise AuditcheckError(
                _("entry {seq} is not there, is about no finding, or is taken back already").format(seq=seq)
                if seq is not None
                else _("nothing is there to take back")
            )
        for entry in chosen:
            _check(entry, standing)
        rest = [entry for entry in entries if entry not in chosen]
        after, now = fold(rest), fold(entries)
        written = []
        for entry in chosen:
            detail: dict[str, Any] = {"seq": entry.seq, "action": entry.action, "reason": reason}
            if entry.action in TURNS:
                was = after.get(entry.subject)
                detail |= {"from": now[entry.subject].state, "to": (was and was.state) or "open"}
            written.append(store.append(who.name, who.role, "undo", entry.subject, detail, lives.clock(today)))
    refresh(out, today)
    return written


def _last(standing: Sequence[Entry]) -> list[Entry]:
    """What a person said last, with all that was said in the same breath."""
    said = [entry for entry in standing if entry.action not in _LASTING]
    if not said:
        return []
    last = said[-1]
    together = []
    for entry in reversed(said):
        if (entry.actor, entry.time, entry.action, _said(entry)) != (last.actor, last.time, last.action, _said(last)):
            break
        together.append(entry)
    subjects = [entry.subject for entry in together]
    # The same person twice on one finding on one (injected) day are two breaths.
    return together[: next((n for n, one in enumerate(subjects) if one in subjects[:n]), len(together))]


def _said(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.detail.items() if name not in ("from", "evidence_hash")}


def _check(entry: Entry, standing: Sequence[Entry]) -> None:
    if entry.action in _LASTING:
        raise AuditcheckError(_("entry {seq} cannot be taken back").format(seq=entry.seq))
    if entry.action not in TURNS:
        return
    later = [
        one.seq for one in standing if one.subject == entry.subject and one.action in TURNS and one.seq > entry.seq
    ]
    if later:
        raise AuditcheckError(
            _("entry {seq}: the finding was decided on again in entry {later}; take that back first").format(
                seq=entry.seq, later=later[-1]
            )
        )


def compare(out: Path, first: str, second: str) -> dict[str, Any]:
    """What the later of two runs found that the earlier had not (new), too (unchanged, updated), or no more (absent).

    Runs are named by id, or counted from the last: -1 is the last, -2 the one before it. Raises AuditcheckError.
    """
    if not is_kept(out):
        raise no_run(out)
    with closing(open_store(out)) as store:
        runs = store.runs()
        places = sorted((_place(runs, first), _place(runs, second)))
        before, after = (store.run(runs[place]["position"]) for place in places)
    was, now = _present(before), _present(after)
    kept = [mark for mark in now if mark in was]
    same = {mark for mark in kept if now[mark]["evidence_hash"] == was[mark]["evidence_hash"]}
    return {
        "schema": "auditcheck/diff/1",
        "from": {**before["run"], "place": places[0] - len(runs)},
        "to": {**after["run"], "place": places[1] - len(runs)},
        "new": [_brief(now[mark]) for mark in now if mark not in was],
        "updated": [_brief(now[mark]) for mark in kept if mark not in same],
        "unchanged": [_brief(now[mark]) for mark in kept if mark in same],
        "absent": [_brief(was[mark]) for mark in was if mark not in now],
    }


def _place(runs: Sequence[dict[str, Any]], name: str) -> int:
    """The position of a run in ``runs``, the earliest first."""
    if name.lstrip("-").isdecimal() and len(name) < 6:
        place = int(name)
        if name.startswith("-") and -len(runs) <= place < 0:
            return len(runs) + place
    met = [at for at, run in enumerate(runs) if run["id"] == name or (len(name) > 3 and run["id"].startswith(name))]
    if not met:
        known = ", ".join(f"{at - len(runs)} {run['id']}" for at, run in enumerate(runs[-5:], max(len(runs) - 5, 0)))
        raise AuditcheckError(
            _("{name}: no run is kept under this name; there are {known}").format(name=name, known=known)
        )
    return met[-1]


def _present(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["fingerprint"]: each for each in document["findings"] if each["baseline"] != "absent"}


def _brief(finding: dict[str, Any]) -> dict[str, Any]:
    names = ("fingerprint", "no", "check", "subrule", "title", "severity", "scope", "key", "amount", "date", "message")
    return {name: finding.get(name) for name in names}
