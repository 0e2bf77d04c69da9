"""One input changed, of every kind (value, part, tally, judgement, measure, finding, setting): its indicator moves, no other."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.scoring import apply_what_if, explain, load_rubric, score
from auditcheck.scoring.rubric import Rubric
from auditcheck.scoring.settings import alternatives
from auditcheck.survey import tally
from auditcheck.survey.satisfaction import of_indicator
from auditcheck.survey.scales import named
from tests.scoring.books import Document, by_code, judged, seed

RUBRIC = load_rubric("xj-2023")
FILLED = [one.code for one in RUBRIC.indicators if one.source in ("metric", "survey")]
PARTS = [(one.code, part) for one in RUBRIC.indicators for part in one.rule.parts]
_EXAMPLES = {"C31": "0人", "C35": "1959项", "C41": "3.8批次/千人", "C53": "47.34亿元", "C63": "87.60%"}


@cache
def _filled() -> tuple[Document, list[Document]]:
    document = seed()
    document["metrics"] = [
        {
            "indicator": one.code,
            "value": _EXAMPLES.get(one.code, "98%" if "%" in one.benchmark or one.code == "C11" else "9999"),
            "unit": "",
            "person": "甲",
            "from": one.source,
        }
        for one in RUBRIC.indicators
        if one.code in FILLED
    ]
    return document, [judged(code, part.group or part.no) for code, part in PARTS]


def base() -> tuple[Document, list[Document]]:
    return copy.deepcopy(_filled())


@cache
def before() -> Document:
    found: Document = score(RUBRIC, *base())
    return found


def moved(document: Document, lines: list[Document], rubric: Rubric = RUBRIC) -> set[str]:
    """The codes whose part of the score is another in any word; the sums are checked on the way."""
    after = score(rubric, document, lines)
    was, now = by_code(before()), by_code(after)
    assert Decimal(after["total"]) == sum(Decimal(one["score"]) for one in after["indicators"])
    for tier in after["tiers"]:
        own = (Decimal(one["score"]) for one in after["indicators"] if one["tier"] == tier["code"])
        assert Decimal(tier["score"]) == sum(own)
    told = set(after["notes"]) ^ set(before()["notes"])
    changed = {code for code in was if {**was[code], "conventions": 0} != {**now[code], "conventions": 0}}
    assert all(any(code in note for code in changed) for note in told if "等级" not in note), told
    return changed


def test_the_base_is_wholly_scored() -> None:
    assert before()["open_points"] == "0.00" and before()["grade"]
    assert moved(*base()) == set()


@pytest.mark.parametrize("code", [one.code for one in RUBRIC.indicators])
def test_each_indicator_can_be_explained(code: str) -> None:
    lines = explain(before(), code)
    assert lines[0].startswith(code) and lines[-1] == by_code(before())[code]["explanation"]


def test_an_explanation_names_the_row_a_value_came_from() -> None:
    document, lines = base()
    one = next(one for one in document["metrics"] if one["indicator"] == "C34")
    one |= {
        "numerator": "98.000000",
        "denominator": "100.000000",
        "place": {"file": "指标.xlsx", "sheet": "一", "row": 9},
    }
    told = explain(score(RUBRIC, document, lines), "C34")
    assert "取数：指标.xlsx，一，第9行" in told and "  分子 = 98" in told and "  填报人 = 甲" in told


@given(st.sampled_from(FILLED), st.decimals(0, 3000, places=2))
def test_a_value_moves_its_own_indicator(code: str, value: Decimal) -> None:
    document, lines = base()
    one = next(one for one in document["metrics"] if one["indicator"] == code)
    unit = one["value"].lstrip("0123456789.")
    one["value"] = f"{value}{unit}"
    assert moved(document, lines) <= {code}
    if not by_code(before())[code]["value"].startswith(f"{value}"):
        assert moved(document, lines) == {code}


@given(st.sampled_from([code for code in FILLED if code != "C31"]), st.integers(0, 10**6), st.integers(1, 10**6))
def test_parts_move_their_own_indicator_to_what_they_give(code: str, top: int, bottom: int) -> None:
    document, lines = base()
    one = next(one for one in document["metrics"] if one["indicator"] == code)
    one |= {"value": None, "unit": "%", "numerator": str(top), "denominator": str(bottom)}
    assert moved(document, lines) <= {code}
    shown = by_code(score(RUBRIC, document, lines))[code]["value"]
    hundredths = Fraction(top, bottom) * 10**4
    assert shown == f"{Decimal(int(hundredths + Fraction(1, 2))) / 100:.2f}%"


@given(st.sampled_from(FILLED), st.sampled_from(["value", "person"]))
def test_a_value_taken_away_opens_its_own_indicator(code: str, name: str) -> None:
    document, lines = base()
    one = next(one for one in document["metrics"] if one["indicator"] == code)
    one[name] = None
    assert moved(document, lines) == {code}
    is_survey = one["from"] == "survey" and name == "person"  # nobody fills in what questionnaires answered
    assert by_code(score(RUBRIC, document, lines))[code]["state"] == ("scored" if is_survey else "unscored")


@given(st.sampled_from(PARTS), st.sampled_from(["不符合", "不适用", None]))
def test_a_judgement_moves_its_own_indicator(about: tuple[str, Any], result: str | None) -> None:
    code, part = about
    document, lines = base()
    at = next(
        number
        for number, one in enumerate(lines)
        if one["indicator"] == code and (one["group"] or one["criterion"]) == (part.group or part.no)
    )
    if result is None:
        del lines[at]
    else:
        lines[at]["result"] = result
    assert moved(document, lines) <= {code}
    if not part.checks and not _findings_of(code):  # else checks and findings decide before people do
        assert moved(document, lines) == {code}


def _findings_of(code: str) -> list[Document]:
    return [one for one in _filled()[0]["findings"] if any(feed["indicator"] == code for feed in one["feeds"])]


@given(
    st.sampled_from([str(one["no"]) for one in _filled()[0]["findings"]]),
    st.sampled_from(["open", "pending", "confirmed", "dismissed", "rectified"]),
)
def test_a_finding_moves_only_what_it_feeds(number: str, state: str) -> None:
    document, lines = base()
    fed = {f["indicator"] for one in document["findings"] if one["no"] == number for f in one["feeds"]}
    assert moved({**apply_what_if(document, {number: state}), "run": document["run"]}, lines) <= fed


@given(
    st.sampled_from([("BUD-001", "B31"), ("BUD-002", "B42"), ("PER-001", "B41")]),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
)
def test_a_measure_of_the_ledgers_moves_its_own_indicator(about: tuple[str, str], top: int, bottom: int) -> None:
    name, code = about
    document, lines = base()
    one = next(one for one in document["measures"] if one["check"] == name)
    names = {
        "BUD-001": ("numerator", "denominator"),
        "BUD-002": ("net_adjustment", "budget_initial"),
        "PER-001": ("score_sum", "projects"),
    }[name]
    one["values"] |= dict(zip(names, (str(top), str(bottom)), strict=True))
    for rate in ("rate", "net_rate", "average"):
        if rate in one["values"]:
            one["values"][rate] = str(Decimal(top) / Decimal(bottom))
    assert moved(document, lines) <= {code}


@given(st.sampled_from(sorted(RUBRIC.conventions)), st.data())
def test_a_setting_of_an_indicator_moves_that_one(key: str, data: st.DataObject) -> None:
    others = alternatives(key, RUBRIC.conventions[key])
    code = key.partition(".")[0]
    if not others or code == key:
        return
    rubric = load_rubric("xj-2023", {key: data.draw(st.sampled_from(others))})
    assert moved(*base(), rubric) <= {code}


counts = st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(sum)


@given(counts, counts, counts)
def test_a_tally_moves_only_the_satisfaction_of_its_question(
    first: list[int], second: list[int], third: list[int]
) -> None:
    """From the counts of the options to the points: C61 follows its own question, C62 does not."""

    def rows(number: str, code: str, answers: list[int]) -> list[dict[str, Any]]:
        options = ("非常满意", "基本满意", "一般", "较不满意", "非常不满意")
        return [
            {"survey": "公众问卷", "question_no": number, "question": f"第{number}题满意吗？", "kind": "单选",
             "option": option, "count": count, "indicator": code, "row_id": f"{number}{option}"}
            for option, count in zip(options, answers, strict=True)
        ]  # fmt: skip

    def rates(own: list[int]) -> dict[str, Fraction]:
        made = tally.surveys([*rows("7", "C61", own), *rows("8", "C62", second)])
        asked = {(survey.name, one.number): one for survey in made for one in survey.questions}
        scale = named(RUBRIC.indicator("C61").scale)  # type: ignore[union-attr, arg-type]
        return {
            code: of_indicator(code, [asked["公众问卷", no]], scale).rate for code, no in (("C61", "7"), ("C62", "8"))
        }

    was, now = rates(first), rates(third)
    assert now["C62"] == was["C62"]
    worth = (100, 80, 50, 20, 0)
    expected = Fraction(sum(count * each for count, each in zip(third, worth, strict=True)), 100 * sum(third))
    assert now["C61"] == expected
    document, lines = base()
    one = next(one for one in document["metrics"] if one["indicator"] == "C61")
    one |= {"unit": "%", "value": None, "numerator": str(expected.numerator), "denominator": str(expected.denominator)}
    assert moved(document, lines) <= {"C61"}


def test_an_explanation_names_the_cells_that_a_check_added_up() -> None:
    document, lines = base()
    one = next(one for one in document["measures"] if one["check"] == "BUD-001")
    row = {"file": "决算.xlsx", "sheet": "表1-2", "row": 4, "cells": {"actual": "E4"}, "values": {"actual": "1"}}
    one |= {"evidence": [row] * 9, "evidence_total": 30}
    told = explain(score(RUBRIC, document, lines), "B31")
    assert told.count("  出处：决算.xlsx，表1-2，第4行（E4）") == 8 and "  ……另有22行，见findings.json" in told
