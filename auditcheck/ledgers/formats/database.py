"""A table or a query of a database as a sheet: one SELECT, read-only, rolled back.

Named as ``URL::TABLE`` on the command line or in a file ``*.source.toml``::

    [source]
    url = "sqlite:///账套.db"        # or "postgresql://user:${DB_PASSWORD}@host/db"; any URL of SQLAlchemy; or url_variable = "NAME" of the environment
    table = "合同台账"               # or query = "SELECT ..."
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.formats.parquet import cell_of
from auditcheck.ledgers.raw import RawSheet, printable
from auditcheck.ledgers.text import Cell

# A Path makes one slash of several: sqlite:/a.db::t is what it leaves of sqlite:///a.db::t.
_ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9]*(?:\+[a-z0-9_]+)?):(?P<slashes>/+)(?P<rest>.+?)::(?P<table>[^:]+)")
_PASSWORD = re.compile(r"(//?[^/:@]*):(?!\$\{)[^/@]*@")
_MASK = ":***@"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "mssql": "tsql", "oracle": "oracle"}
_BATCH = 10_000


@dataclass(frozen=True)
class Source:
    """``name``: for people, without a password; exactly one of ``table`` and ``query`` is set."""

    name: str
    url: str
    table: str | None = None
    query: str | None = None
    home: Path | None = None  # where relative SQLite files are looked for


def is_address(text: str) -> bool:
    """Whether this is ``URL::TABLE`` and no path."""
    return bool(_ADDRESS.fullmatch(text)) and len(text.partition(":")[0]) > 1


def shown(text: str) -> str:
    """An address as people see it: its slashes restored, its password hidden."""
    match = _ADDRESS.fullmatch(text)
    assert match
    return printable(_PASSWORD.sub(rf"\1{_MASK}", f"{_url(match)}::{match['table']}"))


def from_address(text: str) -> Source:
    match = _ADDRESS.fullmatch(text)
    assert match
    name = shown(text)
    return Source(name, filled(name, _url(match)), table=match["table"])


def filled(name: str, url: str) -> str:
    """The address with ``${NAME}`` taken from the environment. Raises InputError where it is not there, or was masked."""
    if _MASK in url:
        hint = url.replace(_MASK, ":${DB_PASSWORD}@")
        raise InputError(
            _(
                "{file}: the password is not kept in files; write {hint} (in [inputs] of auditcheck.toml too) and set the"
                " variable DB_PASSWORD in the environment"
            ).format(file=name, hint=printable(hint))
        )
    for variable in _VARIABLE.findall(url):
        value = os.environ.get(variable)
        if value is None:
            raise InputError(
                _("{file}: the variable {variable} is not set in the environment").format(file=name, variable=variable)
            )
        url = url.replace(f"${{{variable}}}", quote(value, safe=""))
    return url


def from_toml(name: str, path: Path, data: bytes) -> Source:
    """Raises InputError where the file names no database, or not exactly one table or query."""
    try:
        source = tomllib.loads(data.decode("utf-8-sig")).get("source")
    except (ValueError, RecursionError) as error:
        raise InputError(_("{file}: not readable as TOML: {error}").format(file=name, error=error)) from error
    values: Mapping[str, Any] = source if isinstance(source, dict) else {}
    url = values.get("url") or os.environ.get(str(values.get("url_variable")))
    table, query = values.get("table"), values.get("query")
    if not isinstance(url, str) or (table is None) == (query is None) or not isinstance(table or query, str):
        raise InputError(
            _("{file}: [source] needs url (or url_variable, set in the environment) and either table or query").format(
                file=name
            )
        )
    return Source(name, filled(name, url), table, query, path.parent)


def read_source(source: Source) -> tuple[str, list[RawSheet]]:
    """(sha256 of the rows, the one sheet); row n is the n-th record. Raises InputError."""
    if source.query is not None:
        _only_a_select(source.name, source.query, source.url)
    import sqlalchemy  # late: only who names a database needs it

    try:
        rows = _rows(sqlalchemy, source)
    except ModuleNotFoundError as error:
        raise InputError(
            _("{file}: the driver of this database is not installed (pip install {module})").format(
                file=source.name, module=error.name
            )
        ) from error
    except (sqlalchemy.exc.SQLAlchemyError, sqlite3.Error, OSError, ValueError, TypeError, OverflowError) as error:
        reason = str(getattr(error, "orig", None) or error).replace(source.url, "…").partition("\n")[0]
        raise InputError(
            _("{file}: the database gives nothing: {reason}").format(file=source.name, reason=printable(reason))
        ) from error
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest(), [RawSheet(source.table or Path(source.name).name.partition(".")[0], rows, first_row=0)]


def _rows(sqlalchemy: Any, source: Source) -> list[list[Cell]]:
    url = sqlalchemy.make_url(source.url)
    options: dict[str, Any] = {"poolclass": sqlalchemy.pool.NullPool}
    if url.get_backend_name() == "sqlite":
        options["creator"] = _sqlite(source, url.database)
    engine = sqlalchemy.create_engine(url, **options)
    if source.table is not None:
        schema, _dot, table = source.table.rpartition(".")
        statement = sqlalchemy.select(sqlalchemy.text("*")).select_from(sqlalchemy.table(table, schema=schema or None))
    else:
        statement = sqlalchemy.text(str(source.query).replace(":", r"\:"))
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
        elif engine.dialect.name in ("mysql", "mariadb"):
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        try:
            result = connection.execution_options(stream_results=True).execute(statement)
            header: list[Cell] = [*map(str, result.keys())]
            rows: list[list[Cell]] = [header]
            for batch in result.partitions(_BATCH):
                rows.extend([cell_of(value) for value in row] for row in batch)
                if len(rows) * len(header) > CELLS.value:
                    raise too_large(source.name, f"{len(rows) * len(header):,}", f"{CELLS.value:,}", CELLS.variable)
        finally:
            connection.rollback()
    return rows


def _sqlite(source: Source, database: str | None) -> Any:
    """A connection that cannot write, to a file that is there; extensions stay off, as sqlite3 has them."""
    given = Path(database or "")
    # After Path took a slash away, relative and absolute look alike.
    places = [(source.home or Path()) / given, Path("/") / given]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise InputError(_("{file}: there is no database {path}").format(file=source.name, path=printable(str(given))))
    return lambda: sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _only_a_select(name: str, query: str, url: str) -> None:
    """Raises InputError for anything but one SELECT (with CTEs, unions)."""
    import sqlglot
    from sqlglot import expressions as exp

    backend = re.split(r"[+:]", url, maxsplit=1)[0]
    try:
        statements = sqlglot.parse(query, dialect=_DIALECTS.get(backend, "sqlite" if backend == "sqlite" else None))
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(_("{file}: the query cannot be read: {reason}").format(file=name, reason=reason)) from error
    changing = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Drop, exp.Alter, exp.Lock, exp.Pragma, exp.Attach)
    found = [statement for statement in statements if statement is not None]
    if (
        len(found) != 1
        or not isinstance(found[0], exp.Query)
        or any(not isinstance(node, exp.Query) and isinstance(node, changing) for node in found[0].walk())
    ):
        raise InputError(_("{file}: only one SELECT is run against a database, nothing else").format(file=name))


def _url(match: re.Match[str]) -> str:
    slashes = match["slashes"]
    if len(slashes) == 1:
        slashes = "///" if match["scheme"].startswith("sqlite") else "//"
    return f"{match['scheme']}:{slashes}{match['rest']}"
