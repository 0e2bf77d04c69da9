"""Only SELECTs run once the session is locked, and nothing reaches outside."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from auditcheck.engine.session import EngineError, Session
from auditcheck.engine.statement import parse
from auditcheck.errors import ConfigError


@pytest.fixture
def session() -> Session:
    session = Session(timeout=2)
    columns = [("row_id", "BIGINT"), ("amount", "DECIMAL(18,2)"), ("day", "DATE"), ("names", "VARCHAR[]")]
    session.create(
        "t",
        columns,
        {"row_id": [1, 2], "amount": ["0.10", None], "day": ["2023-04-20", None], "names": ["甲\x1f乙", None]},
    )
    session.lock()
    return session


def test_canonical_text_becomes_typed_columns_and_null_stays_null(session: Session) -> None:
    rows = session.select("SELECT amount, day, names FROM t ORDER BY row_id")
    assert rows[0]["amount"] == Decimal("0.10")
    assert rows[0]["day"].isoformat() == "2023-04-20"
    assert rows[0]["names"] == ["甲", "乙"]
    assert set(rows[1].values()) == {None}


@pytest.mark.parametrize(
    "text",
    [
        "DROP TABLE t",
        "SELECT 1; DROP TABLE t",
        "INSERT INTO t VALUES (3, 1, NULL, NULL)",
        "UPDATE t SET amount = 0",
        "DELETE FROM t",
        "COPY t TO 'out.csv'",
        "ATTACH 'x.db'",
        "SET memory_limit = '1GB'",
        "PRAGMA database_list",
        "CREATE TABLE u AS SELECT 1",
        "INSTALL httpfs",
        "CALL pragma_version()",
        "WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone",
        "",
        "SELECT FROM WHERE",
    ],
)
def test_anything_but_one_select_is_refused(session: Session, text: str) -> None:
    with pytest.raises(ConfigError):
        session.select(text)
    assert session.select("SELECT count(*) AS n FROM t") == [{"n": 2}]


def test_a_select_cannot_read_files(session: Session, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    for text in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"SELECT * FROM read_text('{secret}')",
    ):
        with pytest.raises(EngineError):
            session.select(text)


def test_a_statement_without_end_is_stopped(session: Session) -> None:
    with pytest.raises(EngineError, match="stopped after 2 s"):
        session.select("SELECT sum(a.range * b.range) AS s FROM range(10000000) a, range(10000000) b")
    assert session.select("SELECT 1 AS one") == [{"one": 1}]


def test_decimals_are_bound_exactly_and_unused_parameters_are_left_out(session: Session) -> None:
    rows = session.select("SELECT 100.00 * (1 + $rate) AS total", {"rate": Decimal("0.1"), "other": 5})
    assert rows[0]["total"] == Decimal("110.00")


def test_a_narrowed_view_shows_fewer_rows_only_within_its_block() -> None:
    session = Session()
    session.execute_trusted("CREATE SCHEMA seen")
    session.create("seen.t", [("row_id", "BIGINT")], {"row_id": [1, 2, 3]})
    session.execute_trusted("CREATE VIEW t AS SELECT * FROM seen.t")
    session.lock()
    with session.narrowed("t", "seen.t", "row_id > 1"):
        assert session.select("SELECT count(*) AS n FROM t") == [{"n": 2}]
    assert session.select("SELECT count(*) AS n FROM t") == [{"n": 3}]


def test_parameters_are_found_wherever_they_stand() -> None:
    statement = parse("WITH a AS (SELECT 1 AS x WHERE 1 < $low::INTEGER) SELECT * FROM a WHERE x IN (SELECT $high)")
    assert statement.parameters == {"low", "high"}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell starts what runs in its background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_is_seen_while_a_statement_runs() -> None:
    import _thread
    import threading

    session = Session(timeout=60)
    session.lock()
    threading.Timer(0.5, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        session.select("SELECT sum(a.range * b.range) AS s FROM range(10000000) a, range(10000000) b")
    assert session.select("SELECT 1 AS one") == [{"one": 1}]


def test_a_session_from_a_blank_has_the_definitions_and_no_rows(tmp_path: Path) -> None:
    columns = [("row_id", "BIGINT"), ("name", "VARCHAR")]
    first = Session()
    first.create("t", columns, {"row_id": [1], "name": ["a"]})
    first.define("CREATE VIEW v AS SELECT name FROM t")
    blank = first.blank(tmp_path / "blank.duckdb")
    second = Session(blank=blank)
    second.create("t", columns, {"row_id": [7], "name": ["b"]})
    second.define("CREATE VIEW v AS SELECT name FROM t")
    assert second.query("SELECT * FROM v") == [{"name": "b"}]
    assert first.query("SELECT * FROM v") == [{"name": "a"}]


def test_a_stopped_session_answers_nothing_more() -> None:
    session = Session()
    session.lock()
    session.stop()
    with pytest.raises(EngineError):
        session.select("SELECT 1 AS one")
    session.close()


def test_too_little_memory_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITCHECK_MAX_ENGINE_MB", "30")
    session = Session()
    with pytest.raises(EngineError, match=r"30 MB.*AUDITCHECK_MAX_ENGINE_MB"):
        session.execute_trusted("CREATE TABLE t AS SELECT range || 'abcdefghijklmnop' AS a FROM range(5000000)")
    session.close()
