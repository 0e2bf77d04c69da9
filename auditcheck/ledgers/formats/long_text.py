"""Delimited texts too long to be held as text: read in pieces into columns. Gives what delimited.py would give."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from auditcheck.i18n import _
from auditcheck.ledgers.coded import Coded, Columns, from_arrow
from auditcheck.ledgers.formats import delimited
from auditcheck.ledgers.formats.errors import NoLedger
from auditcheck.ledgers.formats.limits import MEGA
from auditcheck.ledgers.raw import RawSheet

LONG = 32 * MEGA  # bytes from which a text is read in pieces
_ROWS = 1 << 17  # of a piece
_HEAD = 200_000  # characters that tell the delimiter


class _Swallowed(Exception):
    """A quotation mark that nobody closed."""


def read_long(name: str, path: Path) -> list[RawSheet]:
    """The one sheet of a delimited text. Raises InputError; NoLedger where it has no columns."""
    with path.open("rb") as stream:
        encodings = delimited.encodings(stream.read(MEGA))
    for encoding in encodings:
        try:
            return [_Text(name, path, encoding).sheet()]
        except UnicodeError:
            continue
    raise delimited.no_text(name)


class _Text:
    def __init__(self, name: str, path: Path, encoding: str) -> None:
        self.name, self.path, self.encoding = name, path, encoding
        self.asks_programs = False
        self.notes: list[str] = []

    def sheet(self) -> RawSheet:
        with self._open() as stream:
            head = stream.read(_HEAD)
        separator = delimited.SEPARATOR_LINE.match(head)
        delimiter = separator[1] if separator else delimited.find_delimiter(head)
        try:
            columns = self._columns(delimiter, bool(separator), quoted=True)
        except _Swallowed:
            columns = self._columns(delimiter, bool(separator), quoted=False)
            self.notes.append(delimited.unclosed())
        if self.asks_programs:
            self.notes.append(delimited.asks_programs())
        return RawSheet(PurePosixPath(self.name).stem, Columns(columns), notes=self.notes)

    def _open(self) -> io.TextIOWrapper:
        return self.path.open(encoding=self.encoding, newline="")

    def _lines(self, stream: io.TextIOWrapper) -> Iterator[str]:
        for line in stream:
            if "|" in line and not self.asks_programs:
                self.asks_programs = bool(delimited.DDE.search(line))
            if "\x00" in line and not self.encoding.startswith("utf-16"):
                raise delimited.no_text(self.name)
            yield line

    def _columns(self, delimiter: str, has_separator: bool, quoted: bool) -> list[Coded]:
        pieces: list[list[Any]] = []
        count = widest = 0
        csv.field_size_limit(2**31 - 1)
        with self._open() as stream:
            rows = csv.reader(
                self._lines(stream), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
            )
            try:
                while piece := list(islice(rows, _ROWS)):
                    if has_separator and not count:
                        piece[0] = []  # Excel's own line stays, empty, so that rows keep their numbers
                    widest = max(widest, *map(len, piece))
                    _append(pieces, piece, count, quoted)
                    count += len(piece)
            except csv.Error as error:
                raise delimited.unreadable(self.name, error) from error
        if widest < 2:
            raise NoLedger(self.name, _("a text without columns, no ledger"))
        return _squared(pieces)


def _append(pieces: list[list[Any]], rows: list[list[str]], before: int, quoted: bool) -> None:
    """Put ``rows`` below what ``pieces`` has by column, which are ``before`` rows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    width = max(len(pieces), *map(len, rows))
    if any(len(row) != width for row in rows):
        for row in rows:
            row.extend([""] * (width - len(row)))
    while len(pieces) < width:
        empty = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), before), pa.array([""]))
        pieces.append([empty] if before else [])
    for column, cells in zip(pieces, zip(*rows, strict=True), strict=True):
        texts = pa.array(cells, pa.string()).dictionary_encode()
        if quoted:
            long = texts.dictionary.filter(pc.greater(pc.binary_length(texts.dictionary), delimited.LONGEST_FIELD))
            if delimited.swallowed(long.to_pylist()):
                raise _Swallowed
        column.append(texts)


def _squared(pieces: list[list[Any]]) -> list[Coded]:
    """Without empty rows at the end and empty columns on the right."""
    import pyarrow as pa

    columns: list[Coded] = []
    while pieces:
        columns.append(from_arrow(pa.concat_arrays(pieces.pop(0))))
    while columns and all(value == "" for value in islice(columns[-1].values, 2)):
        columns.pop()
    count = len(columns[0]) if columns else 0
    while count and all(column[count - 1] == "" for column in columns):
        count -= 1
    if columns and count < len(columns[0]):
        columns = [column.take(range(count)) for column in columns]
    return columns
