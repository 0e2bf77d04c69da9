"""What people filled in beside the books: decisions, judgements, and values of indicators (指标数据表, 问卷统计表)."""

from __future__ import annotations

from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace
from auditcheck.findings.decisions import Decision, read_decisions
from auditcheck.scoring.rubric import Rubric
from auditcheck.survey import tally
from auditcheck.survey.satisfaction import mixed, of_indicator
from auditcheck.survey.scales import named


def metrics_of(workspace: Workspace, rubric: Rubric) -> tuple[list[dict[str, Any]], list[str]]:
    """(``metrics`` of the findings document, what must be told)."""
    found = _filled(workspace)
    surveyed, notes = _surveyed(workspace, rubric)
    return [*found, *surveyed], notes


def decisions_of(workspace: Workspace) -> tuple[list[Decision], list[Decision]]:
    """(decisions on findings, those that joined two spellings when the books were read)."""
    rows = workspace.session.query("SELECT * FROM decisions ORDER BY row_id")
    decisions = read_decisions(rows, workspace.sources(row["row_id"] for row in rows))
    # What made two spellings one decides on nothing else: its finding is gone with the second spelling.
    done = workspace.identity.applied
    is_done = [(each.where["file"], each.where["sheet"], each.where["row"]) in done for each in decisions]
    rest = [each for each, is_spelling in zip(decisions, is_done, strict=True) if not is_spelling]
    return rest, [each for each, is_spelling in zip(decisions, is_done, strict=True) if is_spelling]


def judgements_of(workspace: Workspace) -> list[dict[str, Any]]:
    """Criteria that people judged (评价判断), in the shape that scoring reads."""
    rows = workspace.session.query("SELECT * FROM judgements ORDER BY row_id")
    sources = workspace.sources(row["row_id"] for row in rows)
    names = ("indicator", "criterion", "group", "result", "person", "reason", "evidence")
    return [
        {
            **{name: row[name] for name in names},
            "date": row["date"].isoformat() if row["date"] else None,
            "source": {name: sources[row["row_id"]][name] for name in ("file", "sheet", "row")},
        }
        for row in rows
    ]


def _filled(workspace: Workspace) -> list[dict[str, Any]]:
    rows = workspace.session.query("SELECT * FROM metrics ORDER BY row_id")
    places = workspace.sources(row["row_id"] for row in rows)
    return [
        {
            "indicator": row["indicator"],
            "name": row["name"],
            "value": row["value"],
            "unit": row["value_unit"],
            "numerator": _text(row["numerator"]),
            "denominator": _text(row["denominator"]),
            "source": row["source"],
            "evidence": row["evidence"],
            "person": row["person"],
            "date": _text(row["date"]),
            "from": "metric",
            "place": {name: places[row["row_id"]][name] for name in ("file", "sheet", "row")},
        }
        for row in rows
        if row["indicator"]
    ]


def _surveyed(workspace: Workspace, rubric: Rubric) -> tuple[list[dict[str, Any]], list[str]]:
    rows = workspace.session.query("SELECT * FROM survey_tallies ORDER BY row_id")
    if not rows:
        return [], []
    made, notes = tally.surveys(rows), []
    questions = {(survey.name, one.number): one for survey in made for one in survey.questions}
    found, scales = [], {}
    for code, asked in tally.indicators(rows).items():
        indicator = rubric.indicator(code)
        if indicator is None or indicator.scale is None:
            notes.append(f"问卷统计表：指标{code}没有规定满意度赋值，未计算。")
            continue
        scales[code] = named(indicator.scale)
        try:
            one = of_indicator(code, [questions[key] for key in asked], scales[code])
        except ConfigError as error:
            notes.append(f"问卷统计表：{error}。")
            continue
        notes += one.notes
        first = questions[asked[0]]
        place = workspace.sources([first.place])[first.place] if first.place else {}
        found.append(
            {
                "indicator": code,
                "name": indicator.name,
                "value": _four(one.rate),
                "unit": "%",
                "numerator": str(one.rate.numerator),
                "denominator": str(one.rate.denominator),
                "source": "、".join(dict.fromkeys(f"《{survey}》" for survey, _number in asked)),
                "evidence": None,
                "person": None,
                "date": None,
                "from": "survey",
                "scale": one.scale.document(),
                "questions": [
                    {
                        "number": question.number,
                        "text": question.text,
                        "answered": question.choices,
                        "rate": _four(rate),
                    }
                    for question, rate in one.rates
                ],
                "place": {name: place.get(name) for name in ("file", "sheet", "row")},
            }
        )
    notes += [f"{survey.name}：{note}" for survey in made for note in survey.notes]
    if told := mixed(scales):
        notes.append(told)
    return found, notes


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _four(rate: Any) -> str:
    from auditcheck.sampling.quantities import decimal_of

    return f"{decimal_of(rate * 100, 2)}%"
