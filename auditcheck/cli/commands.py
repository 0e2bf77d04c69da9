"""The commands of contracts.md. Heavy modules are imported by the command that needs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

import auditcheck
from auditcheck.cli.base import Group, common, say, unmasked_option
from auditcheck.cli.chain import chain
from auditcheck.cli.checks import checks
from auditcheck.cli.evidence import evidence
from auditcheck.cli.findings import findings
from auditcheck.cli.law import law
from auditcheck.cli.loading import load, mapping_option
from auditcheck.cli.merges import merges
from auditcheck.cli.network import network
from auditcheck.cli.request import request_of
from auditcheck.cli.sampling import sample
from auditcheck.cli.scoring import report, score
from auditcheck.cli.setup import init
from auditcheck.cli.sheets import sheet
from auditcheck.cli.survey import survey
from auditcheck.cli.targets import targets
from auditcheck.cli.where import where
from auditcheck.errors import ConfigError
from auditcheck.i18n import _

F = TypeVar("F", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])
_FORMATS = ("table", "json", "jsonl", "sarif", "xlsx", "html", "docx")
_FILES = ("sarif", "xlsx", "html", "docx")  # never to standard output


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(f"auditcheck {auditcheck.__version__}")
        context.exit()


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("From a pile of ledgers to findings that hold up, and from findings to a score."),
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help=_("Show the version.")
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=_("Language of the tool's own words.")
)
def cli() -> None:
    pass


def _run_options(function: F) -> F:
    for option in reversed(
        (
            click.option(
                "-o",
                "--out",
                type=click.Path(file_okay=False, path_type=Path),
                help=_("Folder for the results; it becomes an engagement."),
            ),
            click.option("--unit", help=_("The body to which rows without one belong.")),
            click.option(
                "--year", type=click.IntRange(1990, 2100), help=_("Fiscal year (default: the one most rows belong to).")
            ),
            click.option("--period", metavar="YYYY-MM..YYYY-MM", help=_("The months of the job, 2021-01..2023-12.")),
            click.option(
                "--kind",
                type=click.Choice(["audit", "selfcheck", "evaluation"]),
                help=_("Kind of job (default: audit)."),
            ),
            click.option(
                "--rubric", help=_("Scoring scheme, by name or file (default: xj-2023, Xinjiang's scheme of 2023).")
            ),
            click.option("--asof", type=_DAY, help=_("Cut-off day of the evaluation (default: --today).")),
            click.option("--select", help=_("Only these checks: ids, names or groups, separated by commas.")),
            click.option("--ignore", help=_("Leave these checks out.")),
            click.option(
                "--param",
                "params",
                multiple=True,
                metavar="ID.NAME=VALUE",
                help=_("A parameter of a check; repeatable."),
            ),
            click.option(
                "--expand",
                multiple=True,
                metavar="ID",
                help=_("List a check's findings one by one, however many; repeatable."),
            ),
            click.option(
                "--checks",
                "check_folders",
                multiple=True,
                type=click.Path(exists=True, file_okay=False, path_type=Path),
                help=_("A folder of your own checks; repeatable."),
            ),
            mapping_option,
            click.option("--strict", is_flag=True, help=_("Fail when any file could not be read.")),
        )
    ):
        function = option(function)
    return function


@cli.command("demo", help=_("The case of the report of 2023, from its ledgers to the whole score."))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("auditcheck-demo"),
    show_default=True,
    help=_("Folder for the results."),
)
@common
def demo(out: Path, **settings: Any) -> None:
    from auditcheck import resources
    from auditcheck.cli.running import run_and_show
    from auditcheck.engagement.service import Request

    books = resources.path("fixtures/xj-2023")
    say(_("The books of a department's year: {path}").format(path=books))
    request = Request((books,), out, today=settings["today"] or date(2024, 7, 1))
    run_and_show(request, settings, formats=("table", "xlsx"))


@cli.command("run", help=_("Load ledgers and filled check sheets, run the checks, score, and write what was found."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_run_options
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help=_("What to write (default: table, and xlsx with -o); repeatable."),
)
@click.option(
    "--fail-on",
    type=click.Choice(["high", "medium", "low", "info"]),
    default="high",
    show_default=True,
    help=_("Exit with 1 for findings of this severity or above."),
)
@click.option("--engine", type=click.Choice(["duckdb"]), default="duckdb", show_default=True, help=_("SQL engine."))
@unmasked_option
@common
@click.pass_context
def run(
    context: click.Context, /, paths: tuple[Path, ...], formats: tuple[str, ...], fail_on: str, **settings: Any
) -> None:
    from auditcheck.cli.running import at_home, run_and_show
    from auditcheck.engagement.service import gate

    request = at_home(request_of(paths, settings), machine={"json", "jsonl"} & set(formats))
    if request.out is None and (files := [name for name in formats if name in _FILES]):
        raise ConfigError(_("--format {format} needs a folder: add -o DIR").format(format=files[0]))
    if request.out is None and {"json", "jsonl"} & set(formats) and len(formats) > 1:
        raise ConfigError(_("--format json without -o writes to standard output alone; leave the others out"))
    outcome = run_and_show(request, settings, formats or (("table", "xlsx") if request.out else ("table",)))
    if gate(outcome.findings["findings"], fail_on):
        context.exit(1)


cli.add_command(load)
cli.add_command(where)
cli.add_command(chain)
cli.add_command(network)
cli.add_command(merges)
cli.add_command(init)
cli.add_command(sample)
cli.add_command(sheet)
cli.add_command(findings)
cli.add_command(score)
cli.add_command(report)
cli.add_command(survey)
cli.add_command(targets)
cli.add_command(checks)
cli.add_command(law)
cli.add_command(evidence)
