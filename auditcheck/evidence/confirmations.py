"""Sheet 确认记录 as people fill it: the words of the states, and the names and numbers that a row gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditcheck.engine.session import Session
from auditcheck.ledgers.keys import body_key, contract_key, strict
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
STANDS = ("confirmed", "rectifying", "rectified")  # a named person found it to be so
_STATES = {squeezed(word): state for word, state in STATES.items()}
_SEPARATORS = re.compile(r"[；;、，,\n]+")
_NAMED = re.compile(r"^(?!v1:)[^:：]{1,12}[:：]\s*")


def state_of(written: str) -> str | None:
    """None for a word that is none of practice."""
    return _STATES.get(squeezed(written))


def named(text: str) -> list[str]:
    """What a key names, as written, without 合同编号： before it: ``HT-2023-118；HT2023118`` -> two."""
    parts = (_NAMED.sub("", part.strip()) for part in _SEPARATORS.split(text))
    return [part for part in parts if part]


@dataclass(frozen=True)
class Pair:
    """What the rows of 确认记录 on EVI-006 say of two spellings; of several rows the last one counts."""

    first: str
    second: str
    subrule: str | None
    state: str
    unit: str
    reason: str
    person: str
    day: date | None
    where: tuple[str, str, int]  # file, sheet, row
    rows: tuple[tuple[str, str, int], ...]  # all rows on this pair

    @property
    def keys(self) -> tuple[str, str]:
        """As numbers of contracts."""
        return contract_key(self.first) or "", contract_key(self.second) or ""

    @property
    def name_keys(self) -> tuple[str, str]:
        """As names of bodies."""
        return body_key(self.first) or "", body_key(self.second) or ""

    @property
    def told(self) -> str:
        return "{} / {} / {}".format(*self.where)

    @property
    def subject(self) -> str:
        """Which two spellings in whose books; of several words on one subject the last counts."""
        return "|".join((self.unit, *sorted((strict(self.first), strict(self.second)))))

    def document(self) -> dict[str, Any]:
        """Plain values, for the engagement's store."""
        return {
            "first": self.first, "second": self.second, "subrule": self.subrule, "state": self.state, "unit": self.unit,
            "reason": self.reason, "person": self.person, "day": self.day.isoformat() if self.day else None,
            "where": list(self.where),
        }  # fmt: skip


def remembered_pair(said: Mapping[str, Any]) -> Pair:
    """A pair out of the store; it decides on no row of today's sheets."""
    day = date.fromisoformat(said["day"]) if said["day"] else None
    file, sheet, row = said["where"]
    return Pair(
        said["first"], said["second"], said["subrule"], said["state"], said["unit"], said["reason"], said["person"], day,
        (file, sheet, int(row)), (),
    )  # fmt: skip


def read_pairs(session: Session) -> list[Pair]:
    """Pairs of spellings that 确认记录 decides on, in the order of their last rows."""
    if not session.has_rows("ledger.decisions"):
        return []
    rows = session.query(
        """
        SELECT d.unit, d.subrule, d.key, d.state, d.person, d.date, d.reason, s.file, s.sheet, s.row
        FROM ledger.decisions d JOIN sources s ON s.row_id = d.row_id
        WHERE upper(trim(d."check")) = 'EVI-006' ORDER BY d.row_id
        """
    )
    found: dict[tuple[object, ...], Pair] = {}
    for row in rows:
        parts, state = named(str(row["key"] or "")), state_of(str(row["state"] or ""))
        subrule = str(row["subrule"] or "").strip().upper() or None
        spellings = frozenset(contract_key(part) for part in parts)
        if len(parts) != 2 or len(spellings) != 2 or state is None or subrule == "A":
            continue
        where = (row["file"], row["sheet"], row["row"])
        subject = (row["unit"], spellings)
        before = found.pop(subject, None)
        found[subject] = Pair(
            parts[0],
            parts[1],
            subrule,
            state,
            row["unit"],
            str(row["reason"] or "").strip(),
            str(row["person"] or ""),
            row["date"],
            where,
            (*(before.rows if before else ()), where),
        )
    return list(found.values())
