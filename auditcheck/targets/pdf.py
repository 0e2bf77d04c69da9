"""Target tables out of a PDF that holds text: cells where rules are drawn, lines of text between the tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.targets.lines import Line

_JOIN = re.compile(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])")


def read_pdf(path: Path) -> list[Line]:
    """Lines numbered through all pages, a blank one where a page ends.

    Raises InputError where pdfplumber is not installed, the file is damaged or locked, or holds pictures instead of text.
    """
    try:
        import pdfplumber
    except ImportError as error:
        message = _(
            "{file}: reading a PDF needs the extra “pdf”: pip install 'auditcheck[pdf]'; or save it as xlsx or docx"
        )
        raise InputError(message.format(file=path.name)) from error
    rows: list[list[str]] = []
    try:
        with pdfplumber.open(str(path)) as document:
            for page in document.pages:
                rows += _page(page)
                rows.append([])
    except Exception as error:
        message = _("{file}: no readable PDF (damaged, or locked with a password)")
        raise InputError(message.format(file=path.name)) from error
    if not any(any(cells) for cells in rows):
        message = _(
            "{file}: the PDF holds no text (a scan?); take the file that it was made from, or a text recognised from it"
        )
        raise InputError(message.format(file=path.name))
    return [Line(number, tuple(cells)) for number, cells in enumerate(rows, 1)]


def _page(page: Any) -> list[list[str]]:
    """Rows of tables and lines of text between them, from top to bottom."""
    tables = page.find_tables()
    found: list[tuple[float, list[str]]] = []
    for table in tables:
        for row, cells in zip(table.rows, table.extract(), strict=True):
            found.append((row.bbox[1], [_cell(cell) for cell in cells]))
    outside = page
    for table in tables:
        box = table.bbox
        outside = outside.filter(lambda thing, box=box: not _inside(thing, box))
    for line in outside.extract_text_lines():
        found.append((line["top"], [line["text"].strip()]))
    return [cells for _top, cells in sorted(found, key=lambda item: item[0])]


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])


def _cell(text: str | None) -> str:
    """Chinese goes on without a blank where a cell breaks a line."""
    return re.sub(r"\s+", " ", _JOIN.sub("", text or "")).strip()
