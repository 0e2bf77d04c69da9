"""An engagement that has no ledgers of its own: an evaluator takes in what colleagues found, and scores it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import auditcheck
from auditcheck.checks.period import Period
from auditcheck.engagement.config import NAME
from auditcheck.engagement.findings import no_run, settings
from auditcheck.findings.life import Document

_TAKEN = ("kind", "name", "unit", "year", "period", "asof", "rubric")


def first_run(out: Path, files: Sequence[Path], today: date | None) -> Document:
    """The document of a run that read no books and ran no check, for findings to be taken into.

    What auditcheck.toml in ``out`` says of the job holds, else what the first findings.json among ``files`` says of
    its own. Raises AuditcheckError where neither says the year.
    """
    said = _of_others(files)
    config = settings(out) if (out / NAME).is_file() else None
    if config:
        own = {name: getattr(config, name) for name in ("kind", "name", "unit", "year", "asof", "rubric")}
        own |= {"period": str(config.period) if config.period else None, "asof": config.asof and str(config.asof)}
        said |= {name: value for name, value in own.items() if value}
    if not isinstance(said.get("year"), int):
        raise no_run(out)
    day = today or date.today()
    started = (datetime.combine(today, datetime.min.time(), UTC) if today else datetime.now(UTC)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )
    usual = {"kind": "audit", "name": "", "unit": None, "asof": day.isoformat(), "rubric": "xj-2023"}
    usual["period"] = str(Period.of_year(said["year"]))
    run = {
        "id": hashlib.sha256(repr((started, sorted(map(str, files)))).encode("utf-8")).hexdigest()[:12],
        "started": started,
        "version": auditcheck.__version__,
        "engine": "none",
        **usual,
        **said,
        "today": day.isoformat(),
        "inputs": [],
        "failed": [],
    }
    empty: dict[str, list[Any]] = {
        name: [] for name in ("checks", "measures", "findings", "rolled_up", "issues", "wanted", "metrics")
    }
    return {"schema": "auditcheck/findings/1", "run": run, **empty}


def _of_others(files: Sequence[Path]) -> dict[str, Any]:
    for path in files:
        if path.suffix.lower() != ".json":
            continue
        try:
            document = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError):
            continue  # told when it is read for its findings
        run = document.get("run") if isinstance(document, Mapping) else None
        if isinstance(run, Mapping):
            return {name: run[name] for name in _TAKEN if run.get(name)}
    return {}
