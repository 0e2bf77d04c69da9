"""Asking on a terminal about what is doubtful in books; without one, saying what would be asked."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from auditcheck import names
from auditcheck.cli.base import say
from auditcheck.cli.questions import question_lines, resolve, sheet_name
from auditcheck.engagement import mapping, service
from auditcheck.engagement.config import Config
from auditcheck.engagement.skeleton import skeleton
from auditcheck.errors import ConfigError
from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.doubts import BODY, MONEY, Question, View, all_questions, profile_of, questions, view_of
from auditcheck.ledgers.profile import NEAR, SheetProfile, likeness


class _Stop(Exception):
    """The person has had enough; what was answered stands."""


@dataclass(frozen=True)
class _Answer:
    sheet: Sheet
    profile: SheetProfile


def on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(request: service.Request, config: Config, books: Books, path: Path | None) -> service.Request:
    """Ask about each doubtful sheet, show what the answers change, keep them; the request with the answers laid over."""
    known = mapping.profiles_of(request, config)
    answers: list[_Answer] = []
    doubtful = [sheet for sheet in books.sheets if questions(view_of(sheet))]
    if not doubtful:
        say(_("Nothing is doubtful; there is nothing to ask."))
        return request
    for sheet in doubtful:
        view, stopped = _ask_sheet(view_of(sheet))
        if view.changed:
            signature = [each.key for each in view.headings]
            before = next((each for each in known if likeness(each.signature, signature) >= NEAR), None)
            answers.append(_Answer(sheet, profile_of(view, before)))
        if stopped:
            break
    if not answers:
        say(_("Nothing was changed."))
        return request
    changed = mapping.with_answers(request, [answer.profile for answer in answers])
    _preview(answers, books, service.read_books(changed, config, any_sheet=True))
    _keep(answers, path, mapping.default_path(request, config))
    return changed


def _ask_sheet(view: View) -> tuple[View, bool]:
    """The view with what was answered; whether to stop asking."""
    say("")
    say(sheet_name(view.sheet))
    while pending := questions(view):
        question = pending[0]
        for line in question_lines(question, view):
            say(line)
        try:
            view = _answered(view, question, _choice(question, view))
        except _Stop:
            return view, True
    return view, False


def _choice(question: Question, view: View) -> str | None:
    """A candidate (or another name that was typed), an empty text for none of them, None to keep what stands."""
    offered = question.candidates
    while True:
        click.echo(_("Number, Enter to keep, q to stop: "), nl=False, err=True)
        line = sys.stdin.readline()
        if not line or line.strip().lower() in ("q", "ｑ"):
            raise _Stop
        text = line.strip()
        if not text:
            return None
        if text.isdecimal() and int(text) <= len(offered):
            return offered[int(text) - 1] if int(text) else ""
        if named := resolve(text, question, view):
            return named
        say(_("{text}: none of these").format(text=text))


def _answered(view: View, question: Question, choice: str | None) -> View:
    if question.about == "ledger":
        return view.settle("") if choice is None else view.with_ledger(choice or None).settle("").touched()
    if question.about == "money":
        return view.with_money(choice) if choice else view.settle(MONEY)
    if question.about == "body":
        return view.with_body(choice) if choice else view.settle(BODY)
    if question.about == "column":
        assert question.column
        return view.with_column(choice, question.column) if choice else view.settle(question.column)
    assert question.heading
    if choice is None:
        return view.settle(question.heading.key)
    return view.with_column(question.heading.key, choice or None)


def _preview(answers: Sequence[_Answer], before: Books, after: Books) -> None:
    """Sheet by sheet what the answers change, before anything is kept."""
    say("")
    say(_("With these answers:"))
    for answer in answers:
        old = answer.sheet
        new = next(each for each in after.sheets if (each.file, each.name) == (old.file, old.name))
        say(f"  {sheet_name(new)}")
        say(
            _("    rows loaded {before} → {after}, rejected {was} → {now}").format(
                before=old.loaded, after=new.loaded, was=old.rejected, now=new.rejected
            )
        )
        for name, before_it, now in (
            (_("money in"), old.unit_of_money, new.unit_of_money),
            (_("body"), old.unit, new.unit),
        ):
            if before_it != now:
                say(_("    {header}: {before} → {after}").format(header=name, before=before_it, after=now))
        meant = {each.letter: each.column for each in old.columns if each.letter}
        for each in new.columns:
            if each.letter and meant.get(each.letter) != each.column:
                say(
                    _("    {header}: {before} → {after}").format(
                        header=each.header,
                        before=_meaning(meant.get(each.letter), old.ledger),
                        after=_meaning(each.column, new.ledger),
                    )
                )
        for line in new.warnings:
            if line not in old.warnings:
                say(f"    {line}")


def _meaning(column: str | None, ledger: str | None) -> str:
    return names.column_name(column, ledger) if column else _("not used")


def _keep(answers: Sequence[_Answer], path: Path | None, default: Path) -> None:
    """Save the answers: to the file that was named, else where the person agrees to."""
    if path is None:
        click.echo(_("Save the answers to {path} for the next time? [Y/n] ").format(path=default), nl=False, err=True)
        line = sys.stdin.readline()
        if not line or line.strip().lower() in ("n", "no", "否", "不"):
            say(_("Not saved; the answers hold for this time only."))
            return
        path = default
    mapping.save(path, [(answer.profile, sheet_name(answer.sheet)) for answer in answers])
    say(_("saved to {path}").format(path=path))


def list_questions(books: Books, path: Path | None, *, listed: bool) -> None:
    """What would be asked on a terminal, and how to answer without one; ``path`` receives a profile to fill in."""
    doubtful = [sheet for sheet in books.sheets if questions(view_of(sheet))]
    if listed:
        count = sum(len(all_questions(view_of(sheet))) for sheet in doubtful)
        say(ngettext("{count} question", "{count} questions", count).format(count=count))
        for sheet in doubtful:
            view = view_of(sheet)
            say(sheet_name(sheet))
            for question in all_questions(view):
                for line in question_lines(question, view):
                    say(f"  {line}")
    if path is not None:
        if path.exists():
            raise ConfigError(_("{path} exists already; name another file").format(path=path))
        mapping.write_file(path, skeleton(doubtful or books.sheets))
        say(_("written to {path}: fill it in and give it with --mapping").format(path=path))
    elif listed and doubtful:
        say(_("To answer: --save-mapping FILE writes a profile to fill in; give it with --mapping FILE."))
