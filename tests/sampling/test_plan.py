"""Sample sizes against published tables (their sources: docs/sampling.md) and against enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import ConfigError
from auditcheck.sampling import tails
from auditcheck.sampling.plan import Design, plan


def size(tolerable: str, expected: str = "0", kind: str = "attribute", confidence: str = "0.95", **more: object) -> int:
    design = Design(kind, Fraction(confidence), Fraction(tolerable), Fraction(expected), **more)  # type: ignore[arg-type]
    return plan(design).n


@pytest.mark.parametrize(("tolerable", "n"), [("1/100", 300), ("2/100", 150), ("5/100", 60)])
def test_poisson_sizes_without_expected_errors(tolerable: str, n: int) -> None:
    assert size(tolerable, distribution="poisson") == n


@pytest.mark.parametrize(
    ("tolerable", "expected", "errors", "binomial", "hypergeometric"),
    [
        ("1/100", "0", None, 299, 258),
        ("5/100", "0", None, 59, 57),
        ("5/100", "25/1000", None, 234, 197),
        ("5/100", "0", 2, 124, 119),
    ],
)
def test_binomial_and_hypergeometric_sizes(
    tolerable: str, expected: str, errors: int | None, binomial: int, hypergeometric: int
) -> None:
    assert size(tolerable, expected, errors=errors) == binomial
    thousand = {"distribution": "hypergeometric", "population": Fraction(1000)}
    assert size(tolerable, expected, errors=errors, **thousand) == hypergeometric


def test_the_attribute_table_at_95_per_cent_and_5_per_cent_tolerable() -> None:
    table = [59, 93, 93, 93, 93, 124, 124, 153, 181, 208, 234]
    assert [size("5/100", f"{i * 25}/10000") for i in range(11)] == table


def test_the_monetary_unit_table_by_the_ratio_of_expected_to_tolerable() -> None:
    table = [60, 74, 93, 120, 162, 231]
    assert [size("5/100", f"{i}/200", kind="mus", distribution="poisson") for i in range(6)] == table


def test_a_rate_that_a_float_would_round_up_asks_for_no_fewer_items() -> None:
    small = {"distribution": "hypergeometric", "population": Fraction(100)}
    assert size("6/100", confidence="0.9", **small) == 32


@pytest.mark.parametrize(
    ("tolerable", "errors", "exact", "factors"),
    [("10/100", 0, 29, 30), ("5/100", 1, 93, 95), ("10/100", 1, 46, 48), ("7/100", 1, 66, 68)],
)
def test_both_conventions_stand_side_by_side(tolerable: str, errors: int, exact: int, factors: int) -> None:
    assert size(tolerable, errors=errors) == exact
    assert size(tolerable, errors=errors, convention="aicpa") == factors


def test_chinese_practice_divides_the_money_by_what_is_tolerable() -> None:
    # 总体 1,000 万元，可容忍 30 万元，95%：10000000 × 3.00 ÷ 300000 = 100。
    design = Design(
        "mus", Fraction("0.95"), Fraction(300_000, 10_000_000), convention="cn", population=Fraction(10_000_000)
    )
    found = plan(design)
    assert (found.n, found.factor, found.interval) == (100, "3.00", 100_000)
    assert size("3/100", kind="mus", confidence="0.9", convention="cn") == 77  # 2.31 ÷ 0.03


@given(
    st.integers(2, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size - 1))),
    st.sampled_from(["0.8", "0.9", "0.95"]),
    st.integers(0, 2),
)
def test_a_hypergeometric_size_is_the_smallest_by_enumeration(
    population: tuple[int, int], confidence: str, errors: int
) -> None:
    items, wrong = population
    found = size(
        f"{wrong}/{items}",
        errors=errors,
        confidence=confidence,
        distribution="hypergeometric",
        population=Fraction(items),
    )
    risk = 1 - Fraction(confidence)

    def chance(n: int) -> Fraction:
        few = range(min(errors, wrong, n) + 1)
        ways = sum(comb(wrong, i) * comb(items - wrong, n - i) for i in few if n - i <= items - wrong)
        return Fraction(ways, comb(items, n))

    enough = [n for n in range(1, items + 1) if chance(n) <= risk]
    assert found == (enough[0] if enough else items)


@given(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9))
def test_drawing_without_replacement_is_counted_as_every_draw_is(items: int, wrong: int, n: int) -> None:
    wrong, n = min(wrong, items), min(n, items)
    draws = list(combinations(range(items), n))
    for errors in range(n + 1):
        few = sum(sum(item < wrong for item in draw) <= errors for draw in draws)
        assert tails.hypergeometric_at_most(errors, n, items, wrong) == Fraction(few, len(draws))


@pytest.mark.parametrize(
    "more",
    [
        {"expected": Fraction(5, 100)},
        {"tolerable": Fraction(0)},
        {"tolerable": Fraction(1)},
        {"distribution": "hypergeometric"},
        {"distribution": "hypergeometric", "population": Fraction(100), "convention": "aicpa"},
        {"convention": "aicpa", "kind": "mus", "expected": Fraction(4, 100)},
        {"convention": "cn", "kind": "mus", "expected": Fraction(1, 100), "confidence": Fraction(97, 100)},
    ],
)
def test_the_impossible_is_refused_with_a_reason(more: dict[str, object]) -> None:
    design = {"kind": "attribute", "confidence": Fraction(95, 100), "tolerable": Fraction(5, 100), **more}
    with pytest.raises(ConfigError):
        plan(Design(**design))  # type: ignore[arg-type]


def test_the_derivation_shows_that_one_item_fewer_is_not_enough() -> None:
    lines = plan(Design("attribute", Fraction("0.95"), Fraction("0.05"))).derivation
    assert any("n=58" in line and "＞5%" in line for line in lines)
