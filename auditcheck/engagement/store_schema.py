"""The tables of the engagement's store, as numbered steps that are never edited: SQLite and PostgreSQL take the same.

A store at version n gets the steps after n, in one transaction. A change to a table is a new step at the end.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """``both``: statements for either engine, ``{position}`` being a key that counts by itself; then those of one."""

    both: tuple[str, ...]
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()

    def statements(self, engine: str) -> list[str]:
        own = self.sqlite if engine == "sqlite" else self.postgresql
        return [*(each.replace("{position}", _POSITION[engine]) for each in self.both), *own]


_POSITION = {
    "sqlite": "position INTEGER PRIMARY KEY AUTOINCREMENT",
    "postgresql": "position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}
_REFUSED = "the log is only added to"

STEPS = (
    Step(
        (
            "CREATE TABLE IF NOT EXISTS numbers ("
            " fingerprint TEXT PRIMARY KEY, prefix TEXT NOT NULL, number INTEGER NOT NULL, UNIQUE (prefix, number))",
            "CREATE TABLE IF NOT EXISTS runs ("
            " {position}, id TEXT NOT NULL, started TEXT NOT NULL, findings TEXT NOT NULL, judgements TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS link_answers ("
            " {position}, link TEXT NOT NULL, accepted INTEGER NOT NULL, person TEXT NOT NULL, day TEXT NOT NULL,"
            " reason TEXT NOT NULL, unit TEXT NOT NULL, from_ledger TEXT NOT NULL, from_no TEXT NOT NULL,"
            " to_ledger TEXT NOT NULL, to_no TEXT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS identities ({position}, subject TEXT NOT NULL, said TEXT NOT NULL)",
            'CREATE TABLE IF NOT EXISTS facts (ledger TEXT, unit TEXT, key TEXT, "column" TEXT, value TEXT,'
            ' value_to TEXT, document_no TEXT, file TEXT, sheet TEXT, "row" INTEGER, day TEXT, "check" TEXT,'
            ' PRIMARY KEY (ledger, unit, key, "column"))',
            "CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        )
    ),
    # The log. That no two entries follow the same one is held by the table itself: the chain cannot fork.
    Step(
        (
            "CREATE TABLE IF NOT EXISTS log ("
            " seq INTEGER PRIMARY KEY, time TEXT NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL,"
            " action TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL,"
            " hash TEXT NOT NULL)",
            "CREATE UNIQUE INDEX log_follows ON log (previous)",
            "CREATE INDEX log_subject ON log (subject, seq)",
            # Where the log stood when a run was kept: one that is cut off later is noticed.
            "ALTER TABLE runs ADD COLUMN log_seq INTEGER REFERENCES log (seq)",
            "ALTER TABLE runs ADD COLUMN log_hash TEXT",
            "CREATE TABLE samples ({position}, id TEXT NOT NULL, made TEXT NOT NULL, document TEXT NOT NULL)",
        ),
        sqlite=(
            f"CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
            f"CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
            # INSERT OR REPLACE deletes without a word to the trigger above.
            "CREATE TRIGGER log_no_replace BEFORE INSERT ON log"
            " WHEN NEW.seq IN (SELECT seq FROM log) OR NEW.previous IN (SELECT previous FROM log)"
            f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        ),
        postgresql=(
            "CREATE FUNCTION log_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $body$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $body$",
            "CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION log_refuse()",
            "CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION log_refuse()",
        ),
    ),
)
