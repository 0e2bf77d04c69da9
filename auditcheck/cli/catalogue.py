"""The commands on the catalogue: list, show, test, new, docs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

import click

from auditcheck import i18n, names, resources
from auditcheck.checks.catalogue import Check, find, load_catalogue, read_check
from auditcheck.checks.law import load_laws
from auditcheck.i18n import _


def show_list(folders: tuple[Path, ...], form: str) -> None:
    checks = load_catalogue(resources.path("checks"), *folders)
    if form == "json":
        shown = ("id", "name", "title", "summary", "kind", "class", "severity", "status", "requires", "feeds")
        print(json.dumps([{n: c.header.get(n) for n in shown} for c in checks.values()], ensure_ascii=False, indent=2))
        return
    for check in checks.values():
        line = check.title if i18n.language() == "zh" else str(check.header["summary"])
        click.echo(f"{check.id:8} {check.header['severity']:7} {line}  ({check.name})")


def show_missing(paths: tuple[Path, ...], settings: dict[str, Any], form: str) -> None:
    """Which rules the given ledgers cannot serve, and what they lack."""
    from auditcheck.cli.request import request_of
    from auditcheck.engagement import service

    lacking = service.lacking(request_of(paths, settings))
    if form == "json":
        print(json.dumps(lacking, ensure_ascii=False, indent=2))
        return
    for entry in lacking:
        rule = f" {entry['subrule']}" if entry["subrule"] else ""
        missing = "、".join(names.dotted_name(name) for name in entry["missing"])
        click.echo(f"{entry['check']}{rule} {entry['title']}：{missing}")
    click.echo(_("{count} rules cannot be run on these ledgers").format(count=len(lacking)), err=True)


def show_one(name: str, folders: tuple[Path, ...]) -> None:
    """The page of a check; its text is Chinese, as findings are."""
    from auditcheck.checks.page import page

    check = find(load_catalogue(resources.path("checks"), *folders), name)
    click.echo(page(check, load_laws(resources.path("checks") / "law")).rstrip())


def write_pages(out: Path, folders: tuple[Path, ...]) -> None:
    from auditcheck.checks.page import index, page
    from auditcheck.report.files import write_text

    checks = load_catalogue(resources.path("checks"), *folders)
    laws = load_laws(resources.path("checks") / "law")
    texts = {f"{check.id}.md": page(check, laws) for check in checks.values()}
    texts["README.md"] = index(checks, lambda check: f"[{check.id}]({check.id}.md)")
    for name, text in texts.items():
        write_text(out / name, lambda stream, text=text: _put(stream, text))  # type: ignore[misc]
    click.echo(_("{count} pages and README.md written to {folder}").format(count=len(checks), folder=out), err=True)


def _put(stream: TextIO, text: str) -> None:
    stream.write(text)


def write_new(name: str, group: str, out: Path | None, folders: tuple[Path, ...]) -> None:
    """``folders``: where checks of one's own already are, whose ids and names are taken."""
    from auditcheck.checks.new import scaffold

    written = scaffold(name, group, out, [resources.path("checks"), *folders])
    for path in written:
        click.echo(str(path))
    check = read_check(written[0])
    say = _("Write the cases, then the SELECT; `auditcheck checks test {id} --checks {folder}` runs them.")
    click.echo(say.format(id=check.id, folder=written[0].parent), err=True)


def run_cases(name: str | None, folders: tuple[Path, ...]) -> bool:
    """Run the cases; failing ones are told with what differed. True when all passed."""
    from auditcheck.checks.cases import cases_of, run_case
    from auditcheck.checks.lint import lint

    checks = load_catalogue(resources.path("checks"), *folders)
    laws = load_laws(resources.path("checks") / "law")
    chosen: list[Check] = [find(checks, name)] if name else list(checks.values())
    passed = failed = 0
    for check in chosen:
        for problem in lint(check, laws) if name else []:
            word = _("lacking")
            click.echo(f"{word}  {problem}")
            failed += 1
        for case in cases_of(check):
            problems = run_case(check, case, laws).problems
            passed, failed = passed + (not problems), failed + bool(problems)
            if problems or name:
                click.echo(f"{_('FAILED') if problems else _('passed')}  {case.name}  {case.title}")
            for problem in problems:
                click.echo(f"    {problem}")
    click.echo(_("{passed} cases passed, {failed} failed").format(passed=passed, failed=failed))
    return not failed
