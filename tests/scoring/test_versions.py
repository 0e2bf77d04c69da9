"""Frozen versions: what changed between two of them, and why; the command keeps them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.report.score_changes import write_changes
from auditcheck.scoring import apply_what_if, load_rubric, score
from auditcheck.scoring.versions import changes, check_seals, sealed
from tests.scoring.test_sensitivity import DOCUMENT, JUDGED, RUBRIC


def test_only_what_changed_is_told_with_its_reason() -> None:
    before = score(RUBRIC, DOCUMENT, JUDGED)
    document = copy.deepcopy(apply_what_if(DOCUMENT, {"合同-001": "confirmed"}, {"C35": "1500"}, RUBRIC))
    judged: list[dict[str, Any]] = [
        {**one, "result": "不符合", "reason": "指标未细化", "person": "复核人乙"}
        if (one["indicator"], one["criterion"]) == ("A22", 3)
        else one
        for one in JUDGED
    ]
    found = changes(before, score(RUBRIC, document, judged))
    told = {one["code"]: one for one in found["indicators"]}
    assert set(told) == {"A22", "B32", "C35"}
    assert (told["B32"]["before"], told["B32"]["after"], told["B32"]["change"]) == ("5.00", "4.00", "-1.00")
    assert "新增扣分依据：合同-001" in told["B32"]["reasons"]
    assert any("1959项”改为“1500项" in reason for reason in told["C35"]["reasons"])
    assert "评分项3重新判断为“不符合”：指标未细化" in told["A22"]["reasons"] and told["A22"]["people"] == ["复核人乙"]
    assert found["change"] == "-3.16"
    assert changes(before, before)["indicators"] == []


def test_a_setting_that_changed_is_told() -> None:
    before = score(RUBRIC, DOCUMENT, JUDGED)
    found = changes(before, score(load_rubric("xj-2023", {"B31.step": "linear"}), DOCUMENT, JUDGED))
    assert found["conventions"] == {"B31.step": ["floor", "linear"]}
    assert [(one["code"], one["reasons"]) for one in found["indicators"]] == [("B31", ["评分口径调整"])]


def test_versions_of_two_schemes_are_not_compared() -> None:
    with pytest.raises(ConfigError, match="nk-2016"):
        changes(score(RUBRIC, DOCUMENT, JUDGED), score(load_rubric("nk-2016"), DOCUMENT, []))


def test_the_table_has_a_live_difference(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    before = score(RUBRIC, DOCUMENT, JUDGED)
    after = score(RUBRIC, apply_what_if(DOCUMENT, {"合同-001": "confirmed"}), JUDGED)
    write_changes(tmp_path / "c.xlsx", changes(before, after), "初稿", "终稿")
    sheet = load_workbook(tmp_path / "c.xlsx").active
    [row] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "B32"]
    assert row[2:4] == (5, 4) and row[4].startswith("=D")


def two_versions() -> dict[str, Any]:
    first = sealed(score(RUBRIC, DOCUMENT, JUDGED), "初稿", None)
    second = sealed(score(RUBRIC, apply_what_if(DOCUMENT, {"合同-001": "confirmed"}), JUDGED), "终稿", first)
    # As they are read back from their files.
    read: dict[str, Any] = json.loads(json.dumps({"1 初稿.json": first, "4 终稿.json": second}, ensure_ascii=False))
    return read


def test_versions_as_they_were_frozen_are_accepted() -> None:
    check_seals(two_versions())
    assert changes(*two_versions().values())["change"] == "-1.00"


@pytest.mark.parametrize("file", ["1 初稿.json", "4 终稿.json"])
def test_an_altered_version_is_named(file: str) -> None:
    versions = two_versions()
    versions[file]["indicators"][3]["explanation"] += "。"
    with pytest.raises(AuditcheckError, match=f"^{file}"):
        check_seals(versions)


def test_a_version_sealed_anew_breaks_the_one_after_it() -> None:
    versions = two_versions()
    altered = {key: value for key, value in versions["1 初稿.json"].items() if key != "frozen"} | {"total": "99.00"}
    versions["1 初稿.json"] = sealed(altered, "初稿", None)
    with pytest.raises(AuditcheckError, match=r"^4 终稿"):
        check_seals(versions)


@pytest.mark.parametrize("frozen", [None, "x", {}, {"sha256": 1}])
def test_a_version_without_its_hash_is_named(frozen: Any) -> None:
    versions = two_versions()
    versions["1 初稿.json"]["frozen"] = frozen
    with pytest.raises(AuditcheckError, match=r"^1 初稿"):
        check_seals(versions)


def test_a_version_taken_away_is_told() -> None:
    versions = two_versions()
    del versions["1 初稿.json"]
    with pytest.raises(AuditcheckError, match=r"^4 终稿"):
        check_seals(versions)


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["report", "-o", str(tmp_path), "--freeze", "初稿"])
    assert result.exit_code == 2 and not (tmp_path / "versions").exists()
