"""The eighteen tables as a unit filed them: read whole, appraised, told on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli

SEED = Path(__file__).parent / "seed.txt"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["targets", str(SEED), "--format", "json"])
    assert done.exit_code == 1, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_of_the_seed_is_lost(document: dict[str, Any]) -> None:
    tables = document["tables"]
    assert (len(tables), sum(len(table["rows"]) for table in tables)) == (18, 301)
    assert sum(float(table["funds"]["total"]) for table in tables) == 6392.5
    assert document["year"] == 2019
    (lines,) = document["lines"]
    assert lines["rejects"] == []
    assert lines["table"] + lines["furniture"] == len(SEED.read_text("utf-8").split("\n"))


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("T01", 17), ("T02", 127), ("T03", 87), ("T04", 13), ("T05", 92), ("T05", 138), ("T05", 190), ("T06", 150),
        ("T07", 71), ("T08", 168), ("T08", 290), ("T09", 193), ("T10", 191), ("T10", 268), ("T11", 183), ("T11", 284),
        ("T12", 75), ("T13", 366), ("T14", 212), ("T15", 57), ("T16", 77), ("T17", 48), ("T18", 282), ("T19", 199),
        ("T21", 39), ("T22", 49), ("T23", 291), ("T23", 303), ("T24", 396), ("T25", 197), ("T28", 85), ("T29", 13),
        ("T30", 142), ("T31", 277), ("T32", 51), ("T33", 204), ("T37", 28), ("T38", 386), ("T40", 191),
    ],
)  # fmt: skip
def test_what_a_reviewer_would_say(document: dict[str, Any], rule: str, line: int) -> None:
    assert [issue for issue in document["issues"] if (issue["rule"], issue["line"]) == (rule, line)]


def test_issues_quote_what_stands_there(document: dict[str, Any]) -> None:
    for issue in document["issues"]:
        table = document["tables"][issue["table"]]
        row = next((row for row in table["rows"] if row["line"] == issue["line"]), None)
        if issue["indicator"] and row:
            whole = " ".join((row["level1"], row["level2"], row["level3"], row["raw"], *row["why"]))
            assert issue["quote"] in whole
        assert issue["message"] and issue["suggestion"] and "{" not in issue["message"] + issue["suggestion"]


def test_what_only_a_reader_can_judge_is_a_checklist_and_no_issue(document: dict[str, Any]) -> None:
    people = {"T26", "T27", "T34", "T35", "T36", "T39"}
    assert {question["rule"] for question in document["checklist"]} == people
    assert not people & {issue["rule"] for issue in document["issues"]}
