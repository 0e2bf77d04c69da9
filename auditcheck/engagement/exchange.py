"""``findings import``: workbooks that people filled in become entries of the log, all of them or none.

What changed only in the files is taken; what changed here too, or differently in two files, is taken from nobody and
listed with all its versions in 冲突清单.xlsx.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_changes import Asker, Change
from auditcheck.engagement.exchange_export import current_values
from auditcheck.engagement.exchange_merge import Conflict, Merge, Merger
from auditcheck.engagement.exchange_read import Grid, open_grids, read_filled, record_of
from auditcheck.engagement.findings import current, settings
from auditcheck.engagement.lives import TOOL, clock
from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import open_store
from auditcheck.errors import InputError
from auditcheck.findings.life import applied
from auditcheck.findings.log import Entry
from auditcheck.i18n import _
from auditcheck.report import facts
from auditcheck.report.exchange_conflicts import Version, write_conflicts
from auditcheck.report.exchange_fields import PAPERS, fields
from auditcheck.report.exchange_rows import Rows
from auditcheck.report.exchange_values import word

CONFLICTS = "冲突清单.xlsx"


@dataclass(frozen=True)
class Told:
    """One cell that changes: number of the finding, column, before, after, who says so, and where it stands."""

    no: str
    column: str
    old: str
    new: str
    who: str
    where: str


@dataclass
class Imported:
    """``changes``: what was (or would be) written; ``left``: conflicts and problems, for which the exit code is 1."""

    changes: list[Told] = field(default_factory=list)
    conflicts: list[Version] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: int = 0
    written: list[Path] = field(default_factory=list)

    @property
    def left(self) -> int:
        return len(self.conflicts) + len(self.problems)


def import_files(
    paths: Sequence[Path], out: Path, *, today: date | None = None, person: str = "", dry_run: bool = False
) -> Imported:
    """Read the files, merge them with each other and with what stands here, write the log. Raises AuditcheckError."""
    files = [_open(path) for path in paths]
    current(out, today)  # says where no run is kept, before a store is made
    with closing(open_store(out)) as store:
        if dry_run:
            return _take(store, out, files, today, person, write=False)
        with store.transaction():
            result = _take(store, out, files, today, person, write=True)
    if result.conflicts:
        path = out / CONFLICTS
        write_conflicts(path, result.conflicts)
        result.written.append(path)
    return result


@dataclass(frozen=True)
class _File:
    path: Path
    sha256: str
    grids: Sequence[Grid]
    record: Mapping[str, Any]


def _open(path: Path) -> _File:
    if not path.is_file():
        raise InputError(_("{path}: no such file").format(path=path))
    grids = open_grids(path)
    record = record_of(grids)
    return _File(path, hashlib.sha256(path.read_bytes()).hexdigest(), grids, record if record is not None else {})


def _take(store: Store, out: Path, files: Sequence[_File], today: date | None, person: str, *, write: bool) -> Imported:
    result = Imported()
    entries = store.entries()
    config = settings(out)
    document = _document(store, out, entries, today)
    done = {e.detail.get("sha256"): e for e in entries if e.action == "import" and not e.detail.get("left")}
    fresh: list[_File] = []
    for file in files:
        if (before := done.get(file.sha256)) is not None:
            told = _("{file}: read in on {day} already, nothing to do")
            result.notes.append(told.format(file=file.path.name, day=before.time[:10]))
        elif not any(other.sha256 == file.sha256 for other in fresh):
            fresh.append(file)
    kind = facts.kind(document)
    merged = _merge(fresh, document, kind, result)
    findings = {str(one["fingerprint"]): one for one in document["findings"]}
    asker = Asker(dict(findings), config.people, today or date.today(), person, str(document["run"]["id"]))
    changes, problems = asker.changes(merged.edits)
    result.problems += [*merged.problems, *problems]
    result.notes += merged.notes
    result.changes = [told for change in changes for told in _told(change, findings[change.subject], document, kind)]
    result.conflicts = [version for one in merged.conflicts for version in _versions(one, findings, kind)]
    result.entries = len(changes)
    if write:
        _append(store, fresh, changes, result, clock(today))
    return result


def _document(store: Store, out: Path, entries: Sequence[Entry], today: date | None) -> dict[str, Any]:
    last = store.last_run()
    assert last is not None, "current() has looked"
    return applied(last[0], entries, today=today or date.today(), levels=settings(out).review_levels)


def _merge(files: Sequence[_File], document: Mapping[str, Any], kind: str, result: Imported) -> Merge:
    numbers = {str(one["no"]): str(one["fingerprint"]) for one in document["findings"]}
    every = {paper: fields(paper) for paper in PAPERS}
    merged = Merger(kind)
    for file in files:
        filled = read_filled(file.path, file.grids, every, numbers)
        if not filled.sheets:
            raise InputError(
                _(
                    "{path}: none of its sheets is one that `auditcheck findings export` wrote; expected columns like"
                    " 问题编号, 核实状态, 单位反馈. Findings of your own go into the template: findings export --template FILE.xlsx"
                ).format(path=file.path)
            )
        result.problems += filled.problems
        result.notes += filled.notes
        masked = bool(file.record.get("masked", True))
        here = current_values(document, every, masked)
        for line in filled.lines:
            merged.take(line, fields(line.paper, for_unit=line.for_unit), here.get(line.identity))
    return merged.result()


def _append(store: Store, files: Sequence[_File], changes: Sequence[Change], result: Imported, now: datetime) -> None:
    for change in changes:
        store.append(change.actor, change.role, change.action, change.subject, change.detail, now)
    for file in files:
        count = sum(change.edit.line.file == file.path.name for change in changes)
        if count:
            detail = {"file": file.path.name, "sha256": file.sha256, "changes": count, "left": result.left}
            store.append(TOOL, "auditor", "import", "", detail, now)


def _told(change: Change, finding: Mapping[str, Any], document: Mapping[str, Any], kind: str) -> list[Told]:
    by_code = {one.code: one for paper in PAPERS for one in fields(paper)}
    before = Rows(document).values(finding, tuple(by_code.values()))
    return [
        Told(
            str(finding["no"]),
            by_code[code].title,
            word(by_code[code], before.get(code, ""), kind),
            word(by_code[code], value, kind),
            change.actor,
            change.edit.line.where,
        )
        for code, value in change.edit.changed.items()
    ]


def _versions(one: Conflict, findings: Mapping[str, Mapping[str, Any]], kind: str) -> list[Version]:
    finding = findings[one.identity]
    by_code = {each.code: each for paper in PAPERS for each in fields(paper)}
    history = (finding.get("life") or {}).get("history") or [{}]
    found = []
    for edit in one.versions:
        for code, value in edit.changed.items():
            found.append(
                Version(
                    str(finding["no"]),
                    str(finding.get("title") or ""),
                    by_code[code].title,
                    word(by_code[code], one.here.get(code, ""), kind),
                    str(history[-1].get("actor") or "") if one.changed_here else "",
                    word(by_code[code], value, kind),
                    edit.person,
                    edit.line.where,
                    "导出后本机已改" if one.changed_here else "几份文件填得不一样",
                )
            )
    return found
