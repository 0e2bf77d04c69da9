"""A team keeps its engagement in one database: [store] of auditcheck.toml, without a password in any file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.engagement.config import read_config
from auditcheck.engagement.store_address import Address
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.ledgers.reading import STORE

ENGAGEMENT = '[engagement]\nkind = "audit"\n'


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    for name, rows in (
        (
            "合同台账",
            [("单位", "合同编号", "合同名称", "签订日期", "合同金额"), ("某局", "HT-1", "采购", "2023-04-28", 98900)],
        ),
        ("验收登记", [("单位", "合同编号", "验收日期", "验收结论"), ("某局", "HT-1", "2023-04-20", "合格")]),
    ):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / f"{name}.xlsx")
    return folder


def run(books: Path, out: Path) -> list[str]:
    arguments = ["run", str(books), "-o", str(out), "--today", "2024-07-01", "--year", "2023", "-q"]
    CliRunner().invoke(cli, [*arguments, "--select", "CON-002", "--format", "json"], catch_exceptions=False)
    return [each["no"] for each in json.loads((out / "findings.json").read_text("utf-8"))["findings"]]


def engagement(folder: Path, settings: str) -> Path:
    folder.mkdir()
    (folder / "auditcheck.toml").write_text(f"{ENGAGEMENT}{settings}", "utf-8")
    return folder


def test_two_people_have_one_engagement_in_one_database(
    where: Path | Address, settings: str, books: Path, tmp_path: Path
) -> None:
    mine = engagement(tmp_path / "mine", settings)
    assert run(books, mine) == ["合同-001"]
    assert (mine / STORE).exists() == isinstance(where, Path)
    yours = engagement(tmp_path / "yours", settings)
    assert is_kept(yours) == isinstance(where, Address)
    store = open_store(yours)
    last, number = store.last_run(), store.number("v1:another", "合同")
    store.close()
    assert (last is not None, number) == ((True, "合同-002") if isinstance(where, Address) else (False, "合同-001"))


@pytest.mark.xdist_group("postgresql")
def test_results_elsewhere_are_an_engagement_of_their_own(postgresql: str, books: Path, tmp_path: Path) -> None:
    (books / "auditcheck.toml").write_text(
        f'{ENGAGEMENT}[store]\nurl = "{postgresql}"\nschema = "elsewhere"\n', "utf-8"
    )
    run(books, tmp_path / "out")
    assert (tmp_path / "out" / STORE).is_file()
    assert read_config(tmp_path / "out" / "auditcheck.toml").store is None
    store = open_store(books)
    assert store.last_run() is None
    store.close()


@pytest.mark.xdist_group("postgresql")
def test_the_password_comes_from_the_environment(
    postgresql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = re.sub(r"//([^:@/]*)[^@/]*@", r"//\1:${STORE_PASSWORD}@", postgresql)
    folder = engagement(tmp_path / "a", f'[store]\nurl = "{url}"\n')
    monkeypatch.delenv("STORE_PASSWORD", raising=False)
    with pytest.raises(AuditcheckError, match="STORE_PASSWORD is not set"):
        open_store(folder)
    monkeypatch.setenv("STORE_PASSWORD", "ge/h@im")
    open_store(folder).close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://auditor:geheim@server/db",
        "postgresql+psycopg://:geheim@server/db",
        "postgresql://server/db?user=a&password=geheim",
        "mysql://auditor:geheim@server/db",
        "sqlite:///geheim.db",
    ],
)
def test_a_password_in_a_file_and_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    folder = engagement(tmp_path / "a", f'[store]\nurl = "{url}"\n')
    with pytest.raises(ConfigError, match=r"auditcheck\.toml: store\.url") as caught:
        open_store(folder)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("section", ["url = 3", 'schema = "a; b"\nurl = "postgresql://s/d"', 'address = "x"'])
def test_a_slip_in_the_settings_is_named(section: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"store\."):
        open_store(engagement(tmp_path / "a", f"[store]\n{section}\n"))
