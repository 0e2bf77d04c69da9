"""Planted defects are found, near-misses are left alone, whatever stands around them."""

from __future__ import annotations

import random

import pytest

from auditcheck.targets.rulebook import TESTS
from auditcheck.targets.words import load_words
from tests.targets.planting import PLANTINGS, clean, measure, spoken


def test_each_rule_that_decides_finds_what_was_planted_and_nothing_else() -> None:
    for identifier, score in measure(12).items():
        assert score.planted >= 12, identifier
        assert (score.found, score.wrong) == (score.planted, 0), (identifier, score.examples[:3])


def test_a_table_without_defects_has_no_remark() -> None:
    random_, words = random.Random(1), load_words()
    for _number in range(100):
        sheet = clean(random_)
        assert not spoken(sheet, words), sheet.rows


@pytest.mark.parametrize("identifier", ["T01", "T05", "T19"])
def test_the_measure_notices_a_rule_that_fails(identifier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TESTS, identifier, lambda view: iter(()))
    assert measure(2)[identifier].found == 0
    assert identifier in PLANTINGS
