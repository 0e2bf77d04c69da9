"""Files to raw sheets: what each cell holds, at its place; nothing is inferred or converted here.

The real format is told by content, not by the extension.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.appearance import look
from auditcheck.ledgers.text import Cell

# In a folder only these are looked at; a file that is named on the command line always is.
EXTENSIONS = frozenset([".xlsx", ".xlsm", ".xltx", ".xls", ".et", ".ods", ".csv", ".tsv"])

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass
class RawSheet:
    """``rows[0]`` is row 1 of the sheet; all rows are equally wide. ``merges``: (top, left, bottom, right), from 0.

    ``first_row``: the number that ``rows[0]`` has for people. What a workbook shows beside its values:
    ``hidden_rows`` and ``hidden_columns`` (indexes), ``red`` cells (row, column), lines of the ``page_header``;
    ``date_1904``: serial dates count from 1904 (cells that are dates already do so correctly); ``errors``: (row,
    column, text) of cells whose formula failed, their text also stands in the cell; ``notes``: for the reader.
    """

    name: str
    rows: list[list[Cell]]
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


@dataclass
class SourceFile:
    """A file to read; ``name`` is what people see: relative to the given root, forward slashes."""

    path: Path
    name: str
    folder: str = ""  # name of the containing folder below the given root


# What a run writes into the folder of its engagement is no ledger of the unit.
STORE = "auditcheck.db"
OUR_RESULTS = frozenset(["findings.xlsx", "evidence.csv", "rejects.xlsx"])


def files_below(paths: Iterable[Path]) -> list[SourceFile]:
    """Every ledger file under ``paths``, each once, sorted within its folder; no lock files, no hidden files."""
    found: dict[Path, SourceFile] = {}
    for root in paths:
        if not root.is_dir():
            found.setdefault(root.resolve(), SourceFile(root, root.name))
            continue
        for path in sorted(root.rglob("*"), key=lambda each: each.relative_to(root).as_posix()):
            parts = path.relative_to(root).parts
            if any(part.startswith((".", "~$")) for part in parts) or path.suffix.lower() not in EXTENSIONS:
                continue
            if path.name in OUR_RESULTS and (path.parent / STORE).is_file():
                continue
            if path.is_file():
                folder = parts[-2] if len(parts) > 1 else ""
                found.setdefault(path.resolve(), SourceFile(path, "/".join(parts), folder))
    return _apart(list(found.values()))


def _apart(files: list[SourceFile]) -> list[SourceFile]:
    """Files of two roots may share a relative name: then the folder above tells them apart."""
    names: dict[str, int] = {}
    for file in files:
        names[file.name] = names.get(file.name, 0) + 1
    for file in files:
        if names[file.name] > 1:
            above = file.path.resolve().parents[file.name.count("/")].name
            file.name = f"{above}/{file.name}"
    return files


def read_file(file: SourceFile) -> tuple[str, list[RawSheet]]:
    """(sha256, sheets with at least one cell). Raises InputError, which names the file and says what to do."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        raise InputError(
            _("{file}: cannot be opened ({reason})").format(file=file.name, reason=error.strerror)
        ) from error
    return hashlib.sha256(data).hexdigest(), list(_sheets(file, data))


def sha256_of(path: Path) -> str:
    """The file's hash, or an empty text where it cannot be opened."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _sheets(file: SourceFile, data: bytes) -> Sequence[RawSheet]:
    if not data.strip(b"\x00\r\n\t "):
        raise InputError(_("{file}: the file is empty").format(file=file.name))
    if data.startswith(b"PK\x03\x04"):
        return _zipped(file, data)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise InputError(
                _("{file}: the workbook has a password; open it, save it without one, and give it again").format(
                    file=file.name
                )
            )
        raise _save_as(file, _("an old Excel workbook (.xls)"))
    if data.startswith(b"%PDF"):
        raise _save_as(file, _("a PDF"))
    text = _decoded(file, data)
    if text.lstrip().startswith("<"):
        raise _save_as(file, _("a web page or XML file"))
    return [_delimited(file, text)]


def _save_as(file: SourceFile, what: str) -> InputError:
    return InputError(
        _(
            "{file}: {what} is not read; open it in Excel or WPS, save it as .xlsx (另存为 xlsx), and give it again"
        ).format(file=file.name, what=what)
    )


def _zipped(file: SourceFile, data: bytes) -> list[RawSheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
    except zipfile.BadZipFile:
        raise _corrupt(file) from None
    if "xl/workbook.bin" in members:
        raise _save_as(file, _("a binary Excel workbook (.xlsb)"))
    if not any(name.startswith("xl/") for name in members):
        raise _save_as(file, _("this kind of file"))
    return _workbook(file, data)


def _corrupt(file: SourceFile) -> InputError:
    return InputError(
        _(
            "{file}: the workbook is damaged and cannot be read; open it in Excel or WPS, repair it, and save it again"
        ).format(file=file.name)
    )


def _workbook(file: SourceFile, data: bytes) -> list[RawSheet]:
    import python_calamine as calamine  # late: asking for help must not load it

    found = []
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                if sheet.start is None:
                    continue
                rows = cast(list[list[Cell]], sheet.to_python(skip_empty_area=False))
                merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
                hidden = meta.visible != calamine.SheetVisibleEnum.Visible
                found.append(RawSheet(meta.name, rows, merges, hidden))
    except calamine.CalamineError as error:
        raise _corrupt(file) from error
    look(data, found)
    found = [sheet for sheet in found if any(cell not in ("", None) for row in sheet.rows for cell in row)]
    if not found:
        raise InputError(_("{file}: the workbook has no cell with anything in it").format(file=file.name))
    return found


def _decoded(file: SourceFile, data: bytes) -> str:
    """Strictly: a byte that does not fit the encoding is an error, never a question mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        _(
            "{file}: neither a workbook nor a text in UTF-8, UTF-16 or GB18030; save it as .xlsx and give it again"
        ).format(file=file.name)
    )


def _delimited(file: SourceFile, text: str) -> RawSheet:
    csv.field_size_limit(2**31 - 1)
    delimiter = _delimiter(text)
    try:
        rows: list[list[Cell]] = [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise InputError(_("{file}: not a readable csv ({reason})").format(file=file.name, reason=error)) from error
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return RawSheet(Path(file.name).stem, rows)


def _delimiter(text: str) -> str:
    """The one that cuts most of the first lines into the same number of pieces, above one."""
    lines = [line for line in text[:200_000].splitlines()[:40] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in _cut(lines, delimiter) if len(row) > 1]
        if not counts:
            return 0, 0
        common = max(set(counts), key=lambda count: (counts.count(count), count))
        return counts.count(common), common

    return max(",\t;|", key=agreement)


def _cut(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return
