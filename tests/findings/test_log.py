"""Whatever is changed in the log of what people said, the first altered entry is named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditcheck.findings.log import Entry, canonical, chained, detail_of, head, is_signed, verify

NOW = datetime(2026, 1, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
TEXT_FIELDS = ("time", "actor", "role", "action", "subject", "previous", "hash")

texts = st.text(max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
said = st.tuples(texts, st.sampled_from(["v1:a", "v1:b", ""]), st.dictionaries(texts, json_values, max_size=3))


def log_of(sayings: list[tuple[str, str, dict[str, Any]]]) -> list[Entry]:
    entries: list[Entry] = []
    for number, (actor, subject, detail) in enumerate(sayings):
        last = entries[-1] if entries else None
        entries.append(chained(last, NOW + timedelta(seconds=number), actor, "auditor", "decide", subject, detail))
    return entries


logs = st.lists(said, min_size=1, max_size=5).map(log_of)


@given(logs)
def test_a_log_that_nobody_touched_is_whole_also_after_it_was_kept(entries: list[Entry]) -> None:
    assert verify(entries) is None
    assert verify(entries, [head(entries[:number]) for number in range(len(entries) + 1)]) is None
    assert [replace(each, detail=detail_of(canonical(each.detail))) for each in entries] == entries


@given(logs, st.data())
def test_a_changed_byte_of_a_text_is_found(entries: list[Entry], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from(TEXT_FIELDS))
    was = getattr(entries[number], field).encode("utf-8")
    position = data.draw(st.integers(0, len(was)))
    byte = data.draw(st.binary(max_size=1))
    now = was[:position] + byte + was[position + data.draw(st.integers(0, 1)) :]
    assume(now != was)
    tampered = [*entries]
    tampered[number] = replace(entries[number], **{field: now.decode("utf-8", "surrogateescape")})
    broken = verify(tampered)
    assert broken is not None and broken.seq == number + 1


@given(logs, st.data())
def test_a_changed_byte_of_a_detail_is_found_even_a_blank(entries: list[Entry], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(entries) - 1))
    was = canonical(entries[number].detail)
    position = data.draw(st.integers(0, len(was)))
    now = was[:position] + data.draw(st.text(max_size=1)) + was[position + data.draw(st.integers(0, 1)) :]
    assume(now != was)
    tampered = [*entries]
    tampered[number] = replace(entries[number], detail=detail_of(now))
    broken = verify(tampered)
    assert broken is not None and broken.seq == number + 1


@given(logs, st.data())
def test_a_removed_moved_or_doubled_entry_is_found(entries: list[Entry], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(entries) - 1))
    other = data.draw(st.integers(0, len(entries) - 1))
    moved = [*entries]
    moved.insert(other, moved.pop(number))
    if number != other:
        assert verify(moved) is not None and verify(moved).seq == min(number, other) + 1  # type: ignore[union-attr]
    removed = [*entries[:number], *entries[number + 1 :]]
    broken = verify(removed, [head(entries)])
    assert broken is not None and broken.seq == number + 1
    if number < len(entries) - 1:
        assert verify(removed) is not None
    doubled = [*entries[: number + 1], *entries[number:]]
    assert verify(doubled) is not None and verify(doubled).seq == number + 2  # type: ignore[union-attr]


@given(logs, st.data())
def test_an_end_that_was_cut_off_or_written_anew_is_found_by_a_known_head(
    entries: list[Entry], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(entries) - 1))
    known = head(entries)
    cut = entries[:number]
    broken = verify(cut, [known])
    assert broken is not None and broken.seq == number + 1
    for each in entries[number:]:
        cut.append(chained(cut[-1] if cut else None, NOW, each.actor + "!", "auditor", "decide", "", each.detail))
    assert verify(cut) is None
    assert verify(cut, [known]) is not None
    assert verify(cut, [head(entries[: number + 1])]).seq == number + 1  # type: ignore[union-attr]


def test_a_head_bears_the_mark_of_who_has_the_key() -> None:
    entries = log_of([("甲", "v1:a", {"to": "confirmed"})])
    signed = head(entries, b"key")
    assert is_signed(signed, b"key") and is_signed(json.loads(json.dumps(signed)), b"key")
    assert not is_signed(signed, b"another") and not is_signed({**signed, "seq": 2}, b"key")
    assert not is_signed(head(entries), b"key")
    assert head([])["seq"] == 0


def test_time_is_kept_in_utc_and_what_is_no_plain_json_is_refused() -> None:
    entry = chained(None, NOW, "甲\0\ud800", "auditor", "decide", "", {"days": (1, 2)})
    assert entry.time == "2026-01-01T00:30:00Z" and entry.detail == {"days": [1, 2]} and entry.actor == "甲?"
    assert chained(None, datetime(2026, 1, 1, tzinfo=UTC), "", "tool", "clear", "", {}).time == "2026-01-01T00:00:00Z"
    for detail in ({"amount": 1.5}, {"a": [{"b": float("nan")}]}):
        with pytest.raises(ValueError):
            chained(None, NOW, "甲", "auditor", "money", "", detail)
    with pytest.raises(ValueError):
        chained(None, NOW, "甲", "boss", "decide", "", {})
