"""The stated confidence is held on populations whose errors are known (docs/sampling.md has the table of 10,000 draws)."""

from __future__ import annotations

import math

import pytest

from tests.sampling.coverage import attribute_rows, money_rows, staged_rows

# The normal distribution's limits are too low for skewed books: the tool says so and concludes nothing from them alone.
# Nor does a two-stage limit hold where vouchers of one body are far more alike than it was told.
_UNRELIABLE = (", ratio,", ", difference,", "homogeneity 0.9 (told 0.05)")


def _held(draws: int) -> None:
    slack = 3 * math.sqrt(0.05 * 0.95 / draws)
    for row in (*attribute_rows(draws), *money_rows(draws), *staged_rows(draws)):
        if not any(name in row.what for name in _UNRELIABLE):
            assert row.share >= 0.95 - slack, row


def test_stated_confidence_is_held() -> None:
    _held(50)


@pytest.mark.soak
def test_stated_confidence_is_held_in_many_draws() -> None:
    _held(10_000)
