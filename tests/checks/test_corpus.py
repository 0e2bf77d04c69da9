"""The catalogue over whole years: silent where everything is in order, and right about what was planted."""

from __future__ import annotations

import pytest

from tests.conftest import SOAK
from tests.corpus.clean import clean_year
from tests.corpus.gate import all_cases, judge, lines_of, sample, told, transplanted

SEEDS = range(1, 21) if SOAK else (1,)


@pytest.mark.parametrize("seed", SEEDS)
def test_books_in_order_are_not_accused(seed: int) -> None:
    assert told(judge(clean_year(seed))) == []


def test_what_a_check_says_of_a_case_it_says_in_the_midst_of_a_year() -> None:
    cases = sample(all_cases(), seed=1)
    _tallies, differing = transplanted(cases, seed=1)
    assert list(lines_of(differing)) == []


@pytest.mark.soak
def test_every_case_holds_in_the_midst_of_a_year() -> None:
    _tallies, differing = transplanted(all_cases(), seed=2)
    assert list(lines_of(differing)) == []
