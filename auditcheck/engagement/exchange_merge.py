"""Three versions of each cell: as exported, as it is here, as the files say. What changed only there is taken.

Columns that make one statement (a decision with its person and reason) are merged as one: half a decision from each of
two people is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditcheck.engagement.exchange_read import Line
from auditcheck.i18n import _
from auditcheck.ledgers.dates import Unreadable
from auditcheck.report.exchange_fields import Field, relevant
from auditcheck.report.exchange_values import changed, read
from auditcheck.report.masks import masked

_NAMED_BY = {"decide": "decided_by", "rectify": "accepted_by", "answer": "answered_by"}


@dataclass(frozen=True)
class Edit:
    """What one row says anew about one group. ``row``: all that it says; ``codes``: the columns of the group."""

    identity: str
    group: str
    line: Line
    changed: Mapping[str, str]
    codes: Sequence[str]
    row: Mapping[str, str]

    @property
    def person(self) -> str:
        """Who says so: the person of that very statement, who filled in the row, or who wrote a name into it anew."""
        own = self.row.get(_NAMED_BY.get(self.group, ""), "") or self.row.get("filled_by", "")
        written = changed(self.identity, self.row, self.line.marks, _NAMED_BY.values())
        return own or next((self.row[code] for code in _NAMED_BY.values() if code in written), "")


@dataclass(frozen=True)
class Conflict:
    """``here``: what stands here now; ``versions``: what each row says instead; nothing of it was taken."""

    identity: str
    group: str
    here: Mapping[str, str]
    versions: Sequence[Edit]
    changed_here: bool


@dataclass
class Merge:
    edits: list[Edit] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Merger:
    """Rows one by one, from however many files; then what follows from all of them."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._merge = Merge()
        self._proposed: dict[tuple[str, str], list[tuple[Edit, Mapping[str, str]]]] = {}

    def take(self, line: Line, fields: Sequence[Field], here: Mapping[str, str] | None) -> None:
        """``here``: what the columns hold now, shown as in the file (masked or not); None: no such finding."""
        if here is None:
            self._merge.problems.append(
                _("{where}: this finding is not in the last run; nothing of this row is taken").format(where=line.where)
            )
            return
        for edit in _edits(line, fields, here, self._kind, self._merge):
            self._proposed.setdefault((edit.identity, edit.group), []).append((edit, here))

    def values_of(self, line: Line, fields: Sequence[Field]) -> tuple[dict[str, str], set[str]]:
        """What a row without an id says, and the groups of which a cell cannot be read."""
        return _values(line, fields, self._kind, self._merge)

    def result(self) -> Merge:
        for (identity, group), proposed in self._proposed.items():
            edits = [edit for edit, _here in proposed]
            first, here = proposed[0]
            if group == "comment":  # what one says takes nothing from another
                self._merge.edits += {(edit.person, edit.row["comment"]): edit for edit in edits}.values()
                continue
            alike = all(edit.changed == first.changed for edit in edits)
            # Each file knows what stood here when it was written.
            ours = any(changed(identity, each, edit.line.marks, edit.codes) for edit, each in proposed)
            if alike and not ours:
                self._merge.edits.append(first)
            else:
                self._merge.conflicts.append(Conflict(identity, group, here, edits, ours))
        return self._merge


def _edits(line: Line, fields: Sequence[Field], here: Mapping[str, str], kind: str, result: Merge) -> list[Edit]:
    said, unreadable = _values(line, fields, kind, result)
    there = changed(line.identity, said, line.marks, said)
    facts = [
        one.title
        for one in fields
        if not one.group and not one.once and one.code in there and said[one.code] != here.get(one.code)
    ]
    if facts:
        told = _("{where}: {columns} changed; facts and what goes with them are not read back")
        result.notes.append(told.format(where=line.where, columns="、".join(facts)))
    groups: dict[str, list[str]] = {}
    for one in fields:
        if one.group and one.group not in unreadable and one.code in line.cells:
            groups.setdefault(one.group, []).append(one.code)
    edits = []
    for group, every in groups.items():
        tells = relevant(group, said)
        codes = [code for code in every if tells(code)]
        new = {code: said[code] for code in codes if code in there and masked(said[code]) != masked(here.get(code, ""))}
        if new:
            edits.append(Edit(line.identity, group, line, new, codes, said))
    return edits


def _values(line: Line, fields: Sequence[Field], kind: str, result: Merge) -> tuple[dict[str, str], set[str]]:
    """(what the row says, the groups of which a cell cannot be read)."""
    said: dict[str, str] = {}
    unreadable: set[str] = set()
    for one in fields:
        if one.code not in line.cells:
            continue
        try:
            said[one.code] = read(one, line.cells[one.code], kind)
        except Unreadable as error:
            if not one.group:
                continue
            unreadable.add(one.group)
            told = _("{where}: {column} is {value}: {error}")
            result.problems.append(
                told.format(where=line.where, column=one.title, value=line.cells[one.code], error=error)
            )
    return said, unreadable
