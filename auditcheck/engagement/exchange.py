"""``findings import``: what people filled in becomes entries of the log, all of it or nothing.

What changed only in the files is taken; what changed here too, or differently in two files, is taken from nobody and
listed with all its versions in 冲突清单.xlsx.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement import elsewhere, elsewhere_json, exchange_opinions
from auditcheck.engagement.exchange_changes import Asker
from auditcheck.engagement.exchange_columns import Grid, open_grids, tables
from auditcheck.engagement.exchange_entered import entries_of
from auditcheck.engagement.exchange_export import current_values
from auditcheck.engagement.exchange_merge import Conflict, Merger
from auditcheck.engagement.exchange_read import read_filled, record_of
from auditcheck.engagement.findings import kept, refresh, settings
from auditcheck.engagement.lives import TOOL, clock
from auditcheck.engagement.store import Store
from auditcheck.engagement.stores import open_store
from auditcheck.engagement.without_books import first_run
from auditcheck.errors import AuditcheckError, InputError
from auditcheck.findings.life import applied
from auditcheck.i18n import _
from auditcheck.report import facts
from auditcheck.report.exchange_conflicts import Version, write_conflicts
from auditcheck.report.exchange_fields import PAPERS, Field, fields
from auditcheck.report.exchange_opinions import FIELDS as OPINION_FIELDS
from auditcheck.report.exchange_opinions import OPINIONS
from auditcheck.report.exchange_rows import Rows
from auditcheck.report.exchange_template import ENTRY
from auditcheck.report.exchange_template import FIELDS as ENTRY_FIELDS
from auditcheck.report.exchange_values import word
from auditcheck.scoring import load_rubric

CONFLICTS = "冲突清单.xlsx"
_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Told:
    """One cell that changes: number of the finding, column, before, after, who says so, and where it stands."""

    no: str
    column: str
    old: str
    new: str
    who: str
    where: str


@dataclass(frozen=True)
class Entry:
    """An entry to append; ``told``: the cells behind it; ``file``: whose it is."""

    actor: str
    role: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    file: str
    told: Sequence[Told]


@dataclass
class Imported:
    """``changes``: what was (or would be) written; ``left``: conflicts and problems, for which the exit code is 1."""

    entries: list[Entry] = field(default_factory=list)
    conflicts: list[Version] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    @property
    def changes(self) -> list[Told]:
        return [told for entry in self.entries for told in entry.told]

    @property
    def left(self) -> int:
        return len(self.conflicts) + len(self.problems)


@dataclass(frozen=True)
class Options:
    """``person``: who says so where a row names nobody; ``accept``: decisions of another engagement hold here too."""

    today: date | None = None
    person: str = ""
    accept: bool = False
    dry_run: bool = False


def import_files(paths: Sequence[Path], out: Path, options: Options = Options()) -> Imported:
    """Read the files, merge them with each other and with what stands here, write the log. Raises AuditcheckError.

    Where nothing was run yet, findings from elsewhere begin an engagement without books.
    """
    files = [_open(path) for path in _found(paths)]
    begun = first_run(out, [file.path for file in files], options.today) if kept(out, options.today) is None else None
    if options.dry_run:
        with closing(open_store(None if begun else out)) as store:
            if begun:
                store.add_run(begun, [])
            return _Import(store, out, options).take(files)
    if begun:
        out.mkdir(parents=True, exist_ok=True)
    with closing(open_store(out)) as store, store.transaction():
        if begun:
            store.add_run(begun, [])
        result = _Import(store, out, options).take(files)
        _append(store, files, result, options)
    if result.entries:
        refresh(out, options.today)
    if result.conflicts:
        path = _free(out / CONFLICTS)
        write_conflicts(path, result.conflicts)
        result.written.append(path)
    return result


def _found(paths: Sequence[Path]) -> list[Path]:
    """The files, those of a folder by name; what Excel keeps beside an open workbook (~$) is none."""
    every: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else []
        every += [one for one in inside if one.suffix.lower() in _BOOKS] if path.is_dir() else [path]
    return [path for path in every if not path.name.startswith(("~$", "."))]


def _free(path: Path) -> Path:
    """A name that nobody has: an earlier list may not be settled yet."""
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{Path(CONFLICTS).stem}（{number}）.xlsx")
    return path


@dataclass(frozen=True)
class _File:
    path: Path
    sha256: str
    grids: Sequence[Grid]

    @property
    def record(self) -> Mapping[str, Any]:
        return record_of(self.grids) or {}


def _open(path: Path) -> _File:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(_("{path}: cannot be opened: {error}").format(path=path, error=error.strerror)) from error
    is_text = path.suffix.lower() in (".json", ".docx")
    return _File(path, hashlib.sha256(content).hexdigest(), () if is_text else open_grids(path))


class _Import:
    """One import over what stands in the store now."""

    def __init__(self, store: Store, out: Path, options: Options) -> None:
        self._store, self._options = store, options
        self._config = settings(out)
        self._log = store.entries()
        last = store.last_run()
        assert last is not None, "import_files() has looked"
        self._today = options.today or date.today()
        levels = self._config.review_levels
        self._document = applied(last[0], self._log, today=self._today, levels=levels)
        self._kind = facts.kind(self._document)
        self._findings = {str(one["fingerprint"]): one for one in self._document["findings"]}
        self._rows = Rows(self._document)
        self._columns = {paper: {one.code: one for one in fields(paper)} for paper in PAPERS}
        run = str(self._document["run"]["id"])
        self._asker = Asker(dict(self._findings), self._config.people, self._today, options.person, run, self._values)
        self._merger = Merger(self._kind)
        self._result = Imported()

    def take(self, files: Sequence[_File]) -> Imported:
        for file in self._fresh(files):
            suffix = file.path.suffix.lower()
            if suffix == ".json":
                self._elsewhere(file, elsewhere_json.from_json(file.path, self._job()))
            elif suffix == ".docx":
                known = self._document["opinions"]
                said, problems = exchange_opinions.from_form(file.path, known, self._options.person)
                self._opinions(file, said)
                self._result.problems += problems
            else:
                self._workbook(file)
        self._findings_said()
        return self._result

    def _fresh(self, files: Sequence[_File]) -> list[_File]:
        """Without those that were read in before and left nothing."""
        done = {e.detail.get("sha256"): e for e in self._log if e.action == "import" and not e.detail.get("left")}
        fresh: dict[str, _File] = {}
        for file in files:
            if (before := done.get(file.sha256)) is not None:
                told = _("{file}: read in on {day} already, nothing to do")
                self._result.notes.append(told.format(file=file.path.name, day=before.time[:10]))
            else:
                fresh.setdefault(file.sha256, file)
        return list(fresh.values())

    def _workbook(self, file: _File) -> None:
        """What a workbook is, its sheets say: it may have been renamed, and lost what we hid in it."""
        every = {paper: fields(paper) for paper in PAPERS}
        known: dict[str, Sequence[Field]] = {**every, OPINIONS: OPINION_FIELDS, ENTRY: ENTRY_FIELDS}
        papers = {table.paper for _grid, table in tables(file.grids, known)}
        if not papers:
            raise InputError(
                _(
                    "{path}: none of its sheets is one that `auditcheck findings export` wrote; expected columns like"
                    " 问题编号, 核实状态, 单位反馈. Findings of your own go into the template: findings export --template FILE.xlsx"
                ).format(path=file.path)
            )
        if ENTRY in papers:
            self._elsewhere(file, elsewhere.from_template(file.path, file.grids, self._job()))
        if OPINIONS in papers:
            known_opinions = self._document["opinions"]
            said, merge = exchange_opinions.from_workbook(
                file.path, file.grids, known_opinions, self._kind, self._options.person
            )
            self._result.problems += merge.problems
            self._result.notes += merge.notes
            self._opinions(file, said)
            by_code = {one.code: one for one in OPINION_FIELDS}
            for one in merge.conflicts:
                self._conflict(one, by_code, str(one.here.get("no") or ""), str(one.here.get("place") or ""), "")
        if papers & set(PAPERS):
            numbers = {str(one["no"]): str(one["fingerprint"]) for one in self._document["findings"]}
            filled = read_filled(file.path, file.grids, every, numbers)
            self._result.problems += filled.problems
            self._result.notes += filled.notes
            here = current_values(self._document, every, bool(file.record.get("masked", True)))
            if filled.lines and not any(line.identity in here for line in filled.lines):
                told = _(
                    "{file}: none of its findings is of this engagement (it was written for {unit}); is it another folder, -o?"
                )
                unit = file.record.get("unit") or "?"
                self._result.problems.append(told.format(file=file.path.name, unit=unit))
                return
            for line in filled.lines:
                columns = fields(line.paper, for_unit=line.for_unit)
                self._merger.take(line, columns, here.get(line.identity))

    def _findings_said(self) -> None:
        merged = self._merger.result()
        changes, problems = self._asker.changes(merged.edits)
        self._result.problems += [*merged.problems, *problems]
        self._result.notes += merged.notes
        for change in changes:
            finding, line = self._findings[change.subject], change.edit.line
            by_code, before = self._columns[line.paper], self._values(change.subject)
            cells = {code: (before.get(code, ""), value) for code, value in change.edit.changed.items()}
            told = self._told(str(finding["no"]), cells, by_code, change.actor, line.where)
            entry = Entry(change.actor, change.role, change.action, change.subject, change.detail, line.file, told)
            self._result.entries.append(entry)
        for one in merged.conflicts:
            finding = self._findings[one.identity]
            history = (finding.get("life") or {}).get("history") or [{}]
            by = str(history[-1].get("actor") or "")
            by_code = self._columns[one.versions[0].line.paper]
            self._conflict(one, by_code, str(finding["no"]), str(finding.get("title") or ""), by)

    def _values(self, identity: str) -> dict[str, str]:
        """What every column holds of a finding."""
        every = {code: one for columns in self._columns.values() for code, one in columns.items()}
        return self._rows.values(self._findings[identity], tuple(every.values()))

    def _opinions(self, file: _File, said: Sequence[exchange_opinions.Said]) -> None:
        by_code = {one.code: one for one in OPINION_FIELDS}
        for one in said:
            try:
                role = self._asker.role(one.actor, one.role)
            except AuditcheckError as error:
                self._result.problems.append(f"{one.where}: {error}")
                continue
            cells = {code: (one.before.get(code, ""), value) for code, value in one.changed.items()}
            told = self._told(f"意见{one.no}", cells, by_code, one.actor, one.where)
            self._result.entries.append(Entry(one.actor, role, "opinion", "", one.detail, file.path.name, told))

    def _elsewhere(self, file: _File, found: elsewhere.Elsewhere) -> None:
        self._result.problems += found.problems
        self._result.notes += found.notes
        number: Callable[[str, str], str] = self._store.number
        if self._options.dry_run:
            number = lambda _mark, _group: _("new")  # noqa: E731 - numbers are given once, so not for a look
        for one in found.found:
            try:
                made = entries_of(one, self._findings, self._log, self._asker, number, self._options.accept)
            except AuditcheckError as error:
                self._result.problems.append(
                    _("{file} row {row}: {error}").format(file=file.path.name, row=one.where["row"], error=error)
                )
                continue
            where = _("{file} [{sheet}] row {row}").format(**one.where)
            for change in made:
                told = [Told(change.no, change.column, "", change.text, change.actor, where)]
                entry = Entry(
                    change.actor, change.role, change.action, change.subject, change.detail, file.path.name, told
                )
                self._result.entries.append(entry)

    def _job(self) -> elsewhere.Job:
        run = self._document["run"]
        units = facts.units(self._document)
        unit = str(run.get("unit") or (units[0] if len(units) == 1 else ""))
        return elsewhere.Job(
            self._kind, unit, load_rubric(str(run["rubric"])), str(run.get("period") or run.get("year") or "")
        )

    def _told(
        self, no: str, cells: Mapping[str, tuple[str, str]], by_code: Mapping[str, Field], who: str, where: str
    ) -> list[Told]:
        return [
            Told(
                no,
                by_code[code].title,
                word(by_code[code], old, self._kind),
                word(by_code[code], new, self._kind),
                who,
                where,
            )
            for code, (old, new) in cells.items()
            if code in by_code
        ]

    def _conflict(self, one: Conflict, by_code: Mapping[str, Field], no: str, title: str, here_by: str) -> None:
        for edit in one.versions:
            for code, value in edit.changed.items():
                column = by_code[code]
                version = Version(
                    no,
                    title,
                    column.title,
                    word(column, one.here.get(code, ""), self._kind),
                    here_by if one.changed_here else "",
                    word(column, value, self._kind),
                    edit.person,
                    edit.line.where,
                    "导出后本机已改" if one.changed_here else "几份文件填得不一样",
                )
                self._result.conflicts.append(version)


def _append(store: Store, files: Sequence[_File], result: Imported, options: Options) -> None:
    now = clock(options.today)
    for entry in result.entries:
        store.append(entry.actor, entry.role, entry.action, entry.subject, entry.detail, now)
    for file in files:
        if count := sum(entry.file == file.path.name for entry in result.entries):
            detail = {"file": file.path.name, "sha256": file.sha256, "changes": count, "left": result.left}
            who = (options.person, "auditor") if options.person else (TOOL, "tool")
            store.append(*who, "import", "", detail, now)
