"""``findings export``: the workbooks that people fill in, whole or one a 责任处室."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.report import facts, masks, words
from auditcheck.report.exchange_book import LEGEND, UNIT_LEGEND, Row, Sheet, write_exchange
from auditcheck.report.exchange_fields import PAPERS, RECORD, RECTIFICATION, fields
from auditcheck.report.exchange_rows import Rows, facts_department

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def export(
    path: Path,
    document: Mapping[str, Any],
    score: Mapping[str, Any] | None,
    papers: Collection[str] = (),
    *,
    today: str,
    department: str | None = None,
    signals: bool = False,
) -> Path:
    """Write ``papers`` (default: all that this kind of job has) into one workbook; the path. Raises AuditcheckError."""
    kind = facts.kind(document)
    rows = Rows(masks.document(document) if masks.is_masking() else document, score)
    chosen = [paper for paper in PAPERS if paper in papers or (not papers and _has(paper, kind))]
    for paper in papers:
        if not _has(paper, kind):
            raise ConfigError(_("{kind} keeps no {paper}").format(kind=words.kind_of_job(kind), paper=paper))
    sheets = [_sheet(rows, paper, kind, today, department, signals) for paper in chosen]
    run = document["run"]
    record = {
        "kind": "findings",
        "run": run["id"],
        "job": kind,
        "unit": run.get("unit") or "",
        "department": department,
        "masked": masks.is_masking(),
        "exported": today,
        "papers": {sheet.name: [one.code for one in sheet.fields] for sheet in sheets},
    }
    write_exchange(path, sheets, record, kind)
    return path


def by_department(
    folder: Path,
    document: Mapping[str, Any],
    score: Mapping[str, Any] | None,
    papers: Collection[str] = (),
    *,
    today: str,
    signals: bool = False,
) -> tuple[list[Path], list[str]]:
    """(the files, the numbers of findings that would go out and have no 责任部门).

    ``papers``: by default 问题清单 and 整改台账; a 取证单 asks for the same reply again.
    """
    rows = Rows(document)
    out: dict[str, int] = {}
    nobody = []
    kind = facts.kind(document)
    papers = papers or [each for each in PAPERS if each != RECORD and _has(each, kind)]
    for paper in papers:
        for finding in rows.findings(paper):
            if not _goes(rows, paper, finding, signals):
                continue
            if name := facts_department(finding):
                out[name] = out.get(name, 0) + 1
            else:
                nobody.append(str(finding["no"]))
    written: list[Path] = []
    for name in sorted(out):
        stem = _UNSAFE.sub("_", name).strip(". ") or "_"
        while folder / f"{stem}.xlsx" in written:  # 一处/二处 and 一处_二处 are two departments
            stem += "_"
        path = folder / f"{stem}.xlsx"
        written.append(export(path, document, score, papers, today=today, department=name, signals=signals))
    return written, list(dict.fromkeys(nobody))


def _goes(rows: Rows, paper: str, finding: Mapping[str, Any], signals: bool) -> bool:
    return any(one is finding for one in rows.findings(paper, department=facts_department(finding), signals=signals))


def _has(paper: str, kind: str) -> bool:
    return paper != RECTIFICATION or kind != "evaluation"


def _sheet(rows: Rows, paper: str, kind: str, today: str, department: str | None, signals: bool) -> Sheet:
    columns = fields(paper, for_unit=department is not None, kind=kind)
    found = rows.findings(paper, department=department, signals=signals)
    about = [f"{words.unit_label(kind)}：{'、'.join(facts.units(rows.document)) or '　　　　'}"]
    about += [f"项目名称：{name}"] if (name := rows.document["run"].get("name")) else []
    about += [f"责任部门：{department}"] if department else []
    about += [f"共{len(found)}条", f"导出日期：{today}"]
    title = {"selfcheck": "自查问题清单"}.get(kind, paper) if paper == PAPERS[0] else paper
    return Sheet(
        name=paper,
        title=title if department is None else f"{title}（{department}）",
        fields=columns,
        rows=[Row(str(one["fingerprint"]), rows.values(one, columns), department or "") for one in found],
        subtitle="　　".join(about),
        legend=LEGEND if department is None else UNIT_LEGEND,
        disclaimer=any(not facts.is_confirmed(one) for one in found),
    )


def current_values(
    document: Mapping[str, Any], columns: Mapping[str, Sequence[Any]], masked: bool
) -> dict[str, dict[str, str]]:
    """What every column of every paper holds here, by finding; masked as the file was."""
    shown = masks.document(document) if masked else document
    rows = Rows(shown)
    every = {one.code: one for fields_ in columns.values() for one in fields_}
    return {str(one["fingerprint"]): rows.values(one, tuple(every.values())) for one in shown.get("findings", [])}
