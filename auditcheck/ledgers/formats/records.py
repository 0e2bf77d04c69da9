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

# The chart of accounts, and what it says; vouchers and balances name accounts by their code alone.
_ACCOUNTS, _CODE, _NAME = ("会计科目", "科目"), "科目编号", "科目名称"
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
    names = _names_of_accounts(reader.lists)
    for tag, records in reader.lists.items():
        is_chart = tag in _ACCOUNTS and all("余额" not in key for record in records for key in record.values)
        named = False if is_chart else _name_accounts(records, names)
        sheet = RawSheet(printable(tag), _rows(name, records), first_row=0)
        if named:
            sheet.notes.append(_("the names of the accounts were taken from the list 会计科目 of this file"))
        if is_chart:
            sheet.reference = _("the chart of accounts: no ledger, it names the accounts of the other lists")
        sheets.append(sheet)
    if not sheets:
        raise NoLedger(name, _("an XML file without lists of records, no ledger"))
    return sheets


def _names_of_accounts(lists: dict[str, list[_Element]]) -> dict[str, str]:
    """Code -> name; a code with two names has none."""
    names: dict[str, str] = {}
    for tag in _ACCOUNTS:
        for record in lists.get(tag, []):
            code, name = record.values.get(_CODE, ""), record.values.get(_NAME, "")
            if code and name:
                names[code] = name if names.get(code, name) == name else ""
    return names


def _name_accounts(records: list[_Element], names: dict[str, str]) -> bool:
    """Add the names to records with codes and no names; whether any was added."""
    if not names or any(_NAME in record.values for record in records):
        return False
    found = False
    for record in records:
        if name := names.get(record.values.get(_CODE, "")):
            record.values[_NAME], found = name, True
    return found


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
