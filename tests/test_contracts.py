"""The documents that others script against keep their shape: keys, types, and the forms of money, days and codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from tests.books import SEED

pytestmark = pytest.mark.xdist_group("contracts")  # one run for all of them
MONEY = re.compile(r"-?\d+\.\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# A name -> what stands under it: a type, a pattern, a set of words, [one], or {nested}. None is allowed where "?" ends it.
FINDINGS = {
    "schema": {"auditcheck/findings/1"},
    "run": {
        "id": str, "started": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "version": str,
        "engine": re.compile(r"duckdb \d.*"), "kind": {"audit", "selfcheck", "evaluation"}, "year": int, "asof": DAY,
        "today": DAY, "inputs": [{"file": str, "sha256": re.compile("[0-9a-f]{64}")}],
    },
    "checks": [{
        "id": str, "name": str, "class": {"violation", "suspicion", "data"},
        "state": {"clean", "findings", "not_applicable", "skipped", "error"}, "reason?": str, "missing": [str],
        "population": int, "evaluated": int, "undecided": int, "not_supplied": int, "findings": int,
        "subrules": [{
            "key": str, "state": {"clean", "findings", "not_applicable", "not_run", "error"}, "missing": [str],
            "population": int, "evaluated": int, "undecided": int, "not_supplied": int, "findings": int,
        }],
    }],
    "measures": [{"check": str, "name": str, "year": int, "values": dict, "evidence_total": int}],
    "findings": [{
        "fingerprint": re.compile("v1:.+"), "no": re.compile(r".+-\d{3}"), "issue": re.compile("i1:.+"),
        "evidence_hash": str, "check": str, "subrule?": str, "class": {"violation", "suspicion", "data"},
        "severity": {"high", "medium", "low", "info"},
        "feeds": [{
            "rubric": str, "indicator": str, "criterion?": int,
            "mode": {"criterion_fail", "per_occurrence", "veto", "formula", "risk_only"}, "group?": str,
        }],
        "state": {"open", "pending", "confirmed", "dismissed", "waived", "rectifying", "rectified"},
        "baseline": {"new", "unchanged", "updated", "absent"}, "visibility": {"internal", "unit"},
        "source": {"check", "person", "import"}, "origin": {"compare", "voucher", "count", "web", "interview"},
        "scope": dict, "key": dict, "message": str, "amount?": MONEY, "date?": DAY,
        "basis": [{
            "law": str, "name": str, "doc_no": str, "article": str, "gist": str, "from?": DAY, "to?": DAY, "verified": bool,
        }],
        "params": dict, "exclusions_not_applied": [str], "evidence_total": int,
        "evidence": [{
            "role": str, "ledger": str, "file": str, "sheet": str, "row?": int, "origin": {"ledger", "paper"},
            "cells": dict, "values": dict,
        }],
    }],
    "issues": [{"id": str, "cause": str, "title": str, "severity": str, "findings": [str]}],
    "wanted": [{"check": str, "ledger": str, "column": str, "rows": int, "why": str}],
}  # fmt: skip
SCORE = {
    "schema": {"auditcheck/score/1"}, "rubric": str, "year": int, "asof": DAY, "counts": [str], "conventions": dict,
    "total": MONEY, "open_points": MONEY, "max": MONEY, "grade?": str, "simulated": {"total": MONEY, "grade?": str},
    "coverage": {"indicators": int, "scored": int, "unscored": [str]},
    "tiers": [{"code": str, "name": str, "max": MONEY, "score": MONEY}],
    "indicators": [{
        "code": str, "name": str, "max": MONEY, "score": MONEY, "rate": str, "benchmark": str, "value?": str,
        "state": {"scored", "partial", "unscored"}, "range": [MONEY],
        "criteria": [{
            "no": int, "points": MONEY, "state": {"met", "failed", "unscored", "not_applicable"}, "by?": {"checks", "judgement"},
            "checks": [str], "person?": str,
        }],
        "explanation": str, "source": {"ledger", "metric", "judgement", "survey"},
        "deductions": [{"points": MONEY, "reason": str, "findings": [str]}],
    }],
}  # fmt: skip
LOAD = {
    "schema": {"auditcheck/load/1"},
    "sheets": [{
        "file": str, "sha256": str, "sheet": str, "ledger?": str, "confidence": (int, float), "header_row?": int,
        "unit_of_money": str,
        "columns": [{"header": str, "column?": str, "how": {"alias", "profile", "manual", "unmapped", "derived"}}],
        "rows": {"in": int, "loaded": int, "rejected": int, "furniture": int}, "control_totals": dict,
        "stated_totals": dict, "rejects": [{"row": int, "column": str, "value": str, "reason": str}],
    }],
}  # fmt: skip


def differences(shape: Any, value: Any, where: str = "$") -> list[str]:
    """What of ``value`` is not as ``shape`` says; further keys are additions and are fine."""
    if isinstance(shape, dict):
        found = []
        for name, inner in shape.items():
            key, optional = name.removesuffix("?"), name.endswith("?")
            if key not in value:
                found.append(f"{where}.{key} is missing")
            elif value[key] is None:
                found += [] if optional else [f"{where}.{key} is null"]
            else:
                found += differences(inner, value[key], f"{where}.{key}")
        return found
    if isinstance(shape, list):
        return [line for number, item in enumerate(value) for line in differences(shape[0], item, f"{where}[{number}]")]
    if isinstance(shape, set):
        return [] if value in shape else [f"{where} is {value!r}"]
    if isinstance(shape, re.Pattern):
        return [] if isinstance(value, str) and shape.fullmatch(value) else [f"{where} is {value!r}"]
    right = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return [] if right else [f"{where} is {value!r}"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("contracts") / "out")


def written(out: Path) -> Path:
    CliRunner().invoke(cli, ["run", str(SEED), "-o", str(out), "-q", "--format", "json", "--today", "2024-07-01"])
    return out


@pytest.mark.parametrize(
    ("name", "shape"),
    [("findings.json", FINDINGS), ("score.json", SCORE), ("load.json", LOAD)],
    ids=["findings", "score", "load"],
)
def test_the_document_has_its_shape(folder: Path, name: str, shape: Any) -> None:
    assert differences(shape, json.loads((folder / name).read_text(encoding="utf-8"))) == []


def test_populations_add_up(folder: Path) -> None:
    document = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    for check in document["checks"]:
        for part in [check, *check["subrules"]]:
            assert part["population"] == part["evaluated"] + part["undecided"] + part["not_supplied"], (
                check["id"],
                part,
            )


def test_the_same_books_give_the_same_documents(folder: Path, tmp_path: Path) -> None:
    again = written(tmp_path / "again")
    for name in ("findings.json", "score.json", "load.json", "evidence.csv"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()
