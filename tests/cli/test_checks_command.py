"""``auditcheck checks``: a new check is fit as it stands, pages are complete, what is missing is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditcheck import resources
from auditcheck.checks.catalogue import load_catalogue, read_check
from auditcheck.checks.law import load_laws
from auditcheck.checks.lint import lint
from auditcheck.cli.commands import cli

CHECKS = resources.path("checks")


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("group", ["contract", "CON", "own", "INC"])
def test_a_new_check_is_a_draft_that_passes_lint_and_cases(group: str, tmp_path: Path) -> None:
    code, out, _ = run("checks", "new", "signed_after_cut_off", "--group", group, "-o", tmp_path)
    assert code == 0
    path = Path(out.splitlines()[0])
    check = read_check(path)
    assert check.header["status"] == "draft"
    assert check.id not in load_catalogue(CHECKS)
    assert lint(check, load_laws(CHECKS / "law")) == []
    assert run("checks", "test", check.id, "--checks", tmp_path)[0] == 0


def test_a_folder_within_another_is_read_once() -> None:
    assert load_catalogue(CHECKS, CHECKS / "contract") == load_catalogue(CHECKS)


def test_a_new_check_takes_no_id_of_ones_other_folders(tmp_path: Path) -> None:
    own = tmp_path / "own"
    ids = []
    for name, out, more in (("signed_late", own, ()), ("signed_later", tmp_path, ("--checks", own))):
        written = run("checks", "new", name, "-o", out, *more)[1].splitlines()[0]
        ids.append(read_check(Path(written)).id)
    assert ids == ["OWN-001", "OWN-002"]


def test_a_check_on_a_rule_of_the_unit_that_nobody_registered_is_not_run(tmp_path: Path) -> None:
    run("checks", "new", "signed_late", "-o", tmp_path)
    cases = tmp_path / "signed_late.test.yaml"
    cases.write_text(cases.read_text("utf-8").replace("rules: [{name: 某局合同管理制度}]", "rules: []"), "utf-8")
    code, out, _ = run("checks", "test", "OWN-001", "--checks", tmp_path)
    assert code == 1
    assert "not_run: 请在auditcheck.toml的[[rules]]登记作为依据的本单位制度" in out
    assert "state skipped, expected clean" in out


def test_what_no_basis_of_its_day_covers_is_counted(tmp_path: Path) -> None:
    run("checks", "new", "signed_late", "-o", tmp_path)
    cases = tmp_path / "signed_late.test.yaml"
    later = "rules: [{name: 某局合同管理制度, from: 2024-07-02}]"
    cases.write_text(cases.read_text("utf-8").replace("rules: [{name: 某局合同管理制度}]", later, 1), "utf-8")
    assert (
        "clean: 另有1处，发生之日没有可以引用的有效依据，未列入"
        in run("checks", "test", "OWN-001", "--checks", tmp_path)[1]
    )


def test_a_name_that_is_taken_or_none_and_an_unknown_group_are_refused(tmp_path: Path) -> None:
    assert run("checks", "new", "acceptance_before_signing", "-o", tmp_path)[0] == 2
    assert run("checks", "new", "../evil", "-o", tmp_path)[0] == 2
    assert run("checks", "new", "some_check", "--group", "contracts2", "-o", tmp_path)[0] == 2
    assert run("checks", "new", "some_check", "-o", tmp_path)[0] == 0
    assert run("checks", "new", "some_check", "-o", tmp_path)[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some_check.sql", "some_check.test.yaml"]


def test_two_new_checks_have_two_ids(tmp_path: Path) -> None:
    for name in ("one_check", "two_check"):
        assert run("checks", "new", name, "-o", tmp_path)[0] == 0
    assert list(load_catalogue(tmp_path)) == ["OWN-001", "OWN-002"]


def test_the_page_of_a_check_says_all_that_a_reader_of_its_findings_needs() -> None:
    _, out, _ = run("checks", "show", "CON-002")
    for heading in ("为什么重要", "依据", "规则", "示例", "误报与排除", "参数", "如何整改", "SQL"):
        assert f"\n## {heading}\n" in out
    assert "《中华人民共和国政府采购法》第四十一条" in out
    assert "抽凭检查表" in out
    assert "FROM contracts" in out


def test_pages_and_index_are_written_for_every_check_and_own_ones(tmp_path: Path) -> None:
    assert run("checks", "new", "some_check", "-o", tmp_path / "own")[0] == 0
    assert run("checks", "docs", "-o", tmp_path / "pages", "--checks", tmp_path / "own")[0] == 0
    ids = [*load_catalogue(CHECKS), "OWN-001"]
    assert sorted(path.stem for path in (tmp_path / "pages").iterdir()) == sorted([*ids, "README"])
    index = (tmp_path / "pages" / "README.md").read_text("utf-8")
    assert all(f"[{check_id}]({check_id}.md)" in index for check_id in ids)
    assert "xj-2023 B32" in index
    assert "合同台账（contracts）" in index


def test_what_the_given_ledgers_cannot_serve_is_told_with_the_columns(tmp_path: Path) -> None:
    book = tmp_path / "合同台账.csv"
    book.write_text("合同编号,合同名称,乙方,签订日期,合同金额\nHT-1,甲,乙公司,2023-05-01,100\n", encoding="utf-8")
    code, out, _ = run("checks", "list", "--missing", book, "--format", "json", "-q")
    assert code == 0
    told = {entry["check"]: entry["missing"] for entry in json.loads(out)}
    assert told["CON-004"] == ["contracts.seal_name"]
    assert any("acceptances." in name for name in told["CON-002"])
    assert "合同台账“我方用印名称”" in run("checks", "list", "--missing", book, "-q")[1]
