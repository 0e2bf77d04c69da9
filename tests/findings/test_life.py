"""The life of findings, pure: random sequences of what people ask for, legal and not."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import AuditcheckError
from auditcheck.findings.life import Life, applied, fold
from auditcheck.findings.log import Entry, chained
from auditcheck.findings.transitions import (
    ALLOWED,
    LONGEST_WAIVER,
    MAY,
    STATES,
    amount_text,
    decided,
    permit,
)

START = date(2024, 7, 1)
MARK = "v1:" + "0" * 32
GIVEN = {
    "reason": "经核实", "what": "合同原件", "provider": "采购处", "due": "2024-08-01", "owner": "主任", "approver": "局长",
    "document_no": "1号", "until": "2024-09-30", "proof": "回单", "amount": "1.00",
}  # fmt: skip
BLANK = {
    "fingerprint": MARK, "no": "合同-001", "issue": "i1:1", "evidence_hash": "h", "check": "CON-002", "severity": "high",
    "state": "open", "baseline": "new", "visibility": "unit", "class": "violation", "decision": None, "title": "事项",
    "messages": {"signal": "经比对台账", "confirmed": "经核实"}, "message": "经比对台账", "in_period": True,
}  # fmt: skip
DOCUMENT: dict[str, Any] = {"findings": [BLANK], "issues": [], "rolled_up": []}


class Log:
    """A chain of entries, a day apart."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, action: str, detail: dict[str, Any], actor: str = "审计甲", day: date | None = None) -> Entry:
        when = datetime.combine(day or START + timedelta(days=len(self.entries)), datetime.min.time(), UTC)
        last = self.entries[-1] if self.entries else None
        self.entries.append(chained(last, when, actor, "auditor", action, MARK, detail))
        return self.entries[-1]

    def decide(self, to: str, **given: Any) -> None:
        self.add("decide", decided(self.state, to, {**GIVEN, **given}, repair="event", person="审计甲", day=START))

    @property
    def state(self) -> str:
        return (fold(self.entries).get(MARK) or Life()).state or "open"

    def laid(self, today: date = START) -> dict[str, Any]:
        document = applied(DOCUMENT, self.entries, today=today, levels=("一审", "二审"))
        finding: dict[str, Any] = document["findings"][0]
        return finding


@given(st.lists(st.tuples(st.sampled_from([*STATES, "nonsense"]), st.booleans()), max_size=12))
def test_a_state_is_reached_by_allowed_steps_alone(steps: list[tuple[str, bool]]) -> None:
    log, state = Log(), "open"
    for to, complete in steps:
        given = GIVEN if complete else {"reason": ""}
        try:
            detail = decided(state, to, given, repair="event", person="审计甲", day=START)
        except AuditcheckError:
            assert to not in ALLOWED[state] or not complete
            continue
        assert to in ALLOWED[state] and complete
        log.add("decide", detail)
        state = to
        assert log.state == state
    assert [each["to"] for each in log.laid()["life"]["history"]] == [entry.detail["to"] for entry in log.entries]


@given(st.lists(st.sampled_from(STATES), max_size=8), st.integers(0, 1000))
def test_folding_is_the_same_whatever_the_order_the_entries_come_in(wanted: list[str], seed: int) -> None:
    log = Log()
    for to in wanted:
        if to in ALLOWED[log.state]:
            log.decide(to)
    mixed = random.Random(seed).sample(log.entries, len(log.entries))
    assert fold(mixed) == fold(log.entries)


@given(st.integers(-400, 800), st.integers(-30, 800))
def test_a_waiver_lasts_366_days_at_most_and_ends_the_day_after_its_last(length: int, later: int) -> None:
    until = START + timedelta(days=length)
    log = Log()
    if not 0 <= length <= LONGEST_WAIVER.days:
        with pytest.raises(AuditcheckError):
            log.decide("waived", until=until.isoformat())
        return
    log.decide("waived", until=until.isoformat())
    today = START + timedelta(days=later)
    laid = log.laid(today)
    assert laid["state"] == ("open" if today > until else "waived")
    assert laid["life"]["waiver"]["expired"] == (today > until)


@given(st.lists(st.sampled_from(["confirmed", "dismissed", "undo"]), max_size=10))
def test_taking_back_leads_to_the_state_before(steps: list[str]) -> None:
    log, states = Log(), [("open", 0)]
    for step in steps:
        if step != "undo":
            log.decide(step)
            states.append((step, log.entries[-1].seq))
        elif len(states) > 1:
            log.add("undo", {"seq": states.pop()[1]})
        assert log.state == states[-1][0]
    assert len(log.laid()["life"]["history"]) == len(log.entries)


def test_the_sentence_follows_the_state() -> None:
    log = Log()
    assert log.laid()["message"] == "经比对台账"
    log.decide("confirmed")
    assert log.laid()["message"] == "经核实"
    log.decide("open")
    assert log.laid()["message"] == "经比对台账" and log.laid()["decision"] is None
    assert BLANK["message"] == "经比对台账" and BLANK["state"] == "open"


def test_the_given_document_stays_as_it_is() -> None:
    log, before = Log(), repr(DOCUMENT)
    log.decide("confirmed")
    log.laid()
    assert repr(DOCUMENT) == before


def test_a_decision_on_nothing_of_this_run_is_announced() -> None:
    log = Log()
    log.decide("confirmed")
    told = applied({**DOCUMENT, "findings": []}, log.entries, today=START, levels=())["announced"]
    assert [(each["what"], each["fingerprint"]) for each in told] == [("unmatched", MARK)]


def test_what_is_overdue_is_announced() -> None:
    log = Log()
    log.decide("pending")
    for today, what in ((date(2024, 8, 1), []), (date(2024, 8, 2), ["overdue"])):
        told = applied(DOCUMENT, log.entries, today=today, levels=())["announced"]
        assert [each["what"] for each in told] == what


def test_a_new_decision_ends_what_the_earlier_one_waited_for_and_its_reviews() -> None:
    log = Log()
    log.decide("pending")
    assert log.laid()["life"]["pending"] == {"what": "合同原件", "provider": "采购处", "due": "2024-08-01"}
    log.decide("confirmed")
    log.add("review", {"level": "一审", "agrees": True, "opinion": ""}, "复核乙")
    assert log.laid()["life"]["pending"] is None and log.laid()["life"]["reviewed"] == "一审"
    log.decide("dismissed", ground="有佐证")
    assert log.laid()["life"]["reviewed"] is None and log.laid()["decision"]["ground"] == "有佐证"


@given(st.lists(st.tuples(st.sampled_from(["一审", "二审"]), st.booleans()), max_size=6))
def test_a_level_counts_when_those_below_it_agree(said: list[tuple[str, bool]]) -> None:
    log = Log()
    log.decide("confirmed")
    for level, agrees in said:
        log.add("review", {"level": level, "agrees": agrees, "opinion": ""}, "复核乙")
    last = dict(said)
    expected = ("二审" if last.get("二审") else "一审") if last.get("一审") else None
    assert log.laid()["life"]["reviewed"] == expected


@pytest.mark.parametrize(("to", "missing"), [
    ("confirmed", "reason"), ("dismissed", "reason"), ("waived", "owner"), ("waived", "approver"), ("waived", "until"),
    ("waived", "document_no"), ("pending", "what"), ("pending", "provider"), ("pending", "due")])  # fmt: skip
def test_each_state_says_what_it_must(to: str, missing: str) -> None:
    with pytest.raises(AuditcheckError, match=missing.partition("_")[0]):
        decided("open", to, {**GIVEN, missing: "  "}, repair="event", person="审计甲", day=START)


@pytest.mark.parametrize("missing", ["reason", "proof", "amount"])
def test_a_state_of_affairs_needs_less_than_an_event_to_be_rectified(missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(AuditcheckError, match=missing):
        decided("confirmed", "rectified", given, repair="event", person="审计甲", day=START)
    if missing != "reason":
        detail = decided("confirmed", "rectified", given, repair="state", person="审计甲", day=START)
        assert detail["accepted_by"] == "审计甲" and detail["date"] == "2024-07-01"


@pytest.mark.parametrize("given", [
    {"ground": "没有依据"}, {"severity": "urgent"}])  # fmt: skip
def test_only_the_fields_own_words_are_taken(given: dict[str, str]) -> None:
    with pytest.raises(AuditcheckError, match=next(iter(given.values()))):
        decided("open", "dismissed", {**GIVEN, **given}, repair="event", person="审计甲", day=START)


@pytest.mark.parametrize(("written", "stands"), [("98,900", "98900.00"), ("0.5", "0.50"), (100, "100.00")])
def test_amounts_stand_in_yuan_with_two_decimals(written: object, stands: str) -> None:
    assert amount_text(written) == stands


@pytest.mark.parametrize("written", ["九万", "1.001", "NaN", "Infinity", ""])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(AuditcheckError):
        amount_text(written)


def test_roles_may_do_what_practice_lets_them() -> None:
    for role, action in (("unit", "decide"), ("reader", "comment"), ("auditor", "review"), ("auditor", "clear")):
        with pytest.raises(AuditcheckError):
            permit(role, action)
    for role, action in (("unit", "answer"), ("auditor", "decide"), ("reviewer", "review"), ("tool", "reopen")):
        permit(role, action)
    assert not MAY["reader"]
