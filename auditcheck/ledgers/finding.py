"""Which files of what was given are read, and which are not and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from auditcheck.i18n import _
from auditcheck.ledgers.formats.database import is_address, shown
from auditcheck.ledgers.raw import SourceFile, printable

# In a folder only these are looked at; a file that is named on the command line always is.
EXTENSIONS = frozenset(
    [
        *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods", ".csv", ".tsv", ".tab"),
        *(".txt", ".htm", ".html", ".xml", ".parquet"),
    ]
)
_OFTEN_NONE = frozenset([".txt", ".htm", ".html", ".xml"])
SOURCE = ".source.toml"  # a table or query of a database: formats/database.py

# What a run writes into the folder of its engagement is no ledger of the unit.
STORE = "auditcheck.db"
OUR_RESULTS = frozenset(
    [
        *(
            "findings.xlsx",
            "findings.json",
            "findings.sarif",
            "evidence.csv",
            "evidence.json",
            "rejects.xlsx",
            "score.json",
            "load.json",
        ),
        *("report.html", "report.docx", "report.xlsx", "findings.html", "findings.docx", "auditcheck.toml", STORE),
    ]
)
# The papers that ``report`` puts beside them (engagement/papers.py, reporting.py); 得分变动说明表 bears its versions.
OUR_PAPERS = frozenset(
    [
        *(
            "附件1 绩效评价指标体系及综合评价表.xlsx",
            "指标评分底稿.xlsx",
            "预算情况表.xlsx",
            "工作底稿.xlsx",
            "资料清单.xlsx",
        ),
        *("问题清单.xlsx", "自查问题清单.xlsx", "整改台账.xlsx", "取证单登记表.xlsx"),
    ]
)
_CHANGES = "得分变动说明表（"
# Below it, in the folder ``tables``: every table of a job as csv and json (report/tables.py).
OUR_TABLES = frozenset(
    [
        *("findings", "issues", "evidence", "history", "opinions", "checks", "wanted", "measures", "metrics"),
        *("rolled_up", "indicators", "criteria", "deductions", "sheets", "columns", "rejects", "inputs"),
    ]
)
_OURS_ANYWHERE = frozenset(["auditcheck.toml", "mapping.toml", STORE, f"{STORE}-wal", f"{STORE}-shm"])


@dataclass
class Found:
    """``files`` to read, in order; ``skipped``: (name, why) of those that a folder holds besides."""

    files: list[SourceFile] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Found:
    """Every ledger file under ``paths``, each once, sorted within its folder; no lock files, no hidden files."""
    found: dict[Path, SourceFile] = {}
    skipped: list[tuple[str, str]] = []
    for root in paths:
        if is_address(root.as_posix()):
            found.setdefault(root, SourceFile(root, shown(root.as_posix())))
            continue
        if not root.is_dir():
            found.setdefault(_resolved(root), SourceFile(root, printable(root.name)))
            continue
        home = _resolved(root)
        for path, relative, trouble in sorted(_walk(root), key=lambda each: each[1]):
            name = printable(relative)
            if reason := trouble or _why_not(path, home):
                if reason != _PASSED_OVER:
                    skipped.append((name, reason))
                continue
            parts = name.split("/")
            folder = parts[-2] if len(parts) > 1 else ""
            often_none = path.suffix.lower() in _OFTEN_NONE
            found.setdefault(_resolved(path), SourceFile(path, name, folder, often_none))
    return Found(_apart(list(found.values())), skipped)


_PASSED_OVER = "-"  # without a word


def _walk(root: Path) -> Iterator[tuple[Path, str, str | None]]:
    """(path, relative name, what hinders) of everything below that is no folder; links to folders are not followed."""
    waiting = [(root, "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            yield (
                folder,
                above.rstrip("/") or ".",
                _("the folder cannot be opened ({reason})").format(reason=error.strerror),
            )
            continue
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((Path(entry.path), f"{above}{entry.name}/"))
                    continue
            except OSError:
                pass
            yield Path(entry.path), f"{above}{entry.name}", None


def _why_not(path: Path, home: Path) -> str | None:
    """Why a file of a folder is not read; None where it is."""
    if path.name in _OURS_ANYWHERE or (path.name in OUR_RESULTS and (path.parent / STORE).is_file()):
        return _PASSED_OVER
    if (path.name in OUR_PAPERS or path.name.startswith(_CHANGES)) and (path.parent / STORE).is_file():
        return _PASSED_OVER
    if path.parent.name == "tables" and path.stem in OUR_TABLES and (path.parent.parent / STORE).is_file():
        return _PASSED_OVER
    try:
        if path.is_symlink():
            if not path.exists():
                return _("a link to nothing")
            if not _resolved(path).is_relative_to(home):
                return _("a link out of the folder; it was not followed")
            if path.is_dir():
                return _PASSED_OVER  # what it leads to is found where it stands
        if not path.is_file():
            return _("no ordinary file")
    except OSError as error:
        return _("cannot be opened ({reason})").format(reason=error.strerror)
    if path.suffix.lower() in EXTENSIONS or path.name.lower().endswith(SOURCE):
        return None
    return _("no format that holds ledgers ({extension})").format(extension=printable(path.suffix) or _("no extension"))


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return path.absolute()


def _apart(files: list[SourceFile]) -> list[SourceFile]:
    """Files of two roots may share a relative name: then the folder above tells them apart."""
    names: dict[str, int] = {}
    for file in files:
        names[file.name] = names.get(file.name, 0) + 1
    for file in files:
        if names[file.name] > 1:
            above = _resolved(file.path).parents[file.name.count("/")].name
            file.name = f"{printable(above)}/{file.name}"
    return files
