"""Merging what stands here with what two people wrote: nothing is lost, nothing overwritten, whoever comes first."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from auditcheck.engagement.exchange_merge import Merge, Merger
from auditcheck.engagement.exchange_read import Line
from auditcheck.report.exchange_fields import LIST, fields
from auditcheck.report.exchange_values import seal, unseal

# Each cell is a group of its own, save the two of ``assign``.
CODES = ("record_no", "qualification", "pages", "department", "responsible")
FIELDS = tuple(one for one in fields(LIST) if one.code in CODES)
GROUP = {one.code: one.group for one in FIELDS}
VALUES = st.fixed_dictionaries({code: st.sampled_from(["", "甲", "乙"]) for code in CODES})
IDENTITY = "v1:" + "0" * 32
Cells = Mapping[str, str]


def merged(exported: Cells, here: Cells, *files: Cells) -> Merge:
    marks = unseal(IDENTITY, seal(IDENTITY, exported))
    assert marks is not None
    merger = Merger("audit")
    for number, said in enumerate(files):
        merger.take(Line(f"{number}.xlsx", LIST, 7, LIST, IDENTITY, marks, dict(said)), FIELDS, here)
    return merger.result()


def taken(result: Merge) -> dict[str, str]:
    return {code: value for edit in result.edits for code, value in edit.changed.items()}


@given(VALUES, VALUES, VALUES, VALUES)
def test_every_change_is_taken_or_listed_and_none_overwrites(
    exported: Cells, here: Cells, one: Cells, two: Cells
) -> None:
    result = merged(exported, here, one, two)
    new = taken(result)
    listed = {
        (code, value) for each in result.conflicts for edit in each.versions for code, value in edit.changed.items()
    }
    for said in (one, two):
        for code, value in said.items():
            if value not in (exported[code], here[code]):
                assert new.get(code) == value or (code, value) in listed
    changed_here = {GROUP[code] for code in CODES if here[code] != exported[code]}
    assert not changed_here & {GROUP[code] for code in new}
    assert not {each.group for each in result.conflicts} & {GROUP[code] for code in new}
    for code, value in new.items():  # where the other one said something else, it was no change
        assert {one[code], two[code]} <= {value, exported[code], here[code]}


@given(VALUES, VALUES, VALUES, VALUES)
def test_it_does_not_matter_whose_file_is_read_first(exported: Cells, here: Cells, one: Cells, two: Cells) -> None:
    forward, backward = merged(exported, here, one, two), merged(exported, here, two, one)
    assert taken(forward) == taken(backward)
    assert {each.group for each in forward.conflicts} == {each.group for each in backward.conflicts}


@given(VALUES, VALUES)
def test_what_was_taken_is_not_taken_again(exported: Cells, said: Cells) -> None:
    result = merged(exported, exported, said)
    assert not result.conflicts
    after = merged(exported, {**exported, **taken(result)}, said)
    assert (after.edits, after.conflicts) == ([], [])


@given(VALUES, st.integers(0, 11), st.sampled_from("0123456789abcdef"))
def test_a_damaged_seal_is_seen(exported: Cells, place: int, digit: str) -> None:
    sealed = seal(IDENTITY, exported)
    damaged = sealed[:place] + digit + sealed[place + 1 :]
    assert (unseal(IDENTITY, damaged) is None) == (damaged != sealed)
    assert unseal("v1:" + "1" * 32, sealed) is None
    assert unseal(IDENTITY, sealed[:-1]) is None
