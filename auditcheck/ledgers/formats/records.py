"""Accounts by GB/T 24589 (.1-2010, .1-2024, .2-2010): lists of records in XML, each kind of record a sheet.

Elements are taken by their local names; prefixes and ``locID`` say nothing more. A record is an element whose children
hold values; values of the elements around it (a voucher's head around its lines) count for each record within.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import NoLedger, too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.formats.markup import parse
from auditcheck.ledgers.raw import RawSheet, printable, squared
from auditcheck.ledgers.text import Cell

_VALUES = ("Value", "value", "值")
_FEWEST = 2  # values that make a record


@dataclass
class _Element:
    tag: str
    values: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    given: str | None = None  # an attribute may hold the value
    parent: _Element | None = None
    children: int = 0
    records: int = 0  # found within

    def add(self, name: str, value: str) -> None:
        """A second value of one name stands in a column of its own: nothing is lost."""
        number, key = 1, name
        while key in self.values:
            number += 1
            key = f"{name}{number}"
        self.values[key] = value


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._open: list[_Element] = []
        self._cells = 0
        self.lists: dict[str, list[_Element]] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1] if self._open else None
        if parent:
            parent.children += 1
        given = next((attributes[key] for key in _VALUES if key in attributes), None) if attributes else None
        self._open.append(_Element(tag, given=given, parent=parent))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def end(self, tag: str) -> None:
        element = self._open.pop()
        parent = element.parent
        if not element.children:
            if parent:
                parent.add(tag, "".join(element.text).strip() or element.given or "")
            return
        if len(element.values) >= _FEWEST and not element.records:
            element.records = 1
            self.lists.setdefault(tag, []).append(element)
            self._cells += len(element.values)
            if self._cells > CELLS.value:
                raise too_large(self._name, f"{self._cells:,}", f"{CELLS.value:,}", CELLS.variable)
        elif parent and not element.records:
            for key, value in element.values.items():  # one value in an element of its own, still the record's
                parent.add(key, value)
        if parent:
            parent.records += element.records
        element.text.clear()


def read_records(name: str, text: str) -> list[RawSheet]:
    """A sheet for each list of records; row n is the n-th record of its list. Raises InputError."""
    reader = _Reader(name)
    parse(name, text, reader.start, reader.end, reader.data)
    sheets = []
    for tag, records in reader.lists.items():
        sheet = RawSheet(printable(tag), _rows(name, records), first_row=0)
        if sheet.rows:
            sheets.append(sheet)
    if not sheets:
        raise NoLedger(name, _("an XML file without lists of records, no ledger"))
    return sheets


def _rows(name: str, records: list[_Element]) -> list[list[Cell]]:
    written = [_with_heads(record) for record in records]
    header = list(dict.fromkeys(key for values in written for key in values))
    if len(header) * len(written) > CELLS.value:
        raise too_large(name, f"{len(header) * len(written):,}", f"{CELLS.value:,}", CELLS.variable)
    rows: list[list[Cell]] = [list(header)]
    rows += [[values.get(key, "") for key in header] for values in written]
    return _kept(rows)


def _kept(rows: list[list[Cell]]) -> list[list[Cell]]:
    """A record without any value keeps its number; only the width is settled."""
    count = len(rows)
    squared(rows)
    rows.extend([""] * len(rows[0]) for _missing in range(count - len(rows)))
    return rows


def _with_heads(record: _Element) -> dict[str, str]:
    """The record's values, the heads' before them; the nearest wins."""
    levels = []
    element: _Element | None = record
    while element:
        levels.append(element.values)
        element = element.parent
    values: dict[str, str] = {}
    for level in reversed(levels):
        values.update(level)
    return values
