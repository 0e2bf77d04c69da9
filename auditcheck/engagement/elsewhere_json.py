"""Another engagement's findings.json: its findings begin here as signals, its decisions come along to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from auditcheck.engagement.elsewhere import Elsewhere, Entered, Job, in_period
from auditcheck.errors import InputError
from auditcheck.findings.transitions import SEVERITIES, STATES
from auditcheck.i18n import _, ngettext
from auditcheck.scoring.rubric import FEED_MODES

SCHEMA = "auditcheck/findings/1"
_FINGERPRINT = re.compile(r"v1:[0-9a-f]{32}")


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
    for name, known in (("severity", SEVERITIES), ("state", STATES)):
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
    given |= {"elsewhere": elsewhere, "in_period": in_period(finding.get("date"), job.period), "rolled_up": None}
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
