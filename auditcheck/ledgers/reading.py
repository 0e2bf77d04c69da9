"""Files to raw sheets: what each cell holds, at its place; nothing is inferred or converted here.

The real format is told by content, not by the extension.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from auditcheck.errors import AuditcheckError, InputError
from auditcheck.i18n import _
from auditcheck.ledgers.finding import EXTENSIONS, OUR_RESULTS, STORE, Found, find_files
from auditcheck.ledgers.formats import database, delimited, markup
from auditcheck.ledgers.formats.database import is_address
from auditcheck.ledgers.formats.errors import NoLedger, corrupt, save_as, too_large
from auditcheck.ledgers.formats.limits import MEGA, TEXT_MB, WORKBOOK_MB
from auditcheck.ledgers.raw import RawSheet, SourceFile

__all__ = [
    "EXTENSIONS", "OUR_RESULTS", "STORE", "Found", "NoLedger", "RawSheet", "SourceFile", "find_files", "is_address", "read_file", "sha256_of",
]  # fmt: skip

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK = b"\x00\r\n\t "


def read_file(file: SourceFile) -> tuple[str, list[RawSheet]]:
    """(sha256, sheets with at least one cell). Raises InputError, which names the file and says what to do."""
    if is_address(file.path.as_posix()):
        return database.read_source(database.from_address(file.path.as_posix()))
    if _is_long_text(file):
        from auditcheck.ledgers.formats import long_text

        return sha256_of(file.path), long_text.read_long(file.name, file.path)
    data = _bytes(file)
    if file.path.suffix.lower() == ".toml":
        return database.read_source(database.from_toml(file.name, file.path, data))
    try:
        sheets = _sheets(file.name, data)
    except AuditcheckError:
        raise
    except (Exception, MemoryError) as error:  # whatever a damaged file makes a reader do, the others go on
        raise corrupt(file.name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a Rust library says that it met what cannot be
            raise
        raise corrupt(file.name) from error
    return hashlib.sha256(data).hexdigest(), sheets


def _is_long_text(file: SourceFile) -> bool:
    """Whether this is a csv that is better read in pieces. Raises InputError where it can't be opened or is too large."""
    from auditcheck.ledgers.formats.long_text import LONG

    if _size(file) <= LONG:
        return False
    with file.path.open("rb") as stream:
        head = stream.read(MEGA)
    binary = head.startswith((b"PAR1", b"PK\x03\x04", _OLE)) or _known_otherwise(head)
    return not binary and not _begins_as_markup(head) and bool(head.strip(_BLANK)) and file.path.suffix != ".toml"


def _bytes(file: SourceFile) -> bytes:
    _size(file)
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise _unopened(file, error) from error


def _unopened(file: SourceFile, error: OSError) -> InputError:
    return InputError(_("{file}: cannot be opened ({reason})").format(file=file.name, reason=error.strerror or error))


def _size(file: SourceFile) -> int:
    try:
        info = file.path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise InputError(_("{file}: this is a folder, no file").format(file=file.name))
        if not stat.S_ISREG(info.st_mode):  # reading a pipe or a device may never end
            raise InputError(_("{file}: this is no ordinary file").format(file=file.name))
        if info.st_size > TEXT_MB.value * MEGA:
            raise too_large(file.name, _megabytes(info.st_size), f"{TEXT_MB.value:,} MB", TEXT_MB.variable)
        return info.st_size
    except OSError as error:
        raise _unopened(file, error) from error
    except ValueError as error:  # a name with a zero byte in it
        raise InputError(_("{file}: cannot be opened ({reason})").format(file=file.name, reason=error)) from error


def sha256_of(path: Path) -> str:
    """The file's hash, or an empty text where it cannot be opened."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def _sheets(name: str, data: bytes) -> list[RawSheet]:
    if not data.strip(_BLANK):
        raise InputError(_("{file}: the file is empty").format(file=name))
    if data.startswith(b"PAR1"):
        from auditcheck.ledgers.formats.separate import read_separately

        return read_separately("parquet", name, data)
    if data.startswith((b"PK\x03\x04", _OLE)):
        from auditcheck.ledgers.formats import workbook

        _as_workbook(name, data)
        return workbook.read_zipped(name, data) if data.startswith(b"PK") else workbook.read_compound(name, data)
    if what := _known_otherwise(data):
        raise save_as(name, what)
    if _begins_as_markup(data):
        return _marked_up(name, data)
    return delimited.read_text(name, delimited.decoded(name, data))


def _known_otherwise(data: bytes) -> str | None:
    """What this is, by its first bytes, where it is a well-known kind of file that holds no ledger we could read."""
    if data.startswith(b"%PDF"):
        return _("a PDF")
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")):
        return _("a picture")
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh")):
        return _("an archive")
    if data.startswith(b"MIME-Version:"):
        return _("a web archive (.mht)")
    if data.startswith(b"SQLite format 3\x00"):
        return _("a database")
    return _("a text document") if data.startswith(b"{\\rtf") else None


def _marked_up(name: str, data: bytes) -> list[RawSheet]:
    from auditcheck.ledgers.formats import records, spreadsheet2003, webpage

    _as_workbook(name, data)
    text = markup.decode(name, data)
    if markup.is_page(text):
        named = webpage.charset_of(data)
        return webpage.read_page(name, _as_named(data, named) or text)
    if markup.is_spreadsheet(text):
        return spreadsheet2003.read_spreadsheet(name, text)
    return records.read_records(name, text)


def _as_named(data: bytes, encoding: str | None) -> str | None:
    """Decoded as the page itself says, where the bytes agree; GB2312 and GBK are read as the GB18030 they belong to."""
    if encoding is None or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    try:
        return data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
    except (LookupError, UnicodeError):
        return None


def _begins_as_markup(data: bytes) -> bool:
    head = data[:200].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")


def _as_workbook(name: str, data: bytes) -> None:
    if len(data) > WORKBOOK_MB.value * MEGA:
        raise too_large(name, _megabytes(len(data)), f"{WORKBOOK_MB.value:,} MB", WORKBOOK_MB.variable)


def _megabytes(size: int) -> str:
    return _("it has {size}").format(size=f"{size / MEGA:,.0f} MB")
