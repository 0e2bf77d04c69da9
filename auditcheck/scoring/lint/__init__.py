"""Lint of rubrics: what a scheme says twice and differently, or not at all. It is read as data, also where it does not load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.scoring.lint.sums import sums
from auditcheck.scoring.lint.words import words
from auditcheck.scoring.loading import load_rubric, rubric_data, rubric_path

SCHEMA = "auditcheck/rubric-lint/1"
_ORDER = ("high", "medium", "low")


@dataclass(frozen=True)
class Issue:
    """``codes`` the indicators it is about (empty: the whole scheme); ``settled`` the setting that decides it, if any."""

    rule: str
    severity: str
    codes: tuple[str, ...]
    message: str
    settled: str | None = None


def lint(name_or_path: str | Path) -> dict[str, Any]:
    """What is wrong in a rubric (``auditcheck/rubric-lint/1``). ``ConfigError`` where the file cannot be read at all.

    Issues that say the same of several indicators are one; the gravest come first.
    """
    path = rubric_path(name_or_path)
    top = dict(rubric_data(path).items())
    together: dict[tuple[str, str, str, str | None], list[str]] = {}
    for issue in [*_raw(top), *_unreadable(name_or_path)]:
        key = (issue.rule, issue.severity, issue.message, issue.settled)
        together.setdefault(key, []).extend(issue.codes)
    found = [Issue(rule, severity, tuple(codes), text, by) for (rule, severity, text, by), codes in together.items()]
    if any(one.rule not in ("unreadable", "text") for one in found):
        # The loader stops at the first fault of sums; those are all told already.
        found = [one for one in found if one.rule != "unreadable" or "add up" not in one.message]
    found.sort(key=lambda one: _ORDER.index(one.severity))
    return {
        "schema": SCHEMA,
        "rubric": str(top.get("name") or path.stem),
        "file": path.name,
        "indicators": len(top.get("indicators") or ()),
        "issues": [{**asdict(one), "codes": list(one.codes)} for one in found],
    }


def _raw(top: Mapping[str, Any]) -> Iterator[Issue]:
    for rule, severity, codes, message, settled in (*sums(top), *words(top)):
        yield Issue(rule, severity, codes, message, settled)


def _unreadable(name_or_path: str | Path) -> Iterator[Issue]:
    try:
        load_rubric(name_or_path)
    except ConfigError as error:
        yield Issue("unreadable", "high", (), f"不能用于评分：{error}")
