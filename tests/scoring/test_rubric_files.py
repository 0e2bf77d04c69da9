"""A rubric file that is wrong is refused with the file and the key; a second rubric is data only."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from auditcheck.errors import ConfigError
from auditcheck.scoring import load_rubric, rubric_names, rules, score
from tests.scoring.books import TIER_B, by_code, check, finding, judged, judgements, seed

TEXT = TIER_B.read_text("utf-8")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    def change(old: str, new: str) -> Path:
        assert old in TEXT
        path = tmp_path / "own.yaml"
        path.write_text(TEXT.replace(old, new, 1), "utf-8")
        return path

    return change


def test_the_built_in_rubric_carries_the_reports_words() -> None:
    rubric = load_rubric(TIER_B)
    assert "xj-2023" in rubric_names()
    assert [(one.code, one.weight) for one in rubric.indicators] == [
        (code, Decimal(weight))
        for code, weight in zip(
            ("B11", "B21", "B31", "B32", "B33", "B41", "B42", "B51"), (2, 2, 5, 5, 2, 5, 1, 3), strict=True
        )
    ]
    assert rubric.weight == 25 and rubric.full == 100
    found = rubric.indicator("B42")
    assert found is not None and "得2分" in found.standard
    assert rules.kinds() == ["adjustment", "completion", "criteria", "occurrences", "steps", "threshold", "tiers"]


def test_the_whole_rubric_has_38_indicators_and_100_points() -> None:
    rubric = load_rubric("xj-2023")
    assert (len(rubric.indicators), rubric.weight, rubric.full) == (38, 100, 100)
    assert {one.source for one in rubric.indicators} == {"ledger", "judgement", "metric", "survey"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: steps", "kind: stairs", "indicators[3].rule.kind: unknown rule kind 'stairs'"),
        ('weight: "5.00"', 'weight: "4.00"', "levels: B3 has 12.00 points, its indicators add up to 11.00"),
        ('name: 部门管理, max: "25.00"', 'name: 部门管理, max: "26.00"', "tiers: B has 26.00 points"),
        ('full: "100.00"', 'full: "20.00"', "full: the tiers add up to 25.00, more than 20.00"),
        ('points: "1", judgement: true}', 'points: "2", judgement: true}', "points add up to 3, the weight of B11"),
        ("B31.step: floor", "B31.step: up", "conventions.B31.step: 'up' is none of floor, linear"),
        ("  B31.step: floor\n", "", "conventions.B31.step: missing"),
        ("  B42.step: floor", "  B99.step: floor\n  B42.step: floor", "conventions.B99.step: unknown key"),
        ("checks: [SOD-005]", "checks: [SOD 005]", "indicators[1].rule.criteria[1].checks: 'SOD 005' is no check id"),
        ('points: "1", checks: [SOD-005]', 'points: "1"', "name the checks that decide this, or say judgement: true"),
        ("counts: [confirmed, rectifying", "counts: [confirmed, open", "counts: 'open' is none of confirmed"),
        ("source: ledger", "source: hearsay", "indicators[1].source: 'hearsay' is none of ledger"),
        ("level: B1\n", "level: C1\n", "indicators[1].level: 'C1' is none of B1"),
        ("code: B21", "code: B11", "indicators: B11 stands twice"),
        ('  - {name: 差, from: "0"}\n', "", "grades: must go from the best grade down to one that starts at 0"),
        ("step: 1%", "step: 0.01", "indicators[3].rule.step: expected per cent such as 90%"),
        ("{from: 80%", "{from: 95%", "indicators[6].rule.tiers: must go from the highest rate and points down"),
        ("year: 2023", "year: soon", "year: expected a whole number"),
        ("all_or_nothing: true", "all_or_nothing: perhaps", "all_or_nothing: expected true or false"),
        ("words: {full: 健全", "wrds: {full: 健全", "indicators[1].wrds: unknown key"),
        ("definition: 考察部门预算执行情况", "definition:", "indicators[3].definition: missing"),
        ("benchmark: 健全", "benchmark: 健全\n    benchmark: 合规", "is not valid YAML: 'benchmark' is written twice"),
        ("name: xj-2023", "name: [xj", "is not valid YAML"),
        ("tiers:\n  - {code: B,", "tiers: []\nspare:\n  - {code: B,", "tiers: expected a list with at least one entry"),
        ("full: 100%\n      step", 'full: "100%"\n      cst: "1"\n      step', "indicators[3].rule.cst: unknown key"),
    ],
)
def test_a_wrong_rubric_is_refused_with_file_and_key(
    changed: Callable[[str, str], Path], old: str, new: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_rubric(changed(old, new))
    assert str(caught.value).startswith("own.yaml: ") and message in str(caught.value)


def test_an_unknown_rubric_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no such rubric; built in: .*xj-2023"):
        load_rubric("xj-1999")
    with pytest.raises(ConfigError, match=r"conventions\.B31\.stp: the rubric has no such setting"):
        load_rubric(TIER_B, {"B31.stp": "floor"})


def test_an_unquoted_number_is_read_exactly(changed: Callable[[str, str], Path]) -> None:
    rubric = load_rubric(changed('cost: "0.1"', "cost: 0.1"))
    found = rubric.indicator("B42")
    assert found is not None and found.rule.cost == Decimal("0.1")  # type: ignore[attr-defined]


def test_a_rubric_overrides_what_a_header_feeds(changed: Callable[[str, str], Path]) -> None:
    path = changed(
        "tiers:\n",
        "feeds:\n  CON-004: [{indicator: B32, criterion: 2, mode: criterion_fail}]\n"
        "  AST-007: [{indicator: B51, mode: risk_only}]\n\ntiers:\n",
    )
    found = by_code(score(load_rubric(path), seed(), judgements()))
    assert found["B32"]["score"] == "3.00" and found["B51"]["score"] == "2.50"
    with pytest.raises(ConfigError, match=r"feeds\.CON-004: feeds: unknown mode 'harm'"):
        load_rubric(changed("tiers:\n", "feeds:\n  CON-004: [{indicator: B32, mode: harm}]\n\ntiers:\n"))


def test_a_second_rubric_is_data_only(tmp_path: Path) -> None:
    path = tmp_path / "second.yaml"
    path.write_text(
        textwrap.dedent(
            """
            name: second
            title: 另一指标体系
            year: 2023
            source: 测试
            full: 10
            grades: [{name: 合格, from: 6}, {name: 不合格, from: 0}]
            counts: [confirmed]
            conventions: {not_applicable: convert, rounding: indicator, feeds: named}
            tiers: [{code: A, name: 合同, max: 10}]
            levels: [{code: A1, tier: A, name: 合同管理, max: 10}]
            indicators:
              - {code: A11, name: 合同合规性, level: A1, weight: 10, definition: 考察合同, benchmark: 合规, basis: 合同, standard: 两条,
                 source: ledger, rule: {kind: criteria, criteria: [
                   {text: 先签后履行, points: 6.5, checks: [CON-002]}, {text: 用章, points: 3.5, checks: [CON-004]}]}}
            """
        ),
        "utf-8",
    )
    rubric = load_rubric(path)
    result = score(rubric, seed(), [])
    assert (result["total"], result["grade"]) == ("0.00", "不合格")
    document = seed()
    document["findings"] = [finding("CON-004", 1, [])]
    document["checks"] = [check("CON-002"), check("CON-004", "findings")]
    result = score(rubric, document, [])
    assert (result["total"], result["grade"]) == ("6.50", "合格")
    document["checks"][0]["state"] = "not_applicable"
    document["findings"] = []
    result = score(rubric, document, [judged("A11", 2, "不符合")])
    assert (result["total"], result["max"], result["grade"]) == ("10.00", "10.00", "合格")
