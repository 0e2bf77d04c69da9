"""Rates into points: whole per cents, tiers and the band, against exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import InputError
from auditcheck.scoring import load_rubric, score
from auditcheck.scoring.numbers import Ratio, minus, percent, points, steps
from tests.scoring.books import TIER_B, Document, by_code, judgements, measure, seed

ONE_PER_CENT = Decimal("0.01")
money = st.decimals(min_value=0, max_value=10**13, places=2)
ratios = st.decimals(min_value=0, max_value=3, places=8)


def b(code: str, entry: Document, **conventions: str) -> Document:
    document = seed()
    document["measures"] = [one for one in document["measures"] if one["check"] != entry["check"]] + [entry]
    return by_code(score(load_rubric(TIER_B, conventions), document, judgements()))[code]


def half_up(value: Fraction) -> str:
    cents = floor(value * 100 + Fraction(1, 2))
    return f"{cents // 100}.{cents % 100:02}"


def test_seven_whole_per_cents_are_missing_from_93() -> None:
    missing = minus(Ratio(Decimal(1)), Decimal("0.93"))
    assert steps(missing, ONE_PER_CENT, whole=True) == 7


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("1.00000000", "5.00"),
        ("1.20", "5.00"),
        ("0.99000001", "5.00"),
        ("0.99", "4.00"),
        ("0.989999", "4.00"),
        ("0.98000001", "4.00"),
        ("0.98", "3.00"),
        ("0.93", "0.00"),
        ("0.95", "0.00"),
        ("0.9500001", "1.00"),
        ("0", "0.00"),
        ("-0.10", "0.00"),
    ],
)
def test_only_a_whole_per_cent_below_100_costs_a_point(rate: str, expected: str) -> None:
    assert b("B31", measure("BUD-001", rate=rate))["score"] == expected


def test_the_parts_of_a_rate_decide_where_its_rounding_would() -> None:
    near = measure("BUD-001", rate="0.99000000", numerator="9900000000.01", denominator="10000000000.00")
    assert b("B31", near)["score"] == "5.00"


def test_linear_steps_give_the_other_reading_of_the_report() -> None:
    found = b("B31", seed()["measures"][0], **{"B31.step": "linear"})
    assert (found["score"], found["deductions"][0]["points"]) == ("2.07", "2.93")


@given(numerator=money, denominator=money.filter(bool), linear=st.booleans())
def test_steps_agree_with_fractions(numerator: Decimal, denominator: Decimal, linear: bool) -> None:
    entry = measure("BUD-001", rate="0", numerator=str(numerator), denominator=str(denominator))
    found = b("B31", entry, **{"B31.step": "linear" if linear else "floor"})
    missing = max(Fraction(0), 1 - Fraction(numerator) / Fraction(denominator)) * 100
    lost = missing if linear else Fraction(floor(missing))
    assert found["score"] == half_up(5 - min(Fraction(5), lost))
    lost_points = sum((Decimal(one["points"]) for one in found["deductions"]), Decimal(0))
    assert Decimal(found["score"]) + lost_points == 5


@given(average=st.decimals(min_value=0, max_value=100, places=4))
def test_tiers_agree_with_fractions(average: Decimal) -> None:
    expected = next((p for least, p in ((90, "5.00"), (80, "3.00"), (60, "1.00")) if average >= least), "0.00")
    assert b("B41", measure("PER-001", average=str(average)))["score"] == expected


@pytest.mark.parametrize(
    ("average", "expected", "shown"),
    [("90", "5.00", "90.00%"), ("89.9999", "3.00", "90.00%"), ("80", "3.00", "80.00%"), ("59.99", "0.00", "59.99%")],
)
def test_a_tier_begins_exactly_at_its_bound(average: str, expected: str, shown: str) -> None:
    found = b("B41", measure("PER-001", average=average))
    assert (found["score"], found["value"]) == (expected, shown)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("0.10", "1.00"), ("-0.10", "1.00"), ("0.10999", "1.00"), ("-0.11", "0.90"), ("0.115", "0.90"), ("0.20", "0.00")],
)
def test_beyond_ten_per_cent_each_whole_per_cent_costs_a_tenth(rate: str, expected: str) -> None:
    assert b("B42", measure("BUD-002", net_rate=rate))["score"] == expected


@given(rate=ratios, linear=st.booleans())
def test_adjustment_agrees_with_fractions(rate: Decimal, linear: bool) -> None:
    found = b("B42", measure("BUD-002", net_rate=str(rate)), **{"B42.step": "linear" if linear else "floor"})
    beyond = max(Fraction(0), Fraction(rate) - Fraction(1, 10)) * 100
    lost = (beyond if linear else Fraction(floor(beyond))) / 10
    assert found["score"] == half_up(max(Fraction(0), 1 - lost))


def test_the_other_reading_of_the_adjustment_is_told_but_not_scored() -> None:
    entry = measure("BUD-002", net_rate="0.05", gross_rate="0.9872")
    assert "另按总额计算为98.72%，未作为计分口径" in b("B42", entry)["explanation"]
    gross = b("B42", entry, **{"B42.basis": "gross"})
    assert (gross["score"], gross["value"]) == ("0.00", "98.72%")


def test_full_marks_of_the_text_cannot_exceed_the_weight() -> None:
    found = b("B42", measure("BUD-002", net_rate="0.15"), **{"B42.full": "2"})
    assert found["score"] == "1.00"


@pytest.mark.parametrize("value", ["many", "NaN", "Infinity"])
def test_a_measure_that_is_no_number_is_an_error_that_names_it(value: str) -> None:
    with pytest.raises(InputError, match=r"BUD-001\.rate"):
        b("B31", measure("BUD-001", rate=value))


def test_a_measure_without_value_leaves_the_indicator_unscored() -> None:
    entry = measure("BUD-001", rate=None, numerator=None, denominator="0")
    assert b("B31", entry)["state"] == "unscored"


def test_a_measure_of_another_year_is_not_used() -> None:
    assert b("B31", {**measure("BUD-001", rate="1"), "year": 2022})["state"] == "unscored"


def test_points_and_rates_are_rounded_half_up() -> None:
    assert (points(Decimal("0.125")), points(Decimal("-0.001")), percent(Decimal("-0.589788"))) == (
        "0.13",
        "0.00",
        "-58.98%",
    )
