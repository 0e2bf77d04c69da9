"""What a later run means for what was said before: gone, repaired, back again, no longer the same. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from auditcheck.findings.life import TURNS, Document, Life

ABSENT = "absent"
Turn = tuple[str, str, Document]  # action, fingerprint, detail: an entry that the tool makes


def carried(document: Mapping[str, Any], before: Mapping[str, Any] | None, spoken_of: Collection[str]) -> Document:
    """The document with the findings of the run before that this one did not find: 本次未再现. Nothing is ever hidden.

    What is told in one line now is not absent; a line that nobody decided on is only another way of telling.
    """
    if before is None:
        return dict(document)
    here = {finding["fingerprint"] for finding in document["findings"]}
    here |= {part["fingerprint"] for line in document["rolled_up"] for part in line["details"]}
    found = {finding["check"] for finding in document["findings"]}
    gone = [
        _absent(finding, document["run"], before["run"])
        for finding in before["findings"]
        if finding["fingerprint"] not in here
        and not (finding.get("rolled_up") and finding["fingerprint"] not in spoken_of and finding["check"] in found)
    ]
    if not gone:
        return dict(document)
    marks = {finding["fingerprint"] for finding in gone}
    issues = {issue["id"]: {**issue, "findings": list(issue["findings"])} for issue in document["issues"]}
    for issue in before["issues"]:
        if lost := [mark for mark in issue["findings"] if mark in marks]:
            kept = issues.setdefault(issue["id"], {**issue, "findings": []})
            kept["findings"] += [mark for mark in lost if mark not in kept["findings"]]
    return {**document, "findings": [*document["findings"], *gone], "issues": list(issues.values())}


def _absent(finding: Mapping[str, Any], run: Mapping[str, Any], before: Mapping[str, Any]) -> Document:
    """A finding as a run leaves it that did not find it; ``last_seen``: the run that did.

    In the months of that run it counts as it did; in others only what its date lies in: it is told and not counted.
    """
    seen = finding.get("last_seen") or {
        **{name: before.get(name) for name in ("id", "started", "year", "period")},
        "in_period": bool(finding.get("in_period", True)),
    }
    if (run["year"], run.get("period")) == (seen["year"], seen["period"]):
        counts = seen["in_period"]
    else:
        begins, _, ends = str(run.get("period") or run["year"]).partition("..")
        day = str(finding.get("date") or "")
        counts = bool(day) and begins <= day[: len(begins)] and day[: len(ends or begins)] <= (ends or begins)
    return {**finding, "baseline": ABSENT, "in_period": counts, "last_seen": seen}


def turns(
    document: Mapping[str, Any], lives: Mapping[str, Life], today: date, looked_at: Callable[[Document], bool]
) -> list[Turn]:
    """What the tool writes into the log after a run.

    ``clear``: a state (repair: state) that a person confirmed, that the check looked for and found no more.
    ``reopen``: what was repaired is back; what was dismissed or waived rests on other evidence now; a waiver has ended.
    ``looked_at``: whether the run judged what a finding is about.
    """
    made: list[Turn] = []
    run = document["run"]["id"]
    for finding in document["findings"]:
        mark = finding["fingerprint"]
        life = lives.get(mark) or Life()
        state = life.state or finding["state"]
        if why := _asks_again(finding, life, state, today):
            made.append(("reopen", mark, {"from": state, "to": "open", "why": why, "run": run}))
        elif (
            finding["baseline"] == ABSENT
            and not _was_refused(life)
            and state in ("confirmed", "rectifying")
            and finding.get("repair") == "state"
            and finding.get("source") == "check"
            and evaluated(document, finding)
            and _asked_alike(document, finding)
            and looked_at(finding)
        ):
            made.append(("clear", mark, {"from": state, "to": "rectified", "run": run}))
    return made


def _was_refused(life: Life) -> bool:
    """Whether a person took back what the last run held for repaired."""
    steps = [step for step in life.history if step["action"] in TURNS]
    return bool(steps) and steps[-1]["action"] == "clear" and "undone" in steps[-1]


def _asks_again(finding: Mapping[str, Any], life: Life, state: str, today: date) -> str | None:
    """Why a finding that was settled must be looked at again."""
    if state == "waived" and life.is_expired(today):
        return "expired"
    if finding["baseline"] == ABSENT or life.turn is None:
        return None
    changed = life.evidence_hash not in (None, finding["evidence_hash"])
    if state in ("waived", "dismissed"):
        return "new_evidence" if changed else None
    if state != "rectified":
        return None
    if life.turn.action == "clear":
        return "returned"
    # 认定 of an event stands though the books go on telling it; of a state, unless the books tell anything new of it.
    return "returned" if changed and finding.get("repair") == "state" else None


def evaluated(document: Mapping[str, Any], finding: Mapping[str, Any]) -> bool:
    """Whether the run's check, and its sub-rule, judged anything: skipped or failed says nothing."""
    check = next((each for each in document["checks"] if each["id"] == finding["check"]), None)
    if check is None or check["state"] not in ("clean", "findings"):
        return False
    part = next((each for each in check["subrules"] if each["key"] == (finding["subrule"] or "A")), check)
    return part["state"] in ("clean", "findings") and part["evaluated"] > 0


def _asked_alike(document: Mapping[str, Any], finding: Mapping[str, Any]) -> bool:
    """Whether this run asked the same question: of the same months, by the same parameters. Another threshold repairs nothing."""
    run, seen = document["run"], finding["last_seen"]
    if (run["year"], run.get("period")) != (seen["year"], seen["period"]):
        return False
    check = next(each for each in document["checks"] if each["id"] == finding["check"])
    unit = finding["scope"].get("unit")
    now = {**check["params"], **check.get("params_by_unit", {}).get(unit, {})}
    return all(now.get(name) == value for name, value in finding["params"].items())
