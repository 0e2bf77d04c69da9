"""The unit's opinions on the report coming back: 意见采纳情况表 and the form 附件5 (docx)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_columns import Grid
from auditcheck.engagement.exchange_merge import Edit, Merge, Merger
from auditcheck.engagement.exchange_read import Line, read_filled
from auditcheck.errors import InputError
from auditcheck.findings.opinions import opinion_id
from auditcheck.i18n import _
from auditcheck.ledgers.text import squeezed
from auditcheck.report.exchange_opinions import FIELDS, OPINIONS, values

_NOTHING = ("无", "无意见", "没有意见", "无异议", "同意")
WHOLE = "报告全文（附件5）"
_DAY = re.compile(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")


@dataclass(frozen=True)
class Said:
    """An ``opinion`` entry to append. ``before``: what stood there; ``codes``: what is new."""

    detail: Mapping[str, Any]
    actor: str
    role: str
    changed: Mapping[str, str]
    before: Mapping[str, str]
    where: str
    no: str


def from_workbook(
    path: Path, grids: Sequence[Grid], known: Sequence[Mapping[str, Any]], kind: str, person: str
) -> tuple[list[Said], Merge]:
    """(what is new, what else is to be told). A row without an id is a new opinion, unless the same is known."""
    numbers: dict[str, str] = {}
    here = {str(one["id"]): values(one, number) for number, one in enumerate(known, 1)}
    filled = read_filled(path, grids, {OPINIONS: FIELDS}, numbers, may_be_new=True)
    merger = Merger(kind)
    fresh: list[Said] = []
    problems = list(filled.problems)
    for line in filled.lines:
        if line.identity:
            merger.take(line, FIELDS, here.get(line.identity))
            continue
        said, wrong = merger.values_of(line, FIELDS)
        texts = {code: said.get(code, "") for code in (one.code for one in FIELDS)}
        if not any(texts[code] for code in texts if code != "no") or wrong:
            continue
        mark = opinion_id(texts["place"], texts["opinion"])
        if not texts["opinion"]:
            problems.append(_("{where}: 反馈意见 is empty; say what the opinion is").format(where=line.where))
        elif mark not in here:
            fresh += _new(mark, texts, line, person, problems)
        else:
            fresh += _more(mark, texts, here[mark], line, person, problems)
    merged = merger.result()
    merged.problems += problems
    merged.notes += filled.notes
    for edit in merged.edits:
        fresh += _edited(edit, here[edit.identity], person, merged.problems)
    return fresh, merged


def _new(mark: str, texts: Mapping[str, str], line: Line, person: str, problems: list[str]) -> list[Said]:
    by = texts["by"] or person
    if not by:
        problems.append(_("{where}: nobody is named; fill in 反馈人, or give --person").format(where=line.where))
        return []
    said = {code: texts[code] for code in ("place", "opinion", "reason")} | {"by": by}
    new = {code: value for code, value in said.items() if value}
    found = [Said({"id": mark, **said, **_source(line)}, by, "unit", new, {}, line.where, texts["no"])]
    return found + _made(mark, texts, {}, line, person, problems)


def _more(
    mark: str, texts: Mapping[str, str], here: Mapping[str, str], line: Line, person: str, problems: list[str]
) -> list[Said]:
    """A row that lost its id: only what was made of the opinion can be new, and only where nothing was."""
    return _made(mark, texts, here, line, person, problems) if not here.get("adopted") else []


def _made(
    mark: str, texts: Mapping[str, str], here: Mapping[str, str], line: Line, person: str, problems: list[str]
) -> list[Said]:
    if not texts["adopted"]:
        return []
    by = texts["adopted_by"] or person
    if not by:
        problems.append(_("{where}: 采纳情况 needs a name; fill in 认定人, or give --person").format(where=line.where))
        return []
    if texts["adopted"] != "采纳" and not texts["adopted_reason"]:
        problems.append(
            _("{where}: what is not adopted needs a reason: fill in 采纳或不采纳的理由").format(where=line.where)
        )
        return []
    made = {"adopted": texts["adopted"], "adopted_reason": texts["adopted_reason"], "adopted_by": by}
    return [Said({"id": mark, **made, **_source(line)}, by, "auditor", made, here, line.where, texts["no"])]


def _edited(edit: Edit, here: Mapping[str, str], person: str, problems: list[str]) -> list[Said]:
    if edit.group == "adoption":
        return _made(edit.identity, {**edit.row, "no": here["no"]}, here, edit.line, person, problems)
    by = edit.row.get("by") or person
    if not by:
        problems.append(_("{where}: nobody is named; fill in 反馈人, or give --person").format(where=edit.line.where))
        return []
    detail = {"id": edit.identity, **edit.changed, **_source(edit.line)}
    return [Said(detail, by, "unit", edit.changed, here, edit.line.where, here["no"])]


def _source(line: Line) -> dict[str, Any]:
    return {"source": {"file": line.file, "sheet": line.sheet, "row": line.row}}


def from_form(path: Path, known: Sequence[Mapping[str, Any]], person: str) -> tuple[list[Said], list[str]]:
    """(the opinion of a filled 附件5, problems). Raises InputError where it is no such form."""
    cells = _form_cells(path)
    opinion = cells.get("主管部门意见", "") or cells.get("单位意见", "")
    if not any(name in cells for name in ("主管部门意见", "单位意见")):
        raise InputError(
            _("{path}: no 主管部门意见反馈表 (附件5): none of its tables has a cell 主管部门意见").format(path=path)
        )
    where = _("{file}, 主管部门意见").format(file=path.name)
    if not opinion:
        return [], [_("{where}: it is empty; write 无意见 where there is none").format(where=where)]
    signed = next((text for name, text in cells.items() if name.startswith("主管部门签章确认")), "")
    by = (re.search(r"签字[:：][ \t　]*([^\s　：:]{1,20})", signed) or ["", ""])[1] or person
    if not by:
        return [], [_("{where}: nobody signed; give --person").format(where=where)]
    text = "无意见" if squeezed(opinion).strip("。") in _NOTHING else opinion
    mark = opinion_id(WHOLE, text)
    if any(one["id"] == mark for one in known):
        return [], []
    day = _DAY.search(signed)
    said = {"place": WHOLE, "opinion": text, "by": by, "reason": f"签章日期：{day[0]}" if day else ""}
    source = {"source": {"file": path.name, "sheet": "", "row": 0}}
    return [Said({"id": mark, **said, **source}, by, "unit", said, {}, where, "附件5")], []


def _form_cells(path: Path) -> dict[str, str]:
    """Label -> the text of the cell behind it, over all tables."""
    import zipfile

    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError(
            _("{path}: not readable as a docx; save it as docx and try again").format(path=path)
        ) from error
    found: dict[str, str] = {}
    for table in document.tables:
        for row in table.rows:
            cells = list({cell._tc: cell for cell in row.cells}.values())  # a merged cell once
            for label, value in pairwise(cells):
                found.setdefault(squeezed(label.text), value.text.strip())
    return found
