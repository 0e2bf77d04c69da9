"""Files to books: every row of every ledger that was given, whose it is, and where it stood."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from auditcheck.errors import InputError
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.bodies import NOBODY, Body, Names, is_inner, looks_like_body
from auditcheck.ledgers.books import Books, FileResult, Sheet, Table
from auditcheck.ledgers.coded import Coded, Links, coded, constant, joined, mapped, stacked
from auditcheck.ledgers.extracts import set_aside
from auditcheck.ledgers.mended import settle
from auditcheck.ledgers.payees import mark_own
from auditcheck.ledgers.privacy import hash_numbers
from auditcheck.ledgers.profile import SheetProfile
from auditcheck.ledgers.reading import NoLedger, RawSheet, find_files, read_file, sha256_of
from auditcheck.ledgers.understand import Draft, understand

__all__ = ["Body", "LoadOptions", "load"]


@dataclass
class LoadOptions:
    """``default_unit``: the body of rows that name none; ``units``: bodies and their short names; ``year``: of voucher
    numbers that say none; ``progress(file, number, total)`` is called before each file; ``strict``: the first file
    that cannot be read raises; ``profiles``: what a person settled about sheets (docs/mapping.md), earlier ones win; ``salt``: of the
    hashes of personal numbers, None for one that nobody knows after this run."""

    default_unit: str | None = None
    units: list[Body] = field(default_factory=list)
    year: int | None = None
    progress: Callable[[str, int, int], None] | None = None
    strict: bool = False
    profiles: Sequence[SheetProfile] = ()
    salt: str | None = None


def load(paths: Iterable[Path | str], options: LoadOptions | None = None) -> Books:
    """Read files and folders (recursively, sorted) into books.

    A file that cannot be read is reported in ``Books.files`` and does not stop the others; with ``strict`` its
    InputError is raised.
    """
    with _uncollected():
        return _load(paths, options or LoadOptions())


@contextmanager
def _uncollected() -> Iterator[None]:
    """Cells come by the million and point to nothing: looking through them for circles again and again finds none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load(paths: Iterable[Path | str], options: LoadOptions) -> Books:
    books = Books()
    names = Names(options.units)
    drafts: list[Draft] = []
    found = find_files([Path(path) for path in paths])
    files = found.files
    books.skipped = [FileResult(name, "", skipped=reason) for name, reason in found.skipped]
    for number, file in enumerate(files, 1):
        if options.progress:
            options.progress(file.name, number, len(files))
        try:
            sha256, sheets = read_file(file)
        except InputError as error:
            if isinstance(error, NoLedger) and file.may_be_none:
                books.skipped.append(FileResult(file.name, sha256_of(file.path), skipped=error.reason))
                continue
            if options.strict:
                raise
            books.files.append(FileResult(file.name, sha256_of(file.path), str(error)))
            continue
        twin = next((each.file for each in books.files if each.sha256 == sha256 and not each.error), None)
        books.files.append(FileResult(file.name, sha256))
        while sheets:
            raw = sheets.pop(0)
            sheet = Sheet(len(drafts) + 1, file.name, sha256, raw.name)
            draft = _reference(sheet, raw) or understand(
                sheet, raw, file.path.stem, names, options.year, options.profiles
            )
            draft.folder = file.folder
            sheet.warnings.extend(note for note in raw.notes if note not in sheet.warnings)
            if twin:
                sheet.warnings.append(
                    _("the same file was given as {twin}; its rows are there twice").format(twin=twin)
                )
            drafts.append(draft)
            del raw  # it may be large
    settle(drafts)
    set_aside(drafts, names, lambda draft: _said_body(draft, names, options.default_unit))
    collect(books, drafts, names, options.default_unit, options.salt or secrets.token_hex(16))
    return books


def _reference(sheet: Sheet, raw: RawSheet) -> Draft | None:
    """A list that serves others (a chart of accounts) is counted and no ledger."""
    if raw.reference is None:
        return None
    sheet.rows_in = sheet.furniture = len(raw.rows)
    sheet.warnings.append(raw.reference)
    return Draft(sheet)


def collect(
    books: Books, drafts: Sequence[Draft], names: Names, default_unit: str | None, salt: str = "inline"
) -> None:
    """Settle whose rows each draft's are, number the rows from 1, and put them into tables."""
    named = {names.resolve(each) for draft in drafts for each in draft.bodies if _is_body(each, names)}
    # A folder that is called like another body shows that not everything belongs to the one that is named.
    folders = {draft.folder for draft in drafts if draft.rows and _is_bodys_folder(draft.folder, names)}
    rivals = named | {names.resolve(folder) for folder in sorted(folders)}
    row_id = 1
    pieces: dict[str, _Pieces] = {}
    for draft in drafts:
        books.sheets.append(draft.sheet)
        if draft.rows is None:
            draft.sheet.unit = names.resolve(default_unit) if default_unit else NOBODY
            continue
        units = _units(draft, names, default_unit, named, rivals)
        hash_numbers(draft.rows, salt)
        pieces.setdefault(draft.rows.ledger.name, _Pieces()).add(draft, units, row_id)
        row_id += len(draft.rows.rows)
        draft.rows = None
    for ledger, each in pieces.items():
        books.tables[ledger] = each.table(ledger)
        for column, links in each.links.items():
            joint = Links(stacked([part.rows for part in links]), joined([part.keys for part in links]))
            books.links[ledger, column] = joint


def _is_body(written: str, names: Names) -> bool:
    return names.knows(written) or not is_inner(written)


def _is_bodys_folder(folder: str, names: Names) -> bool:
    return bool(folder) and (names.knows(folder) or (looks_like_body(folder) and not is_inner(folder)))


def _said_body(draft: Draft, names: Names, default_unit: str | None) -> str | None:
    """Whose the rows are where no column says it, as written, before all bodies of the input are known."""
    if draft.body_line and _is_body(draft.body_line, names):
        return draft.body_line
    return default_unit or (draft.folder if _is_bodys_folder(draft.folder, names) else None)


def _units(draft: Draft, names: Names, default_unit: str | None, named: set[str], rivals: set[str]) -> Coded:
    """The canonical body of each row: column, 编制单位 line, given default, the only body of all input, folder, 本单位."""
    assert draft.rows is not None
    sheet = draft.sheet
    line = draft.body_line if draft.body_line and _is_body(draft.body_line, names) else None
    guessed = False
    if line:
        sheet.unit, sheet.unit_from = names.resolve(line), "line"
    elif default_unit:
        sheet.unit, sheet.unit_from = names.resolve(default_unit), "given"
    elif named and len(rivals) == 1:
        sheet.unit, sheet.unit_from = next(iter(named)), "only"
    else:
        known = _is_bodys_folder(draft.folder, names)
        sheet.unit, sheet.unit_from = (names.resolve(draft.folder), "folder") if known else (NOBODY, "nothing")
        guessed = not known and len(rivals) > 1
    if draft.units is None:
        missing = len(draft.rows.rows)
        units = constant(sheet.unit, missing)
    else:
        missing = coded(draft.units).count(None)
        units = mapped(lambda unit: names.resolve(unit) if unit else sheet.unit, draft.units).merged()
    if guessed and missing:
        sheet.bodies = sorted(rivals)
        sheet.warnings.append(
            ngettext(
                "{count} row names no body while other sheets name several; it stands under {unit} and joins nothing (use --unit)",
                "{count} rows name no body while other sheets name several; they stand under {unit} and join nothing (use --unit)",
                missing,
            ).format(count=missing, unit=sheet.unit)
        )
    return units


@dataclass
class _Pieces:
    """Of one ledger what its sheets give, to be put below one another at the end."""

    row_id: list[range] = field(default_factory=list)
    sheet_id: list[Coded] = field(default_factory=list)
    row: list[Sequence[int]] = field(default_factory=list)
    columns: dict[str, list[Coded]] = field(default_factory=dict)
    links: dict[str, list[Links]] = field(default_factory=dict)

    def add(self, draft: Draft, units: Coded, first_id: int) -> None:
        rows = draft.rows
        assert rows is not None
        mark_own(rows, units)
        count = len(rows.rows)
        self.row_id.append(range(first_id, first_id + count))
        self.sheet_id.append(constant(draft.sheet.sheet_id, count))
        self.row.append(rows.rows)
        nothing = constant(None, count)
        for name in ("unit", *(name for name, _kind in rows.ledger.physical_columns())):
            self.columns.setdefault(name, []).append(
                units if name == "unit" else coded(rows.columns.get(name, nothing))
            )
        for column, links in rows.links.items():
            self.links.setdefault(column, []).append(Links(links.rows.plus(first_id), links.keys))

    def table(self, ledger: str) -> Table:
        columns: dict[str, Sequence[str | None]] = {}
        for name in list(self.columns):
            columns[name] = joined(self.columns.pop(name))
        return Table(ledger, stacked(self.row_id), joined(self.sheet_id), stacked(self.row), columns)
