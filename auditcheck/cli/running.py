"""The commands that read books: run, demo, load, score."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import listed, say, tell_unmasked
from auditcheck.cli.progress import progress_bar
from auditcheck.engagement import privacy, service
from auditcheck.engagement.mapping import mapping_files, told
from auditcheck.engagement.output import write_all
from auditcheck.engagement.reporting import scored_if, write_all_papers
from auditcheck.errors import ConfigError
from auditcheck.findings.decisions import answerable
from auditcheck.i18n import _, ngettext
from auditcheck.report import masks, terminal


def at_home(request: service.Request, machine: Collection[str]) -> service.Request:
    """Inside an engagement, without paths of its own, a run keeps its results there (machine output stays on stdout)."""
    config = service.configure(request)
    if request.paths or request.out or machine or config.path is None:
        return request
    return replace(request, out=config.path.parent)


def run_and_show(request: service.Request, settings: Mapping[str, Any], formats: Sequence[str]) -> service.Outcome:
    """The whole job; what was asked for goes to standard output or into ``request.out``."""
    with progress_bar(not settings["quiet"]) as progress:
        outcome = service.execute(request, progress)
    for note in [*outcome.notes, *told(mapping_files(request, service.configure(request)), outcome.load)]:
        say(note)
    for failed in outcome.findings["run"]["failed"]:
        say(_("not read: {message}").format(message=failed["error"]))
    _tell_unmatched(outcome)
    config = service.configure(request)
    with masks.unmasked(bool(settings.get("unmasked")) or not config.mask):
        _show(request, outcome, formats)
    return outcome


def _show(request: service.Request, outcome: service.Outcome, formats: Sequence[str]) -> None:
    shown, load = masks.document(outcome.findings), masks.document(outcome.load)
    score = masks.document(outcome.score) if outcome.score else None
    if request.out is None:
        _print_machine(shown, formats)
    if "table" in formats:
        terminal.show_load(load)
        terminal.show_findings(shown)
        if score:
            terminal.show_score(score)
        terminal.show_unseen(shown, score, load)
    if not masks.is_masking():
        tell_unmasked()
    if request.out is not None:
        written = write_all(request, replace(outcome, findings=shown, score=score), formats)
        if "docx" in formats:
            written += write_all_papers(request.out, ("docx",), request.rubric, request.today)
        names = [path.relative_to(request.out).as_posix() for path in written]
        say(_("written to {folder}: {names}").format(folder=request.out, names=listed(names)))


def score_and_show(
    out: Path,
    rubric: str | None,
    changes: Mapping[str, str],
    explain: str | None,
    form: str,
    today: date | None = None,
) -> None:
    from auditcheck.report.files import write_json
    from auditcheck.scoring import explain as explain_lines

    with privacy.as_set(out):
        document = masks.document(scored_if(out, rubric, changes, today))
    if explain:
        explain = explain.strip().upper()
        if explain not in {indicator["code"] for indicator in document["indicators"]}:
            codes = ", ".join(indicator["code"] for indicator in document["indicators"])
            raise ConfigError(_("no indicator {code}; there are {codes}").format(code=explain, codes=codes))
        click.echo("\n".join(explain_lines(document, explain)))
        return
    if form == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.show_score(document)
    if not changes and not rubric:
        write_json(out / "score.json", document)


def _print_machine(findings: Mapping[str, Any], formats: Sequence[str]) -> None:
    if "json" in formats:
        print(json.dumps(findings, ensure_ascii=False, indent=2))
    if "jsonl" in formats:
        for finding in findings["findings"]:
            print(json.dumps(finding, ensure_ascii=False))
    sys.stdout.flush()


def _tell_unmatched(outcome: service.Outcome) -> None:
    """A decision that meets no finding is announced, never forgotten."""
    if not outcome.unmatched:
        return
    count = len(outcome.unmatched)
    say(
        ngettext(
            "{count} line of the confirmations meets no finding of this run:",
            "{count} lines of the confirmations meet no finding of this run:",
            count,
        ).format(count=count)
    )
    for decision in outcome.unmatched:
        why = decision.check
        if decision.state is None:
            why = _("unknown state {state}").format(state=decision.written)
        elif not answerable(decision):
            why = _("not used: it must name the person, the date and the reason")
        say("  {file} / {sheet} / {row}: {why}".format(**decision.where, why=why))
