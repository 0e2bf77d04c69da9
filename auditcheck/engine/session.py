"""One sandboxed DuckDB: tables go in, then it is locked, then only SELECTs run."""

from __future__ import annotations

import re
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from auditcheck.engine.statement import parse
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _
from auditcheck.ledgers.coded import Coded, Numbers, Stored
from auditcheck.ledgers.formats.limits import ENGINE_MB, STATEMENT_SECONDS

LIST_SEPARATOR = "\x1f"
_LOOK_EVERY = 0.2  # seconds
_PIECE = 1 << 20  # rows that are put in at a time
_REPEATED = 8  # times that values must come for handing over each but once to be faster
_CHANGES = re.compile(r"\b(?:DELETE|INSERT|UPDATE|MERGE|TRUNCATE|REPLACE\s+INTO)\b", re.IGNORECASE)
Row = dict[str, Any]


class EngineError(AuditcheckError):
    """A statement failed, took too long or needed too much memory."""


@dataclass(frozen=True)
class Blank:
    """Definitions of a session, kept in a file: to copy two hundred takes a fifth of the time of making them again."""

    path: Path
    defined: frozenset[str]


class Session:
    """An in-memory DuckDB. ``lock()`` ends the time in which anything but SELECT can run.

    ``memory_limit`` as DuckDB writes it (``2GB``); ``timeout`` in seconds a statement; both by default as limits.py says.
    """

    def __init__(
        self, memory_limit: str | None = None, timeout: float | None = None, blank: Blank | None = None
    ) -> None:
        memory_limit = memory_limit or f"{ENGINE_MB.value}MB"
        self._connection = duckdb.connect(":memory:")
        self._connection.execute(f"SET memory_limit = '{memory_limit}'")
        # Results must not depend on the machine: nothing is loaded from outside.
        self._connection.execute("SET autoinstall_known_extensions = false")
        self._connection.execute("SET autoload_known_extensions = false")
        # Rows of ledgers stay in memory: what does not fit is an error, never a file left in the working folder.
        self._connection.execute("SET temp_directory = ''")
        # It writes among what is printed; how far a run is, the commands tell.
        self._connection.execute("SET enable_progress_bar = false")
        self._timeout = timeout or STATEMENT_SECONDS.value
        self._locked = self._stopped = False
        # Texts known to be one SELECT: as the engine has read them, and the names of their parameters.
        self._allowed: dict[str, tuple[str | duckdb.Statement, frozenset[str]]] = {}
        self._copied = blank.defined if blank else frozenset()
        self._filled: set[str] = set()
        self._defined: list[str] = []
        if blank is not None:
            self._connection.execute(f"ATTACH '{blank.path.as_posix()}' AS blank (READ_ONLY)")
            self._connection.execute("COPY FROM DATABASE blank TO memory (SCHEMA)")
            self._connection.execute("DETACH blank")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")
        # Also where an error ends the run: a connection that is open at the interpreter's exit can abort it.
        weakref.finalize(self, self._connection.close)

    @property
    def name(self) -> str:
        return f"duckdb {duckdb.__version__}"

    def create(self, table: str, columns: Sequence[tuple[str, str]], values: Mapping[str, Sequence[Any]]) -> None:
        """Create ``table`` (``schema.name``) of ``columns`` (name, SQL type) from columnar canonical text or ints."""
        body = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        self.define(f"CREATE TABLE {table} ({body})")
        self.append(table, columns, values)

    def define(self, sql: str) -> None:
        """Run our own CREATE of a schema, a view or a table without rows, unless the blank had it."""
        if sql not in self._copied:
            self.execute_trusted(sql)
            self._defined.append(sql)

    def blank(self, path: Path) -> Blank:
        """Keep in a new file what was defined so far, without its rows."""
        self._connection.execute(f"ATTACH '{path.as_posix()}' AS blank")
        self._connection.execute("COPY FROM DATABASE memory TO blank (SCHEMA)")
        self._connection.execute("DETACH blank")
        return Blank(path, frozenset(self._defined))

    def append(self, table: str, columns: Sequence[tuple[str, str]], values: Mapping[str, Sequence[Any]]) -> None:
        """Rows more for ``table``, as for ``create``."""
        count = len(values.get(columns[0][0]) or ())
        if not count:
            return
        self._filled.add(table)
        # Most ledgers fill a few of their columns, and reading the statement is most of the work on small ones.
        filled = [(name, kind) for name, kind in columns if not _is_blank(values[name])] or columns[:1]
        given = {name: _Given(values[name]) for name, _ in filled}
        into = ", ".join(f'"{name}"' for name, _kind in filled)
        selected = ", ".join(_cast(name, kind) for name, kind in filled)
        for start in range(0, count, _PIECE):
            piece = slice(start, start + _PIECE)
            self._connection.register("incoming", pa.table({name: each.array(piece) for name, each in given.items()}))
            try:
                self.execute_trusted(f"INSERT INTO {table} ({into}) SELECT {selected} FROM incoming")
                if count > _PIECE:
                    self.execute_trusted("CHECKPOINT")  # packs what was inserted to a tenth
            finally:
                self._connection.unregister("incoming")

    def has_rows(self, *tables: str) -> bool:
        """Whether ``create`` or ``append`` put rows into any of them: no question needs to be asked of what is empty."""
        return not self._filled.isdisjoint(tables)

    def execute_trusted(self, sql: str) -> None:
        """Run our own statement while the session is being filled."""
        if self._locked:
            raise EngineError("the session is locked: only SELECTs run now")
        try:
            self._connection.execute(sql)
        except duckdb.Error as error:
            raise EngineError(_told(error)) from error

    def lock(self) -> None:
        """No files, no extensions, no settings from here on."""
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self._locked = True

    @contextmanager
    def narrowed(self, view: str, source: str, condition: str) -> Iterator[None]:
        """Within the block ``view`` shows only the rows of ``source`` for which ``condition`` (our own SQL) holds.

        A temporary view of the same name goes before the lasting one.
        """
        self._connection.execute(f'CREATE OR REPLACE TEMP VIEW "{view}" AS SELECT * FROM {source} WHERE {condition}')
        try:
            yield
        finally:
            # A narrower view within this block has taken its place and is gone.
            self._connection.execute(f'DROP VIEW IF EXISTS temp."{view}"')

    def select(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one SELECT as dicts. Of ``parameters`` those that the text names are bound.

        Raises ConfigError for anything but a SELECT, EngineError when it fails or runs out of time or memory.
        """
        statement, named = self._read(sql)
        bound = {name: value for name, value in (parameters or {}).items() if name in named}
        # In a thread of its own, so that Ctrl-C and the time limit are seen while the engine works.
        running = self._worker.submit(self.query, statement, bound)
        try:
            return self._awaited(running)
        except BaseException:
            self._connection.interrupt()
            wait([running])
            raise

    def _read(self, sql: str) -> tuple[str | duckdb.Statement, frozenset[str]]:
        """One SELECT and the names after ``$`` in it. Raises ConfigError for all else.

        The engine's own parser is asked first: it is ten times faster than sqlglot. It also takes a SELECT whose CTE
        deletes rows for one, so a text with such a word in it is read by sqlglot.
        """
        if sql not in self._allowed:
            try:
                statements = self._connection.extract_statements(sql)
            except duckdb.Error:
                statements = []
            is_select = len(statements) == 1 and statements[0].type == duckdb.StatementType.SELECT
            if is_select and not _CHANGES.search(sql):
                self._allowed[sql] = statements[0], frozenset(statements[0].named_parameters)
            else:
                self._allowed[sql] = sql, parse(sql).parameters
        return self._allowed[sql]

    def _awaited(self, running: Future[list[Row]]) -> list[Row]:
        ends = time.monotonic() + self._timeout
        while True:
            try:
                return running.result(timeout=_LOOK_EVERY)
            except FutureTimeout:
                if running.done():
                    return running.result()
                if time.monotonic() > ends:
                    raise EngineError(_("stopped after {seconds:g} s").format(seconds=self._timeout)) from None

    def query(self, sql: str | duckdb.Statement, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of our own SELECT: neither parsed first nor timed. Not for texts from files."""
        if self._stopped:
            raise EngineError(_("stopped"))
        try:
            cursor = self._connection.execute(sql, parameters) if parameters else self._connection.execute(sql)
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise EngineError(_told(error)) from error

    def table(self, sql: str) -> pa.Table:
        """Rows of our own SELECT as Arrow columns, where there may be millions of them."""
        try:
            return self._connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise EngineError(_told(error)) from error

    def beside(self) -> Session:
        """Another session on the same tables, for another thread: a view narrowed in one is not narrowed in the other."""
        other = copy(self)
        other._connection = self._connection.cursor()
        other._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duckdb")
        weakref.finalize(other, other._connection.close)
        return other

    def stop(self) -> None:
        """What runs ends with an EngineError, and so does whatever is asked from now on."""
        self._stopped = True
        self._connection.interrupt()

    def close(self) -> None:
        """What still runs is stopped first."""
        self.stop()
        self._worker.shutdown()
        self._connection.close()


def _told(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.OutOfMemoryException):
        return _("more than {limit} MB of memory are needed; if the machine has more, set {variable}").format(
            limit=ENGINE_MB.value, variable=ENGINE_MB.variable
        )
    return str(error).splitlines()[0]


class _Given:
    """A column as Arrow arrays, piece by piece."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._codes = values.codes if isinstance(values, Coded) else None
        self._values = _array(values.values if isinstance(values, Coded) else values)

    def array(self, piece: slice) -> pa.Array:
        if self._codes is None:
            return self._values[piece]
        codes = self._codes[piece]
        if len(self._values) * _REPEATED > len(codes):
            return self._values.take(codes)
        return pa.DictionaryArray.from_arrays(codes, self._values)


def _is_blank(values: Sequence[Any]) -> bool:
    return isinstance(values, Coded) and isinstance(values.values, list) and values.values == [None]


def _array(values: Sequence[Any]) -> pa.Array:
    if isinstance(values, Numbers):
        return values.numbers
    if isinstance(values, Stored):
        return values.texts
    first = next((value for value in values if value is not None), "")
    return pa.array(values, type=pa.int64() if isinstance(first, int) else pa.string())


def _cast(name: str, kind: str) -> str:
    if kind == "VARCHAR[]":
        return f"string_split(\"{name}\", '{LIST_SEPARATOR}')"
    return f'CAST("{name}" AS {kind})'
