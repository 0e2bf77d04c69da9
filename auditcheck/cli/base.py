"""What every command shares: its common options, and errors as messages with exit code 2."""

from __future__ import annotations

import errno
import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from auditcheck.errors import AuditcheckError
from auditcheck.i18n import _

F = TypeVar("F", bound=Callable[..., Any])


class Group(click.Group):
    """Commands in the order in which a newcomer needs them, not by alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The whole first paragraph of each: click would cut it, Chinese text to nothing but dots."""
        for command in filter(None, (self.get_command(ctx, name) for name in self.list_commands(ctx))):
            command.short_help = command.short_help or (command.help or "").split("\n\n")[0]
        super().format_commands(ctx, formatter)


def listed(names: list[str]) -> str:
    """Single files by name, what stands in a folder by number."""
    found: dict[str, int] = {}
    for name in names:
        folder, slash, _file = name.rpartition("/")
        key = folder + slash if slash else name
        found[key] = found.get(key, 0) + 1
    return ", ".join(f"{key} ({count})" if key.endswith("/") else key for key, count in found.items())


def say(text: str) -> None:
    """Progress and messages go to standard error; standard output is for what was asked for."""
    click.echo(text, err=True)


def tell_unmasked() -> None:
    """Said wherever exports hold personal numbers in full, so that nobody hands them on unawares."""
    say(
        _("identity, phone and bank numbers are NOT masked (--unmasked, or mask = false under [privacy]); keep it safe")
    )


def printed(*more: str) -> Callable[[F], F]:
    """``--format``, of what is printed and not written: as a table, as JSON, or as ``more`` says."""
    choice = click.Choice(["table", "json", *more])
    return click.option("--format", "format_", type=choice, default="table", show_default=True, help=_("How to print."))


def unmasked_option(function: F) -> F:
    text = _("Write identity, phone and bank numbers in full (default: masked in every export).")
    return click.option("--unmasked", is_flag=True, help=text)(function)


def common(function: F) -> F:
    """The options that every command takes, and errors shown as messages: 1 is for findings alone, so a fault of ours
    ends with 2 and Ctrl-C with 130."""

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
        code = 2
        try:
            return function(*args, **settings)
        except AuditcheckError as error:
            message = _told(error, str(error), settings)
        except KeyboardInterrupt:
            code, message = 130, _("stopped; nothing more was written")
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            what = " ".join(str(error).splitlines()[:1])
            inside = _("something went wrong inside ({kind}: {error}); --verbose shows where")
            message = _told(error, inside.format(kind=type(error).__name__, error=what), settings)
        # Out here nothing holds the engine any more, which else complains at the exit.
        say(_("auditcheck: {message}").format(message=message))
        sys.exit(code)

    return wrapper  # type: ignore[return-value]


def _told(error: Exception, message: str, settings: Mapping[str, Any]) -> str:
    if settings.get("verbose"):
        import traceback

        traceback.print_exception(error)
    return message
