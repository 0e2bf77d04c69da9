"""Text with delimiters, in the encodings of the office; every byte must fit, every field stays as written."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import NoLedger
from auditcheck.ledgers.raw import RawSheet, squared
from auditcheck.ledgers.text import Cell

_DELIMITERS = ",\t;|^"
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n")
LONGEST_FIELD = 50  # lines; a longer one is not a text but a quotation mark that nobody closed
DDE = re.compile(r"(?:^|[,;\t|^\"])[=+@-][^\n]{0,200}?\w\s*\|\s*'", re.MULTILINE)


def decoded(name: str, data: bytes) -> str:
    """Strictly: a byte that does not fit the encoding is an error, never a question mark. Raises InputError."""
    for encoding in encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise no_text(name)


def no_text(name: str) -> InputError:
    return InputError(
        _(
            "{file}: neither a workbook nor a text in UTF-8, UTF-16 or GB18030; save it as .xlsx and give it again"
        ).format(file=name)
    )


def encodings(data: bytes) -> list[str]:
    """Those that a text may be in, by its bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    if b"\x00" not in data:
        return ["utf-8-sig", "gb18030"]
    # Without a mark of its order: line ends and delimiters, at least, have a zero on one side.
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > 4 * min(even, odd) and b"\x00\x00" not in data:
        return ["utf-16-be" if even > odd else "utf-16-le"]
    return []


def read_text(name: str, text: str) -> list[RawSheet]:
    """The one sheet of a delimited text. Raises InputError; NoLedger where it has no columns."""
    notes = []
    given = SEPARATOR_LINE.match(text)
    delimiter = given[1] if given else find_delimiter(text)
    rows = _rows(name, text, delimiter, quoted=True)
    if swallowed(cell for row in rows for cell in row):
        rows = _rows(name, text, delimiter, quoted=False)
        notes.append(unclosed())
    if given:  # Excel's own line stays, empty, so that rows keep their numbers
        rows[0] = []
    if "|" in text and DDE.search(text):
        notes.append(asks_programs())
    if max((len(row) for row in rows), default=0) < 2:
        raise NoLedger(name, _("a text without columns, no ledger"))
    return [RawSheet(PurePosixPath(name).stem, squared(rows), notes=notes)]


def _rows(name: str, text: str, delimiter: str, quoted: bool) -> list[list[Cell]]:
    csv.field_size_limit(2**31 - 1)
    stream = io.StringIO(text, newline="")
    try:
        if quoted:
            return [list(row) for row in csv.reader(stream, delimiter=delimiter)]
        return [list(row) for row in csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)]
    except csv.Error as error:
        raise unreadable(name, error) from error


def unreadable(name: str, error: csv.Error) -> InputError:
    return InputError(_("{file}: not a readable csv ({reason})").format(file=name, reason=error))


def unclosed() -> str:
    return _("a quotation mark is never closed; quotation marks were read as ordinary characters")


def asks_programs() -> str:
    return _("cells ask for data of other programs (DDE); nothing was asked or run")


def swallowed(cells: Iterable[Cell]) -> bool:
    """Whether a cell is no text but all that follows a quotation mark."""
    return any(
        isinstance(cell, str) and len(cell) > LONGEST_FIELD and cell.count("\n") > LONGEST_FIELD for cell in cells
    )


def find_delimiter(text: str) -> str:
    """The one that cuts most of the first lines into the same number of pieces, above one."""
    lines = [line for line in text[:200_000].splitlines()[:40] if line.strip()]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in _cut(lines, delimiter) if len(row) > 1)
        if not counts:
            return 0, 0
        common = max(counts, key=lambda count: (counts[count], count))
        return counts[common], common

    return max(_DELIMITERS, key=agreement)


def _cut(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return
