"""Standards with period, value and source: what a file must say, what a user's own rows do, what checks see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditcheck.errors import ConfigError
from auditcheck.evidence import reference
from auditcheck.evidence.reference import ReferenceTable, from_entries, read_shipped, tables, with_own
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows
from tests.ledgers.files import xlsx

LIMITS = reference.shipped()["limits"]
HEADERS = "标准种类,省份,级次,采购类别,起,止,金额（万元）,出处"


def own(folder: Path, *lines: str, headers: str = HEADERS) -> Path:
    path = folder / "限额.csv"
    path.write_text("\n".join([headers, *lines]), encoding="utf-8")
    return path


def values(table: ReferenceTable, column: str = "value") -> list[str | None]:
    return [row.values.get(column) for row in table.rows]


def test_a_file_with_chinese_headers_is_read_with_its_unit_of_money_and_spans(tmp_path: Path) -> None:
    table = with_own(LIMITS, own(tmp_path, "公开招标数额标准,新疆,县,货物,2023,2024年,200,某财购〔2022〕1号"))
    (row,) = table.rows
    assert row.values == {
        "kind": "公开招标数额标准", "province": "新疆", "level": "县", "category": "货物",
        "from": "2023-01-01", "to": "2024-12-31", "value": "2000000.00", "source": "某财购〔2022〕1号",
    }  # fmt: skip
    assert (row.file, row.number) == ("限额.csv", 2)


def test_a_workbook_with_a_title_above_its_headers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "限额.xlsx"
    path.write_bytes(xlsx([["某省限额标准"], ["标准种类", "金额", "出处"], ["分散采购限额标准", 300000, "某号"]]))
    table = with_own(LIMITS, path)
    assert (values(table), table.rows[0].number) == (["300000.00"], 3)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["甲,新疆,县,货物,2023,,二百,某号"], "row 2"),
        (["甲,新疆,县,货物,2023,,200,"], "row 2"),
        (["甲,新疆,县,货物,2024-01-01,2023-12-31,200,某号"], "row 2"),
        (["甲,新疆,县,货物,2023,,200,某号", "甲,新疆,县,货物,2024,,300,某号"], "row 3.*row 2"),
        (["甲,,,货物,,2023,200,某号", "乙,,,货物,,,1,某号", "甲,,,货物,2023-12-31,,300,某号"], "row 4.*row 2"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(lines: list[str], told: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"限额\.csv.*{told}"):
        with_own(LIMITS, own(tmp_path, *lines))


@pytest.mark.parametrize("headers", ["标准种类,省份,数额,出处", "标准种类,省份,出处", "甲,乙,丙", "金额,金额,出处"])
def test_headers_that_are_not_those_of_the_table_are_refused(headers: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"限额\.csv"):
        with_own(LIMITS, own(tmp_path, "1,2,3,4", headers=headers))


def test_own_rows_outrank_shipped_ones_case_by_case(tmp_path: Path) -> None:
    shipped = from_entries(
        LIMITS, [{"kind": "甲", "category": "货物", "value": 1}, {"kind": "甲", "category": "工程", "value": 2}]
    )
    table = with_own(shipped, own(tmp_path, "甲,,,货物,2023,,3,某号"))
    assert sorted(map(str, values(table))) == ["2.00", "30000.00"]


def test_a_table_that_does_not_exist_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="limits"):
        tables({"limit": Path("x.csv")})


def test_a_shipped_file_without_types_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("# 某标准\nkind,value\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.csv, row 2"):
        read_shipped(tmp_path / "bad.csv")


def test_checks_see_the_rows_with_types_and_place() -> None:
    standards = {
        "limits": from_entries(LIMITS, [{"kind": "甲", "from": "2023-01-01", "value": "50万元", "source": "某号"}])
    }
    workspace = build_workspace(books_from_rows({}), standards=standards, home=("新疆", "县"))
    try:
        sql = "SELECT l.value + 1 AS more, l.from AS begins, l.ref_id FROM ref_limits AS l WHERE $day::DATE >= l.from"
        (row,) = workspace.session.select(sql, {"day": date(2023, 1, 1)})
        (where,) = workspace.standards("ref_limits", [row["ref_id"]])
    finally:
        workspace.session.close()
    assert (str(row["more"]), row["begins"], where["source"]) == ("500001.00", date(2023, 1, 1), "某号")


def test_every_shipped_figure_names_its_source() -> None:
    assert set(reference.shipped()) >= {"limits", "travel", "standards"}
    for table in reference.shipped().values():
        assert all(row.values.get("source") for row in table.rows), table.name
