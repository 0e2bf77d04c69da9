"""The command line: options, exit codes and messages; everything else is in ``engagement``.

Exit codes: 0 nothing at or above the gate, 1 findings at or above it, 2 the tool, its configuration or its input failed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from auditcheck import i18n


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the console script. The language is settled first: help texts are translated on import."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    i18n.set_language(_language(given) or i18n.detect())
    _never_fail_on_a_character()
    from auditcheck.cli.commands import cli  # after the language is known

    cli.main(given, prog_name="auditcheck")


def _language(arguments: Sequence[str]) -> str | None:
    for number, argument in enumerate(arguments):
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def _never_fail_on_a_character() -> None:
    """A cp936 console prints what it can; a character that it lacks must not end the run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() or os.name != "nt" else "utf-8"
            stream.reconfigure(errors="replace", **({"encoding": encoding} if encoding else {}))
