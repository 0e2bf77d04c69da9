"""The documents of a small job, fresh for each test."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditcheck import i18n

sys.path.insert(0, str(Path(__file__).parent))

Doc = dict[str, Any]


@pytest.fixture
def documents() -> tuple[Doc, Doc, Doc]:
    from documents import documents as fresh

    return fresh()


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.set_language(request.param)
    yield request.param
    i18n.set_language("en")
