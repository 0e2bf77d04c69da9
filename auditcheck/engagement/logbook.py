"""Reading the log of an engagement, proving it whole, and giving its head away for safe keeping."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditcheck.engagement.findings import settings
from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.findings.log import SCHEMA, Broken, Entry, head, is_signed, verify
from auditcheck.i18n import _

KEY = "AUDITCHECK_LOG_KEY"


@dataclass(frozen=True)
class Logbook:
    """``heads``: where the log stood at each run; ``numbers``: fingerprint → number, as given; ``kind`` of the job."""

    entries: list[Entry]
    heads: list[dict[str, Any]]
    numbers: Mapping[str, str]
    kind: str


def read_log(out: Path, subject: str | None = None) -> Logbook:
    """The log of the engagement in ``out``, or what it says of one finding (number, or the beginning of a fingerprint).

    Raises AuditcheckError where no store is there, or the finding is unknown.
    """
    if not is_kept(out):
        raise AuditcheckError(_("{path}: no run is kept here; `auditcheck run PATH -o {path}` first").format(path=out))
    with closing(open_store(out)) as store:
        entries, heads, numbers = store.entries(), store.heads(), store.numbers()
    if subject is not None:
        marks = {*numbers, *(entry.subject for entry in entries)}
        named = {
            mark
            for mark in marks
            if numbers.get(mark) == subject or (len(subject) >= 8 and mark.startswith(("v1:" + subject, subject)))
        }
        if len(named) != 1:
            text = _("{name}: no finding of this engagement (a number like 合同-002, or a fingerprint)")
            raise AuditcheckError(text.format(name=subject))
        entries = [entry for entry in entries if entry.subject in named]
    return Logbook(entries, heads, numbers, settings(out).kind)


def proven(log: Logbook, known: Mapping[str, Any] | None = None) -> Broken | None:
    """The first altered entry; the log is held against where it stood at each run, and against an exported head."""
    return verify(log.entries, [*log.heads, *([known] if known else [])])


def key_of(file: Path | None) -> bytes | None:
    """The key that heads are signed with: of a file, else of the environment (AUDITCHECK_LOG_KEY), else none."""
    if file is None:
        return os.environ.get(KEY, "").encode() or None
    try:
        key = file.read_bytes().strip()
    except OSError as error:
        raise ConfigError(
            _("{path}: not readable: {error}").format(path=file, error=error.strerror or error)
        ) from error
    if not key:
        raise ConfigError(_("{path}: the key is empty").format(path=file))
    return key


def exported_head(log: Logbook, key: bytes | None) -> dict[str, Any]:
    return head(log.entries, key)


def known_head(file: Path, key: bytes | None) -> dict[str, Any]:
    """A head that was exported earlier. Raises AuditcheckError where it is none, or bears no mark of the key."""
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise AuditcheckError(_("{path}: not readable: {error}").format(path=file, error=error)) from error
    kinds = {"seq": int, "hash": str, "time": str}
    if (
        not isinstance(document, dict)
        or document.get("schema") != SCHEMA
        or any(not isinstance(document.get(name), kind) for name, kind in kinds.items())
    ):
        raise AuditcheckError(
            _("{path}: no head of a log (`auditcheck findings log --head` prints one)").format(path=file)
        )
    if key is not None and not is_signed(document, key):
        raise AuditcheckError(
            _("{path}: this head was not signed with this key, or was changed since").format(path=file)
        )
    if key is None and "mac" in document:
        text = _("{path}: this head is signed; give the key to prove it (--key, or AUDITCHECK_LOG_KEY)")
        raise AuditcheckError(text.format(path=file))
    return document
