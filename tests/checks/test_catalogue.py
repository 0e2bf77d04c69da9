"""Reading check files: what is refused, and that the message says where."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from auditcheck.checks.catalogue import find, load_catalogue, read_check
from auditcheck.checks.parameters import settle
from auditcheck.engine.session import Session
from auditcheck.errors import ConfigError

HEADER = """id: {id}
name: {name}
title: 某检查
summary: Some check.
kind: finding
class: suspicion
severity: low
status: draft
scope: [unit]
key: [contract_no]
requires: [contracts.contract_no]
message: "{{lead}}，{{contract_no}}，需进一步核实。"
params:
  days: {{type: integer, default: 5, doc: 天数}}
  rate: {{type: decimal, default: "0.10", doc: 比例}}
  words: {{type: list, default: 甲;乙, doc: 词}}
  limit: {{type: decimal, default: null, doc: 限额}}
"""


def write(folder: Path, text: str = "SELECT 1", id: str = "TST-001", name: str = "some_check", extra: str = "") -> Path:
    path = folder / f"{name}.sql"
    path.write_text(f"/*\n{HEADER.format(id=id, name=name)}{extra}*/\n{text}\n", encoding="utf-8")
    return path


def test_sub_rules_are_cut_at_their_labels_and_override_the_header(tmp_path: Path) -> None:
    extra = "subrules:\n  A: {title: 甲, requires: [payments.amount]}\n  B: {title: 乙, class: violation, params: [limit]}\n"
    text = "-- subrule: A\nSELECT 1\n-- undecided: A\nSELECT 2\n-- subrule: B\nSELECT 3\n-- population: B\nSELECT 4"
    check = read_check(write(tmp_path, text, extra=extra))
    first, second = check.subrules
    assert (first.sql, first.undecided, first.population) == ("SELECT 1", "SELECT 2", None)
    assert (second.sql, second.undecided, second.population) == ("SELECT 3", None, "SELECT 4")
    assert (first.driving, second.driving) == ("payments", "contracts")
    assert second.header["class"] == "violation"
    assert second.needs_params == ("limit",)


def test_labels_stand_alone_in_a_file_without_sub_rules(tmp_path: Path) -> None:
    check = read_check(write(tmp_path, "SELECT 1\n-- population:\nSELECT 2\n-- undecided:\nSELECT 3"))
    (rule,) = check.subrules
    assert (rule.key, rule.sql, rule.population, rule.undecided) == (None, "SELECT 1", "SELECT 2", "SELECT 3")


def test_shared_tables_are_said_once_and_read_by_each_select(tmp_path: Path) -> None:
    text = (
        "-- shared:\nWITH a AS (SELECT 1 AS x)\n-- subrule:\nSELECT x FROM a\n"
        "-- undecided:\n-- why\nWITH b AS (SELECT x FROM a)\nSELECT x FROM b\n-- population:\nSELECT count(*) FROM a"
    )
    (rule,) = read_check(write(tmp_path, text)).subrules
    session = Session()
    assert session.select(rule.sql) == session.select(rule.undecided) == [{"x": 1}]
    assert list(session.select(rule.population)[0].values()) == [1]


def test_tables_shared_by_the_file_come_before_those_of_a_sub_rule(tmp_path: Path) -> None:
    text = (
        "-- shared:\nWITH a AS (SELECT 1 AS x)\n-- shared: B\nWITH b AS (SELECT x + 1 AS x FROM a)\n"
        "-- subrule: A\nSELECT x FROM a\n-- subrule: B\nSELECT x FROM b"
    )
    first, second = read_check(write(tmp_path, text, extra="subrules: {A: {title: 甲}, B: {title: 乙}}\n")).subrules
    assert Session().select(first.sql) == [{"x": 1}]
    assert Session().select(second.sql) == [{"x": 2}]


def test_sub_rules_that_header_and_text_do_not_share_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "-- subrule: A\nSELECT 1\n-- subrule: B\nSELECT 2", extra="subrules: {A: {title: 甲}}\n")
    with pytest.raises(ConfigError, match=r"some_check\.sql"):
        _ = read_check(path).subrules


@pytest.mark.parametrize(
    "text",
    ["SELECT 1", "/* id: X */ SELECT 1", "/*\n[1, 2\n*/ SELECT 1", "/*\n*/ SELECT 1", "/*\nid: X\nkind: guess\n*/"],
)
def test_a_file_that_is_no_check_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.sql"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broken\.sql"):
        read_check(path)


def test_ids_and_names_are_never_used_twice(tmp_path: Path) -> None:
    write(tmp_path, id="TST-001", name="one")
    write(tmp_path, id="TST-001", name="two")
    with pytest.raises(ConfigError, match="TST-001"):
        load_catalogue(tmp_path)


def test_a_check_is_found_by_id_or_name_and_a_slip_is_answered_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path)
    checks = load_catalogue(tmp_path)
    assert find(checks, "tst-001").id == find(checks, "some_check").id == "TST-001"
    with pytest.raises(ConfigError, match="TST-001"):
        find(checks, "TST-01")


def test_parameters_are_typed_and_unset_ones_stay_unset(tmp_path: Path) -> None:
    parameters = read_check(write(tmp_path)).parameters
    values = settle("TST-001", parameters, {"days": "7", "rate": 0.25})
    assert values == {"days": 7, "rate": Decimal("0.25"), "words": ["甲", "乙"], "limit": None}


@pytest.mark.parametrize("given", [{"day": 3}, {"days": "soon"}, {"days": 1.5}, {"rate": "much"}, {"days": True}])
def test_a_wrong_parameter_is_refused(tmp_path: Path, given: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        settle("TST-001", read_check(write(tmp_path)).parameters, given)
