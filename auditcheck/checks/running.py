"""The whole catalogue over a workspace, on as many processors as there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from queue import SimpleQueue

from auditcheck.checks.catalogue import Check
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import Workspace

Progress = Callable[[str, int, int], None]
# Reading and planning a statement takes one processor; over so many rows the engine itself uses them all.
_ROWS_FOR_ONE_AT_A_TIME = 500_000
_MOST_AT_ONCE = 4


def run_all(
    checks: Mapping[str, Check], workspace: Workspace, context: RunContext, progress: Progress | None = None
) -> list[CheckResult]:
    """Run every check, those named in ``after`` first. A failing check is a state, never an exception."""
    results: dict[str, CheckResult] = {}
    rows = sum(len(table.row_id) for table in workspace.books.tables.values())
    at_once = 1 if rows > _ROWS_FOR_ONE_AT_A_TIME else min(os.cpu_count() or 1, _MOST_AT_ONCE)
    done = 0
    for wave in _waves(checks):
        for check_id, result in _together(wave, workspace, context, results, at_once):
            results[check_id] = result
            done += 1
            if progress:
                progress(check_id, done, len(checks))
    return [results[check_id] for check_id in sorted(results)]


def _together(
    wave: list[Check], workspace: Workspace, context: RunContext, earlier: Mapping[str, CheckResult], at_once: int
) -> Iterator[tuple[str, CheckResult]]:
    """Each result as it comes. Checks that run at the same time have a session each, on the same tables."""
    if at_once == 1 or len(wave) == 1:
        for check in wave:
            yield check.id, run_check(check, workspace, context, earlier)
        return
    sessions = [workspace.session.beside() for _number in range(min(at_once, len(wave)))]
    free: SimpleQueue[Workspace] = SimpleQueue()
    for session in sessions:
        free.put(replace(workspace, session=session))

    def run(check: Check) -> CheckResult:
        own = free.get()
        try:
            return run_check(check, own, context, earlier)
        finally:
            free.put(own)

    with ThreadPoolExecutor(len(sessions), thread_name_prefix="checks") as pool:
        running: dict[Future[CheckResult], str] = {pool.submit(run, check): check.id for check in wave}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        finally:  # Ctrl-C too: what has not begun does not begin, what runs is stopped
            for session in sessions:
                session.stop()
            pool.shutdown(cancel_futures=True)  # nobody may be at a connection that is closed
            for session in sessions:
                session.close()


def _waves(checks: Mapping[str, Check]) -> Iterator[list[Check]]:
    """Checks that wait for no other of these, then those that waited for them, and so on; in each by id."""
    left = dict(checks)
    while left:
        ready = [check for check in left.values() if not _waits_for(check) & left.keys()]
        if not ready:
            raise ConfigError("after: " + " → ".join(left))
        yield ready
        for check in ready:
            del left[check.id]


def _waits_for(check: Check) -> set[str]:
    return set(check.header.get("after") or [])
