"""What holds for every test: messages in English, and how many examples property tests try."""

from __future__ import annotations

import os
from collections.abc import Iterator

# Before anything of auditcheck is imported: the language of the tests is not that of the machine.
os.environ["LC_ALL"] = "C.UTF-8"

import pytest
from hypothesis import HealthCheck, settings

from auditcheck.i18n import set_language

SOAK = bool(os.environ.get("AUDITCHECK_SOAK"))

# A run that everyone waits for tries the same few examples each time; the soak looks for new ones and prints how to repeat a failure.
settings.register_profile("ci", max_examples=25, deadline=None, derandomize=True)
settings.register_profile(
    "soak", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if SOAK else "ci")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SOAK:
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    if soak:
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")
