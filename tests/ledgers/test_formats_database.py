"""A table or a query of a database is a sheet; nothing but one SELECT is ever run, and nothing is written."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from auditcheck.errors import InputError
from auditcheck.ledgers.load import load
from auditcheck.ledgers.reading import find_files, is_address
from tests.ledgers import files


@pytest.fixture
def accounts(folder: Any) -> Path:
    path: Path = folder.path / "账套.db"
    connection = sqlite3.connect(path)
    connection.execute(f'CREATE TABLE "合同台账" ({", ".join(f"{name} TEXT" for name in files.ROWS[0])})')
    connection.executemany('INSERT INTO "合同台账" VALUES (?, ?, ?, ?, ?)', files.ROWS[1:])
    connection.commit()
    connection.close()
    return path


def source(folder: Any, lines: str, name: str = "合同.source.toml") -> Path:
    path: Path = folder.text(name, "[source]\n" + lines)
    return path


def error_of(path: Path) -> str:
    return str(load([path]).files[0].error)


@pytest.mark.parametrize("as_path", [True, False])
def test_a_table_is_loaded_by_its_address(accounts: Path, as_path: bool) -> None:
    address = f"sqlite:///{accounts.as_posix()}::合同台账"
    books = load([Path(address) if as_path else address])
    table = books.tables["contracts"]
    assert (table.columns["amount"], table.row) == (files.AMOUNTS, [1, 2, 3])
    assert books.sheets[0].name == "合同台账" and len(books.files[0].sha256) == 64


def test_a_query_named_in_a_file_is_loaded(folder: Any, accounts: Path) -> None:
    source(
        folder,
        'url = "sqlite:///账套.db"\nquery = """WITH c AS (SELECT * FROM 合同台账) SELECT * FROM c WHERE 乙方 <> \'乙公司\'"""',
    )
    books = folder.load()
    assert books.tables["contracts"].columns["contract_no"] == ["001001", "HT-3"]
    assert [file.file for file in books.skipped] == ["账套.db"]


def test_the_address_may_stand_in_the_environment(folder: Any, accounts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCOUNTS", f"sqlite:///{accounts.as_posix()}")
    source(folder, 'url_variable = "ACCOUNTS"\ntable = "合同台账"')
    assert folder.load().tables["contracts"].columns["amount"] == files.AMOUNTS


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM 合同台账",
        "DROP TABLE 合同台账",
        "SELECT 1; DELETE FROM 合同台账",
        "UPDATE 合同台账 SET 合同金额 = 0",
        "PRAGMA writable_schema = 1",
        "ATTACH 'x.db' AS x",
        "VACUUM",
        "INSERT INTO 合同台账 SELECT * FROM 合同台账",
        "WITH x AS (SELECT 1) DELETE FROM 合同台账",
        "SELECT * INTO 新表 FROM 合同台账",
        "CREATE TABLE x AS SELECT * FROM 合同台账",
        "",
    ],
)
def test_anything_but_one_select_is_refused(folder: Any, accounts: Path, query: str) -> None:
    before = hashlib.sha256(accounts.read_bytes()).hexdigest()
    path = source(folder, f'url = "sqlite:///账套.db"\nquery = "{query}"')
    assert "only one SELECT" in error_of(path) or "cannot be read" in error_of(path)
    assert hashlib.sha256(accounts.read_bytes()).hexdigest() == before


def test_a_table_whose_name_is_an_attack_is_only_a_name(accounts: Path) -> None:
    before = accounts.read_bytes()
    assert "gives nothing" in error_of(Path(f'sqlite:///{accounts.as_posix()}::x"; DROP TABLE "合同台账'))
    assert accounts.read_bytes() == before


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('url = "sqlite:///账套.db"\ntable = "没有"', "no such table"),
        ('url = "sqlite:///别的.db"\ntable = "x"', "no database"),
        ('url = "sqlite:///账套.db"', "either table or query"),
        ('table = "x"', "url"),
        ('url = "postgresql+nodriver://u:secret@127.0.0.1/x"\ntable = "x"', "nothing"),
        ("url = ", "TOML"),
    ],
)
def test_what_is_wrong_with_a_source_is_said_without_its_password(
    folder: Any, accounts: Path, lines: str, said: str
) -> None:
    error = error_of(source(folder, lines))
    assert said in error and "合同.source.toml" in error and "secret" not in error


def test_a_password_is_never_shown() -> None:
    found = find_files([Path("postgresql://u:secret@127.0.0.1/账::凭证")])
    assert [file.name for file in found.files] == ["postgresql://u:***@127.0.0.1/账::凭证"]


@pytest.mark.parametrize("text", ["C:/账/合同::x.csv", "books/合同.csv", "/a/b::c", "合同台账.xlsx"])
def test_a_path_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_warnings_count_records_as_the_rows_do(tmp_path: Path) -> None:
    """No header row stands above records: what a warning calls row 2 is the second record, in every format."""
    import sqlite3

    import pyarrow
    import pyarrow.parquet

    from auditcheck.ledgers.load import load

    names = ["凭证日期", "凭证字号", "摘要", "科目名称", "借方金额", "贷方金额", "录入时间"]
    rows = [
        ["2023-10-18", "记-10-0001", "付款", "费用", "5", "0", "2023-10-31"],
        ["2023-10-19", "记-08-0002", "付款", "银行存款", "0", "5", "月底"],
        ["2023-10-20", "记-10-0003", "付款", "银行存款", "若干", "0", "2023-10-31"],
        *(["2023-10-20", f"记-10-{n:04d}", "付款", "银行存款", "7", "0", "2023-10-31"] for n in range(4, 20)),
    ]
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(f"CREATE TABLE 序时账 ({', '.join(names)})")
        connection.executemany(f"INSERT INTO 序时账 VALUES ({', '.join('?' * len(names))})", rows)
    connection.close()
    table = pyarrow.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
    pyarrow.parquet.write_table(table, tmp_path / "序时账.parquet")
    (tmp_path / "序时账.csv").write_text("\n".join(",".join(row) for row in [names, *rows]), "utf-8")
    for source, first in (
        (f"sqlite:///{tmp_path / 'a.db'}::序时账", 1),
        (tmp_path / "序时账.parquet", 1),
        (tmp_path / "序时账.csv", 2),
    ):
        books = load([Path(str(source))])
        (sheet,) = books.sheets
        assert [(each.row - first, each.column) for each in sheet.rejects] == [(2, "debit")]
        assert list(books.tables["vouchers"].row)[:3] == [first, first + 1, first + 3]
        told = " ".join(sheet.warnings)
        assert f"another month than its date (row {first + 1}: 记-08-0002)" in told
        assert f"cannot be read and was left empty (row {first + 1}: 月底" in told


def test_a_password_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a kept auditcheck.toml names is not the password but where it stands."""
    from auditcheck.ledgers.formats.database import from_address, shown

    address = "postgresql://auditor:${AUDIT_DB_PASSWORD}@finance/books::vouchers"
    assert shown(address) == address
    monkeypatch.setenv("AUDIT_DB_PASSWORD", "p@ss/word")
    source = from_address(address)
    assert source.url == "postgresql://auditor:p%40ss%2Fword@finance/books" and source.name == address
    monkeypatch.delenv("AUDIT_DB_PASSWORD")
    with pytest.raises(InputError, match=r"the variable AUDIT_DB_PASSWORD is not set in the environment"):
        from_address(address)


def test_a_masked_password_says_what_to_write_instead() -> None:
    from auditcheck.ledgers.formats.database import from_address, shown

    masked = shown("postgresql://auditor:secret@finance/books::vouchers")
    assert "secret" not in masked
    with pytest.raises(
        InputError, match=r"the password is not kept.*postgresql://auditor:\$\{DB_PASSWORD\}@finance/books"
    ):
        from_address(masked)


def test_a_kept_engagement_reads_the_database_again_or_says_how(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from auditcheck.cli.commands import cli

    (tmp_path / "auditcheck.toml").write_text(
        '[engagement]\nkind = "audit"\n[inputs]\npaths = ["postgresql://auditor:***@finance/books::vouchers"]\n',
        "utf-8",
    )
    result = CliRunner().invoke(cli, ["load", "-o", str(tmp_path), "-q", "--lang", "en"])
    assert result.exit_code == 2 and "${DB_PASSWORD}" in result.stderr and "Traceback" not in result.stderr
