"""Two runs at once into one folder: the second waits, or says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditcheck.engagement import store_connection
from auditcheck.engagement.store import Store
from auditcheck.errors import AuditcheckError


def test_a_run_that_waits_too_long_for_another_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_connection, "WAIT", 0.1)
    first, second = Store(tmp_path / "a.db"), Store(tmp_path / "a.db")
    with first.transaction(), pytest.raises(AuditcheckError), second.transaction():
        pass
    with second.transaction():
        assert second.number("v1:x", "合同") == "合同-001"
