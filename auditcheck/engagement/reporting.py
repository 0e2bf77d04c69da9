"""``auditcheck report``: the papers of the score, written from the last run of an engagement."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditcheck.engagement.config import NAME, Config, read_config
from auditcheck.engagement.findings import current
from auditcheck.engagement.pages import load_of, write_pages
from auditcheck.engagement.papers import write_papers
from auditcheck.engagement.service import Request, configure, read_books
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.books import Books
from auditcheck.report import facts, masks
from auditcheck.report.annex import annex
from auditcheck.report.files import write_json
from auditcheck.report.score_budget import differences, readings, write_budget_workbook
from auditcheck.report.score_changes import write_changes
from auditcheck.report.score_paper import write_analysis, write_annex
from auditcheck.report.score_workpapers import write_workpapers
from auditcheck.report.score_xlsx import about, write_annex_workbook
from auditcheck.report.workbook import write_findings_workbook
from auditcheck.scoring import apply_what_if, load_rubric, score
from auditcheck.scoring.metrics import Metrics
from auditcheck.scoring.sensitivity import sensitivity
from auditcheck.scoring.versions import STAGES, changes, check_seals, sealed
from auditcheck.scoring.what_if import sorted_out

FORMATS = ("xlsx", "docx", "html")
_ANNEX = "附件1 绩效评价指标体系及综合评价表"


def write_all_papers(
    out: Path, formats: Collection[str], rubric: str | None = None, today: date | None = None
) -> list[Path]:
    """The papers of the score and those of the findings of the last run in ``out``; a self-check has no score unless
    one is asked for. The paths written."""
    findings, judgements = current(out, today)
    config = read_config(out / NAME) if (out / NAME).is_file() else None
    asked = facts.kind(findings) != "selfcheck" or rubric or (config and "rubric" in config.engagement)
    name = rubric or str(findings["run"]["rubric"])
    scored = score(load_rubric(name), findings, judgements) if asked else None
    lists = _lists(out, formats, masks.document(findings), masks.document(scored) if scored else None)
    if scored is None:
        pages = write_pages(out, formats, findings, None, load_of(out))
        return [*lists, *write_papers(out, formats, findings, None), *pages]
    return [
        *lists,
        *_score_papers(out, formats, masks.document(findings), masks.document(scored), config),
        *(_budget(out, masks.document(findings), _by_step(findings, judgements, name)) if "xlsx" in formats else []),
        *write_papers(out, formats, findings, scored),
        *write_pages(out, formats, findings, scored, load_of(out)),
    ]


def _lists(
    out: Path, formats: Collection[str], findings: Mapping[str, Any], scored: Mapping[str, Any] | None
) -> list[Path]:
    """findings.xlsx as people have decided since the run wrote it."""
    load = load_of(out)
    if "xlsx" not in formats or load is None:
        return []
    write_findings_workbook(out / "findings.xlsx", findings, scored, load)
    return [out / "findings.xlsx"]


def _score_papers(
    out: Path,
    formats: Collection[str],
    findings: Mapping[str, Any],
    scored: Mapping[str, Any],
    config: Config | None,
) -> list[Path]:
    """附件1, 表3-1, 四、绩效评价指标分析 and 指标评分底稿."""
    units = facts.units(findings)
    full = str(findings["run"].get("unit") or (units[0] if len(units) == 1 else "") or "")
    unit = (config.unit_short[0] if config and config.unit_short else full) or "本部门"
    if not scored["indicators"]:
        raise AuditcheckError(_("the rubric has no indicators; there is nothing to report"))
    scheme = annex(scored, unit)
    levels = config.review_levels if config else ()
    writers: dict[str, tuple[str, Callable[[Path], None]]] = {
        f"{_ANNEX}.xlsx": (
            "xlsx",
            lambda path: write_annex_workbook(path, scheme, about(findings["run"], full or unit)),
        ),
        f"{_ANNEX}.docx": ("docx", lambda path: write_annex(path, scheme)),
        "绩效评价指标分析.docx": ("docx", lambda path: write_analysis(path, scored, scheme, unit)),
        "指标评分底稿.xlsx": ("xlsx", lambda path: write_workpapers(path, scored, findings, full or unit, levels)),
    }
    written = []
    for name, (kind, write) in writers.items():
        if kind in formats:
            write(out / name)
            written.append(out / name)
    return written


def _by_step(findings: Mapping[str, Any], judgements: list[dict[str, Any]], rubric: str) -> list[str]:
    """B31 by whole per cent and in proportion, where the scheme knows both."""
    points = {}
    for step in ("floor", "linear"):
        try:
            scored = score(load_rubric(rubric, {"B31.step": step}), findings, judgements)
        except ConfigError:
            return []
        points[step] = next((one["score"] for one in scored["indicators"] if one["code"] == "B31"), None)
    if None in points.values():
        return []
    return [f"表1-2：支出预算执行率（B31）按整百分点扣分得{points['floor']}分，按比例扣分得{points['linear']}分。"]


def _budget(out: Path, findings: Mapping[str, Any], more: Sequence[str]) -> list[Path]:
    """预算情况表.xlsx from the books of the engagement and 指标数据表; nothing where neither tells of money.

    ``more``: what else is to be said below the tables.
    """
    request = Request((), out)
    config = configure(request)
    year = str(findings["run"].get("year"))
    try:
        books = read_books(request, config)
    except AuditcheckError:
        return []  # the run is kept, its books are no longer there
    accounts, budgets = (_rows(books, ledger, year) for ledger in ("final_accounts", "budgets"))
    metrics = findings.get("metrics") or []
    if not accounts and not budgets and not Metrics(metrics, background=True).codes():
        return []
    titles = {"budget_initial": "年初预算数", "budget_final": "全年预算数", "paid": "执行数", "actual": "决算数"}
    notes = [
        note
        for sheet in books.sheets
        if sheet.ledger in ("final_accounts", "budgets")
        for note in differences(sheet.name, sheet.stated_totals, sheet.control_totals, titles)
    ]
    path = out / "预算情况表.xlsx"
    write_budget_workbook(path, accounts, budgets, [*readings(findings), *more, *notes], metrics)
    return [path]


def _rows(books: Books, ledger: str, year: str) -> list[dict[str, str | None]]:
    """The rows of one year; those that name none belong to it."""
    table = books.tables.get(ledger)
    if table is None:
        return []
    columns = {name: list(values) for name, values in table.columns.items()}
    rows = [{name: values[at] for name, values in columns.items()} for at in range(len(table.row))]
    return [row for row in rows if row.get("fiscal_year") in (None, year)]


def scored_if(out: Path, rubric: str | None, changes: Mapping[str, str], today: date | None = None) -> dict[str, Any]:
    """The score of the last run in ``out``, with findings, values and settings supposed to be others."""
    findings, judgements = current(out, today)
    name = rubric or str(findings["run"]["rubric"])
    supposed = sorted_out(changes, load_rubric(name))
    scheme = load_rubric(name, supposed.conventions)
    if not changes:
        return score(scheme, findings, judgements)
    changed = apply_what_if(findings, supposed.states, supposed.values, scheme)
    changed["run"]["what_if"] |= supposed.conventions
    return score(scheme, changed, judgements)


def sensitivity_of(out: Path, rubric: str | None, today: date | None = None) -> dict[str, Any]:
    """Which single question moves the score of the last run in ``out``."""
    findings, judgements = current(out, today)
    name = rubric or str(findings["run"]["rubric"])
    return sensitivity(name, load_rubric(name), findings, judgements)


def freeze(out: Path, stage: str, rubric: str | None = None, today: date | None = None) -> list[Path]:
    """Keep the score of the last run in ``out`` as a version (初稿, 征求意见后, 评审后, 终稿) and say what changed since
    the version before it. A version that is kept is not written again. Raises AuditcheckError."""
    folder = out / "versions"
    path = folder / f"{STAGES.index(stage) + 1} {stage}.json"
    if path.exists():
        raise AuditcheckError(_("{path}: this version is frozen; delete the file to freeze it anew").format(path=path))
    document = masks.document(scored_if(out, rubric, {}, today))
    kept = sorted(folder.glob("*.json"))
    if kept and kept[-1].name > path.name:
        raise AuditcheckError(
            _("{path}: this later version is frozen already; {stage} cannot follow it").format(
                path=kept[-1], stage=stage
            )
        )
    earlier = {one: _version(one) for one in kept}
    check_seals({str(one): version for one, version in earlier.items()})
    last, before = next(reversed(earlier.items()), (None, None))
    write_json(path, sealed(document, stage, before))
    if last is None or before is None:
        return [path]
    was = last.stem.partition(" ")[2]
    table = out / f"得分变动说明表（{was}→{stage}）.xlsx"
    write_changes(table, changes(before, document), was, stage)
    return [path, table]


def _version(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AuditcheckError(_("{path}: not readable: {error}").format(path=path, error=error)) from error
