"""Which single question still moves the score: signals, counted problems, open points, settings, doubtful values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.scoring.engine import score
from auditcheck.scoring.loading import load_rubric
from auditcheck.scoring.metrics import Metrics
from auditcheck.scoring.numbers import points
from auditcheck.scoring.record import SIGNALS
from auditcheck.scoring.rubric import Rubric
from auditcheck.scoring.settings import alternatives, written
from auditcheck.scoring.what_if import apply_what_if

Lines = Sequence[Mapping[str, Any]]


def sensitivity(name: str, rubric: Rubric, findings_document: Mapping[str, Any], judgements: Lines) -> dict[str, Any]:
    """``auditcheck/sensitivity/1``: one entry a question, what moves the total most first.

    ``name`` loads the rubric again with another setting. A problem is an issue: its findings stand or fall together.
    """
    base = score(rubric, findings_document, judgements)
    found = [
        _entry(kind, what, base, score(other, document, judgements))
        for kind, what, other, document in (
            *_issues(rubric, findings_document),
            *_settings(name, rubric, findings_document),
            *_values(rubric, findings_document),
        )
    ]
    found += [_open(one, base) for one in base["indicators"] if one["state"] != "scored"]
    found.sort(key=lambda one: (-abs(Decimal(one["change"])), one["kind"], one["what"]))
    return {
        "schema": "auditcheck/sensitivity/1",
        "rubric": rubric.name,
        "total": base["total"],
        "grade": base["grade"],
        "questions": found,
        "most": next((one["what"] for one in found if Decimal(one["change"])), None),
        "moving_grade": [one["what"] for one in found if one["moves_grade"]],
    }


Case = tuple[str, str, Rubric, Mapping[str, Any]]


def _issues(rubric: Rubric, document: Mapping[str, Any]) -> Iterator[Case]:
    """Each issue that waits, as if confirmed; each that counts, as if it were none."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in document.get("findings", ()):
        if not one.get("in_period", True) or (one.get("rolled_up") and one["state"] in SIGNALS):
            continue
        waits = one["state"] in SIGNALS
        if waits or one["state"] in ("confirmed", "rectifying", "rectified"):
            groups.setdefault(("signal" if waits else "problem", one.get("issue") or one["fingerprint"]), []).append(
                one
            )
    titles = {issue["id"]: issue.get("title") for issue in document.get("issues", ())}
    for (kind, issue), members in groups.items():
        state = "confirmed" if kind == "signal" else "dismissed"
        changed = apply_what_if(document, {one["fingerprint"]: state for one in members})
        numbers = "、".join(str(one.get("no") or one["fingerprint"]) for one in members[:3])
        more = f"等{len(members)}条" if len(members) > 3 else ""
        title = titles.get(issue) or members[0].get("title") or members[0]["check"]
        told = "疑点成立" if kind == "signal" else "问题不成立"
        yield kind, f"{told}：{title}（{numbers}{more}）", rubric, changed


def _settings(name: str, rubric: Rubric, document: Mapping[str, Any]) -> Iterator[Case]:
    for key, value in rubric.conventions.items():
        for other in alternatives(key, value):
            try:
                changed = load_rubric(name, {key: other})
            except ConfigError:
                continue  # a reading that this scheme cannot have
            yield "convention", f"口径改为{written(key, other)}", changed, document


def _values(rubric: Rubric, document: Mapping[str, Any]) -> Iterator[Case]:
    """Rates whose parts give another value, as if the stated one held."""
    metrics = Metrics(document.get("metrics", ()))
    for code in metrics.codes():
        one = metrics.find(code)
        if one is not None and one.contradiction and rubric.indicator(code) is not None:
            changed = apply_what_if(document, {}, {code: one.text}, rubric)
            yield "value", f"{code}按填报值{one.text}（分子分母计算为{one.contradiction}）", rubric, changed


def _open(one: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """Points of an indicator that nobody scored: what it can still bring."""
    low, high = (Decimal(end) for end in one["range"])
    total = Decimal(base["total"]) + high - low
    return {
        "kind": "open",
        "what": f"{one['code']} {one['name']}尚未评完，补评后最多增加{points(high - low)}分",
        "total": points(total),
        "change": points(high - low),
        "grade": None,
        "moves_grade": False,
    }


def _entry(kind: str, what: str, base: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    change = Decimal(then["total"]) - Decimal(base["total"])
    return {
        "kind": kind,
        "what": what,
        "total": then["total"],
        "change": points(change),
        "grade": then["grade"],
        "moves_grade": base["grade"] is not None and then["grade"] != base["grade"],
        "indicators": _moved(base["indicators"], then["indicators"]),
    }


def _moved(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[str]:
    return [one["code"] for one, other in zip(before, after, strict=True) if one["range"] != other["range"]]
