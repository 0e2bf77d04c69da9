"""What a workbook shows beside its values: hidden rows, red ink, formula errors, the page header, the 1904 calendar.

The reader of values turns a formula error, and a formula that was never calculated, into an empty cell; an amount
would be gone without a word. Here such cells get their error back. The XML is searched in pieces, never parsed:
no entity is expanded, and memory stays small.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from auditcheck.ledgers.text import UNCALCULATED

if TYPE_CHECKING:
    from auditcheck.ledgers.raw import RawSheet

# What is looked for below has one of these, each with a letter that is found sooner and that few sheets have.
_SIGNS = ((b"f", b"<f"), (b"f", b":f"), (b"e", b't="e"'), (b"d", b"hidden="), (b"d", b"oddHeader"))
_PIECE = 1 << 20
_LONGEST_ROW = 64 << 20
_UNCALCULATED = re.compile(rb"(?:</f>|<f [^>]*/>)(?:<v ?/>|<v></v>)?</c>")
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMN = re.compile(rb'<col (?=[^>]*\bhidden="(?:1|true)")[^>]*>')
_PAGE_HEADER = re.compile(rb"<oddHeader[^>]*>(.*?)</oddHeader>", re.DOTALL)
_CELL = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{1,3})(\d+)"([^>]*)>')
_WIDEST = 16384


def may_show(piece: bytes) -> bool:
    """Whether there may be anything in a piece of a sheet but values (red ink apart)."""
    return any(letter in piece and sign in piece for letter, sign in _SIGNS)


def look(data: bytes, sheets: Sequence[RawSheet], quiet: Collection[str] = ()) -> None:
    """Fill in what ``sheets`` of the workbook ``data`` show. A workbook built otherwise than expected says nothing.

    ``quiet``: parts of which no piece ``may_show`` anything; only where there is red ink are they read once more.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            workbook = _plain(archive.read("xl/workbook.xml"))
            parts = _parts(workbook, _plain(archive.read("xl/_rels/workbook.xml.rels")))
            date_1904 = bool(re.search(rb'<workbookPr[^>]*\bdate1904="(?:1|true)"', workbook))
            red = _red_styles(archive)
            for sheet in sheets:
                sheet.date_1904 = date_1904
                if (part := parts.get(sheet.name)) and (red or part not in quiet):
                    with archive.open(part) as stream:
                        _look_at(sheet, _pieces(stream), red)
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return


def _plain(xml: bytes) -> bytes:
    """Some programs write <x:row> for <row>."""
    return xml.replace(b"<x:", b"<").replace(b"</x:", b"</")


def _parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Name of a sheet -> its file in the archive."""
    targets = {}
    for relation in re.findall(rb"<Relationship [^>]*>", relations):
        name, target = re.search(rb'\bId="([^"]*)"', relation), re.search(rb'\bTarget="([^"]*)"', relation)
        if name and target:
            path = target[1].decode()
            targets[name[1]] = path[1:] if path.startswith("/") else f"xl/{path}"
    found = {}
    for entry in re.findall(rb"<sheet [^>]*>", workbook):
        name, relation_id = re.search(rb'\bname="([^"]*)"', entry), re.search(rb'\br:id="([^"]*)"', entry)
        if name and relation_id and relation_id[1] in targets:
            found[html.unescape(name[1].decode())] = targets[relation_id[1]]
    return found


def _red_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """The style numbers whose font is red."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = _plain(archive.read("xl/styles.xml"))
    fonts = re.search(rb"<fonts\b.*?</fonts>", styles, re.DOTALL)
    formats = re.search(rb"<cellXfs\b.*?</cellXfs>", styles, re.DOTALL)
    if not fonts or not formats:
        return frozenset()
    each = re.findall(rb"<font>.*?</font>|<font ?/>", fonts[0], re.DOTALL)
    red = {str(number).encode() for number, font in enumerate(each) if _is_red(font)}
    numbers = [re.search(rb'\bfontId="(\d+)"', entry) for entry in re.findall(rb"<xf\b[^>]*>", formats[0])]
    return frozenset(str(i).encode() for i, match in enumerate(numbers) if match and match[1] in red)


def _is_red(font: bytes) -> bool:
    if re.search(rb'<color [^>]*\bindexed="10"', font):
        return True
    color = re.search(rb'<color [^>]*\brgb="[0-9A-Fa-f]{2}([0-9A-Fa-f]{6})"', font)
    if not color:
        return False
    r, g, b = (int(color[1][i : i + 2], 16) for i in (0, 2, 4))
    return r >= 0xC0 and g <= 0x40 and b <= 0x40


def _pieces(stream: object) -> Iterator[bytes]:
    """The sheet, cut after rows."""
    rest = b""
    while piece := stream.read(_PIECE):  # type: ignore[attr-defined]
        rest = rest + piece
        cut = rest.rfind(b"row>") + 4
        if cut > 4:
            yield _plain(rest[:cut])
            rest = rest[cut:]
        if len(rest) > _LONGEST_ROW:
            return
    yield _plain(rest)


def _look_at(sheet: RawSheet, pieces: Iterator[bytes], red: frozenset[bytes]) -> None:
    inked = re.compile(rb'<c r="([A-Z]{1,3})(\d+)" s="(?:' + b"|".join(sorted(red)) + rb')"') if red else None
    hidden: set[int] = set()
    for piece in pieces:
        if b"hidden=" in piece:
            hidden.update(int(number) - 1 for number in _HIDDEN_ROW.findall(piece))
            for entry in _HIDDEN_COLUMN.findall(piece):
                first, last = re.search(rb'\bmin="(\d+)"', entry), re.search(rb'\bmax="(\d+)"', entry)
                if first and last:
                    sheet.hidden_columns += range(int(first[1]) - 1, min(int(last[1]), _WIDEST))
        for match in _UNCALCULATED.finditer(piece):
            _put(sheet, piece, match.start(), UNCALCULATED)
        at = piece.find(b't="e"')
        while at >= 0:
            value = re.compile(rb"<v>([^<]*)</v>").search(piece, at)
            if value and b"</c>" not in piece[at : value.start()]:
                _put(sheet, piece, at, value[1].decode(errors="replace"), error=True)
            at = piece.find(b't="e"', at + 5)
        if inked:
            sheet.red.update((int(row) - 1, _index(letters)) for letters, row in inked.findall(piece))
        if header := _PAGE_HEADER.search(piece):
            text = html.unescape(header[1].decode(errors="replace"))
            # &L, &C, &R part left, middle and right; &"font", &12 and &B are looks.
            sheet.page_header = [
                line.strip()
                for line in re.split(r"&[LCR]|\n", re.sub(r'&"[^"]*"|&\d+|&[BIUSEXYAPNDTFZG]', "", text))
                if line.strip()
            ]
    sheet.hidden_rows = sorted(hidden)
    sheet.hidden_columns = sorted(set(sheet.hidden_columns))
    sheet.errors = sorted(set(sheet.errors))


def _put(sheet: RawSheet, piece: bytes, at: int, text: str, error: bool = False) -> None:
    """Write ``text`` into the cell whose XML stands around ``at``."""
    match = _CELL.match(piece, piece.rfind(b"<c ", 0, at + 1))
    if not match:
        return
    # A formula may well give an empty text; and t="e" may stand within a text.
    if b't="str"' in match[3] or (error and b't="e"' not in match[0]):
        return
    row, column = int(match[2]) - 1, _index(match[1])
    if row >= len(sheet.rows) or column >= _WIDEST:
        return
    if column >= len(sheet.rows[row]):  # nothing but formulas in the last columns
        for each in sheet.rows:
            each.extend([""] * (column + 1 - len(each)))
    sheet.rows[row][column] = text
    sheet.errors.append((row, column, text))


def _index(letters: bytes) -> int:
    index = 0
    for each in letters:
        index = index * 26 + each - 64
    return index - 1
