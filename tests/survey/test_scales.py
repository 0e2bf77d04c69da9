"""Which scale a published figure was made with: the tables 4-4, 4-5 and 4-6 of the seed report."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import ConfigError
from auditcheck.survey.model import Option, Question
from auditcheck.survey.scales import SCALES, common, named, ranked, reproducing, satisfaction


def question(counts: tuple[int, ...], stated: str | None = None) -> Question:
    options = tuple(Option(str(number), count) for number, count in enumerate(counts))
    share = None if stated is None else Fraction(stated) / 100
    return Question("1", "满意吗？", "single", options, sum(counts), stated=share)


PRODUCTS = [
    question((452, 129, 35, 2, 4), "92.14"),
    question((465, 118, 35, 1, 3), "92.78"),
    question((460, 131, 23, 3, 5), "92.75"),
]
FOOD = [
    question((465, 112, 35, 7, 3), "92.20"),
    question((446, 134, 35, 4, 3), "91.88"),
    question((398, 168, 48, 4, 4), "89.58"),
    question((412, 184, 3, 17, 6), "90.69"),
]
BUSINESS = [
    question((107, 78, 70, 39, 7), "72.82"),
    question((238, 20, 33, 6, 4), "91.36"),
    question((219, 57, 19, 3, 3), "91.89"),
    question((202, 69, 21, 7, 2), "90.10"),
    question((213, 64, 20, 1, 3), "91.83"),
]


@pytest.mark.parametrize(
    ("questions", "scale", "overall"),
    [
        (PRODUCTS, "100-80-50-20-0", "92.56"),
        (FOOD, "100-80-50-20-0", "91.09"),
        (BUSINESS, "100-80-60-20-0", "87.60"),
    ],
)
def test_one_scale_gives_every_figure_of_a_published_table(questions: list[Question], scale: str, overall: str) -> None:
    assert [found.name for found in common(questions)] == [scale]
    rates = [satisfaction(one, named(scale)) or Fraction(0) for one in questions]
    assert f"{float(sum(rates) / len(rates) * 100):.2f}" == overall


@given(st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any), st.sampled_from(SCALES))
def test_a_figure_is_reproduced_by_the_scale_that_made_it(counts: list[int], scale: object) -> None:
    five = [one for one in SCALES if len(one.weights) == 5]
    for one in five:
        asked = question(tuple(counts))
        rate = satisfaction(asked, one)
        assert rate is not None and 0 <= rate <= 1
        assert one.weights in {found.weights for found in reproducing(asked, rate)}


@pytest.mark.parametrize(
    "labels",
    [
        ("非常满意", "基本满意", "一般", "较不满意", "非常不满意"),
        ("非常畅通", "基本畅通", "不关注", "较不畅通", "非常不畅通"),
        ("完全放心", "基本放心", "无所谓", "较为忧虑", "十分忧虑"),
        ("非常了解", "比较了解", "基本了解", "不太了解", "不了解"),
        ("操作方便且效率提升", "效率提升但操作繁琐", "不清楚", "操作繁琐且效率降低", "功能不全，流于形式"),
    ],
)
def test_answers_are_ranked_by_their_words(labels: tuple[str, ...]) -> None:
    assert ranked(labels) == [0, 1, 2, 3, 4]


def test_a_scale_written_from_worst_to_best_is_turned() -> None:
    assert ranked(["非常不满意", "不满意", "一般", "基本满意", "非常满意"]) == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("labels", [("男", "女"), ("不关注", "关注", "一般"), ("广播", "电视", "网络")])
def test_other_answers_are_no_scale(labels: tuple[str, ...]) -> None:
    assert ranked(labels) is None


@pytest.mark.parametrize("name", ["good", "0,1", "1,2,0", "1"])
def test_what_is_no_scale_is_refused(name: str) -> None:
    with pytest.raises(ConfigError):
        named(name)


def test_a_scale_of_another_length_is_refused() -> None:
    with pytest.raises(ConfigError):
        satisfaction(question((1, 2, 3)), named("100-80-60-20-0"))
