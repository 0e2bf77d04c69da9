"""Digits are read from the decimal text; known spreads give known answers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.checks.analyses.digits import digits_of, expected, spread

AMOUNTS = st.decimals("0.01", "99999999.99", places=2)
TESTS = ("first", "second", "first_two", "last_two")


@pytest.mark.parametrize(
    ("amount", "digits"),
    [
        ("0.29", ("2", "9", "29", None)),
        ("5", ("5", "0", "50", None)),
        ("-1011.90", ("1", "0", "10", "11")),
        ("1000.99", ("1", "0", "10", None)),
        ("0.00", (None, None, None, None)),
    ],
)
def test_digits_of_written_amounts(amount: str, digits: tuple[str | None, ...]) -> None:
    assert tuple(digits_of(Decimal(amount), test) for test in TESTS) == digits


@pytest.mark.parametrize("test", TESTS)
def test_expected_shares_are_whole(test: str) -> None:
    assert sum(expected(test).values()) == pytest.approx(1)


def test_benford_shares_of_the_first_digit_are_those_of_the_book() -> None:
    assert [round(share, 3) for share in expected("first").values()] == [
        0.301, 0.176, 0.125, 0.097, 0.079, 0.067, 0.058, 0.051, 0.046,
    ]  # fmt: skip


@given(st.lists(AMOUNTS, max_size=60))
def test_counts_are_complete_and_more_zeros_change_no_leading_digit(amounts: list[Decimal]) -> None:
    once, tenfold = (spread(values, "first_two") for values in (amounts, [10 * amount for amount in amounts]))
    assert once.entries == sum(once.counts.values()) == len(amounts)
    assert once.counts == tenfold.counts and 0 <= once.p_value <= 1


def test_powers_of_two_conform_and_one_digit_does_not() -> None:
    assert spread((Decimal(2**power) for power in range(1000)), "first").band == "非常符合"
    assert spread([Decimal(9)] * 1000, "first").band == "不符合"
