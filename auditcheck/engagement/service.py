"""The whole job as functions, for every face: load, check, decide, score."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import auditcheck
from auditcheck import resources
from auditcheck.checks.catalogue import Check, find, load_catalogue
from auditcheck.checks.law import load_laws
from auditcheck.checks.law_text import with_texts
from auditcheck.checks.period import Period
from auditcheck.checks.runner import RunContext, lacks
from auditcheck.checks.running import run_all
from auditcheck.engagement import facts, links, lives, memory
from auditcheck.engagement.config import Config, find_config, read_config, year_of
from auditcheck.engagement.cost import Costs, add_costs
from auditcheck.engagement.inputs import decisions_of, judgements_of, metrics_of
from auditcheck.engagement.mapping import add_doubts, profiles_of
from auditcheck.engagement.stores import open_store
from auditcheck.errors import AuditcheckError, ConfigError
from auditcheck.evidence import reference
from auditcheck.evidence.workspace import Workspace, build_workspace
from auditcheck.findings.decisions import Decision
from auditcheck.findings.document import Earlier, build
from auditcheck.findings.evidence import Item
from auditcheck.findings.life import applied
from auditcheck.i18n import _
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.coded import coded
from auditcheck.ledgers.load import LoadOptions, load
from auditcheck.ledgers.profile import SheetProfile
from auditcheck.ledgers.reading import is_address
from auditcheck.report.evidence_list import NAME as LIST
from auditcheck.scoring import load_rubric, score

Progress = Callable[[str, str, int, int], None]  # stage (load | check), what, number, of how many


@dataclass(frozen=True)
class Request:
    """What a person asked for; None means: as the engagement says, else the default."""

    paths: tuple[Path, ...]
    out: Path | None = None
    unit: str | None = None
    year: int | None = None
    kind: str | None = None
    rubric: str | None = None
    asof: date | None = None
    today: date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    params: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    check_folders: tuple[Path, ...] = ()
    strict: bool = False
    mapping: tuple[Path, ...] = ()
    profiles: tuple[SheetProfile, ...] = ()  # answers of this very run, before every file
    period: Period | None = None
    expand: tuple[str, ...] = ()  # checks whose findings are listed one by one, however many


@dataclass
class Outcome:
    """Documents in the shapes of contracts.md, all evidence rows, and what must be told."""

    findings: dict[str, Any]
    score: dict[str, Any] | None
    load: dict[str, Any]
    evidence: dict[str, list[Item]]
    judgements: list[dict[str, Any]]
    unmatched: list[Decision]
    notes: list[str]
    links: list[dict[str, Any]] = field(default_factory=list)  # those that a person should look at


def configure(request: Request) -> Config:
    """The nearest auditcheck.toml: of the books, of the output folder, of the working folder."""
    starts = [*request.paths, *([request.out] if request.out and request.out.is_dir() else []), Path.cwd()]
    found = next((path for start in starts if start.exists() and (path := find_config(start))), None)
    return read_config(found) if found else Config()


def inputs_of(request: Request, config: Config) -> tuple[Path, ...]:
    """The paths to read: those asked for, else those of the engagement. Raises AuditcheckError."""
    home = config.path.parent if config.path else None
    paths = (
        request.paths
        or tuple(Path(name) if is_address(name) else home / name for name in config.inputs if home)
        or ((home,) if home else ())
    )
    if not paths:
        raise AuditcheckError(
            _("nothing to read: name a file or a folder, for example `auditcheck run books/ -o out/`")
        )
    for path in paths:
        if not path.exists() and not is_address(path.as_posix()):
            raise AuditcheckError(_("{path}: no such file or folder").format(path=path))
    return paths


def read_books(request: Request, config: Config, progress: Progress | None = None, *, any_sheet: bool = False) -> Books:
    """Raises AuditcheckError when nothing could be read; ``any_sheet``: a sheet that is no ledger counts as read."""
    options = LoadOptions(
        default_unit=request.unit or config.unit,
        units=list(config.bodies),
        year=_only_year(*asked_years(request, config)),
        progress=(lambda what, number, total: progress("load", what, number, total)) if progress else None,
        profiles=profiles_of(request, config),
        salt=memory.salt_of(request.out or (config.path.parent if config.path else None), is_kept=False),
    )
    inputs = inputs_of(request, config)
    books = load((*inputs, *_documents(request, inputs)), options)
    failed = [file for file in books.files if file.error]
    if not any(sheet.ledger or any_sheet for sheet in books.sheets):
        told = "\n".join(str(file.error) for file in failed)
        raise AuditcheckError("\n".join(part for part in (told, _("no ledger was found in what was given")) if part))
    if request.strict and failed:
        raise AuditcheckError("\n".join(str(file.error) for file in failed))
    return books


def _documents(request: Request, inputs: Sequence[Path]) -> tuple[Path, ...]:
    """The list of documents of the engagement (``evidence add``), where the books do not hold it already."""
    listed = request.out / LIST if request.out else None
    if listed is None or not listed.is_file():
        return ()
    return () if any(listed.resolve().is_relative_to(path.resolve()) for path in inputs) else (listed,)


def load_document(books: Books, request: Request, config: Config, checks: Mapping[str, Check]) -> dict[str, Any]:
    """load.json, with what is doubtful, what is missing and what that costs the ``checks``."""
    document = books.document()
    add_doubts(document, books)
    rubric = load_rubric(request.rubric or config.rubric)
    add_costs(document, books, Costs(checks, rubric))
    return document


def catalogue(request: Request) -> dict[str, Check]:
    """The shipped checks and those of the user's folders; retired ones are left out."""
    checks = load_catalogue(resources.path("checks"), *request.check_folders)
    return {key: check for key, check in checks.items() if check.header["status"] != "retired"}


def selected(checks: Mapping[str, Check], request: Request) -> dict[str, Check]:
    """What --select and --ignore leave of the catalogue; both take ids, names and groups."""
    chosen = {check_id for name in request.select for check_id in _named(checks, name)} or set(checks)
    chosen -= {check_id for name in request.ignore for check_id in _named(checks, name)}
    return {key: check for key, check in checks.items() if key in chosen}


def execute(
    request: Request, progress: Progress | None = None, look: Callable[[Workspace], None] | None = None
) -> Outcome:
    """Load, check, decide, score; nothing is written but the engagement's store (where ``out`` is given).

    ``look`` sees the workspace before any check runs, for what else is wanted of it.
    """
    config = configure(request)
    # What was misspelt is said before anything is read.
    rubric_name = request.rubric or config.rubric
    rubric = load_rubric(rubric_name)
    checks = catalogue(request)
    chosen = selected(checks, request)
    memory.salt_of(request.out, is_kept=True)  # made before the books are read with it
    books = read_books(request, config, progress)
    today = request.today or date.today()
    asof = request.asof or config.asof or today
    notes = []
    year, period = asked_years(request, config)
    if year is None or period is None:
        year, share = fiscal_year(books, today)
        period = Period.of_year(year)
        notes.append(
            _("fiscal year {year}: {share} of the dated rows belong to it (--year sets another)").format(
                year=year, share=share
            )
        )
    laws = with_texts(load_laws(resources.path("checks") / "law"), config.laws)
    laws = with_texts(laws, request.out / "law" if request.out else None)  # imported into the folder of the results
    workspace = _workspace(books, request, config, asof)
    if look:
        look(workspace)
    notes += [*workspace.identity.notes, *workspace.links.notes]
    params, unit_params = _params(checks, config, request, workspace)
    context = RunContext(asof, year, params, laws, config.rules, period, unit_params)
    results = run_all(
        chosen, workspace, context, (lambda what, n, total: progress("check", what, n, total)) if progress else None
    )
    for result in results:
        if result.state == "error":
            notes.append(_("{check} could not be run: {reason}").format(check=result.check.id, reason=result.reason))
    if request.strict and any(result.state == "error" for result in results):
        raise AuditcheckError("\n".join(notes))
    decisions, joined = decisions_of(workspace)
    judgements = judgements_of(workspace)
    kind = request.kind or config.kind
    metrics, told = metrics_of(workspace, rubric)
    notes += told
    run = _run(books, workspace, kind, year, period, asof, today, request, rubric_name, config)
    if progress:
        progress("gather", "", 1, 1)
    if request.out:
        _make(request.out)
    with closing(open_store(request.out)) as store, closing(workspace.session):
        with store.transaction():
            before = store.last_run()
            hashes = {f["fingerprint"]: f["evidence_hash"] for f in before[0]["findings"]} if before else {}
            found = build(
                run,
                results,
                workspace,
                laws=laws,
                rules=config.rules,
                decisions=decisions,
                earlier=Earlier(store.number, hashes, lives.spoken_of(store)),
                asof=asof,
                expand={check_id for name in (*request.expand, *config.expand) for check_id in _named(checks, name)},
            )
            found.document["metrics"] = metrics
            looked_at = lives.looked_at(results, workspace)
            now = lives.clock(request.today)
            bare, told = lives.settle(
                store, found, joined, before[0] if before else None, looked_at, today, now, config.people
            )
            store.add_run(bare, judgements)
            links.remember(store, workspace.links.answers)
            memory.remember(store, workspace.identity.said)
            facts.remember(store, results, workspace, today.isoformat())
            document = applied(bare, store.entries(), today=today, levels=config.review_levels)
        to_confirm = links.to_confirm(workspace)
    notes += [*told, *lives.announcements(document)]
    for entry in document["checks"]:
        if entry["notice"]:
            notes.append(
                _("{check} hits {hits} of {population}: look at the data and the parameters first").format(
                    check=entry["id"], hits=entry["hits"], population=entry["population"]
                )
            )
    asked = kind != "selfcheck" or request.rubric is not None or "rubric" in config.engagement
    scored = score(rubric, document, judgements) if asked else None
    return Outcome(
        document,
        scored,
        load_document(books, request, config, chosen),
        {**{each["fingerprint"]: each["evidence"] for each in document["findings"]}, **found.evidence},
        judgements,
        [decision for decision in found.unmatched if _in_this_run(decision, checks, chosen)],
        notes,
        to_confirm,
    )


def _workspace(books: Books, request: Request, config: Config, asof: date | None) -> Workspace:
    return build_workspace(
        books,
        bodies=config.bodies,
        complete=config.complete,
        asof=asof,
        standards=reference.tables(config.reference),
        home=(config.engagement.get("province"), config.engagement.get("level")),
        remembered=links.remembered(request.out),
        identities=memory.pairs_of(request.out),
        earlier=facts.remembered(request.out),
    )


def look_into(request: Request, progress: Progress | None, look: Callable[[Workspace], None]) -> None:
    """Load, and let ``look`` read the workspace; no check runs and nothing is kept."""
    config = configure(request)
    workspace = _workspace(read_books(request, config, progress), request, config, request.asof or config.asof)
    try:
        look(workspace)
    finally:
        workspace.session.close()


def lacking(request: Request) -> list[dict[str, Any]]:
    """Rules that the ledgers of the request cannot serve: check, subrule, title, missing (``ledger.column``)."""
    config = configure(request)
    books = read_books(request, config)
    workspace = build_workspace(books, bodies=config.bodies, complete=config.complete)
    try:
        return [
            {"check": check.id, "subrule": rule.key, "title": rule.title, "missing": missing}
            for check in selected(catalogue(request), request).values()
            for rule in check.subrules
            if (missing := lacks(rule, workspace))
        ]
    finally:
        workspace.session.close()


def _in_this_run(decision: Decision, checks: Mapping[str, Check], chosen: Mapping[str, Check]) -> bool:
    """A line about a check that was not asked for is no misfit; one about an unknown check is."""
    try:
        return find(checks, decision.check).id in chosen
    except ConfigError:
        return True


def asked_years(request: Request, config: Config) -> tuple[int | None, Period | None]:
    """(fiscal year, months of the job) as the command line says, else the engagement. Raises ConfigError.

    ``--year`` alone means that whole year, also where the engagement covers several.
    """
    if request.period is not None:
        return year_of(request.year, request.period), request.period
    if request.year is not None:
        return request.year, Period.of_year(request.year)
    if config.period is not None or config.year is None:
        return config.year, config.period
    return config.year, Period.of_year(config.year)


def _only_year(year: int | None, period: Period | None) -> int | None:
    """The year that a date without one must mean; of a job of several years none."""
    return year if period is None or period.begins.year == period.ends.year else None


def fiscal_year(books: Books, today: date) -> tuple[int, str]:
    """The year that most rows belong to, by their fiscal year or else their first date; (year, share in per cent)."""
    years: Counter[int] = Counter()
    for table in books.tables.values():
        named = table.columns.get("fiscal_year")
        dated = [values for name, values in table.columns.items() if name.endswith("_date") and any(values)]
        # By distinct value: a ledger may have ten million rows.
        for value, count in coded(named if named and any(named) else (dated[0] if dated else [])).tally():
            if value:
                years[int(value[:4])] += count
    if not years:
        return today.year - 1, "0%"
    year, count = max(years.items(), key=lambda item: (item[1], item[0]))
    return year, f"{count / years.total():.0%}"


Params = dict[str, dict[str, Any]]


def _params(
    checks: Mapping[str, Check], config: Config, request: Request, workspace: Workspace
) -> tuple[Params, dict[str, Params]]:
    """(parameters by check id, by check id and body); those of the command line go before those of the engagement.

    Unknown checks and bodies are refused.
    """
    found: Params = {}
    of_units: dict[str, Params] = {}
    asked: list[Mapping[str, Mapping[str, Any]]] = [config.params, request.params]
    for given in asked:
        for name, values in given.items():
            if not (values and all(isinstance(value, dict) for value in values.values())):
                found.setdefault(find(checks, name).id, {}).update(values)
                continue
            unit = _unit(name, workspace)
            for check, own in values.items():
                of_units.setdefault(find(checks, check).id, {}).setdefault(unit, {}).update(own)
    return found, of_units


def _unit(written: str, workspace: Workspace) -> str:
    """The name of a body of these books. Raises ConfigError with the nearest."""
    rows = workspace.session.query("SELECT name, alias FROM units ORDER BY name")
    for row in rows:
        if written in (row["name"], row["alias"]):
            return str(row["name"])
    known = list(dict.fromkeys(str(row["name"]) for row in rows))
    near = difflib.get_close_matches(written, known, n=1, cutoff=0.4)
    hint = _("did you mean {names}?").format(names=near[0]) if near else "、".join(known[:5])
    raise ConfigError(_("params names {unit}, which is no body of these books; {hint}").format(unit=written, hint=hint))


def _named(checks: Mapping[str, Check], name: str) -> list[str]:
    group = [check_id for check_id, check in checks.items() if check.group == name.upper()]
    return group or [find(checks, name).id]


def _run(
    books: Books,
    workspace: Workspace,
    kind: str,
    year: int,
    period: Period,
    asof: date,
    today: date,
    request: Request,
    rubric: str,
    config: Config,
) -> dict[str, Any]:
    started = datetime.combine(request.today, datetime.min.time(), UTC) if request.today else datetime.now(UTC)
    inputs = [{"file": file.file, "sha256": file.sha256} for file in books.files if not file.error]
    stamp = started.strftime("%Y-%m-%dT%H:%M:%SZ")
    mark = hashlib.sha256(repr((stamp, inputs, asof, year)).encode("utf-8")).hexdigest()[:12]
    return {
        "id": mark,
        "started": stamp,
        "version": auditcheck.__version__,
        "engine": workspace.session.name,
        "kind": kind,
        "name": config.name,
        "unit": request.unit or config.unit,
        "year": year,
        "period": str(period),
        "asof": asof.isoformat(),
        "today": today.isoformat(),
        "rubric": rubric,
        "inputs": inputs,
        "failed": [{"file": file.file, "error": str(file.error)} for file in books.files if file.error],
    }


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise AuditcheckError(
            _("{path}: no folder can be made there: {reason}").format(path=folder, reason=reason)
        ) from error


def gate(findings: Sequence[Mapping[str, Any]], level: str) -> bool:
    """Whether a finding stands at or above the level. What is settled does not count, nor what lies in other years, nor a
    signal that the books no longer give."""
    order = ("info", "low", "medium", "high")
    return any(
        order.index(finding["severity"]) >= order.index(level)
        for finding in findings
        if finding["state"] not in ("dismissed", "waived", "rectified") and finding["in_period"]
        if finding["state"] not in ("open", "pending") or finding["baseline"] != "absent"
    )
