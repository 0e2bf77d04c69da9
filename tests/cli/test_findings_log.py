"""The log on the command line: read it, prove it, keep its head elsewhere."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditcheck.cli.findings_log import log, verify
from auditcheck.engagement.stores import open_store
from auditcheck.ledgers.reading import STORE

NOW = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)
MARK = "v1:0123456789abcdef0123456789abcdef"


def call(command: object, *arguments: object, key: str = "") -> Result:
    given = [str(argument) for argument in arguments]
    return CliRunner().invoke(command, given, env={"AUDITCHECK_LOG_KEY": key}, catch_exceptions=False)  # type: ignore[arg-type]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    with closing(open_store(folder)) as store:
        store.number(MARK, "合同")
        detail = {"from": "open", "to": "confirmed", "reason": "经核对原件", "evidence_hash": "0f"}
        store.append("审计甲", "auditor", "decide", MARK, detail, NOW)
        store.append("审计乙", "reviewer", "review", MARK, {"level": "组长审核", "agrees": True, "opinion": ""}, NOW)
        store.append(
            "auditcheck", "tool", "import", "", {"text": "电话13800001234", "file": "问题清单.xlsx", "changes": 2}, NOW
        )
    return folder


@pytest.fixture
def tamper(out: Path) -> Callable[[str], None]:
    def run(statement: str) -> None:
        with closing(sqlite3.connect(out / STORE)) as connection:
            for name in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS log_no_{name}")
            connection.execute(statement)
            connection.commit()

    return run


def test_the_log_says_who_did_what_and_when(out: Path) -> None:
    table = call(log, "-o", out).stdout
    assert "2026-01-01 08:30" in table and "合同-001" in table and "疑点（待核实） →" in table and "经核对原件" in table
    assert "0f" not in table and "True" not in table and "138" in table and "13800001234" not in table
    document = json.loads(call(log, "-o", out, "--format", "json").stdout)
    assert [(each["seq"], each["no"], each["actor"]) for each in document["entries"]] == [
        (1, "合同-001", "审计甲"),
        (2, "合同-001", "审计乙"),
        (3, None, "auditcheck"),
    ]
    for name in ("合同-001", MARK, "01234567"):
        lines = call(log, name, "-o", out, "--format", "jsonl").stdout.splitlines()
        assert [json.loads(line)["seq"] for line in lines] == [1, 2]


def test_what_is_not_there_is_said(out: Path, tmp_path: Path) -> None:
    for arguments in (("合同-009", "-o", out), ("", "-o", out), ("-o", tmp_path)):
        done = call(log, *arguments)
        assert done.exit_code == 2 and "Traceback" not in done.stderr
    assert call(verify, "-o", tmp_path).exit_code == 2
    assert not (tmp_path / STORE).exists()


def test_a_log_is_whole_or_its_first_altered_entry_is_named(out: Path, tamper: Callable[[str], None]) -> None:
    done = call(verify, "-o", out)
    assert done.exit_code == 0 and "3 entries" in done.stdout
    tamper("UPDATE log SET detail = replace(detail, 'confirmed', 'dismissed') WHERE seq = 1")
    done = call(verify, "-o", out)
    assert done.exit_code == 1 and "entry 1" in done.stdout
    document = json.loads(call(verify, "-o", out, "--format", "json").stdout)
    assert not document["whole"] and document["first_altered"]["seq"] == 1


def test_a_head_kept_elsewhere_finds_an_end_that_was_cut_off(
    out: Path, tmp_path: Path, tamper: Callable[[str], None]
) -> None:
    head = tmp_path / "head.json"
    head.write_text(call(log, "-o", out, "--head").stdout, "utf-16")  # as PowerShell's > writes
    assert call(verify, "-o", out, "--head", head).exit_code == 0
    tamper("DELETE FROM log WHERE seq = 3")
    assert call(verify, "-o", out).exit_code == 0
    done = call(verify, "-o", out, "--head", head)
    assert done.exit_code == 1 and "entry 3" in done.stdout


def test_a_signed_head_needs_its_key(out: Path, tmp_path: Path) -> None:
    head, key = tmp_path / "head.json", tmp_path / "key"
    key.write_text("geheim\n")
    head.write_text(call(log, "-o", out, "--head", "--key", key).stdout, "utf-8")
    assert call(verify, "-o", out, "--head", head, "--key", key).exit_code == 0
    assert call(verify, "-o", out, "--head", head, key="geheim").exit_code == 0
    assert call(verify, "-o", out, "--head", head).exit_code == 2
    assert call(verify, "-o", out, "--head", head, key="another").exit_code == 2
    head.write_text(head.read_text("utf-8").replace('"seq": 3', '"seq": 2'), "utf-8")
    assert call(verify, "-o", out, "--head", head, "--key", key).exit_code == 2
    (tmp_path / "empty").write_text("")
    assert call(verify, "-o", out, "--head", head, "--key", tmp_path / "empty").exit_code == 2
