"""What the unit says to the report as a whole, place by place, and what was made of it (意见采纳情况表). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from auditcheck.findings.identity import digest

if TYPE_CHECKING:
    from auditcheck.findings.log import Entry

_SAID = ("place", "opinion", "reason", "evidence", "by", "adopted", "adopted_reason", "adopted_by")


def opinion_id(place: str, opinion: str) -> str:
    """The same opinion on the same place is one, however often it is read in; later words on it bear its id."""
    return "v1:" + digest({"place": "".join(place.split()), "opinion": "".join(opinion.split())})[:32]


def opinions(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Every opinion with the last word on each of its parts, the earliest first: id, place, opinion, reason, evidence, by,
    adopted, adopted_reason, adopted_by, date."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.action != "opinion":
            continue
        detail = entry.detail
        mark = str(detail.get("id") or opinion_id(str(detail.get("place") or ""), str(detail.get("opinion") or "")))
        known = found.setdefault(mark, {"id": mark, **dict.fromkeys(_SAID, ""), "date": entry.time[:10]})
        known |= {name: detail[name] or "" for name in _SAID if name in detail}
    return list(found.values())
