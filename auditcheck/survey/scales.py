"""Scales of satisfaction: which answer is worth how much, and which scale a published figure was made with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.survey.model import Option, Question


@dataclass(frozen=True)
class Scale:
    """``weights`` best answer first, from 1 to 0."""

    name: str
    weights: tuple[Fraction, ...]

    def document(self) -> dict[str, object]:
        return {"name": self.name, "weights": [_plain(weight) for weight in self.weights]}


def _scale(name: str, *weights: str) -> Scale:
    return Scale(name, tuple(Fraction(weight) for weight in weights))


# Those in use; the first two are the two of the report of 2023. A rubric names the one that holds.
SCALES = (
    _scale("100-80-50-20-0", "1", "0.8", "0.5", "0.2", "0"),
    _scale("100-80-60-20-0", "1", "0.8", "0.6", "0.2", "0"),
    _scale("100-80-60-40-20", "1", "0.8", "0.6", "0.4", "0.2"),
    _scale("100-80-60-30-0", "1", "0.8", "0.6", "0.3", "0"),
    _scale("100-75-50-25-0", "1", "0.75", "0.5", "0.25", "0"),
    _scale("100-80-60-40-0", "1", "0.8", "0.6", "0.4", "0"),
    _scale("100-80-60-0", "1", "0.8", "0.6", "0"),
    _scale("100-80-50-0", "1", "0.8", "0.5", "0"),
    _scale("100-60-0", "1", "0.6", "0"),
    _scale("100-50-0", "1", "0.5", "0"),
    _scale("top-two", "1", "1", "0", "0", "0"),
)
_BEST = re.compile(r"^(?:非常|十分|完全|很|特别|有效|明显|显著)(?!不|忧)|^操作方便且")
_GOOD = re.compile(r"^(?:满意$|基本|比较|较|有所|效率提升但)(?!不)(?!为忧|忧)")
_FAIR = re.compile(r"^(?:一般|不清楚|不关注|无所谓|说不清|不确定|效果一般|基本了解|尚可|中立)")
_POOR = re.compile(r"^(?:较不|不太|较为忧|比较忧|效果甚微|不满意|不怎么|操作繁琐)")
_WORST = re.compile(r"^(?:非常不|十分不|很不|完全不|毫无|十分忧|非常忧|不了解|功能不全)")


def ranked(labels: Sequence[str]) -> list[int] | None:
    """The order of the labels from best to worst by their words, or None where they are no such answers."""
    found: list[tuple[int, int]] = []
    for position, label in enumerate(labels):
        rank = _rank(label)
        if rank is None:
            return None
        found.append((rank, position))
    if len({rank for rank, _position in found}) < len(labels):
        # 比较了解 and 基本了解 beside each other: as written, if that order goes down.
        ranks = [rank for rank, _position in found]
        return list(range(len(labels))) if ranks == sorted(ranks) and len(set(ranks)) > 2 else None
    return [position for _rank, position in sorted(found)]


def placed(question: Question, steps: int) -> Question | None:
    """The question with its options best first; of five steps those that nobody chose stand at their place with 0.

    None where the options are no such answers, or there are more or fewer of them than ``steps``.
    """
    labels = [option.label for option in question.options]
    order = ranked(labels)
    if order is not None and len(order) == steps:
        return replace(question, options=tuple(question.options[i] for i in order))
    ranks = [_rank(label) for label in labels]
    if steps != 5 or len(labels) < 2 or None in ranks or len(set(ranks)) < len(ranks):
        return None
    by_rank = dict(zip(ranks, question.options, strict=True))
    return replace(question, options=tuple(by_rank.get(rank, Option("（无人选择）", 0)) for rank in range(5)))


def _rank(label: str) -> int | None:
    """0 (best) to 4 (worst) by the words of an answer; None where it is none."""
    text = re.sub(r"\s+", "", label)
    order = ((4, _WORST), (3, _POOR), (2, _FAIR), (0, _BEST), (1, _GOOD))
    return next((rank for rank, words in order if words.search(text)), None)


def named(name: str) -> Scale:
    """A scale by name, or by its weights: 1,0.8,0.6,0.3,0. Raises ConfigError."""
    for scale in SCALES:
        if scale.name == name:
            return scale
    try:
        weights = tuple(Fraction(part.strip()) for part in re.split(r"[,，;；]", name))
    except (ValueError, ZeroDivisionError):
        weights = ()
    if (
        len(weights) < 2
        or any(not 0 <= weight <= 1 for weight in weights)
        or list(weights) != sorted(weights, reverse=True)
    ):
        raise ConfigError(
            _("{name} is no scale: name one of {names}, or its weights from best to worst (1,0.8,0.6,0.3,0)").format(
                name=name, names=", ".join(scale.name for scale in SCALES)
            )
        )
    return Scale("-".join(_plain(weight * 100) for weight in weights), weights)


def satisfaction(question: Question, scale: Scale) -> Fraction | None:
    """The mean weight of the answers; None without answers. Raises ConfigError where the steps differ in number."""
    if len(question.options) != len(scale.weights):
        raise ConfigError(
            _("question {number} has {options} answers, the scale {scale} has {weights}").format(
                number=question.number, options=len(question.options), scale=scale.name, weights=len(scale.weights)
            )
        )
    if not question.choices:
        return None
    total = sum(
        (option.count * weight for option, weight in zip(question.options, scale.weights, strict=True)), Fraction(0)
    )
    return total / question.choices


def reproducing(question: Question, published: Fraction, places: int = 4) -> list[Scale]:
    """The scales that give the published figure to its last digit, known ones first, then by tenths from 1 down.

    ``places``: decimals of the rate (4: 92.14%). Several may: more questions narrow it down.
    """
    steps = len(question.options)
    known = [scale for scale in SCALES if len(scale.weights) == steps]
    tenths = [Fraction(tenth, 10) for tenth in range(9, -1, -1)]
    made = [_named_by((Fraction(1), *weights)) for weights in combinations(tenths, steps - 1)]
    found = [*known, *(scale for scale in made if scale.weights not in {one.weights for one in known})]
    return [scale for scale in found if _rounded(satisfaction(question, scale), places) == _rounded(published, places)]


def common(questions: Sequence[Question]) -> list[Scale]:
    """The scales that give the published figure of each question."""
    told = [question for question in questions if question.stated is not None]
    found: list[Scale] | None = None
    for question in told:
        these = reproducing(question, question.stated or Fraction(0))
        found = (
            these if found is None else [scale for scale in found if scale.weights in {one.weights for one in these}]
        )
    return found or []


def _named_by(weights: tuple[Fraction, ...]) -> Scale:
    return Scale("-".join(_plain(weight * 100) for weight in weights), weights)


def _rounded(value: Fraction | None, places: int) -> int | None:
    """Half up, in units of the last place."""
    return None if value is None else int((value * 10**places * 2 + 1) // 2)


def _plain(value: Fraction) -> str:
    from decimal import Decimal

    return format((Decimal(value.numerator) / Decimal(value.denominator)).normalize(), "f")
