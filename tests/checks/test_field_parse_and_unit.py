"""EVI-001 on workbooks: what no inline case can show, since only a file has rows that could not be read and a total."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck import resources
from auditcheck.checks.catalogue import load_catalogue
from auditcheck.checks.law import load_laws
from auditcheck.checks.results import Hit
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.evidence.workspace import build_workspace
from auditcheck.findings.evidence import EvidenceReader
from auditcheck.findings.identity import fingerprint
from auditcheck.ledgers.load import Body, LoadOptions, load
from tests.ledgers.files import xlsx

HEADER = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]


def contract(number: int, signed: str = "2023-10-17") -> list[Any]:
    return [f"HT-{number:03}", "采购", "甲公司", signed, 100]


def total(stated: float) -> list[Any]:
    return ["合计", None, None, None, stated]


def found(folder: Path, subrule: str, rows: Sequence[Sequence[Any]], name: str = "合同台账.xlsx") -> list[Hit]:
    """What the sub-rule finds in the workbooks of the folder and one of these rows, which begin in row 2."""
    path = folder / name
    path.write_bytes(xlsx([HEADER, *rows]))
    bodies = [Body("某局", ())]
    books = load(sorted(folder.iterdir()), LoadOptions(default_unit="某局", units=bodies, year=2023))
    folder_of_checks = resources.path("checks")
    check = load_catalogue(folder_of_checks)["EVI-001"]
    workspace = build_workspace(books, bodies=bodies, asof=date(2024, 6, 30))
    try:
        context = RunContext(date(2024, 6, 30), 2023, laws=load_laws(folder_of_checks / "law"))
        result = run_check(check, workspace, context)
    finally:
        workspace.session.close()
    assert [part.reason for part in result.parts if part.state == "error"] == []
    return [hit for hit in result.hits if hit.rule.key == subrule]


def test_two_rows_of_a_hundred_that_could_not_be_read_are_exactly_two_percent(tmp_path: Path) -> None:
    unread = {11: "2023-13-45", 41: "2023-02-30"}
    (hit,) = found(tmp_path, "A", [contract(n, unread.get(n, "2023-10-17")) for n in range(1, 101)])
    assert hit.severity == "medium"
    assert (hit.row["subject"], hit.row["sheet"]) == ("合同台账.xlsx", "合同台账")
    assert (hit.row["count"], hit.row["share"]) == (2, "2.0%")
    assert hit.row["example"] == "第12行“2023-13-45”"  # the first of them, with its own value


def test_two_rows_of_ninety_nine_are_just_more_than_two_percent(tmp_path: Path) -> None:
    unread = {11: "2023-13-45", 41: "2023-02-30"}
    (hit,) = found(tmp_path, "A", [contract(n, unread.get(n, "2023-10-17")) for n in range(1, 100)])
    assert hit.severity == "high"


def test_a_total_that_is_off_by_exactly_the_tolerance_is_right(tmp_path: Path) -> None:
    assert found(tmp_path, "F", [contract(1), contract(2), total(200.05)]) == []
    assert found(tmp_path, "F", [contract(1), contract(2), total(199.95)]) == []


def test_a_total_that_is_off_by_a_cent_more_is_wrong(tmp_path: Path) -> None:
    (hit,) = found(tmp_path, "F", [contract(1), contract(2), total(200.06)])
    assert (str(hit.row["stated"]), str(hit.row["control"]), str(hit.row["difference"])) == ("200.06", "200.00", "0.06")
    assert hit.row["field"] == "合同金额"


def evidence(folder: Path, subrule: str, rows: Sequence[Sequence[Any]]) -> list[tuple[str, Any, dict[str, str]]]:
    """Role, row and cells with what stands in them, as people are shown it, of what the sub-rule finds."""
    path = folder / "合同台账.xlsx"
    path.write_bytes(xlsx([["单位：万元"], HEADER, *rows]))
    folder_of_checks = resources.path("checks")
    workspace = build_workspace(load([path], LoadOptions(default_unit="某局", year=2023)), asof=date(2024, 6, 30))
    try:
        context = RunContext(date(2024, 6, 30), 2023, laws=load_laws(folder_of_checks / "law"))
        hits = run_check(load_catalogue(folder_of_checks)["EVI-001"], workspace, context).hits
        items = [item for hit in hits if hit.rule.key == subrule for item in EvidenceReader(workspace).read(hit).items]
    finally:
        workspace.session.close()
    assert {(item["file"], item["sheet"]) for item in items} == {("合同台账.xlsx", "合同台账")}
    return [
        (item["role"], item["row"], {cell: item["values"][name] for name, cell in item["cells"].items()})
        for item in items
    ]


def test_a_total_that_is_wrong_is_shown_in_its_cell(tmp_path: Path) -> None:
    cell, sheet = evidence(tmp_path, "F", [contract(1), contract(2), total(201)])
    assert cell == ("total", 5, {"E5": "2010000.00"})
    assert sheet == ("table", None, {})


def test_totals_that_are_added_up_are_shown_in_each_of_their_cells(tmp_path: Path) -> None:
    cells = evidence(tmp_path, "F", [contract(1), total(100), contract(2), total(101)])
    assert cells[:2] == [("total", 4, {"E4": "1000000.00"}), ("total", 6, {"E6": "1010000.00"})]


def test_only_the_total_that_is_wrong_is_shown(tmp_path: Path) -> None:
    """Beside it stand the totals of another column and of another sheet, which are right."""
    header = [*HEADER, "履约保证金"]
    (tmp_path / "一.xlsx").write_bytes(xlsx([header, [*contract(1), 5], [*contract(2), 5], [*total(300), 10]]))
    (tmp_path / "二.xlsx").write_bytes(xlsx([header, [*contract(3), 5], [*total(100), 5]]))
    hits = found(tmp_path, "F", [contract(4), total(100)])
    assert [(hit.row["subject"], hit.row["field"]) for hit in hits] == [("一.xlsx", "合同金额")]
    ((role, cells),) = hits[0].cells
    assert (role, [(cell["row"], cell["column"], str(cell["value"])) for cell in cells]) == (
        "total",
        [(4, "amount", "300.00")],
    )


def test_what_could_not_be_read_is_shown_in_its_cells(tmp_path: Path) -> None:
    unread, _sheet = evidence(tmp_path, "A", [contract(1), contract(2, "2023-13-45")])
    assert unread == ("rejected", 4, {"D4": "2023-13-45"})


def test_a_renamed_file_is_the_same_finding(tmp_path: Path) -> None:
    for subrule, rows in (("A", [contract(1), contract(2, "2023-13-45")]), ("F", [contract(1), total(300)])):
        (before,) = found(tmp_path, subrule, rows)
        (tmp_path / "合同台账.xlsx").unlink()
        (after,) = found(tmp_path, subrule, rows, "合同台账（终稿）.xlsx")
        (tmp_path / "合同台账（终稿）.xlsx").unlink()
        marks = {fingerprint("EVI-001", ["unit"], ["subject", "sheet", "field"], hit, []) for hit in (before, after)}
        assert len(marks) == 1
