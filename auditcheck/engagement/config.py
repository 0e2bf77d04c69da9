"""``auditcheck.toml``: the job, the bodies, the parameters, the unit's own rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from auditcheck.checks.law import UnitRule
from auditcheck.checks.period import Period
from auditcheck.engagement.store_address import Address, address_of
from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.ledgers.load import Body
from auditcheck.ledgers.schema import load_schema

NAME = "auditcheck.toml"
KINDS = ("audit", "selfcheck", "evaluation")
ROLES = ("auditor", "reviewer", "unit", "reader")  # of people; findings/transitions.py says who may do what
_SECTIONS = (
    "engagement",
    "units",
    "review",
    "people",
    "params",
    "rules",
    "complete",
    "inputs",
    "reference",
    "findings",
    "law",
    "targets",
    "sample",
    "papers",
    "privacy",
    "store",
)
_ENGAGEMENT = (
    "kind",
    "name",
    "unit",
    "unit_short",
    "client",
    "firm",
    "doc_no",
    "year",
    "period",
    "asof",
    "fieldwork",
    "rubric",
    "province",
    "level",
)


@dataclass(frozen=True)
class Papers:
    """``[papers]``: what the office's own papers are like."""

    evidence_form: str | None = None  # of 取证单: facts | qualified; None: as usual for the kind of job
    reply_by: date | None = None  # 反馈期限
    templates: Path | None = None  # folder of the office's own templates


@dataclass(frozen=True)
class Config:
    """The settings of one job; every field has a working default."""

    path: Path | None = None
    kind: str = "audit"
    name: str = ""
    unit: str | None = None
    unit_short: tuple[str, ...] = ()
    year: int | None = None
    period: Period | None = None
    asof: date | None = None
    rubric: str = "xj-2023"
    bodies: tuple[Body, ...] = ()
    params: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: tuple[UnitRule, ...] = ()
    complete: frozenset[str] = frozenset()
    inputs: tuple[str, ...] = ()
    engagement: Mapping[str, Any] = field(default_factory=dict)
    expand: tuple[str, ...] = ()  # checks whose findings are never rolled up into one line
    laws: Path | None = None  # folder of imported texts
    reference: Mapping[str, Path] = field(default_factory=dict)  # the user's own standards, by name of the table
    points: tuple[str, ...] = ()  # wording of the check points of the 抽凭检查表, where it is the user's own
    dictionaries: tuple[Path, ...] = ()  # words and regions for target tables
    review_levels: tuple[str, ...] = ()  # the lowest first
    same_person: bool = False  # one-person self-checks: who confirmed may review
    people: Mapping[str, str] = field(default_factory=dict)  # name -> role
    papers: Papers = Papers()
    mask: bool = True  # exports hide identity, phone and bank numbers
    store: Address | None = None  # the team's database; else a file in the folder


def find_config(start: Path) -> Path | None:
    """``auditcheck.toml`` in ``start`` or in a folder above it."""
    folder = start.resolve() if start.is_dir() else start.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / NAME).is_file():
            return candidate / NAME
    return None


def law_folder(start: Path) -> Path:
    """Where imported texts of laws stand: ``[law] folder`` of the engagement, else ``law`` beside its settings."""
    path = find_config(start)
    return read_config(path).laws or path.parent / "law" if path else start / "law"


def read_config(path: Path) -> Config:
    """Raises ConfigError that names the file and the key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_("{path}: not readable as TOML: {error}").format(path=path, error=error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(_("{path}: not saved as UTF-8; save it again as UTF-8").format(path=path)) from error
    _refuse_unknown(path, "", data, _SECTIONS)
    for section in _SECTIONS:
        _shaped(path, section, data, list if section == "rules" else dict)
    job = data.get("engagement", {})
    _refuse_unknown(path, "engagement.", job, _ENGAGEMENT)
    kind = job.get("kind", "audit")
    if kind not in KINDS:
        raise ConfigError(
            _("{path}: engagement.kind is {kind}, expected one of {kinds}").format(
                path=path, kind=kind, kinds=", ".join(KINDS)
            )
        )
    for name in ("name", "unit", "rubric", "province", "level"):
        _shaped(path, f"engagement.{name}", job, str)
    for check_id in data.get("params", {}):
        _shaped(path, f"params.{check_id}", data["params"], dict)
    unit = job.get("unit")
    short = _texts(path, "engagement.unit_short", job)
    own = (Body(unit, short),) if unit else ()
    others = tuple(_body(path, name, data["units"]) for name in data.get("units", {}))
    complete = data.get("complete", {})
    _refuse_unknown(path, "complete.", complete, ("ledgers", "columns"))
    _refuse_unknown(path, "inputs.", data.get("inputs", {}), ("paths",))
    declared = frozenset(
        [*_texts(path, "complete.ledgers", complete), *_texts(path, "complete.columns", complete)],
    )
    for name in sorted(declared):
        _known_in_ledgers(path, name)
    return Config(
        path,
        kind,
        job.get("name", ""),
        unit,
        short,
        *_year_and_period(path, job),
        _day(path, job.get("asof")),
        job.get("rubric", "xj-2023"),
        own + others,
        data.get("params", {}),
        tuple(_rule(path, entry) for entry in data.get("rules", [])),
        declared,
        _texts(path, "inputs.paths", data.get("inputs", {})),
        job,
        _expand(path, data.get("findings", {})),
        _laws(path, data.get("law", {})),
        {name: path.parent / _file(path, name, data["reference"]) for name in data.get("reference", {})},
        dictionaries=_dictionaries(path, data.get("targets", {})),
        points=_points(path, data.get("sample", {})),
        store=_store(path, data.get("store", {})),
        papers=_papers(path, data.get("papers", {})),
        mask=_mask(path, data.get("privacy", {})),
        people=_people(path, data.get("people", {})),
        **_review(path, data.get("review", {})),
    )


def _review(path: Path, section: Mapping[str, Any]) -> dict[str, Any]:
    _refuse_unknown(path, "review.", section, ("levels", "same_person"))
    same = section.get("same_person", False)
    if not isinstance(same, bool):
        raise ConfigError(
            _("{path}: {name} is {value}, expected {form}").format(
                path=path, name="review.same_person", value=same, form="true | false"
            )
        )
    return {"review_levels": _texts(path, "review.levels", section), "same_person": same}


def _people(path: Path, section: Mapping[str, Any]) -> dict[str, str]:
    for name, role in section.items():
        if role not in ROLES:
            raise ConfigError(
                _("{path}: {name} is {value}, expected {form}").format(
                    path=path, name=f"people.{name}", value=role, form=" | ".join(ROLES)
                )
            )
    return dict(section)


def _papers(path: Path, section: Mapping[str, Any]) -> Papers:
    _refuse_unknown(path, "papers.", section, ("evidence_form", "reply_by", "templates"))
    for name in ("evidence_form", "templates"):
        _shaped(path, f"papers.{name}", section, str)
    form, folder = section.get("evidence_form"), section.get("templates")
    if form not in (None, "facts", "qualified"):
        raise ConfigError(
            _("{path}: papers.evidence_form is {form}, expected facts or qualified").format(path=path, form=form)
        )
    return Papers(form, _day(path, section.get("reply_by")), path.parent / folder if folder else None)


def _mask(path: Path, section: Mapping[str, Any]) -> bool:
    _refuse_unknown(path, "privacy.", section, ("mask",))
    mask = section.get("mask", True)
    if not isinstance(mask, bool):
        raise ConfigError(_("{path}: privacy.mask is {value}, expected true or false").format(path=path, value=mask))
    return mask


def _store(path: Path, section: Mapping[str, Any]) -> Address | None:
    _refuse_unknown(path, "store.", section, ("url", "schema"))
    return address_of(path, section)


def _dictionaries(path: Path, section: Mapping[str, Any]) -> tuple[Path, ...]:
    _refuse_unknown(path, "targets.", section, ("dictionary",))
    return tuple(path.parent / name for name in _texts(path, "targets.dictionary", section))


def _points(path: Path, section: Mapping[str, Any]) -> tuple[str, ...]:
    _refuse_unknown(path, "sample.", section, ("points",))
    points = _texts(path, "sample.points", section)
    most = sum(column.name.startswith("point_") for column in load_schema().ledgers["voucher_checks"].columns)
    if len(points) > most:
        raise ConfigError(
            _("{path}: sample.points names {count} check points, the sheet has room for {most}").format(
                path=path, count=len(points), most=most
            )
        )
    return points


def _expand(path: Path, section: Mapping[str, Any]) -> tuple[str, ...]:
    _refuse_unknown(path, "findings.", section, ("expand",))
    return _texts(path, "findings.expand", section)


def _laws(path: Path, section: Mapping[str, Any]) -> Path:
    _refuse_unknown(path, "law.", section, ("folder",))
    _shaped(path, "law.folder", section, str)
    return path.parent / str(section.get("folder", "law"))


def _file(path: Path, name: str, section: Mapping[str, Any]) -> str:
    _shaped(path, f"reference.{name}", section, str)
    return str(section[name])


def _shaped(path: Path, name: str, data: Mapping[str, Any], kind: type) -> None:
    """Raises ConfigError where the last part of ``name`` is there and of another kind."""
    value = data.get(name.split(".", 1)[-1])
    if value is not None and not isinstance(value, kind):
        forms: dict[type, str] = {
            str: _("a text in quotes"),
            list: _("a list in square brackets"),
            dict: _("a section of its own"),
        }
        raise ConfigError(
            _("{path}: {name} is {value}, expected {form}").format(path=path, name=name, value=value, form=forms[kind])
        )


def _texts(path: Path, name: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """A list of texts. A text alone would be taken letter by letter, and 局 be everybody's short name."""
    _shaped(path, name, data, list)
    last = name.split(".", 1)[-1]
    values = data.get(last) or []
    for value in values:
        _shaped(path, name, {last: value}, str)
    return tuple(values)


def _body(path: Path, name: str, units: Mapping[str, Any]) -> Body:
    _shaped(path, f"units.{name}", units, dict)
    body = units[name]
    _refuse_unknown(path, f"units.{name}.", body, ("aliases", "province", "level", "credit_code", "kind"))
    for place in ("province", "level"):
        _shaped(path, f"units.{place}", body, str)
    return Body(name, _texts(path, "units.aliases", body), body.get("province"), body.get("level"))


def _known_in_ledgers(path: Path, name: str) -> None:
    """What is declared complete turns blanks into 违规: a slip in its name must not go unseen."""
    ledger, dot, column = name.partition(".")
    ledgers = load_schema().ledgers
    if ledger not in ledgers or (dot and column not in ledgers[ledger].by_name):
        raise ConfigError(_("{path}: complete names {name}, which is no ledger or column").format(path=path, name=name))


def _rule(path: Path, entry: Any) -> UnitRule:
    if not isinstance(entry, dict) or "name" not in entry or not entry.get("checks"):
        raise ConfigError(_("{path}: each [[rules]] needs a name and the checks it is a basis of").format(path=path))
    _refuse_unknown(path, "rules.", entry, ("name", "article", "text", "doc_no", "from", "to", "checks"))
    return UnitRule(
        str(entry["name"]),
        _texts(path, "rules.checks", entry),
        str(entry.get("article", "")),
        str(entry.get("text", "")),
        str(entry.get("doc_no", "")),
        _day(path, entry.get("from")),
        _day(path, entry.get("to")),
    )


def _year_and_period(path: Path, job: Mapping[str, Any]) -> tuple[int | None, Period | None]:
    _shaped(path, "engagement.period", job, str)
    year, text = _year(path, job), job.get("period")
    if text is None:
        return year, None
    try:
        return year_of(year, period := Period.parse(text)), period
    except ConfigError as error:
        raise ConfigError(
            _("{path}: {name}: {error}").format(path=path, name="engagement.period", error=error)
        ) from error


def year_of(year: int | None, period: Period) -> int:
    """The fiscal year meant beside a period. Raises ConfigError where it lies outside."""
    if year is not None and not period.begins.year <= year <= period.ends.year:
        raise ConfigError(_("the year {year} is not in the period {period}").format(year=year, period=period))
    return year or period.year


def _year(path: Path, job: Mapping[str, Any]) -> int | None:
    year = job.get("year")
    if year is None:
        return None
    if not isinstance(year, int) or not 1990 <= year <= 2100:
        raise ConfigError(
            _("{path}: engagement.year is {year}, expected a year like 2023").format(path=path, year=year)
        )
    return year


def _day(path: Path, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ConfigError(_("{path}: {value} is not a day (YYYY-MM-DD)").format(path=path, value=value)) from error


def _refuse_unknown(path: Path, prefix: str, data: Mapping[str, Any], known: tuple[str, ...]) -> None:
    import difflib

    for name in data:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = _("did you mean {names}?").format(names=near[0]) if near else ", ".join(known)
            raise ConfigError(
                _("{path}: unknown setting {name}; {hint}").format(path=path, name=prefix + name, hint=hint)
            )
