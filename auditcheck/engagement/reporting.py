"""``auditcheck report``: the papers of the score, written from the last run of an engagement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from auditcheck.engagement.config import NAME, read_config
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _
from auditcheck.ledgers.reading import STORE
from auditcheck.report import facts
from auditcheck.report.annex import annex
from auditcheck.report.score_paper import write_analysis, write_annex
from auditcheck.report.score_workpapers import write_workpapers
from auditcheck.report.score_xlsx import about, write_annex_workbook
from auditcheck.scoring import apply_what_if, load_rubric, score
from auditcheck.scoring.sensitivity import sensitivity
from auditcheck.scoring.what_if import sorted_out

FORMATS = ("xlsx", "docx")
Kept = tuple[dict[str, Any], list[dict[str, Any]]]
_ANNEX = "附件1 绩效评价指标体系及综合评价表"


def write_score_papers(out: Path, formats: Collection[str], rubric: str | None = None) -> list[Path]:
    """附件1, 表3-1, 四、绩效评价指标分析 and 指标评分底稿 of the last run in ``out``; the paths written."""
    findings, judgements = kept_run(out)
    scored = score(load_rubric(rubric or findings["run"]["rubric"]), findings, judgements)
    config = read_config(out / NAME) if (out / NAME).is_file() else None
    units = facts.units(findings)
    full = str(findings["run"].get("unit") or (units[0] if len(units) == 1 else "") or "")
    unit = (config.unit_short[0] if config and config.unit_short else full) or "本部门"
    if not scored["indicators"]:
        raise AuditcheckError(_("the rubric has no indicators; there is nothing to report"))
    scheme = annex(scored, unit)
    writers: dict[str, tuple[str, Callable[[Path], None]]] = {
        f"{_ANNEX}.xlsx": (
            "xlsx",
            lambda path: write_annex_workbook(path, scheme, about(findings["run"], full or unit)),
        ),
        f"{_ANNEX}.docx": ("docx", lambda path: write_annex(path, scheme)),
        "绩效评价指标分析.docx": ("docx", lambda path: write_analysis(path, scored, scheme, unit)),
        "指标评分底稿.xlsx": ("xlsx", lambda path: write_workpapers(path, scored, findings, full or unit)),
    }
    written = []
    for name, (kind, write) in writers.items():
        if kind in formats:
            write(out / name)
            written.append(out / name)
    return written


def scored_if(out: Path, rubric: str | None, changes: Mapping[str, str]) -> dict[str, Any]:
    """The score of the last run in ``out``, with findings, values and settings supposed to be others."""
    findings, judgements = kept_run(out)
    name = rubric or str(findings["run"]["rubric"])
    supposed = sorted_out(changes, load_rubric(name))
    scheme = load_rubric(name, supposed.conventions)
    if not changes:
        return score(scheme, findings, judgements)
    changed = apply_what_if(findings, supposed.states, supposed.values, scheme)
    changed["run"]["what_if"] |= supposed.conventions
    return score(scheme, changed, judgements)


def sensitivity_of(out: Path, rubric: str | None) -> dict[str, Any]:
    """Which single question moves the score of the last run in ``out``."""
    findings, judgements = kept_run(out)
    name = rubric or str(findings["run"]["rubric"])
    return sensitivity(name, load_rubric(name), findings, judgements)


def kept_run(out: Path) -> Kept:
    """(findings document, judgements) of the last run in ``out``. Raises AuditcheckError where none is kept."""
    last = None
    if (out / STORE).is_file():
        store = Store(out / STORE)
        try:
            last = store.last_run()
        finally:
            store.close()
    if last is None:
        raise AuditcheckError(_("{path}: no run is kept here; `auditcheck run PATH -o {path}` first").format(path=out))
    return last
