"""What a file is, by its content; its extension says nothing here."""

from __future__ import annotations

import zipfile
from pathlib import Path

HEAD = 4096
_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3\x00", "sqlite"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IMAGES = frozenset(["jpg", "png", "gif", "bmp", "tiff", "webp"])


def kind_of(path: Path, head: bytes) -> str:
    """pdf, jpg, png, docx, xlsx, ofd, zip, ole (doc, xls, wps), text, empty, other …; ``head``: the first bytes."""
    if not head:
        return "empty"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "heic"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path)
    if head.startswith(_OLE):
        return "ole"
    return _text(head)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return "zip"
    for start, kind in (("OFD.xml", "ofd"), ("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if any(name.startswith(start) for name in names):
            return kind
    return "zip"


def _text(head: bytes) -> str:
    bare = head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if bare.startswith((b"<!doctype html", b"<html")):
        return "html"
    if bare.startswith(b"<?xml"):
        return "xml"
    if b"\x00" in head:
        return "other"
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - 8 if len(head) == HEAD else None].decode(encoding)
            return "text"
        except UnicodeDecodeError as error:
            # A character that the cut went through is no sign of another encoding.
            if error.start >= len(head) - 16:
                return "text"
    return "other"
