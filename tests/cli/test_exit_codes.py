"""Exit code 1 says findings; nothing else ends with it."""

from __future__ import annotations

from typing import Any

import click
import pytest
from click.testing import CliRunner

from auditcheck.cli.base import common
from auditcheck.errors import AuditcheckError


@pytest.mark.parametrize(
    ("error", "code"), [(AuditcheckError("坏的"), 2), (RuntimeError("坏的"), 2), (KeyboardInterrupt(), 130)]
)
def test_no_failure_looks_like_findings(error: BaseException, code: int) -> None:
    @click.command()
    @common
    def command(**_settings: Any) -> None:
        raise error

    result = CliRunner().invoke(command, [])
    assert result.exit_code == code
    assert result.stderr.startswith("auditcheck")
    assert "Traceback" not in result.stderr
