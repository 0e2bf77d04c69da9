"""report.html, findings.sarif and the tables of a job, into its folder: what programs and browsers open."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _
from auditcheck.report import masks
from auditcheck.report.files import write_json

FORMATS = ("html", "sarif", "csv", "json")
Doc = Mapping[str, Any]


def write_pages(out: Path, formats: Collection[str], findings: Doc, score: Doc | None, load: Doc | None) -> list[Path]:
    """The paths written; personal numbers are masked on the way. Raises AuditcheckError."""
    if not set(FORMATS) & set(formats):
        return []
    findings = masks.document(findings)
    score, load = (masks.document(each) if each else None for each in (score, load))
    written: list[Path] = []
    if "html" in formats:
        from auditcheck.report import html_report

        written.append(out / html_report.NAME)
        html_report.write_report(written[-1], findings, score, load)
    if "sarif" in formats:
        from auditcheck.report import sarif

        written.append(out / sarif.NAME)
        write_json(written[-1], sarif.log(findings))
    if tables := {"csv", "json"} & set(formats):
        from auditcheck.report.tables import FOLDER, write_tables

        write_tables(out / FOLDER, tables, findings, score, load)
        written.append(out / FOLDER)
    return written


def load_of(out: Path) -> dict[str, Any] | None:
    """load.json of the last run in ``out``; None where it is gone. Raises AuditcheckError where it is no JSON."""
    path = out / "load.json"
    if not path.is_file():
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AuditcheckError(_("{path}: not readable: {error}").format(path=path, error=error)) from error
    return document
