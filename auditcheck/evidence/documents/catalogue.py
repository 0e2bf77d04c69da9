"""The documents of a folder as entries of the manifest: size, hash, kind, dates, numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck.evidence.documents.content import content_of
from auditcheck.evidence.documents.dates import dates_in, own_date
from auditcheck.evidence.documents.doc_types import doc_type_of
from auditcheck.evidence.documents.folder import Entry
from auditcheck.evidence.documents.kinds import HEAD, kind_of
from auditcheck.evidence.documents.numbers import KINDS, Known, find_numbers

PIECE = 1 << 20  # a file is hashed a megabyte at a time
_MOST_DATES = 20
Document = dict[str, Any]


def hashed(path: Path, heard: Callable[[int], None] | None = None) -> tuple[str, int, bytes]:
    """(sha256, bytes, the first of them), whatever its size. Raises OSError."""
    digest, size, head = hashlib.sha256(), 0, b""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            head = head or piece[:HEAD]
            digest.update(piece)
            size += len(piece)
            if heard:
                heard(size)
    return digest.hexdigest(), size, head


def describe(entry: Entry, known: Known, year: int | None, sha256: str, size: int, head: bytes) -> Document:
    """One document of the manifest. Nothing is guessed: what is not certain is null."""
    kind = kind_of(entry.path, head)
    content = content_of(entry.path, kind, size)
    folders, _slash, name = entry.name.rpartition("/")
    stem = name.rpartition(".")[0] or name
    doc_type = doc_type_of(stem, folders, content.text)
    day, how = own_date(content.text, stem, doc_type)
    of_year = day.year if day else year
    numbers = find_numbers(stem, folders, content.text, known, year or of_year)
    return {
        "name": entry.name,
        "name_bytes": entry.raw,
        "sha256": sha256,
        "size": size,
        "kind": kind,
        "phash": content.phash,
        "pages": content.pages,
        "is_native": content.is_native,
        "problem": content.problem,
        "doc_type": doc_type,
        "doc_date": day.isoformat() if day else None,
        "doc_date_from": how,
        "dates": [each.isoformat() for each in dates_in(content.text)[:_MOST_DATES]],
        "created": content.created.isoformat(sep=" ") if content.created else None,
        "modified": datetime.fromtimestamp(entry.path.stat().st_mtime).isoformat(sep=" ", timespec="seconds"),
        "numbers": {kind: {key: list(each) for key, each in of.items()} for kind, of in numbers.numbers.items()},
        "listed": numbers.listed,
        "unknown": numbers.unknown,
        "unit": _unit(numbers.numbers, known),
    }


def _unit(numbers: Mapping[str, Mapping[str, Any]], known: Known) -> str | None:
    """The body whose documents it belongs to, where they are of one body."""
    units = {known.units[kind, key] for kind in KINDS for key in numbers.get(kind, {}) if (kind, key) in known.units}
    return next(iter(units)) or None if len(units) == 1 else None
