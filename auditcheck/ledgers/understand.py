"""One raw sheet to a ledger's rows: header, mapping, furniture, values, rejects, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.bodies import Names, are_bodies
from auditcheck.ledgers.books import ColumnMap, Reject, Sheet
from auditcheck.ledgers.columns import ReadColumn, context_for, read_column, samples_of
from auditcheck.ledgers.derive import Rows, derive
from auditcheck.ledgers.furniture import Furniture, find_furniture
from auditcheck.ledgers.layout import Header, Titles, find_header, read_titles
from auditcheck.ledgers.mapping import BODY_OR_THING, Match, recognise, unit_in_header
from auditcheck.ledgers.profile import SheetProfile, Use, find_use
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import Column, Ledger
from auditcheck.ledgers.text import Cell, letter, squeezed, written
from auditcheck.ledgers.totals import control_total, parts_of_others, stated_total, subtotal_differences
from auditcheck.ledgers.unrecognised import describe_unrecognised
from auditcheck.ledgers.values import Context

# The year a title names is not that of what a disclosure discloses: in 2023 the accounts of 2022 are published.
_NO_TITLE_YEAR = frozenset(["disclosures"])
_KIND_BY_HEADER = {"收入来源": "收入", "收入项目": "收入", "项目支出类别": "支出", "支出类别": "支出"}


@dataclass
class Draft:
    """A sheet as understood, before its rows have ids and its body is certain."""

    sheet: Sheet
    rows: Rows | None = None
    units: list[str | None] | None = None  # written names of bodies, row by row, where a column has them
    body_line: str | None = None  # what the 编制单位 line says
    folder: str = ""
    bodies: list[str] = field(default_factory=list)  # every body named on the sheet, as written


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
    use = find_use(profiles, raw)
    header = use.header if use else find_header(raw)
    titles = read_titles(raw, header, file_stem) if header else None
    if use and titles:
        sheet.profile = use.profile.source_name
        sheet.warnings += use.settle(titles)
        match = use.match()
    else:
        match = recognise(header.names, [*titles.lines, raw.name, file_stem]) if header and titles else None
    if header is None or titles is None or match is None:
        sheet.furniture = sheet.rows_in
        describe_unrecognised(sheet, raw, header, use)
        return Draft(sheet)
    sheet.ledger, sheet.confidence, sheet.header_row = match.ledger.name, match.confidence, header.row + 1
    return _Reader(sheet, raw, header, titles, match, names, year, use).draft()


class _Reader:
    """Reads one recognised sheet, step by step."""

    def __init__(
        self,
        sheet: Sheet,
        raw: RawSheet,
        header: Header,
        titles: Titles,
        match: Match,
        names: Names,
        year: int | None,
        use: Use | None = None,
    ) -> None:
        self.sheet, self.raw, self.header, self.titles = sheet, raw, header, titles
        self.ledger: Ledger = match.ledger
        self.mapped = dict(match.columns)
        self.names, self.year, self.use = names, year, use

    def draft(self) -> Draft:
        furniture = find_furniture(self.raw.rows, self.header, self.mapped, self.ledger)
        data = [i for i in range(self.header.row + 1, len(self.raw.rows)) if i not in furniture.rows]
        self._fill_merged(data)
        cells = self._cells(data)
        self._settle_unit(cells)
        read = {position: self._read(position, cells[position]) for position in sorted(self.mapped)}
        for position, column in list(read.items()):
            if column.misunderstood:
                self._give_up(position, column, cells[position])
                del read[position], self.mapped[position]
        rejected = self._rejects(data, read)
        keep = [i for i in range(len(data)) if i not in rejected]
        rows = self._rows(data, keep, read)
        self._note_columns(cells, rows, keep)
        self._totals(furniture, [data[i] for i in keep], rows)
        sheet = self.sheet
        sheet.loaded, sheet.rejected = len(keep), len(rejected)
        sheet.furniture = sheet.rows_in - len(data)
        units = rows.columns.pop("unit", None)
        bodies = list(dict.fromkeys(unit for unit in units or [] if unit))
        if self.titles.body:
            bodies.append(self.titles.body)
        return Draft(sheet, rows, units, self.titles.body, bodies=bodies)

    def _fill_merged(self, data: Sequence[int]) -> None:
        """A cell merged downwards counts for each of its rows; an amount counts once."""
        filled = set(data)
        for top, left, bottom, _right in self.raw.merges:
            column = self.mapped.get(left)
            if bottom == top or top <= self.header.row or column is None or not _fills_down(self.ledger.column(column)):
                continue
            value = self.raw.rows[top][left]
            for row in range(top + 1, min(bottom, len(self.raw.rows) - 1) + 1):
                if row in filled:
                    self.raw.rows[row][left] = value

    def _cells(self, data: Sequence[int]) -> list[Sequence[Cell]]:
        rows = self.raw.rows
        if not data:
            return [[] for _text in self.header.texts]
        return list(zip(*(rows[i] for i in data), strict=True))

    def _settle_unit(self, cells: Sequence[Sequence[Cell]]) -> None:
        """单位 is a body only where its values are; what several rows call differently may be the counterparty."""
        for position, column in list(self.mapped.items()):
            header = squeezed(self.header.texts[position])
            if header not in BODY_OR_THING or column not in ("unit", "counterparty"):
                continue
            if self.use and self.use.how(position):
                continue
            values = list(dict.fromkeys(cell for cell in cells[position] if cell not in ("", None)))
            if column == "unit" and not are_bodies(values) and not all(self.names.knows(written(v)) for v in values):
                del self.mapped[position]
            elif column == "counterparty" and self._one_body(values):
                self._rename(position, "unit")
            elif (
                column == "unit"
                and self.ledger.name == "vouchers"
                and header == "单位名称"
                and not self._one_body(values)
            ):
                self._rename(position, "counterparty")

    def _one_body(self, values: Sequence[Cell]) -> bool:
        """The same body on each row, or bodies that are known: whose books these are, not with whom they deal."""
        return len(values) == 1 or (bool(values) and all(self.names.knows(written(value)) for value in values))

    def _rename(self, position: int, column: str) -> None:
        if column in self.mapped.values():
            del self.mapped[position]
        else:
            self.mapped[position] = column

    def _read(self, position: int, cells: Sequence[Cell]) -> ReadColumn:
        column = self.ledger.column(self.mapped[position])
        context = self._context(position, column, cells)
        return read_column(column, cells, context)

    def _context(self, position: int, column: Column, cells: Sequence[Cell]) -> Context:
        text = self.header.texts[position]
        if column.type == "money":
            return context_for(column, f"({self._money_unit(text)})", cells, None)
        return context_for(column, text, cells, self.titles.money_unit)

    def _money_unit(self, header: str) -> str:
        """What a person settled, else what the header says, else the lines above it."""
        settled = self.use.unit_of_money if self.use else None
        return settled or unit_in_header(header) or self.titles.money_unit or "元"

    def _give_up(self, position: int, column: ReadColumn, cells: Sequence[Cell]) -> None:
        some = next(iter(column.bad))
        self.sheet.warnings.append(
            _("column {header}: {bad} of {filled} cells cannot be read as {column} (e.g. {value}); it was left unmapped").format(
                header=self.header.texts[position], bad=len(column.bad), filled=column.filled + len(column.bad),
                column=column.column.zh, value=written(cells[some]),
            )
        )  # fmt: skip

    def _rejects(self, data: Sequence[int], read: Mapping[int, ReadColumn]) -> set[int]:
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
                        column=name, count=len(column.bad), row=data[first] + 1,
                        value=written(self.raw.rows[data[first]][position]), reason=column.bad[first],
                    )
                )  # fmt: skip
                continue
            for i, reason in column.bad.items():
                value = written(self.raw.rows[data[i]][position])
                self.sheet.rejects.append(Reject(data[i] + 1, column.column.name, value, reason))
                rejected.add(i)
        self.sheet.rejects.sort(key=lambda reject: reject.row)
        return rejected

    def _rows(self, data: Sequence[int], keep: Sequence[int], read: Mapping[int, ReadColumn]) -> Rows:
        all_kept = len(keep) == len(data)
        columns: dict[str, list[str | None]] = {}
        truncated: dict[str, set[int]] = {}
        for column in read.values():
            columns.update(column.physical(None if all_kept else keep))
            if column.truncated:
                truncated[column.column.name] = {new for new, old in enumerate(keep) if old in column.truncated}
            if column.unknown:
                self.sheet.warnings.append(
                    _("{column}: words that are not in its list were kept as they are: {words}").format(
                        column=column.column.zh, words="、".join(column.unknown[:8])
                    )
                )
        rows = Rows(self.ledger, [data[i] + 1 for i in keep], columns, truncated)
        self._from_titles(rows)
        derive(rows, self.year)
        self.sheet.warnings += rows.warnings
        return rows

    def _from_titles(self, rows: Rows) -> None:
        """Year of the title; 收入 or 支出 by the header of a final account."""
        name, year = self.ledger.name, self.titles.year
        has_year = "fiscal_year" in self.ledger.by_name and "fiscal_year" not in rows.columns
        dated = name == "vouchers" and "voucher_date" in rows.columns
        if has_year and year and not dated and name not in _NO_TITLE_YEAR:
            rows.columns["fiscal_year"] = [str(year)] * len(rows.rows)
            rows.derived["fiscal_year"] = str(year)
        if name == "final_accounts" and "kind" not in rows.columns:
            header = next((self.header.texts[p] for p, column in self.mapped.items() if column == "item"), "")
            if kind := _KIND_BY_HEADER.get(squeezed(header)):
                rows.columns["kind"] = [kind] * len(rows.rows)
                rows.derived["kind"] = header

    def _note_columns(self, cells: Sequence[Sequence[Cell]], rows: Rows, keep: Sequence[int]) -> None:
        count = len(rows.rows)
        units: set[str] = set()
        for position, text in enumerate(self.header.texts):
            name = self.mapped.get(position)
            values = cells[position]
            if not text and not any(cell not in ("", None) for cell in values):
                continue
            if name:
                filled = count - rows.columns[name].count(None)
                if self.ledger.column(name).type == "money":
                    units.add(self._money_unit(text))
            else:
                filled = sum(1 for i in keep if values[i] not in ("", None))
            self.sheet.columns.append(
                ColumnMap(
                    text, name, self._how(position), letter(position), samples_of(values),
                    round(filled / count, 4) if count else None,
                )
            )  # fmt: skip
        for name, source in rows.derived.items():
            filled = count - rows.columns[name].count(None)
            self.sheet.columns.append(
                ColumnMap(source, name, "derived", None, [], round(filled / count, 4) if count else None)
            )
        self.sheet.unit_of_money = units.pop() if len(units) == 1 else self._money_unit("")

    def _how(self, position: int) -> str:
        settled = self.use.how(position) if self.use else None
        return settled or ("alias" if position in self.mapped else "unmapped")

    def _totals(self, furniture: Furniture, rows_kept: Sequence[int], rows: Rows) -> None:
        labels = {
            c.name: rows.columns[c.name] for c in self.ledger.columns if c.type == "string" and c.name in rows.columns
        }
        parts = parts_of_others(self.ledger.name, labels)
        for position, name in self.mapped.items():
            column = self.ledger.column(name)
            if column.type != "money":
                continue
            texts = [None if i in parts else text for i, text in enumerate(rows.columns[name])]
            amounts = self._amounts_of(furniture, position, column)
            control = control_total(texts)
            stated = stated_total(amounts, furniture.totals, control)
            self.sheet.control_totals[name] = control
            self.sheet.stated_totals[name] = stated[1] if stated else None
            header = self.header.texts[position]
            if stated and stated[1] != control:
                self.sheet.warnings.append(
                    _("sheet {sheet}, column {header}: the rows add up to {control}, the sheet says {stated} (row {row}); difference {difference}").format(
                        sheet=self.sheet.name, header=header, control=f"{control:,}", stated=f"{stated[1]:,}", row=stated[0] + 1,
                        difference=f"{control - stated[1]:,}",
                    )
                )  # fmt: skip
            for each in subtotal_differences(name, amounts, furniture.totals, rows_kept, texts):
                self.sheet.warnings.append(
                    _("sheet {sheet}, column {header}: the subtotal in row {row} says {stated}, its rows add up to {added}; difference {difference}").format(
                        sheet=self.sheet.name, header=header, row=each.row + 1, stated=f"{each.stated:,}", added=f"{each.added:,}",
                        difference=f"{each.added - each.stated:,}",
                    )
                )  # fmt: skip

    def _amounts_of(self, furniture: Furniture, position: int, column: Column) -> dict[int, Decimal]:
        """Amounts on the sheet's own total lines."""
        cells = [self.raw.rows[row][position] for row, _kind in furniture.totals]
        read = read_column(column, cells, self._context(position, column, cells))
        return {
            row: Decimal(text)
            for (row, _kind), text in zip(furniture.totals, read.texts, strict=True)
            if text is not None
        }


def _fills_down(column: Column) -> bool:
    return column.type not in ("money", "decimal", "percent", "int") or column.name in ("fiscal_year", "period")
