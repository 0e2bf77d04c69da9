"""Each layer speaks for itself; only what was drawn speaks for the rest."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.sampling.estimates import estimate
from auditcheck.sampling.layers import combine
from auditcheck.sampling.outcome import Item, Sample, attribute, misstatement
from auditcheck.sampling.select import Population, Settings

C95 = Fraction(95, 100)


def item(
    number: int,
    mark: str | None = "√",
    layer: str = "sampled",
    amount: int = 100,
    audited: int | None = None,
    **more: object,
) -> Item:
    marks = {} if mark is None else {"point_1": mark}
    return Item(
        str(number),
        layer,
        1,
        str(more.get("stratum", "")),
        Fraction(amount),
        marks,
        None if audited is None else Fraction(audited),
    )


def test_blanks_and_not_applicable_are_no_part_of_n_and_unseen_is_a_deviation() -> None:
    items = [item(i) for i in range(140)] + [item(140, "×"), item(141, "未见"), item(142, "N/A"), item(143, None)]
    items += [item(144, "×", "risk"), item(145, "×", "judgement")]
    found = attribute(
        "point_1", "审批", items, Sample("random", Fraction(10**6), 2000, Fraction(10**6)), C95, Fraction(1, 20)
    )
    assert (found["n"], found["errors"]) == (142, 2)
    # Clopper and Pearson: 2 of 142.
    assert found["upper"] == "0.043671"
    assert found["counts"]["risk"]["×"] == found["counts"]["judgement"]["×"] == 1
    assert "各层已查明2笔不符" in found["conclusion"] and "尚有1笔未查" in found["conclusion"]


def test_judgement_alone_says_nothing_of_the_rest() -> None:
    found = attribute(
        "point_1", "审批", [item(1, "×", "judgement")], Sample(None, Fraction(1), 10, Fraction(1)), C95, Fraction(1, 20)
    )
    assert found["upper"] is None and found.get("conclusion") is None
    assert misstatement([item(1, None)], Sample(None, Fraction(1), 10, Fraction(1)), C95, None) is None


def test_the_published_stringer_bound_comes_out_of_audited_amounts() -> None:
    """n=145, taints 1, 0.20000072, 0.03999931 at 95%: bound 0.03478656 (binomial)."""
    taints = [Fraction("1"), Fraction("0.20000072"), Fraction("0.03999931")]
    book = Fraction(1000)
    items = [Item(str(i), "sampled", 1, "", book, {}, book - (book * taints[i] if i < 3 else 0)) for i in range(145)]
    found = misstatement(items, Sample("interval", Fraction(10**8), 10**6, Fraction(10**8)), C95, None, "binomial")
    assert found is not None
    assert found["estimates"][0]["upper"].startswith("34786")


def test_known_misstatement_is_added_and_never_projected() -> None:
    sampled = [item(i, None, amount=100, audited=100) for i in range(60)]
    certain = [item(900, None, "certain", 5000, 4000)]
    sample = Sample("interval", Fraction(105_000), 1000, Fraction(100_000))
    with_it = misstatement([*sampled, *certain], sample, C95, None)
    without = misstatement(sampled, sample, C95, None)
    assert with_it and without
    assert Fraction(with_it["estimates"][0]["upper"]) - Fraction(without["estimates"][0]["upper"]) == 1000
    assert with_it["estimates"][0]["point"] == "1000.00"


def test_understatement_is_told_and_not_set_off() -> None:
    items = [item(i, None, amount=100, audited=100) for i in range(59)] + [item(59, None, amount=100, audited=150)]
    found = misstatement(items, Sample("interval", Fraction(100_000), 1000, Fraction(100_000)), C95, None)
    assert found and found["estimates"][0]["point"] == "0.00" and found["understated"] == 1
    assert any("低估" in line for line in found["estimates"][0]["derivation"])


def test_strata_drawn_alike_are_pooled_and_others_are_weighted() -> None:
    items = [item(i, "×" if i < 5 else "√", stratum="小") for i in range(50)] + [
        item(50 + i, stratum="大") for i in range(50)
    ]
    strata = {"小": 900, "大": 100}
    pooled = attribute(
        "point_1", "审批", items, Sample("stratified", Fraction(1), 1000, Fraction(1), strata), C95, None
    )
    weighted = attribute(
        "point_1", "审批", items, Sample("stratified", Fraction(1), 1000, Fraction(1), strata, False), C95, None
    )
    assert pooled["point_estimate"] == "0.050000" and weighted["point_estimate"] == "0.090000"
    assert Fraction(weighted["upper"]) > Fraction(pooled["upper"])


def test_a_stratum_examined_in_full_is_known() -> None:
    found = estimate("difference", {"全": [(Fraction(100), Fraction(90))] * 10}, {"全": 10}, Fraction(1000), C95)
    assert found.point == 100 and found.error == 0


@pytest.mark.parametrize("method", ["ratio", "difference"])
def test_textbook_estimates(method: str) -> None:
    """10 of 100 items, each booked at 100, five overstated by 10: 500 over, whichever way; s = 5.2705, SE = 100·s/√10·√0.9."""
    pairs = {"": [(Fraction(100), Fraction(90 if i % 2 else 100)) for i in range(10)]}
    found = estimate(method, pairs, {"": 100}, Fraction(10_000), C95)
    assert found.point == 500
    assert found.error is not None and abs(float(found.error) - 100 * 5.270463 / 10**0.5 * 0.9**0.5) < 0.001


@given(
    st.lists(st.integers(-50, 100_000), min_size=5, max_size=60),
    st.integers(1, 10),
    st.integers(0, 10_000),
    st.integers(1, 100_000),
    st.sampled_from(["interval", "cell", "pps", "random", "top"]),
)
def test_layers_never_share_an_item_and_the_draw_leaves_them_alone(
    fen: list[int], n: int, seed: int, threshold: int, method: str
) -> None:
    population = Population(fen, [str(i) for i in range(len(fen))])
    risk, picks = {0: "CON-001", 1: "CON-002"}, {1: "周末", 2: "整数"}
    rest = [a for i, a in enumerate(fen) if i > 2 and 0 < a < threshold]
    if method in ("interval", "cell", "pps") and sum(rest) < n:
        return
    found = combine(population, Settings(method, n, seed=seed), threshold, risk, picks)
    for position, choice in found.choices.items():
        if fen[position] >= threshold:
            assert choice.layer == "certain" and choice.hits == 0
        elif position in risk:
            assert choice.layer == "risk"
        elif position in picks:
            assert choice.layer == "judgement"
        else:
            assert choice.hits > 0 and position in found.rest
    assert {0, 1, 2} <= set(found.choices)
    assert "风险：CON-002" in found.choices[1].reasons and "判断：周末" in found.choices[1].reasons
