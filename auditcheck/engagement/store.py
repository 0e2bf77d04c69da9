"""What an engagement must not forget: readable numbers ever given, and its runs. SQLite, one file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.findings.log import Conflict, Entry, canonical, chained, detail_of
from auditcheck.i18n import _

_VERSION = 1
WAIT = 60.0  # seconds that one run waits for another one in the same folder
_TABLES = """
CREATE TABLE IF NOT EXISTS numbers (
    fingerprint TEXT PRIMARY KEY, prefix TEXT NOT NULL, number INTEGER NOT NULL, UNIQUE (prefix, number));
CREATE TABLE IF NOT EXISTS runs (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, started TEXT NOT NULL,
    findings TEXT NOT NULL, judgements TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS link_answers (
    position INTEGER PRIMARY KEY AUTOINCREMENT, link TEXT NOT NULL, accepted INTEGER NOT NULL, person TEXT NOT NULL,
    day TEXT NOT NULL, reason TEXT NOT NULL, unit TEXT NOT NULL, from_ledger TEXT NOT NULL, from_no TEXT NOT NULL,
    to_ledger TEXT NOT NULL, to_no TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS identities (
    position INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (
    ledger TEXT, unit TEXT, key TEXT, "column" TEXT, value TEXT, value_to TEXT, document_no TEXT, file TEXT, sheet TEXT,
    row INTEGER, day TEXT, "check" TEXT, PRIMARY KEY (ledger, unit, key, "column"));
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log (
    seq INTEGER PRIMARY KEY, time TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);
"""
_ANSWER = ("link", "accepted", "person", "day", "reason", "unit", "from_ledger", "from_no", "to_ledger", "to_no")


class Store:
    """Numbers like 合同-003 are given once and never reused; runs are only added. ``path`` None keeps all in memory."""

    def __init__(self, path: Path | None) -> None:
        try:
            self._connection = sqlite3.connect(path or ":memory:", timeout=WAIT, isolation_level=None)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise AuditcheckError(_("{path}: written by a newer auditcheck; update this one").format(path=path))
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.executescript(_TABLES)
            self._connection.execute(f"PRAGMA user_version = {_VERSION}")
        except sqlite3.DatabaseError as error:
            raise AuditcheckError(_("{path}: not a readable store: {error}").format(path=path, error=error)) from error

    def number(self, fingerprint: str, prefix: str) -> str:
        """The number of a finding, given on first sight."""
        row = self._connection.execute(
            "SELECT prefix, number FROM numbers WHERE fingerprint = ?", (fingerprint,)
        ).fetchone()
        if row is None:
            row = self._connection.execute(
                "INSERT INTO numbers SELECT ?, ?, coalesce(max(number), 0) + 1 FROM numbers WHERE prefix = ?"
                " RETURNING prefix, number",
                (fingerprint, prefix, prefix),
            ).fetchone()
        return f"{row[0]}-{row[1]:03d}"

    def last_run(self) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
        """(findings document, judgements) of the latest run."""
        row = self._connection.execute(
            "SELECT findings, judgements FROM runs ORDER BY position DESC LIMIT 1"
        ).fetchone()
        return (json.loads(row[0]), json.loads(row[1])) if row else None

    def add_run(self, findings: Mapping[str, Any], judgements: list[dict[str, Any]]) -> None:
        self._connection.execute(
            "INSERT INTO runs (id, started, findings, judgements) VALUES (?, ?, ?, ?)",
            (findings["run"]["id"], findings["run"]["started"], _dump(findings), _dump(judgements)),
        )

    def link_answers(self) -> list[dict[str, Any]]:
        """What people said of links, the earliest first."""
        rows = self._connection.execute(f"SELECT {', '.join(_ANSWER)} FROM link_answers ORDER BY position")
        return [{**dict(zip(_ANSWER, row, strict=True)), "accepted": bool(row[1])} for row in rows]

    def add_link_answer(self, answer: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(_ANSWER))
        self._connection.execute(
            f"INSERT INTO link_answers ({', '.join(_ANSWER)}) VALUES ({marks})", [answer[name] for name in _ANSWER]
        )

    def identities(self) -> list[dict[str, Any]]:
        """What people said of two spellings, the last word on each pair, the earliest first; ``number`` names one."""
        rows = self._connection.execute(
            "SELECT position, said FROM identities WHERE position IN (SELECT max(position) FROM identities GROUP BY subject)"
            " ORDER BY position"
        )
        return [{"number": number, **json.loads(said)} for number, said in rows]

    def add_identity(self, subject: str, said: Mapping[str, Any]) -> None:
        """Only added: who said what, and what was said before, stays."""
        self._connection.execute("INSERT INTO identities (subject, said) VALUES (?, ?)", (subject, _dump(said)))

    def facts(self) -> list[dict[str, Any]]:
        """What was read first where findings stood: evidence/earlier.py."""
        rows = self._connection.execute("SELECT * FROM facts ORDER BY rowid")
        names = [each[0] for each in rows.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def add_facts(self, facts: Iterable[Mapping[str, Any]]) -> None:
        """Only the first reading of each is kept."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO facts VALUES (:ledger, :unit, :key, :column, :value, :value_to, :document_no, :file,"
            " :sheet, :row, :day, :check)",
            [dict(fact) for fact in facts],
        )

    def secret(self, name: str) -> str:
        """A random text that stays the same for this engagement."""
        value = secrets.token_hex(16)
        self._connection.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, value))
        kept: str = self._connection.execute("SELECT value FROM secrets WHERE name = ?", (name,)).fetchone()[0]
        return kept

    def append(
        self,
        actor: str,
        role: str,
        action: str,
        subject: str,
        detail: Mapping[str, Any],
        now: datetime,
        *,
        expected_seq: int | None = None,
    ) -> Entry:
        """Add an entry to the log; only inside ``transaction()``.

        ``expected_seq``: the last entry about the subject that the caller has seen (0: none). Raises Conflict where there
        is a later one, so that nobody overwrites what somebody else decided meanwhile.
        """
        assert self._connection.in_transaction, "append belongs inside store.transaction()"
        if expected_seq is not None:
            latest = self._connection.execute(
                "SELECT coalesce(max(seq), 0) FROM log WHERE subject = ?", (subject,)
            ).fetchone()[0]
            if latest != expected_seq:
                raise Conflict(_("somebody wrote about the same finding meanwhile; look at it again"))
        last = next(iter(self._entries("ORDER BY seq DESC LIMIT 1")), None)
        entry = chained(last, now, actor, role, action, subject, detail)
        values = {**entry.document(), "detail": canonical(entry.detail)}
        self._connection.execute(f"INSERT INTO log VALUES ({', '.join('?' * len(values))})", list(values.values()))
        return entry

    def entries(self, subject: str | None = None) -> list[Entry]:
        """The log, the earliest first: all of it, or what it says of one subject."""
        if subject is None:
            return self._entries("ORDER BY seq")
        return self._entries("WHERE subject = ? ORDER BY seq", subject)

    def _entries(self, which: str, *values: str) -> list[Entry]:
        rows = self._connection.execute(f"SELECT * FROM log {which}", values)
        names = [each[0] for each in rows.description]
        kept = [dict(zip(names, row, strict=True)) for row in rows]
        return [Entry(**{**each, "detail": detail_of(each["detail"])}) for each in kept]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: numbers and the run that they belong to."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise AuditcheckError(
                _("another run is writing into this folder ({error}); wait for it and run this again").format(
                    error=error
                )
            ) from error
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
