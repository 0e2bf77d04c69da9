"""Files to questionnaires: 问卷统计表, tables as reports print them, or raw answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.load import load
from auditcheck.ledgers.reading import find_files, read_file
from auditcheck.survey import tally
from auditcheck.survey.model import Survey
from auditcheck.survey.responses import Rules, as_answers, as_tables

_TALLIES = "survey_tallies"


@dataclass
class Read:
    """``indicators``: code -> (survey, number), as 问卷统计表 says; ``failed`` (file, why); ``left`` sheets that are none."""

    surveys: list[Survey] = field(default_factory=list)
    indicators: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    failed: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(paths: Sequence[Path], rules: Rules) -> Read:
    """Raises InputError where nothing could be read as a questionnaire."""
    found = Read()
    rows: list[dict[str, Any]] = []
    for file in find_files(paths).files:
        try:
            _sha, sheets = read_file(file)
        except InputError as error:
            found.failed.append((file.name, str(error)))
            continue
        tallied = _tallies(file.path)
        rows += tallied
        for sheet in sheets if not tallied else ():
            name = sheet.name if len(sheets) > 1 else Path(file.name).stem
            cells = [["" if cell is None else str(cell) for cell in row] for row in sheet.rows]
            tables = as_tables(name, cells)
            answers = None if tables else as_answers(name, cells, rules, sheet.first_row)
            found.surveys += tables or ([answers] if answers else [])
            if not tables and answers is None:
                found.left.append(f"{file.name}〔{sheet.name}〕")
    found.surveys += tally.surveys(rows)
    found.indicators = tally.indicators(rows)
    if not found.surveys:
        reasons = "; ".join(why for _file, why in found.failed)
        raise InputError(
            _(
                "no questionnaire found: expected 问卷统计表, tables of options with 反馈数量, or a row of questions with a row for each respondent; {reasons}"
            ).format(reasons=reasons or "、".join(found.left) or "—")
        )
    return found


def _tallies(path: Path) -> list[dict[str, Any]]:
    """The rows of 问卷统计表 in a file, if it is one."""
    books = load([path])
    table = books.tables.get(_TALLIES)
    if table is None or not any(sheet.ledger == _TALLIES for sheet in books.sheets):
        return []
    columns = {name: list(values) for name, values in table.columns.items()}
    return [
        {**{name: values[at] for name, values in columns.items()}, "row_id": row}
        for at, row in enumerate(table.row)
        if columns["survey"][at] and columns["question_no"][at] and columns["option"][at]
    ]
