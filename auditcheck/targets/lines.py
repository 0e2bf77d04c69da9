"""Input as numbered lines of cells, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditcheck.errors import InputError
from auditcheck.i18n import _

_RULE = re.compile(r"[\s|:\-—_=＝─━]*")


@dataclass(frozen=True)
class Line:
    """``number`` from 1: of a text its line, of a sheet its row (``sheet`` names it); ``cells`` trimmed, empty ones kept."""

    number: int
    cells: tuple[str, ...]
    sheet: str = ""

    @property
    def filled(self) -> list[tuple[int, str]]:
        return [(column, cell) for column, cell in enumerate(self.cells) if cell]

    @property
    def text(self) -> str:
        return "\t".join(self.cells).strip()

    @property
    def is_empty(self) -> bool:
        """Blank, or a ruled line of a page."""
        return _RULE.fullmatch("".join(self.cells)) is not None


def read_lines(path: Path) -> list[Line]:
    """Raises InputError where the file cannot be read as text, workbook, web page, Word document or PDF with text."""
    from auditcheck.ledgers.reading import SourceFile, read_file

    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            _("{file}: cannot be opened ({reason})").format(file=path.name, reason=error.strerror or error)
        ) from error
    if not data.strip(b"\x00\r\n\t "):
        raise InputError(_("{file}: the file is empty").format(file=path.name))
    if data[:4] == b"PK\x03\x04" and path.suffix.lower() in (".docx", ".docm"):
        return _docx(path)
    if data.startswith(b"%PDF-"):
        from auditcheck.targets.pdf import read_pdf

        return read_pdf(path)
    if path.suffix.lower() in (".txt", ".text", ".tsv", ".md"):
        return _text(path.name, data)
    _sha256, sheets = read_file(SourceFile(path, path.name))
    from auditcheck.ledgers.text import written

    return [
        Line(row, tuple(_cell(written(cell)) for cell in cells), sheet.name)
        for sheet in sheets
        for row, cells in enumerate(sheet.rows, max(1, sheet.first_row))
    ]


def _text(name: str, data: bytes) -> list[Line]:
    from auditcheck.ledgers.formats.delimited import decoded

    return from_text(decoded(name, data))


def from_text(text: str) -> list[Line]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [Line(number, tuple(map(_cell, _cut(line)))) for number, line in enumerate(lines, 1)]


def _cut(line: str) -> Sequence[str]:
    if "\t" in line:
        return line.split("\t")
    return line.strip().strip("|").split("|") if line.strip().startswith("|") else [line]


def _cell(text: str) -> str:
    return re.sub(r"[ \t\r\n\xa0]+", " ", text).strip()


def _docx(path: Path) -> list[Line]:
    """Paragraphs and table rows in their order; a cell merged downwards speaks in its first row only."""
    import docx  # late: 0.2 s
    from docx.oxml.ns import qn

    try:
        body = docx.Document(str(path)).element.body
    except Exception as error:
        raise InputError(_("{file}: no readable Word document").format(file=path.name)) from error
    rows: list[list[str]] = []
    for block in body.iterchildren():
        if block.tag == qn("w:p"):
            rows.append(["".join(part.text or "" for part in block.iter(qn("w:t")))])
        elif block.tag == qn("w:tbl"):
            for row in block.iter(qn("w:tr")):
                cells: list[str] = []
                for cell in row.iterchildren(qn("w:tc")):
                    text = "\n".join(
                        "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
                        for paragraph in cell.iter(qn("w:p"))
                    )
                    span = cell.find(f".//{qn('w:gridSpan')}")
                    merge = cell.find(f".//{qn('w:vMerge')}")
                    hidden = merge is not None and merge.get(qn("w:val")) != "restart"
                    cells.append("" if hidden else text)
                    cells += [""] * (int(span.get(qn("w:val"))) - 1 if span is not None else 0)
                rows.append(cells)
    return [Line(number, tuple(map(_cell, cells))) for number, cells in enumerate(rows, 1)]
