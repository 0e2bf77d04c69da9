"""What running a check gives: hits, undecided rows, and the five states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from auditcheck.checks.catalogue import Check, SubRule

NOT_ENOUGH = "资料不足"
CLASSES = ("violation", "suspicion", "data")  # the strictest first


@dataclass
class Hit:
    """One row of a check's SELECT, with its evidence by role: row_ids, sheet_ids where a hole has no rows, ref_ids of
    the standards by which it was judged, and cells of no row that was loaded (sheet_id, row, column, value)."""

    rule: SubRule
    row: dict[str, Any]
    evidence: list[tuple[str, list[int]]]
    class_: str
    severity: str
    sheets: list[tuple[str, list[int]]] = field(default_factory=list)
    standards: list[tuple[str, list[int]]] = field(default_factory=list)
    cells: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    parameters: dict[str, str | None] = field(default_factory=dict)  # as they were for this body
    in_period: bool = True  # of the job; what lies outside is told and not counted


@dataclass(frozen=True)
class Undecided:
    """A row to which the rule applies but which lacks a value."""

    rule: SubRule
    row_ids: tuple[int, ...]
    missing: str
    why: str


@dataclass
class SubResult:
    """``population = evaluated + undecided + not_supplied``; state clean | findings | not_applicable | not_run | error."""

    rule: SubRule
    state: str
    missing: list[str] = field(default_factory=list)
    reason: str | None = None
    population: int = 0
    not_supplied: int = 0
    hits: list[Hit] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    waits_for_parameter: bool = False

    @property
    def evaluated(self) -> int:
        return self.population - len(self.undecided) - self.not_supplied

    def document(self) -> dict[str, Any]:
        return {
            "key": self.rule.key or "A",
            "title": self.rule.title,
            "state": self.state,
            "missing": self.missing,
            "reason": self.reason,
            "population": self.population,
            "evaluated": self.evaluated,
            "undecided": len(self.undecided),
            "not_supplied": self.not_supplied,
            "findings": len(self.hits),
        }


@dataclass
class CheckResult:
    """A check's sub-results together; ``measure`` holds the one row of a measure."""

    check: Check
    parts: list[SubResult]
    parameters: dict[str, str | None]
    measure: Hit | None = None
    blocked_by: str | None = None
    by_unit: dict[str, dict[str, str | None]] = field(default_factory=dict)  # parameters of bodies that have their own

    @property
    def hits(self) -> list[Hit]:
        return [hit for part in self.parts for hit in part.hits]

    @property
    def state(self) -> str:
        """clean | findings | not_applicable | skipped | error. Skipped is never a pass."""
        states = {part.state for part in self.parts if not part.waits_for_parameter}
        if "error" in states:
            return "error"
        if "findings" in states:
            return "findings"
        if "clean" in states:
            return "clean"
        return "not_applicable" if states == {"not_applicable"} else "skipped"

    @property
    def reason(self) -> str | None:
        if self.blocked_by:
            return f"前置检查{self.blocked_by}未通过"
        told = [part.reason for part in self.parts if part.reason and part.state == "error"]
        if told:
            return "；".join(dict.fromkeys(told))
        if self.state != "skipped":
            return None
        if all(part.waits_for_parameter for part in self.parts):
            told = [str(part.reason) for part in self.parts if not any(name.startswith("$") for name in part.missing)]
            return "；".join(dict.fromkeys(told)) or "请按本单位制度填写参数"
        return NOT_ENOUGH

    def document(self) -> dict[str, Any]:
        header = self.check.header
        missing = [name for part in self.parts for name in part.missing]
        total = {
            name: sum(getattr(part, name) for part in self.parts)
            for name in ("population", "evaluated", "not_supplied")
        }
        return {
            "id": self.check.id,
            "name": self.check.name,
            "title": self.check.title,
            "class": header["class"],
            "kind": header["kind"],
            "repair": header.get("repair", "event"),
            "visibility": header.get("visibility", "unit"),
            "state": self.state,
            "reason": self.reason,
            "missing": list(dict.fromkeys(missing)),
            **total,
            "undecided": sum(len(part.undecided) for part in self.parts),
            "findings": len(self.hits),
            "params": self.parameters,
            "params_by_unit": self.by_unit,
            "feeds": list(header.get("feeds") or []),
            "remediation": str(header.get("remediation", "")),
            "subrules": [part.document() for part in self.parts],
        }
