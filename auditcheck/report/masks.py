"""Documents without the numbers of persons: what every export is written from.

Where a value's column is known, the column decides (a contract's number stays whole, an account loses its digits,
whatever it looks like); where only a text is known, the look of the number does (ledgers/personal.py). A number that a
finding's evidence holds as a document's stays whole in its sentence too, and one that it holds as a person's is
masked there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from typing import Any

from auditcheck.ledgers.personal import masked
from auditcheck.ledgers.privacy import hidden, is_personal
from auditcheck.ledgers.schema import Column, load_schema

__all__ = ["document", "evidence", "finding", "is_masking", "masked", "unmasked", "value"]

_MASKING: ContextVar[bool] = ContextVar("masking", default=True)
# What machines know a thing by, figures, and places: a mask would break them, and no person's number stands there.
_LEFT = {
    *("fingerprint", "issue", "id", "evidence_hash", "hash", "previous", "sha256", "time", "started", "date", "asof"),
    *(
        "today",
        "amount",
        "file",
        "sheet",
        "row",
        "cells",
        "params",
        "params_by_unit",
        "control_totals",
        "stated_totals",
    ),
    *("total", "max", "score", "range", "points", "rubric", "check", "subrule"),
}
_NUMBERED = ("_no", "_code", "_id", "_hash", "_key")
_PERSONS = {"id_no", "id_card", "id_card_no", "identity_no", "phone_no", "mobile_no", "card_no", "account_no"}


class _Kept:
    """Numbers of documents that findings hold and a mask would take for a person's; looked for when first asked for."""

    def __init__(self, findings: Iterable[Any]) -> None:
        self._findings = findings

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(_documents_in(self._findings))


class _Masked(dict[str, Any]):
    """A document that went through here: not gone through again. Whoever changes it makes a plain one of it."""


def is_masking() -> bool:
    return _MASKING.get()


@contextmanager
def unmasked(switch: bool = True) -> Iterator[None]:
    """Exports written in this block hold personal numbers in full; ``switch`` false changes nothing."""
    token = _MASKING.set(_MASKING.get() and not switch)
    try:
        yield
    finally:
        _MASKING.reset(token)


def value(written: Any, ledger: str | None, column: str) -> Any:
    """One value of a row; numbers and truths as they are."""
    if isinstance(written, list):
        return [value(each, ledger, column) for each in written]
    if not is_masking() or not isinstance(written, str):
        return written
    spec, kept = _known(ledger, column)
    if kept:
        return written
    return hidden(written, spec) if is_personal(spec) else masked(written)


def evidence(item: Mapping[str, Any]) -> dict[str, Any]:
    """One piece of evidence: each value by its ledger's column."""
    ledger = item.get("ledger")
    values = item.get("values") or {}
    return {**item, "values": {column: value(each, ledger, column) for column, each in values.items()}}


def document(whole: Mapping[str, Any]) -> dict[str, Any]:
    """findings.json, load.json, score.json (or a part of one) with its personal numbers masked; the original stays."""
    if isinstance(whole, _Masked):
        return whole
    if not is_masking():
        return dict(whole)
    kept = _Kept(whole.get("findings") or [])
    return _Masked({name: _masked(name, each, kept) for name, each in whole.items()})


def _masked(name: str, part: Any, kept: _Kept) -> Any:
    if name in _LEFT or name.endswith("_no"):
        return part
    if isinstance(part, str):
        return _text(part, kept)
    if isinstance(part, list):
        return [_masked(name, each, kept) for each in part]
    if not isinstance(part, Mapping):
        return part
    if name == "measures":
        return {**part, "evidence": [evidence(item) for item in part.get("evidence") or []]}
    if "values" in part and "ledger" in part:
        return evidence(part)
    if name == "key":
        return {column: value(each, None, column) for column, each in part.items()}
    if name == "sheets":
        return {**part, "rejects": [_reject(each, part.get("ledger")) for each in part.get("rejects") or []]}
    if "evidence" in part and "message" in part:
        return finding(part)
    return {inner: _masked(inner, each, kept) for inner, each in part.items()}


def finding(whole: Mapping[str, Any]) -> dict[str, Any]:
    """One finding with its evidence: its sentence loses the numbers that its rows hold as a person's."""
    if not is_masking():
        return dict(whole)
    kept = _Kept([whole])
    found = {
        name: [evidence(item) for item in part] if name == "evidence" else _masked(name, part, kept)
        for name, part in whole.items()
    }
    texts = ["message", *(["messages"] if whole.get("messages") else [])]
    for number, spec in _personal_in(whole):
        for name in texts:
            found[name] = _replaced(found[name], number, hidden(number, spec))
    return found


def _replaced(part: Any, number: str, by: str) -> Any:
    if isinstance(part, Mapping):
        return {name: _replaced(each, number, by) for name, each in part.items()}
    return part.replace(number, by) if isinstance(part, str) else part


def _reject(reject: Mapping[str, Any], ledger: str | None) -> dict[str, Any]:
    return {**reject, "value": value(reject.get("value"), ledger, str(reject.get("column") or ""))}


def _text(text: str, kept: _Kept) -> str:
    """Masked, but for numbers of documents that stand in it."""
    hidden_text = masked(text)
    if hidden_text == text or not (inside := [number for number in kept.numbers if number in text]):
        return hidden_text
    whole = "|".join(map(re.escape, sorted(inside, key=len, reverse=True)))
    alone = rf"(?<![0-9A-Za-z])({whole})(?![0-9A-Za-z])"  # not a part of a longer number
    return "".join(part if part in inside else masked(part) for part in re.split(alone, text))


def _documents_in(findings: Iterable[Any]) -> Iterator[str]:
    """Numbers of documents that a mask would take for a person's."""
    for finding in findings:
        if not isinstance(finding, Mapping):
            continue
        for column, each in (finding.get("key") or {}).items():
            yield from _odd(each, None, column)
        for item in finding.get("evidence") or []:
            for column, each in (item.get("values") or {}).items():
                yield from _odd(each, item.get("ledger"), column)


def _odd(each: Any, ledger: str | None, column: str) -> Iterator[str]:
    if _known(ledger, column)[1]:
        yield from (text for text in (each if isinstance(each, list) else [each]) if text and masked(str(text)) != text)


def _personal_in(finding: Mapping[str, Any]) -> list[tuple[str, Column | None]]:
    """Personal numbers of the evidence as written, the longest first: one may stand in another."""
    found: dict[str, Column | None] = {}
    for item in finding.get("evidence") or []:
        for column, each in (item.get("values") or {}).items():
            spec, kept = _known(item.get("ledger"), column)
            if isinstance(each, str) and each and is_personal(spec) and not kept:
                found[each] = spec
    return sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0]))


@cache
def _known(ledger: str | None, column: str) -> tuple[Column | None, bool]:
    """(the column, where the schema has it; whether its values stay as they are: numbers of documents, hashes, figures)."""
    ledgers = load_schema().ledgers
    if ledger in ledgers:
        spec = ledgers[ledger].by_name.get(column)
    else:
        spec = next((each.by_name[column] for each in ledgers.values() if column in each.by_name), None)
    if is_personal(spec) or column in _PERSONS:
        return spec, column.endswith("_hash")
    is_text = spec is None or spec.type in ("string", "list", "enum")
    return spec, column.endswith(_NUMBERED) or not is_text or (spec is not None and spec.is_identifier)
