"""A process that decides as people do: looks, thinks, writes, and looks again where somebody was faster.

Arguments as JSON: where (path, or url and schema), name, seconds. After each decision one line {"seq", "hash", "no"} on
standard output: what it says there was promised, and must be in the store whatever happens next.
"""

from __future__ import annotations

import json
import random
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from auditcheck.engagement.store import Store
from auditcheck.engagement.store_address import Address
from auditcheck.findings.log import Conflict, Entry

SUBJECTS = 5


def main(asked: dict[str, object]) -> None:
    where = Path(str(asked["path"])) if "path" in asked else Address(str(asked["url"]), str(asked["schema"]))
    until = time.monotonic() + float(str(asked["seconds"]))
    name, conflicts, number = str(asked["name"]), 0, 0
    with closing(Store(where)) as store:
        tell(ready=True)
        while time.monotonic() < until:
            number += 1
            try:
                entry, given = decide(store, f"v1:{random.randrange(SUBJECTS)}", name, number)
            except Conflict:
                conflicts += 1
                continue
            tell(seq=entry.seq, hash=entry.hash, no=given)
        tell(done=True, conflicts=conflicts)


def decide(store: Store, subject: str, name: str, number: int) -> tuple[Entry, str]:
    """Add one to what is counted on the subject; the look is outside the transaction, as with a person at a screen."""
    seen = store.entries(subject)[-1:]
    count = seen[0].detail["count"] if seen else 0
    with store.transaction():
        given = store.number(f"{name}-{number}", "合同")
        detail = {"count": count + 1, "by": name, "filler": "理由" * random.randrange(200)}
        last = seen[0].seq if seen else 0
        return store.append(name, "auditor", "decide", subject, detail, datetime.now(UTC), expected_seq=last), given


def tell(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
