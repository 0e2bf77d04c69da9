"""Frozen versions of a score (初稿, 征求意见后, 评审后, 终稿): sealed by a hash, and what changed between two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.findings.log import canonical
from auditcheck.i18n import _
from auditcheck.scoring.numbers import points

STAGES = ("初稿", "征求意见后", "评审后", "终稿")
SCHEMA = "auditcheck/score-changes/1"


def sealed(document: Mapping[str, Any], stage: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The score as a version: ``frozen`` holds ``stage``, ``previous`` (the hash of the version before, or "") and
    ``sha256`` over the canonical JSON of all the rest, so that one version cannot be altered without its followers."""
    version = {**document, "frozen": {"stage": stage, "previous": before["frozen"]["sha256"] if before else ""}}
    version["frozen"]["sha256"] = _digest(version)
    return version


def check_seals(versions: Mapping[str, Any]) -> None:
    """``AuditcheckError`` names the first version (by its file, in order) that is not what was frozen."""
    previous = ""
    for name, version in versions.items():
        frozen = version.get("frozen") if isinstance(version, Mapping) else None
        if not isinstance(frozen, Mapping) or not isinstance(frozen.get("sha256"), str):
            wrong = _("it has no hash; it was not written by report --freeze, or its hash was taken away")
        elif _digest(version) != frozen["sha256"]:
            wrong = _("its content does not agree with its hash: it was changed after it was frozen")
        elif frozen.get("previous", "") != previous:
            wrong = _("it does not follow the version before it: one of the two was replaced or deleted")
        else:
            previous = frozen["sha256"]
            continue
        advice = _("Put back the file as it was frozen, or delete it and freeze it anew.")
        raise AuditcheckError(f"{name}: {wrong}. {advice}")


def _digest(version: Mapping[str, Any]) -> str:
    frozen = {name: value for name, value in version["frozen"].items() if name != "sha256"}
    try:
        text = canonical({**version, "frozen": frozen})
    except ValueError:
        return ""  # a float: no version of ours holds one
    return hashlib.sha256(text.encode()).hexdigest()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """得分变动说明表: each indicator whose points, state or range changed; 原得分, 现得分 and what brought it about.

    ``ConfigError`` where the two are of different schemes.
    """
    if before["rubric"] != after["rubric"]:
        raise ConfigError(
            _("the versions are of different schemes: {old} and {new}").format(
                old=before["rubric"], new=after["rubric"]
            )
        )
    old = {one["code"]: one for one in before["indicators"]}
    found = []
    for one in after["indicators"]:
        was = old.get(one["code"])
        if was is None or was["range"] != one["range"] or was["max"] != one["max"]:
            found.append(_change(was, one))
    return {
        "schema": SCHEMA,
        "rubric": after["rubric"],
        "total": [before["total"], after["total"]],
        "change": points(Decimal(after["total"]) - Decimal(before["total"])),
        "grade": [before["grade"], after["grade"]],
        "conventions": {
            key: [before["conventions"].get(key), value]
            for key, value in after["conventions"].items()
            if before["conventions"].get(key) != value
        },
        "indicators": found,
    }


def _change(was: Mapping[str, Any] | None, one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": one["code"],
        "name": one["name"],
        "before": was["score"] if was else None,
        "after": one["score"],
        "change": points(Decimal(one["score"]) - Decimal(was["score"])) if was else None,
        "reasons": _reasons(was or {}, one),
        "people": sorted(_people(one) - _people(was or {})) or sorted(_people(one)),
    }


def _reasons(was: Mapping[str, Any], one: Mapping[str, Any]) -> list[str]:
    """What differs, in Chinese: findings that count or no longer do, judgements, values, settings."""
    told = []
    old, new = _findings(was), _findings(one)
    if added := [number for mark, number in new.items() if mark not in old]:
        told.append(f"新增扣分依据：{'、'.join(added)}")
    if gone := [number for mark, number in old.items() if mark not in new]:
        told.append(f"不再扣分：{'、'.join(gone)}")
    if was.get("value") != one.get("value"):
        told.append(f"完成值由“{was.get('value') or '未定'}”改为“{one.get('value') or '未定'}”")
    before = {part["no"]: part for part in was.get("criteria", ())}
    for part in one["criteria"]:
        then = before.get(part["no"])
        if (
            then is not None
            and (then["state"], then["judgement"]) != (part["state"], part["judgement"])
            and part["judgement"]
        ):
            told.append(f"评分项{part['no']}重新判断为“{part['judgement']['result']}”：{part['judgement']['reason']}")
    if was.get("conventions") != one["conventions"]:
        told.append("评分口径调整")
    return told or ["评分资料变化"]


def _findings(one: Mapping[str, Any]) -> dict[str, str]:
    return {
        mark: number or mark
        for loss in one.get("deductions", ())
        for mark, number in zip(loss["findings"], loss["numbers"], strict=True)
    }


def _people(one: Mapping[str, Any]) -> set[str]:
    people = {str(part["judgement"]["person"]) for part in one.get("criteria", ()) if part["judgement"]}
    filled = (one.get("measure") or {}).get("person")
    return people | ({str(filled)} if filled else set())
