"""Decisions that came in with the books (sheet 确认记录): which findings a named role confirmed, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditcheck.evidence.confirmations import STATES, named, state_of
from auditcheck.ledgers.keys import contract_key, strict

__all__ = ["STATES", "Decision", "answerable", "key_forms", "on_findings", "read_decisions"]


@dataclass(frozen=True)
class Decision:
    """One row of 确认记录. ``tokens``: the key values it names, in strict form; or one fingerprint or number.

    ``unit``: the body to whose books the row belongs. ``spellings``: where two numbers that it names are alike in strict
    form (HT-2023-118；HT2023118), their full keys: it is about that pair and no other.
    """

    check: str
    subrule: str | None
    tokens: frozenset[str]
    state: str | None
    person: str
    day: str
    reason: str
    written: str
    where: Mapping[str, Any]  # file, sheet, row
    unit: str | None = None
    spellings: frozenset[str] = frozenset()

    def matches(self, finding: Mapping[str, Any], forms: frozenset[str]) -> bool:
        """The same check (and sub-rule, if named) and all named key values among the finding's."""
        if self.check.upper() != finding["check"] or not self.tokens:
            return False
        if self.subrule and self.subrule != (finding["subrule"] or "A"):
            return False
        if self.spellings:
            return self.spellings <= {
                contract_key(str(value)) for value in finding["key"].values() if value is not None
            }
        names = {strict(finding["fingerprint"]), strict(finding["no"] or "")}
        return self.tokens <= forms or bool(self.tokens & names)


def read_decisions(rows: Iterable[Mapping[str, Any]], sources: Mapping[int, Mapping[str, Any]]) -> list[Decision]:
    """Rows of the ledger ``decisions`` in the order in which they stand; a later one on the same finding wins."""
    found = []
    for row in rows:
        where = sources[row["row_id"]]
        written = str(row["state"] or "")
        parts = named(str(row["key"] or ""))
        tokens = frozenset(strict(part) for part in parts)
        # One document may be named in two spellings; only EVI-006 tells spellings apart.
        about_spellings = str(row["check"] or "").upper() == "EVI-006"
        spellings = frozenset(contract_key(part) or "" for part in parts) if about_spellings else frozenset()
        found.append(
            Decision(
                str(row["check"] or ""),
                row["subrule"],
                tokens,
                state_of(written),
                str(row["person"] or ""),
                row["date"].isoformat() if row["date"] else "",
                str(row["reason"] or ""),
                written,
                {"file": where["file"], "sheet": where["sheet"], "row": where["row"]},
                row.get("unit"),
                spellings if len(spellings) > len(tokens) else frozenset(),
            )
        )
    return found


def key_forms(finding: Mapping[str, Any]) -> frozenset[str]:
    """Strict forms of everything in a finding's key."""
    return frozenset(strict(str(value)) for value in finding["key"].values() if value is not None)


def answerable(decision: Decision) -> bool:
    """Whether a named person stands behind it, with a day and a reason: nothing else may confirm or dismiss."""
    return decision.state in ("open", "pending") or all((decision.person, decision.day, decision.reason))


def on_findings(
    findings: Sequence[Mapping[str, Any]], decisions: Iterable[Decision]
) -> tuple[list[tuple[str, Decision]], list[Decision]]:
    """(fingerprint of the finding that each decision is on, in their order; decisions that are on none, or say nothing)."""
    decided, unmatched = [], []
    forms = [key_forms(finding) for finding in findings]
    for decision in decisions:
        met = [each for each, form in zip(findings, forms, strict=True) if decision.matches(each, form)]
        if len({finding["scope"].get("unit") for finding in met}) > 1:
            # Two bodies may number alike: a decision on one is none on the other.
            met = [finding for finding in met if finding["scope"].get("unit") == decision.unit]
        if not met or decision.state is None or not answerable(decision):
            unmatched.append(decision)
            continue
        decided += [(finding["fingerprint"], decision) for finding in met]
    return decided, unmatched
