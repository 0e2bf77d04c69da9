"""What every command shares: its common options, and errors as messages with exit code 2."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


class Group(click.Group):
    """Commands in the order in which a newcomer needs them, not by alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def say(text: str) -> None:
    """Progress and messages go to standard error; standard output is for what was asked for."""
    click.echo(text, err=True)


def common(function: F) -> F:
    """The options that every command takes, and AuditcheckError shown as a message."""

    @click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help=_("The day that counts as today."))
    @click.option("--quiet", "-q", is_flag=True, help=_("Only the result, no progress."))
    @click.option("--verbose", "-v", is_flag=True, help=_("Say more."))
    @click.option(
        "--lang", type=click.Choice(["zh", "en"]), expose_value=False, help=_("Language of the tool's own words.")
    )
    @functools.wraps(function)
    def wrapper(*args: Any, **settings: Any) -> Any:
        today = settings.get("today")
        settings["today"] = today.date() if today else None
        try:
            return function(*args, **settings)
        except AuditcheckError as error:
            if settings.get("verbose"):
                import traceback

                traceback.print_exc()
            click.echo(_("auditcheck: {message}").format(message=error), err=True)
            sys.exit(2)

    return wrapper  # type: ignore[return-value]
