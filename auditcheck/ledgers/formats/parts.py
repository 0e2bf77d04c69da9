"""What the parts of an xlsx say that calamine does not: cells far out, hidden rows, failed formulas, links, 1904.

Everything is found with searches over bytes: parsing the XML once more would double the time of reading.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import corrupt, too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.formats.zipped import Archive, is_xml, refuse_entities

_ODD = re.compile(rb'<c(?! r="|[A-Za-z])')
_ODD_PREFIX = re.compile(rb":c[^A-Za-z]")
_WIDE = re.compile(rb'"[A-Za-z]{2,3}\d')  # a cell from column AA on
_FAR = re.compile(rb'"[A-Za-z]{3}\d')
_FAR_ROW = re.compile(rb'"[A-Za-z]{1,2}\d{6}')
_REFERENCE = re.compile(rb' r="([A-Za-z]{1,3})(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>(#[^<]{1,20})</"
)
_MOST_ERRORS = 100_000
_DDE = (b"ddeLink", b"oleLink", b"ddeService")


@dataclass
class SheetPart:
    """What the XML of one worksheet says beyond its values."""

    hidden_rows: list[int] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    is_odd: bool = False  # cells are not written as every program writes them: where they stand is not known beforehand


@dataclass
class WorkbookParts:
    sheets: dict[str, SheetPart] = field(default_factory=dict)  # by the name of the sheet
    notes: list[str] = field(default_factory=list)
    date_1904: bool = False
    is_odd: bool = False


def look_through(archive: Archive) -> WorkbookParts:
    """Every XML part of an xlsx, once. Raises InputError for entities and for what would not fit into memory."""
    found = WorkbookParts()
    by_part = {part: name for name, part in _worksheets(archive)}
    for part in archive.parts:
        if not is_xml(part):
            continue
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            sheet = _scan(archive, part)
            found.is_odd = found.is_odd or sheet.is_odd
            if part in by_part:
                found.sheets[by_part[part]] = sheet
            continue
        for number, piece in enumerate(archive.pieces(part)):
            if number == 0 and not part.endswith(".bin"):
                refuse_entities(archive.name, piece)
    found.notes = [*_notes(archive)]
    found.date_1904 = bool(re.search(rb'\bdate1904="(?:1|true)"', archive.text("xl/workbook.xml")))
    return found


def _scan(archive: Archive, part: str) -> SheetPart:
    found = SheetPart()
    wide = CELLS.value < 26 * 1_048_576  # within 26 columns even the last row that there is stays below the limit
    for number, piece in enumerate(archive.pieces(part)):
        if number == 0:
            refuse_entities(archive.name, piece)
        wide = wide or bool(_WIDE.search(piece))
        found.is_odd = found.is_odd or bool(_ODD.search(piece) or _ODD_PREFIX.search(piece))
        if b'hidden="' in piece:
            found.hidden_rows += [int(row) - 1 for row in _HIDDEN_ROW.findall(piece)]
        if b't="e"' in piece and len(found.errors) < _MOST_ERRORS:
            found.errors += [
                (int(row) - 1, _column(letters) - 1, text.decode("ascii", "replace"))
                for letters, row, text in _ERROR.findall(piece)
            ]
    if wide and _is_vast(archive, part):
        raise too_large(
            archive.name,
            _("its sheets span {count} cells from the first to the last that is filled").format(
                count=f"{_extent(archive, part):,}"
            ),
            f"{CELLS.value:,}",
            CELLS.variable,
        )
    found.hidden_rows = sorted(set(found.hidden_rows))
    found.errors = sorted(set(found.errors))
    return found


def _is_vast(archive: Archive, part: str) -> bool:
    """Whether a sheet with cells beyond column Z spans more cells than are allowed; measured where it could."""
    far_row = False
    for piece in archive.pieces(part):
        if _FAR.search(piece):
            break
        far_row = far_row or bool(_FAR_ROW.search(piece))
    else:
        if (1_048_576 if far_row else 100_000) * 702 <= CELLS.value:
            return False
    return _extent(archive, part) > CELLS.value


def _extent(archive: Archive, part: str) -> int:
    """Rows × columns of the rectangle that holds every cell of the sheet; empty cells count."""
    last_row = last_column = 1
    for piece in archive.pieces(part):
        found = _REFERENCE.findall(piece)
        last_column = max(last_column, *map(_column, {letters for letters, _row in found}), 1)
        last_row = max(last_row, *map(int, {row for _letters, row in found}), 1)
    return last_row * last_column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _worksheets(archive: Archive) -> Iterator[tuple[str, str]]:
    """(name of the sheet, its part), by the relations of the workbook."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for tag, attributes in _elements(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    for tag, attributes in _elements(archive, "xl/workbook.xml"):
        if tag != "sheet":
            continue
        relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield attributes.get("name", ""), path


def _elements(archive: Archive, part: str) -> list[tuple[str, dict[str, str]]]:
    """(local name, attributes) of every element of a small part."""
    text = archive.text(part)
    refuse_entities(archive.name, text)
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError) as error:
        if part in archive.parts:
            raise corrupt(archive.name) from error
    return found


def _notes(archive: Archive) -> Iterator[str]:
    links = [part for part in archive.parts if part.lower().startswith("xl/externallinks/") and part.endswith(".xml")]
    if links:
        yield _("the workbook refers to other files; the values stored in it were read, no link was followed")
    if any(sign in archive.text(part) for part in links for sign in _DDE):
        yield _("the workbook asks for data of other programs (DDE); nothing was asked or run")
    if any(part.lower().endswith("vbaproject.bin") for part in archive.parts):
        yield _("the workbook holds macros; none was run")
