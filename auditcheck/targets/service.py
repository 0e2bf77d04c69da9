"""From paths to an appraisal: which files are read, what fails, whose verdicts are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.errors import AuditcheckError, InputError
from auditcheck.i18n import _
from auditcheck.targets.appraisal import Appraisal, Options, appraise
from auditcheck.targets.document import document
from auditcheck.targets.lines import read_lines
from auditcheck.targets.reading import Reading, read_tables
from auditcheck.targets.verdicts import FILE, read_verdicts

SUFFIXES = {
    ".txt",
    ".text",
    ".md",
    ".tsv",
    ".csv",
    ".docx",
    ".docm",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".et",
    ".ods",
    ".html",
    ".htm",
    ".pdf",
}
# Our own workbooks, and what Office leaves beside open files.
_NOT_OURS = ("targets.xlsx", "targets-draft.xlsx", "~$", ".")


@dataclass
class Outcome:
    """``failed``: file -> why it could not be read or holds no table."""

    readings: dict[str, Reading]
    appraisal: Appraisal
    document: dict[str, Any]
    failed: dict[str, str] = field(default_factory=dict)


def files_of(paths: Iterable[Path]) -> dict[str, Path]:
    """Name as told -> path; folders are read recursively. Raises InputError for a path that is not there."""
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                if file.suffix.lower() in SUFFIXES and file.is_file() and not file.name.startswith(_NOT_OURS):
                    found.setdefault(file.relative_to(path).as_posix(), file)
        elif path.exists():
            found.setdefault(path.name if path.name not in found else path.as_posix(), path)
        else:
            raise InputError(_("{path}: there is no such file or folder").format(path=path))
    return found


def read_file(path: Path) -> Reading:
    """Raises InputError where the file cannot be read or is no target table."""
    reading = read_tables(read_lines(path))
    tables = [table for table in reading.tables if table.rows]
    if not tables:
        if reading.tables and any("header" in table.places for table in reading.tables):
            raise InputError(_("{file}: the form is there, but no indicator is filled in yet").format(file=path.name))
        if reading.tables:
            raise InputError(
                _(
                    "{file}: a title of a target table, but no rows of indicators (一级指标、二级指标、三级指标、指标值) below it"
                ).format(file=path.name)
            )
        raise InputError(
            _(
                "{file}: no target table in it; expected a title line such as 项目支出绩效目标表 and rows of indicators below"
            ).format(file=path.name)
        )
    reading.tables = tables
    return reading


def appraise_files(paths: Iterable[Path], options: Options, out: Path | None = None) -> Outcome:
    """Read, appraise, and lay the verdicts of ``out`` over. Raises InputError where nothing could be read."""
    readings: dict[str, Reading] = {}
    failed: dict[str, str] = {}
    for name, path in files_of(paths).items():
        try:
            readings[name] = read_file(path)
        except AuditcheckError as error:
            failed[name] = str(error)
    if not readings:
        raise InputError("\n".join(failed.values()) or _("no file that could hold target tables was named"))
    appraisal = appraise([table for reading in readings.values() for table in reading.tables], options)
    from auditcheck.targets.comparison import compare

    known: Mapping[str, Mapping[str, str]] = read_verdicts(out / FILE) if out else {}
    return Outcome(readings, appraisal, document(readings, appraisal, known, compare(readings, options.year)), failed)


def load_document(folder: Path) -> dict[str, Any]:
    """targets.json of a folder. Raises InputError where it is not there or not ours."""
    path = folder / "targets.json"
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        message = _("{file}: not there or not readable; run “auditcheck targets PATH -o {folder}” first")
        raise InputError(message.format(file=path, folder=folder)) from error
    return found
