"""Several processes write at once, and some are killed at it: no word is lost, no number given twice, the chain holds."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from auditcheck.engagement.store import Store
from auditcheck.engagement.store_address import Address
from auditcheck.engagement.stores import open_store
from auditcheck.findings.log import verify

Where = Path | Address
SOAK = bool(os.environ.get("AUDITCHECK_SOAK"))
WRITER, DECIDER = (Path(__file__).with_name(name) for name in ("writer.py", "decider.py"))
SECONDS = 60 if SOAK else 3
KILLS = 200 if SOAK else 5


def writer(where: Where, name: str, seconds: float) -> subprocess.Popen[str]:
    place = {"path": str(where)} if isinstance(where, Path) else {"url": where.url, "schema": where.schema}
    asked = json.dumps({**place, "name": name, "seconds": seconds})
    return subprocess.Popen([sys.executable, str(WRITER), asked], stdout=subprocess.PIPE, text=True, encoding="utf-8")


def told(lines: str) -> list[dict[str, Any]]:
    """What a writer promised; the line at which it was killed may be half."""
    whole = [line for line in lines.splitlines(keepends=True) if line.endswith("\n")]
    return [said for said in map(json.loads, whole) if "seq" in said]


def test_two_who_decide_at_once_lose_nothing(where: Where) -> None:
    both = [writer(where, name, SECONDS) for name in ("甲", "乙")]
    outputs = [each.communicate(timeout=SECONDS + 120)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0]
    promised = [said for output in outputs for said in told(output)]
    with closing(Store(where)) as store:
        entries, numbers = store.entries(), store.numbers()
    assert verify(entries) is None
    assert {(said["seq"], said["hash"]) for said in promised} == {(entry.seq, entry.hash) for entry in entries}
    assert len({said["no"] for said in promised}) == len(promised) == len(numbers)
    counts = Counter(entry.subject for entry in entries)
    last = {entry.subject: entry.detail["count"] for entry in entries}
    assert last == dict(counts), "somebody's decision was overwritten unseen"
    assert {entry.actor for entry in entries} == {"甲", "乙"}
    print({name: len(told(output)) for name, output in zip("甲乙", outputs, strict=True)}, outputs[0].splitlines()[-1])


def test_two_people_who_decide_on_the_same_findings_see_each_other(
    where: Where, settings: str, late_books: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "auditcheck.toml").write_text(f'[engagement]\nkind = "audit"\n{settings}', "utf-8")
    run = ["run", str(late_books), "-o", str(out), "--select", "CON-002", "--year", "2023", "-q", "--format", "json"]
    subprocess.run([sys.executable, "-m", "auditcheck", *run], check=False)
    both = [
        subprocess.Popen(
            [sys.executable, str(DECIDER), str(out), name, str(SECONDS)],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for name in ("审计乙", "审计丙")
    ]
    written = {int(line) for each in both for line in each.communicate(timeout=SECONDS + 120)[0].split()}
    assert [each.returncode for each in both] == [0, 0]
    with closing(open_store(out)) as store:
        entries, heads = store.entries(), store.heads()
    assert verify(entries, heads) is None
    assert written == {entry.seq for entry in entries if entry.actor != "审计甲"} and written
    states: dict[str, str] = {}
    for entry in entries:
        assert entry.detail["from"] == states.get(entry.subject, "open"), "decided on what was no longer so"
        states[entry.subject] = entry.detail["to"]
    document = json.loads((out / "findings.json").read_text("utf-8"))
    assert {finding["fingerprint"]: finding["state"] for finding in document["findings"]} == {
        finding["fingerprint"]: states.get(finding["fingerprint"], "open") for finding in document["findings"]
    }
    print(len(written), "decisions")


def test_a_killed_writer_leaves_a_whole_store(where: Where) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    promised: dict[int, str] = {}
    for number in range(KILLS):
        process = writer(where, f"p{number}", 60)
        assert process.stdout is not None
        if chance.random() < 0.8:
            process.stdout.readline()  # it is ready; else it is killed while it starts, or makes the tables
        time.sleep(chance.uniform(0, 0.2 if number else 0.5))
        process.kill()
        output = process.communicate()[0]
        promised |= {said["seq"]: said["hash"] for said in told(output)}
        with closing(Store(where)) as store:
            entries = store.entries()
            numbers = store.numbers()
        assert verify(entries) is None
        kept = {entry.seq: entry.hash for entry in entries}
        assert promised.items() <= kept.items(), "a decision that was promised is gone"
        assert len(numbers) == len(entries), "a number without its decision, or the other way round"
    assert promised
