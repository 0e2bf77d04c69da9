"""What named people judged (sheet 评价判断): one decision a criterion, each with person, date and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RESULTS = ("符合", "不符合", "不适用")


@dataclass(frozen=True)
class Judgement:
    """One line of the sheet. ``source`` says where it stood: file, sheet, row."""

    indicator: str
    criterion: int | None
    group: str | None
    result: str
    person: str
    date: str
    reason: str
    evidence: str
    source: Mapping[str, Any] | None

    def document(self) -> dict[str, Any]:
        return {
            "result": self.result,
            "person": self.person,
            "date": self.date,
            "reason": self.reason,
            "evidence": self.evidence,
            "source": dict(self.source) if self.source else None,
        }


class Judgements:
    """The lines that may be used, found by indicator and criterion or group; ``notes`` (Chinese) tell about the rest.

    A line without person, date or reason is not used: a score must be answerable. Of several lines about one criterion
    the latest holds; of two of the same day the one against the unit, so that the order of lines decides nothing.
    """

    def __init__(self, lines: Iterable[Mapping[str, Any]]) -> None:
        self.notes: list[str] = []
        self._found: dict[tuple[str, int | None, str | None], Judgement] = {}
        for line in lines:
            criterion = _criterion(line.get("criterion"))
            if criterion is None and line.get("criterion") not in (None, ""):
                self.notes.append(f"{where(_read(line, None))}：条号“{line['criterion']}”不是数字，未采用。")
                continue
            self._add(_read(line, criterion))

    def _add(self, line: Judgement) -> None:
        missing = [
            name for name, value in (("评价人", line.person), ("日期", line.date), ("理由", line.reason)) if not value
        ]
        if line.result not in RESULTS:
            self.notes.append(f"{where(line)}：结果“{line.result}”不是{'、'.join(RESULTS)}之一，未采用。")
            return
        if missing:
            self.notes.append(f"{where(line)}：缺{'、'.join(missing)}，未采用。")
            return
        if not line.evidence:
            self.notes.append(f"{where(line)}：未注明佐证材料。")
        key = (line.indicator, line.criterion, line.group)
        before = self._found.get(key)
        if before is not None:
            self.notes.append(f"{where(line)}：同一事项有多条评价判断，采用日期最近的一条（同日取不利的一条）。")
            line = max(before, line, key=lambda one: (one.date, RESULTS.index(one.result) == 1, one.reason))
        self._found[key] = line

    def find(self, code: str, criterion: int | None = None, group: str | None = None) -> Judgement | None:
        """The judgement on one criterion (by number) or group (by name), or with neither on the whole indicator."""
        return self._found.get((code, None if group is not None else criterion, group))

    def all(self) -> list[Judgement]:
        return list(self._found.values())


def _criterion(value: Any) -> int | None:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _read(line: Mapping[str, Any], criterion: int | None) -> Judgement:
    def text(key: str) -> str:
        return str(line.get(key) if line.get(key) is not None else "").strip()

    return Judgement(
        indicator=text("indicator"),
        criterion=None if text("group") else criterion,
        group=text("group") or None,
        result=text("result"),
        person=text("person"),
        date=text("date"),
        reason=text("reason"),
        evidence=text("evidence"),
        source=line.get("source"),
    )


def where(line: Judgement) -> str:
    about = f"{line.indicator}{f'第{line.criterion}条' if line.criterion else ''}{line.group or ''}"
    row = (line.source or {}).get("row")
    return f"评价判断{f'第{row}行' if row else ''}（{about}）"
