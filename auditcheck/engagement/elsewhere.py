"""Findings from elsewhere: a filled template, or another engagement's findings.json. They live and count like our own.

Their identity is who, what, when and which documents (unit, title, date, numbers), so that the same list read again adds
nothing. Of another engagement's findings the decisions come along to be read; here they begin as signals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_read import Grid, rows_of, tables
from auditcheck.errors import InputError
from auditcheck.findings.identity import digest, issue_id
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.dates import Unreadable
from auditcheck.ledgers.keys import body_key, strict
from auditcheck.ledgers.text import squeezed
from auditcheck.report.exchange_fields import Field
from auditcheck.report.exchange_template import ENTRY, EXAMPLE, FIELDS
from auditcheck.report.exchange_values import read
from auditcheck.scoring.rubric import FEED_MODES, Rubric

SCHEMA = "auditcheck/findings/1"
_CUTS = re.compile(r"[、，,;；\n]+")
_BASIS = re.compile(r"(?P<name>《[^》]+》)(?:[（(](?P<doc_no>[^）)]*〔?\d{4}[^）)]*)[）)])?(?P<article>.*)")
_STATES = ("open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified")
_SEVERITIES = ("high", "medium", "low", "info")
_FINGERPRINT = re.compile(r"v1:[0-9a-f]{32}")


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
            feeds, unknown = _feeds(said.get("bears", ""), job.rubric)
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


def _feeds(text: str, rubric: Rubric) -> tuple[list[dict[str, Any]], list[str]]:
    """B32-2, B51-清查 as the drop-down has them; the rest of its text is for the reader."""
    feeds: list[dict[str, Any]] = []
    wrong = []
    known = {f"{one.code}-{part.group or part.no}": (one, part) for one in rubric.indicators for part in one.rule.parts}
    for written in filter(None, (part.strip() for part in re.split(r"[;；\n]+", text))):
        met = [name for name in known if written.replace("－", "-") == name or written.startswith(f"{name} ")]
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
        "in_period": _in_period(day, job.period),
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
    from decimal import Decimal

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


def _in_period(day: str | None, period: str) -> bool:
    begins, _dots, ends = period.partition("..")
    return not day or not begins or begins <= day[:7] <= (ends or begins)


def is_findings_json(path: Path) -> bool:
    return path.suffix.lower() == ".json"


def from_json(path: Path, job: Job) -> Elsewhere:
    """Another engagement's findings. Raises InputError where it is no findings.json; a bad finding is left out and told."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise InputError(_("{path}: not readable as JSON: {error}").format(path=path, error=error)) from error
    if (
        not isinstance(document, dict)
        or document.get("schema") != SCHEMA
        or not isinstance(document.get("findings"), list)
    ):
        raise InputError(
            _('{path}: no findings.json of auditcheck; expected "schema": "{schema}" and a list of findings').format(
                path=path, schema=SCHEMA
            )
        )
    run = document.get("run") if isinstance(document.get("run"), dict) else {}
    result = Elsewhere()
    dismissed = [one for one in document["findings"] if isinstance(one, dict) and one.get("state") == "dismissed"]
    if dismissed:
        told = ngettext(
            "{file}: {count} finding was dismissed there and is not taken: {numbers}",
            "{file}: {count} findings were dismissed there and are not taken: {numbers}",
            len(dismissed),
        )
        numbers = "、".join(str(one.get("no")) for one in dismissed[:10])
        result.notes.append(told.format(file=path.name, count=len(dismissed), numbers=numbers))
    for number, finding in enumerate(document["findings"], 1):
        if finding in dismissed:
            continue
        place = _("{file}, finding {number}").format(file=path.name, number=number)
        wrong = list(_wrong(finding))
        if wrong:
            result.problems += [f"{place}: {each}" for each in wrong]
            continue
        result.found.append(_carried(finding, run or {}, path, number, job))
    return result


def _wrong(finding: Any) -> Iterator[str]:
    if not isinstance(finding, dict):
        yield _("expected an object with fingerprint, title, message, severity, state, scope, key, feeds")
        return
    if not _FINGERPRINT.fullmatch(str(finding.get("fingerprint") or "")):
        yield _("fingerprint is {value}, expected v1: and 32 hex digits").format(value=finding.get("fingerprint"))
    if not (finding.get("title") or finding.get("message")):
        yield _("neither title nor message says what was found")
    for name, known in (("severity", _SEVERITIES), ("state", _STATES)):
        if finding.get(name) not in known:
            yield _("{name} is {value}, expected one of {known}").format(
                name=name, value=finding.get(name), known=", ".join(known)
            )
    for name, shape in (("scope", dict), ("key", dict), ("feeds", list), ("evidence", list), ("basis", list)):
        if not isinstance(finding.get(name, shape()), shape):
            yield _("{name} is no {shape}").format(name=name, shape={dict: "object", list: "list"}[shape])
    for feed in finding.get("feeds") or () if isinstance(finding.get("feeds"), list) else ():
        if not isinstance(feed, dict) or feed.get("mode") not in FEED_MODES or not feed.get("indicator"):
            yield _("feeds: {feed}, expected rubric, indicator and a mode ({modes})").format(
                feed=feed, modes=", ".join(FEED_MODES)
            )
    try:
        json.dumps(finding, allow_nan=False)
        _amount(finding.get("amount"))
    except ValueError:
        yield _("amount is {value}, expected a text like 98900.00").format(value=finding.get("amount"))


def _amount(value: Any) -> None:
    from decimal import Decimal, InvalidOperation

    if value is None:
        return
    try:
        if isinstance(value, str) and Decimal(value).is_finite():
            return
    except InvalidOperation:
        pass
    raise ValueError(value)


def _carried(finding: Mapping[str, Any], run: Mapping[str, Any], path: Path, number: int, job: Job) -> Entered:
    decision = finding.get("decision") if isinstance(finding.get("decision"), dict) else None
    life = finding.get("life") if isinstance(finding.get("life"), dict) else {}
    elsewhere = {
        "file": path.name,
        "run": run.get("id"),
        "name": run.get("name"),
        "unit": run.get("unit"),
        "no": finding.get("no"),
        "state": finding["state"],
        "decision": decision,
        "history": (life or {}).get("history") or [],
    }
    dropped = ("life", "no", "decision", "links", "baseline", "state", "found")
    given = {name: value for name, value in finding.items() if name not in dropped}
    given |= {"group": str(finding.get("no") or "导入-").rpartition("-")[0] or "导入", "source": "import"}
    given |= {"elsewhere": elsewhere, "in_period": _in_period(finding.get("date"), job.period), "rolled_up": None}
    if not finding.get("rolled_up"):
        del given["rolled_up"]
    person = str((decision or {}).get("person") or "")
    where = {"file": path.name, "sheet": "", "row": number}
    kept = {
        "person": person,
        "day": str((decision or {}).get("date") or ""),
        "reason": str((decision or {}).get("reason") or ""),
    }
    return Entered(_without_floats(given), person, where, {**kept, "state": finding["state"]} if decision else None)


def _without_floats(value: Any) -> Any:
    """The log keeps no floats: figures of parameters become texts."""
    if isinstance(value, float):
        return str(value)
    if isinstance(value, dict):
        return {name: _without_floats(each) for name, each in value.items()}
    return [_without_floats(each) for each in value] if isinstance(value, list) else value
