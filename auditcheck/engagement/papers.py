"""The papers of an engagement beside its score: 取证单, 底稿, 问题清单, 整改台账, 资料清单, report sections, 自查报告."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditcheck import wording
from auditcheck.engagement.config import NAME, Config, read_config
from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.report import facts, masks
from auditcheck.report.layout import Table
from auditcheck.report.overview import period
from auditcheck.report.papers import contexts, matters, rectification, registers, sheet_templates, wanted, workpapers
from auditcheck.report.papers.book import write_book
from auditcheck.report.papers.filling import Form
from auditcheck.report.papers.matters import Job, Matter, Problem
from auditcheck.report.papers.shipped import SHIPPED, write_shipped

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # in names of files
_WORKING = "工作底稿"
_FORMS = {"audit": "facts", "selfcheck": "qualified", "evaluation": "qualified"}


def write_papers(
    out: Path, formats: Collection[str], document: Mapping[str, Any], score: Mapping[str, Any] | None
) -> list[Path]:
    """Papers of the findings ``document``, which holds what people decided; the paths written.

    Raises AuditcheckError (a file is open elsewhere), ConfigError (settings, a template of the office's own).
    """
    document, score = masks.document(document), masks.document(score) if score else None
    config = read_config(out / NAME) if (out / NAME).is_file() else None
    job = job_of(document, config)
    folder = _templates(config)
    visible = matters.problems(document)
    writers: dict[str, Callable[[Path], None]] = {}
    if "xlsx" in formats:
        listed = registers.problem_list(visible, score, job)
        tables = [listed, rectification.register(visible, job), wanted.wanted(document, job)]
        own = _own(folder, registers.NAME_OF_EVIDENCE) is not None
        tables.append(registers.evidence_register(visible, job, full=own))
        for table in tables:
            writers[f"{table.name}.xlsx"] = _table(table, folder, job)
        writers[f"{_WORKING}.xlsx"] = _working(matters.matters(document), folder, job)
    if "docx" in formats:
        writers |= _letters(folder, document, score, job, visible)
    written = []
    for name, write in writers.items():
        write(out / name)
        written.append(out / name)
    return written


def _templates(config: Config | None) -> Path | None:
    """The folder of the office's own templates. Raises ConfigError where the settings name one that is not there."""
    folder = config.papers.templates if config else None
    if config is not None and folder is not None and not folder.is_dir():
        raise ConfigError(
            _("{path}: papers.templates: there is no folder {folder}").format(path=config.path, folder=folder)
        )
    return folder


def write_templates(folder: Path) -> list[Path]:
    """The shipped templates, to be edited by an office; a file that is there stays. The paths written."""
    job = Job(form="qualified")
    writers: dict[str, Callable[[Path], None]] = {f"{name}.docx": _shipped(name) for name in SHIPPED}
    tables = [rectification.register([], job), wanted.wanted({}, job), registers.evidence_register([], job)]
    tables += [registers.problem_list([], None, replace(job, kind=kind)) for kind in ("audit", "selfcheck")]
    for table in tables:
        writers[f"{table.name}.xlsx"] = _shipped_table(table)
    labels = list(workpapers.fields(None, job))
    writers[f"{_WORKING}.xlsx"] = lambda path: sheet_templates.write_shipped_form(path, _WORKING, labels)
    written = []
    for name, write in writers.items():
        if not (folder / name).exists():
            write(folder / name)
            written.append(folder / name)
    return written


def _shipped(name: str) -> Callable[[Path], None]:
    return lambda path: write_shipped(path, name)


def _shipped_table(table: Table) -> Callable[[Path], None]:
    totals = table.name not in (registers.NAME_OF_EVIDENCE, wanted.NAME)
    return lambda path: sheet_templates.write_shipped(path, table, totals=totals)


def _own(folder: Path | None, name: str) -> Path | None:
    own = folder / f"{name}.xlsx" if folder else None
    return own if own is not None and own.is_file() else None


def _table(table: Table, folder: Path | None, job: Job) -> Callable[[Path], None]:
    own = _own(folder, table.name)
    if own is None:
        return lambda path: write_book(path, table)
    return lambda path: sheet_templates.write_from_template(own, path, table, job.fields())


def _working(found: Sequence[Matter], folder: Path | None, job: Job) -> Callable[[Path], None]:
    own = _own(folder, _WORKING)
    if own is None:
        return lambda path: workpapers.write_workpapers(path, found, job)
    papers = [(matter.index, {**job.fields(), **workpapers.fields(matter, job)}) for matter in found]
    return lambda path: sheet_templates.write_sheets_from_template(own, path, papers)


def _letters(
    folder: Path | None,
    document: Mapping[str, Any],
    score: Mapping[str, Any] | None,
    job: Job,
    visible: Sequence[Problem],
) -> dict[str, Callable[[Path], None]]:
    """docx: a 取证单 each problem in a folder of their own, and the report."""
    evidence, own = Form(contexts.EVIDENCE, folder), job.kind == "selfcheck"
    report = Form(contexts.SELF_REPORT if own else contexts.SECTION, folder)
    told = contexts.self_report(visible, document, job) if own else contexts.section(visible, score, job)
    writers: dict[str, Callable[[Path], None]] = {f"{report.name}.docx": lambda path: report.write(path, told)}
    for problem in visible:
        name = _FORBIDDEN.sub("-", problem.paper)
        if f"{contexts.EVIDENCE}/{name}.docx" in writers:  # two problems under one number of the office's own
            name = f"{name} {problem.number}"
        writers[f"{contexts.EVIDENCE}/{name}.docx"] = _evidence(evidence, problem, job)
    return writers


def _evidence(form: Form, problem: Problem, job: Job) -> Callable[[Path], None]:
    return lambda path: form.write(path, contexts.evidence_sheet(problem, job))


def left_over(out: Path, formats: Collection[str], written: Collection[Path]) -> list[Path]:
    """取证单 of earlier times whose problem is none any more: they may be signed, so they are told and not deleted."""
    if "docx" not in formats:
        return []
    return sorted(path for path in (out / contexts.EVIDENCE).glob("QZ-*.docx") if path not in written)


def job_of(document: Mapping[str, Any], config: Config | None) -> Job:
    """The names for the papers, from the run and the settings of its engagement."""
    run, kind = document.get("run", {}), facts.kind(document)
    units = facts.units(document)
    unit = units[0] if len(units) == 1 else ""
    short = config.unit_short[0] if config and config.unit_short else ""
    papers = config.papers if config else None
    job = config.engagement if config else {}
    return Job(
        kind=kind,
        name=_project(str(run.get("name") or ""), unit),
        unit=unit,
        short=short or unit,
        firm=str(job.get("firm") or ""),
        period=period(run),
        year=str(run.get("year") or ""),
        asof=str(run.get("asof") or ""),
        levels=config.review_levels if config else (),
        form=(papers.evidence_form if papers else None) or _FORMS.get(kind, "facts"),
        reply_by=wording.day(papers.reply_by) if papers and papers.reply_by else "",
    )


def _project(name: str, unit: str) -> str:
    """新疆……局2023年部门整体支出绩效评价: a name that leaves the unit out gets it."""
    return name if not name or unit in name else f"{unit}{name}"
