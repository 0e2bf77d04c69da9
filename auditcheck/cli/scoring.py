"""``score``: what the last run is worth, what would change it, and what is wrong in the scheme itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, listed, printed, say, tell_unmasked, unmasked_option
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
    metavar="NAME=VALUE",
    help=_(
        "Score as if: a finding in another state (合同-003=不成立), another value (C35=1500), another reading of a setting (B31.step=linear); repeatable."
    ),
)
@click.option("--explain", metavar="CODE", help=_("How the points of one indicator came about, for example B32."))
@click.option("--sensitivity", is_flag=True, help=_("Which single open question moves the total, and which the grade."))
@click.option(
    "--export",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Write the scheme as a workbook to edit; --rubric takes it back."),
)
@click.option("--lint", is_flag=True, help=_("What is wrong in the scheme itself; exit code 1 where something is."))
@printed()
@common
@click.pass_context
def score(
    context: click.Context,
    /,
    out: Path,
    rubric: str | None,
    what_if: tuple[str, ...],
    explain: str | None,
    sensitivity: bool,
    export: Path | None,
    lint: bool,
    format_: str,
    **settings: Any,
) -> None:
    from auditcheck.cli.running import score_and_show

    if lint:
        _lint(context, rubric or "xj-2023", format_)
        return
    if export is not None:
        from auditcheck.report.score_rubric import write_rubric

        write_rubric(export, rubric or "xj-2023")
        say(_("written: {files}").format(files=export))
        return
    if sensitivity:
        _sensitivity(out, rubric, format_, settings["today"])
        return
    changes = dict(pair(text, "NAME=VALUE") for text in what_if)
    score_and_show(out, rubric, changes, explain, format_, settings["today"])


@click.command(
    "report",
    help=_(
        "The papers of the last run: of the score, and of the findings (取证单, 工作底稿, 问题清单, 整改台账, 资料清单, 自查报告)."
    ),
)
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
    type=click.Choice(["xlsx", "docx", "html", "sarif", "csv", "json"]),
    help=_("What to write (default: xlsx, docx, html); csv and json: every table; repeatable."),
)
@click.option("--rubric", help=_("Scoring scheme, by name or file (default: that of the run)."))
@click.option(
    "--freeze",
    type=click.Choice(["初稿", "征求意见后", "评审后", "终稿"]),
    help=_("Keep the score as this version and write what changed since the one before."),
)
@unmasked_option
@common
def report(
    out: Path, formats: tuple[str, ...], rubric: str | None, freeze: str | None, unmasked: bool, **settings: Any
) -> None:
    from auditcheck.engagement import papers, privacy, reporting

    with privacy.as_set(out, unmasked) as masked:
        written = reporting.freeze(out, freeze, rubric, settings["today"]) if freeze else []
        written += reporting.write_all_papers(out, formats or reporting.FORMATS, rubric, settings["today"])
    if not masked:
        tell_unmasked()
    names = [path.relative_to(out).as_posix() for path in written]
    say(_("written to {folder}: {names}").format(folder=out, names=listed(names)))
    if left := papers.left_over(out, formats or reporting.FORMATS, written):
        told = _("no longer a problem, though a sheet of it is here; void it or delete it: {names}")
        say(told.format(names=", ".join(path.relative_to(out).as_posix() for path in left)))


def _sensitivity(out: Path, rubric: str | None, format_: str, today: date | None) -> None:
    from auditcheck.engagement.reporting import sensitivity_of

    document = sensitivity_of(out, rubric, today)
    if format_ == "json":
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    click.echo(_("total {total}, grade {grade}").format(total=document["total"], grade=document["grade"] or "—"))
    moving = [one for one in document["questions"] if one["change"] != "0.00" or one["moves_grade"]]
    for one in moving:
        grade = f" → {one['grade']}" if one["moves_grade"] else ""
        click.echo(f"{one['change']:>7}  {one['total']:>6}{grade}  {one['what']}")
    still = len(document["questions"]) - len(moving)
    click.echo(ngettext("{count} question moves nothing", "{count} questions move nothing", still).format(count=still))


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
