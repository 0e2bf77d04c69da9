"""Progress on a terminal, one line, gone when done. Nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from auditcheck.engagement.service import Progress
from auditcheck.i18n import _


@contextmanager
def progress_bar(wanted: bool) -> Iterator[Progress | None]:
    """A callback for the service, or None when output is piped or --quiet was given."""
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    stages = {"load": _("reading"), "check": _("checking"), "gather": _("putting findings together")}
    # One file may take minutes: what turns and the time say that it goes on.
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}"),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        tasks = {stage: bar.add_task(label, total=None, what="", visible=False) for stage, label in stages.items()}

        def step(stage: str, what: str, number: int, total: int) -> None:
            task = tasks[stage]
            if not bar.tasks[task].visible:
                for before in bar.tasks:
                    if before.visible:  # a stage ends where the next begins
                        bar.update(before.id, completed=before.total)
                        bar.stop_task(before.id)
                bar.reset(task)  # its time begins now
            bar.update(task, completed=number - 1, total=total, what=what, visible=True)

        yield step
