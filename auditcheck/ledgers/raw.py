"""What every reader gives: the cells of a sheet at their places, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditcheck.ledgers.text import Cell


@dataclass
class RawSheet:
    """``rows[0]`` is row 1 of the sheet; all rows are equally wide. ``merges``: (top, left, bottom, right), from 0.

    ``first_row``: the number that ``rows[0]`` has for people; 0 where rows are records of a list and the header is ours.
    ``hidden_rows``: indexes into ``rows``; ``date_1904``: serial dates count from 1904 (cells that are dates already do
    so correctly); ``errors``: (row, column, text) of cells whose formula failed, their text also stands in the cell;
    ``notes``: sentences for the reader about this sheet or its file. What appearance.py sees: ``hidden_columns``
    (indexes), ``red`` cells (row, column), lines of the ``page_header``.
    """

    name: str
    rows: Sequence[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    first_row: int = 1
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    red: set[tuple[int, int]] = field(default_factory=set)
    page_header: list[str] = field(default_factory=list)
    date_1904: bool = False
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reference: str | None = None  # why this list is no ledger, where the format itself says so


@dataclass
class SourceFile:
    """A file to read; ``name`` is what people see: relative to the given root, forward slashes, printable."""

    path: Path
    name: str
    folder: str = ""  # name of the containing folder below the given root
    may_be_none: bool = False  # found in a folder, with an extension that other things have too (txt, html, xml)


def printable(name: str) -> str:
    """A name that cannot steer a terminal: control characters, direction marks and undecodable bytes as ``\\x1b``."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)


def is_filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


def squared(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows equally wide, without empty rows at the end and empty columns on the right; changed in place."""
    while rows and not any(map(is_filled, rows[-1])):
        rows.pop()
    width = max(map(len, rows), default=0)
    used = width
    while used and not any(len(row) >= used and is_filled(row[used - 1]) for row in rows):
        used -= 1
    if used == width and len(set(map(len, rows))) == 1:
        return rows
    for row in rows:
        if len(row) > used:
            del row[used:]
        elif len(row) < used:
            row.extend([""] * (used - len(row)))
    return rows
