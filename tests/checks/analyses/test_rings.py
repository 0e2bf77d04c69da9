"""Rings of bidders: known networks and sequences give known answers; order of rows and names changes nothing."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.checks.analyses.rings import evenness, fixed_groups, in_turn, run, unevenness

PARAMS: dict[str, Any] = {
    "min_co": 3, "ratio": Decimal("0.6"), "min_group": 3, "turns": 6,
    "evenness": Decimal("0.9"), "unevenness": Decimal("0.25"),
}  # fmt: skip
TENDERS = st.lists(st.sets(st.sampled_from("ABCDEFGH"), min_size=1), max_size=25)


def groups(*tenders: str, least: int = 3, share: str = "0.6", smallest: int = 3) -> list[str]:
    return ["".join(group) for group in fixed_groups(tenders, least, Decimal(share), smallest)]


@pytest.mark.parametrize(
    ("tenders", "found"),
    [
        (["ABC"] * 3, ["ABC"]),
        (["ABC"] * 2, []),
        (["AB"] * 9, []),
        (["ABC"] * 3 + ["AX", "AY"], ["ABC"]),
        (["ABC"] * 3 + ["AX", "AY", "AZ"], []),
        (["ABC"] * 3 + ["DEF"] * 3, ["ABC", "DEF"]),
        (["ABCD"] * 3 + ["ABC"] * 2, ["ABCD"]),
        (["ABCD"] * 3 + ["ABC"] * 3, ["ABC"]),
        (["ABCDEFGHIJ"] * 3, ["ABCDEFGHIJ"]),
    ],
)
def test_who_belongs_together(tenders: list[str], found: list[str]) -> None:
    assert groups(*tenders) == found


def test_two_are_a_group_where_the_office_says_so() -> None:
    assert groups(*["AB"] * 3, smallest=2) == ["AB"]


def test_shares_are_counted_exactly() -> None:
    """0.55 × 100 is more than 55 in binary fractions."""
    assert groups(*["ABC"] * 55, *["A"] * 45, share="0.55") == ["ABC"]


@given(TENDERS, st.integers(1, 5), st.decimals("0", "1", places=2), st.integers(2, 4))
def test_every_member_has_its_partners(tenders: list[set[str]], least: int, share: Decimal, smallest: int) -> None:
    found = fixed_groups(tenders, least, share, smallest)
    seen = [key for group in found for key in group]
    assert len(seen) == len(set(seen))
    for group in found:
        for own in group:
            partners = 0
            for other in group:
                both = sum({own, other} <= tender for tender in tenders)
                most = max(sum(own in tender for tender in tenders), sum(other in tender for tender in tenders))
                partners += own != other and both >= least and both >= share * most
            assert partners >= smallest - 1


@given(TENDERS, st.integers(0, 99))
def test_order_does_not_matter(tenders: list[set[str]], seed: int) -> None:
    shuffled = Random(seed).sample(tenders, len(tenders))
    assert fixed_groups(shuffled, 2, Decimal("0.5"), 3) == fixed_groups(tenders, 2, Decimal("0.5"), 3)


@pytest.mark.parametrize(
    ("winners", "turns"),
    [
        ("ABCABC", True),
        ("ABABAB", True),
        ("ABCABCAB", True),
        ("ABCDABCD", True),
        ("ABCDAB", False),  # not two rounds
        ("ABCAB", False),  # too few
        ("AABBCC", False),
        ("AAABBB", False),
        ("ABCACB", False),
        ("AAAAAA", False),
        ("ABAAAA", False),
        ("", False),
    ],
)
def test_turns(winners: str, turns: bool) -> None:
    assert in_turn(winners, PARAMS) is turns


@given(st.integers(2, 6), st.integers(2, 5))
def test_whole_rounds_are_perfectly_even(members: int, rounds: int) -> None:
    winners = "ABCDEF"[:members] * rounds
    assert unevenness(winners) == 0
    assert evenness(winners) == pytest.approx(1)


@given(st.text("ABC", min_size=1, max_size=12))
def test_evenness_is_a_share_and_knows_no_names(winners: str) -> None:
    assert 0 <= evenness(winners) <= 1 + 1e-9
    renamed = winners.translate(str.maketrans("ABC", "XYZ"))
    assert (evenness(renamed), unevenness(renamed)) == (evenness(winners), unevenness(winners))


def rows(winners: str, test: str) -> list[dict[str, Any]]:
    return [
        {"unit": "某局", "tender": f"T{at:03d}", "date": None, "bidder": key, "bidder_key": key, "won": key == winner, "test": test,
         "bid_row": 10 * at + place, "procurement_row": None}
        for at, winner in enumerate(winners) for place, key in enumerate("ABC")
    ]  # fmt: skip


def test_without_days_there_is_a_group_but_no_order() -> None:
    (group,) = run(rows("ABCABC", "together"), PARAMS)
    assert (group["subject_key"], group["times"], group["date"], len(group["bid_rows"])) == ("A、B、C", 6, None, 18)
    assert list(run(rows("ABCABC", "turns"), PARAMS)) == []
