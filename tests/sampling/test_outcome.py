"""Each layer speaks for itself; only what was drawn speaks for the rest."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from auditcheck.errors import ConfigError
from auditcheck.sampling.clusters import Bodies, rate, ratio
from auditcheck.sampling.estimates import estimate, of_bodies
from auditcheck.sampling.layers import combine, spoken_for
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
    # The largest K of 2,000 with P(X <= 2 | n = 142) above 5% is 85; Clopper and Pearson would say 0.043671.
    assert found["upper"] == "0.042500"
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


def test_two_stages_by_hand() -> None:
    """Two of four bodies, 10 items each, five seen of each, deviations 2 and 0: Cochran 11.30, Korn and Graubard."""
    pairs = {name: [(Fraction(i < wrong), Fraction(1)) for i in range(5)] for name, wrong in (("甲", 2), ("乙", 0))}
    bodies = Bodies(4, {"甲": 10, "乙": 10}, Fraction(1, 20))
    slope, variance = ratio(pairs, bodies)
    # R = 4/20; between: 4²(1-1/2)/2 · 2·2² = 32; within 甲: 4/2 · 10·5/5 · 0.3 = 6.
    assert (slope, variance) == (Fraction(1, 5), 38)
    point, upper, lines = rate(pairs, bodies, 40, C95)
    # var p = 38/40² = 0.02375, that of a simple sample 0.016: 1.484 above the planned 1.2. t of 9 and of 1 degree.
    effective = 10 / (0.02375 / 0.016) * (1.833113 / 6.313752) ** 2
    assert point == Fraction(1, 5)
    assert abs(float(upper) - beta.ppf(0.95, 0.2 * effective + 1, 0.8 * effective)) < 1e-5
    assert any("有效样本量" in line for line in lines)


def test_of_a_two_stage_sample_nothing_is_said_while_a_body_is_unseen() -> None:
    bodies = Bodies(4, {"甲": 10, "乙": 10}, Fraction(1, 20))
    sample = Sample("two-stage", Fraction(4000), 40, Fraction(4000), bodies.sizes, largest=Fraction(100), bodies=bodies)
    items = [item(i, stratum="甲", audited=100) for i in range(5)] + [item(5, None, stratum="乙")]
    found = attribute("point_1", "审批", items, sample, C95, Fraction(1, 20))
    assert found["upper"] is None and "乙尚未检查" in found["derivation"][0]
    money = misstatement(items, sample, C95, Fraction(100))
    assert money and not money["estimates"] and "乙层尚无已核金额" in money["notes"][0]
    items[5] = item(5, "√", stratum="乙", audited=90)
    money = misstatement(items, sample, C95, Fraction(1))
    assert money and [each["method"] for each in money["estimates"]] == ["ratio", "difference"]


def test_an_item_below_zero_is_misstated_as_its_sign_says() -> None:
    """Taken by their size: a booking of -100 that should be -80 understates, one that should be -150 overstates."""
    right = [item(i, None, audited=100) for i in range(58)]
    sample = Sample("interval", Fraction(100_000), 1000, Fraction(100_000))
    less = misstatement([*right, item(90, None, amount=-100, audited=-80)], sample, C95, None)
    more = misstatement([*right, item(90, None, amount=-100, audited=-150)], sample, C95, None)
    assert less and less["estimates"][0]["point"] == "0.00" and less["estimates"][0]["understated"]
    assert more and Fraction(more["estimates"][0]["point"]) > 0 and not more["estimates"][0]["understated"]


def test_a_bound_on_overstatement_concludes_nothing_on_understatement() -> None:
    sample = Sample("interval", Fraction(100_000), 1000, Fraction(100_000))
    right = [item(i, None, audited=100) for i in range(59)]

    def concluded(last: Item) -> str:
        found = misstatement([*right, last], sample, C95, Fraction(6_000))
        assert found
        return str(found["estimates"][0]["conclusion"])

    assert "不存在重大高估" in concluded(item(59, None, audited=100))
    assert "低估上限" in concluded(item(59, None, audited=101)) and "不存在重大错报" in concluded(
        item(59, None, audited=101)
    )
    assert "不足以支持" in concluded(item(59, None, audited=200))


def test_a_simple_random_sample_is_hypergeometric() -> None:
    items = [item(i) for i in range(60)]
    sample = Sample("random", Fraction(30_000), 300, Fraction(30_000))
    found = attribute("point_1", "审批", items, sample, C95, None)
    assert found["upper"] == "0.043333"  # 13 of 300: comb(287, 60) / comb(300, 60) = 0.0527
    assert attribute("point_1", "审批", items, sample, C95, None, "binomial")["upper"] == "0.048703"
    with pytest.raises(ConfigError):
        attribute("point_1", "审批", items, Sample("cell", Fraction(1), 1, Fraction(1)), C95, None, "hypergeometric")


def test_a_sample_as_planned_without_an_error_supports_what_was_planned() -> None:
    """60 by intervals for 5% of 143,550,748.17: however often the items above the interval were hit, 2.9957 intervals."""
    interval, tolerable = Fraction("2392512.46"), Fraction("7177537.41")
    items = [item(i, None, amount=2_000_000, audited=2_000_000) for i in range(34)]
    items += [item(100 + i, None, "certain", 3_200_000, 3_200_000) for i in range(18)]
    sample = Sample(
        "interval", Fraction("143550748.17"), 580, Fraction("89140000"), interval=interval, hits=34, largest=Fraction(1)
    )
    found = misstatement(items, sample, C95, tolerable)
    assert found and found["estimates"][0]["upper"].startswith("71673")
    assert "不存在重大高估" in found["estimates"][0]["conclusion"]
    # Half of them seen: each stands for two intervals; no more than all can be overstated.
    half = misstatement(items[:17], sample, C95, tolerable)
    assert half and half["estimates"][0]["upper"].startswith("143346")
    small = Sample("interval", Fraction(10**8), 5, Fraction(100_000), interval=interval, hits=1)
    assert misstatement(items[:1], small, C95, None)["estimates"][0]["upper"] == "100000.00"  # type: ignore[index]


def test_a_drawn_layer_speaks_for_what_could_be_drawn() -> None:
    """Negatives, zeros and blanks are no part of what a sample by money says; taken by their size, negatives are."""
    population = Population([-900, 100, 300, 0, None, 250], list("abcdef"), ["x", "x", "x", "x", "y", "x"])

    def spoken(settings: Settings) -> dict[int, int]:
        return spoken_for(population, settings, combine(population, settings))

    assert spoken(Settings("cell", 2, seed=1)) == {1: 100, 2: 300, 5: 250}
    assert spoken(Settings("cell", 2, seed=1, negatives="absolute")) == {0: 900, 1: 100, 2: 300, 5: 250}
    assert spoken(Settings("random", 2, seed=1)) == {0: -900, 1: 100, 2: 300, 3: 0, 4: 0, 5: 250}
    # A stratum without an item in the sample; the largest in full.
    assert set(spoken(Settings("stratified", 2, seed=1))) == {0, 1, 2, 3, 5}
    assert spoken(Settings("top", 2)) == {}


def test_a_sample_without_a_misstatement_gives_no_ratio() -> None:
    items = [item(i, None, audited=100) for i in range(20)]
    found = misstatement(items, Sample("random", Fraction(2000), 20, Fraction(2000), largest=Fraction(100)), C95, None)
    assert (
        found
        and [each["method"] for each in found["estimates"]] == ["stringer-items"]
        and "给不出上限" in found["notes"][0]
    )


@pytest.mark.parametrize("bodies", [None, Bodies(4, {"甲": 20, "乙": 10}, Fraction(1, 20))])
def test_book_values_that_the_strata_cancel_give_a_difference_and_no_ratio(bodies: Bodies | None) -> None:
    items = [item(i, None, amount=100, audited=90, stratum="甲") for i in range(2)]
    items += [item(i, None, amount=-200, audited=-200, stratum="乙") for i in range(2, 4)]
    method = "two-stage" if bodies else "stratified"
    sample = Sample(method, Fraction(4000), 60, Fraction(4000), {"甲": 20, "乙": 10}, bodies=bodies)
    found = misstatement(items, sample, C95, None)
    assert found and [each["method"] for each in found["estimates"]] == ["difference"]
    assert "不作比率估计" in found["notes"][0]


def test_misstatement_known_one_way_is_not_set_off_against_the_bound_of_the_other() -> None:
    items = [item(i, None, amount=100, audited=100) for i in range(60)]
    items.append(item(900, None, "certain", 5000, 2_005_000))
    sample = Sample("interval", Fraction(205_000), 2000, Fraction(200_000))
    found = misstatement(items, sample, C95, Fraction(20_000))
    assert found
    bound = found["estimates"][0]
    assert bound["point"] == "0.00" and Fraction(bound["upper"]) > 0
    assert bound["understated"]["point"] == "2000000.00"
    assert "样本不足以支持总体金额不存在重大错报的结论" in bound["conclusion"]


def test_one_item_of_a_drawn_body_gives_no_spread() -> None:
    bodies = Bodies(4, {"甲": 10, "乙": 10}, Fraction(1, 20))
    pairs = {"甲": [(Fraction(100), Fraction(90))], "乙": [(Fraction(100), Fraction(100))] * 2}
    assert of_bodies("difference", pairs, bodies, 40, Fraction(4000), C95).error is None


def test_a_limit_at_even_odds_needs_no_student() -> None:
    pairs = {"甲": [(Fraction(0), Fraction(1))] * 5, "乙": [(Fraction(1), Fraction(1))] * 5}
    point, upper, _lines = rate(pairs, Bodies(4, {"甲": 10, "乙": 10}, Fraction(1, 20)), 40, Fraction(1, 2))
    assert point < upper < 1
