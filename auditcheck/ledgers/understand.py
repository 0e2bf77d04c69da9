"""One raw sheet to a ledger's rows: header, mapping, furniture, values, rejects, totals."""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers import mended, remarks
from auditcheck.ledgers.bodies import Names
from auditcheck.ledgers.books import ColumnMap, Reject, Sheet
from auditcheck.ledgers.coded import Coded, Numbers, columns_of, constant, distinct, encode
from auditcheck.ledgers.columns import ReadColumn, read_column, samples_of
from auditcheck.ledgers.daybook import compose_dates, fill_down, month_and_day
from auditcheck.ledgers.derive import Rows, derive
from auditcheck.ledgers.footing import foot
from auditcheck.ledgers.furniture import Furniture, find_furniture
from auditcheck.ledgers.layout import find_header, read_titles
from auditcheck.ledgers.mapping import recognise
from auditcheck.ledgers.mended import Origin
from auditcheck.ledgers.privacy import hidden
from auditcheck.ledgers.profile import SheetProfile, find_use
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.settling import Settling
from auditcheck.ledgers.similar import resembling
from auditcheck.ledgers.text import Cell, letter, squeezed, written
from auditcheck.ledgers.unrecognised import describe_unrecognised

# The year a title names is not that of what a disclosure discloses: in 2023 the accounts of 2022 are published.
_NO_TITLE_YEAR = frozenset(["disclosures"])
_KIND_BY_HEADER = {"收入来源": "收入", "收入项目": "收入", "项目支出类别": "支出", "支出类别": "支出"}


@dataclass
class Draft:
    """A sheet as understood, before its rows have ids and its body is certain."""

    sheet: Sheet
    rows: Rows | None = None
    units: Sequence[str | None] | None = None  # written names of bodies, row by row, where a column has them
    body_line: str | None = None  # what the 编制单位 line says
    folder: str = ""
    bodies: list[str] = field(default_factory=list)  # every body named on the sheet, as written
    origins: dict[int, Origin] = field(default_factory=dict)  # of a list of rejects: where its rows stood
    mended: dict[str, Decimal] = field(default_factory=dict)  # amounts of own rows that a list has, by column
    places: dict[int, int] | None = None  # row -> position, once somebody asked


def understand(
    sheet: Sheet,
    raw: RawSheet,
    file_stem: str,
    names: Names,
    year: int | None,
    profiles: Sequence[SheetProfile] = (),
) -> Draft:
    """Read ``raw`` into a draft; fills in ``sheet``. Nothing is raised: what is not understood is warned of."""
    sheet.rows_in = len(raw.rows)
    if raw.hidden:
        sheet.warnings.append(_("the sheet is hidden; it was read all the same"))
    sheet.warnings += remarks.of_appearance(raw)
    use = find_use(profiles, raw)
    header = use.header if use else find_header(raw)
    titles = read_titles(raw, header, file_stem) if header else None
    if use and titles:
        sheet.profile = use.profile.source or None
        sheet.warnings += use.settle(titles)
        match = use.match()
    else:
        match = recognise(header.names, [*titles.lines, raw.name, file_stem]) if header and titles else None
    if header is None or titles is None or match is None:
        sheet.furniture = sheet.rows_in
        describe_unrecognised(sheet, raw, header, use)
        return Draft(sheet)
    sheet.ledger, sheet.confidence, sheet.header_row = match.ledger.name, match.confidence, header.row + raw.first_row
    return _Reader(sheet, raw, header, titles, match, names, year, use).draft()


class _Reader(Settling):
    """Reads one recognised sheet, step by step."""

    def draft(self) -> Draft:
        sheet, raw = self.sheet, self.raw
        self._resembling()
        self.start = self.header.row + 1
        self.cells = columns_of(raw.rows[self.start :], self.header.width)
        furniture = find_furniture(raw.rows, self.header, self.mapped, self.ledger, self.cells)
        below = range(len(raw.rows) - self.start)
        places = below if max(furniture.rows, default=-1) < self.start else _without(below, furniture.rows, self.start)
        data = _moved(places, self.start)
        self._fill_merged(places)
        self._compose_dates(places)
        self._fill_down(places, furniture)
        cells = [column.take(places) for column in self.cells]
        self.cells = cells
        self._settle_unit(cells)
        self._settle_accounts(cells)
        read = {position: self._read(position, cells[position]) for position in sorted(self.mapped)}
        for position, column in list(read.items()):
            given_up = column.misunderstood and not mended.is_list(self.header.texts)
            if given_up or (position in self.doubtful and column.bad):
                self._give_up(position, column, cells[position])
                del read[position], self.mapped[position]
        self._settle_lives(cells, read)
        self._redden(cells, read)
        extra = self._settle_ambiguous(cells, read)
        extra |= self._settle_coded_accounts(read)
        extra |= self._settle_sides(cells, read)
        extra |= self._settle_auxiliary(cells)
        rejected = self._rejects(data, cells, read)
        keep = _without(range(len(data)), rejected) if rejected else range(len(data))
        rows = self._rows(data, keep, read, extra)
        self._remarks(cells, read, data)
        self._note_columns(cells, rows, keep)
        kept = data if len(keep) == len(data) else [data[i] for i in keep]
        foot(sheet, raw, self.header, self.mapped, furniture, kept, rows, self._context)
        sheet.loaded, sheet.rejected = len(keep), len(rejected)
        sheet.furniture = sheet.rows_in - len(data)
        units = rows.columns.pop("unit", None)
        bodies = [unit for unit in distinct(units or []) if unit]
        if self.titles.body:
            bodies.append(self.titles.body)
        origins = mended.origins_of(raw, self.header.row)
        return Draft(sheet, rows, units, self.titles.body, bodies=bodies, origins=origins)

    def _resembling(self) -> None:
        """Headers that only resemble a column's name are taken for it in doubt, and named."""
        settled = set(self.use.positions()) if self.use else set()
        taken = {*self.mapped, *settled}
        self.doubtful = resembling(self.ledger, self.header.names, taken, set(self.mapped.values()))
        self.mapped |= self.doubtful
        if self.doubtful:
            self.sheet.warnings.append(
                _("doubtful, please look: columns were taken for what their headers resemble: {columns}").format(
                    columns="、".join(
                        f"{self.header.texts[p]} → {self.ledger.column(c).zh}" for p, c in self.doubtful.items()
                    )
                )
            )

    def _compose_dates(self, places: Sequence[int]) -> None:
        """Columns 月 and 日 become one more column of dates, without a letter of its own."""
        found = compose_dates(self.cells, self.header, self.mapped, self.ledger, self.titles.year or self.year, places)
        if isinstance(found, str):
            self.sheet.warnings.append(found)
        elif found:
            column, dates = found
            self.cells = [*self.cells, encode(dates)]
            self.composed = self.header.width
            self.header.texts.append("月、日")
            self.header.names.append([])
            self.mapped[self.composed] = column

    def _fill_merged(self, places: Sequence[int]) -> None:
        """A cell merged downwards counts for each of its rows; an amount counts once."""
        filled: set[int] = set()
        columns: dict[int, list[Cell]] = {}
        for top, left, bottom, _right in self.raw.merges:
            column = self.mapped.get(left)
            if bottom == top or top <= self.header.row or column is None or not _fills_down(self.ledger.column(column)):
                continue
            filled = filled or set(places)
            cells = columns.setdefault(left, list(self.cells[left]))
            for row in range(top + 1, min(bottom, len(self.raw.rows) - 1) + 1):
                if row - self.start in filled:
                    cells[row - self.start] = self.raw.rows[top][left]
        self._replace(columns)

    def _fill_down(self, places: Sequence[int], furniture: Furniture) -> None:
        totals = sorted(row - self.start for row, _kind in furniture.totals)
        composed = None
        if self.composed is not None:
            composed = self.composed, [p for p in month_and_day(self.header)[1:] if p is not None]
        found = fill_down(self.cells, self.mapped, self.ledger, places, totals, composed)
        if found:
            self._replace(found.columns)
            self.sheet.warnings.append(
                ngettext(
                    "{column}: {count} line without one took that of the line above (row {row})",
                    "{column}: {count} lines without one took that of the line above (first in row {row})",
                    len(found.lines),
                ).format(
                    column=self.ledger.column(self.ledger.fills_down[0]).zh, count=len(found.lines),
                    row=found.lines[0] + self.start + self.raw.first_row,
                )
            )  # fmt: skip

    def _replace(self, columns: Mapping[int, list[Cell]]) -> None:
        self.cells = [encode(columns[p]) if p in columns else cells for p, cells in enumerate(self.cells)]

    def _read(self, position: int, cells: Sequence[Cell]) -> ReadColumn:
        column = self.ledger.column(self.mapped[position])
        context = self._context(position, column, cells)
        return read_column(column, cells, context)

    def _give_up(self, position: int, column: ReadColumn, cells: Sequence[Cell]) -> None:
        some = next(iter(column.bad))
        self.sheet.warnings.append(
            _("column {header}: {bad} of {filled} cells cannot be read as {column} (e.g. {value}); it was left unmapped").format(
                header=self.header.texts[position], bad=len(column.bad), filled=column.filled + len(column.bad),
                column=column.column.zh, value=hidden(written(cells[some]), column.column),
            )
        )  # fmt: skip

    def _rejects(
        self, data: Sequence[int], cells: Sequence[Sequence[Cell]], read: Mapping[int, ReadColumn]
    ) -> set[int]:
        """Positions of rows with an unreadable cell; an optional column costs only its cell."""
        rejected: set[int] = set()
        for position, column in read.items():
            if not column.bad:
                continue
            name = column.column.zh
            if column.column.required in ("O", "D"):
                first = next(iter(column.bad))
                self.sheet.warnings.append(
                    ngettext(
                        "{column}: {count} cell cannot be read and was left empty (row {row}: {value}, {reason})",
                        "{column}: {count} cells cannot be read and were left empty (row {row}: {value}, {reason})",
                        len(column.bad),
                    ).format(
                        column=name, count=len(column.bad), row=data[first] + self.raw.first_row,
                        value=hidden(written(cells[position][first]), column.column),
                        reason=column.bad[first],
                    )
                )  # fmt: skip
                continue
            for i, reason in column.bad.items():
                value = hidden(written(cells[position][i]), column.column)
                self.sheet.rejects.append(Reject(data[i] + self.raw.first_row, column.column.name, value, reason))
                rejected.add(i)
        self.sheet.rejects.sort(key=lambda reject: reject.row)
        return rejected

    def _rows(
        self,
        data: Sequence[int],
        keep: Sequence[int],
        read: Mapping[int, ReadColumn],
        extra: Mapping[str, tuple[Sequence[str | None], str]],
    ) -> Rows:
        all_kept = len(keep) == len(data)
        columns: dict[str, Sequence[str | None]] = {}
        truncated: dict[str, set[int]] = {}
        for column in read.values():
            self._note_assumed(data, column)
            if column.truncated and not column.column.key:
                self._empty_truncated(data, column)
            columns.update(column.physical(None if all_kept else keep))
            if column.truncated:
                truncated[column.column.name] = (
                    set(column.truncated)
                    if all_kept
                    else {new for new, old in enumerate(keep) if old in column.truncated}
                )
            if column.unknown:
                self.sheet.warnings.append(
                    _("{column}: words that are not in its list were kept as they are: {words}").format(
                        column=column.column.zh, words="、".join(column.unknown[:8])
                    )
                )
        numbers = _moved(data if all_kept else [data[i] for i in keep], self.raw.first_row)
        rows = Rows(self.ledger, numbers, columns, truncated)
        for name, (texts, why) in extra.items():
            rows.columns[name] = [texts[i] for i in keep]
            rows.derived[name] = why
        self._from_titles(rows)
        derive(rows, self.year)
        self.sheet.warnings += rows.warnings
        return rows

    def _note_assumed(self, data: Sequence[int], column: ReadColumn) -> None:
        if column.assumed:
            first = column.assumed[0]
            self.sheet.warnings.append(
                ngettext(
                    "{column}: {count} date names no full year and was taken for one of these books (row {row}: {date})",
                    "{column}: {count} dates name no full year and were taken for ones of these books (row {row}: {date})",
                    len(column.assumed),
                ).format(
                    column=column.column.zh, count=len(column.assumed), row=data[first] + self.raw.first_row,
                    date=column.texts[first],
                )
            )  # fmt: skip

    def _empty_truncated(self, data: Sequence[int], column: ReadColumn) -> None:
        """A number that lost its last digits is not the number: two accounts would look like one."""
        texts = list(column.texts)
        for i in column.truncated:
            texts[i] = None
        column.texts = texts
        self.sheet.warnings.append(
            _("{column}: {count} numbers lost their last digits in Excel (e.g. row {row}) and were left empty; export them as text").format(
                column=column.column.zh, count=len(column.truncated), row=data[min(column.truncated)] + self.raw.first_row
            )
        )  # fmt: skip

    def _from_titles(self, rows: Rows) -> None:
        """Year of the title; 收入 or 支出 by the header of a final account; account and month of a day book."""
        name, year = self.ledger.name, self.titles.year
        if name == "vouchers":
            self._of_whole_book(rows)
        has_year = "fiscal_year" in self.ledger.by_name and "fiscal_year" not in rows.columns
        dated = name == "vouchers" and "voucher_date" in rows.columns
        if has_year and year and not dated and name not in _NO_TITLE_YEAR:
            rows.columns["fiscal_year"] = constant(str(year), len(rows.rows))
            rows.derived["fiscal_year"] = str(year)
        if name == "final_accounts" and "kind" not in rows.columns:
            header = next((self.header.texts[p] for p, column in self.mapped.items() if column == "item"), "")
            if kind := _KIND_BY_HEADER.get(squeezed(header)):
                rows.columns["kind"] = constant(kind, len(rows.rows))
                rows.derived["kind"] = header

    def _of_whole_book(self, rows: Rows) -> None:
        """One account to a sheet, one month to a sheet: what is then said once, above or on the tab."""
        count = len(rows.rows)
        if self.titles.account and "account_code" not in rows.columns and "account_name" not in rows.columns:
            for name, text in zip(("account_code", "account_name"), self.titles.account, strict=True):
                if text:
                    rows.columns[name] = constant(text, count)
                    rows.derived[name] = text
        month = re.match(r"(?:20\d{2}年)?(1[0-2]|0?[1-9])月", squeezed(self.raw.name))
        if month and "voucher_date" not in rows.columns and "period" not in rows.columns:
            rows.columns["period"] = constant(str(int(month[1])), count)
            rows.derived["period"] = self.raw.name

    def _called(self, name: str) -> str:
        column = self.ledger.by_name.get(name)
        return column.zh if column else name

    def _note_columns(self, cells: Sequence[Coded], rows: Rows, keep: Sequence[int]) -> None:
        count = len(rows.rows)
        units: set[tuple[str, str]] = set()
        for position, text in enumerate(self.header.texts):
            name = self.mapped.get(position)
            values = cells[position]
            money: tuple[str, str] | tuple[None, None] = None, None
            samples = [hidden(text, self.ledger.by_name.get(name or "")) for text in samples_of(values)]
            if not text and all(cell in ("", None) for cell in values.values):
                continue
            if name:
                filled = count - rows.columns[name].count(None)
                if self.ledger.column(name).type == "money":
                    units.add(money := self._money_unit_from(text))
            else:
                kept = values.take(keep)
                filled = count - kept.count_of(("", None))
            self.sheet.columns.append(
                ColumnMap(
                    text, name, self._how(position), None if position == self.composed else letter(position), samples,
                    round(filled / count, 4) if count else None, *money,
                )
            )  # fmt: skip
        for name, source in rows.derived.items():
            filled = count - rows.columns[name].count(None)
            told = re.sub(r"[a-z_]+", lambda word: self._called(word[0]), source)
            self.sheet.columns.append(
                ColumnMap(told, name, "derived", None, [], round(filled / count, 4) if count else None)
            )
        found = {unit for unit, _source in units}
        self.sheet.unit_of_money = found.pop() if len(found) == 1 else self._money_unit("")
        sources = {source for _unit, source in units}
        self.sheet.unit_of_money_from = sources.pop() if len(sources) == 1 else None

    def _how(self, position: int) -> str:
        settled = self.use.how(position) if self.use else None
        if position == self.composed:
            return "derived"
        if position in self.doubtful and position in self.mapped:
            return "similar"
        return settled or ("alias" if position in self.mapped else "unmapped")


def _moved(numbers: Sequence[int], by: int) -> Sequence[int]:
    if isinstance(numbers, range):
        return range(numbers.start + by, numbers.stop + by)
    return Numbers(numbers).plus(by)


def _without(numbers: range, others: Collection[int], start: int = 0) -> Sequence[int]:
    """``numbers`` that, counted from ``start``, are none of ``others``."""
    return array("q", (number for number in numbers if number + start not in others))


def _fills_down(column: Column) -> bool:
    return column.type not in ("money", "decimal", "percent", "int") or column.name in ("fiscal_year", "period")
