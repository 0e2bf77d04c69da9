"""What a findings document says to a rubric: states of checks, measures, and which findings feed what.

The document is a plain dict in the shape of findings.json (``../shared/design/contracts.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditcheck import names
from auditcheck.errors import InputError
from auditcheck.scoring.metrics import Metrics
from auditcheck.scoring.rubric import FEED_MODES, Feed, Ref, Rubric

EVALUATED, NOT_APPLICABLE, UNDECIDED = "evaluated", "not_applicable", "undecided"
SIGNALS = frozenset({"open", "pending"})
STATES = frozenset({"open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified"})

_OUTCOME = {"clean": EVALUATED, "findings": EVALUATED, "not_applicable": NOT_APPLICABLE}


@dataclass(frozen=True)
class Finding:
    """The parts of a finding that scoring reads."""

    fingerprint: str
    no: str
    issue: str | None
    check: str
    state: str
    title: str
    message: str
    subrule: str | None
    event: bool  # repair: event, by the finding's own word or else its check's
    feeds: tuple[Feed, ...]


def read_findings(document: Mapping[str, Any], rubric: Rubric) -> tuple[Finding, ...]:
    """The findings, one a fingerprint, in an order that does not depend on the document's.

    Raises ``InputError`` for a state that does not exist.
    """
    repair = {check["id"]: check.get("repair") or "event" for check in document.get("checks", ())}
    found: dict[str, Finding] = {}
    for entry in document.get("findings", ()):
        if entry["state"] not in STATES:
            raise InputError(f"finding {entry['fingerprint']}: unknown state {entry['state']!r}")
        if not entry.get("in_period", True):
            continue  # told, but of another year than the one that is scored
        if entry.get("rolled_up") and entry["state"] in SIGNALS:
            continue  # more often the books or a parameter than the facts: nobody supposes it to hold
        gone = entry.get("baseline") == "absent" and entry.get("repair") == "state"
        if gone and entry["state"] in SIGNALS:
            continue  # a signal that the books no longer give, of what can be put right
        found[entry["fingerprint"]] = Finding(
            fingerprint=entry["fingerprint"],
            no=entry.get("no") or "",
            issue=entry.get("issue"),
            check=entry["check"],
            state=entry["state"],
            title=entry.get("title") or "",
            message=entry.get("message") or "",
            subrule=entry.get("subrule"),
            event=(entry.get("repair") or repair.get(entry["check"], "event")) == "event",
            feeds=_feeds(entry, rubric),
        )
    return tuple(sorted(found.values(), key=lambda one: (one.no, one.fingerprint)))


def _feeds(entry: Mapping[str, Any], rubric: Rubric) -> tuple[Feed, ...]:
    check, subrule = entry["check"], entry.get("subrule")
    for key in (f"{check}:{subrule}", check):
        if key in rubric.feeds:
            return rubric.feeds[key]
    feeds = [feed_of(raw) for raw in entry.get("feeds") or () if raw.get("rubric") == rubric.name]
    if not feeds and rubric.named_checks_feed:
        feeds = [
            Feed(one.code, "per_occurrence" if part.group else "criterion_fail", part.no, part.group)
            for one in rubric.indicators
            for part in one.rule.parts
            if any(ref.covers(check, subrule) for ref in part.checks)
        ]
    return tuple(dict.fromkeys(feeds))


def feed_of(raw: Mapping[str, Any]) -> Feed:
    """A feed as a header writes it. A veto that names no criterion is about the first. ``InputError`` if malformed."""
    mode = raw.get("mode")
    criterion = raw.get("criterion")
    if mode not in FEED_MODES:
        raise InputError(f"feeds: unknown mode {mode!r} (one of {', '.join(FEED_MODES)})")
    if criterion is not None and (isinstance(criterion, bool) or not isinstance(criterion, int)):
        raise InputError(f"feeds: criterion {criterion!r} is not a whole number")
    if mode == "veto" and criterion is None:
        criterion = 1
    return Feed(str(raw.get("indicator")), mode, criterion, raw.get("group"))


class Record:
    """The document as one way of counting sees it.

    ``states`` are the states of a finding that count; ``event_repairs`` says whether a rectified event still does.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        findings: Iterable[Finding],
        states: frozenset[str],
        event_repairs: bool,
    ) -> None:
        self._checks = {check["id"]: check for check in document.get("checks", ())}
        self._measures = list(document.get("measures", ()))
        self.metrics = Metrics(document.get("metrics", ()))
        self._year = (document.get("run") or {}).get("year")
        self._titles = {issue["id"]: issue.get("title") or "" for issue in document.get("issues", ())}
        self._findings = tuple(findings)
        self._states = states
        self._event_repairs = event_repairs

    def counts(self, finding: Finding) -> bool:
        if finding.state == "rectified":
            return self._event_repairs and finding.event
        return finding.state in self._states

    def counting(self) -> list[Finding]:
        return [one for one in self._findings if self.counts(one)]

    def failing(self, code: str, criterion: int | None, group: str | None) -> tuple[Finding, ...]:
        """Counting findings that feed this criterion, or this group."""
        return tuple(one for one in self.counting() if any(_hits(feed, code, criterion, group) for feed in one.feeds))

    def vetoing(self, code: str) -> tuple[Finding, ...]:
        """Counting findings that take all points of an indicator."""
        return tuple(
            one for one in self.counting() if any(feed.indicator == code and feed.mode == "veto" for feed in one.feeds)
        )

    def others(self, code: str, criterion: int | None, group: str | None) -> tuple[Finding, ...]:
        """Findings that feed this criterion or group without counting: signals, dismissed, waived."""
        return tuple(
            one
            for one in self._findings
            if not self.counts(one) and any(_hits(feed, code, criterion, group) for feed in one.feeds)
        )

    def groups(self, code: str) -> list[str]:
        """Groups (of an indicator that counts occurrences) that counting findings name; "" where none is named."""
        return sorted(
            {
                feed.group or ""
                for one in self.counting()
                for feed in one.feeds
                if feed.indicator == code and feed.mode == "per_occurrence"
            }
        )

    def signals(self, code: str) -> int:
        """How many findings wait to be confirmed and would then touch the indicator."""
        live = ("criterion_fail", "per_occurrence", "veto")
        return sum(
            one.state in SIGNALS and any(feed.indicator == code and feed.mode in live for feed in one.feeds)
            for one in self._findings
        )

    def state(self, ref: Ref) -> str:
        """``evaluated``, ``not_applicable`` or ``undecided`` (skipped, error, not run, absent from the run)."""
        entry = self._entry(ref)
        return UNDECIDED if entry is None else _OUTCOME.get(str(entry.get("state")), UNDECIDED)

    def why_undecided(self, ref: Ref) -> str:
        """Why a check decides nothing, in Chinese: ``CON-004（资料不足：缺合同台账“我方用印名称”）``."""
        entry = self._entry(ref)
        if entry is None:
            return f"{ref}（本次未运行）"
        if entry.get("state") == "error":
            return f"{ref}（运行出错）"
        missing = "、".join(names.dotted_name(str(name)) for name in entry.get("missing") or ())
        return f"{ref}（资料不足{f'：缺{missing}' if missing else ''}）"

    def _entry(self, ref: Ref) -> Mapping[str, Any] | None:
        check: Mapping[str, Any] | None = self._checks.get(ref.check)
        if check is None or ref.subrule is None:
            return check
        return next((one for one in check.get("subrules") or () if one.get("key") == ref.subrule), None)

    def measure(self, check: str) -> Mapping[str, Any] | None:
        """The measure of the evaluated year: an entry of ``measures``."""
        for entry in self._measures:
            if entry["check"] == check and entry.get("year") in (None, self._year):
                found: Mapping[str, Any] = entry
                return found
        return None

    def issue_titles(self, findings: Iterable[Finding]) -> list[str]:
        """Titles of the issues that findings belong to; the finding's own, or its sentence, where an issue has none."""
        titles = (self._titles.get(one.issue or "") or one.title or one.message.rstrip("。") for one in findings)
        return list(dict.fromkeys(titles))


def _hits(feed: Feed, code: str, criterion: int | None, group: str | None) -> bool:
    if feed.indicator != code:
        return False
    if group is not None:
        return feed.mode == "per_occurrence" and (feed.group or "") == group
    return feed.mode in ("criterion_fail", "veto") and feed.criterion is not None and feed.criterion == criterion
