"""``auditcheck sheet new``: 核查表 for named people to fill in, with what the books know already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, say
from auditcheck.cli.request import request_of
from auditcheck.errors import ConfigError
from auditcheck.i18n import _

KINDS = ("voucher", "asset", "notice", "policy")


@contextmanager
def opened(paths: tuple[Path, ...], settings: dict[str, Any]) -> Iterator[tuple[Any, Any, int | None]]:
    """(workspace, config, fiscal year) of the books that a command names."""
    from auditcheck.cli.progress import progress_bar
    from auditcheck.engagement import service
    from auditcheck.evidence.workspace import build_workspace

    request = request_of(paths, settings)
    config = service.configure(request)
    with progress_bar(not settings["quiet"]) as progress:
        books = service.read_books(request, config, progress)
    workspace = build_workspace(books, bodies=config.bodies, complete=config.complete)
    try:
        yield workspace, config, request.year or config.year
    finally:
        workspace.session.close()


@click.group("sheet", cls=Group, help=_("Check sheets: filled from the paper by named people, read back as evidence."))
def sheet() -> None:
    pass


@sheet.command("new", help=_("A check sheet with what the books know already."))
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("FILE.xlsx."))
@click.option("--numbers", metavar="NO,NO", help=_("Only these vouchers, assets or procurements."))
@click.option("--n", type=click.IntRange(1), help=_("So many assets at random (default 30)."))
@click.option(
    "--blank", type=click.IntRange(0), default=15, show_default=True, help=_("Empty rows for assets found on the spot.")
)
@click.option("--seed", type=click.IntRange(0), help=_("Seed of the random numbers (default: one is drawn and told)."))
@click.option(
    "--index", default="C-1", show_default=True, metavar="TEXT", help=_("Working paper index before each number.")
)
@click.option("--unit", help=_("The body to which rows without one belong."))
@click.option("--year", type=click.IntRange(1990, 2100), help=_("Fiscal year, for numbers that do not name one."))
@common
def new(kind: str, paths: tuple[Path, ...], output: Path, **settings: Any) -> None:
    from auditcheck.engagement import sheet_lists, sheets

    numbers = [part.strip() for part in (settings["numbers"] or "").replace("、", ",").split(",") if part.strip()]
    if numbers and kind == "policy":
        raise ConfigError(_("--numbers has no meaning for this sheet"))
    if kind == "policy" and not paths:
        rows = sheet_lists.write_policies(output, None, settings["unit"])
    else:
        with opened(paths, settings) as (workspace, config, year):
            if kind == "voucher":
                rows = sheets.write_numbers(output, workspace, config, numbers, year, settings["index"])
            elif kind == "asset":
                rows, seed = sheet_lists.write_assets(
                    output, workspace, numbers, settings["n"] or 30, settings["blank"], settings["seed"]
                )
                if not numbers:
                    say(_("seed {seed}").format(seed=seed))
            elif kind == "notice":
                rows = sheet_lists.write_notices(output, workspace, numbers, year)
            else:
                rows = sheet_lists.write_policies(output, config, settings["unit"])
    if not settings["quiet"]:
        say(_("{file}: {rows} rows to fill in").format(file=output, rows=rows))
