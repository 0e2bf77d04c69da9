"""One connection to the store of an engagement: SQLite in its folder, or PostgreSQL by URL for a team.

Both run in autocommit, and one who writes takes the whole store first: BEGIN IMMEDIATE, or an advisory lock. So numbers are
given once and the log never forks, however many write at the same time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from auditcheck.engagement.store_address import Address
from auditcheck.engagement.store_schema import STEPS
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

WAIT = 60.0  # seconds that one writer waits for another
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('auditcheck ' || current_schema(), 0))"


class Connection:
    """Raises AuditcheckError, without passwords, for whatever the database refuses."""

    def __init__(self, where: Path | Address | None) -> None:
        self._writing = self._is_open = False
        url = (
            sqlalchemy.make_url(where.url)
            if isinstance(where, Address)
            else sqlalchemy.URL.create("sqlite", database=str(where) if where else ":memory:")
        )
        self._password = str(url.password or "")
        self.name = str(where) if isinstance(where, Path) else url.render_as_string(hide_password=True)
        self.engine = url.get_backend_name()
        timeout = {"timeout": WAIT} if self.engine == "sqlite" else {"connect_timeout": 10}
        try:
            # No parameters in messages: they are what people wrote.
            self._engine = sqlalchemy.create_engine(
                url,
                poolclass=sqlalchemy.pool.NullPool,
                isolation_level="AUTOCOMMIT",
                connect_args=timeout,
                hide_parameters=True,
            )
            self._connection = self._engine.connect()
        except ModuleNotFoundError as error:
            message = _("{path}: the driver of this database is not installed: pip install 'auditcheck[team]'")
            raise AuditcheckError(message.format(path=self.name)) from error
        except SQLAlchemyError as error:
            raise self._refused(error) from error
        try:
            self._prepare(where.schema if isinstance(where, Address) else None)
        except BaseException:
            self.close()
            raise
        self._is_open = True

    def run(self, statement: str, **values: Any) -> list[Mapping[str, Any]]:
        """The rows of one statement with named values (``:name``)."""
        try:
            result = self._connection.execute(_text(statement), values)
            return [dict(row) for row in result.mappings()] if result.returns_rows else []
        except SQLAlchemyError as error:
            raise self._refused(error) from error

    def run_each(self, statement: str, rows: Iterable[Mapping[str, Any]]) -> None:
        values = [dict(row) for row in rows]
        if not values:
            return
        try:
            self._connection.execute(_text(statement), values)
        except SQLAlchemyError as error:
            raise self._refused(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile. One inside another belongs to the outer one."""
        if self._writing:
            yield
            return
        self._begin()
        self._writing = True
        try:
            yield
            self._driver("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._writing = False

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _begin(self) -> None:
        try:
            if self.engine == "sqlite":
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            self._connection.exec_driver_sql("BEGIN")
            self._connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(WAIT * 1000)}")
            self._connection.exec_driver_sql(_LOCK)
        except OperationalError as error:
            self._roll_back()
            if not _is_waiting(error):
                raise self._refused(error) from error
            raise AuditcheckError(
                _("another run is writing into this folder ({error}); wait for it and run this again").format(
                    error=self._reason(error)
                )
            ) from error

    def _roll_back(self) -> None:
        # No transaction was begun, or the server is gone and has rolled it back itself.
        with suppress(SQLAlchemyError):
            self._connection.exec_driver_sql("ROLLBACK")

    def _driver(self, statement: str) -> Any:
        try:
            return self._connection.exec_driver_sql(statement)
        except SQLAlchemyError as error:
            raise self._refused(error) from error

    def _prepare(self, schema: str | None) -> None:
        if self.engine == "sqlite":
            # Bytes that somebody changed into no UTF-8 must be read too, so that it can be said in which entry they are.
            raw: Any = self._connection.connection.driver_connection
            raw.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
            self._driver("PRAGMA foreign_keys = ON")
            if self._version() < len(STEPS):
                self._in_wal()
        elif schema:
            # Asked first: who may not make a schema may still use one.
            if not self.run("SELECT 1 FROM pg_namespace WHERE nspname = :name", name=schema):
                with self.transaction():  # two at once would both make it, whatever IF NOT EXISTS says
                    self._driver(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            self._driver(f'SET search_path TO "{schema}"')
        if self._version() < len(STEPS):
            with self.transaction():
                self._migrate(self._version())  # asked again: another process may have done it meanwhile
        if self._version() > len(STEPS):
            raise AuditcheckError(_("{path}: written by a newer auditcheck; update this one").format(path=self.name))

    def _migrate(self, version: int) -> None:
        for step in STEPS[version:]:
            for statement in step.statements(self.engine):
                self._driver(statement)
        if self.engine == "sqlite":
            self._driver(f"PRAGMA user_version = {max(version, len(STEPS))}")
        elif version < len(STEPS):
            self._driver("CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL)")
            self._driver("DELETE FROM store_version")
            self._driver(f"INSERT INTO store_version VALUES ({len(STEPS)})")

    def _version(self) -> int:
        if self.engine == "sqlite":
            return int(self._driver("PRAGMA user_version").scalar())
        # Not to_regclass: it would remember from before we waited for the lock that there is no such table.
        if not self.run("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'store_version'"):
            return 0
        return int(self._driver("SELECT max(version) FROM store_version").scalar())

    def _in_wal(self) -> None:
        """Kept in the file once set. Two that set it at once do not wait for each other by themselves."""
        until = time.monotonic() + WAIT
        while True:
            try:
                self._connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                return
            except OperationalError as error:
                if not _is_waiting(error) or time.monotonic() > until:
                    raise self._refused(error) from error
                time.sleep(0.05)

    def _refused(self, error: SQLAlchemyError) -> AuditcheckError:
        text = _("{path}: the store refuses: {error}") if self._is_open else _("{path}: not a readable store: {error}")
        return AuditcheckError(text.format(path=self.name, error=self._reason(error)))

    def _reason(self, error: SQLAlchemyError) -> str:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        return reason.replace(self._password, "***") if self._password else reason


@cache
def _text(statement: str) -> sqlalchemy.TextClause:
    """Kept, since SQLAlchemy looks through each text for its names; our statements are few."""
    return sqlalchemy.text(statement)


def _is_waiting(error: OperationalError) -> bool:
    """Whether it is another writer that we waited for (SQLITE_BUSY; lock_not_available)."""
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "55P03"
