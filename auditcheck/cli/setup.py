"""Setting up an engagement: ``auditcheck init``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, listed, say
from auditcheck.errors import ConfigError
from auditcheck.i18n import _, ngettext


@click.command(
    "init", help=_("Set up an engagement: settings, empty ledger and check sheet templates, what to do next.")
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--targets",
    metavar="FILE.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write an empty performance target table (绩效目标表) to fill in, instead."),
)
@click.option(
    "--paper-templates",
    "papers",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Write the templates of the papers into a folder, to be made your office's own, instead."),
)
@common
def init(folder: Path | None, targets: Path | None, papers: Path | None, **settings: Any) -> None:
    from auditcheck.engagement.init import README, create

    if targets is not None:
        _empty_targets(targets)
    if papers is not None:
        _paper_templates(papers)
    if folder is None:
        if targets is None and papers is None:
            raise ConfigError(_("name the folder to set up: auditcheck init DIR"))
        return
    created = create(folder)
    if created.kept:
        count = len(created.kept)
        say(
            ngettext(
                "{count} file was there already and was left as it was: {names}",
                "{count} files were there already and were left as they were: {names}",
                count,
            ).format(count=count, names=listed(created.kept))
        )
    if created.written:
        say(_("written to {folder}: {names}").format(folder=folder, names=listed(created.written)))
    else:
        say(_("{folder}: nothing is missing, nothing was written").format(folder=folder))
    if created.written and not settings["quiet"]:
        say(_("Read {file} for what to do next.").format(file=folder / README))


def _empty_targets(path: Path) -> None:
    from auditcheck.report.targets_form import write_empty_form

    if path.suffix.lower() != ".xlsx":
        raise ConfigError(_("{file}: the form is a workbook; name a file that ends in .xlsx").format(file=path))
    if path.exists():
        raise ConfigError(_("{file} is there already and was left as it was").format(file=path))
    write_empty_form(path)
    say(_("written: {file}").format(file=path))


def _paper_templates(folder: Path) -> None:
    from auditcheck.engagement.papers import write_templates

    written = write_templates(folder)
    if not written:
        say(_("{folder}: nothing is missing, nothing was written").format(folder=folder))
        return
    say(_("written to {folder}: {names}").format(folder=folder, names=", ".join(path.name for path in written)))
    say(_('Name the folder in auditcheck.toml: [papers] templates = "{folder}"').format(folder=folder))
