"""未见 that nobody signed: what does not exist is a named person's statement, or nothing."""

from __future__ import annotations

from auditcheck.engine.session import Session
from auditcheck.i18n import _
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.schema import Ledger, Schema
from auditcheck.names import column_name

_NAMED = 5  # rows that a warning names
_LOOKED_IN_VAIN = "未见"


def drop(session: Session, schema: Schema, books: Books, filled: set[str]) -> list[str]:
    """Make 未见 a blank in rows of the 核查表 ``filled`` without a checker; a warning for each sheet, also put on it."""
    told: list[str] = []
    for name in sorted(filled):
        ledger = schema.ledgers[name]
        cells = _cells(ledger)
        said = " OR ".join(f"{cell} IS NOT DISTINCT FROM '{_LOOKED_IN_VAIN}'" for cell in cells)
        unsigned = f"checker IS NULL AND ({said})"
        rows = session.query(
            f"SELECT l.sheet_id, s.row FROM ledger.{name} l JOIN sources s USING (row_id) WHERE {unsigned} ORDER BY ALL"
        )
        if not rows:
            continue
        blanks = ", ".join(f"{cell} = nullif({cell}, '{_LOOKED_IN_VAIN}')" for cell in cells)
        session.execute_trusted(f"UPDATE ledger.{name} SET {blanks} WHERE {unsigned}")
        for sheet in books.sheets:
            mine = [row["row"] for row in rows if row["sheet_id"] == sheet.sheet_id]
            if mine:
                text = _(
                    "{file}, sheet {sheet}: {count} rows say 未见 without {checker} (rows {rows}) and count as blank; "
                    "write the name of who looked"
                ).format(
                    file=sheet.file,
                    sheet=sheet.name,
                    count=len(mine),
                    checker=column_name("checker", name),
                    rows=", ".join(map(str, mine[:_NAMED])) + (", ..." if len(mine) > _NAMED else ""),
                )
                sheet.warnings.append(text)
                told.append(text)
    return told


def _cells(ledger: Ledger) -> list[str]:
    """Columns that can hold the word: marks, and values of columns whose words are √, ×, 未见, N/A themselves."""
    marks = [f"{column.name}_mark" for column in ledger.columns if column.fillable]
    return marks + [column.name for column in ledger.columns if _LOOKED_IN_VAIN in (column.enum or ())]
