"""What a folder must not forget, on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from auditcheck.engagement import store_connection
from auditcheck.engagement.store import Store
from auditcheck.engagement.store_address import Address
from auditcheck.errors import AuditcheckError
from auditcheck.findings.log import Conflict, Entry, verify

Where = Path | Address
ByHand = Callable[[str], list[tuple[Any, ...]]]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RUN = {"run": {"id": "1", "started": "2026-01-01T00:00:00Z"}, "findings": [{"message": "合同"}]}
FACT = {
    "ledger": "contracts",
    "unit": "某局",
    "key": "HT1",
    "column": "amount",
    "value": "1.00",
    "value_to": None,
    "document_no": "HT-1",
    "file": "a.xlsx",
    "sheet": "1",
    "row": 2,
    "day": "2024-01-01",
    "check": "CON-002",
}
LINK = {
    "link": "l",
    "accepted": True,
    "person": "甲",
    "day": "2024-01-01",
    "reason": "",
    "unit": "某局",
    "from_ledger": "contracts",
    "from_no": "1",
    "to_ledger": "payments",
    "to_no": "2",
}
V1 = """
CREATE TABLE numbers (fingerprint TEXT PRIMARY KEY, prefix TEXT NOT NULL, number INTEGER NOT NULL, UNIQUE (prefix, number));
CREATE TABLE runs (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, started TEXT NOT NULL,
    findings TEXT NOT NULL, judgements TEXT NOT NULL);
CREATE TABLE link_answers (
    position INTEGER PRIMARY KEY AUTOINCREMENT, link TEXT NOT NULL, accepted INTEGER NOT NULL, person TEXT NOT NULL,
    day TEXT NOT NULL, reason TEXT NOT NULL, unit TEXT NOT NULL, from_ledger TEXT NOT NULL, from_no TEXT NOT NULL,
    to_ledger TEXT NOT NULL, to_no TEXT NOT NULL);
CREATE TABLE identities (position INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, said TEXT NOT NULL);
CREATE TABLE facts (
    ledger TEXT, unit TEXT, key TEXT, "column" TEXT, value TEXT, value_to TEXT, document_no TEXT, file TEXT, sheet TEXT,
    row INTEGER, day TEXT, "check" TEXT, PRIMARY KEY (ledger, unit, key, "column"));
CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO numbers VALUES ('v1:a', '合同', 7);
INSERT INTO runs (id, started, findings, judgements)
    VALUES ('1', '2026-01-01T00:00:00Z', '{"run": {"id": "1"}, "findings": []}', '[{"indicator": "A11"}]');
INSERT INTO link_answers VALUES (1, 'l', 1, '甲', '2024-01-01', '', '某局', 'contracts', '1', 'payments', '2');
INSERT INTO identities VALUES (1, 's', '{"first": "a"}');
INSERT INTO facts VALUES ('contracts', '某局', 'HT1', 'amount', '1.00', NULL, 'HT-1', 'a.xlsx', '1', 2, '2024-01-01', 'CON-002');
INSERT INTO secrets VALUES ('salt', 'pepper');
PRAGMA user_version = 1;
"""


def say(store: Store, subject: str = "v1:a", **detail: Any) -> Entry:
    return store.append("审计甲", "auditor", "decide", subject, {"to": "confirmed", **detail}, NOW)


def test_a_run_that_waits_too_long_for_another_says_so(where: Where, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_connection, "WAIT", 0.1)
    with closing(Store(where)) as first, closing(Store(where)) as second:
        with first.transaction(), pytest.raises(AuditcheckError, match="another run"), second.transaction():
            pass
        with second.transaction():
            assert second.number("v1:x", "合同") == "合同-001"


def test_many_who_make_the_same_store_at_once_make_one(where: Where) -> None:
    together = Barrier(8)

    def one(number: int) -> str:
        together.wait()
        with closing(Store(where)) as store:
            return store.number(f"v1:{number}", "合同")

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [f"合同-{number:03d}" for number in range(1, 9)]


def test_a_number_is_given_once_and_never_again(where: Where) -> None:
    with closing(Store(where)) as store:
        assert [store.number(mark, prefix) for mark, prefix in (("a", "合同"), ("b", "合同"), ("c", "凭证"))] == [
            "合同-001",
            "合同-002",
            "凭证-001",
        ]
    with closing(Store(where)) as store:
        assert store.number("a", "合同") == "合同-001"
        assert store.number("d", "合同") == "合同-003"
        assert store.numbers() == {"a": "合同-001", "b": "合同-002", "c": "凭证-001", "d": "合同-003"}


def test_all_that_was_kept_is_there_again(where: Where) -> None:
    with closing(Store(where)) as store:
        assert store.last_run() is None and store.entries() == [] and store.heads() == []
        store.add_run(RUN, [{"indicator": "A11"}])
        store.add_link_answer(LINK)
        store.add_identity("s", {"first": "a"})
        store.add_identity("s", {"first": "b"})
        store.add_facts([FACT, {**FACT, "value": "2.00"}])
        store.add_facts([])
        store.add_sample("样本1", {"seed": 7, "items": [{"row": 3}]}, NOW)
        salt = store.secret("salt")
        said = say(store, text="引号' ; -- 换行\n\0")
    with closing(Store(where)) as store:
        assert store.last_run() == (RUN, [{"indicator": "A11"}])
        assert store.link_answers() == [LINK]
        assert store.identities() == [{"number": 2, "first": "b"}]
        assert store.facts() == [FACT]
        assert store.samples() == [{"id": "样本1", "made": "2026-01-01T00:00:00Z", "seed": 7, "items": [{"row": 3}]}]
        assert store.secret("salt") == salt != store.secret("pepper")
        assert store.entries() == [said] == store.entries("v1:a") and store.entries("v1:b") == []


def test_what_fails_leaves_nothing_behind(where: Where) -> None:
    with closing(Store(where)) as store:
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.number("a", "合同")
            say(store)
            with store.transaction():
                store.add_run(RUN, [])
            raise ZeroDivisionError
        assert store.numbers() == {} and store.entries() == [] and store.last_run() is None
        assert say(store).seq == 1


def test_who_has_not_seen_the_last_word_does_not_overwrite_it(where: Where) -> None:
    with closing(Store(where)) as first, closing(Store(where)) as second:
        seen = say(first).seq
        say(first, "v1:b")
        second.append("审计乙", "auditor", "decide", "v1:a", {"to": "dismissed"}, NOW, expected_seq=seen)
        with pytest.raises(Conflict):
            first.append("审计甲", "auditor", "decide", "v1:a", {"to": "waived"}, NOW, expected_seq=seen)
        with pytest.raises(Conflict):
            first.append("审计甲", "auditor", "decide", "v1:b", {"to": "waived"}, NOW, expected_seq=0)
        assert [entry.actor for entry in first.entries("v1:a")] == ["审计甲", "审计乙"]
        assert verify(first.entries()) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET actor = 'x' WHERE seq = 1",
        "DELETE FROM log WHERE seq = 1",
        "INSERT INTO log SELECT seq, time, 'x', role, action, subject, detail, previous, hash FROM log WHERE seq = 2",
        "INSERT INTO log SELECT 9, time, 'x', role, action, subject, detail, previous, hash FROM log WHERE seq = 2",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(where: Where, by_hand: ByHand, statement: str) -> None:
    with closing(Store(where)) as store:
        said = [say(store), say(store)]
        with pytest.raises(Exception, match=r"only added to|duplicate key"):
            by_hand(statement)
        if isinstance(where, Path) and statement.startswith("INSERT"):
            with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                by_hand(statement.replace("INSERT", "INSERT OR REPLACE", 1))
        assert store.entries() == said


@pytest.mark.parametrize("column", ["time", "actor", "role", "action", "subject", "detail", "previous", "hash"])
def test_whoever_gets_past_that_is_found(where: Where, by_hand: ByHand, column: str) -> None:
    with closing(Store(where)) as store:
        for number in range(4):
            say(store, number=number)
        for trigger in ("log_no_update",) if isinstance(where, Path) else ("log_no_change",):
            by_hand(f"DROP TRIGGER {trigger}" + ("" if isinstance(where, Path) else " ON log"))
        by_hand(f"UPDATE log SET {column} = {column} || ' ' WHERE seq = 3")
        broken = verify(store.entries())
        assert broken is not None and broken.seq == 3


@pytest.mark.parametrize("column", ["actor", "detail", "hash"])
@pytest.mark.parametrize("value", ["CAST(x'ff' AS TEXT)", "CAST({column} AS BLOB)", "''"])
def test_bytes_that_are_no_text_are_found_in_their_entry(tmp_path: Path, column: str, value: str) -> None:
    where = tmp_path / "auditcheck.db"
    with closing(Store(where)) as store, closing(sqlite3.connect(where)) as connection:
        for number in range(3):
            say(store, number=number)
        connection.execute("DROP TRIGGER log_no_update")
        connection.execute(f"UPDATE log SET {column} = {value.format(column=column)} WHERE seq = 2")
        connection.commit()
        broken = verify(store.entries())
        assert broken is not None and broken.seq == 2


def test_a_damaged_run_is_said_and_leaves_the_log_readable(where: Where, by_hand: ByHand) -> None:
    with closing(Store(where)) as store:
        said = say(store)
        store.add_run(RUN, [])
        by_hand("UPDATE runs SET findings = '{'")
        with pytest.raises(AuditcheckError, match="damaged"):
            store.last_run()
        assert store.entries() == [said]


def test_a_log_that_was_cut_off_after_a_run_is_found(where: Where, by_hand: ByHand) -> None:
    with closing(Store(where)) as store:
        for _number in range(3):
            say(store)
        store.add_run(RUN, [])
        assert [(head["seq"], head["time"]) for head in store.heads()] == [(3, "2026-01-01T00:00:00Z")]
        assert verify(store.entries(), store.heads()) is None
        broken = verify(store.entries()[:1], store.heads())
        assert broken is not None and broken.seq == 2


def test_a_store_of_an_earlier_version_opens_and_keeps_everything(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(V1)
    for _again in range(2):
        with closing(Store(old)) as store:
            assert store.numbers() == {"v1:a": "合同-007"}
            assert store.last_run() == ({"run": {"id": "1"}, "findings": []}, [{"indicator": "A11"}])
            assert store.link_answers() == [LINK] and store.facts() == [FACT]
            assert store.identities() == [{"number": 1, "first": "a"}]
            assert store.secret("salt") == "pepper" and store.heads() == []
    with closing(Store(old)) as store:
        assert store.number("v1:b", "合同") == "合同-008" and say(store).seq == 1
    Store(new).close()

    def shape(path: Path) -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master ORDER BY name")]
            return [
                connection.execute("PRAGMA user_version").fetchone(),
                connection.execute("PRAGMA journal_mode").fetchone(),
                *((name, connection.execute(f"PRAGMA table_info('{name}')").fetchall()) for name in names),
            ]

    assert shape(old) == shape(new)


def test_a_newer_store_and_what_is_none_are_told_apart(where: Where, by_hand: ByHand, tmp_path: Path) -> None:
    Store(where).close()
    by_hand("PRAGMA user_version = 99" if isinstance(where, Path) else "UPDATE store_version SET version = 99")
    with pytest.raises(AuditcheckError, match="newer auditcheck"):
        Store(where)
    (tmp_path / "text.db").write_text("no database, whatever its name says" * 9)
    with pytest.raises(AuditcheckError, match=r"text\.db: not a readable store"):
        Store(tmp_path / "text.db")


@pytest.mark.xdist_group("postgresql")
def test_a_password_is_in_no_message(postgresql: str) -> None:
    url = re.sub(r"//([^:@/]*)[^@/]*@([^/]*)/\w+", r"//\1:geheim%21@\2/none", postgresql)
    with pytest.raises(AuditcheckError) as caught:
        Store(Address(url))
    assert "none" in str(caught.value) and "geheim" not in str(caught.value)
