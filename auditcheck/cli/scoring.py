"""``score``: what the last run is worth, what would change it, and what is wrong in the scheme itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say
from auditcheck.cli.request import pair
from auditcheck.i18n import _, ngettext

_WEIGHT = {"high": "●", "medium": "○", "low": "·"}


@click.command("score", help=_("The score of the last run kept in a folder; what would change it."))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
@click.option("--rubric", help=_("Scoring scheme, by name or file (default: that of the run)."))
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    metavar="FP=STATE",
    help=_("Score as if a finding were in this state; repeatable."),
)
@click.option("--explain", metavar="CODE", help=_("How the points of one indicator came about, for example B32."))
@click.option("--lint", is_flag=True, help=_("What is wrong in the scheme itself; exit code 1 where something is."))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help=_("How to print."),
)
@common
@click.pass_context
def score(
    context: click.Context,
    /,
    out: Path,
    rubric: str | None,
    what_if: tuple[str, ...],
    explain: str | None,
    lint: bool,
    format_: str,
    **_settings: Any,
) -> None:
    from auditcheck.cli.running import score_and_show

    if lint:
        _lint(context, rubric or "xj-2023", format_)
        return
    changes = dict(pair(text, "FP=STATE") for text in what_if)
    score_and_show(out, rubric, changes, explain, format_)


@click.command("report", help=_("The papers of the last run: annex 1, the analysis of the indicators, working papers."))
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help=_("Folder of the engagement (default: here)."),
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["xlsx", "docx"]),
    help=_("What to write (default: all); repeatable."),
)
@click.option("--rubric", help=_("Scoring scheme, by name or file (default: that of the run)."))
@common
def report(out: Path, formats: tuple[str, ...], rubric: str | None, **_settings: Any) -> None:
    from auditcheck.engagement.reporting import FORMATS, write_score_papers

    written = write_score_papers(out, formats or FORMATS, rubric)
    say(_("written to {folder}: {names}").format(folder=out, names=", ".join(path.name for path in written)))


def _lint(context: click.Context, rubric: str, format_: str) -> None:
    from auditcheck.scoring.lint import lint

    document = lint(rubric)
    issues = document["issues"]
    if format_ == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for one in issues:
            codes = "、".join(one["codes"])
            settled = f"（评分口径：{one['settled']}）" if one["settled"] else ""
            click.echo(f"{_WEIGHT[one['severity']]} {f'{codes}：' if codes else ''}{one['message']}{settled}")
        count = ngettext("{count} issue in {rubric}", "{count} issues in {rubric}", len(issues))
        click.echo(count.format(count=len(issues), rubric=document["rubric"]))
    if issues:
        context.exit(1)
