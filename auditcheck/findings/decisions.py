"""Decisions that came in with the books (sheet 确认记录): which findings a named role confirmed, when and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditcheck.ledgers.keys import strict
from auditcheck.ledgers.text import squeezed

# practice.md section 5: the words of the three kinds of job, for one set of states.
STATES = {
    "疑点": "open",
    "待核实": "open",
    "疑点（待核实）": "open",
    "待补资料": "pending",
    "待说明": "pending",
    "待补资料/待说明": "pending",
    "已确认": "confirmed",
    "确认": "confirmed",
    "问题": "confirmed",
    "问题（已确认）": "confirmed",
    "缺陷": "confirmed",
    "不成立": "dismissed",
    "不作问题反映": "waived",
    "例外事项": "waived",
    "不扣分事项": "waived",
    "正在整改": "rectifying",
    "已完成整改": "rectified",
    "已完成整改（认定）": "rectified",
    "销号": "rectified",
}
_STATES = {squeezed(word): state for word, state in STATES.items()}
_SEPARATORS = re.compile(r"[；;、，,\n]+")
_NAMED = re.compile(r"^(?!v1:)[^:：]{1,12}[:：]\s*")


@dataclass(frozen=True)
class Decision:
    """One row of 确认记录. ``tokens``: the key values it names, in strict form; or one fingerprint or number.

    ``unit``: the body to whose books the row belongs.
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

    def matches(self, finding: Mapping[str, Any], forms: frozenset[str]) -> bool:
        """The same check (and sub-rule, if named) and all named key values among the finding's."""
        if self.check.upper() != finding["check"] or not self.tokens:
            return False
        if self.subrule and self.subrule != (finding["subrule"] or "A"):
            return False
        names = {strict(finding["fingerprint"]), strict(finding["no"] or "")}
        return self.tokens <= forms or bool(self.tokens & names)


def read_decisions(rows: Iterable[Mapping[str, Any]], sources: Mapping[int, Mapping[str, Any]]) -> list[Decision]:
    """Rows of the ledger ``decisions`` in the order in which they stand; a later one on the same finding wins."""
    found = []
    for row in rows:
        where = sources[row["row_id"]]
        written = str(row["state"] or "")
        found.append(
            Decision(
                str(row["check"] or ""),
                row["subrule"],
                _tokens(str(row["key"] or "")),
                _STATES.get(squeezed(written)),
                str(row["person"] or ""),
                row["date"].isoformat() if row["date"] else "",
                str(row["reason"] or ""),
                written,
                {"file": where["file"], "sheet": where["sheet"], "row": where["row"]},
                row.get("unit"),
            )
        )
    return found


def key_forms(finding: Mapping[str, Any]) -> frozenset[str]:
    """Strict forms of everything in a finding's key."""
    return frozenset(strict(str(value)) for value in finding["key"].values() if value is not None)


def _tokens(text: str) -> frozenset[str]:
    parts = (_NAMED.sub("", part.strip()) for part in _SEPARATORS.split(text))
    return frozenset(strict(part) for part in parts if part)
