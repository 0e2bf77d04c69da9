"""``auditcheck targets``: target tables read and appraised, verdicts brought back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import Group, common, say
from auditcheck.errors import ConfigError
from auditcheck.i18n import _, ngettext

_GATES = ("high", "medium", "low")


class _Paths(Group):
    """``targets PATH`` is short for ``targets appraise PATH``."""

    default = "appraise"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args.insert(0, self.default)
        return super().parse_args(ctx, args)


@click.group(
    "targets",
    cls=_Paths,
    help=_("Performance target tables (绩效目标表): read, appraised, and answered. “targets PATH” appraises."),
)
def targets() -> None:
    pass


@targets.command("appraise", help=_("Read target tables (txt, docx, xlsx, html, pdf) and say what a reviewer would."))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder for the results."))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["json", "xlsx", "docx"]),
    help=_("What to write besides the summary (default with -o: all of them); repeatable."),
)
@click.option(
    "--year", type=click.IntRange(1990, 2100), help=_("Budget year (default: that of the titles, else of most dates).")
)
@click.option(
    "--dictionary",
    "dictionaries",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Your own words (yaml) or administrative units (csv), laid over the built-in ones; repeatable."),
)
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help=_("Leave out proposals that are less sure."),
)
@click.option(
    "--fail-on",
    type=click.Choice(_GATES),
    default="high",
    show_default=True,
    help=_("Exit with 1 for issues of this severity or above."),
)
@click.option("--strict", is_flag=True, help=_("Fail when any file could not be read."))
@common
@click.pass_context
def appraise_(
    context: click.Context, /, paths: tuple[Path, ...], out: Path | None, formats: tuple[str, ...], **settings: Any
) -> None:
    from auditcheck.targets.appraisal import Options
    from auditcheck.targets.service import appraise_files

    if out is None and (set(formats) - {"json"}):
        raise ConfigError(_("--format {format} needs a folder: add -o DIR").format(format=formats[0]))
    dictionaries = (*_configured(paths, out), *settings["dictionaries"])
    options = Options(settings["year"], settings["confidence"], dictionaries)
    outcome = appraise_files(paths, options, out)
    for why in outcome.failed.values():
        say(why)
    if out is None and formats:
        print(json.dumps(outcome.document, ensure_ascii=False, indent=2))
    else:
        from auditcheck.report.targets_terminal import show

        show(outcome.document, settings["quiet"])
    if out is not None:
        from auditcheck.report.targets_files import write

        names = write(out, outcome, formats or ("json", "xlsx", "docx"))
        say(_("written to {folder}: {names}").format(folder=out, names=", ".join(names)))
    if settings["strict"] and outcome.failed:
        context.exit(2)
    gate = _GATES[: _GATES.index(settings["fail_on"]) + 1]
    if any(issue["severity"] in gate and issue["verdict"] != "不成立" for issue in outcome.document["issues"]):
        context.exit(1)


@targets.command("import", help=_("Bring the verdicts (评审结论) of a reviewed targets.xlsx back into the folder."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Folder of the appraisal (default: that of the file)."),
)
@common
def import_(file: Path, out: Path | None, **_settings: Any) -> None:
    from auditcheck.report.files import write_json
    from auditcheck.report.targets_terminal import show_evidence
    from auditcheck.targets import verdicts
    from auditcheck.targets.scorelink import suggestions
    from auditcheck.targets.service import load_document

    folder = out or file.parent
    found = verdicts.from_workbook(file)
    document = load_document(folder)
    known = {issue["id"] for issue in document["issues"]}
    kept = {**verdicts.read_verdicts(folder / verdicts.FILE), **found}
    write_json(folder / verdicts.FILE, verdicts.document(kept))
    for issue in document["issues"]:
        issue |= kept.get(issue["id"], {})
    document["evidence"] = suggestions(document)
    write_json(folder / "targets.json", document)
    count = len(found)
    say(ngettext("{count} verdict taken over", "{count} verdicts taken over", count).format(count=count))
    if lost := set(found) - known:
        count = len(lost)
        say(
            ngettext(
                "{count} of them is about an issue that the last appraisal did not raise; it is kept",
                "{count} of them are about issues that the last appraisal did not raise; they are kept",
                count,
            ).format(count=count)
        )
    show_evidence(document)


def _configured(paths: tuple[Path, ...], out: Path | None) -> list[Path]:
    """Dictionaries named below [targets] of the nearest auditcheck.toml."""
    from auditcheck.engagement.config import find_config, read_config

    for start in (*paths, *([out] if out else []), Path()):
        if path := find_config(start):
            return list(read_config(path).dictionaries)
    return []
