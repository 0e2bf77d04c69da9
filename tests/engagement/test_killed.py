"""A run, an import or an export that is killed at any moment leaves a store that opens, a log that is whole and no half file."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import subprocess
import sys
import time
import tomllib
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from auditcheck.engagement.stores import is_kept, open_store
from auditcheck.findings.log import verify
from auditcheck.ledgers.reading import find_files
from tests.engagement.exchanging import Hands, engagement, finding, log_of

# Of runs; half as many imports and half as many exports besides: 200 in all, on either engine.
KILLS = 100 if os.environ.get("AUDITCHECK_SOAK") else 2
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
pytestmark = pytest.mark.slow


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "auditcheck", *map(str, arguments)]


def whole(folder: Path) -> None:
    """Whatever stands in the folder is complete; what was left half is hidden and nobody reads it."""
    read = {file.path for file in find_files([folder]).files}
    for path in folder.rglob("*"):
        if path.suffix == ".tmp":
            assert path.name.startswith(".") and path not in read
        elif path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        elif path.suffix == ".jsonl":
            assert [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = list(csv.reader(stream))
            assert {len(row) for row in rows} == {len(rows[0])}
        elif path.suffix == ".toml":
            tomllib.loads(path.read_text("utf-8"))
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                assert book.testzip() is None
    if is_kept(folder):
        with closing(open_store(folder)) as store:
            entries, heads, last = store.entries(), store.heads(), store.last_run()
        assert verify(entries, heads) is None
        assert last is None or len({finding["no"] for finding in last[0]["findings"]}) == len(last[0]["findings"])


def kill_at_random(arguments: list[str], chance: random.Random, longest: float, out: Path) -> bool:
    """Kill it after any time, or just when it begins to write; whether it had not ended by itself before."""
    before = _seen(out)
    process = subprocess.Popen(arguments, **QUIET)
    if chance.random() < 0.5:
        while process.poll() is None and _seen(out) == before:
            time.sleep(0.002)
        longest = 0.3
    try:
        process.wait(chance.uniform(0, longest))
        return False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True


def _seen(folder: Path) -> list[tuple[str, int]]:
    found = []
    for entry in os.scandir(folder) if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # a file beside that was renamed meanwhile
            found.append((entry.name, entry.stat().st_mtime_ns))
    return sorted(found)


def test_a_killed_run_leaves_nothing_half(late_books: Path, tmp_path: Path, settings: str) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    out = tmp_path / "out"
    if settings:
        out.mkdir()
        (out / "auditcheck.toml").write_text(f'[engagement]\nkind = "audit"\n{settings}', "utf-8")
    run = command("run", late_books, "-o", out, "--select", "CON-002", "--year", 2023, "--today", "2024-07-01", "-q")
    run += ["--format", "xlsx", "--format", "jsonl"]
    began = time.monotonic()
    subprocess.run([str(tmp_path / "first") if each == str(out) else each for each in run], check=False, **QUIET)
    took = time.monotonic() - began
    killed = 0
    for _number in range(KILLS):
        killed += kill_at_random(run, chance, took, out)
        whole(out)
    done = subprocess.run(run, check=False, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    whole(out)
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    assert sorted(each["no"] for each in findings) == [f"合同-{number:03d}" for number in range(1, 13)]
    with closing(open_store(out)) as store:
        decided = [entry.subject for entry in store.entries() if entry.action == "decide"]
    assert len(decided) == len(set(decided)) == 6, "what the books say was taken twice, or not at all"
    print(f"{killed} of {KILLS} killed within {took:.1f} s")


def _job(folder: Path, settings: str, number: int) -> Path:
    """An engagement of twelve open findings; each in a schema of its own, where it is kept in a database."""
    folder.mkdir()
    own = re.sub(r'(schema = "\w+)"', rf'\1_{number}"', settings)
    (folder / "auditcheck.toml").write_text(f'[engagement]\nkind = "audit"\n{own}', "utf-8")
    return engagement(folder, *(finding(each) for each in range(1, 13)))


def test_a_killed_import_is_whole_or_nothing_and_a_killed_export_is_no_file(tmp_path: Path, settings: str) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    papers = tmp_path / "papers"
    first = _job(tmp_path / "first", settings, 0)
    today = ("--today", "2024-07-02", "-q")
    export = command(
        "findings", "export", papers / "清单.xlsx", "--template", papers / "模板.xlsx", "-o", first, *today
    )
    began = time.monotonic()
    subprocess.run(export, check=True, **QUIET)
    longest = time.monotonic() - began
    hands = Hands(papers / "清单.xlsx", "问题清单")
    for number in range(1, 13):
        hands.write(f"合同-{number:03d}", state="不成立", ground="有佐证", reason="补充协议在先", decided_by="审计甲")
    filled = hands.save(tmp_path / "filled.xlsx")
    subprocess.run(command("findings", "import", filled, "-o", first, *today), check=True, **QUIET)
    said = len(log_of(first))
    assert said >= 12
    for number in range(1, KILLS // 2 + 2):
        kill_at_random(export, chance, longest, papers)
        whole(papers)
        job = _job(tmp_path / f"job{number}", settings, number)
        take = command("findings", "import", filled, "-o", job, *today)
        kill_at_random(take, chance, longest, job)
        whole(job)
        assert len(log_of(job)) in (0, said), "half an import"
    subprocess.run(take, check=True, **QUIET)
    assert len(log_of(job)) == said
