"""The session that checks see: ledgers, what paper says over them, links, sources, reference relations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditcheck.engine.session import Session
from auditcheck.evidence import calendar, disagreement, reference, unsigned
from auditcheck.evidence.confirmations import Pair
from auditcheck.evidence.earlier import create_earlier
from auditcheck.evidence.identity import Identity, unify
from auditcheck.evidence.links import Answer, Links, create_links
from auditcheck.evidence.paper import PAPER_CELLS, lay_over
from auditcheck.evidence.similar_names import create_candidates
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.coded import constant, distinct
from auditcheck.ledgers.keys import body_key
from auditcheck.ledgers.load import Body
from auditcheck.ledgers.schema import Ledger, Schema, load_schema

_SHEET_COLUMNS = [
    ("sheet_id", "BIGINT"),
    ("file", "VARCHAR"),
    ("sha256", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("ledger", "VARCHAR"),
    ("unit", "VARCHAR"),
    ("rows_in", "BIGINT"),
    ("loaded", "BIGINT"),
    ("rejected", "BIGINT"),
    ("furniture", "BIGINT"),
]
_TOTAL_COLUMNS = [
    ("sheet_id", "BIGINT"),
    ("file", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("ledger", "VARCHAR"),
    ("unit", "VARCHAR"),
    ("column", "VARCHAR"),
    ("header", "VARCHAR"),
    ("control", "DECIMAL(18,2)"),
    ("stated", "DECIMAL(18,2)"),
]
_TOTAL_CELL_COLUMNS = [
    ("sheet_id", "BIGINT"),
    ("column", "VARCHAR"),
    ("row", "BIGINT"),
    ("amount", "DECIMAL(18,2)"),
]
_REJECT_COLUMNS = [
    ("ledger", "VARCHAR"),
    ("sheet_id", "BIGINT"),
    ("file", "VARCHAR"),
    ("sheet", "VARCHAR"),
    ("unit", "VARCHAR"),
    ("row", "BIGINT"),
    ("column", "VARCHAR"),
    ("value", "VARCHAR"),
    ("reason", "VARCHAR"),
]
_PLACE_COLUMNS = [
    ("row_id", "BIGINT"),
    ("ledger", "VARCHAR"),
    ("sheet_id", "BIGINT"),
    ("row", "BIGINT"),
    ("origin", "VARCHAR"),
]
_FILL_COLUMNS = [
    ("ledger", "VARCHAR"),
    ("column", "VARCHAR"),
    ("unit", "VARCHAR"),
    ("filled", "BIGINT"),
    ("rows", "BIGINT"),
    ("share", "DECIMAL(9,6)"),
    ("declared", "BOOLEAN"),
]
_UNIT_COLUMNS = [
    ("name", "VARCHAR"),
    ("name_key", "VARCHAR"),
    ("alias", "VARCHAR"),
    ("alias_key", "VARCHAR"),
    ("province", "VARCHAR"),
    ("level", "VARCHAR"),
]


@dataclass
class Workspace:
    """A locked session and what is known of its ledgers."""

    session: Session
    schema: Schema
    books: Books
    supplied: dict[str, set[int]]  # "ledger.column" -> the sheets that have it
    on_paper: frozenset[str]  # "ledger.column" that a 核查表 filled for some row
    paper_sheets: frozenset[int]
    complete: frozenset[str]  # ledgers ("payments") and columns ("contracts.seal_name") declared complete
    identity: Identity = field(default_factory=Identity)
    unset_standards: frozenset[str] = frozenset()  # reference relations without a row
    links: Links = field(default_factory=Links)
    counted: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)  # populations, by SELECT and parameters

    def is_supplied(self, column: str, *, by_link: bool = True) -> bool:
        """Whether any sheet has ``ledger.column``, or a filled 核查表 or a link gave at least one cell of it."""
        if column.split(".")[0] not in self.schema.ledgers or column.startswith("calendar."):
            return True  # reference relations are always there
        return bool(self.supplied.get(column)) or column in self.on_paper or (by_link and column in self.links.columns)

    def condition_of_supply(self, ledger: str, groups: Iterable[Sequence[str]]) -> str | None:
        """SQL that holds for the rows of ``ledger`` whose sheet (or paper cell) gives one column of each group.

        None where every row does.
        """
        everywhere = {sheet.sheet_id for sheet in self.books.sheets if sheet.ledger == ledger}
        conditions = []
        for group in groups:
            options = []
            for column in group:
                sheets = self.supplied.get(f"{ledger}.{column}", set())
                if sheets >= everywhere and not self.paper_sheets:
                    break
                if sheets:
                    options.append(f"sheet_id IN ({', '.join(map(str, sorted(sheets)))})")
                if f"{ledger}.{column}" in self.links.columns:
                    options.append(f"row_id IN (SELECT row_id FROM {ledger}_{column})")
                if (ledger, column) in PAPER_CELLS:
                    options.append(f"{column}_origin = 'paper'")
                if self.paper_sheets:
                    made = ", ".join(map(str, sorted(self.paper_sheets)))
                    options.append(f"(sheet_id IN ({made}) AND {column} IS NOT NULL)")
            else:
                conditions.append(f"({' OR '.join(options) or 'false'})")
        return " AND ".join(conditions) or None

    def rows(self, ledger: str, row_ids: Sequence[int], as_booked: bool = False) -> list[dict[str, Any]]:
        """Rows of ``seen.<ledger>`` (``as_booked``: of ``ledger.<ledger>``, without paper) by row_id, in that order."""
        relation = f"{'ledger' if as_booked else 'seen'}.{ledger}"
        return self.session.query(
            f"SELECT * FROM {relation} WHERE row_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY row_id",
            {"ids": list(row_ids)},
        )

    def digest(self, ledger: str, columns: Sequence[str], row_ids: Sequence[int]) -> str:
        """A number for what rows of ``seen.<ledger>`` say in ``columns``, whatever their order."""
        values = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in columns)
        found = self.session.query(
            f"SELECT count(*) || ':' || coalesce(sum(md5_number_lower(concat_ws(chr(31), {values}))), 0) AS digest"
            f" FROM seen.{ledger} WHERE row_id IN (SELECT unnest($ids::BIGINT[]))",
            {"ids": list(row_ids)},
        )
        return str(found[0]["digest"])

    def standards(self, table: str, ref_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Rows of a reference relation by ``ref_id``, in that order."""
        return self.session.query(
            f"SELECT * FROM {table} WHERE ref_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY ref_id",
            {"ids": list(ref_ids)},
        )

    def sources(self, row_ids: Iterable[int], ledgers: Iterable[str] | None = None) -> dict[int, dict[str, Any]]:
        """Where rows (of ``ledgers`` only) stood: row_id -> ledger, sheet_id, file, sha256, sheet, row (1-based), origin."""
        rows = self.session.query(
            "SELECT * FROM sources WHERE row_id IN (SELECT unnest($ids::BIGINT[]))"
            " AND ($ledgers IS NULL OR list_contains($ledgers::VARCHAR[], ledger))",
            {"ids": list(row_ids), "ledgers": None if ledgers is None else list(ledgers)},
        )
        return {row["row_id"]: row for row in rows}


def build_workspace(
    books: Books,
    *,
    bodies: Sequence[Body] = (),
    complete: Iterable[str] = (),
    asof: date | None = None,
    session: Session | None = None,
    standards: Mapping[str, reference.ReferenceTable] | None = None,
    home: tuple[str | None, str | None] = (None, None),
    remembered: Iterable[Answer] = (),
    identities: Iterable[Pair] = (),
    earlier: Iterable[Mapping[str, Any]] = (),
) -> Workspace:
    """Create every relation of docs/architecture.md in one session and lock it.

    ``complete``: ledgers and ``ledger.column`` that the unit declared complete; ``asof`` bounds the official calendar;
    ``remembered``: what people said of links in earlier runs; ``earlier``: what was read then where findings
    stood; ``standards``: the reference tables (default: those of the package); ``home``: province and level of bodies
    that name none themselves.
    """
    schema = load_schema()
    session = session or Session()
    for name in ("ledger", "seen"):
        session.define(f"CREATE SCHEMA {name}")
    _create_sources(session, books)
    for ledger in schema.ledgers.values():
        _create_ledger(session, ledger, books)
    identity = unify(session, schema, identities)
    create_candidates(session)
    filled = {name for name, table in books.tables.items() if schema.ledgers[name].paper and table.row_id}
    identity.notes += unsigned.drop(session, schema, books, filled)
    lay_over(session, schema, filled)
    if filled:
        identity.notes += disagreement.warn(session, books)
    with_rows = {name for name, table in books.tables.items() if table.row_id}
    links = create_links(session, schema, with_rows, remembered)
    complete = frozenset(complete)
    create_earlier(session, earlier)
    _create_references(session, books, bodies, home, asof)
    tables = list((reference.shipped() if standards is None else standards).values())
    for table, values in zip(tables, reference.numbered(tables), strict=True):
        session.create(reference.PREFIX + table.name, table.physical_columns(), values)
    _create_fill(session, schema, books, complete)
    workspace = Workspace(
        session,
        schema,
        books,
        _supplied(books),
        _on_paper(session, filled),
        frozenset(sheet.sheet_id for sheet in books.sheets if sheet.ledger in filled),
        complete,
        identity,
        frozenset(reference.PREFIX + table.name for table in tables if not table.rows),
        links,
    )
    session.lock()
    return workspace


def _create_sources(session: Session, books: Books) -> None:
    """What is the same for all rows of a sheet stands once: there may be millions of them."""
    where = [("sheet_id", "BIGINT"), ("file", "VARCHAR"), ("sha256", "VARCHAR"), ("sheet", "VARCHAR")]
    session.create(
        "sheet_places", where, _columnar(where, [(s.sheet_id, s.file, s.sha256, s.name) for s in books.sheets])
    )
    body = ", ".join(f'"{name}" {kind}' for name, kind in _PLACE_COLUMNS)
    session.define(f"CREATE TABLE row_places ({body})")
    schema = load_schema()
    for table in books.tables.values():
        count = len(table.row_id)
        origin = "paper" if schema.ledgers[table.ledger].paper else "ledger"
        same = {"ledger": constant(table.ledger, count), "origin": constant(origin, count)}
        session.append(
            "row_places",
            _PLACE_COLUMNS,
            {"row_id": table.row_id, "sheet_id": table.sheet_id, "row": table.row, **same},
        )
    session.define(
        'CREATE VIEW sources AS SELECT row_id, ledger, sheet_id, file, sha256, sheet, "row", origin'
        " FROM row_places JOIN sheet_places USING (sheet_id)"
    )


def _create_ledger(session: Session, ledger: Ledger, books: Books) -> None:
    physical = [("row_id", "BIGINT"), ("sheet_id", "BIGINT"), ("unit", "VARCHAR"), *ledger.physical_columns()]
    table = books.tables.get(ledger.name)
    values: dict[str, Sequence[Any]] = {name: [] for name, _ in physical}
    if table is not None and table.row_id:
        nothing = constant(None, len(table.row_id))
        values = {name: table.columns.get(name, nothing) for name, _ in physical}
        values["row_id"], values["sheet_id"] = table.row_id, table.sheet_id
    session.create(f"ledger.{ledger.name}", physical, values)
    for column in ledger.columns:
        if column.key in ("contract", "voucher", "plain"):
            links = books.links.get((ledger.name, column.name))
            session.create(
                f"{ledger.name}_{column.name}",
                [("row_id", "BIGINT"), ("key", "VARCHAR")],
                {"row_id": links.rows, "key": links.keys} if links else {},
            )


def _create_references(
    session: Session, books: Books, bodies: Sequence[Body], home: tuple[str | None, str | None], asof: date | None
) -> None:
    sheets = [sheet for sheet in books.sheets if sheet.ledger]
    session.create(
        "sheets",
        _SHEET_COLUMNS,
        _columnar(
            _SHEET_COLUMNS,
            [
                (s.sheet_id, s.file, s.sha256, s.name, s.ledger, s.unit, s.rows_in, s.loaded, s.rejected, s.furniture)
                for s in sheets
            ],
        ),
    )
    session.create(
        "sheet_totals",
        _TOTAL_COLUMNS,
        _columnar(
            _TOTAL_COLUMNS,
            [
                (
                    s.sheet_id,
                    s.file,
                    s.name,
                    s.ledger,
                    s.unit,
                    column,
                    s.header_of(column),
                    _text(control),
                    _text(s.stated_totals.get(column)),
                )
                for s in sheets
                for column, control in s.control_totals.items()
            ],
        ),
    )
    session.create(
        "total_cells",
        _TOTAL_CELL_COLUMNS,
        _columnar(
            _TOTAL_CELL_COLUMNS,
            [
                (s.sheet_id, column, row, str(amount))
                for s in sheets
                for column, (_header, amounts) in s.total_places.items()
                for row, amount in amounts.items()
            ],
        ),
    )
    session.create(
        "rejects",
        _REJECT_COLUMNS,
        _columnar(
            _REJECT_COLUMNS,
            [
                (s.ledger, s.sheet_id, s.file, s.name, s.unit, r.row, r.column, r.value, r.reason)
                for s in sheets
                for r in s.rejects
            ],
        ),
    )
    forms = [(b.name, form) for b in bodies for form in (b.name, *b.aliases)]
    # A sheet of several bodies says whose each row is.
    named = {unit for table in books.tables.values() for unit in distinct(table.columns.get("unit", ())) if unit}
    forms += [(unit, unit) for unit in sorted({s.unit for s in sheets if s.unit} | named)]
    known = {body.name: (body.province, body.level) for body in reversed(bodies)}

    def place(name: str) -> tuple[str | None, str | None]:
        province, level = known.get(name, (None, None))
        return province or home[0], level or home[1]

    session.create(
        "units",
        _UNIT_COLUMNS,
        _columnar(
            _UNIT_COLUMNS,
            [(name, body_key(name), alias, body_key(alias), *place(name)) for name, alias in dict.fromkeys(forms)],
        ),
    )
    own = books.tables.get("calendar")
    if own is not None and own.row_id:
        # A row may stand for several days (10月1日至6日).
        rows = session.query(
            """
            SELECT CAST(unnest(generate_series(date, date_to, INTERVAL 1 DAY)) AS DATE) AS day, is_workday, holiday_name
            FROM ledger.calendar WHERE date IS NOT NULL
            """
        )
        days = calendar.own_days((row["day"], row["is_workday"], row["holiday_name"]) for row in rows)
    else:
        days = calendar.official_days(asof)
    session.create("calendar", calendar.COLUMNS, days)


def _create_fill(session: Session, schema: Schema, books: Books, complete: frozenset[str]) -> None:
    """Per unit, how full each supplied column is, over the rows of the sheets that have it."""
    session.create("fill", _FILL_COLUMNS, {})
    for name, table in books.tables.items():
        if not table.row_id:
            continue
        sheets = [sheet for sheet in books.sheets if sheet.ledger == name]
        parts = []
        for column in (spec.name for spec in schema.ledgers[name].columns if spec.name != "unit"):
            with_it = ", ".join(str(sheet.sheet_id) for sheet in sheets if sheet.supplies(column))
            if with_it:
                declared = name in complete or f"{name}.{column}" in complete
                parts.append(
                    f"""
                    SELECT '{name}', '{column}', unit, count("{column}"), count(*),
                           CAST(count("{column}") AS DECIMAL(18,6)) / count(*), {declared}
                    FROM ledger.{name} WHERE sheet_id IN ({with_it}) GROUP BY unit
                    """
                )
        if parts:
            session.execute_trusted("INSERT INTO fill " + " UNION ALL ".join(parts))


def _supplied(books: Books) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    schema = load_schema()
    for sheet in books.sheets:
        if sheet.ledger:
            for column in schema.ledgers[sheet.ledger].columns:
                if sheet.supplies(column.name):
                    found.setdefault(f"{sheet.ledger}.{column.name}", set()).add(sheet.sheet_id)
    return found


def _on_paper(session: Session, filled: set[str]) -> frozenset[str]:
    found = set()
    for (ledger, column), (sheet, _) in PAPER_CELLS.items():
        if sheet in filled and session.query(
            f"SELECT 1 AS one FROM seen.{ledger} WHERE {column}_origin = 'paper' LIMIT 1"
        ):
            found.add(f"{ledger}.{column}")
    if "voucher_checks" in filled:
        # Rows that a sheet made carry the numbers that the sheet named.
        found |= {f"{ledger}.contract_no" for ledger in ("contracts", "acceptances")}
    return frozenset(found)


def _columnar(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    return {name: [row[number] for row in rows] for number, (name, _) in enumerate(columns)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
