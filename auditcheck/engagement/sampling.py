"""The sample as a document: what was drawn from what, why, and how much of the whole it is."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from auditcheck.engagement import privacy
from auditcheck.engagement.coverage import Against, sentence, shares
from auditcheck.engagement.population import ATTRIBUTES, Frame, frame
from auditcheck.evidence.workspace import Workspace
from auditcheck.report import masks
from auditcheck.report.sample_notes import NAMES, restricted
from auditcheck.sampling.layers import CERTAIN, LAYERS, METHOD_NAMES, SAMPLED, Layers, combine, probability, spoken_for
from auditcheck.sampling.quantities import decimal_of
from auditcheck.sampling.select import VERSION, Settings

__all__ = ["Frame", "frame", "sample", "seeded"]
_LAST_SEED = 10**9


def seeded(settings: Settings) -> Settings:
    """With a seed where the method needs one and none was given; it stands in the document."""
    if settings.seed is not None or settings.method == "top" or settings.start is not None:
        return settings
    return replace(settings, seed=secrets.randbelow(_LAST_SEED))


def sample(
    workspace: Workspace,
    frame: Frame,
    settings: Settings | None,
    certain_from: int | None = None,
    risk: Mapping[int, str] | None = None,
    picks: Mapping[int, str] | None = None,
    homogeneity: Fraction = Fraction(1, 20),
) -> dict[str, Any]:
    """The document auditcheck/sample/1 of contracts.md; layers as ``sampling.layers.combine`` has them.

    ``homogeneity``: how alike items of one body are taken to be in a two-stage sample; recorded for its evaluation.
    """
    found = combine(frame.population, settings, certain_from, risk, picks)
    amounts = frame.population.amounts
    negative = [amount for amount in amounts if amount is not None and amount < 0]
    total = sum(amount or 0 for amount in amounts)
    selection, chosen = found.selection, list(found.choices)
    made = _items(workspace, frame, found)
    method = settings.method if settings else None
    return {
        "schema": "auditcheck/sample/1",
        "method": method,
        "method_name": METHOD_NAMES[method] if method else None,
        "method_version": f"{method}/{VERSION}" if method else None,
        "ledger": frame.ledger.name,
        "ledger_name": frame.ledger.zh,
        "by": frame.by,
        "amount": frame.amount,
        "amount_name": frame.ledger.by_name[frame.amount].zh,
        "only": list(frame.restricted),
        "n": settings.n if settings else 0,
        "seed": settings.seed if settings else None,
        "allocation": settings.allocation if settings and method in ("stratified", "two-stage") else None,
        "minimum": settings.minimum if settings else 0,
        "start": _yuan(selection.start),
        "interval": None if selection.interval is None else str(decimal_of(selection.interval / 100, 2)),
        "population": {"rows": len(amounts), "amount": _yuan(total), "sha256": frame.population.sha256()},
        "negatives": {
            "rows": len(negative),
            "amount": _yuan(sum(negative)),
            "treated": settings.negatives if settings else "exclude",
        },
        "zeros": sum(amount == 0 for amount in amounts),
        "blanks": sum(amount is None for amount in amounts),
        "budget_only": frame.budget_only,
        "certain_from": _yuan(certain_from),
        "certain": [made[i] for i in selection.certain],
        "derivation": _derivation(frame, found, settings),
        "strata": {name: {"drawn": drawn, "rows": rows} for name, (drawn, rows) in selection.shares.items()},
        "stages": _stages(frame, found, homogeneity),
        "layers": _layers(found, frame, settings),
        "items": [made[i] for i in chosen],
        "coverage": {
            "rows": _share(len(chosen), len(amounts)),
            "amount": _share(sum(amounts[i] or 0 for i in chosen), total),
            "by": {name: _coverage(frame, name, chosen) for name in ATTRIBUTES},
        },
    }


def _derivation(frame: Frame, found: Layers, settings: Settings | None) -> list[str]:
    """How the draw came about, in figures."""
    amounts = frame.population.amounts
    if settings is None:
        return []
    drawn_from = [amounts[i] or 0 for i in found.rest]
    others = len(amounts) - len(drawn_from)
    lines = [f"抽取总体=总体{len(amounts):,}笔－全查、风险、判断{others:,}笔={len(drawn_from):,}笔。"] if others else []
    selection = found.selection
    if selection.interval is not None:
        money = sum(abs(a) if settings.negatives == "absolute" else max(a, 0) for a in drawn_from)
        lines.append(
            f"选样间隔=抽取总体金额÷样本量={_told(money)}÷{settings.n}→{decimal_of(selection.interval / 100, 2):,}元"
            + (f"；从第{_told(selection.start)}元起每隔一个间隔取一个货币单元。" if selection.start else "。")
        )
    if selection.bodies:
        name = "、".join(NAMES.get(each, each) for each in frame.strata)
        lines.append(
            f"第一阶段：{len(selection.bodies)}个{name}中等概率抽取{len(selection.shares)}个（{'、'.join(selection.shares)}）；"
            f"第二阶段：在抽中的{name}内随机抽取。入样概率=第一阶段{len(selection.shares)}÷{len(selection.bodies)}×第二阶段该{name}抽取笔数÷该{name}笔数。"
        )
    if selection.hits:
        lines.append(f"抽中{len(selection.hits):,}笔，共命中{sum(selection.hits.values()):,}次。")
    if not drawn_from:
        lines.append("全部项目已逐笔检查，不再抽取。")
    return lines


def against(document: Mapping[str, Any], others: Sequence[Against]) -> dict[str, Any]:
    """``others`` and ``sentence`` of the document's coverage, in words for the report; amounts as they were to be examined."""
    amount = sum((Fraction(part["amount"]) for part in document["layers"].values()), Fraction(0))
    population, coverage = document["population"], document["coverage"]
    told = {
        "rows": len(document["items"]),
        "amount": str(decimal_of(amount, 2)),
        "share_rows": coverage["rows"],
        "share_amount": coverage["amount"],
        "others": shares(amount, Fraction(population["amount"]), others),
    }
    limits = restricted(document["only"])
    name = f"{document['ledger_name'].split('/')[0]}·{document['amount_name']}{f'（{limits}）' if limits else ''}"
    what = "张凭证" if document["by"] == "voucher" else "笔"
    return {"others": told["others"], "sentence": sentence(what, told, population, name) + "。"}


def _stages(frame: Frame, found: Layers, homogeneity: Fraction) -> dict[str, Any] | None:
    """Both stages of a two-stage sample: every body with its items, the chance of each stage, and what was drawn in it."""
    selection = found.selection
    if not selection.bodies:
        return None
    money = dict.fromkeys(selection.bodies, 0)
    for position in found.rest:
        money[frame.population.strata[position]] += frame.population.amounts[position] or 0
    return {
        "column": "，".join(frame.strata),
        "bodies": len(selection.bodies),
        "drawn": len(selection.shares),
        "probability": _probability(Fraction(len(selection.shares), len(selection.bodies))),
        "homogeneity": str(decimal_of(homogeneity, 4)),
        "each": [
            {
                "name": name,
                "rows": rows,
                "amount": _yuan(money[name]),
                "drawn": selection.shares.get(name, (0, rows))[0],
                "probability": _probability(Fraction(*selection.shares[name])) if name in selection.shares else None,
            }
            for name, rows in selection.bodies.items()
        ],
    }


def _probability(value: Fraction) -> str:
    return str(decimal_of(value, 6))


def _layers(found: Layers, frame: Frame, settings: Settings | None) -> dict[str, Any]:
    """Of each layer the items examined; of the drawn one also the population for which it speaks, and what is left."""
    document: dict[str, dict[str, Any]] = {}
    amounts = frame.population.amounts
    for layer in LAYERS:
        mine = [amounts[i] or 0 for i, choice in found.choices.items() if choice.layer == layer]
        document[layer] = {"rows": len(mine), "amount": _yuan(sum(mine))}
    spoken = spoken_for(frame.population, settings, found)
    left = [amounts[i] or 0 for i in range(len(amounts)) if i not in spoken and i not in found.choices]
    document[SAMPLED]["population"] = {
        "rows": len(spoken),
        "amount": _yuan(sum(spoken.values())),
        "largest": _yuan(max(map(abs, spoken.values()), default=0)),
    }
    document[SAMPLED]["not_spoken_for"] = {"rows": len(left), "amount": _yuan(sum(left))}
    document[SAMPLED]["hits"] = sum(choice.hits for choice in found.choices.values() if choice.layer == SAMPLED)
    document[CERTAIN]["above_interval"] = sum(
        choice.layer == CERTAIN and choice.hits > 0 for choice in found.choices.values()
    )
    return document


def _coverage(frame: Frame, name: str, chosen: Sequence[int]) -> list[dict[str, Any]]:
    """One line a month, project or unit: of how many items and how much money what was chosen."""
    found: dict[str, list[int]] = {}
    values, amounts = frame.attributes[name], frame.population.amounts
    for value, amount in zip(values, amounts, strict=True):
        line = found.setdefault(value, [0, 0, 0, 0])
        line[0] += 1
        line[1] += amount or 0
    for position in chosen:
        line = found[values[position]]
        line[2] += 1
        line[3] += amounts[position] or 0
    return [
        {
            "name": value,
            "rows": rows,
            "amount": _yuan(amount),
            "chosen_rows": chosen_rows,
            "chosen_amount": _yuan(chosen_amount),
            "share_rows": _share(chosen_rows, rows),
            "share_amount": _share(chosen_amount, amount),
        }
        for value, (rows, amount, chosen_rows, chosen_amount) in sorted(found.items())
    ]


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else str(decimal_of(Fraction(fen, 100), 2))


def _told(fen: int) -> str:
    return f"{decimal_of(Fraction(fen, 100), 2):,}"


def _share(part: int, whole: int) -> str | None:
    return None if whole <= 0 else f"{decimal_of(Fraction(part * 100, whole), 2)}%"


def _items(workspace: Workspace, frame: Frame, found: Layers) -> dict[int, dict[str, Any]]:
    """position -> the item of the document; read from the engine in one go."""
    rows = {position: frame.rows_of(position) for position in found.choices}
    every = [row_id for row_ids in rows.values() for row_id in row_ids]
    places = workspace.sources(every)
    names = [column.name for column in frame.ledger.columns]
    with privacy.as_set(None):
        lines = {
            row["row_id"]: _values(row, names, frame.ledger.name) for row in workspace.rows(frame.ledger.name, every)
        }
    made = {}
    for position, choice in found.choices.items():
        row_ids = rows[position]
        document = {
            "ledger": frame.ledger.name,
            **_place(places, row_ids[0]),
            "hits": choice.hits,
            "layer": choice.layer,
            "reasons": list(choice.reasons),
            "key": frame.keys[position],
            "amount": _yuan(frame.population.amounts[position]),
            **{name: frame.attributes[name][position] for name in ATTRIBUTES},
            "values": lines[row_ids[0]],
        }
        chance = probability(frame.population, found, position)
        document["probability"] = None if chance is None else _probability(chance)
        if frame.population.strata:
            document["stratum"] = frame.population.strata[position]
        if frame.by == "voucher":
            document["lines"] = [{**_place(places, row_id), "values": lines[row_id]} for row_id in row_ids]
        made[position] = document
    return made


def _place(places: Mapping[int, Mapping[str, Any]], row_id: int) -> dict[str, Any]:
    return {name: places[row_id][name] for name in ("file", "sheet", "row")}


def _values(row: Mapping[str, Any], names: Iterable[str], ledger: str) -> dict[str, Any]:
    return {name: masks.value(str(row[name]), ledger, name) for name in names if row.get(name) is not None}
