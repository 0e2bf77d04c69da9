"""``auditcheck sample list``: every sample that was drawn for a check sheet of this engagement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, printed, say
from auditcheck.i18n import _


@click.command("list", help=_("Every sample that was drawn in this engagement, also those drawn anew."))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
@printed()
@common
def list_(out: Path, format_: str, **_settings: Any) -> None:
    from auditcheck.engagement import samples

    kept = samples.kept(out)
    if format_ == "json":
        click.echo(json.dumps(kept, ensure_ascii=False, indent=2))
        return
    if not kept:
        say(_("{path}: no sample was drawn here").format(path=out))
    for each in kept:
        click.echo(
            _("{made}  {name}: {n} of {rows} items, {method}, seed {seed}, population {hash}").format(
                made=str(each["made"])[:16].replace("T", " "),
                name=each["id"],
                n=len(each["items"]),
                rows=each["population"]["rows"],
                method=each["method_name"] or "–",
                seed=each["seed"] if each["seed"] is not None else "–",
                hash=str(each["population"]["sha256"])[:12],
            )
        )
