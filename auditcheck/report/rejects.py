"""rejects.xlsx: the rows that were not loaded, as they stood, to be mended and loaded again.

Each sheet begins as its source does, so that the loader recognises it; where a row came from stands beside it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from auditcheck.errors import AuditcheckError, InputError
from auditcheck.i18n import _
from auditcheck.ledgers.reading import SourceFile, read_file
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book
from auditcheck.report.page import OPTIONS
from auditcheck.report.reject_rows import Page, page_of
from auditcheck.report.reject_sheets import add_sheet

NAME = "rejects.xlsx"
_ROWS_A_SHEET = 100_000
_CREATED = datetime(2000, 1, 1)  # fixed, so that the same rejects are the same file
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
_W3C = "{http://purl.org/dc/terms/}"


def write_rejects(path: Path, load_doc: Mapping[str, Any], sources: Mapping[str, Path]) -> list[Path]:
    """Write the rejected rows of ``load_doc`` to ``path``; the files written or kept under another name.

    ``sources``: where the files of the document are. Without rejects nothing is written, and the list of an earlier run
    goes. A list that a person has saved since is never replaced: it is kept beside, numbered. Raises AuditcheckError.
    """
    import xlsxwriter

    mended = path.exists() and was_edited(path)
    entries = [entry for entry in load_doc["sheets"] if entry["rejects"] and entry["file"] in sources]
    if not mended:  # our own list among the books repeats what its sources say
        entries = [entry for entry in entries if not _same(sources[entry["file"]], path)]
    pages = list(_pages(entries, sources))
    is_input = any(_same(source, path) for source in sources.values())
    if not pages:
        if not mended and not is_input:
            path.unlink(missing_ok=True)
        return []
    kept = [set_aside(path)] if mended else []
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "未读入的行", "author": "auditcheck", "created": _CREATED})
        book = Book(workbook)
        names: set[str] = set()
        for page in pages:
            add_sheet(book, _name(page.sheet, names), page)
        workbook.close()
    return [path, *kept]


def _pages(entries: Iterable[Mapping[str, Any]], sources: Mapping[str, Path]) -> Iterator[Page]:
    read: dict[str, Any] = {}
    for entry in entries:
        file = entry["file"]
        if file not in read:
            read.clear()  # sheets of one file follow each other: one file in memory at a time
            sha256, sheets = read_file(SourceFile(sources[file], file))
            if sha256 != entry["sha256"]:
                raise InputError(_("{file}: changed while it was being read; run this again").format(file=file))
            read[file] = {raw.name: raw for raw in sheets}
        page = page_of(entry, read[file][entry["sheet"]])
        for start in range(0, len(page.rows), _ROWS_A_SHEET):
            yield replace(page, rows=page.rows[start : start + _ROWS_A_SHEET])


def _name(wanted: str, taken: set[str]) -> str:
    """A sheet name that Excel takes: at most 31 characters, none of ``[]:*?/\\``, unlike the others."""
    base = wanted.translate(_NOT_IN_NAMES).strip() or "表"
    name, number = base[:31], 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        end = f" ({number})"
        name = base[: 31 - len(end)] + end
    taken.add(name.lower())
    return name


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def was_edited(path: Path) -> bool:
    """Whether somebody has saved the file since we wrote it: every spreadsheet program then stamps the time."""
    try:
        with zipfile.ZipFile(path) as archive:
            core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    except (OSError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return True
    return core.findtext(f"{_W3C}created") != core.findtext(f"{_W3C}modified")


def set_aside(path: Path) -> Path:
    number = 1
    while (to := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    try:
        path.rename(to)
    except OSError as error:
        message = _("{file} cannot be replaced. If it is open in Excel or WPS, close it there and run this again.")
        raise AuditcheckError(message.format(file=path)) from error
    return to
