"""A sample that was drawn for a check sheet stays with its engagement, and so does one that was drawn before it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.engagement.stores import open_store

HEADER = ("凭证日期", "凭证字号", "摘要", "会计科目", "借方金额", "贷方金额")


def call(*arguments: object) -> str:
    done = CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "job"
    folder.mkdir()
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for number in range(1, 31):
        book.active.append(("2023-05-01", f"记-05-{number:04d}", "付设备款", "5001", number * 100, 0))
    book.save(folder / "序时账.xlsx")
    (folder / "auditcheck.toml").write_text('[engagement]\nkind = "audit"\n', "utf-8")
    return folder


def select(books: Path, seed: int) -> None:
    options = ("--method", "random", "--n", 5, "--seed", seed, "--today", "2024-07-01", "--year", 2023, "-q")
    call("sample", "select", books, *options, "-o", books.parent / f"抽凭{seed}.xlsx")


def test_every_sample_is_kept_also_one_that_did_not_please(books: Path) -> None:
    open_store(books).close()
    for seed in (7, 8):
        select(books, seed)
    listed = call("sample", "list", "-o", books)
    assert [line.split(":")[0] for line in listed.splitlines() if "seed" in line] == ["2024-07-01 00"] * 2
    assert "抽凭7.xlsx: 5 of 30 items" in listed and "seed 8" in listed
    kept = json.loads(call("sample", "list", "-o", books, "--format", "json"))
    assert [(each["id"], each["seed"], len(each["items"])) for each in kept] == [
        ("抽凭7.xlsx", 7, 5),
        ("抽凭8.xlsx", 8, 5),
    ]


def test_outside_an_engagement_nothing_is_kept(books: Path) -> None:
    select(books, 7)
    assert not list(books.glob("auditcheck.db*"))
    assert call("sample", "list", "-o", books) == ""
