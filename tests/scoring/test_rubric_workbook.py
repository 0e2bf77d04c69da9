"""A scheme as a workbook: it comes back as the same data; what cannot be read is named by sheet and row."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.errors import ConfigError
from auditcheck.report.score_rubric import write_rubric
from auditcheck.scoring import load_rubric, rubric_names
from auditcheck.scoring.lint import lint


@pytest.mark.parametrize("name", rubric_names())
def test_there_and_back_is_the_same_scheme(name: str, tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    write_rubric(path, name)
    assert load_rubric(path) == load_rubric(name)
    assert [one["message"] for one in lint(path)["issues"]] == [one["message"] for one in lint(name)["issues"]]


def edited(tmp_path: Path, sheet: str, cell: str, value: object) -> Path:
    from openpyxl import load_workbook

    path = tmp_path / "own.xlsx"
    write_rubric(path, "xj-2023")
    workbook = load_workbook(path)
    workbook[sheet][cell] = value
    workbook.save(path)
    return path


def test_an_edit_counts(tmp_path: Path) -> None:
    found = load_rubric(edited(tmp_path, "指标体系", "D2", "规划科学性")).indicator("A11")
    assert found is not None and found.name == "规划科学性"


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("指标体系", "A2", "部门决策", "row 2"),
        ("指标体系", "E1", "分值", "权重"),
        ("指标体系", "M2", "kind: [", "指标体系 2"),
        ("指标体系", "E2", "4", "A1"),
        ("设置", "A2", "nome", "nome"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, sheet: str, cell: str, value: object, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        load_rubric(edited(tmp_path, sheet, cell, value))


def test_the_command_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    assert CliRunner().invoke(cli, ["score", "--export", str(path), "--rubric", "nk-2016"]).exit_code == 0
    assert load_rubric(path).name == "nk-2016"
