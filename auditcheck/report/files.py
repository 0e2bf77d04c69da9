"""Files appear whole or not at all: written beside, then renamed."""

from __future__ import annotations

import csv
import glob
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

EVIDENCE_COLUMNS = (
    "fingerprint",
    "no",
    "check",
    "role",
    "ledger",
    "file",
    "sheet",
    "row",
    "column",
    "cell",
    "value",
    "origin",
)
# A spreadsheet program takes such a text for a formula (OWASP, CSV injection); full-width signs count in Chinese ones.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the place of ``path`` when the block ends well.

    Raises AuditcheckError where the target is open elsewhere or may not be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        yield beside
        beside.replace(path)
    except PermissionError as error:
        message = _("{file} cannot be replaced. If it is open in Excel or WPS, close it there and run this again.")
        raise AuditcheckError(message.format(file=path)) from error
    except OSError as error:
        message = _("{file} cannot be written: {reason}").format(file=path, reason=error.strerror or error)
        raise AuditcheckError(message) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what a killed process left beside ``path``; what is younger than an hour may still be written to."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > 3600:
                left.unlink()


def write_text(path: Path, write: Callable[[TextIO], None], encoding: str = "utf-8") -> None:
    """Let ``write`` fill a text file; line ends stay as written."""
    with replacing(path) as beside, beside.open("w", encoding=encoding, newline="") as stream:
        write(stream)
        stream.flush()
        os.fsync(stream.fileno())


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    def write(stream: TextIO) -> None:
        json.dump(document, stream, ensure_ascii=False, indent=2)
        stream.write("\n")

    write_text(path, write)


def write_jsonl(path: Path, documents: Iterable[Mapping[str, Any]]) -> None:
    """One document a line, for tools that stream."""

    def write(stream: TextIO) -> None:
        for document in documents:
            stream.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")

    write_text(path, write)


def evidence_rows(findings: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row per evidence cell; evidence without cells (a hole, a whole sheet) gives one row too."""
    for finding in findings:
        head = {"fingerprint": finding.get("fingerprint"), "no": finding.get("no"), "check": finding.get("check")}
        for item in finding.get("evidence", []):
            where = {name: item.get(name) for name in ("role", "ledger", "file", "sheet", "row", "origin")}
            values, cells = item.get("values", {}), item.get("cells", {})
            for column in list(dict.fromkeys([*cells, *values])) or [None]:
                yield {**head, **where, "column": column, "cell": cells.get(column), "value": values.get(column)}


def write_evidence_csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """evidence.csv, for Excel (UTF-8 with BOM): no cell can become a formula."""

    def write(stream: TextIO) -> None:
        table = csv.DictWriter(stream, EVIDENCE_COLUMNS, extrasaction="ignore")
        table.writeheader()
        for row in rows:
            table.writerow({name: neutral(row.get(name)) for name in EVIDENCE_COLUMNS})

    write_text(path, write, "utf-8-sig")


def neutral(value: object) -> object:
    """A text that a spreadsheet program would take for a formula gets an apostrophe; numbers stay."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_STARTS) or _is_number(value):
        return value
    return f"'{value}"


def _is_number(text: str) -> bool:
    return text.removeprefix("-").removeprefix("+").replace(",", "").replace(".", "", 1).isdecimal()
