"""The store on both engines: SQLite always, PostgreSQL where its programs are installed (Debian: apt-get install postgresql)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.engagement.store_address import Address

GIVEN = "AUDITCHECK_TEST_POSTGRESQL"  # the URL of a server to use instead of one started here
MISSING = "PostgreSQL is not installed, so the store is tried on SQLite alone (Debian: apt-get install postgresql)"


def _programs() -> Path | None:
    """The folder of initdb and postgres; Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [*([Path(found).resolve().parent] if found else []), *sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    return next((place for place in reversed(places) if (place / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server that listens on a socket of its own and is gone after the tests."""
    if GIVEN in os.environ:
        yield os.environ[GIVEN]
        return
    programs = _programs()
    if programs is None or os.name == "nt":
        pytest.skip(MISSING)
    pytest.importorskip("psycopg")
    # A server refuses to run as root: then it belongs to the user that Debian's package made.
    user = "postgres" if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if user:
            shutil.chown(home, user)

        def run(program: str, *arguments: str) -> None:
            subprocess.run([programs / program, *arguments], check=True, user=user, cwd=home, stdout=subprocess.DEVNULL)

        data = str(home / "data")
        run("initdb", "-D", data, "-A", "trust", "-U", "auditcheck", "-E", "UTF8", "--no-locale", "-N")
        server = f"-c listen_addresses='' -c fsync=off -c shared_buffers=16MB -k {home}"
        run("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", server, "start")
        try:
            yield f"postgresql+psycopg://auditcheck@/postgres?host={home}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | Address:
    """A place for one store, still empty."""
    if request.param == "sqlite":
        return tmp_path / "auditcheck.db"
    return Address(request.getfixturevalue("postgresql"), f"t{uuid.uuid4().hex}")


@pytest.fixture
def settings(where: Path | Address) -> str:
    """``[store]`` of auditcheck.toml for that place."""
    return "" if isinstance(where, Path) else f'[store]\nurl = "{where.url}"\nschema = "{where.schema}"\n'


@pytest.fixture
def by_hand(where: Path | Address) -> Callable[[str], list[tuple[Any, ...]]]:
    """SQL past the store, as somebody with a database program would."""

    def sqlite(statement: str) -> list[tuple[Any, ...]]:
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(where, isolation_level=None)) as connection:  # type: ignore[arg-type]
            return connection.execute(statement).fetchall()

    def postgresql(statement: str) -> list[tuple[Any, ...]]:
        import psycopg

        assert isinstance(where, Address)
        url = where.url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True, options=f"-csearch_path={where.schema}") as connection:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    return sqlite if isinstance(where, Path) else postgresql


def _book(path: Path, sheet: str, rows: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.fixture
def late_books(tmp_path: Path) -> Path:
    """Twelve contracts signed after the acceptance (CON-002); six of them are confirmed on a sheet 确认记录."""
    folder = tmp_path / "books"
    folder.mkdir()
    late = [("某局", f"HT-{number}", "设备采购", "2023-04-28", 98900) for number in range(1, 13)]
    _book(folder / "合同.xlsx", "合同台账", [("单位", "合同编号", "合同名称", "签订日期", "合同金额"), *late])
    taken = [("某局", row[1], "2023-04-20", "合格") for row in late]
    _book(folder / "验收.xlsx", "验收登记", [("单位", "合同编号", "验收日期", "验收结论"), *taken])
    said = [("CON-002", row[1], "已确认", "审计甲", "2024-03-01", "经核对原件") for row in late[:6]]
    _book(folder / "确认.xlsx", "确认记录", [("检查编号", "关键字", "状态", "确认人", "确认日期", "理由"), *said])
    return folder
