"""The commands on the catalogue: list, show, test."""

from __future__ import annotations

import json
from pathlib import Path

import click

from auditcheck import i18n, resources
from auditcheck.checks.catalogue import Check, find, load_catalogue
from auditcheck.checks.law import UNIT, load_laws
from auditcheck.checks.parameters import written
from auditcheck.i18n import _


def show_list(folders: tuple[Path, ...], form: str) -> None:
    checks = load_catalogue(resources.path("checks"), *folders)
    if form == "json":
        names = ("id", "name", "title", "summary", "kind", "class", "severity", "status", "requires", "feeds")
        print(json.dumps([{n: c.header.get(n) for n in names} for c in checks.values()], ensure_ascii=False, indent=2))
        return
    for check in checks.values():
        line = check.title if i18n.language() == "zh" else str(check.header["summary"])
        click.echo(f"{check.id:8} {check.header['severity']:7} {line}  ({check.name})")


def show_one(name: str, folders: tuple[Path, ...]) -> None:
    """The page of a check; its text is Chinese, as findings are."""
    check = find(load_catalogue(resources.path("checks"), *folders), name)
    laws = load_laws(resources.path("checks") / "law")
    header = check.header
    click.echo(f"{check.id} {check.title}（{check.name}）\n{header['summary']}\n")
    if header.get("why"):
        click.echo(f"为什么重要\n  {header['why']}\n")
    click.echo("依据")
    for entry in header.get("basis") or []:
        if entry["law"] == UNIT:
            click.echo("  本单位制度（auditcheck.toml 的 [[rules]]）")
            continue
        law = laws[entry["law"]]
        known = law.articles.get(entry.get("article", ""), {})
        mark = "" if known.get("verified") else "（待核）"
        click.echo(f"  《{law.name}》{entry.get('article', '')}{mark} {known.get('gist', '')}")
    for rule in check.subrules:
        needs = [*rule.requires, *(" | ".join(group) for group in rule.any_of), *(f"${p}" for p in rule.needs_params)]
        click.echo(f"\n{rule.key or '规则'} {rule.title if rule.key else ''}\n  需要：{'、'.join(needs)}")
    if check.parameters:
        click.echo("\n参数")
        for parameter in check.parameters.values():
            click.echo(
                f"  {parameter.name}（{parameter.type}）= {written(parameter.default) or '未设置'}：{parameter.doc}"
            )
    for title, key in (("误报与排除", "false_positives"), ("如何整改", "remediation"), ("未能自动化", "not_automated")):
        if header.get(key):
            lines = header[key] if isinstance(header[key], list) else [header[key]]
            click.echo(f"\n{title}\n" + "\n".join(f"  {line}" for line in lines))
    click.echo(f"\nSQL\n{check.body.strip()}")


def run_cases(name: str | None, folders: tuple[Path, ...]) -> bool:
    """Run the cases; failing ones are told with what differed. True when all passed."""
    from auditcheck.checks.cases import cases_of, run_case

    checks = load_catalogue(resources.path("checks"), *folders)
    laws = load_laws(resources.path("checks") / "law")
    chosen: list[Check] = [find(checks, name)] if name else list(checks.values())
    passed = failed = 0
    for check in chosen:
        for case in cases_of(check):
            problems = run_case(check, case, laws).problems
            passed, failed = passed + (not problems), failed + bool(problems)
            if problems or name:
                click.echo(f"{_('FAILED') if problems else _('passed')}  {case.name}  {case.title}")
            for problem in problems:
                click.echo(f"    {problem}")
    click.echo(_("{passed} cases passed, {failed} failed").format(passed=passed, failed=failed))
    return not failed
