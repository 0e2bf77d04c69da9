"""Questions about a sheet in words, with numbered candidates."""

from __future__ import annotations

import re

from auditcheck import names
from auditcheck.i18n import _
from auditcheck.ledgers.amounts import SCALES
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.doubts import Heading, Question, View
from auditcheck.ledgers.schema import load_schema
from auditcheck.report import labels


def sheet_name(sheet: Sheet) -> str:
    """合同台账.xlsx [2023]: 合同台账."""
    where = labels.sheet({"file": sheet.file, "sheet": sheet.name})
    known = names.ledger_name(sheet.ledger) if sheet.ledger else _("not recognised")
    return _("{sheet}: {ledger}").format(sheet=where, ledger=known)


def question_lines(question: Question, view: View) -> list[str]:
    """What is asked, the samples, the candidates with their numbers."""
    none = _("not used")
    if question.about == "ledger":
        shown = _(", ").join(each.key for each in view.headings[:8])
        lines = [_("Which ledger is this? Headers: {headers}").format(headers=shown)]
        options = [f"{names.ledger_name(name)} ({name})" for name in question.candidates]
        none = _("none of ours; its rows are not used")
    elif question.about == "money":
        totals = view.sheet.control_totals.items()
        shown = _(", ").join(
            f"{view.sheet.header_of(column)} {total / view.sheet.loaded:,.2f}" for column, total in totals
        )
        lines = [_("In which unit are the amounts? Nothing says so; on average: {amounts}").format(amounts=shown)]
        options, none = list(question.candidates), _("as it stands: {unit}").format(unit=question.keep)
    elif question.about == "body":
        lines = [_("Whose rows are these? Other sheets name several bodies, this one none. A name may be typed too.")]
        options, none = list(question.candidates), _("as it stands: {unit}").format(unit=question.keep)
    elif question.about == "column":
        name = names.column_name(str(question.column), view.ledger.name if view.ledger else None)
        lines = [_("{column} is missing. Does one of these headers hold it?").format(column=name)]
        options = [_with_samples(view.heading(key)) for key in question.candidates]
        none = _("none of them")
    else:
        assert question.heading and view.ledger
        lines = [_with_samples(question.heading), _why(question, view)]
        options = [
            f"{names.column_name(name, view.ledger.name)} ({view.ledger.name}.{name})" for name in question.candidates
        ]
    return [*lines, *(f"  {number}  {option}" for number, option in enumerate(options, 1)), f"  0  {none}"]


def _why(question: Question, view: View) -> str:
    assert view.ledger
    if question.why == "twice" and question.rival:
        first = names.column_name(question.candidates[0], view.ledger.name)
        return _("is called like {column}, which {rival} has already; it is not used now").format(
            column=first, rival=_with_samples(view.heading(question.rival))
        )
    if question.keep:
        return _("resembles {column} and was taken for it").format(
            column=names.column_name(question.keep, view.ledger.name)
        )
    return _("resembles a column; it is not used now")


def _with_samples(heading: Heading) -> str:
    key = f"{heading.key} [{heading.letter}]"
    samples = "；".join(heading.samples[:3])
    return _("{header}: {samples}").format(header=key, samples=samples) if samples else key


def resolve(text: str, question: Question, view: View) -> str | None:
    """A ledger, column or header that was typed by name."""
    name = re.sub(r"\s+", "", text)
    if question.about == "money":
        return name if name in SCALES else None
    if question.about == "body":
        return text.strip() if len(name) > 1 and not name.isdecimal() else None
    if question.about == "ledger":
        ledgers = load_schema().ledgers.values()
        return next((each.name for each in ledgers if name in (each.name, each.zh, names.ledger_name(each.name))), None)
    if question.about == "column":
        keys = [each.key for each in view.headings if name in (each.key, each.letter)]
        return keys[0] if keys else None
    if view.ledger is None:
        return None
    name = name.removeprefix(f"{view.ledger.name}.")
    return next((each.name for each in view.ledger.columns if name in (each.name, each.zh)), None)
