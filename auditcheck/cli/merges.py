"""``auditcheck merges``: what an engagement remembers of spellings that are one, or two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say
from auditcheck.i18n import _


@click.command(
    "merges",
    help=_("Spellings of numbers and names that people said are one, or two: what is remembered, and taking it back."),
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
@click.option("--revoke", type=int, metavar="NUMBER", help=_("Leave this pair open again."))
@click.option("--person", default="", help=_("Who takes it back."))
@common
def merges(out: Path, revoke: int | None, person: str, **settings: Any) -> None:
    from auditcheck.engagement import memory

    if revoke is not None:
        said = memory.revoke(out, revoke, person, settings["today"] or date.today())
        say(_("taken back: {first} and {second} are open again").format(first=said["first"], second=said["second"]))
        return
    kept = memory.said_of(out)
    for each in kept:
        click.echo(line(each))
    if not kept:
        say(_("{path}: nothing is remembered of spellings").format(path=out))


def line(said: dict[str, Any]) -> str:
    signs = {"dismissed": "≠", "open": "?", "pending": "?"}
    sign = signs.get(said["state"], "=")
    who = " ".join(part for part in (said["unit"], said["person"], said["day"], said["reason"]) if part)
    file, sheet, row = said["where"]
    where = f"{file} / {sheet} / {row}" if row else file
    return f"{said['number']:4}  {said['first']} {sign} {said['second']}  ({who}; {where})"
