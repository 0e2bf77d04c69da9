"""Checks that are read at the same time, in a process that has read none yet."""

from __future__ import annotations

import subprocess
import sys

FIRST_READ = """
import threading, time
import sqlglot.dialects.dialect as dialect
from auditcheck.engine.statement import parse

once, found = dialect.new_trie, []
dialect.new_trie = lambda *words: time.sleep(0.02) or once(*words)  # what a busy machine does

def read_at_once():
    while "duckdb" not in dialect.Dialect._classes:
        time.sleep(0.001)
    found.extend(parse("SELECT coalesce(x, $year) FROM t").parameters)

both = [threading.Thread(target=read_at_once), threading.Thread(target=parse, args=("SELECT 1",))]
for thread in both:
    thread.start()
for thread in both:
    thread.join()
print(found)
"""


def test_a_parameter_is_one_while_another_thread_reads_the_first_statement() -> None:
    run = subprocess.run([sys.executable, "-c", FIRST_READ], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == "['year']"
