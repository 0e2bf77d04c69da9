"""``checks``: the catalogue, and a check of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, printed
from auditcheck.cli.loading import mapping_option
from auditcheck.i18n import _

_FOLDERS = click.option(
    "--checks",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("A folder of your own checks; repeatable."),
)


@click.group("checks", cls=Group, help=_("The catalogue of checks."))
def checks() -> None:
    pass


@checks.command("list", help=_("Every check, a line each; with --missing what given ledgers cannot serve."))
@_FOLDERS
@click.option(
    "--missing",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help=_("Only rules that these ledgers cannot serve, and what they lack; repeatable."),
)
@mapping_option
@printed()
@common
def checks_list(folders: tuple[Path, ...], missing: tuple[Path, ...], format_: str, **settings: Any) -> None:
    from auditcheck.cli.catalogue import show_list, show_missing

    if missing:
        show_missing(missing, {**settings, "check_folders": folders}, format_)
    else:
        show_list(folders, format_)


@checks.command("show", help=_("One check: what it looks for, its law, parameters, exclusions and SQL."))
@click.argument("name", metavar="ID")
@_FOLDERS
@common
def checks_show(name: str, folders: tuple[Path, ...], **_settings: Any) -> None:
    from auditcheck.cli.catalogue import show_one

    show_one(name, folders)


@checks.command("test", help=_("Run the cases of one check, or of all, and say what its files lack."))
@click.argument("name", metavar="[ID]", required=False)
@_FOLDERS
@common
@click.pass_context
def checks_test(context: click.Context, /, name: str | None, folders: tuple[Path, ...], **_settings: Any) -> None:
    from auditcheck.cli.catalogue import run_cases

    if not run_cases(name, folders):
        context.exit(1)


@checks.command("new", help=_("The two files of a new check, to be changed: a draft that passes its cases."))
@click.argument("name", metavar="NAME")
@click.option("--group", default="OWN", show_default=True, help=_("Its group: CON, contract, …; OWN for your own."))
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder (default: checks/ and the group).")
)
@_FOLDERS
@common
def checks_new(name: str, group: str, out: Path | None, folders: tuple[Path, ...], **_settings: Any) -> None:
    from auditcheck.cli.catalogue import write_new

    write_new(name, group, out, folders)


@checks.command("docs", help=_("A page for each check and an index by group, indicator and ledger."))
@click.option("-o", "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help=_("Folder."))
@_FOLDERS
@common
def checks_docs(out: Path, folders: tuple[Path, ...], **_settings: Any) -> None:
    from auditcheck.cli.catalogue import write_pages

    write_pages(out, folders)
