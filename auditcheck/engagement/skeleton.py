"""A mapping profile to fill in: what was understood as it stands, what is doubtful as lines to choose from."""

from __future__ import annotations

from collections.abc import Iterable

from auditcheck import names
from auditcheck.i18n import _
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.doubts import Question, View, all_questions, view_of
from auditcheck.ledgers.profile_file import quoted, signature_lines
from auditcheck.report import labels


def skeleton(sheets: Iterable[Sheet]) -> str:
    """The text of a mapping file; read as it is, it changes nothing."""
    head = _("Take the # away from the line that is right, or write another column; an empty text: not used.")
    return "\n".join([f"# {head}", "", *(_block(view_of(sheet)) for sheet in sheets if sheet.columns)])


def _block(view: View) -> str:
    sheet, ledger = view.sheet, view.ledger
    asked = all_questions(view)
    by_header = {each.heading.key: each for each in asked if each.heading}
    where = labels.sheet({"file": sheet.file, "sheet": sheet.name})
    lines = [f"# {_plain(where)}", "[[sheet]]", *signature_lines([each.key for each in view.headings])]
    lines.append(f"ledger = {quoted(ledger.name if ledger else '')}  # {names.ledger_name(sheet.ledger) or '?'}")
    for question in asked:
        if question.about == "ledger":
            others = [name for name in question.candidates if name != question.keep]
            lines += [f"# ledger = {quoted(name)}  # {names.ledger_name(name)}" for name in others]
    lines += [f"# unit_of_money = {quoted(sheet.unit_of_money)}", "", "[sheet.columns]"]
    for heading in view.headings:
        lines += _header(view, heading.key, by_header.get(heading.key))
    for question in asked:
        if question.about == "column" and ledger:
            name = names.column_name(str(question.column), ledger.name)
            lines.append(f"# {_('{column} is missing. Does one of these headers hold it?').format(column=name)}")
            lines += [f"# {quoted(key)} = {quoted(f'{ledger.name}.{question.column}')}" for key in question.candidates]
    return "\n".join(lines) + "\n"


def _header(view: View, key: str, question: Question | None) -> list[str]:
    heading = view.heading(key)
    samples = _plain("；".join(heading.samples[:3]))
    if view.ledger is None:
        return [f'# {quoted(key)} = ""  # {samples}']
    prefix = view.ledger.name
    now = f"{prefix}.{heading.column}" if heading.column else ""
    sure = question is None and heading.column
    lines = [f"{'' if sure else '# '}{quoted(key)} = {quoted(now)}  # {samples}".rstrip("# ").rstrip()]
    for name in question.candidates if question else ():
        if name != heading.column:
            lines.append(f"# {quoted(key)} = {quoted(f'{prefix}.{name}')}  # {names.column_name(name, prefix)}")
    return lines


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isprintable())
