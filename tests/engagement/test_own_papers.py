"""What an engagement writes beside its books is none of them: a later run reads the same files as the first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.ledgers.reading import find_files
from tests.books import SEED


@pytest.mark.slow
def test_papers_beside_the_books_are_not_read_as_books(tmp_path: Path) -> None:
    for name in ("合同台账.xlsx", "决算报表.xlsx", "抽凭检查表.xlsx", "auditcheck.toml"):
        shutil.copy(SEED / name, tmp_path / name)
    before = [file.name for file in find_files([tmp_path]).files]
    today = ["--today", "2024-07-01"]
    done = CliRunner().invoke(cli, ["run", str(tmp_path), "-o", str(tmp_path), "--select", "CON", *today])
    assert done.exit_code in (0, 1), done.output
    formats = [part for form in ("xlsx", "docx", "html", "csv", "json") for part in ("--format", form)]
    done = CliRunner().invoke(cli, ["report", "-o", str(tmp_path), "--freeze", "初稿", *formats, *today])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(cli, ["report", "-o", str(tmp_path), "--freeze", "终稿", "--format", "xlsx", *today])
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*.xlsx"))) > 8
    # links.xlsx comes back with answers, so it is read.
    assert [file.name for file in find_files([tmp_path]).files if file.name != "links.xlsx"] == before
