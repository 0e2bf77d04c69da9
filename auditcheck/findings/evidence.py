"""Evidence rows with file, sheet, row and cell: where each number of a finding stood."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from auditcheck.checks.analysis import columns_read, tables_read
from auditcheck.checks.results import Hit
from auditcheck.evidence import reference
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.evidence.workspace import Workspace
from auditcheck.ledgers.schema import Ledger

Item = dict[str, Any]
# Rows of one role that are read cell by cell; a list of more is for no reader. What is left is counted, and hashed by the
# engine, so that a change in any of it is seen.
MOST_ROWS = 5_000
# Who read it, when and where: printed with the evidence, but no fact about the unit.
ATTRIBUTION = ("checker", "check_date", "query_date", "url")


@dataclass
class Evidence:
    """``items`` in full, ``more`` rows that are counted only, and a digest of what those say."""

    items: list[Item]
    more: int = 0
    rest: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.items) + self.more

    def add(self, other: Evidence) -> None:
        """What another hit of the same finding rests on; nothing comes twice."""
        known = {json.dumps(item, sort_keys=True, default=str) for item in self.items}
        self.items += [item for item in other.items if json.dumps(item, sort_keys=True, default=str) not in known]
        self.more += other.more
        self.rest += other.rest


class EvidenceReader:
    """Turns row_ids into evidence items; sheets and rows are looked up once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._sheets = {sheet.sheet_id: sheet for sheet in workspace.books.sheets}
        self._places: dict[int, Item] = {}
        self._expected: dict[str, dict[int, Item]] = {}  # ledger -> row_id -> row

    def expect(self, hits: Iterable[Hit]) -> None:
        """Look up the rows of all these at once: to ask for those of each takes longer than to judge them."""
        self._places, self._expected = {}, {}
        self._look_up({row_id for hit in hits for _role, ids in hit.evidence for row_id in ids[:MOST_ROWS]})
        read_on_paper = {
            row[f"{column}_row"]
            for ledger, column in PAPER_CELLS
            for row in self._expected.get(ledger, {}).values()
            if row[f"{column}_origin"] == "paper"
        }
        self._look_up(read_on_paper - self._places.keys())

    def _look_up(self, row_ids: Collection[int]) -> None:
        by_ledger: dict[str, list[int]] = {}
        for row_id, place in (self._workspace.sources(row_ids) if row_ids else {}).items():
            self._places[row_id] = place
            by_ledger.setdefault(place["ledger"], []).append(row_id)
        for ledger, ids in by_ledger.items():
            rows = self._expected.setdefault(ledger, {})
            rows.update((row["row_id"], row) for row in self._workspace.rows(ledger, ids))

    def _sources(self, row_ids: Sequence[int]) -> dict[int, Item]:
        places = self._places
        return places if all(each in places for each in row_ids) else self._workspace.sources(row_ids)

    def _rows(self, ledger: str, row_ids: Sequence[int]) -> list[Item]:
        rows = self._expected.get(ledger, {})
        if all(each in rows for each in row_ids):
            return [rows[each] for each in sorted(set(row_ids))]
        return self._workspace.rows(ledger, row_ids)

    def read(self, hit: Hit) -> Evidence:
        """What a hit rests on, in the order of its roles. A cell read off paper stands under its 核查表."""
        read: dict[str, set[str]] = {}
        for name in columns_read(hit.rule.sql):
            ledger, column = name.split(".")
            read.setdefault(ledger, set()).add(column)
        # A rule that compares what the books say with what the paper says reads ``ledger.<name>`` beside ``<name>``.
        booked = {name.removeprefix("ledger__") for name in tables_read(hit.rule.sql) if name.startswith("ledger__")}
        found: list[Item] = []
        more, rest = 0, list[str]()
        for role, ids_of_role in hit.evidence:
            row_ids, left = ids_of_role[:MOST_ROWS], ids_of_role[MOST_ROWS:]
            if left:
                more += len(left)
                rest += [self._digest(ledger, left, read) for ledger in sorted(read)]
            sources = self._sources(row_ids)
            by_ledger: dict[str, list[int]] = {}
            for row_id in row_ids:
                if row_id in sources:
                    by_ledger.setdefault(sources[row_id]["ledger"], []).append(row_id)
            for ledger, ids in by_ledger.items():
                for row in self._rows(ledger, ids):
                    found += self._of_row(role, ledger, row, sources[row["row_id"]], read)
                if ledger in booked:
                    for row in self._workspace.rows(ledger, ids, as_booked=True):
                        columns = sorted(read.get(ledger, set()) & {c for n, c in PAPER_CELLS if n == ledger})
                        found.append(self._item(role, ledger, row, sources[row["row_id"]], columns))
        found += [item for role, cells in hit.cells for item in self._of_cells(role, cells)]
        found += [self._of_sheet(role, sheet_id, hit.row) for role, ids in hit.sheets for sheet_id in ids]
        tables = sorted(name for name in tables_read(hit.rule.sql) if name.startswith(reference.PREFIX))
        for role, ids in hit.standards:
            found += [_of_standard(role, name, row) for name in tables for row in self._workspace.standards(name, ids)]
        return Evidence(found, more, rest)

    def _digest(self, ledger: str, row_ids: list[int], read: Mapping[str, set[str]]) -> str:
        spec = self._workspace.schema.ledgers.get(ledger)
        columns = self._columns(spec, read) if spec else []
        return self._workspace.digest(ledger, columns, row_ids) if columns else ""

    def _columns(self, spec: Ledger, read: Mapping[str, set[str]]) -> list[str]:
        """What of a row is shown: what the rule reads, and its numbers. Whose the row is stands in the scope; its cell is
        often blank because the sheet or the settings say it."""
        identifiers = {column.name for column in spec.columns if column.key in ("contract", "voucher", "plain")}
        return [c.name for c in spec.columns if c.name in (read.get(spec.name, set()) | identifiers) - {"unit"}]

    def _of_sheet(self, role: str, sheet_id: int, row: Mapping[str, Any]) -> Item:
        """Where something is absent or a whole sheet is meant: file and sheet, how many rows were searched, the figures."""
        sheet = self._sheets[sheet_id]
        figures = {
            name: row[name] for name in row if isinstance(row[name], (int, Decimal)) and not name.endswith("_sheet")
        }
        return {
            "role": role,
            "ledger": sheet.ledger,
            "file": sheet.file,
            "sheet": sheet.name,
            "row": None,
            "searched": sheet.loaded,
            "origin": "ledger",
            "cells": {},
            "values": {name: str(value) for name, value in figures.items()},
        }

    def _of_cells(self, role: str, cells: Iterable[Mapping[str, Any]]) -> Iterable[Item]:
        """Cells that are no row of a table: a printed total, what could not be read. Those of a row stand together."""
        rows: dict[tuple[int, int], dict[str, str]] = {}
        for each in cells:
            rows.setdefault((each["sheet_id"], each["row"]), {})[each["column"]] = str(each["value"])
        for (sheet_id, row), values in sorted(rows.items()):
            sheet = self._sheets[sheet_id]
            letters = {column: sheet.letter_of(column) for column in values}
            yield {
                "role": role,
                "ledger": sheet.ledger,
                "file": sheet.file,
                "sheet": sheet.name,
                "row": row,
                "origin": "ledger",
                "cells": {column: f"{letter}{row}" for column, letter in letters.items() if letter},
                "values": values,
            }

    def _of_row(
        self, role: str, ledger: str, row: Mapping[str, Any], source: Mapping[str, Any], read: Mapping[str, set[str]]
    ) -> Iterable[Item]:
        spec = self._workspace.schema.ledgers[ledger]
        columns = self._columns(spec, read)
        paper: dict[int, dict[str, str]] = {}  # row of the sheet -> ledger's column -> sheet's column
        own = []
        for column in columns:
            if row.get(f"{column}_origin") == "paper":
                paper.setdefault(row[f"{column}_row"], {})[column] = PAPER_CELLS[ledger, column][1]
            else:
                own.append(column)
        made = source["origin"] == "paper" and not spec.paper
        if not made:
            yield self._item(role, ledger, row, source, own)
        for row_id, cells in paper.items():
            where = self._sources([row_id])[row_id]
            sheet_row = self._rows(where["ledger"], [row_id])[0]
            keys = [
                c.name
                for c in self._workspace.schema.ledgers[where["ledger"]].columns
                if c.key in ("contract", "voucher", "plain")
            ]
            yield self._item(role, where["ledger"], sheet_row, where, [*keys, *cells.values()])

    def _item(
        self, role: str, ledger: str, row: Mapping[str, Any], source: Mapping[str, Any], columns: Iterable[str]
    ) -> Item:
        sheet = self._sheets[source["sheet_id"]]
        wanted = [c for c in dict.fromkeys([*columns, *self._attribution(ledger)]) if _present(row, c)]
        letters = {c: sheet.letter_of(c) for c in wanted}
        return {
            "role": role,
            "ledger": ledger,
            "file": source["file"],
            "sheet": source["sheet"],
            "row": source["row"],
            "origin": "paper" if self._workspace.schema.ledgers[ledger].paper else "ledger",
            "cells": {c: f"{letter}{source['row']}" for c, letter in letters.items() if letter},
            "values": {c: _written(row, c) for c in wanted},
        }

    def _attribution(self, ledger: str) -> tuple[str, ...]:
        return ATTRIBUTION if self._workspace.schema.ledgers[ledger].paper else ()


def _of_standard(role: str, table: str, row: Mapping[str, Any]) -> Item:
    """The row of a reference table by which it was judged: its figure and which document sets it."""
    place = [name for name, _type in reference.PLACE]
    return {
        "role": role,
        "ledger": table,
        "file": row["ref_file"],
        "sheet": row["ref_sheet"],
        "row": row["ref_row"],
        "origin": "standard",
        "cells": {},
        "values": {name: _written(row, name) for name in row if name not in place and row[name] is not None},
    }


def _present(row: Mapping[str, Any], column: str) -> bool:
    return row.get(column) is not None or row.get(f"{column}_mark") is not None


def _written(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    if value is None:
        return str(row[f"{column}_mark"])
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ";".join(map(str, value))
    last = row.get(f"{column}_to")
    if isinstance(value, date) and last is not None and last != value:
        return f"{value.isoformat()}/{last.isoformat()}"
    return value.isoformat() if isinstance(value, date) else str(value)
