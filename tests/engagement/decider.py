"""A person who decides on the findings of an engagement, one after the other: FOLDER NAME SECONDS.

Prints the entry of the log that each decision became.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import closing
from pathlib import Path

from auditcheck.engagement.findings import Person, decide
from auditcheck.engagement.stores import open_store

WAYS = {
    "confirmed": {"reason": "经核对原件"},
    "dismissed": {"reason": "台账登记错误", "ground": "台账登记错误"},
    "pending": {"what": "验收单", "provider": "资产处", "due": "2026-12-31"},
}


def main(out: Path, name: str, seconds: float) -> None:
    with closing(open_store(out)) as store:
        numbers = list(store.numbers().values())
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        to = random.choice([*WAYS])
        for entry in decide(out, [random.choice(numbers)], to, WAYS[to], Person(name, "auditor")):
            print(entry.seq, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
