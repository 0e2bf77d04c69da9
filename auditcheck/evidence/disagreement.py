"""Filled 核查表 that say two things of one cell: one of them counts, and both are named."""

from __future__ import annotations

from auditcheck import names
from auditcheck.engine.session import Session
from auditcheck.i18n import _
from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.schema import Schema

_MOST = 50  # warnings of one run


def create(session: Session) -> None:
    session.define(
        "CREATE TABLE paper_disagreements (ledger VARCHAR, field VARCHAR, source VARCHAR, target BIGINT, paper BIGINT, said VARCHAR)"
    )


def note(session: Session, schema: Schema, ledger: str, sheet: str, field: str, source: str) -> None:
    """Keep the sheet rows that differ on ``field`` of one row of ``ledger``; ``pairs_<ledger>`` must be there still."""
    keyed = f"{source}_key" in dict(schema.ledgers[sheet].physical_columns())
    said = rf"regexp_replace(CAST(s.{source} AS VARCHAR), '\s+|[（(](公章|盖章|章)[）)]$', '', 'g')"
    form = f"coalesce({f's.{source}_key, ' if keyed else ''}{said}, s.{source}_mark)"
    session.execute_trusted(
        f"""
        INSERT INTO paper_disagreements
        SELECT '{ledger}', '{field}', '{source}', x.t, s.row_id, coalesce(CAST(s.{source} AS VARCHAR), s.{source}_mark)
        FROM pairs_{ledger} x JOIN ledger.{sheet} s ON s.row_id = x.p
        WHERE s.{source} IS NOT NULL OR s.{source}_mark IS NOT NULL
        QUALIFY min({form}) OVER (PARTITION BY x.t) <> max({form}) OVER (PARTITION BY x.t)
        """
    )


def warn(session: Session, books: Books) -> list[str]:
    """A sentence for each cell of a ledger on which 核查表 disagree; also put on the sheets that say so."""
    rows = session.query(
        "SELECT d.*, s.sheet_id, s.file, s.sheet, s.row FROM paper_disagreements d JOIN sources s ON s.row_id = d.paper"
        " ORDER BY d.ledger, d.field, d.target, d.paper"
    )
    sheets = {sheet.sheet_id: sheet for sheet in books.sheets}
    cases: dict[tuple[str, str, int], list[dict[str, object]]] = {}
    for row in rows:
        cases.setdefault((row["ledger"], row["field"], row["target"]), []).append(row)
    told: dict[str, None] = {}
    for (ledger, field, target), said in cases.items():
        counts = session.query(f"SELECT {field}_row AS paper FROM seen.{ledger} WHERE row_id = $id", {"id": target})
        places = [_place(row, sheets[int(str(row["sheet_id"]))]) for row in said]
        winner = next(
            (place for row, place in zip(said, places, strict=True) if row["paper"] == counts[0]["paper"]), "-"
        )
        text = _("{field}: check sheets disagree: {said}; {winner} counts").format(
            field=names.column_name(field, ledger),
            said="；".join(f"{place} {row['said']}" for row, place in zip(said, places, strict=True)),
            winner=winner,
        )
        if text in told:
            continue
        told[text] = None
        for sheet_id in dict.fromkeys(int(str(row["sheet_id"])) for row in said):
            sheets[sheet_id].warnings.append(text)
    return list(told)[:_MOST]


def _place(row: dict[str, object], sheet: Sheet) -> str:
    return f"{row['file']} [{row['sheet']}] {sheet.letter_of(str(row['source'])) or ''}{row['row']}"
