"""The documentation does not promise what is not there: its links resolve, its commands and options exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "benchmarks" / "README.md"])
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
HANDWRITTEN = [page for page in PAGES if page.name != "cli.md"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _command_lines(text: str) -> Iterator[list[str]]:
    """Every `auditcheck …` in code, as words; paths to the program and prompts are left out."""
    for code in re.findall(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", text, re.DOTALL):
        for line in "".join(code).splitlines():
            match = re.match(r"(?:\S*[\\/])?auditcheck((?: +[^\s|#]+)+)", line.strip())
            if match and not line.startswith("auditcheck ="):
                yield match[1].split()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    assert [each for each in targets if ":" not in each and not (page.parent / each).exists()] == []


@pytest.mark.parametrize("page", HANDWRITTEN, ids=_name)
def test_commands_and_options_in_the_text_exist(page: Path) -> None:
    from auditcheck.cli.commands import cli

    for words in _command_lines(page.read_text("utf-8")):
        command: click.Command = cli
        for word in words:
            if word.startswith("-") and not word[1:].isdigit():  # -2 is a run
                names = {name for parameter in command.params for name in parameter.opts} | {"--help", "-h"}
                assert word.split("=")[0] in names, f"{_name(page)}: auditcheck {' '.join(words)}"
            elif isinstance(command, click.Group):
                context = click.Context(command)
                below = command.get_command(context, word) or command.get_command(
                    context, getattr(command, "default", "")
                )
                assert below is not None, f"{_name(page)}: auditcheck {' '.join(words)}"
                command = below


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (re.findall(r"```\n(.*?)```", page.read_text("utf-8"), re.DOTALL) for page in READMES)
    assert [block for block in english if "make" in block or "pip" in block or "auditcheck run" in block] == [
        block for block in chinese if "make" in block or "pip" in block or "auditcheck run" in block
    ]
