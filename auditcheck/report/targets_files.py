"""The files of an appraisal of target tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from auditcheck.report.files import write_json


def write(folder: Path, outcome: Any, formats: tuple[str, ...]) -> list[str]:
    """Names of the files written; targets.json always, since import and the next run read it."""
    names = ["targets.json"]
    write_json(folder / "targets.json", outcome.document)
    return names
