"""The log of what people said: entries that are only added, each bound to the one before by its hash.

The hash of an entry is SHA-256 over canonical JSON (sorted keys, no blanks, ASCII) of all its other fields, the hash of the
entry before among them. Whoever changes, inserts, removes or moves an entry breaks the chain at that place; whoever cuts
off its end, or writes it anew as a whole, is found by a head that was kept elsewhere (``head``).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

ROLES = ("auditor", "reviewer", "unit", "reader", "tool")
SCHEMA = "auditcheck/log-head/1"


@dataclass(frozen=True)
class Entry:
    """``seq``: from 1 without gaps. ``time``: ISO, UTC. ``subject``: a fingerprint, or "" for the whole engagement.

    ``actor``: a named person, or auditcheck. ``detail``: JSON without floats. ``previous``: "" for the first.
    """

    seq: int
    time: str
    actor: str
    role: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    previous: str
    hash: str

    def document(self) -> dict[str, Any]:
        return {**vars(self)}


@dataclass(frozen=True)
class Broken:
    """Where the chain breaks: ``seq`` of the first altered (or missing) entry, and what is wrong with it."""

    seq: int
    what: str


class Conflict(AuditcheckError):
    """Somebody else wrote about the same subject meanwhile; nothing of this was kept."""


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed. Raises ValueError for floats and for what is no JSON."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chained(
    last: Entry | None, now: datetime, actor: str, role: str, action: str, subject: str, detail: Mapping[str, Any]
) -> Entry:
    """The entry that follows ``last``. Raises ValueError for a role that is none, or a detail that is no plain JSON."""
    if role not in ROLES:
        raise ValueError(f"role {role!r}, expected one of {', '.join(ROLES)}")
    previous = last.hash if last else ""
    # As it will be read back: tuples are lists, keys are texts.
    detail = json.loads(canonical(detail))
    fields = ((last.seq if last else 0) + 1, utc(now), _plain(actor), role, action, subject, detail, previous)
    return Entry(*fields, hash=_digest(Entry(*fields, hash="")))


def utc(now: datetime) -> str:
    """2026-01-01T00:00:00Z"""
    return now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def detail_of(text: str) -> Mapping[str, Any]:
    """A detail as kept. One that isn't in canonical form was not written by us: it is kept apart, and no hash fits it."""
    try:
        value = json.loads(text)
        if isinstance(value, dict) and canonical(value) == text:
            return value
    except (TypeError, ValueError, RecursionError):
        pass
    return {"altered": repr(text)}


def verify(entries: Iterable[Entry], known: Iterable[Mapping[str, Any]] = ()) -> Broken | None:
    """The first altered entry, or None where the chain is whole.

    ``known``: heads that were kept apart from the log (``head``): by these a chain that was cut off, or written anew from
    some entry on, is broken too.
    """
    heads: dict[int, list[Mapping[str, Any]]] = {}
    for each in known:
        heads.setdefault(int(each["seq"]), []).append(each)
    last: Entry | None = None
    for number, entry in enumerate(entries, 1):
        wrong = _wrong(entry, number, last, heads.get(number, []))
        if wrong:
            return Broken(number, wrong)
        last = entry
    kept, furthest = last.seq if last else 0, max(heads, default=0)
    if furthest > kept:
        text = _("missing: the log ends here, but at {time} it had {count} entries")
        return Broken(kept + 1, text.format(time=heads[furthest][0]["time"], count=furthest))
    return None


def _wrong(entry: Entry, number: int, last: Entry | None, heads: Iterable[Mapping[str, Any]]) -> str | None:
    if entry.seq != number:
        return _("missing: entry {found} stands in its place").format(found=entry.seq)
    if entry.hash != _digest(entry):
        return _("its content does not agree with its hash: it was changed after it was written")
    if entry.previous != (last.hash if last else ""):
        return _("it does not follow the entry before it: one of the two was replaced")
    for head in heads:
        if head["hash"] != entry.hash:
            text = _(
                "it is not the entry that stood here at {time}: it or one before it was replaced, and the rest written anew"
            )
            return text.format(time=head["time"])
    return None


def head(entries: Iterable[Entry], key: bytes | None = None) -> dict[str, Any]:
    """The end of the chain, to be kept elsewhere: schema, seq, hash, time, and with ``key`` an HMAC-SHA-256 over them."""
    last = max(entries, key=lambda entry: entry.seq, default=None)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "seq": last.seq if last else 0,
        "hash": last.hash if last else "",
        "time": last.time if last else "",
    }
    return {**document, "mac": _mac(document, key)} if key else document


def is_signed(document: Mapping[str, Any], key: bytes) -> bool:
    """Whether an exported head bears the HMAC of this key, over just what it says."""
    said = {name: value for name, value in document.items() if name != "mac"}
    try:
        return hmac.compare_digest(str(document.get("mac", "")).encode(), _mac(said, key).encode())
    except ValueError:
        return False


def _mac(document: Mapping[str, Any], key: bytes) -> str:
    return hmac.new(key, canonical(document).encode(), hashlib.sha256).hexdigest()


def _digest(entry: Entry) -> str:
    fields = entry.document()
    del fields["hash"]
    # A value of another kind (a BLOB where a text was) must end in another hash, not in an error.
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(text: str) -> str:
    """Without what a database cannot keep as text."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError(f"{value!r}: the log keeps no floats; write amounts as texts")
    for each in (
        [*value, *value.values()] if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    ):
        _refuse_floats(each)
