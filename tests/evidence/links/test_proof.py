"""Of made years whose numbers were spoiled: no link is taken that is not true, and most of the others are offered.

The soak tries twenty times as many years; ``python -m tests.evidence.links.proof`` prints the table of docs/links.md.
"""

from __future__ import annotations

import pytest

from tests.conftest import SOAK
from tests.evidence.links.proof import run

YEARS = range(1000, 1040) if SOAK else range(1000, 1002)


@pytest.mark.parametrize(("share", "rewritten", "automatic", "offered"), [(0.3, 0.5, 0.5, 0.8), (1.0, 0.5, 0.45, 0.8)])
def test_no_link_is_wrong_and_most_are_found_again(
    share: float, rewritten: float, automatic: float, offered: float
) -> None:
    outcome = run(YEARS, share, rewritten)
    assert outcome.examples == []
    lost, taken = outcome.lost.total(), outcome.automatic.total()
    assert taken / lost > automatic
    assert (taken + outcome.candidate.total()) / lost > offered
