"""What a file says: its text, when it was made, how a picture looks. A file that resists is said to, never skipped."""

from __future__ import annotations

import codecs
import logging
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck.evidence.documents.kinds import IMAGES

LONGEST = 200_000  # characters of one document that are looked at
PAGES = 30  # pages of one PDF that are read
LARGEST = 200 * 1024 * 1024  # bytes: what is larger is hashed and not opened
_SCANNED = 500_000  # dots: a picture of a whole page has more, a letterhead fewer
_SIDE = 32  # a picture of so many dots a side shows whether there is anything on it
_CONTRAST = 24  # of 255: below this a page is blank


@dataclass
class Content:
    """``problem``: empty | encrypted | broken | too_large | no_reader | None; ``is_native``: made by a program, not scanned."""

    text: str = ""
    created: datetime | None = None
    is_native: bool | None = None
    pages: int | None = None
    phash: str | None = None
    problem: str | None = None


class Encrypted(Exception):
    """A password is needed."""


def content_of(path: Path, kind: str, size: int) -> Content:
    """Never raises for what the file holds: damage, a password or a missing library stands in ``problem``."""
    if kind == "empty":
        return Content(problem="empty")
    reader = _image if kind in IMAGES else _READERS.get(kind)
    if reader is None:
        return Content()
    if size > LARGEST:
        return Content(problem="too_large")
    found = Content()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader(path, found)
    except ImportError:
        found.problem = "no_reader"
    except Encrypted:
        found.problem = "encrypted"
    except (Exception, RecursionError, MemoryError):  # a damaged file makes its reader do anything
        found.problem = "broken"
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a Rust library says that it met what cannot be
            raise
        found.problem = "broken"
    found.text = found.text[:LONGEST]
    return found


def _pdf(path: Path, found: Content) -> None:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with path.open("rb") as stream:
        reader = pypdf.PdfReader(stream, strict=False)
        if reader.is_encrypted:
            try:
                opened = reader.decrypt("")
            except Exception as error:  # the library for its cipher may be missing
                raise Encrypted from error
            if not opened:
                raise Encrypted
        found.pages = len(reader.pages)
        texts, length = [], 0
        for page in reader.pages[:PAGES]:
            texts.append(page.extract_text() or "")
            length += len(texts[-1])
            if length > LONGEST:
                break
        found.text = "\n".join(texts)
        found.is_native = bool(found.text.strip()) and bool(reader.pages) and not _is_picture(reader.pages[0])
        if reader.metadata is not None:
            try:
                found.created = _naive(reader.metadata.creation_date)
            except (ValueError, TypeError):  # what stands there is no moment
                found.created = None
        if not found.is_native and found.pages:
            first = next(iter(reader.pages[0].images), None)
            if first is not None and first.image is not None:
                found.phash = _phash(first.image)


def _is_picture(page: Any) -> bool:
    """Whether a page is one large picture: a scanner that reads letters lays its text over the scan."""
    objects = page.get("/Resources", {}).get("/XObject", {})
    return any(
        each.get("/Subtype") == "/Image" and each.get("/Width", 0) * each.get("/Height", 0) > _SCANNED
        for each in (objects[name].get_object() for name in objects)
    )


def _docx(path: Path, found: Content) -> None:
    import docx

    document = docx.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [
        "\t".join(cell.text for cell in row.cells) for table in document.tables[:50] for row in list(table.rows)[:500]
    ]
    found.text, found.is_native = "\n".join(lines), True
    found.created = _naive(document.core_properties.created)


def _xlsx(path: Path, found: Content) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    found.is_native = True
    found.text = "\n".join(_lines(book))
    found.created = _made(path)


def _lines(book: Any) -> Iterator[str]:
    length = 0
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).iter_rows():
            line = "\t".join(str(cell) for cell in row if cell not in ("", None))
            length += len(line)
            if length > LONGEST:
                return
            yield line


def _made(path: Path) -> datetime | None:
    """When an Office file was first saved, by its own properties."""
    from xml.etree import ElementTree

    try:
        with zipfile.ZipFile(path) as archive:
            core = ElementTree.fromstring(archive.read("docProps/core.xml"))
        text = core.findtext("{http://purl.org/dc/terms/}created")
        return _naive(datetime.fromisoformat(text.replace("Z", "+00:00"))) if text else None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        return None


def _plain(path: Path, found: Content) -> None:
    with path.open("rb") as stream:
        data = stream.read(LONGEST * 3)
    found.is_native = True
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            # What the cut went through at the end is left out.
            found.text = codecs.getincrementaldecoder(encoding)().decode(data)
            return
        except UnicodeDecodeError:
            continue
    found.text = data.decode("gb18030", "replace")


def _image(path: Path, found: Content) -> None:
    from PIL import Image

    found.is_native = False
    with Image.open(path) as image:
        found.pages = getattr(image, "n_frames", 1)
        taken = image.getexif().get_ifd(0x8769).get(0x9003) or image.getexif().get(0x0132)
        if taken:
            try:
                found.created = datetime.strptime(str(taken).strip("\x00 ")[:19], "%Y:%m:%d %H:%M:%S")
            except ValueError:
                found.created = None
        image.draft("L", (512, 512))  # a JPEG is then read at a fraction of its size
        found.phash = _phash(image)


def _phash(image: Any) -> str | None:
    """256 bits of the picture's shape as hexadecimal; None for a blank page, which is like every other.

    Source: ImageHash, ``phash``. Sixteen by sixteen: with eight by eight two invoices of one form are one picture.
    """
    import imagehash

    grey = image.convert("L")
    darkest, lightest = grey.resize((_SIDE, _SIDE)).getextrema()
    if lightest - darkest < _CONTRAST:
        return None
    return str(imagehash.phash(grey, hash_size=16))


def _naive(moment: datetime | None) -> datetime | None:
    """As the clock on the wall showed it: what a paper is dated by has no time zone either."""
    return moment.replace(tzinfo=None, microsecond=0) if moment else None


_READERS: dict[str, Callable[[Path, Content], None]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "text": _plain,
    "html": _plain,
    "xml": _plain,
}
