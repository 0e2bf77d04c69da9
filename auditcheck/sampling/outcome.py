"""What a filled check sheet says: each layer for itself, and the drawn one for the population it was drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.sampling import tails
from auditcheck.sampling.clusters import Bodies, rate
from auditcheck.sampling.estimates import estimate, of_bodies
from auditcheck.sampling.evaluate import Result, evaluate
from auditcheck.sampling.layers import LAYERS, SAMPLED
from auditcheck.sampling.quantities import decimal_of, percent
from auditcheck.sampling.select import MONEY_METHODS

RIGHT, WRONG, MISSING, NOT_APPLICABLE = "√", "×", "未见", "N/A"
MARKS = (RIGHT, WRONG, MISSING, NOT_APPLICABLE)


@dataclass(frozen=True)
class Item:
    """One voucher of the sample; ``marks``: point -> mark, nothing where nobody looked; amounts in 元."""

    key: str
    layer: str
    hits: int
    stratum: str
    amount: Fraction
    marks: Mapping[str, str] = field(default_factory=dict)
    audited: Fraction | None = None


@dataclass(frozen=True)
class Sample:
    """How it was drawn: what ``auditcheck/sample/1`` records. ``strata``: name -> items of the population."""

    method: str | None
    population: Fraction  # 元, all layers
    sampled_rows: int  # items that the drawn layer speaks for
    sampled_amount: Fraction
    strata: Mapping[str, int] = field(default_factory=dict)
    proportional: bool = True
    largest: Fraction | None = None  # amount of the largest item that could be drawn
    interval: Fraction | None = None  # 元; with ``hits``, the monetary units that the drawn layer has for certain
    hits: int = 0
    bodies: Bodies | None = None  # of a two-stage sample; ``strata`` are the bodies that were drawn

    @property
    def by_money(self) -> bool:
        return self.method in MONEY_METHODS

    @property
    def is_random(self) -> bool:
        return self.method is not None and self.method != "top"


def attribute(
    point: str,
    name: str,
    items: Sequence[Item],
    sample: Sample,
    confidence: Fraction,
    tolerable: Fraction | None,
    distribution: str | None = None,
) -> dict[str, Any]:
    """Counts of one check point by layer, and the rate in the drawn layer with its upper limit.

    × and 未见 are deviations; N/A and blanks are not in n. Drawn in proportion to money, the rate is one of money.
    ``distribution``: default what the draw was: hypergeometric for a simple random sample, which takes nothing twice;
    else binomial, which is on the safe side for strata drawn alike (Hoeffding 1956). Raises ConfigError where the
    hypergeometric is asked for and the draw has none.
    """
    counts = {
        layer: {
            **{mark: sum(item.marks.get(point) == mark for item in mine) for mark in MARKS},
            "blank": sum(point not in item.marks for item in mine),
        }
        for layer in LAYERS
        for mine in [[item for item in items if item.layer == layer]]
    }
    document: dict[str, Any] = {"point": point, "name": name, "counts": counts}
    judged = [item for item in items if item.layer == SAMPLED and item.marks.get(point) in (RIGHT, WRONG, MISSING)]
    if not judged or not sample.is_random:
        return {**document, "n": len(judged), "errors": None, "point_estimate": None, "upper": None, "derivation": []}
    if distribution == "hypergeometric" and sample.method != "random":
        raise ConfigError(_("only a simple random sample is hypergeometric: leave --distribution away"))
    weights = {item.key: item.hits if sample.by_money else 1 for item in judged}
    wrong = [item for item in judged if item.marks[point] != RIGHT]
    n, errors = sum(weights.values()), sum(weights[item.key] for item in wrong)
    if sample.bodies:
        pairs = {
            body: [(Fraction(item.marks[point] != RIGHT), Fraction(1)) for item in judged if item.stratum == body]
            for body in sample.bodies.sizes
        }
        if unseen := sample.bodies.unseen(pairs):
            lines = [f"两阶段样本中{'、'.join(unseen)}尚未检查，暂不推断总体偏差率。"]
            return {**document, "n": n, "errors": errors, "point_estimate": None, "upper": None, "derivation": lines}
        estimated, upper, lines = rate(pairs, sample.bodies, sample.sampled_rows, confidence)
    elif sample.strata and not sample.proportional:
        estimated, upper, lines = _weighted(judged, wrong, sample, confidence)
    else:
        how = distribution or ("hypergeometric" if sample.method == "random" else "binomial")
        size = Fraction(sample.sampled_rows) if how == "hypergeometric" else None
        found = evaluate(Result("attribute", how, confidence, n, errors, population=size))
        estimated, upper, lines = found.point, found.upper, found.derivation
    if sample.by_money:
        lines = [*lines, "样本按金额抽取：n为货币单元数，偏差率是偏差所涉金额占抽取总体金额的比率。"]
    return {
        **document,
        "n": n,
        "errors": errors,
        "point_estimate": str(decimal_of(estimated, 6)),
        "upper": str(decimal_of(upper, 6)),
        "derivation": lines,
        "conclusion": _concluded(name, upper, tolerable, confidence, counts, sample.by_money),
    }


def _weighted(
    judged: Sequence[Item], wrong: Sequence[Item], sample: Sample, confidence: Fraction
) -> tuple[Fraction, Fraction, list[str]]:
    """Strata drawn at unlike rates: each speaks for its own items; limits at 1 - risk/strata each hold together (Bonferroni)."""
    total = sum(sample.strata.values())
    each = 1 - (1 - confidence) / max(1, len(sample.strata))
    point = upper = Fraction(0)
    lines = [
        f"各层抽取比例不同，按层加权；{len(sample.strata)}层各以{percent(each)}求上限，合并后不低于{percent(confidence)}（邦弗朗尼）。"
    ]
    for name, size in sample.strata.items():
        mine = [item for item in judged if item.stratum == name]
        errors = sum(item.stratum == name for item in wrong)
        # A stratum of which nothing was seen may be all wrong, one seen in full is known.
        if not mine:
            rate, limit = Fraction(0), Fraction(1)
        elif len(mine) == size:
            rate = limit = Fraction(errors, size)
        else:
            rate = Fraction(errors, len(mine))
            limit = Fraction(tails.hypergeometric_upper(errors, len(mine), size, each), size)
        point, upper = point + rate * size / total, upper + limit * size / total
        lines.append(f"{name}：总体{size}笔，n={len(mine)}，偏差{errors}，上限{percent(limit)}。")
    return point, upper, lines


def _concluded(
    name: str,
    upper: Fraction,
    tolerable: Fraction | None,
    confidence: Fraction,
    counts: Mapping[str, Mapping[str, int]],
    by_money: bool,
) -> str | None:
    """In words that an auditor signs: no control works well of which other layers showed failures."""
    if tolerable is None:
        return None
    shown = percent(Fraction(decimal_of(upper, 6)))
    open_ = counts[SAMPLED]["blank"]
    stage = f"（抽样部分尚有{open_}笔未查，为阶段性结论）" if open_ else ""
    head = f"{name}：在{percent(confidence)}置信水平下，抽取总体{'按金额计的' if by_money else ''}偏差率上限{shown}"
    elsewhere = sum(counts[layer][mark] for layer in LAYERS if layer != SAMPLED for mark in (WRONG, MISSING))
    if upper > tolerable:
        rest = "样本结果不支持该项控制有效运行的结论，应扩大样本或实施替代程序"
        return f"{head}超过可容忍{percent(tolerable)}，{rest}{stage}。"
    if elsewhere:
        rest = f"但全查、风险、判断各层已查明{elsewhere}笔不符，该项控制存在缺陷，应就其原因和影响另作评价"
        return f"{head}不超过可容忍{percent(tolerable)}，{rest}{stage}。"
    return f"{head}不超过可容忍{percent(tolerable)}，样本结果支持该项控制在抽取总体中有效运行的结论{stage}。"


def misstatement(
    items: Sequence[Item],
    sample: Sample,
    confidence: Fraction,
    tolerable: Fraction | None,
    distribution: str | None = None,
) -> dict[str, Any] | None:
    """What audited amounts say: found in each layer, projected from the drawn one, with an upper limit (元).

    ``tolerable``: 元. None where no audited amount is known. Over- and understatement are told apart, each with a
    Stringer bound of its own, and never set off against each other there. ``distribution``: poisson or binomial.
    """
    audited = [item for item in items if item.audited is not None]
    if not audited:
        return None
    distribution = "binomial" if distribution == "binomial" else "poisson"
    known = {
        layer: _sum(item.amount - (item.audited or 0) for item in audited if item.layer == layer)
        for layer in LAYERS
        if layer != SAMPLED
    }
    certain = sum(known.values(), Fraction(0))
    examined = [item.amount - (item.audited or 0) for item in audited if item.layer != SAMPLED]
    apart = Known(_sum(each for each in examined if each > 0), _sum(-each for each in examined if each < 0))
    drawn = [item for item in audited if item.layer == SAMPLED]
    document: dict[str, Any] = {
        "audited": len(audited),
        "not_audited": len(items) - len(audited),
        "found": {layer: _yuan(amount) for layer, amount in known.items()},
        "found_in_sample": _yuan(_sum(item.amount - (item.audited or 0) for item in drawn)),
        "overstated": sum(item.amount > (item.audited or 0) for item in audited),
        "understated": sum(item.amount < (item.audited or 0) for item in audited),
        "open": sum(item.layer == SAMPLED and item.audited is None for item in items),
        "estimates": [],
        "notes": [],
    }
    if drawn and sample.is_random:
        if sample.by_money:
            document["estimates"].append(_stringer(drawn, sample, confidence, distribution, apart))
        else:
            pairs = {
                name: [(i.amount, i.audited or Fraction(0)) for i in drawn if not sample.strata or i.stratum == name]
                for name in (sample.strata or {"": 0})
            }
            sizes = dict(sample.strata) or {"": sample.sampled_rows}
            if sample.largest and sample.proportional and not sample.bodies:
                document["estimates"].append(_by_items(drawn, sample, confidence, apart))
            if unseen := [name for name, size in sizes.items() if size and not pairs[name]]:
                document["notes"].append(f"{'、'.join(unseen)}层尚无已核金额，暂不作比率、差额估计。")
            elif all(item.amount == item.audited for item in drawn):
                document["notes"].append("已核样本没有金额差错，比率、差额估计给不出上限，不作估计。")
            else:
                # Items below zero may leave nothing to which misstatement could be related.
                booked = _sum(
                    sizes[name] * _sum(book for book, _audited in rows) / len(rows)
                    for name, rows in pairs.items()
                    if rows
                )
                if not booked:
                    document["notes"].append("已核样本账面金额（按层加权）合计为零，不作比率估计。")
                document["estimates"] += [
                    (
                        of_bodies(method, pairs, sample.bodies, sample.sampled_rows, sample.sampled_amount, confidence)
                        if sample.bodies
                        else estimate(method, pairs, sizes, sample.sampled_amount, confidence)
                    ).document(certain)
                    for method in ("ratio", "difference")
                    if booked or method == "difference"
                ]
                if sample.bodies:
                    document["notes"].append("两阶段样本不求斯特林格上限：比率、差额估计单独不足以支持金额结论。")
    elif sample.is_random and sample.sampled_amount:
        document["notes"].append(f"抽取总体{_yuan(sample.sampled_amount)}元中尚无已核金额的样本，对其金额不作推断。")
    for found in document["estimates"]:
        found["conclusion"] = _money_concluded(found, tolerable, confidence, document["open"])
    return document


@dataclass(frozen=True)
class Known:
    """Misstatement found in items that were examined in full, 元: neither is set off against the other."""

    over: Fraction
    under: Fraction


def _by_items(drawn: Sequence[Item], sample: Sample, confidence: Fraction, certain: Known) -> dict[str, Any]:
    """Stringer's bound for items drawn alike: each misstatement as a share of the largest amount that could be drawn.

    Holds where ratio and difference do not (docs/sampling.md), and is the sharper, the more was examined for its size.
    """
    most = sample.largest or Fraction(1)
    shares = {item.key: (item.amount - (item.audited or 0)) / most for item in drawn}
    lines = [
        f"以抽取总体中最大一笔{_yuan(most)}元为单位的错报占比求斯特林格上限，再乘以{sample.sampled_rows}笔；大额全查标准越低，上限越紧。"
    ]
    whole = sample.sampled_rows * most
    return _both_ways(
        "stringer-items", "binomial", [(share, 1) for share in shares.values()], whole, confidence, certain, lines
    )


def _stringer(
    drawn: Sequence[Item], sample: Sample, confidence: Fraction, distribution: str, certain: Known
) -> dict[str, Any]:
    # Of an item below zero (taken by its size) a smaller debt than booked is an understatement, as its sign says.
    taints = [((i.amount - (i.audited or 0)) / abs(i.amount) if i.amount else Fraction(0), i.hits) for i in drawn]
    whole, lines = sample.sampled_amount, []
    if sample.interval and sample.hits:
        # Each unit stands for one interval, as it was planned: how often the items above it were hit changes nothing.
        whole = sample.interval * sample.hits
        lines = [f"每个货币单元代表一个选样间隔：{_yuan(sample.interval)}元×{sample.hits}次={_yuan(whole)}元。"]
    return _both_ways(
        f"stringer-{distribution}", distribution, taints, whole, confidence, certain, lines, sample.sampled_amount
    )


def _both_ways(
    method: str,
    distribution: str,
    taints: Sequence[tuple[Fraction, int]],
    whole: Fraction,
    confidence: Fraction,
    certain: Known,
    lines: list[str],
    most: Fraction | None = None,
) -> dict[str, Any]:
    """Stringer's bound on overstatement, and one on understatement where any was found.

    ``taints``: (taint, hits); ``whole``: 元 that the hits stand for; ``most``: 元 beyond which nothing can be overstated.
    """
    over = [min(taint, Fraction(1)) for taint, hits in taints for _hit in range(hits) if taint > 0]
    under = [min(-taint, Fraction(1)) for taint, hits in taints for _hit in range(hits) if taint < 0]
    n = sum(hits for _taint, hits in taints)
    found = evaluate(Result("mus", distribution, confidence, n, None, tuple(over)))
    point, upper = (certain.over + whole * rate for rate in (found.point, found.upper))
    lines = [
        *lines,
        *found.derivation,
        f"高估上限=各层已查明高估{_yuan(certain.over)}＋{_yuan(whole)}×上限错报率{decimal_of(found.upper, 9)}={_yuan(upper)}元。",
    ]
    if most is not None and upper > certain.over + most:
        upper = max(point, certain.over + most)
        lines.append(f"高估不超过抽取总体{_yuan(most)}元，上限取{_yuan(upper)}元。")
    less = None
    if under or certain.under:
        found = evaluate(Result("mus", distribution, confidence, n, None, tuple(under)))
        less = {
            name: _yuan(certain.under + whole * rate) for name, rate in (("point", found.point), ("upper", found.upper))
        }
        lines.append(
            f"另有低估：各层已查明{_yuan(certain.under)}元，样本中{len(under)}个单元，推断低估{less['point']}元，"
            f"低估上限{less['upper']}元（同法另求）；不与高估相抵。"
        )
    if any(abs(taint) > 1 for taint, _hits in taints):
        lines.append("有错报超过账面金额（或最大一笔）的项目，按100%计入；斯特林格上限以此为前提，应就其另作评价。")
    return {
        "method": method,
        "point": _yuan(point),
        "upper": _yuan(upper),
        "precision": _yuan(upper - point),
        "understated": less,
        "derivation": lines,
    }


def _money_concluded(
    found: Mapping[str, Any], tolerable: Fraction | None, confidence: Fraction, open_: int
) -> str | None:
    """A bound on overstatement supports no word on understatement: that stands by its own bound, or is not spoken of."""
    if tolerable is None:
        return None
    upper, point, less = Fraction(found["upper"]), Fraction(found["point"]), found.get("understated")
    bound = not found["method"].startswith(("ratio", "difference"))
    allowed = f"可容忍错报{decimal_of(tolerable, 2):,}元"
    name = "高估" if bound else "错报"
    head = f"推断{name}{Decimal(found['point']):,}元，在{percent(confidence)}置信水平下{name}上限{Decimal(found['upper']):,}元"
    stage = f"（抽样部分尚有{open_}笔金额未核，为阶段性结论）" if open_ else ""
    if point > tolerable:
        return f"{head}；推断{name}已超过{allowed}，应提请更正并扩大检查范围{stage}。"
    if upper > tolerable:
        return f"{head}，超过{allowed}，样本不足以支持总体金额不存在重大{name}的结论，应扩大样本或实施替代程序{stage}。"
    if not bound:
        return None  # the normal distribution's limit is too low for skewed books: it supports nothing by itself
    if less and Fraction(less["upper"]) > tolerable:
        return (
            f"{head}，不超过{allowed}；但推断低估{Decimal(less['point']):,}元，低估上限{Decimal(less['upper']):,}元超过{allowed}，"
            f"样本不足以支持总体金额不存在重大错报的结论，应扩大样本或实施替代程序{stage}。"
        )
    rest = (
        f"，低估上限{Decimal(less['upper']):,}元亦未超过，样本结果支持总体金额不存在重大错报的结论"
        if less
        else ("，样本结果支持总体金额不存在重大高估的结论")
    )
    return f"{head}，不超过{allowed}{rest}{stage}。"


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def _yuan(value: Fraction) -> str:
    return str(decimal_of(value, 2))
