"""Control totals of a sheet, and a warning where its own total lines say something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from auditcheck.i18n import _
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.columns import read_column
from auditcheck.ledgers.furniture import Furniture
from auditcheck.ledgers.layout import Header
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.text import Cell
from auditcheck.ledgers.totals import Difference, control_total, parts_of_others, stated_total, subtotal_differences
from auditcheck.ledgers.values import Context

Contexts = Callable[[int, Column, Sequence[Cell]], Context]


def foot(
    sheet: Sheet,
    raw: RawSheet,
    header: Header,
    mapped: Mapping[int, str],
    furniture: Furniture,
    rows_kept: Sequence[int],
    rows: Rows,
    context: Contexts,
) -> None:
    """Fill in ``control_totals`` and ``stated_totals`` of ``sheet``; ``rows_kept`` are indexes of the loaded rows."""
    ledger = rows.ledger
    labels = {c.name: rows.columns[c.name] for c in ledger.columns if c.type == "string" and c.name in rows.columns}
    parts = parts_of_others(ledger.name, labels)
    for position, name in mapped.items():
        column = ledger.column(name)
        if column.type != "money":
            continue
        texts = rows.columns[name]
        if parts:
            texts = [None if i in parts else text for i, text in enumerate(texts)]
        amounts = _amounts_of(raw, furniture, position, column, context)
        control = control_total(texts)
        stated = stated_total(amounts, furniture.totals, control)
        if stated and name == "amount" and "debit" in rows.derived:
            # Of a column with both sides a total line names either side, or both.
            halves = [control_total(rows.columns[side]) for side in ("debit", "credit")]
            control = next((each for each in (control, *halves) if each == stated[1]), control)
        sheet.control_totals[name] = control
        sheet.stated_totals[name] = stated[1] if stated else None
        text = header.texts[position]
        if stated:
            sheet.total_places[name] = (text, {row + raw.first_row: amounts[row] for row in stated[0]})
        if told := difference_warning(sheet, name):
            sheet.warnings.append(told)
        for each in _subtotals(name, amounts, furniture, rows_kept, texts, rows):
            sheet.warnings.append(
                _("sheet {sheet}, column {header}: the subtotal in row {row} says {stated}, its rows add up to {added}; difference {difference}").format(
                    sheet=sheet.name, header=text, row=each.row + raw.first_row, stated=f"{each.stated:,}",
                    added=f"{each.added:,}", difference=f"{each.added - each.stated:,}",
                )
            )  # fmt: skip


def _subtotals(
    name: str,
    amounts: Mapping[int, Decimal],
    furniture: Furniture,
    rows_kept: Sequence[int],
    texts: Sequence[str | None],
    rows: Rows,
) -> list[Difference]:
    """小计 that their rows do not add up to; of a column with both sides a 小计 names either side, or both."""
    found = subtotal_differences(name, amounts, furniture.totals, rows_kept, texts)
    if name == "amount" and "debit" in rows.derived:
        for side in ("debit", "credit"):
            of_side = subtotal_differences(name, amounts, furniture.totals, rows_kept, rows.columns[side])
            wrong = {each.row for each in of_side}
            found = [each for each in found if each.row in wrong]
    return found


def difference_warning(sheet: Sheet, column: str) -> str | None:
    """What to say where the rows do not add up to what the sheet states for a column."""
    control, stated = sheet.control_totals[column], sheet.stated_totals.get(column)
    if stated is None or stated == control:
        return None
    header, rows = sheet.total_places[column]
    return _("sheet {sheet}, column {header}: the rows add up to {control}, the sheet says {stated} (row {row}); difference {difference}").format(
        sheet=sheet.name, header=header, control=f"{control:,}", stated=f"{stated:,}", row="、".join(map(str, rows)),
        difference=f"{control - stated:,}",
    )  # fmt: skip


def _amounts_of(
    raw: RawSheet, furniture: Furniture, position: int, column: Column, context: Contexts
) -> dict[int, Decimal]:
    """Amounts on the sheet's own total lines."""
    cells = [raw.rows[row][position] for row, _kind in furniture.totals]
    read = read_column(column, cells, context(position, column, cells))
    return {
        row: Decimal(text) for (row, _kind), text in zip(furniture.totals, read.texts, strict=True) if text is not None
    }
