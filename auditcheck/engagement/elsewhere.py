"""Findings from elsewhere: the rows of a filled template (of a findings.json: elsewhere_json). They live and count like our own.

Their identity is who, what, when and which documents (unit, title, date, numbers), so that the same list read again adds
nothing. Of another engagement's findings the decisions come along to be read; here they begin as signals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_columns import Grid, rows_of, tables
from auditcheck.findings.identity import digest, issue_id
from auditcheck.i18n import _
from auditcheck.ledgers.dates import Unreadable
from auditcheck.ledgers.keys import body_key, strict
from auditcheck.ledgers.text import squeezed
from auditcheck.report.exchange_fields import Field
from auditcheck.report.exchange_template import ENTRY, EXAMPLE, FIELDS
from auditcheck.report.exchange_values import read
from auditcheck.scoring.rubric import Rubric

_CUTS = re.compile(r"[、，,;；\n]+")
_BASIS = re.compile(r"(?P<name>《[^》]+》)(?:[（(](?P<doc_no>[^）)]*〔?\d{4}[^）)]*)[）)])?(?P<article>.*)")


@dataclass(frozen=True)
class Entered:
    """A finding to take in: ``given`` as in findings.json; ``decision``: person, day, reason where it was confirmed."""

    given: Mapping[str, Any]
    person: str
    where: Mapping[str, Any]
    decision: Mapping[str, str] | None = None


@dataclass
class Elsewhere:
    found: list[Entered] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """The engagement that takes them in."""

    kind: str
    unit: str
    rubric: Rubric
    period: str  # 2023-01..2023-12


def choices_of(rubric: Rubric) -> list[tuple[str, str, str]]:
    """(text of the drop-down, indicator, criterion) of what a finding can cost."""
    return [
        (f"{one.code}-{part.group or part.no} {part.text}", one.name, part.text)
        for one in rubric.indicators
        for part in one.rule.parts
    ]


def from_template(path: Path, grids: Sequence[Grid], job: Job) -> Elsewhere:
    """The rows of a filled template; what is wrong in one is told with file, sheet and row, and it is left out."""
    result = Elsewhere()
    for grid, table in tables(grids, {ENTRY: FIELDS}):
        for number, cells in rows_of(grid, table):
            if squeezed(str(cells.get("mark") or "")) == EXAMPLE:
                continue
            where = {"file": path.name, "sheet": grid.name, "row": number}
            place = _("{file} [{sheet}] row {row}").format(**where)
            said, wrong = _read(cells, job.kind)
            if not any(value for code, value in said.items() if code != "mark") and not wrong:
                continue
            wrong += _missing(said, job)
            feeds, unknown = feeds_of(said.get("bears", ""), job.rubric)
            wrong += unknown
            if wrong:
                result.problems += [f"{place}: {each}" for each in wrong]
                continue
            result.found.append(_entered(said, feeds, where, job))
    return result


def _read(cells: Mapping[str, Any], kind: str) -> tuple[dict[str, str], list[str]]:
    said, wrong = {}, []
    for one in FIELDS:
        try:
            said[one.code] = read(one, cells.get(one.code), kind)
        except Unreadable as error:
            wrong.append(
                _("{column} is {value}: {error}").format(column=_title(one), value=cells[one.code], error=error)
            )
            said[one.code] = str(cells[one.code])
    return said, wrong


def _title(one: Field) -> str:
    return one.title.removeprefix("*")


def _missing(said: Mapping[str, str], job: Job) -> list[str]:
    empty = [_title(one) for one in FIELDS if one.title.startswith("*") and not said.get(one.code)]
    if not (said.get("unit") or job.unit):
        empty.insert(0, "单位")
    if said.get("found_state") == "confirmed":
        empty += [_title(one) for one in FIELDS if one.code in ("decided_by", "reason") and not said.get(one.code)]
    return [_("fill in {columns}").format(columns="、".join(empty))] if empty else []


def feeds_of(text: str, rubric: Rubric) -> tuple[list[dict[str, Any]], list[str]]:
    """B32-2, B51-清查 as the drop-down has them; the rest of its text is for the reader."""
    feeds: list[dict[str, Any]] = []
    wrong = []
    known = {f"{one.code}-{part.group or part.no}": (one, part) for one in rubric.indicators for part in one.rule.parts}
    # A criterion's own text may hold a semicolon: only before another one's number does a new choice begin.
    begins = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    parts = re.split(rf"[;；\n]+\s*(?={begins})", text) if known else [text]
    for written in filter(None, (part.strip().rstrip(";；") for part in parts)):
        written = written.replace("－", "-")
        met = [name for name in known if written == name or written.startswith(f"{name} ")]
        if not met:
            measured = [one.code for one in rubric.indicators if written.startswith(one.code) and not one.rule.parts]
            told = _("影响指标及评分标准 is {value}: {code} is measured and takes no findings; leave it blank")
            other = _("影响指标及评分标准 is {value}, expected one of the drop-down (like {example}), or a blank")
            wrong.append(
                (told if measured else other).format(
                    value=written, code="".join(measured[:1]), example=next(iter(known), "B32-2")
                )
            )
            continue
        one, part = known[max(met, key=len)]
        mode = "per_occurrence" if part.group else "criterion_fail"
        criterion = None if part.group else part.no
        feeds.append(
            {"group": part.group, "criterion": criterion, "rubric": rubric.name, "indicator": one.code, "mode": mode}
        )
    return feeds, wrong


def identity(unit: str, title: str, day: str | None, documents: Sequence[str]) -> str:
    """The same for the same unit, title, day and documents, however they are spaced and punctuated."""
    known = {
        "unit": body_key(unit) or "",
        "title": strict(title),
        "date": day or "",
        "documents": sorted(map(strict, documents)),
    }
    return "v1:" + digest({"elsewhere": known})[:32]


def _entered(said: Mapping[str, str], feeds: list[dict[str, Any]], where: Mapping[str, Any], job: Job) -> Entered:
    unit, day = said["unit"] or job.unit, said["date"] or None
    documents = {
        name: list(dict.fromkeys(filter(None, (part.strip() for part in _CUTS.split(said[name])))))
        for name in ("voucher_no", "contract_no")
    }
    numbers = [number for each in documents.values() for number in each]
    proof = said["proof"] + (f"（附件{said['pages'].removeprefix('附件')}）" if said["pages"] else "")
    evidence = [_evidence(proof, {name: number}) for name, each in documents.items() for number in each]
    scope = {"unit": unit}
    given = {
        "fingerprint": identity(unit, said["title"], day, numbers),
        "group": "人工",
        "issue": issue_id(said["title"], scope, numbers),
        "title": said["title"],
        "message": said["fact"],
        "class": said["class"] or "violation",
        "severity": said["severity"],
        "feeds": feeds,
        "in_period": in_period(day, job.period),
        "visibility": said["visible"] or "unit",
        "source": "person",
        "origin": said["origin"] or "interview",
        "scope": scope,
        "key": {name: each[0] for name, each in documents.items() if len(each) == 1},
        "amount": (said["amount"] and f"{_two(said['amount'])}") or None,
        "date": day,
        "basis": [_basis(line) for line in said["basis"].split("\n") if line.strip()],
        "remediation": said["advice"],
        "department": said["department"],
        "evidence": evidence or [_evidence(proof, {})],
        "found": {"by": said["found_by"], "on": said["found_on"], "proof": proof},
    }
    confirmed = said["found_state"] == "confirmed"
    decision = {"person": said["decided_by"], "day": said["decided"], "reason": said["reason"]} if confirmed else None
    return Entered(given, said["found_by"], where, decision)


def _two(amount: str) -> str:
    return f"{Decimal(amount):.2f}"


def _evidence(proof: str, values: Mapping[str, str]) -> dict[str, Any]:
    place = {"role": "paper", "ledger": "", "file": proof, "sheet": "", "row": None, "origin": "paper"}
    return {**place, "cells": {}, "values": dict(values)}


def _basis(line: str) -> dict[str, Any]:
    match = _BASIS.search(line.strip())
    found = match.groupdict() if match else {"name": line.strip(), "doc_no": "", "article": ""}
    told = {name: (found[name] or "").strip() for name in ("name", "doc_no", "article")}
    return {
        "law": "",
        "gist": "",
        "from": None,
        "to": None,
        "verified": False,
        **told,
        "name": told["name"].strip("《》"),
    }


def in_period(day: str | None, period: str) -> bool:
    begins, _dots, ends = period.partition("..")
    return not day or not begins or begins <= day[:7] <= (ends or begins)
