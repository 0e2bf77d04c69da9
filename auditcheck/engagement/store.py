"""What an engagement must not forget: readable numbers ever given, its runs, and the log of what people said."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck.engagement.store_address import Address
from auditcheck.errors import AuditcheckError
from auditcheck.evidence.earlier import FACT
from auditcheck.findings.log import Conflict, Entry, canonical, chained, detail_of, utc
from auditcheck.i18n import _

_ANSWER = ("link", "accepted", "person", "day", "reason", "unit", "from_ledger", "from_no", "to_ledger", "to_no")
_ENTRY = ("seq", "time", "actor", "role", "action", "subject", "detail", "previous", "hash")


class Store:
    """Numbers like 合同-003 are given once and never reused; runs and the log are only added to.

    ``where``: a file, a database by URL, or None for one in memory. Raises AuditcheckError where it cannot be opened.
    """

    def __init__(self, where: Path | Address | None) -> None:
        from auditcheck.engagement.store_connection import Connection

        self._connection = Connection(where)

    def number(self, fingerprint: str, prefix: str) -> str:
        """The number of a finding, given on first sight."""
        with self.transaction():
            rows = self._connection.run(
                "SELECT prefix, number FROM numbers WHERE fingerprint = :fingerprint", fingerprint=fingerprint
            ) or self._connection.run(
                "INSERT INTO numbers (fingerprint, prefix, number)"
                " SELECT CAST(:fingerprint AS TEXT), CAST(:prefix AS TEXT), coalesce(max(number), 0) + 1"
                " FROM numbers WHERE prefix = :prefix RETURNING prefix, number",
                fingerprint=fingerprint,
                prefix=prefix,
            )
        return f"{rows[0]['prefix']}-{rows[0]['number']:03d}"

    def numbers(self) -> dict[str, str]:
        """Every number ever given, by fingerprint."""
        rows = self._connection.run("SELECT fingerprint, prefix, number FROM numbers")
        return {row["fingerprint"]: f"{row['prefix']}-{row['number']:03d}" for row in rows}

    def last_run(self) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
        """(findings document, judgements) of the latest run."""
        rows = self._connection.run("SELECT findings, judgements FROM runs ORDER BY position DESC LIMIT 1")
        return (_load(rows[0]["findings"]), _load(rows[0]["judgements"])) if rows else None

    def add_run(self, findings: Mapping[str, Any], judgements: list[dict[str, Any]]) -> None:
        """Keep a run, and where the log stood then."""
        with self.transaction():
            last = self._last()
            self._connection.run(
                "INSERT INTO runs (id, started, findings, judgements, log_seq, log_hash)"
                " VALUES (:id, :started, :findings, :judgements, :seq, :hash)",
                id=findings["run"]["id"],
                started=findings["run"]["started"],
                findings=_dump(findings),
                judgements=_dump(judgements),
                seq=last.seq if last else None,
                hash=last.hash if last else None,
            )

    def runs(self) -> list[dict[str, Any]]:
        """position, id and started of each run, the earliest first."""
        return [dict(row) for row in self._connection.run("SELECT position, id, started FROM runs ORDER BY position")]

    def run(self, position: int) -> dict[str, Any]:
        """The findings document of one of ``runs``, as it was kept then."""
        rows = self._connection.run("SELECT findings FROM runs WHERE position = :position", position=position)
        found: dict[str, Any] = _load(rows[0]["findings"])
        return found

    def heads(self) -> list[dict[str, Any]]:
        """Where the log stood when each run was kept: seq, hash, time (of the run); for findings/log.verify."""
        return [
            dict(row)
            for row in self._connection.run(
                "SELECT log_seq AS seq, log_hash AS hash, started AS time FROM runs WHERE log_seq IS NOT NULL"
                " ORDER BY position"
            )
        ]

    def link_answers(self) -> list[dict[str, Any]]:
        """What people said of links, the earliest first."""
        rows = self._connection.run(f"SELECT {', '.join(_ANSWER)} FROM link_answers ORDER BY position")
        return [{**row, "accepted": bool(row["accepted"])} for row in rows]

    def add_link_answer(self, answer: Mapping[str, Any]) -> None:
        with self.transaction():
            self._connection.run(
                _insert("link_answers", _ANSWER),
                **{**{name: answer[name] for name in _ANSWER}, "accepted": int(answer["accepted"])},
            )

    def identities(self) -> list[dict[str, Any]]:
        """What people said of two spellings, the last word on each pair, the earliest first; ``number`` names one."""
        rows = self._connection.run(
            "SELECT position, said FROM identities WHERE position IN (SELECT max(position) FROM identities GROUP BY subject)"
            " ORDER BY position"
        )
        return [{"number": row["position"], **_load(row["said"])} for row in rows]

    def add_identity(self, subject: str, said: Mapping[str, Any]) -> None:
        """Only added: who said what, and what was said before, stays."""
        with self.transaction():
            self._connection.run(_insert("identities", ("subject", "said")), subject=subject, said=_dump(said))

    def facts(self) -> list[dict[str, Any]]:
        """What was read first where findings stood: evidence/earlier.py."""
        names = ", ".join(f'"{name}"' for name in FACT)
        return [
            dict(row) for row in self._connection.run(f'SELECT {names} FROM facts ORDER BY ledger, unit, key, "column"')
        ]

    def add_facts(self, facts: Iterable[Mapping[str, Any]]) -> None:
        """Only the first reading of each is kept."""
        with self.transaction():
            self._connection.run_each(
                f"{_insert('facts', FACT)} ON CONFLICT DO NOTHING",
                ({name: fact[name] for name in FACT} for fact in facts),
            )

    def samples(self) -> list[dict[str, Any]]:
        """Samples that were drawn, the earliest first: id, made, and what the document says."""
        rows = self._connection.run("SELECT id, made, document FROM samples ORDER BY position")
        return [{"id": row["id"], "made": row["made"], **_load(row["document"])} for row in rows]

    def add_sample(self, name: str, document: Mapping[str, Any], now: datetime) -> None:
        """``document``: in the shape of contracts.md, auditcheck/sample/1; a sample is only added, never drawn anew."""
        with self.transaction():
            self._connection.run(
                _insert("samples", ("id", "made", "document")), id=name, made=utc(now), document=_dump(document)
            )

    def secret(self, name: str) -> str:
        """A random text that stays the same for this engagement."""
        question = "SELECT value FROM secrets WHERE name = :name"
        kept = self._connection.run(question, name=name)
        if not kept:
            with self.transaction():
                self._connection.run(
                    f"{_insert('secrets', ('name', 'value'))} ON CONFLICT DO NOTHING",
                    name=name,
                    value=secrets.token_hex(16),
                )
                kept = self._connection.run(question, name=name)
        return str(kept[0]["value"])

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
        """Add an entry to the log.

        ``expected_seq``: the last entry about the subject that the caller has seen (0: none). Raises Conflict where there
        is a later one, so that nobody overwrites what somebody else decided meanwhile.
        """
        with self.transaction():
            if expected_seq is not None:
                latest = self._connection.run(
                    "SELECT coalesce(max(seq), 0) AS seq FROM log WHERE subject = :subject", subject=subject
                )[0]["seq"]
                if latest != expected_seq:
                    raise Conflict(_("somebody wrote about the same finding meanwhile; look at it again"))
            entry = chained(self._last(), now, actor, role, action, subject, detail)
            self._connection.run(_insert("log", _ENTRY), **{**entry.document(), "detail": canonical(entry.detail)})
        return entry

    def entries(self, subject: str | None = None) -> list[Entry]:
        """The log, the earliest first: all of it, or what it says of one subject."""
        if subject is None:
            return self._entries("ORDER BY seq")
        return self._entries("WHERE subject = :subject ORDER BY seq", subject=subject)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, and no other process writes meanwhile: numbers and the run that they belong to."""
        return self._connection.transaction()

    def close(self) -> None:
        self._connection.close()

    def _last(self) -> Entry | None:
        return next(iter(self._entries("ORDER BY seq DESC LIMIT 1")), None)

    def _entries(self, which: str, **values: str) -> list[Entry]:
        rows = self._connection.run(f"SELECT {', '.join(_ENTRY)} FROM log {which}", **values)
        return [Entry(**{**row, "detail": detail_of(row["detail"])}) for row in rows]


def _insert(table: str, names: Iterable[str]) -> str:
    names = list(names)
    columns, marks = (", ".join(f'"{name}"' for name in names)), ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})"


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        message = _("what is kept in the store is damaged ({error}): put back a copy of it, or run again elsewhere")
        raise AuditcheckError(message.format(error=error)) from error


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
