"""What the parts of an xlsx hold, before calamine opens it: entities, cells far out, links to elsewhere.

Everything is found with searches over bytes: parsing the XML once more would double the time of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditcheck.i18n import _
from auditcheck.ledgers.appearance import may_show
from auditcheck.ledgers.formats.errors import too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.formats.zipped import Archive, is_xml, refuse_entities

# One search for what nearly no sheet has: a cell from column AA on, or one that is not written as usual.
_UNUSUAL = re.compile(rb'<c(?! r="[A-Za-z]\d|[A-Za-z])')
_ODD = re.compile(rb'<c(?! r="|[A-Za-z])(?=[\s\S]{6})')  # what a piece cuts off is whole in the next
_ODD_PREFIX = re.compile(rb":c[\s/>]")
_WIDE = re.compile(rb'"[A-Za-z]{2,3}\d')  # a cell from column AA on
_FAR = re.compile(rb'"[A-Za-z]{3}\d')
_FAR_ROW = re.compile(rb'"[A-Za-z]{1,2}\d{6}')
_REFERENCE = re.compile(rb' r="([A-Za-z]{1,3})(\d{1,7})"')
_DDE = (b"ddeLink", b"oleLink", b"ddeService")


@dataclass
class WorkbookParts:
    """``is_odd``: cells are not written as every program writes them, and where they stand is not known beforehand."""

    notes: list[str]
    is_odd: bool = False
    quiet: set[str] = field(default_factory=set)  # sheets of which appearance.py would see nothing but red ink


def look_through(archive: Archive) -> WorkbookParts:
    """Every XML part of an xlsx, once. Raises InputError for entities and for what would not fit into memory."""
    found = WorkbookParts([])
    for part in archive.parts:
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            _scan(archive, part, found)
        elif is_xml(part):
            for number, piece in enumerate(archive.pieces(part)):
                if number == 0 and not part.endswith(".bin"):
                    refuse_entities(archive.name, piece)
    found.notes += _notes(archive)
    return found


def _scan(archive: Archive, part: str, found: WorkbookParts) -> None:
    """Note whether the sheet is odd, and whether it is quiet. Raises InputError."""
    quiet = True
    wide = CELLS.value < 26 * 1_048_576  # within 26 columns even the last row that there is stays below the limit
    for number, piece in enumerate(archive.pieces(part)):
        if number == 0:
            refuse_entities(archive.name, piece)
        prefixed = b":" in piece and bool(_ODD_PREFIX.search(piece))
        if prefixed or _UNUSUAL.search(piece):
            wide = wide or bool(_WIDE.search(piece))
            found.is_odd = found.is_odd or prefixed or bool(_ODD.search(piece))
        quiet = quiet and not prefixed and not may_show(piece)
    if quiet:
        found.quiet.add(part)
    if wide and _is_vast(archive, part):
        raise too_large(
            archive.name,
            _("its sheets span {count} cells from the first to the last that is filled").format(
                count=f"{_extent(archive, part):,}"
            ),
            f"{CELLS.value:,}",
            CELLS.variable,
        )


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


def _notes(archive: Archive) -> Iterator[str]:
    links = [part for part in archive.parts if part.lower().startswith("xl/externallinks/") and part.endswith(".xml")]
    if links:
        yield _("the workbook refers to other files; the values stored in it were read, no link was followed")
    if any(sign in archive.text(part) for part in links for sign in _DDE):
        yield _("the workbook asks for data of other programs (DDE); nothing was asked or run")
    if any(part.lower().endswith("vbaproject.bin") for part in archive.parts):
        yield _("the workbook holds macros; none was run")
