"""Static analysis of a check: which columns of which ledgers does its text read?"""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.schema import MappingSchema

from auditcheck.engine.statement import parse
from auditcheck.errors import ConfigError
from auditcheck.evidence import reference
from auditcheck.evidence.earlier import COLUMNS as EARLIER
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.ledgers.schema import load_schema

_REFERENCES = {
    "sources": ("row_id", "ledger", "sheet_id", "file", "sha256", "sheet", "row", "origin"),
    "sheets": ("sheet_id", "file", "sha256", "sheet", "ledger", "unit", "rows_in", "loaded", "rejected", "furniture"),
    "sheet_totals": ("sheet_id", "file", "sheet", "ledger", "unit", "column", "header", "control", "stated"),
    "total_cells": ("sheet_id", "column", "row", "amount"),
    "rejects": ("ledger", "sheet_id", "file", "sheet", "unit", "row", "column", "value", "reason"),
    "units": ("name", "name_key", "alias", "alias_key", "province", "level"),
    "calendar": ("date", "is_workday", "holiday_name", "workday_no", "next_workday"),
    "name_candidates": ("unit", "name", "name_key", "other", "other_key", "score", "why"),
    "merges": ("kind", "key", "canonical", "person", "date", "file", "sheet", "row", "unit", "why"),
    "links": (
        *("from_ledger", "from_row", "to_ledger", "to_row", "kind", "method", "confidence", "amount", "state"),
        *("reasons", "origin", "unit", "key", "link"),
    ),
    "earlier": EARLIER,
    "fill": ("ledger", "column", "unit", "filled", "rows", "share", "declared"),
}
_SUFFIXES = ("_to", "_key", "_origin", "_row", "_mark", "_strict", "_loose")


@lru_cache(maxsize=1)
def relations() -> dict[str, dict[str, str]]:
    """Every relation that a check may name, with its columns and types. ``ledger.x`` is called ``ledger__x`` here."""
    found: dict[str, dict[str, str]] = {
        name: dict.fromkeys(columns, "VARCHAR") for name, columns in _REFERENCES.items()
    }
    found |= {reference.PREFIX + name: dict(table.physical_columns()) for name, table in reference.shipped().items()}
    for ledger in load_schema().ledgers.values():
        columns = {"row_id": "BIGINT", "sheet_id": "BIGINT", "unit": "VARCHAR", **dict(ledger.physical_columns())}
        found[f"ledger__{ledger.name}"] = dict(columns)
        for name, column in PAPER_CELLS:
            if name == ledger.name:
                columns |= {f"{column}_origin": "VARCHAR", f"{column}_row": "BIGINT", f"{column}_mark": "VARCHAR"}
        found.setdefault(ledger.name, columns)
        for spec in ledger.columns:
            if spec.key in ("contract", "voucher", "plain"):
                found[f"{ledger.name}_{spec.name}"] = {"row_id": "BIGINT", "key": "VARCHAR"}
    return found


@lru_cache(maxsize=1)
def _schema() -> MappingSchema:
    return MappingSchema(dict(relations()), dialect="duckdb")


@lru_cache(maxsize=1024)
def columns_read(sql: str) -> frozenset[str]:
    """``ledger.column`` for each column of a canonical ledger that the text reads, derived forms under their base name.

    Raises ConfigError for a table or column that does not exist.
    """
    qualified = _qualified(sql)
    found = set()
    for scope in traverse_scope(qualified):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table):
                if source.name not in relations():
                    raise ConfigError(f"unknown table {source.name}")
                if (base := _base(source.name, column.name)) is not None:
                    found.add(base)
    return frozenset(found)


def columns_returned(sql: str) -> frozenset[str]:
    """Names of what a SELECT returns, with every * written out. Raises ConfigError."""
    return frozenset(_qualified(sql).named_selects)


@lru_cache(maxsize=1024)
def _qualified(sql: str) -> exp.Query:
    tree = _without_unused(parse(sql).tree.copy())
    for table in tree.find_all(exp.Table):
        if table.db:
            table.set("this", exp.to_identifier(f"{table.db}__{table.name}"))
            table.set("db", None)
    try:
        qualified = qualify(tree, schema=_schema(), dialect="duckdb", quote_identifiers=False, identify=False)
    except SqlglotError as error:
        raise ConfigError(str(error).splitlines()[0]) from error
    assert isinstance(qualified, exp.Query)
    return qualified


def _without_unused(tree: exp.Query) -> exp.Query:
    """CTEs that a file shares among its SELECTs and this one does not read are no part of it."""
    while True:
        named = {table.name for table in tree.find_all(exp.Table) if not table.db}
        unused = [cte for cte in tree.find_all(exp.CTE) if cte.alias not in named]
        if not unused:
            return tree
        for cte in unused:
            block = cte.parent
            cte.pop()
            if isinstance(block, exp.With) and not block.expressions:
                block.pop()


@lru_cache(maxsize=1024)
def tables_read(sql: str) -> frozenset[str]:
    """Names of the relations in the text, CTEs left out."""
    tree = _without_unused(parse(sql).tree.copy())
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return frozenset(
        f"{table.db}__{table.name}" if table.db else table.name
        for table in tree.find_all(exp.Table)
        if table.name and table.name not in own
    )


def _base(table: str, column: str) -> str | None:
    """``contracts.sign_date`` for contracts.sign_date_to, ``payments.contract_no`` for payments_contract_no.key."""
    schema = load_schema()
    table = table.removeprefix("ledger__")
    if table not in schema.ledgers:
        for name, ledger in schema.ledgers.items():
            for spec in ledger.columns:
                if table == f"{name}_{spec.name}":
                    return f"{name}.{spec.name}" if column == "key" else None
        return None
    names = {spec.name for spec in schema.ledgers[table].columns}
    if column in names:
        return f"{table}.{column}"
    for suffix in _SUFFIXES:
        if column.endswith(suffix) and column.removesuffix(suffix) in names:
            return f"{table}.{column.removesuffix(suffix)}"
    return None
