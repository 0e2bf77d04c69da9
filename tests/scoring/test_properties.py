"""What must hold for any findings document: more confirmed is never more points, ranges hold, order says nothing."""

from __future__ import annotations

import io
import tokenize
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import auditcheck.scoring
from auditcheck.scoring import apply_what_if, load_rubric, score
from tests.scoring.books import TIER_B, Document, fails, finding, judged, judgements, occurs, seed

STATES = ("open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified")
FEEDS = [
    *(fails("B32", no) for no in (1, 2, 5)),
    *(fails(code, no) for code in ("B11", "B21", "B33") for no in (1, 2)),
    *(occurs(group) for group in ("贴标", "清查", "车辆", None)),
    *([{"indicator": code, "mode": "veto"}] for code in ("B33", "B41", "B31", "B51")),
    [{"indicator": "B32", "criterion": 2, "mode": "risk_only"}],
    [*fails("B32", 5), *occurs("收入上缴")],
]
CONVENTIONS = [
    {"B51.occurrence": how, "not_applicable": policy, "B31.step": step, "feeds": feeds}
    for how, policy, step, feeds in (
        ("type", "full", "floor", "header"),
        ("item", "remove", "linear", "named"),
        ("issue", "convert", "floor", "header"),
    )
]
RUBRICS = [load_rubric(TIER_B, one) for one in CONVENTIONS]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    document = seed()
    for one in document["checks"]:
        one["state"] = draw(st.sampled_from(["clean", "findings", "not_applicable", "skipped", "error"]))
        one["repair"] = draw(st.sampled_from(["event", "state"]))
    document["checks"] = [one for one in document["checks"] if draw(st.integers(0, 9))]
    document["measures"] = [one for one in document["measures"] if draw(st.integers(0, 4))]
    document["findings"] = [
        finding(
            draw(st.sampled_from(["CON-001", "CON-004", "AST-001", "PER-002", "XYZ-001"])),
            number,
            draw(st.sampled_from(FEEDS)),
            draw(st.sampled_from(STATES)),
            draw(st.sampled_from([None, "i1:late", "i1:seal"])),
        )
        for number in range(draw(st.integers(0, 6)))
    ]
    return document


lines = st.lists(
    st.sampled_from(judgements()), unique_by=lambda one: (one["indicator"], one["criterion"], one["group"])
)
judged_lines = st.builds(
    lambda chosen, results: [
        judged(one["indicator"], one["criterion"] or one["group"], result)
        for one, result in zip(chosen, results, strict=False)
    ],
    lines,
    st.lists(st.sampled_from(["符合", "不符合", "不适用"]), min_size=12, max_size=12),
)
rubrics = st.sampled_from(RUBRICS)


@given(documents(), judged_lines, rubrics, st.data())
def test_confirming_a_finding_never_raises_the_score(
    document: Document, chosen: list[Document], rubric: Any, data: st.DataObject
) -> None:
    if not document["findings"]:
        return
    one = data.draw(st.sampled_from(document["findings"]))
    before = score(rubric, document, chosen)
    after = score(rubric, apply_what_if(document, {one["fingerprint"]: "confirmed"}), chosen)
    assert Decimal(after["total"]) <= Decimal(before["total"])
    assert Decimal(after["range"][1]) <= Decimal(before["range"][1])
    for was, now in zip(before["indicators"], after["indicators"], strict=True):
        assert Decimal(now["score"]) <= Decimal(was["score"])


@given(documents(), judged_lines, rubrics)
def test_the_range_contains_the_score_and_points_add_up(
    document: Document, chosen: list[Document], rubric: Any
) -> None:
    result = score(rubric, document, chosen)
    opened = Decimal(0)
    for one in result["indicators"]:
        low, high = (Decimal(end) for end in one["range"])
        lost = sum((Decimal(loss["points"]) for loss in one["deductions"]), Decimal(0))
        assert 0 <= low <= high <= Decimal(one["max"]) <= Decimal(one["weight"])
        assert Decimal(one["score"]) == low
        assert lost <= Decimal(one["max"]) - high
        if one["state"] == "scored":
            assert low == high and low + lost == Decimal(one["max"])
        opened += high - low
    if rubric.not_applicable != "convert":
        assert Decimal(result["open_points"]) == opened
        assert Decimal(result["total"]) == sum(Decimal(one["score"]) for one in result["indicators"])
    assert Decimal(result["simulated"]["total"]) <= Decimal(result["total"])


@given(documents(), judged_lines, rubrics, st.randoms(use_true_random=False))
def test_the_order_of_findings_says_nothing(
    document: Document, chosen: list[Document], rubric: Any, random: Any
) -> None:
    before = score(rubric, document, chosen)
    for part in ("findings", "checks", "measures"):
        random.shuffle(document[part])
    random.shuffle(chosen)
    assert score(rubric, document, chosen) == before


@given(documents(), judged_lines, rubrics)
def test_no_float_is_anywhere_in_a_score(document: Document, chosen: list[Document], rubric: Any) -> None:
    def walk(value: Any) -> None:
        assert value is None or isinstance(value, str | int | bool | list | dict), value
        for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(one)

    walk(score(rubric, document, chosen))


def test_no_float_is_written_in_the_source() -> None:
    for path in Path(auditcheck.scoring.__path__[0]).rglob("*.py"):
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
            is_float = token.type == tokenize.NUMBER and any(mark in token.string for mark in ".eEjJ")
            assert not is_float and token.string != "float", f"{path.name}:{token.start[0]}: {token.line.strip()}"
