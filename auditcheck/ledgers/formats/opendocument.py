"""ods files, looked through before calamine opens them: repeated rows and columns can stand for billions of cells."""

from __future__ import annotations

from xml.parsers import expat

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import corrupt, has_password, too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.formats.zipped import Archive, is_xml, refuse_entities

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0|"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0|"


def look_through(archive: Archive) -> None:
    """Raises InputError: a password, entities, or more cells than may be read."""
    if b"encryption-data" in archive.text("META-INF/manifest.xml"):
        raise has_password(archive.name)
    for part in archive.parts:
        if is_xml(part) and part != "content.xml":
            for number, piece in enumerate(archive.pieces(part)):
                if number == 0:
                    refuse_entities(archive.name, piece)
    counter = _Counter()
    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    try:
        for number, piece in enumerate(archive.pieces("content.xml", overlap=0)):
            if number == 0:
                refuse_entities(archive.name, piece)
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise corrupt(archive.name) from error
    if counter.largest > CELLS.value:
        raise too_large(
            archive.name,
            _("its sheets span {count} cells from the first to the last that is filled").format(
                count=f"{counter.largest:,}"
            ),
            f"{CELLS.value:,}",
            CELLS.variable,
        )


class _Counter:
    """Counts the rectangle that each table fills; repeated empty rows and cells count when something follows them."""

    def __init__(self) -> None:
        self.largest = 0
        self._clear()

    def _clear(self) -> None:
        self._rows = self._width = self._last_row = 0
        self._column = self._row_width = self._repeat = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TABLE + "table":
            self._clear()
        elif tag == _TABLE + "table-row":
            self._column = self._row_width = 0
            self._repeat = _number(attributes.get(_TABLE + "number-rows-repeated"))
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._column += _number(attributes.get(_TABLE + "number-columns-repeated"))
            if _OFFICE + "value-type" in attributes or _TABLE + "formula" in attributes:
                self._row_width = self._column

    def end(self, tag: str) -> None:
        if tag == _TABLE + "table-row":
            self._rows += self._repeat
            if self._row_width:
                self._last_row = self._rows
                self._width = max(self._width, self._row_width)
        elif tag == _TABLE + "table":
            self.largest = max(self.largest, self._last_row * self._width)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 12 else 1
