"""``auditcheck init``: an engagement to fill in, and nothing that was there is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.engagement.config import _ENGAGEMENT, _SECTIONS, read_config
from auditcheck.ledgers.load import load
from auditcheck.ledgers.schema import load_schema
from auditcheck.report.templates import FORMS


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("init") / "项目"
    assert run("init", folder)[0] == 0
    return folder


@pytest.fixture
def job(fresh: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fresh, tmp_path / "项目"))


def test_an_engagement_has_settings_a_page_and_a_template_a_ledger(job: Path) -> None:
    assert sorted(path.name for path in job.iterdir()) == sorted(
        ["auditcheck.toml", "说明.txt", "台账", "核查表", "台账模板", "核查表模板"]
    )
    found = [sheet.ledger for sheet in load([job / "台账模板", job / "核查表模板"]).sheets]
    assert sorted(str(name) for name in found) == sorted(load_schema().ledgers)
    assert len(list((job / "核查表模板").iterdir())) == len(FORMS)


def test_the_page_opens_in_notepad(job: Path) -> None:
    data = (job / "说明.txt").read_bytes()
    assert data.startswith("\ufeff使用说明\r\n".encode())
    assert data.count(b"\n") == data.count(b"\r\n") <= 50


def test_the_settings_work_as_they_stand_and_with_every_line_in_use(job: Path) -> None:
    path = job / "auditcheck.toml"
    config = read_config(path)
    assert (config.kind, config.unit, config.year, config.inputs) == ("audit", None, None, ("台账", "核查表"))
    text = path.read_text("utf-8")
    used = "".join(
        line[1:] if line.startswith("#") and not line.startswith("# ") else line
        for line in text.splitlines(keepends=True)
    )
    path.write_text(used, "utf-8")
    config = read_config(path)
    assert set(config.engagement) == set(_ENGAGEMENT)
    assert {line.strip("[]\n") for line in used.splitlines() if line.startswith("[")} == set(_SECTIONS)
    assert (config.unit, config.year, len(config.bodies), len(config.rules)) == ("某市示范局", 2023, 2, 1)
    assert config.params["AST-001"] == {"tag_days": 30}
    assert config.complete == {"payments", "contracts.seal_name"}


def test_what_was_there_is_left_as_it_was_and_said(job: Path) -> None:
    mine = {"auditcheck.toml": b"[engagement]\n", "\u8bf4\u660e.txt": b"mine", "台账模板/合同台账.xlsx": b"mine too"}
    for name, data in mine.items():
        (job / name).write_bytes(data)
    (job / "台账模板" / "验收单.xlsx").unlink()
    code, _, stderr = run("init", job)
    assert code == 0
    assert {name: (job / name).read_bytes() for name in mine} == mine
    assert (job / "台账模板" / "验收单.xlsx").is_file()
    assert f"{len(load_schema().ledgers) + 1} files were there already and were left as they were" in stderr
    assert "auditcheck.toml" in stderr and "台账模板/ (1)" in stderr


def test_a_second_time_nothing_is_written(job: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in job.rglob("*")}
    code, _, stderr = run("init", job)
    assert code == 0 and "nothing was written" in stderr
    assert {path: path.stat().st_mtime_ns for path in job.rglob("*")} == before


def test_a_file_in_the_way_ends_with_2_and_a_message(tmp_path: Path) -> None:
    (tmp_path / "项目").write_text("no folder")
    code, _, stderr = run("init", tmp_path / "项目")
    assert code == 2 and "项目" in stderr and "Traceback" not in stderr
    (tmp_path / "别处").mkdir()
    (tmp_path / "别处" / "台账").write_text("no folder")
    code, _, stderr = run("init", tmp_path / "别处")
    assert code == 2 and "台账" in stderr and "Traceback" not in stderr


def test_the_steps_of_the_page_work(job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill two templates, move them to where the books stand, load and run from inside."""
    for name, to in (("台账模板/合同台账.xlsx", "台账"), ("核查表模板/确认记录.xlsx", "核查表")):
        book = openpyxl.load_workbook(job / name)
        for cell in book.active[4]:
            book.active.cell(6, cell.column).value = cell.value
        book.save(job / to / Path(name).name)
    monkeypatch.chdir(job)
    code, _, stderr = run("load", "-o", ".", "-q")
    assert code == 0 and "load.json" in stderr and "rejects" not in stderr
    code, _, stderr = run("run", "-o", ".", "-q")
    assert code in (0, 1), stderr
    assert (job / "findings.xlsx").is_file()
