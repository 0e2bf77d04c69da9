"""Options that the commands of ``findings`` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from auditcheck.cli.base import printed, say
from auditcheck.i18n import _, ngettext

F = TypeVar("F", bound=Callable[..., Any])

DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
PERSON = click.option(
    "--person",
    default="",
    envvar="AUDITCHECK_PERSON",
    metavar="NAME",
    help=_("Who says so (or the variable AUDITCHECK_PERSON)."),
)
ROLE = click.option(
    "--role",
    type=click.Choice(["auditor", "reviewer", "unit", "reader"]),
    help=_("In which role; [people] of auditcheck.toml says it where it names people."),
)
TARGETS = click.argument("targets", nargs=-1, required=True, metavar="FINDING...")
FORMAT = printed("csv")


def by_somebody(function: F) -> F:
    """-o, --person and --role."""
    for option in (ROLE, PERSON, OUT):
        function = option(function)
    return function


def home(out: Path) -> Path:
    """The folder that is meant: the one given, else the engagement in which we stand."""
    from auditcheck.engagement.config import find_config
    from auditcheck.engagement.stores import is_kept

    if out != Path() or is_kept(out):
        return out
    config = find_config(Path.cwd())
    return config.parent if config else out


def tell(entries: list[Any], document: dict[str, Any] | None = None) -> None:
    """How many entries were written, and what became of the findings."""
    numbers = {each["fingerprint"]: each["no"] for each in document["findings"]} if document else {}
    count = len(entries)
    names = "、".join(dict.fromkeys(str(numbers.get(entry.subject, entry.subject)) for entry in entries))
    seqs = f"{entries[0].seq}–{entries[-1].seq}" if count > 1 else "".join(str(entry.seq) for entry in entries)
    say(
        ngettext(
            "{names}: {count} entry in the log ({seqs})", "{names}: {count} entries in the log ({seqs})", count
        ).format(names=names, count=count, seqs=seqs)
        if entries
        else _("nothing changed: all of them are so already")
    )
