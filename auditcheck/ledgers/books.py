"""What loading gives: sheets as understood, canonical tables, links between documents, and load.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from auditcheck.ledgers.coded import Links

HOW = ("alias", "similar", "profile", "manual", "derived", "unmapped")
UNIT_FROM = ("profile", "header", "line", "tab", "file", "default")  # where a unit of money was found
BODY_FROM = ("line", "given", "only", "folder", "nothing")  # where the body of rows that name none was found


@dataclass
class ColumnMap:
    """One header of a sheet and what it was taken for. ``how`` is one of HOW; ``fill`` the share of filled cells.

    ``unit_of_money``: of a column of money, with ``unit_from``, one of UNIT_FROM.
    """

    header: str
    column: str | None
    how: str
    letter: str | None = None
    samples: list[str] = field(default_factory=list)
    fill: float | None = None
    unit_of_money: str | None = None
    unit_from: str | None = None


@dataclass
class Reject:
    """A cell that could not be read; ``row`` is 1-based, as a person sees it in Excel."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Sheet:
    """One sheet of one file, as understood. ``rows_in == loaded + rejected + furniture`` always.

    ``control_totals``: sums of the loaded rows in 元 (and of those of an account book that count in the journal), without rows
    that a row above already counts (其中, accounts below others);
    ``stated_totals``: the sheet's own 合计, None without one; ``profile``: the mapping file that was applied.
    """

    sheet_id: int
    file: str
    sha256: str
    name: str
    ledger: str | None = None
    confidence: float = 0.0
    header_row: int | None = None
    unit_of_money: str = "元"
    unit: str = ""
    columns: list[ColumnMap] = field(default_factory=list)
    rows_in: int = 0
    loaded: int = 0
    rejected: int = 0
    furniture: int = 0
    control_totals: dict[str, Decimal] = field(default_factory=dict)
    stated_totals: dict[str, Decimal | None] = field(default_factory=dict)
    # column -> header, and the amount in each row that the stated total is made of
    total_places: dict[str, tuple[str, dict[int, Decimal]]] = field(default_factory=dict)
    unit_of_money_from: str | None = None  # one of UNIT_FROM; None where the columns differ, or none is of money
    unit_from: str | None = None  # one of BODY_FROM
    bodies: list[str] = field(default_factory=list)  # whose rows these may be, where only a person can tell
    rejects: list[Reject] = field(default_factory=list)
    mended: dict[int, str] = field(default_factory=dict)  # rows among the rejected that count elsewhere, and where
    warnings: list[str] = field(default_factory=list)
    profile: str | None = None

    def supplies(self, column: str) -> bool:
        """Whether the sheet has ``column``, read or derived: empty is not the same as not supplied."""
        return any(each.column == column for each in self.columns)

    def header_of(self, column: str) -> str | None:
        return next((each.header for each in self.columns if each.column == column), None)

    def letter_of(self, column: str) -> str | None:
        """``B`` for the sheet's second column; None where the column was derived or is not there."""
        return next((each.letter for each in self.columns if each.column == column), None)

    def document(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "sheet": self.name,
            "ledger": self.ledger,
            "confidence": self.confidence,
            "header_row": self.header_row,
            "unit_of_money": self.unit_of_money,
            "unit_of_money_from": self.unit_of_money_from,
            "unit": self.unit,
            "unit_from": self.unit_from,
            "profile": self.profile,
            "columns": [
                {
                    "header": each.header,
                    "column": each.column,
                    "how": each.how,
                    "letter": each.letter,
                    "samples": each.samples,
                    "fill": each.fill,
                    "unit_of_money": each.unit_of_money,
                    "unit_from": each.unit_from,
                }
                for each in self.columns
            ],
            "rows": {
                "in": self.rows_in,
                "loaded": self.loaded,
                "rejected": self.rejected,
                "furniture": self.furniture,
                **({"mended": len(self.mended)} if self.mended else {}),  # of the rejected
            },
            "control_totals": {name: str(total) for name, total in self.control_totals.items()},
            "stated_totals": {
                name: None if total is None else str(total) for name, total in self.stated_totals.items()
            },
            "rejects": [
                {"row": each.row, "column": each.column, "value": each.value, "reason": each.reason}
                for each in self.rejects
            ],
            "warnings": list(self.warnings),
        }


@dataclass
class Table:
    """The rows of one ledger, columnar: every value is canonical text or None.

    Lists are joined by ``\\x1f``, booleans ``true``/``false``, dates ISO, money in 元 with two decimals. ``columns`` has
    ``unit`` and all physical columns of the ledger; ``row`` is 1-based.
    """

    ledger: str
    row_id: Sequence[int] = ()
    sheet_id: Sequence[int] = ()
    row: Sequence[int] = ()
    columns: dict[str, Sequence[str | None]] = field(default_factory=dict)


@dataclass
class FileResult:
    """One file that was given: read, or not and why (a sentence for the reader).

    ``error``: a ledger that could not be read; ``skipped``: no ledger, by its format, or a link out of the folder.
    """

    file: str
    sha256: str
    error: str | None = None
    skipped: str | None = None

    def document(self) -> dict[str, Any]:
        told = {"file": self.file, "sha256": self.sha256, "error": self.error}
        return told if self.skipped is None else {**told, "skipped": self.skipped}


@dataclass
class Books:
    """Everything that was loaded.

    ``links``: (ledger, identifier column) -> (row_id, key), several per row where a cell names several documents.
    ``skipped``: files of the given folders that were not read because they hold no ledger.
    """

    sheets: list[Sheet] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    links: dict[tuple[str, str], Links] = field(default_factory=dict)
    files: list[FileResult] = field(default_factory=list)
    skipped: list[FileResult] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """load.json: plain values only, ready for json.dump."""
        return {
            "schema": "auditcheck/load/1",
            "files": [each.document() for each in (*self.files, *self.skipped)],
            "sheets": [sheet.document() for sheet in self.sheets],
        }
