"""``auditcheck findings``: the group; each command is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from auditcheck.cli.base import Group
from auditcheck.i18n import _

_COMMANDS = {
    "list": ("findings_list", "list_"),
    "show": ("findings_list", "show"),
    "set": ("findings_decide", "set_"),
    "review": ("findings_decide", "review"),
    "comment": ("findings_say", "comment"),
    "assign": ("findings_say", "assign"),
    "release": ("findings_say", "release"),
    "money": ("findings_say", "money"),
    "answer": ("findings_say", "answer"),
    "adopt": ("findings_say", "adopt"),
    "undo": ("findings_decide", "undo"),
    "export": ("findings_exchange", "export"),
    "import": ("findings_exchange", "import_"),
    "diff": ("findings_list", "diff"),
    "log": ("findings_log", "log"),
    "verify": ("findings_log", "verify"),
}


class _Lazy(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (module, _attribute) in _COMMANDS.items() if find_spec(f"auditcheck.cli.{module}")]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        module, attribute = _COMMANDS[name]
        command: click.Command = getattr(import_module(f"auditcheck.cli.{module}"), attribute)
        return command


@click.group(
    "findings",
    cls=_Lazy,
    help=_("Findings people decide on: list, decide, review, answer; to Excel and back; the log of it all."),
)
def findings() -> None:
    pass
