"""Limits against published figures and against enumeration."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import ConfigError
from auditcheck.sampling import tails
from auditcheck.sampling.evaluate import Result, evaluate, project


def upper(errors: int, n: int, distribution: str, confidence: str, population: int | None = None) -> str:
    size = None if population is None else Fraction(population)
    result = Result("attribute", distribution, Fraction(confidence), n, errors, population=size)
    return str(evaluate(result).document()["upper"])


def test_binomial_limits_of_145_items() -> None:
    found = [upper(errors, 145, "binomial", "0.95") for errors in range(4)]
    assert found == ["0.020448262", "0.032296964", "0.042780545", "0.052602600"]


def test_hypergeometric_limits_of_102_among_1200() -> None:
    found = [upper(errors, 102, "hypergeometric", "0.9", 1200)[:8] for errors in range(4)]
    assert found == ["0.020833", "0.035833", "0.049166", "0.062500"]


def test_poisson_factors() -> None:
    factors = [f"{tails.poisson_factor(Fraction(errors), Fraction('0.95')):.4f}" for errors in range(6)]
    assert factors == ["2.9957", "4.7439", "6.2958", "7.7537", "9.1535", "10.5130"]
    factors = [f"{tails.poisson_factor(Fraction(errors), Fraction('0.9')):.4f}" for errors in range(6)]
    assert factors == ["2.3026", "3.8897", "5.3223", "6.6808", "7.9936", "9.2747"]


def test_the_stringer_bound_of_the_published_example() -> None:
    taints = (Fraction("0.03999931"), Fraction(1), Fraction("0.20000072"))
    document = evaluate(Result("mus", "binomial", Fraction("0.95"), 145, taints=taints)).document()
    assert document["point"] == "0.008551724"
    assert document["upper"].startswith("0.03478656")


@given(st.integers(2, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.integers(0, 5))
def test_the_hypergeometric_limit_is_the_largest_that_is_not_ruled_out(sizes: tuple[int, int], errors: int) -> None:
    population, n = sizes
    errors = min(errors, n)
    confidence = Fraction(9, 10)
    possible = [
        wrong
        for wrong in range(errors, population - (n - errors) + 1)
        if tails.hypergeometric_at_most(errors, n, population, wrong) > 1 - confidence
    ]
    assert tails.hypergeometric_upper(errors, n, population, confidence) == max(possible)


@given(st.lists(st.integers(1, 100), max_size=8), st.integers(10, 200))
def test_a_bound_lies_above_the_likely_error_and_grows_with_each_taint(percents: list[int], n: int) -> None:
    taints = tuple(Fraction(p, 100) for p in percents)
    found = evaluate(Result("mus", "poisson", Fraction("0.95"), n, taints=taints))
    assert found.upper >= found.point
    more = evaluate(Result("mus", "poisson", Fraction("0.95"), n, taints=(*taints, Fraction(1, 2))))
    assert more.upper >= found.upper


def test_what_was_examined_in_full_is_added_not_projected() -> None:
    result = Result(
        "mus", "poisson", Fraction("0.95"), 60, taints=(), population=Fraction(1_000_000),
        tolerable=Fraction("0.05"), certain=Fraction(20_000), certain_amount=Fraction(400_000),
    )  # fmt: skip
    found = evaluate(result)
    assert found.document()["amounts"]["point"] == "20000.00"
    # 20000 + 600000 × 2.9957/60 = 49957; a twentieth of the whole is 50000.
    assert "不超过" in (found.conclusion or "")
    assert "扩大样本" in (evaluate(Result(**{**result.__dict__, "certain": Fraction(20_100)})).conclusion or "")


def test_ratio_and_difference_project_differently() -> None:
    audited = [(Fraction(100), Fraction(90)), (Fraction(300), Fraction(300))]
    assert project("ratio", audited, Fraction(4000), 20) == 100
    assert project("difference", audited, Fraction(4000), 20) == 100
    uneven = [(Fraction(100), Fraction(90)), (Fraction(900), Fraction(900))]
    assert project("ratio", uneven, Fraction(4000), 20) == 40


@pytest.mark.parametrize(
    "result",
    [
        Result("attribute", "binomial", Fraction("0.95"), 5, 6),
        Result("mus", "poisson", Fraction("0.95"), 5, taints=(Fraction(2),)),
        Result("mus", "hypergeometric", Fraction("0.95"), 5, taints=()),
        Result("attribute", "hypergeometric", Fraction("0.95"), 5, 0),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(result: Result) -> None:
    with pytest.raises(ConfigError):
        evaluate(result)
