"""``auditcheck network``: who meets whom, what they share, staff; no personal number in any output."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli

BIDS = "核算单位,采购项目编号,投标人,报价,是否中标,法定代表人,联系电话,地址,保证金转出账户\n"
PHONE, ACCOUNT = "13812345678", "6222020000000012345"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [
        f"某市甲局,CG-{number},{name},100,{'是' if name == winner else '否'},{legal},{phone},{name}路1号,{account}"
        for number, winner in ((1, "甲公司"), (2, "乙公司"), (3, "甲公司"))
        for name, legal, phone, account in (
            ("甲公司", "王一", PHONE, "6222020000000011111"),
            ("乙公司", "李二", "13800000002", ACCOUNT),
            ("丙公司", "王一", "13800000003", ACCOUNT),
        )
    ]
    lines.append("某市甲局,CG-9,丁公司,100,是,赵四,13800000004,丁路,6222020000000044444")
    (tmp_path / "投标明细.csv").write_text(BIDS + "\n".join(lines) + "\n", encoding="utf-8")
    staff = f"核算单位,人员编号,姓名,部门,岗位,联系电话\n某市甲局,R1,孙六,采购科,经办,{PHONE}\n某市甲局,R2,赵四,办公室,文员,13900000000\n"
    (tmp_path / "人员岗位名册.csv").write_text(staff, encoding="utf-8")
    return tmp_path


def run(folder: Path, form: str) -> str:
    result = CliRunner().invoke(cli, ["network", str(folder), "-q", "--format", form])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def network(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(folder, "json"))
    return found


def test_who_meets_whom_and_who_wins(folder: Path) -> None:
    pairs = {frozenset((each["a"], each["b"])): each for each in network(folder)["together"]}
    met = pairs[frozenset(("甲公司", "乙公司"))]
    assert met["times"] == 3
    assert {met["a"]: met["wins_a"], met["b"]: met["wins_b"]} == {"甲公司": 2, "乙公司": 1}
    assert not any("丁公司" in pair for pair in pairs)


def test_what_two_bidders_share_is_told_with_its_places(folder: Path) -> None:
    shared = {(frozenset((each["a"], each["b"])), each["word"]): each for each in network(folder)["shared"]}
    assert set(shared) == {
        (frozenset(("甲公司", "丙公司")), "法定代表人"),
        (frozenset(("乙公司", "丙公司")), "银行账号"),
    }
    account = shared[frozenset(("乙公司", "丙公司")), "银行账号"]
    assert account["value"] == "尾号2345"
    assert {each["row"] for each in account["places"]} >= {3, 4}


def test_a_name_alone_is_no_match_with_staff(folder: Path) -> None:
    (match,) = network(folder)["staff"]
    assert (match["supplier"], match["factors"], match["person"]) == ("甲公司", ["电话"], "孙某")


def test_those_that_meet_are_one_community(folder: Path) -> None:
    groups = {each["name"]: each["community"] for each in network(folder)["suppliers"]}
    assert groups["甲公司"] == groups["乙公司"] == groups["丙公司"] != groups["丁公司"]


@pytest.mark.parametrize("form", ["text", "json", "svg", "html"])
def test_no_personal_number_is_in_any_output(folder: Path, form: str) -> None:
    text = run(folder, form)
    for number in (PHONE, ACCOUNT, "13800000002", "孙六"):
        assert number not in text


def test_the_picture_is_well_formed_and_the_same_every_time(folder: Path) -> None:
    picture = run(folder, "svg")
    ElementTree.fromstring(picture)
    assert picture == run(folder, "svg")


def test_books_without_suppliers_are_refused_with_2(tmp_path: Path) -> None:
    (tmp_path / "人员岗位名册.csv").write_text(
        "核算单位,人员编号,姓名,部门,岗位\n某市甲局,R1,孙六,采购科,经办\n", encoding="utf-8"
    )
    assert CliRunner().invoke(cli, ["network", str(tmp_path), "-q"]).exit_code == 2
