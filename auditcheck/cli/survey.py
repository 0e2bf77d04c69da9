"""``auditcheck survey``: questionnaires counted, satisfaction by a declared scale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from auditcheck.cli.base import common, say
from auditcheck.cli.request import pair
from auditcheck.errors import ConfigError
from auditcheck.i18n import _

_FORMATS = ("json", "xlsx", "docx")


@click.command(
    "survey", help=_("Questionnaires: raw answers (one row a respondent) or tallies, counted; satisfaction by a scale.")
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help=_("Folder for the results."))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help=_("What to write (default: all); repeatable."),
)
@click.option(
    "--scale",
    "scales",
    multiple=True,
    metavar="[CODE=]SCALE",
    help=_(
        "What the answers are worth, best first: 100-80-50-20-0 or 1,0.8,0.5,0.2,0; of one indicator C63=…; repeatable."
    ),
)
@click.option(
    "--indicator",
    "indicators",
    multiple=True,
    metavar="CODE=NUMBERS",
    help=_("Which questions make an indicator: C61=12,13,14; repeatable."),
)
@click.option("--rubric", default="xj-2023", show_default=True, help=_("Scheme whose scales hold where none is given."))
@click.option("--issued", type=click.IntRange(0), help=_("How many questionnaires were handed out."))
@click.option("--min-seconds", type=click.IntRange(1), help=_("Answers given faster do not count (default: no limit)."))
@common
def survey(
    paths: tuple[Path, ...],
    out: Path | None,
    formats: tuple[str, ...],
    scales: tuple[str, ...],
    indicators: tuple[str, ...],
    rubric: str,
    issued: int | None,
    min_seconds: int | None,
    **_settings: Any,
) -> None:
    from auditcheck.survey.analysis import analyse
    from auditcheck.survey.reading import read
    from auditcheck.survey.responses import Rules

    if out is None and set(formats) - {"json"}:
        raise ConfigError(_("--format {format} needs a folder: add -o DIR").format(format=formats[0]))
    found = read(paths, Rules(issued, min_seconds))
    for file, why in found.failed:
        say(_("not read: {message}").format(message=why or file))
    for name in found.left:
        say(_("no questionnaire: {name}").format(name=name))
    asked = _asked(found, scales, indicators, rubric)
    document = analyse(found.surveys, asked)
    for text in document["warnings"]:
        say(text)
    if out is None:
        if "json" in formats:
            print(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            _show(document)
        return
    _show(document)
    _write(out, formats or _FORMATS, document)


def _asked(found: Any, scales: tuple[str, ...], indicators: tuple[str, ...], rubric: str) -> Any:
    from auditcheck.scoring import load_rubric
    from auditcheck.survey.analysis import Asked
    from auditcheck.survey.scales import named

    of_all = [text for text in scales if "=" not in text]
    own = dict(pair(text, "CODE=SCALE") for text in scales if "=" in text)
    made = dict(found.indicators)
    for text in indicators:
        code, numbers = pair(text, "CODE=NUMBERS")
        made[code] = [_key(found.surveys, number.strip()) for number in numbers.split(",") if number.strip()]
    chosen = {code: named(scale) for code, scale in own.items()}
    if not of_all:
        for code in set(made) - set(chosen):
            indicator = load_rubric(rubric).indicator(code)
            if indicator is not None and indicator.scale is not None:
                chosen[code] = named(indicator.scale)
    return Asked(named(of_all[-1]) if of_all else None, chosen, made)


def _key(surveys: Any, number: str) -> tuple[str, str]:
    """``12`` of the only questionnaire that has it, or ``问卷名:12``."""
    name, colon, only = number.rpartition(":")
    holders = [one.name for one in surveys if any(question.number == only for question in one.questions)]
    if colon:
        return name, only
    if len(holders) != 1:
        raise ConfigError(
            _("question {number}: {count} questionnaires have it; write NAME:{number} with one of {names}").format(
                number=only, count=len(holders), names="、".join(one.name for one in surveys)
            )
        )
    return holders[0], only


def _show(document: dict[str, Any]) -> None:
    for one in document["surveys"]:
        counts = [one["issued"], one["returned"], one["valid"]]
        issued, returned, valid = ("—" if count is None else count for count in counts)
        told = _("{name}: {issued} handed out, {returned} returned, {valid} valid")
        click.echo(told.format(name=one["name"], issued=issued, returned=returned, valid=valid))
        for question in one["questions"]:
            rated = question["satisfaction"]
            if rated:
                click.echo(
                    f"  {question['number']}. {question['text']}  {rated['rate']} ±{rated['margin']}  n={rated['n']}"
                )
    for one in document["indicators"]:
        scale = one["scale"]["name"] if one["scale"] else "—"
        click.echo(f"{one['code']}  {one['rate'] or '—'}  {scale}")


def _write(out: Path, formats: tuple[str, ...], document: dict[str, Any]) -> None:
    from auditcheck.report.files import write_json
    from auditcheck.report.survey_docx import write_survey_paper
    from auditcheck.report.survey_xlsx import write_survey_workbook, write_tally_workbook

    names = ["survey.json"]
    write_json(out / "survey.json", document)
    if "xlsx" in formats:
        write_survey_workbook(out / "survey.xlsx", document)
        write_tally_workbook(out / "问卷统计表.xlsx", document)
        names += ["survey.xlsx", "问卷统计表.xlsx"]
    if "docx" in formats:
        write_survey_paper(out / "问卷调研分析报告.docx", document)
        names.append("问卷调研分析报告.docx")
    say(_("written to {folder}: {names}").format(folder=out, names=", ".join(names)))
