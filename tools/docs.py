"""Write the documentation that the sources already know: docs/cli.md from the commands, docs/ledgers.md
from the schema, docs/catalogue.md and docs/checks/ from the checks.

``--check`` changes nothing and fails where a file is not what the sources say.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from auditcheck.checks.catalogue import Check, load_catalogue
from auditcheck.checks.law import load_laws
from auditcheck.checks.page import index, page
from auditcheck.evidence.paper import PAPER_CELLS
from auditcheck.i18n import set_language
from auditcheck.ledgers.schema import load_schema

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ROOT / "checks"
GENERATED = "<!-- Written by `make docs`; do not edit. -->"


def commands(command: click.Command, context: click.Context) -> Iterator[click.Context]:
    """This command and all below it, in the order of the help."""
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from commands(below, _context(below, name, context))


def cli_page() -> str:
    set_language("en")  # help texts are translated when the commands are imported
    from auditcheck.cli.commands import cli

    parts = ["# Commands", GENERATED, "The help of every command, as `--help` prints it in English."]
    for context in commands(cli, _context(cli, "auditcheck", None)):
        parts += [f"## {context.command_path}", f"```\n{context.command.get_help(context).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def catalogue_page(checks: dict[str, Check]) -> str:
    """One table a folder of ``checks/``; a rule of thumb for readers: what the id starts with names the group."""
    parts = [
        "# Catalogue of checks",
        GENERATED,
        f"{len(checks)} checks. `auditcheck checks show ID` prints one in full: law, parameters, exclusions, SQL.",
        "A *violation* (违规) can be established from what the check reads, a *suspicion* (线索) needs people to look, *data* (数据) is "
        "about the books themselves; a *measure* is a figure that the score reads, and no finding.",
    ]
    ordered = sorted(checks.values(), key=lambda check: (_folder(check), check.id))
    for folder, group in groupby(ordered, key=_folder):
        rows = [_row(check) for check in group]
        head = "| id | name | what it finds | 名称 | class | severity | indicators |\n|---|---|---|---|---|---|---|"
        parts += [f"## {folder}", "\n".join([head, *rows])]
    return "\n\n".join(parts) + "\n"


def ledgers_page() -> str:
    """What every ledger holds: for writers of checks, and for people who wonder what a sheet could have."""
    parts = [
        "# Ledgers",
        GENERATED,
        "What checks may read. `required`: R, a sheet without it is not recognised as this ledger; C, wanted by checks; O, optional; D, derived while loading. "
        "Every row has `row_id`, `sheet_id` and `unit` besides. A date has `<column>_to` (the last day that it may mean). "
        "`key`: there is `<column>_key` to join on; where a cell may name several documents, also the view `<ledger>_<column>(row_id, key)`. "
        "`paper`: a filled check sheet may outrank the cell: `<column>_origin`, `_row`, `_mark`. "
        "Headers under which a column is recognised stand in `auditcheck/ledgers/schema.json`.",
    ]
    for ledger in load_schema().ledgers.values():
        physical = dict(ledger.physical_columns())
        rows = []
        for column in ledger.columns:
            kind = column.type + (f": {', '.join(column.enum)}" if column.enum else "")
            joined = "view" if column.is_identifier else "key" if f"{column.name}_key" in physical else ""
            paper = "paper" if (ledger.name, column.name) in PAPER_CELLS else ""
            rows.append(f"| {column.name} | {column.zh} | {kind} | {column.required} | {joined} | {paper} |")
        head = "| column | 中文 | type | required | key | paper |\n|---|---|---|---|---|---|"
        parts += [f"## {ledger.name} {ledger.zh}", "\n".join([head, *rows])]
    return "\n\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    checks, laws = load_catalogue(CHECKS), load_laws(CHECKS / "law")
    folder = ROOT / "docs" / "checks"
    return {
        ROOT / "docs" / "cli.md": cli_page(),
        ROOT / "docs" / "catalogue.md": catalogue_page(checks),
        ROOT / "docs" / "ledgers.md": ledgers_page(),
        folder / "README.md": _marked(index(checks, lambda check: f"[{check.id}]({check.id}.md)")),
        **{folder / f"{check.id}.md": _marked(page(check, laws)) for check in checks.values()},
    }


def _marked(text: str) -> str:
    title, rest = text.split("\n", 1)
    return f"{title}\n\n{GENERATED}\n{rest}"


def _context(command: click.Command, name: str, parent: click.Context | None) -> click.Context:
    # The width is fixed: the reader's terminal must not change the page.
    settings = {**command.context_settings, "terminal_width": 100, "max_content_width": 100}
    return click.Context(command, info_name=name, parent=parent, **settings)


def _folder(check: Check) -> str:
    return check.path.parent.relative_to(CHECKS).as_posix()


def _row(check: Check) -> str:
    header = check.header
    kind = "measure" if check.is_measure else str(header["class"])
    feeds = [feed for rule in check.subrules for feed in rule.feeds] or list(header.get("feeds") or [])
    indicators = ", ".join(sorted({str(feed["indicator"]) for feed in feeds if "indicator" in feed})) or "–"
    link = f"[{check.id}](checks/{check.id}.md)"
    cells = [link, check.name, str(header["summary"]), check.title, kind, str(header["severity"]), indicators]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a page is stale")
    only_check: bool = parser.parse_args().check
    stale = 0
    written_now = pages()
    for path in sorted(set((ROOT / "docs" / "checks").glob("*.md")) - set(written_now)):
        stale += 1
        print(f"{path.relative_to(ROOT).as_posix()}: no check has this page")
        if not only_check:
            path.unlink()
    for path, text in written_now.items():
        written = path.read_text("utf-8") if path.exists() else ""
        if written == text:
            continue
        stale += 1
        name = path.relative_to(ROOT).as_posix()
        if only_check:
            difference = difflib.unified_diff(written.splitlines(), text.splitlines(), name, "sources", lineterm="")
            print("\n".join(list(difference)[:40]))
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            print(f"{name}: written")
    print(f"docs: {stale} stale, run `make docs`" if stale and only_check else "docs: up to date")
    return 1 if stale and only_check else 0


if __name__ == "__main__":
    sys.exit(main())
