"""A reviewer's verdicts: entered in targets.xlsx, read back, kept beside targets.json, laid over the next run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _

FILE = "targets-verdicts.json"
SHEET = "问题清单"
VERDICTS = ("成立", "不成立", "待核实")
_ID, _VERDICT, _NOTE = "编号", "评审结论", "评审说明"


def read_verdicts(path: Path) -> dict[str, dict[str, str]]:
    """Issue id -> {verdict, note}; nothing where the file is not there."""
    try:
        found: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))["verdicts"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            _("{file}: not readable; delete it and import the workbook again").format(file=path)
        ) from error
    return found


def from_workbook(path: Path) -> dict[str, dict[str, str]]:
    """Verdicts of the sheet 问题清单. Raises InputError naming the row of a word that is no verdict."""
    from auditcheck.ledgers.reading import SourceFile, read_file
    from auditcheck.ledgers.text import written

    _sha256, sheets = read_file(SourceFile(path, path.name))
    sheet = next((sheet for sheet in sheets if sheet.name == SHEET), None)
    rows = [[written(cell).strip() for cell in row] for row in sheet.rows] if sheet else []
    head = next((number for number, row in enumerate(rows) if _ID in row and _VERDICT in row), None)
    if sheet is None or head is None:
        message = _("{file}: expected the sheet {sheet} of targets.xlsx with the columns {columns}")
        raise InputError(message.format(file=path.name, sheet=SHEET, columns=f"{_ID}, {_VERDICT}"))
    at = {name: rows[head].index(name) for name in (_ID, _VERDICT, _NOTE) if name in rows[head]}
    found: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows[head + 1 :], max(1, sheet.first_row) + head + 1):
        cell = {name: row[index] if index < len(row) else "" for name, index in at.items()}
        verdict = cell[_VERDICT]
        if not cell[_ID].startswith("t1:") or not (verdict or cell.get(_NOTE)):
            continue
        if verdict and verdict not in VERDICTS:
            message = _("{file}, sheet {sheet}, row {row}: “{text}” is no verdict; expected one of {verdicts}")
            raise InputError(
                message.format(file=path.name, sheet=SHEET, row=number, text=verdict, verdicts="、".join(VERDICTS))
            )
        found[cell[_ID]] = {"verdict": verdict, "note": cell.get(_NOTE, "")}
    return found


def document(verdicts: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"schema": "auditcheck/target-verdicts/1", "verdicts": verdicts}
